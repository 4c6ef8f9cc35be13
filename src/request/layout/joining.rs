//! In an answer to us: "could you add …", "may … come too", "… 'ı da kaydeder misiniz": somebody is to join who is not yet registered.

use super::Mark;
use crate::lexicon::{Concept, List};
use crate::request::token::{Break, Token};

/// The words that ask for it, one mark for each sentence in which somebody may be named.
pub(super) fn find(tokens: &[Token]) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let end = (start + 1..tokens.len())
            .find(|&at| tokens.get(at).is_none_or(|token| token.before >= Break::Sentence))
            .unwrap_or(tokens.len());
        found.extend(in_sentence(tokens, start, end));
        start = end;
    }
    found
}

fn in_sentence(tokens: &[Token], start: usize, end: usize) -> Option<Mark> {
    /// Longer sentences say more than that.
    const LONGEST: usize = 40;
    let words = tokens.get(start..end)?;
    let first = |list: List| words.iter().position(|token| list.has(&token.folded));
    let named = words.windows(2).any(|pair| pair.iter().all(Token::is_capital));
    if words.len() > LONGEST || !named || first(List::AddedBesidesPersons).is_some() {
        return None;
    }
    let verb = first(List::AddsPerson)
        .or_else(|| first(List::BringsAlong))
        .or_else(|| first(List::AddsWithToo).filter(|_| first(List::Too).is_some()))?;
    Some(Mark {
        tokens: start + verb..start + verb + 1,
        concept: Concept::IntentAddPerson,
        value: 0,
        languages: u32::MAX,
    })
}
