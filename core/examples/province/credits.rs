//! The credits of the example: what the law says, and what is invented.
//!
//! **From the law** (`data/table_10b.csv`, `data/table_10c.csv`: tables 10-ب and 10-ج of the budget law of 1404, million
//! rials): the total of every funding source of Ilam (67), Kermanshah (56) and Lorestan (66). The lines below add up to
//! these figures exactly, source by source; [`check`] proves it before anything else runs. `OIL_3` is printed as the sum
//! of `OIL_1` and `OIL_2`: it is compared with them and never made into a line. The two columns printed beside the total
//! (`T11_J`, `ENERGY_OPT`) and the financial assets (zero in all three) make no lines either.
//!
//! **Invented**, and labelled «(فرضی)» wherever it is shown:
//! - the agencies: none has a real agency's name, and their numbers are 9, the province's code and three digits
//!   (`967001`), which no real agency has;
//! - the weights by which they share a source, and so every amount below a province's total;
//! - the projects with their titles, codes, plans and counties; programmes, whose first two digits alone (the affair) are real;
//! - the chapters, and the split of an agency's expense credit over three of them;
//! - the days of exchange, the two amendments, who signed them and why.
//!
//! **Assumed**: special revenue pays for expense. The table does not say for what kind of credit it is meant.

use amalkard::agreement::{Agreement, Amendment, AmendmentKind, CreditLine, LineChange};
use amalkard::classification::{CreditKind, Entry, lookup, required_list};
use amalkard::error::{Error, Result};
use amalkard::{Amount, FiscalYear, PersianDate, Unit, text};
use std::collections::BTreeMap;

/// The provinces of the example by budget code, with the number of invented agencies in each.
pub(crate) const PROVINCES: [(&str, usize); 3] = [("67", 10), ("56", 12), ("66", 11)];

/// The last day of the example's period, six months of 1404: the terms in force on it are what agencies report on.
pub(crate) const LAST_DAY: &str = "1404-06-31";

const TABLE_10B: &str = include_str!("data/table_10b.csv");
const TABLE_10C: &str = include_str!("data/table_10c.csv");

/// The funding sources that make lines, in the order of [`Invented::weights`] and of the law's columns.
const SOURCES: [&str; 11] = [
    "PROV_EXPENSE",
    "SPECIAL",
    "PROV_CAPITAL",
    "OIL_1",
    "OIL_2",
    "BALANCED_USE",
    "TAVAZON_1",
    "TAVAZON_2",
    "ENERGY_WATER",
    "VAT_027",
    "NAT_TO_PROV",
];

/// Chapters of expense with their invented weights.
const EXPENSE_CHAPTERS: [(&str, i64); 3] = [("210000", 74), ("220000", 20), ("280000", 6)];

