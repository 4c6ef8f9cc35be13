//! Who registers others: a secretary holds no seat, has the letters, and may change and cancel for those who come.

use crate::desk::letters::{JANE, Letter, says};
use crate::support::stage::{Stage, answer};
use rsvpd::registration::State::{Cancelled, Confirmed};
use rsvpd::request::Session;
use rsvpd::rules::attendance::reminder_at;
use rsvpd::rules::contact::ContactRole;
use rsvpd::store::views::{Filter, Who};

const EMILY: Letter = Letter {
    name: "Emily Clarke",
    address: "leaders.office@leeds.example",
    subject: "Summit of Mayors, Rotterdam",
    words: "Dear Mr Cristellys,\n\nPlease register Councillor Jane Smith for the Summit of Mayors on 9 November. She \
            will attend the morning session and the afternoon session.\n\nKind regards,",
    ..JANE
};

async fn stage() -> Stage {
    Stage::with_seats(3, |event| event.registration.reminder_days_before = Some(5)).await
}

async fn role(stage: &Stage, party: i64) -> ContactRole {
    let shown = stage.desk.store().show(&party.to_string()).await.unwrap();
    shown.unwrap().contact_role()
}

#[tokio::test]
async fn a_secretary_holds_no_seat_and_every_letter_asks_to_pass_it_on() {
    let mut stage = stage().await;
    stage.receive(&EMILY.raw()).await;
    assert_eq!(role(&stage, 1).await, ContactRole::RegistersOthers);
    assert_eq!(stage.seats().await.persons, 1);
    let confirmation = stage.last_to(EMILY.address).await;
    assert_eq!(confirmation.kind, "confirmation");
    for told in [
        "Dear Emily Clarke",
        "- Jane Smith",
        "pass these details on to the participant",
    ] {
        assert!(confirmation.text.contains(told), "{told}: {}", confirmation.text);
    }
    let store = stage.desk.store();
    let rows = store
        .persons(Who::Coming, &Filter::default(), None, 10)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].name.as_str(), rows[0].contact_role),
        ("Jane Smith", ContactRole::RegistersOthers)
    );

    let at = reminder_at(&stage.desk.config().event).unwrap();
    stage.until(at).await;
    let reminder = stage.last_to(EMILY.address).await;
    assert_eq!(reminder.kind, "reminder");
    assert!(
        reminder
            .text
            .contains("the place of the person whom you registered is confirmed"),
        "{}",
        reminder.text
    );
    assert!(!reminder.text.contains("your place is"), "{}", reminder.text);
    let no = says(&EMILY, "No, she cannot come.", "no@leeds.example", &reminder);
    stage.receive(&no).await;
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
    assert_eq!(stage.last_to(EMILY.address).await.kind, "cancellation-noted");
}

#[tokio::test]
async fn a_secretary_hands_the_seat_over_and_who_was_registered_is_asked_nothing() {
    let mut stage = stage().await;
    stage.receive(&EMILY.raw()).await;
    let confirmation = stage.last_to(EMILY.address).await;
    let words = "Dear Mr Cristellys,\n\nCouncillor Jane Smith cannot come. Mr Robert Miller will attend in her place.\n\n\
                 Kind regards,\nEmily Clarke";
    stage
        .receive(&says(&EMILY, words, "swap@leeds.example", &confirmation))
        .await;
    let noted = stage.last_to(EMILY.address).await;
    assert_eq!(noted.kind, "swap-noted", "{:?}", stage.end_of(2).await);
    assert!(noted.text.contains("Robert Miller"), "{}", noted.text);
    assert!(stage.replies_to(JANE.address).await.is_empty());
    assert_eq!(stage.seats().await.persons, 1);
}

#[tokio::test]
async fn whoever_was_registered_by_a_secretary_is_heard_once_the_secretary_agrees() {
    let mut stage = stage().await;
    stage.receive(&EMILY.raw()).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend on 9 November. Please cancel my registration.\n\n\
                 Jane Smith";
    let letter = answer(
        JANE.name,
        JANE.address,
        "jane@leeds.example",
        "Cancellation",
        words,
        None,
    );
    stage.receive(&letter).await;
    assert_eq!(stage.states(1, Session::Morning).await, [Confirmed]);
    assert!(stage.replies_to(JANE.address).await.is_empty());
    let question = stage.last_to(EMILY.address).await;
    assert_eq!(question.kind, "please-confirm");
    stage
        .receive(&says(
            &EMILY,
            "Yes, that is right.",
            "yes@leeds.example",
            &question,
        ))
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [Cancelled]);
}

#[tokio::test]
async fn whoever_registers_themselves_is_no_contact_for_others() {
    let mut stage = stage().await;
    stage.receive(&JANE.raw()).await;
    assert_eq!(role(&stage, 1).await, ContactRole::Attends);
    let confirmation = stage.last_to(JANE.address).await;
    assert!(
        !confirmation.text.contains("pass these details on"),
        "{}",
        confirmation.text
    );
    assert!(
        confirmation.text.contains("welcoming you to"),
        "{}",
        confirmation.text
    );
}
