//! Clocks, punctuality and forecasts, counted by hand on the calendar.

use amalkard::bilingual::Language;
use amalkard::lifecycle::{Action, ForecastBasis, Role, Stage, StageTime};
use amalkard::report::{clocks_table, forecast_table, punctuality_table};
use amalkard_tests::office::{self, HEALTH, Office, ROADS};

fn day(office: &mut Office, text: &str) {
    office.now = office::at(text);
}

/// Published on 5 Mehr (27 September). Roads is entered and confirmed on 8 Mehr, in control on 12 Mehr, returned on
/// 15 Mehr; Health has done nothing.
fn running() -> Office {
    let mut office = Office::published();
    day(&mut office, "2025-09-30T05:00:00Z"); // 8 Mehr
    office.up_to(ROADS, Action::Confirm);
    day(&mut office, "2025-10-04T05:00:00Z"); // 12 Mehr
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    day(&mut office, "2025-10-07T05:00:00Z"); // 15 Mehr
    office.usual(ROADS, Action::Return, Role::Controller).unwrap();
    office
}

#[test]
fn punctuality_counts_spells_by_agency_and_stage() {
    let office = running();
    let at = office::at("2025-10-08T05:00:00Z"); // 16 Mehr
    let rows = office.round.punctuality(at).unwrap();
    let find = |agency: Option<&str>, stage: Option<Stage>| {
        rows.iter().find(|row| (row.agency.as_deref(), row.stage) == (agency, stage)).unwrap()
    };
    // Roads in entry: 5 to 8 Mehr in time (4 days of 7), then 15 Mehr on with a week of its own, running.
    let entry = find(Some(ROADS), Some(Stage::Entry));
    assert_eq!((entry.in_time, entry.late, entry.open, entry.days, entry.allowed), (1, 0, 1, 4 + 2, 7 + 7));
    // In control: 8 to 15 Mehr, 8 days of two months (8 Mehr to 7 Azar: 23 + 30 + 7 days).
    let control = find(Some(ROADS), Some(Stage::Control));
    assert_eq!((control.in_time, control.days, control.allowed), (1, 8, 60));
    // Health: a week from 5 Mehr ended on 11 Mehr; it is late and still there.
    let health = find(Some(HEALTH), None);
    assert_eq!((health.in_time, health.late, health.open, health.days, health.returns), (0, 1, 0, 12, Some(0)));
    let all = find(None, None);
    assert_eq!((all.in_time, all.late, all.open, all.returns), (2, 1, 1, Some(1)));
    let table = punctuality_table(&office.round, at).unwrap();
    let text = table.to_text(Language::English);
    // Two of three that are decided: 66.7%.
    assert!(text.contains("66.7%") && text.contains("Control by the organisation's experts"), "{text}");
    assert!(table.to_text(Language::Persian).contains("۶۶٫۷"));
    let clocks = clocks_table(&office.round, at).unwrap().to_text(Language::English);
    assert!(clocks.contains("late") && clocks.contains("1404-07-11"), "{clocks}");
}

fn took(agency: &str, stage: Stage, days: i64) -> StageTime {
    let from = amalkard::PersianDate::parse("1403-07-01").unwrap();
    let to = from.add_days(days - 1).unwrap();
    StageTime { agency: Some(agency.to_owned()), stage, from, to, due: to }
}

