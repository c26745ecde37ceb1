//! What can be wrong with an agreement or an amendment.

use super::amendment::AmendmentKind;
use crate::Error;
use crate::amount::{Amount, AmountError};
use crate::calendar::PersianDate;
use crate::text;

/// Why an agreement or an amendment was refused, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct AgreementError {
    /// `agreement/67-1/amendments/2/changes/101`.
    pub(super) place: String,
    pub(super) fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("the JSON of an agreement cannot be read: {problem}")]
    BadJson { problem: String },
    #[error("`{field}` is empty")]
    EmptyField { field: &'static str },
    #[error("the line `{line}` stands twice")]
    DuplicateLine { line: String },
    #[error("`{field}` is negative: {amount}")]
    Negative { field: &'static str, amount: Amount },
    #[error("the agreement is in force from {from}, not on {date}")]
    NotInForce { date: PersianDate, from: PersianDate },
    #[error("the amendment has number {found}, and the next number is {expected}")]
    Number { found: u32, expected: u32 },
    #[error("the amendment is dated {date}, before {earliest}")]
    DateOrder { date: PersianDate, earliest: PersianDate },
    #[error("the amendment changes nothing")]
    EmptyAmendment,
    #[error("a new line is approved at {approved} instead of zero")]
    NewLineNotZero { approved: Amount },
    #[error("the line `{line}` is changed twice in one amendment")]
    DuplicateChange { line: String },
    #[error("the agreement has no line `{line}`")]
    UnknownLine { line: String, closest: Option<String> },
    #[error("the change of the line is empty")]
    EmptyChange,
    #[error("the credit of the line would fall below zero: {old} + {increase} - {decrease}")]
    BelowZero { old: Amount, increase: Amount, decrease: Amount },
    #[error("the changes of a transfer add up to {net} rials instead of zero")]
    TransferNotZero { net: Amount },
    #[error("an amendment of kind `{kind}` {en}")]
    KindMismatch { kind: AmendmentKind, fa: &'static str, en: &'static str },
    #[error("{0}")]
    Amount(#[from] AmountError),
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Self::BadJson { .. } => "agreement.bad_json",
            Self::EmptyField { .. } => "agreement.empty_field",
            Self::DuplicateLine { .. } => "agreement.duplicate_line",
            Self::Negative { .. } => "agreement.negative",
            Self::NotInForce { .. } => "agreement.not_in_force",
            Self::Number { .. } => "agreement.number",
            Self::DateOrder { .. } => "agreement.date_order",
            Self::EmptyAmendment => "agreement.empty_amendment",
            Self::NewLineNotZero { .. } => "agreement.new_line_not_zero",
            Self::DuplicateChange { .. } => "agreement.duplicate_change",
            Self::UnknownLine { .. } => "agreement.unknown_line",
            Self::EmptyChange => "agreement.empty_change",
            Self::BelowZero { .. } => "agreement.below_zero",
            Self::TransferNotZero { .. } => "agreement.transfer_not_zero",
            Self::KindMismatch { .. } => "agreement.kind_mismatch",
            Self::Amount(error) => error.code(),
        }
    }

    fn message_fa(&self) -> String {
        match self {
            Self::BadJson { problem } => format!("متن JSON موافقتنامه خوانده نشد: {problem}"),
            Self::EmptyField { field } => format!("«{field}» خالی است"),
            Self::DuplicateLine { line } => format!("ردیف «{line}» دو بار آمده است"),
            Self::Negative { field, amount } => format!("«{field}» منفی است: {}", shown_fa(*amount)),
            Self::NotInForce { date, from } => {
                format!("موافقتنامه از {} جاری است و در {} جاری نیست", day_fa(*from), day_fa(*date))
            }
            Self::Number { found, expected } => {
                let digits = |number: &u32| text::persian_digits(&number.to_string());
                format!("شماره اصلاحیه {} است و شماره بعدی {} است", digits(found), digits(expected))
            }
            Self::DateOrder { date, earliest } => {
                format!("تاریخ اصلاحیه {} و پیش از {} است", day_fa(*date), day_fa(*earliest))
            }
            Self::EmptyAmendment => "اصلاحیه چیزی را تغییر نمی‌دهد".to_owned(),
            Self::NewLineNotZero { approved } => {
                format!("مصوب ردیف تازه به جای صفر {} است", shown_fa(*approved))
            }
            Self::DuplicateChange { line } => format!("ردیف «{line}» در یک اصلاحیه دو بار تغییر کرده است"),
            Self::UnknownLine { line, .. } => format!("موافقتنامه ردیف «{line}» ندارد"),
            Self::EmptyChange => "تغییر ردیف خالی است".to_owned(),
            Self::BelowZero { old, increase, decrease } => {
                format!(
                    "اعتبار ردیف منفی می‌شود: {} + {} - {}",
                    shown_fa(*old),
                    shown_fa(*increase),
                    shown_fa(*decrease)
                )
            }
            Self::TransferNotZero { net } => format!("جمع تغییرات جابجایی به جای صفر {} ریال است", shown_fa(*net)),
            Self::KindMismatch { kind, fa, .. } => format!("اصلاحیه از نوع «{}» {fa}", kind.title_fa()),
            Self::Amount(error) => Error::from(error.clone()).message_fa().to_owned(),
        }
    }

    /// What to do, in Persian and English.
    fn help(&self) -> (String, String) {
        let (fa, en) = match self {
            Self::BadJson { .. } => ("متن را در همان سطر و ستون اصلاح کنید", "correct the text at that line and column"),
            Self::EmptyField { .. } => ("آن را پر کنید", "fill it in"),
            Self::DuplicateLine { .. } => ("به هر ردیف کدی یکتا بدهید", "give every line a code of its own"),
            Self::Negative { .. } => (
                "مبلغ منفی ننویسید؛ کاهش را در decrease بنویسید",
                "write no negative amount; a reduction goes into `decrease`",
            ),
            Self::NotInForce { .. } => ("تاریخی از آن روز به بعد بدهید", "ask for that day or a later one"),
            Self::Number { .. } => {
                ("اصلاحیه‌ها را پیاپی شماره کنید: ۱، ۲، ۳", "number amendments one after another: 1, 2, 3")
            }
            Self::DateOrder { .. } => (
                "تاریخ اصلاحیه پیش از موافقتنامه یا اصلاحیه پیشین نیست",
                "date it no earlier than the agreement and the amendment before it",
            ),
            Self::EmptyAmendment => ("دست‌کم یک ردیف را تغییر دهید", "change at least one line"),
            Self::NewLineNotZero { .. } => (
                "مصوب ردیف تازه را صفر و مبلغ را در changes بنویسید",
                "approve a new line at zero and give it its amount in `changes`",
            ),
            Self::DuplicateChange { .. } => ("تغییرهای هر ردیف را یکی کنید", "join the changes of each line into one"),
            Self::UnknownLine { closest: Some(closest), .. } => {
                return (format!("آیا منظور «{closest}» است؟"), format!("did you mean `{closest}`?"));
            }
            Self::UnknownLine { closest: None, .. } => {
                ("ردیف تازه را در new_lines بنویسید", "add a new line in `new_lines`")
            }
            Self::EmptyChange => ("افزایش، کاهش یا عنوان تازه بنویسید", "write an increase, a decrease or a title"),
            Self::BelowZero { old, increase, .. } => {
                let most = shown(old.checked_add(*increase).unwrap_or(*old));
                return (
                    format!("بیش از {} کم نکنید", text::persian_digits(&most)),
                    format!("take no more than {most}"),
                );
            }
            Self::TransferNotZero { .. } => (
                "جمع افزایش‌ها را با جمع کاهش‌ها برابر کنید، یا نوع اصلاحیه را تغییر سقف بنویسید",
                "make the increases equal the decreases, or name the amendment `ceiling`",
            ),
            Self::KindMismatch { .. } => ("نوع اصلاحیه را اصلاح کنید", "correct the kind of the amendment"),
            Self::Amount(_) => ("مبلغ را اصلاح کنید", "correct the amount"),
        };
        (fa.to_owned(), en.to_owned())
    }

    fn expected(&self) -> Option<String> {
        match self {
            Self::Negative { .. } => Some("zero or more".to_owned()),
            Self::Number { expected, .. } => Some(expected.to_string()),
            Self::DateOrder { earliest, .. } => Some(format!("{earliest} or later")),
            Self::NotInForce { from, .. } => Some(format!("{from} or later")),
            Self::NewLineNotZero { .. } | Self::TransferNotZero { .. } => Some("0".to_owned()),
            _ => None,
        }
    }
}

