//! What bears on the language that a person wants interpretation into: each language named, and the words around it.

use super::features::Features;
use super::{Model, fill, terms};
use crate::language::{Language, ReplyLanguage};
use crate::lexicon::Concept;
use crate::request::cast::body_evidence;
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::{Found, wishes};
use std::ops::Range;

/// Languages weighed: a letter names fewer.
const MOST: usize = 12;

/// Of whom a language is asked, and what the rules read.
#[derive(Debug, Clone, Copy)]
pub struct Speaks<'a, 'm> {
    pub reading: &'a Reading<'m>,
    /// Index in the cast.
    pub person: usize,
    pub ruled: Option<&'a Found<Language>>,
    /// As [`named`] finds them.
    pub named: &'a [(Language, Range<usize>)],
}

/// The languages that the writer's own words name, with their places.
#[must_use]
pub fn named(reading: &Reading<'_>) -> Vec<(Language, Range<usize>)> {
    let body = &reading.letter.body;
    let own = |zone: Zone| {
        !matches!(
            zone,
            Zone::Foreign | Zone::Greeting | Zone::Signature | Zone::Closing
        )
    };
    body.segments
        .iter()
        .filter(|segment| own(segment.zone))
        .flat_map(|segment| {
            let all = wishes::languages(&reading.letter, &segment.tokens);
            let unwished = |at: usize| {
                all.get(at)
                    .is_some_and(|(_, tokens)| wishes::is_unwished(&reading.letter, tokens, all.get(at + 1)))
            };
            let keep: Vec<bool> = (0..all.len()).map(|at| !unwished(at)).collect();
            all.into_iter()
                .zip(keep)
                .filter(|(_, keep)| *keep)
                .map(|(named, _)| named)
        })
        .take(MOST)
        .collect()
}

impl Speaks<'_, '_> {
    /// The languages to choose from, each once.
    #[must_use]
    pub fn answers(&self) -> Vec<Language> {
        let mut answers: Vec<Language> = self.ruled.map(|ruled| ruled.value).into_iter().collect();
        for (language, _) in self.named {
            if !answers.contains(language) {
                answers.push(*language);
            }
        }
        answers
    }

    /// Adds the features of an answer; `None` is that no language is asked for. `blind` leaves out what the rules read.
    pub fn describe(&self, answer: Option<Language>, blind: bool, features: &mut Features) {
        let some = if answer.is_some() {
            "interpretation some "
        } else {
            "interpretation none "
        };
        let people = &self.reading.cast.people;
        let writes = people.get(self.person).is_some_and(|person| person.is_writer);
        features.add(&[some, if writes { "writer" } else { "other" }]);
        if !blind {
            match self.ruled {
                None => features.add(&[some, "ruled none"]),
                Some(ruled) if Some(ruled.value) == answer => {
                    features.add(&[some, "ruled"]);
                    features.add(&[some, "ruled by ", &ruled.evidence.rule]);
                }
                Some(_) => features.add(&[some, "ruled other"]),
            }
        }
        let Some(language) = answer else {
            features.count(&[some, "named"].concat(), self.named.len());
            features.unite();
            return;
        };
        let offered = ReplyLanguage::ALL
            .iter()
            .any(|offered| offered.language() == language);
        features.add(&[some, if offered { "offered" } else { "not offered" }]);
        if language == self.reading.letter.language.value {
            features.add(&[some, "as written"]);
        }
        let places: Vec<&Range<usize>> = self
            .named
            .iter()
            .filter(|(named, _)| *named == language)
            .map(|(_, tokens)| tokens)
            .collect();
        features.count(&[some, "times"].concat(), places.len());
        features.count(&[some, "of"].concat(), self.named.len());
        if self.named.first().is_some_and(|(first, _)| *first == language) {
            features.add(&[some, "first"]);
        }
        for tokens in places {
            self.of_place(tokens, some, features);
        }
        features.unite();
    }

