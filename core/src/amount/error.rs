//! Why an amount is refused.

use super::Unit;
use crate::error::Error;
use crate::text::persian_digits;

/// Why an amount, or an operation on amounts, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// `amount.empty`: there is nothing but white space.
    #[error("the amount is empty")]
    Empty,
    /// `amount.not_a_number`: something else than digits, separators and one minus sign.
    #[error("`{text}` is not a number")]
    NotANumber {
        /// What was read.
        text: String,
    },
    /// `amount.ambiguous`: the separators allow more than one reading, and none is chosen.
    #[error("the amount can be read as {}", .readings.join(" or "))]
    Ambiguous {
        /// The readings, as plain ASCII numbers.
        readings: Vec<String>,
    },
    /// `amount.grouping`: the groups are not of three digits.
    #[error("the groups of `{text}` are not of three digits")]
    Grouping {
        /// What was read.
        text: String,
        /// What it may mean, as plain ASCII numbers.
        readings: Vec<String>,
    },
    /// `amount.too_precise`: more decimal places than are kept.
    #[error("`{text}` has more than {places} decimal places")]
    TooPrecise {
        /// The exact number.
        text: String,
        /// The most decimal places that were possible.
        places: u32,
    },
    /// `amount.too_large`: 10^22 or more in size.
    #[error("`{text}` is too large")]
    TooLarge {
        /// The exact number.
        text: String,
    },
    /// `amount.float`: a binary floating-point number was given.
    #[error("a floating-point number is not an exact amount")]
    Float,
    /// `amount.unsafe_integer`: an integer beyond ±(2^53-1), which JSON readers may already have changed.
    #[error("integers beyond 2^53 may have lost digits on their way")]
    UnsafeInteger,
    /// `amount.unit_inexact`: the amount is no exact number of the other unit.
    #[error("{amount} {from} is no exact amount in {to}")]
    UnitInexact {
        /// The amount in its own unit.
        amount: String,
        /// Its unit.
        from: Unit,
        /// The unit asked for.
        to: Unit,
    },
    /// `amount.unknown_unit`: no such unit.
    #[error("`{name}` is not a currency unit")]
    UnknownUnit {
        /// The name that was given.
        name: String,
    },
}

impl AmountError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "amount.empty",
            Self::NotANumber { .. } => "amount.not_a_number",
            Self::Ambiguous { .. } => "amount.ambiguous",
            Self::Grouping { .. } => "amount.grouping",
            Self::TooPrecise { .. } => "amount.too_precise",
            Self::TooLarge { .. } => "amount.too_large",
            Self::Float => "amount.float",
            Self::UnsafeInteger => "amount.unsafe_integer",
            Self::UnitInexact { .. } => "amount.unit_inexact",
            Self::UnknownUnit { .. } => "amount.unknown_unit",
        }
    }

    /// The plain numbers that the text may mean, for `amount.ambiguous` and `amount.grouping`.
    #[must_use]
    pub fn readings(&self) -> &[String] {
        match self {
            Self::Ambiguous { readings } | Self::Grouping { readings, .. } => readings,
            _ => &[],
        }
    }

    /// The message in Persian.
    fn message_fa(&self) -> String {
        match self {
            Self::Empty => "مبلغ خالی است".to_owned(),
            Self::NotANumber { text } => format!("«{text}» عدد نیست"),
            Self::Ambiguous { readings } => {
                let readings: Vec<String> = readings.iter().map(|reading| persian_digits(reading)).collect();
                format!("مبلغ را می‌توان {} خواند", readings.join(" یا "))
            }
            Self::Grouping { text, .. } => format!("گروه‌های «{text}» سه‌رقمی نیستند"),
            Self::TooPrecise { text, places } => {
                format!("«{text}» بیش از {} رقم اعشار دارد", persian_digits(&places.to_string()))
            }
            Self::TooLarge { text } => format!("«{text}» بیش از اندازه بزرگ است"),
            Self::Float => "عدد ممیز شناور مبلغ دقیق نیست".to_owned(),
            Self::UnsafeInteger => "عدد صحیح بزرگ‌تر از ۲ به توان ۵۳ ممکن است در راه رقم از دست داده باشد".to_owned(),
            Self::UnitInexact { amount, from, to } => {
                format!("{} {} در واحد {} عدد دقیقی نیست", persian_digits(amount), from.title_fa(), to.title_fa())
            }
            Self::UnknownUnit { name } => format!("«{name}» واحد پول نیست"),
        }
    }

    /// What was expected and what to do, in Persian and English.
    fn remedy(&self) -> (String, &'static str, &'static str) {
        let digits = "digits, with `,` or `٬` between groups of three and `.` or `٫` before decimals".to_owned();
        match self {
            Self::Empty => (digits, "مبلغ را بنویسید؛ صفر را با ۰", "state the amount; write zero as 0"),
            Self::NotANumber { .. } => (digits, "تنها رقم و جداکننده بنویسید", "write digits and separators only"),
            Self::Ambiguous { .. } | Self::Grouping { .. } => {
                (digits, "یکی از خوانش‌ها را بدون ابهام بنویسید", "write the intended reading")
            }
            Self::TooPrecise { places, .. } => (
                format!("at most {places} decimal places"),
                "مبلغ را خودتان گرد کنید یا واحد کوچک‌تری برگزینید",
                "round it yourself or use a smaller unit",
            ),
            Self::TooLarge { .. } => {
                ("less than 10^22".to_owned(), "واحد را بازبینی کنید", "check the unit of the figure")
            }
            Self::Float | Self::UnsafeInteger => (
                "a decimal number as text, or an integer within ±(2^53-1)".to_owned(),
                "مبلغ را به صورت متن بفرستید",
                "send the amount as text",
            ),
            Self::UnitInexact { .. } => {
                ("an exact conversion".to_owned(), "واحد کوچک‌تری برگزینید", "choose a smaller unit")
            }
            Self::UnknownUnit { .. } => {
                let names: Vec<&str> = Unit::ALL.iter().map(|unit| unit.name()).collect();
                (names.join(", "), "یکی از واحدهای شناخته‌شده را بنویسید", "use one of the known units")
            }
        }
    }
}

impl From<AmountError> for Error {
    fn from(error: AmountError) -> Self {
        let (expected, fa, en) = error.remedy();
        let coded = Self::new(error.code(), error.message_fa(), error.to_string()).expected(expected).help(fa, en);
        error.readings().iter().fold(coded, |coded, reading| coded.detail("reading", reading))
    }
}
