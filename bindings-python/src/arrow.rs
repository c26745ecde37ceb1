//! Tables of data frames and databases, through the Arrow PyCapsule interface: in as the core's columns, out as Arrow.

mod inwards;
mod outwards;
mod texts;

pub(crate) use inwards::{columns, is_arrow, rows};
pub(crate) use outwards::{ArrowTable, Field, figures, of_arrays, table, texts, words};
