//! Cells of CSV text, one after another, straight out of the text and into columns.
//!
//! What the `csv` crate would say is what holds: the same cells, and where it would refuse the text, so do we, with its
//! words. A property test compares the two.

use super::csv_rows::{Header, refusal};
use crate::error::Result;
use std::borrow::Cow;

/// What takes the cells of one column.
pub(crate) trait Sink<'t> {
    /// Takes the cell at the beginning of `rest` if it is sure where it ends and what it is; answers its length in
    /// bytes. Never a cell in quotes.
    fn bare(&mut self, rest: &'t [u8]) -> Option<usize>;

    /// Takes a cell, its quotes taken off.
    ///
    /// # Errors
    /// When it is no text.
    fn cell(&mut self, cell: Cow<'t, [u8]>) -> std::result::Result<(), Doubt>;
}

/// The text is not such as every line can be read; the `csv` crate says why.
#[derive(Debug)]
pub(crate) struct Doubt;

/// Reads CSV text into the sinks that are made of its header, one for each column; answers them and how many rows there
/// are.
///
/// # Errors
/// `dataset.bad_csv`, as [`super::rows_of_csv`].
pub(crate) fn read_csv<'t, S: Sink<'t>>(
    text: &'t [u8],
    sinks: impl FnOnce(&Header) -> Vec<S>,
) -> Result<(Vec<S>, usize)> {
    let text = without_mark(text);
    let header = Header::read(text)?;
    let mut sinks = sinks(&header);
    match fill(text.get(header.length..).unwrap_or_default(), &mut sinks) {
        Ok(rows) => Ok((sinks, rows)),
        Err(Doubt) => Err(refusal(text)),
    }
}

/// Some programs put the mark of byte order before the text, and others before that.
pub(super) fn without_mark(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_prefix(b"\xEF\xBB\xBF") {
        text = rest;
    }
    text
}

/// Puts every cell of the lines into the sink of its column; answers how many lines there are.
fn fill<'t, S: Sink<'t>>(mut rest: &'t [u8], sinks: &mut [S]) -> std::result::Result<usize, Doubt> {
    let mut rows = 0_usize;
    let Some((last, before)) = sinks.split_last_mut() else { return Ok(0) };
    loop {
        // Lines without anything are none.
        while let [b'\r' | b'\n', more @ ..] = rest {
            rest = more;
        }
        if rest.is_empty() {
            return Ok(rows);
        }
        for sink in &mut *before {
            let length = take(sink, rest)?;
            match rest.get(length..) {
                Some([b',', more @ ..]) => rest = more,
                _ => return Err(Doubt),
            }
        }
        let length = take(last, rest)?;
        rest = rest.get(length..).unwrap_or_default();
        if rest.first() == Some(&b',') {
            return Err(Doubt);
        }
        rows = rows.saturating_add(1);
    }
}

/// Hands the first cell to a sink; answers its length as it is written.
#[inline]
fn take<'t, S: Sink<'t>>(sink: &mut S, rest: &'t [u8]) -> std::result::Result<usize, Doubt> {
    if let Some(length) = sink.bare(rest) {
        return Ok(length);
    }
    let (cell, length) = first_cell(rest);
    sink.cell(cell)?;
    Ok(length)
}

/// The first cell without its quotes, and its length as it is written.
fn first_cell(rest: &[u8]) -> (Cow<'_, [u8]>, usize) {
    match rest {
        [b'"', quoted @ ..] => {
            let (cell, length) = quoted_cell(quoted);
            (cell, length.saturating_add(1))
        }
        _ => {
            let length = bare_length(rest);
            (Cow::Borrowed(rest.get(..length).unwrap_or_default()), length)
        }
    }
}

/// The cell behind an opening quote, and its length as it is written from there on.
fn quoted_cell(text: &[u8]) -> (Cow<'_, [u8]>, usize) {
    let mut cell = Cow::Borrowed(&[][..]);
    let mut from = 0_usize;
    loop {
        let open = text.get(from..).unwrap_or_default();
        let quote = open.iter().position(|byte| *byte == b'"').unwrap_or(open.len());
        append(&mut cell, open.get(..quote).unwrap_or_default());
        let behind = open.get(quote.saturating_add(1)..).unwrap_or_default();
        from = from.saturating_add(quote).saturating_add(1).min(text.len());
        if let Some(b'"') = behind.first() {
            // Two quotes stand for one.
            append(&mut cell, b"\"");
            from = from.saturating_add(1);
            continue;
        }
        // Whatever stands between the closing quote and the comma belongs to the cell too.
        let more = bare_length(behind);
        append(&mut cell, behind.get(..more).unwrap_or_default());
        return (cell, from.saturating_add(more));
    }
}

/// A part more of a cell; nothing is copied while there is one part alone.
fn append<'t>(cell: &mut Cow<'t, [u8]>, part: &'t [u8]) {
    if part.is_empty() {
        return;
    }
    match cell {
        Cow::Borrowed([]) => *cell = Cow::Borrowed(part),
        _ => cell.to_mut().extend_from_slice(part),
    }
}

/// The length of the cell without quotes at the beginning: up to the comma or the end of the line.
#[inline]
pub(super) fn bare_length(rest: &[u8]) -> usize {
    let mut length = 0_usize;
    for word in rest.chunks(8) {
        if let Some(end) = end_in(word_of(word)) {
            return length.saturating_add(end).min(rest.len());
        }
        length = length.saturating_add(8);
    }
    rest.len()
}

/// The first eight bytes as a number, the first of them lowest; zeros beyond the end.
#[inline]
pub(super) fn word_of(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// Which of eight bytes is the first that ends a cell without quotes.
#[inline]
pub(super) fn end_in(word: u64) -> Option<usize> {
    let ends = places_of(word, b',') | places_of(word, b'\n') | places_of(word, b'\r');
    (ends != 0).then_some((ends.trailing_zeros() / 8) as usize)
}

/// The high bit of the first of eight bytes that is this one, and perhaps of some behind it.
#[inline]
fn places_of(word: u64, byte: u8) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let differing = word ^ ONES.wrapping_mul(u64::from(byte));
    differing.wrapping_sub(ONES) & !differing & (ONES << 7)
}
