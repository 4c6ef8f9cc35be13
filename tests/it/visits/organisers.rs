//! Organisers and visits: a wish that has room is confirmed, and a person moved without losing a visit for a full one.

use super::{ANNA, OLAF, PAUL, RITA, places, registers, stage, visit};
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::daemon::Correction;
use rsvpd::event::{Autonomy, PromotionPolicy};
use rsvpd::registration::State::{self, Cancelled, Confirmed, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::amend::{Amended, Amendment};
use rsvpd::rules::details::Details;
use rsvpd::rules::organiser::Act;

#[tokio::test]
async fn rule_010_an_organiser_confirms_a_wish_that_has_room_and_none_that_has_not() {
    let mut stage = stage(|event| {
        event.registration.autonomy = Autonomy::Draft;
    })
    .await;
    for guest in [&ANNA, &PAUL, &RITA] {
        registers(
            &mut stage,
            guest,
            "I would like to see the harbour; if it is full, Delfshaven.",
        )
        .await;
    }
    assert_eq!(places(&stage, 3).await, [(1, State::Asked), (2, State::Asked)]);
    for party in 1..=3 {
        stage
            .organise(
                party,
                &Act::Confirm {
                    over_capacity_because: None,
                },
            )
            .await;
    }
    assert_eq!(
        places(&stage, 1).await,
        [(1, Cancelled), (2, Confirmed)],
        "the first wish first"
    );
    assert_eq!(places(&stage, 3).await, [(1, Confirmed), (2, Cancelled)]);
    let letter = stage.last_to(RITA.address).await;
    assert_eq!(letter.kind, "confirmation");
    assert!(!letter.text.contains("cancelled"), "{}", letter.text);
}

/// An organiser ticks these visits for a party's only person, and no other.
async fn ticks(stage: &mut Stage, party: i64, visits: &[Session]) {
    let shown = stage
        .desk
        .store()
        .show(&party.to_string())
        .await
        .unwrap()
        .unwrap();
    let (person, request) = (&shown.persons[0], shown.request.unwrap());
    let amended = Amended {
        position: 0,
        comes: true,
        name: person.name.clone(),
        details: Details {
            email: person.email.clone(),
            city: person.city.clone(),
            organisation: person.organisation.clone(),
            country: person.country.clone(),
            ..Details::default()
        },
        sessions: std::iter::once(Session::Morning)
            .chain(visits.iter().copied())
            .collect(),
    };
    let correction = Correction {
        user: "Juan".to_owned(),
        version: request.version,
        amendment: Amendment {
            intent: request.reading.intent.value,
            language: request.language,
            persons: vec![amended],
            tell: true,
            over_capacity_because: None,
        },
        undo_for: TimeDelta::minutes(1),
    };
    stage.desk.correct(party, &correction).await.unwrap();
    stage.wait(TimeDelta::minutes(2)).await;
}

#[tokio::test]
async fn rule_038_an_organiser_moves_a_person_to_another_visit_and_nobody_loses_one_for_a_full_one() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    for guest in [&ANNA, &PAUL, &RITA] {
        registers(&mut stage, guest, "I prefer the harbour.").await;
    }
    registers(&mut stage, &OLAF, "I prefer Delfshaven.").await;
    ticks(&mut stage, 4, &[visit(2)]).await;
    assert_eq!(
        places(&stage, 4).await,
        [(1, Confirmed), (2, Waiting)],
        "the harbour is full"
    );
    ticks(&mut stage, 1, &[visit(3)]).await;
    assert_eq!(places(&stage, 1).await, [(2, Cancelled), (3, Confirmed)]);
    assert_eq!(stage.last_to(ANNA.address).await.kind, "change-noted");
    assert_eq!(
        places(&stage, 3).await,
        [(2, Confirmed)],
        "the first in line has her seat"
    );
    assert_eq!(places(&stage, 4).await, [(1, Confirmed), (2, Waiting)]);
}
