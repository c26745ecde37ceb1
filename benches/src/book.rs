//! Performance, previous period and agreement of invented agencies for the rulebook `ir/1404`: made from a seed, the
//! same on every machine; half a percent of the lines wrong, each in one of twelve ways.

use crate::lines::Random;
use amalkard::dataset::{Bitmap, Dataset, Integers, RawColumn, Strings};
use amalkard::rules::Rulebook;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Million rials to rials, the integers of the library's columns.
const MILLION: i64 = 1_000_000;
/// Stands for no figure in the peers' files.
pub const NOTHING: i64 = i64::MIN;
/// Lines of one agency.
pub const FORM: usize = 500;

/// The figures of a line, in rials; progress in hundredths of a percent.
pub const FIGURES: [&str; 17] = [
    "approved",
    "amended",
    "notified",
    "allocated",
    "received",
    "float_received",
    "collected",
    "secured",
    "committed",
    "advance",
    "on_account",
    "spent",
    "paid",
    "returned",
    "unspent",
    "carried_over",
    "physical_progress",
];
const APPROVED: usize = 0;
const AMENDED: usize = 1;
const ALLOCATED: usize = 3;
const RECEIVED: usize = 4;
const COLLECTED: usize = 6;
const SECURED: usize = 7;
const COMMITTED: usize = 8;
const ADVANCE: usize = 9;
const SPENT: usize = 11;
const PAID: usize = 12;
const RETURNED: usize = 13;
const UNSPENT: usize = 14;
const CARRIED: usize = 15;
const PROGRESS: usize = 16;

type Figures = [i64; FIGURES.len()];

/// One line of an agency with what it reported the period before.
#[derive(Clone)]
pub struct Line {
    agency: usize,
    number: usize,
    special: bool,
    /// Its agency reports a month alone, not from the start of the year.
    alone: bool,
    capital: bool,
    pub now: Figures,
    before: Option<Figures>,
    agreed: [i64; 2],
}

/// `rows` lines of a seed.
pub fn generate(rows: usize, seed: u64) -> Vec<Line> {
    let mut random = Random(seed);
    (0..rows).map(|row| line(row / FORM, row % FORM, &mut random)).collect()
}

fn line(agency: usize, number: usize, random: &mut Random) -> Line {
    let approved = i64::from(1_000 + random.below(9_000)) * i64::from(10_u32.pow(random.below(3)));
    let mut part = |whole: i64, least: u32| whole * i64::from(least + random.below(1_001 - least)) / 1_000;
    let allocated = part(approved * 3 / 4, 700);
    let received = part(allocated, 850);
    let committed = part(allocated, 900);
    let paid = part(received, 850);
    let advance = part(paid / 20, 0);
    let secured = part(allocated - paid, 0) + paid;
    let progress = part(7_000, 500);
    let special = random.below(10) == 0;
    // What rules make exceptions for: credit of the year before, money given back.
    let carried = if random.below(25) == 0 { approved / 10 } else { NOTHING };
    let returned = if random.below(25) == 0 { (received - paid) / 3 } else { NOTHING };
    let mut now = [NOTHING; FIGURES.len()];
    now[APPROVED] = approved;
    now[AMENDED] = approved;
    now[ALLOCATED] = allocated;
    now[RECEIVED] = received;
    now[SECURED] = secured;
    now[COMMITTED] = committed;
    now[ADVANCE] = if advance == 0 { NOTHING } else { advance };
    now[SPENT] = paid - advance;
    now[PAID] = paid;
    now[RETURNED] = returned;
    now[UNSPENT] = received - paid - returned.max(0);
    now[CARRIED] = carried;
    now[COLLECTED] = if special { paid + 10 } else { NOTHING };
    let agreed = [approved, approved];
    // Two thirds of it six months into the year; some lines are new.
    let before = (random.below(100) < 96).then(|| {
        let mut before = now;
        for (at, figure) in before.iter_mut().enumerate().filter(|(at, _)| ALLOCATED <= *at) {
            *figure = if *figure == NOTHING { NOTHING } else { *figure * 2 / 3 };
            debug_assert!(at < FIGURES.len());
        }
        before[SPENT] = before[PAID] - before[ADVANCE].max(0);
        before[UNSPENT] = before[RECEIVED] - before[PAID] - before[RETURNED].max(0);
        before
    });
    if random.below(1_000) < 5 {
        spoil(&mut now, random);
    }
    let rials = |figures: Figures| figures.map(|figure| if figure == NOTHING { NOTHING } else { figure * MILLION });
    let with_progress = |mut figures: Figures, progress: i64| {
        figures[PROGRESS] = progress;
        figures
    };
    Line {
        agency,
        number,
        special,
        alone: agency % 16 == 5,
        capital: random.below(5) == 0,
        now: with_progress(rials(now), progress),
        before: before.map(|before| with_progress(rials(before), progress / 2)),
        agreed: agreed.map(|figure| figure * MILLION),
    }
}

