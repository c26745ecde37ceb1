//! What to sum, over which groupings.

use super::derived::Conversion;
use super::hierarchy::Hierarchy;
use super::time::Until;
use crate::dataset::TableSchema;
use crate::error::{Error, Result};
use crate::lifecycle::State;
use crate::round::{Include, Round, Submission};
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What to sum, over which groupings, and which submissions count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// The table whose rows are summed.
    pub table: String,
    /// The table of what is expected. Data without the usual one has no coverage; an empty name leaves coverage out.
    pub agreement: String,
    /// The field that holds the agency, in both tables.
    pub agency: String,
    /// The field of the agreement table by which the reported share of credit is measured.
    pub credit: String,
    /// The groupings: each a list of fields, of which every beginning is a grouping too.
    pub by: Vec<Vec<String>>,
    /// Which codes stand above which; their levels are fields that groupings can name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hierarchies: Vec<Hierarchy>,
    /// The field that marks lines which only state totals (true or false); an empty name where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub totals_marked_by: String,
    /// The last day that counts, by a date of the lines; none where all of them count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Figures on another basis than the lines report them on; none where they stay as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
    /// The fields to sum.
    pub measures: Vec<String>,
    /// The state of each agency's submission. Where it is empty nothing is known about approval.
    pub statuses: BTreeMap<String, String>,
    /// The state in which a submission counts.
    pub approved_state: String,
    /// Whether submissions in other states are summed too; the total then says that it is preliminary.
    pub preliminary: bool,
    /// The decimal places of percentages, which are for showing only: 9 at most.
    pub percent_digits: u32,
    /// The name under which lineage knows this dataset, such as a submission and its revision.
    pub source: String,
}

/// The usual name of the table of what is expected.
pub(crate) const AGREEMENT: &str = "agreement";

/// The most decimal places of a percentage.
const MOST_PERCENT_DIGITS: u32 = 9;

impl Default for Plan {
    fn default() -> Self {
        Self {
            table: "lines".to_owned(),
            agreement: AGREEMENT.to_owned(),
            agency: "agency".to_owned(),
            credit: "approved".to_owned(),
            by: Vec::new(),
            hierarchies: Vec::new(),
            totals_marked_by: String::new(),
            until: None,
            conversion: None,
            measures: Vec::new(),
            statuses: BTreeMap::new(),
            approved_state: "approved".to_owned(),
            preliminary: false,
            percent_digits: 1,
            source: String::new(),
        }
    }
}

impl Plan {
    /// A plan with its groupings and measures; everything else as usual.
    #[must_use]
    pub fn new(by: &[&[&str]], measures: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self { by: by.iter().map(|fields| owned(fields)).collect(), measures: owned(measures), ..Self::default() }
    }

    /// The same plan with the state of each agency's submission.
    #[must_use]
    pub fn with_statuses<A: Into<String>, S: Into<String>>(
        mut self,
        statuses: impl IntoIterator<Item = (A, S)>,
    ) -> Self {
        self.statuses = statuses.into_iter().map(|(agency, state)| (agency.into(), state.into())).collect();
        self
    }

    /// The same plan with another state of one agency's submission.
    pub(crate) fn with_status(mut self, agency: &str, state: &str) -> Self {
        let folded = text::fold(agency);
        self.statuses.retain(|known, _| text::fold(known) != folded);
        self.statuses.insert(folded, state.to_owned());
        self
    }

    /// The same plan with the states of a round's submissions. With [`Include::Entered`] the latest figures count
    /// whatever their state, and the total is preliminary.
    #[must_use]
    pub fn for_round(mut self, round: &Round, include: Include) -> Self {
        self.approved_state = State::Approved.name().to_owned();
        let status = |item: &Submission| (item.agency().to_owned(), item.state().name().to_owned());
        self.statuses = round.submissions().map(status).collect();
        self.preliminary = include != Include::Approved;
        if self.source.is_empty() {
            self.source = round.id().to_owned();
        }
        self
    }

    /// Whether some lines may not be added: because they state the totals of others, or are dated too late.
    pub(crate) fn has_totals(&self) -> bool {
        !self.hierarchies.is_empty() || !self.totals_marked_by.is_empty() || self.until.is_some()
    }

    /// Every grouping: the beginnings of each list in `by`, the empty one (the grand total) among them.
    pub(crate) fn groupings(&self) -> Vec<Vec<String>> {
        let beginnings = |fields: &Vec<String>| {
            (0..=fields.len()).filter_map(|length| fields.get(..length).map(<[String]>::to_vec)).collect::<Vec<_>>()
        };
        let mut all: Vec<_> = self.by.iter().flat_map(beginnings).chain([Vec::new()]).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The distinct fields of all groupings, in alphabetical order.
    pub(crate) fn fields(&self) -> Vec<String> {
        let mut fields: Vec<_> = self.by.iter().flatten().cloned().collect();
        fields.sort();
        fields.dedup();
        fields
    }

    /// Whether both sum the same things in the same way; the sources may differ.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let anonymous = |plan: &Self| Self { source: String::new(), ..plan.clone() };
        self.groupings() == other.groupings() && {
            let (mut ours, mut theirs) = (anonymous(self), anonymous(other));
            ours.by.clear();
            theirs.by.clear();
            ours == theirs
        }
    }

    /// Refuses a field that is named twice in one list, and percentages of too many digits.
    pub(crate) fn check(&self) -> Result<()> {
        if MOST_PERCENT_DIGITS < self.percent_digits {
            return Err(Error::new(
                "consolidation.too_many_digits",
                "درصد با این همه رقم اعشار نشان داده نمی‌شود",
                format!("percentages are not shown with {} decimal places", self.percent_digits),
            )
            .at("percent_digits")
            .expected(format!("0 to {MOST_PERCENT_DIGITS}"))
            .help("رقم‌های اعشار کمتری بخواهید", "ask for fewer decimal places"));
        }
        Hierarchy::check_all(self)?;
        for names in self.by.iter().chain([&self.measures]) {
            let mut sorted: Vec<_> = names.iter().collect();
            sorted.sort();
            if let Some(name) = sorted.windows(2).find_map(|pair| match pair {
                [a, b] if a == b => Some(*a),
                _ => None,
            }) {
                return Err(Error::new(
                    "consolidation.repeated_field",
                    format!("«{name}» در یک فهرست دو بار آمده است"),
                    format!("`{name}` is named twice in one list"),
                )
                .at(name.as_str())
                .help("هر فیلد را یک بار بنویسید", "name each field once"));
            }
        }
        Ok(())
    }
}

/// The position of a field in a table.
pub(crate) fn position(schema: &TableSchema, name: &str) -> Result<usize> {
    schema.field(name).map(|(position, _)| position).ok_or_else(|| {
        let known: Vec<_> = schema.fields().iter().map(|field| field.name.as_str()).collect();
        let table = schema.name();
        let error = Error::new(
            "consolidation.unknown_field",
            format!("جدول «{table}» فیلدی به نام «{name}» ندارد"),
            format!("table `{table}` has no field `{name}`"),
        )
        .at(format!("{table}/{name}"));
        suggest(error, name, &known)
    })
}

/// The error with the names that were possible and the nearest of them.
pub(crate) fn suggest(error: Error, name: &str, known: &[&str]) -> Error {
    let error = error.expected(known.join(", "));
    match text::closest(name, known.iter().copied()) {
        Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
        None => error.help("یکی از نام‌های بالا را بنویسید", "use one of the names above"),
    }
}
