//! Consolidation: exact totals that say what is missing.

use crate::arrow::{self, ArrowTable};
use crate::convert::{from_python, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::findings::PyFindings;
use crate::report::PyReportTable;
use amalkard::bilingual::Language;
use amalkard::consolidation::{self, Assumption, Consolidation, GroupColumn, Partial, Plan, StatedTotal, Transfers};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Exact totals over several groupings, with what is missing and where they come from.
#[pyclass(frozen, module = "amalkard", name = "Consolidation")]
pub(crate) struct PyConsolidation(pub(crate) Consolidation);

#[pymethods]
impl PyConsolidation {
    /// `approved`, `preliminary` or `unstated`.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.status())
    }

    /// The plan: what was asked for.
    #[getter]
    fn plan<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.plan())
    }

    /// The lists of fields that totals exist for, the empty one (the grand total) first.
    #[getter]
    fn groupings(&self) -> Vec<Vec<String>> {
        self.0.groupings().map(<[String]>::to_vec).collect()
    }

    /// Who is missing and what share of the approved credit has reported; `None` where there are no agreements.
    #[getter]
    fn coverage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.coverage())
    }

    /// The SHA-256 of its records: equal in every language, for any order and any partition of the lines.
    #[getter]
    fn digest(&self) -> PyResult<String> {
        self.0.digest().or_raise()
    }

    /// The totals of a grouping as a table to show. Raises `consolidation.unknown_grouping`.
    fn table(&self, by: Vec<String>) -> PyResult<PyReportTable> {
        self.0.table(&names(&by)).or_raise().map(PyReportTable)
    }

    /// The totals of a grouping, or all of them, as dicts.
    #[pyo3(signature = (by = None))]
    fn cells<'py>(&self, py: Python<'py>, by: Option<Vec<String>>) -> PyResult<Bound<'py, PyAny>> {
        match by {
            Some(by) => to_python(py, &self.0.cells_by(&names(&by)).or_raise()?),
            None => to_python(py, &self.0.cells()),
        }
    }

    /// The total of one group, or `None`: `cell(["kind", "chapter"], ["expense", "1"])`.
    fn cell<'py>(&self, py: Python<'py>, by: Vec<String>, key: Vec<Option<String>>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.cell(&names(&by), &codes(&key)).or_raise()?)
    }

    /// The lines that make the total of a group: their figures sum to it exactly.
    fn lineage<'py>(&self, py: Python<'py>, by: Vec<String>, key: Vec<Option<String>>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.lineage(&names(&by), &codes(&key)).or_raise()?)
    }

    /// The totals after one agency has sent new lines; equal to a full run. Raises `consolidation.other_agency`.
    fn update(&self, py: Python<'_>, agency: &str, data: &PyDataset) -> PyResult<Self> {
        py.detach(|| self.0.update(agency, &data.0)).or_raise().map(Self)
    }

    /// The totals of both: associative and in any order. Raises `consolidation.*` where they do not fit together.
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        py.detach(|| self.0.merge(&other.0)).or_raise().map(Self)
    }

    /// The totals after one agency's lines were taken out.
    fn withdraw(&self, py: Python<'_>, agency: &str) -> PyResult<Self> {
        py.detach(|| self.0.withdraw(agency)).or_raise().map(Self)
    }

    /// Between which sums each total must lie once all lines have their figures, where a missing figure lies between
    /// `low` and `high` percent of its line's approved credit. Raises `consolidation.bad_assumption`.
    #[pyo3(signature = (by, *, low = 0, high = 100))]
    fn bounds<'py>(&self, py: Python<'py>, by: Vec<String>, low: i64, high: i64) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.bounds(&names(&by), Assumption { low, high }).or_raise()?)
    }

    /// The totals along a grouping, level by level, under a policy for missing children: `non_null`, `non_zero`,
    /// `partial_null`, `partial_zero`, `always_null` or `always_zero`. `expected` names keys that should be there.
    #[pyo3(signature = (by, *, mode = "non_null", expected = Vec::new()))]
    fn rollup<'py>(
        &self,
        py: Python<'py>,
        by: Vec<String>,
        mode: &str,
        expected: Vec<Vec<Option<String>>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mode = amalkard::json::read(&serde_json::Value::from(mode).to_string(), "mode").or_raise()?;
        let expected: Vec<Vec<Option<&str>>> = expected.iter().map(|key| codes(key)).collect();
        to_python(py, &self.0.rollup(&names(&by), mode, &expected).or_raise()?)
    }

    /// The totals that are different from an earlier consolidation. Raises `consolidation.plan_mismatch`.
    fn difference<'py>(&self, py: Python<'py>, before: &Self) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.difference(&before.0).or_raise()?)
    }

    /// Why a total is different from an earlier consolidation: its lines that came, went or changed; they sum to it.
    fn changes<'py>(
        &self,
        py: Python<'py>,
        before: &Self,
        by: Vec<String>,
        key: Vec<Option<String>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.changes(&before.0, &names(&by), &codes(&key)).or_raise()?)
    }

    /// Every total of a grouping beside that of another period or year.
    fn compare<'py>(&self, py: Python<'py>, before: &Self, by: Vec<String>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.compare(&before.0, &names(&by)).or_raise()?)
    }

    /// What the correction of an earlier period (`first` stated, `now` corrected) does to this later one.
    fn restatement<'py>(&self, py: Python<'py>, first: &Self, now: &Self) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.restatement(&first.0, &now.0).or_raise()?)
    }

    /// The largest parts of a total by further fields, and what the others sum to.
    #[pyo3(signature = (by, key, measure, *, per, limit = 10))]
    fn contributors<'py>(
        &self,
        py: Python<'py>,
        by: Vec<String>,
        key: Vec<Option<String>>,
        measure: &str,
        per: Vec<String>,
        limit: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.contributors(&names(&by), &codes(&key), measure, &names(&per), limit).or_raise()?)
    }

    /// Totals as somebody states them (`by`, `key`, `measure`, `amount`, maybe `children`) against those computed here:
    /// `equal`, `rounding`, `wrong` or `unknown`. `unit` is what figures are rounded to, as exact text.
    #[pyo3(signature = (totals, *, unit = None))]
    fn compare_stated<'py>(
        &self,
        py: Python<'py>,
        totals: &Bound<'py, PyAny>,
        unit: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let totals: Vec<StatedTotal> = from_python(totals, "totals")?;
        to_python(py, &self.0.compare_stated(&totals, unit).or_raise()?)
    }

    /// The totals that lines of the data state of the lines below them in a hierarchy, against those lines.
    #[pyo3(signature = (*, unit = None, empty_is_zero = false))]
    fn stated_lines<'py>(
        &self,
        py: Python<'py>,
        unit: Option<&str>,
        empty_is_zero: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.stated_lines(unit, empty_is_zero).or_raise()?)
    }

    /// The groups in which two sums that should be equal are not, with their lines: `left` and `right` are measures.
    fn gaps<'py>(
        &self,
        py: Python<'py>,
        by: Vec<String>,
        left: Vec<String>,
        right: Vec<String>,
    ) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.gaps(&names(&by), &names(&left), &names(&right)).or_raise()?)
    }

    /// The lines that are not added, and why: `parent`, `heading`, `outside` or `later`.
    fn not_added<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.not_added())
    }

    /// What is to be said of codes that the hierarchies do not know; their lines count all the same.
    fn findings(&self) -> PyResult<PyFindings> {
        self.0.findings().or_raise().map(PyFindings::new)
    }

    /// Transfers between agencies, both sides compared, and what of them is cancelled in each total. Options are the
    /// names of the table and its fields: `table`, `giver`, `receiver`, `given`, `received`, `credit`, ...
    #[pyo3(signature = (data, by, **options))]
    fn eliminations<'py>(
        &self,
        py: Python<'py>,
        data: &PyDataset,
        by: Vec<String>,
        options: Option<Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked = options.unwrap_or_else(|| PyDict::new(py));
        let transfers: Transfers = from_python(&asked, "transfers")?;
        to_python(py, &self.0.eliminations(&data.0, &transfers, &names(&by)).or_raise()?)
    }

    /// The lines of a total with the revision they stand in and the events that brought, confirmed and approved it.
    fn lineage_in<'py>(
        &self,
        py: Python<'py>,
        round: &crate::round::PyRound,
        by: Vec<String>,
        key: Vec<Option<String>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let round = round.round();
        to_python(py, &self.0.lineage_in(&round, &names(&by), &codes(&key)).or_raise()?)
    }

    /// These totals as JSON text, to be merged elsewhere and later: `Consolidation.from_partial`. With `lines` the lines'
    /// figures are in it, so that lineage and updates work on it too.
    #[pyo3(signature = (*, lines = false))]
    fn partial(&self, lines: bool) -> PyResult<String> {
        self.0.partial(lines).and_then(|partial| partial.to_json()).or_raise()
    }

    /// The totals of a partial. Raises `consolidation.bad_partial`, `json.bad_shape`.
    #[classmethod]
    fn from_partial(_class: &Bound<'_, PyType>, text: &str) -> PyResult<Self> {
        Partial::from_json(text).and_then(|partial| partial.consolidation()).or_raise().map(Self)
    }

    /// The same as an Arrow table of its sums, one row for each group, and the JSON text of all else.
    #[pyo3(signature = (*, lines = false))]
    fn partial_arrow(&self, lines: bool) -> PyResult<(String, ArrowTable)> {
        let (head, columns) = self.0.partial(lines).and_then(Partial::into_columns).or_raise()?;
        let field =
            |column: GroupColumn| arrow::Field { name: column.name, figures: column.figures, cells: column.cells };
        Ok((head.to_json().or_raise()?, arrow::table(columns.into_iter().map(field).collect())?))
    }

    /// The totals of a partial's head and its Arrow table (any Arrow-capable one, its rows in any order).
    #[classmethod]
    fn from_partial_arrow(_class: &Bound<'_, PyType>, head: &str, table: &Bound<'_, PyAny>) -> PyResult<Self> {
        let columns = arrow::columns(table, "groups")?;
        let partial = Partial::from_json(head).and_then(|head| head.from_columns(&columns));
        partial.and_then(|partial| partial.consolidation()).or_raise().map(Self)
    }

    /// All of it as plain data: status, measures, ratios, cells.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn _repr_html_(&self) -> PyResult<String> {
        self.0.groupings().map(|by| Ok(self.0.table(&names(by)).or_raise()?.to_html(Language::Persian))).collect()
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        Ok(self.digest()? == other.digest()?)
    }

    fn __hash__(&self) -> PyResult<u64> {
        let mut hasher = DefaultHasher::new();
        self.digest()?.hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn __repr__(&self) -> String {
        let groupings: Vec<String> = self.0.groupings().map(|by| format!("[{}]", by.join(", "))).collect();
        format!("<Consolidation by {}>", groupings.join(" "))
    }
}

