//! What time and changes bring before and after the event: reminders, other dates, no-shows; all by the stored deadlines.

use crate::desk::letters::{CLAIRE, JANE, says};
use crate::support::stage::{Stage, answer};
use chrono::{NaiveDate, TimeDelta};
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State::{Attended, Cancelled, Confirmed, NoShow};
use rsvpd::request::Session;
use rsvpd::rules::Reason;
use rsvpd::rules::attendance::reminder_at;
use rsvpd::rules::organiser::Act;

async fn stage(seats: u32) -> Stage {
    Stage::with_seats(seats, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        event.registration.offers_until = Some(event.starts());
        event.registration.reminder_days_before = Some(5);
    })
    .await
}

#[tokio::test]
async fn rule_051_a_reminder_leaves_once_and_a_plain_no_frees_the_seat_for_the_next() {
    let mut stage = stage(1).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    let at = reminder_at(&stage.desk.config().event).unwrap();
    stage.until(at - TimeDelta::minutes(1)).await;
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation"]);
    stage.until(at).await;
    stage.wait(TimeDelta::hours(1)).await;
    // Once, and only to those with a seat.
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation", "reminder"]);
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    let reminder = stage.last_to(JANE.address).await;
    for told in ["Coolsingel 40", "9:30", "Simply reply “no”", "passport"] {
        assert!(reminder.text.contains(told), "{told}: {}", reminder.text);
    }
    stage
        .receive(&says(&JANE, "No, sorry.", "no@leeds.example", &reminder))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.states(2, Session::Morning).await, [Confirmed]);
    assert_eq!(stage.last_to(JANE.address).await.kind, "cancellation-noted");
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "promotion");
}

#[tokio::test]
async fn a_yes_to_a_reminder_changes_nothing_and_gets_no_further_letter() {
    let mut stage = stage(1).await;
    stage.receive(&JANE.raw()).await;
    let at = reminder_at(&stage.desk.config().event).unwrap();
    stage.until(at).await;
    let reminder = stage.last_to(JANE.address).await;
    stage
        .receive(&says(&JANE, "Yes, I will come.", "yes@leeds.example", &reminder))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    assert_eq!(
        stage.end_of(2).await,
        ("merged".to_owned(), Some(Reason::Reconfirmed))
    );
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation", "reminder"]);
}

#[tokio::test]
async fn a_no_from_another_address_to_a_reminder_frees_nothing() {
    let mut stage = stage(1).await;
    stage.receive(&JANE.raw()).await;
    let at = reminder_at(&stage.desk.config().event).unwrap();
    stage.until(at).await;
    let reminder = stage.last_to(JANE.address).await;
    let subject = format!("Re: {}", reminder.subject);
    let forged = answer(
        "Eve",
        "eve@evil.example",
        "no@evil.example",
        &subject,
        "No.",
        Some(&reminder),
    );
    stage.receive(&forged).await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
}

#[tokio::test]
async fn rule_047_a_changed_event_is_announced_once_with_its_count_shown_before_and_guests_say_whether_they_still_come()
 {
    let mut stage = stage(1).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert!(stage.desk.untold().await.unwrap().is_none());
    stage
        .change(|event| event.date = NaiveDate::from_ymd_opt(2016, 11, 16).unwrap())
        .await;
    let shown = stage.desk.announce("Juan", (None, true, false)).await.unwrap();
    let shown = shown.expect("the date changed");
    assert_eq!(shown.letters.values().sum::<usize>(), 2);
    stage.round().await;
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation"]);
    stage.desk.announce("Juan", (None, true, true)).await.unwrap();
    stage.round().await;
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "event-changed");
    assert!(told.text.contains("Wednesday 9 November 2016"), "{}", told.text);
    assert!(told.text.contains("Wednesday 16 November 2016"), "{}", told.text);
    // Told once: there is nothing more to announce.
    assert!(
        stage
            .desk
            .announce("Juan", (None, true, true))
            .await
            .unwrap()
            .is_none()
    );
    stage
        .receive(&says(&JANE, "Yes, I still come.", "yes@leeds.example", &told))
        .await;
    assert_eq!(stage.end_of(3).await.1, Some(Reason::Reconfirmed));
    assert_eq!(stage.last_to(JANE.address).await.kind, "already-registered");
    let waiting = stage.last_to(CLAIRE.address).await;
    assert_eq!(waiting.kind, "event-changed");
}

