//! Sessions that are changed by mail: what somebody has is kept until the other is sure, and goes to the next in line with it.

use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::event::{Event, PromotionPolicy, QueueOrder};
use rsvpd::registration::State::{self, Cancelled, Confirmed, Declined, Offered, Waiting};
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
async fn rule_037_and_038_two_who_wish_for_each_others_session_change_at_once_and_pass_nobody_over() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Offer).await;
    says(&mut stage, ANNA, "other", OTHER).await;
    assert_eq!(
        both(&stage, 1).await,
        (vec![Confirmed], vec![Waiting]),
        "both are full"
    );
    let back = OTHER
        .replace("afternoon", "-")
        .replace("morning", "afternoon")
        .replace('-', "morning");
    let told = says(&mut stage, PAUL, "back", &back).await;
    assert_eq!(both(&stage, 1).await, (vec![Cancelled], vec![Confirmed]), "Anna");
    assert_eq!(both(&stage, 2).await, (vec![Confirmed], vec![Cancelled]), "Paul");
    assert_eq!(
        both(&stage, 3).await.0,
        [Waiting],
        "Rita could not have had either seat"
    );
    assert_eq!(told.kind, "promotion");
    assert_eq!(stage.last_to(ANNA.1).await.kind, "promotion");
    assert_eq!(stage.kinds_to(RITA.1).await, ["waiting-list-notice"]);
}

#[tokio::test]
async fn rule_012_a_session_that_is_left_goes_to_whoever_waits_first_also_where_smaller_parties_may_pass() {
    let mut stage = stage(|event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        event.registration.queue_order = QueueOrder::SkipTooBig;
    })
    .await;
    says(&mut stage, ANNA, "other", OTHER).await;
    registers(&mut stage, ("Nils Berg", "nils.berg@turku.example"), "morning").await;
    assert_eq!(both(&stage, 5).await.0, [Waiting]);
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    assert_eq!(both(&stage, 1).await, (vec![Cancelled], vec![Confirmed]), "Anna");
    assert_eq!(
        both(&stage, 3).await.0,
        [Confirmed],
        "Rita waited before Anna asked for the change"
    );
    assert_eq!(both(&stage, 5).await.0, [Waiting], "Nils came last");
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

#[tokio::test]
async fn rule_038_who_asks_for_an_offered_session_instead_of_theirs_keeps_theirs_until_they_take_the_offer() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    registers(&mut stage, PAUL, "afternoon").await;
    registers(&mut stage, ANNA, "morning").await;
    registers(&mut stage, RITA, "morning").await;
    // Anna would have liked both, and is offered the afternoon when Paul leaves.
    let both_of_them = "Please change my registration: I would like to attend the morning session and the afternoon session.";
    says(&mut stage, ANNA, "too", both_of_them).await;
    assert_eq!(both(&stage, 2).await, (vec![Confirmed], vec![Waiting]));
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    assert_eq!(both(&stage, 2).await, (vec![Confirmed], vec![Offered]));
    let offer = stage.last_to(ANNA.1).await;
    assert_eq!(offer.kind, "offer");
    // Now she wishes it instead of the morning: an offer is not sure, so that nothing is given up.
    says(&mut stage, ANNA, "other", OTHER).await;
    assert_eq!(both(&stage, 2).await, (vec![Confirmed], vec![Offered]));
    assert_eq!(both(&stage, 3).await.0, [Waiting], "nothing became free");
    let yes = format!("Re: {}", offer.subject);
    stage.wait(TimeDelta::hours(1)).await;
    stage
        .receive(&answer(
            ANNA.0,
            ANNA.1,
            "yes@bergen.example",
            &yes,
            "Yes, thank you.",
            Some(&offer),
        ))
        .await;
    assert_eq!(both(&stage, 2).await, (vec![Cancelled], vec![Confirmed]));
    assert_eq!(
        both(&stage, 3).await.0,
        [Offered],
        "the morning goes to the next in line"
    );
    let told = stage.last_to(ANNA.1).await;
    assert_eq!(told.kind, "confirmation");
    insta::assert_snapshot!("exchange-by-an-offer", told.text);
}

