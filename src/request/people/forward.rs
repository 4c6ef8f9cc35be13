//! Who wrote the letter that another hands on.

use super::names::Key;
use crate::lexicon::gazetteer::Gazetteer;
use crate::message::LineKind;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::{Evidence, Part};
use std::ops::Range;

/// Whether a token of the body stands in the letter that is handed on.
#[must_use]
pub fn is_forwarded(letter: &Letter<'_>, at: usize) -> bool {
    letter
        .body
        .tokens
        .get(at)
        .and_then(|token| letter.message.lines.get(token.line))
        .is_some_and(|line| line.kind == LineKind::Forwarded)
}

/// The one whom the heading of the forwarded letter names, else who signs it; entered where only the heading has the name.
pub(super) fn author(letter: &Letter<'_>, cast: &mut Cast) -> Option<usize> {
    let forwards = letter
        .message
        .lines
        .iter()
        .any(|line| line.kind == LineKind::Forwarded);
    if !forwards {
        return None;
    }
    let heading = letter
        .message
        .forward
        .as_ref()
        .and_then(|forward| forward.from.as_ref());
    let name = heading
        .and_then(|from| from.name.as_deref())
        .map(|name| name.split(['<', '[', '(']).next().unwrap_or(name).trim());
    let known = name.map(Key::of).and_then(|key| {
        cast.people
            .iter()
            .position(|person| Key::of(&person.name).agrees(&key))
    });
    known
        .or_else(|| signed(letter, cast))
        .or_else(|| name.and_then(|name| enter(letter, cast, name)))
}

/// The first who is named in full in the signature of the forwarded letter.
fn signed(letter: &Letter<'_>, cast: &Cast) -> Option<usize> {
    let signs = |mention: &&Range<usize>| {
        letter.body.zone_of(mention.start) == Zone::Signature && is_forwarded(letter, mention.start)
    };
    let first = |person: &Person| {
        person
            .mentions
            .iter()
            .filter(signs)
            .map(|mention| mention.start)
            .min()
    };
    cast.people
        .iter()
        .enumerate()
        .filter_map(|(index, person)| first(person).map(|at| (at, index)))
        .min()
        .map(|(_, index)| index)
}

/// A name that only the heading has, where a list knows one of its words as a given name.
fn enter(letter: &Letter<'_>, cast: &mut Cast, name: &str) -> Option<usize> {
    let key = Key::of(name);
    let gazetteer = Gazetteer::embedded();
    let given = key.words.iter().any(|word| gazetteer.given_name(word));
    let start = letter.body.text.find(name)?;
    if !given || !(2..=4).contains(&key.words.len()) {
        return None;
    }
    cast.people.push(Person {
        name: name.to_owned(),
        evidence: Evidence {
            part: Part::Body,
            start,
            end: start + name.len(),
            rule: "people/forwarded".to_owned(),
        },
        mentions: Vec::new(),
        standing: Standing::Unclear,
        why: "attend/unclear",
        is_writer: false,
    });
    Some(cast.people.len() - 1)
}
