//! Performance figures: GENERATED, not real. They follow from each line's own code, so every run shows the same.
//!
//! A correct submission passes every rule of `ir/1404`; [`Mistake`] spoils one the way people do.

use amalkard::Error;
use amalkard::agreement::{Agreement, Terms};
use amalkard::calendar::PersianDate;
use amalkard::classification::CreditKind;
use amalkard::dataset::{Cell, Row};

/// What an agency reports for six months, and what was approved of it at three months.
pub(crate) struct Performance {
    /// Rows of the table `lines`.
    pub(crate) lines: Vec<Row>,
    /// Rows of the table `previous`.
    pub(crate) previous: Vec<Row>,
}

/// A typical mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// Rials where million rials belong.
    RialsForMillions,
    /// The figure of this period alone where it runs from the start of the year.
    InPeriod,
    /// More spent than allocated.
    AboveAllocation,
    /// A project of the agreement left out.
    MissingProject,
    /// Arabic ye and kaf in a title.
    ArabicLetters,
    /// A figure that can be read in two ways.
    Ambiguous,
}

impl Mistake {
    /// What it is, in Persian.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::RialsForMillions => "ریال به جای میلیون ریال",
            Self::InPeriod => "رقم دوره‌ای به جای تجمعی",
            Self::AboveAllocation => "هزینه بیش از تخصیص",
            Self::MissingProject => "پروژه از قلم افتاده",
            Self::ArabicLetters => "ي و ك عربی",
            Self::Ambiguous => "رقم دوپهلو",
        }
    }

    /// Makes the mistake in a correct submission.
    pub(crate) fn make(self, correct: &Performance) -> Vec<Row> {
        let mut rows = correct.lines.clone();
        // The line with the largest spending, where a mistake costs most.
        let largest = (0..rows.len()).max_by_key(|index| rows.get(*index).map(|row| whole(row, "spent"))).unwrap_or(0);
        if self == Self::MissingProject {
            rows.remove(largest);
            return rows;
        }
        let earlier = correct.previous.get(largest).map_or(0, |row| whole(row, "spent"));
        let Some(row) = rows.get_mut(largest) else { return rows };
        let spent = whole(row, "spent");
        match self {
            Self::RialsForMillions => put(row, "spent", spent * 1_000_000),
            Self::InPeriod => {
                put(row, "spent", spent - earlier);
                put(row, "paid", whole(row, "paid") - earlier);
                put(row, "unspent", whole(row, "unspent") + earlier);
            }
            Self::AboveAllocation => put(row, "spent", whole(row, "allocated") + spent / 10),
            Self::ArabicLetters => {
                let title = row.get("title").map(ToString::to_string).unwrap_or_default();
                row.insert("title".into(), Cell::Text(title.replace('ی', "ي").replace('ک', "ك")));
            }
            Self::Ambiguous => {
                row.insert("advance".into(), Cell::from("۱۲/۵"));
            }
            Self::MissingProject => {}
        }
        rows
    }
}

/// The figures of an agency, from the terms of its agreement on a day.
///
/// # Errors
/// As [`Agreement::terms_on`].
pub(crate) fn generated(agreement: &Agreement, day: PersianDate) -> Result<Performance, Error> {
    let mut performance = Performance { lines: Vec::new(), previous: Vec::new() };
    for terms in agreement.terms_on(day)? {
        let mut dice = Dice::of(agreement.agency(), &terms.line.line);
        let six = Figures::thrown(&terms, &mut dice);
        let three = six.share(dice.between(55, 65), dice.between(40, 70));
        performance.lines.push(row(agreement, &terms, &six, "6m"));
        performance.previous.push(row(agreement, &terms, &three, "3m"));
    }
    Ok(performance)
}

/// The figures of one line, in million rials from the start of the year; progress in percent.
struct Figures {
    allocated: i128,
    received: i128,
    committed: i128,
    advance: i128,
    on_account: i128,
    spent: i128,
    progress: i128,
}

