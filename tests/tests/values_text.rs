//! Laws of folding and repairing, on any text.

use amalkard::text::{ascii_digits, closest, fold, group, is_folded_letters, normalize, persian_digits};
use amalkard_tests::oracle;
use proptest::prelude::*;

/// Text of the letters that matter here, and some of everything.
fn text() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => proptest::char::range('\u{0600}', '\u{06FF}'),
        2 => proptest::char::range('\u{FB50}', '\u{FEFF}'),
        2 => proptest::char::range('\u{2000}', '\u{206F}'),
        2 => proptest::char::range(' ', '~'),
        1 => any::<char>(),
    ];
    proptest::collection::vec(sign, 0..24).prop_map(|signs| signs.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in text()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "));
    }

    #[test]
    fn repairing_for_storage_changes_nothing_for_comparing(text in text()) {
        let stored = normalize(&text);
        prop_assert_eq!(fold(&stored), fold(&text));
        prop_assert_eq!(normalize(&stored), stored.clone());
        prop_assert!(is_folded_letters(&stored));
        prop_assert_eq!(is_folded_letters(&text), stored == text);
    }

    #[test]
    fn digits_keep_their_number(text in text()) {
        prop_assert_eq!(ascii_digits(&text).chars().count(), text.chars().count());
        prop_assert!(!ascii_digits(&text).contains(|sign| matches!(sign, '۰'..='۹' | '٠'..='٩')));
    }

    #[test]
    fn grouping_only_adds_commas(number in "-?[0-9]{1,28}(\\.[0-9]{1,6})?") {
        let grouped = group(&number);
        prop_assert_eq!(grouped.replace(',', ""), number.clone());
        let amount = grouped.parse::<amalkard::Amount>();
        prop_assert_eq!(amount.clone(), number.parse::<amalkard::Amount>());
        if let Ok(amount) = amount {
            prop_assert_eq!(persian_digits(&grouped).parse::<amalkard::Amount>(), Ok(amount));
        }
    }

    #[test]
    fn a_word_is_closest_to_itself(word in "[a-z]{1,12}") {
        prop_assert_eq!(closest(&word, ["zzzzzzzzzzzzzzzzzz", word.as_str()]), Some(word.as_str()));
    }
}

/// Compatibility forms as another implementation of Unicode knows them.
#[test]
fn presentation_forms_are_those_of_nodes_nfkc() {
    let script = "
        for (let code = 0xFB50; code <= 0xFEFC; code++) {
            const shape = String.fromCodePoint(code), letters = shape.normalize('NFKC');
            if (letters !== shape && /^[\\s\\u0600-\\u06FF]+$/.test(letters)) console.log(shape + '|' + letters);
        }";
    let Some(lines) = oracle("node", &["-e", script]) else { return };
    for line in lines.lines() {
        let (shape, letters) = line.split_once('|').unwrap();
        assert_eq!(fold(shape), fold(letters), "U+{:04X}", u32::from(shape.chars().next().unwrap()));
        assert!(!is_folded_letters(shape), "{shape}");
    }
    // The Unicode standard, blocks Arabic Presentation Forms A and B: 731 compatibility decompositions.
    assert_eq!(lines.lines().count(), 731);
}
