//! Where a person's values are taken from: a record, the words around the name, the signature, From.

use super::body::Body;
use super::phone::Phone;
use super::{Finds, address_names};
use crate::lexicon::Concept;
use crate::lexicon::gazetteer::Gazetteer;
use crate::request::cast::{Person, body_evidence};
use crate::request::layout::Zone;
use crate::request::people::forward::is_forwarded;
use crate::request::people::names::Key;
use crate::request::record::{Entry, Record};
use crate::request::token::Kind;
use crate::request::{Attendee, Evidence, Found, Part};
use std::ops::Range;

impl Finds<'_, '_> {
    pub(super) fn take_from_record(&self, person: usize, record: &Record, attendee: &mut Attendee) {
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
        let city = |entry: &Entry| {
            let known = self
                .values
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
                .values
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
            let town = self.values.towns.iter().find(|town| {
                record.entries.iter().any(|entry| {
                    entry.label == Concept::LabelOrganisation && entry.value.contains(&town.tokens.start)
                })
            });
            attendee.city = town.map(|town| self.town_name(town.tokens.clone(), "fields/labelled"));
        }
        self.take_from_area(person, &area, attendee);
    }

    pub(super) fn take_from_area(
        &self,
        person: usize,
        (before, behind): &(Range<usize>, Range<usize>),
        attendee: &mut Attendee,
    ) {
        let near = |range: &Range<usize>| behind.start <= range.start && range.end <= behind.end;
        let ahead = |range: &Range<usize>| before.start <= range.start && range.end <= before.end;
        if attendee.role.is_none() {
            let adjacent = self
                .values
                .roles
                .iter()
                .rev()
                .find(|role| ahead(role) && before.end - role.end <= 2);
            let role = adjacent.or_else(|| self.values.roles.iter().find(|role| near(role)));
            attendee.role = role.map(|role| self.role(role.clone(), "fields/beside-name"));
        }
        if attendee.organisation.is_none() {
            let found = self
                .values
                .bodies
                .iter()
                .filter(|found| found.is_sure && near(&found.tokens))
                .min_by_key(|found| found.is_generic)
                .or_else(|| {
                    self.values.bodies.iter().rev().find(|found| {
                        found.is_sure && ahead(&found.tokens) && before.end - found.tokens.end <= 3
                    })
                });
            attendee.organisation = found.map(|found| self.found(found.tokens.clone(), "fields/beside-name"));
        }
        if attendee.city.is_none() {
            let town = self
                .values
                .towns
                .iter()
                .find(|town| near(&town.tokens))
                .or_else(|| {
                    self.values
                        .towns
                        .iter()
                        .rev()
                        .find(|town| ahead(&town.tokens) && before.end - town.tokens.end <= 3)
                });
            attendee.city = town.map(|town| self.town_name(town.tokens.clone(), "fields/beside-name"));
        }
        if attendee.country.is_none() {
            let country = self.values.countries.iter().find(|country| near(&country.tokens));
            attendee.country = country.map(|country| self.country(country, "fields/beside-name"));
        }
        if attendee.phone.is_none() {
            attendee.phone = self
                .values
                .phones
                .iter()
                .find(|phone| near(&phone.tokens) && phone.may_be_of(person))
                .map(|phone| self.phone(phone, "fields/beside-name"));
        }
        if attendee.email.is_none() {
            attendee.email = self.email_in(behind.clone(), "fields/beside-name");
        }
    }

