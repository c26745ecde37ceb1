//! Integers at a coarser unit whose sums still hold, each less than one unit away from the exact figure.
//!
//! A table of sums is a network: a figure is an arc, what it is a part of on one side and on the other side are the nodes
//! it joins, and at every node as much flows out as flows in, which says that the parts add up. Where the exact figures
//! add up there is a flow in fractions, hence one in whole units between the same bounds (the theorem on integral flows;
//! Cox and Ernst 1982 for tables). A figure that is a whole number of units has no choice, so zero stays zero.
//!
//! A figure stands on one side under its row's totals and on the other under its column's. One of the two directions may
//! be nested to any depth. Where both are, totals of rows across totals of columns that are not the last cannot all be
//! arcs; they are led near by charging the figures in them for going the wrong way, and may fail: the caller looks.

use super::flow::{Arc, settle};
use super::forest::Forest;
use crate::ordered;

/// As many times costs are changed for totals that the network does not hold.
const ROUNDS: usize = 60;

/// Exact figures with the sums that hold among them, each `value / base` units.
pub(super) struct Grid<'a> {
    pub(super) rows: &'a Forest,
    pub(super) columns: &'a Forest,
    /// By row, then column.
    pub(super) values: &'a [Vec<i128>],
    /// How many make one unit; above zero.
    pub(super) base: i128,
}

impl Grid<'_> {
    /// The figures in whole units, by row and column.
    pub(super) fn rounded(&self) -> Vec<Vec<i128>> {
        let mut rounded = vec![vec![0_i128; self.columns.len()]; self.rows.len()];
        for root in (0..self.columns.len()).filter(|column| self.columns.above(*column).is_none()) {
            let (tree, members) = self.columns.tree(root);
            // The direction that is nested comes first.
            let turned = tree.is_nested() && !self.rows.is_nested();
            let value = |row: usize, column: usize| {
                let column = members.get(column).copied().unwrap_or_default();
                self.values.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
            };
            let mut put = |row: usize, column: usize, figure: i128| {
                let column = members.get(column).copied().unwrap_or_default();
                if let Some(slot) = rounded.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *slot = figure;
                }
            };
            if turned {
                let network = Network::new(&tree, self.rows, |outer, inner| value(inner, outer), self.base);
                network.solve(|outer, inner, figure| put(inner, outer, figure));
            } else {
                Network::new(self.rows, &tree, value, self.base).solve(put);
            }
        }
        rounded
    }
}

/// The figures between two directions: members of `outer` are nested to any depth, `inner` is one tree or several.
struct Network<'a, V> {
    outer: &'a Forest,
    inner: &'a Forest,
    value: V,
    base: i128,
    /// How much a member of each direction weighs: the more, the nearer its figures stay to the exact ones.
    weights: (Vec<i128>, Vec<i128>),
}

impl<'a, V: Fn(usize, usize) -> i128> Network<'a, V> {
    fn new(outer: &'a Forest, inner: &'a Forest, value: V, base: i128) -> Self {
        // A total is the nearest before its parts are; but where a search follows, totals must be free to give way.
        let searches = outer.is_nested() && inner.is_nested();
        let times = if searches { 2 } else { 1_000 };
        Self { outer, inner, value, base, weights: (outer.weights(times), inner.weights(times)) }
    }

    /// Hands out every figure in whole units.
    fn solve(&self, mut put: impl FnMut(usize, usize, i128)) {
        let cells = self.cells();
        let beside = self.beside();
        let step = self.base.checked_div(4).unwrap_or(0).saturating_add(1);
        let mut charges = vec![0_i128; beside.len()];
        let mut best: Option<(usize, Vec<Vec<i128>>)> = None;
        for _ in 0..ROUNDS {
            let figures = self.once(&cells, &beside, &charges);
            let wrong: Vec<i128> = beside.iter().map(|(outer, inner)| self.outside(&figures, *outer, *inner)).collect();
            let count = wrong.iter().filter(|wrong| **wrong != 0).count();
            if best.as_ref().is_none_or(|(known, _)| count < *known) {
                best = Some((count, figures));
            }
            if count == 0 {
                break;
            }
            for (charge, wrong) in charges.iter_mut().zip(wrong) {
                *charge = charge.saturating_add(wrong.signum().saturating_mul(step));
            }
        }
        let figures = best.map(|(_, figures)| figures).unwrap_or_default();
        for (outer, row) in figures.iter().enumerate() {
            for (inner, figure) in row.iter().enumerate() {
                put(outer, inner, *figure);
            }
        }
    }

    /// The figures that are arcs: those without parts, those with parts on one side, those below a last total on the other.
    fn cells(&self) -> Vec<(usize, usize)> {
        let pairs = (0..self.outer.len()).flat_map(|outer| (0..self.inner.len()).map(move |inner| (outer, inner)));
        pairs.filter(|(outer, inner)| !self.is_beside(*outer, *inner)).collect()
    }

    /// The totals that are no arcs.
    fn beside(&self) -> Vec<(usize, usize)> {
        let pairs = (0..self.outer.len()).flat_map(|outer| (0..self.inner.len()).map(move |inner| (outer, inner)));
        pairs.filter(|(outer, inner)| self.is_beside(*outer, *inner)).collect()
    }