#[test]
fn a_forecast_is_read_off_the_past_by_nearest_rank() {
    let mut office = Office::published();
    day(&mut office, "2025-09-28T05:00:00Z"); // 6 Mehr, the second day of entry
    let now = office.now;
    // Nothing is known: the allowances stand. Entry to 11 Mehr; two months from 11 Mehr to 10 Azar; a week from then.
    let forecast = office.round.forecast(&[], 50, now).unwrap();
    let roads = &forecast.agencies[0];
    assert_eq!(
        (roads.stage_ends.to_string(), roads.ends.to_string()),
        ("1404-07-11".to_owned(), "1404-09-16".to_owned())
    );
    assert_eq!((roads.basis, forecast.ends), (ForecastBasis::Allowance, Some(roads.ends)));
    // Three months from 1 Mehr, when the round was opened.
    assert_eq!(forecast.due.to_string(), "1404-09-30");
    // Roads took 3, 5, 9 days for entry in three rounds, control 10, 20, 30, approval 1, 1, 2. Half of them: 5, 20, 1.
    let mut past: Vec<StageTime> = Vec::new();
    for (stage, days) in [(Stage::Entry, [3, 5, 9]), (Stage::Control, [10, 20, 30]), (Stage::Approval, [1, 1, 2])] {
        past.extend(days.map(|days| took(ROADS, stage, days)));
    }
    let forecast = office.round.forecast(&past, 50, now).unwrap();
    let of = |agency: &str| forecast.agencies.iter().find(|one| one.agency == agency).unwrap();
    // Entry of 5 days from 5 Mehr ends on 9 Mehr; control of 20 from then on 28 Mehr; approval of 1 the same day.
    assert_eq!(
        (of(ROADS).stage_ends.to_string(), of(ROADS).ends.to_string()),
        ("1404-07-09".to_owned(), "1404-07-28".to_owned())
    );
    assert_eq!((of(ROADS).basis, of(HEALTH).basis), (ForecastBasis::Own, ForecastBasis::All));
    // Nine of ten: the longest of three each time. 9 days: 13 Mehr; 30 days: 12 Aban; 2 days: 13 Aban.
    let forecast = office.round.forecast(&past, 90, now).unwrap();
    assert_eq!(forecast.agencies[0].ends.to_string(), "1404-08-13");
    // On the seventh day those that took less say nothing any more: only 9 is left.
    day(&mut office, "2025-10-03T05:00:00Z"); // 11 Mehr
    let forecast = office.round.forecast(&past, 50, office.now).unwrap();
    assert_eq!(forecast.agencies[0].stage_ends.to_string(), "1404-07-13");
    // After that nothing is known, and the allowance is over: today.
    day(&mut office, "2025-10-08T05:00:00Z"); // 16 Mehr
    let forecast = office.round.forecast(&past, 50, office.now).unwrap();
    assert_eq!(forecast.agencies[0].stage_ends.to_string(), "1404-07-16");
    assert_eq!(forecast.agencies[0].basis, ForecastBasis::Allowance);
    let table = forecast_table(&forecast).unwrap();
    assert!(table.to_text(Language::Persian).contains("۱۴۰۴"));
    assert!(table.to_text(Language::English).contains("nearest rank"));
    for percent in [0, 101] {
        assert_eq!(office.round.forecast(&past, percent, office.now).unwrap_err().code(), "lifecycle.bad_percent");
    }
}

#[test]
fn a_round_tells_its_own_times_and_learns_from_them() {
    let mut office = running();
    office.up_to(ROADS, Action::Approve);
    let times = office.round.stage_times();
    let of = |agency: Option<&str>, stage: Stage| {
        let own = times.iter().filter(|time| (time.agency.as_deref(), time.stage) == (agency, stage));
        own.map(StageTime::days).collect::<Vec<_>>()
    };
    assert_eq!(of(None, Stage::Opening), [5]);
    assert_eq!(of(Some(ROADS), Stage::Entry), [4, 1]);
    assert_eq!(of(Some(ROADS), Stage::Control), [8, 1]);
    let forecast = office.round.forecast(&times, 50, office.now).unwrap();
    assert_eq!(forecast.agencies.len(), 1, "Roads is approved");
    assert_eq!(forecast.agencies[0].agency, HEALTH);
    let text = serde_json::to_string(&times).unwrap();
    assert_eq!(serde_json::from_str::<Vec<StageTime>>(&text).unwrap(), times);
}
