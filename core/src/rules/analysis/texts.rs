//! Few texts that stand for all: for every combination of answers that any text gives, one that gives it.
//!
//! What rules ask of a text (is it one of these, has it this shape, does it begin so) depends on its letters one after
//! another. So texts are written letter by letter, each time with every letter that some question names, one digit and one
//! other letter that none names; texts after which the same is still asked are continued once. Whatever is not of this
//! kind is left open, and the caller takes its answer for free.

use crate::rules::evaluate::{passes, stepped};
use crate::rules::plan::{Step, TextTest};
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) steps: Vec<Step>,
    pub(super) test: TextTest,
}

impl Question {
    fn answer(&self, text: &str) -> bool {
        stepped(text, &self.steps).is_some_and(|text| passes(&text, &self.test))
    }
}

/// Texts that stand for all.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    pub(super) texts: Vec<String>,
    /// Whether as many different texts as were wanted stand for each combination of answers, or all that there are.
    pub(super) tells_apart: bool,
    /// The questions whose answers they do not stand for.
    pub(super) open: Vec<Question>,
}

/// The most beginnings of texts that are looked at.
const MOST_BEGINNINGS: usize = 20_000;

/// Letters that stand for all that no question names.
const OTHERS: &str = "xyzwvuqkjhgfdsbnmctrpolieaش#@+";

/// A letter of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Letter(char),
    Digit,
    Any,
}

impl Sign {
    fn fits(self, letter: char) -> bool {
        match self {
            Self::Letter(wanted) => wanted == letter,
            Self::Digit => letter.is_ascii_digit(),
            Self::Any => true,
        }
    }
}

/// One way to answer a question with yes.
#[derive(Clone, Debug)]
struct Way {
    question: usize,
    signs: Vec<Sign>,
    /// Whether anything may follow.
    open: bool,
    /// Whether anything may stand before.
    floats: bool,
}

/// The texts for these questions, `wanted` different ones for each combination of answers where there are as many.
pub(super) fn candidates(questions: &[Question], wanted: usize) -> Candidates {
    let mut ways = Vec::new();
    let (mut walked, mut open) = (Vec::new(), Vec::new());
    let mut spelling: Option<TextTest> = None;
    for question in questions {
        match ways_of(question, walked.len()) {
            Some(found) => {
                ways.extend(found);
                walked.push(question.clone());
            }
            // One variant shows one question of spelling; a second one might need another.
            None if is_of_spelling(question) && spelling.as_ref().is_none_or(|known| *known == question.test) => {
                spelling = Some(question.test.clone());
                walked.push(question.clone());
            }
            None => open.push(question.clone()),
        }
    }
    let Some(found) = Walk::new(&ways, &walked, wanted).texts() else {
        return Candidates { texts: vec!["x".to_owned()], tells_apart: false, open: questions.to_vec() };
    };
    let mut tells_apart = true;
    let mut texts = Vec::new();
    for (answers, mut same) in found {
        let is_finite = walked.iter().zip(&answers).any(|(question, answer)| {
            *answer && matches!(question.test, TextTest::Among(_)) && !question.steps.iter().any(is_cut)
        });
        if same.len() < wanted && !is_finite {
            vary(&mut same, &answers, &walked, wanted);
            tells_apart &= wanted <= same.len();
        }
        for text in same {
            if spelling.is_some() {
                // The same text for comparing, with a mark that storing would repair.
                texts.push(format!("{text}\u{200E}"));
            }
            texts.push(text);
        }
    }
    Candidates { texts, tells_apart, open }
}

fn is_cut(step: &Step) -> bool {
    !matches!(step, Step::Normalize)
}

/// Whether a question is about how a text is spelled and not what it says.
fn is_of_spelling(question: &Question) -> bool {
    matches!(question.test, TextTest::WellWritten | TextTest::Plain) && !question.steps.iter().any(is_cut)
}

