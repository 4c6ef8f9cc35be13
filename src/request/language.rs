//! The language of the writer's own words.

use super::layout::Layout;
use super::{Evidence, Found, Part};
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::message::{LineKind, Message};

/// The language whose phrases cover most of the writer's own words; English where nothing tells.
#[must_use]
pub fn identify(message: &Message, body: &Layout<'_>, lexicon: &Lexicon) -> Found<Language> {
    let own = |line: usize| {
        message
            .lines
            .get(line)
            .is_some_and(|line| matches!(line.kind, LineKind::Own | LineKind::Forwarded))
    };
    let mut best = (0usize, Language::ENGLISH);
    for &language in lexicon.languages() {
        let bit = lexicon.bit(language);
        let weight: usize = body
            .marks
            .iter()
            .filter(|mark| mark.languages & bit != 0)
            .filter(|mark| {
                body.tokens
                    .get(mark.tokens.start)
                    .is_some_and(|token| own(token.line))
            })
            .map(|mark| mark.tokens.len() * 4 / (mark.languages.count_ones() as usize))
            .sum();
        if weight > best.0 {
            best = (weight, language);
        }
    }
    let evidence = Evidence {
        part: Part::Body,
        start: 0,
        end: message.text.len(),
        rule: "language/phrases".to_owned(),
    };
    Found {
        value: best.1,
        evidence,
    }
}
