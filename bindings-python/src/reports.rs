//! The thirteen reports of a consolidation group, the page they make, and their charts.

use crate::convert::{from_python, instant, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::findings::language;
use crate::report::{PyReportTable, saved};
use crate::round::{PyRound, include};
use crate::rules::PyRulebook;
use amalkard::Unit;
use amalkard::bilingual::{Bilingual, Language};
use amalkard::report::{Chart, Frame, Page, Report, Reports};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyType};
use std::path::PathBuf;

/// The reports R1 to R13 of one set of figures.
#[pyclass(frozen, module = "amalkard", name = "Reports")]
pub(crate) struct PyReports(Reports);

#[pymethods]
impl PyReports {
    /// The reports of a dataset: `scope` says whose they are (text, or `{"fa": ..., "en": ...}`), `period` is `"1404/6m"`.
    ///
    /// `earlier` is the data of the same period of last year (R9), `rulebook` the rules whose findings R11 tells. Only submissions
    /// count whose state in `statuses` is approved, all of them with `preliminary`. With a `unit` amounts are shown in it,
    /// rounded so that they add up.
    #[new]
    #[pyo3(signature = (data, *, scope, period, statuses = None, preliminary = false, unit = None, earlier = None, rulebook = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn new(
        data: &PyDataset,
        scope: &Bound<'_, PyAny>,
        period: &Bound<'_, PyAny>,
        statuses: Option<&Bound<'_, PyAny>>,
        preliminary: bool,
        unit: Option<&str>,
        earlier: Option<&PyDataset>,
        rulebook: Option<&PyRulebook>,
    ) -> PyResult<Self> {
        let frame = PyDict::new(scope.py());
        frame.set_item("scope", to_python(scope.py(), &bilingual(scope)?)?)?;
        frame.set_item("period", period.str()?)?;
        frame.set_item("preliminary", preliminary)?;
        if let Some(unit) = unit {
            frame.set_item("unit", Unit::parse(unit).or_raise()?.name())?;
        }
        if let Some(statuses) = statuses {
            frame.set_item("statuses", statuses)?;
        }
        let frame: Frame = from_python(&frame, "frame")?;
        let reports = Reports::new(frame, data.0.as_ref().clone());
        let reports = earlier.map_or(reports.clone(), |data| reports.with_earlier(data.0.as_ref().clone()));
        match rulebook {
            Some(book) => reports.checked(&book.0).or_raise().map(Self),
            None => Ok(Self(reports)),
        }
    }

    /// The reports of a round as it stands at a moment, its findings and clocks among them.
    #[classmethod]
    #[pyo3(signature = (round, *, scope, at, include = "approved", unit = None, earlier = None))]
    fn of_round(
        _class: &Bound<'_, PyType>,
        round: &PyRound,
        scope: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
        include: &str,
        unit: Option<&str>,
        earlier: Option<&PyDataset>,
    ) -> PyResult<Self> {
        let reports =
            Reports::of_round(&round.round(), bilingual(scope)?, self::include(include)?, instant(at)?).or_raise()?;
        let reports = match unit {
            Some(unit) => reports.in_unit(Unit::parse(unit).or_raise()?),
            None => reports,
        };
        Ok(Self(earlier.map_or(reports.clone(), |data| reports.with_earlier(data.0.as_ref().clone()))))
    }

    /// The tables of a report, `"R1"` to `"R13"`. Raises `report.missing_table`, `report.missing_field` or
    /// `report.missing_input` for what it needs and the data lacks.
    fn tables(&self, py: Python<'_>, report: &str) -> PyResult<Vec<PyReportTable>> {
        let report = Report::parse(report).or_raise()?;
        Ok(py.detach(|| self.0.tables(report)).or_raise()?.into_iter().map(PyReportTable).collect())
    }

    /// The chart of a report (R2, R8, R10), or `None`.
    fn chart(&self, report: &str) -> PyResult<Option<PyChart>> {
        Ok(self.0.chart(Report::parse(report).or_raise()?).or_raise()?.map(PyChart))
    }

    /// All reports as one page; one that the data does not allow is named with the reason.
    fn page(&self, py: Python<'_>) -> PyResult<PyPage> {
        py.detach(|| self.0.page()).or_raise().map(PyPage)
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.page(py)?._repr_html_())
    }

    fn __repr__(&self) -> String {
        let frame = self.0.frame();
        format!("<Reports of {}, {}>", frame.scope.en, frame.period)
    }
}

/// A page of tables and charts.
#[pyclass(frozen, eq, module = "amalkard", name = "Page")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyPage(Page);

#[pymethods]
impl PyPage {
    /// Its title in Persian and English.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.title())
    }

    /// Its tables, in order.
    #[getter]
    fn tables(&self) -> Vec<PyReportTable> {
        self.0.tables().cloned().map(PyReportTable).collect()
    }

    /// One HTML document: no script, nothing fetched, right to left in Persian, with a style for print.
    #[pyo3(signature = (language = "fa"))]
    fn to_html(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_html(self::language(language)?))
    }

    /// The page for a terminal.
    #[pyo3(signature = (language = "fa"))]
    fn to_text(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_text(self::language(language)?))
    }

    /// Its tables as the bytes of an Excel workbook, a sheet for each, written to `path` where one is given.
    #[pyo3(signature = (path = None, *, language = "fa"))]
    fn to_excel<'py>(&self, py: Python<'py>, path: Option<PathBuf>, language: &str) -> PyResult<Bound<'py, PyBytes>> {
        let language = self::language(language)?;
        let bytes = py.detach(|| self.0.to_excel(language)).or_raise()?;
        saved(py, bytes, path)
    }

    fn _repr_html_(&self) -> String {
        self.0.to_fragment(Language::Persian)
    }

    fn __repr__(&self) -> String {
        format!("<Page {}: {} tables>", self.0.title().en, self.0.tables().count())
    }
}

/// A chart: bars with their figures, drawn as SVG without scripts.
#[pyclass(frozen, eq, module = "amalkard", name = "Chart")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyChart(Chart);

#[pymethods]
impl PyChart {
    /// Its title in Persian and English.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.title())
    }

    /// Its bars: label, value, and what the value is measured against.
    #[getter]
    fn bars<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.bars())
    }

    /// The drawing.
    #[pyo3(signature = (language = "fa"))]
    fn to_svg(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_svg(self::language(language)?))
    }

    /// Every figure in words.
    #[pyo3(signature = (language = "fa"))]
    fn to_text(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_text(self::language(language)?))
    }

    fn _repr_html_(&self) -> String {
        self.0.to_svg(Language::Persian)
    }

    fn __repr__(&self) -> String {
        format!("<Chart {}: {} bars>", self.0.title().en, self.0.bars().len())
    }
}

/// Words in both languages: a dict of both, or one text for both.
fn bilingual(words: &Bound<'_, PyAny>) -> PyResult<Bilingual> {
    match words.cast::<PyString>() {
        Ok(text) => Ok(Bilingual::new(text.to_cow()?, text.to_cow()?)),
        Err(_) => from_python(words, "scope"),
    }
}

/// Adds the classes to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyReports>()?;
    module.add_class::<PyPage>()?;
    module.add_class::<PyChart>()
}
