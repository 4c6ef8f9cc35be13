//! Whose a phone number is that stands beside no name: told by a pronoun, a name in brackets, or who was spoken of last.

use super::phone::Phone;
use super::{Finds, role};
use crate::lexicon::{Concept, List};
use crate::request::Attendee;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::people::names::Key;
use std::ops::Range;

/// Numbers whose owner is looked for: more are a directory.
const MOST: usize = 60;
/// Words before a number that may say whose it is.
const REACH: usize = 12;

/// Sentences or lines from where somebody is named to a number of theirs.
const NEAR: usize = 3;
/// Whom to ask, who need not be whoever comes.
const ASKS: [Concept; 3] = [
    Concept::PersonContact,
    Concept::PersonAssistant,
    Concept::LabelContact,
];

/// A name that the body has, with its person.
type Named = (Range<usize>, usize);

/// Notes with each number whose it is, where a word beside it tells.
pub(super) fn settle(letter: &Letter<'_>, cast: &Cast, phones: &mut [Phone]) {
    let named = named(letter, cast);
    let mut last = 0;
    for phone in phones.iter_mut().take(MOST) {
        phone.owner = in_brackets(&letter.body, cast, &named, phone)
            .or_else(|| by_pronoun(letter, cast, &named, last, phone));
        last = phone.tokens.end;
    }
}

fn named(letter: &Letter<'_>, cast: &Cast) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    for (index, person) in cast.people.iter().enumerate() {
        let own = person.mentions.iter();
        named.extend(own.map(|mention| (mention.clone(), index)));
    }
    named
        .retain(|(mention, _)| !matches!(letter.body.zone_of(mention.start), Zone::Greeting | Zone::Foreign));
    named.sort_by_key(|(mention, _)| (mention.start, mention.end));
    named
}

/// Those named before this token, the nearest last.
fn before(named: &[Named], at: usize) -> &[Named] {
    let end = named.partition_point(|(mention, _)| mention.start < at);
    named.get(..end).unwrap_or_default()
}

/// "06 12 34 56 78 (Ann Lee), 06 … (Roy)": the name right behind the number, or one word of it.
fn in_brackets(layout: &Layout<'_>, cast: &Cast, named: &[Named], phone: &Phone) -> Option<usize> {
    /// Words before the name: "(for Ms Lee)".
    const LEAD: usize = 2;
    /// Persons whose names are compared word by word: more are a list.
    const COMPARED: usize = 20;
    let end = phone.tokens.end;
    if !layout.between(end).trim_start().starts_with('(') {
        return None;
    }
    let closes = |at: usize| layout.between(at).trim_start().starts_with(')');
    let first = named.partition_point(|(mention, _)| mention.start < end);
    let beside = named
        .get(first)
        .filter(|(mention, _)| mention.start <= end + LEAD && closes(mention.end));
    if let Some((_, person)) = beside {
        return Some(*person);
    }
    if cast.people.len() > COMPARED {
        return None;
    }
    let last = (end..=end + LEAD).find(|&at| closes(at + 1))?;
    let word = layout.tokens.get(last)?;
    let bears = |person: &&Person| Key::of(&person.name).words.contains(&word.folded);
    let mut bearers = cast.people.iter().enumerate().filter(|(_, person)| bears(person));
    let (bearer, _) = bearers.next()?;
    bearers.next().is_none().then_some(bearer)
}

/// "Her mobile is …", "call me on …": the pronoun, unless a name or a function stands nearer.
fn by_pronoun(
    letter: &Letter<'_>,
    cast: &Cast,
    named: &[Named],
    last: usize,
    phone: &Phone,
) -> Option<usize> {
    let body = &letter.body;
    let at = phone.tokens.start;
    let (_, segment) = body.segment_of(at)?;
    let from = segment.tokens.start.max(last).max(at.saturating_sub(REACH));
    let (mine, end) = body
        .marks_in(from..at)
        .filter_map(|mark| Some((pronoun(body, mark)?, mark.tokens.end)))
        .max_by_key(|(_, end)| *end)?;
    let names = before(named, at);
    let nearer = names.last().is_some_and(|(mention, _)| mention.end > end);
    let somebody = body
        .marks_in(end..at)
        .any(|mark| role::is_head(mark.concept) || mark.concept == Concept::CountPersonNoun);
    if nearer || somebody {
        return None;
    }
    if mine {
        return cast.writer;
    }
    let other = |index: &usize| {
        let person = cast.people.get(*index);
        person.is_some_and(|person| !person.is_writer && person.standing != Standing::Addressed)
    };
    names.iter().rev().map(|(_, index)| *index).find(other)
}

/// Whether a word stands for the writer, or for somebody else.
fn pronoun(layout: &Layout<'_>, mark: &Mark) -> Option<bool> {
    let first = layout.tokens.get(mark.tokens.start)?;
    match mark.concept {
        Concept::ScopeMe => {
            let title = layout
                .marks_at(mark.tokens.start)
                .any(|other| other.concept == Concept::TitleHonorific);
            (!title).then_some(true)
        }
        // «Erreichen Sie …» speaks to the desk, "lo 0434 …" is an article.
        Concept::ScopeHe | Concept::ScopeShe => {
            let none =
                first.folded == "sie" && first.is_capital() || matches!(first.folded.as_str(), "lo" | "gli");
            (!none).then_some(false)
        }
        Concept::ScopeArticle => List::PossessiveOfThird.has(&first.folded).then_some(false),
        _ => None,
    }
}

impl Finds<'_, '_> {
    /// Numbers that stand beside nobody: the only attendee's, or theirs who was spoken of last, if the writer stays at home.
    pub(super) fn give_free_phones(&self, chosen: &[usize], attendees: &mut [Attendee]) {
        let layout = &self.letter.body;
        let writer = self.cast.writer.filter(|writer| chosen.contains(writer));
        let named = named(self.letter, self.cast);
        for phone in self.values.phones.iter().take(MOST) {
            let taken = attendees.iter().any(|attendee| {
                let own = attendee.phone.as_ref();
                own.is_some_and(|own| own.value == phone.value)
            });
            if taken || phone.owner.is_some_and(|owner| !chosen.contains(&owner)) {
                continue;
            }
            let at = phone.tokens.start;
            let Some((index, segment)) = layout.segment_of(at) else {
                continue;
            };
            let near = |mention: &Range<usize>| {
                let there = layout.segment_of(mention.start);
                there.is_some_and(|(there, _)| there + NEAR >= index)
            };
            let spoken_of = before(&named, at).last().filter(|(mention, _)| near(mention));
            let bearer = match phone.owner.or(spoken_of.map(|(_, index)| *index)) {
                Some(person) if chosen.contains(&person) => Some(person),
                None if chosen.len() == 1 && layout.zone_of(at) != Zone::Signature => chosen.first().copied(),
                _ => None,
            };
            let open = phone.owner.is_some() || writer.is_none() || chosen.len() == 1;
            let asks = layout.has(segment.tokens.start.max(at.saturating_sub(REACH))..at, &ASKS);
            let asked = phone.owner.is_none() && writer.is_none() && asks;
            let place = bearer.filter(|_| open && !asked).and_then(|person| {
                let name = &self.cast.people.get(person)?.name;
                attendees.iter().position(|attendee| {
                    attendee.phone.is_none() && attendee.name.as_ref().is_some_and(|own| own.value == *name)
                })
            });
            if let Some(attendee) = place.and_then(|place| attendees.get_mut(place)) {
                attendee.phone = Some(self.phone(phone, "fields/spoken-of"));
                self.country_of_phone(attendee);
            }
        }
    }
}
