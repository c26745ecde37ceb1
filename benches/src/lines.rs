//! The lines that every contender works on: made from a seed, the same on every machine.
//!
//! One block for each submission (an agency's report of one period); four cumulative periods with gaps; unique keys;
//! half a percent of the rows wrong, each in one of twelve ways.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The amounts, in rials, and the progress in hundredths of a percent.
pub const FIGURES: [&str; 7] = ["approved", "notified", "allocated", "received", "committed", "paid", "progress"];
/// What lines are told apart and added up by.
pub const CODES: [&str; 11] =
    ["agency", "line", "period", "before", "province", "kind", "chapter", "programme", "affair", "county", "source"];
/// How many distinct codes each of [`CODES`] may have; agencies are as many as the rows need.
const DISTINCT: [u32; 11] = [0, LINES, 5, 5, 31, 2, 7, 400, 10, 465, 8];
const AGENCY: usize = 0;

/// Credit lines of one agency.
const LINES: u32 = 500;
/// The number that stands for no period: a line's first report has none before it.
pub const NONE: u32 = 0;

/// Columns of the same length. Codes are numbers from 0.
#[derive(Default)]
pub struct Lines {
    pub codes: [Vec<u32>; 11],
    pub figures: [Vec<i64>; 7],
    pub agencies: u32,
    /// The number of the first agency, where the lines are one batch of many.
    pub first: u32,
}

/// `rows` lines of a seed.
pub fn generate(rows: usize, seed: u64) -> Lines {
    generate_periods(rows, 4, seed)
}

/// `rows` lines of a seed in so many periods: in one, each agency has sent one submission.
pub fn generate_periods(rows: usize, periods: u32, seed: u64) -> Lines {
    generate_from(0, rows, periods, seed)
}

/// The lines of a batch, of agencies that no other batch has.
pub fn generate_batch(batch: u32, rows: usize, seed: u64) -> Lines {
    let agencies = agencies(rows, 4);
    generate_from(batch * agencies, rows, 4, seed ^ u64::from(batch) << 40)
}

fn agencies(rows: usize, periods: u32) -> u32 {
    // 500 lines a period, less the gaps: 500 x 0.96 x 0.97, and a reserve.
    u32::try_from(rows / (455 * periods as usize) + 2).expect("agencies fit in 32 bits")
}

fn generate_from(first: u32, rows: usize, periods: u32, seed: u64) -> Lines {
    let agencies = agencies(rows, periods);
    let mut random = Random(seed);
    let mut lines = Lines { agencies, first, ..Lines::default() };
    let mut last = vec![NONE; (agencies * LINES) as usize];
    for period in 1..=periods {
        for agency in shuffled(agencies, &mut random) {
            if random.below(100) < 4 {
                continue;
            }
            for line in 0..LINES {
                if random.below(100) < 3 || lines.rows() == rows {
                    continue;
                }
                let before = std::mem::replace(&mut last[(agency * LINES + line) as usize], period);
                lines.push(agency, line, period, before, seed, &mut random);
            }
        }
    }
    lines
}

