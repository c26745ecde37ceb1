//! Rulebooks.

use crate::arrow::{self, ArrowTable};
use crate::convert::{from_python, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::explanation::PyExplanation;
use crate::findings::PyFindings;
use amalkard::dataset::Dataset;
use amalkard::rules::{self, LocalizeOptions, Rulebook};
use arrow_array::Int64Array;
use pyo3::exceptions::PyFileNotFoundError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rules as data: read from TOML, checked when they are read, run over whole tables.
#[pyclass(frozen, module = "amalkard", name = "Rulebook")]
pub(crate) struct PyRulebook(pub(crate) Arc<Rulebook>);

#[pymethods]
impl PyRulebook {
    /// A rulebook that comes with the library, by country (ISO 3166) and fiscal year. Raises `rulebook.unknown`.
    #[classmethod]
    fn builtin(_class: &Bound<'_, PyType>, country: &str, year: u16) -> PyResult<Self> {
        Rulebook::builtin(country, year).or_raise().map(Self::new)
    }

    /// A rulebook of one TOML text. Raises `rulebook.invalid`, whose causes are all mistakes with line and column.
    #[classmethod]
    fn from_toml(_class: &Bound<'_, PyType>, text: &str) -> PyResult<Self> {
        Rulebook::from_toml(text).or_raise().map(Self::new)
    }

    /// A rulebook of several TOML texts by name, read as one.
    #[classmethod]
    fn from_files(_class: &Bound<'_, PyType>, files: BTreeMap<String, String>) -> PyResult<Self> {
        Self::of_files(files.into_iter().collect())
    }

    /// A rulebook of a TOML file, or of all TOML files of a folder.
    #[classmethod]
    fn load(_class: &Bound<'_, PyType>, path: PathBuf) -> PyResult<Self> {
        let mut paths = vec![path.clone()];
        if path.is_dir() {
            let entries = fs::read_dir(&path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
            paths =
                entries.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
            paths.sort();
        }
        if paths.is_empty() {
            return Err(PyFileNotFoundError::new_err(format!("no .toml file in {}", path.display())));
        }
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files = paths.iter().map(|path| Ok((name(path), fs::read_to_string(path)?)));
        Self::of_files(files.collect::<std::io::Result<_>>()?)
    }

    /// This book changed by files of another, as a province or a later year changes it: their parameters, lists and
    /// definitions take the place of those of the same name, `[change.ID]` changes rules, what has a new name is added.
    fn extended(&self, files: BTreeMap<String, String>) -> PyResult<Self> {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        self.0.extended(&files).or_raise().map(Self::new)
    }

    /// The whole book as one TOML text, with what it extends; it reads back to the same digest.
    fn in_force(&self) -> String {
        self.0.in_force()
    }

    /// Its canonical form: JSON text whose SHA-256 is the digest.
    fn canonical(&self) -> PyResult<String> {
        self.0.canonical().or_raise()
    }

    /// Its id, such as `ir/1404`.
    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    /// Its heading in Persian and English.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.title())
    }

    #[getter]
    fn version(&self) -> Option<&str> {
        self.0.version()
    }

    #[getter]
    fn fiscal_year(&self) -> Option<u16> {
        self.0.fiscal_year().map(amalkard::FiscalYear::year)
    }

    /// The SHA-256 of its canonical form: what a round is pinned to.
    #[getter]
    fn digest(&self) -> &str {
        self.0.digest()
    }

    /// The tables and fields that it declares.
    #[getter]
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.schema())?.get_item("tables")
    }

    /// Its rules, in the order of its files.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.rules())
    }

    /// Its parameters by name: value as written, title, legal basis.
    #[getter]
    fn parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.parameters().collect::<BTreeMap<_, _>>())
    }

    /// Its definitions by name: expressions that rules read as if they were fields.
    #[getter]
    fn definitions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.definitions().collect::<BTreeMap<_, _>>())
    }

    /// The rules that it keeps and does not run, with the reason.
    #[getter]
    fn switched_off(&self) -> BTreeMap<&str, &str> {
        self.0.switched_off().collect()
    }

    /// The headings of its groups of rules, by what the ids of their rules begin with.
    #[getter]
    fn groups<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.groups().collect::<BTreeMap<_, _>>())
    }

    /// Its files by name: what a host keeps beside a round.
    #[getter]
    fn files(&self) -> BTreeMap<String, String> {
        self.0.files().iter().cloned().collect()
    }

    /// All findings in a dataset, in order: table, row, rule. The GIL is released.
    fn check(&self, py: Python<'_>, data: &PyDataset) -> PyResult<PyFindings> {
        py.detach(|| self.0.check(&data.0)).or_raise().map(PyFindings::new)
    }

    /// The rows of a table that fail, and the rule of each, without explanations, as a table of `row` and `rule`: the
    /// bare verdict, where a million rows are looked at and the reasons are asked for one by one. The GIL is released.
    fn failures(&self, py: Python<'_>, data: &PyDataset, table: &str) -> PyResult<ArrowTable> {
        py.detach(|| {
            let failures = self.0.failures(&data.0, table);
            let rows = failures.iter().map(|failure| i64::try_from(failure.row));
            let rows: Int64Array = rows.collect::<Result<Vec<_>, _>>()?.into();
            let rules = self.0.rules();
            let ids = failures.iter().map(|failure| rules.get(failure.rule).map(|rule| rule.id.as_str()));
            arrow::of_arrays(vec![("row".to_owned(), Arc::new(rows)), ("rule".to_owned(), arrow::texts(ids))])
        })
    }

    /// Why a rule says what it says of a row, or of a group of rows by its `key`; or why there is a finding, given as
    /// its dict. Raises `rule.unknown`, `rule.not_run`, `rule.no_group`, `dataset.unknown_row`.
    #[pyo3(signature = (data, rule, row = None, *, key = None))]
    fn explain(
        &self,
        data: &PyDataset,
        rule: &Bound<'_, PyAny>,
        row: Option<usize>,
        key: Option<BTreeMap<String, String>>,
    ) -> PyResult<PyExplanation> {
        let (rule, row, key): (String, Option<usize>, Option<BTreeMap<String, String>>) =
            if rule.is_instance_of::<PyString>() {
                (rule.extract()?, row, key)
            } else {
                (rule.get_item("rule")?.extract()?, rule.get_item("row")?.extract()?, rule.get_item("key")?.extract()?)
            };
        let explained = match row {
            Some(row) => self.0.explain(&data.0, &rule, row),
            None => self.0.explain_group(&data.0, &rule, &key.unwrap_or_default()),
        };
        explained.or_raise().map(PyExplanation)
    }

    /// The slips of the pen that would explain what a row fails: unit, sign, swapped fields, digits. Proposed, never
    /// applied; the likeliest first. Raises `dataset.unknown_table`, `dataset.unknown_row`.
    fn hints<'py>(&self, py: Python<'py>, data: &PyDataset, table: &str, row: usize) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &py.detach(|| self.0.hints(&data.0, table, row)).or_raise()?)
    }

    /// The smallest sets of cells of a row whose change makes all its rules hold, each with the interval or value that its
    /// cells may take (Fellegi and Holt). Proposed, never applied; `complete` says whether these are all.
    ///
    /// Options: `frozen` (fields that may not change), `weights` (how reluctantly a field changes; 1), `extra_weight`,
    /// `most_solutions`, `effort`. Raises `dataset.unknown_table`, `dataset.unknown_row`, `dataset.unknown_field`.
    #[pyo3(signature = (data, table, row, **options))]
    fn localize<'py>(
        &self,
        py: Python<'py>,
        data: &PyDataset,
        table: &str,
        row: usize,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options: LocalizeOptions =
            options.map(|options| from_python(options.as_any(), "options")).transpose()?.unwrap_or_default();
        to_python(py, &py.detach(|| self.0.localize(&data.0, table, row, &options)).or_raise()?)
    }

    /// The rules that could not run on a dataset, and the tables that it lacks.
    fn not_run<'py>(&self, py: Python<'py>, data: &PyDataset) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.not_run(&data.0))
    }

    /// The rulebook as one self-contained page of HTML, in Persian (`"fa"`) or English (`"en"`): rules with formula, law
    /// and, out of the findings in `examples`, an example.
    #[pyo3(signature = (language = "fa", *, examples = None))]
    fn catalogue(&self, language: &str, examples: Option<&PyDataset>) -> PyResult<String> {
        let findings = examples.map(|data| self.0.check(&data.0)).transpose().or_raise()?.unwrap_or_default();
        Ok(self.0.catalogue(crate::findings::language(language)?, &findings))
    }

    /// What another book changes against this one, as dicts: `code`, `id`, `key`, `from`, `to`, `message_fa`, `message_en`.
    fn compare<'py>(&self, py: Python<'py>, other: &Self) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.compare(&other.0))
    }

    /// What a changed rulebook would say of datasets that were read by this one: rows that it would newly fail, and those
    /// that it would no longer fail, by dataset and rule. Raises `rulebook.schema_differs`.
    fn impact<'py>(
        &self,
        py: Python<'py>,
        changed: &Self,
        datasets: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let named =
            datasets.iter().map(|(name, data)| Ok((name.extract()?, Arc::clone(&data.cast::<PyDataset>()?.get().0))));
        let named: Vec<(String, Arc<Dataset>)> = named.collect::<PyResult<_>>()?;
        let given: Vec<(&str, &Dataset)> = named.iter().map(|(name, data)| (name.as_str(), data.as_ref())).collect();
        to_python(py, &py.detach(|| self.0.impact(&changed.0, &given)).or_raise()?)
    }

    /// What is doubtful in the rulebook itself: rules that contradict or imply each other, that never fail or never apply,
    /// each with a witness; declarations that no rule reads.
    fn analyse<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &py.detach(|| self.0.analyse()))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.digest() == other.0.digest()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.digest().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        format!("<Rulebook {} with {} rules>", self.0.id(), self.0.rules().len())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        (slf.get_type().getattr("_of_files")?, (slf.get().0.files().to_vec(),)).into_pyobject(slf.py())
    }

    /// For pickle: the files in their order.
    #[classmethod]
    fn _of_files(_class: &Bound<'_, PyType>, files: Vec<(String, String)>) -> PyResult<Self> {
        Self::of_files(files)
    }
}

impl PyRulebook {
    pub(crate) fn new(book: Rulebook) -> Self {
        Self(Arc::new(book))
    }

    pub(crate) fn of_files(files: Vec<(String, String)>) -> PyResult<Self> {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Rulebook::from_files(&files).or_raise().map(Self::new)
    }
}

/// The TOML text of a rulebook in one form: comments stay, expressions are printed. Raises `rulebook.invalid`.
#[pyfunction]
fn format_rules(text: &str) -> PyResult<String> {
    rules::format(text).or_raise()
}

/// Adds the class and the function to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(format_rules, module)?)?;
    module.add_class::<PyRulebook>()
}
