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

impl Delegated {
    fn is_between(&self, principal: &Actor, delegate: &Actor) -> bool {
        same(&self.principal, principal) && same(&self.delegate, delegate)
    }
}

/// Whether two say the same person in the same role, of the same agency.
fn same(a: &Actor, b: &Actor) -> bool {
    let agency = |actor: &Actor| actor.agency.as_deref().map(text::fold);
    (a.identity(), a.role, agency(a)) == (b.identity(), b.role, agency(b))
}

impl Standing {
    /// After an event that delegates, or ends a delegation.
    pub(super) fn pass_on(&mut self, event: &Event) {
        let Some(Delegation { delegate, window }) = &event.payload.delegation else { return };
        for one in self.delegations.iter_mut().filter(|one| one.revoked.is_none()) {
            if one.is_between(&event.actor, delegate) {
                one.revoked = Some(event.seq);
            }
        }
        if let Some(window) = window {
            self.delegations.push(Delegated {
                principal: event.actor.clone(),
                delegate: delegate.clone(),
                window: *window,
                seq: event.seq,
                revoked: None,
            });
        }
    }
}

impl Round {
    /// The delegations made in the round, ended ones among them.
    #[must_use]
    pub fn delegations(&self) -> &[Delegated] {
        &self.standing.delegations
    }

    /// That whoever acts for somebody else has been asked to, for today.
    pub(super) fn delegated(&self, act: &Act, today: PersianDate) -> Result<()> {
        let Some(principal) = &act.on_behalf_of else { return Ok(()) };
        principal.check()?;
        let made = || self.standing.delegations.iter().filter(|one| one.is_between(principal, &act.by));
        if made().any(|one| one.revoked.is_none() && one.window.contains(today)) {
            return Ok(());
        }
        Err(not_delegated(act, principal, made().last(), today))
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
                let open = |one: &Delegated| one.revoked.is_none() && one.is_between(&act.by, delegate);
                if self.standing.delegations.iter().any(open) {
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