/// An agency that does not exist.
struct Invented {
    title: &'static str,
    programme: &'static str,
    work: &'static str,
    chapters: [&'static str; 2],
    weights: [i64; 11],
}

const AGENCIES: [Invented; 12] = [
    Invented {
        title: "دستگاه آموزش",
        programme: "1801001000",
        work: "تجهیز مدرسه",
        chapters: ["110200", "110100"],
        weights: [46, 4, 6, 0, 3, 6, 0, 4, 0, 40, 0],
    },
    Invented {
        title: "دستگاه درمان",
        programme: "1602001000",
        work: "تکمیل بیمارستان",
        chapters: ["110100", "110200"],
        weights: [22, 40, 5, 0, 4, 8, 0, 18, 0, 0, 20],
    },
    Invented {
        title: "دستگاه راه",
        programme: "1303016000",
        work: "بهسازی راه روستایی",
        chapters: ["110100", "210000"],
        weights: [3, 2, 24, 30, 20, 14, 40, 34, 0, 0, 0],
    },
    Invented {
        title: "دستگاه آب",
        programme: "1307002000",
        work: "سد و شبکه آبیاری",
        chapters: ["110100", "110100"],
        weights: [1, 4, 4, 10, 8, 8, 20, 30, 34, 0, 0],
    },
    Invented {
        title: "دستگاه کشاورزی",
        programme: "1306012000",
        work: "احیای قنات",
        chapters: ["110100", "110300"],
        weights: [5, 3, 10, 8, 10, 10, 10, 8, 22, 0, 0],
    },
    Invented {
        title: "دستگاه آبرسانی",
        programme: "1503003000",
        work: "آبرسانی روستایی",
        chapters: ["110100", "110200"],
        weights: [1, 5, 12, 15, 16, 12, 10, 6, 10, 0, 62],
    },
    Invented {
        title: "دستگاه ورزش",
        programme: "1702004000",
        work: "ساخت سالن ورزشی",
        chapters: ["110100", "110200"],
        weights: [2, 4, 4, 0, 3, 4, 0, 0, 0, 60, 0],
    },
    Invented {
        title: "دستگاه آبخیزداری",
        programme: "1401003000",
        work: "آبخیزداری",
        chapters: ["110100", "110300"],
        weights: [2, 0, 3, 5, 5, 4, 0, 0, 24, 0, 0],
    },
    Invented {
        title: "دستگاه مدرسه‌سازی",
        programme: "1801004000",
        work: "ساخت مدرسه",
        chapters: ["110100", "210000"],
        weights: [1, 0, 14, 12, 16, 18, 0, 0, 0, 0, 0],
    },
    Invented {
        title: "دستگاه آموزش عالی",
        programme: "1803013000",
        work: "تکمیل دانشکده",
        chapters: ["110100", "110200"],
        weights: [6, 30, 2, 0, 0, 4, 0, 0, 0, 0, 18],
    },
    Invented {
        title: "دستگاه توانبخشی",
        programme: "1901002000",
        work: "ساخت مرکز توانبخشی",
        chapters: ["110100", "110200"],
        weights: [6, 4, 2, 0, 3, 3, 0, 0, 0, 0, 0],
    },
    Invented {
        title: "دستگاه برق",
        programme: "1305002000",
        work: "نیروگاه خورشیدی",
        chapters: ["110200", "110100"],
        weights: [1, 4, 2, 20, 12, 9, 20, 0, 10, 0, 0],
    },
];

/// The agreements of the three provinces for 1404; they add up to the law, or an error says where they do not.
pub(crate) fn agreements() -> Result<Vec<Agreement>> {
    let mut agreements = Vec::new();
    for (province, agencies) in PROVINCES {
        let shares = SOURCES
            .iter()
            .enumerate()
            .map(|(position, source)| split(figure(province, source)?, &weights(province, position, agencies)))
            .collect::<Result<Vec<_>>>()?;
        for (position, agency) in AGENCIES.iter().take(agencies).enumerate() {
            let of_agency = shares.iter().map(|shares| shares.get(position).copied().unwrap_or(0));
            agreements.push(agreement(province, position, agency, of_agency)?);
        }
    }
    check(&agreements)?;
    Ok(agreements)
}

/// Proves that the lines add up to the law's figures: each source of 10-ج, and expense, capital and special of 10-ب; as
/// agreed, and with the amendments in force on [`LAST_DAY`].
///
/// # Errors
/// `example.not_the_law` with the province, the figure and both sides.
pub(crate) fn check(agreements: &[Agreement]) -> Result<()> {
    for (province, _) in PROVINCES {
        for (total, parts) in [("OIL_3", ["OIL_1", "OIL_2"].as_slice()), ("CAPITAL", SOURCES.get(2..).unwrap_or(&[]))] {
            let sum = parts.iter().try_fold(0, |sum, part| add(sum, figure(province, part)?))?;
            same(province, total, figure(province, total)?, sum)?;
        }
        for column in ["expense", "capital", "special"] {
            let (b, c) = (cell(TABLE_10B, province, column)?, cell(TABLE_10C, province, column)?);
            same(province, column, b, c)?;
        }
        same(province, "financial_assets", cell(TABLE_10B, province, "financial_assets")?, 0)?;

        let mut agreed = BTreeMap::<String, i64>::new();
        let mut in_force = BTreeMap::<String, i64>::new();
        for agreement in agreements.iter().filter(|agreement| agreement.province() == province) {
            for terms in agreement.terms_on(PersianDate::parse(LAST_DAY)?)? {
                let source = terms.line.source.clone().unwrap_or_default();
                for (sums, amount) in [(&mut agreed, terms.approved), (&mut in_force, terms.amended)] {
                    let sum = sums.entry(source.clone()).or_default();
                    *sum = add(*sum, whole(amount)?)?;
                }
            }
        }
        for source in SOURCES {
            let law = figure(province, source)?;
            same(province, source, law, agreed.get(source).copied().unwrap_or(0))?;
            same(province, source, law, in_force.get(source).copied().unwrap_or(0))?;
        }
        same(
            province,
            "sources of lines",
            i64::try_from(SOURCES.len()).unwrap_or(0),
            i64::try_from(agreed.len()).unwrap_or(0),
        )?;
    }
    Ok(())
}

/// What table 10-ج of the law prints for a funding source in a province, in million rials.
pub(crate) fn figure(province: &str, source: &str) -> Result<i64> {
    let entry = lookup("funding_source", source, year()?)?;
    let column = entry.links.get("column").and_then(|columns| columns.first());
    cell(TABLE_10C, province, column.map_or("", String::as_str))
}

/// The agreement of one invented agency with its shares, in the order of [`SOURCES`].
fn agreement(
    province: &str,
    position: usize,
    agency: &Invented,
    shares: impl Iterator<Item = i64>,
) -> Result<Agreement> {
    let number = format!("9{province}{:03}", position.saturating_add(1));
    let title = format!("{} {} (فرضی)", agency.title, lookup("province", province, year()?)?.fa);
    let mut lines = Vec::new();
    for ((order, source), share) in SOURCES.iter().enumerate().zip(shares) {
        if share == 0 {
            continue;
        }
        let group = order.saturating_add(1).saturating_mul(100);
        match *source {
            "PROV_EXPENSE" => lines.extend(expense_lines(group, agency, share)?),
            "SPECIAL" => lines.push(special_line(group, agency, share)?),
            _ => lines.extend(capital_lines(province, position, group, source, agency, share)?),
        }
    }
    // Agreements are exchanged day after day from 15 Khordad.
    let exchanged_on = PersianDate::new(1404, 3, 15)?.add_days(i64::try_from(position).unwrap_or(0))?;
    let id = format!("{province}-{number}-1404");
    let agreement = Agreement::new(id, number, title, province, year()?, exchanged_on, lines)?;
    if (province, position) == ("67", 2) { amended(&agreement) } else { Ok(agreement) }
}

/// The expense credit of an agency over three chapters.
fn expense_lines(group: usize, agency: &Invented, share: i64) -> Result<Vec<CreditLine>> {
    let parts = split(share, &EXPENSE_CHAPTERS.map(|(_, weight)| weight))?;
    let chapters = EXPENSE_CHAPTERS.iter().zip(parts).enumerate();
    chapters
        .map(|(order, ((chapter, _), amount))| {
            let title = &lookup("expense_chapter", chapter, year()?)?.fa;
            let line = new_line(group, order, CreditKind::Expense, format!("{title} (فرضی)"), amount);
            let codes = (Some((*chapter).to_owned()), Some(agency.programme.to_owned()));
            Ok(CreditLine { source: Some("PROV_EXPENSE".to_owned()), chapter: codes.0, programme: codes.1, ..line })
        })
        .collect()
}

/// What an agency spends from its own revenue; that it is expense is our assumption.
fn special_line(group: usize, agency: &Invented, share: i64) -> Result<CreditLine> {
    let chapter = lookup("expense_chapter", "220000", year()?)?;
    let title = format!("{} از درآمد اختصاصی (فرضی)", chapter.fa);
    Ok(CreditLine {
        source: Some("SPECIAL".to_owned()),
        chapter: Some(chapter.code.clone()),
        programme: Some(agency.programme.to_owned()),
        ..new_line(group, 0, CreditKind::Expense, title, share)
    })
}

/// Two projects of one funding source; in Ilam each in a county.
fn capital_lines(
    province: &str,
    position: usize,
    group: usize,
    source: &str,
    agency: &Invented,
    share: i64,
) -> Result<Vec<CreditLine>> {
    let parts = split(share, &[3, 2])?;
    let projects = parts.into_iter().zip(agency.chapters).enumerate();
    projects
        .map(|(order, (amount, chapter))| {
            let county = county(province, position.saturating_mul(3).saturating_add(group.saturating_div(100)), order)?;
            let place = county.map_or_else(
                || format!("بخش {}", text::persian_digits(&order.saturating_add(1).to_string())),
                |county| county.fa.clone(),
            );
            let title = format!("{}، {place} (فرضی)", agency.work);
            let line = new_line(group, order, CreditKind::Capital, title, amount);
            // The serial of the plan is the number of its first line: 301, 302 stand under plan 301.
            let branch = agency.programme.strip_suffix("000").unwrap_or(agency.programme);
            let serial = group.saturating_add(1).checked_rem(1000).unwrap_or(0);
            Ok(CreditLine {
                source: Some(source.to_owned()),
                chapter: Some(chapter.to_owned()),
                programme: Some(agency.programme.to_owned()),
                plan: Some(format!("{branch}{serial:03}")),
                project: Some(format!("9{province}{:03}{}", position.saturating_add(1), line.line)),
                county: county.map(|county| county.code.clone()),
                ..line
            })
        })
        .collect()
}

/// The agency of roads in Ilam: credit moved between two projects of one source within the period, and a second
/// transfer dated after it, which is not in force when the six months are reported.
fn amended(agreement: &Agreement) -> Result<Agreement> {
    let transfer = |number, date: &str, from: &str, to: &str, amount: i64| {
        Ok(Amendment {
            number,
            date: PersianDate::parse(date)?,
            kind: AmendmentKind::Transfer,
            by: "مدیر بودجه (فرضی)".to_owned(),
            reason: "جابجایی میان دو پروژه (فرضی)".to_owned(),
            reference: Some(format!("67/1404/{number} (فرضی)")),
            new_lines: Vec::new(),
            changes: vec![
                LineChange::decrease(from, Amount::from_i64(amount)),
                LineChange::increase(to, Amount::from_i64(amount)),
            ],
        })
    };
    let first: Result<Amendment> = transfer(1, "1404-05-20", "301", "302", 50_000);
    agreement.amend(first?)?.amend(transfer(2, "1404-08-01", "601", "602", 100_000)?)
}

fn new_line(group: usize, order: usize, kind: CreditKind, title: String, amount: i64) -> CreditLine {
    let code = group.saturating_add(order).saturating_add(1).to_string();
    CreditLine::new(code, kind, title, Amount::from_i64(amount), Unit::MillionRial)
}

/// A county of the province, where its counties are listed.
fn county(province: &str, start: usize, order: usize) -> Result<Option<&'static Entry>> {
    let counties = required_list("county")?.children(province, year()?).collect::<Vec<_>>();
    let position = start.saturating_add(order).checked_rem(counties.len());
    Ok(position.and_then(|position| counties.get(position).copied()))
}

