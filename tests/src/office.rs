//! A small office for the tests of rounds: two agencies with one credit line each, three rules, and its people.

use amalkard::agreement::Agreement;
use amalkard::calendar::{FiscalPeriod, Window};
use amalkard::dataset::{Cell, Row};
use amalkard::lifecycle::{Action, Actor, Delegation, Edit, Justification, Reason, Role};
use amalkard::round::{Act, Opening, Round};
use amalkard::rules::Rulebook;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// An agency whose line of 1000 million rials is number 1.
pub const ROADS: &str = "530000";
/// An agency whose line of 500 million rials is number 2.
pub const HEALTH: &str = "530100";

/// Its rules: E1 blocks confirmation, P1 blocks approval, W1 warns.
pub const BOOK: &str = include_str!("../rulebooks/office.toml");

/// The rulebook of [`BOOK`], read once.
#[must_use]
pub fn book() -> Arc<Rulebook> {
    static READ: OnceLock<Arc<Rulebook>> = OnceLock::new();
    READ.get_or_init(|| Arc::new(Rulebook::from_toml(BOOK).unwrap())).clone()
}

/// A moment of RFC 3339.
#[must_use]
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Rows of the table `lines`, or `previous`: one line with what is allocated and spent.
#[must_use]
pub fn figures(agency: &str, allocated: &str, spent: &str) -> Vec<Row> {
    let line = if agency == ROADS { "1" } else { "2" };
    let cells = [("agency", agency), ("line", line), ("allocated", allocated), ("spent", spent)];
    vec![cells.into_iter().map(|(field, text)| (field.to_owned(), Cell::from(text))).collect()]
}

/// The agreement of an agency about one line.
#[must_use]
pub fn agreement(agency: &str, title: &str, line: &str, approved: &str) -> Agreement {
    Agreement::from_json(&format!(
        r#"{{"id": "67-{line}", "agency": "{agency}", "agency_title": "{title}", "province": "67", "year": 1404,
             "exchanged_on": "1404-02-01",
             "lines": [{{"line": "{line}", "kind": "expense", "title": "هزینه جاری", "approved": "{approved}"}}]}}"#
    ))
    .unwrap()
}

/// The agreements of both agencies.
#[must_use]
pub fn agreements() -> Vec<Agreement> {
    vec![agreement(ROADS, "راه و شهرسازی", "1", "1000"), agreement(HEALTH, "بهداشت", "2", "500")]
}

/// The opening of the six-month round of 1404, on 1 Mehr 1404. Roads had spent 300 before.
#[must_use]
pub fn opening() -> Opening {
    let period = FiscalPeriod::parse("1404/6m").unwrap();
    let by = Actor::new("groupleader", Role::Consolidation);
    Opening::new("67-1404-6m", period, agreements(), by, at("2025-09-23T05:00:00Z")).after(figures(ROADS, "500", "300"))
}

/// The person of an agency or of the organisation who usually has a role.
#[must_use]
pub fn usual(role: Role, agency: &str) -> Actor {
    match role {
        Role::AgencyExpert | Role::AgencyManager | Role::AgencyHead => {
            Actor::new(format!("{role}-{agency}"), role).of_agency(agency)
        }
        Role::Consolidation => Actor::new("groupleader", role),
        _ => Actor::new(role.name(), role),
    }
}

/// A round that runs: its clock goes on by an hour with each act.
#[derive(Clone, Debug)]
pub struct Office {
    /// The round.
    pub round: Round,
    /// The time of the next act.
    pub now: DateTime<Utc>,
}

impl Office {
    /// With a round just opened, at 08:30 of 5 Mehr 1404 in Tehran.
    #[must_use]
    pub fn opened() -> Self {
        Self { round: Round::open(opening(), book()).unwrap(), now: at("2025-09-27T05:00:00Z") }
    }

    /// With a round published on 5 Mehr 1404: entry lasts until 11 Mehr.
    #[must_use]
    pub fn published() -> Self {
        let mut office = Self::opened();
        office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
        office
    }

    /// Takes an action.
    ///
    /// # Errors
    /// Whatever the round refuses.
    pub fn act(
        &mut self,
        agency: Option<&str>,
        action: Action,
        by: Actor,
        with: impl FnOnce(Act) -> Act,
    ) -> amalkard::error::Result<()> {
        let act = with(Act::new(action, by, self.now));
        self.now += TimeDelta::hours(1);
        self.round.act(agency, act).map(|_| ())
    }

    /// Takes an action for an agency by the usual person in a role.
    ///
    /// # Errors
    /// Whatever the round refuses.
    pub fn usual(&mut self, agency: &str, action: Action, role: Role) -> amalkard::error::Result<()> {
        let round = self.round.clone();
        self.act(Some(agency), action, usual(role, agency), |act| filled_for(act, agency, &round))
    }

    /// Leads an agency's submission along the usual way until an action is taken.
    pub fn up_to(&mut self, agency: &str, last: Action) -> &mut Self {
        for (action, role) in USUAL_WAY {
            self.usual(agency, action, role).unwrap();
            if action == last {
                break;
            }
        }
        self
    }
}

