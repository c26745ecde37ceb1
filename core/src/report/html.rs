//! Writing HTML that cannot be broken by what is written into it.

use crate::bilingual::Language;

/// One HTML document under construction: no script, nothing fetched, right to left in Persian. Its body is open.
pub(crate) fn document(title: &str, styles: &[&'static str], language: Language) -> Html {
    let mut html = Html::default();
    html.markup("<!DOCTYPE html>\n")
        .open("html", &spoken(language))
        .markup("\n<head>\n<meta charset=\"utf-8\">\n")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .markup("<meta http-equiv=\"Content-Security-Policy\" ")
        .markup("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .element("title", &[], title)
        .markup("<style>\n");
    for style in styles {
        html.markup(style);
    }
    html.markup("</style>\n</head>\n<body>\n<main>\n").element("h1", &[], title);
    html
}

/// The attributes of an element in a language.
pub(crate) fn spoken(language: Language) -> [(&'static str, &'static str); 2] {
    match language {
        Language::Persian => [("lang", "fa"), ("dir", "rtl")],
        Language::English => [("lang", "en"), ("dir", "ltr")],
    }
}

/// HTML under construction: text and attributes are escaped here and nowhere else.
#[derive(Default)]
pub(crate) struct Html(String);

impl Html {
    /// Opens an element with attributes.
    pub(crate) fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push_str(">\n");
        self
    }

    /// Text. Control characters that HTML forbids become blanks.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(character),
                _ if character.is_control() => self.0.push(' '),
                _ => self.0.push(character),
            }
        }
        self
    }

    /// An element with nothing but text.
    pub(crate) fn element(&mut self, tag: &'static str, attributes: &[(&'static str, &str)], text: &str) -> &mut Self {
        self.open(tag, attributes).text(text).close(tag)
    }

    /// A piece of text within a sentence: nothing stands between it and what follows.
    pub(crate) fn inline(&mut self, tag: &'static str, attributes: &[(&'static str, &str)], text: &str) -> &mut Self {
        self.open(tag, attributes).text(text);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    /// Markup of our own, as it is.
    pub(crate) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Markup that this same writer has written before, such as a drawing.
    pub(crate) fn embed(&mut self, written: &str) -> &mut Self {
        self.0.push_str(written);
        self
    }

    /// What was written, as the whole document that [`document`] began.
    pub(crate) fn finish_document(mut self) -> String {
        self.markup("</main>\n</body>\n</html>\n");
        self.finish()
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}
