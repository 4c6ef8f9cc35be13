//! Diet and access: what a person needs, unless the clause takes it back.

use super::scope::{Scope, Scopes};
use super::{is_negated, members, spoken_of};
use crate::lexicon::Concept;
use crate::request::cast::body_evidence;
use crate::request::layout::{Mark, Zone};
use crate::request::letter::Letter;
use crate::request::{Access, Attendee, Diet, Found};
use std::collections::BTreeSet;
use std::ops::Range;

struct Mention<T> {
    value: T,
    tokens: Range<usize>,
    scope: Scope,
}

/// Gives each attendee their needs; those said of one person come on top of those said of all.
pub(super) fn assign(letter: &Letter<'_>, scopes: &Scopes<'_, '_>, attendees: &mut [Attendee]) {
    let count = attendees.len();
    let diets = collect(letter, scopes, count, diet_of);
    let accesses = collect(letter, scopes, count, access_of);
    for (index, attendee) in attendees.iter_mut().enumerate() {
        attendee.diet = of_attendee(letter, &diets, index, count, "wishes/diet");
        // Whoever eats vegan eats no meat, and whoever has a wheelchair climbs no stairs.
        without(&mut attendee.diet, Diet::Vegan, Diet::Vegetarian);
        attendee.access = of_attendee(letter, &accesses, index, count, "wishes/access");
        without(&mut attendee.access, Access::Wheelchair, Access::Mobility);
    }
}

/// Leaves out what another need already says.
fn without<T: Copy + PartialEq>(found: &mut Option<Found<Vec<T>>>, said: T, implied: T) {
    if let Some(found) = found.as_mut().filter(|found| found.value.contains(&said)) {
        found.value.retain(|value| *value != implied);
    }
}

fn of_attendee<T: Copy + Ord>(
    letter: &Letter<'_>,
    mentions: &[Mention<T>],
    index: usize,
    count: usize,
    rule: &str,
) -> Option<Found<Vec<T>>> {
    let own: Vec<&Mention<T>> = mentions
        .iter()
        .filter(|mention| members(&mention.scope, count).contains(&index))
        .collect();
    let first = own.first()?;
    let values: BTreeSet<T> = own.iter().map(|mention| mention.value).collect();
    Some(Found {
        value: values.into_iter().collect(),
        evidence: body_evidence(&letter.body, first.tokens.clone(), rule),
    })
}

fn collect<T>(
    letter: &Letter<'_>,
    scopes: &Scopes<'_, '_>,
    count: usize,
    of: fn(Concept) -> Option<T>,
) -> Vec<Mention<T>> {
    let body = &letter.body;
    let mut mentions = Vec::new();
    for (index, tokens) in spoken_of(letter) {
        let signs = body
            .segments
            .get(index)
            .is_some_and(|segment| segment.zone == Zone::Signature);
        if signs {
            continue;
        }
        for mark in body.marks_in(tokens) {
            let Some(value) = of(mark.concept) else { continue };
            if is_negated(letter, mark)
                || super::tick(letter, mark.tokens.start) == Some(false)
                || is_told_by_other(letter, mark)
                || count > 1 && is_of_somebody(letter, mark)
            {
                continue;
            }
            mentions.push(Mention {
                value,
                tokens: mark.tokens.clone(),
                scope: scopes.of(mark.tokens.start),
            });
        }
    }
    mentions
}

/// "Allergy" beside the food that it is about says nothing more.
fn is_told_by_other(letter: &Letter<'_>, mark: &Mark) -> bool {
    let near = mark.tokens.start.saturating_sub(3)..mark.tokens.end + 3;
    matches!(mark.concept, Concept::DietOther | Concept::AccessOther)
        && letter.body.marks_in(near).any(|other| {
            other.concept != mark.concept
                && other.concept.family() == mark.concept.family()
                && !matches!(other.concept, Concept::DietNone | Concept::AccessNone)
        })
}

/// "One of us is vegan": it is not told who.
fn is_of_somebody(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let clause = super::clause(letter, mark.tokens.start);
    let counted = body.marks_in(clause.clone()).any(|other| {
        other.concept == Concept::Number
            && body.marks_in(other.tokens.end..other.tokens.end + 2).any(|noun| {
                matches!(
                    noun.concept,
                    Concept::CountNoun | Concept::CountPersonNoun | Concept::PlaceFrom
                )
            })
    });
    counted && !body.has(clause, &[Concept::ScopeAll, Concept::ScopeHe, Concept::ScopeShe])
}

fn diet_of(concept: Concept) -> Option<Diet> {
    match concept {
        Concept::DietVegetarian => Some(Diet::Vegetarian),
        Concept::DietVegan => Some(Diet::Vegan),
        Concept::DietHalal => Some(Diet::Halal),
        Concept::DietKosher => Some(Diet::Kosher),
        Concept::DietGlutenFree => Some(Diet::GlutenFree),
        Concept::DietLactoseFree => Some(Diet::LactoseFree),
        Concept::DietNoPork => Some(Diet::NoPork),
        Concept::DietNoNuts => Some(Diet::NoNuts),
        Concept::DietOther => Some(Diet::Other),
        _ => None,
    }
}

fn access_of(concept: Concept) -> Option<Access> {
    match concept {
        Concept::AccessWheelchair => Some(Access::Wheelchair),
        Concept::AccessHearing => Some(Access::Hearing),
        Concept::AccessVision => Some(Access::Vision),
        Concept::AccessMobility => Some(Access::Mobility),
        Concept::AccessCompanion => Some(Access::Companion),
        Concept::AccessOther => Some(Access::Other),
        _ => None,
    }
}
