//! Warnings and their explanations, tied by a fingerprint of what the warning is about; and the verdict of a check.

use super::submission::Submission;
use super::{Round, errors};
use crate::digest;
use crate::error::Result;
use crate::finding::{Finding, Findings, Scalar, Severity};
use crate::lifecycle::{Action, Justification, Verdict, refusal};
use crate::text;
use serde::Serialize;
use std::collections::BTreeMap;

/// What makes two findings the same: rule, subject and figures. Not the row's number, not the sentences.
#[derive(Serialize)]
struct Subject<'a> {
    rule: &'a str,
    table: &'a str,
    key: &'a BTreeMap<String, String>,
    left: &'a Scalar,
    right: &'a Scalar,
    operands: Vec<(&'a str, &'a str, &'a Scalar)>,
}

/// The fingerprint of a finding: the same while the figures are.
pub(super) fn fingerprint(finding: &Finding) -> Result<String> {
    let operands = finding.operands.iter();
    digest::of(&Subject {
        rule: &finding.rule,
        table: &finding.table,
        key: &finding.key,
        left: &finding.left,
        right: &finding.right,
        operands: operands.map(|item| (item.name.as_str(), item.field.as_str(), &item.value)).collect(),
    })
}

/// What was found, in short: enough to see that the same is found again.
pub(super) fn verdict(findings: &Findings) -> Result<Verdict> {
    let subject = |finding: &Finding| Ok((finding.rule.clone(), finding.severity, fingerprint(finding)?));
    let subjects = findings.iter().map(subject).collect::<Result<Vec<_>>>()?;
    Ok(Verdict {
        findings: digest::of(&subjects)?,
        errors: findings.count(Severity::Error),
        warnings: findings.count(Severity::Warning),
    })
}

impl Round {
    /// The warnings of an agency's present figures that nobody has explained yet.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`, and as [`Round::findings`].
    pub fn unjustified(&self, agency: &str) -> Result<Vec<&Finding>> {
        let submission = self.submission(agency)?;
        let mut open = Vec::new();
        let warnings = self.check(submission)?.iter().filter(|finding| finding.severity == Severity::Warning);
        for finding in warnings.filter(|finding| !submission.leaves_out(finding)) {
            if !submission.justified.contains_key(&fingerprint(finding)?) {
                open.push(finding);
            }
        }
        Ok(open)
    }

    /// Explanations, each tied to the findings that it is about.
    pub(super) fn tied(
        &self,
        submission: &Submission,
        action: Action,
        given: &[Justification],
    ) -> Result<Vec<Justification>> {
        let tie = |item: &Justification| {
            if text::fold(&item.text).is_empty() {
                return Err(refusal::unexplained(action, "متن توضیح", "the text of the justification"));
            }
            let mut tied = Justification { findings: Vec::new(), ..item.clone() };
            for finding in self.check(submission)?.iter().filter(|finding| explains(item, finding)) {
                let fingerprint = fingerprint(finding)?;
                if !tied.findings.contains(&fingerprint) {
                    tied.findings.push(fingerprint);
                }
            }
            let foreseen = item.findings.is_empty() || item.findings == tied.findings;
            if tied.findings.is_empty() || !foreseen { Err(errors::no_finding(item)) } else { Ok(tied) }
        };
        given.iter().map(tie).collect()
    }
}

fn explains(item: &Justification, finding: &Finding) -> bool {
    let same = |(field, value): (&String, &String)| {
        finding.key.get(field).is_some_and(|own| text::fold(own) == text::fold(value))
    };
    finding.severity == Severity::Warning
        && finding.rule == item.rule
        && finding.table == item.table
        && item.key.len() == finding.key.len()
        && item.key.iter().all(same)
}
