//! Whether a text writes accents, and so how each small word is meant that one would make another word.

use super::{Kind, Shape, Token};
use crate::lexicon::accent::{Accent, accented};
use crate::message::{Line, LineKind};

/// Tells of each such word how it is written. Old letters below the writer's own words have their own manner.
pub(super) fn tell(text: &str, lines: &[Line], tokens: &mut [Token]) {
    let own = |token: &Token| {
        lines.get(token.line).is_some_and(|line| {
            matches!(
                line.kind,
                LineKind::Own | LineKind::Forwarded | LineKind::Signature
            )
        })
    };
    let shown = |token: &Token| text.get(token.start..token.end).unwrap_or_default();
    // Names keep their accents where the writer leaves all others out.
    let has_accent = |token: &Token| {
        let latin = |c: char| !c.is_ascii() && c < '\u{250}' && c.is_alphabetic();
        token.kind == Kind::Word && token.shape == Shape::Lower && shown(token).contains(latin)
    };
    let writes = |whose: bool| {
        tokens
            .iter()
            .any(|token| own(token) == whose && has_accent(token))
    };
    let (writer, others) = (writes(true), writes(false));
    for token in tokens.iter_mut() {
        if accented(&token.folded).is_none() {
            continue;
        }
        let writes = if own(token) { writer } else { others };
        // "E' stato", "si' grazie": an apostrophe in place of the accent.
        let mut after = text.get(token.end..).unwrap_or_default().chars();
        let apostrophe = after.next().is_some_and(|c| "'’`´".contains(c))
            && after.next().is_none_or(|c| !c.is_alphanumeric());
        token.accent = if !shown(token).is_ascii() {
            Accent::Written
        } else if writes && token.shape == Shape::Lower && !apostrophe {
            Accent::Left
        } else {
            Accent::Either
        };
    }
}
