use super::*;
use crate::bilingual::Bilingual;
use crate::finding::Scalar;
use crate::report::Row;
use crate::scaled::Scaled;

fn sample() -> ReportTable {
    let mut table = ReportTable::new(
        Bilingual::new("اعتبار (میلیون ریال)", "Credit (million rials)"),
        vec![
            Column::text("province", Bilingual::new("استان", "Province")),
            Column::number("approved", Bilingual::new("مصوب", "Approved")),
            Column::percent("share", Bilingual::new("سهم", "Share")),
        ],
    );
    let rows = [
        (RowKind::Line, "ایلام", Scalar::Number(77_225_918.into()), Scalar::Number(Scaled::new(776, 1))),
        (RowKind::Line, "Ilam", Scalar::Missing, Scalar::Missing),
        (RowKind::Total, "جمع کل", Scalar::Number((-5).into()), Scalar::Number(100.into())),
    ];
    for (kind, name, approved, share) in rows {
        table.push(kind, vec![Scalar::Text(name.into()), approved, share]).unwrap();
    }
    table.note(Bilingual::new("یادداشت", "A note"));
    table
}

/// Without the marks of direction, which no terminal shows.
fn plain(text: &str) -> String {
    text.replace([LRM, RLI, PDI], "")
}

#[test]
fn english_is_aligned() {
    let expected = "\
Credit (million rials)
════════════════════════════
Province    Approved   Share
────────────────────────────
ایلام     77,225,918   77.6%
Ilam               –       –
────────────────────────────
جمع کل            -5  100.0%
════════════════════════════
A note
";
    assert_eq!(plain(&sample().to_text(Language::English)), expected);
}

#[test]
fn persian_has_its_first_column_at_the_right() {
    let text = sample().to_text(Language::Persian);
    // Six, ten and six wide, two apart, by hand.
    let expected = [
        "      اعتبار (میلیون ریال)\n",
        "══════════════════════════\n",
        "   سهم        مصوب   استان\n",
        "──────────────────────────\n",
        " ۷۷٫۶٪  ۷۷٬۲۲۵٬۹۱۸   ایلام\n",
        "     –           –    Ilam\n",
        "──────────────────────────\n",
        "۱۰۰٫۰٪          −۵  جمع کل\n",
        "══════════════════════════\n",
        "                   یادداشت\n",
    ]
    .concat();
    assert_eq!(plain(&text), expected);
    // Every line of the table has the same width, and begins with the mark that fixes its direction.
    let widths: Vec<_> = text.lines().map(display_width).collect();
    assert!(widths.iter().all(|width| *width == 26), "{widths:?}\n{text}");
    assert!(text.lines().all(|line| line.starts_with(LRM)));
    assert!(text.contains("\u{2067}ایلام\u{2069}"));
}

#[test]
fn long_words_are_wrapped_and_nothing_is_cut() {
    let mut table =
        ReportTable::new(Bilingual::new("t", "t"), vec![Column::text("message", Bilingual::new("message", "message"))]);
    let message = "spent 12 exceeds allocated 10 by 2, and this sentence goes on until it no longer fits into a line";
    table.push(RowKind::Line, vec![Scalar::Text(message.into())]).unwrap();
    table.push(RowKind::Line, vec![Scalar::Text("Z".repeat(100))]).unwrap();
    let text = table.to_text(Language::English);
    assert!(text.lines().all(|line| display_width(line) <= WIDEST), "{text}");
    assert!(text.replace('\n', " ").contains(message));
    assert_eq!(text.matches('Z').count(), 100);
}

#[test]
fn nothing_in_a_cell_reaches_the_terminal_as_a_command() {
    let mut table = ReportTable::new(Bilingual::new("t", "t"), vec![Column::text("a", Bilingual::new("a", "a"))]);
    table.push(RowKind::Line, vec![Scalar::Text("\u{1b}[2Jred\nline\u{202e}turned".into())]).unwrap();
    let text = table.to_text(Language::English);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    assert!(text.contains(" [2Jred lineturned"));
}

#[test]
fn a_table_without_rows_or_columns_is_shown() {
    let empty = ReportTable::new(Bilingual::new("empty", "empty"), Vec::new());
    assert!(empty.to_text(Language::Persian).contains("empty"));
    assert_eq!(sample().rows().first().map(|row: &Row| row.cells.len()), Some(3));
}
