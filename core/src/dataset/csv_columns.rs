//! A table straight out of CSV text: each cell goes into its column as it is met, and no row is made.
//!
//! Whatever is not plain is read as a cell of a row is, so that the table and its findings are those of the rows.

use super::csv_cache::Cache;
use super::csv_figures::Style;
use super::csv_split::{Doubt, Sink, read_csv};
use super::flaws::Flaws;
use super::reading::{Reading, day, figure, flag};
use super::{
    Bitmap, Cell, Column, Dates, Dictionary, Field, Flags, Integers, Kind, Numbers, Strings, Table, TableSchema,
};
use crate::error::{Error, Result};
use crate::finding::Finding;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The table of CSV text, and what was wrong in it.
pub(super) fn table_of_csv(schema: &TableSchema, text: &[u8]) -> Result<(Table, Vec<Finding>)> {
    let mut names = Vec::new();
    let (mut columns, rows) = read_csv(text, |header| {
        names.clone_from(&header.names);
        names.iter().map(|name| schema.field(name).map_or(Making::Unknown, |(_, field)| Making::of(field))).collect()
    })?;
    let mut flaws = Flaws::new(schema);
    // Without rows nothing says what the columns hold.
    if rows == 0 {
        names.clear();
    }
    flaws.unknown_fields(names.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter());
    let mut made = |field: &Field| {
        let at = names.iter().position(|name| *name == field.name)?;
        let column = std::mem::replace(columns.get_mut(at)?, Making::Unknown);
        column.finish(field, rows, &mut flaws)
    };
    let made = schema.fields().iter().map(&mut made).collect();
    Ok(flaws.finish(Table::new(schema.clone(), made, rows)))
}

/// A column in the making.
enum Making<'t> {
    Figures(Kind, Style, Figures, Gaps),
    Strings {
        ids: Vec<u32>,
        dictionary: Dictionary,
        met: Cache<'t, Option<u32>>,
        gaps: Gaps,
    },
    Dates(Repeating<'t, i32>),
    Flags(Repeating<'t, bool>),
    /// No field is declared for it.
    Unknown,
}

impl Making<'_> {
    fn of(field: &Field) -> Self {
        let kind = field.kind;
        match kind {
            Kind::Amount { .. } | Kind::Percent { .. } | Kind::Number { .. } => {
                Self::Figures(kind, Style::of(kind), Figures::default(), Gaps::default())
            }
            Kind::Code | Kind::Text => Self::Strings {
                ids: Vec::new(),
                dictionary: Dictionary::default(),
                met: Cache::default(),
                gaps: Gaps::default(),
            },
            Kind::Date => Self::Dates(Repeating::of(day)),
            Kind::Flag => Self::Flags(Repeating::of(flag)),
        }
    }

    /// The column, its flaws put with the others.
    fn finish(self, field: &Field, rows: usize, flaws: &mut Flaws<'_>) -> Option<Column> {
        Some(match self {
            Self::Figures(kind, _, figures, gaps) => {
                let (validity, unread) = gaps.finish(field, rows, flaws);
                let scale = kind.stored_scale().unwrap_or(0);
                Column::Numbers(Numbers::new(figures.finish(), scale, validity).with_unread(unread))
            }
            Self::Strings { ids, dictionary, gaps, .. } => {
                let (validity, unread) = gaps.finish(field, rows, flaws);
                Column::Strings(Strings::of_entries(ids, dictionary, validity).with_unread(unread))
            }
            Self::Dates(dates) => {
                let (validity, unread) = dates.gaps.finish(field, rows, flaws);
                Column::Dates(Dates::new(dates.values, validity).with_unread(unread))
            }
            Self::Flags(flags) => {
                let (validity, unread) = flags.gaps.finish(field, rows, flaws);
                Column::Flags(Flags::new(flags.values.into_iter().collect(), validity).with_unread(unread))
            }
            Self::Unknown => return None,
        })
    }
}

impl<'t> Sink<'t> for Making<'t> {
    #[inline]
    fn bare(&mut self, rest: &'t [u8]) -> Option<usize> {
        match self {
            Self::Figures(_, style, figures, gaps) => {
                if let Some((value, length)) = style.read(rest, false)
                    && is_end(rest, length)
                {
                    figures.put(value);
                    return Some(length);
                }
                is_end(rest, 0).then(|| {
                    gaps.missing.push(figures.len());
                    figures.put(0);
                    0
                })
            }
            Self::Strings { ids, met, gaps, .. } => {
                let (id, length) = met.bare(rest)?;
                if id.is_none() {
                    gaps.missing.push(ids.len());
                }
                ids.push(id.unwrap_or(0));
                Some(length)
            }
            Self::Dates(dates) => dates.bare(rest),
            Self::Flags(flags) => flags.bare(rest),
            Self::Unknown => None,
        }
    }

    fn cell(&mut self, cell: Cow<'t, [u8]>) -> std::result::Result<(), Doubt> {
        match self {
            Self::Figures(kind, style, figures, gaps) => match style.read(&cell, true) {
                Some((value, length)) if length == cell.len() => figures.put(value),
                _ => {
                    let read = gaps.read(figures.len(), text_of(&cell)?, |cell| figure(*kind, cell));
                    figures.put_wide(read.unwrap_or(0));
                }
            },
            Self::Strings { ids, dictionary, met, gaps } => {
                let id = match met.get(&cell) {
                    Some(id) => id,
                    None => {
                        let text = text_of(&cell)?;
                        let id = (!text.trim().is_empty()).then(|| dictionary.enter(text));
                        if let Cow::Borrowed(cell) = cell {
                            met.put(cell, id);
                        }
                        id
                    }
                };
                if id.is_none() {
                    gaps.missing.push(ids.len());
                }
                ids.push(id.unwrap_or(0));
            }
            Self::Dates(dates) => dates.cell(cell)?,
            Self::Flags(flags) => flags.cell(cell)?,
            Self::Unknown => {
                text_of(&cell)?;
            }
        }
        Ok(())
    }
}

