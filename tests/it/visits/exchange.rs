//! Persons who wait for each other's full visit, or session, change at once; nobody else gets less by it.

use super::{ANNA, Guest, OLAF, PAUL, RITA, places, registers, says, stage, visit};
use crate::support::stage::Stage;
use rsvpd::event::{Event, PromotionPolicy};
use rsvpd::registration::State::{Cancelled, Confirmed, Waiting};
use rsvpd::request::Session;

/// All visits have one seat.
async fn narrow(change: impl Fn(&mut Event)) -> Stage {
    stage(|event| {
        for plan in event.sessions.iter_mut().filter(|plan| plan.id.is_visit()) {
            plan.capacity = 1;
        }
        change(event);
    })
    .await
}

async fn would_rather(stage: &mut Stage, guest: &Guest, visit: &str) {
    let words = format!("Please change my registration: I would like to join the visit to {visit} instead.");
    says(stage, guest, "other", &words).await;
}

#[tokio::test]
async fn rule_037_and_038_two_who_wait_for_each_others_full_visit_change_at_once_whoever_else_waits() {
    for promotion in [PromotionPolicy::Confirm, PromotionPolicy::Offer] {
        let mut stage = narrow(|event| event.registration.promotion = promotion).await;
        registers(&mut stage, &ANNA, "I prefer Delfshaven.").await;
        registers(&mut stage, &PAUL, "I prefer the harbour.").await;
        registers(&mut stage, &RITA, "I prefer the harbour.").await;
        would_rather(&mut stage, &ANNA, "the harbour").await;
        assert_eq!(places(&stage, 1).await, [(1, Confirmed), (2, Waiting)]);
        assert_eq!(places(&stage, 3).await, [(2, Waiting)], "Rita waits before her");
        would_rather(&mut stage, &PAUL, "Delfshaven").await;
        assert_eq!(
            places(&stage, 1).await,
            [(1, Cancelled), (2, Confirmed)],
            "{promotion:?}: who asked for the change is not asked again"
        );
        assert_eq!(places(&stage, 2).await, [(1, Confirmed), (2, Cancelled)]);
        assert_eq!(
            places(&stage, 3).await,
            [(2, Waiting)],
            "no seat became free, and none was taken from her"
        );
        for (guest, meets) in [(&ANNA, "Willemskade 66"), (&PAUL, "Coolsingel entrance")] {
            let told = stage.last_to(guest.address).await;
            assert_eq!(told.kind, "promotion");
            assert!(told.text.contains(meets), "{}", told.text);
        }
        assert_eq!(stage.last_to(RITA.address).await.kind, "mixed-result");
    }
}

#[tokio::test]
async fn rule_038_three_change_in_a_ring_and_everything_else_of_them_stays() {
    let mut stage = narrow(|_| {}).await;
    registers(&mut stage, &ANNA, "I prefer Delfshaven.").await;
    registers(&mut stage, &PAUL, "I prefer the harbour.").await;
    registers(&mut stage, &OLAF, "I prefer the museum.").await;
    would_rather(&mut stage, &ANNA, "the harbour").await;
    would_rather(&mut stage, &PAUL, "the museum").await;
    assert_eq!(places(&stage, 2).await, [(2, Confirmed), (3, Waiting)]);
    would_rather(&mut stage, &OLAF, "Delfshaven").await;
    assert_eq!(places(&stage, 1).await, [(1, Cancelled), (2, Confirmed)]);
    assert_eq!(places(&stage, 2).await, [(2, Cancelled), (3, Confirmed)]);
    assert_eq!(places(&stage, 3).await, [(1, Confirmed), (3, Cancelled)]);
    for party in 1..=3 {
        assert_eq!(stage.states(party, Session::Morning).await, [Confirmed]);
    }
    let seats = stage.seats().await;
    for number in 1..=3 {
        let counts = seats.sessions[&visit(number)];
        assert_eq!((counts.confirmed, counts.waiting), (1, 0));
    }
}

#[tokio::test]
async fn rule_038_while_promotion_rests_nobody_changes() {
    let mut stage = narrow(|event| event.registration.promotion = PromotionPolicy::Pause).await;
    registers(&mut stage, &ANNA, "I prefer Delfshaven.").await;
    registers(&mut stage, &PAUL, "I prefer the harbour.").await;
    would_rather(&mut stage, &ANNA, "the harbour").await;
    would_rather(&mut stage, &PAUL, "Delfshaven").await;
    assert_eq!(places(&stage, 1).await, [(1, Confirmed), (2, Waiting)]);
    assert_eq!(places(&stage, 2).await, [(1, Waiting), (2, Confirmed)]);
}
