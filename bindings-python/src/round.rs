//! Rounds: opened, acted on, replayed.

use crate::arrow;
use crate::convert::{from_python, instant, json, text, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::findings::PyFindings;
use crate::rules::PyRulebook;
use amalkard::dataset::Row;
use amalkard::digest;
use amalkard::lifecycle::Actor;
use amalkard::round::{Act, Figures, Include, Opening, Round};
use pyo3::prelude::*;
use pyo3::sync::MutexExt as _;
use pyo3::types::{PyDict, PyTuple, PyType};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One collection campaign: fiscal year and period, frozen credit lines, rules, windows and submissions.
///
/// Every change is an event; where the round stands is the fold of its events, so `Round.replay(round.log())` is equal.
/// Time and persons are handed in: `at` is a `datetime` that knows its offset or ISO 8601 text with one, `by` a dict with `person`, `role`
/// (`consolidation`, `agency_expert`, `agency_head`, `controller`, `approver`, ...) and `agency`.
#[pyclass(frozen, module = "amalkard", name = "Round")]
pub(crate) struct PyRound(Mutex<Round>);

#[pymethods]
impl PyRound {
    /// Opens a round from agreements (`Agreement`, dict or JSON text). Raises `round.*`, `lifecycle.*`, `agreement.*`.
    ///
    /// `previous` are the approved figures of the round before; other options are those of the opening: `terms_on`,
    /// `windows`, `process`, `utc_offset_minutes`. Without an `id` the period is the round's id; without `by` the event
    /// says that the consolidation group opened it, and names no person.
    #[classmethod]
    #[pyo3(signature = (agreements, *, period, rulebook, at, by = None, id = None, previous = None, **options))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn open(
        _class: &Bound<'_, PyType>,
        agreements: &Bound<'_, PyAny>,
        period: &Bound<'_, PyAny>,
        rulebook: &PyRulebook,
        at: &Bound<'_, PyAny>,
        by: Option<&Bound<'_, PyAny>>,
        id: Option<&str>,
        previous: Option<&Bound<'_, PyAny>>,
        options: Option<Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let py = period.py();
        let asked = options.map_or_else(|| Ok(PyDict::new(py)), |options| options.copy())?;
        let agreements = agreements.try_iter()?.map(|agreement| crate::agreement::plain(&agreement?));
        asked.set_item("agreements", agreements.collect::<PyResult<Vec<_>>>()?)?;
        asked.set_item("period", period.str()?)?;
        asked.set_item("id", id.map_or_else(|| period.str(), |id| Ok(pyo3::types::PyString::new(py, id)))?)?;
        asked.set_item("at", instant(at)?.to_rfc3339())?;
        if let Some(by) = by {
            asked.set_item("by", by)?;
        }
        let table = given_rows(&asked, "previous", previous)?;
        let mut opening = Opening::from_json(&text(&asked, "opening")?).or_raise()?;
        opening.previous.extend(table.unwrap_or_default());
        Round::open(opening, Arc::clone(&rulebook.0)).or_raise().map(Self::new)
    }

    /// The round that a log tells of: every event is verified and asked for again.
    ///
    /// Without a rulebook the built-in one with the pinned id is taken. Raises `lifecycle.*`, placed at `log/` and the
    /// number of the event.
    #[classmethod]
    #[pyo3(signature = (log, *, rulebook = None))]
    fn replay(_class: &Bound<'_, PyType>, log: &str, rulebook: Option<&PyRulebook>) -> PyResult<Self> {
        Round::replay(log, rulebook.map(|book| Arc::clone(&book.0))).or_raise().map(Self::new)
    }

    /// Does what is asked, if it is possible, and gives the event that it is now; nothing has changed when it fails.
    ///
    /// `agency` says whose submission; `None` is the round itself. Options: `rows` (the whole form), `reasons`,
    /// `justifications`, `comment`, `until`, `expected_revision`, `expected_seq`.
    #[pyo3(signature = (agency, action, *, by, at, rows = None, **options))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn act<'py>(
        &self,
        py: Python<'py>,
        agency: Option<&str>,
        action: &str,
        by: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        rows: Option<&Bound<'py, PyAny>>,
        options: Option<Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked = options.map_or_else(|| Ok(PyDict::new(py)), |options| options.copy())?;
        asked.set_item("action", action)?;
        asked.set_item("by", by)?;
        asked.set_item("at", instant(at)?.to_rfc3339())?;
        let table = given_rows(&asked, "rows", rows)?;
        let mut act = Act::from_json(&text(&asked, "act")?).or_raise()?;
        act.rows = table.or(act.rows);
        to_python(py, self.round().act(agency, act).or_raise()?)
    }

    #[getter]
    fn id(&self) -> String {
        self.round().id().to_owned()
    }

    /// Where the round itself stands: `opened`, `published` or `closed`.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().state())
    }

    /// The rules that it is checked by.
    #[getter]
    fn rulebook_digest(&self) -> String {
        self.round().rulebook().digest().to_owned()
    }

    /// When the agencies can enter, both days included; `None` before it is published.
    #[getter]
    fn entry_window<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().entry_window())
    }

    /// The hash of the last event: who keeps it can tell a log that was cut off.
    #[getter]
    fn head(&self) -> String {
        self.round().head().to_owned()
    }

    /// The digest of where the round stands: equal after replay, in every language.
    #[getter]
    fn digest(&self) -> PyResult<String> {
        self.round().digest().or_raise()
    }

    /// The log: one event of canonical JSON on each line.
    fn log(&self) -> PyResult<String> {
        self.round().log().or_raise()
    }

    /// Every event so far, in order.
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.round().events())
    }

    /// The submissions of all agencies that have to report.
    fn submissions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().submissions().collect::<Vec<_>>())
    }

    /// One agency's submission. Raises `lifecycle.unknown_agency`.
    fn submission<'py>(&self, py: Python<'py>, agency: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.round().submission(agency).or_raise()?)
    }

    /// The state of each agency's submission: what `consolidate` takes as `statuses`.
    fn statuses<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let round = self.round();
        let states: BTreeMap<&str, _> = round.submissions().map(|item| (item.agency(), item.state())).collect();
        to_python(py, &states)
    }

    /// The figures that an agency has entered last, or those of a confirmed revision.
    #[pyo3(signature = (agency, *, revision = None))]
    fn rows<'py>(&self, py: Python<'py>, agency: &str, revision: Option<u32>) -> PyResult<Bound<'py, PyAny>> {
        let round = self.round();
        to_python(
            py,
            match revision {
                Some(number) => round.revision_rows(agency, number).or_raise()?,
                None => round.rows(agency).or_raise()?,
            },
        )
    }

    /// What the rules find in the figures that an agency has entered last.
    fn findings(&self, agency: &str) -> PyResult<PyFindings> {
        Ok(PyFindings::new(self.round().findings(agency).or_raise()?.clone()))
    }

    /// One agency's figures as its findings see them, for `Rulebook.explain`, `hints` and `localize`.
    fn data(&self, agency: &str) -> PyResult<PyDataset> {
        Ok(PyDataset(Arc::new(self.round().data(agency).or_raise()?)))
    }

    /// The warnings that nobody has explained yet, as dicts.
    fn unjustified<'py>(&self, py: Python<'py>, agency: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().unjustified(agency).or_raise()?)
    }

    /// For every action: whether a person can take it now, and if not why, who may, until when.
    #[pyo3(signature = (agency, *, by, at))]
    fn legal_actions<'py>(
        &self,
        agency: Option<&str>,
        by: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let actor: Actor = from_python(by, "by")?;
        to_python(by.py(), &self.round().legal_actions(agency, &actor, instant(at)?).or_raise()?)
    }

    /// How long each stage of each submission has taken against its allowance.
    #[pyo3(signature = (*, at))]
    fn clocks<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(at.py(), &self.round().clocks(instant(at)?).or_raise()?)
    }

    /// The clocks that are past their allowance and still run.
    #[pyo3(signature = (*, at))]
    fn late<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(at.py(), &self.round().late(instant(at)?).or_raise()?)
    }

    /// The figures of all agencies together: those `"approved"`, or whatever is `"entered"`.
    #[pyo3(signature = (include = "approved"))]
    fn dataset(&self, include: &str) -> PyResult<PyDataset> {
        Ok(PyDataset(Arc::new(self.figures(include)?.dataset)))
    }

    /// The agencies whose figures are not in `dataset`, and why.
    #[pyo3(signature = (include = "approved"))]
    fn missing<'py>(&self, py: Python<'py>, include: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.figures(include)?.missing)
    }

    /// The approved figures, as the next round takes them as `previous`.
    fn approved_rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().approved_rows())
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        // One after the other: a round may be compared with itself.
        let ours = self.digest()?;
        Ok(ours == other.digest()?)
    }

    fn __repr__(&self) -> String {
        let round = self.round();
        format!("<Round {}: {} submissions, {} events>", round.id(), round.submissions().count(), round.events().len())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let round = slf.get().round();
        let content = (round.log().or_raise()?, round.rulebook().files().to_vec());
        (slf.get_type().getattr("_of_log")?, content).into_pyobject(slf.py())
    }

    /// For pickle: the log, and the files of the rulebook.
    #[classmethod]
    fn _of_log(_class: &Bound<'_, PyType>, log: &str, files: Vec<(String, String)>) -> PyResult<Self> {
        let book = PyRulebook::of_files(files)?;
        Round::replay(log, Some(book.0)).or_raise().map(Self::new)
    }
}

