//! What colleagues share: organisation, its town, and a country written beside it.

use super::Finds;
use super::body::Body;
use crate::lexicon::Concept;
use crate::request::layout::Zone;
use crate::request::reading::Reading;
use crate::request::{Attendee, Found, Part};

/// What the party has in common.
#[derive(Debug, Clone, Default)]
struct Party {
    organisation: Option<Found<String>>,
    city: Option<Found<String>>,
    country: Option<Found<String>>,
}

/// Gives attendees what they lack of the party's: of the body that running text names for all, else of the writer's.
pub fn apply(finds: &Finds<'_, '_>, chosen: &[usize], attendees: &mut [Attendee]) {
    let party = of_text(finds)
        .or_else(|| of_writer(finds))
        .unwrap_or_else(|| Party {
            city: free_town(finds),
            ..Party::default()
        });
    let several = attendees.len() > 1 || chosen.len() != 1;
    for attendee in attendees.iter_mut() {
        let own = attendee.organisation.as_ref().map(|own| &own.value);
        let other = own.is_some() && own != party.organisation.as_ref().map(|shared| &shared.value);
        if other {
            continue;
        }
        if attendee.organisation.is_none() {
            attendee.organisation.clone_from(&party.organisation);
        }
        if attendee.city.is_none() {
            attendee.city.clone_from(&party.city);
        }
        if attendee.country.is_none() && several {
            attendee.country.clone_from(&party.country);
        }
    }
    let lacking = attendees.iter().any(|attendee| attendee.city.is_none());
    if let Some(town) = lacking.then(|| only_town(finds)).flatten() {
        for attendee in attendees.iter_mut().filter(|attendee| attendee.city.is_none()) {
            attendee.city = Some(town.clone());
        }
    }
}

/// Gives a country written right beside an organisation to all of its people, once it is settled whose body it is.
pub fn countries(reading: &mut Reading<'_>) {
    let found: Vec<Option<Found<String>>> = {
        let finds = reading.finds();
        let attendees = reading.request.attendees.iter();
        attendees
            .map(|attendee| match (&attendee.country, &attendee.organisation) {
                (None, Some(organisation)) => country_beside(&finds, organisation),
                _ => None,
            })
            .collect()
    };
    for (attendee, country) in reading.request.attendees.iter_mut().zip(found) {
        attendee.country = attendee.country.take().or(country);
    }
}

/// "de la Ville de Lausanne (Suisse)": behind the body's name, or its town, and a mark.
fn country_beside(finds: &Finds<'_, '_>, organisation: &Found<String>) -> Option<Found<String>> {
    /// Words between them: a town, or the article of the country.
    const NEAR: usize = 2;
    let layout = &finds.letter.body;
    let evidence = &organisation.evidence;
    if evidence.part != Part::Body || evidence.start >= evidence.end {
        return None;
    }
    let end = layout.tokens.partition_point(|token| token.end <= evidence.end);
    let last = end.checked_sub(1)?;
    let (_, segment) = layout.segment_of(last)?;
    let country = finds
        .values
        .countries
        .iter()
        .find(|country| (end..=end + NEAR).contains(&country.tokens.start))
        .filter(|country| segment.tokens.contains(&country.tokens.start))?;
    let apart = |at: usize| layout.between(at).contains(['(', ',', '–', '—', '-', '/']);
    (end..=country.tokens.start)
        .any(apart)
        .then(|| finds.country(country, "fields/beside-organisation"))
}

/// The only town that the letter names, where it stands beside a body, an outlet or a function: "Radio Semoy, 97.4 FM à
/// Charleville-Mézières".
fn only_town(finds: &Finds<'_, '_>) -> Option<Found<String>> {
    /// Words between the town and what it is the town of.
    const NEAR: usize = 8;
    let layout = &finds.letter.body;
    let mut towns = finds
        .values
        .towns
        .iter()
        .filter(|town| !matches!(layout.zone_of(town.tokens.start), Zone::Foreign | Zone::Greeting));
    let first = towns.next()?;
    let shown = |tokens: &std::ops::Range<usize>| layout.shown(tokens.clone()).to_lowercase();
    if towns.any(|other| shown(&other.tokens) != shown(&first.tokens)) {
        return None;
    }
    let at = first.tokens.start;
    let (_, segment) = layout.segment_of(at)?;
    let near =
        segment.tokens.start.max(at.saturating_sub(NEAR))..segment.tokens.end.min(first.tokens.end + NEAR);
    let of_somebody = layout.marks_in(near).any(|mark| {
        matches!(mark.concept.family(), "organisation" | "media" | "role")
            || matches!(mark.concept, Concept::PressJournalist | Concept::PressForOutlet)
    });
    let travels = layout.has(
        segment.tokens.clone(),
        &[
            Concept::LabelArrival,
            Concept::SessionLeaves,
            Concept::AttendNotI,
            Concept::AttendNotThey,
        ],
    );
    (of_somebody && !travels && !is_spoken_of(finds, at))
        .then(|| finds.town_name(first.tokens.clone(), "fields/only-town"))
}

