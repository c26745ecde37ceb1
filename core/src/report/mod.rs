//! Tables and charts in Persian and English: as terminal text, as one self-contained HTML page, as CSV, as Excel
//! workbooks, and as plain records; and the thirteen reports of a consolidation group.
//!
//! A [`ReportTable`] is data: cells are exact values, titles stand in both languages, and nothing is rounded here.
//! What a figure looks like (Persian digits, `٬` between groups, `–` for a missing value) is decided when it is shown.
//!
//! # Example
//! ```
//! use amalkard::bilingual::{Bilingual, Language};
//! use amalkard::finding::Scalar;
//! use amalkard::report::{Column, ReportTable, RowKind};
//!
//! let mut table = ReportTable::new(
//!     Bilingual::new("اعتبار مصوب", "Approved credit"),
//!     vec![
//!         Column::text("province", Bilingual::new("استان", "Province")),
//!         Column::number("approved", Bilingual::new("مصوب", "Approved")),
//!     ],
//! );
//! table.push(RowKind::Line, vec![Scalar::Text("Ilam".into()), Scalar::Number(77_225_918.into())])?;
//! assert!(table.to_text(Language::English).contains("77,225,918"));
//! assert!(table.to_text(Language::Persian).contains("۷۷٬۲۲۵٬۹۱۸"));
//! # Ok::<(), amalkard::Error>(())
//! ```

mod catalogue;
mod chart;
mod completeness;
mod consolidated;
mod csv_text;
mod deadlines;
#[cfg(feature = "excel")]
mod excel;
mod explained;
mod figure;
mod findings;
mod html;
mod page;
mod progress;
mod rounding;
mod standard;
mod table;
mod terminal;
mod width;

pub use chart::{Bar, Chart, Measure as ChartMeasure};
pub use completeness::{AgencyProgress, completeness_table};
#[cfg(feature = "csv")]
pub(crate) use csv_text::quoted;
pub use csv_text::{CsvStyle, Digits};
pub use deadlines::{clocks_table, forecast_table, punctuality_table};
#[cfg(feature = "excel")]
pub use excel::workbook;
pub use figure::figure;
pub use findings::{findings_list, findings_summary};
pub use page::{Block, Page};
pub use progress::progress_of;
pub use rounding::{Kept, Unkept};
pub use standard::{Frame, Report, Reports, stage_table};
pub use table::{Column, ColumnKind, ReportTable, Row, RowKind};
pub use width::display_width;