impl Figures {
    /// Allocated up to 60% of the credit, received most of that, paid most of what was received. Pay of the staff is the
    /// same every month: half of its credit after six.
    fn thrown(terms: &Terms, dice: &mut Dice) -> Self {
        let amended = terms.amended.mantissa() / 10_i128.pow(terms.amended.scale());
        if terms.line.kind == CreditKind::Expense && terms.line.chapter.as_deref() == Some("210000") {
            let (allocated, spent) = (amended * dice.between(52, 56) / 100, amended * dice.between(48, 52) / 100);
            let (received, committed) = (allocated, allocated);
            return Self { allocated, received, committed, advance: 0, on_account: 0, spent, progress: 0 };
        }
        let allocated = amended * dice.between(40, 60) / 100;
        let received = allocated * dice.between(85, 100) / 100;
        let paid = received * dice.between(60, 98) / 100;
        let advance = paid * dice.between(0, 8) / 100;
        let on_account = paid * dice.between(0, 12) / 100;
        let committed = paid + (allocated - paid) * dice.between(30, 90) / 100;
        Self {
            allocated,
            received,
            committed,
            advance,
            on_account,
            spent: paid - advance - on_account,
            progress: dice.between(25, 70),
        }
    }

    /// A share of every figure, in percent: what stood there a period before.
    fn share(&self, percent: i128, progress: i128) -> Self {
        let share = |figure: i128| figure * percent / 100;
        Self {
            allocated: share(self.allocated),
            received: share(self.received),
            committed: share(self.committed),
            advance: share(self.advance),
            on_account: share(self.on_account),
            spent: share(self.spent),
            progress: self.progress * progress / 100,
        }
    }

    fn paid(&self) -> i128 {
        self.spent + self.advance + self.on_account
    }
}

fn row(agreement: &Agreement, terms: &Terms, figures: &Figures, period: &str) -> Row {
    let line = &terms.line;
    let text = |text: &Option<String>| text.clone().map_or(Cell::Null, Cell::Text);
    let mut row = Row::from([
        ("agency".into(), Cell::from(agreement.agency())),
        ("province".into(), Cell::from(agreement.province())),
        ("year".into(), Cell::from(agreement.year().to_string())),
        ("period".into(), Cell::from(period)),
        ("line".into(), Cell::from(line.line.as_str())),
        ("kind".into(), Cell::from(line.kind.code())),
        ("source".into(), text(&line.source)),
        ("chapter".into(), text(&line.chapter)),
        ("programme".into(), text(&line.programme)),
        ("plan".into(), text(&line.plan)),
        ("project".into(), text(&line.project)),
        ("county".into(), text(&line.county)),
        ("title".into(), Cell::from(line.title.as_str())),
        ("approved".into(), Cell::from(terms.approved)),
        ("amended".into(), Cell::from(terms.amended)),
    ]);
    put(&mut row, "allocated", figures.allocated);
    put(&mut row, "received", figures.received);
    put(&mut row, "secured", figures.allocated);
    put(&mut row, "committed", figures.committed);
    put(&mut row, "advance", figures.advance);
    put(&mut row, "on_account", figures.on_account);
    put(&mut row, "spent", figures.spent);
    put(&mut row, "paid", figures.paid());
    put(&mut row, "returned", 0);
    put(&mut row, "unspent", figures.received - figures.paid());
    if line.source.as_deref() == Some("SPECIAL") {
        put(&mut row, "collected", figures.received);
    }
    if line.kind == CreditKind::Capital {
        put(&mut row, "physical_progress", figures.progress);
    }
    row
}

fn put(row: &mut Row, field: &str, figure: i128) {
    row.insert(field.into(), Cell::Text(figure.to_string()));
}

fn whole(row: &Row, field: &str) -> i128 {
    row.get(field).and_then(|cell| cell.to_string().parse().ok()).unwrap_or(0)
}

/// Figures that look thrown but follow from a line's code (FNV-1a, then a linear congruence).
struct Dice(u64);

impl Dice {
    fn of(agency: &str, line: &str) -> Self {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(agency.bytes().chain(line.bytes()).fold(0xcbf2_9ce4_8422_2325, mix))
    }

    /// A whole number from `low` to `high`.
    fn between(&mut self, low: i128, high: i128) -> i128 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + i128::from(self.0 >> 33) % (high - low + 1)
    }
}
