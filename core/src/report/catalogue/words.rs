//! The words of the catalogue itself.

use super::digits;
use crate::bilingual::Language;
use crate::calendar::Basis;
use crate::dataset::Kind;
use crate::finding::{Scalar, Severity};
use crate::report::figure;
use crate::rules::Missing;
use crate::text;

/// Says things in one language.
#[derive(Clone, Copy)]
pub(super) struct Say(pub(super) Language);

impl Say {
    /// The words of the language.
    pub(super) fn of<'a>(self, fa: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Language::Persian => fa,
            Language::English => en,
        }
    }

    pub(super) fn digits(self, number: &str) -> String {
        digits(number, self.0)
    }

    pub(super) fn rules(self, count: usize) -> String {
        let count = self.digits(&count.to_string());
        match self.0 {
            Language::Persian => format!("{count} قاعده"),
            Language::English => format!("{count} rules"),
        }
    }

    pub(super) fn other_rules(self) -> &'static str {
        self.of("قاعده‌های دیگر", "Other rules")
    }

    pub(super) fn severity(self, severity: Severity) -> (&'static str, &'static str) {
        match severity {
            Severity::Error => ("error", self.of("خطا", "error")),
            Severity::Warning => ("warning", self.of("هشدار", "warning")),
            Severity::Info => ("info", self.of("اطلاع", "information")),
        }
    }

    /// Which step a finding keeps from being taken.
    pub(super) fn blocks(self, stage: &str) -> &str {
        match stage {
            "confirm" => self.of("مانع تأیید دستگاه", "blocks confirmation by the agency"),
            "accept" => self.of("مانع پذیرش در کنترل", "blocks acceptance in control"),
            "approve" => self.of("مانع تصویب نهایی", "blocks final approval"),
            other => other,
        }
    }

    pub(super) fn missing(self, missing: Missing) -> &'static str {
        match missing {
            Missing::Skip => self.of("سطر بررسی نمی‌شود", "the row is not judged"),
            Missing::Fail => self.of("یافته می‌دهد", "is a finding"),
            Missing::Zero => self.of("صفر شمرده می‌شود", "counts as zero"),
        }
    }

    pub(super) fn kind(self, kind: Kind) -> String {
        let name = self.of(kind.title_fa(), kind.name());
        let unit = match kind {
            Kind::Amount { unit, .. } => format!("{name}، {}", unit.title_fa()),
            _ => name.to_owned(),
        };
        match (self.0, kind) {
            (Language::Persian, _) => unit,
            (Language::English, Kind::Amount { unit, .. }) => format!("{name}, {}", unit.title_en()),
            (Language::English, _) => name.to_owned(),
        }
    }

    pub(super) fn basis(self, basis: Option<Basis>) -> &'static str {
        match basis {
            Some(Basis::Cumulative) => self.of("تجمعی از آغاز سال", "cumulative from the start of the year"),
            Some(Basis::InPeriod) => self.of("طی دوره", "over the period alone"),
            None => "",
        }
    }

    /// A value as it is read.
    pub(super) fn value(self, value: &Scalar) -> String {
        match value {
            Scalar::Missing => self.of("خالی", "empty").to_owned(),
            Scalar::Flag(true) => self.of("بله", "yes").to_owned(),
            Scalar::Flag(false) => self.of("خیر", "no").to_owned(),
            Scalar::Number(number) => figure(*number, 0, self.0),
            Scalar::Text(written) => match self.0 {
                Language::Persian if is_date(written) => text::persian_digits(&written.replace('-', "/")),
                _ => written.clone(),
            },
        }
    }
}

/// Whether a text is a Persian date as findings write it.
fn is_date(written: &str) -> bool {
    crate::calendar::PersianDate::parse(written).is_ok_and(|date| date.to_string() == written)
}
