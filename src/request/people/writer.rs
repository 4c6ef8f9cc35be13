//! Who wrote, and whom single names mean.

use super::names::{Key, tidy};
use super::spans::{Span, Sureness};
use super::traits::Traits;
use super::{enter, prefers};
use crate::lexicon::Concept;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::{Evidence, Part};
use std::ops::Range;

/// The writer: who signs, if From does not tell another form of the same name; else From.
pub(super) fn settle_writer(letter: &Letter<'_>, from: Option<(String, Range<usize>)>, cast: &mut Cast) {
    let said = self_named(letter, cast);
    let signed = cast
        .people
        .iter()
        .enumerate()
        .filter_map(|(index, person)| {
            let signs = |mention: &&Range<usize>| {
                letter.body.zone_of(mention.start) == Zone::Signature && !is_contact(letter, mention.start)
            };
            person
                .mentions
                .iter()
                .filter(signs)
                .map(|mention| mention.start)
                .min()
                .map(|at| (at, index))
        })
        .min()
        .map(|(_, index)| index);
    let from_key = from.as_ref().map(|(name, _)| Key::of(name));
    let as_from = from_key.as_ref().and_then(|key| {
        cast.people
            .iter()
            .position(|person| Key::of(&person.name).agrees(key))
    });
    let index = match (said, signed, as_from) {
        (Some(said), _, _) => Some(said),
        (None, Some(signed), Some(as_from)) if signed == as_from => Some(as_from),
        (None, Some(signed), _) => Some(signed),
        (None, None, as_from) => as_from,
    };
    let index = match (index, from) {
        (Some(index), Some((name, bytes))) => {
            let same = from_key.as_ref().is_some_and(|key| {
                cast.people
                    .get(index)
                    .is_some_and(|person| Key::of(&person.name).agrees(key))
            });
            if let (true, Some(person)) = (same, cast.people.get_mut(index))
                && prefers(letter, &Key::of(&name), &name, &person.name)
            {
                person.name = name;
                person.evidence = Evidence {
                    part: Part::From,
                    start: bytes.start,
                    end: bytes.end,
                    rule: "people/from".to_owned(),
                };
            }
            Some(index)
        }
        (Some(index), None) => Some(index),
        (None, Some((name, bytes))) => {
            let evidence = Evidence {
                part: Part::From,
                start: bytes.start,
                end: bytes.end,
                rule: "people/from".to_owned(),
            };
            cast.people.push(Person {
                name,
                evidence,
                mentions: Vec::new(),
                standing: Standing::Unclear,
                why: "people/from",
                is_writer: true,
            });
            Some(cast.people.len() - 1)
        }
        (None, None) => None,
    };
    cast.writer = index;
    if let Some(person) = index.and_then(|index| cast.people.get_mut(index)) {
        person.is_writer = true;
    }
}

/// A name in a line like "Sachbearbeiterin: …" below the signature is nobody who signs.
fn is_contact(letter: &Letter<'_>, at: usize) -> bool {
    letter.body.segment_of(at).is_some_and(|(_, segment)| {
        matches!(
            segment.label,
            Some((Concept::LabelContact | Concept::LabelAssistant, _))
        )
    })
}

/// "My name is …", "… (that's me)", "ich, …".
fn self_named(letter: &Letter<'_>, cast: &Cast) -> Option<usize> {
    let body = &letter.body;
    cast.people.iter().position(|person| {
        person.mentions.iter().any(|mention| {
            let before = body.marks.iter().any(|mark| {
                mark.concept == Concept::PersonMyName
                    && mark.tokens.end <= mention.start
                    && mention.start - mark.tokens.end <= 1
            });
            let after = body
                .marks_at(mention.end)
                .any(|mark| mark.concept == Concept::PersonThatIsMe);
            let role_between = body.clause_of(mention.end).is_some_and(|(_, clause)| {
                body.marks_in(clause.tokens.clone()).any(|mark| {
                    mark.concept == Concept::PersonThatIsMe
                        && mark.tokens.start >= mention.end
                        && mark.tokens.start <= mention.end + 6
                })
            });
            before || after || role_between
        })
    })
}

/// First names and surnames alone are further mentions of persons named in full, or of the writer.
pub(super) fn add_partials(letter: &Letter<'_>, spans: &[Span], traits: &[Traits], cast: &mut Cast) {
    for span in spans.iter().filter(|span| span.sureness == Sureness::Partial) {
        let name = tidy(letter.body.shown(span.tokens.clone()));
        let key = Key::of(&name);
        let mut meant = cast
            .people
            .iter_mut()
            .filter(|person| Key::of(&person.name).agrees(&key));
        if let Some(person) = meant.next() {
            person.mentions.push(span.tokens.clone());
            continue;
        }
        let zone = letter.body.zone_of(span.tokens.start);
        let given = span
            .tokens
            .clone()
            .any(|at| traits.get(at).is_some_and(|traits| traits.given));
        if zone == Zone::Signature && cast.writer.is_none() && given {
            let index = enter(letter, cast, &name, span.tokens.clone(), "people/first-name");
            cast.writer = Some(index);
            if let Some(person) = cast.people.get_mut(index) {
                person.is_writer = true;
            }
        }
    }
}
