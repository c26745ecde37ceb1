//! Text to tokens, on winnow.

use super::{Mistake, Span};
use crate::calendar::PersianDate;
use crate::scaled::Scaled;
use winnow::LocatingSlice;
use winnow::Parser;
use winnow::ascii::multispace0;
use winnow::combinator::{alt, delimited, opt};
use winnow::error::ContextError;
use winnow::stream::Location as _;
use winnow::token::{one_of, take_while};

/// One token and its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number {
        value: Scaled,
        percent: bool,
    },
    Text(String),
    Date(PersianDate),
    Name(String),
    /// `+ - * / == != < <= > >= ( ) , .`
    Sign(&'static str),
}

/// The signs of the language, longer before shorter.
const SIGNS: [&str; 14] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "."];

type Input<'a> = LocatingSlice<&'a str>;
type Lexed<T> = winnow::Result<T, ContextError>;

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    let mut input = LocatingSlice::new(text);
    let mut tokens = Vec::new();
    loop {
        skip_space(&mut input);
        let start = input.current_token_start();
        if input.is_empty() {
            return Ok(tokens);
        }
        let lexed: Lexed<Raw> = alt((date, number, quoted, name, sign)).parse_next(&mut input);
        let span = Span { start, end: input.current_token_start().max(start) };
        match lexed {
            Ok(raw) => tokens.push(Token { kind: raw.token(span)?, span }),
            Err(_) => return Err(unreadable(text, start)),
        }
    }
}

fn skip_space(input: &mut Input<'_>) {
    // White space alone cannot fail.
    let _: Lexed<&str> = multispace0.parse_next(input);
}

/// A token as it stands in the text, before its value is known to be in range.
enum Raw {
    Date(String),
    Number { digits: String, percent: bool },
    Text(String),
    Name(String),
    Sign(&'static str),
}

impl Raw {
    fn token(self, span: Span) -> Result<TokenKind, Mistake> {
        match self {
            Self::Date(text) => PersianDate::parse(&text).map(TokenKind::Date).map_err(|_| {
                Mistake::new(
                    "rulebook.bad_date",
                    span,
                    format!("تاریخ {text} در تقویم نیست"),
                    format!("`{text}` is not a day of the Persian calendar"),
                )
            }),
            Self::Number { digits, percent } => {
                let value = exact(&digits).ok_or_else(|| {
                    Mistake::new(
                        "rulebook.bad_number",
                        span,
                        format!("عدد {digits} بزرگ‌تر یا ریزتر از حد مجاز است"),
                        format!("number `{digits}` has too many digits"),
                    )
                })?;
                let value = if percent { Scaled::new(value.value(), value.scale().saturating_add(2)) } else { value };
                Ok(TokenKind::Number { value, percent })
            }
            Self::Text(text) => Ok(TokenKind::Text(text)),
            Self::Name(name) => Ok(TokenKind::Name(name)),
            Self::Sign(sign) => Ok(TokenKind::Sign(sign)),
        }
    }
}

/// At most 22 digits before the point and 12 after, as figures have at most.
fn exact(digits: &str) -> Option<Scaled> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 22 || fraction.len() > 12 {
        return None;
    }
    let value = format!("{whole}{fraction}").parse().ok()?;
    Some(Scaled::new(value, u32::try_from(fraction.len()).ok()?))
}

fn date(input: &mut Input<'_>) -> Lexed<Raw> {
    (take_while(4, digit), '-', take_while(2, digit), '-', take_while(2, digit))
        .take()
        .map(|text: &str| Raw::Date(text.to_owned()))
        .parse_next(input)
}

fn number(input: &mut Input<'_>) -> Lexed<Raw> {
    (
        (one_of(digit), take_while(0.., |c| digit(c) || c == '_'), opt(('.', take_while(1.., digit)))).take(),
        opt(one_of(['%', '٪'])),
    )
        .map(|(digits, sign): (&str, _)| Raw::Number { digits: digits.replace('_', ""), percent: sign.is_some() })
        .parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> Lexed<Raw> {
    delimited('"', take_while(0.., |c| c != '"'), '"').map(|text: &str| Raw::Text(text.to_owned())).parse_next(input)
}

fn name(input: &mut Input<'_>) -> Lexed<Raw> {
    (one_of(|c: char| c.is_alphabetic() || c == '_'), take_while(0.., |c: char| c.is_alphanumeric() || c == '_'))
        .take()
        .map(|text: &str| Raw::Name(text.to_owned()))
        .parse_next(input)
}

fn sign(input: &mut Input<'_>) -> Lexed<Raw> {
    let found = SIGNS.iter().find(|sign| input.starts_with(**sign)).copied().unwrap_or("\0");
    found.map(|_| Raw::Sign(found)).parse_next(input)
}

fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn unreadable(text: &str, start: usize) -> Mistake {
    let rest = text.get(start..).unwrap_or_default();
    let found = rest.chars().next().unwrap_or(' ');
    let span = Span { start, end: start.saturating_add(found.len_utf8()) };
    let mistake = Mistake::new(
        "rulebook.syntax",
        span,
        format!("نویسه «{found}» در عبارت معنا ندارد"),
        format!("`{found}` has no meaning in an expression"),
    );
    match found {
        '=' => mistake.suggest(Some("==")),
        '≤' => mistake.suggest(Some("<=")),
        '≥' => mistake.suggest(Some(">=")),
        '≠' => mistake.suggest(Some("!=")),
        '×' => mistake.suggest(Some("*")),
        '÷' => mistake.suggest(Some("/")),
        '&' => mistake.suggest(Some("and")),
        '|' => mistake.suggest(Some("or")),
        '!' => mistake.suggest(Some("not")),
        '\'' | '“' | '«' => mistake.suggest(Some("\"…\"")),
        '"' => {
            Mistake {
                fa: "پایان متن نقل‌شده پیدا نشد".to_owned(), en: "quoted text has no end".to_owned(), ..mistake
            }
            .suggest(Some("\""))
        }
        _ => mistake,
    }
}
