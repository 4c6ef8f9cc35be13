//! What could be a field of an attendee: the phrases that rules, tagger or layout set apart.

use super::tagger::{Marginals, Tag};
use super::tokens::tokens_of;
use crate::language::Language;
use crate::lexicon::Concept;
use crate::request::count::crew::overlaps;
use crate::request::fields::{Values, place, role};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::people::names::tidy;
use crate::request::reading::Reading;
use crate::request::{Attendee, Found};
use std::ops::Range;

mod cuts;

/// Phrases weighed for one field: a letter has fewer, and a list of persons gives what it has in columns.
const MOST: usize = 48;
/// Places of a phrase that is said again and again.
const MOST_PLACES: usize = 4;
/// Words a phrase may have.
const LONGEST: usize = 20;

/// A field of attendees that is a phrase of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Organisation,
    Role,
    City,
    /// The outlet of a press request.
    Outlet,
}

impl Field {
    /// All of them, in the order in which they are settled.
    pub const ALL: [Self; 4] = [Self::Outlet, Self::Organisation, Self::Role, Self::City];

    /// The name, as in the names of features.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Role => "role",
            Self::City => "city",
            Self::Outlet => "outlet",
        }
    }

    /// What the tagger calls such a phrase.
    #[must_use]
    pub fn tag(self) -> Tag {
        match self {
            Self::Organisation | Self::Outlet => Tag::Organisation,
            Self::Role => Tag::Role,
            Self::City => Tag::City,
        }
    }

    /// The attendee's value; an outlet is nobody's.
    #[must_use]
    pub fn of(self, attendee: &Attendee) -> Option<&Found<String>> {
        match self {
            Self::Organisation => attendee.organisation.as_ref(),
            Self::Role => attendee.role.as_ref(),
            Self::City => attendee.city.as_ref(),
            Self::Outlet => None,
        }
    }

    fn labels(self) -> &'static [Concept] {
        match self {
            Self::Organisation | Self::Outlet => &[Concept::LabelOrganisation, Concept::LabelOutlet],
            Self::Role => &[Concept::LabelRole],
            Self::City => &[Concept::LabelCity],
        }
    }
}

/// Why a phrase is a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sources {
    /// The rules found it as such a phrase, whoever's it is.
    pub found: bool,
    /// A sign of its own says so.
    pub sure: bool,
    /// A unit or common word for a body.
    pub generic: bool,
    /// A body in whose name a town stands.
    pub with_town: bool,
    pub labelled: bool,
    /// The tagger takes it for likelier than not.
    pub tagged: bool,
    /// The tagger thinks of it.
    pub perhaps: bool,
    /// A line of the signature, or what commas set apart.
    pub piece: bool,
    /// Another one, cut longer or shorter.
    pub varied: bool,
    /// Another one with all that its commas list: "Ministry of Labour, Family and Social Affairs".
    pub listed: bool,
    /// Words right before a name.
    pub before: bool,
}

/// Where a candidate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub tokens: Range<usize>,
    pub sources: Sources,
}

/// A phrase that could be the field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As it is given.
    pub value: String,
    /// As values are compared.
    pub key: String,
    pub places: Vec<Place>,
}

/// A value as it is compared: case, spacing, quotes and outer punctuation do not count.
#[must_use]
pub fn key(value: &str) -> String {
    let bare: String = value
        .replace('’', "'")
        .replace('–', "-")
        .chars()
        .filter(|c| !"\"“”„«»".contains(*c))
        .collect::<String>()
        .to_lowercase();
    let words: Vec<&str> = bare.split_whitespace().collect();
    words
        .join(" ")
        .trim_matches([' ', '\t', '.', ',', ';', ':', '-'])
        .to_owned()
}

/// Collects places, each range once.
struct Places<'l, 'm> {
    body: &'l Layout<'m>,
    places: Vec<Place>,
}

impl Sources {
    /// Whether rules or tagger take the words for such a phrase.
    fn is_read(self) -> bool {
        self.found || self.tagged || self.perhaps
    }
}

impl Places<'_, '_> {
    /// The first so many of those with such sources.
    fn those(&self, most: usize, which: impl Fn(Sources) -> bool) -> Vec<Range<usize>> {
        let those = self.places.iter().filter(|place| which(place.sources));
        those.take(most).map(|place| place.tokens.clone()).collect()
    }

    fn put(&mut self, tokens: Range<usize>, set: impl Fn(&mut Sources)) {
        let foreign = |at: usize| matches!(self.body.zone_of(at), Zone::Foreign | Zone::Greeting);
        if tokens.is_empty() || tokens.len() > LONGEST || foreign(tokens.start) {
            return;
        }
        match self.places.iter_mut().find(|place| place.tokens == tokens) {
            Some(place) => set(&mut place.sources),
            None => {
                let mut sources = Sources::default();
                set(&mut sources);
                self.places.push(Place { tokens, sources });
            }
        }
    }
}

/// Where the names of those begin whom the press wants to interview: the function before is theirs.
fn met_by_the_press(reading: &Reading<'_>) -> Vec<usize> {
    let people = reading.cast.people.iter();
    people
        .filter(|person| person.is_interviewed())
        .flat_map(|person| &person.mentions)
        .map(|mention| mention.start)
        .collect()
}

