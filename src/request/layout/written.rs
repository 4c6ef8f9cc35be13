//! What is written at a token and between it and its neighbours.

use super::Layout;
use crate::request::token::Break;
use std::ops::Range;

impl<'m> Layout<'m> {
    /// The text of these tokens, with what stands between them.
    #[must_use]
    pub fn shown(&self, tokens: Range<usize>) -> &'m str {
        self.text.get(self.bytes(tokens)).unwrap_or_default()
    }

    /// The bytes of these tokens.
    #[must_use]
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self
            .tokens
            .get(tokens.start)
            .map_or(self.text.len(), |token| token.start);
        let end = tokens
            .end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// What stands between this token and the one before.
    #[must_use]
    pub fn between(&self, token: usize) -> &'m str {
        let (Some(this), Some(last)) = (
            self.tokens.get(token),
            token.checked_sub(1).and_then(|at| self.tokens.get(at)),
        ) else {
            return "";
        };
        self.text.get(last.end..this.start).unwrap_or_default()
    }

    /// What stands between this token and the next; the rest of the text after the last.
    #[must_use]
    pub fn after(&self, token: usize) -> &'m str {
        let Some(this) = self.tokens.get(token) else {
            return "";
        };
        let end = self
            .tokens
            .get(token + 1)
            .map_or(self.text.len(), |next| next.start);
        self.text.get(this.end..end).unwrap_or_default()
    }

    /// Whether nothing but a space parts this token from the one before.
    #[must_use]
    pub fn is_spaced(&self, token: usize) -> bool {
        let found = self.tokens.get(token);
        found.is_some_and(|found| found.before == Break::Space) && self.between(token).trim().is_empty()
    }
}