    /// "I am a freelance photographer": a function that the writer says to have.
    pub(super) fn take_from_own_words(&self, attendee: &mut Attendee) {
        let signed = self
            .values
            .roles
            .iter()
            .any(|role| self.body().zone_of(role.start) == Zone::Signature);
        if attendee.role.is_some() || signed {
            return;
        }
        let role = self.values.roles.iter().find(|role| {
            let Some((_, segment)) = self.body().segment_of(role.start) else {
                return false;
            };
            let clause = self
                .body()
                .clause_of(role.start)
                .map_or(segment.tokens.clone(), |(_, clause)| clause.tokens.clone());
            let other = self
                .cast
                .named_in(segment.tokens.start..clause.end)
                .any(|index| Some(index) != self.cast.writer);
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

    pub(super) fn take_from_signature(&self, person: usize, attendee: &mut Attendee) {
        let signs = |at: usize| self.body().zone_of(at) == Zone::Signature;
        if attendee.role.is_none() {
            attendee.role = self
                .values
                .roles
                .iter()
                .find(|role| signs(role.start))
                .map(|role| self.role(role.clone(), "fields/signature"));
        }
        if attendee.organisation.is_none() {
            let free = |found: &&Body| {
                !self
                    .values
                    .roles
                    .iter()
                    .any(|role| role.start < found.tokens.start && found.tokens.end <= role.end)
            };
            let found = self
                .values
                .bodies
                .iter()
                .filter(|found| signs(found.tokens.start))
                .filter(free)
                .min_by_key(|found| (!found.is_sure, found.is_generic, found.town.is_none()));
            attendee.organisation = found.map(|found| self.found(found.tokens.clone(), "fields/signature"));
        }
        if attendee.city.is_none() {
            let town = self
                .values
                .towns
                .iter()
                .filter(|town| signs(town.tokens.start))
                .min_by_key(|town| !town.is_sure);
            attendee.city = town.map(|town| self.town_name(town.tokens.clone(), "fields/signature"));
        }
        if attendee.country.is_none() {
            let country = self
                .values
                .countries
                .iter()
                .find(|country| signs(country.tokens.start));
            attendee.country = country.map(|country| self.country(country, "fields/signature"));
        }
        if attendee.phone.is_none() {
            attendee.phone = self
                .values
                .phones
                .iter()
                .find(|phone| signs(phone.tokens.start) && phone.may_be_of(person))
                .or_else(|| self.free_phone(person))
                .map(|phone| self.phone(phone, "fields/signature"));
        }
    }

    /// A number in running text that stands behind nobody else's name is the writer's.
    pub(super) fn free_phone(&self, writer: usize) -> Option<&Phone> {
        self.values.phones.iter().find(|phone| {
            if phone.owner == Some(writer) {
                return true;
            }
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
                && phone.owner.is_none()
                && !self
                    .cast
                    .records
                    .iter()
                    .any(|record| record.person.is_some() && record.tokens.contains(&phone.tokens.start))
        })
    }

    /// From's address is the writer's, unless somebody else hands their letter on.
    pub(super) fn take_from_sender(&self, person: &Person, attendee: &mut Attendee) {
        self.take_from_heading(person, attendee);
        let wrote_to_us = !self.is_handed_on(person);
        if attendee.email.is_none()
            && wrote_to_us
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

    /// Whether the person signs only the letter that another sends on.
    fn is_handed_on(&self, person: &Person) -> bool {
        let from = self.letter.message.from.as_ref();
        let sends = from
            .and_then(|from| from.name.as_deref())
            .is_some_and(|name| Key::of(name).agrees(&Key::of(&person.name)));
        let mut mentions = person.mentions.iter().peekable();
        !sends
            && mentions.peek().is_some()
            && mentions.all(|mention| is_forwarded(self.letter, mention.start))
    }

    /// The address in the heading of the letter that is handed on belongs to who wrote that.
    pub(super) fn take_from_heading(&self, person: &Person, attendee: &mut Attendee) {
        let forward = self.letter.message.forward.as_ref();
        let Some(from) = forward.and_then(|forward| forward.from.as_ref()) else {
            return;
        };
        let named = from.name.as_deref().map(Key::of);
        let own = named.is_none_or(|key| key.agrees(&Key::of(&person.name)))
            || address_names(&from.address, &person.name);
        if attendee.email.is_some() || from.address.is_empty() || !own || !self.is_handed_on(person) {
            return;
        }
        let place = self.body().text.find(&from.address);
        // The heading of a message that is attached is no part of the text.
        let attached = || {
            let files = &self.letter.message.attachments;
            let file = files.iter().find(|file| file.media_type == "message/rfc822");
            (Part::Attachment(file.map_or(0, |file| file.index)), 0)
        };
        let (part, start) = place.map_or_else(attached, |start| (Part::Body, start));
        attendee.email = Some(Found {
            value: from.address.clone(),
            evidence: Evidence {
                part,
                start,
                end: start + place.map_or(0, |_| from.address.len()),
                rule: "fields/forwarded".to_owned(),
            },
        });
    }

    /// Addresses that stand beside nobody: theirs whose name they carry, or the only other attendee's.
    pub(super) fn give_free_addresses(&self, chosen: &[usize], attendees: &mut [Attendee]) {
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

    pub(super) fn country_of_phone(&self, attendee: &mut Attendee) {
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
