//! Reads a rulebook: files to declarations, then rules to plans. All mistakes are gathered before any is reported.

mod declare;
mod rule;

use super::problems::Problems;
use super::rulebook::{Rule, Rulebook, TableRules};
use super::source::{File, Header};
use crate::calendar::FiscalYear;
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use toml::Spanned;

/// What is declared and never read by a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unused {
    pub(super) parameters: Vec<String>,
    pub(super) lists: Vec<String>,
}

/// A file that could be read as TOML, with the problems found in it so far.
struct Parsed<'a> {
    file: File,
    problems: Problems<'a>,
}

/// The largest rulebook file, in bytes.
const LARGEST: usize = 1 << 20;

/// The rulebook of these files.
pub(super) fn rulebook(files: &[(&str, &str)]) -> Result<Rulebook> {
    let mut parsed = Vec::with_capacity(files.len());
    let mut unreadable = Vec::new();
    for (name, text) in files {
        let mut problems = Problems::new(name, text);
        if text.len() > LARGEST {
            let (fa, en) =
                (format!("فایل از {LARGEST} بایت بزرگ‌تر است"), format!("the file is larger than {LARGEST} bytes"));
            problems.add(0..0, Error::new("rulebook.too_long", fa, en), None);
            unreadable.extend(problems.into_errors());
            continue;
        }
        match toml::from_str::<File>(text) {
            Ok(file) => parsed.push(Parsed { file, problems }),
            Err(error) => {
                problems.toml(&error);
                unreadable.extend(problems.into_errors());
            }
        }
    }
    if !unreadable.is_empty() {
        return Err(invalid(unreadable));
    }
    let header = header(&mut parsed);
    let fiscal_year = header.as_ref().and_then(|header| year(header, &mut parsed));
    let declared = declare::declarations(&mut parsed, fiscal_year);
    let mut rules: Vec<Rule> = Vec::new();
    let tables: Vec<TableRules> = rule::compiled(&mut parsed, &declared, &mut rules);
    let unused = unused(&parsed, &declared);
    let found: Vec<Error> = parsed.into_iter().flat_map(|parsed| parsed.problems.into_errors()).collect();
    match header {
        Some(header) if found.is_empty() => {
            let header = header.into_inner();
            Ok(Rulebook {
                id: header.id,
                title: header.title,
                version: header.version,
                fiscal_year,
                declared,
                rules,
                tables,
                unused,
                files: files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
                digest: String::new(),
            })
        }
        Some(_) => Err(invalid(found)),
        None => {
            let missing = Error::new(
                "rulebook.missing_key",
                "بخش [rulebook] با شناسه و عنوان در فایل‌ها نیست",
                "no file has a [rulebook] section with id and title",
            );
            Err(invalid(std::iter::once(missing).chain(found).collect()))
        }
    }
}

fn invalid(causes: Vec<Error>) -> Error {
    Error::new(
        "rulebook.invalid",
        format!("دفتر قواعد {} اشکال دارد", causes.len()),
        format!("the rulebook has {} problem(s)", causes.len()),
    )
    .because(causes)
}

/// The one header of all files.
fn header(parsed: &mut [Parsed<'_>]) -> Option<Spanned<Header>> {
    let mut found: Option<Spanned<Header>> = None;
    for Parsed { file, problems } in parsed {
        match (&found, file.rulebook.take()) {
            (None, header) => found = header,
            (Some(first), Some(second)) => {
                let (fa, en) = duplicate("[rulebook]", &first.get_ref().id);
                problems.value(&second, "rulebook.duplicate", fa, en, None);
            }
            (Some(_), None) => {}
        }
    }
    found
}

fn year(header: &Spanned<Header>, parsed: &mut [Parsed<'_>]) -> Option<FiscalYear> {
    let stated = header.get_ref().fiscal_year.as_ref()?;
    let year = u16::try_from(*stated.get_ref()).ok().and_then(|year| FiscalYear::new(year).ok());
    if year.is_none()
        && let Some(first) = parsed.first_mut()
    {
        let (fa, en) = bad_value(&stated.get_ref().to_string(), "سال مالی", "a fiscal year such as 1404");
        first.problems.value(stated, "rulebook.bad_value", fa, en, None);
    }
    year
}

fn unused(parsed: &[Parsed<'_>], declared: &super::declarations::Declarations) -> Unused {
    let expressions: Vec<&str> = parsed
        .iter()
        .flat_map(|parsed| &parsed.file.rules)
        .flat_map(|rule| {
            let rule = rule.get_ref();
            let repairs = rule.repairs.iter().flat_map(|repair| {
                repair.value.iter().chain([&repair.message.fa, &repair.message.en]).map(|text| text.get_ref().as_str())
            });
            let own = rule.when.iter().chain([&rule.check, &rule.message.fa, &rule.message.en]);
            own.map(|text| text.get_ref().as_str()).chain(repairs).collect::<Vec<_>>()
        })
        .collect();
    let named: BTreeSet<&str> = expressions
        .iter()
        .flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')))
        .collect();
    let never = |prefix: &str, name: &String| !named.contains(format!("{prefix}.{name}").as_str());
    Unused {
        parameters: declared.parameters.keys().filter(|name| never("param", name)).cloned().collect(),
        lists: declared.lists.keys().filter(|name| never("list", name)).cloned().collect(),
    }
}

/// The words of a problem with a name that stands twice.
fn duplicate(what: &str, name: &str) -> (String, String) {
    (format!("{what} «{name}» دو بار آمده است"), format!("{what} `{name}` stands twice"))
}

/// The words of a problem with a value that is not among those expected.
fn bad_value(found: &str, fa: &str, en: &str) -> (String, String) {
    (format!("«{found}» پذیرفته نیست؛ {fa} لازم است"), format!("`{found}` is not accepted: expected {en}"))
}
