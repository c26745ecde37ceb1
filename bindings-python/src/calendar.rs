//! Persian dates and fiscal periods; `datetime.date` at the edges.

use crate::error::Refusable as _;
use amalkard::calendar::{Basis, FiscalPeriod, FiscalYear, PersianDate};
use amalkard::json;
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyString, PyType};

/// A day of the Persian calendar; it exists, or there is no value. Ordered, hashable, its text is `1404-06-31`.
#[pyclass(frozen, eq, ord, hash, module = "amalkard", name = "PersianDate")]
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PyPersianDate(pub(crate) PersianDate);

#[pymethods]
impl PyPersianDate {
    /// A day by its numbers. Raises `calendar.invalid_date` where there is no such day.
    #[new]
    fn new(year: i64, month: i64, day: i64) -> PyResult<Self> {
        // By way of text: a number that no calendar knows is refused with its code, whatever its size.
        PersianDate::parse(&format!("{year:04}-{month:02}-{day:02}")).or_raise().map(Self)
    }

    /// Reads `1404-06-31` or `۱۴۰۴/۶/۳۱`.
    #[classmethod]
    fn parse(_class: &Bound<'_, PyType>, text: &str) -> PyResult<Self> {
        PersianDate::parse(text).or_raise().map(Self)
    }

    /// The same day of a `datetime.date`.
    #[classmethod]
    fn from_date(_class: &Bound<'_, PyType>, date: &Bound<'_, PyDate>) -> PyResult<Self> {
        of_date(date).map(Self)
    }

    /// The day so many days after 1970-01-01.
    #[classmethod]
    fn from_day_number(_class: &Bound<'_, PyType>, days: i32) -> PyResult<Self> {
        PersianDate::from_day_number(days).or_raise().map(Self)
    }

    /// The day that an instant falls on, at a place whose clocks are so many minutes ahead of UTC (Iran: 210).
    #[classmethod]
    #[pyo3(signature = (instant, offset_minutes = 210))]
    fn of_instant(_class: &Bound<'_, PyType>, instant: &Bound<'_, PyAny>, offset_minutes: i32) -> PyResult<Self> {
        PersianDate::of_instant(crate::convert::instant(instant)?, offset_minutes).or_raise().map(Self)
    }

    #[getter]
    fn year(&self) -> u16 {
        self.0.year()
    }

    #[getter]
    fn month(&self) -> u8 {
        self.0.month()
    }

    #[getter]
    fn day(&self) -> u8 {
        self.0.day()
    }

    /// Days since 1970-01-01.
    #[getter]
    fn day_number(&self) -> i32 {
        self.0.day_number()
    }

    /// The same day as `datetime.date`.
    fn to_date<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("datetime")?.getattr("date")?.call_method1("fromisoformat", (self.0.to_chrono().to_string(),))
    }

    /// The day so many days later, or earlier where negative.
    fn add_days(&self, days: i64) -> PyResult<Self> {
        self.0.add_days(days).or_raise().map(Self)
    }

    /// The days from this day to another; negative where the other is earlier.
    fn days_until(&self, other: &Bound<'_, PyAny>) -> PyResult<i64> {
        Ok(self.0.days_until(date(other)?))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("PersianDate({}, {}, {})", self.0.year(), self.0.month(), self.0.day())
    }

    fn __getnewargs__(&self) -> (u16, u8, u8) {
        (self.0.year(), self.0.month(), self.0.day())
    }
}

/// A period of a fiscal year: `1404/6m`. Periods: `3m`, `6m`, `9m`, `12m`, `supplementary`, `month-1` to `month-12`.
#[pyclass(frozen, eq, ord, hash, module = "amalkard", name = "FiscalPeriod")]
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PyFiscalPeriod(FiscalPeriod);

#[pymethods]
impl PyFiscalPeriod {
    /// Reads `1404/6m`.
    #[new]
    fn new(text: &str) -> PyResult<Self> {
        FiscalPeriod::parse(text).or_raise().map(Self)
    }

    #[getter]
    fn year(&self) -> u16 {
        self.0.year.year()
    }

    /// The period of the year: `6m`.
    #[getter]
    fn period(&self) -> String {
        self.0.period.to_string()
    }

    #[getter]
    fn title_fa(&self) -> &'static str {
        self.0.period.title_fa()
    }

    #[getter]
    fn title_en(&self) -> &'static str {
        self.0.period.title_en()
    }

    /// The period before it in the same fiscal year; `None` before the first.
    #[getter]
    fn previous(&self) -> Option<Self> {
        self.0.previous().map(Self)
    }

    #[getter]
    fn first_day(&self) -> PyPersianDate {
        PyPersianDate(self.0.first_day())
    }

    #[getter]
    fn last_day(&self) -> PyPersianDate {
        PyPersianDate(self.0.last_day())
    }

    /// Its first and last day with basis `"cumulative"` (from 1 Farvardin) or `"in_period"`.
    fn window(&self, basis: &str) -> PyResult<(PyPersianDate, PyPersianDate)> {
        let basis: Basis = json::read(&serde_json::Value::from(basis).to_string(), "basis").or_raise()?;
        let window = self.0.window(basis);
        Ok((PyPersianDate(window.from()), PyPersianDate(window.to())))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("FiscalPeriod('{}')", self.0)
    }

    fn __getnewargs__(&self) -> (String,) {
        (self.0.to_string(),)
    }
}

/// Whether Esfand of a fiscal year has 30 days.
#[pyfunction]
fn is_leap(year: i64) -> PyResult<bool> {
    Ok(fiscal_year(year)?.is_leap())
}

/// A fiscal year of the core.
pub(crate) fn fiscal_year(year: i64) -> PyResult<FiscalYear> {
    year.to_string().parse().or_raise()
}

/// A Persian date of what Python gives: `PersianDate`, `datetime.date`, or text.
pub(crate) fn date(object: &Bound<'_, PyAny>) -> PyResult<PersianDate> {
    if let Ok(date) = object.cast::<PyPersianDate>() {
        return Ok(date.get().0);
    }
    if let Ok(date) = object.cast::<PyDate>() {
        return of_date(date);
    }
    PersianDate::parse(object.cast::<PyString>()?.to_cow()?.as_ref()).or_raise()
}

/// A Persian date of a `datetime.date`.
pub(crate) fn of_date(date: &Bound<'_, PyDate>) -> PyResult<PersianDate> {
    let ordinal: i32 = date.call_method0("toordinal")?.extract()?;
    // `date(1970, 1, 1).toordinal()`.
    PersianDate::from_day_number(ordinal.saturating_sub(719_163)).or_raise()
}

/// Adds these types and functions to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyPersianDate>()?;
    module.add_class::<PyFiscalPeriod>()?;
    module.add_function(wrap_pyfunction!(is_leap, module)?)
}