    fn of_place(&self, tokens: &Range<usize>, some: &str, features: &mut Features) {
        let letter = &self.reading.letter;
        let body = &letter.body;
        let Some((_, segment)) = body.segment_of(tokens.start) else {
            return;
        };
        features.add(&[some, "in ", terms::zone(segment.zone)]);
        if let Some((label, _)) = segment.label {
            features.add(&[some, "label ", label.name()]);
        }
        if self.reading.chosen.len() > 1 {
            let mut whose = "nobody's";
            for index in self.reading.cast.named_in(segment.tokens.clone()) {
                if index == self.person {
                    whose = "own";
                    break;
                }
                whose = "another's";
            }
            features.add(&[some, whose]);
        }
        let clause = wishes::clause(letter, tokens.start);
        for mark in body.marks_in(segment.tokens.clone()) {
            let family = mark.concept.family();
            let bears = matches!(
                family,
                "interpretation" | "attend" | "question" | "label" | "thread"
            ) || mark.concept == Concept::ScopeNot;
            if bears && mark.tokens != *tokens {
                let side = if mark.tokens.start < tokens.start {
                    "<"
                } else {
                    ">"
                };
                if clause.contains(&mark.tokens.start) {
                    features.add(&[some, "clause", side, mark.concept.name()]);
                }
                features.add(&[some, "sentence", side, mark.concept.name()]);
            }
        }
        for offset in 1..=3 {
            let before = tokens.start.checked_sub(offset);
            for (side, at) in [("before ", before), ("behind ", Some(tokens.end + offset - 1))] {
                if let Some(token) = at
                    .and_then(|at| body.tokens.get(at))
                    .filter(|token| token.is_word())
                {
                    features.add(&[some, side, terms::stem(&token.folded)]);
                }
            }
        }
        for token in body.tokens.get(segment.tokens.clone()).unwrap_or_default() {
            if token.is_word() {
                features.add(&[some, "beside ", terms::stem(&token.folded)]);
            }
        }
    }
}

/// Whether a language is named once, in a sentence about others of those who come.
fn is_said_of_another(
    reading: &Reading<'_>,
    languages: &[(Language, Range<usize>)],
    language: Language,
    person: usize,
) -> bool {
    let mut places = languages.iter().filter(|(named, _)| *named == language);
    let (Some((_, place)), None) = (places.next(), places.next()) else {
        return false;
    };
    let segment = reading.letter.body.segment_of(place.start);
    segment.is_some_and(|(_, segment)| {
        let named = || reading.cast.named_in(segment.tokens.clone());
        named().any(|index| reading.chosen.contains(&index)) && !named().any(|index| index == person)
    })
}

/// Settles the language of interpretation of each named attendee.
pub fn settle(reading: &mut Reading<'_>, model: &Model) {
    let mut features = Features::default();
    let mut settled = Vec::new();
    let languages = named(reading);
    for (at, person) in fill::named(reading) {
        let Some(attendee) = reading.request.attendees.get(at) else {
            continue;
        };
        let speaks = Speaks {
            reading,
            person,
            ruled: attendee.interpretation.as_ref(),
            named: &languages,
        };
        let answers = speaks.answers();
        if answers.is_empty() {
            continue;
        }
        let is_anothers = |language: Language| is_said_of_another(reading, &languages, language, person);
        let answers: Vec<Option<Language>> = answers.into_iter().map(Some).chain([None]).collect();
        let scores: Vec<(f32, Option<Language>)> = answers
            .iter()
            .map(|answer| {
                features.clear();
                speaks.describe(*answer, false, &mut features);
                (model.fields.sum(features.values()), *answer)
            })
            .collect();
        let ruled = attendee.interpretation.as_ref().map(|ruled| ruled.value);
        let own = scores
            .iter()
            .find(|(_, answer)| *answer == ruled)
            .map(|(own, _)| *own);
        let best = scores.iter().max_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some((most, best)), Some(own)) = (best, own)
            && *most > own
            && !(ruled.is_none() && best.is_some_and(is_anothers))
        {
            settled.push((at, *best));
        }
    }
    for (at, answer) in settled {
        let place = answer.and_then(|language| languages.iter().find(|(named, _)| *named == language));
        let found = place.map(|(language, tokens)| Found {
            value: *language,
            evidence: body_evidence(&reading.letter.body, tokens.clone(), "model/interpretation"),
        });
        if let Some(attendee) = reading.request.attendees.get_mut(at) {
            attendee.interpretation = found;
        }
    }
}
