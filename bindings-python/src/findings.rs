//! Findings: a sequence of dicts, a table, a digest.

use crate::arrow::{self, ArrowTable};
use crate::convert::to_python;
use crate::error::Refusable as _;
use amalkard::bilingual::Language;
use amalkard::finding::{Finding, Findings, Scalar, Severity};
use amalkard::report;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PySlice, PyType};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

mod pickled;

/// The findings of one check, in order: table, row, rule.
///
/// Each is a dict: `rule`, `severity`, `table`, `row` (0-based), `key`, `fields`, `left`, `right`, `residual`, `blocks`,
/// `law`, `operands`, `message_fa`, `message_en`, `repairs`; numbers are `Decimal`.
#[pyclass(frozen, module = "amalkard", name = "Findings")]
pub(crate) struct PyFindings(Arc<Findings>);

#[pymethods]
impl PyFindings {
    /// All of them as dicts.
    pub(crate) fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.as_slice())
    }

    /// A table with a row for each: texts, and figures as decimals.
    fn to_arrow(&self) -> PyResult<ArrowTable> {
        let found = || self.0.iter();
        let joined = |parts: &mut dyn Iterator<Item = &String>| {
            parts.enumerate().fold(String::new(), |mut text, (at, part)| {
                if at > 0 {
                    text.push(' ');
                }
                text.push_str(part);
                text
            })
        };
        let keys: Vec<String> = found().map(|finding| joined(&mut finding.key.values())).collect();
        let fields: Vec<String> = found().map(|finding| joined(&mut finding.fields.iter())).collect();
        let rows: Vec<Scalar> = found().map(|finding| finding.row.map_or(Scalar::Missing, number)).collect();
        let text = |read: fn(&Finding) -> Option<&str>| arrow::texts(found().map(read));
        let columns = [
            ("rule", text(|finding| Some(&finding.rule))),
            ("severity", text(|finding| Some(severity(finding.severity)))),
            ("table", text(|finding| Some(&finding.table))),
            ("row", arrow::figures(&rows)?),
            ("key", arrow::texts(keys.iter().map(|key| Some(key.as_str())))),
            ("fields", arrow::texts(fields.iter().map(|fields| Some(fields.as_str())))),
            ("left", arrow::words(found().map(|finding| &finding.left))),
            ("right", arrow::words(found().map(|finding| &finding.right))),
            ("residual", arrow::figures(found().map(|finding| &finding.residual))?),
            ("blocks", text(|finding| finding.blocks.as_deref())),
            ("law", text(|finding| finding.law.as_deref())),
            ("message_fa", text(|finding| Some(&finding.message_fa))),
            ("message_en", text(|finding| Some(&finding.message_en))),
        ];
        arrow::of_arrays(columns.into_iter().map(|(name, array)| (name.to_owned(), array)).collect())
    }

    /// The SHA-256 of their canonical JSON: equal in every language.
    #[getter]
    fn digest(&self) -> PyResult<String> {
        self.0.digest().or_raise()
    }

    /// How many are of a severity: `"error"`, `"warning"`, `"info"`.
    fn count(&self, severity: &str) -> usize {
        self.0.iter().filter(|finding| self::severity(finding.severity) == severity).count()
    }

    /// Those that block a stage: `"confirm"`, `"accept"`, `"approve"`.
    fn blocking<'py>(&self, py: Python<'py>, stage: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.blocking(stage).collect::<Vec<_>>())
    }

    /// A readable list in Persian (`"fa"`) or English (`"en"`).
    #[pyo3(signature = (language = "fa"))]
    fn to_text(&self, language: &str) -> PyResult<String> {
        Ok(report::findings_list(&self.0).or_raise()?.to_text(self::language(language)?))
    }

    fn _repr_html_(&self) -> PyResult<String> {
        Ok(report::findings_list(&self.0).or_raise()?.to_html(Language::Persian))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.to_dicts(py)?.try_iter()
    }

    fn __getitem__<'py>(&self, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = index.py();
        if index.is_instance_of::<PySlice>() {
            return self.to_dicts(py)?.get_item(index);
        }
        let asked: isize = index.extract()?;
        let length = isize::try_from(self.0.len())?;
        let from_start = if asked < 0 { asked.checked_add(length) } else { Some(asked) };
        let found = from_start.and_then(|at| usize::try_from(at).ok()).and_then(|at| self.0.as_slice().get(at));
        to_python(py, found.ok_or_else(|| PyIndexError::new_err(format!("there are {length} findings")))?)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for finding in self.0.iter() {
            finding.order().hash(&mut hasher);
        }
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        let count = |severity| self.0.count(severity);
        format!(
            "<Findings: {} errors, {} warnings, {} for information>",
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Info)
        )
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        Ok((slf.get_type().getattr("_of_dicts")?, (slf.get().to_dicts(slf.py())?,)))
    }

    /// For pickle: what `to_dicts` gives.
    #[classmethod]
    fn _of_dicts(_class: &Bound<'_, PyType>, findings: &Bound<'_, PyAny>) -> PyResult<Self> {
        let findings = findings.try_iter()?.map(|finding| pickled::finding(&finding?)).collect::<PyResult<_>>()?;
        Ok(Self::new(Findings::new(findings)))
    }
}

impl PyFindings {
    pub(crate) fn new(findings: Findings) -> Self {
        Self(Arc::new(findings))
    }
}

/// A language by its code.
pub(crate) fn language(code: &str) -> PyResult<Language> {
    amalkard::json::read(&serde_json::Value::from(code).to_string(), "language").or_raise()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "info",
    }
}

fn number(index: usize) -> Scalar {
    i64::try_from(index).map_or(Scalar::Missing, |index| Scalar::Number(index.into()))
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyFindings>()
}
