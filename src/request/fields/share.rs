//! What colleagues share: organisation, its town, and a country written beside it.

use super::Finds;
use crate::lexicon::Concept;
use crate::request::layout::Zone;
use crate::request::{Attendee, Found};

/// Gives attendees without an organisation that of the party, where the letter puts them together.
pub fn apply(finds: &Finds<'_, '_>, chosen: &[usize], attendees: &mut [Attendee]) {
    let Some(organisation) = of_party(finds) else {
        share_known(finds, chosen, attendees);
        return;
    };
    let town = finds
        .bodies
        .iter()
        .find(|body| finds.letter.body.bytes(body.tokens.clone()).start == organisation.evidence.start)
        .and_then(|body| body.town.clone())
        .map(|tokens| finds.found(tokens, "fields/party"))
        .or_else(|| free_town(finds));
    for attendee in attendees.iter_mut() {
        let other = attendee
            .organisation
            .as_ref()
            .is_some_and(|own| own.value != organisation.value);
        if other {
            continue;
        }
        attendee.organisation.get_or_insert_with(|| organisation.clone());
        if attendee.city.is_none() {
            attendee.city.clone_from(&town);
        }
    }
}

/// The first organisation that running text names outside the areas of single persons.
fn of_party(finds: &Finds<'_, '_>) -> Option<Found<String>> {
    let layout = &finds.letter.body;
    let text = |at: usize| matches!(layout.zone_of(at), Zone::Text | Zone::Field);
    let found = finds.bodies.iter().find(|body| {
        let free = !finds
            .cast
            .records
            .iter()
            .any(|record| record.person.is_some() && record.tokens.contains(&body.tokens.start));
        body.is_sure && text(body.tokens.start) && free && !is_behind_a_name(finds, body.tokens.start)
    })?;
    Some(finds.found(found.tokens.clone(), "fields/party"))
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

fn free_town(finds: &Finds<'_, '_>) -> Option<Found<String>> {
    let layout = &finds.letter.body;
    let town = finds.towns.iter().find(|town| {
        matches!(layout.zone_of(town.tokens.start), Zone::Text) && !is_behind_a_name(finds, town.tokens.start)
    })?;
    Some(finds.found(town.tokens.clone(), "fields/party"))
}

/// "My colleague", "we": those without an organisation have the writer's.
fn share_known(finds: &Finds<'_, '_>, _chosen: &[usize], attendees: &mut [Attendee]) {
    let together = finds.letter.says(&[
        Concept::CountPersonNoun,
        Concept::AttendWe,
        Concept::AttendRegisterUs,
        Concept::ScopeAll,
    ]);
    let town = free_town(finds);
    let known = attendees
        .iter()
        .find(|attendee| attendee.organisation.is_some())
        .map(|first| (first.organisation.clone(), first.city.clone()));
    for attendee in attendees.iter_mut() {
        if let (true, Some((organisation, city))) = (together, &known) {
            if attendee.organisation.is_none() {
                attendee.organisation.clone_from(organisation);
                if attendee.city.is_none() {
                    attendee.city.clone_from(city);
                }
            }
        }
        if attendee.city.is_none() {
            attendee.city.clone_from(&town);
        }
    }
}