#[tokio::test]
async fn a_cancelled_event_ends_all_places_and_tells_whoever_still_registers() {
    let mut stage = stage(1).await;
    stage.receive(&JANE.raw()).await;
    assert!(stage.desk.untold().await.unwrap().is_none());
    stage.change(|event| event.cancelled = true).await;
    let reason = Some("The city hall is being repaired.");
    stage.desk.announce("Juan", (reason, true, true)).await.unwrap();
    stage.round().await;
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "event-cancelled");
    assert!(told.text.contains("being repaired"), "{}", told.text);
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["event-cancelled"]);
}

#[tokio::test]
async fn rule_066_a_late_guest_is_admitted_after_the_others_and_told_so() {
    let mut stage = stage(2).await;
    stage.receive(&JANE.raw()).await;
    let closes = stage.desk.config().event.registration.closes;
    stage.until(closes + TimeDelta::hours(1)).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.end_of(2).await.0, "review");
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "late-request");
    let confirm = Act::Confirm {
        over_capacity_because: None,
    };
    stage.organise(2, &confirm).await;
    let admitted = stage.last_to(CLAIRE.address).await;
    assert_eq!(admitted.kind, "confirmation");
    assert!(
        admitted.text.contains("à titre exceptionnel"),
        "{}",
        admitted.text
    );
}

#[tokio::test]
async fn after_the_event_whoever_was_not_checked_in_is_a_no_show_and_without_check_in_nobody_is() {
    for check_in in [true, false] {
        let mut stage = stage(2).await;
        stage.receive(&JANE.raw()).await;
        stage.receive(&CLAIRE.raw()).await;
        if check_in {
            stage.attend(1, Session::Morning).await;
        }
        let ends = stage.desk.config().event.ends();
        stage.until(ends + TimeDelta::hours(13)).await;
        let (jane, claire) = (
            stage.states(1, Session::Morning).await,
            stage.states(2, Session::Morning).await,
        );
        if check_in {
            assert_eq!((jane, claire), (vec![Attended], vec![NoShow]));
        } else {
            assert_eq!((jane, claire), (vec![Confirmed], vec![Confirmed]));
        }
    }
}

#[tokio::test]
async fn after_the_event_a_registration_and_a_cancellation_are_told_once_that_it_is_over_and_move_nothing() {
    let mut stage = stage(2).await;
    stage.receive(&JANE.raw()).await;
    let confirmation = stage.last_to(JANE.address).await;
    let ends = stage.desk.config().event.ends();
    stage.until(ends + TimeDelta::days(2)).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["event-over"]);
    assert_eq!(
        stage.end_of(2).await,
        ("decided".to_owned(), Some(Reason::EventOver))
    );
    let told = stage.last_to(CLAIRE.address).await;
    assert!(told.text.contains("Celui-ci ayant eu lieu le"), "{}", told.text);
    assert!(!told.text.contains("liste d’attente"), "{}", told.text);

    let words =
        "Dear Mr Cristellys,\n\nunfortunately I could not come. Please cancel my registration.\n\nJane Smith";
    stage
        .receive(&says(&JANE, words, "late@leeds.example", &confirmation))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    let over = stage.last_to(JANE.address).await;
    assert_eq!(over.kind, "event-over");
    assert!(
        over.subject.contains(&stage.reference(1).await),
        "{}",
        over.subject
    );
    // Whoever still has something to say reaches a person, and is not told the same again.
    stage
        .receive(&says(&JANE, words, "again@leeds.example", &over))
        .await;
    assert_eq!(stage.end_of(4).await.0, "merged", "the same words");
    let other = "Dear Mr Cristellys,\n\nI still would like to cancel my registration, as my office asks for it.\n\nJane Smith";
    stage
        .receive(&says(&JANE, other, "other@leeds.example", &over))
        .await;
    assert_eq!(stage.end_of(5).await.0, "review");
    let receipt = stage.last_to(JANE.address).await;
    assert_eq!(receipt.kind, "receipt");
    assert!(
        !receipt.text.contains("before the event begins"),
        "{}",
        receipt.text
    );
}

#[tokio::test]
async fn after_the_event_thanks_are_not_answered_and_a_cancelled_event_has_not_taken_place() {
    let mut stage = stage(2).await;
    stage.receive(&JANE.raw()).await;
    let confirmation = stage.last_to(JANE.address).await;
    let ends = stage.desk.config().event.ends();
    stage.until(ends + TimeDelta::days(1)).await;
    let thanks = "Dear Mr Cristellys,\n\nthank you very much for everything.\n\nJane Smith";
    stage
        .receive(&says(&JANE, thanks, "thanks@leeds.example", &confirmation))
        .await;
    let kinds = stage.kinds_to(JANE.address).await;
    assert!(!kinds.contains(&"event-over".to_owned()), "{kinds:?}");
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    stage.change(|event| event.cancelled = true).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "event-cancelled");
}
