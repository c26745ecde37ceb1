//! Charts as data, and as SVG that needs no script: bars beside what they are measured against.

mod drawing;
mod of_reports;

pub(super) use of_reports::{bars_of, gaps, slowest, stages};

use crate::bilingual::{Bilingual, Language};
use crate::report::figure::{MISSING, figure};
use crate::scaled::Scaled;
use serde::Serialize;

/// One bar of a [`Chart`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// What it is about.
    pub label: Bilingual,
    /// Its figure; none where it is undefined, which is not zero.
    pub value: Option<Scaled>,
    /// What the figure is measured against, where there is such a thing.
    pub against: Option<Scaled>,
}

/// What the figures of a chart are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Measure {
    /// Percentages.
    Percent,
    /// Days.
    Days,
    /// Plain figures.
    Number,
}

/// A chart of horizontal bars, each with its figure in words, so that no meaning is in a colour or a length alone.
///
/// The drawing is made of whole numbers only, and the same chart is the same text in every language of programs. Screen
/// readers find a title and a description with every figure. In Persian it reads from right to left.
///
/// # Example
/// ```
/// use amalkard::bilingual::{Bilingual, Language};
/// use amalkard::report::{Bar, Chart, ChartMeasure};
/// let mut chart = Chart::new(Bilingual::new("پیشرفت", "Progress"), Bilingual::new("واقعی", "Actual"), ChartMeasure::Percent)
///     .against(Bilingual::new("برنامه", "Planned"));
/// chart.push(Bar { label: Bilingual::new("راه", "Road"), value: Some(2.into()), against: Some(7.into()) });
/// assert!(chart.to_svg(Language::Persian).contains("۷٪"));
/// assert!(chart.to_svg(Language::English).starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chart {
    title: Bilingual,
    measure: Measure,
    /// What the bars are.
    value: Bilingual,
    /// What they are measured against.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Bilingual>,
    bars: Vec<Bar>,
    notes: Vec<Bilingual>,
}

impl Chart {
    /// A chart without bars: its title and what its bars are.
    #[must_use]
    pub fn new(title: Bilingual, value: Bilingual, measure: Measure) -> Self {
        Self { title, measure, value, against: None, bars: Vec::new(), notes: Vec::new() }
    }

    /// The chart with bars that are measured against something.
    #[must_use]
    pub fn against(mut self, against: Bilingual) -> Self {
        self.against = Some(against);
        self
    }

    /// Adds a bar below the others.
    pub fn push(&mut self, bar: Bar) {
        self.bars.push(bar);
    }

    /// Adds a note below the bars, such as what is left out.
    pub fn note(&mut self, note: Bilingual) {
        self.notes.push(note);
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// Its bars, from the top.
    #[must_use]
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    /// Its notes.
    #[must_use]
    pub fn notes(&self) -> &[Bilingual] {
        &self.notes
    }

    /// The chart in words, a line for each bar.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        format!("{}\n{}\n", self.title.in_language(language), self.described(language, "\n"))
    }

    /// A figure as it is written at its bar.
    fn shown(&self, value: Option<Scaled>, language: Language) -> String {
        let Some(value) = value else { return MISSING.to_owned() };
        let places = self.bars.iter().flat_map(|bar| [bar.value, bar.against]).flatten().map(Scaled::scale).max();
        let number = figure(value, places.unwrap_or(0), language);
        match (self.measure, language) {
            (Measure::Percent, Language::Persian) => format!("{number}٪"),
            (Measure::Percent, Language::English) => format!("{number}%"),
            (Measure::Days, Language::Persian) => format!("{number} روز"),
            (Measure::Days, Language::English) => format!("{number} d"),
            (Measure::Number, _) => number,
        }
    }

    /// Every figure in words, for those who do not see the drawing.
    fn described(&self, language: Language, between: &str) -> String {
        let value = self.value.in_language(language);
        let and = match language {
            Language::Persian => "، ",
            Language::English => ", ",
        };
        let bar = |bar: &Bar| {
            let own = format!("{}: {value} {}", bar.label.in_language(language), self.shown(bar.value, language));
            match &self.against {
                Some(against) => {
                    format!("{own}{and}{} {}", against.in_language(language), self.shown(bar.against, language))
                }
                None => own,
            }
        };
        self.bars
            .iter()
            .map(bar)
            .chain(self.notes.iter().map(|note| note.in_language(language).to_owned()))
            .collect::<Vec<_>>()
            .join(between)
    }
}

#[cfg(test)]
#[path = "../chart_tests.rs"]
mod tests;
