use super::*;

fn groups(entries: &[(&[u32], u64, i128)]) -> Groups {
    let mut groups = Groups::new(entries.first().map_or(0, |(key, _, _)| key.len()), 1);
    for (key, lines, sum) in entries {
        groups.push(Group { key, lines: *lines, sums: SumSlice::Wide(&[*sum]), missing: &[0] });
    }
    groups
}

#[test]
fn beginnings_sum_what_they_begin() {
    let pairs = groups(&[(&[1, 1], 1, 5), (&[1, 2], 2, 6), (&[3, 1], 1, 7)]);
    assert_eq!(pairs.beginning(1).unwrap(), groups(&[(&[1], 3, 11), (&[3], 1, 7)]));
    assert_eq!(pairs.beginning(0).unwrap(), groups(&[(&[], 4, 18)]));
}

#[test]
fn what_is_taken_away_vanishes() {
    let (a, b) = (groups(&[(&[1], 1, 5), (&[2], 2, 6)]), groups(&[(&[2], 1, 1), (&[4], 1, 9)]));
    let both = a.plus(&b).unwrap();
    assert_eq!(both, groups(&[(&[1], 1, 5), (&[2], 3, 7), (&[4], 1, 9)]));
    assert_eq!(both.minus(&b).unwrap(), a);
    assert_eq!(both.minus(&a).unwrap(), b);
    assert_eq!(b.plus(&a).unwrap(), both);
}

#[test]
fn a_sum_beyond_128_bits_is_refused() {
    let large = groups(&[(&[1], 1, i128::MAX)]);
    assert_eq!(large.plus(&groups(&[(&[1], 1, 1)])).unwrap_err().code(), "consolidation.overflow");
    let pairs = groups(&[(&[1, 1], 1, i128::MIN), (&[1, 2], 1, -1)]);
    assert_eq!(pairs.beginning(1).unwrap_err().code(), "consolidation.overflow");
}

#[test]
fn keys_are_found() {
    let pairs = groups(&[(&[1, 1], 1, 5), (&[1, 3], 2, 6), (&[3, 1], 1, 7)]);
    assert_eq!(pairs.search(&[1, 3]), Ok(1));
    assert_eq!(pairs.search(&[1, 2]), Err(1));
    assert_eq!(pairs.search(&[9, 9]), Err(3));
}
