//! Delegations: who may act in whose place, on which days.

use super::Round;
use super::act::Act;
use super::fold::Standing;
use crate::calendar::{PersianDate, Window};
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Actor, Delegation, Event, refusal};
use crate::text;
use serde::{Deserialize, Serialize};

/// A delegation that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegated {
    /// Who passes a duty on.
    pub principal: Actor,
    /// Who takes it over, in the same role.
    pub delegate: Actor,
    /// The days on which the delegate may act, both ends included.
    pub window: Window,
    /// The event that says so.
    pub seq: u64,
    /// The event that ended it before its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<u64>,
}

/// What tells a delegation from others: who passes what on to whom. Of two between the same the later one counts.
fn pair(principal: &Actor, delegate: &Actor) -> String {
    let agency = |actor: &Actor| actor.agency.as_deref().map(text::fold).unwrap_or_default();
    let (from, to) = (principal.identity(), delegate.identity());
    [&from, &agency(principal), principal.role.name(), &to, &agency(delegate), delegate.role.name()].join("\n")
}

impl Standing {
    /// After an event that delegates, or ends a delegation.
    pub(super) fn pass_on(&mut self, event: &Event) {
        let Some(Delegation { delegate, window }) = &event.payload.delegation else { return };
        let pair = pair(&event.actor, delegate);
        match window {
            Some(window) => {
                let (principal, delegate, window) = (event.actor.clone(), delegate.clone(), *window);
                let one = Delegated { principal, delegate, window, seq: event.seq, revoked: None };
                self.delegations.insert(pair, one);
            }
            None => {
                if let Some(one) = self.delegations.get_mut(&pair) {
                    one.revoked = Some(event.seq);
                }
            }
        }
    }
}

impl Round {
    /// The delegations of the round, ended ones among them: of two between the same persons the later one.
    pub fn delegations(&self) -> impl Iterator<Item = &Delegated> {
        self.standing.delegations.values()
    }

    /// That whoever acts for somebody else has been asked to, for today.
    pub(super) fn delegated(&self, act: &Act, today: PersianDate) -> Result<()> {
        let Some(principal) = &act.on_behalf_of else { return Ok(()) };
        principal.check()?;
        match self.standing.delegations.get(&pair(principal, &act.by)) {
            Some(one) if one.revoked.is_none() && one.window.contains(today) => Ok(()),
            other => Err(not_delegated(act, principal, other, today)),
        }
    }

    /// That a delegation passes a duty to another person of the same side for days to come, or that the one to be ended
    /// is there.
    pub(super) fn sound_delegation(&self, act: &Act, today: PersianDate) -> Result<()> {
        let Some(Delegation { delegate, window }) = &act.delegation else {
            return Err(refusal::unexplained(act.action, "تفویض‌گیرنده و روزها", "the delegate and the days"));
        };
        delegate.check().map_err(|error| error.at("delegation/delegate/person"))?;
        let side = |actor: &Actor| actor.agency.as_deref().map(text::fold);
        if act.on_behalf_of.is_some() {
            return Err(bad_delegation("خود به نمایندگی کار می‌کند", "a delegate passes nothing on", "by"));
        }
        if delegate.identity() == act.by.identity() {
            return Err(bad_delegation(
                "به خود تفویض نمی‌شود",
                "nobody delegates to himself",
                "delegation/delegate/person",
            ));
        }
        if delegate.role != act.by.role {
            let en = "the delegate takes over the same role";
            return Err(bad_delegation("نقش تفویض‌گیرنده همان نقش است", en, "delegation/delegate/role"));
        }
        if side(delegate) != side(&act.by) {
            let en = "the delegate belongs to the same agency, or organisation";
            return Err(bad_delegation("تفویض‌گیرنده از همان دستگاه یا سازمان است", en, "delegation/delegate/agency"));
        }
        match (act.action, window) {
            (Action::Revoke, None) => {
                let one = self.standing.delegations.get(&pair(&act.by, delegate));
                if one.is_some_and(|one| one.revoked.is_none()) {
                    return Ok(());
                }
                Err(bad_delegation("چنین تفویضی نیست", "there is no such delegation", "delegation/delegate"))
            }
            (Action::Delegate, Some(window)) if today <= window.to() => Ok(()),
            (Action::Delegate, _) => Err(bad_delegation(
                "روزهای تفویض گذشته یا داده نشده است",
                "the days are over, or not given",
                "delegation/window",
            )),
            _ => Err(bad_delegation("لغو تفویض روز ندارد", "an end of a delegation has no days", "delegation/window")),
        }
    }
}

fn bad_delegation(fa: &str, en: &str, place: &str) -> Error {
    Error::new(
        "lifecycle.bad_delegation",
        format!("این تفویض پذیرفته نیست: {fa}"),
        format!("the delegation is refused: {en}"),
    )
    .at(place)
    .expected(
        r#"{"delegate": {another person of the same role and side}, "window": {"from": …, "to": today or later}}"#,
    )
    .help("تفویض‌گیرنده و روزها را درست کنید", "correct the delegate and the days")
}

fn not_delegated(act: &Act, principal: &Actor, last: Option<&Delegated>, today: PersianDate) -> Error {
    let fa = |day: PersianDate| text::persian_digits(&day.to_string());
    let (by, whose) = (act.by.shown(), principal.shown());
    let error = match last {
        Some(Delegated { revoked: Some(_), .. }) => Error::new(
            "lifecycle.not_delegated",
            format!("«{whose}» تفویض خود به «{by}» را لغو کرده است"),
            format!("`{whose}` has revoked the delegation to `{by}`"),
        ),
        Some(Delegated { window, .. }) => Error::new(
            "lifecycle.not_delegated",
            format!(
                "تفویض «{whose}» به «{by}» از {} تا {} است و امروز {}",
                fa(window.from()),
                fa(window.to()),
                fa(today)
            ),
            format!(
                "`{whose}` has delegated to `{by}` from {} to {}, and today is {today}",
                window.from(),
                window.to()
            ),
        )
        .detail("from", window.from())
        .detail("until", window.to()),
        None => Error::new(
            "lifecycle.not_delegated",
            format!("«{whose}» به «{by}» چیزی تفویض نکرده است"),
            format!("`{whose}` has delegated nothing to `{by}` in the role {}", act.by.role),
        ),
    };
    error
        .at("on_behalf_of")
        .expected("a delegation in the same role, for today")
        .detail("tried", act.action)
        .detail("person", &act.by.person)
        .detail("on_behalf_of", &principal.person)
        .detail("today", today)
        .detail("who_may", &principal.person)
        .help(
            format!("«{whose}» می‌تواند خود اقدام کند یا اختیار را تفویض کند"),
            format!("`{whose}` can act, or delegate (action `delegate`)"),
        )
}
