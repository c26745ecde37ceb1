//! Evidence bundle: one file that shows, to whoever has nothing else, what was reported, found and decided.

use super::form::Form;
use super::submission::Revision;
use super::{Round, warnings};
use crate::bilingual::Bilingual;
use crate::digest;
use crate::error::{Error, Result};
use crate::lifecycle::{Head, State, Verdict};
use crate::ordered::Ordered as _;
use crate::rules::Rulebook;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// The form of bundles that this release writes.
const FORM: u32 = 1;
/// No more differences of one thing are told one by one.
const MOST: usize = 20;

/// A submission with all that its verdict rests on: the whole log, the rulebook with its code lists, the version of the
/// engine, and digests of what came out. Any of the three languages replays it offline ([`Bundle::replay`]).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The form of the bundle.
    pub bundle: u32,
    /// The version of the library that made it.
    pub engine: String,
    /// The round's id.
    pub round: String,
    /// The rulebook: its files, and all that they come to (codes of lists among it), in canonical form.
    pub rulebook: BundledBook,
    /// The last event of the log.
    pub head: Head,
    /// The digest of where the round stands.
    pub standing: String,
    /// The submission that the bundle is about; none where it is about the whole round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<BundledSubmission>,
    /// The log.
    pub log: String,
    /// The digest of the bundle without this field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// A rulebook in a bundle.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundledBook {
    /// Its files: names and texts.
    pub files: Vec<(String, String)>,
    /// What they come to: rules, tables, parameters and the codes of every list.
    pub canonical: Value,
    /// The digest of that.
    pub digest: String,
}

/// A submission in a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundledSubmission {
    /// The agency's code.
    pub agency: String,
    /// Where it stands.
    pub state: State,
    /// The number of its present revision.
    pub revision: u32,
    /// The revision whose approval stands.
    pub approved: Option<u32>,
    /// Its figures.
    pub form: Form,
    /// What the rules find in them, in short.
    pub verdict: Verdict,
    /// The digest of the findings as data.
    pub findings: String,
    /// The digest of every revision that the agency has confirmed, in order.
    pub revisions: Vec<String>,
}

/// What a bundle says and what a replay finds.
#[derive(Clone, Debug, Serialize)]
pub struct Replayed {
    /// Whether nothing differs.
    pub same: bool,
    /// What differs, from the first cause on.
    pub differences: Vec<Difference>,
    /// The version of the library that made the bundle, and of the one that has replayed it.
    pub engines: [String; 2],
    /// The digest of where the replayed round stands; none where it could not be replayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<String>,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where: `log/17`, `rulebook/lists/source/OIL_1`, `submission/form/lines/0/spent`.
    pub place: String,
    /// What the bundle says; none where it has nothing there.
    pub stated: Option<String>,
    /// What was found; none where nothing is there.
    pub found: Option<String>,
    /// The difference in words.
    pub message: Bilingual,
}

impl Round {
    /// The evidence of a submission, or with no agency of the whole round.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`; `lifecycle.unknown_event` for a round that goes on from a snapshot, whose log is not
    /// whole; what the rules cannot compute.
    pub fn bundle<'a>(&self, agency: impl Into<Option<&'a str>>) -> Result<Bundle> {
        if self.before.seq > 0 {
            return Err(super::merge::unknown_event(1, self.before.seq, self.last_seq()));
        }
        let canonical = self.rulebook.canonical()?;
        let mut bundle = Bundle {
            bundle: FORM,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            round: self.id.clone(),
            rulebook: BundledBook {
                files: self.rulebook.files().to_vec(),
                canonical: serde_json::from_str(&canonical).unwrap_or_default(),
                digest: self.rulebook.digest().to_owned(),
            },
            head: Head { seq: self.last_seq(), hash: self.head().to_owned() },
            standing: self.digest()?,
            submission: agency.into().map(|agency| self.bundled(agency)).transpose()?,
            log: self.log()?,
            digest: String::new(),
        };
        bundle.digest = digest::of(&bundle)?;
        Ok(bundle)
    }

    fn bundled(&self, agency: &str) -> Result<BundledSubmission> {
        let submission = self.submission(agency)?;
        let findings = self.check(submission)?;
        Ok(BundledSubmission {
            agency: submission.agency.clone(),
            state: submission.state,
            revision: submission.revision,
            approved: submission.approved,
            form: submission.form().clone(),
            verdict: warnings::verdict(findings)?,
            findings: findings.digest()?,
            revisions: submission.revisions.iter().map(|revision: &Revision| revision.digest.clone()).collect(),
        })
    }
}

impl Bundle {
    /// The text of the bundle: canonical JSON, in one file.
    ///
    /// # Errors
    /// As [`digest::canonical_json`].
    pub fn to_json(&self) -> Result<String> {
        digest::canonical_json(self)
    }

    /// A bundle of JSON. What is wrong in it beyond its shape is for [`Bundle::replay`] to say.
    ///
    /// # Errors
    /// `lifecycle.bad_bundle`.
    pub fn from_json(json: &str) -> Result<Self> {
        let bad = |why: &str| {
            Error::new(
                "lifecycle.bad_bundle",
                format!("این بسته مدارک خواندنی نیست: {why}"),
                format!("the evidence bundle cannot be read: {why}"),
            )
            .at("bundle")
            .expected("the text that a bundle of this or an earlier release was written to")
            .help("بسته را از فرستنده دوباره بگیرید", "take the bundle from its sender again")
        };
        let value: Value = serde_json::from_str(json).map_err(|error| bad(&error.to_string()))?;
        let form = value.get("bundle").and_then(Value::as_u64);
        if form != Some(u64::from(FORM)) {
            return Err(bad(&format!("its form is {}, and {FORM} is known", form.unwrap_or_default())));
        }
        serde_json::from_value(value).map_err(|error| bad(&error.to_string()))
    }

