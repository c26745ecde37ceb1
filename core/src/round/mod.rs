//! Round (دوره): one collection campaign, from opening to approval.
//!
//! A round is opened from the agreements in force, published to the agencies, and closed. Each agency has one
//! [`Submission`] in it, which [`Round::act`] moves by the table [`MOVES`](crate::lifecycle::MOVES). Every change is an
//! [`Event`]; where the round stands is the fold of its events and nothing else, so [`Round::replay`] of the log is the
//! same round, on any machine, in any language.
//!
//! The round has no clock and no storage: time and persons are handed in, and the host keeps [`Round::log`].

mod act;
mod bundle;
mod clocks;
mod decide;
mod delegations;
mod edits;
mod errors;
mod figures;
mod fold;
mod forecast;
mod form;
mod frozen;
mod guards;
mod history;
mod merge;
mod opening;
mod permission;
mod snapshot;
mod submission;
mod warnings;

pub use act::Act;
pub use bundle::{Bundle, BundledBook, BundledSubmission, Difference, Replayed};
pub use delegations::Delegated;
pub use edits::Clash;
pub use figures::{Figures, Include, LeftOut, Missing};
pub use forecast::{AgencyForecast, Forecast, Punctuality};
pub use form::Form;
pub use history::Moment;
pub use merge::{Base, Merge};
pub use opening::Opening;
pub use permission::Permission;
pub use snapshot::Snapshot;
pub use submission::{Justified, Rejected, Revision, Submission};

use crate::calendar::Window;
use crate::dataset::Row;
use crate::digest;
use crate::error::{Error, Result};
use crate::lifecycle::{
    Action, Actor, EVENT_VERSION, Event, GENESIS, LINES, Opened, Payload, Reader, Signature, State, refusal,
};
use crate::rules::Rulebook;
use crate::text;
use chrono::{DateTime, Utc};
use fold::{Standing, Terms};
use frozen::Frozen;
use history::Before;
use serde::Serialize;
use std::sync::Arc;

/// One collection campaign: fiscal year and period, the agencies' frozen credit lines, rules, windows and submissions.
///
/// # Example
/// ```
/// use amalkard::agreement::Agreement;
/// use amalkard::dataset::rows_of_json;
/// use amalkard::lifecycle::{Action, Actor, Role, State};
/// use amalkard::round::{Act, Opening, Round};
/// use amalkard::rules::Rulebook;
///
/// let agreement = Agreement::from_json(r#"{"id": "67-1", "agency": "530000", "agency_title": "Roads", "province": "67",
///     "year": 1404, "exchanged_on": "1404-02-01",
///     "lines": [{"line": "1", "kind": "expense", "title": "current", "approved": "1000"}]}"#)?;
/// let group = Actor::new("p-1", Role::Consolidation);
/// let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let opening = Opening::new("67-1404-6m", "1404/6m".parse()?, vec![agreement], group.clone(), at("2025-09-23T05:00:00Z"));
/// let mut round = Round::open(opening, Rulebook::builtin("ir", 1404)?)?;
/// round.act(None, Act::new(Action::Publish, group, at("2025-09-27T05:00:00Z")))?;
///
/// let expert = Actor::new("p-2", Role::AgencyExpert).of_agency("530000");
/// let mut tables = rows_of_json(r#"{"lines": [{"agency": "530000", "line": "1", "kind": "expense", "spent": "400"}]}"#)?;
/// let rows = tables.remove("lines").unwrap_or_default();
/// let event = round.act("530000", Act::new(Action::Enter, expert.clone(), at("2025-09-28T05:00:00Z")).with_rows(rows))?;
/// assert_eq!(event.to, State::Entering);
///
/// // The expert cannot confirm what he entered; whoever reads the log finds the same round.
/// let himself = Actor { role: Role::AgencyHead, ..expert };
/// let error = round.act("530000", Act::new(Action::Confirm, himself, at("2025-09-28T06:00:00Z"))).unwrap_err();
/// assert_eq!(error.code(), "lifecycle.same_person");
/// assert_eq!(Round::replay(&round.log()?, None)?.digest()?, round.digest()?);
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Round {
    id: String,
    opened: Arc<Opened>,
    frozen: Arc<Frozen>,
    rulebook: Arc<Rulebook>,
    standing: Standing,
    /// What lies before the first of the events: nothing, or what a snapshot tells.
    before: Before,
    events: Vec<Event>,
}

