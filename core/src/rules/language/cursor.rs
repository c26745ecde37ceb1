//! Where a parser stands among its tokens: looking, stepping on, and saying what it expected.

use super::lexer::{Token, TokenKind};
use super::{Mistake, Name, Span};

/// The tokens of an expression and the next of them.
pub(super) struct Parser<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) position: usize,
    pub(super) depth: usize,
    pub(super) end: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.position)
    }

    pub(super) fn advance(&mut self) {
        self.position = self.position.saturating_add(1);
    }

    pub(super) fn here(&self) -> Span {
        self.peek().map_or(Span { start: self.end, end: self.end }, |token| token.span)
    }

    pub(super) fn before(&self) -> Span {
        let last = self.position.checked_sub(1).and_then(|position| self.tokens.get(position));
        last.map_or(Span { start: 0, end: 0 }, |token| token.span)
    }

    pub(super) fn next_is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token { kind: TokenKind::Name(name), .. }) if name == word)
    }

    pub(super) fn next_is_closing(&self) -> bool {
        matches!(self.peek(), Some(Token { kind: TokenKind::Sign(")"), .. }))
    }

    pub(super) fn next_is_sign(&self, sign: &str) -> bool {
        let next = self.tokens.get(self.position.saturating_add(1));
        matches!(next, Some(Token { kind: TokenKind::Sign(found), .. }) if *found == sign)
    }

    pub(super) fn followed_by(&self, word: &str, next: &[&str]) -> bool {
        let after = self.tokens.get(self.position.saturating_add(1));
        self.next_is_word(word)
            && matches!(after, Some(Token { kind: TokenKind::Name(name), .. }) if next.contains(&name.as_str()))
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.next_is_word(word);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token { kind: TokenKind::Sign(next), .. }) if *next == sign);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), Mistake> {
        let quoted = format!("`{word}`");
        if self.word(word) { Ok(()) } else { Err(self.unexpected(self.here(), &quoted, &quoted)) }
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Result<(), Mistake> {
        let quoted = format!("`{sign}`");
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected(self.here(), &quoted, &quoted)) }
    }

    pub(super) fn unexpected(&self, span: Span, en: &str, fa: &str) -> Mistake {
        Mistake::new("rulebook.syntax", span, format!("اینجا {fa} لازم است"), format!("expected {en} here"))
    }

    pub(super) fn name(&mut self, en: &str, fa: &str) -> Result<Name, Mistake> {
        match self.peek() {
            Some(Token { kind: TokenKind::Name(text), span }) => {
                let name = Name { text: text.clone(), span: *span };
                self.advance();
                Ok(name)
            }
            _ => Err(self.unexpected(self.here(), en, fa)),
        }
    }
}