/// The totals of a dataset: `by` lists groupings, of which every beginning is a grouping too.
///
/// `statuses` is the state of each agency's submission; only approved ones count unless `preliminary`. Other options are
/// the fields of a plan: `table`, `agreement`, `agency`, `credit`, `approved_state`, `percent_digits`, `source`,
/// `hierarchies`, `totals_marked_by`, `until`, `conversion`.
/// Raises `consolidation.*`. The GIL is released.
#[pyfunction]
#[pyo3(signature = (data, *, by, measures, **options))]
fn consolidate(
    data: &Bound<'_, PyDataset>,
    by: Bound<'_, PyAny>,
    measures: Bound<'_, PyAny>,
    options: Option<Bound<'_, PyDict>>,
) -> PyResult<PyConsolidation> {
    let py = data.py();
    let plan = plan_of(py, by, measures, options)?;
    let data = data.get();
    py.detach(|| consolidation::consolidate(&data.0, &plan)).or_raise().map(PyConsolidation)
}

/// The plan of keywords.
pub(crate) fn plan_of(
    py: Python<'_>,
    by: Bound<'_, PyAny>,
    measures: Bound<'_, PyAny>,
    options: Option<Bound<'_, PyDict>>,
) -> PyResult<Plan> {
    let asked = options.map_or_else(|| Ok(PyDict::new(py)), |options| options.copy())?;
    asked.set_item("by", by)?;
    asked.set_item("measures", measures)?;
    from_python(&asked, "plan")
}

pub(crate) fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

pub(crate) fn codes(codes: &[Option<String>]) -> Vec<Option<&str>> {
    codes.iter().map(Option::as_deref).collect()
}

/// Adds the class and the function to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyConsolidation>()?;
    module.add_function(wrap_pyfunction!(consolidate, module)?)
}