/// The same in a Persian sentence.
fn shown_fa(amount: Amount) -> String {
    text::persian_digits(&shown(amount))
}

/// A day in a Persian sentence.
fn day_fa(date: PersianDate) -> String {
    text::persian_digits(&date.to_string())
}

/// A number in a sentence, with its thousands marked.
fn shown(amount: Amount) -> String {
    text::group(&amount.to_string())
}

impl AgreementError {
    /// The error for JSON that is not an agreement.
    pub(super) fn bad_json(error: &serde_json::Error) -> Self {
        Self {
            place: format!("agreement:{}:{}", error.line(), error.column()),
            fault: Fault::BadJson { problem: error.to_string() },
        }
    }

    /// The stable code, such as `agreement.below_zero`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// Where in the agreement: `agreement/67-1/amendments/2/changes/101`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl From<AgreementError> for Error {
    fn from(error: AgreementError) -> Self {
        let fault = &error.fault;
        let (fa, en) = fault.help();
        let base = Self::new(fault.code(), fault.message_fa(), fault.to_string()).at(&error.place).help(fa, en);
        let base = fault.expected().into_iter().fold(base, Self::expected);
        match fault {
            Fault::UnknownLine { line, .. } | Fault::DuplicateLine { line } | Fault::DuplicateChange { line } => {
                base.detail("line", line)
            }
            Fault::TransferNotZero { net } => base.detail("net_rials", net),
            Fault::Amount(inner) => base.because(vec![Self::from(inner.clone())]),
            _ => base,
        }
    }
}
