//! Groups by mail: places without names, names that follow, and a part of the group that takes the seats that are free.

mod part;

use crate::desk::letters::{CLAIRE, JANE, Letter, says};
use crate::support::stage::{Stage, answer};
use chrono::{DateTime, TimeDelta, Utc};
use rsvpd::event::{PromotionPolicy, UnnamedPolicy};
use rsvpd::registration::State::{Cancelled, Confirmed, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::Reason;
use rsvpd::rules::organiser::Act;

/// Four places, and no name.
const FOUR: Letter = Letter {
    name: "Maria Keller",
    address: "maria.keller@mainz.example",
    language: "en",
    to: "cristellys@efus.eu",
    subject: "Registration of four persons",
    words: "Dear Mr Cristellys,\n\nPlease register four persons of the City of Mainz for the Summit of Mayors on \
            9 November, morning and afternoon. I will send you the names later.\n\nKind regards,",
};

const GROUP: Letter = Letter {
    name: "Maria Keller",
    address: "maria.keller@mainz.example",
    language: "en",
    to: "cristellys@efus.eu",
    subject: "Registration of three persons",
    words: "Dear Mr Cristellys,\n\nPlease register the following three persons for the Summit of Mayors on \
            9 November, morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n3. Julia Roth\n\nKind regards,",
};

async fn stage(seats: u32) -> Stage {
    Stage::with_seats(seats, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
    })
    .await
}

async fn names(stage: &Stage, party: i64) -> Vec<Option<String>> {
    let shown = stage
        .desk
        .store()
        .show(&party.to_string())
        .await
        .unwrap()
        .unwrap();
    shown.persons.into_iter().map(|person| person.name).collect()
}

/// Until when the names of the first letter are waited for: fourteen days, in working hours.
fn names_by(stage: &Stage) -> DateTime<Utc> {
    stage.now() + TimeDelta::days(14) + TimeDelta::days(3)
}

#[tokio::test]
async fn places_without_names_are_held_reminded_of_once_and_filled_by_names_that_follow() {
    let mut stage = stage(4).await;
    let asked = stage.now();
    stage.receive(&FOUR.raw()).await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed; 4]);
    let confirmation = stage.last_to(FOUR.address).await;
    assert_eq!(confirmation.kind, "confirmation");
    assert!(
        confirmation
            .text
            .contains("at the latest: each place is for one named person"),
        "{}",
        confirmation.text
    );
    // Half of the time, and a little more, has gone.
    stage.until(asked + TimeDelta::days(6)).await;
    assert_eq!(stage.kinds_to(FOUR.address).await, ["confirmation"]);
    stage.until(asked + TimeDelta::days(9)).await;
    stage.wait(TimeDelta::days(1)).await;
    assert_eq!(
        stage.kinds_to(FOUR.address).await,
        ["confirmation", "names-missing"]
    );
    let reminder = stage.last_to(FOUR.address).await;
    assert!(
        reminder.subject.starts_with("Who will come?"),
        "{}",
        reminder.subject
    );
    let words = "Dear Mr Cristellys,\n\nhere are two of the missing names:\n\n1. Anna Roth\n2. Peter Braun\n\nKind regards,\nMaria Keller";
    stage
        .receive(&says(&FOUR, words, "names@mainz.example", &reminder))
        .await;
    let noted = stage.last_to(FOUR.address).await;
    assert_eq!(noted.kind, "names-noted", "{:?}", stage.end_of(2).await);
    assert!(
        noted.text.contains("Please send us the missing names"),
        "{}",
        noted.text
    );
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(
        names(&stage, 1).await,
        [some("Anna Roth"), some("Peter Braun"), None, None]
    );
    let words = "Dear Mr Cristellys,\n\nThe two other participants will be Ulla Klein and Hans Vogt.\n\nBest,\nMaria Keller";
    stage
        .receive(&says(&FOUR, words, "rest@mainz.example", &noted))
        .await;
    assert_eq!(
        names(&stage, 1).await,
        ["Anna Roth", "Peter Braun", "Ulla Klein", "Hans Vogt"].map(some)
    );
    let reference = stage.reference(1).await;
    assert_eq!(
        stage.end_of(3).await,
        ("decided".to_owned(), Some(Reason::NamesArrived(reference)))
    );
    // The date passes, and nobody has anything to look at.
    let until = names_by(&stage);
    stage.until(until).await;
    assert_eq!(stage.end_of(1).await.0, "decided");
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed; 4]);
}

