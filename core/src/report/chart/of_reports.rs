//! The charts of the reports: absorption by agency, progress against plan, time of the stages.

use super::{Bar, Chart, Measure};
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::finding::Scalar;
use crate::lifecycle::{Clock, Stage};
use crate::ordered;
use crate::report::figure::digits;
use crate::report::table::{ReportTable, RowKind};
use crate::scaled::Scaled;

/// As many bars stand in one chart; what is left out is said.
const MOST: usize = 30;

/// The bars of a column of percentages by the first column of words before it, highest first. Rows without a figure stand
/// last, as undefined. Of more than thirty the highest thirty are drawn, and a note says how many are not.
pub(in crate::report) fn bars_of(table: &ReportTable, label: &str, value: &str, title: Bilingual) -> Chart {
    let place = |name: &str| table.columns().iter().position(|column| column.name == name);
    let column = |name: &str| place(name).and_then(|at| table.columns().get(at));
    let words = column(value).map(|column| column.title.clone()).unwrap_or_default();
    let mut bars: Vec<Bar> = Vec::new();
    for row in table.rows().iter().filter(|row| row.kind == RowKind::Line) {
        let cell = |name: &str| place(name).and_then(|at| row.cells.get(at));
        let code = cell(label).map(ToString::to_string).unwrap_or_default();
        let own = column(label).and_then(|column| column.labels.get(&code).cloned());
        bars.push(Bar {
            label: own.unwrap_or_else(|| Bilingual::new(digits(&code), code)),
            value: number(cell(value)),
            against: None,
        });
    }
    ordered::sort_by(&mut bars, |a, b| b.value.cmp(&a.value).then_with(|| a.label.cmp(&b.label)));
    let mut chart = Chart::new(title, words, Measure::Percent);
    let more = bars.len().saturating_sub(MOST);
    bars.into_iter().take(MOST).for_each(|bar| chart.push(bar));
    if 0 < more {
        chart.note(left_out(more));
    }
    chart
}

/// The slowest submission of each stage against the days that it was allowed.
///
/// # Errors
/// None in practice.
pub(in crate::report) fn stages(clocks: &[Clock], title: Bilingual) -> Result<Chart> {
    let (value, against) =
        (Bilingual::new("روزهای کندترین گزارش", "Days of the slowest"), Bilingual::new("مهلت آن", "Its allowance"));
    let mut chart = Chart::new(title, value, Measure::Days).against(against);
    for stage in Stage::ALL {
        let own = clocks.iter().filter(|clock| clock.stage == *stage);
        let Some(slowest) = slowest(own) else { continue };
        chart.push(Bar {
            label: Bilingual::new(stage.title_fa(), stage.title_en()),
            value: Some(Scaled::from(slowest.days)),
            against: Some(Scaled::from(slowest.allowed)),
        });
    }
    Ok(chart)
}

/// The clock that is furthest behind, or least ahead, of its allowance.
pub(in crate::report) fn slowest<'a>(clocks: impl Iterator<Item = &'a Clock>) -> Option<&'a Clock> {
    clocks.max_by_key(|clock| (clock.days.saturating_sub(clock.allowed), clock.days, std::cmp::Reverse(&clock.agency)))
}

/// The bars of actual against predicted figures.
pub(in crate::report) fn gaps(
    rows: impl IntoIterator<Item = (Bilingual, [Option<Scaled>; 2])>,
    title: Bilingual,
) -> Chart {
    let value = Bilingual::new("پیشرفت فیزیکی امسال", "Physical progress of this year");
    let mut chart = Chart::new(title, value, Measure::Percent).against(Bilingual::new("پیش‌بینی امسال", "Predicted"));
    let mut bars: Vec<Bar> = rows.into_iter().map(|(label, [value, against])| Bar { label, value, against }).collect();
    // Those furthest behind their plan first; those without one last.
    let gap = |bar: &Bar| bar.against.zip(bar.value).and_then(|(against, value)| against.checked_sub(value));
    ordered::sort_by(&mut bars, |a, b| gap(b).cmp(&gap(a)).then_with(|| a.label.cmp(&b.label)));
    let more = bars.len().saturating_sub(MOST);
    bars.into_iter().take(MOST).for_each(|bar| chart.push(bar));
    if 0 < more {
        chart.note(left_out(more));
    }
    chart
}

fn left_out(more: usize) -> Bilingual {
    Bilingual::new(
        digits(&format!("{more} مورد دیگر در جدول هست و این‌جا رسم نشده است")),
        format!("{more} more are in the table and not drawn here"),
    )
}

fn number(cell: Option<&Scalar>) -> Option<Scaled> {
    match cell {
        Some(Scalar::Number(number)) => Some(*number),
        _ => None,
    }
}
