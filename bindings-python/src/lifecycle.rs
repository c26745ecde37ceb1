//! Processes, and what can be said of a log and of a bundle without a round.

use crate::convert::{from_python, text, to_python};
use crate::error::Refusable as _;
use crate::findings::language;
use amalkard::lifecycle::{self, Process, Role, Trust};
use amalkard::round::Bundle;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The process of monitoring in an office: its stages, allowances and table of moves. The default is the process sheet's.
#[pyclass(frozen, eq, module = "amalkard", name = "Process")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyProcess(Process);

#[pymethods]
impl PyProcess {
    /// The process sheet's, or another office's as a dict or JSON text. Raises `lifecycle.bad_process` with a cause for
    /// each mistake (dead ends and unreachable states among them), `lifecycle.unknown_*`, `json.bad_shape`.
    #[new]
    #[pyo3(signature = (process = None))]
    fn new(process: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        match process {
            Some(process) => Process::from_json(&text(process, "process")?).or_raise().map(Self),
            None => Ok(Self(Process::default())),
        }
    }

    /// The same process, but that the agency signs in layers: each of these roles in turn, the last one confirms.
    /// Raises `lifecycle.bad_layers`.
    fn with_layers(&self, roles: Vec<String>) -> PyResult<Self> {
        let roles = roles.iter().map(|role| role.parse()).collect::<Result<Vec<Role>, _>>().or_raise()?;
        self.0.clone().with_layers(&roles).or_raise().map(Self)
    }

    /// Who may do what when: a dict for each move.
    fn moves<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.moves())
    }

    /// What the process allows that the process sheet does not, in Persian and English.
    fn remarks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.remarks())
    }

    /// Its stages, a diagram of its states (Mermaid) and its moves, in Persian (`"fa"`) or English (`"en"`).
    #[pyo3(signature = (language = "fa"))]
    fn to_markdown(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_markdown(self::language(language)?))
    }

    /// All of it as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn __repr__(&self) -> String {
        format!("<Process {}: {} moves>", self.0.title_en, self.0.moves().len())
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>,)> {
        Ok((self.to_dict(py)?,))
    }
}

/// A `Process` among the options of an opening becomes the plain data that it is.
pub(crate) fn plain_process(options: &Bound<'_, PyDict>) -> PyResult<()> {
    if let Some(process) = options.get_item("process")?
        && let Ok(process) = process.cast::<PyProcess>()
    {
        options.set_item("process", process.get().to_dict(options.py())?)?;
    }
    Ok(())
}

/// Verifies the bytes of a log: hashes, links, signatures, and what is known of it from elsewhere.
///
/// `head` is a dict with `seq` and `hash` of an event that was there, `keys` are public keys of the host, one of which
/// must have signed the last event. Raises `lifecycle.*` at `log/` and the number of the event.
#[pyfunction]
#[pyo3(signature = (log, *, head = None, keys = Vec::new()))]
fn verify_log<'py>(
    py: Python<'py>,
    log: &str,
    head: Option<&Bound<'py, PyAny>>,
    keys: Vec<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let head = head.map(|head| from_python(head, "head")).transpose()?;
    to_python(py, &lifecycle::verify(log, &Trust { head, keys }).or_raise()?)
}

/// Replays an evidence bundle: `same` says whether nothing differs, `differences` what does and where.
/// Raises `lifecycle.bad_bundle` for what is no bundle.
#[pyfunction]
fn replay_bundle<'py>(py: Python<'py>, bundle: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &Bundle::from_json(bundle).or_raise()?.replay().or_raise()?)
}

/// Adds the class and the functions to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyProcess>()?;
    module.add_function(wrap_pyfunction!(verify_log, module)?)?;
    module.add_function(wrap_pyfunction!(replay_bundle, module)?)
}
