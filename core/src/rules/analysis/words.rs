//! What an analysis says, in Persian and English.

use super::Undecided;
use super::study::Unsure;
use crate::bilingual::Bilingual;

/// The question whether a rule can fail.
pub(super) const FAILS: &str = "never_failing";
/// The question whether a rule can apply.
pub(super) const APPLIES: &str = "never_applying";
/// The question whether rules exclude each other.
pub(super) const EXCLUDES: &str = "contradictory";
/// The question whether rules already say what another says.
pub(super) const REPEATS: &str = "redundant";

/// Why a rule never applies: the conditions that exclude each other.
pub(super) fn excluding(parts: &[String]) -> Bilingual {
    match parts {
        [only] => {
            Bilingual::new(format!("هیچ سطری شرط «{only}» را ندارد"), format!("no row meets the condition `{only}`"))
        }
        parts => Bilingual::new(
            format!("این شرط‌ها با هم نمی‌شوند: {}", quoted(parts, ("«", "»"), "، ")),
            format!("these conditions exclude each other: {}", quoted(parts, ("`", "`"), ", ")),
        ),
    }
}

/// Why a rule never fails: the conditions that its check follows from.
pub(super) fn following(parts: &[String]) -> Bilingual {
    if parts.is_empty() {
        return Bilingual::new("بررسی آن بر هر سطری برقرار است", "its check holds on every row");
    }
    Bilingual::new(
        format!("بررسی آن از خود شرط‌هایش برمی‌آید: {}", quoted(parts, ("«", "»"), "، ")),
        format!("its check follows from its own conditions: {}", quoted(parts, ("`", "`"), ", ")),
    )
}

/// A question without an answer.
pub(super) fn undecided(rules: &[String], question: &'static str, why: Unsure) -> Undecided {
    let reason = match why {
        Unsure::NotShown => Bilingual::new(
            "شرط‌ها از جمع و مقایسه فراتر می‌روند و سطری که پاسخ را نشان دهد ساخته نشد",
            "the conditions go beyond sums and comparisons, and no row that shows the answer could be made",
        ),
        Unsure::Effort => Bilingual::new(
            "ترکیب شرط‌ها بیش از آن است که در اندازه مجاز محاسبه شود",
            "there are more combinations of conditions than the effort allows",
        ),
        Unsure::Overflow => {
            Bilingual::new("عددهای میانی در ۱۲۸ بیت جا نمی‌گیرند", "numbers on the way do not fit in 128 bits")
        }
    };
    Undecided { rules: rules.to_vec(), question, reason }
}

/// Rules that exclude each other.
pub(super) fn contradiction(rules: &[String]) -> Bilingual {
    match rules {
        [only] => Bilingual::new(
            format!("قاعده {only} هر سطری را که بر آن می‌نشیند رد می‌کند"),
            format!("rule {only} fails every row that it applies to"),
        ),
        rules => Bilingual::new(
            format!("هیچ سطری این قاعده‌ها را با هم نمی‌گذراند: {}", rules.join("، ")),
            format!("no row passes these rules together: {}", rules.join(", ")),
        ),
    }
}

/// A rule that adds nothing, or nothing but its weight.
pub(super) fn repetition(rule: &str, implied_by: &[String], given: &[String], is_stricter: bool) -> Bilingual {
    let (fa_rules, en_rules) = (implied_by.join("، "), implied_by.join(", "));
    let (mut fa, mut en) = (
        format!("هر سطری که {rule} رد کند، دست‌کم یکی از این قاعده‌ها هم رد می‌کند: {fa_rules}"),
        format!("every row that fails {rule} fails one of these as well: {en_rules}"),
    );
    if !given.is_empty() {
        fa.push_str(&format!("؛ به شرط آن‌که این‌ها پر باشند: {}", given.join("، ")));
        en.push_str(&format!("; where these are given: {}", given.join(", ")));
    }
    if is_stricter {
        fa.push_str("؛ ولی سبک‌ترند یا دیرتر بازمی‌دارند، پس قاعده زاید نیست");
        en.push_str("; but they weigh less or block later, so the rule is not redundant");
    }
    Bilingual::new(fa, en)
}

fn quoted(parts: &[String], marks: (&str, &str), between: &str) -> String {
    parts.iter().map(|part| format!("{}{part}{}", marks.0, marks.1)).collect::<Vec<_>>().join(between)
}
