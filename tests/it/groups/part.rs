//! A part of a group: free seats are told where they are, and a bare yes takes none.

use super::{GROUP, says, stage};
use crate::support::stage::Stage;
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State::Waiting;
use rsvpd::request::Session;
use rsvpd::rules::Reason;

#[tokio::test]
async fn a_yes_to_a_part_that_says_neither_how_many_nor_who_is_left_to_a_person() {
    let mut stage = stage(2).await;
    stage.receive(&GROUP.raw()).await;
    let partial = stage.last_to(GROUP.address).await;
    assert_eq!(partial.kind, "partial-group");
    stage
        .receive(&says(&GROUP, "Yes, please.", "yes@mainz.example", &partial))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Waiting; 3]);
    assert_eq!(
        stage.end_of(2).await,
        ("review".to_owned(), Some(Reason::AnswerUnclear))
    );
    assert_eq!(stage.last_to(GROUP.address).await.kind, "receipt");
}

#[tokio::test]
async fn free_seats_are_told_of_the_session_that_has_them() {
    let mut stage = Stage::with_seats(3, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        for plan in &mut event.sessions {
            plan.capacity = if plan.id == Session::Morning { 2 } else { 0 };
        }
    })
    .await;
    stage.receive(&GROUP.raw()).await;
    let partial = stage.last_to(GROUP.address).await;
    assert_eq!(partial.kind, "partial-group");
    assert!(
        partial
            .text
            .contains("only 2 are free in: Morning plenary: strategies of the cities. This"),
        "{}",
        partial.text
    );
}
