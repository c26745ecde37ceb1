//! Exact, explainable monitoring of public budget performance (عملکرد بودجه).
//!
//! Executive agencies report each period what they were allocated, received, committed, spent and physically achieved
//! against their agreements; a planning organisation controls, approves and consolidates the reports. This library is
//! that work: figures that are never rounded unasked, rules as data that explain what they find and propose the repair,
//! an approval that follows one table of moves and a hash-chained log, and totals that say who is missing.
//!
//! The core has no clock, no files and no network. The Python and WebAssembly packages are thin layers over it and give
//! the same answers, byte for byte.
//!
//! # The whole road
//!
//! ```
//! use amalkard::agreement::Agreement;
//! use amalkard::consolidation::{Plan, consolidate};
//! use amalkard::lifecycle::{Action, Actor, Role, State};
//! use amalkard::round::{Act, Include, Opening, Round};
//! use amalkard::rules::Rulebook;
//!
//! // What was agreed: one credit line of one (invented) agency of Ilam, in million rials.
//! let agreement: Agreement = serde_json::from_str(r#"{
//!     "id": "67-1", "agency": "967001", "agency_title": "دستگاه راه (فرضی)", "province": "67", "year": 1404,
//!     "exchanged_on": "1404-02-15",
//!     "lines": [{"line": "101", "kind": "expense", "title": "نگهداری راه‌ها", "chapter": "2", "approved": "12000"}]
//! }"#)?;
//!
//! // The consolidation group opens the six-month round and publishes it: the agencies have a week.
//! let group = Actor::new("sara", Role::Consolidation);
//! let opening = Opening::new("67-1404-6m", "1404/6m".parse()?, vec![agreement], group.clone(), "2025-09-23T06:00:00Z".parse()?);
//! let mut round = Round::open(opening, Rulebook::builtin("ir", 1404)?)?;
//! round.act(None, Act::new(Action::Publish, group, "2025-09-24T06:00:00Z".parse()?))?;
//!
//! // The agency's expert types, and has spent more than was allocated.
//! let expert = Actor::new("ali", Role::AgencyExpert).of_agency("967001");
//! let form = |spent: &str| amalkard::dataset::rows_of_json(&format!(r#"{{"lines": [{{
//!     "agency": "967001", "line": "101", "kind": "expense", "year": "1404", "period": "6m", "approved": "12000",
//!     "amended": "12000", "allocated": "۶٬۰۰۰", "received": "6000", "secured": "6000", "committed": "5900",
//!     "spent": "{spent}", "paid": "{spent}"}}]}}"#)).map(|mut tables| tables.remove("lines").unwrap_or_default());
//! round.act("967001", Act::new(Action::Enter, expert.clone(), "2025-09-25T06:00:00Z".parse()?).with_rows(form("7500")?))?;
//! let findings = round.findings("967001")?;
//! let c06 = findings.iter().find(|finding| finding.rule == "C06").expect("spending above allocation");
//! assert_eq!(c06.message_fa, "هزینه ۷٬۵۰۰ از تخصیص ۶٬۰۰۰ به اندازه ۱٬۵۰۰ بیشتر است");
//!
//! // Corrected, it goes its way: four duties, four persons.
//! round.act("967001", Act::new(Action::Enter, expert, "2025-09-25T07:00:00Z".parse()?).with_rows(form("5500")?))?;
//! for (action, person, role, agency, at) in [
//!     (Action::Confirm, "reza", Role::AgencyHead, Some("967001"), "2025-09-26T06:00:00Z"),
//!     (Action::BeginControl, "mina", Role::Controller, None, "2025-10-01T06:00:00Z"),
//!     (Action::Accept, "mina", Role::Controller, None, "2025-10-05T06:00:00Z"),
//!     (Action::Approve, "omid", Role::Approver, None, "2025-10-06T06:00:00Z"),
//! ] {
//!     let actor = Actor { agency: agency.map(str::to_owned), ..Actor::new(person, role) };
//!     round.act("967001", Act::new(action, actor, at.parse()?))?;
//! }
//! assert_eq!(round.submission("967001")?.state(), State::Approved);
//!
//! // Only what is approved is summed, and the total says how much of the credit has reported.
//! let approved = round.dataset(Include::Approved)?;
//! let total = consolidate(&approved.dataset, &Plan::new(&[&["province", "agency"]], &["approved", "spent"]))?;
//! let ilam = total.cell(&["province"], &[Some("67")])?.expect("Ilam has reported");
//! assert_eq!(ilam.measures["spent"].sum, Some(5500.into()));
//!
//! // Anybody can replay the log to the same state.
//! assert_eq!(Round::replay(&round.log()?, None)?.digest()?, round.digest()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The example `province` tells the same story with the real credits of three provinces.
#![forbid(unsafe_code)]

// In dependency order, which is also the order to read them in.
mod ordered;
pub mod bilingual;
pub mod error;
pub mod digest;
pub mod text;
pub mod amount;
pub mod scaled;
pub mod calendar;
pub mod json;
pub mod finding;
pub mod classification;
pub mod agreement;
pub mod dataset;
pub mod rules;
pub mod lifecycle;
pub mod round;
pub mod consolidation;
pub mod report;
#[cfg(feature = "csv")]
pub mod exchange;

pub use amount::{Amount, Unit};
pub use calendar::{FiscalPeriod, FiscalYear, Period, PersianDate};
pub use error::Error;

/// The README's Rust runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