/// The weights of the agencies of a province for one source; they differ a little from province to province.
fn weights(province: &str, source: usize, agencies: usize) -> Vec<i64> {
    let turn = province.bytes().fold(0_usize, |sum, digit| sum.saturating_add(usize::from(digit)));
    let varied = |(position, agency): (usize, &Invented)| {
        let step = position.saturating_mul(7).saturating_add(turn.saturating_mul(3)).checked_rem(5).unwrap_or(0);
        let weight = agency.weights.get(source).copied().unwrap_or(0);
        weight.saturating_mul(i64::try_from(step).unwrap_or(0).saturating_add(8))
    };
    AGENCIES.iter().take(agencies).enumerate().map(varied).collect()
}

/// Shares a total by weights in whole units that add up to it exactly: the largest remainders get the units left over,
/// the earlier of equals first.
///
/// # Errors
/// `example.no_weights` where the weights are negative or all zero, or the total is negative.
pub(crate) fn split(total: i64, weights: &[i64]) -> Result<Vec<i64>> {
    let sum = weights.iter().try_fold(0_i64, |sum, weight| add(sum, *weight))?;
    if sum <= 0 || total < 0 || weights.iter().any(|weight| *weight < 0) {
        return Err(refused("example.no_weights", "وزن‌ها جمع مثبت ندارند", "the weights have no positive sum"));
    }
    let (total, sum) = (i128::from(total), i128::from(sum));
    let mut shares = Vec::new();
    let mut remainders = Vec::new();
    for (position, weight) in weights.iter().enumerate() {
        // Two 64-bit numbers: their product always fits in 128 bits.
        let product = total.saturating_mul(i128::from(*weight));
        shares.push(i64::try_from(product.checked_div(sum).unwrap_or(0)).unwrap_or(0));
        remainders.push((product.checked_rem(sum).unwrap_or(0), position));
    }
    let given = shares.iter().try_fold(0, |given, share| add(given, *share))?;
    let left = usize::try_from(total.saturating_sub(i128::from(given))).unwrap_or(0);
    remainders.sort_by_key(|(remainder, position)| (std::cmp::Reverse(*remainder), *position));
    for (_, position) in remainders.into_iter().take(left) {
        if let Some(share) = shares.get_mut(position) {
            *share = add(*share, 1)?;
        }
    }
    Ok(shares)
}

