//! The value of a node, and why it may have none.

use crate::bilingual::{Bilingual, Language};
use crate::calendar::PersianDate;
use crate::finding::Scalar;
use crate::rules::compile::Typed;
use crate::rules::evaluate::Cells;
use crate::rules::show;
use crate::scaled::Scaled;
use serde::Serialize;

/// A quotient as it is compared: never carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quotient {
    /// What is divided.
    pub numerator: Scaled,
    /// By what.
    pub denominator: Scaled,
    /// The quotient as a percentage for reading, `≈` where it is rounded.
    pub percent: Bilingual,
}

impl Quotient {
    /// None where the denominator is zero, or too large to show.
    pub(super) fn of(numerator: Scaled, denominator: Scaled) -> Option<Self> {
        let percent = |language| show::quotient(numerator, denominator, true, language);
        let percent = Bilingual::new(percent(Language::Persian)?, percent(Language::English)?);
        Some(Self { numerator, denominator, percent })
    }
}

/// Why a value is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unknown {
    /// The cell is empty.
    EmptyCell,
    /// The cell holds something that could not be read.
    UnreadableCell,
    /// The relation leads to no row.
    NoRelatedRow,
    /// The relation leads to several rows, none of which is meant more than another.
    SeveralRelatedRows,
    /// An aggregate over no row that has a figure.
    NoRows,
    /// A row of the sum has no figure, or the sum leaves 128 bits.
    UnknownInSum,
    /// The arithmetic leaves 128 bits.
    Overflow,
    /// A part of it is unknown.
    UnknownPart,
    /// It has no value for what it is asked of, such as a quotient by zero.
    Undefined,
}

impl Unknown {
    /// In words.
    #[must_use]
    pub fn words(self) -> Bilingual {
        let (fa, en) = match self {
            Self::EmptyCell => ("خانه خالی است", "the cell is empty"),
            Self::UnreadableCell => ("خانه خوانده نشد", "the cell could not be read"),
            Self::NoRelatedRow => ("سطر مرتبطی نیست", "there is no related row"),
            Self::SeveralRelatedRows => ("چند سطر مرتبط هست", "there are several related rows"),
            Self::NoRows => ("سطری با این رقم نیست", "no row has such a figure"),
            Self::UnknownInSum => ("رقم یکی از سطرها معلوم نیست", "the figure of one of its rows is not known"),
            Self::Overflow => ("حاصل از اندازه بزرگ‌تر است", "the result leaves 128 bits"),
            Self::UnknownPart => ("بخشی از آن معلوم نیست", "a part of it is unknown"),
            Self::Undefined => ("مقداری ندارد", "it has no value here"),
        };
        Bilingual::new(fa, en)
    }
}

/// What a node is worth: its value, the quotient that it may be, and both as people read them.
pub(super) struct Worth {
    pub(super) value: Scalar,
    pub(super) quotient: Option<Quotient>,
    pub(super) shown: Option<Bilingual>,
}

impl Worth {
    pub(super) fn of(typed: &Typed, cells: &Cells<'_>) -> Self {
        let unknown = Self { value: Scalar::Missing, quotient: None, shown: None };
        let both = |shown: &dyn Fn(Language) -> String| {
            Some(Bilingual::new(shown(Language::Persian), shown(Language::English)))
        };
        match typed {
            Typed::Number(ratio) => {
                let Some((numerator, denominator)) = cells.ratio(ratio) else { return unknown };
                let percent = ratio.numerator.percent;
                let Some(fa) = show::quotient(numerator, denominator, percent, Language::Persian) else {
                    return unknown;
                };
                let en = show::quotient(numerator, denominator, percent, Language::English).unwrap_or_default();
                let exact = show::exact_quotient(numerator, denominator).map_or(Scalar::Missing, Scalar::Number);
                let quotient = ratio.denominator.as_ref().and_then(|_| Quotient::of(numerator, denominator));
                Self { value: exact, quotient, shown: Some(Bilingual::new(fa, en)) }
            }
            Typed::Words(words) => match cells.words(words) {
                Some(text) => {
                    let shown = both(&|language| match language {
                        Language::Persian => format!("«{text}»"),
                        Language::English => format!("\"{text}\""),
                    });
                    Self { value: Scalar::Text(text), quotient: None, shown }
                }
                None => unknown,
            },
            Typed::Day(day) => match cells.day(day).and_then(|day| PersianDate::from_day_number(day).ok()) {
                Some(date) => Self {
                    value: Scalar::Text(date.to_string()),
                    quotient: None,
                    shown: both(&|language| show::date(date, language)),
                },
                None => unknown,
            },
            Typed::Logic(logic) => match cells.logic(logic) {
                Some(answer) => Self {
                    value: Scalar::Flag(answer),
                    quotient: None,
                    shown: both(&|language| show::answer(answer, language).to_owned()),
                },
                None => unknown,
            },
        }
    }
}
