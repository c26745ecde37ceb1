//! The formatter of a rulebook's text: one way to write expressions and the space around keys; comments, the order of
//! things and what they mean stay as they are.

use super::in_force::printed;
use super::language::{self, parse, printed_message};
use super::load;
use super::problems::Problems;
use super::source::{File, Message, RuleSource, Written};
use super::toml_text::{expression_text, quoted};
use crate::error::Result;
use std::collections::BTreeMap;
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

/// The text of a rulebook file in its one form. Comments and all else that is said stay; so does the digest.
///
/// Expressions are printed as [`Rulebook::rules`](super::Rulebook::rules) shows them, in single quotes; one that stands
/// on several lines has a line for each condition joined by `and` or `or`. Keys, signs and brackets get the same space
/// everywhere, lists are indented by two, and of several empty lines one stays. Formatting twice changes nothing more.
///
/// # Errors
/// `rulebook.invalid` with every place where the text is no TOML or an expression cannot be read.
///
/// # Example
/// ```
/// let text = "[[rule]]\ncheck=\"(spent)<=allocated\"   # of this period\n";
/// assert_eq!(amalkard::rules::format(text)?, "[[rule]]\ncheck = 'spent <= allocated'   # of this period\n");
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn format(text: &str) -> Result<String> {
    let file = load::one_file(text)?;
    let mut problems = Problems::new();
    problems.open(load::ONE_FILE.to_owned(), text);
    let mut rewriting = Rewriting { text, literals: BTreeMap::new(), problems };
    rewriting.file(&file);
    if !rewriting.problems.is_empty() {
        return Err(load::invalid(rewriting.problems));
    }
    let literals = rewriting.literals;
    let tokens: Vec<Token> = Source::new(text).lex().collect();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut layout = Layout { text, literals, newline, out: String::with_capacity(text.len()), open: Vec::new() };
    if text.starts_with('\u{feff}') {
        layout.out.push('\u{feff}');
    }
    for line in tokens.split(|token| token.kind() == TokenKind::Newline || token.kind() == TokenKind::Eof) {
        layout.line(line);
    }
    let end = layout.out.trim_end_matches(['\r', '\n']).len();
    layout.out.truncate(end);
    if !layout.out.is_empty() {
        layout.out.push_str(newline);
    }
    Ok(layout.out)
}

/// Finds what the strings that hold expressions become, by where they start.
struct Rewriting<'f> {
    text: &'f str,
    literals: BTreeMap<usize, String>,
    problems: Problems<'f>,
}

impl Rewriting<'_> {
    fn file(&mut self, file: &File) {
        for rule in file.rules.iter().chain(file.changes.iter().map(|(_, rule)| rule)) {
            self.rule(rule);
        }
        for (_, definition) in &file.definitions {
            definition.value.iter().for_each(|value| self.expression(value));
        }
    }

    fn rule(&mut self, rule: &RuleSource) {
        rule.when.iter().chain(&rule.check).for_each(|value| self.expression(value));
        rule.message.iter().for_each(|message| self.message(message));
        for repair in rule.repairs.iter().flat_map(Written::get_ref) {
            repair.value.iter().for_each(|value| self.expression(value));
            repair.message.iter().for_each(|message| self.message(message));
        }
    }

    fn expression(&mut self, source: &Written<String>) {
        let tree = match parse(source.get_ref()) {
            Ok(tree) => tree,
            Err(mistake) => return self.problems.mistake(source, &mistake),
        };
        let literal = if self.has_several_lines(source) {
            let lines = language::printed_lines(&tree).join("\n");
            let sound = parse(&lines).is_ok_and(|again| again == tree) && !lines.contains("'''");
            sound.then(|| format!("'''\n{lines}'''"))
        } else {
            Some(expression_text(&printed(source.get_ref())))
        };
        let start = source.place().start;
        self.literals.extend(literal.map(|literal| (start, literal)));
    }

    /// A message on several lines keeps its lines.
    fn message(&mut self, message: &Message) {
        for words in [&message.fa, &message.en] {
            for part in language::message_parts(words.get_ref()).unwrap_or_default() {
                let language::MessagePart::Expression { text, start } = part else { continue };
                if let Err(mistake) = parse(text) {
                    self.problems.mistake(words, &mistake.moved(start));
                }
            }
            let printed = printed_message(words.get_ref());
            if printed != *words.get_ref() && !self.has_several_lines(words) {
                let single = printed.contains('"') && !printed.contains('\'');
                let literal = if single { expression_text(&printed) } else { quoted(&printed) };
                self.literals.insert(words.place().start, literal);
            }
        }
    }

    fn has_several_lines(&self, source: &Written<String>) -> bool {
        let literal = self.text.get(source.place().start..).unwrap_or_default();
        literal.starts_with("'''") || literal.starts_with("\"\"\"")
    }
}

/// Writes tokens line by line.
struct Layout<'f> {
    text: &'f str,
    literals: BTreeMap<usize, String>,
    newline: &'static str,
    out: String,
    /// The brackets that are open, of lists and inline tables.
    open: Vec<TokenKind>,
}

impl Layout<'_> {
    fn line(&mut self, tokens: &[Token]) {
        let first = tokens.iter().find(|token| token.kind() != TokenKind::Whitespace).map(Token::kind);
        let Some(first) = first else {
            let blank = format!("{0}{0}", self.newline);
            if !self.out.trim_start_matches('\u{feff}').is_empty() && !self.out.ends_with(&blank) {
                self.out.push_str(self.newline);
            }
            return;
        };
        let heading = self.open.is_empty() && first == TokenKind::LeftSquareBracket;
        let closing = usize::from(matches!(first, TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket));
        self.out.push_str(&"  ".repeat(self.open.len().saturating_sub(closing)));
        let (mut before, mut space) = (None, "");
        for token in tokens {
            let span = token.span();
            let raw = self.text.get(span.start()..span.end()).unwrap_or_default();
            if token.kind() == TokenKind::Whitespace {
                space = raw;
                continue;
            }
            let gap = before.map_or("", |before| gap(before, token.kind(), space, heading));
            self.out.push_str(gap);
            match self.literals.get(&span.start()) {
                Some(literal) => self.out.push_str(&literal.replace('\n', self.newline)),
                None if token.kind() == TokenKind::Comment => self.out.push_str(raw.trim_end()),
                None => self.out.push_str(raw),
            }
            if !heading {
                self.brackets(token.kind());
            }
            (before, space) = (Some(token.kind()), "");
        }
        self.out.push_str(self.newline);
    }

    fn brackets(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => self.open.push(kind),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                self.open.pop();
            }
            _ => {}
        }
    }
}

/// The space between two tokens of a line.
fn gap(before: TokenKind, next: TokenKind, written: &str, heading: bool) -> &str {
    use TokenKind::{Comma, Comment, Dot, Equals, LeftCurlyBracket, LeftSquareBracket, RightCurlyBracket};
    match (before, next) {
        // Comments may be aligned with each other.
        (_, Comment) if written.is_empty() => " ",
        (_, Comment) => written,
        _ if heading => "",
        (_, Comma | Dot) | (Dot, _) | (LeftCurlyBracket, RightCurlyBracket) => "",
        (Equals | Comma | LeftCurlyBracket, _) | (_, Equals | RightCurlyBracket) => " ",
        (LeftSquareBracket, _) | (_, TokenKind::RightSquareBracket) => "",
        // A date and its time.
        _ if written.is_empty() => "",
        _ => " ",
    }
}
