//! Which signs group digits and which sign starts the decimals: stated by a profile, never guessed.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// How the figures of one source are punctuated.
///
/// The official texts of Iran's budget laws group with `,`, `.`, `،` and even `٫`, and some write decimals with `/`; so
/// the same figure means different amounts in different sources, and only the source's own profile can tell.
///
/// # Example
/// ```
/// use amalkard::amount::{Amount, Separators};
/// let law_of_1401 = Separators::law_1401();
/// assert_eq!(Amount::parse_with("۱.۲۵۰.۰۰۰", &law_of_1401)?.to_string(), "1250000");
/// assert_eq!(Amount::parse_with("۱۴/۵", &law_of_1401)?.to_string(), "14.5");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Separators {
    /// Signs between groups of three digits. A space is always understood as one.
    pub group: Vec<char>,
    /// Signs before the decimals.
    pub decimal: Vec<char>,
    /// Whether different grouping signs may stand in one number, as `۱.۲۵۰،۰۰۰` does.
    pub mixed: bool,
    /// Whether the groups stand in reversed order, as `000 /000 /20` does for twenty million.
    pub reversed: bool,
    /// Whether parentheses only enclose a figure; otherwise they make it negative, as accountants write.
    pub plain_parentheses: bool,
}

impl Default for Separators {
    /// Groups with `,`, `٬` or `،`; decimals after `.` or `٫`.
    fn default() -> Self {
        Self {
            group: vec![',', '٬', '،'],
            decimal: vec!['.', '٫'],
            mixed: false,
            reversed: false,
            plain_parentheses: false,
        }
    }
}

impl Separators {
    /// The budget law of 1399: `,` between groups, `/` before decimals.
    #[must_use]
    pub fn law_1399() -> Self {
        Self { group: vec![','], decimal: vec!['/'], plain_parentheses: true, ..Self::default() }
    }

    /// The web text of the budget law of 1399, whose groups come out in reversed order: «(000 /000 /20)».
    #[must_use]
    pub fn law_1399_web() -> Self {
        Self { group: vec!['/'], decimal: vec![], reversed: true, plain_parentheses: true, ..Self::default() }
    }

    /// The budget law of 1401: `.` between groups, `/` before decimals.
    #[must_use]
    pub fn law_1401() -> Self {
        Self { group: vec!['.'], decimal: vec!['/'], plain_parentheses: true, ..Self::default() }
    }

    /// The budget law of 1402: `.`, `،` and `٫` between groups, even in one number; `/` before decimals.
    #[must_use]
    pub fn law_1402() -> Self {
        let group = vec!['.', '،', '٫'];
        Self { group, decimal: vec!['/'], mixed: true, plain_parentheses: true, ..Self::default() }
    }

    /// Percentages, where `12/5` can only mean 12.5.
    #[must_use]
    pub fn percent() -> Self {
        Self { decimal: vec!['.', '٫', '/'], ..Self::default() }
    }

    /// The separators of a name: `default`, `law_1399`, `law_1399_web`, `law_1401`, `law_1402`, `percent`.
    ///
    /// # Errors
    /// `amount.unknown_separators`.
    pub fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "default" => Self::default(),
            "law_1399" => Self::law_1399(),
            "law_1399_web" => Self::law_1399_web(),
            "law_1401" => Self::law_1401(),
            "law_1402" => Self::law_1402(),
            "percent" => Self::percent(),
            _ => {
                let fa = format!("«{name}» نام جداکننده‌های شناخته‌شده‌ای نیست");
                let en = format!("`{name}` names no known separators");
                let expected = "default, law_1399, law_1399_web, law_1401, law_1402 or percent";
                return Err(Error::new("amount.unknown_separators", fa, en).expected(expected));
            }
        })
    }

    /// Whether the sign groups digits, and does nothing else.
    pub(super) fn is_group(&self, sign: char) -> bool {
        sign == ' ' || (self.group.contains(&sign) && !self.decimal.contains(&sign))
    }

    /// Whether the sign starts the decimals, and does nothing else.
    pub(super) fn is_decimal(&self, sign: char) -> bool {
        self.decimal.contains(&sign) && !self.group.contains(&sign)
    }

    /// Whether some source uses the sign as a separator, so that a figure with it has a meaning at all.
    pub(super) fn is_known(&self, sign: char) -> bool {
        const ANYWHERE: [char; 9] = [' ', ',', '.', '،', '٫', '٬', '/', '\'', '\u{2019}'];
        ANYWHERE.contains(&sign) || self.group.contains(&sign) || self.decimal.contains(&sign)
    }
}
