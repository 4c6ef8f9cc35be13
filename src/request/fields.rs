//! Organisation, role, city, country, phone and e-mail, given to persons by scope and nearness.

use super::cast::{Cast, Person, body_evidence};
use super::layout::{Layout, Zone};
use super::letter::{Letter, local_words};
use super::people::names::tidy;
use super::token::Kind;
use super::{Attendee, Evidence, Found, Part, count};
use crate::language::Language;
use crate::lexicon::Concept;
use body::Body;
use phone::Phone;
use place::{Country, Town};
use std::ops::Range;

pub mod body;
pub mod phone;
pub mod place;
pub mod role;
pub(super) mod share;
mod sources;
mod whose;

/// Everything in the body that can be a field of somebody, in the order of the text.
#[derive(Debug)]
pub struct Values {
    pub roles: Vec<Range<usize>>,
    /// Functions of those of a crew who are not named, and so of nobody else.
    pub crew: Vec<Range<usize>>,
    pub bodies: Vec<Body>,
    pub towns: Vec<Town>,
    pub countries: Vec<Country>,
    pub phones: Vec<Phone>,
}

/// What gives values to persons.
#[derive(Debug, Clone, Copy)]
pub struct Finds<'a, 'm> {
    pub letter: &'a Letter<'m>,
    pub cast: &'a Cast,
    pub values: &'a Values,
}

/// Attendees with their contact fields: the chosen of the cast, then the unnamed.
#[must_use]
pub fn attendees(finds: Finds<'_, '_>, chosen: &[usize], unnamed: u32) -> Vec<Attendee> {
    let cast = finds.cast;
    let mut attendees: Vec<Attendee> = chosen
        .iter()
        .filter_map(|&index| Some(finds.of_person(index, cast.people.get(index)?)))
        .collect();
    let functions = finds.functions_counted(unnamed);
    attendees.extend((0..unnamed).zip(functions).map(|(_, role)| Attendee {
        role,
        ..Attendee::default()
    }));
    share::apply(&finds, chosen, &mut attendees);
    for attendee in &mut attendees {
        finds.town_of_organisation(attendee);
    }
    for attendee in &mut attendees {
        // Whoever travels to the event's town is not from there, unless their office is.
        let event = |text: &str| {
            let lower = text.to_lowercase();
            lower.contains("rotterdam") || lower.contains("роттердам")
        };
        let office = attendee
            .organisation
            .as_ref()
            .is_some_and(|organisation| event(&organisation.value));
        attendee.city.take_if(|city| !office && event(&city.value));
    }
    finds.give_free_addresses(chosen, &mut attendees);
    finds.give_free_phones(chosen, &mut attendees);
    if finds.letter.language.value == Language::TURKISH {
        for organisation in attendees
            .iter_mut()
            .filter_map(|attendee| attendee.organisation.as_mut())
        {
            organisation.value = body::without_case(&organisation.value);
        }
    }
    attendees
}

impl Values {
    /// Finds all values of the body; names of the cast are none.
    #[must_use]
    pub fn find(letter: &Letter<'_>, cast: &Cast) -> Self {
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
        let mut roles = role::find(
            body,
            &role::Borders {
                is_name: &is_name,
                is_town: &is_town,
                is_body: &in_body,
                turkish: letter.language.value == Language::TURKISH,
            },
        );
        let mut names: Vec<Range<usize>> = cast
            .people
            .iter()
            .flat_map(|person| person.mentions.iter().cloned())
            .collect();
        names.sort_by_key(|name| (name.start, name.end));
        let apposed = {
            let taken = |at: usize| {
                is_name(at)
                    || in_body(at)
                    || towns.iter().any(|town| town.tokens.contains(&at))
                    || roles.iter().any(|role| role.contains(&at))
            };
            role::apposed::find(body, &names, &taken)
        };
        // What is known tells more than a place: a second language, a remark.
        let known_beside = |found: &Range<usize>| {
            let segment = body.segment_of(found.start).map(|(index, _)| index);
            let signs = body.zone_of(found.start) == Zone::Signature;
            roles.iter().any(|role| {
                signs && body.zone_of(role.start) == Zone::Signature
                    || body.segment_of(role.start).map(|(index, _)| index) == segment
            })
        };
        let apposed: Vec<Range<usize>> = apposed.into_iter().filter(|found| !known_beside(found)).collect();
        roles.extend(apposed);
        let crew = count::crew::beside(letter, cast);
        roles.retain(|role| !count::crew::overlaps(&crew, role));
        roles.sort_by_key(|role| role.start);
        let countries = place::countries(body, &is_name);
        let mut phones = phone::find(body);
        whose::settle(letter, cast, &mut phones);
        Self {
            roles,
            crew,
            bodies,
            towns,
            countries,
            phones,
        }
    }
}

