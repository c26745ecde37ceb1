//! Lateness by stage (R10): the days that each stage takes against its allowance.

use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::finding::Scalar;
use crate::lifecycle::{Clock, Stage};
use crate::report::chart::slowest;
use crate::report::table::{Column, ReportTable, RowKind, count, text};
use crate::scaled::Scaled;

/// The clocks of a round by stage: how many submissions came to it, are in it and are late, and the days of the slowest
/// against those it was allowed. The clock of the round itself counts in the stage that it is about.
///
/// # Errors
/// None in practice; `report.row_width` guards the shape of every table.
pub fn stage_table(clocks: &[Clock]) -> Result<ReportTable> {
    let number = |name: &str, fa: &str, en: &str| Column::number(name, Bilingual::new(fa, en));
    let titles = Stage::ALL.iter().map(|stage| (stage.name(), Bilingual::new(stage.title_fa(), stage.title_en())));
    let mut table = ReportTable::new(
        Bilingual::new("زمان هر مرحله در برابر مهلت آن", "Time of each stage against its allowance"),
        vec![
            Column::text("stage", Bilingual::new("مرحله", "Stage")).labelled(titles),
            number("submissions", "تعداد", "Submissions"),
            number("running", "اکنون در مرحله", "In it now"),
            number("late", "دیرکرده", "Late"),
            number("allowed", "مهلت کندترین (روز)", "Days allowed to the slowest"),
            number("days", "روزهای کندترین", "Days of the slowest"),
            number("days_late", "دیرکرد کندترین (روز)", "Days late of the slowest"),
        ],
    );
    for stage in Stage::ALL {
        let own: Vec<&Clock> = clocks.iter().filter(|clock| clock.stage == *stage).collect();
        let slowest = slowest(own.iter().copied());
        let of_slowest = |days: fn(&Clock) -> i64| {
            slowest.map_or(Scalar::Missing, |clock| Scalar::Number(Scaled::from(days(clock))))
        };
        table.push(
            RowKind::Line,
            vec![
                text(stage.name()),
                count(own.len()),
                count(own.iter().filter(|clock| clock.running).count()),
                count(own.iter().filter(|clock| clock.late).count()),
                of_slowest(|clock| clock.allowed),
                of_slowest(|clock| clock.days),
                of_slowest(|clock| clock.days_late),
            ],
        )?;
    }
    table.note(Bilingual::new(
        "روزها روز تقویم‌اند و روز نخست و پایان هر دو شمرده می‌شوند؛ بازگشت به یک مرحله به روزهای آن افزوده می‌شود",
        "Days are calendar days, first and last both counted; coming back to a stage adds to its days",
    ));
    Ok(table)
}
