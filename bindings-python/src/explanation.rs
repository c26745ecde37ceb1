//! Why a rule says what it says of a row.

use crate::convert::to_python;
use crate::findings::language;
use amalkard::bilingual::Language;
use amalkard::rules::Explanation;
use pyo3::prelude::*;

/// A rule's expressions as a tree, each node with its value, the deciding ones marked; and what sums are made of.
///
/// `explanation["check"]` is the tree: `text`, `value`, `shown`, `unknown`, `operand`, `decisive`, `children`. Beside it:
/// `rule`, `title`, `law`, `table`, `row`, `key`, `outcome`, `when`, `left`, `right`, `residual`, `larger`, `by`, `sums`.
#[pyclass(frozen, eq, module = "amalkard", name = "Explanation")]
#[derive(PartialEq)]
pub(crate) struct PyExplanation(pub(crate) Explanation);

#[pymethods]
impl PyExplanation {
    /// All of it as plain objects; numbers are `Decimal`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    /// The tree as indented text in Persian (`"fa"`) or English (`"en"`).
    #[pyo3(signature = (language = "fa"))]
    fn to_text(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_text(self::language(language)?))
    }

    /// The tree as a fragment of HTML.
    #[pyo3(signature = (language = "fa"))]
    fn to_html(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_html(self::language(language)?))
    }

    fn _repr_html_(&self) -> String {
        self.0.to_html(Language::Persian)
    }

    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.to_dict(py)?.get_item(name)
    }

    fn __repr__(&self) -> String {
        self.0.to_text(Language::English)
    }
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyExplanation>()
}
