//! A process as a page: its stages, a diagram of its states and its table of moves, in Persian or English.

use super::process::{Means, Process};
use super::stage::Stage;
use super::state::{State, Subject};
use crate::bilingual::Language;
use crate::ordered;
use std::fmt::Write as _;

impl Process {
    /// The process as Markdown: the stages with owners, means and allowances, a diagram of the states (Mermaid), and
    /// every move with its role and guards.
    ///
    /// # Example
    /// ```
    /// use amalkard::{bilingual::Language, lifecycle::Process};
    /// let page = Process::default().to_markdown(Language::English);
    /// assert!(page.contains("| Accepted | approve | approver of the organisation | Approved |"));
    /// ```
    #[must_use]
    pub fn to_markdown(&self, language: Language) -> String {
        let mut page = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut page, language);
        page
    }

    fn write(&self, page: &mut String, language: Language) -> std::fmt::Result {
        let pick = |fa: &'static str, en: &'static str| if language == Language::Persian { fa } else { en };
        let title = if language == Language::Persian { &self.title_fa } else { &self.title_en };
        writeln!(page, "**{title}**\n")?;
        let total = allowance_text(self.total, language);
        writeln!(page, "{}: {total}.\n", pick("زمان کل", "Time in all"))?;
        let heads = [
            pick("ردیف", "no."),
            pick("مرحله", "stage"),
            pick("متصدی", "owner"),
            pick("نحوه انجام", "means"),
            pick("زمان", "allowance"),
            pick("وضعیت‌ها", "states"),
        ];
        table(page, &heads)?;
        for terms in &self.stages {
            let (stage, owner) = if language == Language::Persian {
                (terms.stage.title_fa(), &terms.owner_fa)
            } else {
                (terms.stage.title_en(), &terms.owner_en)
            };
            let number = terms.stage.number().to_string();
            let number = if language == Language::Persian { crate::text::persian_digits(&number) } else { number };
            let allowance = allowance_text(terms.allowance, language);
            let states = self.states_of(terms.stage).map(|state| shown(state, language)).collect::<Vec<_>>().join(", ");
            let means = means(terms.means, language);
            writeln!(page, "| {number} | {stage} | {owner} | {means} | {allowance} | {states} |")?;
        }
        self.diagram(page, language)?;
        let heads = [
            pick("از وضعیت", "from"),
            pick("اقدام", "action"),
            pick("نقش", "role"),
            pick("به وضعیت", "to"),
            pick("شرط‌ها", "guards"),
        ];
        table(page, &heads)?;
        for row in self.moves() {
            let (action, role) = if language == Language::Persian {
                (row.action.title_fa(), row.role.title_fa())
            } else {
                (row.action.title_en(), row.role.title_en())
            };
            let guard = |guard: &super::guard::Guard| {
                if language == Language::Persian { guard.title_fa() } else { guard.title_en() }
            };
            let guards: Vec<&str> = row.guards.iter().map(guard).collect();
            let (from, to) = (shown(row.state, language), shown(row.next, language));
            let mark = pick("؛ ", "; ");
            writeln!(page, "| {from} | {action} | {role} | {to} | {} |", guards.join(mark))?;
        }
        let remarks = self.remarks();
        if !remarks.is_empty() {
            writeln!(page, "\n{}:\n", pick("آنچه این فرایند روا می‌دارد", "What this process allows"))?;
            for remark in remarks {
                writeln!(page, "- {}", if language == Language::Persian { &remark.fa } else { &remark.en })?;
            }
        }
        Ok(())
    }

    /// The states of rounds and of submissions, and what leads from one to another.
    fn diagram(&self, page: &mut String, language: Language) -> std::fmt::Result {
        for (subject, first) in [(Subject::Round, State::Opened), (Subject::Submission, State::Open)] {
            writeln!(page, "\n```mermaid\nstateDiagram-v2")?;
            writeln!(page, "    [*] --> {first}")?;
            let mut states: Vec<State> = Vec::new();
            let mut arrows: Vec<(State, State, Vec<&str>)> = Vec::new();
            for row in self.moves().iter().filter(|row| row.state.subject() == subject) {
                states.extend([row.state, row.next]);
                let action = if language == Language::Persian { row.action.title_fa() } else { row.action.title_en() };
                if row.state == row.next {
                    continue;
                }
                match arrows.iter_mut().find(|(from, to, _)| (*from, *to) == (row.state, row.next)) {
                    Some((_, _, actions)) if actions.contains(&action) => {}
                    Some((_, _, actions)) => actions.push(action),
                    None => arrows.push((row.state, row.next, vec![action])),
                }
            }
            ordered::sort_by(&mut states, Ord::cmp);
            states.dedup();
            for state in states {
                writeln!(page, "    {state}: {}", shown(state, language))?;
            }
            for (from, to, actions) in arrows {
                let mark = if language == Language::Persian { "، " } else { ", " };
                writeln!(page, "    {from} --> {to}: {}", actions.join(mark))?;
            }
            writeln!(page, "```")?;
        }
        writeln!(page)
    }

    /// The states of a stage that the process uses.
    fn states_of(&self, stage: Stage) -> impl Iterator<Item = State> {
        let used = |state: &State| self.moves().iter().any(|row| row.state == *state || row.next == *state);
        State::ALL.iter().copied().filter(move |state| state.stage() == Some(stage)).filter(move |state| used(state))
    }
}

fn shown(state: State, language: Language) -> &'static str {
    if language == Language::Persian { state.title_fa() } else { state.title_en() }
}

fn allowance_text(allowance: super::Allowance, language: Language) -> String {
    if language == Language::Persian { allowance.title_fa() } else { allowance.to_string() }
}

fn means(means: Means, language: Language) -> &'static str {
    let (fa, en) = match means {
        Means::Computer => ("رایانه", "computer"),
        Means::Telephone => ("تلفن", "telephone"),
        Means::Presence => ("حضور", "presence"),
        Means::Correspondence => ("مکاتبه", "correspondence"),
    };
    if language == Language::Persian { fa } else { en }
}

fn table(page: &mut String, heads: &[&str]) -> std::fmt::Result {
    writeln!(page, "\n| {} |", heads.join(" | "))?;
    writeln!(page, "|{}", "---|".repeat(heads.len()))
}
