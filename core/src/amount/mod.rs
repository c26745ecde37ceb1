//! An exact amount of money.
//!
//! [`Amount`] is what people type and read: at most six decimal places and less than 10^22 in size, so that one number
//! holds the whole nation's budget in rials (10^17) or in million rials with every rial in the fraction. Whatever does
//! not fit is refused; nothing is ever rounded. There are no operators, because an operator has no way to refuse.

mod error;
mod read;
mod separators;
mod serial;
mod unit;

pub use error::AmountError;
pub use separators::Separators;
pub use unit::Unit;

use crate::scaled::{self, Scaled};
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// The most decimal places of an amount: with million rials as the unit, the last one is a rial.
pub const MAX_SCALE: u32 = 6;

/// Amounts are smaller than this in size: 10^22. With six decimal places that is 28 digits, which a [`Decimal`] holds.
const BOUND: i128 = 10_000_000_000_000_000_000_000;

/// A decimal number of some currency unit, exact; the unit is the column's or the caller's to know.
///
/// Equal numbers are the same data, hash and text: `1.50` is `1.5`.
///
/// # Example
/// ```
/// use amalkard::Amount;
/// let approved: Amount = "۱٬۲۵۰٬۰۰۰٫۵".parse()?;
/// let spent: Amount = "1,250,000.5".parse()?;
/// assert_eq!(approved, spent);
/// assert_eq!(approved.checked_add(spent)?.to_string(), "2500001");
/// assert_eq!("0.1234567".parse::<Amount>().unwrap_err().code(), "amount.too_precise");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Zero.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// `mantissa / 10^scale`.
    ///
    /// # Errors
    /// `amount.too_precise` beyond six decimal places that are not zero; `amount.too_large` from 10^22.
    pub fn new(mantissa: i128, scale: u32) -> Result<Self, AmountError> {
        let exact = Scaled::new(mantissa, scale);
        if MAX_SCALE < exact.scale() {
            return Err(AmountError::TooPrecise { text: exact.to_string(), places: MAX_SCALE });
        }
        let bound = scaled::power_of_ten(exact.scale()).and_then(|one| one.checked_mul(BOUND));
        if bound.is_none_or(|bound| bound.unsigned_abs() <= exact.value().unsigned_abs()) {
            return Err(AmountError::TooLarge { text: exact.to_string() });
        }
        let decimal = Decimal::try_from_i128_with_scale(exact.value(), exact.scale());
        decimal.map(Self).map_err(|_| AmountError::TooLarge { text: exact.to_string() })
    }

    /// A whole amount.
    #[must_use]
    pub fn from_i64(value: i64) -> Self {
        Self(Decimal::from(value))
    }

    /// Reads an amount written with the given separators; Persian, Arabic-Indic and ASCII digits are equal.
    ///
    /// # Errors
    /// `amount.empty`, `amount.not_a_number`, `amount.ambiguous` (with the readings), `amount.grouping`,
    /// `amount.too_precise`, `amount.too_large`.
    pub fn parse_with(text: &str, separators: &Separators) -> Result<Self, AmountError> {
        read::amount(text, separators)
    }

    /// Reads a percentage: `12.5`, `۱۲/۵٪`, `%12.5`, «۱۴/۵ درصد».
    ///
    /// # Errors
    /// As [`Amount::parse_with`].
    pub fn parse_percent(text: &str) -> Result<Self, AmountError> {
        read::percent(text)
    }

    /// The integer in `mantissa / 10^scale`.
    #[must_use]
    pub fn mantissa(self) -> i128 {
        self.0.mantissa()
    }

    /// The number of decimal places, without trailing zeros.
    #[must_use]
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// The amount as an integer at a scale: `1.5` at scale 6 is `1500000`.
    ///
    /// # Errors
    /// `amount.too_precise` where digits would be lost; `amount.too_large` where 128 bits are too few.
    pub fn at_scale(self, scale: u32) -> Result<i128, AmountError> {
        self.to_scaled().at_scale(scale).ok_or_else(|| match scale < self.scale() {
            true => AmountError::TooPrecise { text: self.to_string(), places: scale },
            false => AmountError::TooLarge { text: self.to_string() },
        })
    }

    /// The sum.
    ///
    /// # Errors
    /// `amount.too_large`.
    pub fn checked_add(self, other: Self) -> Result<Self, AmountError> {
        Self::of(self.to_scaled().checked_add(other.to_scaled()))
    }

    /// The difference.
    ///
    /// # Errors
    /// `amount.too_large`.
    pub fn checked_sub(self, other: Self) -> Result<Self, AmountError> {
        self.checked_add(other.checked_neg())
    }

    /// The product.
    ///
    /// # Errors
    /// `amount.too_large`; `amount.too_precise` where the exact product has more than six decimal places.
    pub fn checked_mul(self, other: Self) -> Result<Self, AmountError> {
        Self::of(self.to_scaled().checked_mul(other.to_scaled()))
    }

    /// The amount with its sign turned, which always fits.
    #[must_use]
    pub fn checked_neg(self) -> Self {
        // The bounds are the same on both sides of zero, so the refusal is never met.
        Self::new(self.mantissa().saturating_neg(), self.scale()).unwrap_or(self)
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.mantissa() < 0
    }

    /// The same number as datasets and rules hold it.
    #[must_use]
    pub fn to_scaled(self) -> Scaled {
        Scaled::new(self.mantissa(), self.scale())
    }

    /// The amount of an exact result; overflow of 128 bits is far beyond any amount.
    fn of(result: Option<Scaled>) -> Result<Self, AmountError> {
        result.ok_or(AmountError::TooLarge { text: "> 10^38".to_owned() })?.try_into()
    }
}

impl TryFrom<Scaled> for Amount {
    type Error = AmountError;

    fn try_from(number: Scaled) -> Result<Self, AmountError> {
        Self::new(number.value(), number.scale())
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = AmountError;

    fn try_from(number: Decimal) -> Result<Self, AmountError> {
        Self::new(number.mantissa(), number.scale())
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl From<Amount> for Scaled {
    fn from(amount: Amount) -> Self {
        amount.to_scaled()
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads an amount with the default [`Separators`].
    fn from_str(text: &str) -> Result<Self, AmountError> {
        Self::parse_with(text, &Separators::default())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_scaled().fmt(f)
    }
}

#[cfg(test)]
#[path = "amount_tests.rs"]
mod tests;
