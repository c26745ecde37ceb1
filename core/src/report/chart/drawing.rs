//! The drawing of a chart: whole numbers, from left to right in English and mirrored in Persian.

use super::{Bar, Chart};
use crate::bilingual::Language;
use crate::digest;
use crate::report::html::Html;
use crate::report::terminal::wrap;
use crate::scaled::Scaled;

/// The whole width. Labels stand before the bars, figures behind them.
const WIDTH: i128 = 760;
const LABELS: i128 = 250;
const FIGURES: i128 = 84;
const MARGIN: i128 = 12;
/// Letters of a label in one line.
const LETTERS: usize = 38;
const LINE: i128 = 16;
/// Dark on white: a contrast of more than 7 to 1, for bars and words.
const INK: &str = "#1b1f24";
const FILL: &str = "#0b5563";
const FONTS: &str = "Vazirmatn, Vazir, IRANSans, 'Noto Sans Arabic', 'Noto Sans', Tahoma, 'DejaVu Sans', sans-serif";

impl Chart {
    /// The chart as SVG, alone or within a page.
    #[must_use]
    pub fn to_svg(&self, language: Language) -> String {
        let mut drawing = Drawing { html: Html::default(), language };
        drawing.chart(self);
        drawing.html.finish()
    }
}

struct Drawing {
    html: Html,
    language: Language,
}

/// Attributes of a shape.
type Shape = [(&'static str, &'static str)];

/// How a piece of text stands.
#[derive(Clone, Copy)]
struct Style {
    size: &'static str,
    bold: bool,
    anchor: &'static str,
    /// Whether it is read in the direction of the language; figures are not.
    words: bool,
}

const WORDS: Style = Style { size: "13", bold: false, anchor: "start", words: true };

