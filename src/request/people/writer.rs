//! Who wrote: who says so, who signs, whose name From or its address carries.

use super::names::{Key, same_word, tidy};
use super::spans::{Span, Sureness};
use super::traits::Traits;
use super::{enter, prefers};
use crate::language::Language;
use crate::lexicon::Concept;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::{Segment, Zone};
use crate::request::letter::{Letter, local_words};
use crate::request::token::{Break, Shape};
use crate::request::{Evidence, Part};
use std::collections::BTreeMap;
use std::ops::Range;

mod myself;

/// The writer: who says so, or signs; else whom From tells; else whom a first name below the text or the address means.
pub(super) fn settle_writer(
    letter: &Letter<'_>,
    from: Option<(String, Range<usize>)>,
    spans: &[Span],
    traits: &[Traits],
    cast: &mut Cast,
) {
    let from_key = from.as_ref().map(|(name, _)| Key::of(name));
    let as_from = from_key.as_ref().and_then(|key| {
        cast.people
            .iter()
            .position(|person| Key::of(&person.name).agrees(key))
    });
    let signed = signed(letter, cast);
    // Who signs as From is called wrote, whoever else is introduced: "a nome mio e della fotografa Ann Lee".
    let known = signed
        .filter(|_| signed == as_from)
        .or_else(|| myself::named(letter, cast))
        .or(signed)
        .or(as_from);
    cast.writer = match (known, from) {
        (Some(index), Some(from)) => {
            take_fuller(letter, cast, index, from);
            Some(index)
        }
        (Some(index), None) => Some(index),
        (None, from) => {
            let meant = signed_in_short(letter, spans, cast)
                .or_else(|| carried_by_address(letter, cast))
                .or_else(|| signs_last(letter, cast));
            match (meant, from) {
                (Some(index), _) => Some(index),
                (None, Some((name, bytes))) => Some(enter_from(cast, name, &bytes)),
                (None, None) => enter_first_name(letter, spans, traits, cast),
            }
        }
    };
    if let Some(person) = cast.writer.and_then(|index| cast.people.get_mut(index)) {
        person.is_writer = true;
    }
}

/// The first who is named in full in the signature.
fn signed(letter: &Letter<'_>, cast: &Cast) -> Option<usize> {
    let signs = |mention: &&Range<usize>| {
        letter.body.zone_of(mention.start) == Zone::Signature && !is_contact(letter, mention.start)
    };
    let first = |person: &Person| {
        person
            .mentions
            .iter()
            .filter(signs)
            .map(|mention| mention.start)
            .min()
    };
    let found = cast.people.iter().enumerate();
    // Who hands a letter on signs above it.
    found
        .filter_map(|(index, person)| {
            first(person).map(|at| (super::forward::is_forwarded(letter, at), at, index))
        })
        .min()
        .map(|(_, at, index)| (at, index))
        .map(|(_, index)| index)
}

/// A name in a line like "Sachbearbeiterin: …" below the signature is nobody who signs.
fn is_contact(letter: &Letter<'_>, at: usize) -> bool {
    let body = &letter.body;
    body.segment_of(at).is_some_and(|(_, segment)| {
        let labelled = matches!(
            segment.label,
            Some((Concept::LabelContact | Concept::LabelAssistant, _))
        );
        // "Ayrıntılı bilgi: F. Acar": a contact behind an address, in one line with it.
        let told = body
            .tokens
            .get(at)
            .is_some_and(|token| token.before == Break::Colon);
        labelled || told && segment.tokens.start < at
    })
}

/// From's form of the writer's name, where it is the fuller one.
fn take_fuller(letter: &Letter<'_>, cast: &mut Cast, index: usize, (name, bytes): (String, Range<usize>)) {
    let key = Key::of(&name);
    if let Some(person) = cast.people.get_mut(index)
        && Key::of(&person.name).agrees(&key)
        && (prefers(letter, &key, &name, &person.name)
            || !is_signed(letter, person) && key.is_other_case_of(&Key::of(&person.name)))
    {
        person.name = name;
        person.evidence = of_from(&bytes);
    }
}

/// Whether the signature has the person's name: in the nominative, then.
fn is_signed(letter: &Letter<'_>, person: &Person) -> bool {
    let signs =
        |mention: &Range<usize>| mention.len() > 1 && letter.body.zone_of(mention.start) == Zone::Signature;
    person.mentions.iter().any(signs)
}

