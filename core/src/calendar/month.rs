//! The twelve months.

use super::{FiscalYear, PersianDate, date};

/// A month of the Persian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Month {
    Farvardin,
    Ordibehesht,
    Khordad,
    Tir,
    Mordad,
    Shahrivar,
    Mehr,
    Aban,
    Azar,
    Dey,
    Bahman,
    Esfand,
}

impl Month {
    /// The months, with number and Persian and English title.
    const NAMES: [(Self, u8, &'static str, &'static str); 12] = [
        (Self::Farvardin, 1, "فروردین", "Farvardin"),
        (Self::Ordibehesht, 2, "اردیبهشت", "Ordibehesht"),
        (Self::Khordad, 3, "خرداد", "Khordad"),
        (Self::Tir, 4, "تیر", "Tir"),
        (Self::Mordad, 5, "مرداد", "Mordad"),
        (Self::Shahrivar, 6, "شهریور", "Shahrivar"),
        (Self::Mehr, 7, "مهر", "Mehr"),
        (Self::Aban, 8, "آبان", "Aban"),
        (Self::Azar, 9, "آذر", "Azar"),
        (Self::Dey, 10, "دی", "Dey"),
        (Self::Bahman, 11, "بهمن", "Bahman"),
        (Self::Esfand, 12, "اسفند", "Esfand"),
    ];

    /// The month of a number from 1 to 12.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::NAMES.iter().find(|(_, its, ..)| *its == number).map(|(month, ..)| *month)
    }

    /// Its number, 1 to 12.
    #[must_use]
    pub fn number(self) -> u8 {
        self.name().0
    }

    /// Its title in Persian.
    #[must_use]
    pub fn title_fa(self) -> &'static str {
        self.name().1
    }

    /// Its title in English.
    #[must_use]
    pub fn title_en(self) -> &'static str {
        self.name().2
    }

    /// Its first day in a fiscal year.
    #[must_use]
    pub fn first_day(self, year: FiscalYear) -> PersianDate {
        PersianDate::known(year.year(), self.number(), 1)
    }

    /// Its last day in a fiscal year.
    #[must_use]
    pub fn last_day(self, year: FiscalYear) -> PersianDate {
        last_day(year.year(), self)
    }

    fn name(self) -> (u8, &'static str, &'static str) {
        Self::NAMES
            .iter()
            .find(|(month, ..)| *month == self)
            .map_or((1, "", ""), |(_, number, fa, en)| (*number, fa, en))
    }
}

/// The last day of a month of any year that is kept.
pub(super) fn last_day(year: u16, month: Month) -> PersianDate {
    PersianDate::known(year, month.number(), date::days_in_month(year, month.number()).unwrap_or(29))
}
