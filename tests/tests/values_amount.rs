//! Amounts against `bigdecimal`, which shares no code with ours: every answer is exactly equal, or refused for the
//! reason that the oracle confirms.

use amalkard::amount::{MAX_SCALE, Separators};
use amalkard::scaled::{self, Scaled};
use amalkard::{Amount, Unit};
use bigdecimal::num_bigint::BigInt;
use bigdecimal::{BigDecimal, Zero};
use proptest::prelude::*;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// The plain text of a number without trailing zeros, written from its digits.
fn plain(number: &BigDecimal) -> String {
    if number.is_zero() { "0".to_owned() } else { number.normalized().to_plain_string() }
}

/// How many decimal places the number needs.
fn places(number: &BigDecimal) -> i64 {
    if number.is_zero() { 0 } else { number.normalized().as_bigint_and_exponent().1.max(0) }
}

fn is_small(number: &BigDecimal) -> bool {
    number.abs() < BigDecimal::from_str("1e22").unwrap()
}

/// What an amount must answer where the exact result is `exact`.
fn expected(exact: &BigDecimal) -> Result<String, Vec<&'static str>> {
    match (is_small(exact), places(exact) <= i64::from(MAX_SCALE)) {
        (true, true) => Ok(plain(exact)),
        (false, true) => Err(vec!["amount.too_large"]),
        (true, false) => Err(vec!["amount.too_precise"]),
        (false, false) => Err(vec!["amount.too_large", "amount.too_precise"]),
    }
}

/// Asserts that the answer is the exact result, or a refusal for a reason that is true.
macro_rules! assert_exact {
    ($answer:expr, $exact:expr) => {
        match (expected($exact), $answer) {
            (Ok(text), answer) => prop_assert_eq!(answer.map(|amount| amount.to_string()), Ok(text)),
            (Err(codes), Err(error)) => {
                prop_assert!(codes.contains(&error.code()), "{} not in {codes:?}", error.code())
            }
            (Err(codes), Ok(amount)) => prop_assert!(false, "{amount} instead of {codes:?} for {}", $exact),
        }
    };
}

/// Plain numbers of every size, some too large and some too precise.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[0-9]{1,24}(\\.[0-9]{1,8})?",
        2 => "-?[1-9][0-9]{0,16}(\\.[0-9]{1,6})?",
        2 => "-?9{18,22}(\\.[0-9]{1,6})?",
        1 => "-?0(\\.0{1,5}[0-9])?",
        1 => "-?[1-9]0{0,22}",
    ]
}

/// Numbers that are amounts.
fn amount() -> impl Strategy<Value = (Amount, BigDecimal)> {
    number().prop_filter_map("not an amount", |text| Some((text.parse().ok()?, BigDecimal::from_str(&text).unwrap())))
}

