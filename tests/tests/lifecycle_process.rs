//! The process sheet to the letter, and its allowances counted on the Persian calendar by hand.

use amalkard::calendar::PersianDate;
use amalkard::lifecycle::{Allowance, Means, Process, Role, Stage};

fn window(allowance: Allowance, first: &str) -> String {
    allowance.from(PersianDate::parse(first).unwrap()).unwrap().to().to_string()
}

#[test]
fn the_default_process_is_the_process_sheet() {
    let process = Process::default();
    let sheet = [
        (1, "ایجاد گزارش سیستمی ورود اطلاعات عملکردی", "گروه تلفیق", "۲ هفته"),
        (2, "ورود عملکرد توسط دستگاه‌ها", "کارشناس دستگاه اجرایی", "۱ هفته"),
        (3, "کنترل آن توسط کارشناسان سازمان", "کارشناسان معاونت هماهنگی برنامه و بودجه", "۲ ماه"),
        (4, "تأیید نهایی عملکرد", "کارشناسان معاونت هماهنگی برنامه و بودجه", "۱ هفته"),
    ];
    assert_eq!(process.stages.len(), sheet.len());
    for (terms, (number, title, owner, allowance)) in process.stages.iter().zip(sheet) {
        assert_eq!((terms.stage.number(), terms.stage.title_fa()), (number, title));
        assert_eq!((terms.owner_fa.as_str(), terms.allowance.title_fa().as_str()), (owner, allowance));
        assert_eq!(terms.means, Means::Computer);
    }
    assert_eq!(process.total.title_fa(), "۳ ماه");
    process.check().unwrap();
}

#[test]
fn a_window_holds_its_first_and_its_last_day() {
    // 25 to 31 Shahrivar are seven days, 1 to 7 Mehr are seven more.
    assert_eq!(window(Allowance::Weeks(2), "1404-06-25"), "1404-07-07");
    assert_eq!(window(Allowance::Weeks(1), "1404-07-05"), "1404-07-11");
    assert_eq!(window(Allowance::Days(1), "1404-07-05"), "1404-07-05");
    assert_eq!(window(Allowance::Days(0), "1404-07-05"), "1404-07-05");
    assert_eq!(window(Allowance::Months(0), "1404-07-05"), "1404-07-05");
}

#[test]
fn months_are_persian_months() {
    assert_eq!(window(Allowance::Months(2), "1404-07-05"), "1404-09-04");
    assert_eq!(window(Allowance::Months(1), "1404-07-01"), "1404-07-30");
    assert_eq!(window(Allowance::Months(3), "1404-11-15"), "1405-02-14");
    // Mehr has no 31st; Esfand of 1404 has 29 days, that of the leap year 1403 has 30.
    assert_eq!(window(Allowance::Months(1), "1404-06-31"), "1404-07-30");
    assert_eq!(window(Allowance::Months(6), "1404-06-31"), "1404-12-29");
    assert_eq!(window(Allowance::Months(6), "1403-06-31"), "1403-12-30");
    assert_eq!(window(Allowance::Months(12), "1403-12-30"), "1404-12-29");
}

#[test]
fn another_office_states_another_process_and_a_torn_one_is_refused() {
    let json = serde_json::to_string(&Process::default()).unwrap();
    let mut process: Process = serde_json::from_str(&json).unwrap();
    assert_eq!(process, Process::default());
    process.stages[2].allowance = Allowance::Days(10);
    assert_eq!(process.allowance(Stage::Control), Allowance::Days(10));
    process.check().unwrap();
    process.stages.swap(0, 1);
    assert_eq!(process.check().unwrap_err().code(), "lifecycle.bad_process");
    process.stages.clear();
    assert_eq!(process.check().unwrap_err().code(), "lifecycle.bad_process");
}

#[test]
fn every_stage_has_its_owners() {
    let process = Process::default();
    let owners: Vec<_> = process.stages.iter().flat_map(|terms| terms.roles.iter().copied()).collect();
    let own: Vec<Role> = Role::ALL.iter().copied().filter(|role| *role != Role::AgencyManager).collect();
    assert_eq!(owners, own);
}
