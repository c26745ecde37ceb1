//! Reports of money by code: R1, R2, R4, R5, R6, R7.

use super::Reports;
use super::crossed::crossed;
use super::labels;
use super::missing;
use super::ranks::ranks;
use super::report::Report;
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::classification::{self, CodeList};
use crate::consolidation::{Cell, Consolidation, Plan, Ratio, consolidate};
use crate::dataset::Table;
use crate::error::Result;
use crate::finding::Scalar;
use crate::ordered::Ordered as _;
use crate::report::figure::digits;
use crate::report::table::{Column, ReportTable, Row, RowKind, text, unit_words};
use crate::scaled::Scaled;
use crate::text::fold;
use std::collections::BTreeMap;

/// The measures of money, as far as the data has them.
const MEASURES: [&str; 7] = ["approved", "amended", "allocated", "received", "paid", "spent", "unspent"];
/// The ratio by which agencies are ranked.
const ABSORPTION: &str = "absorption_of_allocation";
/// The field of a county's people, in the table `counties`.
const POPULATION: &str = "population";

impl Reports {
    /// The lines of the period.
    pub(super) fn lines(&self, report: Report) -> Result<&Table> {
        missing::table(&self.data, report, "lines")
    }

    /// The totals of the lines; groups and measures that the data lacks are told by `money`.
    pub(super) fn totals(&self, by: &[&[&str]], measures: &[&str]) -> Result<Consolidation> {
        let plan = Plan { preliminary: self.frame.preliminary, ..Plan::new(by, measures) };
        consolidate(&self.data, &plan.with_statuses(self.frame.statuses.clone()))
    }

