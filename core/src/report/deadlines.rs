//! Clocks, punctuality and forecast of a round as tables.

use super::table::{Column, ReportTable, RowKind, count, text};
use crate::bilingual::Bilingual;
use crate::calendar::PersianDate;
use crate::consolidation::Ratio;
use crate::error::Result;
use crate::finding::Scalar;
use crate::lifecycle::{Clock, ForecastBasis, Stage};
use crate::round::{Forecast, Punctuality, Round};
use crate::scaled::Scaled;
use chrono::{DateTime, Utc};

/// The time that each stage has had the round and each submission, against its allowance; what is late now is marked.
///
/// # Errors
/// As [`Round::clocks`].
pub fn clocks_table(round: &Round, at: DateTime<Utc>) -> Result<ReportTable> {
    let mut table = ReportTable::new(
        Bilingual::new("زمان مرحله‌ها", "Time in each stage"),
        vec![
            Column::text("agency", agency_title()).labelled(agencies(round)),
            Column::text("stage", Bilingual::new("مرحله", "Stage")).labelled(stages()),
            Column::number("spells", Bilingual::new("دفعات", "Times")),
            Column::number("days", Bilingual::new("روز صرف‌شده", "Days spent")),
            Column::number("allowed", Bilingual::new("روز مجاز", "Days allowed")),
            Column::date("due", Bilingual::new("مهلت", "Due")),
            Column::number("days_late", Bilingual::new("روز دیرکرد", "Days late")),
            Column::text("now", Bilingual::new("اکنون", "Now")).labelled(standings()),
        ],
    );
    for clock in round.clocks(at)? {
        let now = standing(&clock);
        table.push(
            RowKind::Line,
            vec![
                clock.agency.as_deref().map_or(Scalar::Missing, text),
                text(clock.stage.name()),
                count(clock.spells),
                days(clock.days),
                days(clock.allowed),
                day(clock.due),
                days(clock.days_late),
                text(now),
            ],
        )?;
    }
    table.note(Bilingual::new(
        "روزها تقویمی‌اند و روز آغاز و پایان هر دو شمرده می‌شوند؛ سطر بی‌دستگاه، خود دوره است.",
        "Days are calendar days, the first and the last both counted; a row without an agency is the round itself.",
    ));
    Ok(table)
}

/// How many spells were in time, by agency and by stage.
///
/// # Errors
/// As [`Round::punctuality`].
pub fn punctuality_table(round: &Round, at: DateTime<Utc>) -> Result<ReportTable> {
    let mut table = ReportTable::new(
        Bilingual::new("رعایت مهلت‌ها", "Work in time"),
        vec![
            Column::text("agency", agency_title()).labelled(agencies(round)),
            Column::text("stage", Bilingual::new("مرحله", "Stage")).labelled(stages()),
            Column::number("in_time", Bilingual::new("به‌موقع", "In time")),
            Column::number("late", Bilingual::new("دیر", "Late")),
            Column::number("open", Bilingual::new("در جریان و در مهلت", "Running in time")),
            Column::percent("rate", Bilingual::new("درصد به‌موقع", "In time %")).with_places(1),
            Column::number("days", Bilingual::new("روز صرف‌شده", "Days spent")),
            Column::number("allowed", Bilingual::new("روز مجاز", "Days allowed")),
            Column::number("returns", Bilingual::new("تعداد برگشت", "Returns")),
        ],
    );
    for row in round.punctuality(at)? {
        let kind = match (&row.agency, row.stage) {
            (None, None) => RowKind::Total,
            _ => RowKind::Line,
        };
        table.push(kind, cells_of(&row))?;
    }
    table.note(Bilingual::new(
        "درصد به‌موقع = به‌موقع ÷ (به‌موقع + دیر)، گرد به یک رقم؛ آنچه هنوز مهلت دارد شمرده نمی‌شود.",
        "In time % = in time ÷ (in time + late), rounded half up to one place; what still has time is not counted.",
    ));
    Ok(table)
}