fn in_persian(text: &str) -> String {
    let (sign, digits) = text.split_at(usize::from(text.starts_with('-')));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups: Vec<String> =
        whole.as_bytes().rchunks(3).map(|group| String::from_utf8(group.to_vec()).unwrap()).collect();
    groups.reverse();
    let point = if fraction.is_empty() { "" } else { "٫" };
    let written = format!("\u{200E}{sign}{}{point}{fraction}", groups.join("٬"));
    written.chars().map(|c| c.to_digit(10).map_or(c, |d| char::from_u32('۰' as u32 + d).unwrap())).collect()
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_exactly_what_was_written(text in number()) {
        let exact = BigDecimal::from_str(&text).unwrap();
        assert_exact!(text.parse::<Amount>(), &exact);
        assert_exact!(in_persian(&text).parse::<Amount>(), &exact);
        if let Ok(amount) = text.parse::<Amount>() {
            prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
            prop_assert_eq!(Amount::new(amount.mantissa(), amount.scale()), Ok(amount));
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }
    }

    #[test]
    fn any_mantissa_and_scale_is_exact_or_refused(mantissa in any::<i128>(), scale in 0_u32..45) {
        let exact = BigDecimal::new(BigInt::from(mantissa), i64::from(scale));
        assert_exact!(Amount::new(mantissa, scale), &exact);
    }

    #[test]
    fn sums_differences_and_products_are_exact_or_refused((a, x) in amount(), (b, y) in amount()) {
        assert_exact!(a.checked_add(b), &(&x + &y));
        assert_exact!(a.checked_sub(b), &(&x - &y));
        assert_exact!(a.checked_mul(b), &(&x * &y));
        prop_assert_eq!(a.checked_neg().to_string(), plain(&-&x));
        prop_assert_eq!(a.abs().to_string(), plain(&x.abs()));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a.is_negative(), x < BigDecimal::zero());
        prop_assert_eq!(a.is_zero(), x.is_zero());
    }

    #[test]
    fn small_products_are_exact(a in -99_999_999_i64..99_999_999, b in -99_999_999_i64..99_999_999, s in 0_u32..4, t in 0_u32..4) {
        let (x, y) = (BigDecimal::new(a.into(), s.into()), BigDecimal::new(b.into(), t.into()));
        assert_exact!(Amount::new(a.into(), s).unwrap().checked_mul(Amount::new(b.into(), t).unwrap()), &(&x * &y));
    }

    #[test]
    fn integers_at_a_scale_lose_nothing((a, x) in amount(), scale in 0..=scaled::MAX_SCALE) {
        let shifted = &x * BigDecimal::new(1.into(), -i64::from(scale));
        match a.at_scale(scale) {
            Ok(integer) => prop_assert_eq!(BigDecimal::from(BigInt::from(integer)), shifted),
            Err(error) if error.code() == "amount.too_precise" => prop_assert!(0 < places(&shifted)),
            Err(error) => {
                prop_assert_eq!(error.code(), "amount.too_large");
                prop_assert!(BigDecimal::from(BigInt::from(i128::MAX)) < shifted.abs());
            }
        }
    }

    #[test]
    fn units_convert_exactly_or_refuse((a, x) in amount(), from in 0..Unit::ALL.len(), to in 0..Unit::ALL.len()) {
        let (from, to) = (Unit::ALL[from], Unit::ALL[to]);
        let exact = x * BigDecimal::from(BigInt::from(from.rials())) / BigDecimal::from(BigInt::from(to.rials()));
        let converted = from.convert(a, to);
        match (expected(&exact), &converted) {
            (Ok(text), Ok(amount)) => {
                prop_assert_eq!(amount.to_string(), text);
                prop_assert_eq!(to.convert(*amount, from), Ok(a));
            }
            (Err(codes), Err(error)) => {
                let code = error.code().replace("unit_inexact", "too_precise");
                prop_assert!(codes.contains(&code.as_str()), "{error} instead of {codes:?}");
            }
            (expected, _) => prop_assert!(false, "{converted:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn scaled_numbers_agree_with_amounts((a, _) in amount(), (b, _) in amount()) {
        let (s, t) = (a.to_scaled(), b.to_scaled());
        prop_assert_eq!(s.to_string(), a.to_string());
        prop_assert_eq!(Amount::try_from(s), Ok(a));
        prop_assert_eq!(s.cmp(&t), a.cmp(&b));
        prop_assert_eq!(hash(s) == hash(t), a == b);
        let same = |scaled: Option<Scaled>, amount: Result<Amount, _>| match (scaled.map(Amount::try_from), amount) {
            (Some(ours), theirs) => ours == theirs,
            (None, Err(_)) => true,
            (None, Ok(_)) => false,
        };
        prop_assert!(same(s.checked_add(t), a.checked_add(b)));
        prop_assert!(same(s.checked_sub(t), a.checked_sub(b)));
        prop_assert!(same(s.checked_mul(t), a.checked_mul(b)));
        for scale in 0..12 {
            prop_assert_eq!(s.at_scale(scale), a.at_scale(scale).ok());
        }
    }

    #[test]
    fn equal_amounts_are_one_value(text in "[0-9]{1,10}", zeros in 0_usize..9) {
        let padded = format!("000{text}.{}", "0".repeat(zeros.max(1)));
        let (a, b): (Amount, Amount) = (text.parse().unwrap(), padded.parse().unwrap());
        prop_assert_eq!(a, b);
        prop_assert_eq!(hash(a), hash(b));
        prop_assert_eq!(a.to_string(), b.to_string());
    }

    #[test]
    fn no_text_panics_and_what_is_accepted_is_a_fixed_point(text in "[-+()0-9۰-۹٠-٩.,،٫٬/ '_eE%٪\u{200C}\u{200F}\u{2212}a]{0,14}|\\PC{0,20}") {
        let profiles = [
            Separators::default(), Separators::law_1399(), Separators::law_1399_web(),
            Separators::law_1401(), Separators::law_1402(), Separators::percent(),
        ];
        for profile in profiles {
            if let Ok(amount) = Amount::parse_with(&text, &profile) {
                prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
            }
        }
        let _ = Amount::parse_percent(&text);
    }
}

/// The traps of rust_decimal and of JSON, each by hand.
mod traps {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    fn code<T: std::fmt::Debug>(answer: Result<T, amalkard::amount::AmountError>) -> &'static str {
        answer.unwrap_err().code()
    }

    #[test]
    fn reading_never_rounds() {
        // rust_decimal reads this as 10000000000000000000000000001.
        assert_eq!(code("10000000000000000000000000000.55".parse::<Amount>()), "amount.too_large");
        assert_eq!(code("79228162514264337593543950335".parse::<Amount>()), "amount.too_large");
        assert_eq!(code("0.0000001".parse::<Amount>()), "amount.too_precise");
        assert_eq!(code(amount("1.005").at_scale(2)), "amount.too_precise");
    }

    #[test]
    fn adding_never_rounds() {
        // rust_decimal's MAX + 0.4 is MAX.
        let largest = amount("9999999999999999999999.999999");
        assert_eq!(code(largest.checked_add(amount("0.4"))), "amount.too_large");
        assert_eq!(code(largest.checked_add(amount("0.000001"))), "amount.too_large");
        assert_eq!(code(largest.checked_neg().checked_sub(amount("0.000001"))), "amount.too_large");
        // rust_decimal's 9999999999999999999999.99 + 0.123456789 loses three digits.
        assert_eq!(code("0.123456789".parse::<Amount>()), "amount.too_precise");
        let sum = amount("9999999999999999999998.99").checked_add(amount("0.123456")).unwrap();
        assert_eq!(sum.to_string(), "9999999999999999999999.113456");
    }

    #[test]
    fn multiplying_never_rounds() {
        assert_eq!(code("1.234567890123".parse::<Amount>()), "amount.too_precise");
        assert_eq!(code(amount("12345678901234567.89").checked_mul(amount("1.234567"))), "amount.too_precise");
        assert_eq!(
            amount("12345678901234567.89").checked_mul(amount("1.2345")).unwrap().to_string(),
            "15240740603574074.060205"
        );
        assert_eq!(code(amount("100000000000").checked_mul(amount("100000000000"))), "amount.too_large");
        assert_eq!(
            amount("5000000000000000000000").checked_mul(amount("0.000002")).unwrap().to_string(),
            "10000000000000000"
        );
    }

    #[test]
    fn json_numbers_never_pass_through_a_float() {
        let refused = |json: &str| serde_json::from_str::<Amount>(json).unwrap_err().to_string();
        assert!(refused("12345678901234567.89").starts_with("amount.float"));
        assert!(refused("0.1").starts_with("amount.float"));
        assert!(refused("9007199254740993").starts_with("amount.unsafe_integer"));
        // serde's string mode of rust_decimal reads 1e3 as 1000, and rounds 31 digits.
        assert!(refused("\"1e3\"").starts_with("amount.not_a_number"));
        assert!(refused("\"1234567890123456789012345678.901\"").starts_with("amount.too_large"));
        assert_eq!(
            serde_json::from_str::<Amount>("\"12345678901234567.89\"").unwrap().to_string(),
            "12345678901234567.89"
        );
    }

    #[test]
    fn what_rust_decimal_lets_pass_is_refused() {
        for text in ["1_000", "+1", ".5", "1."] {
            assert_eq!(code(text.parse::<Amount>()), "amount.not_a_number", "{text}");
        }
        // ... and what it refuses is read.
        assert_eq!(amount(" 1"), amount("۱"));
        assert_eq!(amount("1.0"), amount("1.00"));
    }

    #[test]
    fn the_nations_budget_fits_to_the_last_rial() {
        // 10^17 rials, and the same in million rials with every rial in the fraction.
        let rials = amount("123456789012345678");
        let millions = Unit::Rial.convert(rials, Unit::MillionRial).unwrap();
        assert_eq!(millions.to_string(), "123456789012.345678");
        assert_eq!(millions.at_scale(6).unwrap(), 123_456_789_012_345_678);
        assert_eq!(Unit::MillionRial.convert(millions, Unit::Rial), Ok(rials));
        assert_eq!(code(Unit::Rial.convert(rials, Unit::MilliardRial)), "amount.unit_inexact");
    }
}
