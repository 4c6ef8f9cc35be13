//! Organisation, role, city, country, phone and e-mail, given to persons by scope and nearness.

use super::cast::{Cast, Person, body_evidence};
use super::layout::{Layout, Zone};
use super::letter::{Letter, local_words};
use super::people::names::tidy;
use super::record::Record;
use super::token::Kind;
use super::{Attendee, Evidence, Found, Part};
use crate::language::Language;
use crate::lexicon::Concept;
use crate::lexicon::gazetteer::Gazetteer;
use body::Body;
use phone::Phone;
use place::{Country, Town};
use std::ops::Range;

pub mod body;
pub mod phone;
pub mod place;
pub mod role;
mod share;

/// Everything that can be a field of somebody, in the order of the text.
#[derive(Debug)]
pub struct Finds<'a, 'm> {
    pub letter: &'a Letter<'m>,
    pub cast: &'a Cast,
    pub roles: Vec<Range<usize>>,
    pub bodies: Vec<Body>,
    pub towns: Vec<Town>,
    pub countries: Vec<Country>,
    pub phones: Vec<Phone>,
}

/// Attendees with their contact fields: the chosen of the cast, then the unnamed.
#[must_use]
pub fn attendees(letter: &Letter<'_>, cast: &Cast, chosen: &[usize], unnamed: u32) -> Vec<Attendee> {
    let finds = Finds::new(letter, cast);
    let mut attendees: Vec<Attendee> = chosen
        .iter()
        .filter_map(|&index| Some(finds.of_person(index, cast.people.get(index)?)))
        .collect();
    attendees.extend((0..unnamed).map(|_| Attendee::default()));
    share::apply(&finds, chosen, &mut attendees);
    finds.give_free_addresses(chosen, &mut attendees);
    attendees
}

impl<'a, 'm> Finds<'a, 'm> {
    /// Finds all values of the body.
    #[must_use]
    pub fn new(letter: &'a Letter<'m>, cast: &'a Cast) -> Self {
        let body = &letter.body;
        let named: Vec<bool> = {
            let mut named = vec![false; body.tokens.len() + 1];
            for mention in cast.people.iter().flat_map(|person| &person.mentions) {
                named.get_mut(mention.clone()).unwrap_or_default().fill(true);
            }
            named
        };
        let is_name = |at: usize| named.get(at).copied().unwrap_or(false);
        let address = letter
            .message
            .from
            .as_ref()
            .map(|from| from.address.to_lowercase())
            .unwrap_or_default();
        let domain = address
            .split('@')
            .nth(1)
            .and_then(|domain| domain.split('.').next())
            .unwrap_or("")
            .to_owned();
        let bodies = body::find(body, &domain, &is_name);
        let in_body = |at: usize| {
            bodies
                .iter()
                .any(|found| !found.is_generic && found.tokens.contains(&at))
        };
        let towns = place::towns(body, &bodies, &is_name);
        let is_town = |at: usize| towns.iter().any(|town| town.tokens.start == at);
        let roles = role::find(
            body,
            &role::Borders {
                is_name: &is_name,
                is_town: &is_town,
                is_body: &in_body,
                turkish: letter.language.value == Language::TURKISH,
            },
        );
        let countries = place::countries(body, &is_name);
        let phones = phone::find(body);
        Self {
            letter,
            cast,
            roles,
            bodies,
            towns,
            countries,
            phones,
        }
    }

    fn body(&self) -> &'a Layout<'m> {
        &self.letter.body
    }

    fn found(&self, tokens: Range<usize>, rule: &str) -> Found<String> {
        let value = tidy(self.body().shown(tokens.clone()));
        Found {
            value,
            evidence: body_evidence(self.body(), tokens, rule),
        }
    }

    fn country(&self, country: &Country, rule: &str) -> Found<String> {
        Found {
            value: country.code.to_owned(),
            evidence: body_evidence(self.body(), country.tokens.clone(), rule),
        }
    }

    fn role(&self, tokens: Range<usize>, rule: &str) -> Found<String> {
        let mut found = self.found(tokens, rule);
        if self.letter.language.value == Language::TURKISH {
            found.value = role::without_endings(&found.value);
        }
        found
    }

    /// A town as it is called: Russian cases are undone.
    fn town_name(&self, tokens: Range<usize>, rule: &str) -> Found<String> {
        let mut found = self.found(tokens, rule);
        if let Some(nominative) = place::nominative(&found.value) {
            found.value = nominative;
        }
        found
    }

