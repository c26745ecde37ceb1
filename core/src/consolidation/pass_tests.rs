#![expect(clippy::arithmetic_side_effects, reason = "tests")]
use super::*;
use crate::consolidation::sums::SumSlice;
use std::collections::BTreeMap;

/// A plain way to the same sums.
fn slowly(
    ranks: &[Vec<u32>],
    fields: &[usize],
    values: &[i128],
    skip: impl Fn(usize) -> bool,
) -> BTreeMap<Vec<u32>, (u64, i128)> {
    let mut groups = BTreeMap::new();
    for (row, value) in values.iter().enumerate().filter(|(row, _)| !skip(*row)) {
        let key: Vec<u32> = fields.iter().map(|field| ranks[*field][row]).collect();
        let cell: &mut (u64, i128) = groups.entry(key).or_default();
        *cell = (cell.0 + 1, cell.1 + value);
    }
    groups
}

fn quickly(groups: &Groups) -> BTreeMap<Vec<u32>, (u64, i128)> {
    groups.iter().map(|group| (group.key.to_vec(), (group.lines, group.sums.iter().next().unwrap()))).collect()
}

/// 10,000 rows over codes of 7, 4,000 and 3,000 ranks: the second level of the crossing needs the hash map.
#[test]
fn tables_and_maps_give_the_same_groups() {
    let rows = 10_000_u32;
    let of = |multiplier: u32, ranks: u32| -> Vec<u32> {
        (0..rows).map(|row| row.wrapping_mul(multiplier).rotate_left(7) % ranks).collect()
    };
    let ranks = vec![of(2_654_435_761, 7), of(40_503, 4_000), of(97_003, 3_000)];
    let values: Vec<i128> = (0..i128::from(rows)).map(|row| (row * 7_919) % 1_000_003 - 500_000).collect();
    let wide: Vec<i128> = values.iter().map(|value| value * (1_i128 << 64)).collect();
    let counted: Bitmap = (0..rows).map(|row| row % 3 != 0).collect();
    let by = vec![vec![0, 1], vec![2, 1, 0], vec![], vec![1], vec![0], vec![2], vec![0, 2]];
    for (values, counted) in [(&values, None), (&wide, None), (&values, Some(&counted)), (&wide, Some(&counted))] {
        let numbers = Numbers::new(Integers::of(values.clone()), 0, None);
        let lines = Lines {
            rows: rows as usize,
            counted,
            fields: ranks
                .iter()
                .zip([7, 4_000, 3_000])
                .map(|(ranks, count)| (Ranks::Rows(ranks.clone()), count))
                .collect(),
            measures: vec![Some(&numbers)],
        };
        let skip = |row: usize| counted.is_some_and(|counted| !counted.get(row));
        for (groups, fields) in lines.groups(&by).unwrap().iter().zip(&by) {
            assert_eq!(quickly(groups), slowly(&ranks, fields, values, skip), "{fields:?}");
        }
    }
}

/// Groupings by one or two fields of few codes, one within another: summed together and rolled up, as if one by one.
#[test]
fn rolled_up_groups_are_those_of_the_rows() {
    let rows = 20_000_u32;
    let of = |multiplier: u32, ranks: u32| -> Vec<u32> {
        (0..rows).map(|row| row.wrapping_mul(multiplier).rotate_left(9) % ranks).collect()
    };
    let ranks = vec![of(2_654_435_761, 5), of(40_503, 31), of(97_003, 9), of(7_919, 60)];
    let validity: Bitmap = (0..rows).map(|row| row % 11 != 0).collect();
    let values: Vec<i64> =
        (0..i64::from(rows)).map(|row| if row % 11 == 0 { 0 } else { row * 7_919 % 1_003 - 500 }).collect();
    let numbers = Numbers::new(Integers::Narrow(values.clone()), 0, Some(validity));
    let lines = Lines {
        rows: rows as usize,
        counted: None,
        fields: ranks.iter().zip([5, 31, 9, 60]).map(|(ranks, count)| (Ranks::Rows(ranks.clone()), count)).collect(),
        measures: vec![Some(&numbers)],
    };
    let by = vec![vec![3], vec![0], vec![], vec![1, 0], vec![0, 1], vec![1], vec![2], vec![1, 0, 3], vec![3, 1]];
    let values: Vec<i128> = values.into_iter().map(i128::from).collect();
    for (groups, fields) in lines.groups(&by).unwrap().iter().zip(&by) {
        assert_eq!(quickly(groups), slowly(&ranks, fields, &values, |_| false), "{fields:?}");
        let alone = lines.summed(std::slice::from_ref(fields)).unwrap();
        assert_eq!(*groups, alone[0], "{fields:?}");
    }
}

