//! The codes of a hierarchy with what stands above each, read from where the plan says, and checked.

use super::hierarchy::{Hierarchy, Link, ParentTable, Parents};
use super::plan::{Plan, position};
use super::source::unknown_table;
use crate::classification::{CodeList, CodeScheme, list as list_named, required_list};
use crate::dataset::{Dataset, Table};
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

/// The codes of one hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Each code with the one above it.
    Declared(BTreeMap<String, Vec<Member>>),
    /// The beginnings of a code stand above it.
    Prefix(Vec<usize>, Option<char>),
}

/// What is known of a code in some years. Codes are folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    written: String,
    parent: Option<String>,
    title: Option<String>,
    valid_from: Option<u16>,
    valid_to: Option<u16>,
    heading: bool,
    outside: bool,
}

/// Where a code stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Below these codes, itself the last.
    Below(Vec<String>),
    /// It is not in the hierarchy.
    Unknown,
    /// It is, but not in that year.
    NotInYear,
}

impl Member {
    fn valid_in(&self, year: Option<u16>) -> bool {
        let Some(year) = year else { return true };
        self.valid_from.is_none_or(|first| first <= year) && self.valid_to.is_none_or(|last| year <= last)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| match (a.valid_to, b.valid_from) {
            (Some(last), Some(first)) => last < first,
            _ => false,
        };
        !before(self, other) && !before(other, self)
    }
}

impl Family {
    /// The families of a plan's hierarchies.
    pub(crate) fn all(plan: &Plan, data: &Dataset, known: &[Self]) -> Result<Vec<Self>> {
        let read = |(at, hierarchy): (usize, &Hierarchy)| {
            // New lines of one agency come without the tables that say which code stands above which.
            if let (Parents::Table(table), Some(known)) = (&hierarchy.parents, known.get(at))
                && data.table(&table.name).is_none()
            {
                return Ok(known.clone());
            }
            Self::of(hierarchy, at, data)
        };
        plan.hierarchies.iter().enumerate().map(read).collect()
    }

    fn of(hierarchy: &Hierarchy, at: usize, data: &Dataset) -> Result<Self> {
        let place = format!("hierarchies/{at}");
        let links = match &hierarchy.parents {
            Parents::Prefix(prefix) => return Ok(Self::Prefix(prefix.digits.clone(), prefix.fill)),
            Parents::Scheme(name) => return Ok(Self::Prefix(CodeScheme::named(name)?.cuts(), Some('0'))),
            Parents::List(name) => links_of_list(required_list(name)?),
            Parents::Table(named) => {
                let table = data.table(&named.name).ok_or_else(|| unknown_table(data, &named.name))?;
                links_of_table(table, named)?
            }
            Parents::Codes(links) => links.clone(),
        };
        let family = Self::declared(links);
        family.check(hierarchy.year, &place)?;
        Ok(family)
    }

    fn declared(links: Vec<Link>) -> Self {
        let mut members: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for link in links {
            let parent = link.parent.as_deref().map(text::fold).filter(|parent| !parent.is_empty());
            members.entry(text::fold(&link.code)).or_default().push(Member {
                written: link.code,
                parent,
                title: link.title,
                valid_from: link.valid_from,
                valid_to: link.valid_to,
                heading: link.heading,
                outside: link.outside_total,
            });
        }
        for same in members.values_mut() {
            same.sort();
            same.dedup();
        }
        Self::Declared(members)
    }

    /// Both together; the same code must have the same parent in both.
    pub(crate) fn union(&self, other: &Self, place: &str) -> Result<Self> {
        match (self, other) {
            (Self::Declared(ours), Self::Declared(theirs)) if ours != theirs => {
                let mut all = ours.clone();
                for (code, members) in theirs {
                    let same = all.entry(code.clone()).or_default();
                    same.extend(members.iter().cloned());
                    same.sort();
                    same.dedup();
                }
                let family = Self::Declared(all);
                family.check(None, place)?;
                Ok(family)
            }
            _ => Ok(self.clone()),
        }
    }

