//! What the replacement of one submission costs beside a full run: printed, never asserted.
//!
//! `cargo nextest run -p amalkard-tests --cargo-profile release --run-ignored only --no-capture live_totals_cost`

use amalkard::consolidation::{LiveConsolidation, Plan, consolidate};
use amalkard::dataset::{Dataset, Integers, RawColumn, Strings};
use amalkard::rules::Rulebook;
use std::time::{Duration, Instant};

const CODES: [(&str, usize); 7] = [
    ("province", 31),
    ("kind", 2),
    ("chapter", 7),
    ("programme", 400),
    ("affair", 10),
    ("county", 448),
    ("source", 12),
];
const AMOUNTS: [&str; 6] = ["approved", "amended", "allocated", "received", "spent", "paid"];
/// Lines of one submission.
const LINES: usize = 500;

fn book() -> Rulebook {
    let field = |name: &str, kind: &str| {
        format!("  {{ name = \"{name}\", {kind}, title = {{ fa = \"{name}\", en = \"{name}\" }} }},\n")
    };
    let codes =
        ["agency", "line"].into_iter().chain(CODES.map(|(name, _)| name)).map(|name| field(name, "type = \"code\""));
    let amounts = AMOUNTS.map(|name| field(name, "type = \"amount\", unit = \"million_rial\""));
    let fields: String = codes.chain(amounts).collect();
    let head = "[rulebook]\nid = \"cost\"\ntitle = { fa = \"هزینه\", en = \"Cost\" }\n[tables.lines]\ntitle = { fa = \"ردیف\", en = \"Lines\" }\n";
    Rulebook::from_toml(&format!("{head}key = [\"agency\", \"line\"]\nfields = [\n{fields}]\n")).unwrap()
}

/// Submissions of 500 lines each, of these agencies.
fn data(book: &Rulebook, agencies: std::ops::Range<usize>, salt: usize) -> Dataset {
    let rows = agencies.len() * LINES;
    let at = |row: usize| agencies.start * LINES + row;
    let strings = |code: &dyn Fn(usize) -> usize, many: usize| {
        let values: Vec<String> = (0..many).map(|code| (100_000 + code).to_string()).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let ids = (0..rows).map(|row| u32::try_from(code(row)).unwrap()).collect();
        RawColumn::Strings(Strings::from_dictionary(ids, &values, None).unwrap())
    };
    let mix = |row: usize, field: usize| (at(row) * 2_654_435_761 + field * 40_503 + 97) >> 7;
    let mut columns = vec![
        ("agency".to_owned(), strings(&|row| at(row) / LINES, agencies.end)),
        ("line".to_owned(), strings(&|row| row % LINES, LINES)),
    ];
    for (field, (name, many)) in CODES.into_iter().enumerate() {
        let code = move |row: usize| if field == 0 { at(row) / LINES % many } else { mix(row, field) % many };
        columns.push((name.to_owned(), strings(&code, many)));
    }
    for (field, name) in AMOUNTS.into_iter().enumerate() {
        let values = (0..rows).map(|row| (mix(row, field + 11 + salt) % 1_000_000) as i64).collect();
        columns.push((
            name.to_owned(),
            RawColumn::Integers { values: Integers::Narrow(values), scale: 0, validity: None },
        ));
    }
    Dataset::default().with_columns(book.schema(), "lines", columns).unwrap()
}

#[test]
#[ignore = "for measuring, by hand"]
fn of_one_submission() {
    let book = book();
    let by: [&[&str]; 8] = [
        &["agency", "kind", "chapter", "programme"],
        &["province"],
        &["kind", "chapter"],
        &["programme"],
        &["affair"],
        &["county"],
        &["source"],
        &["agency"],
    ];
    let plan = Plan::new(&by, &AMOUNTS);
    for lines in [100_000, 1_000_000, 4_000_000] {
        let all = data(&book, 0..lines / LINES, 0);
        let start = Instant::now();
        let full = consolidate(&all, &plan).unwrap();
        let run = start.elapsed();
        let start = Instant::now();
        let mut live = LiveConsolidation::of(full).unwrap();
        let built = start.elapsed();
        let mut times: Vec<Duration> = (1..200)
            .map(|round| {
                let agency = round * 7 % (lines / LINES);
                let new = data(&book, agency..agency + 1, round);
                let code = (100_000 + agency).to_string();
                let start = Instant::now();
                live.replace(&code, &new).unwrap();
                start.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{lines} lines: full run {run:?}, kept in {built:?}, one of 500 lines replaced {:?} (median)",
            times[times.len() / 2]
        );
    }
}