fn of_from(bytes: &Range<usize>) -> Evidence {
    Evidence {
        part: Part::From,
        start: bytes.start,
        end: bytes.end,
        rule: "people/from".to_owned(),
    }
}

fn enter_from(cast: &mut Cast, name: String, bytes: &Range<usize>) -> usize {
    cast.people.push(Person {
        name,
        evidence: of_from(bytes),
        mentions: Vec::new(),
        standing: Standing::Unclear,
        why: "people/from",
        is_writer: true,
    });
    cast.people.len() - 1
}

/// Segments of the writer's own words, from the last back.
fn own_from_last<'l>(letter: &'l Letter<'_>) -> impl Iterator<Item = &'l Segment> {
    letter
        .body
        .segments
        .iter()
        .rev()
        .filter(|segment| segment.zone != Zone::Foreign)
}

/// "Yannis" below the letter of Yannis Papadakis: a first name or surname alone that means one person of the letter.
fn signed_in_short(letter: &Letter<'_>, spans: &[Span], cast: &Cast) -> Option<usize> {
    let body = &letter.body;
    let short = |span: &&Span| {
        let whole = body.segment_of(span.tokens.start).is_some_and(|(_, segment)| {
            segment.tokens == span.tokens
                && (segment.zone == Zone::Signature
                    || own_from_last(letter)
                        .take(3)
                        .any(|last| last.tokens == segment.tokens))
        });
        span.sureness == Sureness::Partial && whole
    };
    let key = |span: &Span| Key::of(&tidy(body.shown(span.tokens.clone())));
    spans
        .iter()
        .filter(short)
        .find_map(|span| only(cast, |person| Key::of(&person.name).agrees(&key(span))))
}

/// The only person of whom this is true.
fn only(cast: &Cast, is: impl Fn(&Person) -> bool) -> Option<usize> {
    let mut found = cast.people.iter().enumerate().filter(|(_, person)| is(person));
    let first = found.next().map(|(index, _)| index);
    first.filter(|_| found.next().is_none())
}

/// The only person whose name the sender's address carries: `n.yakubova@…` is Нигора Якубова's.
fn carried_by_address(letter: &Letter<'_>, cast: &Cast) -> Option<usize> {
    let words = local_words(&letter.message.from.as_ref()?.address);
    let carries = |person: &Person| {
        let key = Key::of(&person.name);
        words.iter().any(|word| {
            let in_name = |own: &String| own.chars().count() > 3 && super::names::same_word(own, word);
            key.words.iter().any(in_name) || is_with_initial(word, &key)
        })
    };
    only(cast, carries)
}

/// `isayer` is Ian Sayer's: the surname behind the first letter of another of the name's words.
fn is_with_initial(word: &str, key: &Key) -> bool {
    let latin = |own: &String| super::names::latin(own);
    key.words.iter().any(|surname| {
        let shown = latin(surname);
        let first = word.strip_suffix(shown.as_str()).unwrap_or("");
        let others = key.words.iter().filter(|other| *other != surname);
        shown.chars().count() >= 3
            && first.chars().count() == 1
            && others
                .chain(&key.initials)
                .any(|other| latin(other).starts_with(first))
    })
}

/// A name that is the last own line of the letter, or stands there above an address and a number.
fn signs_last(letter: &Letter<'_>, cast: &Cast) -> Option<usize> {
    const LINES: usize = 4;
    let body = &letter.body;
    own_from_last(letter)
        .take(LINES)
        .take_while(|segment| segment.zone == Zone::Text && segment.label.is_none())
        .filter(|segment| {
            body.tokens
                .get(segment.tokens.start)
                .is_some_and(|token| token.before >= Break::Line)
        })
        .find_map(|segment| {
            cast.people.iter().position(|person| {
                person
                    .mentions
                    .iter()
                    .any(|mention| mention.start == segment.tokens.start && mention.end == segment.tokens.end)
            })
        })
}

