//! Reads a rulebook: files to sections, the sections of all files and of the extended books to one book, that to
//! declarations and its rules to plans. All mistakes are gathered before any is reported.

mod declare;
mod definitions;
mod layers;
mod merge;
mod mistyped;
mod read;
mod rule;
mod section;
mod tables;
mod usage;

pub(super) use layers::BASE;
pub(super) use usage::{Read, Unused};

use super::problems::Problems;
use super::rulebook::{Rule, Rulebook, TableRules};
use super::source::{Book, File, Header, Written};
use crate::calendar::FiscalYear;
use crate::error::{Error, Result};
use crate::text;
use layers::Layers;

/// The table that rules and definitions are about where they name none.
const DEFAULT_TABLE: &str = "lines";

/// The name of a text that is a whole book.
pub(super) const ONE_FILE: &str = "rulebook.toml";

/// The sections of one text; what is said in them is not looked at.
pub(super) fn one_file(text: &str) -> Result<File> {
    let mut problems = Problems::new();
    let number = problems.open(ONE_FILE.to_owned(), text);
    layers::readable(number, text, &mut problems).ok_or_else(|| invalid(problems))
}

/// The rulebook of these files.
pub(super) fn rulebook(files: &[(&str, &str)]) -> Result<Rulebook> {
    let mut problems = Problems::new();
    let Some(mut layers) = Layers::of(files, &mut problems) else { return Err(invalid(problems)) };
    let book = merge::merged(&mut layers, &mut problems);
    let header = header(&book, &mut problems);
    let fiscal_year = book.header.as_ref().and_then(|header| year(header, &mut problems));
    let declared = declare::declarations(&book, fiscal_year, &mut problems);
    let mut rules: Vec<Rule> = Vec::new();
    let tables: Vec<TableRules> = rule::compiled(&book, &declared, &mut rules, &mut problems);
    let unused = usage::unused(&book, &declared);
    let origins = merge::origins(&book, &layers, &problems);
    let Some((id, title, version)) = header.filter(|_| problems.is_empty()) else { return Err(invalid(problems)) };
    Ok(Rulebook {
        id,
        title,
        version,
        fiscal_year,
        declared,
        rules,
        tables,
        unused,
        source: book,
        origins,
        files: layers.files,
        digest: String::new(),
    })
}

pub(super) fn invalid(problems: Problems<'_>) -> Error {
    let causes = problems.into_errors();
    Error::new(
        "rulebook.invalid",
        format!("دفتر قواعد {} اشکال دارد", causes.len()),
        format!("the rulebook has {} problem(s)", causes.len()),
    )
    .because(causes)
}

/// Id, heading and version.
fn header(book: &Book, problems: &mut Problems<'_>) -> Option<(String, crate::bilingual::Bilingual, Option<String>)> {
    let Some(header) = &book.header else {
        problems.of_all(Error::new(
            "rulebook.missing_key",
            "بخش [rulebook] با شناسه و عنوان در فایل‌ها نیست",
            "no file has a [rulebook] section with id and title",
        ));
        return None;
    };
    for (key, absent) in [("id", header.id.is_none()), ("title", header.title.is_none())] {
        if absent {
            header.keys.missing(key, None, problems);
        }
    }
    let version = header.version.as_ref().map(|version| version.get_ref().clone());
    Some((header.id.as_ref()?.get_ref().clone(), header.title.as_ref()?.get_ref().clone(), version))
}

fn year(header: &Header, problems: &mut Problems<'_>) -> Option<FiscalYear> {
    let stated = header.fiscal_year.as_ref()?;
    let year = u16::try_from(*stated.get_ref()).ok().and_then(|year| FiscalYear::new(year).ok());
    if year.is_none() {
        let (fa, en) = bad_value(&stated.get_ref().to_string(), "سال مالی", "a fiscal year such as 1404");
        problems.value(stated, "rulebook.bad_value", fa, en, None);
    }
    year
}

/// A problem with a name that stands twice.
fn stands_twice(name: &Written<String>, fa: &str, en: &str, problems: &mut Problems<'_>) {
    let words =
        (format!("{fa} «{}» دو بار آمده است", name.get_ref()), format!("{en} `{}` stands twice", name.get_ref()));
    problems.value(name, "rulebook.duplicate", words.0, words.1, None);
}

/// The words of a problem with a value that is not among those expected.
fn bad_value(found: &str, fa: &str, en: &str) -> (String, String) {
    (format!("«{found}» پذیرفته نیست؛ {fa} لازم است"), format!("`{found}` is not accepted: expected {en}"))
}

/// One of a few words.
fn one_of<T: Copy>(written: &Written<String>, known: &[(&str, T)], problems: &mut Problems<'_>) -> Option<T> {
    let found = known.iter().find(|(word, _)| word == written.get_ref()).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let (fa, en) = bad_value(written.get_ref(), &format!("یکی از {}", words.join("، ")), &words.join(", "));
        problems.value(written, "rulebook.bad_value", fa, en, text::closest(written.get_ref(), words));
    }
    found
}
