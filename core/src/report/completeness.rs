//! Who has reported and who is late (R10 of the consolidated report).

use super::table::{Column, ReportTable, RowKind, count, text};
use crate::bilingual::Bilingual;
use crate::consolidation::Ratio;
use crate::error::Result;
use crate::finding::Scalar;
use crate::scaled::Scaled;

/// Where one agency stands in a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgencyProgress {
    /// Its code.
    pub agency: String,
    /// Its title.
    pub title: Bilingual,
    /// Where its submission stands.
    pub stage: Bilingual,
    /// Lines that it owes by its agreement.
    pub due: usize,
    /// Lines that it has sent.
    pub received: usize,
    /// Lines that are finally approved.
    pub approved: usize,
    /// How many times its submission was returned.
    pub returns: usize,
    /// Days behind the deadline of its stage; zero where it is in time, `None` where no deadline applies.
    pub late_days: Option<i64>,
}

/// The completeness of a round by agency, with totals. Agencies stand in the order in which they are handed in.
///
/// # Errors
/// None in practice; `report.row_width` guards the shape of every table.
///
/// # Example
/// ```
/// use amalkard::bilingual::{Bilingual, Language};
/// use amalkard::report::{AgencyProgress, completeness_table};
/// let health = AgencyProgress {
///     agency: "129000".into(),
///     title: Bilingual::new("بهداشت", "Health"),
///     stage: Bilingual::new("ورود", "entry"),
///     due: 8,
///     late_days: Some(5),
///     ..AgencyProgress::default()
/// };
/// let table = completeness_table(&[health])?;
/// assert!(table.to_text(Language::English).contains("0.0%"));
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn completeness_table(agencies: &[AgencyProgress]) -> Result<ReportTable> {
    let mut table = ReportTable::new(
        Bilingual::new("کامل بودن گزارش‌ها به تفکیک دستگاه", "Completeness by agency"),
        vec![
            Column::text("agency", Bilingual::new("کد دستگاه", "Agency")),
            Column::text("title", Bilingual::new("دستگاه", "Title"))
                .labelled(agencies.iter().map(|agency| (agency.title.fa.clone(), agency.title.clone()))),
            Column::text("stage", Bilingual::new("وضعیت", "Stage"))
                .labelled(agencies.iter().map(|agency| (agency.stage.en.clone(), agency.stage.clone()))),
            Column::number("due", Bilingual::new("سطر مورد انتظار", "Lines due")),
            Column::number("received", Bilingual::new("دریافت‌شده", "Received")),
            Column::number("approved", Bilingual::new("تأییدشده", "Approved")),
            Column::percent("approved_share", Bilingual::new("درصد تأیید", "Approved %")).with_places(1),
            Column::number("returns", Bilingual::new("تعداد برگشت", "Returns")),
            Column::number("late_days", Bilingual::new("روز دیرکرد", "Days late")),
        ],
    );
    let mut whole = AgencyProgress::default();
    for agency in agencies {
        whole.due = whole.due.saturating_add(agency.due);
        whole.received = whole.received.saturating_add(agency.received);
        whole.approved = whole.approved.saturating_add(agency.approved);
        whole.returns = whole.returns.saturating_add(agency.returns);
        let names = [text(&agency.agency), text(&agency.title.fa), text(&agency.stage.en)];
        let late = agency.late_days.map_or(Scalar::Missing, |days| Scalar::Number(Scaled::from(days)));
        table.push(RowKind::Line, cells(names, agency, late))?;
    }
    let names = [Scalar::Missing, Scalar::Missing, Scalar::Missing];
    table.push(RowKind::Total, cells(names, &whole, Scalar::Missing))?;
    table.note(Bilingual::new(
        "درصدها از جمع‌ها محاسبه و تا یک رقم اعشار به روش نیم به بالا گرد شده‌اند؛ «–» یعنی تعریف‌نشده یا بدون مهلت.",
        "Percentages are computed from sums and rounded half up to one decimal place; “–” means undefined or without a deadline.",
    ));
    Ok(table)
}

fn cells(names: [Scalar; 3], agency: &AgencyProgress, late: Scalar) -> Vec<Scalar> {
    let number = |cell: &Scalar| match cell {
        Scalar::Number(number) => *number,
        _ => Scaled::ZERO,
    };
    let (due, approved) = (count(agency.due), count(agency.approved));
    let share = Ratio::of(number(&approved), number(&due)).and_then(|ratio| ratio.percent(1));
    let figures = [
        due,
        count(agency.received),
        approved,
        share.map_or(Scalar::Missing, Scalar::Number),
        count(agency.returns),
        late,
    ];
    names.into_iter().chain(figures).collect()
}

#[cfg(test)]
#[path = "completeness_tests.rs"]
mod tests;
