//! The fields that a number names.

use super::expression::{Date, Number};

impl Number {
    /// The fields that it names.
    pub fn names(&self, names: &mut Vec<&'static str>) {
        match self {
            Self::Constant(_) | Self::Aggregate(_) => {}
            Self::Field(name) => names.push(name),
            Self::Chain(terms) => terms.iter().for_each(|(_, term)| term.names(names)),
            Self::Least(all) | Self::Greatest(all) => all.iter().for_each(|number| number.names(names)),
            Self::Times(_, inner)
            | Self::Negate(inner)
            | Self::Abs(inner)
            | Self::Fraction(inner)
            | Self::Remainder(inner, _)
            | Self::FirstDigit(inner)
            | Self::Floor(inner)
            | Self::Round(inner, _) => inner.names(names),
            Self::Days(later, earlier) => {
                later.names(names);
                earlier.names(names);
            }
            Self::Part(_, date) => date.names(names),
        }
    }
}

impl Date {
    fn names(&self, names: &mut Vec<&'static str>) {
        match self {
            Self::Constant(_) => {}
            Self::Field(name) => names.push(name),
            Self::Later(date, _) => date.names(names),
            Self::By(date, field) => {
                date.names(names);
                names.push(field);
            }
            Self::Least(a, b) | Self::Greatest(a, b) => {
                a.names(names);
                b.names(names);
            }
        }
    }
}