    /// Refuses a code with two parents in one year, and codes that stand above themselves.
    fn check(&self, year: Option<u16>, place: &str) -> Result<()> {
        let Self::Declared(members) = self else { return Ok(()) };
        let relevant = |member: &&Member| member.valid_in(year);
        for (code, same) in members {
            let same: Vec<&Member> = same.iter().filter(relevant).collect();
            for (at, one) in same.iter().enumerate() {
                let rest = same.iter().skip(at.saturating_add(1));
                if let Some(other) = rest.into_iter().find(|other| one.parent != other.parent && one.overlaps(other)) {
                    let top = |member: &Member| member.parent.clone().unwrap_or_else(|| "–".to_owned());
                    let (a, b) = (top(one), top(other));
                    return Err(Error::new(
                        "consolidation.two_parents",
                        format!("کد «{code}» هم زیر {a} است و هم زیر {b}"),
                        format!("code `{code}` stands below {a} and below {b}"),
                    )
                    .at(format!("{place}/{code}"))
                    .help(
                        "یک بالادست را بردارید یا سال‌های اعتبار هر یک را بنویسید",
                        "take one parent away, or state the years in which each is valid",
                    ));
                }
            }
        }
        let edges: BTreeSet<u16> =
            members.values().flatten().flat_map(|member| [member.valid_from, member.valid_to]).flatten().collect();
        let years: Vec<Option<u16>> = match year {
            Some(year) => vec![Some(year)],
            None if edges.is_empty() => vec![None],
            None => edges.into_iter().map(Some).collect(),
        };
        for year in years {
            for code in members.keys() {
                self.standing(code, year, place)?;
            }
        }
        Ok(())
    }

    /// Where a folded code stands in a year.
    pub(crate) fn standing(&self, code: &str, year: Option<u16>, place: &str) -> Result<Standing> {
        let members = match self {
            Self::Declared(members) => members,
            Self::Prefix(digits, fill) => return Ok(prefixes(code, digits, *fill)),
        };
        let valid = |code: &str| members.get(code)?.iter().find(|member| member.valid_in(year));
        let mut path = vec![code.to_owned()];
        let Some(mut member) = valid(code) else {
            // A code that is only named as a parent is at the top.
            let is_parent = || {
                members.values().flatten().any(|member| member.parent.as_deref() == Some(code) && member.valid_in(year))
            };
            return Ok(match members.contains_key(code) {
                true => Standing::NotInYear,
                false if is_parent() => Standing::Below(path),
                false => Standing::Unknown,
            });
        };
        while let Some(parent) = &member.parent {
            if path.contains(parent) {
                return Err(Error::new(
                    "consolidation.cycle",
                    format!("کد «{parent}» بالادست خودش است"),
                    format!("code `{parent}` stands above itself"),
                )
                .at(format!("{place}/{parent}"))
                .detail("path", path.join(" < "))
                .help(
                    "حلقه را باز کنید؛ سطری که کد نخستین فرزند خود را دارد با شماره سطر شناخته می‌شود",
                    "open the circle; a row that has the code of its first child is told from it by the number of its row",
                ));
            }
            path.push(parent.clone());
            match valid(parent) {
                Some(above) => member = above,
                None => break,
            }
        }
        path.reverse();
        Ok(Standing::Below(path))
    }

    fn member(&self, code: &str, year: Option<u16>) -> Option<&Member> {
        match self {
            Self::Declared(members) => members.get(code)?.iter().find(|member| member.valid_in(year)),
            Self::Prefix(..) => None,
        }
    }

    /// What a code is called and how it is written.
    pub(crate) fn shown(&self, code: &str, year: Option<u16>) -> (Option<&str>, Option<&str>) {
        let member = self.member(code, year);
        (member.map(|member| member.written.as_str()), member.and_then(|member| member.title.as_deref()))
    }

    /// Whether a line of this code only sums others.
    pub(crate) fn is_heading(&self, code: &str, year: Option<u16>) -> bool {
        self.member(code, year).is_some_and(|member| member.heading)
    }

    /// Whether a line of this code stands in no sum.
    pub(crate) fn is_outside(&self, code: &str, year: Option<u16>) -> bool {
        self.member(code, year).is_some_and(|member| member.outside)
    }