/// One mistake of twelve.
fn spoil(now: &mut Figures, random: &mut Random) {
    let more = 1 + i64::from(random.below(1_000));
    match random.below(12) {
        0 => now[APPROVED] += more,
        1 => now[ALLOCATED] = now[AMENDED] + more,
        2 => now[RECEIVED] = now[ALLOCATED] + more,
        3 => now[SECURED] = now[PAID] - 1,
        4 => now[SPENT] = now[ALLOCATED] + more,
        5 => now[COMMITTED] = now[AMENDED] + more,
        6 => now[PAID] += 1,
        7 => now[UNSPENT] -= 1,
        8 => now[RECEIVED] = -now[RECEIVED],
        9 => now[ALLOCATED] /= 3,
        10 => now[COMMITTED] = NOTHING,
        _ => now[PAID] *= 1_000_000,
    }
}

/// The lines, what was approved before and what was agreed, in the library's own form.
pub fn dataset(book: &Rulebook, lines: &[Line]) -> Dataset {
    let before: Vec<Line> =
        lines.iter().filter_map(|line| line.before.map(|before| Line { now: before, ..line.clone() })).collect();
    let tables = [
        ("lines", performance(lines, "9m", "month-9")),
        ("previous", performance(&before, "6m", "month-8")),
        ("agreement", agreed(lines)),
    ];
    tables.into_iter().fold(Dataset::default(), |data, (table, columns)| {
        data.with_columns(book.schema(), table, columns).expect("the columns fit the schema")
    })
}

type Columns = Vec<(String, RawColumn)>;

fn performance(lines: &[Line], period: &str, month: &str) -> Columns {
    let mut columns = identity(lines);
    columns.push(texts("period", lines.iter().map(|line| if line.alone { month } else { period }.to_owned())));
    for (at, name) in FIGURES.iter().enumerate() {
        columns.push(figures(name, if at == PROGRESS { 2 } else { 6 }, lines.iter().map(|line| line.now[at])));
    }
    columns
}

fn agreed(lines: &[Line]) -> Columns {
    let mut columns = identity(lines);
    for (at, name) in ["approved", "amended"].iter().enumerate() {
        columns.push(figures(name, 6, lines.iter().map(|line| line.agreed[at])));
    }
    columns
}

/// Codes that are valid in 1404, in provinces whose whole credit is not bounded by a rule.
fn identity(lines: &[Line]) -> Columns {
    let programme = |line: &Line| format!("1{}{:05}000", line.number % 3 + 1, line.number % 40 * 101);
    vec![
        texts("agency", lines.iter().map(|line| format!("{}", 100_001 + line.agency))),
        texts("line", lines.iter().map(|line| format!("{}", 1 + line.number))),
        texts("province", lines.iter().map(|line| format!("{}", 68 + line.agency % 10))),
        texts("year", lines.iter().map(|_| "1404".to_owned())),
        texts("kind", lines.iter().map(|line| if line.capital { "capital" } else { "expense" }.to_owned())),
        texts("source", lines.iter().map(|line| source(line).to_owned())),
        // Without pay, which a rule wants spread evenly over the year.
        texts("chapter", lines.iter().map(|line| format!("{}", 2 + line.number % 6))),
        texts("programme", lines.iter().map(programme)),
        texts("plan", lines.iter().map(|line| format!("{}{:03}", &programme(line)[..7], 1 + line.number % 900))),
        texts("title", lines.iter().map(|line| format!("کار {} دستگاه {}", line.number, line.agency))),
    ]
}