impl Round {
    /// Opens a round: freezes the credit lines in force and pins the rulebook.
    ///
    /// # Errors
    /// `round.no_id`, `round.no_agreements`, `round.wrong_year`, `round.duplicate_line`, `round.no_table`,
    /// `lifecycle.wrong_role` (only the consolidation group opens), `lifecycle.no_person`, `lifecycle.bad_process`,
    /// `agreement.not_in_force`, `amount.unit_inexact`, `amount.float`, `calendar.out_of_range`.
    pub fn open(opening: Opening, rulebook: impl Into<Arc<Rulebook>>) -> Result<Self> {
        let rulebook = rulebook.into();
        let (id, actor, at) = (opening.id.clone(), opening.by.clone(), opening.at);
        let opened = Arc::new(opening.freeze(&rulebook)?);
        Self::from_first(first_event(id, actor, at, opened, EVENT_VERSION)?, rulebook)
    }

    /// Does what is asked, if it is possible, and returns the event that it is now.
    ///
    /// `agency` says whose submission; `None` is the round itself (`publish`, `admit`, `delegate`, `extend` for all,
    /// `close`, `reopen`). Nothing has changed when this fails.
    ///
    /// # Errors
    /// With what was tried, why not, who may, until when and what to do: `lifecycle.unknown_agency`,
    /// `lifecycle.illegal_move`, `lifecycle.higher_approval`, `lifecycle.wrong_role`, `lifecycle.not_published`,
    /// `lifecycle.foreign_agency`, `lifecycle.own_agency`, `lifecycle.same_person`, `lifecycle.not_delegated`,
    /// `lifecycle.window_closed`, `lifecycle.blocked`, `lifecycle.unjustified`, `lifecycle.unexplained`,
    /// `lifecycle.unused`, `lifecycle.conflict` (with each clashing cell), `lifecycle.clock_backwards`,
    /// `lifecycle.foreign_row`, `lifecycle.foreign_period`, `lifecycle.no_finding`, `lifecycle.unknown_line`,
    /// `lifecycle.unknown_field`, `lifecycle.unknown_form`, `lifecycle.bad_window`, `lifecycle.bad_delegation`,
    /// `lifecycle.nothing_left`, `lifecycle.bad_key`, `lifecycle.key_field`, `lifecycle.repeated_edit`,
    /// `lifecycle.no_row`, `lifecycle.ambiguous_row`, `lifecycle.no_person`, `round.known_agency`, `amount.float`.
    pub fn act<'a>(&mut self, agency: impl Into<Option<&'a str>>, act: Act) -> Result<&Event> {
        let event = self.event_of(agency.into(), act, EVENT_VERSION)?;
        self.append(event)
    }

    /// The round that a log tells of.
    ///
    /// Every event is verified (bytes, number, chain, signature) and then asked for again: what would be refused now is
    /// refused here, with the number of the event. Without a rulebook the built-in one with the pinned id is taken. Logs
    /// of every earlier [`EVENT_VERSION`] are read; the round goes on in the present one.
    ///
    /// # Errors
    /// As [`lifecycle::read`](crate::lifecycle::read) and [`Round::act`], placed at `log/` and the number of the event;
    /// besides `lifecycle.not_opened`, `lifecycle.event_differs`, `lifecycle.rulebook_differs`,
    /// `lifecycle.rulebook_missing`.
    pub fn replay(log: &str, rulebook: Option<Arc<Rulebook>>) -> Result<Self> {
        let mut events = Reader::default().all(log)?.into_iter();
        let first = events.next().filter(|event| event.action == Action::Open).ok_or_else(errors::not_opened)?;
        let opened = first.payload.opened.as_deref().ok_or_else(errors::not_opened)?;
        let rulebook = pinned(opened, rulebook)?;
        let first = asked_again(first, &rulebook).map_err(|error| error.at("log/1"))?;
        let mut round = Self::from_first(first, rulebook)?;
        round.repeat_all(events)?;
        Ok(round)
    }

    fn from_first(event: Event, rulebook: Arc<Rulebook>) -> Result<Self> {
        let opened = event.payload.opened.clone().ok_or_else(errors::not_opened)?;
        let standing = Standing::opened(&opened, opened.day_of(event.at)?)?;
        let frozen = Arc::new(Frozen::of(&opened));
        let before = Before::nothing(event.hash.clone());
        Ok(Self { id: event.round.clone(), opened, frozen, rulebook, standing, before, events: vec![event] })
    }

    /// The event that an act would be, in one of the forms of events.
    fn event_of(&self, agency: Option<&str>, act: Act, version: u32) -> Result<Event> {
        let decided = self.decide(agency, &act)?;
        Event {
            version,
            seq: self.last_seq().saturating_add(1),
            at: act.at,
            round: self.id.clone(),
            agency: decided.agency,
            actor: act.by,
            on_behalf_of: act.on_behalf_of,
            action: act.action,
            from: Some(decided.from),
            to: decided.to,
            payload: decided.payload,
            previous: self.head().to_owned(),
            hash: String::new(),
            signature: None,
        }
        .sealed()
    }

    fn append(&mut self, event: Event) -> Result<&Event> {
        self.fold(&event)?;
        self.events.push(event);
        self.events.last().ok_or_else(errors::not_opened)
    }

    /// Where the round stands after an event that has been found possible.
    fn fold(&mut self, event: &Event) -> Result<()> {
        let terms = Terms { opened: &self.opened, rulebook: &self.rulebook, own: self.own_fields() };
        self.standing.apply(event, &terms)?;
        if let Some(admitted) = &event.payload.admitted {
            Arc::make_mut(&mut self.frozen).add(&admitted.agreement, &admitted.previous);
        }
        Ok(())
    }

    /// Asks for every event again, as it was asked for when it was written.
    fn repeat_all(&mut self, events: impl Iterator<Item = Event>) -> Result<()> {
        for event in events {
            let place = format!("log/{}", event.seq);
            self.repeat(event).map_err(|error| error.at(place))?;
        }
        Ok(())
    }

    fn repeat(&mut self, event: Event) -> Result<()> {
        let mut again = self.event_of(event.agency.as_deref(), Act::of_event(&event), event.version)?;
        again.signature.clone_from(&event.signature);
        if again != event {
            return Err(errors::event_differs(&event, &again));
        }
        self.append(event)?;
        Ok(())
    }

    /// Attaches the host's signature of the last event. What is to be signed is
    /// [`Signature::message`] of [`Round::head`].
    ///
    /// # Errors
    /// `lifecycle.bad_signature`; `lifecycle.unknown_event` right after a snapshot, where no event is at hand.
    pub fn sign(&mut self, signature: Signature) -> Result<()> {
        let (first, last) = (self.before.seq, self.last_seq());
        let event = self.events.last_mut().ok_or_else(|| merge::unknown_event(last, first, last))?;
        signature.verify(&event.hash)?;
        event.signature = Some(signature);
        Ok(())
    }

    /// The round's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it was opened with.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The rules that it is checked by.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Where the round itself stands: `opened`, `published` or `closed`.
    #[must_use]
    pub fn state(&self) -> State {
        self.standing.state
    }

    /// When the agencies can enter, both days included; none before it is published.
    #[must_use]
    pub fn entry_window(&self) -> Option<Window> {
        self.standing.entry
    }

    /// The submissions of all agencies that have to report, by the agency's code.
    pub fn submissions(&self) -> impl Iterator<Item = &Submission> {
        self.standing.submissions.values()
    }

    /// One agency's submission.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`.
    pub fn submission(&self, agency: &str) -> Result<&Submission> {
        self.standing
            .submissions
            .get(&text::fold(agency))
            .ok_or_else(|| refusal::unknown_agency(agency, self.standing.submissions.keys().map(String::as_str)))
    }

    /// The rows of `lines` that an agency has entered last; empty before anything is entered.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`.
    pub fn rows(&self, agency: &str) -> Result<&[Row]> {
        Ok(self.form(agency)?.rows(LINES))
    }

    /// The rows of `lines` of a revision that an agency has confirmed: also of one that was returned or reopened since.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`, `lifecycle.unknown_revision`.
    pub fn revision_rows(&self, agency: &str, number: u32) -> Result<&[Row]> {
        Ok(self.revision_form(agency, number)?.rows(LINES))
    }

    /// The event with a number, where it is at hand.
    #[must_use]
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.events.get(usize::try_from(seq.checked_sub(self.before.seq)?.checked_sub(1)?).ok()?)
    }

    /// Every event so far, in order; after a snapshot those behind it.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Whether every event since the opening is at hand; not so after [`Round::resume`].
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.before.seq == 0
    }

    /// The number of the last event.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.events.last().map_or(self.before.seq, |event| event.seq)
    }

    /// The time of the last event.
    fn last_at(&self) -> Option<DateTime<Utc>> {
        self.events.last().map(|event| event.at).or(self.before.at)
    }

    /// The hash of the last event: who keeps it can tell a log that was cut off.
    #[must_use]
    pub fn head(&self) -> &str {
        self.events.last().map_or(self.before.head.as_str(), |event| event.hash.as_str())
    }

    /// The log: one event of canonical JSON on each line; after a snapshot its tail.
    ///
    /// # Errors
    /// As [`digest::canonical_json`].
    pub fn log(&self) -> Result<String> {
        let mut log = String::new();
        for event in &self.events {
            log.push_str(&event.to_line()?);
            log.push('\n');
        }
        Ok(log)
    }

    /// The digest of where the round stands: equal after replay, in every language.
    ///
    /// # Errors
    /// As [`digest::of`].
    pub fn digest(&self) -> Result<String> {
        #[derive(Serialize)]
        struct Whole<'a> {
            id: &'a str,
            /// The hash of the first event stands for all that the round was opened with.
            opened: &'a str,
            standing: &'a Standing,
        }
        digest::of(&Whole { id: &self.id, opened: &self.before.opened, standing: &self.standing })
    }
}

