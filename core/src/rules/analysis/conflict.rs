//! Sets of rules whose checks exclude each other.
//!
//! First the rules that apply to every row are looked at, then with those that can be passed together the rules that
//! apply to some rows. Sets are taken as large as they can be: without rules that never meet, and without a set already
//! known. A set that one row passes has no contradiction in it; from another every rule that is not needed is dropped.
//! What is left is a contradiction if the checks are what excludes: if without any one check a row that all the rules
//! apply to can pass the others.

use super::maximal::Maximal;
use super::study::{Asked, Shown, Study, Unsure};
use super::witness::Verdict;
use super::words;
use super::{Analysis, Contradiction};
use crate::ordered::Ordered as _;
use crate::rules::solve::Formula;
use std::collections::{BTreeMap, BTreeSet};

/// The most sets of rules that are looked at in one table.
const MOST_SETS: usize = 200;

/// How many rules more are demanded of a row at a time.
const FEW: usize = 4;

/// Finds the contradictions of a table; leaves a row that passes most rules as the usual one.
pub(super) fn conflicts(study: &mut Study<'_>, analysis: &mut Analysis, skip: &BTreeSet<usize>) {
    let all = (0..study.judged.len()).filter(|position| !skip.contains(position));
    let (always, sometimes): (Vec<usize>, Vec<usize>) = all.partition(|position| {
        let applies = study.rule(*position).map(|judged| judged.applies.clone());
        applies.and_then(|applies| applies.negated()).is_some_and(|not| study.is_impossible(&not))
    });
    let mut search = Search { study, analysis, doubtful: BTreeSet::new(), most: 0, doubts: BTreeMap::new() };
    let found = search.within(&[], &always);
    let contrary: BTreeSet<usize> = found.iter().flatten().copied().ordered();
    for set in &found {
        search.report(set);
    }
    let calm: Vec<usize> =
        always.iter().copied().filter(|rule| !contrary.contains(rule) && !search.doubtful.contains(rule)).collect();
    search.among(&sometimes, &calm);
    let doubts = std::mem::take(&mut search.doubts);
    for (why, rules) in doubts {
        let ids = study.ids(&rules.into_iter().collect::<Vec<_>>());
        analysis.undecided.push(words::undecided(&ids, words::EXCLUDES, why));
    }
}

struct Search<'s, 'a> {
    study: &'s mut Study<'a>,
    analysis: &'s mut Analysis,
    /// Rules of which no row could be made that shows what the solver says.
    doubtful: BTreeSet<usize>,
    /// The most rules that a row has passed.
    most: usize,
    /// The rules of sets that could not be settled.
    doubts: BTreeMap<Unsure, BTreeSet<usize>>,
}

enum Passed {
    By(Box<Shown>),
    /// Not even these of them are passed by any row.
    ByNone(Vec<usize>),
    /// Not known, these rules being demanded.
    Unsure(Unsure, Vec<usize>),
}

impl Search<'_, '_> {
    /// The smallest sets of some rules that no row passes that passes `with` too.
    fn within(&mut self, with: &[usize], rules: &[usize]) -> Vec<Vec<usize>> {
        let alone = self.formula(with, &[]);
        if self.study.is_impossible(&alone) {
            return vec![Vec::new()];
        }
        let mut sets = Maximal::new(rules.to_vec());
        let mut found = Vec::new();
        for _ in 0..MOST_SETS {
            let Some(set) = self.next(&mut sets) else { return found };
            let together: Vec<usize> = with.iter().chain(&set).copied().collect();
            match self.passed(&together, &[]) {
                Passed::By(_) => sets.only_beyond(&set),
                Passed::ByNone(some) => {
                    let some: Vec<usize> = some.into_iter().filter(|rule| !with.contains(rule)).collect();
                    let conflict =
                        self.fewest(&some, |others| (with.iter().chain(others).copied().collect(), Vec::new()));
                    sets.never_all(&conflict);
                    found.push(conflict);
                }
                Passed::Unsure(why, demanded) => self.doubt(&mut sets, &set, why, &demanded),
            }
        }
        self.unfinished(rules);
        found
    }

