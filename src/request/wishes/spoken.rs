//! The language of interpretation: asked for, or in which a person says they follow.

use super::scope::{Scope, Scopes};
use super::{around, clause, members, spoken_of};
use crate::language::{Language, ReplyLanguage};
use crate::lexicon::gazetteer::Gazetteer;
use crate::lexicon::{Concept, List};
use crate::request::cast::body_evidence;
use crate::request::intent::said::asks;
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::people::traits::is_language_as_surname;
use crate::request::{Attendee, Found};
use std::ops::Range;

/// How sure it is that a language is wished; a higher one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Named where interpretation or understanding is spoken of.
    Near,
    /// Spoken or understood, in the same clause.
    Speaks,
    /// Listened to or preferred, in the same clause: whoever speaks one may follow another.
    Follows,
    /// In a field or column for it.
    Labelled,
    /// Wished, in the same clause.
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
                own(&mention.scope) && mention.strength >= Strength::Labelled && specific(&mention.scope)
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
                    !is_offered(mention.language),
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
                    Strength::Labelled => "wishes/labelled",
                    Strength::Speaks | Strength::Follows | Strength::Near => "wishes/speaks",
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
    let Some((index, segment)) = body.segment_of(tokens.start) else {
        return;
    };
    if segment.zone == Zone::Signature {
        return;
    }
    let refuses = body.marks_in(tokens.clone()).find(|mark| {
        let own = clause(letter, mark.tokens.start);
        let denied = match mark.concept {
            Concept::InterpretationNotNeeded => true,
            Concept::InterpretationWants => super::is_negated_before(letter, mark),
            _ => false,
        };
        // "No interpretation into German" refuses that language only.
        denied && languages(letter, &own).is_empty()
    });
    if let Some(mark) = refuses {
        refused.push(scopes.of(mark.tokens.start));
    }
    let labelled = segment
        .label
        .is_some_and(|(label, _)| label == Concept::LabelInterpretation);
    let wants = labelled || body.has(tokens.clone(), &[Concept::InterpretationWants]);
    let speaks = body.has(tokens.clone(), &[Concept::InterpretationSpeaks]) || follows(letter, tokens);
    let row = in_column(letter, tokens);
    let short = tokens.len() <= 4;
    let goes_on = index
        .checked_sub(1)
        .and_then(|above| body.segments.get(above))
        .is_some_and(|above| {
            above.zone == segment.zone
                && body.has(
                    above.tokens.clone(),
                    &[Concept::InterpretationWants, Concept::InterpretationSpeaks],
                )
        });
    if !(wants || speaks || row || short || goes_on)
        || asks(body, segment) && body.has(tokens.clone(), &[Concept::InterpretationExists]) && !wants
    {
        return;
    }
    let named = languages(letter, tokens);
    for (index, (language, at)) in named.iter().enumerate() {
        let at = at.clone();
        if scopes.is_in_a_name(&at) || around::is_unwished(letter, &at, named.get(index + 1)) {
            continue;
        }
        let own = clause(letter, at.start);
        let refused_here = body.has(own.clone(), &[Concept::InterpretationNotNeeded]);
        if refused_here || is_denied(letter, &at, &own) || super::tick(letter, at.start) == Some(false) {
            continue;
        }
        let strength = if around::is_second_choice(letter, &at, &own) {
            Strength::Near
        } else if super::tick(letter, at.start) == Some(true)
            || body.has(own.clone(), &[Concept::InterpretationWants])
        {
            Strength::Wants
        } else if labelled || row {
            Strength::Labelled
        } else if follows(letter, &own) {
            Strength::Follows
        } else if body.has(own.clone(), &[Concept::InterpretationSpeaks]) {
            Strength::Speaks
        } else {
            Strength::Near
        };
        mentions.push(Mention {
            language: *language,
            strength,
            scope: scopes.of(at.start),
            tokens: at,
        });
    }
}

/// Whether a word of following, listening or preferring stands here: beside a language's name it tells in which one
/// somebody follows. Alone such words mean anything, so the lexicon does not have them.
pub(super) fn follows(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    letter.body.says(tokens.clone(), List::FollowsLanguage)
}

/// A language's name without the endings of Turkish cases: `Fransızcadan`, `Almancaya`, `İngilizcem`.
fn declined(word: &str) -> Option<Language> {
    const ENDINGS: [&str; 12] = [
        "dan", "den", "yi", "ya", "ye", "nin", "m", "si", "da", "de", "yla", "yle",
    ];
    ENDINGS.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        let is_name = stem.ends_with("ca") || stem.ends_with("ce");
        is_name
            .then(|| Gazetteer::embedded().language_name(stem))
            .flatten()
    })
}

/// Whether the desk's six languages have it.
fn is_offered(language: Language) -> bool {
    ReplyLanguage::ALL
        .iter()
        .any(|offered| offered.language() == language)
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
pub fn languages(letter: &Letter<'_>, tokens: &Range<usize>) -> Vec<(Language, Range<usize>)> {
    let gazetteer = Gazetteer::embedded();
    let body = &letter.body;
    let turkish = letter.language.value == Language::TURKISH;
    let mut found = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        if is_language_as_surname(body, at) {
            at += 1;
            continue;
        }
        let named = (1..=2).rev().find_map(|length| {
            let words = body.tokens.get(at..(at + length).min(tokens.end))?;
            let joined: Vec<&str> = words.iter().map(|token| token.folded.as_str()).collect();
            let long = joined.iter().any(|word| word.chars().count() > 3);
            let code = || {
                let boxed = length == 1 && super::tick(letter, at).is_some();
                let asked = length == 1 && around::is_code(letter, at);
                Language::from_code(joined.first()?).filter(|_| boxed || asked)
            };
            gazetteer
                .language_name(&joined.join(" "))
                .or_else(|| declined(joined.first()?).filter(|_| turkish && length == 1))
                .filter(|_| long)
                .or_else(code)
                .filter(|_| words.len() == length)
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