impl Drawing {
    fn chart(&mut self, chart: &Chart) {
        let language = self.language;
        let name = digest::of(chart).unwrap_or_default();
        let name = format!("chart-{}", name.get(..12).unwrap_or_default());
        let [title_id, description_id] = [format!("{name}-title"), format!("{name}-desc")];
        let labels: Vec<Vec<String>> =
            chart.bars().iter().map(|bar| wrap(bar.label.in_language(language), LETTERS)).collect();
        let notes: Vec<String> = chart.notes().iter().flat_map(|note| wrap(note.in_language(language), 96)).collect();
        let heights: Vec<i128> = labels.iter().map(|lines| height(lines.len(), chart.against.is_some())).collect();
        let top = 64_i128;
        let bottom = heights.iter().fold(top, |sum, height| sum.saturating_add(*height));
        let whole = bottom.saturating_add(lines(notes.len())).saturating_add(MARGIN);
        let (width, whole_text) = (WIDTH.to_string(), whole.to_string());
        let view = format!("0 0 {WIDTH} {whole}");
        let (language_code, direction) = self.spoken();
        self.html.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("role", "img"),
                ("aria-labelledby", &format!("{title_id} {description_id}")),
                ("lang", language_code),
                ("direction", direction),
                ("width", &width),
                ("height", &whole_text),
                ("viewBox", &view),
                ("font-family", FONTS),
            ],
        );
        let between = if language == Language::Persian { "؛ " } else { "; " };
        let title = chart.title().in_language(language);
        self.html.element("title", &[("id", &title_id)], title);
        self.html.element("desc", &[("id", &description_id)], &chart.described(language, between));
        self.rectangle(0, 0, WIDTH, whole, &[("fill", "#ffffff")]);
        self.text(MARGIN, 24, title, Style { size: "16", bold: true, ..WORDS });
        self.legend(chart);
        let scale = Scale::of(chart.bars());
        let mut y = top;
        for ((bar, label), height) in chart.bars().iter().zip(&labels).zip(&heights) {
            self.bar(chart, bar, label, y, *height, &scale);
            y = y.saturating_add(*height);
        }
        self.axis(scale.x(Some(Scaled::ZERO)), top, bottom);
        for note in &notes {
            y = y.saturating_add(LINE);
            self.text(MARGIN, y, note, Style { size: "12", ..WORDS });
        }
        self.html.close("svg");
    }

    /// What the shapes mean, in words beside each.
    fn legend(&mut self, chart: &Chart) {
        let language = self.language;
        let entries = [Some(&chart.value), chart.against.as_ref()];
        for (at, words) in entries.into_iter().flatten().enumerate() {
            let x = MARGIN.saturating_add(if at == 0 { 0 } else { WIDTH.checked_div(2).unwrap_or(0) });
            self.rectangle(x, 40, 18, 10, if at == 0 { &SOLID } else { &DASHED });
            self.text(x.saturating_add(26), 50, words.in_language(language), WORDS);
        }
    }

    fn bar(&mut self, chart: &Chart, bar: &Bar, label: &[String], y: i128, height: i128, scale: &Scale) {
        let middle = y.saturating_add(height.checked_div(2).unwrap_or(0));
        let first = middle.saturating_sub(lines(label.len().saturating_sub(1)).checked_div(2).unwrap_or(0));
        for (at, line) in label.iter().enumerate() {
            let y = first.saturating_add(lines(at)).saturating_add(4);
            self.text(LABELS.saturating_sub(8), y, line, Style { anchor: "end", ..WORDS });
        }
        let rows: [(Option<Scaled>, i128, i128, &Shape); 2] = match chart.against {
            Some(_) => [
                (bar.value, middle.saturating_sub(15), 13, &SOLID),
                (bar.against, middle.saturating_add(3), 10, &DASHED),
            ],
            None => [(bar.value, middle.saturating_sub(8), 16, &SOLID), (None, 0, 0, &[])],
        };
        for (value, top, thick, shape) in rows.into_iter().filter(|(_, _, thick, _)| 0 < *thick) {
            let (zero, end) = (scale.x(Some(Scaled::ZERO)), scale.x(value));
            let (from, to) = (zero.min(end), zero.max(end));
            if value.is_some() && from < to {
                self.rectangle(from, top, to.saturating_sub(from), thick, shape);
            }
            let shown = chart.shown(value, self.language);
            let y = top.saturating_add(thick.checked_div(2).unwrap_or(0)).saturating_add(4);
            self.text(to.saturating_add(6), y, &shown, Style { words: false, size: "12", ..WORDS });
        }
    }

    fn axis(&mut self, x: i128, top: i128, bottom: i128) {
        self.rectangle(x, top, 1, bottom.saturating_sub(top), &[("fill", INK)]);
    }

    /// A rectangle, mirrored in Persian.
    fn rectangle(&mut self, x: i128, y: i128, width: i128, height: i128, shape: &[(&'static str, &str)]) {
        let x = match self.language {
            Language::Persian => WIDTH.saturating_sub(x).saturating_sub(width),
            Language::English => x,
        };
        let [x, y, width, height] = [x, y, width, height].map(|number| number.to_string());
        let place: [(&'static str, &str); 4] = [("x", &x), ("y", &y), ("width", &width), ("height", &height)];
        let all: Vec<_> = place.into_iter().chain(shape.iter().copied()).collect();
        self.html.open("rect", &all).close("rect");
    }

    /// Text, mirrored in Persian: where it starts is at the right there.
    fn text(&mut self, x: i128, y: i128, words: &str, style: Style) {
        let persian = self.language == Language::Persian;
        let (x, y) = (if persian { WIDTH.saturating_sub(x) } else { x }.to_string(), y.to_string());
        let (_, direction) = self.spoken();
        // A figure reads from left to right in Persian too, so it ends where words would start.
        let (direction, anchor) = match (style.words, persian) {
            (true, _) => (direction, style.anchor),
            (false, true) => ("ltr", "end"),
            (false, false) => ("ltr", "start"),
        };
        let mut all: Vec<(&'static str, &str)> = vec![
            ("x", &x),
            ("y", &y),
            ("font-size", style.size),
            ("fill", INK),
            ("direction", direction),
            ("text-anchor", anchor),
        ];
        if style.bold {
            all.push(("font-weight", "700"));
        }
        self.html.element("text", &all, words);
    }

    fn spoken(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::Persian => ("fa", "rtl"),
            Language::English => ("en", "ltr"),
        }
    }
}

/// The figure itself, and what it is measured against: told apart by their shape.
const SOLID: [(&str, &str); 1] = [("fill", FILL)];
const DASHED: [(&str, &str); 4] =
    [("fill", "#ffffff"), ("stroke", INK), ("stroke-width", "1"), ("stroke-dasharray", "4 2")];

/// The height of so many lines of text.
fn lines(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(0).saturating_mul(LINE)
}

/// The height of a bar with its label.
fn height(label: usize, against: bool) -> i128 {
    lines(label).saturating_add(10).max(if against { 40 } else { 28 })
}

/// Where figures stand between the labels and the right margin.
struct Scale {
    scale: u32,
    least: i128,
    greatest: i128,
}

impl Scale {
    /// From the smallest figure to the largest, zero always among them.
    fn of(bars: &[Bar]) -> Self {
        let figures = || bars.iter().flat_map(|bar| [bar.value, bar.against]).flatten();
        let scale = figures().map(Scaled::scale).max().unwrap_or(0);
        let at = |figure: Scaled| figure.at_scale(scale).unwrap_or(0);
        let least = figures().map(at).min().unwrap_or(0).min(0);
        Self { scale, least, greatest: figures().map(at).max().unwrap_or(0).max(0) }
    }

    /// Where a figure stands; a missing one at zero.
    fn x(&self, figure: Option<Scaled>) -> i128 {
        let room = WIDTH.saturating_sub(LABELS).saturating_sub(FIGURES);
        let value = figure.and_then(|figure| figure.at_scale(self.scale)).unwrap_or(0);
        let (from, span) = (value.saturating_sub(self.least), self.greatest.saturating_sub(self.least).max(1));
        let part = match from.checked_mul(room) {
            Some(part) => part.checked_div(span),
            // Figures of nearly 128 bits: a thousandth of the span is finer than the drawing.
            None => from.checked_div(span.checked_div(room).unwrap_or(1).max(1)),
        };
        LABELS.saturating_add(part.unwrap_or(0).clamp(0, room))
    }
}