#[tokio::test]
async fn rule_038_whoever_lets_the_offer_go_keeps_the_session_they_would_have_left() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    registers(&mut stage, PAUL, "afternoon").await;
    registers(&mut stage, ANNA, "morning").await;
    let both_of_them = "Please change my registration: I would like to attend the morning session and the afternoon session.";
    says(&mut stage, ANNA, "too", both_of_them).await;
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    let offer = stage.last_to(ANNA.1).await;
    assert_eq!(offer.kind, "offer");
    says(&mut stage, ANNA, "other", OTHER).await;
    let no = format!("Re: {}", offer.subject);
    stage
        .receive(&answer(
            ANNA.0,
            ANNA.1,
            "no@bergen.example",
            &no,
            "No, thank you.",
            Some(&offer),
        ))
        .await;
    assert_eq!(both(&stage, 2).await, (vec![Confirmed], vec![Declined]));
}

/// Maria, Peter and Eva have the morning's seats, and Rita waits for it; the afternoon has as many seats.
async fn group(afternoon: u32) -> Stage {
    let mut stage = Stage::with_seats(3, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        for plan in event
            .sessions
            .iter_mut()
            .filter(|plan| plan.id == Session::Afternoon)
        {
            plan.capacity = afternoon;
        }
    })
    .await;
    let words = "Dear Mr Cristellys,\n\nPlease register the following three persons for the Summit of Mayors on 9 November, \
                 for the morning session only:\n\n1. Maria Keller\n2. Peter Braun\n3. Eva Lang\n\nKind regards,\nMaria Keller";
    let letter = answer(
        MARIA.0,
        MARIA.1,
        "group@mainz.example",
        "Registration of three persons",
        words,
        None,
    );
    stage.receive(&letter).await;
    registers(&mut stage, PAUL, "afternoon").await;
    registers(&mut stage, RITA, "morning").await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed; 3]);
    assert_eq!(stage.states(3, Session::Morning).await, [Waiting]);
    stage
}

const MARIA: (&str, &str) = ("Maria Keller", "maria.keller@mainz.example");
const PETER: &str = "Please change our registration: Peter Braun would like to attend the afternoon session instead of the \
                     morning session.";

#[tokio::test]
async fn rule_037_and_039_part_of_a_group_changes_session_and_the_others_stay() {
    let mut stage = group(2).await;
    let told = says(&mut stage, MARIA, "peter", PETER).await;
    assert_eq!(told.kind, "change-noted");
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed, Cancelled, Confirmed]
    );
    assert_eq!(stage.states(1, Session::Afternoon).await, [Confirmed]);
    assert_eq!(
        stage.states(3, Session::Morning).await,
        [Confirmed],
        "his seat goes on"
    );
    assert!(told.text.contains("Peter Braun"), "{}", told.text);
    assert!(!told.text.contains("Eva Lang"), "{}", told.text);
}

#[tokio::test]
async fn rule_038_and_039_part_of_a_group_keeps_its_session_until_the_other_is_sure() {
    let mut stage = group(1).await;
    let told = says(&mut stage, MARIA, "peter", PETER).await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed; 3]);
    assert_eq!(stage.states(1, Session::Afternoon).await, [Waiting]);
    assert_eq!(stage.states(3, Session::Morning).await, [Waiting]);
    assert!(
        told.text.contains("A place that is kept. Peter Braun"),
        "{}",
        told.text
    );
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed, Cancelled, Confirmed]
    );
    assert_eq!(stage.states(1, Session::Afternoon).await, [Confirmed]);
    assert_eq!(stage.states(3, Session::Morning).await, [Confirmed]);
    let told = stage.last_to(MARIA.1).await;
    assert_eq!(told.kind, "promotion");
    assert!(!told.text.contains("Eva Lang"), "{}", told.text);
}

#[tokio::test]
async fn rule_038_a_session_that_stays_makes_no_other_sure() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
    })
    .await;
    registers(&mut stage, PAUL, "afternoon").await;
    let words = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend the \
                 morning session and the study visit.\n\nKind regards,\nAnna Larsen";
    stage
        .receive(&answer(
            ANNA.0,
            ANNA.1,
            "two@bergen.example",
            "Registration",
            words,
            None,
        ))
        .await;
    assert_eq!(stage.states(2, Session::StudyVisit).await, [Confirmed]);
    let other =
        "Please change my registration: I would like to attend the study visit and the afternoon session.";
    says(&mut stage, ANNA, "other", other).await;
    assert_eq!(
        both(&stage, 2).await,
        (vec![Confirmed], vec![Waiting]),
        "the morning is kept"
    );
    says(&mut stage, PAUL, "cancel", CANCEL).await;
    assert_eq!(both(&stage, 2).await, (vec![Cancelled], vec![Confirmed]));
    assert_eq!(stage.states(2, Session::StudyVisit).await, [Confirmed]);
}
