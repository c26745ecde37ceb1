//! The reports of a consolidation group, by number.

use crate::bilingual::Bilingual;
use crate::error::{Error, Result};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One of the thirteen reports of the consolidated performance (گزارش تلفیق).
///
/// No official template is known. The set follows the tables of the budget law, the dimensions that a planning
/// organisation keeps, and what is published in the press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum Report {
    /// R1: the whole by kind of credit.
    Summary,
    /// R2: by agency, with ranks.
    Agencies,
    /// R3: by affair, chapter and programme.
    Programmes,
    /// R4: by county.
    Counties,
    /// R5: by funding source.
    Sources,
    /// R6: by economic chapter.
    Chapters,
    /// R7: allocations by instrument.
    Instruments,
    /// R8: capital projects.
    Projects,
    /// R9: against the same period of last year.
    Comparison,
    /// R10: completeness and lateness.
    Completeness,
    /// R11: findings.
    Findings,
    /// R12: amendments and transfers.
    Amendments,
    /// R13: carried over, unspent and returned.
    Leftovers,
}

/// Each report with its title in Persian and English.
const TITLES: [(Report, &str, &str); 13] = [
    (Report::Summary, "خلاصه عملکرد به تفکیک نوع اعتبار", "Performance by kind of credit"),
    (Report::Agencies, "عملکرد به تفکیک دستگاه اجرایی", "Performance by agency"),
    (Report::Programmes, "عملکرد به تفکیک امور، فصل و برنامه", "Performance by affair, chapter and programme"),
    (Report::Counties, "عملکرد به تفکیک شهرستان", "Performance by county"),
    (Report::Sources, "عملکرد به تفکیک منبع تأمین اعتبار", "Performance by funding source"),
    (Report::Chapters, "عملکرد به تفکیک فصل اقتصادی", "Performance by economic chapter"),
    (Report::Instruments, "تخصیص به تفکیک نقد و اوراق", "Allocation by instrument"),
    (Report::Projects, "پروژه‌های تملک دارایی‌های سرمایه‌ای", "Capital projects"),
    (Report::Comparison, "مقایسه با دوره مشابه سال پیش", "Against the same period of last year"),
    (Report::Completeness, "کامل بودن گزارش‌ها و دیرکرد", "Completeness and lateness of reports"),
    (Report::Findings, "یافته‌های کنترل", "Findings of the control"),
    (Report::Amendments, "اصلاحیه‌ها، جابه‌جایی‌ها و ابلاغ‌ها", "Amendments, transfers and notices"),
    (Report::Leftovers, "مانده، برگشتی و انتقالی", "Unspent, returned and carried-over funds"),
];

impl Report {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::Summary,
        Self::Agencies,
        Self::Programmes,
        Self::Counties,
        Self::Sources,
        Self::Chapters,
        Self::Instruments,
        Self::Projects,
        Self::Comparison,
        Self::Completeness,
        Self::Findings,
        Self::Amendments,
        Self::Leftovers,
    ];

    /// Its number, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|report| *report == self).unwrap_or_default().saturating_add(1)
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> Bilingual {
        let found = TITLES.iter().find(|(report, _, _)| *report == self);
        found.map_or_else(Bilingual::default, |(_, fa, en)| Bilingual::new(*fa, *en))
    }

    /// Reads `R1` to `R13`.
    ///
    /// # Errors
    /// `report.unknown_report`.
    ///
    /// # Example
    /// ```
    /// use amalkard::report::Report;
    /// assert_eq!(Report::parse("R2")?, Report::Agencies);
    /// assert_eq!(Report::parse("R14").unwrap_err().code(), "report.unknown_report");
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn parse(written: &str) -> Result<Self> {
        let wanted = text::fold(written);
        Self::ALL.into_iter().find(|report| text::fold(&report.to_string()) == wanted).ok_or_else(|| {
            let shown = text::excerpt(written);
            Error::new(
                "report.unknown_report",
                format!("گزارشی به نام «{shown}» نیست"),
                format!("there is no report `{shown}`"),
            )
            .at(shown)
            .expected("R1 to R13")
            .help("شماره گزارش را بنویسید: R1 تا R13", "write the number of a report: R1 to R13")
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{}", self.number())
    }
}

impl From<Report> for String {
    fn from(report: Report) -> Self {
        report.to_string()
    }
}

impl TryFrom<String> for Report {
    type Error = Error;

    fn try_from(written: String) -> Result<Self> {
        Self::parse(&written)
    }
}