impl Lines {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.figures[0].len()
    }

    fn push(&mut self, agency: u32, line: u32, period: u32, before: u32, seed: u64, random: &mut Random) {
        let number = self.first + agency;
        let mut key = Random(seed ^ (u64::from(number) << 32 | u64::from(line)));
        let province = number % 31;
        let programme = (number * 7 + key.below(12)) % 400;
        let kind = u32::from(key.below(5) == 0);
        let (chapter, county, source) = (key.below(7), province * 15 + key.below(15), key.below(8));
        let codes = [agency, line, period, before, province, kind, chapter, programme, programme % 10, county, source];
        for (column, code) in self.codes.iter_mut().zip(codes) {
            column.push(code);
        }

        // Rates belong to the key, so figures only rise from period to period.
        let mut part = |whole: i64, least: u32| whole * i64::from(least + key.below(1_001 - least)) / 1_000;
        let approved = i64::from(random_digits(seed, number, line)) * 1_000_003;
        let notified = approved * i64::from(period) / 4;
        let allocated = part(notified, 700);
        let received = part(allocated, 700);
        let committed = part(allocated, 800);
        let paid = part(received, 600);
        let mut figures =
            [approved, notified, allocated, received, committed, paid, part(2_500 * i64::from(period), 500)];
        if random.below(1_000) < 5 {
            spoil(&mut figures, random);
        }
        for (column, figure) in self.figures.iter_mut().zip(figures) {
            column.push(figure);
        }
    }

    /// Writes each column as a file of little-endian numbers: codes in 32 bits, figures in 64.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let file = |name: &str| fs::File::create(folder.join(name)).map(BufWriter::new);
        for (name, column) in CODES.iter().zip(&self.codes) {
            let mut file = file(name)?;
            column.iter().try_for_each(|code| file.write_all(&code.to_le_bytes()))?;
        }
        for (name, column) in FIGURES.iter().zip(&self.figures) {
            let mut file = file(name)?;
            column.iter().try_for_each(|figure| file.write_all(&figure.to_le_bytes()))?;
        }
        Ok(())
    }

    /// Those of one agency.
    pub fn of_agency(&self, agency: u32) -> Self {
        self.only(|row| self.codes[AGENCY][row] == agency)
    }

    /// All but every `nth`.
    pub fn without(&self, nth: usize) -> Self {
        self.only(|row| row % nth != 0)
    }

    /// Those of some rows.
    fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.rows()).filter(|row| wanted(*row)).collect();
        Self {
            codes: self.codes.each_ref().map(|column| rows.iter().map(|row| column[*row]).collect()),
            figures: self.figures.each_ref().map(|column| rows.iter().map(|row| column[*row]).collect()),
            agencies: self.agencies,
            first: self.first,
        }
    }

    /// Puts others below them.
    pub fn append(&mut self, others: &Self) {
        self.codes.iter_mut().zip(&others.codes).for_each(|(column, more)| column.extend(more));
        self.figures.iter_mut().zip(&others.figures).for_each(|(column, more)| column.extend(more));
    }

    /// A row as it is typed into a form.
    pub fn typed(&self, row: usize) -> BTreeMap<String, String> {
        let codes = CODES.iter().enumerate().filter_map(|(column, name)| {
            let code = self.codes[column][row];
            let none = *name == "before" && code == NONE;
            (!none).then(|| ((*name).to_owned(), self.text(column, code)))
        });
        let figures = FIGURES.iter().zip(&self.figures).map(|(name, values)| {
            let hundredths = values[row];
            let text = match *name {
                "progress" => format!("{}.{:02}", hundredths / 100, hundredths % 100),
                _ => hundredths.to_string(),
            };
            ((*name).to_owned(), text)
        });
        codes.chain(figures).collect()
    }

    /// The first of them.
    pub fn first(&self, rows: usize) -> Self {
        Self {
            codes: self.codes.each_ref().map(|column| column[..rows].to_vec()),
            figures: self.figures.each_ref().map(|column| column[..rows].to_vec()),
            agencies: self.agencies,
            first: self.first,
        }
    }

    /// The texts of a code column, by number.
    pub fn texts(&self, column: usize) -> Vec<String> {
        let distinct = if column == AGENCY { self.agencies } else { DISTINCT[column] };
        (0..distinct).map(|code| self.text(column, code)).collect()
    }

    /// The text of one code of a column.
    fn text(&self, column: usize, code: u32) -> String {
        // `before` names periods too.
        let letters = if CODES[column] == "before" { "pe" } else { &CODES[column][..2] };
        let first = if column == AGENCY { self.first } else { 0 };
        format!("{letters}{:06}", first + code)
    }
}

/// Approved credit in million rials: 1 to 3,999,000, most of them small.
fn random_digits(seed: u64, agency: u32, line: u32) -> u32 {
    let mut key = Random(seed.rotate_left(17) ^ (u64::from(line) << 32 | u64::from(agency)));
    (1 + key.below(3_999)) * 10_u32.pow(key.below(4))
}

/// One mistake of twelve.
fn spoil([approved, notified, allocated, received, committed, paid, progress]: &mut [i64; 7], random: &mut Random) {
    let more = 1 + i64::from(random.below(1_000));
    match random.below(12) {
        0 => *approved = -*approved,
        1 => *notified = -more,
        2 => *allocated = -more,
        3 => *received = -more,
        4 => *committed = -more,
        5 => *paid = -more,
        6 => *allocated = *notified + more,
        7 => *paid = *received + more,
        8 => *committed = *allocated + more,
        9 => *progress = 10_000 + more,
        10 => *paid = *approved / 1_000_000,
        _ => *paid /= 3,
    }
}

fn shuffled(count: u32, random: &mut Random) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count).collect();
    for place in (1..count).rev() {
        order.swap(place as usize, random.below(place + 1) as usize);
    }
    order
}

/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, the same numbers everywhere.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ bits >> 31
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from((u64::from(self.next() as u32) * u64::from(end)) >> 32).expect("below 32 bits")
    }
}