#[tokio::test]
async fn names_that_do_not_come_in_time_are_shown_to_an_organiser_who_alone_frees_the_places() {
    let mut stage = stage(4).await;
    stage.receive(&FOUR.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.states(2, Session::Morning).await, [Waiting]);
    let until = names_by(&stage);
    stage.until(until).await;
    assert_eq!(
        stage.end_of(1).await,
        ("review".to_owned(), Some(Reason::NamesOverdue))
    );
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed; 4],
        "nothing is freed by itself"
    );
    // A late name still counts.
    let reminder = stage.last_to(FOUR.address).await;
    let words =
        "Dear Mr Cristellys,\n\nthe name of our participant: Anna Roth.\n\nKind regards,\nMaria Keller";
    stage
        .receive(&says(&FOUR, words, "late@mainz.example", &reminder))
        .await;
    stage.organise(1, &Act::ReleaseUnnamed).await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed, Cancelled, Cancelled, Cancelled]
    );
    let noted = stage.last_to(FOUR.address).await;
    assert_eq!(noted.kind, "cancellation-noted");
    assert!(
        noted.text.contains("Still registered - Anna Roth"),
        "{}",
        noted.text
    );
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "promotion");
}

#[tokio::test]
async fn the_last_name_ends_the_organisers_look() {
    let mut stage = stage(4).await;
    stage.receive(&FOUR.raw()).await;
    let until = names_by(&stage);
    stage.until(until).await;
    assert_eq!(stage.end_of(1).await.0, "review");
    let reminder = stage.last_to(FOUR.address).await;
    let words = "Dear Mr Cristellys,\n\nhere are the missing names:\n\n1. Anna Roth\n2. Peter Braun\n3. Ulla Klein\n4. Hans Vogt\n\nKind regards,\nMaria Keller";
    stage
        .receive(&says(&FOUR, words, "all@mainz.example", &reminder))
        .await;
    assert_eq!(stage.last_to(FOUR.address).await.kind, "names-noted");
    assert_eq!(stage.end_of(1).await.0, "decided");
}

#[tokio::test]
async fn more_names_than_places_and_names_from_a_stranger_fill_nothing() {
    let mut stage = stage(9).await;
    stage.receive(&FOUR.raw()).await;
    let confirmation = stage.last_to(FOUR.address).await;
    let words = "Dear Mr Cristellys,\n\nhere are the names:\n\n1. Anna Roth\n2. Peter Braun\n3. Ulla Klein\n4. Hans Vogt\n5. Otto Maier\n\nKind regards,\nMaria Keller";
    stage
        .receive(&says(&FOUR, words, "five@mainz.example", &confirmation))
        .await;
    assert_eq!(
        stage.end_of(2).await,
        (
            "review".to_owned(),
            Some(Reason::MoreNamesThanPlaces { named: 5, places: 4 })
        )
    );
    let words = "Dear Mr Cristellys,\n\nhere are the missing names:\n\n1. Eva Mohr\n2. Karl Lang\n\nKind regards,\nOtto Fuchs";
    let stranger = answer(
        "Otto Fuchs",
        "otto.fuchs@evil.example",
        "str@evil.example",
        &format!("Re: {}", confirmation.subject),
        words,
        Some(&confirmation),
    );
    stage.receive(&stranger).await;
    assert_eq!(names(&stage, 1).await, [None, None, None, None]);
    let question = stage.last_to(FOUR.address).await;
    assert_eq!(question.kind, "please-confirm");
    // Nobody gets more than a few answers on one day.
    stage.wait(TimeDelta::days(1)).await;
    stage
        .receive(&says(
            &FOUR,
            "Yes, that is right.",
            "yes@mainz.example",
            &question,
        ))
        .await;
    assert_eq!(
        names(&stage, 1).await.into_iter().flatten().collect::<Vec<_>>(),
        ["Eva Mohr", "Karl Lang"],
    );
}

