//! Diet and access: what a person needs, unless the clause takes it back.

use super::scope::{Scope, Scopes};
use super::{is_negated, members, spoken_of};
use crate::lexicon::Concept;
use crate::request::cast::body_evidence;
use crate::request::layout::Zone;
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
    let diets = collect(letter, scopes, diet_of);
    let accesses = collect(letter, scopes, access_of);
    let count = attendees.len();
    for (index, attendee) in attendees.iter_mut().enumerate() {
        attendee.diet = of_attendee(letter, &diets, index, count, "wishes/diet");
        attendee.access = of_attendee(letter, &accesses, index, count, "wishes/access");
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

fn collect<T>(letter: &Letter<'_>, scopes: &Scopes<'_, '_>, of: fn(Concept) -> Option<T>) -> Vec<Mention<T>> {
    let body = &letter.body;
    let mut mentions = Vec::new();
    for (index, tokens) in spoken_of(letter) {
        let signs = body
            .segments
            .get(index)
            .is_some_and(|segment| matches!(segment.zone, Zone::Signature | Zone::Closing));
        if signs {
            continue;
        }
        for mark in body.marks_in(tokens) {
            let Some(value) = of(mark.concept) else { continue };
            if is_negated(letter, mark) {
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
