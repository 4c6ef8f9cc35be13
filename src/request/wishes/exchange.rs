//! Which part of the day a sentence gives up for another: "the afternoon instead of the morning", "from the morning to the afternoon".

use super::sessions::part_of;
use crate::language::Language;
use crate::lexicon::{Concept, List};
use crate::request::Session;
use crate::request::layout::Mark;
use crate::request::letter::Letter;
use crate::request::token::{Break, Shape};
use std::ops::Range;

/// Words between "instead of" and the part: "instead of going to the morning session".
const FAR: usize = 6;
/// Words between a Turkish part and its "yerine": "sabah oturumunun yerine".
const FAR_BEHIND: usize = 2;

/// A part of the day as a sentence names it.
#[derive(Debug, Clone)]
struct Spot {
    part: Session,
    tokens: Range<usize>,
}

/// What a sentence leaves and what it takes instead, as ranges of tokens.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    left: Vec<Range<usize>>,
    taken: Vec<Range<usize>>,
}

impl Exchange {
    /// The exchange of a sentence, empty where nothing is exchanged.
    pub(super) fn of(letter: &Letter<'_>, sentence: &Range<usize>) -> Exchange {
        let spots = spots(letter, sentence);
        let mut exchange = Exchange::default();
        for (index, spot) in spots.iter().enumerate() {
            let later = spots.get(index + 1..).unwrap_or_default();
            let next = letter.body.segment_of(sentence.start).and_then(|(at, _)| {
                let next = letter.body.segments.get(at + 1)?;
                Some(self::spots(letter, &next.tokens))
            });
            let other = |other: &Spot| other.part != spot.part;
            let takes_another =
                later.iter().any(other) || later.is_empty() && next.iter().flatten().any(other);
            if takes_another && is_given_up(letter, spot.tokens.start) {
                exchange.left.push(spot.tokens.clone());
            }
        }
        if !exchange.left.is_empty() {
            return exchange;
        }
        if spots
            .iter()
            .all(|spot| Some(spot.part) == spots.first().map(|first| first.part))
        {
            return exchange;
        }
        for (index, spot) in spots.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| spots.get(before));
            let behind = spots.get(index + 1);
            let start = before.map_or(sentence.start, |before| before.tokens.end);
            let end = behind.map_or(sentence.end, |behind| behind.tokens.start);
            if is_instead(letter, start, spot) || is_replaced_behind(letter, spot, end) {
                exchange.left.push(spot.tokens.clone());
            } else if let Some(before) = before
                && is_denied(letter, start, spot)
            {
                // "The afternoon and not the morning": the negation is none of the afternoon's.
                exchange.left.push(spot.tokens.clone());
                exchange.taken.push(before.tokens.clone());
            } else if let Some(behind) = behind
                && is_denied_behind(letter, spot)
            {
                exchange.left.push(spot.tokens.clone());
                exchange.taken.push(behind.tokens.clone());
            }
        }
        if exchange.left.is_empty()
            && let [first, second] = spots.as_slice()
        {
            exchange
                .left
                .extend(moved(letter, sentence, first, second).map(|spot| spot.tokens.clone()));
        }
        // Whoever leaves every part that is named was misunderstood.
        if exchange.left.len() == spots.len() {
            return Exchange::default();
        }
        exchange
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Whether the part at these tokens is the one given up.
    pub(super) fn leaves(&self, mark: &Mark) -> bool {
        has(&self.left, mark)
    }

    /// Whether a negation beside the part at these tokens belongs to the one given up.
    pub(super) fn takes(&self, mark: &Mark) -> bool {
        has(&self.taken, mark)
    }
}

fn has(spots: &[Range<usize>], mark: &Mark) -> bool {
    spots
        .iter()
        .any(|spot| spot.start < mark.tokens.end && mark.tokens.start < spot.end)
}

/// The parts that a sentence names, in its order; phrases that overlap are one.
fn spots(letter: &Letter<'_>, sentence: &Range<usize>) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for mark in letter.body.marks_in(sentence.clone()) {
        let Some(part) = part_of(mark.concept) else {
            continue;
        };
        match spots.last_mut() {
            Some(last) if mark.tokens.start < last.tokens.end => {
                if mark.tokens.len() > last.tokens.len() {
                    last.part = part;
                }
                last.tokens.end = last.tokens.end.max(mark.tokens.end);
            }
            _ => spots.push(Spot {
                part,
                tokens: mark.tokens.clone(),
            }),
        }
    }
    spots
}

/// "Instead of the morning session": between the words and the part stand only little words and the session's noun.
fn is_instead(letter: &Letter<'_>, start: usize, spot: &Spot) -> bool {
    let postposed = letter.lexicon.bit(Language::TURKISH);
    letter
        .body
        .marks_in(start..spot.tokens.end)
        .filter(|mark| mark.concept == Concept::ExchangeInsteadOf && mark.languages != postposed)
        .filter(|mark| mark.tokens.start < spot.tokens.start)
        // "Au lieu du matin": the article belongs to both.
        .any(|mark| only_leads(letter, mark.tokens.end.min(spot.tokens.start)..spot.tokens.start))
}

/// "Sabah oturumu yerine": behind the part, as Turkish has it.
fn is_replaced_behind(letter: &Letter<'_>, spot: &Spot, end: usize) -> bool {
    let postposed = letter.lexicon.bit(Language::TURKISH);
    letter.body.marks_in(spot.tokens.end..end).any(|mark| {
        mark.concept == Concept::ExchangeInsteadOf
            && mark.languages == postposed
            && mark.tokens.start <= spot.tokens.end + FAR_BEHIND
            && is_unbroken(letter, spot.tokens.end..mark.tokens.start + 1)
    })
}

