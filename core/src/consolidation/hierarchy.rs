//! Hierarchies (سلسله‌مراتب): which code stands above which, so that totals of any level can be asked for.
//!
//! A hierarchy is declared in the plan: from a code list, a table of the dataset, a scheme of digits or a list of codes.
//! Each of its levels becomes a field that groupings name like any other, so levels of several hierarchies cross freely.

use super::plan::Plan;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which code of a field stands above which, and what the levels are called.
///
/// # Example
/// Plans by affair and chapter, beside the kind of credit.
/// ```
/// use amalkard::consolidation::{Hierarchy, Parents, Plan};
/// let plans = Hierarchy::new("plan", &["affair", "chapter"], Parents::Scheme("plan-10".into()));
/// let plan = Plan { hierarchies: vec![plans], ..Plan::new(&[&["affair", "chapter"], &["affair", "kind"]], &["spent"]) };
/// # let _ = plan;
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hierarchy {
    /// The field whose codes it puts in order.
    pub field: String,
    /// The names of its levels from the top; each becomes a field. A code that ends higher up has none further down.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Where it is said which code stands above which.
    pub parents: Parents,
    /// The fiscal year whose codes are meant, where codes have years of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// The field that holds the fiscal year of each line, where lines are of several years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_field: Option<String>,
    /// What a line is whose code stands above those of other lines.
    #[serde(default)]
    pub parent_rows: ParentRows,
    /// The fields within which such a line is the total of the others, such as the kind of credit; usually none.
    #[serde(default)]
    pub within: Vec<String>,
}

/// What a line is whose code stands above the codes of other lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParentRows {
    /// It states the total of the others: it is compared with them, and never added to them. Where no line stands below
    /// it, it counts: nothing is lost.
    #[default]
    Stated,
    /// It has figures of its own, beside those below it.
    Own,
}

/// Where it is said which code stands above which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parents {
    /// In a code list of the library: `county` stands below `province`, `funding_source` below itself.
    List(String),
    /// In a table of the dataset; the table of the lines may be that table.
    Table(ParentTable),
    /// In the digits of a code scheme of the library: `plan-10`.
    Scheme(String),
    /// In the digits of the codes.
    Prefix(Prefix),
    /// In this list.
    Codes(Vec<Link>),
}

/// The fields of a table that says which code stands above which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentTable {
    /// Its name.
    pub name: String,
    /// The field of the code.
    pub code: String,
    /// The field of the code above it; empty for those at the top.
    pub parent: String,
    /// The field of its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The field of the first fiscal year in which it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// The field of the last fiscal year in which it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

/// Codes whose beginnings are the codes above them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefix {
    /// How many digits the codes of each level have, from the top: 2, 4, 7, 10.
    pub digits: Vec<usize>,
    /// The sign that fills a higher code up to the full length: `1306012000` is the programme 1306012.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<char>,
}

/// One code and the code above it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The code.
    pub code: String,
    /// The code above it; none at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The first fiscal year in which it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<u16>,
    /// The last fiscal year in which it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<u16>,
    /// Whether it only sums others and is never the code of a line.
    #[serde(default)]
    pub heading: bool,
    /// Whether it is printed beside a total and stands in no sum.
    #[serde(default)]
    pub outside_total: bool,
}

impl Hierarchy {
    /// A hierarchy of any year, whose lines above others state totals.
    #[must_use]
    pub fn new(field: &str, levels: &[&str], parents: Parents) -> Self {
        Self {
            field: field.to_owned(),
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            parents,
            year: None,
            year_field: None,
            parent_rows: ParentRows::Stated,
            within: Vec::new(),
        }
    }

    /// The fields that it is read within, the one of the year among them.
    pub(super) fn context_fields(&self) -> impl Iterator<Item = &str> {
        self.within.iter().chain(&self.year_field).map(String::as_str)
    }

    /// Refuses what cannot be meant, whatever the data.
    pub(super) fn check_all(plan: &Plan) -> Result<()> {
        let mut levels = BTreeSet::new();
        for (at, hierarchy) in plan.hierarchies.iter().enumerate() {
            for level in &hierarchy.levels {
                if !levels.insert(level) {
                    return Err(Error::new(
                        "consolidation.repeated_field",
                        format!("«{level}» نام دو سطح است"),
                        format!("two levels are called `{level}`"),
                    )
                    .at(format!("hierarchies/{at}/levels/{level}"))
                    .help("به هر سطح نامی جدا بدهید", "give each level a name of its own"));
                }
            }
            let digits = match &hierarchy.parents {
                Parents::Prefix(prefix) => prefix.digits.as_slice(),
                _ => &[1],
            };
            let rising = digits.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
            if digits.first().is_none_or(|first| *first == 0) || !rising {
                return Err(Error::new(
                    "consolidation.bad_hierarchy",
                    "شمار رقم‌های سطح‌ها باید از بالا به پایین بزرگ شود",
                    "the numbers of digits must grow from the top level down",
                )
                .at(format!("hierarchies/{at}/parents/prefix/digits"))
                .expected("such as 2, 4, 7, 10")
                .help("شمار رقم‌های هر سطح را بنویسید", "give the number of digits of each level"));
            }
            if hierarchy.year.is_some() && hierarchy.year_field.is_some() {
                return Err(Error::new(
                    "consolidation.bad_hierarchy",
                    "یا سال را بنویسید یا فیلد سال را، نه هر دو را",
                    "state the year or the field that holds it, not both",
                )
                .at(format!("hierarchies/{at}/year"))
                .help("یکی را بردارید", "leave one of them out"));
            }
        }
        Ok(())
    }
}