#[test]
fn missing_figures_are_counted_by_group() {
    let validity: Bitmap = (0..5_000).map(|row| row % 5 != 0).collect();
    let values = (0..5_000).map(|row| if row % 5 == 0 { 0 } else { 1 }).collect();
    let numbers = Numbers::new(Integers::Narrow(values), 0, Some(validity));
    let counted: Bitmap = (0..5_000).map(|row| row % 2 == 0).collect();
    for counted in [None, Some(&counted)] {
        let lines = Lines {
            rows: 5_000,
            counted,
            fields: vec![(Ranks::Rows((0..5_000).map(|row| row % 10).collect()), 10)],
            measures: vec![Some(&numbers), None],
        };
        let groups = lines.groups(&[vec![0]]).unwrap();
        for group in groups[0].iter() {
            let absent = if group.key[0] % 5 == 0 { group.lines } else { 0 };
            assert_eq!(group.missing, [absent, group.lines], "{group:?}");
            assert_eq!(group.sums, SumSlice::Wide(&[i128::from(group.lines - absent), 0]));
            assert_eq!(group.lines, 500);
        }
        assert_eq!(groups[0].len(), if counted.is_some() { 5 } else { 10 });
    }
}

#[test]
fn an_overflow_is_found_however_it_comes() {
    let numbers = Numbers::new(Integers::Wide(vec![i128::MAX, 1]), 0, None);
    let lines = Lines { rows: 2, counted: None, fields: Vec::new(), measures: vec![Some(&numbers)] };
    assert_eq!(lines.groups(&[vec![]]).unwrap_err().code(), "consolidation.overflow");
    // The bound is a bound only: these fit.
    let numbers = Numbers::new(Integers::Wide(vec![i128::MAX, -1]), 0, None);
    let lines = Lines { rows: 2, counted: None, fields: Vec::new(), measures: vec![Some(&numbers)] };
    assert_eq!(lines.groups(&[vec![]]).unwrap()[0].get(0).unwrap().sums, SumSlice::Wide(&[i128::MAX - 1]));
}

/// Enough rows for several threads, where there are threads: the answer is the same.
#[test]
fn threads_leave_no_trace() {
    let rows = 200_000_u32;
    let ranks: Vec<u32> = (0..rows).map(|row| row.wrapping_mul(2_654_435_761) >> 20).collect();
    let values = (0..i64::from(rows)).map(|row| (row * 7_919) % 1_000_003 - 500_000).collect();
    let numbers = Numbers::new(Integers::Narrow(values), 0, None);
    let lines = Lines {
        rows: rows as usize,
        counted: None,
        fields: vec![(Ranks::Rows(ranks), 4_096)],
        measures: vec![Some(&numbers)],
    };
    let by = [vec![0], vec![]];
    assert_eq!(
        lines.summed(&by).unwrap(),
        lines.of_part(&[Stretch { code: 0, rows: 0..rows as usize }], None, &by).unwrap()
    );
}

/// Figures so large that 64 bits hold the sums of some 37,000 rows: carried over several times, and by all strides.
#[test]
fn runs_are_carried_to_128_bits() {
    let rows = 150_000_u32;
    let largest = i64::MAX / 37_000;
    let ranks: Vec<u32> = (0..rows).map(|row| row % 3).collect();
    for measures in [1_usize, 6, 8, 11] {
        let columns: Vec<Numbers> = (0..measures)
            .map(|measure| {
                let value = |row: u32| largest - i64::from(row % 7) * i64::try_from(measure).unwrap();
                Numbers::new(Integers::Narrow((0..rows).map(value).collect()), 0, None)
            })
            .collect();
        let many: Vec<u32> = (0..rows).map(|row| row % 49_999).collect();
        let lines = Lines {
            rows: rows as usize,
            counted: None,
            fields: vec![(Ranks::Rows(ranks.clone()), 3), (Ranks::Rows(many), 50_000)],
            measures: columns.iter().map(Some).collect(),
        };
        // A tree that grows more groups than a run has rows changes its way of summing on the way.
        let crossed = &lines.groups(&[vec![0, 1]]).unwrap()[0];
        // 3 and 49,999 have no common divisor: 149,997 pairs.
        let counted: u64 = crossed.iter().map(|group| group.lines).sum();
        assert_eq!((crossed.len(), counted), (149_997, 150_000));
        assert_eq!(crossed.beginning(1).unwrap(), lines.groups(&[vec![0]]).unwrap()[0]);
        for group in lines.groups(&[vec![0]]).unwrap()[0].iter() {
            assert_eq!(group.lines, 50_000);
            for (measure, sum) in group.sums.iter().enumerate() {
                let measure = i128::try_from(measure).unwrap();
                let own = (0..rows).filter(|row| row % 3 == group.key[0]);
                let expected: i128 = own.map(|row| i128::from(largest) - i128::from(row % 7) * measure).sum();
                assert_eq!(sum, expected);
                assert!(i128::from(i64::MAX) < sum);
            }
        }
    }
}

