//! Who is named in a letter and where, in the normal form of names; who wrote it.

use super::budget::PERSONS_MAX;
use super::cast::{Cast, Person, Standing, body_evidence};
use super::layout::{Layout, Zone};
use super::letter::Letter;
use super::record::{self, Record};
use super::token::{Shape, Token};
use super::{Evidence, Part};
use crate::lexicon::Concept;
use names::{Key, tidy};
use spans::{Manner, Span, Sureness};
use std::ops::Range;
use traits::Traits;

pub mod forward;
pub mod names;
mod sender;
pub(super) mod spans;
pub mod traits;
mod writer;

/// All persons named, with the writer among them; standings are given by `attend`.
#[must_use]
pub fn find(letter: &Letter<'_>) -> Cast {
    let sender_traits = traits::of(&letter.sender, &[], letter.language.value);
    let from = sender::person(letter, &sender_traits);
    let from_key = from.as_ref().map(|(name, _)| Key::of(name)).unwrap_or_default();
    let own_words = if from.is_some() {
        own_words(letter, from_key.words)
    } else {
        Vec::new()
    };
    let traits = traits::of(&letter.body, &own_words, letter.language.value);
    let mut spans = spans::find(&letter.body, &traits, manner(letter));
    let mut records = record::find(&letter.body, &letter.message.lines);
    let overfull = spans.len() > 2 * PERSONS_MAX || records.len() > PERSONS_MAX;
    spans.truncate(2 * PERSONS_MAX);
    records.truncate(PERSONS_MAX);
    let mut cast = Cast {
        overfull,
        ..Cast::default()
    };
    add_records(letter, &traits, &mut records, &mut cast);
    add_spans(letter, &spans, &records, from.is_some(), &mut cast);
    add_subject(letter, &own_words, &mut cast);
    writer::settle_writer(letter, from, &spans, &traits, &mut cast);
    writer::add_partials(letter, &spans, &traits, &mut cast);
    cast.author = forward::author(letter, &mut cast).filter(|author| Some(*author) != cast.writer);
    in_order(letter, &mut cast, &mut records);
    cast.records = records;
    cast.traits = traits;
    cast
}

/// The words of From's name, with those of its address that are longer than the name has them: "Thanasis K" at
/// `th.karagiannidis@…`.
fn own_words(letter: &Letter<'_>, mut words: Vec<String>) -> Vec<String> {
    /// Shorter ones are anybody's.
    const SHORTEST: usize = 4;
    let address = letter
        .message
        .from
        .iter()
        .flat_map(|from| super::letter::local_words(&from.address));
    let known = words.clone();
    let shares = |word: &String| known.iter().any(|own| own == word || word.contains(own.as_str()));
    let local: Vec<String> = address.collect();
    // "sekretariat.bm" names nobody: one of its words must be the name's, or begin like it.
    let initial = |word: &String| {
        known
            .iter()
            .any(|own| own.chars().next() == word.chars().next() && own.chars().count() > 1)
    };
    if words.len() < 2 && (local.iter().any(shares) || local.first().is_some_and(initial)) {
        words.extend(local.into_iter().filter(|word| word.chars().count() >= SHORTEST));
    }
    words
}

/// How the writer's own words are written: without capitals, as on a phone, or with nothing else.
fn manner(letter: &Letter<'_>) -> Manner {
    let body = &letter.body;
    let own = body
        .segments
        .iter()
        .filter(|segment| !matches!(segment.zone, Zone::Foreign | Zone::Signature))
        .flat_map(|segment| segment.tokens.clone())
        .filter_map(|at| body.tokens.get(at))
        .filter(|token| token.is_word());
    let (mut capital, mut upper, mut all) = (0, 0, 0);
    for token in own {
        all += 1;
        capital += usize::from(token.is_capital());
        upper += usize::from(matches!(token.shape, Shape::Upper | Shape::Initial));
    }
    let german = letter.language.value == crate::language::Language::GERMAN;
    Manner {
        lowercase: all >= 4 && capital * 20 <= all,
        uppercase: all >= 8 && upper * 10 >= all * 8,
        german,
        turkish: letter.language.value == crate::language::Language::TURKISH,
    }
}

/// Persons of forms and tables.
fn add_records(letter: &Letter<'_>, traits: &[Traits], records: &mut [Record], cast: &mut Cast) {
    for record in records {
        if let Some((name, tokens)) = name_of_record(&letter.body, traits, record) {
            let rule = if record.is_row {
                "people/column"
            } else {
                "people/field"
            };
            record.person = Some(enter(letter, cast, &name, tokens, rule));
        }
    }
}

