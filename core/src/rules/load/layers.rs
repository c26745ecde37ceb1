//! The files of a book and of the books that it extends, the one extended by all others first.
//!
//! A book names the book that it changes by `extends`, which comes with the library or is given beside it: a file
//! `base/book.toml` is the file `book.toml` of the extended book, `base/base/…` that of the book extended by it.

use super::super::builtin;
use super::super::problems::Problems;
use super::super::source::{File, Header, Place, Written};
use super::{mistyped, read};
use crate::error::Error;
use crate::ordered;
use crate::text;
use toml::de::DeTable;

/// Where the files of the extended book stand among those of a book.
pub(in super::super) const BASE: &str = "base/";
/// The largest rulebook file, in bytes.
const LARGEST: usize = 1 << 20;
/// The most books that extend one another.
const MOST: usize = 8;

/// A book that extends those before it.
pub(super) struct Layer {
    pub(super) header: Option<Header>,
    pub(super) files: Vec<File>,
}

/// All books that make one.
#[derive(Default)]
pub(super) struct Layers {
    pub(super) layers: Vec<Layer>,
    /// The layer of each file, by its number.
    pub(super) of_file: Vec<usize>,
    /// The files as a host keeps them.
    pub(super) files: Vec<(String, String)>,
}

impl Layers {
    /// The layers of a book's files; none where one of the files cannot be read.
    pub(super) fn of<'f>(files: &[(&'f str, &'f str)], problems: &mut Problems<'f>) -> Option<Self> {
        let mut found = Self::default();
        found.collect("", "", files, &mut Vec::new(), problems)?;
        // They were met from the last to the first.
        let last = found.layers.len().saturating_sub(1);
        found.layers.reverse();
        for layer in &mut found.of_file {
            *layer = last.saturating_sub(*layer);
        }
        ordered::sort_by(&mut found.files, Ord::cmp);
        Some(found)
    }

    /// Takes a book and what it extends: `shown` stands before the names of its files in problems, `kept` before those
    /// that a host keeps.
    fn collect<'f>(
        &mut self,
        shown: &str,
        kept: &str,
        files: &[(&'f str, &'f str)],
        road: &mut Vec<String>,
        problems: &mut Problems<'f>,
    ) -> Option<()> {
        let (base, mut own): (Vec<_>, Vec<_>) = files.iter().copied().partition(|(name, _)| name.starts_with(BASE));
        let base: Vec<(&str, &str)> =
            base.into_iter().filter_map(|(name, text)| Some((name.strip_prefix(BASE)?, text))).collect();
        ordered::sort_by(&mut own, Ord::cmp);
        let layer = self.layers.len();
        let mut read = Vec::with_capacity(own.len());
        for (name, text) in &own {
            self.files.push((format!("{kept}{name}"), (*text).to_owned()));
            let number = problems.open(format!("{shown}{name}"), text);
            self.of_file.push(layer);
            read.push(readable(number, text, problems));
        }
        let mut read = read.into_iter().collect::<Option<Vec<File>>>()?;
        let header = header(&mut read, problems);
        let extends = header.as_ref().and_then(|header| header.extends.clone());
        if let Some(id) = header.as_ref().and_then(|header| header.id.as_ref()) {
            let known = road.contains(id.get_ref());
            road.push(id.get_ref().clone());
            if known {
                cycle(id, road, problems);
                return None;
            }
        }
        self.layers.push(Layer { header, files: read });
        let kept = format!("{kept}{BASE}");
        match extends {
            None if base.is_empty() => Some(()),
            _ if MOST <= self.layers.len() => {
                let (fa, en) = (
                    format!("بیش از {MOST} دفتر پشت سر هم یکدیگر را گسترش می‌دهند"),
                    format!("more than {MOST} books extend one another"),
                );
                let error = Error::new("rulebook.too_deep", fa, en);
                match &extends {
                    Some(id) => problems.add(id.place(), error, None),
                    None => problems.of_all(error),
                }
                None
            }
            _ if !base.is_empty() => {
                let shown = format!("{shown}{BASE}");
                self.collect(&shown, &kept, &base, road, problems)?;
                let found = self.layers.iter().skip(layer.saturating_add(1)).find_map(|layer| layer.header.as_ref());
                same_book(extends.as_ref(), found, problems)
            }
            Some(id) if road.contains(id.get_ref()) => {
                road.push(id.get_ref().clone());
                cycle(&id, road, problems);
                None
            }
            Some(id) => match builtin::files(id.get_ref()) {
                Some(files) => self.collect(&format!("{}/", id.get_ref()), &kept, files, road, problems),
                None => {
                    unknown(&id, problems);
                    None
                }
            },
            None => Some(()),
        }
    }
}

pub(super) fn readable(number: usize, text: &str, problems: &mut Problems<'_>) -> Option<File> {
    if text.len() > LARGEST {
        let (fa, en) =
            (format!("فایل از {LARGEST} بایت بزرگ‌تر است"), format!("the file is larger than {LARGEST} bytes"));
        let start = Place { file: number, start: 0, end: 0 };
        problems.add(start, Error::new("rulebook.too_long", fa, en), None);
        return None;
    }
    match DeTable::parse(text) {
        Ok(table) => Some(read::file(table.get_ref(), number, problems)),
        Err(error) => {
            mistyped::note(&error, number, problems);
            None
        }
    }
}

/// The one header of a book's files.
fn header(files: &mut [File], problems: &mut Problems<'_>) -> Option<Header> {
    let mut found: Option<Header> = None;
    for second in files.iter_mut().filter_map(|file| file.header.take()) {
        if found.is_some() {
            let (fa, en) = ("بخش [rulebook] دو بار آمده است", "[rulebook] stands twice");
            problems.add(second.keys.place, Error::new("rulebook.duplicate", fa, en), None);
        } else {
            found = Some(second);
        }
    }
    found
}

/// The files beside a book must be those of the book that it says it extends.
fn same_book(stated: Option<&Written<String>>, base: Option<&Header>, problems: &mut Problems<'_>) -> Option<()> {
    let found = base.and_then(|header| header.id.as_ref()).map_or("", |id| id.get_ref());
    match stated {
        Some(stated) if stated.get_ref() != found => {
            let (fa, en) = (
                format!("این دفتر «{}» را گسترش می‌دهد ولی فایل‌های «{found}» همراه آن است", stated.get_ref()),
                format!("it extends `{}`, but the files beside it are those of `{found}`", stated.get_ref()),
            );
            problems.value(stated, "rulebook.unknown", fa, en, Some(found).filter(|found| !found.is_empty()));
            None
        }
        _ => Some(()),
    }
}

fn unknown(id: &Written<String>, problems: &mut Problems<'_>) {
    let known: Vec<&str> = builtin::ids().collect();
    let error = Error::new(
        "rulebook.unknown",
        format!("دفتر قواعد «{}» همراه کتابخانه نیست؛ فایل‌های آن را با نام‌های {BASE}… بدهید", id.get_ref()),
        format!("no rulebook `{}` comes with the library; give its files under names {BASE}…", id.get_ref()),
    )
    .expected(known.join(", "));
    problems.add(id.place(), error, text::closest(id.get_ref(), known));
}

fn cycle(id: &Written<String>, road: &[String], problems: &mut Problems<'_>) {
    let road = road.join(" → ");
    let (fa, en) =
        (format!("دفترها یکدیگر را در دایره گسترش می‌دهند: {road}"), format!("books extend each other: {road}"));
    problems.value(id, "rulebook.cycle", fa, en, None);
}