    /// Everything that the letter gives for one named person.
    #[must_use]
    pub fn of_person(&self, index: usize, person: &Person) -> Attendee {
        let mut attendee = Attendee {
            name: Some(Found {
                value: person.name.clone(),
                evidence: person.evidence.clone(),
            }),
            ..Attendee::default()
        };
        for record in self
            .cast
            .records
            .iter()
            .filter(|record| record.person == Some(index))
        {
            self.from_record(record, &mut attendee);
        }
        for area in self.areas(person) {
            self.from_area(&area, &mut attendee);
        }
        if person.is_writer {
            self.from_own_words(&mut attendee);
            self.from_signature(&mut attendee);
            self.from_sender(&mut attendee);
        }
        self.country_of_phone(&mut attendee);
        attendee
    }

    /// Where values near each mention belong to the person: before the name up to the last person or sentence, and
    /// behind it up to the next.
    fn areas(&self, person: &Person) -> Vec<(Range<usize>, Range<usize>)> {
        let all: Vec<&Range<usize>> = self
            .cast
            .people
            .iter()
            .flat_map(|person| &person.mentions)
            .collect();
        let mut areas = Vec::new();
        for mention in &person.mentions {
            let Some((index, segment)) = self.body().segment_of(mention.start) else {
                continue;
            };
            if matches!(
                segment.zone,
                Zone::Greeting | Zone::Foreign | Zone::Signature | Zone::Closing
            ) {
                continue;
            }
            let last = all
                .iter()
                .filter(|other| other.end <= mention.start)
                .map(|other| other.end)
                .max()
                .unwrap_or(0);
            let next = all
                .iter()
                .filter(|other| other.start >= mention.end)
                .map(|other| other.start)
                .min()
                .unwrap_or(usize::MAX);
            let mut end = segment.tokens.end;
            // A block of lines under a name belongs to it.
            let opens = segment.tokens.start + 3 > mention.start;
            if opens && segment.tokens.len() <= 12 {
                for below in self.body().segments.iter().skip(index + 1).take(6) {
                    let joined = self
                        .body()
                        .tokens
                        .get(below.tokens.start)
                        .is_some_and(|token| token.before == super::token::Break::Line);
                    if !joined || below.zone == Zone::Foreign || below.tokens.len() > 12 {
                        break;
                    }
                    end = below.tokens.end;
                }
            }
            areas.push((
                last.max(segment.tokens.start)..mention.start,
                mention.end..end.min(next).max(mention.end),
            ));
        }
        areas
    }

    fn from_record(&self, record: &Record, attendee: &mut Attendee) {
        let text = |label: Concept| {
            record
                .get(label)
                .map(|entry| self.found(entry.value.clone(), "fields/labelled"))
                .filter(|found| !found.value.is_empty())
        };
        attendee.organisation = attendee
            .organisation
            .take()
            .or_else(|| text(Concept::LabelOrganisation))
            .or_else(|| text(Concept::LabelOutlet));
        attendee.role = attendee.role.take().or_else(|| text(Concept::LabelRole));
        let city = |entry: &super::record::Entry| {
            let known = self
                .towns
                .iter()
                .find(|town| entry.value.contains(&town.tokens.start));
            known.map_or_else(
                || self.found(entry.value.clone(), "fields/labelled"),
                |town| self.town_name(town.tokens.clone(), "fields/labelled"),
            )
        };
        attendee.city = attendee
            .city
            .take()
            .or_else(|| record.get(Concept::LabelCity).map(city));
        if let Some(entry) = record.get(Concept::LabelCountry) {
            let folded: Vec<String> = self
                .body()
                .tokens
                .get(entry.value.clone())
                .unwrap_or_default()
                .iter()
                .map(|token| token.folded.clone())
                .collect();
            let code = Gazetteer::embedded().country(&folded.join(" "));
            attendee.country = code.map(|code| Found {
                value: code.to_owned(),
                evidence: body_evidence(self.body(), entry.value.clone(), "fields/labelled"),
            });
        }
        if attendee.phone.is_none() {
            attendee.phone = self
                .phones
                .iter()
                .find(|phone| {
                    record
                        .entries
                        .iter()
                        .any(|entry| entry.value.contains(&phone.tokens.start))
                })
                .map(|phone| self.phone(phone, "fields/labelled"));
        }
        if attendee.email.is_none() {
            attendee.email = record
                .entries
                .iter()
                .find_map(|entry| self.email_in(entry.value.clone(), "fields/labelled"));
        }
        let area = (record.tokens.start..record.tokens.start, record.tokens.clone());
        if attendee.city.is_none() && attendee.organisation.is_some() {
            let town = self.towns.iter().find(|town| {
                record.entries.iter().any(|entry| {
                    entry.label == Concept::LabelOrganisation && entry.value.contains(&town.tokens.start)
                })
            });
            attendee.city = town.map(|town| self.town_name(town.tokens.clone(), "fields/labelled"));
        }
        self.from_area(&area, attendee);
    }

