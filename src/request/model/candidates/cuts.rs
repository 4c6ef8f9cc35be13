//! Where phrases may begin and end: in lines, between commas, before names, with all that is listed, a word longer or shorter.

use super::{MOST, Places};
use crate::lexicon::Concept;
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::token::{Break, Kind};
use std::ops::Range;

/// Phrases that go on with all that is listed: behind commas up to the words behind "and", or behind "and" alone: "Ministry of
/// Labour, Family and Social Affairs", "chargée de l'égalité et de la lutte contre les discriminations".
pub(super) fn enumerate(reading: &Reading<'_>, places: &mut Places<'_, '_>) {
    /// What is listed between two commas, and behind the last.
    const ITEMS: usize = 4;
    /// Words of one of them.
    const WORDS: usize = 5;
    /// Words behind "and" that are tried one by one; all up to the next stop are tried too.
    const LAST: usize = 4;
    /// Words up to that stop.
    const MOST_LAST: usize = 8;
    let body = places.body;
    let plain = |at: usize| {
        body.tokens.get(at).is_some_and(|token| token.kind == Kind::Word) && !named(reading, &(at..at + 1))
    };
    let behind = |at: usize, widest: Break| {
        plain(at) && body.tokens.get(at).is_some_and(|token| token.before <= widest)
    };
    let comma = |at: usize| behind(at, Break::Comma) && body.between(at).trim() == ",";
    let and = |at: usize| {
        body.marks_at(at)
            .any(|mark| mark.concept == Concept::ScopeAnd && mark.tokens.len() == 1)
    };
    // "A, B, and C"
    let closes = |at: usize| and(at) && behind(at, Break::Comma) && behind(at + 1, Break::Space);
    let mut listed = Vec::new();
    for base in places.those(MOST, |sources| sources.is_read() || sources.piece) {
        let mut at = base.end;
        for _ in 0..ITEMS {
            if !comma(at) || and(at) {
                break;
            }
            let end = (at + 1..=at + WORDS)
                .find(|&end| and(end) || !behind(end, Break::Space))
                .unwrap_or(at + WORDS);
            at = end;
            if closes(at) {
                break;
            }
        }
        if !closes(at) {
            continue;
        }
        let stop = (at + 2..=at + MOST_LAST)
            .find(|&to| !behind(to, Break::Space) || and(to))
            .unwrap_or(at + MOST_LAST);
        // Behind "and" alone another matter may begin: only what ends there is tried.
        if at > base.end {
            listed.extend((at + 2..stop.min(at + LAST + 2)).map(|to| base.start..to));
        }
        listed.push(base.start..stop);
    }
    for tokens in listed {
        places.put(tokens, |sources| sources.listed = true);
    }
}

/// Places that are cut anew, longer and shorter: more are not weighed.
const VARIED: usize = 8;

/// What was found, a word or two longer or shorter at either end, and to the ends of its line.
pub(super) fn vary(places: &mut Places<'_, '_>) {
    let body = places.body;
    let joined = |at: usize, widest: Break| {
        body.tokens
            .get(at)
            .is_some_and(|token| token.before <= widest && matches!(token.kind, Kind::Word | Kind::Number))
    };
    for tokens in places.those(VARIED, |sources| sources.is_read() || sources.labelled) {
        let mut put = |other: Range<usize>| {
            if other != tokens && !other.is_empty() && other.len() <= 10 {
                places.put(other, |sources| sources.varied = true);
            }
        };
        let (start, end) = (tokens.start, tokens.end);
        if start > 0 && joined(start, Break::Space) {
            put(start - 1..end);
            if start > 1 && joined(start - 1, Break::Space) {
                put(start - 2..end);
            }
        }
        let mut to = end;
        for added in 1..=4 {
            if !joined(to, Break::Comma) {
                break;
            }
            to += 1;
            if added <= 3 || !joined(to, Break::Comma) {
                put(start..to);
            }
        }
        if tokens.len() > 1 {
            put(start + 1..end);
            put(start..end - 1);
        }
        if tokens.len() > 2 {
            put(start + 2..end);
            put(start..end - 2);
        }
    }
}

/// The one to three words right before a name and its titles.
pub(super) fn before_names(reading: &Reading<'_>, places: &mut Places<'_, '_>) {
    let body = &reading.letter.body;
    let people = reading.cast.people.iter();
    for mention in people.flat_map(|person| &person.mentions).take(VARIED) {
        let mut end = mention.start;
        while let Some(title) = body
            .marks_in(end.saturating_sub(3)..end)
            .find(|mark| mark.concept.family() == "title" && mark.tokens.end == end)
        {
            end = title.tokens.start;
        }
        for words in 1..=3 {
            let Some(start) = end.checked_sub(words) else {
                break;
            };
            let word = body
                .tokens
                .get(start)
                .is_some_and(|token| token.kind == Kind::Word);
            let joined = body
                .tokens
                .get(start + 1)
                .is_some_and(|token| token.before <= Break::Space);
            if !word || !joined {
                break;
            }
            places.put(start..end, |sources| sources.before = true);
        }
    }
}

/// Whether words are, or hold, a part of somebody's name.
fn named(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    let people = reading.cast.people.iter();
    people
        .flat_map(|person| &person.mentions)
        .any(|mention| mention.start < tokens.end && tokens.start < mention.end)
}

/// Lines of the signature, and what commas set apart beside a name.
pub(super) fn pieces(reading: &Reading<'_>, places: &mut Places<'_, '_>) {
    let body = &reading.letter.body;
    for segment in &body.segments {
        let signed = segment.zone == Zone::Signature;
        let beside =
            matches!(segment.zone, Zone::Text | Zone::Item | Zone::Row) && named(reading, &segment.tokens);
        if !(signed || beside) || segment.tokens.len() > 60 {
            continue;
        }
        let mut start = segment.tokens.start;
        let mut cut = |piece: Range<usize>| {
            let plain = piece.clone().all(|at| {
                body.tokens.get(at).is_some_and(|token| {
                    token.kind == Kind::Word || at > piece.start && token.kind == Kind::Number
                })
            });
            if plain && !named(reading, &piece) && piece.len() <= 10 {
                places.put(piece, |sources| sources.piece = true);
            }
        };
        for at in segment.tokens.clone().skip(1) {
            if body
                .tokens
                .get(at)
                .is_some_and(|token| token.before >= Break::Comma)
            {
                cut(start..at);
                start = at;
            }
        }
        cut(start..segment.tokens.end);
        if signed {
            cut(segment.tokens.clone());
        }
    }
}