/// Whether words are no function of those who come, whatever they look like; `met` is where the names begin of those whom
/// the press wants to interview.
fn is_no_function(reading: &Reading<'_>, met: &[usize], tokens: &Range<usize>) -> bool {
    let body = &reading.letter.body;
    let turkish = reading.letter.language.value == Language::TURKISH;
    let opens_with_event =
        || role::behind_event(body, tokens.start..tokens.end.saturating_sub(1)) > tokens.start;
    // "Née Martin" is a name and no function; "ancien maire" is one.
    let formerly = |mark: &Mark| mark.concept == Concept::PersonFormerly;
    let head = |mark: &Mark| role::is_head(mark.concept);
    met.contains(&tokens.end)
        || overlaps(&reading.values.crew, tokens)
        || turkish && opens_with_event()
        || body.marks_in(tokens.clone()).any(formerly) && !body.marks_in(tokens.clone()).any(head)
}

/// Every phrase that could be this field of somebody, in the order of the text.
#[must_use]
pub fn candidates(reading: &Reading<'_>, marginals: &Marginals, field: Field) -> Vec<Candidate> {
    let body = &reading.letter.body;
    let mut places = Places {
        body,
        places: Vec::new(),
    };
    found(&reading.values, field, &mut places);
    for record in &reading.cast.records {
        for entry in &record.entries {
            if field.labels().contains(&entry.label) {
                places.put(entry.value.clone(), |sources| sources.labelled = true);
            }
        }
    }
    for (tokens, _) in marginals.phrases(field.tag()) {
        places.put(tokens, |sources| {
            sources.tagged = true;
            sources.perhaps = true;
        });
    }
    for (tokens, _) in marginals.phrases_from(field.tag(), 0.2) {
        places.put(tokens, |sources| sources.perhaps = true);
    }
    if field != Field::City {
        cuts::pieces(reading, &mut places);
    }
    if field == Field::Role {
        cuts::before_names(reading, &mut places);
    }
    let ruled = reading
        .request
        .attendees
        .iter()
        .filter_map(|attendee| field.of(attendee));
    let outlet = reading
        .request
        .press
        .as_ref()
        .and_then(|press| press.outlet.as_ref());
    let ruled: Vec<&Found<String>> = ruled.chain(outlet.filter(|_| field == Field::Outlet)).collect();
    for value in &ruled {
        if let Some(tokens) = tokens_of(body, &value.evidence) {
            places.put(tokens, |_| {});
        }
    }
    if field != Field::City {
        cuts::enumerate(reading, &mut places);
        cuts::vary(&mut places);
    }
    let mut list: Vec<Candidate> = Vec::new();
    places
        .places
        .sort_by_key(|place| (place.tokens.start, place.tokens.end));
    let met = met_by_the_press(reading);
    for place in places.places {
        if field == Field::Role && is_no_function(reading, &met, &place.tokens) {
            continue;
        }
        let written = ruled
            .iter()
            .find(|value| tokens_of(body, &value.evidence).as_ref() == Some(&place.tokens));
        let value = written.map_or_else(
            || value_of(reading, field, &place.tokens),
            |ruled| ruled.value.clone(),
        );
        let key = key(&value);
        if key.is_empty() {
            continue;
        }
        let room = list.len() < MOST;
        match list.iter_mut().find(|candidate| candidate.key == key) {
            Some(candidate) if candidate.places.len() < MOST_PLACES => candidate.places.push(place),
            None if room => list.push(Candidate {
                value,
                key,
                places: vec![place],
            }),
            Some(_) | None => {}
        }
    }
    list
}

fn value_of(reading: &Reading<'_>, field: Field, tokens: &Range<usize>) -> String {
    let body = &reading.letter.body;
    let mut value = tidy(body.shown(tokens.clone()));
    // "Stadt Frankfurt (Oder)": tokens end before the bracket.
    let opened = value.matches('(').count() > value.matches(')').count();
    if opened && body.after(tokens.end.saturating_sub(1)).starts_with(')') {
        value.push(')');
    }
    match field {
        Field::City => place::nominative_of(&reading.letter, &value).unwrap_or(value),
        Field::Role if reading.letter.language.value == Language::TURKISH => role::without_endings(&value),
        _ => value,
    }
}

fn found(values: &Values, field: Field, places: &mut Places<'_, '_>) {
    match field {
        Field::Organisation | Field::Outlet => {
            for body in &values.bodies {
                places.put(body.tokens.clone(), |sources| {
                    sources.found = true;
                    sources.sure |= body.is_sure;
                    sources.generic |= body.is_generic;
                    sources.with_town |= body.town.is_some();
                });
            }
        }
        Field::Role => {
            for role in &values.roles {
                places.put(role.clone(), |sources| sources.found = true);
            }
        }
        Field::City => {
            for town in &values.towns {
                places.put(town.tokens.clone(), |sources| {
                    sources.found = true;
                    sources.sure |= town.is_sure;
                });
            }
            for body in values.bodies.iter().filter_map(|body| body.town.clone()) {
                places.put(body, |sources| sources.with_town = true);
            }
        }
    }
}