/// The ways to say yes; none where they cannot be written down. Questions of spelling have none.
fn ways_of(question: &Question, position: usize) -> Option<Vec<Way>> {
    // What is compared is the same before and after letters are normalised.
    let cuts: Vec<&Step> = question.steps.iter().filter(|step| is_cut(step)).collect();
    let letters = |texts: &mut dyn Iterator<Item = &String>| -> Vec<Vec<Sign>> {
        texts.map(|text| text.chars().map(Sign::Letter).collect()).collect()
    };
    let (shapes, open, floats) = match &question.test {
        TextTest::Among(among) => (letters(&mut among.iter()), false, false),
        TextTest::StartsWith(parts) => (letters(&mut parts.iter()), true, false),
        TextTest::Contains(parts) => (letters(&mut parts.iter()), true, true),
        TextTest::Shaped(shapes) => {
            let sign = |sign: char| if sign == '#' { Sign::Digit } else { Sign::Letter(sign) };
            (shapes.iter().map(|shape| shape.chars().map(sign).collect()).collect(), false, false)
        }
        TextTest::WellWritten | TextTest::Plain => return None,
    };
    match cuts.as_slice() {
        [] => Some(shapes.into_iter().map(|signs| Way { question: position, signs, open, floats }).collect()),
        [Step::Slice(after, length)] if !open && shapes.iter().all(|signs| !signs.is_empty()) => {
            let cut = |signs: Vec<Sign>| sliced(&signs, *after, *length);
            let ways = shapes.into_iter().flat_map(cut);
            Some(ways.map(|(signs, open)| Way { question: position, signs, open, floats }).collect())
        }
        _ => None,
    }
}

/// The texts of which a piece reads so, a space at either end of the piece being no part of it.
fn sliced(signs: &[Sign], after: usize, length: usize) -> Vec<(Vec<Sign>, bool)> {
    let mut found = Vec::new();
    for spaces in 0..=usize::from(0 < after) {
        let before = std::iter::repeat_n(Sign::Any, after).chain(std::iter::repeat_n(Sign::Letter(' '), spaces));
        let whole: Vec<Sign> = before.chain(signs.iter().copied()).collect();
        let piece = spaces.saturating_add(signs.len());
        if piece < length {
            if piece.saturating_add(1) == length {
                found.push((whole.iter().copied().chain([Sign::Letter(' ')]).collect(), true));
            }
            found.push((whole, false));
        } else if piece == length {
            found.push((whole, true));
        }
    }
    found
}

/// More texts with the same answers: other letters and digits in place of some.
fn vary(same: &mut Vec<String>, answers: &[bool], questions: &[Question], wanted: usize) {
    let Some(first) = same.first().cloned() else { return };
    let letters: Vec<char> = first.chars().collect();
    let others = OTHERS.chars().chain('0'..='9');
    let changed = (0..letters.len()).rev().flat_map(|at| {
        let letters = &letters;
        others.clone().map(move |other| {
            letters
                .iter()
                .enumerate()
                .map(|(place, letter)| if place == at { other } else { *letter })
                .collect::<String>()
        })
    });
    let longer = others.clone().flat_map(|a| {
        let first = &first;
        others.clone().map(move |b| format!("{first}{a}{b}"))
    });
    for text in changed.chain(longer) {
        if wanted <= same.len() {
            return;
        }
        let is_same = questions.iter().zip(answers).all(|(question, answer)| question.answer(&text) == *answer);
        if is_same && text::fold(&text) == text && !same.contains(&text) {
            same.push(text);
        }
    }
}

/// The beginning of a text, by what is still asked after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// The ways that still may be gone to their end, and how far each has been gone.
    alive: BTreeSet<(usize, usize)>,
    /// The questions that are answered with yes whatever follows.
    certain: BTreeSet<usize>,
    is_empty: bool,
    after_space: bool,
}

struct Walk<'a> {
    ways: &'a [Way],
    questions: &'a [Question],
    wanted: usize,
    found: BTreeMap<Vec<bool>, Vec<String>>,
}

