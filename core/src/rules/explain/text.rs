//! An explanation as indented text, for people.
//!
//! In Persian every expression is isolated (LRI ... PDI), so that a reader's bidi algorithm leaves it whole.

use super::{Explanation, Node, Outcome, Part, Parts, Side};
use crate::bilingual::Language;
use crate::finding::Scalar;
use crate::scaled::Scaled;
use crate::text;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

const LRI: char = '\u{2066}';
const PDI: char = '\u{2069}';
const INDENT: &str = "    ";

impl Explanation {
    /// The explanation as text that a person reads: what was judged, what it came to, and the tree with its values. Rows
    /// are counted from 1. It ends with a line break.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let mut sheet = Sheet { out: String::new(), language };
        // Writing to a String cannot fail.
        let _ = sheet.explanation(self);
        sheet.out
    }

    /// What was judged and what it came to, in words.
    pub(crate) fn headline(&self, language: Language) -> [String; 2] {
        let sheet = Sheet { out: String::new(), language };
        [sheet.place(&self.table, self.row, &self.key), sheet.outcome(self)]
    }
}

impl Part {
    /// The row or term that it is, in words.
    pub(crate) fn name(&self, language: Language) -> String {
        Sheet { out: String::new(), language }.part(self)
    }
}

struct Sheet {
    out: String,
    language: Language,
}

impl Sheet {
    fn explanation(&mut self, explanation: &Explanation) -> fmt::Result {
        writeln!(self.out, "{} {}", explanation.rule, explanation.title.in_language(self.language))?;
        let place = self.place(&explanation.table, explanation.row, &explanation.key);
        writeln!(self.out, "{place}")?;
        if let Some(law) = &explanation.law {
            let law = self.code(law);
            writeln!(self.out, "{}: {law}", self.say("مستند", "legal basis"))?;
        }
        let outcome = self.outcome(explanation);
        writeln!(self.out, "{outcome}")?;
        if let Some(when) = &explanation.when {
            writeln!(self.out, "{}:", self.say("شرط اجرا", "applies when"))?;
            self.node(when, 0)?;
            writeln!(self.out, "{}:", self.say("بررسی", "check"))?;
        }
        self.node(&explanation.check, 0)?;
        explanation.sums.iter().try_for_each(|sum| self.sum(sum))
    }

    fn place(&self, table: &str, row: Option<usize>, key: &BTreeMap<String, String>) -> String {
        let row = row.map(|row| self.digits(&row.saturating_add(1).to_string()));
        let mut place = match (self.language, row) {
            (Language::Persian, Some(row)) => format!("{}، سطر {row}", self.code(table)),
            (Language::English, Some(row)) => format!("{table}, row {row}"),
            (Language::Persian, None) => format!("{}، یک گروه از سطرها", self.code(table)),
            (Language::English, None) => format!("{table}, a group of rows"),
        };
        if !key.is_empty() {
            let pairs: Vec<String> = key.iter().map(|(name, value)| self.code(&format!("{name} {value}"))).collect();
            place.push_str(self.say("، ", ", "));
            place.push_str(&pairs.join(self.say("، ", ", ")));
        }
        place
    }

    fn outcome(&self, explanation: &Explanation) -> String {
        let outcome = match explanation.outcome {
            Outcome::Holds => self.say("برقرار است", "holds"),
            Outcome::Fails => self.say("برقرار نیست", "fails"),
            Outcome::NotApplied => self.say("این قاعده شامل این سطر نمی‌شود", "does not apply here"),
            Outcome::Skipped => {
                self.say("داوری نشد: مقداری که لازم است معلوم نیست", "not judged: a value that it needs is unknown")
            }
            Outcome::Overflow => self.say("محاسبه از اندازه بزرگ‌تر شد", "the arithmetic leaves 128 bits"),
        };
        let (Some(side), Scalar::Number(by)) = (explanation.larger, &explanation.by) else {
            return outcome.to_owned();
        };
        let by = self.figure(*by);
        match (self.language, side) {
            (Language::Persian, Side::Left) => format!("{outcome}: سمت چپ به اندازه {by} بزرگ‌تر است"),
            (Language::Persian, Side::Right) => format!("{outcome}: سمت راست به اندازه {by} بزرگ‌تر است"),
            (Language::English, Side::Left) => format!("{outcome}: the left side is larger by {by}"),
            (Language::English, Side::Right) => format!("{outcome}: the right side is larger by {by}"),
        }
    }

