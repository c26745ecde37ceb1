//! Which rows, or columns, sum which: every total over its parts, and the parts of parts below it.

/// The order of one direction of a table. Members are numbered in an order that does not depend on how they were handed in.
#[derive(Clone, Debug, Default)]
pub(super) struct Forest {
    /// The total of each member.
    above: Vec<Option<usize>>,
    below: Vec<Vec<usize>>,
}

impl Forest {
    /// Members by the total that each belongs to. A ring of totals is cut where it closes.
    pub(super) fn new(above: &[Option<usize>]) -> Self {
        let mut forest = Self { above: vec![None; above.len()], below: vec![Vec::new(); above.len()] };
        for (member, total) in above.iter().enumerate() {
            let Some(total) = total.filter(|total| *total < above.len()) else { continue };
            if !forest.ancestors(total).any(|above| above == member)
                && let Some(slot) = forest.above.get_mut(member)
            {
                *slot = Some(total);
                if let Some(parts) = forest.below.get_mut(total) {
                    parts.push(member);
                }
            }
        }
        forest
    }

    pub(super) fn len(&self) -> usize {
        self.above.len()
    }

    /// One more part of a total, without parts of its own.
    pub(super) fn add_part(&mut self, total: usize) -> usize {
        let member = self.above.len();
        self.above.push(Some(total));
        self.below.push(Vec::new());
        if let Some(parts) = self.below.get_mut(total) {
            parts.push(member);
        }
        member
    }

    pub(super) fn above(&self, member: usize) -> Option<usize> {
        self.above.get(member).copied().flatten()
    }

    pub(super) fn below(&self, member: usize) -> &[usize] {
        self.below.get(member).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn is_leaf(&self, member: usize) -> bool {
        self.below(member).is_empty()
    }

    /// A member, its total, the total of that, and so on.
    pub(super) fn ancestors(&self, member: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(member), |member| self.above(*member))
    }

    /// The total of everything that a member belongs to.
    pub(super) fn root(&self, member: usize) -> usize {
        self.ancestors(member).last().unwrap_or(member)
    }

    /// Whether some total stands below another one.
    pub(super) fn is_nested(&self) -> bool {
        (0..self.len()).any(|member| !self.is_leaf(member) && self.above(member).is_some())
    }

    /// Each member behind all of its parts.
    pub(super) fn parts_first(&self) -> Vec<usize> {
        let depth = |member: &usize| self.ancestors(*member).count();
        let mut order: Vec<usize> = (0..self.len()).collect();
        crate::ordered::sort_by(&mut order, |a, b| depth(b).cmp(&depth(a)));
        order
    }

    /// The members below a root, itself among them, as a forest of their own, and their numbers here.
    pub(super) fn tree(&self, root: usize) -> (Self, Vec<usize>) {
        let members: Vec<usize> = (0..self.len()).filter(|member| self.root(*member) == root).collect();
        let place = |member: usize| members.binary_search(&member).ok();
        let above: Vec<Option<usize>> = members.iter().map(|member| self.above(*member).and_then(place)).collect();
        (Self::new(&above), members)
    }

    /// How much each member weighs: 1 without parts, else `times` as much as its parts together.
    pub(super) fn weights(&self, times: i128) -> Vec<i128> {
        let mut weights = vec![1_i128; self.len()];
        for member in self.parts_first().into_iter().filter(|member| !self.is_leaf(*member)) {
            let parts = self.below(member).iter().filter_map(|part| weights.get(*part));
            let more = parts.fold(0_i128, |sum, part| sum.saturating_add(part.saturating_mul(times)));
            if let Some(slot) = weights.get_mut(member) {
                *slot = more;
            }
        }
        weights
    }
}
