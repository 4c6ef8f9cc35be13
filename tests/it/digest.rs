//! The organisers' daily letter: one a day, only if there is anything to tell, in their language.

use crate::desk::letters::{CLAIRE, JANE};
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::event::{Autonomy, DigestPolicy};
use rsvpd::reply::digest::OrganisersLanguage;

const DESK: &str = "desk@efus.example";

#[tokio::test]
async fn rule_044_and_050_what_waits_is_told_once_a_day_in_the_organisers_language() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.autonomy = Autonomy::Draft;
        event.digest = Some(DigestPolicy {
            to: vec![DESK.to_owned()],
            language: OrganisersLanguage::Fr,
            hour: 18,
        });
    })
    .await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert!(stage.raw_to(DESK).is_empty(), "its hour has not come");
    stage.wait(TimeDelta::hours(12)).await;
    stage.wait(TimeDelta::hours(1)).await;
    // Two letters wait, and one tells of both, in French though Jane wrote in English.
    let told = stage.raw_to(DESK);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("2 lettres vous attendent"), "{}", told[0]);
    assert!(told[0].contains("En attente de votre décision"), "{}", told[0]);
    stage.wait(TimeDelta::hours(24)).await;
    assert_eq!(stage.raw_to(DESK).len(), 2, "they still wait on the next day");
}