    fn node(&mut self, node: &Node, depth: usize) -> fmt::Result {
        let indent = INDENT.repeat(depth);
        let expression = self.code(&node.text);
        let shown = node.shown.in_language(self.language).to_owned();
        let mark = match (&node.value, node.unknown) {
            (Scalar::Flag(true), _) => Some("✓"),
            (Scalar::Flag(false), _) => Some("✗"),
            (_, Some(_)) => Some("?"),
            _ => None,
        };
        write!(self.out, "{indent}")?;
        match (mark, &node.title) {
            // A cell that is a truth value says so in a word, not by a mark.
            (_, Some(title)) => {
                let title = title.in_language(self.language).to_owned();
                write!(self.out, "{title} [{expression}] = {shown}")?;
            }
            (Some("?"), None) => write!(self.out, "? {expression} = {shown}")?,
            (Some(mark), None) => write!(self.out, "{mark} {expression}")?,
            (None, None) => write!(self.out, "{expression} = {shown}")?,
        }
        if let Some(quotient) = node.quotient.as_ref().filter(|_| !shown.ends_with(['%', '٪'])) {
            write!(self.out, " ({})", quotient.percent.in_language(self.language))?;
        }
        if node.zero_for_missing {
            write!(
                self.out,
                " ({})",
                self.say("خانه خالی است و صفر شمرده شد", "the cell is empty and counts as zero")
            )?;
        }
        if let Some(operand) = node.operand.as_ref().filter(|operand| operand.name.contains('.')) {
            let row = operand.row.map(|row| self.place(&operand.table, Some(row), &BTreeMap::new()));
            if let Some(place) = row {
                write!(self.out, " ({place})")?;
            }
        }
        if node.decisive && !node.children.iter().any(|child| child.decisive) {
            write!(self.out, "  ← {}", self.say("تعیین‌کننده", "decides"))?;
        }
        writeln!(self.out)?;
        let children = node.children.iter().filter(|child| !child.literal);
        children.into_iter().try_for_each(|child| self.node(child, depth.saturating_add(1)))
    }

    fn sum(&mut self, sum: &Parts) -> fmt::Result {
        let (expression, total) = (self.code(&sum.text), self.scalar(&sum.total));
        writeln!(self.out, "{} {expression} = {total}:", self.say("اجزای", "parts of"))?;
        for part in &sum.largest {
            let (value, name) = (self.scalar(&part.value), self.part(part));
            write!(self.out, "{INDENT}{value}")?;
            if let Some(share) = &part.share {
                write!(self.out, " ({})", share.percent.in_language(self.language))?;
            }
            writeln!(self.out, " · {name}")?;
        }
        if 0 < sum.left_out {
            let (count, total) = (self.digits(&sum.left_out.to_string()), self.scalar(&sum.left_out_total));
            match self.language {
                Language::Persian => writeln!(self.out, "{INDENT}و {count} جزء دیگر، روی هم {total}")?,
                Language::English => writeln!(self.out, "{INDENT}and {count} more, {total} together")?,
            }
        }
        for part in &sum.unknown {
            let name = self.part(part);
            writeln!(self.out, "{INDENT}? {name}: {}", self.say("رقم آن معلوم نیست", "its figure is not known"))?;
        }
        if 0 < sum.unknown_left_out {
            let count = self.digits(&sum.unknown_left_out.to_string());
            match self.language {
                Language::Persian => writeln!(self.out, "{INDENT}? و {count} جزء دیگر که رقم آنها معلوم نیست")?,
                Language::English => writeln!(self.out, "{INDENT}? and {count} more whose figures are not known")?,
            }
        }
        Ok(())
    }

    fn part(&self, part: &Part) -> String {
        match (&part.term, &part.table) {
            (Some(term), _) => self.code(term),
            (None, Some(table)) => self.place(table, part.row, &part.key),
            (None, None) => String::new(),
        }
    }

    fn scalar(&self, value: &Scalar) -> String {
        match value {
            Scalar::Number(number) => self.figure(*number),
            Scalar::Missing => self.say("نامعلوم", "unknown").to_owned(),
            other => other.to_string(),
        }
    }

    fn figure(&self, value: Scaled) -> String {
        self.digits(&text::group(&value.to_string()))
    }

    fn digits(&self, number: &str) -> String {
        match self.language {
            Language::Persian => text::persian_digits(number),
            Language::English => number.to_owned(),
        }
    }

    /// An expression or a code among words.
    fn code(&self, code: &str) -> String {
        match self.language {
            Language::Persian => format!("{LRI}{code}{PDI}"),
            Language::English => code.to_owned(),
        }
    }

    fn say(&self, fa: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Persian => fa,
            Language::English => en,
        }
    }
}
