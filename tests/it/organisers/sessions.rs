//! Sessions that an organiser changes in the form: what somebody has is kept until the other is sure, as by mail.

use super::{correct, form, house};
use crate::desk::letters::{CLAIRE, JANE, jane_in_the_morning};
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State::{Cancelled, Confirmed, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::amend::Amendment;

/// The form of the first party with these sessions ticked.
async fn moved(stage: &Stage, to: &[Session]) -> Amendment {
    let mut amendment = form(stage, 1).await;
    amendment.persons[0].sessions = to.to_vec();
    amendment
}

/// Jane comes to the morning only.
async fn in_the_morning(seats: u32) -> Stage {
    let mut stage = house(seats, &[]).await;
    stage.receive(&jane_in_the_morning()).await;
    stage.wait(TimeDelta::hours(1)).await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    assert_eq!(stage.states(1, Session::Afternoon).await, []);
    stage
}

#[tokio::test]
async fn rule_038_a_seat_is_kept_while_an_organiser_moves_somebody_to_a_full_session_and_goes_on_when_it_is_sure()
 {
    let mut stage = in_the_morning(1).await;
    // Claire takes the one seat of the afternoon, and waits for the morning.
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.states(2, Session::Afternoon).await, [Confirmed]);
    assert_eq!(stage.states(2, Session::Morning).await, [Waiting]);

    let amendment = moved(&stage, &[Session::Afternoon]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed], "kept");
    assert_eq!(stage.states(1, Session::Afternoon).await, [Waiting]);
    assert_eq!(
        stage.states(2, Session::Morning).await,
        [Waiting],
        "nothing is free"
    );
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "change-noted");
    insta::assert_snapshot!("session-kept", told.text);

    let mut claire = form(&stage, 2).await;
    claire.persons[0].sessions = vec![Session::Morning];
    stage
        .change(|event| event.registration.promotion = PromotionPolicy::Confirm)
        .await;
    correct(&mut stage, 2, claire).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.states(1, Session::Afternoon).await, [Confirmed]);
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "promotion");
    assert!(told.text.contains("Before Now"), "old and new: {}", told.text);
}

#[tokio::test]
async fn rule_037_an_organisers_move_to_a_session_with_room_is_one_step_told_old_and_new() {
    let mut stage = in_the_morning(1).await;
    let amendment = moved(&stage, &[Session::Afternoon]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.states(1, Session::Afternoon).await, [Confirmed]);
    let told = stage.last_to(JANE.address).await;
    assert!(told.text.contains("Before Now"), "{}", told.text);
}

#[tokio::test]
async fn rule_009_and_038_with_a_reason_to_go_beyond_the_capacity_the_move_is_one_step_too() {
    let mut stage = in_the_morning(1).await;
    stage.receive(&CLAIRE.raw()).await;
    let mut amendment = moved(&stage, &[Session::Afternoon]).await;
    amendment.over_capacity_because = Some("she moderates".to_owned());
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.states(1, Session::Afternoon).await, [Confirmed]);
}

#[tokio::test]
async fn rule_038_a_session_that_an_organiser_takes_away_without_another_is_given_up_at_once() {
    let mut stage = house(1, &[&JANE]).await;
    assert_eq!(stage.states(1, Session::Afternoon).await, [Confirmed]);
    let amendment = moved(&stage, &[Session::Morning]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::Afternoon).await, [Cancelled]);
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
}

#[tokio::test]
async fn rule_010_and_038_a_session_that_was_cancelled_and_is_ticked_again_is_taken_if_it_has_room_and_else_waited_for()
 {
    let mut stage = house(1, &[&JANE]).await;
    let amendment = moved(&stage, &[Session::Morning]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::Afternoon).await, [Cancelled]);
    let amendment = moved(&stage, &[Session::Morning, Session::Afternoon]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(
        stage.states(1, Session::Afternoon).await,
        [Confirmed],
        "it has room"
    );
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "change-noted");
    assert!(!told.text.contains("being examined"), "{}", told.text);

    let amendment = moved(&stage, &[Session::Morning]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.states(2, Session::Afternoon).await, [Confirmed]);
    let amendment = moved(&stage, &[Session::Morning, Session::Afternoon]).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(
        stage.states(1, Session::Afternoon).await,
        [Waiting],
        "Claire has the seat"
    );
}