/// "I was registered for the morning and would like the afternoon instead": what stands here is what one has, and an
/// "instead" follows it in the sentence or opens the wish of the next.
pub fn is_given_up(letter: &Letter<'_>, at: usize) -> bool {
    let body = &letter.body;
    let Some((index, segment)) = body.segment_of(at) else {
        return false;
    };
    let clause = super::clause(letter, at);
    let had = body.marks_in(clause).any(|mark| {
        matches!(
            mark.concept,
            Concept::ThreadRegistered | Concept::DeskConfirmation
        )
    });
    let next = body
        .segments
        .get(index + 1)
        .map_or(0..0, |next| next.tokens.clone());
    // Between what one had and the "instead" another clause begins.
    let other_clause = |to: usize| {
        to >= super::clause(letter, at).end || body.has(at..to, &[Concept::ScopeAnd, Concept::ScopeBut])
    };
    let mut instead = body
        .marks_in(at..segment.tokens.end)
        .filter(|mark| mark.concept == Concept::ExchangeInstead);
    had && (instead.any(|mark| other_clause(mark.tokens.start))
        || body.has(next, &[Concept::ExchangeInstead]))
}

/// "…, not in the morning": a negation right before a part, behind another one.
fn is_denied(letter: &Letter<'_>, start: usize, spot: &Spot) -> bool {
    let postposed = letter.lexicon.bit(Language::TURKISH);
    let near = spot.tokens.start.saturating_sub(FAR).max(start);
    letter.body.marks_in(near..spot.tokens.start).any(|mark| {
        mark.concept == Concept::ScopeNot
            && mark.languages != postposed
            && only_leads(letter, mark.tokens.end..spot.tokens.start)
    })
}

/// "Sabah değil, öğleden sonra": a negation right behind a part, before another one.
fn is_denied_behind(letter: &Letter<'_>, spot: &Spot) -> bool {
    let postposed = letter.lexicon.bit(Language::TURKISH);
    let near = spot.tokens.end..spot.tokens.end + FAR_BEHIND;
    letter.body.marks_in(near).any(|mark| {
        mark.concept == Concept::ScopeNot
            && mark.languages == postposed
            && is_unbroken(letter, spot.tokens.end..mark.tokens.start + 1)
    })
}

/// "Move me from the morning to the afternoon", "I prefer the afternoon to the morning": the part that is left.
fn moved<'s>(
    letter: &Letter<'_>,
    sentence: &Range<usize>,
    first: &'s Spot,
    second: &'s Spot,
) -> Option<&'s Spot> {
    let body = &letter.body;
    let between = first.tokens.end..second.tokens.start;
    let joined = body.has(between.clone(), &[Concept::ScopeAnd])
        || !is_unbroken(letter, between.start..second.tokens.start + 1);
    if joined {
        return None;
    }
    let says = |concept: Concept, tokens: Range<usize>| body.has(tokens, &[concept]);
    let lead = |spot: &Spot, from: usize| {
        let near = spot.tokens.start.saturating_sub(4).max(from);
        near..spot.tokens.start
    };
    let towards = body.says(lead(second, between.start), List::PartTaken);
    if says(Concept::ExchangePrefers, sentence.start..first.tokens.start) && towards {
        return Some(second);
    }
    if !says(Concept::ExchangeMoves, sentence.clone()) {
        return None;
    }
    let away = |spot: &Spot, from: usize| {
        let last = spot
            .tokens
            .end
            .checked_sub(1)
            .and_then(|last| body.tokens.get(last));
        let behind = body.tokens.get(spot.tokens.end);
        // The Turkish ablative: "sabah oturumundan öğleden sonraki oturuma".
        let ablative = [last, behind].into_iter().flatten().any(|token| {
            token.folded.len() > 5 && (token.folded.ends_with("dan") || token.folded.ends_with("den"))
        });
        body.says(lead(spot, from), List::PartLeft) || ablative && letter.language.value == Language::TURKISH
    };
    let reads = |tokens: Range<usize>, word: &str| {
        let tokens = body.tokens.get(tokens).unwrap_or_default();
        tokens.iter().any(|token| token.folded == word)
    };
    if reads(lead(first, sentence.start), "to") && reads(lead(second, between.start), "from") {
        return Some(second);
    }
    (towards || away(first, sentence.start)).then_some(first)
}

/// Whether nothing between two places but little words and the noun of a session stands: no name, no verb, no comma.
fn only_leads(letter: &Letter<'_>, between: Range<usize>) -> bool {
    let body = &letter.body;
    let others = |mark: &Mark| {
        !matches!(mark.concept, Concept::TitleParticle | Concept::RoleUnit)
            && matches!(mark.concept.family(), "attend" | "title" | "role" | "intent")
    };
    let tokens = body.tokens.get(between.clone()).unwrap_or_default();
    let small = tokens.iter().all(|token| {
        matches!(token.shape, Shape::Lower | Shape::Other) || List::SessionNoun.has(&token.folded)
    });
    between.len() <= FAR
        && small
        && !body.marks_in(between.clone()).any(others)
        && is_unbroken(letter, between.start..between.end + 1)
}

/// Whether no comma or stronger mark stands before any of these tokens.
fn is_unbroken(letter: &Letter<'_>, tokens: Range<usize>) -> bool {
    let tokens = letter.body.tokens.get(tokens).unwrap_or_default();
    tokens
        .iter()
        .all(|token| matches!(token.before, Break::Tight | Break::Space | Break::Line))
}