    /// Reads the rulebook, replays the log, runs the rules again, and says what is not as the bundle has it.
    ///
    /// A later engine that comes to the same results is no difference; the two versions are told beside.
    ///
    /// # Errors
    /// Only where a digest cannot be computed. Everything that differs is part of the answer.
    pub fn replay(&self) -> Result<Replayed> {
        let mut differences = Vec::new();
        let sealed = digest::of(&Self { digest: String::new(), ..self.clone() })?;
        let texts = ("اثر انگشت بسته", "the digest of the bundle");
        compare(&mut differences, "digest", &self.digest, &sealed, texts);
        let round = self.round(&mut differences)?;
        let mut standing = None;
        if let Some(round) = &round {
            let digest = round.digest()?;
            let head = Head { seq: round.last_seq(), hash: round.head().to_owned() };
            let texts = ("آخرین رویداد", "the last event");
            compare(&mut differences, "head/seq", &self.head.seq.to_string(), &head.seq.to_string(), texts);
            compare(&mut differences, "head/hash", &self.head.hash, &head.hash, texts);
            compare(&mut differences, "round", &self.round, round.id(), ("شناسه دوره", "the round's id"));
            compare(&mut differences, "standing", &self.standing, &digest, ("وضعیت دوره", "where the round stands"));
            if let Some(stated) = &self.submission {
                match round.bundled(&stated.agency) {
                    Ok(found) => differ(&mut differences, "submission", &json(stated)?, &json(&found)?),
                    Err(error) => differences.push(told("submission", &error)),
                }
            }
            standing = Some(digest);
        }
        Ok(Replayed {
            same: differences.is_empty(),
            differences,
            engines: [self.engine.clone(), env!("CARGO_PKG_VERSION").to_owned()],
            standing,
        })
    }

    /// The round of the log, by the rules of the bundle; none where one of them cannot be read.
    fn round(&self, differences: &mut Vec<Difference>) -> Result<Option<Round>> {
        let files: Vec<(&str, &str)> =
            self.rulebook.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let book = match Rulebook::from_files(&files) {
            Ok(book) => book,
            Err(error) => {
                differences.push(told("rulebook", &error));
                return Ok(None);
            }
        };
        if book.digest() != self.rulebook.digest {
            let texts = ("اثر انگشت دفتر قواعد", "the digest of the rulebook");
            compare(differences, "rulebook/digest", &self.rulebook.digest, book.digest(), texts);
        }
        let found = serde_json::from_str(&book.canonical()?).unwrap_or_default();
        differ(differences, "rulebook", &self.rulebook.canonical, &found);
        match Round::replay(&self.log, Some(Arc::new(book))) {
            Ok(round) => Ok(Some(round)),
            Err(error) => {
                differences.push(told("log", &error));
                Ok(None)
            }
        }
    }
}

fn json(value: &impl Serialize) -> Result<Value> {
    Ok(serde_json::from_str(&digest::canonical_json(value)?).unwrap_or_default())
}

fn compare(differences: &mut Vec<Difference>, place: &str, stated: &str, found: &str, (fa, en): (&str, &str)) {
    if stated != found {
        differences.push(Difference {
            place: place.to_owned(),
            stated: Some(stated.to_owned()),
            found: Some(found.to_owned()),
            message: Bilingual::new(
                format!("{fa} فرق دارد: «{stated}» نوشته شده و «{found}» به دست آمده است"),
                format!("{en} differs: `{stated}` is stated and `{found}` was found"),
            ),
        });
    }
}

/// A difference that is a refusal: why the replay ends there.
fn told(place: &str, error: &Error) -> Difference {
    let place = error.place().map_or_else(|| place.to_owned(), str::to_owned);
    let message = Bilingual::new(error.message_fa(), error.message_en());
    Difference { place, stated: None, found: Some(error.code().to_owned()), message }
}

/// Where two trees of data differ, leaf by leaf.
fn differ(differences: &mut Vec<Difference>, place: &str, stated: &Value, found: &Value) {
    let start = differences.len();
    let mut todo = vec![(place.to_owned(), Some(stated), Some(found))];
    while let Some((place, stated, found)) = todo.pop() {
        if stated == found {
            continue;
        }
        if let (Some(Value::Object(a)), Some(Value::Object(b))) = (stated, found) {
            let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).ordered();
            todo.extend(names.into_iter().rev().map(|name| (format!("{place}/{name}"), a.get(name), b.get(name))));
            continue;
        }
        if let (Some(Value::Array(a)), Some(Value::Array(b))) = (stated, found) {
            let items = (0..a.len().max(b.len())).rev();
            todo.extend(items.map(|index| (format!("{place}/{index}"), a.get(index), b.get(index))));
            continue;
        }
        let shown =
            |value: Option<&Value>| value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let (stated, found) = (shown(stated), shown(found));
        let words = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let (a, b) = (words(&stated), words(&found));
        let message = Bilingual::new(
            format!("{place}: «{a}» نوشته شده و «{b}» به دست آمده است"),
            format!("{place}: `{a}` is stated and `{b}` was found"),
        );
        differences.push(Difference { place, stated, found, message });
        if MOST <= differences.len().saturating_sub(start) {
            let message = Bilingual::new("و تفاوت‌های دیگر", "and more differences");
            differences.push(Difference { place: "…".to_owned(), stated: None, found: None, message });
            return;
        }
    }
}