    /// The contradictions of rules that apply to some rows, among themselves and with rules that apply to all.
    fn among(&mut self, rules: &[usize], calm: &[usize]) {
        let mut sets = Maximal::new(rules.to_vec());
        self.part(rules, calm, &mut sets);
        for _ in 0..MOST_SETS {
            let Some(set) = self.next(&mut sets) else { return };
            let together: Vec<usize> = set.iter().chain(calm).copied().collect();
            match self.passed(&together, &[]) {
                Passed::By(_) => sets.only_beyond(&set),
                Passed::ByNone(core) => {
                    let (some, held): (Vec<usize>, Vec<usize>) = core.into_iter().partition(|rule| set.contains(rule));
                    let some = self.fewest(&some, |others| (others.iter().chain(&held).copied().collect(), Vec::new()));
                    match self.passed(calm, &some) {
                        Passed::By(_) => {
                            for held in self.within(&some, calm) {
                                let mut conflict: Vec<usize> = some.iter().chain(&held).copied().collect();
                                conflict.sort_unstable();
                                self.report(&conflict);
                            }
                            sets.never_all(&some);
                        }
                        // They only meet on rows that fail other rules anyway.
                        Passed::ByNone(core) => {
                            let held: Vec<usize> = core.into_iter().filter(|rule| !some.contains(rule)).collect();
                            let apart = self.fewest(&some, |others| (held.clone(), others.to_vec()));
                            sets.never_all(&apart);
                        }
                        Passed::Unsure(why, demanded) => self.doubt(&mut sets, &some, why, &demanded),
                    }
                }
                Passed::Unsure(why, demanded) => self.doubt(&mut sets, &set, why, &demanded),
            }
        }
        self.unfinished(rules);
    }

    /// Keeps rules apart that never meet on a row that passes the rules of every row.
    fn part(&mut self, rules: &[usize], calm: &[usize], sets: &mut Maximal) {
        let mut meets: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut known: BTreeMap<(&Formula, &Formula), bool> = BTreeMap::new();
        let applies: Vec<(usize, Formula)> =
            rules.iter().filter_map(|rule| Some((*rule, self.study.rule(*rule)?.applies.clone()))).collect();
        for rule in rules {
            let Passed::By(shown) = self.passed(calm, &[*rule]) else { continue };
            let met: Vec<usize> = rules
                .iter()
                .copied()
                .filter(|other| shown.verdicts.get(*other).is_some_and(|verdict| verdict.is_applied()))
                .collect();
            meets.extend(met.iter().flat_map(|a| met.iter().map(move |b| (*a, *b))));
        }
        for (place, (first, a)) in applies.iter().enumerate() {
            for (second, b) in applies.iter().skip(place.saturating_add(1)) {
                if a == b || meets.contains(&(*first, *second)) {
                    continue;
                }
                let is_apart = match known.get(&(a, b)) {
                    Some(is_apart) => *is_apart,
                    None => {
                        let is_apart = self.study.is_impossible(&Formula::all(vec![a.clone(), b.clone()]));
                        known.insert((a, b), is_apart);
                        is_apart
                    }
                };
                if is_apart {
                    sets.never_all(&[*first, *second]);
                }
            }
        }
    }