/// Submissions of 90 rows, of 150 agencies that come twice in another order: taken agency by agency. Two texts of one
/// field are one code, the texts of another stand in the order of no code, a third lacks codes.
#[test]
fn rows_that_lie_together_give_the_groups_of_any_order() {
    let rows = 27_000_u32;
    let hashed = |row: u32, below: u32| row.wrapping_mul(2_654_435_761).rotate_left(11) % below;
    let agency: Vec<u32> = (0..rows).map(|row| (row / 90) * 77 % 150).collect();
    let spelled: Vec<u32> = (0..rows).map(|row| hashed(row, 20)).collect();
    let unordered: Vec<u32> = (0..rows).map(|row| hashed(row + 7, 60)).collect();
    let there: Bitmap = (0..rows).map(|row| row % 11 != 0).collect();
    let rank_of = [
        (0..150).map(|id| 1 + id * 7 % 150).collect::<Vec<u32>>(),
        (0..20).map(|id| 1 + id / 2).collect(),
        (0..60).map(|id| 60 - id).collect(),
    ];
    let ids = [&agency, &spelled, &unordered, &unordered];
    let ranks: Vec<Vec<u32>> = ids
        .iter()
        .enumerate()
        .map(|(field, ids)| {
            let known = |row: usize| field < 3 || there.get(row);
            let rank = |(row, id): (usize, &u32)| if known(row) { rank_of[field.min(2)][*id as usize] } else { 0 };
            ids.iter().enumerate().map(rank).collect()
        })
        .collect();
    let counted: Bitmap = (0..rows).map(|row| row % 3 != 0).collect();
    let by = vec![vec![0, 2, 1], vec![0], vec![0, 3], vec![2, 3], vec![3, 0, 1, 2], vec![]];
    let small: Vec<i128> = (0..i128::from(rows)).map(|row| (row * 7_919) % 1_000_003 - 500_000).collect();
    for factor in [1, i128::from(i64::MAX) / 500_000_000, 1_i128 << 64] {
        let values: Vec<i128> = small.iter().map(|value| value * factor).collect();
        let numbers = Numbers::new(Integers::of(values.clone()), 0, None);
        for counted in [None, Some(&counted)] {
            let field = |field: usize| {
                let validity = (field == 3).then_some(&there);
                let rank = rank_of[field.min(2)].clone();
                let count = 1 + *rank.iter().max().unwrap() as usize;
                (Ranks::Dictionary { ids: ids[field], rank, validity }, count)
            };
            let fields = (0..4).map(field).collect();
            let lines = Lines { rows: rows as usize, counted, fields, measures: vec![Some(&numbers)] };
            let order = Stretches::of(&lines, &by);
            assert_eq!(order.lead, Some(0));
            let skip = |row: usize| counted.is_some_and(|counted| !counted.get(row));
            // Each list by itself, and in parts as threads would take them.
            let parts = order.parts(3, 1);
            assert_eq!(parts.len(), 3);
            let of_parts = parts.iter().map(|part| lines.of_part(part, Some(0), &by).unwrap());
            let of_parts =
                of_parts.reduce(|all, part| all.into_iter().zip(&part).map(|(a, b)| a.joined(b).unwrap()).collect());
            for ((fields, groups), parts) in by.iter().zip(lines.summed(&by).unwrap()).zip(of_parts.unwrap()) {
                assert_eq!(quickly(&groups), slowly(&ranks, fields, &values, skip), "{fields:?}");
                assert!(groups.iter().map(|group| group.key).is_sorted());
                assert_eq!(groups, parts);
            }
        }
    }
}