#[tokio::test]
async fn where_the_event_wants_names_first_no_place_is_held() {
    let mut stage =
        Stage::with_seats(9, |event| event.registration.unnamed_places = UnnamedPolicy::Ask).await;
    stage.receive(&FOUR.raw()).await;
    assert_eq!(stage.last_to(FOUR.address).await.kind, "question-back");
    assert!(
        stage
            .states(1, Session::Morning)
            .await
            .iter()
            .all(|state| !state.holds_seat())
    );
}

#[tokio::test]
async fn rule_002_a_part_of_the_group_takes_the_free_seats_by_answering_with_a_number_and_names() {
    let mut stage = stage(2).await;
    stage.receive(&GROUP.raw()).await;
    let question = stage.last_to(GROUP.address).await;
    assert_eq!(question.kind, "partial-group");
    assert_eq!(stage.states(1, Session::Morning).await, [Waiting; 3]);
    let words = "2 - Maria Keller and Julia Roth.";
    stage
        .receive(&says(&GROUP, words, "two@mainz.example", &question))
        .await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed, Waiting, Confirmed],
        "{:?}",
        stage.end_of(2).await
    );
    assert_eq!(
        stage.end_of(2).await.1,
        Some(Reason::GroupTookPart { taken: 2, of: 3 })
    );
    let result = stage.last_to(GROUP.address).await;
    assert_eq!(result.kind, "mixed-result");
    assert!(result.text.contains("on the waiting list"), "{}", result.text);
}

#[tokio::test]
async fn a_bare_number_seats_the_first_of_the_letter() {
    let mut stage = stage(2).await;
    stage.receive(&GROUP.raw()).await;
    let question = stage.last_to(GROUP.address).await;
    stage
        .receive(&says(&GROUP, "2", "number@mainz.example", &question))
        .await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed, Confirmed, Waiting]
    );
}

#[tokio::test]
async fn seats_that_are_gone_when_the_group_answers_are_told_so_and_nobody_is_overbooked() {
    let mut stage = stage(3).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&GROUP.raw()).await;
    let question = stage.last_to(GROUP.address).await;
    assert_eq!(question.kind, "partial-group");
    stage.raise(1).await;
    stage
        .receive(&says(&GROUP, "2", "number@mainz.example", &question))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [Waiting; 3]);
    assert_eq!(stage.last_to(GROUP.address).await.kind, "waiting-list-notice");
}

#[tokio::test]
async fn no_to_a_part_of_the_group_cancels_nobody() {
    let mut stage = stage(2).await;
    stage.receive(&GROUP.raw()).await;
    let question = stage.last_to(GROUP.address).await;
    let words = "No, thank you, we only come all together.";
    stage
        .receive(&says(&GROUP, words, "no@mainz.example", &question))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Waiting; 3]);
    assert_eq!(stage.end_of(2).await.0, "review");
}

