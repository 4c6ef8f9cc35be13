//! The writer beside others in one breath: "me and my colleague", "per me e per Ann Lee", "one place for me".

use crate::lexicon::{Concept, List};
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// Words between "and" and the person whom it joins to the writer.
const REACH: usize = 8;

/// What asks for a place or says who comes, so that whoever is joined in the sentence is joined in it.
fn asks(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
    layout.marks_in(tokens.clone()).any(|mark| {
        mark.concept.family() == "attend"
            || matches!(
                mark.concept,
                Concept::VerbAttend
                    | Concept::IntentRegister
                    | Concept::IntentAccept
                    | Concept::IntentWithdraw
                    | Concept::PressAccreditation
                    | Concept::CountNoun
            )
    })
}

/// Whether these own words put the writer beside somebody else, or ask a place for the writer; `named` tells whether a
/// token belongs to another's name. The tokens are those of the sentence.
pub(super) fn beside_others(letter: &Letter<'_>, named: &dyn Fn(usize) -> bool) -> Vec<Range<usize>> {
    let body = &letter.body;
    let mut found = Vec::new();
    for mark in body.marks.iter().filter(|mark| mark.concept == Concept::ScopeMe) {
        let Some((_, segment)) = body.segment_of(mark.tokens.start) else {
            continue;
        };
        let own = matches!(segment.zone, Zone::Text | Zone::Item);
        let clitic = body
            .tokens
            .get(mark.tokens.start)
            .is_some_and(|token| mark.tokens.len() == 1 && List::CliticMe.has(&token.folded));
        // "A mio nome e a nome di Ann Lee": the possessive stands for the writer.
        let named_so = body
            .marks_at(mark.tokens.end)
            .any(|next| next.concept == Concept::LabelName && next.tokens.len() == 1);
        if !own || clitic || is_possessive(body, mark) && !named_so || !asks(body, &segment.tokens) {
            continue;
        }
        let joined = joined_behind(body, mark, named)
            || joined_before(body, mark, &segment.tokens, named)
            || place_for(body, mark, &segment.tokens);
        if joined {
            found.push(segment.tokens.clone());
        }
    }
    found
}

/// Gives those of whom nothing else is said the writer's own coming, where they are joined to it: "I register myself and
/// also my colleague Ann Lee".
pub(super) fn settle_joined(letter: &Letter<'_>, cast: &mut Cast) {
    let body = &letter.body;
    let come = [
        Concept::AttendRegisterMe,
        Concept::AttendI,
        Concept::IntentRegister,
        Concept::VerbAttend,
    ];
    let stay = [
        Concept::AttendNotI,
        Concept::AttendNotThey,
        Concept::IntentWithdraw,
        Concept::IntentDecline,
        Concept::ScopeNot,
    ];
    let joined = |mention: &Range<usize>| {
        let Some((_, segment)) = body.segment_of(mention.start) else {
            return false;
        };
        let me = |mark: &Mark| {
            let and = body
                .marks_at(mark.tokens.end)
                .find(|and| and.concept == Concept::ScopeAnd);
            mark.concept == Concept::ScopeMe
                && !is_possessive(body, mark)
                && and.is_some_and(|and| only_introduces(body, and.tokens.end..mention.start))
        };
        segment.zone == Zone::Text
            && body.has(segment.tokens.clone(), &come)
            && !body.has(segment.tokens.clone(), &stay)
            && body.marks_in(segment.tokens.start..mention.start).any(me)
    };
    for person in cast.people.iter_mut().filter(|person| !person.is_writer) {
        if person.standing == Standing::Unclear && person.mentions.iter().any(joined) {
            person.standing = Standing::Attends;
            person.why = "attend/beside-me";
        }
    }
}

/// Whether nothing but what introduces a person stands there: "also my colleague, Deputy Mayor".
fn only_introduces(layout: &Layout<'_>, tokens: Range<usize>) -> bool {
    let mut each = tokens.clone();
    tokens.len() <= REACH
        && each.all(|at| {
            let says = |mark: &Mark| {
                mark.tokens.contains(&at)
                    && (matches!(mark.concept.family(), "title" | "role" | "number")
                        || matches!(
                            mark.concept,
                            Concept::ScopeArticle
                                | Concept::ScopeAlso
                                | Concept::CountPersonNoun
                                | Concept::CountNoun
                        ))
            };
            layout.marks_around(at).any(says)
        })
}

/// "My", "mein" before the noun that they belong to.
fn is_possessive(layout: &Layout<'_>, mark: &Mark) -> bool {
    layout
        .marks_at(mark.tokens.start)
        .any(|other| other.concept == Concept::ScopeArticle && other.tokens == mark.tokens)
}

/// "Me and my colleague", "a mio nome e a nome della fotografa Ann Lee".
fn joined_behind(layout: &Layout<'_>, mark: &Mark, named: &dyn Fn(usize) -> bool) -> bool {
    let mut at = mark.tokens.end;
    let name_noun = layout
        .marks_at(at)
        .find(|other| matches!(other.concept, Concept::LabelName | Concept::LabelSurname));
    if let Some(noun) = name_noun.filter(|noun| noun.tokens.len() == 1) {
        at = noun.tokens.end;
    }
    let and = layout
        .marks_at(at)
        .find(|other| other.concept == Concept::ScopeAnd)
        .map(|and| and.tokens.end);
    and.is_some_and(|first| leads_to_person(layout, first, named))
}