    /// The codes as a list; none where they are told by their digits.
    pub(crate) fn links(&self) -> Option<Vec<Link>> {
        let Self::Declared(members) = self else { return None };
        let link = |member: &Member| Link {
            code: member.written.clone(),
            parent: member.parent.clone(),
            title: member.title.clone(),
            valid_from: member.valid_from,
            valid_to: member.valid_to,
            heading: member.heading,
            outside_total: member.outside,
        };
        Some(members.values().flatten().map(link).collect())
    }

    /// Whether lines of some codes are never added.
    pub(crate) fn leaves_out(&self) -> bool {
        match self {
            Self::Declared(members) => members.values().flatten().any(|member| member.heading || member.outside),
            Self::Prefix(..) => false,
        }
    }

    /// The known code nearest to one that is unknown.
    pub(crate) fn closest(&self, code: &str) -> Option<String> {
        match self {
            Self::Declared(members) => text::closest(code, members.keys().map(String::as_str)).map(str::to_owned),
            Self::Prefix(..) => None,
        }
    }
}

/// The beginnings of a code, itself the last.
fn prefixes(code: &str, digits: &[usize], fill: Option<char>) -> Standing {
    let length = code.chars().count();
    let cut = |count: usize| code.chars().take(count).collect::<String>();
    let filled = |count: &usize| fill.is_some_and(|fill| code.chars().skip(*count).all(|sign| sign == fill));
    let own = match digits.last() {
        // A code of full length is of the highest level below which there is nothing but filling.
        Some(last) if *last == length => digits.iter().find(|count| **count == length || filled(count)),
        _ => digits.iter().find(|count| **count == length),
    };
    match own {
        Some(own) => {
            Standing::Below(digits.iter().take_while(|count| *count <= own).map(|count| cut(*count)).collect())
        }
        None => Standing::Unknown,
    }
}

fn links_of_list(list: &CodeList) -> Vec<Link> {
    let link = |entry: &crate::classification::Entry| Link {
        code: entry.code.clone(),
        parent: entry.parent.clone(),
        title: Some(entry.fa.clone()),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        heading: entry.heading,
        outside_total: entry.outside_total,
    };
    let mut links: Vec<Link> = list.entries().iter().map(link).collect();
    // Counties stand below provinces, which are a list of their own.
    let above = list.parent_list().filter(|above| *above != list.id()).and_then(list_named);
    let named: BTreeSet<String> = links.iter().filter_map(|link| link.parent.as_deref().map(text::fold)).collect();
    let own: BTreeSet<String> = links.iter().map(|link| text::fold(&link.code)).collect();
    let of_parents = above.map(links_of_list).unwrap_or_default().into_iter().filter(|link| {
        let code = text::fold(&link.code);
        named.contains(&code) && !own.contains(&code)
    });
    links.extend(of_parents);
    links
}

fn links_of_table(table: &Table, named: &ParentTable) -> Result<Vec<Link>> {
    let at = |name: &str| position(table.schema(), name);
    let optional = |name: &Option<String>| name.as_deref().map(at).transpose();
    let (code, parent, title) = (at(&named.code)?, at(&named.parent)?, optional(&named.title)?);
    let (from, to) = (optional(&named.valid_from)?, optional(&named.valid_to)?);
    let cell = |row: usize, field: Option<usize>| match table.scalar(row, field?) {
        Scalar::Missing => None,
        value => Some(value.to_string()),
    };
    let year = |row: usize, field: Option<usize>| -> Result<Option<u16>> {
        let Some(written) = cell(row, field) else { return Ok(None) };
        text::ascii_digits(&written).trim().parse().map(Some).map_err(|_| {
            Error::new(
                "consolidation.bad_year",
                format!("«{}» سال مالی نیست", text::excerpt(&written)),
                format!("`{}` is not a fiscal year", text::excerpt(&written)),
            )
            .at(format!("{}/{row}", named.name))
            .expected("a year of four digits")
            .help("سال را با چهار رقم بنویسید", "write the year with four digits")
        })
    };
    let mut links = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let Some(code) = cell(row, Some(code)) else { continue };
        links.push(Link {
            code,
            parent: cell(row, Some(parent)),
            title: cell(row, title),
            valid_from: year(row, from)?,
            valid_to: year(row, to)?,
            ..Link::default()
        });
    }
    Ok(links)
}

#[cfg(test)]
#[path = "family_tests.rs"]
mod tests;
