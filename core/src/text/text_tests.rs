//! Spellings that must compare equal, and texts that must not change.

use super::*;

#[test]
fn variants_of_one_title_fold_to_one_form() {
    let spellings = [
        "اعتبارات هزینه‌ای سال ۱۴۰۴",
        "اعتبارات هزینه\u{200C}اي سال ١٤٠٤",
        "  اعتبارات   هزینه‌ای\u{00A0}سال 1404\u{200F} ",
        "\u{202B}اعتـــبارات هزینه‌ای سال ۱۴۰۴\u{202C}",
    ];
    for spelling in spellings {
        assert_eq!(fold(spelling), "اعتبارات هزینهای سال 1404", "{spelling:?}");
    }
}

#[test]
fn presentation_forms_are_letters() {
    // «کشاورزی» and «سلامت» as PDF files hold them.
    assert_eq!(fold("\u{FB90}\u{FEB8}\u{FE8E}\u{FEED}\u{FEAD}\u{FEAF}\u{FBFC}"), "کشاورزی");
    assert_eq!(fold("\u{FEB3}\u{FEFC}\u{FEE3}\u{FE96}"), "سلامت");
    assert_eq!(normalize("\u{FEDB}\u{FEE2} \u{FDFC}"), "کم ریال");
}

#[test]
fn composed_and_decomposed_letters_are_equal() {
    for (composed, decomposed) in
        [("آ", "ا\u{653}"), ("ؤ", "و\u{654}"), ("ئ", "ي\u{654}"), ("أ", "ا\u{654}"), ("ۀ", "ه\u{654}")]
    {
        assert_eq!(fold(composed), fold(decomposed), "{composed}");
    }
}

#[test]
fn what_cannot_be_seen_tells_no_two_texts_apart() {
    for spelling in ["ALI", "a\u{200C}li", "ali\u{FE0F}", "a\u{34F}li", "al\u{2063}i", "ａｌｉ", "\u{180E}Ａli"] {
        assert_eq!(fold(spelling), "ali", "{spelling:?}");
    }
    assert_eq!(fold("６７"), "67");
}

#[test]
fn storing_keeps_half_spaces_spaces_and_case() {
    assert_eq!(normalize("  می‌رود ABC 12  "), "  می‌رود ABC 12  ");
    assert!(is_folded_letters("  می‌رود ABC 12 ۳۴ "));
    for stored in ["كتاب", "علي", "١٢", "الف\u{200E}", "\u{FEE2}"] {
        assert!(!is_folded_letters(stored), "{stored:?}");
    }
}

#[test]
fn numbers_are_grouped_from_the_decimal_point() {
    let cases = [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1,000"),
        ("-1234567", "-1,234,567"),
        ("1234.56789", "1,234.56789"),
        ("", ""),
    ];
    for (plain, grouped) in cases {
        assert_eq!(group(plain), grouped);
    }
    assert_eq!(persian_digits("-1,234.5%"), "-۱٬۲۳۴٫۵%");
    assert_eq!(ascii_digits("۱۲٣٤٫5"), "1234٫5");
}

#[test]
fn a_suggestion_is_near_or_nothing() {
    let words = ["approved", "allocated", "spent"];
    assert_eq!(closest("alocated", words), Some("allocated"));
    assert_eq!(closest("psent", words), Some("spent"));
    assert_eq!(closest("Spent", words), Some("spent"));
    assert_eq!(closest("x", words), None);
    assert_eq!(closest("", words), None);
    assert_eq!(closest("هزينه", ["هزینه‌ای", "تملک"]), Some("هزینه‌ای"));
}