impl<'a> Finds<'a, '_> {
    fn body(&self) -> &'a Layout<'a> {
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

    /// A town as it is called: Russian cases are undone where the letter also has the nominative.
    fn town_name(&self, tokens: Range<usize>, rule: &str) -> Found<String> {
        let mut found = self.found(tokens, rule);
        if let Some(nominative) = place::nominative_of(self.letter, &found.value) {
            found.value = nominative;
        }
        found
    }

    /// The functions of those who are counted and not named: "a crew of three: a reporter, a cameraman and a technician"
    /// gives each their own, "three youth workers" the same to all.
    fn functions_counted(&self, unnamed: u32) -> Vec<Option<Found<String>>> {
        let unnamed = usize::try_from(unnamed).unwrap_or(0);
        if self.values.crew.len() == unnamed {
            let own = |role: &Range<usize>| Some(self.role(role.clone(), "fields/crew"));
            return self.values.crew.iter().map(own).collect();
        }
        /// Numbers looked at: a letter has few.
        const MOST: usize = 12;
        for counted in self.letter.counted.iter().take(MOST) {
            let end = self
                .body()
                .segment_of(counted.tokens.start)
                .map_or(counted.tokens.end, |(_, segment)| segment.tokens.end);
            let each: Vec<&Range<usize>> = self
                .values
                .roles
                .iter()
                .filter(|role| role.start >= counted.tokens.end && role.end <= end)
                .collect();
            if each.len() == unnamed && unnamed > 1 {
                let own = |role: &Range<usize>| Some(self.role(role.clone(), "fields/counted"));
                return each.into_iter().map(own).collect();
            }
        }
        let shared = self.letter.counted.iter().take(MOST).find_map(|counted| {
            self.values
                .roles
                .iter()
                .find(|role| role.start < counted.tokens.end && counted.tokens.start < role.start)
        });
        let shared = shared.map(|role| self.role(role.clone(), "fields/counted"));
        vec![shared; unnamed]
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
            self.take_from_record(index, record, &mut attendee);
        }
        for area in self.areas(person) {
            self.take_from_area(index, &area, &mut attendee);
        }
        if person.is_writer {
            self.take_from_own_words(&mut attendee);
            self.take_from_signature(index, &mut attendee);
            self.take_from_sender(person, &mut attendee);
        } else if self.cast.author == Some(index) {
            self.take_from_heading(person, &mut attendee);
        }
        self.town_of_organisation(&mut attendee);
        self.country_of_phone(&mut attendee);
        attendee
    }

    /// "Comune di Lucca" lies in Lucca, whether or not the lists know the town.
    fn town_of_organisation(&self, attendee: &mut Attendee) {
        let Some(organisation) = attendee.organisation.as_ref().filter(|_| attendee.city.is_none()) else {
            return;
        };
        let start = organisation.evidence.start;
        let inside = |at: usize| {
            self.body()
                .tokens
                .get(at)
                .is_some_and(|token| (start..organisation.evidence.end).contains(&token.start))
        };
        let known = self.letter.body.tokens.len();
        // "Cork Examiner" may be read anywhere: an outlet's name does not tell where its people are.
        let outlet = self.body().marks.iter().any(|mark| {
            matches!(
                mark.concept,
                Concept::RolePress | Concept::PressForOutlet | Concept::PressAccreditation
            )
        });
        let town = self
            .values
            .bodies
            .iter()
            .filter(|body| organisation.evidence.part == Part::Body && inside(body.tokens.start))
            .find_map(|body| body.town.clone().filter(|town| inside(town.start)))
            .or_else(|| {
                let words = (0..known)
                    .filter(|&at| !outlet && organisation.evidence.part == Part::Body && inside(at));
                words
                    .into_iter()
                    .find_map(|at| place::sure_place(self.body(), at))
            })
            .filter(|town| {
                !self
                    .body()
                    .has(town.clone(), &[Concept::PlaceEvent, Concept::PlaceRegion])
            });
        attendee.city = town.map(|town| self.town_name(town, "fields/town-of-organisation"));
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
        let at = tokens.into_iter().find(|&at| {
            self.body()
                .tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Email)
        })?;
        Some(self.found(at..at + 1, rule))
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

#[cfg(test)]
mod tests {
    use super::super::{Attendee, read};
    use crate::lexicon::Lexicon;
    use crate::message::{Desk, MailboxRole, Message};

    fn first(text: &str) -> Attendee {
        let desk = Desk {
            addresses: vec![("desk@summit.example".to_owned(), MailboxRole::Registration)],
            message_id_domain: "summit.example".to_owned(),
            authserv_id: None,
        };
        let raw = format!(
            "From: Marta Keller <marta.keller@post.example>\r\nTo: desk@summit.example\r\nSubject: Summit\r\n\
             Date: Mon, 10 Oct 2016 10:00:00 +0200\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        );
        let message = Message::parse(raw.as_bytes(), &desk, None);
        let (request, _) = read(&message, &Lexicon::embedded());
        request.attendees.into_iter().next().unwrap_or_default()
    }

    fn city(text: &str) -> Option<String> {
        first(text).city.map(|city| city.value)
    }

    #[test]
    fn a_town_is_taken_out_of_its_offices_name_but_not_out_of_an_adjective() {
        let signed = "I would like to attend the summit.\r\n\r\nKind regards,\r\nMarta Keller\r\n";
        let of = |office: &str| city(&format!("{signed}{office}"));
        assert_eq!(of("City of Stavanger").as_deref(), Some("Stavanger"));
        assert_eq!(of("Псковская городская дума"), None);
    }

    #[test]
    fn a_wish_below_the_name_is_no_organisation() {
        let letter = "I would like to attend the summit.\r\n\r\nKind regards,\r\nMarta Keller\r\nI wish you a good summit";
        assert_eq!(first(letter).organisation, None);
    }
}