/// A figure of a table of the law.
fn cell(table: &str, province: &str, column: &str) -> Result<i64> {
    let mut lines = table.lines().map(|line| line.split(',').map(str::trim));
    let position = lines.next().and_then(|mut names| names.position(|name| name == column));
    let row = lines.find(|row| row.clone().next() == Some(province));
    let text = position.and_then(|position| row.and_then(|mut row| row.nth(position)));
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        refused("example.no_figure", "این رقم در جدول قانون نیست", "the table of the law has no such figure")
            .at(format!("{province}/{column}"))
    })
}

fn same(province: &str, figure: &str, law: i64, ours: i64) -> Result<()> {
    if law == ours {
        return Ok(());
    }
    Err(refused("example.not_the_law", "ردیف‌ها با رقم قانون برابر نیست", "the lines do not add up to the law")
        .at(format!("{province}/{figure}"))
        .expected(law.to_string())
        .detail("law", law)
        .detail("ours", ours))
}

fn whole(amount: Amount) -> Result<i64> {
    let mantissa = amount.at_scale(0)?;
    i64::try_from(mantissa).map_err(|_| refused("example.too_large", "رقم بزرگ است", "the figure is too large"))
}

fn add(a: i64, b: i64) -> Result<i64> {
    a.checked_add(b).ok_or_else(|| refused("example.too_large", "رقم بزرگ است", "the figure is too large"))
}

fn refused(code: &'static str, fa: &str, en: &str) -> Error {
    Error::new(code, fa, en).help("داده‌های نمونه را با قانون بسنجید", "compare the example's data with the law")
}

fn year() -> Result<FiscalYear> {
    Ok(FiscalYear::new(1404)?)
}