    /// Whether one row passes all rules of a set and is judged by others. Rules are demanded only once a row fails them.
    fn passed(&mut self, set: &[usize], judged: &[usize]) -> Passed {
        let mut demanded: BTreeSet<usize> =
            if judged.is_empty() { set.iter().copied().take(1).collect() } else { BTreeSet::new() };
        loop {
            let passing: Vec<usize> = demanded.iter().copied().collect();
            let formula = self.formula(&passing, judged);
            let free = self.study.asked.clone();
            let is_shown = |verdicts: &[Verdict]| {
                let of = |rule: &usize| verdicts.get(*rule).copied().unwrap_or_default();
                passing.iter().all(|rule| of(rule).passes()) && judged.iter().all(|rule| of(rule).is_applied())
            };
            match self.study.ask(&formula, &free, is_shown) {
                Asked::Shown(shown) => {
                    let passes = |rule: &usize| shown.verdicts.get(*rule).is_some_and(|verdict| verdict.passes());
                    let missed: Vec<usize> = set.iter().copied().filter(|rule| !passes(rule)).collect();
                    if missed.is_empty() {
                        if self.most < set.len() {
                            self.most = set.len();
                            self.study.usual.clone_from(&shown.values);
                        }
                        return Passed::By(shown);
                    }
                    // The next row is made from this one.
                    self.study.usual.clone_from(&shown.values);
                    demanded.extend(missed.into_iter().take(FEW));
                }
                Asked::Impossible => return Passed::ByNone(passing),
                Asked::Unsure(why) => return Passed::Unsure(why, passing),
            }
        }
    }

    /// Rows that are judged by these rules and those, and pass these.
    fn formula(&self, passing: &[usize], judged: &[usize]) -> Formula {
        let rules = passing.iter().filter_map(|rule| self.study.rule(*rule));
        let passed = rules.flat_map(|judged| [judged.judging(), judged.passing()]);
        let others = judged.iter().filter_map(|rule| self.study.rule(*rule)).map(|judged| judged.judging());
        Formula::all(passed.chain(others).collect())
    }

    /// The rules of a set without which a row becomes possible, each being dropped in turn.
    fn fewest(&mut self, set: &[usize], demanded: impl Fn(&[usize]) -> (Vec<usize>, Vec<usize>)) -> Vec<usize> {
        let mut kept = set.to_vec();
        for dropped in set.iter().rev() {
            let others: Vec<usize> = kept.iter().copied().filter(|rule| rule != dropped).collect();
            let (passing, judged) = demanded(&others);
            let formula = self.formula(&passing, &judged);
            if self.study.is_impossible(&formula) {
                kept = others;
            }
        }
        kept
    }

    /// Notes a contradiction once rows have shown that its rules meet and that its checks are what excludes.
    fn report(&mut self, set: &[usize]) {
        for left_out in set {
            let others: Vec<usize> = set.iter().copied().filter(|rule| rule != left_out).collect();
            match self.passed(&others, set) {
                Passed::By(_) => {}
                // What its check says does not matter: it is the rows that it applies to that fail the others.
                Passed::ByNone(_) => return,
                Passed::Unsure(why, _) => return self.undecided(set, why),
            }
        }
        match self.passed(&[], set) {
            Passed::By(shown) => {
                let rules = self.study.ids(set);
                self.analysis.contradictory.push(Contradiction {
                    table: self.study.rules.table.clone(),
                    reason: words::contradiction(&rules),
                    rules,
                    witness: shown.witness,
                });
            }
            Passed::ByNone(_) => {}
            Passed::Unsure(why, _) => self.undecided(set, why),
        }
    }

    /// The next set of rules, without those that are doubtful.
    fn next(&self, sets: &mut Maximal) -> Option<Vec<usize>> {
        for rule in &self.doubtful {
            sets.never_all(&[*rule]);
        }
        sets.next()
    }

    /// Leaves out the rules that the solver and the engine see differently; else the whole set.
    fn doubt(&mut self, sets: &mut Maximal, set: &[usize], why: Unsure, demanded: &[usize]) {
        let of = |rule: &usize| self.study.failed.get(*rule).copied().unwrap_or_default();
        let differing: Vec<usize> = demanded.iter().copied().filter(|rule| !of(rule).passes()).collect();
        if why == Unsure::NotShown && !differing.is_empty() {
            self.undecided(&differing, why);
            self.doubtful.extend(differing);
        } else {
            self.undecided(set, why);
            sets.only_beyond(set);
            sets.never_all(set);
        }
    }

    fn unfinished(&mut self, rules: &[usize]) {
        self.undecided(rules, Unsure::Effort);
    }

    fn undecided(&mut self, set: &[usize], why: Unsure) {
        self.doubts.entry(why).or_default().extend(set);
    }
}
