//! From records to Arrow: codes as text, figures as decimals.

use amalkard::finding::Scalar;
use amalkard::scaled::Scaled;
use arrow_array::builder::{Decimal128Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as ArrowField, Schema};
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use std::sync::Arc;

/// A column to be made: its name, whether it is of figures, and its cells.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) figures: bool,
    pub(crate) cells: Vec<Scalar>,
}

/// A table that polars, pandas, pyarrow and DuckDB take as it is, without a copy.
#[pyclass(frozen, module = "amalkard")]
pub(crate) struct ArrowTable(RecordBatch);

#[pymethods]
impl ArrowTable {
    /// The names of its columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<ArrowTable of {} rows: {}>", self.0.num_rows(), self.column_names().join(", "))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.0.schema_ref().as_ref())?)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let field = ArrowField::new_struct("", self.0.schema_ref().fields().clone(), false);
        let rows: ArrayRef = Arc::new(arrow_array::StructArray::from(self.0.clone()));
        let reader = ArrayIterator::new([Ok(rows)], Arc::new(field));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }
}

/// A table of columns of equal length.
pub(crate) fn table(fields: Vec<Field>) -> PyResult<ArrowTable> {
    let array = |field: Field| {
        let array = if field.figures { figures(&field.cells)? } else { words(&field.cells) };
        Ok((field.name, array))
    };
    of_arrays(fields.into_iter().map(array).collect::<PyResult<_>>()?)
}

/// A table of columns that are Arrow's already.
pub(crate) fn of_arrays(columns: Vec<(String, ArrayRef)>) -> PyResult<ArrowTable> {
    let mut schema = Vec::with_capacity(columns.len());
    let mut arrays = Vec::with_capacity(columns.len());
    for (name, array) in columns {
        schema.push(ArrowField::new(name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let batch = RecordBatch::try_new(Arc::new(Schema::new(schema)), arrays)
        .map_err(|error| PyOverflowError::new_err(error.to_string()))?;
    Ok(ArrowTable(batch))
}

/// Texts as they are, without a copy of each beside the column.
pub(crate) fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

pub(crate) fn words<'a>(cells: impl IntoIterator<Item = &'a Scalar>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for cell in cells {
        match cell {
            Scalar::Missing => builder.append_null(),
            Scalar::Flag(flag) => builder.append_value(flag.to_string()),
            Scalar::Number(number) => builder.append_value(number.to_string()),
            Scalar::Text(text) => builder.append_value(text),
            _ => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

/// Figures as decimals at the scale that the finest of them needs.
pub(crate) fn figures<'a>(cells: impl IntoIterator<Item = &'a Scalar, IntoIter: Clone>) -> PyResult<ArrayRef> {
    let cells = cells.into_iter();
    let number = |cell: &Scalar| match cell {
        Scalar::Number(number) => Some(*number),
        _ => None,
    };
    let scale = cells.clone().filter_map(number).map(Scaled::scale).max().unwrap_or_default();
    let kind = DataType::Decimal128(38, i8::try_from(scale)?);
    let mut builder = Decimal128Builder::with_capacity(cells.size_hint().0).with_data_type(kind);
    for cell in cells {
        let value = number(cell)
            .map(|number| number.at_scale(scale).ok_or_else(|| PyOverflowError::new_err("a figure beyond 38 digits")));
        builder.append_option(value.transpose()?);
    }
    Ok(Arc::new(builder.finish()))
}
