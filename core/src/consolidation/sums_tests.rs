use super::*;

fn all(sums: &Sums, count: usize) -> Vec<i128> {
    sums.get(0..count).unwrap().iter().collect()
}

#[test]
fn the_first_sum_beyond_64_bits_takes_all_to_128() {
    let most = i64::MAX;
    let mut sums = Sums::zeros(1);
    sums.extend(SumSlice::Narrow(&[most, 7]));
    sums.extend(SumSlice::Wide(&[-3]));
    assert!(matches!(sums.get(0..4), Some(SumSlice::Narrow([0, _, 7, -3]))));
    // Nothing is added where one of the two does not fit, and both are afterwards.
    sums.add(1, SumSlice::Narrow(&[1, 1]), Sign::Plus).unwrap();
    assert_eq!(all(&sums, 4), [0, i128::from(most) + 1, 8, -3]);
    sums.extend(SumSlice::Narrow(&[5]));
    sums.add(1, SumSlice::Narrow(&[2]), Sign::Minus).unwrap();
    assert_eq!(all(&sums, 5), [0, i128::from(most) - 1, 8, -3, 5]);
    assert_eq!(sums.get(2..5).unwrap(), SumSlice::Narrow(&[8, -3, 5]));
}

#[test]
fn sums_that_come_in_128_bits_are_kept_in_64_where_all_of_them_fit() {
    let mut sums = Sums::default();
    sums.extend(SumSlice::Wide(&[1, i128::from(i64::MIN)]));
    assert!(matches!(sums.get(0..2), Some(SumSlice::Narrow(_))));
    sums.extend(SumSlice::Wide(&[2, i128::from(i64::MIN) - 1]));
    assert_eq!(all(&sums, 4), [1, i128::from(i64::MIN), 2, i128::from(i64::MIN) - 1]);
    assert_eq!(sums.add(3, SumSlice::Wide(&[i128::MIN]), Sign::Plus).unwrap_err().code(), "consolidation.overflow");
}
