//! The currency units in which budgets are written.

use super::{Amount, AmountError};
use crate::{scaled, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency unit. Budget tables are in million rials, laws in rials, newspapers in milliard tomans.
///
/// # Example
/// ```
/// use amalkard::{Amount, Unit};
/// let approved: Amount = "77225918".parse()?;
/// assert_eq!(Unit::MillionRial.convert(approved, Unit::Rial)?.to_string(), "77225918000000");
/// assert_eq!(Unit::MillionRial.convert(approved, Unit::MilliardToman)?.to_string(), "7722.5918");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// ریال: the currency of the laws.
    Rial,
    /// هزار ریال.
    ThousandRial,
    /// میلیون ریال: the unit of the budget's tables.
    MillionRial,
    /// میلیارد ریال.
    MilliardRial,
    /// تومان: ten rials, in everyday use.
    Toman,
    /// میلیون تومان.
    MillionToman,
    /// میلیارد تومان: the unit of the press.
    MilliardToman,
    /// ریال جدید: 10,000 rials, by the law of redenomination of 1404/8/17.
    NewRial,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 8] = [
        Self::Rial,
        Self::ThousandRial,
        Self::MillionRial,
        Self::MilliardRial,
        Self::Toman,
        Self::MillionToman,
        Self::MilliardToman,
        Self::NewRial,
    ];

    /// The unit of a name (`million_rial`) or of its Persian title («میلیون ریال»).
    ///
    /// # Errors
    /// `amount.unknown_unit`.
    pub fn parse(name: &str) -> Result<Self, AmountError> {
        let wanted = text::fold(name);
        let named = |unit: &Self| unit.name() == wanted || text::fold(unit.title_fa()) == wanted;
        Self::ALL.into_iter().find(named).ok_or_else(|| AmountError::UnknownUnit { name: text::excerpt(name) })
    }

    /// The name in rulebooks and interfaces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rial => "rial",
            Self::ThousandRial => "thousand_rial",
            Self::MillionRial => "million_rial",
            Self::MilliardRial => "milliard_rial",
            Self::Toman => "toman",
            Self::MillionToman => "million_toman",
            Self::MilliardToman => "milliard_toman",
            Self::NewRial => "new_rial",
        }
    }

    /// The title in Persian.
    #[must_use]
    pub fn title_fa(self) -> &'static str {
        match self {
            Self::Rial => "ریال",
            Self::ThousandRial => "هزار ریال",
            Self::MillionRial => "میلیون ریال",
            Self::MilliardRial => "میلیارد ریال",
            Self::Toman => "تومان",
            Self::MillionToman => "میلیون تومان",
            Self::MilliardToman => "میلیارد تومان",
            Self::NewRial => "ریال جدید",
        }
    }

    /// The title in English.
    #[must_use]
    pub fn title_en(self) -> &'static str {
        match self {
            Self::Rial => "rials",
            Self::ThousandRial => "thousand rials",
            Self::MillionRial => "million rials",
            Self::MilliardRial => "milliard rials",
            Self::Toman => "tomans",
            Self::MillionToman => "million tomans",
            Self::MilliardToman => "milliard tomans",
            Self::NewRial => "new rials",
        }
    }

    /// How many rials one unit is.
    #[must_use]
    pub fn rials(self) -> i128 {
        scaled::power_of_ten(self.zeros()).unwrap_or(1)
    }

    /// The same money in another unit.
    ///
    /// # Errors
    /// `amount.unit_inexact` where it would need more than six decimal places; `amount.too_large` from 10^22.
    pub fn convert(self, amount: Amount, to: Self) -> Result<Amount, AmountError> {
        // Every unit is a power of ten, so converting only moves the decimal point.
        let up = scaled::power_of_ten(self.zeros().saturating_sub(to.zeros()));
        let down = to.zeros().saturating_sub(self.zeros());
        let too_large = || AmountError::TooLarge { text: format!("{amount} {self}") };
        let mantissa = up.and_then(|up| amount.mantissa().checked_mul(up)).ok_or_else(too_large)?;
        Amount::new(mantissa, amount.scale().saturating_add(down)).map_err(|error| match error {
            AmountError::TooPrecise { .. } => AmountError::UnitInexact { amount: amount.to_string(), from: self, to },
            other => other,
        })
    }

    /// The power of ten that one unit is, in rials.
    fn zeros(self) -> u32 {
        match self {
            Self::Rial => 0,
            Self::Toman => 1,
            Self::ThousandRial => 3,
            Self::NewRial => 4,
            Self::MillionRial => 6,
            Self::MillionToman => 7,
            Self::MilliardRial => 9,
            Self::MilliardToman => 10,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