/// The way of a submission that nobody finds fault with.
pub const USUAL_WAY: [(Action, Role); 5] = [
    (Action::Enter, Role::AgencyExpert),
    (Action::Confirm, Role::AgencyHead),
    (Action::BeginControl, Role::Controller),
    (Action::Accept, Role::Controller),
    (Action::Approve, Role::Approver),
];

/// The act with what its action must bring; figures without a finding.
#[must_use]
pub fn filled(act: Act, agency: &str) -> Act {
    match act.action {
        Action::Enter => act.with_rows(figures(agency, "500", "400")),
        Action::Return | Action::Reopen | Action::Withdraw => {
            act.with_reason(reason("رقم هزینه را با صورت حساب بسنجید"))
        }
        Action::Extend => {
            let later = amalkard::calendar::PersianDate::parse("1404-08-30").unwrap();
            act.with_comment("قطعی سامانه").until(later)
        }
        Action::Justify => act.with_justification(justification(agency, "اصلاح ثبت دوره پیش")),
        _ => act,
    }
}

/// The act with what its action must bring in a round as it stands: an edit of what is there, a delegation to a deputy, an
/// agency that is not in yet.
#[must_use]
pub fn filled_for(act: Act, agency: &str, round: &Round) -> Act {
    match act.action {
        Action::Edit => {
            let present = round.rows(agency).unwrap().first().and_then(|row| row.get("spent")).cloned();
            act.with_edit(edit(agency, "spent", &present.unwrap_or_default().to_string(), "400"))
        }
        Action::Delegate | Action::Revoke => {
            let deputy = Actor { person: format!("deputy-{}", act.by.person), ..act.by.clone() };
            let window = (act.action == Action::Delegate).then(|| window("1404-07-01", "1404-08-30"));
            act.with_delegation(Delegation { delegate: deputy, window })
        }
        Action::Admit => Act { agreements: vec![agreement("530200", "آموزش", "3", "700")], ..act },
        Action::Reject => {
            let line = if agency == ROADS { "1" } else { "2" };
            act.with_reason(Reason { line: Some(line.to_owned()), ..reason("سند ندارد") })
        }
        _ => filled(act, agency),
    }
}

/// An edit of a cell of an agency's line, from what the editor saw to what he wants; empty text is an empty cell.
#[must_use]
pub fn edit(agency: &str, field: &str, from: &str, to: &str) -> Edit {
    let line = if agency == ROADS { "1" } else { "2" };
    let cell = |text: &str| if text.is_empty() { Cell::Null } else { Cell::from(text) };
    Edit {
        table: "lines".to_owned(),
        key: BTreeMap::from([("line".to_owned(), line.to_owned())]),
        field: Some(field.to_owned()),
        from: cell(from),
        to: cell(to),
    }
}

/// The days from one to another.
#[must_use]
pub fn window(from: &str, to: &str) -> Window {
    Window::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

/// A reason about the whole submission.
#[must_use]
pub fn reason(text: &str) -> Reason {
    Reason { line: None, field: None, rule: None, text: text.to_owned() }
}

/// An explanation of the warning W1 about an agency's line.
#[must_use]
pub fn justification(agency: &str, text: &str) -> Justification {
    let line = if agency == ROADS { "1" } else { "2" };
    let key = [("agency", agency), ("line", line)];
    Justification {
        rule: "W1".to_owned(),
        table: "lines".to_owned(),
        key: key.into_iter().map(|(field, text)| (field.to_owned(), text.to_owned())).collect::<BTreeMap<_, _>>(),
        text: text.to_owned(),
        findings: Vec::new(),
    }
}

/// A round of one agency with two lines, and a second form: projects. Published on 5 Mehr 1404.
#[must_use]
pub fn with_projects() -> Office {
    let lines = r#"{"line": "1", "kind": "expense", "title": "هزینه جاری", "approved": "1000"},
                   {"line": "9", "kind": "expense", "title": "نگهداری", "approved": "800"}"#;
    let agreement = format!(
        r#"{{"id": "67-1", "agency": "{ROADS}", "agency_title": "راه و شهرسازی", "province": "67", "year": 1404,
            "exchanged_on": "1404-02-01", "lines": [{lines}]}}"#
    );
    let opening = Opening { agreements: vec![Agreement::from_json(&agreement).unwrap()], ..opening() };
    let opening = Opening { forms: vec!["projects".to_owned()], previous: Vec::new(), ..opening };
    let round = Round::open(opening, Rulebook::from_toml(WITH_PROJECTS).unwrap()).unwrap();
    let mut office = Office { round, now: at("2025-09-27T05:00:00Z") };
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    office
}

/// The same rules, a table of projects beside the lines, and a rule on it that blocks acceptance.
pub const WITH_PROJECTS: &str = include_str!("../rulebooks/office-projects.toml");

/// A row of cells that are text.
#[must_use]
pub fn row(cells: &[(&str, &str)]) -> Row {
    cells.iter().map(|(field, text)| ((*field).to_owned(), Cell::from(*text))).collect()
}
