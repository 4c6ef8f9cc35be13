//! Whether the chosen names look like whole names of persons, and whether a writer who says "I" is among them.

use crate::lexicon::Concept;
use crate::request::attend::writer::first_person;
use crate::request::layout::Zone;
use crate::request::model::features::Features;
use crate::request::model::terms;
use crate::request::people::names::Key;
use crate::request::reading::Reading;
use crate::request::token::Shape;

/// Adds what speaks against the names as they were read.
pub(super) fn describe(reading: &Reading<'_>, features: &mut Features) {
    of_names(reading, features);
    of_writer(reading, features);
}

/// What the words of the chosen names are otherwise, and whether address or signature bear them out.
fn of_names(reading: &Reading<'_>, features: &mut Features) {
    let body = &reading.letter.body;
    let people = reading
        .chosen
        .iter()
        .filter_map(|&index| reading.cast.people.get(index));
    let mut told = [
        (false, "a name holds a title"),
        (false, "a name holds a function"),
        (false, "a name holds a label"),
        (false, "a name mixes capitals"),
        (false, "a name of no list"),
        (false, "a name not borne out"),
        (false, "a name of small letters"),
    ];
    let mut tell = |at: usize| {
        if let Some(told) = told.get_mut(at) {
            told.0 = true;
        }
    };
    for person in people {
        let Some(mention) = person.mentions.iter().max_by_key(|mention| mention.len()) else {
            continue;
        };
        for mark in body
            .marks_in(mention.clone())
            .filter(|mark| mark.tokens.end <= mention.end)
        {
            match mark.concept.family() {
                "title" if mark.concept != Concept::TitleParticle => tell(0),
                "role" => tell(1),
                "label" | "media" | "organisation" | "word" => tell(2),
                _ => {}
            }
        }
        let tokens = body.tokens.get(mention.clone()).unwrap_or_default();
        let upper = tokens.iter().filter(|token| token.shape == Shape::Upper).count();
        if upper > 0
            && upper < tokens.len()
            && tokens.first().is_some_and(|token| token.shape == Shape::Upper)
        {
            tell(3);
        }
        if tokens.iter().any(|token| token.shape == Shape::Lower) {
            tell(6);
        }
        let listed = mention.clone().any(|at| {
            reading
                .cast
                .traits
                .get(at)
                .is_some_and(|traits| traits.given || traits.surname)
        });
        if !listed {
            tell(4);
        }
        let signed = person
            .mentions
            .iter()
            .any(|mention| body.zone_of(mention.start) == Zone::Signature);
        let from = reading.letter.message.from.as_ref();
        let sent = from
            .and_then(|from| from.name.as_deref())
            .is_some_and(|name| Key::of(name) == Key::of(&person.name));
        if !signed && !sent && person.mentions.len() == 1 {
            tell(5);
        }
    }
    for (_, name) in told.iter().filter(|(holds, _)| *holds) {
        features.add(&[name]);
    }
}

/// What is said in the first person by a writer who is not among those the request is about.
fn of_writer(reading: &Reading<'_>, features: &mut Features) {
    if reading
        .cast
        .writer
        .is_none_or(|writer| reading.chosen.contains(&writer))
    {
        return;
    }
    features.add(&["writer left out"]);
    for name in terms::told(&first_person(&reading.letter, &reading.cast)) {
        features.add(&["writer left out&", name]);
    }
}