/// A first name that signs and means nobody who is named in full is all that is known of the writer.
fn enter_first_name(
    letter: &Letter<'_>,
    spans: &[Span],
    traits: &[Traits],
    cast: &mut Cast,
) -> Option<usize> {
    let span = spans.iter().find(|span| {
        let given = span
            .tokens
            .clone()
            .any(|at| traits.get(at).is_some_and(|traits| traits.given));
        span.sureness == Sureness::Partial
            && given
            && letter.body.zone_of(span.tokens.start) == Zone::Signature
            && !is_known(letter, span, cast)
    })?;
    let name = tidy(letter.body.shown(span.tokens.clone()));
    Some(enter(
        letter,
        cast,
        &name,
        span.tokens.clone(),
        "people/first-name",
    ))
}

fn is_known(letter: &Letter<'_>, span: &Span, cast: &Cast) -> bool {
    let key = Key::of(&tidy(letter.body.shown(span.tokens.clone())));
    cast.people
        .iter()
        .any(|person| Key::of(&person.name).agrees(&key))
}

/// First names and surnames alone are further mentions of persons named in full.
pub(super) fn add_partials(letter: &Letter<'_>, spans: &[Span], traits: &[Traits], cast: &mut Cast) {
    for span in spans.iter().filter(|span| span.sureness == Sureness::Partial) {
        let key = Key::of(&tidy(letter.body.shown(span.tokens.clone())));
        let meant = cast.meant_by(&key);
        if let Some(person) = meant.and_then(|index| cast.people.get_mut(index))
            && !person.mentions.contains(&span.tokens)
        {
            person.mentions.push(span.tokens.clone());
        }
    }
    add_common(letter, traits, cast);
    add_inflected(letter, cast);
}

/// "Mark uses a wheelchair": a given name that is an ordinary word too, where it opens a sentence about somebody who is
/// called so.
fn add_common(letter: &Letter<'_>, traits: &[Traits], cast: &mut Cast) {
    let body = &letter.body;
    let mut called: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, person) in cast.people.iter().enumerate() {
        let words = Key::of(&person.name).words;
        if let Some(given) = words.into_iter().next() {
            // Two of the same name are not told apart.
            called
                .entry(given)
                .and_modify(|known| *known = None)
                .or_insert(Some(index));
        }
    }
    for (at, token) in body.tokens.iter().enumerate() {
        let opens = token.before >= Break::Comma && token.shape == Shape::Capital;
        let common = traits
            .get(at)
            .is_some_and(|traits| traits.given && traits.common && !traits.small && !traits.blocked);
        let goes_on = body
            .tokens
            .get(at + 1)
            .is_some_and(|next| next.before == Break::Space && next.shape == Shape::Lower);
        let inside = matches!(body.zone_of(at), Zone::Text | Zone::Item);
        if !(opens && common && goes_on && inside) {
            continue;
        }
        let named = |mention: &Range<usize>| mention.contains(&at);
        let meant = called.get(&token.folded).copied().flatten();
        if let Some(person) = meant.and_then(|index| cast.people.get_mut(index))
            && !person.mentions.iter().any(named)
        {
            person.mentions.push(at..at + 1);
        }
    }
}

/// «У Светланы аллергия»: a given name in another case, of one person only, that no list knows in this form.
fn add_inflected(letter: &Letter<'_>, cast: &mut Cast) {
    /// Persons among whom one is looked for: more are a list.
    const MOST: usize = 30;
    if letter.language.value != Language::RUSSIAN || cast.people.len() > MOST {
        return;
    }
    let names: Vec<Vec<String>> = cast
        .people
        .iter()
        .map(|person| Key::of(&person.name).words)
        .collect();
    let body = &letter.body;
    for (at, token) in body.tokens.iter().enumerate() {
        let spoken = matches!(body.zone_of(at), Zone::Text | Zone::Item);
        if !spoken || token.shape != Shape::Capital || token.folded.chars().count() < 4 {
            continue;
        }
        let known = cast
            .people
            .iter()
            .any(|person| person.mentions.iter().any(|mention| mention.contains(&at)));
        let mut meant = names
            .iter()
            .enumerate()
            .filter(|(_, words)| words.iter().any(|word| same_word(word, &token.folded)))
            .map(|(index, _)| index);
        let (first, second) = (meant.next(), meant.next());
        if let (false, Some(index), None) = (known, first, second)
            && let Some(person) = cast.people.get_mut(index)
        {
            person.mentions.push(at..at + 1);
        }
    }
}
