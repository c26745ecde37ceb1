//! The catalogue pages of the built-in rulebook, with an example of each rule out of its vectors.

use crate::{iran_1404, vectors};
use amalkard::bilingual::Language;
use amalkard::dataset::Dataset;
use amalkard::finding::{Finding, Findings};
use std::collections::BTreeMap;

/// The pages by their names in `core/rulebooks/ir/1404`.
///
/// # Panics
/// Where a vector cannot be run.
#[must_use]
pub fn pages() -> [(&'static str, String); 2] {
    let book = iran_1404();
    // A case named after the rule shows it best; the first of any other is better than none.
    let (mut best, mut any): (BTreeMap<String, Finding>, BTreeMap<String, Finding>) = Default::default();
    let cases = vectors::read("rules").into_iter().flat_map(|(_, vectors)| vectors.cases);
    for case in cases.filter(|case| case.op == "rules.check" && case.text("rulebook") == "ir/1404") {
        let Ok(data) = Dataset::from_json(book.schema(), &case.input["tables"].to_string()) else { continue };
        let own = case.name.split(' ').next().unwrap_or_default();
        for finding in &book.check(&data).unwrap() {
            let examples = if finding.rule == own { &mut best } else { &mut any };
            examples.entry(finding.rule.clone()).or_insert_with(|| finding.clone());
        }
    }
    any.extend(best);
    let examples = Findings::new(any.into_values().collect());
    [("CATALOGUE.fa.html", Language::Persian), ("CATALOGUE.en.html", Language::English)]
        .map(|(name, language)| (name, book.catalogue(language, &examples)))
}
