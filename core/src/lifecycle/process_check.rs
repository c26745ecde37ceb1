//! Whether a process can work at all, and how strict it is.

use super::action::Action;
use super::guard::Guard;
use super::moves::Move;
use super::process::Process;
use super::stage::Stage;
use super::state::{State, Subject};
use crate::bilingual::Bilingual;
use crate::error::{Error, Result};
use crate::ordered::Ordered as _;
use std::collections::BTreeSet;

impl Process {
    /// That the process can work: its stages stand in order, none twice, and cover what it does; no move stands twice or
    /// leads from a round to a submission; every state can be reached and leads to the end.
    ///
    /// # Errors
    /// `lifecycle.bad_process`, with a cause for each mistake: `lifecycle.bad_stages`, `lifecycle.repeated_move`,
    /// `lifecycle.crossing_move`, `lifecycle.misplaced_move`, `lifecycle.misplaced_guard`, `lifecycle.missing_guard`,
    /// `lifecycle.missing_move`, `lifecycle.unreachable_state`, `lifecycle.dead_end`.
    pub fn check(&self) -> Result<()> {
        let mut causes = self.wrong_stages();
        causes.extend(self.wrong_rows());
        // Where a row is wrong, what can be reached means nothing.
        if causes.is_empty() {
            causes
                .extend([Subject::Round, Subject::Submission].into_iter().flat_map(|subject| self.wrong_ways(subject)));
        }
        if causes.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            "lifecycle.bad_process",
            format!("این فرایند کار نمی‌کند: {}", crate::text::persian_digits(&causes.len().to_string())),
            format!("this process cannot work: {} mistakes", causes.len()),
        )
        .at("process")
        .expected("stages in order, each move once, every state reached and leading to the end")
        .because(causes)
        .help("هر مورد را در جدول فرایند درست کنید", "mend each of them in the table of the process"))
    }

    /// What the process allows that the process sheet does not, for whoever must answer for it: no error, because how
    /// many persons an office has is its own affair.
    #[must_use]
    pub fn remarks(&self) -> Vec<Bilingual> {
        let mut remarks = Vec::new();
        let mut remark = |holds: bool, fa: &str, en: &str| {
            if holds {
                remarks.push(Bilingual::new(fa, en));
            }
        };
        let of_agencies = || self.moves().iter().filter(|row| row.state.subject() == Subject::Submission);
        let lacks = |guard: Guard, row: &Move| !row.guards.contains(&guard);
        remark(
            of_agencies().any(|row| row.role.is_separated() && lacks(Guard::OneDuty, row)),
            "در گامی از فرایند، یک شخص می‌تواند دو وظیفه داشته باشد",
            "in some step one person can hold two duties",
        );
        remark(
            of_agencies().any(|row| row.role.is_of_agency() && lacks(Guard::OwnAgency, row)),
            "در گامی از فرایند، شخص دستگاه دیگر می‌تواند به نام دستگاه کار کند",
            "in some step a person of another agency can act in an agency's name",
        );
        remark(
            of_agencies()
                .any(|row| row.role.is_separated() && !row.role.is_of_agency() && lacks(Guard::OtherAgency, row)),
            "در گامی از فرایند، شخص دستگاه گزارش‌دهنده می‌تواند گزارش خود را کنترل یا تأیید کند",
            "in some step a person of the reporting agency can control or approve its report",
        );
        remark(
            self.passes_by(State::Confirmed),
            "گزارش بدون تأیید دستگاه به تأیید نهایی می‌رسد",
            "a submission can be approved without the agency's confirmation",
        );
        remark(
            self.passes_by(State::Control) && self.passes_by(State::Accepted),
            "گزارش بدون کنترل به تأیید نهایی می‌رسد",
            "a submission can be approved without control",
        );
        remark(
            of_agencies().any(|row| row.next == State::Approved && lacks(Guard::NothingBlocks, row)),
            "گزارش با یافته‌های بازدارنده به تأیید نهایی می‌رسد",
            "a submission with blocking findings can be approved",
        );
        remark(
            of_agencies().any(|row| row.next == State::Approved && lacks(Guard::WarningsJustified, row)),
            "گزارش با هشدار بی‌توضیح به تأیید نهایی می‌رسد",
            "a submission with unexplained warnings can be approved",
        );
        remarks
    }

    /// Whether approval can be reached without a state.
    fn passes_by(&self, barred: State) -> bool {
        self.reached(State::Open, Some(barred)).contains(&State::Approved)
    }

    fn wrong_stages(&self) -> Vec<Error> {
        let stated: Vec<Stage> = self.stages.iter().map(|terms| terms.stage).collect();
        let needed: BTreeSet<Stage> =
            self.moves().iter().flat_map(|row| [row.state, row.next]).filter_map(State::stage).ordered();
        let absent = needed.iter().find(|stage| !stated.contains(stage));
        if absent.is_none() && stated.is_sorted_by(|a, b| a < b) {
            return Vec::new();
        }
        let names: Vec<&str> = needed.iter().map(|stage| stage.name()).collect();
        vec![
            Error::new(
                "lifecycle.bad_stages",
                "مرحله‌های فرایند باید هر کدام یک بار و به ترتیب باشند و همه وضعیت‌ها را در بر گیرند",
                "a process must state each stage of its states once, in order",
            )
            .at("process/stages")
            .expected(names.join(", "))
            .help("مرحله‌ها را کامل و مرتب کنید", "complete and order the stages"),
        ]
    }

    fn wrong_rows(&self) -> Vec<Error> {
        let mut causes = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, row) in self.moves().iter().enumerate() {
            let wrong = |code, fa: String, en: String| Error::new(code, fa, en).at(format!("process/moves/{index}"));
            let named = format!("{} {} {}", row.state, row.action, row.role);
            if !seen.insert((row.state, row.action, row.role)) {
                let fa = format!("این حرکت دو بار آمده است: {named}");
                causes.push(wrong("lifecycle.repeated_move", fa, format!("this move stands twice: {named}")));
            }
            let subject = row.state.subject();
            let of_action = self.moves().iter().find(|other| other.action == row.action).map(|row| row.state.subject());
            let both = matches!(row.action, Action::Extend | Action::Reopen);
            if row.next.subject() != subject || (!both && of_action != Some(subject)) {
                let fa = format!("این حرکت دوره و گزارش را به هم می‌آمیزد: {named}");
                causes.push(wrong(
                    "lifecycle.crossing_move",
                    fa,
                    format!("this move mixes round and submission: {named}"),
                ));
            }
            // What these states mean is that these actions were taken.
            let decides = [
                (Action::Confirm, State::Confirmed),
                (Action::Accept, State::Accepted),
                (Action::Approve, State::Approved),
            ];
            let arrives = row.next != row.state;
            if decides.iter().any(|(action, state)| (row.action == *action) != (row.next == *state && arrives)) {
                let fa = format!("این حرکت به وضعیتی می‌رسد که معنای آن نیست: {named} ← {}", row.next.title_fa());
                let en = format!("this move leads to a state that does not mean it: {named} to {}", row.next);
                causes.push(wrong("lifecycle.misplaced_move", fa, en).expected(
                    "confirm leads to confirmed, accept to accepted, approve to approved, and nothing else does",
                ));
            }
            if let Some(guard) = needed(row.action).filter(|guard| !row.guards.contains(guard)) {
                let fa = format!("شرط «{}» برای این حرکت لازم است: {named}", guard.title_fa());
                let en = format!("the guard `{guard}` is needed for this move: {named}");
                causes.push(wrong("lifecycle.missing_guard", fa, en).expected(guard.name()));
            }
            if let Some(guard) = row.guards.iter().find(|guard| !guard.fits(row)) {
                let fa = format!("شرط «{}» برای این حرکت معنایی ندارد: {named}", guard.title_fa());
                let en = format!("the guard `{guard}` means nothing for this move: {named}");
                causes.push(wrong("lifecycle.misplaced_guard", fa, en));
            }
        }
        causes
    }

    /// States that are never reached, and states from which nothing leads to the end.
    fn wrong_ways(&self, subject: Subject) -> Vec<Error> {
        let (first, end) = match subject {
            Subject::Round => (State::Opened, State::Closed),
            Subject::Submission => (State::Open, State::Approved),
        };
        let mut causes = Vec::new();
        let reached = self.reached(first, None);
        if !reached.contains(&end) {
            let fa = format!("هیچ راهی به «{}» نمی‌رسد", end.title_fa());
            let error = Error::new("lifecycle.missing_move", fa, format!("no way leads from `{first}` to `{end}`"));
            causes.push(error.at("process/moves").expected(format!("moves from {first} to {end}")));
        }
        let rows = self.moves().iter().filter(|row| row.state.subject() == subject);
        let stated: BTreeSet<State> = rows.flat_map(|row| [row.state, row.next]).ordered();
        for state in stated {
            let place = format!("process/moves/{state}");
            if !reached.contains(&state) {
                let fa = format!("به وضعیت «{}» هیچ راهی نیست", state.title_fa());
                let error =
                    Error::new("lifecycle.unreachable_state", fa, format!("nothing leads to the state `{state}`"));
                causes.push(error.at(place).expected(format!("a move that leads to {state}")));
            } else if !self.reached(state, None).contains(&end) {
                let fa = format!("از وضعیت «{}» راهی به پایان نیست", state.title_fa());
                let error =
                    Error::new("lifecycle.dead_end", fa, format!("nothing leads from the state `{state}` to `{end}`"));
                causes.push(error.at(place).expected(format!("a move that leads from {state} on")));
            }
        }
        causes
    }

    /// The states that can be reached from one, itself among them, without passing through another.
    fn reached(&self, from: State, barred: Option<State>) -> BTreeSet<State> {
        let mut seen = [from].into_iter().ordered::<BTreeSet<_>>();
        let mut todo = vec![from];
        while let Some(state) = todo.pop() {
            let next = self.from_state(state).map(|row| row.next).filter(|next| Some(*next) != barred);
            todo.extend(next.filter(|next| seen.insert(*next)).collect::<Vec<_>>());
        }
        seen
    }
}

/// The guard without which an action would take in what it must not.
fn needed(action: Action) -> Option<Guard> {
    match action {
        Action::Enter => Some(Guard::WholeForm),
        Action::Edit => Some(Guard::CellsAsSeen),
        Action::Reject => Some(Guard::LinesRemain),
        Action::Delegate | Action::Revoke => Some(Guard::SoundDelegation),
        Action::Admit => Some(Guard::NewAgencies),
        _ => None,
    }
}

impl Guard {
    /// Whether a guard asks something that the move has.
    fn fits(self, row: &Move) -> bool {
        let of_submission = row.state.subject() == Subject::Submission;
        match self {
            Self::RoundPublished | Self::OwnAgency | Self::OtherAgency | Self::OneDuty | Self::WindowOpen => {
                of_submission
            }
            Self::NothingBlocks | Self::WarningsJustified => of_submission,
            Self::WholeForm => row.action == Action::Enter,
            Self::CellsAsSeen => row.action == Action::Edit,
            Self::LinesRemain => row.action == Action::Reject,
            Self::SoundDelegation => matches!(row.action, Action::Delegate | Action::Revoke),
            Self::NewAgencies => row.action == Action::Admit,
            Self::Explained => true,
        }
    }
}
