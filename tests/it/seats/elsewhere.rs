//! Seats and pauses that are set in one process and hold in another.

use super::*;
use rsvpd::daemon::{Clock, Desk, Part};
use rsvpd::store::Capacity;

#[tokio::test]
async fn rule_029_pauses_and_seats_that_a_console_sets_hold_in_another_process_at_once() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE]).await;
    let clock = Clock::by_hand(stage.now());
    let console = Desk::open(stage.desk.config().clone(), clock).await.unwrap();
    console.pause("ana", Part::Intake, true).await.unwrap();
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.desk.store().counts().await.unwrap().pending, 1);

    console.pause("ana", Part::Intake, false).await.unwrap();
    console.pause("ana", Part::Sending, true).await.unwrap();
    let seats = Capacity {
        sessions: [Session::Morning, Session::StudyVisit, Session::Afternoon]
            .map(|session| (session, 2))
            .into(),
        event: None,
    };
    console.set_capacity("ana", &seats).await.unwrap();
    stage.round().await;
    assert_eq!(morning(&stage, 2).await, [Confirmed], "there is a second seat");
    assert!(stage.bytes_to(CLAIRE.address).is_none(), "sending rests");
    console.pause("ana", Part::Sending, false).await.unwrap();
    stage.round().await;
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "confirmation");
    assert!(stage.bytes_to(CLAIRE.address).is_some());

    // Neither forgets what the other set.
    console.pause("ana", Part::Promotion, true).await.unwrap();
    stage.desk.pause("bo", Part::Intake, true).await.unwrap();
    console.load_controls().await.unwrap();
    for desk in [&console, &stage.desk] {
        assert!(desk.is_paused(Part::Promotion) && desk.is_paused(Part::Intake));
        assert_eq!(desk.capacity().sessions[&Session::Morning], 2);
    }
}

#[tokio::test]
async fn rule_006_seats_that_a_console_set_do_not_come_back_once_the_file_has_overtaken_them() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE, &CLAIRE]).await;
    let mut seats = stage.desk.capacity();
    seats.sessions.insert(Session::Morning, 2);
    stage.desk.set_capacity("ana", &seats).await.unwrap();
    stage.round().await;
    assert_eq!(morning(&stage, 2).await, [Confirmed], "there is a second seat");
    // The file says another number, and later its first one again.
    for said in [3, 1] {
        stage.change_seats(said).await.ok();
        assert_eq!(stage.desk.capacity().sessions[&Session::Morning], said);
    }
}
