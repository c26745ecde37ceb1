//! Codes and code lists with years of validity.
//!
//! The lists are data (`data/*.toml`): [`lookup`] finds a code of a list in a fiscal year, [`crosswalk`] turns the code of a
//! province into another system's, [`chapter`] finds a chapter by kind of credit, scheme and code. A host adds lists of its
//! own with [`CodeList::from_toml`]; nothing here is tied to one country but the data.
//!
//! [`cutoffs`] gives the limits of a fiscal year's credits, which laws change from year to year.
//!
//! Codes that are not listed but have a form are types: [`AgencyCode`], [`PlanCode`], [`MiscRow`].
//!
//! # Example
//! ```
//! use amalkard::calendar::FiscalYear;
//! use amalkard::classification::{contains, lookup};
//! let year = FiscalYear::new(1404)?;
//! let oil = lookup("funding_source", "OIL_1", year)?;
//! assert_eq!(oil.parent.as_deref(), Some("OIL_3"));
//! assert!(!contains("funding_source", "CAPITAL", year), "a heading is never the source of a line");
//! assert_eq!(lookup("funding_source", "OIL_1", FiscalYear::new(1405)?).unwrap_err().code(), "code.not_in_year");
//! # Ok::<(), amalkard::Error>(())
//! ```

mod agency_code;
mod builtin;
mod chapter;
mod code_list;
mod code_scheme;
mod code_text;
mod credit_kind;
mod cutoff;
mod entry;
mod error;
mod keys;
mod misc_row;
mod plan_code;

pub use agency_code::AgencyCode;
pub use builtin::{contains, crosswalk, list, lists, lookup, required_list};
pub use chapter::{ChapterScheme, chapter};
pub use code_list::CodeList;
pub use code_scheme::CodeScheme;
pub use credit_kind::CreditKind;
pub use cutoff::{Cutoffs, cutoffs};
pub use entry::{Confidence, Entry};
pub use error::{CodeError, ListName};
pub use misc_row::MiscRow;
pub use plan_code::PlanCode;
