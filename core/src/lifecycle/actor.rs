//! Actor (اقدام‌کننده): a person in a role.

use super::role::Role;
use crate::error::{Error, Result};
use crate::text;
use serde::{Deserialize, Serialize};

/// A person in a role. The host has established who it is; the core never asks again.
///
/// # Example
/// ```
/// use amalkard::lifecycle::{Actor, Role};
/// let expert = Actor::new("p-17", Role::AgencyExpert).of_agency("530000");
/// assert_eq!(serde_json::to_string(&expert)?, r#"{"person":"p-17","role":"agency_expert","agency":"530000"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// What identifies the person in the host's system; two spellings that differ only in letters' forms or digits'
    /// script are the same person.
    pub person: String,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// In what capacity.
    pub role: Role,
    /// The agency the person belongs to; none for the planning organisation's own staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
}

impl Actor {
    /// A person in a role, of no reporting agency.
    #[must_use]
    pub fn new(person: impl Into<String>, role: Role) -> Self {
        Self { person: person.into(), name: None, role, agency: None }
    }

    /// The same person, as one of an agency.
    #[must_use]
    pub fn of_agency(mut self, agency: impl Into<String>) -> Self {
        self.agency = Some(agency.into());
        self
    }

    /// The same person with a name to show.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The name where there is one, else what identifies the person.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.person)
    }

    /// The form of `person` by which persons are told apart.
    #[must_use]
    pub fn identity(&self) -> String {
        text::fold(&self.person)
    }

    /// Whether the person belongs to an agency.
    #[must_use]
    pub fn belongs_to(&self, agency: &str) -> bool {
        self.agency.as_deref().is_some_and(|own| text::fold(own) == text::fold(agency))
    }

    /// That somebody is named at all.
    ///
    /// # Errors
    /// `lifecycle.no_person`.
    pub fn check(&self) -> Result<()> {
        if self.identity().is_empty() {
            return Err(Error::new("lifecycle.no_person", "شناسه شخص خالی است", "the actor names no person")
                .at("by/person")
                .expected("the identifier of a person")
                .help("شناسه یکتای شخص را بدهید", "give what identifies the person in your system"));
        }
        Ok(())
    }
}