    fn from_area(&self, (before, behind): &(Range<usize>, Range<usize>), attendee: &mut Attendee) {
        let near = |range: &Range<usize>| behind.start <= range.start && range.end <= behind.end;
        let ahead = |range: &Range<usize>| before.start <= range.start && range.end <= before.end;
        if attendee.role.is_none() {
            let adjacent = self
                .roles
                .iter()
                .rev()
                .find(|role| ahead(role) && before.end - role.end <= 2);
            let role = adjacent.or_else(|| self.roles.iter().find(|role| near(role)));
            attendee.role = role.map(|role| self.role(role.clone(), "fields/beside-name"));
        }
        if attendee.organisation.is_none() {
            let found = self
                .bodies
                .iter()
                .find(|found| found.is_sure && near(&found.tokens))
                .or_else(|| {
                    self.bodies.iter().rev().find(|found| {
                        found.is_sure && ahead(&found.tokens) && before.end - found.tokens.end <= 3
                    })
                });
            attendee.organisation = found.map(|found| self.found(found.tokens.clone(), "fields/beside-name"));
        }
        if attendee.city.is_none() {
            let town = self.towns.iter().find(|town| near(&town.tokens)).or_else(|| {
                self.towns
                    .iter()
                    .rev()
                    .find(|town| ahead(&town.tokens) && before.end - town.tokens.end <= 3)
            });
            attendee.city = town.map(|town| self.town_name(town.tokens.clone(), "fields/beside-name"));
        }
        if attendee.country.is_none() {
            let country = self.countries.iter().find(|country| near(&country.tokens));
            attendee.country = country.map(|country| self.country(country, "fields/beside-name"));
        }
        if attendee.phone.is_none() {
            attendee.phone = self
                .phones
                .iter()
                .find(|phone| near(&phone.tokens))
                .map(|phone| self.phone(phone, "fields/beside-name"));
        }
        if attendee.email.is_none() {
            attendee.email = self.email_in(behind.clone(), "fields/beside-name");
        }
    }

    /// "I am a freelance photographer": a function that the writer says to have.
    fn from_own_words(&self, attendee: &mut Attendee) {
        let signed = self
            .roles
            .iter()
            .any(|role| self.body().zone_of(role.start) == Zone::Signature);
        if attendee.role.is_some() || signed {
            return;
        }
        let role = self.roles.iter().find(|role| {
            let Some((_, segment)) = self.body().segment_of(role.start) else {
                return false;
            };
            let other = self
                .cast
                .named_in(segment.tokens.clone())
                .any(|index| Some(index) != self.cast.writer);
            let clause = self
                .body()
                .clause_of(role.start)
                .map_or(segment.tokens.clone(), |(_, clause)| clause.tokens.clone());
            let before = segment.tokens.start.max(clause.start.saturating_sub(6))..role.start;
            let mine = self.body().has(
                before,
                &[Concept::ScopeMe, Concept::PersonMyName, Concept::AttendI],
            );
            let of_me = role.start.checked_sub(1).is_some_and(|at| {
                self.body()
                    .marks_at(at)
                    .any(|mark| matches!(mark.concept, Concept::ScopeMe))
                    && self
                        .body()
                        .marks_at(at)
                        .any(|mark| mark.concept == Concept::ScopeArticle)
            });
            segment.zone == Zone::Text && !other && mine && !of_me
        });
        attendee.role = role.map(|role| self.role(role.clone(), "fields/own-words"));
    }

    fn from_signature(&self, attendee: &mut Attendee) {
        let signs = |at: usize| self.body().zone_of(at) == Zone::Signature;
        if attendee.role.is_none() {
            attendee.role = self
                .roles
                .iter()
                .find(|role| signs(role.start))
                .map(|role| self.role(role.clone(), "fields/signature"));
        }
        if attendee.organisation.is_none() {
            let free = |found: &&Body| {
                !self
                    .roles
                    .iter()
                    .any(|role| role.start < found.tokens.start && found.tokens.end <= role.end)
            };
            let found = self
                .bodies
                .iter()
                .filter(|found| signs(found.tokens.start))
                .filter(free)
                .min_by_key(|found| (!found.is_sure, found.is_generic, found.town.is_none()));
            attendee.organisation = found.map(|found| self.found(found.tokens.clone(), "fields/signature"));
        }
        if attendee.city.is_none() {
            let town = self
                .towns
                .iter()
                .filter(|town| signs(town.tokens.start))
                .min_by_key(|town| !town.is_sure);
            attendee.city = town.map(|town| self.town_name(town.tokens.clone(), "fields/signature"));
        }
        if attendee.country.is_none() {
            let country = self.countries.iter().find(|country| signs(country.tokens.start));
            attendee.country = country.map(|country| self.country(country, "fields/signature"));
        }
        if attendee.phone.is_none() {
            attendee.phone = self
                .phones
                .iter()
                .find(|phone| signs(phone.tokens.start))
                .or_else(|| self.free_phone())
                .map(|phone| self.phone(phone, "fields/signature"));
        }
    }

