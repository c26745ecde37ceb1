use super::Ratio;
use crate::scaled::Scaled;

fn percent(above: Scaled, below: Scaled, digits: u32) -> Option<String> {
    Ratio::of(above, below)?.percent(digits).map(|percent| percent.to_string())
}

fn whole(value: i128) -> Scaled {
    Scaled::new(value, 0)
}

#[test]
fn published_percentages() {
    // domain.md 8: Ilam 1401 and East Azerbaijan 1403.
    assert_eq!(percent(whole(1_244), whole(1_603), 1).unwrap(), "77.6");
    assert_eq!(percent(whole(912), whole(728), 1).unwrap(), "125.3");
    assert_eq!(percent(Scaled::new(21, 1), Scaled::new(66, 1), 1).unwrap(), "31.8");
}

#[test]
fn halves_go_away_from_zero() {
    assert_eq!(percent(whole(1), whole(8), 0).unwrap(), "13"); // 12.5
    assert_eq!(percent(whole(-1), whole(8), 0).unwrap(), "-13");
    assert_eq!(percent(whole(1), whole(-8), 0).unwrap(), "-13");
    assert_eq!(percent(whole(1_249), whole(10_000), 0).unwrap(), "12"); // 12.49
    assert_eq!(percent(whole(-1), whole(-8), 1).unwrap(), "12.5");
    assert_eq!(percent(whole(0), whole(-8), 1).unwrap(), "0");
}

#[test]
fn scales_that_differ() {
    assert_eq!(percent(Scaled::new(125, 3), whole(1), 0).unwrap(), "13"); // 0.125
    assert_eq!(percent(Scaled::new(124_999, 6), whole(1), 0).unwrap(), "12");
    assert_eq!(percent(whole(1), Scaled::new(8, 3), 0).unwrap(), "12500"); // 1 / 0.008
    assert_eq!(percent(Scaled::new(1, 38), whole(1), 1).unwrap(), "0");
    // 0.00050 is 0.05 percent, a half of the last place shown; a hair less rounds down.
    assert_eq!(percent(Scaled::new(5, 4), whole(1), 1).unwrap(), "0.1");
    assert_eq!(percent(Scaled::new(49_999, 8), whole(1), 1).unwrap(), "0");
}

#[test]
fn a_zero_base_is_undefined() {
    assert_eq!(Ratio::of(whole(0), whole(0)), None);
    assert_eq!(Ratio::of(whole(5), Scaled::new(0, 3)), None);
}

#[test]
fn the_largest_sums_do_not_overflow_on_the_way() {
    assert_eq!(percent(whole(i128::MAX), whole(i128::MAX), 6).unwrap(), "100");
    assert_eq!(percent(whole(i128::MIN), whole(i128::MAX), 6).unwrap(), "-100");
    assert_eq!(percent(whole(i128::MAX - 1), whole(i128::MAX), 2).unwrap(), "100");
    assert_eq!(percent(whole(i128::MAX / 3), whole(i128::MAX), 4).unwrap(), "33.3333");
    // More digits than fit: said so, not guessed.
    assert_eq!(percent(whole(i128::MAX), whole(1), 2), None);
}