#[tokio::test]
async fn a_colleague_is_added_by_the_owner_with_the_sessions_of_those_who_are_registered() {
    let mut stage = stage(4).await;
    stage.receive(&GROUP.raw()).await;
    let confirmation = stage.last_to(GROUP.address).await;
    let words = "Dear Mr Cristellys,\n\nwe would like to add one more person to our registration: Paul Green.\n\n\
                 Kind regards,\nMaria Keller";
    stage
        .receive(&says(&GROUP, words, "add@mainz.example", &confirmation))
        .await;
    assert_eq!(
        stage.states(2, Session::Morning).await,
        [Confirmed],
        "{:?}",
        stage.end_of(2).await
    );
    assert_eq!(stage.states(2, Session::Afternoon).await, [Confirmed]);
    let added = stage.last_to(GROUP.address).await;
    assert_eq!(added.kind, "confirmation");
    assert!(
        added.text.contains("Paul Green") && !added.text.contains("Peter Braun"),
        "{}",
        added.text
    );
    // The house is full now: the next waits, as after any letter.
    let words = "Dear Mr Cristellys,\n\nplease add another person to our registration: Ruth Stone.\n\nKind regards,\nMaria Keller";
    stage
        .receive(&says(&GROUP, words, "add2@mainz.example", &confirmation))
        .await;
    assert_eq!(
        stage.states(3, Session::Morning).await,
        [Waiting],
        "{:?}",
        stage.end_of(3).await
    );
    assert_eq!(stage.last_to(GROUP.address).await.kind, "waiting-list-notice");
}

#[tokio::test]
async fn somebody_who_does_not_prove_to_own_a_registration_adds_nobody_before_the_owner_agrees() {
    let mut stage = stage(9).await;
    stage.receive(&GROUP.raw()).await;
    let reference = stage.reference(1).await;
    let words = "Dear Mr Cristellys,\n\nwe would like to add one more person to our registration: Paul Green.\n\n\
                 Kind regards,\nPeter Braun";
    let subject = format!("Registration {reference}");
    let colleague = answer(
        "Peter Braun",
        "peter.braun@mainz.example",
        "add@mainz.example",
        &subject,
        words,
        None,
    );
    stage.receive(&colleague).await;
    assert_eq!(
        stage.end_of(2).await,
        ("asked-back".to_owned(), Some(Reason::NotProven))
    );
    let question = stage.last_to(GROUP.address).await;
    assert_eq!(question.kind, "please-confirm");
    stage
        .receive(&says(
            &GROUP,
            "Yes, that is right.",
            "yes@mainz.example",
            &question,
        ))
        .await;
    assert_eq!(
        stage.states(3, Session::Morning).await,
        [Confirmed],
        "{:?}",
        stage.end_of(3).await
    );
    assert_eq!(names(&stage, 3).await, [Some("Paul Green".to_owned())]);
}

#[tokio::test]
async fn rule_031_a_colleague_who_is_registered_already_is_not_added_once_more() {
    let mut stage = stage(9).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&GROUP.raw()).await;
    let confirmation = stage.last_to(GROUP.address).await;
    let words = "Dear Mr Cristellys,\n\nwe would like to add one more person to our registration: Jane Smith.\n\n\
                 Kind regards,\nMaria Keller";
    stage
        .receive(&says(&GROUP, words, "add@mainz.example", &confirmation))
        .await;
    let reference = stage.reference(1).await;
    assert_eq!(
        stage.end_of(3).await,
        ("review".to_owned(), Some(Reason::MaybeDuplicate(reference)))
    );
    assert_eq!(
        stage.seats().await.sessions[&Session::Morning].confirmed,
        4,
        "one seat is held for her"
    );
}

#[tokio::test]
async fn whoever_waits_hands_the_place_in_the_line_to_a_colleague() {
    let mut stage = stage(1).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    let notice = stage.last_to(CLAIRE.address).await;
    let words = "Monsieur,\n\nje ne pourrai pas venir. Mon collègue Luc Petit viendra à ma place.\n\nCordialement,\nClaire Moreau";
    stage
        .receive(&says(&CLAIRE, words, "swap@lyon.example", &notice))
        .await;
    assert_eq!(
        stage.last_to(CLAIRE.address).await.kind,
        "swap-noted",
        "{:?}",
        stage.end_of(3).await
    );
    assert_eq!(stage.states(2, Session::Morning).await, [Waiting]);
    assert_eq!(names(&stage, 2).await, [Some("Luc Petit".to_owned())]);
}
