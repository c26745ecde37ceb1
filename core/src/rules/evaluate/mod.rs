//! Runs compiled rules over the columns of a dataset, block by block.
//!
//! A rule is first bound to the columns it reads ([`bind`]); then every rule looks at one block of rows after another
//! ([`run`]) while the block is in the processor's cache, and answers with one bit a row. Only rows that fail are
//! looked at again, one by one ([`row`]), to say why.

mod aggregate;
mod bind;
mod block;
mod compare;
mod frame;
mod groups;
mod in_year;
mod levels;
mod middle;
mod row;
mod run;
mod single;

pub(crate) use aggregate::{Figures, values as aggregate_values};
pub(crate) use bind::{BoundLogic, bind_logic};
pub(crate) use block::{BLOCK_ROWS, Block, Mask};
pub(crate) use frame::{Frame, Link, Links};
pub(crate) use groups::heads;
pub(crate) use row::{Cells, Figure, Instead, Override, Sides, passes, stepped};