/// The first organisation that running text or the heading of a list names outside the areas of single persons.
fn of_text(finds: &Finds<'_, '_>) -> Option<Party> {
    let layout = &finds.letter.body;
    let text = |at: usize| matches!(layout.zone_of(at), Zone::Text | Zone::Field);
    let free = |body: &&Body| {
        let at = body.tokens.start;
        let free = !finds
            .cast
            .records
            .iter()
            .any(|record| record.person.is_some() && record.tokens.contains(&at));
        body.is_sure && text(at) && free && !is_behind_a_name(finds, at) && !is_spoken_of(finds, at)
    };
    // "The prevention unit of the City of Ghent": the town's office is the party's, not the unit.
    let found = finds
        .values
        .bodies
        .iter()
        .filter(free)
        .min_by_key(|body| body.is_generic)?;
    let city = found
        .town
        .clone()
        .or_else(|| near_town(finds, found.tokens.end))
        .map(|tokens| finds.town_name(tokens, "fields/party"));
    let country = finds
        .values
        .countries
        .iter()
        .find(|country| {
            country.tokens.start >= found.tokens.end && country.tokens.start <= found.tokens.end + 3
        })
        .map(|country| finds.country(country, "fields/party"));
    Some(Party {
        organisation: Some(finds.found(found.tokens.clone(), "fields/party")),
        city: city.or_else(|| free_town(finds)),
        country,
    })
}

/// The writer's own organisation and town, as signature and text tell.
fn of_writer(finds: &Finds<'_, '_>) -> Option<Party> {
    let index = finds.cast.writer?;
    let writer = finds.of_person(index, finds.cast.people.get(index)?);
    let organisation = writer.organisation?;
    let country = writer
        .country
        .filter(|country| country.evidence.rule != "fields/phone-code");
    Some(Party {
        organisation: Some(organisation),
        city: writer.city.or_else(|| free_town(finds)),
        country,
    })
}

/// A town right behind an organisation: "Köprü Derneği (Hatay)".
fn near_town(finds: &Finds<'_, '_>, end: usize) -> Option<std::ops::Range<usize>> {
    finds
        .values
        .towns
        .iter()
        .map(|town| &town.tokens)
        .find(|town| town.start >= end && town.start <= end + 2)
        .cloned()
}

fn is_behind_a_name(finds: &Finds<'_, '_>, at: usize) -> bool {
    let layout = &finds.letter.body;
    let Some((_, segment)) = layout.segment_of(at) else {
        return false;
    };
    finds
        .cast
        .people
        .iter()
        .flat_map(|person| &person.mentions)
        .any(|mention| segment.tokens.contains(&mention.start) && mention.end <= at)
}

/// A body that the letter only speaks of: whose mayor is to be interviewed, where one studied, what was before.
fn is_spoken_of(finds: &Finds<'_, '_>, at: usize) -> bool {
    const OTHERS: [Concept; 5] = [
        Concept::PressInterview,
        Concept::PersonFormerly,
        Concept::PersonMentioned,
        Concept::PersonPredecessor,
        Concept::ServiceAppointment,
    ];
    let layout = &finds.letter.body;
    let Some((_, clause)) = layout.clause_of(at) else {
        return false;
    };
    layout.has(clause.tokens.start..at, &OTHERS)
}

/// The town that the text names as the writer's: "from Izmir".
fn free_town(finds: &Finds<'_, '_>) -> Option<Found<String>> {
    let layout = &finds.letter.body;
    let town = finds.values.towns.iter().find(|town| {
        let at = town.tokens.start;
        let of_role = layout
            .marks_around(at)
            .any(|mark| super::role::is_head(mark.concept) && mark.tokens.end + 1 == at);
        town.is_sure
            && matches!(layout.zone_of(at), Zone::Text)
            && !is_behind_a_name(finds, at)
            && !is_spoken_of(finds, at)
            && !of_role
    })?;
    Some(finds.town_name(town.tokens.clone(), "fields/party"))
}