/// Whether from here only articles, prepositions, titles and functions lead to a person, named or not.
fn leads_to_person(layout: &Layout<'_>, first: usize, named: &dyn Fn(usize) -> bool) -> bool {
    let mut at = first;
    while at < first + REACH {
        let Some(token) = layout.tokens.get(at) else {
            return false;
        };
        if token.before >= Break::Comma && at > first {
            return false;
        }
        let person = |mark: &Mark| {
            matches!(mark.concept, Concept::CountPersonNoun | Concept::CountNoun)
                || crate::request::fields::role::is_head(mark.concept)
        };
        if named(at) || layout.marks_at(at).any(person) {
            return true;
        }
        let listing = |mark: &&Mark| {
            matches!(mark.concept.family(), "title" | "role" | "number")
                || matches!(mark.concept, Concept::ScopeArticle | Concept::PersonWritesFor)
        };
        let next = layout
            .marks_at(at)
            .filter(listing)
            .map(|mark| mark.tokens.end)
            .max();
        let small = !token.is_capital() && token.folded.chars().count() <= 4;
        at = match next {
            Some(end) => end,
            None if small => at + 1,
            None => return false,
        };
    }
    false
}

/// "Ann Lee and me", "… sowie für mich": the pronoun ends the phrase or is the subject of a verb of coming.
fn joined_before(
    layout: &Layout<'_>,
    mark: &Mark,
    sentence: &Range<usize>,
    named: &dyn Fn(usize) -> bool,
) -> bool {
    let ends = |at: usize| {
        let next = layout.tokens.get(at);
        next.is_none_or(|next| next.before >= Break::Comma)
            || layout.marks_at(at).any(|mark| {
                matches!(
                    mark.concept,
                    Concept::VerbAttend
                        | Concept::AttendThey
                        | Concept::AttendWe
                        | Concept::AttendI
                        // "Ann Lee and me for the Summit", "Ann Lee and me too".
                        | Concept::RoleUnit
                        | Concept::ScopeAlso
                )
            })
    };
    let before = mark.tokens.start;
    let joins = |at: usize| {
        layout
            .marks_before(at)
            .find(|and| and.concept == Concept::ScopeAnd)
            .map(|and| and.tokens.start)
    };
    let preposed = before.checked_sub(1).filter(|&at| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| List::ForWhom.has(&token.folded))
    });
    let and = joins(before).or_else(|| preposed.and_then(joins));
    and.is_some_and(|and| {
        let near = sentence.start.max(and.saturating_sub(REACH + 4))..and;
        let role = layout.marks_in(near.clone()).any(|mark| {
            mark.tokens.end == and
                && (mark.concept == Concept::CountPersonNoun
                    || crate::request::fields::role::is_head(mark.concept))
        });
        ends(mark.tokens.end) && (role || near.rev().any(named))
    })
}

/// "One is for me, the other …", "einen Platz für mich".
fn place_for(layout: &Layout<'_>, mark: &Mark, sentence: &Range<usize>) -> bool {
    let is_for = |at: usize| {
        layout
            .tokens
            .get(at)
            .is_some_and(|token| List::ForWhom.has(&token.folded))
    };
    let preposed = is_for(mark.tokens.start) || mark.tokens.start.checked_sub(1).is_some_and(is_for);
    let postposed = is_for(mark.tokens.end) || mark.tokens.len() > 1 && is_for(mark.tokens.end - 1);
    let near = sentence.start.max(mark.tokens.start.saturating_sub(5))..sentence.end.min(mark.tokens.end + 4);
    let one = layout
        .marks_in(near.clone())
        .any(|other| other.concept == Concept::Number && other.value == 1);
    // "Biri ben, …; diğer iki kişi": one is the writer, the others are somebody else.
    let apposed = layout
        .tokens
        .get(mark.tokens.end)
        .is_none_or(|next| next.before >= Break::Comma);
    let others = apposed
        && layout.has(sentence.clone(), &[Concept::ScopeOthers])
        && layout.has(sentence.clone(), &[Concept::CountNoun])
        && !layout.has(sentence.clone(), &[Concept::AttendNotI, Concept::ScopeNot]);
    others || (preposed || postposed) && one && layout.has(near, &[Concept::CountNoun])
}

/// Whether the places are asked for a party that the writer only speaks of: "three places for our youth workers".
pub(super) fn for_a_party(letter: &Letter<'_>) -> bool {
    let body = &letter.body;
    let own = |at: usize| matches!(body.zone_of(at), Zone::Text | Zone::Item);
    let place = |mark: &&Mark| {
        own(mark.tokens.start)
            && (mark.concept == Concept::CountNoun
                || matches!(
                    mark.concept,
                    Concept::AttendRegisterThem | Concept::AttendRegisterUs | Concept::IntentRegister
                ))
    };
    let is_for = |at: usize| {
        body.tokens
            .get(at)
            .is_some_and(|token| List::ForWhom.has(&token.folded))
    };
    body.marks.iter().filter(place).any(|mark| {
        let inside = mark.tokens.len() > 1 && is_for(mark.tokens.end - 1);
        let behind = is_for(mark.tokens.end);
        let from = mark.tokens.end + usize::from(behind);
        let party = |at: usize| {
            body.marks_at(at).any(|mark| {
                matches!(mark.concept, Concept::CountNoun | Concept::AttendDelegation)
                    || crate::request::fields::role::is_head(mark.concept)
                    || mark.concept.family() == "role"
            })
        };
        let me = body.has(from..from + 4, &[Concept::ScopeMe])
            && !body.has(from..from + 1, &[Concept::ScopeArticle]);
        // "Register for the Summit of Mayors" asks for nobody.
        let event = |at: &usize| {
            let marked = |concept: Concept| body.marks_at(*at).any(|mark| mark.concept == concept);
            (marked(Concept::WordNoPerson) || marked(Concept::LabelEvent)) && !marked(Concept::ScopeArticle)
        };
        (inside || behind) && !me && (from..from + 4).take_while(|at| !event(at)).any(party)
    })
}
