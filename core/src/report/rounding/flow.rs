//! A flow of least cost through arcs that hold one unit or none: shortest paths, again and again, on integers.
//!
//! Every arc starts where it costs least. What then flows in and out of a node may differ; each unit of difference is led
//! along a shortest path to where one is missing, which keeps the whole at its least cost (successive shortest paths).
//! The order of nodes and arcs decides between equal answers, so the same network has the same answer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An arc that is used or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it may change; an exact figure may not.
    pub(super) free: bool,
    /// Whether it is used.
    pub(super) used: bool,
    /// What using it costs more than not using it.
    pub(super) cost: i128,
}

impl Arc {
    /// Where it leads as it is now, and what changing it costs: an arc in use leads back.
    fn residual(&self) -> (usize, usize, i128) {
        if self.used { (self.to, self.from, self.cost.saturating_neg()) } else { (self.from, self.to, self.cost) }
    }
}

/// Changes the use of arcs until at every node as much flows out as flows in; `surplus` is what flows in above that at the
/// start. Arcs start where they cost least. What no path leads away stays.
pub(super) fn settle(arcs: &mut [Arc], surplus: &mut [i128]) {
    let mut at_node: Vec<Vec<usize>> = vec![Vec::new(); surplus.len()];
    for (index, arc) in arcs.iter().enumerate().filter(|(_, arc)| arc.free) {
        for node in [arc.from, arc.to] {
            if let Some(list) = at_node.get_mut(node) {
                list.push(index);
            }
        }
    }
    let mut height = vec![0_i128; surplus.len()];
    for node in 0..surplus.len() {
        while surplus.get(node).is_some_and(|surplus| *surplus > 0) {
            let Some((target, path)) = nearest(node, arcs, &at_node, surplus, &mut height) else { break };
            for index in path {
                if let Some(arc) = arcs.get_mut(index) {
                    arc.used = !arc.used;
                }
            }
            for (node, change) in [(node, -1), (target, 1)] {
                if let Some(surplus) = surplus.get_mut(node) {
                    *surplus = surplus.saturating_add(change);
                }
            }
        }
    }
}

/// The nearest node with too little flowing in, and the arcs on the way there (Dijkstra's algorithm on costs that the
/// heights of the nodes make positive).
fn nearest(
    start: usize,
    arcs: &[Arc],
    at_node: &[Vec<usize>],
    surplus: &[i128],
    height: &mut [i128],
) -> Option<(usize, Vec<usize>)> {
    let mut distance: Vec<Option<i128>> = vec![None; surplus.len()];
    let mut by: Vec<Option<usize>> = vec![None; surplus.len()];
    let mut settled: Vec<(usize, i128)> = Vec::new();
    let mut is_settled = vec![false; surplus.len()];
    let mut waiting = BinaryHeap::from([Reverse((0_i128, start))]);
    *distance.get_mut(start)? = Some(0);
    while let Some(Reverse((so_far, node))) = waiting.pop() {
        if std::mem::replace(is_settled.get_mut(node)?, true) {
            continue;
        }
        settled.push((node, so_far));
        if surplus.get(node).is_some_and(|surplus| *surplus < 0) {
            for (passed, distance) in settled {
                let height = height.get_mut(passed)?;
                *height = height.saturating_add(distance.saturating_sub(so_far));
            }
            return Some((node, way(start, node, arcs, &by)));
        }
        for index in at_node.get(node)? {
            let (from, to, cost) = arcs.get(*index)?.residual();
            if from != node || is_settled.get(to).copied()? {
                continue;
            }
            let steepness = height.get(from)?.saturating_sub(*height.get(to)?);
            let reached = so_far.saturating_add(cost).saturating_add(steepness);
            let known = distance.get_mut(to)?;
            if known.is_none_or(|known| reached < known) {
                *known = Some(reached);
                *by.get_mut(to)? = Some(*index);
                waiting.push(Reverse((reached, to)));
            }
        }
    }
    None
}

/// The arcs by which a node was reached.
fn way(start: usize, target: usize, arcs: &[Arc], by: &[Option<usize>]) -> Vec<usize> {
    let mut path = Vec::new();
    let mut node = target;
    while node != start {
        let Some((index, arc)) =
            by.get(node).copied().flatten().and_then(|index| arcs.get(index).map(|arc| (index, arc)))
        else {
            break;
        };
        path.push(index);
        node = arc.residual().0;
    }
    path
}