/// The person that a form or row names, in natural order, and the tokens that name them.
pub(super) fn name_of_record(
    body: &Layout<'_>,
    traits: &[Traits],
    record: &Record,
) -> Option<(String, Range<usize>)> {
    let value = |label: Concept| {
        record.get(label).map(|entry| {
            let tokens = strip(body, traits, entry.value.clone());
            (tidy(body.shown(tokens.clone())), tokens)
        })
    };
    let surname = value(Concept::LabelSurname)
        .or_else(|| value(Concept::LabelName).filter(|_| record.get(Concept::LabelGiven).is_some()));
    let (shown, tokens) = match (value(Concept::LabelGiven), surname) {
        (Some((given, first)), Some((surname, second))) => {
            let father = value(Concept::LabelPatronymic)
                .map(|(father, _)| format!(" {father}"))
                .unwrap_or_default();
            (
                format!("{given}{father} {surname}"),
                first.start.min(second.start)..first.end.max(second.end),
            )
        }
        (None, Some(found)) => value(Concept::LabelName)
            .filter(|(name, _)| name.contains(&found.0))
            .unwrap_or(found),
        (Some(found), None) => found,
        (None, None) => value(Concept::LabelName)?,
    };
    let letters = shown.chars().filter(|c| c.is_alphabetic()).count();
    let digits = shown.chars().any(|c| c.is_ascii_digit() || c == '@');
    let key = Key::of(&shown);
    let blocked = tokens
        .clone()
        .filter(|&at| {
            traits
                .get(at)
                .is_some_and(|traits| traits.blocked && !traits.given && !traits.surname)
        })
        .count();
    (letters >= 2
        && !digits
        && key.words.len() <= 6
        && blocked * 2 <= key.words.len()
        && !is_open(body, traits, &tokens))
    .then_some((shown, tokens))
}

/// "noch offen", "N.N.", "to be confirmed": where a name would stand, who it will be is not known yet.
fn is_open(body: &Layout<'_>, traits: &[Traits], tokens: &Range<usize>) -> bool {
    let later = [
        Concept::ScopeLater,
        Concept::ScopeUncertain,
        Concept::ScopeCondition,
    ];
    let words = || tokens.clone().filter_map(|at| body.tokens.get(at));
    let named = tokens
        .clone()
        .filter_map(|at| traits.get(at))
        .any(|traits| traits.given || traits.surname || traits.sender);
    let written = words().any(Token::is_capital);
    let nomen_nescio = words().all(|word| word.folded.bytes().all(|byte| byte == b'n'));
    !named && (!written || nomen_nescio || body.has(tokens.clone(), &later))
}

/// A cell's tokens without titles before and after, and without what follows a comma or bracket.
fn strip(body: &Layout<'_>, traits: &[Traits], mut tokens: Range<usize>) -> Range<usize> {
    let title = |at: usize| {
        traits
            .get(at)
            .is_some_and(|traits| traits.title && !traits.surely_name())
    };
    while tokens.len() > 1 && title(tokens.start) {
        tokens.start += 1;
    }
    let cut = tokens.clone().skip(1).find(|&at| {
        let between = body.between(at);
        between.contains(['(', ';', '–', '—', '/'])
            || between.contains(" - ")
            || between.contains(',') && blocked_or_title(traits, at)
    });
    tokens.end = cut.unwrap_or(tokens.end);
    while tokens.len() > 1 && title(tokens.end - 1) {
        tokens.end -= 1;
    }
    tokens
}

fn blocked_or_title(traits: &[Traits], at: usize) -> bool {
    traits
        .get(at)
        .is_some_and(|traits| traits.blocked || traits.title)
}

fn is_called_so(letter: &Letter<'_>, span: &Span) -> bool {
    let words = |text: &str| Key::of(text).words;
    let shown = words(letter.sender.text);
    let own = words(letter.body.shown(span.tokens.clone()));
    !own.is_empty() && own.iter().all(|word| shown.contains(word))
}

fn add_spans(letter: &Letter<'_>, spans: &[Span], records: &[Record], from_person: bool, cast: &mut Cast) {
    for span in spans.iter().filter(|span| span.sureness == Sureness::Full) {
        // An office that signs as it is called in From is no person.
        let office = span.rule == "people/line" && !from_person && is_called_so(letter, span);
        let inside = office
            || cast.people.iter().any(|person| {
                person
                    .mentions
                    .iter()
                    .any(|mention| mention.start <= span.tokens.start && span.tokens.end <= mention.end)
            });
        let other_value = records
            .iter()
            .filter(|record| record.person.is_some())
            .any(|record| {
                let names = |label: Concept| {
                    matches!(
                        label,
                        Concept::LabelName
                            | Concept::LabelContact
                            | Concept::LabelAssistant
                            | Concept::LabelReplaces
                            | Concept::LabelRemarks
                    )
                };
                record
                    .entries
                    .iter()
                    .any(|entry| !names(entry.label) && entry.value.contains(&span.tokens.start))
            });
        if !inside && !other_value {
            let name = tidy(letter.body.shown(span.tokens.clone()));
            enter(letter, cast, &name, span.tokens.clone(), span.rule);
        }
    }
}

