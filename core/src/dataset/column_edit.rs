//! A column of which one cell changes, or of other rows.

use super::{Bitmap, Column, Dates, Flags, Integers, Kind, Numbers, Strings};

/// What was read of one cell.
pub(super) struct Read {
    pub(super) value: Value,
    /// Whether it is not empty but could not be read.
    pub(super) unread: bool,
}

/// The value of a cell as its column holds it; none where it has none.
pub(super) enum Value {
    Number(Option<i128>),
    Text(Option<String>),
    /// Days since 1970-01-01.
    Day(Option<i32>),
    Flag(Option<bool>),
}

impl Column {
    /// A column of empty cells.
    pub(super) fn empty(kind: Kind, rows: usize) -> Self {
        let nothing = || Some(Bitmap::new(rows, false));
        match kind {
            Kind::Amount { .. } | Kind::Percent { .. } | Kind::Number { .. } => {
                let scale = kind.stored_scale().unwrap_or(0);
                Self::Numbers(Numbers::new(Integers::Narrow(vec![0; rows]), scale, nothing()))
            }
            Kind::Code | Kind::Text => Self::Strings(Strings::new(std::iter::repeat_n(None, rows))),
            Kind::Date => Self::Dates(Dates::new(vec![0; rows], nothing())),
            Kind::Flag => Self::Flags(Flags::new(Bitmap::new(rows, false), nothing())),
        }
    }

    /// Puts what was read of a cell in its place; whether that changes anything that is compared or shown.
    pub(super) fn put(&mut self, row: usize, read: &Read) -> bool {
        let (rows, unread) = (self.len(), read.unread);
        let bits = |own: &mut Option<Bitmap>, bit: bool, default: bool| put_bit(own, rows, row, bit, default);
        match (self, &read.value) {
            (Self::Numbers(own), Value::Number(figure)) => {
                let value = figure.unwrap_or_default();
                let mut changed = put_integer(&mut own.values, row, value);
                own.largest = own.largest.max(value.unsigned_abs());
                own.zones.widen(row, &own.values);
                changed |= bits(&mut own.validity, figure.is_some(), true);
                changed | bits(&mut own.unread, unread, false)
            }
            (Self::Strings(own), Value::Text(text)) => {
                own.put(row, text.as_deref()) | bits(own.unread_mut(), unread, false)
            }
            (Self::Dates(own), Value::Day(day)) => {
                let value = day.unwrap_or_default();
                let mut changed = false;
                if let Some(place) = own.days.get_mut(row) {
                    changed = *place != value;
                    *place = value;
                }
                changed |= bits(&mut own.validity, day.is_some(), true);
                changed | bits(&mut own.unread, unread, false)
            }
            (Self::Flags(own), Value::Flag(flag)) => {
                let value = flag.unwrap_or_default();
                let mut changed = own.values.get(row) != value;
                own.values.set(row, value);
                changed |= bits(&mut own.validity, flag.is_some(), true);
                changed | bits(&mut own.unread, unread, false)
            }
            // A cell is read by its own field's type.
            _ => false,
        }
    }

    /// What was read of a cell.
    pub(super) fn read(&self, row: usize) -> Read {
        let value = match self {
            Self::Numbers(own) => Value::Number(own.get(row)),
            Self::Strings(own) => Value::Text(own.get(row).map(str::to_owned)),
            Self::Dates(own) => Value::Day(own.get(row)),
            Self::Flags(own) => Value::Flag(own.get(row)),
        };
        Read { value, unread: self.unread().is_some_and(|unread| unread.get(row)) }
    }

    /// The column of these rows, in this order; empty cells where there is none.
    pub(super) fn gathered(&self, rows: &[Option<usize>]) -> Self {
        let bits = |bits: Option<&Bitmap>, default: bool, absent: bool| -> Bitmap {
            rows.iter().map(|row| row.map_or(absent, |row| bits.map_or(default, |bits| bits.get(row)))).collect()
        };
        let validity = |own: Option<&Bitmap>| Some(bits(own, true, false));
        let unread = |own: Option<&Bitmap>| own.map(|own| bits(Some(own), false, false));
        match self {
            Self::Numbers(own) => {
                let value = |row: &Option<usize>| row.and_then(|row| own.values.get(row)).unwrap_or_default();
                let values = Integers::of(rows.iter().map(value).collect());
                let unread = unread(own.unread.as_ref());
                Self::Numbers(Numbers::new(values, own.scale(), validity(own.validity.as_ref())).with_unread(unread))
            }
            Self::Strings(own) => {
                let strings = Strings::new(rows.iter().map(|row| own.get((*row)?)));
                Self::Strings(strings.with_unread(unread(own.unread())))
            }
            Self::Dates(own) => {
                let days = rows.iter().map(|row| row.and_then(|row| own.days.get(row).copied()).unwrap_or_default());
                let dates = Dates::new(days.collect(), validity(own.validity.as_ref()));
                Self::Dates(dates.with_unread(unread(own.unread.as_ref())))
            }
            Self::Flags(own) => {
                let values = bits(Some(&own.values), false, false);
                let flags = Flags::new(values, validity(own.validity.as_ref()));
                Self::Flags(flags.with_unread(unread(own.unread.as_ref())))
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.values.len(),
            Self::Strings(strings) => strings.ids().len(),
            Self::Dates(dates) => dates.days.len(),
            Self::Flags(flags) => flags.values.len(),
        }
    }
}

/// Puts a bit into bits that may not be there as long as all are `default`.
fn put_bit(bits: &mut Option<Bitmap>, rows: usize, row: usize, bit: bool, default: bool) -> bool {
    if bits.as_ref().map_or(default, |bits| bits.get(row)) == bit {
        return false;
    }
    bits.get_or_insert_with(|| Bitmap::new(rows, default)).set(row, bit);
    true
}

fn put_integer(values: &mut Integers, row: usize, value: i128) -> bool {
    if values.get(row) == Some(value) {
        return false;
    }
    if let (Integers::Narrow(narrow), Err(_)) = (&*values, i64::try_from(value)) {
        *values = Integers::Wide(narrow.iter().map(|value| i128::from(*value)).collect());
    }
    match values {
        Integers::Narrow(values) => {
            if let (Some(place), Ok(value)) = (values.get_mut(row), i64::try_from(value)) {
                *place = value;
            }
        }
        Integers::Wide(values) => {
            if let Some(place) = values.get_mut(row) {
                *place = value;
            }
        }
    }
    true
}