impl PyRound {
    fn new(round: Round) -> Self {
        Self(Mutex::new(round))
    }

    /// The round; an act either has happened or has changed nothing, so a poisoned lock is harmless.
    pub(crate) fn round(&self) -> MutexGuard<'_, Round> {
        // Waiting lets go of the interpreter, which whoever holds the lock may need.
        Python::attach(|py| self.0.lock_py_attached(py)).unwrap_or_else(PoisonError::into_inner)
    }

    fn figures(&self, include: &str) -> PyResult<Figures> {
        self.round().dataset(self::include(include)?).or_raise()
    }
}

/// The rows of an Arrow-capable table; a list of dicts is left to the core, with what else is asked.
fn given_rows(asked: &Bound<'_, PyDict>, name: &str, rows: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Vec<Row>>> {
    match rows {
        Some(table) if arrow::is_arrow(table)? => arrow::rows(table, name).map(Some),
        Some(rows) => asked.set_item(name, rows).map(|()| None),
        None => Ok(None),
    }
}

/// The SHA-256 of the canonical JSON (RFC 8785) of plain data.
#[pyfunction]
fn digest_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    digest::of(&json(value, "value")?).or_raise()
}

/// Whose figures to take together, by name.
pub(crate) fn include(name: &str) -> PyResult<Include> {
    amalkard::json::read(&serde_json::Value::from(name).to_string(), "include").or_raise()
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyRound>()?;
    module.add_function(wrap_pyfunction!(digest_of, module)?)
}