/// The event that opens a round.
fn first_event(round: String, actor: Actor, at: DateTime<Utc>, opened: Arc<Opened>, version: u32) -> Result<Event> {
    Event {
        version,
        seq: 1,
        at,
        round,
        agency: None,
        actor,
        on_behalf_of: None,
        action: Action::Open,
        from: None,
        to: State::Opened,
        payload: Payload { opened: Some(opened), ..Payload::default() },
        previous: GENESIS.to_owned(),
        hash: String::new(),
        signature: None,
    }
    .sealed()
}

/// The first event of a log, if it is what opening a round makes of the same terms of reference.
fn asked_again(event: Event, rulebook: &Rulebook) -> Result<Event> {
    let opened = event.payload.opened.clone().ok_or_else(errors::not_opened)?;
    let previous = !opened.previous.is_empty();
    opening::check(&event.round, &event.actor, &opened.process, &opened.forms, rulebook, previous)?;
    opening::check_frozen(&opened.agencies, &opened.agreement, &opened.previous)?;
    let mut again = first_event(event.round.clone(), event.actor.clone(), event.at, opened, event.version)?;
    again.signature.clone_from(&event.signature);
    if again == event { Ok(event) } else { Err(errors::event_differs(&event, &again)) }
}

/// The rulebook that a round pins: the one handed in, or the built-in one of the same id.
fn pinned(opened: &Opened, rulebook: Option<Arc<Rulebook>>) -> Result<Arc<Rulebook>> {
    let rulebook = match rulebook {
        Some(book) => book,
        None => Arc::new(builtin(&opened.rulebook)?),
    };
    if (rulebook.id(), rulebook.digest()) != (opened.rulebook.as_str(), opened.rulebook_digest.as_str()) {
        return Err(errors::rulebook_differs(&rulebook, opened));
    }
    Ok(rulebook)
}

/// The built-in rulebook of an id such as `ir/1404`.
fn builtin(id: &str) -> Result<Rulebook> {
    let (country, year) = id.split_once('/').unwrap_or((id, ""));
    let missing = |causes: Vec<Error>| {
        Error::new(
            "lifecycle.rulebook_missing",
            format!("دفتر قواعد «{id}» همراه کتابخانه نیست"),
            format!("the rulebook `{id}` is not built in"),
        )
        .at("log/1/payload/opened/rulebook")
        .expected(id)
        .because(causes)
        .help("همان دفتر قواعد را همراه رویدادنامه بدهید", "hand in the rulebook with the log")
    };
    let year = year.parse().map_err(|_| missing(Vec::new()))?;
    Rulebook::builtin(country, year).map_err(|error| missing(vec![error]))
}
