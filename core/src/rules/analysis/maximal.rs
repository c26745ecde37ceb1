//! Sets that are as large as they can be, one after another.

use std::collections::BTreeSet;

/// How many choices are taken back before no more sets are looked for.
const MOST_CHOICES: usize = 200_000;

/// The sets of some items that hold none of the forbidden sets whole, and of which each has an item outside every known
/// set.
#[derive(Debug)]
pub(super) struct Maximal {
    items: Vec<usize>,
    forbidden: Vec<BTreeSet<usize>>,
    known: Vec<BTreeSet<usize>>,
}

impl Maximal {
    pub(super) fn new(items: Vec<usize>) -> Self {
        Self { items, forbidden: Vec::new(), known: Vec::new() }
    }

    /// From now on no set holds all of these.
    pub(super) fn never_all(&mut self, set: &[usize]) {
        self.forbidden.push(set.iter().copied().collect());
    }

    /// From now on every set holds an item beyond these.
    pub(super) fn only_beyond(&mut self, set: &[usize]) {
        self.known.push(set.iter().copied().collect());
    }

    /// A set to which no item can be added; none where there is no other, or none was found in time.
    pub(super) fn next(&self) -> Option<Vec<usize>> {
        let mut left = MOST_CHOICES;
        let mut chosen = BTreeSet::new();
        let found = self.choose(&mut chosen, &mut BTreeSet::new(), &mut left)?;
        let mut found = found;
        for item in &self.items {
            if !found.contains(item) && self.may_add(&found, *item) {
                found.insert(*item);
            }
        }
        (!found.is_empty()).then(|| found.into_iter().collect())
    }

    /// Meets the demands of one known set after another: an item outside it is taken.
    fn choose(
        &self,
        chosen: &mut BTreeSet<usize>,
        barred: &mut BTreeSet<usize>,
        left: &mut usize,
    ) -> Option<BTreeSet<usize>> {
        *left = left.checked_sub(1)?;
        let demand = self.known.iter().find(|known| chosen.iter().all(|item| known.contains(item)));
        let Some(known) = demand else { return Some(chosen.clone()) };
        let mut tried = Vec::new();
        let mut found = None;
        for item in &self.items {
            if known.contains(item) || barred.contains(item) || !self.may_add(chosen, *item) {
                continue;
            }
            chosen.insert(*item);
            found = self.choose(chosen, barred, left);
            chosen.remove(item);
            if found.is_some() || *left == 0 {
                break;
            }
            // No set with this item: it need not be tried again below.
            barred.insert(*item);
            tried.push(*item);
        }
        for item in tried {
            barred.remove(&item);
        }
        found
    }

    fn may_add(&self, chosen: &BTreeSet<usize>, item: usize) -> bool {
        self.forbidden
            .iter()
            .filter(|set| set.contains(&item))
            .all(|set| set.iter().any(|other| *other != item && !chosen.contains(other)))
    }
}
