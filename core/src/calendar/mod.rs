//! The fiscal calendar: Persian dates, fiscal years, reporting periods and windows of days.
//!
//! A fiscal year is a Persian year, from 1 Farvardin to the end of Esfand (Public Accounting Act 1366, article 6). The
//! leap years are those of the calendar centre of the University of Tehran, computed by `icu_calendar`. chrono's types
//! appear where services hand dates and instants in; there is no clock here.

mod date;
mod error;
mod fiscal_period;
mod month;
mod period;
mod window;
mod year;
mod zone;

pub use date::{IRAN_OFFSET_MINUTES, PersianDate};
pub use error::CalendarError;
pub use fiscal_period::FiscalPeriod;
pub use month::Month;
pub use period::{Basis, CAPITAL_CUT_OFF, EXPENSE_CUT_OFF, Period};
pub use window::Window;
pub use year::FiscalYear;
pub use zone::Zone;

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