/// When each submission will be approved.
///
/// # Errors
/// None in practice; `report.row_width` guards the shape of every table.
pub fn forecast_table(forecast: &Forecast) -> Result<ReportTable> {
    let bases = [
        (ForecastBasis::Own, "گذشته همین دستگاه", "the agency's own past"),
        (ForecastBasis::All, "گذشته همه دستگاه‌ها", "the past of all agencies"),
        (ForecastBasis::Allowance, "زمان مجاز", "the allowance"),
    ];
    let titles = forecast.agencies.iter().map(|agency| (agency.agency.clone(), both(&agency.title)));
    let mut table = ReportTable::new(
        Bilingual::new("پیش‌بینی پایان دوره", "Forecast of the end of the round"),
        vec![
            Column::text("agency", agency_title()).labelled(titles),
            Column::text("stage", Bilingual::new("مرحله", "Stage")).labelled(stages()),
            Column::date("stage_ends", Bilingual::new("پایان مرحله", "Stage ends")),
            Column::date("ends", Bilingual::new("تأیید نهایی", "Approved")),
            Column::text("basis", Bilingual::new("بر پایه", "Read off"))
                .labelled(bases.map(|(basis, fa, en)| (basis_name(basis), Bilingual::new(fa, en)))),
        ],
    );
    for agency in &forecast.agencies {
        table.push(
            RowKind::Line,
            vec![
                text(&agency.agency),
                text(agency.stage.name()),
                day(agency.stage_ends),
                day(agency.ends),
                text(basis_name(agency.basis)),
            ],
        )?;
    }
    let ends = forecast.ends.map_or(Scalar::Missing, day);
    table.push(RowKind::Total, vec![Scalar::Missing, Scalar::Missing, Scalar::Missing, ends, Scalar::Missing])?;
    let percent = forecast.percent;
    let fa = crate::text::persian_digits(&percent.to_string());
    table.note(Bilingual::new(
        format!(
            "هر مرحله به اندازه‌ای گرفته شده که {fa} درصد مرحله‌های گذشته از آن بیشتر نبوده‌اند (نزدیک‌ترین رتبه، به روز)؛ برگشت تازه پیش‌بینی نمی‌شود. پایان دوره طبق فرایند: {}.",
            crate::text::persian_digits(&forecast.due.to_string())
        ),
        format!(
            "Each stage is taken to take as long as {percent} percent of past ones took at most (nearest rank, whole days); further returns are not foreseen. By its process the round ends on {}.",
            forecast.due
        ),
    ));
    Ok(table)
}

fn cells_of(row: &Punctuality) -> Vec<Scalar> {
    let number = |count: u64| Scaled::from(i64::try_from(count).unwrap_or(i64::MAX));
    let decided = row.in_time.saturating_add(row.late);
    let rate = Ratio::of(number(row.in_time), number(decided)).and_then(|ratio| ratio.percent(1));
    vec![
        row.agency.as_deref().map_or(Scalar::Missing, text),
        row.stage.map_or(Scalar::Missing, |stage| text(stage.name())),
        Scalar::Number(number(row.in_time)),
        Scalar::Number(number(row.late)),
        Scalar::Number(number(row.open)),
        rate.map_or(Scalar::Missing, Scalar::Number),
        days(row.days),
        days(row.allowed),
        row.returns.map_or(Scalar::Missing, |returns| Scalar::Number(number(returns))),
    ]
}

fn days(days: i64) -> Scalar {
    Scalar::Number(Scaled::from(days))
}

fn day(date: PersianDate) -> Scalar {
    text(&date.to_string())
}

fn agency_title() -> Bilingual {
    Bilingual::new("دستگاه", "Agency")
}

fn both(title: &str) -> Bilingual {
    Bilingual::new(title, title)
}

fn agencies(round: &Round) -> impl Iterator<Item = (String, Bilingual)> {
    round.submissions().map(|submission| (submission.agency().to_owned(), both(submission.title())))
}

fn stages() -> impl Iterator<Item = (&'static str, Bilingual)> {
    Stage::ALL.iter().map(|stage| (stage.name(), Bilingual::new(stage.title_fa(), stage.title_en())))
}

fn standings() -> [(&'static str, Bilingual); 3] {
    [
        ("late", Bilingual::new("دیر", "late")),
        ("running", Bilingual::new("در جریان", "running")),
        ("ended", Bilingual::new("پایان‌یافته", "ended")),
    ]
}

fn standing(clock: &Clock) -> &'static str {
    match (clock.late_now(), clock.running) {
        (true, _) => "late",
        (false, true) => "running",
        (false, false) => "ended",
    }
}

fn basis_name(basis: ForecastBasis) -> &'static str {
    match basis {
        ForecastBasis::Own => "own",
        ForecastBasis::All => "all",
        ForecastBasis::Allowance => "allowance",
    }
}
