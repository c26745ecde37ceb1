//! The rulebooks that come with the library.

/// A file of a rulebook: its name and its text.
pub(super) type File = (&'static str, &'static str);

/// Id and files of each.
const BOOKS: [(&str, &[File]); 1] = [(
    "ir/1404",
    &[
        ("book.toml", include_str!("../../rulebooks/ir/1404/book.toml")),
        ("A-identity.toml", include_str!("../../rulebooks/ir/1404/A-identity.toml")),
        ("B-amount.toml", include_str!("../../rulebooks/ir/1404/B-amount.toml")),
        ("C-chain.toml", include_str!("../../rulebooks/ir/1404/C-chain.toml")),
        ("D-period.toml", include_str!("../../rulebooks/ir/1404/D-period.toml")),
        ("E-calendar.toml", include_str!("../../rulebooks/ir/1404/E-calendar.toml")),
        ("F-project.toml", include_str!("../../rulebooks/ir/1404/F-project.toml")),
        ("G-results.toml", include_str!("../../rulebooks/ir/1404/G-results.toml")),
        ("H-source.toml", include_str!("../../rulebooks/ir/1404/H-source.toml")),
        ("I-consolidation.toml", include_str!("../../rulebooks/ir/1404/I-consolidation.toml")),
        ("J-text.toml", include_str!("../../rulebooks/ir/1404/J-text.toml")),
        ("tables-credit.toml", include_str!("../../rulebooks/ir/1404/tables-credit.toml")),
        ("tables-reports.toml", include_str!("../../rulebooks/ir/1404/tables-reports.toml")),
    ],
)];

/// The files of a book.
pub(super) fn files(id: &str) -> Option<&'static [File]> {
    BOOKS.iter().find(|(known, _)| *known == id).map(|(_, files)| *files)
}

/// The ids of all of them.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    BOOKS.iter().map(|(id, _)| *id)
}