    fn is_beside(&self, outer: usize, inner: usize) -> bool {
        !self.outer.is_leaf(outer) && !self.inner.is_leaf(inner) && self.inner.above(inner).is_some()
    }

    /// The nodes that an arc joins; 0 is where everything begins and ends.
    fn ends(&self, outer: usize, inner: usize) -> (usize, usize) {
        let node =
            |outer: usize, inner: usize| outer.saturating_mul(self.inner.len()).saturating_add(inner).saturating_add(1);
        let up = |outer: Option<usize>, inner: usize| outer.map_or(0, |outer| node(outer, inner));
        let across = || self.inner.above(inner).map_or(0, |total| node(outer, total));
        match (self.outer.is_leaf(outer), self.inner.is_leaf(inner)) {
            (true, true) => (up(self.outer.above(outer), inner), across()),
            (false, true) => (up(self.outer.above(outer), inner), node(outer, inner)),
            (true, false) if self.inner.above(inner).is_some() => (node(outer, inner), across()),
            (_, false) => (node(outer, inner), up(self.outer.above(outer), inner)),
        }
    }

    /// The figures of least cost, where going up costs as much more as `charges` say of the totals beside the network.
    fn once(&self, cells: &[(usize, usize)], beside: &[(usize, usize)], charges: &[i128]) -> Vec<Vec<i128>> {
        let (base, width) = (self.base, self.inner.len());
        let mut surplus = vec![0_i128; self.outer.len().saturating_mul(width).saturating_add(1)];
        let mut arcs = Vec::with_capacity(cells.len());
        for (outer, inner) in cells.iter().copied() {
            let value = (self.value)(outer, inner);
            let rest = value.checked_rem_euclid(base).unwrap_or(0);
            let weight = |weights: &[i128], at: usize| weights.get(at).copied().unwrap_or(1);
            let weight = weight(&self.weights.0, outer).saturating_mul(weight(&self.weights.1, inner));
            let own = base.saturating_sub(rest.saturating_mul(2)).saturating_mul(weight);
            let charge = match self.outer.is_leaf(outer) && self.inner.is_leaf(inner) {
                true => self.charge(outer, inner, beside, charges),
                false => 0,
            };
            let cost = own.saturating_add(charge);
            // A half goes away from zero.
            let used = rest != 0 && (cost < 0 || (cost == 0 && value > 0));
            let (from, to) = self.ends(outer, inner);
            let figure = value.checked_div_euclid(base).unwrap_or(0).saturating_add(i128::from(used));
            for (node, flow) in [(from, figure.saturating_neg()), (to, figure)] {
                if let Some(surplus) = surplus.get_mut(node) {
                    *surplus = surplus.saturating_add(flow);
                }
            }
            arcs.push(Arc { from, to, free: rest != 0, used, cost });
        }
        settle(&mut arcs, &mut surplus);
        let mut figures = vec![vec![0_i128; width]; self.outer.len()];
        for ((outer, inner), arc) in cells.iter().zip(&arcs) {
            let whole = (self.value)(*outer, *inner).checked_div_euclid(base).unwrap_or(0);
            if let Some(slot) = figures.get_mut(*outer).and_then(|row| row.get_mut(*inner)) {
                *slot = whole.saturating_add(i128::from(arc.used));
            }
        }
        for (outer, inner) in self.parts_first(beside) {
            let sum = self.inner.below(inner).iter().filter_map(|part| figures.get(outer)?.get(*part)).copied().sum();
            if let Some(slot) = figures.get_mut(outer).and_then(|row| row.get_mut(inner)) {
                *slot = sum;
            }
        }
        figures
    }

    /// Totals behind those that they sum.
    fn parts_first(&self, beside: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let mut order = beside.to_vec();
        let depth = |inner: usize| self.inner.ancestors(inner).count();
        ordered::sort_by(&mut order, |(_, a), (_, b)| depth(*b).cmp(&depth(*a)));
        order
    }

    fn charge(&self, outer: usize, inner: usize, beside: &[(usize, usize)], charges: &[i128]) -> i128 {
        let mut sum = 0_i128;
        for outer in self.outer.ancestors(outer) {
            for inner in self.inner.ancestors(inner) {
                if let Ok(at) = beside.binary_search(&(outer, inner)) {
                    sum = sum.saturating_add(charges.get(at).copied().unwrap_or_default());
                }
            }
        }
        sum
    }

    /// How many units a figure is outside of the two whole numbers around the exact one; below zero where it is too small.
    fn outside(&self, figures: &[Vec<i128>], outer: usize, inner: usize) -> i128 {
        let figure = figures.get(outer).and_then(|row| row.get(inner)).copied().unwrap_or_default();
        let value = (self.value)(outer, inner);
        let low = value.checked_div_euclid(self.base).unwrap_or(0);
        let high = low.saturating_add(i128::from(value.checked_rem_euclid(self.base) != Some(0)));
        if figure < low { figure.saturating_sub(low) } else { figure.saturating_sub(high).max(0) }
    }
}
