//! Parts of the day told by number: "parts 1 and 3", "nur Teil 2", «части 1 и 3».

use crate::lexicon::List;
use crate::request::Session;
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// Beginnings of words for a part, folded, and letters that they may have behind.
const PARTS: [(&str, usize); 18] = [
    ("part", 0),
    ("parts", 0),
    ("parte", 0),
    ("parti", 0),
    ("partie", 1),
    ("seance", 1),
    ("session", 1),
    ("sessione", 0),
    ("sessioni", 0),
    ("block", 1),
    ("blocco", 0),
    ("teil", 2),
    ("programmteil", 2),
    ("част", 2),
    ("сесси", 2),
    ("блок", 2),
    ("bolum", 6),
    ("oturum", 6),
];

/// The parts that a stretch names by number, with the tokens of each number.
#[must_use]
pub(super) fn named(letter: &Letter<'_>, tokens: &Range<usize>) -> Vec<(Session, Range<usize>)> {
    let word = |at: usize| {
        letter
            .body
            .tokens
            .get(at)
            .map_or("", |token| token.folded.as_str())
    };
    let is_noun = |at: usize| {
        PARTS.iter().any(|(stem, more)| {
            word(at)
                .strip_prefix(stem)
                .is_some_and(|ending| ending.chars().count() <= *more)
        })
    };
    let counts = |at: &usize| number(letter, *at).is_some() || List::JoinsNumbers.has(word(*at));
    let mut found = Vec::new();
    for noun in tokens.clone().filter(|&at| is_noun(at)) {
        // «1. ve 3. bölüm»: ordinals stand before.
        let ordinal = letter.body.between(noun).trim() == ".";
        let first = (tokens.start..noun).rev().take_while(counts).last();
        match first.filter(|_| ordinal) {
            Some(first) => found.extend(numbers(letter, first..noun, Break::Sentence)),
            None => found.extend(numbers(letter, noun + 1..tokens.end, Break::Comma)),
        }
    }
    found
}

/// The numbers of parts from here on, as long as nothing but "and" and such stops stand between them.
fn numbers(letter: &Letter<'_>, tokens: Range<usize>, widest: Break) -> Vec<(Session, Range<usize>)> {
    let mut found: Vec<(Session, Range<usize>)> = Vec::new();
    for at in tokens {
        let token = letter.body.tokens.get(at);
        let near = token.is_some_and(|token| token.before <= widest);
        match number(letter, at) {
            Some(part) if near => found.push((part, at..at + 1)),
            _ if near && token.is_some_and(|token| List::JoinsNumbers.has(&token.folded)) => {}
            _ => break,
        }
    }
    // "Session 1:30" is an hour.
    let goes_on = found.last().is_some_and(|(_, last)| {
        let next = letter.body.tokens.get(last.end);
        next.is_some_and(|next| next.before == Break::Tight)
    });
    if goes_on { Vec::new() } else { found }
}

fn number(letter: &Letter<'_>, at: usize) -> Option<Session> {
    let token = letter.body.tokens.get(at)?;
    match token.folded.as_str() {
        "1" => Some(Session::Morning),
        "2" => Some(Session::StudyVisit),
        "3" => Some(Session::Afternoon),
        _ => None,
    }
}
