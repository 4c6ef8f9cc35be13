//! Letters of ours that wait, are kept with the record, and decisions that are remembered.

use crate::desk::letters::JANE;
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::daemon::Order;
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::Reason;
use rsvpd::rules::organiser::Act;

async fn refused(stage: &mut Stage) -> Order {
    // Late, so that an organiser decides.
    let closes = stage.desk.config().event.registration.closes;
    stage.until(closes + TimeDelta::hours(1)).await;
    stage.receive(&JANE.raw()).await;
    let shown = stage.desk.store().show("1").await.unwrap().unwrap();
    Order {
        user: "Juan".to_owned(),
        act: Act::Refuse {
            reason: Some("The hall is full.".to_owned()),
        },
        version: shown.request.unwrap().version,
        words: None,
        undo_for: TimeDelta::minutes(2),
    }
}

#[tokio::test]
async fn rule_046_a_refusal_waits_in_the_outbox_and_can_be_withdrawn_before_it_leaves() {
    let mut stage = Stage::with_seats(2, |_| {}).await;
    let order = refused(&mut stage).await;
    stage.desk.act(1, &order).await.unwrap();
    stage.round().await;
    assert_eq!(stage.kinds_to(JANE.address).await, ["late-request"]);
    stage.desk.undo(1, "Juan").await.unwrap();
    stage.wait(TimeDelta::hours(1)).await;
    assert_eq!(stage.kinds_to(JANE.address).await, ["late-request"]);
    assert_eq!(stage.states(1, Session::Morning).await, [State::Asked]);
}

#[tokio::test]
async fn rule_048_the_sent_text_of_every_letter_is_kept_with_the_record() {
    let mut stage = Stage::with_seats(2, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    let shown = stage.desk.store().show("1").await.unwrap().unwrap();
    let kept = stage.desk.store().reply_raw(shown.replies[0].id).await.unwrap();
    assert_eq!(kept, stage.bytes_to(JANE.address));
}

#[tokio::test]
async fn rule_068_who_was_refused_and_registers_again_comes_back_to_a_person_with_the_old_decision() {
    let mut stage = Stage::with_seats(2, |event| {
        event.registration.closes = event.starts();
    })
    .await;
    stage.receive(&JANE.raw()).await;
    let reference = stage.reference(1).await;
    // An organiser says no: the place is first taken up again, then refused.
    for act in [
        Act::Cancel { positions: vec![0] },
        Act::Reopen,
        Act::Refuse { reason: None },
    ] {
        stage.organise(1, &act).await;
    }
    assert_eq!(stage.states(1, Session::Morning).await, [State::Refused]);
    let again = String::from_utf8(JANE.raw())
        .unwrap()
        .replace("letter.", "again.")
        .replace("Kind regards", "Best regards");
    stage.receive(again.as_bytes()).await;
    assert_eq!(
        stage.end_of(2).await,
        ("review".to_owned(), Some(Reason::RefusedBefore(reference)))
    );
    assert_eq!(stage.last_to(JANE.address).await.kind, "receipt");
}