    /// A number in running text that stands behind nobody else's name is the writer's.
    fn free_phone(&self) -> Option<&Phone> {
        self.phones.iter().find(|phone| {
            let Some((_, segment)) = self.body().segment_of(phone.tokens.start) else {
                return false;
            };
            let other = self
                .cast
                .people
                .iter()
                .filter(|person| !person.is_writer)
                .flat_map(|person| &person.mentions)
                .any(|mention| segment.tokens.contains(&mention.start) && mention.end <= phone.tokens.start);
            !other
                && !self
                    .cast
                    .records
                    .iter()
                    .any(|record| record.person.is_some() && record.tokens.contains(&phone.tokens.start))
        })
    }

    fn from_sender(&self, attendee: &mut Attendee) {
        if attendee.email.is_none()
            && let Some(from) = &self.letter.message.from
        {
            let evidence = Evidence {
                part: Part::From,
                start: 0,
                end: from.address.len(),
                rule: "fields/from".to_owned(),
            };
            attendee.email = Some(Found {
                value: from.address.clone(),
                evidence,
            });
        }
    }

    fn phone(&self, phone: &Phone, rule: &str) -> Found<String> {
        Found {
            value: phone.value.clone(),
            evidence: Evidence {
                part: Part::Body,
                start: phone.bytes.start,
                end: phone.bytes.end,
                rule: rule.to_owned(),
            },
        }
    }

    fn email_in(&self, tokens: Range<usize>, rule: &str) -> Option<Found<String>> {
        let at = tokens.clone().find(|&at| {
            self.body()
                .tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Email)
        })?;
        Some(self.found(at..at + 1, rule))
    }

    /// Addresses that stand beside nobody: theirs whose name they carry, or the only other attendee's.
    fn give_free_addresses(&self, chosen: &[usize], attendees: &mut [Attendee]) {
        let own = self
            .letter
            .message
            .from
            .as_ref()
            .map(|from| from.address.to_lowercase())
            .unwrap_or_default();
        for (at, token) in self.body().tokens.iter().enumerate() {
            let foreign = matches!(self.body().zone_of(at), Zone::Foreign | Zone::Signature);
            let taken = attendees.iter().any(|attendee| {
                attendee
                    .email
                    .as_ref()
                    .is_some_and(|email| email.value.to_lowercase() == token.folded)
            });
            if token.kind != Kind::Email || foreign || taken || token.folded == own {
                continue;
            }
            let contact = self.body().segment_of(at).is_some_and(|(_, segment)| {
                self.cast
                    .named_in(segment.tokens.clone())
                    .any(|index| !chosen.contains(&index))
            });
            let free = |attendee: &Attendee| attendee.email.is_none() && attendee.name.is_some();
            let named = attendees.iter().position(|attendee| {
                free(attendee)
                    && attendee
                        .name
                        .as_ref()
                        .is_some_and(|name| address_names(&token.folded, &name.value))
            });
            let others: Vec<usize> = (0..attendees.len())
                .filter(|&index| attendees.get(index).is_some_and(free))
                .collect();
            let only = (others.len() == 1 && !contact)
                .then(|| others.first().copied())
                .flatten();
            if let Some(attendee) = named.or(only).and_then(|index| attendees.get_mut(index)) {
                attendee.email = Some(self.found(at..at + 1, "fields/address"));
            }
        }
    }

    fn country_of_phone(&self, attendee: &mut Attendee) {
        if attendee.country.is_some() {
            return;
        }
        let Some(phone) = &attendee.phone else { return };
        if let Some(code) = Gazetteer::embedded().phone_country(&phone.value) {
            let evidence = Evidence {
                rule: "fields/phone-code".to_owned(),
                ..phone.evidence.clone()
            };
            attendee.country = Some(Found {
                value: code.to_owned(),
                evidence,
            });
        }
    }
}

/// Whether the words of an address name this person.
#[must_use]
pub fn address_names(address: &str, name: &str) -> bool {
    let words = super::people::names::Key::of(name).words;
    local_words(address)
        .iter()
        .any(|word| words.iter().any(|own| word.contains(own.as_str())))
}