    /// The measures that the lines have, and those that they lack.
    pub(super) fn measures<'m>(&self, report: Report, wanted: &[&'m str]) -> Result<(Vec<&'m str>, Vec<&'m str>)> {
        let lines = self.lines(report)?;
        Ok(wanted.iter().partition(|name| missing::has(lines, name)))
    }

    /// The table of money by some fields of the lines.
    pub(super) fn money(&self, report: Report, by: &[&str]) -> Result<ReportTable> {
        let (total, lacking) = self.money_totals(report, &[by])?;
        self.money_table(report, &total, by, &lacking)
    }

    fn money_totals<'m>(&self, report: Report, by: &[&[&str]]) -> Result<(Consolidation, Vec<&'m str>)> {
        let lines = self.lines(report)?;
        by.iter().copied().flatten().try_for_each(|name| missing::field(lines, report, name))?;
        let (measures, lacking) = self.measures(report, &MEASURES)?;
        Ok((self.totals(by, &measures)?, lacking))
    }

    /// The table of some totals, with the unit above its columns and what the data lacks below them.
    pub(super) fn money_table(
        &self,
        report: Report,
        total: &Consolidation,
        by: &[&str],
        lacking: &[&str],
    ) -> Result<ReportTable> {
        let mut table = labels::titled(total.table(by)?.titled(report.title()), by, self.frame.period.year);
        if let Some(unit) = total.unit() {
            table = table.headed(unit_words(unit));
        }
        if total.coverage().is_none() {
            table.note(Bilingual::new(
                "موافقتنامه‌ها در داده نیست؛ پوشش این جمع‌ها معلوم نیست",
                "The agreements are not in the data: the coverage of these totals is not known",
            ));
        }
        if !lacking.is_empty() {
            table.note(Bilingual::new(
                format!("در داده نیست: {}", lacking.join("، ")),
                format!("Not in the data: {}", lacking.join(", ")),
            ));
        }
        Ok(table)
    }

    /// The field of provinces before another one, where the lines are of several.
    fn within_provinces<'f>(&self, report: Report, field: &'f str) -> Result<Vec<&'f str>> {
        let lines = self.lines(report)?;
        let mut provinces: Vec<_> = (0..lines.rows()).filter_map(|row| lines.text(row, "province").map(fold)).collect();
        provinces.sort_unstable();
        provinces.dedup();
        Ok(if provinces.len() > 1 { vec!["province", field] } else { vec![field] })
    }

    /// R2.
    pub(super) fn agencies(&self) -> Result<Vec<ReportTable>> {
        let by = self.within_provinces(Report::Agencies, "agency")?;
        let (total, lacking) = self.money_totals(Report::Agencies, &[&by])?;
        let mut table = self.money_table(Report::Agencies, &total, &by, &lacking)?;
        let credit = if lacking.contains(&"amended") { "approved" } else { "amended" };
        let ranks = ranks(&total.cells_by(&by)?, credit, ABSORPTION);
        let rank_of = |pick: fn(super::ranks::Ranks) -> Option<u32>| -> Vec<Scalar> {
            let rank = |row: &Row| {
                let key: Vec<Option<String>> = row.cells.iter().take(by.len()).map(code_of).collect();
                let found = ranks.get(&key).copied().filter(|_| row.kind == RowKind::Line).and_then(pick);
                found.map_or(Scalar::Missing, |rank| Scalar::Number(i64::from(rank).into()))
            };
            table.rows().iter().map(rank).collect()
        };
        let (absorption, by_credit) = (rank_of(|ranks| ranks.absorption), rank_of(|ranks| ranks.credit));
        table.push_column(
            Column::number("rank_absorption", Bilingual::new("رتبه جذب", "Rank by absorption")),
            absorption,
        )?;
        table.push_column(Column::number("rank_credit", Bilingual::new("رتبه اعتبار", "Rank by credit")), by_credit)?;
        table.note(Bilingual::new(
            "رتبه جذب از درصد جذب از تخصیص است؛ برابرها با مصوب اصلاحی بیشتر پیش‌ترند و برابر در هر دو یک رتبه دارند؛ دستگاه بی‌اعتبار رتبه ندارد",
            "Ranks by absorption are of the absorption of allocation; ties go to the larger amended credit, equals in both share a rank; without credit there is no rank",
        ));
        Ok(vec![table])
    }

    /// R4.
    pub(super) fn counties(&self) -> Result<Vec<ReportTable>> {
        let by = self.within_provinces(Report::Counties, "county")?;
        let (total, lacking) = self.money_totals(Report::Counties, &[&by])?;
        let mut table = self.money_table(Report::Counties, &total, &by, &lacking)?;
        let credit = if lacking.contains(&"amended") { "approved" } else { "amended" };
        let Some(people) = self.people() else {
            table.note(Bilingual::new(
                format!("سرانه نیست: داده جدول counties با فیلد {POPULATION} (جمعیت) ندارد"),
                format!("No figures per capita: the data has no table counties with the field {POPULATION}"),
            ));
            return Ok(vec![table]);
        };
        let credits: BTreeMap<Option<String>, Scaled> = total
            .cells_by(&by)?
            .into_iter()
            .filter_map(|cell| Some((cell.key.last()?.clone(), cell.measures.get(credit)?.sum?)))
            .ordered();
        let at = by.len().saturating_sub(1);
        let per_capita = |row: &Row| {
            let county = row.cells.get(at).and_then(code_of).filter(|_| row.kind == RowKind::Line);
            let share = county.and_then(|county| {
                let ratio = Ratio::of(*credits.get(&Some(county.clone()))?, *people.get(&county)?)?;
                // A percentage of one place is the quotient to three.
                ratio.percent(1).map(|percent| Scaled::new(percent.value(), percent.scale().saturating_add(2)))
            });
            share.map_or(Scalar::Missing, Scalar::Number)
        };
        let cells = table.rows().iter().map(per_capita).collect();
        table.push_column(per_capita_column(total.unit()), cells)?;
        table.note(Bilingual::new(
            "سرانه = اعتبار ÷ جمعیت، تا سه رقم اعشار به روش نیم به بالا گرد شده است",
            "Per capita = credit ÷ population, rounded half up to three decimal places",
        ));
        Ok(vec![table])
    }

    /// The people of each county, where the data knows them.
    fn people(&self) -> Option<BTreeMap<String, Scaled>> {
        let table = self.data.table("counties")?;
        table.column_named(POPULATION)?;
        let of = |row| Some((fold(table.text(row, "county")?), table.number(row, POPULATION)?));
        Some((0..table.rows()).filter_map(of).collect())
    }

    /// R5: the sources, and the credit of each province or agency by source.
    pub(super) fn sources(&self) -> Result<Vec<ReportTable>> {
        let rows = self.within_provinces(Report::Sources, "agency")?.first().copied().unwrap_or("agency");
        let lines = self.lines(Report::Sources)?;
        missing::field(lines, Report::Sources, rows)?;
        let (total, lacking) = self.money_totals(Report::Sources, &[&["source"], &[rows, "source"]])?;
        let table = self.money_table(Report::Sources, &total, &["source"], &lacking)?;
        let credit = if lacking.contains(&"amended") { "approved" } else { "amended" };
        let cross = crossed(&total, [rows, "source"], credit, self.frame.period.year)?;
        Ok(vec![table, cross])
    }

    /// R6: one table for each kind of credit, whose chapters are not the same.
    pub(super) fn chapters(&self) -> Result<Vec<ReportTable>> {
        let by = ["kind", "chapter"];
        let (total, lacking) = self.money_totals(Report::Chapters, &[&by])?;
        let whole = self.money_table(Report::Chapters, &total, &by, &lacking)?;
        let year = self.frame.period.year;
        let mut tables = Vec::new();
        for kind in total.cells_by(&["kind"])? {
            let kind = kind.key.first().cloned().flatten();
            let name = whole.columns().first().and_then(|column| column.labels.get(kind.as_deref()?).cloned());
            let own = Report::Chapters.title();
            let title = name.map_or_else(
                || own.clone(),
                |name| Bilingual::new(format!("{}، {}", own.fa, name.fa), format!("{}, {}", own.en, name.en)),
            );
            let names: Vec<&str> = whole.columns().iter().map(|column| column.name.as_str()).skip(1).collect();
            let mut table = whole.clone().titled(title);
            table.keep_rows(|row| {
                if row.kind == RowKind::Total || row.cells.first().and_then(code_of) != kind {
                    return false;
                }
                // The subtotal of a kind is the total of its table.
                if row.kind == RowKind::Subtotal {
                    (row.kind, row.level) = (RowKind::Total, 0);
                }
                true
            });
            let lists = labels::chapter_lists(kind.as_deref());
            tables.push(labels::of_lists(table.only(&names), "chapter", lists, year));
        }
        Ok(tables)
    }

    /// R7.
    pub(super) fn instruments(&self) -> Result<Vec<ReportTable>> {
        let allocations = missing::table(&self.data, Report::Instruments, "allocations")?;
        ["instrument", "amount"].iter().try_for_each(|name| missing::field(allocations, Report::Instruments, name))?;
        let plan = Plan {
            table: "allocations".to_owned(),
            agreement: String::new(),
            preliminary: self.frame.preliminary,
            ..Plan::new(&[&["instrument"]], &["amount"])
        };
        let total = consolidate(&self.data, &plan.with_statuses(self.frame.statuses.clone()))?;
        let list = classification::list("instrument");
        let parent = |code: &Option<String>| {
            let entry = list?.entries().iter().find(|entry| Some(&fold(&entry.code)) == code.as_ref())?;
            entry.parent.clone()
        };
        let column = |name: &str, fa: &str, en: &str| Column::text(name, Bilingual::new(fa, en));
        let amount = Column {
            unit: total.unit(),
            ..Column::number("amount", Bilingual::new("مبلغ تخصیص", "Amount allocated"))
        };
        let mut table = ReportTable::new(
            Report::Instruments.title(),
            vec![
                column("instrument", "نوع منبع تخصیص", "Instrument"),
                Column::number("items", Bilingual::new("تعداد قلم", "Items")),
                amount,
                Column::percent("share", Bilingual::new("سهم", "Share")).with_places(1),
            ],
        );
        let whole = total.cell(&[], &[])?;
        let sum = |cell: &Cell| cell.measures.get("amount").and_then(|total| total.sum);
        let base = whole.as_ref().and_then(sum);
        let row = |name: Scalar, items: u64, amount: Option<Scaled>| {
            let share = amount.zip(base).and_then(|(amount, base)| Ratio::of(amount, base)?.percent(1));
            let number = |number: Option<Scaled>| number.map_or(Scalar::Missing, Scalar::Number);
            vec![name, Scalar::Number(Scaled::new(i128::from(items), 0)), number(amount), number(share)]
        };
        let name = |code: Option<&str>| code.map_or(Scalar::Missing, text);
        let code = |cell: &Cell| cell.key.first().cloned().flatten();
        let cells = total.cells_by(&["instrument"])?;
        let headings: Vec<&str> = list
            .map(CodeList::entries)
            .unwrap_or_default()
            .iter()
            .filter(|entry| entry.heading)
            .map(|entry| entry.code.as_str())
            .collect();
        for heading in headings.into_iter().map(Some).chain([None]) {
            let members: Vec<&Cell> = cells.iter().filter(|cell| parent(&code(cell)).as_deref() == heading).collect();
            for cell in &members {
                table.push(RowKind::Line, row(name(code(cell).as_deref()), cell.lines, sum(cell)))?;
            }
            if let Some(heading) = heading.filter(|_| !members.is_empty()) {
                let together = members.iter().filter_map(|cell| sum(cell)).try_fold(Scaled::ZERO, Scaled::checked_add);
                let items = members.iter().fold(0_u64, |items, cell| items.saturating_add(cell.lines));
                table.push_subtotal(1, row(name(Some(heading)), items, together))?;
            }
        }
        if let Some(whole) = &whole {
            table.push(RowKind::Total, row(Scalar::Missing, whole.lines, base))?;
        }
        let table = labels::titled(table, &["instrument"], self.frame.period.year);
        Ok(vec![total.unit().map_or(table.clone(), |unit| table.headed(unit_words(unit)))])
    }
}

/// Credit for each person, in the unit of the data whatever the others are shown in.
fn per_capita_column(unit: Option<Unit>) -> Column {
    let [fa, en] = unit.map_or(["", ""], |unit| [unit.title_fa(), unit.title_en()]);
    Column::number("per_capita", Bilingual::new(format!("سرانه ({fa})"), format!("Per capita, {en}"))).with_places(3)
}

/// The code of a cell; none where it is empty.
pub(super) fn code_of(cell: &Scalar) -> Option<String> {
    match cell {
        Scalar::Text(code) => Some(code.clone()),
        _ => None,
    }
}

/// Words of a note, its figures in the digits of their language.
pub(super) fn note(fa: impl AsRef<str>, en: impl Into<String>) -> Bilingual {
    Bilingual::new(digits(fa.as_ref()), en)
}
