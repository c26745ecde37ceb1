//! What the rules ask of texts, and the texts that stand for all in each cell.

use super::cells::{Unknowns, each, equal_fields};
use super::texts::{Candidates, Question, candidates};
use crate::dataset::Kind;
use crate::rules::plan::{Logic, Words, WordsSource};
use crate::rules::solve::Bounds;
use std::collections::BTreeMap;
use std::rc::Rc;

impl Unknowns<'_> {
    /// Gives every cell of text the candidates that stand for all texts that the rules tell apart.
    pub(super) fn texts(&mut self) {
        let mut asked: Vec<(Logic, Asked)> = Vec::new();
        let rules = self.rules;
        let own: Vec<Option<usize>> = self.slots.iter().map(|cell| Some(*cell)).collect();
        for condition in rules.rules.iter().flat_map(|rule| rule.when.iter().chain([&rule.check])) {
            each(condition, &mut |part| asked.extend(Asked::of(part, &own).map(|of| (part.clone(), of))));
        }
        for (plan, inner) in rules.aggregates.iter().zip(&self.inner) {
            for condition in plan.filter.iter().chain(&plan.condition) {
                each(condition, &mut |part| asked.extend(Asked::of(part, inner).map(|of| (part.clone(), of))));
            }
        }
        let mut pairs: Vec<(usize, usize)> = asked.iter().filter_map(|(_, asked)| asked.pair()).collect();
        pairs.extend(self.related_pairs());
        for group in grouped(self.cells.len(), &pairs) {
            let is_text =
                |cell: &usize| self.cells.get(*cell).is_some_and(|cell| matches!(cell.kind, Kind::Code | Kind::Text));
            if !group.iter().any(is_text) {
                continue;
            }
            let mut questions: Vec<Question> = Vec::new();
            for (_, asked) in &asked {
                if let Asked::Of(cell, question) = asked
                    && group.contains(cell)
                    && !questions.contains(question)
                {
                    questions.push(question.clone());
                }
            }
            let found = candidates(&questions, group.len());
            for (condition, asked) in &asked {
                if asked.is_open(&group, &found) && !self.open.contains(condition) {
                    self.open.push(condition.clone());
                }
            }
            let texts: Rc<[String]> = found.texts.into();
            let last = i128::try_from(texts.len()).unwrap_or(1).saturating_sub(1);
            for position in group {
                let Some(cell) = self.cells.get_mut(position) else { continue };
                if let Some(bounds) = self.bounds.get_mut(cell.content) {
                    *bounds = Bounds::new(0, last);
                }
                cell.texts = Some(Rc::clone(&texts));
            }
        }
    }

    /// The cells that a relation holds equal.
    fn related_pairs(&self) -> Vec<(usize, usize)> {
        let place = |relation: Option<usize>, field: usize| {
            self.cells.iter().position(|cell| cell.relation == relation && cell.field == field)
        };
        let relations = self
            .relations
            .keys()
            .filter_map(|position| self.declared.relations.get(*position).map(|relation| (*position, relation)));
        relations
            .flat_map(|(position, relation)| {
                equal_fields(relation)
                    .filter_map(move |(here, there)| place(None, here).zip(place(Some(position), there)))
            })
            .collect()
    }
}

/// What a condition asks of texts.
enum Asked {
    Of(usize, Question),
    Same { cells: (usize, usize), stepped: bool },
}

impl Asked {
    /// What a condition asks, its slots being these cells.
    fn of(condition: &Logic, slots: &[Option<usize>]) -> Option<Self> {
        let cell = |words: &Words| match words.source {
            WordsSource::Slot(slot) => slots.get(slot).copied().flatten(),
            WordsSource::Constant(_) => None,
        };
        match condition {
            Logic::Text { words, test } => {
                Some(Self::Of(cell(words)?, Question { steps: words.steps.clone(), test: test.clone() }))
            }
            Logic::Texts { left, right, .. } => Some(Self::Same {
                cells: (cell(left)?, cell(right)?),
                stepped: !left.steps.is_empty() || !right.steps.is_empty(),
            }),
            _ => None,
        }
    }

    fn pair(&self) -> Option<(usize, usize)> {
        match self {
            Self::Of(..) => None,
            Self::Same { cells, .. } => Some(*cells),
        }
    }

    /// Whether the candidates of a group of cells do not stand for all answers.
    fn is_open(&self, group: &[usize], found: &Candidates) -> bool {
        match self {
            Self::Of(cell, question) => group.contains(cell) && found.open.contains(question),
            Self::Same { cells, stepped } => group.contains(&cells.0) && (*stepped || !found.tells_apart),
        }
    }
}

/// The cells in groups, those of a pair in one.
fn grouped(cells: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..cells).collect();
    for (a, b) in pairs {
        let (Some(a), Some(b)) = (leader.get(*a).copied(), leader.get(*b).copied()) else { continue };
        let (first, other) = (a.min(b), a.max(b));
        leader.iter_mut().filter(|known| **known == other).for_each(|known| *known = first);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (cell, leader) in leader.into_iter().enumerate() {
        groups.entry(leader).or_default().push(cell);
    }
    groups.into_values().collect()
}
