//! The language of interpretation: asked for, or in which a person says they follow.

use super::scope::{Scope, Scopes};
use super::{clause, members, spoken_of};
use crate::language::Language;
use crate::lexicon::Concept;
use crate::lexicon::gazetteer::Gazetteer;
use crate::request::cast::body_evidence;
use crate::request::intent::said::asks;
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::{Attendee, Found};
use std::ops::Range;

/// How sure it is that a language is wished; a higher one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Speaks,
    Wants,
}

struct Mention {
    language: Language,
    strength: Strength,
    tokens: Range<usize>,
    scope: Scope,
}

/// Gives each attendee the language that is asked for them.
pub(super) fn assign(letter: &Letter<'_>, scopes: &Scopes<'_, '_>, attendees: &mut [Attendee]) {
    let mut mentions = Vec::new();
    let mut refused = Vec::new();
    for (_, tokens) in spoken_of(letter) {
        collect(letter, scopes, &tokens, &mut mentions, &mut refused);
    }
    let count = attendees.len();
    for (index, attendee) in attendees.iter_mut().enumerate() {
        let own = |scope: &Scope| members(scope, count).contains(&index);
        let specific = |scope: &Scope| count > 1 && *scope != Scope::All;
        if refused
            .iter()
            .any(|scope| own(scope) && (specific(scope) || count == 1 || *scope == Scope::All))
        {
            let wanted = mentions.iter().any(|mention| {
                own(&mention.scope) && mention.strength == Strength::Wants && specific(&mention.scope)
            });
            if !wanted {
                continue;
            }
        }
        let best = mentions
            .iter()
            .filter(|mention| own(&mention.scope))
            .min_by_key(|mention| {
                (
                    std::cmp::Reverse(specific(&mention.scope)),
                    std::cmp::Reverse(mention.strength),
                    mention.tokens.start,
                )
            });
        attendee.interpretation = best.map(|mention| Found {
            value: mention.language,
            evidence: body_evidence(
                &letter.body,
                mention.tokens.clone(),
                match mention.strength {
                    Strength::Wants => "wishes/interpretation",
                    Strength::Speaks => "wishes/speaks",
                },
            ),
        });
    }
}

fn collect(
    letter: &Letter<'_>,
    scopes: &Scopes<'_, '_>,
    tokens: &Range<usize>,
    mentions: &mut Vec<Mention>,
    refused: &mut Vec<Scope>,
) {
    let body = &letter.body;
    let Some((_, segment)) = body.segment_of(tokens.start) else {
        return;
    };
    if matches!(segment.zone, Zone::Signature | Zone::Closing) {
        return;
    }
    if let Some(mark) = body.first(tokens.clone(), Concept::InterpretationNotNeeded) {
        refused.push(scopes.of(mark.tokens.start));
    }
    let labelled = segment
        .label
        .is_some_and(|(label, _)| label == Concept::LabelInterpretation);
    let wants = labelled || body.has(tokens.clone(), &[Concept::InterpretationWants]);
    let speaks = body.has(tokens.clone(), &[Concept::InterpretationSpeaks]);
    let about = wants || speaks || in_column(letter, tokens);
    if !about || asks(body, segment) && body.has(tokens.clone(), &[Concept::InterpretationExists]) && !wants {
        return;
    }
    for (language, at) in languages(letter, tokens) {
        let own = clause(letter, at.start);
        if body.has(own.clone(), &[Concept::InterpretationNotNeeded]) || is_denied(letter, &at, &own) {
            continue;
        }
        let strength = if wants { Strength::Wants } else { Strength::Speaks };
        let strength = if body.has(own.clone(), &[Concept::InterpretationSpeaks])
            && !body.has(own.clone(), &[Concept::InterpretationWants])
            && !labelled
        {
            Strength::Speaks
        } else {
            strength
        };
        mentions.push(Mention {
            language,
            strength,
            scope: scopes.of(at.start),
            tokens: at,
        });
    }
}

/// A row of a table: its columns say what its words are.
fn in_column(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    letter
        .body
        .segment_of(tokens.start)
        .is_some_and(|(_, segment)| segment.zone == Zone::Row)
}

/// "I do not speak English": a negation before or behind the name in its clause, with no other language between.
fn is_denied(letter: &Letter<'_>, at: &Range<usize>, clause: &Range<usize>) -> bool {
    let body = &letter.body;
    let denies = |tokens: Range<usize>| body.has(tokens, &[Concept::ScopeNot]);
    denies(at.start.saturating_sub(5).max(clause.start)..at.start)
        || denies(at.end..(at.end + 3).min(clause.end.max(at.end)))
}

/// The languages named within these tokens, of one to three words each.
fn languages(letter: &Letter<'_>, tokens: &Range<usize>) -> Vec<(Language, Range<usize>)> {
    let gazetteer = Gazetteer::embedded();
    let body = &letter.body;
    let mut found = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        let named = (1..=2).rev().find_map(|length| {
            let words = body.tokens.get(at..(at + length).min(tokens.end))?;
            let joined: Vec<&str> = words.iter().map(|token| token.folded.as_str()).collect();
            let long = joined.iter().any(|word| word.chars().count() > 3);
            gazetteer
                .language_name(&joined.join(" "))
                .filter(|_| long && words.len() == length)
                .map(|language| (language, at..at + length))
        });
        match named {
            Some((language, range)) => {
                at = range.end;
                found.push((language, range));
            }
            None => at += 1,
        }
    }
    found
}