fn source(line: &Line) -> &'static str {
    match (line.special, line.capital) {
        (true, _) => "SPECIAL",
        (false, true) => "PROV_CAPITAL",
        (false, false) => "PROV_EXPENSE",
    }
}

fn texts(name: &str, values: impl Iterator<Item = String>) -> (String, RawColumn) {
    let values: Vec<String> = values.collect();
    (name.to_owned(), RawColumn::Strings(Strings::new(values.iter().map(|value| Some(value.as_str())))))
}

fn figures(name: &str, scale: u32, values: impl Iterator<Item = i64>) -> (String, RawColumn) {
    let values: Vec<i64> = values.collect();
    let validity = values.iter().map(|value| *value != NOTHING).collect::<Bitmap>();
    let values = values.into_iter().map(|value| if value == NOTHING { 0 } else { value }).collect();
    (name.to_owned(), RawColumn::Integers { values: Integers::Narrow(values), scale, validity: Some(validity) })
}

/// Writes the columns for the peers: 64-bit little-endian figures, `NOTHING` where there is none; the key as one number;
/// flags as numbers. The figures of the period before stand in the same row under `previous.`.
pub fn write(lines: &[Line], rules: &[&str], edits: &[Edit], folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("rules.txt"), rules.join("\n"))?;
    let column = |name: &str, values: &mut dyn Iterator<Item = i64>| -> io::Result<()> {
        let mut file = BufWriter::new(fs::File::create(folder.join(name))?);
        for value in values {
            file.write_all(&value.to_le_bytes())?;
        }
        file.flush()
    };
    let count = |number: usize| i64::try_from(number).expect("rows fit in 64 bits");
    column("key", &mut lines.iter().map(|line| count(line.agency * FORM + line.number)))?;
    column("special", &mut lines.iter().map(|line| i64::from(line.special)))?;
    column("alone", &mut lines.iter().map(|line| i64::from(line.alone)))?;
    for (at, name) in FIGURES.iter().enumerate() {
        column(name, &mut lines.iter().map(|line| line.now[at]))?;
        column(
            &format!("previous.{name}"),
            &mut lines.iter().map(|line| line.before.map_or(NOTHING, |before| before[at])),
        )?;
    }
    column(
        "previous.key",
        &mut lines.iter().map(|line| line.before.map_or(NOTHING, |_| count(line.agency * FORM + line.number))),
    )?;
    for (at, name) in ["approved", "amended"].iter().enumerate() {
        column(&format!("agreement.{name}"), &mut lines.iter().map(|line| line.agreed[at]))?;
    }
    column("edits", &mut edits.iter().flat_map(|edit| [count(edit.row), count(edit.figure), edit.rials]))
}

/// One cell that is typed anew.
pub struct Edit {
    pub row: usize,
    /// The position in [`FIGURES`].
    pub figure: usize,
    pub rials: i64,
}

/// `count` edits of the first form: some break a rule, most bring the figure back to what adds up.
pub fn edits(lines: &[Line], count: usize, seed: u64) -> Vec<Edit> {
    let mut random = Random(seed);
    let edited = [ALLOCATED, RECEIVED, SECURED, COMMITTED, SPENT, PAID];
    (0..count)
        .map(|_| {
            let row = random.below(u32::try_from(lines.len().min(FORM)).expect("a form is small")) as usize;
            let figure = edited[random.below(6) as usize];
            let known = lines[row].now[figure].max(0);
            let rials = match random.below(3) {
                0 => known,
                1 => known + MILLION * i64::from(random.below(1_000)),
                _ => known / 2,
            };
            Edit { row, figure, rials }
        })
        .collect()
}
