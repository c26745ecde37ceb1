//! Rounds: opened, acted on, replayed.

mod rows;

use crate::convert::{from_python, instant, text, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::findings::PyFindings;
use crate::lifecycle::plain_process;
use crate::report::PyReportTable;
use crate::rules::PyRulebook;
use amalkard::lifecycle::{Actor, Signature, StageTime};
use amalkard::report;
use amalkard::round::{Act, Base, Figures, Forecast, Form, Include, Moment, Opening, Round, Snapshot};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt as _;
use pyo3::types::{PyDict, PyTuple, PyType};
use rows::{form_of, given_rows};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One collection campaign: fiscal year and period, frozen credit lines, rules, windows and submissions.
///
/// Every change is an event; where the round stands is the fold of its events, so `Round.replay(round.log())` is equal.
/// Time and persons are handed in: `at` is a `datetime` that knows its offset or ISO 8601 text with one, `by` a dict with
/// `person`, `role` (`consolidation`, `agency_expert`, `agency_manager`, `agency_head`, `controller`, `approver`) and
/// `agency`.
#[pyclass(frozen, module = "amalkard", name = "Round")]
pub(crate) struct PyRound(Mutex<Round>);

#[pymethods]
impl PyRound {
    /// Opens a round from agreements (`Agreement`, dict or JSON text). Raises `round.*`, `lifecycle.*`, `agreement.*`.
    ///
    /// `previous` are the approved figures of the round before; other options are those of the opening: `terms_on`,
    /// `windows`, `process` (a `Process` or a dict), `forms` (tables beside `lines`), `time_zone`, `utc_offset_minutes`.
    /// Without an `id` the period is the round's id; without `by` the event
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
        plain_process(&asked)?;
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
    /// `agency` says whose submission; `None` is the round itself. `rows` is the whole form, `tables` the other forms of
    /// the round by name. Options: `edits`, `reasons`, `justifications`, `comment`, `until`, `delegation`, `agreements`,
    /// `previous`, `on_behalf_of`, `expected_revision`, `expected_seq`.
    #[pyo3(signature = (agency, action, *, by, at, rows = None, tables = None, **options))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn act<'py>(
        &self,
        py: Python<'py>,
        agency: Option<&str>,
        action: &str,
        by: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        rows: Option<&Bound<'py, PyAny>>,
        tables: Option<&Bound<'py, PyAny>>,
        options: Option<Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked = options.map_or_else(|| Ok(PyDict::new(py)), |options| options.copy())?;
        asked.set_item("action", action)?;
        asked.set_item("by", by)?;
        asked.set_item("at", instant(at)?.to_rfc3339())?;
        if let Some(agreements) = asked.get_item("agreements")? {
            let agreements = agreements.try_iter()?.map(|agreement| crate::agreement::plain(&agreement?));
            asked.set_item("agreements", agreements.collect::<PyResult<Vec<_>>>()?)?;
        }
        let table = given_rows(&asked, "rows", rows)?;
        let others = tables.map(form_of).transpose()?;
        let mut act = Act::from_json(&text(&asked, "act")?).or_raise()?;
        act.rows = table.or(act.rows);
        act.tables = others.unwrap_or(act.tables);
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

    /// What the host signs with its Ed25519 key for `sign`: the hash of the last event, as a text.
    #[getter]
    fn signing_message(&self) -> String {
        Signature::message(self.round().head())
    }

    /// Attaches the host's signature of the last event: `key` and `signature` in hexadecimal. Raises
    /// `lifecycle.bad_signature`.
    fn sign(&self, key: String, signature: String) -> PyResult<()> {
        self.round().sign(Signature { key, signature }).or_raise()
    }

    /// Where the round stands now, as JSON text, to go on from later by `Round.resume`.
    fn snapshot(&self) -> PyResult<String> {
        self.round().snapshot().or_raise()?.to_json().or_raise()
    }

    /// The round that a snapshot and the events behind it tell of. Raises `lifecycle.bad_snapshot`, and as `replay`.
    #[classmethod]
    #[pyo3(signature = (snapshot, tail = "", *, rulebook = None))]
    fn resume(_class: &Bound<'_, PyType>, snapshot: &str, tail: &str, rulebook: Option<&PyRulebook>) -> PyResult<Self> {
        let snapshot = Snapshot::from_json(snapshot).or_raise()?;
        Round::resume(&snapshot, tail, rulebook.map(|book| Arc::clone(&book.0))).or_raise().map(Self::new)
    }

    /// The round as it stood after the event `seq`, or at a time. Raises `lifecycle.unknown_event`.
    #[pyo3(signature = (seq = None, *, at = None))]
    fn as_of(&self, seq: Option<u64>, at: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let moment = match (seq, at) {
            (Some(seq), None) => Moment::Seq(seq),
            (None, Some(at)) => Moment::At(instant(at)?),
            _ => return Err(PyTypeError::new_err("as_of takes either seq or at")),
        };
        self.round().as_of(moment).or_raise().map(Self::new)
    }

    /// One file that shows what was reported, found and decided: for `replay_bundle`, in any language.
    #[pyo3(signature = (agency = None))]
    fn bundle(&self, agency: Option<&str>) -> PyResult<String> {
        self.round().bundle(agency).or_raise()?.to_json().or_raise()
    }

    /// Every event so far, in order; with an agency those about its submission.
    #[pyo3(signature = (agency = None))]
    fn events<'py>(&self, py: Python<'py>, agency: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let round = self.round();
        match agency {
            Some(agency) => to_python(py, &round.events_of(agency).or_raise()?.collect::<Vec<_>>()),
            None => to_python(py, round.events()),
        }
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

    /// What an agency has entered, by table: last, in a confirmed revision, or after an event of the log.
    #[pyo3(signature = (agency, *, revision = None, seq = None))]
    fn form<'py>(
        &self,
        py: Python<'py>,
        agency: &str,
        revision: Option<u32>,
        seq: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let round = self.round();
        match (revision, seq) {
            (None, None) => to_python(py, round.form(agency).or_raise()?),
            (Some(number), None) => to_python(py, round.revision_form(agency, number).or_raise()?),
            (None, Some(seq)) => to_python(py, &round.form_at(agency, seq).or_raise()?),
            _ => Err(PyTypeError::new_err("form takes either revision or seq")),
        }
    }

    /// Merges a form filled in offline with the present one, three ways, by cell. `base` is the form it was begun from, by
    /// table, or the number of the event that it showed. Gives `edits` to send, `clashes` to decide, and the `form`.
    #[pyo3(signature = (agency, form, *, base))]
    fn merge<'py>(
        &self,
        py: Python<'py>,
        agency: &str,
        form: &Bound<'py, PyAny>,
        base: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let base = match base.extract::<u64>() {
            Ok(seq) => Base::Seq(seq),
            Err(_) => Base::Form(Form::new(form_of(base)?)),
        };
        to_python(py, &self.round().merge(agency, &base, &Form::new(form_of(form)?)).or_raise()?)
    }

    /// The delegations of the round, ended ones among them: of two between the same persons the later one.
    fn delegations<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().delegations().collect::<Vec<_>>())
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
    #[pyo3(signature = (agency, *, by, at, on_behalf_of = None))]
    fn legal_actions<'py>(
        &self,
        agency: Option<&str>,
        by: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        on_behalf_of: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let actor: Actor = from_python(by, "by")?;
        let whose: Option<Actor> = on_behalf_of.map(|whose| from_python(whose, "on_behalf_of")).transpose()?;
        let at = instant(at)?;
        to_python(by.py(), &self.round().legal_actions_for(agency, &actor, whose.as_ref(), at).or_raise()?)
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

    /// How long each stage has had the round and each submission, as a table.
    #[pyo3(signature = (*, at))]
    fn clocks_table(&self, at: &Bound<'_, PyAny>) -> PyResult<PyReportTable> {
        report::clocks_table(&self.round(), instant(at)?).or_raise().map(PyReportTable)
    }

    /// How many spells of each agency and stage were in time, and how often each was returned.
    #[pyo3(signature = (*, at))]
    fn punctuality<'py>(&self, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(at.py(), &self.round().punctuality(instant(at)?).or_raise()?)
    }

    /// The same as a table, with the share in time.
    #[pyo3(signature = (*, at))]
    fn punctuality_table(&self, at: &Bound<'_, PyAny>) -> PyResult<PyReportTable> {
        report::punctuality_table(&self.round(), instant(at)?).or_raise().map(PyReportTable)
    }

    /// How long each stage had each submission, as far as it has ended: what later rounds forecast from.
    fn stage_times<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.round().stage_times())
    }

    /// When each submission will be approved and the round will end, read off how long stages took before
    /// (`stage_times` of past rounds): as many days as `percent` percent of them took at most. Raises
    /// `lifecycle.bad_percent`.
    #[pyo3(signature = (past, *, at, percent = 50))]
    fn forecast<'py>(
        &self,
        past: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        percent: u8,
    ) -> PyResult<Bound<'py, PyAny>> {
        to_python(at.py(), &self.forecast_of(past, at, percent)?)
    }

    /// The same as a table.
    #[pyo3(signature = (past, *, at, percent = 50))]
    fn forecast_table(&self, past: &Bound<'_, PyAny>, at: &Bound<'_, PyAny>, percent: u8) -> PyResult<PyReportTable> {
        report::forecast_table(&self.forecast_of(past, at, percent)?).or_raise().map(PyReportTable)
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

    /// The rejected lines of agencies whose figures are in `dataset`, and why each is left out.
    #[pyo3(signature = (include = "approved"))]
    fn rejected<'py>(&self, py: Python<'py>, include: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.figures(include)?.rejected)
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
        let files = round.rulebook().files().to_vec();
        let (maker, text) = match round.is_whole() {
            true => ("_of_log", round.log().or_raise()?),
            false => ("_of_snapshot", round.snapshot().or_raise()?.to_json().or_raise()?),
        };
        (slf.get_type().getattr(maker)?, (text, files)).into_pyobject(slf.py())
    }

    /// For pickle of a resumed round: a snapshot, and the files of the rulebook.
    #[classmethod]
    fn _of_snapshot(_class: &Bound<'_, PyType>, snapshot: &str, files: Vec<(String, String)>) -> PyResult<Self> {
        let book = PyRulebook::of_files(files)?;
        Round::resume(&Snapshot::from_json(snapshot).or_raise()?, "", Some(book.0)).or_raise().map(Self::new)
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

    fn forecast_of(&self, past: &Bound<'_, PyAny>, at: &Bound<'_, PyAny>, percent: u8) -> PyResult<Forecast> {
        let past: Vec<StageTime> = from_python(past, "past")?;
        self.round().forecast(&past, percent, instant(at)?).or_raise()
    }

    fn figures(&self, include: &str) -> PyResult<Figures> {
        self.round().dataset(self::include(include)?).or_raise()
    }
}

/// Whose figures to take together, by name.
pub(crate) fn include(name: &str) -> PyResult<Include> {
    amalkard::json::read(&serde_json::Value::from(name).to_string(), "include").or_raise()
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyRound>()
}
