//! Sessions that are changed by mail: what somebody has is kept until the other is sure, and goes to the next in line with it.

use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::event::{Event, PromotionPolicy};
use rsvpd::registration::State::{self, Cancelled, Confirmed, Offered, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::organiser::Act;

const ANNA: (&str, &str) = ("Anna Larsen", "anna.larsen@bergen.example");
const PAUL: (&str, &str) = ("Paul Martin", "paul.martin@ghent.example");
const RITA: (&str, &str) = ("Rita Costa", "rita.costa@porto.example");

const OTHER: &str = "Please change my registration: I would like to attend the afternoon session instead of the morning session.";
const CANCEL: &str = "Unfortunately I cannot come after all. Please cancel my registration.";

/// Anna has the one seat of the morning, Paul that of the afternoon, and Rita waits for the morning.
async fn stage(change: impl Fn(&mut Event)) -> Stage {
    let mut stage = Stage::with_seats(1, change).await;
    registers(&mut stage, ANNA, "morning").await;
    registers(&mut stage, PAUL, "afternoon").await;
    registers(&mut stage, RITA, "morning").await;
    assert_eq!(both(&stage, 1).await, (vec![Confirmed], vec![]), "Anna");
    assert_eq!(both(&stage, 2).await, (vec![], vec![Confirmed]), "Paul");
    assert_eq!(both(&stage, 3).await, (vec![Waiting], vec![]), "Rita");
    stage
}

async fn registers(stage: &mut Stage, (name, address): (&str, &str), session: &str) {
    let words = format!(
        "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend only the \
         {session} session.\n\nKind regards,\n{name}"
    );
    let id = format!("letter.{address}");
    stage
        .receive(&answer(
            name,
            address,
            &id,
            "Registration for the Summit",
            &words,
            None,
        ))
        .await;
    stage.wait(TimeDelta::hours(1)).await;
}

async fn says(stage: &mut Stage, (name, address): (&str, &str), id: &str, words: &str) -> Reply {
    let last = stage.last_to(address).await;
    let words = format!("Dear Mr Cristellys,\n\n{words}\n\nKind regards,\n{name}");
    let (subject, id) = (format!("Re: {}", last.subject), format!("{id}.{address}"));
    stage
        .receive(&answer(name, address, &id, &subject, &words, Some(&last)))
        .await;
    stage.last_to(address).await
}

/// Where a party stands in the morning and in the afternoon.
async fn both(stage: &Stage, party: i64) -> (Vec<State>, Vec<State>) {
    (
        stage.states(party, Session::Morning).await,
        stage.states(party, Session::Afternoon).await,
    )
}

#[tokio::test]
async fn rule_037_a_session_with_room_is_taken_for_another_in_one_step_and_told_old_and_new() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    let told = says(&mut stage, ANNA, "other", OTHER).await;
    assert_eq!(told.kind, "change-noted");
    assert_eq!(both(&stage, 1).await, (vec![Cancelled], vec![Confirmed]));
    assert_eq!(
        both(&stage, 3).await.0,
        [Confirmed],
        "her seat went to the next at once"
    );
    insta::assert_snapshot!("change-of-session", told.text);
}

#[tokio::test]
async fn rule_038_a_session_is_kept_until_the_other_is_sure_and_then_goes_to_who_waits() {
    for promotion in [PromotionPolicy::Confirm, PromotionPolicy::Offer] {
        let mut stage = stage(|event| event.registration.promotion = promotion).await;
        let told = says(&mut stage, ANNA, "other", OTHER).await;
        assert_eq!(told.kind, "change-noted");
        assert_eq!(both(&stage, 1).await, (vec![Confirmed], vec![Waiting]));
        says(&mut stage, PAUL, "cancel", CANCEL).await;
        assert_eq!(
            both(&stage, 1).await,
            (vec![Cancelled], vec![Confirmed]),
            "{promotion:?}: who asked for the change is not asked again"
        );
        let told = stage.last_to(ANNA.1).await;
        assert_eq!(told.kind, "promotion");
        insta::allow_duplicates! { insta::assert_snapshot!("session-changed-later", told.text) }
        let next = match promotion {
            PromotionPolicy::Confirm => Confirmed,
            _ => Offered,
        };
        assert_eq!(
            both(&stage, 3).await.0,
            [next],
            "the morning goes to the next in line"
        );
    }
}

#[tokio::test]
async fn rule_010_and_038_an_organiser_who_confirms_the_new_session_frees_the_old_one() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    says(&mut stage, ANNA, "other", OTHER).await;
    let above = Act::Confirm {
        over_capacity_because: Some("speaker".to_owned()),
    };
    stage.organise(1, &above).await;
    assert_eq!(both(&stage, 1).await, (vec![Cancelled], vec![Confirmed]));
    assert_eq!(both(&stage, 3).await.0, [Confirmed]);
}

#[tokio::test]
async fn rule_026_who_calls_the_change_off_keeps_the_old_session_and_leaves_the_list() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    says(&mut stage, ANNA, "other", OTHER).await;
    says(
        &mut stage,
        ANNA,
        "back",
        "Please change my registration back: I would like to attend the morning session only.",
    )
    .await;
    assert_eq!(both(&stage, 1).await, (vec![Confirmed], vec![Cancelled]));
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    assert_eq!(both(&stage, 1).await, (vec![Confirmed], vec![Cancelled]));
    assert_eq!(both(&stage, 3).await.0, [Waiting]);
}

#[tokio::test]
async fn rule_038_who_only_waits_for_a_session_waits_for_the_other_instead() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    says(&mut stage, RITA, "other", OTHER).await;
    assert_eq!(both(&stage, 3).await, (vec![Cancelled], vec![Waiting]));
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    assert_eq!(both(&stage, 3).await, (vec![Cancelled], vec![Confirmed]));
}