fn text_of(cell: &[u8]) -> std::result::Result<&str, Doubt> {
    str::from_utf8(cell).map_err(|_| Doubt)
}

/// Whether a cell without quotes ends at a place.
#[inline]
fn is_end(rest: &[u8], at: usize) -> bool {
    matches!(rest.get(at), None | Some(b',' | b'\n' | b'\r'))
}

/// Integers, in 64 bits until one needs more.
#[derive(Default)]
struct Figures {
    narrow: Vec<i64>,
    /// All of them, once one is wide.
    wide: Vec<i128>,
}

impl Figures {
    fn len(&self) -> usize {
        self.narrow.len().max(self.wide.len())
    }

    #[inline]
    fn put(&mut self, value: i64) {
        if self.wide.is_empty() {
            self.narrow.push(value);
        } else {
            self.wide.push(value.into());
        }
    }

    fn put_wide(&mut self, value: i128) {
        match i64::try_from(value) {
            Ok(value) => self.put(value),
            Err(_) => {
                self.wide.extend(self.narrow.drain(..).map(i128::from));
                self.wide.push(value);
            }
        }
    }

    fn finish(self) -> Integers {
        if self.wide.is_empty() { Integers::Narrow(self.narrow) } else { Integers::Wide(self.wide) }
    }
}

/// Values of cells of which most were met before.
struct Repeating<'t, V> {
    read: fn(&Cell) -> Reading<V>,
    values: Vec<V>,
    met: Cache<'t, Option<V>>,
    gaps: Gaps,
}

impl<'t, V: Copy + Default> Repeating<'t, V> {
    fn of(read: fn(&Cell) -> Reading<V>) -> Self {
        Self { read, values: Vec::new(), met: Cache::default(), gaps: Gaps::default() }
    }

    fn bare(&mut self, rest: &[u8]) -> Option<usize> {
        let (value, length) = self.met.bare(rest)?;
        self.put(value);
        Some(length)
    }

    fn cell(&mut self, cell: Cow<'t, [u8]>) -> std::result::Result<(), Doubt> {
        if let Some(value) = self.met.get(&cell) {
            self.put(value);
            return Ok(());
        }
        match (self.read)(&cell_of(text_of(&cell)?)) {
            Ok(value) => {
                self.put(value);
                if let Cow::Borrowed(cell) = cell {
                    self.met.put(cell, value);
                }
            }
            // A flaw is not kept: each cell has its own.
            Err(error) => {
                self.gaps.flawed(self.values.len(), text_of(&cell)?, error);
                self.values.push(V::default());
            }
        }
        Ok(())
    }

    fn put(&mut self, value: Option<V>) {
        if value.is_none() {
            self.gaps.missing.push(self.values.len());
        }
        self.values.push(value.unwrap_or_default());
    }
}

/// The cell of a row that has this text.
fn cell_of(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}

/// The rows of a column that have no value, and why some have none.
#[derive(Default)]
struct Gaps {
    missing: Vec<usize>,
    flaws: Vec<(usize, String, Error)>,
}

impl Gaps {
    /// The value of a row's cell as it is read in a row.
    fn read<V>(&mut self, row: usize, text: &str, read: impl FnOnce(&Cell) -> Reading<V>) -> Option<V> {
        match read(&cell_of(text)) {
            Ok(None) => self.missing.push(row),
            Ok(value) => return value,
            Err(error) => self.flawed(row, text, error),
        }
        None
    }

    fn flawed(&mut self, row: usize, text: &str, error: Error) {
        self.missing.push(row);
        self.flaws.push((row, text.to_owned(), error));
    }

    /// Which rows have a value, and which could not be read.
    fn finish(self, field: &Field, rows: usize, flaws: &mut Flaws<'_>) -> (Option<Bitmap>, Option<Bitmap>) {
        let validity = (!self.missing.is_empty()).then(|| {
            let mut present = vec![true; rows];
            for row in self.missing {
                present.iter_mut().skip(row).take(1).for_each(|present| *present = false);
            }
            present.into_iter().collect()
        });
        for (row, text, error) in self.flaws {
            flaws.keep::<()>(row, field, &Cell::Text(text), Err(error));
        }
        (validity, flaws.unread(field, rows))
    }
}
