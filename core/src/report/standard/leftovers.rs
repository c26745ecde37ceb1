//! R13: what was received and not spent, what went back to the treasury, and what was carried over.

use super::Reports;
use super::missing;
use super::report::Report;
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::report::table::ReportTable;

const MEASURES: [&str; 5] = ["carried_over", "received", "paid", "returned", "unspent"];
/// Without one of these there is nothing to report.
const NEEDED: [&str; 3] = ["carried_over", "returned", "unspent"];

impl Reports {
    pub(super) fn leftovers(&self) -> Result<Vec<ReportTable>> {
        let lines = self.lines(Report::Leftovers)?;
        if !NEEDED.iter().any(|name| missing::has(lines, name)) {
            let [first, ..] = NEEDED;
            missing::field(lines, Report::Leftovers, first)?;
        }
        let by = ["kind", "agency"];
        by.iter().try_for_each(|name| missing::field(lines, Report::Leftovers, name))?;
        let (measures, lacking) = self.measures(Report::Leftovers, &MEASURES)?;
        let total = self.totals(&[&by], &measures)?;
        let table = self.money_table(Report::Leftovers, &total, &by, &lacking)?;
        let shown: Vec<&str> = by.iter().chain(["lines"].iter()).chain(measures.iter()).copied().collect();
        let mut table = table.only(&shown);
        table.note(Bilingual::new(
            "مانده = دریافتی + تنخواه − پرداخت − برگشتی، آن‌گونه که دستگاه گزارش داده و قاعده C11 سنجیده است",
            "Unspent = received + float − paid − returned, as the agency reported it and rule C11 checked it",
        ));
        Ok(vec![table])
    }
}