/// Adds a mention, to the person it means or as a new one.
fn enter(
    letter: &Letter<'_>,
    cast: &mut Cast,
    name: &str,
    tokens: Range<usize>,
    rule: &'static str,
) -> usize {
    let key = Key::of(name);
    let greeted = letter.body.zone_of(tokens.start) == Zone::Greeting;
    let known = cast.meant_by(&key);
    let evidence = body_evidence(&letter.body, tokens.clone(), rule);
    if let Some(index) = known {
        if let Some(person) = cast.people.get_mut(index) {
            let signed = letter.body.zone_of(tokens.start) == Zone::Signature;
            let known = Key::of(&person.name);
            // The signature spells a name as it is, whatever a confirmation made of it.
            let respelled = key.fullness() == known.fullness() && person.name != name && {
                let (mut own, mut other) = (key.words.clone(), known.words.clone());
                own.sort();
                other.sort();
                own == other && key.words == known.words
            };
            let based = signed && (key.is_other_case_of(&known) || respelled);
            if (prefers(letter, &key, name, &person.name) || based) && !greeted {
                name.clone_into(&mut person.name);
                person.evidence = evidence;
            }
            person.mentions.push(tokens);
        }
        return index;
    }
    cast.people.push(Person {
        name: name.to_owned(),
        evidence,
        mentions: vec![tokens],
        standing: Standing::Unclear,
        why: "attend/unclear",
        is_writer: false,
    });
    cast.people.len() - 1
}

/// The fuller form wins; of equal ones that in the letter's script.
fn prefers(letter: &Letter<'_>, key: &Key, name: &str, known: &str) -> bool {
    let other = Key::of(known);
    let cyrillic = |text: &str| text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    if cyrillic(name) != cyrillic(known) {
        return cyrillic(name) == (letter.language.value == crate::language::Language::RUSSIAN)
            && key.words.len() + 1 >= other.words.len();
    }
    key.fullness() > other.fullness()
}

fn add_subject(letter: &Letter<'_>, own_words: &[String], cast: &mut Cast) {
    if letter.answers {
        return;
    }
    let traits = traits::of(&letter.subject, own_words, letter.language.value);
    for span in spans::find(
        &letter.subject,
        &traits,
        Manner {
            german: manner(letter).german,
            ..Manner::default()
        },
    ) {
        let name = tidy(letter.subject.shown(span.tokens.clone()));
        let key = Key::of(&name);
        let sure = span.sureness == Sureness::Full
            && matches!(
                span.rule,
                "people/given-name" | "people/as-sender" | "people/titled"
            );
        if !sure
            || cast
                .people
                .iter()
                .any(|person| Key::of(&person.name).agrees(&key))
        {
            continue;
        }
        let bytes = letter.subject.bytes(span.tokens.clone());
        cast.people.push(Person {
            name,
            evidence: Evidence {
                part: Part::Subject,
                start: bytes.start,
                end: bytes.end,
                rule: "people/subject".to_owned(),
            },
            mentions: Vec::new(),
            standing: Standing::Unclear,
            why: "attend/subject",
            is_writer: false,
        });
    }
}

/// Sorts persons by their first mention in the body that is neither greeting nor signature.
fn in_order(letter: &Letter<'_>, cast: &mut Cast, records: &mut [Record]) {
    let place = |person: &Person| {
        let zone = |mention: &&Range<usize>| {
            !matches!(
                letter.body.zone_of(mention.start),
                Zone::Greeting | Zone::Signature
            )
        };
        let text = person
            .mentions
            .iter()
            .filter(zone)
            .map(|mention| mention.start)
            .min();
        text.unwrap_or(usize::MAX)
    };
    let mut order: Vec<usize> = (0..cast.people.len()).collect();
    order.sort_by_key(|&index| cast.people.get(index).map(place));
    let mut position = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        if let Some(slot) = position.get_mut(old) {
            *slot = new;
        }
    }
    let old = std::mem::take(&mut cast.people);
    let mut paired: Vec<(usize, Person)> = position.iter().copied().zip(old).collect();
    paired.sort_by_key(|(new, _)| *new);
    cast.people = paired.into_iter().map(|(_, person)| person).collect();
    let moved = |index: Option<usize>| index.and_then(|index| position.get(index).copied());
    cast.writer = moved(cast.writer);
    cast.author = moved(cast.author);
    for record in records {
        record.person = moved(record.person);
    }
}