impl<'a> Walk<'a> {
    fn new(ways: &'a [Way], questions: &'a [Question], wanted: usize) -> Self {
        Self { ways, questions, wanted, found: BTreeMap::new() }
    }

    /// Texts by the answers that they give; none where there are too many to look at.
    fn texts(mut self) -> Option<BTreeMap<Vec<bool>, Vec<String>>> {
        let alive = (0..self.ways.len()).map(|way| (way, 0)).collect();
        let mut start = State { alive, certain: BTreeSet::new(), is_empty: true, after_space: false };
        self.settle(&mut start);
        let mut seen = BTreeSet::from([start.clone()]);
        let mut level = vec![(start, String::new())];
        while !level.is_empty() {
            let mut next = Vec::new();
            for (state, text) in level {
                if !state.after_space {
                    self.note(&text);
                }
                for letter in self.letters(&state) {
                    let followed = self.after(&state, letter);
                    let text = format!("{text}{letter}");
                    if followed.alive.is_empty() {
                        // Whatever follows changes nothing more.
                        self.note(text.trim_end());
                        self.note(&format!("{text}x"));
                    } else if seen.insert(followed.clone()) {
                        next.push((followed, text));
                    } else if !followed.after_space {
                        self.note(&text);
                    }
                }
            }
            if MOST_BEGINNINGS < seen.len() {
                return None;
            }
            level = next;
        }
        // A text that is empty for comparing, if no other gives its answers.
        let empty = "\u{200C}";
        let answers: Vec<bool> = self.questions.iter().map(|question| question.answer(empty)).collect();
        self.found.entry(answers).or_insert_with(|| vec![empty.to_owned()]);
        Some(self.found)
    }

    fn note(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let answers = self.questions.iter().map(|question| question.answer(text)).collect();
        let same = self.found.entry(answers).or_default();
        if same.len() < self.wanted && !same.iter().any(|known| known == text) {
            same.push(text.to_owned());
        }
    }

    /// Every letter that is named here, one digit and one other letter that are not.
    fn letters(&self, state: &State) -> Vec<char> {
        let here = state.alive.iter().filter_map(|(way, at)| self.ways.get(*way)?.signs.get(*at).copied());
        let mut named = BTreeSet::new();
        let mut digits = false;
        for sign in here {
            match sign {
                Sign::Letter(letter) => {
                    named.insert(letter);
                }
                Sign::Digit => digits = true,
                Sign::Any => {}
            }
        }
        let may_stand = |letter: &char| *letter != ' ' || !state.after_space && !state.is_empty;
        let mut letters: Vec<char> = named.iter().copied().filter(may_stand).collect();
        if digits {
            letters.extend(('0'..='9').find(|digit| !named.contains(digit)));
        }
        letters.extend(OTHERS.chars().find(|other| !named.contains(other)));
        letters
    }

    fn after(&self, state: &State, letter: char) -> State {
        let fits = |(way, at): &&(usize, usize)| {
            self.ways.get(*way).and_then(|way| way.signs.get(*at)).is_some_and(|sign| sign.fits(letter))
        };
        let gone = state.alive.iter().filter(fits).map(|(way, at)| (*way, at.saturating_add(1)));
        let again = self.ways.iter().enumerate().filter(|(_, way)| way.floats).map(|(way, _)| (way, 0));
        let mut next = State {
            alive: gone.chain(again).collect(),
            certain: state.certain.clone(),
            is_empty: false,
            after_space: letter == ' ',
        };
        self.settle(&mut next);
        next
    }

    /// Takes the ways that are at an end with anything allowed to follow, and those of questions that are certain.
    fn settle(&self, state: &mut State) {
        for (way, at) in &state.alive {
            if let Some(way) = self.ways.get(*way)
                && way.open
                && way.signs.len() == *at
            {
                state.certain.insert(way.question);
            }
        }
        let certain = &state.certain;
        state.alive.retain(|(way, _)| self.ways.get(*way).is_some_and(|way| !certain.contains(&way.question)));
    }
}
