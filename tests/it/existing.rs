//! Registrations that live: cancelled, passed on, changed, and asked about by people who cannot prove to own them.

use crate::desk::letters::{CLAIRE, JANE, Letter, WEBER, says};
use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State::{self, Cancelled, Confirmed, Replaced, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::Reason;

const GROUP: Letter = Letter {
    name: "Maria Keller",
    address: "maria.keller@mainz.example",
    language: "en",
    to: "cristellys@efus.eu",
    subject: "Registration of three persons",
    words: "Dear Mr Cristellys,\n\nPlease register the following three persons for the Summit of Mayors on \
            9 November, morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n3. Julia Roth\n\nKind regards,",
};

/// These letters came one hour after the other and were answered.
async fn after(seats: u32, letters: &[&Letter]) -> Stage {
    let mut stage = Stage::with_seats(seats, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
    })
    .await;
    for letter in letters {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    stage
}

async fn morning(stage: &Stage, party: i64) -> Vec<State> {
    stage.states(party, Session::Morning).await
}

#[tokio::test]
async fn rule_014_a_cancellation_by_reply_frees_the_seat_for_the_next_at_once() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.";
    stage
        .receive(&says(&JANE, words, "cancel@leeds.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
    assert_eq!(morning(&stage, 2).await, [Confirmed]);
    let noted = stage.last_to(JANE.address).await;
    assert_eq!(noted.kind, "cancellation-noted");
    assert!(noted.text.contains("Jane Smith"), "{}", noted.text);
    let reference = confirmation.subject.rsplit_once('[').unwrap().1;
    assert!(noted.subject.ends_with(reference), "{}", noted.subject);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "promotion");
}

#[tokio::test]
async fn rule_005_a_second_cancellation_is_answered_and_changes_nothing() {
    let mut stage = after(1, &[&JANE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    for (words, id) in [
        (
            "I cannot come after all, please cancel my registration.",
            "one@leeds.example",
        ),
        (
            "As I wrote: please cancel my registration, I cannot come.",
            "two@leeds.example",
        ),
    ] {
        stage.receive(&says(&JANE, words, id, &confirmation)).await;
    }
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
    assert_eq!(
        stage.kinds_to(JANE.address).await,
        ["confirmation", "cancellation-noted", "cancellation-noted"]
    );
    let reference = stage.reference(1).await;
    assert_eq!(
        stage.end_of(3).await,
        ("merged".to_owned(), Some(Reason::AlreadyWithdrawn(reference)))
    );
}

#[tokio::test]
async fn rule_024_who_waits_leaves_the_list_by_reply_and_nobody_is_promoted() {
    let mut stage = after(1, &[&JANE, &CLAIRE, &WEBER]).await;
    let notice = stage.last_to(CLAIRE.address).await;
    let words = "Bonjour,\n\nje ne pourrai finalement pas venir : merci d’annuler mon inscription.";
    stage
        .receive(&says(&CLAIRE, words, "leave@lyon.example", &notice))
        .await;
    assert_eq!(morning(&stage, 2).await, [Cancelled]);
    assert_eq!(morning(&stage, 3).await, [Waiting]);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "list-left");
}

#[tokio::test]
async fn rule_039_only_the_named_person_of_a_group_is_cancelled() {
    let mut stage = after(3, &[&GROUP, &CLAIRE]).await;
    assert_eq!(morning(&stage, 1).await, [Confirmed; 3]);
    let confirmation = stage.last_to(GROUP.address).await;
    let words = "Dear Mr Cristellys,\n\nPeter Braun cannot come after all. Please cancel his registration.";
    stage
        .receive(&says(&GROUP, words, "one-less@mainz.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed, Cancelled, Confirmed]);
    assert_eq!(morning(&stage, 2).await, [Confirmed]);
    let noted = stage.last_to(GROUP.address).await;
    assert_eq!(noted.kind, "cancellation-noted");
    assert!(
        noted
            .text
            .contains("Still registered - Maria Keller - Julia Roth"),
        "{}",
        noted.text
    );
}

#[tokio::test]
async fn a_group_that_loses_somebody_without_a_name_is_asked_who_and_keeps_all_places() {
    let mut stage = after(3, &[&GROUP, &CLAIRE]).await;
    let confirmation = stage.last_to(GROUP.address).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately one of us cannot come. Please cancel one registration.";
    stage
        .receive(&says(&GROUP, words, "one-less@mainz.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed; 3]);
    assert_eq!(stage.last_to(GROUP.address).await.kind, "which-persons");
}

#[tokio::test]
async fn rule_040_a_swap_hands_the_seat_over_without_touching_the_waiting_list() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nI can no longer attend. My deputy Robert Miller will come in my place.\n\nKind regards,\nJane Smith";
    stage
        .receive(&says(&JANE, words, "swap@leeds.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Replaced]);
    assert_eq!(morning(&stage, 3).await, [Confirmed]);
    assert_eq!(morning(&stage, 2).await, [Waiting]);
    let noted = stage.last_to(JANE.address).await;
    assert_eq!(noted.kind, "swap-noted");
    assert!(noted.text.contains("Robert Miller"), "{}", noted.text);
    assert!(
        noted.text.contains("your place has been passed on"),
        "{}",
        noted.text
    );
}

#[tokio::test]
async fn a_forged_from_changes_nothing_when_the_owner_says_no() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.";
    let forged = answer(
        JANE.name,
        JANE.address,
        "forged@evil.example",
        "Cancellation",
        words,
        None,
    );
    stage.receive(&forged).await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    let question = stage.last_to(JANE.address).await;
    assert_eq!(question.kind, "please-confirm");
    assert!(question.text.contains("to cancel it"), "{}", question.text);
    assert_eq!(
        stage.end_of(3).await,
        ("asked-back".to_owned(), Some(Reason::NotProven))
    );
    stage
        .receive(&says(
            &JANE,
            "No, I did not write that.",
            "no@leeds.example",
            &question,
        ))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    assert_eq!(stage.end_of(4).await.1, Some(Reason::OwnerDisagreed));
}

#[tokio::test]
async fn a_colleague_who_cancels_by_the_reference_is_heard_once_the_owner_agrees() {
    let mut stage = after(1, &[&JANE]).await;
    let reference = stage.reference(1).await;
    let subject = format!("Cancellation {reference}");
    let words = "Dear Mr Cristellys,\n\nJane Smith cannot come on 9 November. Please cancel her registration.\n\n\
                 Kind regards,\nPaul Green";
    stage
        .receive(&answer(
            "Paul Green",
            "paul.green@leeds.example",
            "col@leeds.example",
            &subject,
            words,
            None,
        ))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    assert!(stage.replies_to("paul.green@leeds.example").await.is_empty());
    let question = stage.last_to(JANE.address).await;
    assert_eq!(question.kind, "please-confirm");
    stage
        .receive(&says(
            &JANE,
            "Yes, that is right.",
            "yes@leeds.example",
            &question,
        ))
        .await;
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
}

#[tokio::test]
async fn a_letter_that_the_mail_system_vouches_for_needs_no_question() {
    let mut stage = Stage::with_config(1, |config| config.authserv_id = Some("mx.efus.eu".to_owned())).await;
    stage.receive(&JANE.raw()).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.";
    let letter = answer(
        JANE.name,
        JANE.address,
        "own@leeds.example",
        "Cancellation",
        words,
        None,
    );
    let vouched = [
        b"Authentication-Results: mx.efus.eu; dmarc=pass header.from=leeds.example\r\n".as_slice(),
        letter.as_slice(),
    ];
    stage.receive(&vouched.concat()).await;
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
    assert_eq!(stage.last_to(JANE.address).await.kind, "cancellation-noted");
}

#[tokio::test]
async fn rule_037_and_038_a_changed_detail_is_shown_from_old_to_new_and_the_seat_stays() {
    let mut stage = after(1, &[&JANE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nplease change my telephone number: it is now +44 113 496 0123.\n\n\
                 Kind regards,\nJane Smith";
    stage
        .receive(&says(&JANE, words, "change@leeds.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    let noted = stage.last_to(JANE.address).await;
    assert_eq!(noted.kind, "change-noted");
    assert!(noted.text.contains("+441134960123"), "{}", noted.text);
}

#[tokio::test]
async fn two_contradicting_letters_in_one_batch_are_taken_in_the_order_of_their_arrival() {
    let mut stage = after(1, &[]).await;
    let cancel = answer(
        JANE.name,
        JANE.address,
        "cancel@leeds.example",
        "Cancellation",
        "Dear Mr Cristellys,\n\nI cannot come after all. Please cancel my registration.",
        None,
    );
    let now = stage.now();
    stage.keep(&JANE.raw(), now).await;
    stage.keep(&cancel, now).await;
    stage.round().await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    assert_eq!(
        stage.kinds_to(JANE.address).await,
        ["confirmation", "please-confirm"]
    );
}

#[tokio::test]
async fn a_token_of_another_event_proves_nothing_here() {
    let other = after(1, &[&JANE]).await;
    let foreign = other.last_to(JANE.address).await;
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    // Numbers and domain are the same in both; only the secret differs.
    let words = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.";
    stage
        .receive(&says(&JANE, words, "foreign@leeds.example", &foreign))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    assert_eq!(stage.last_to(JANE.address).await.kind, "please-confirm");
    assert_eq!(
        stage.end_of(3).await,
        ("asked-back".to_owned(), Some(Reason::NotProven))
    );
}

#[tokio::test]
async fn guessed_tokens_cancel_nobody() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    let (local, domain) = confirmation.message_id.rsplit_once('@').unwrap();
    let words = "Dear Mr Cristellys,\n\nJane Smith cannot come. Please cancel the registration of Jane Smith.\n\n\
                 Kind regards,\nEve Black";
    let (known, _) = local.split_at(local.len() - 1);
    for guess in ["a", "b", "7", ""] {
        let guessed = Reply {
            message_id: format!("{known}{guess}0@{domain}"),
            ..confirmation.clone()
        };
        let id = format!("guess-{guess}@evil.example");
        let letter = answer(
            "Eve Black",
            "eve.black@evil.example",
            &id,
            "Re: Registration",
            words,
            Some(&guessed),
        );
        stage.receive(&letter).await;
        stage.wait(TimeDelta::hours(1)).await;
        assert_eq!(morning(&stage, 1).await, [Confirmed]);
        assert_eq!(morning(&stage, 2).await, [Waiting]);
    }
    assert!(
        stage
            .replies_to("eve.black@evil.example")
            .await
            .iter()
            .all(|reply| !reply.text.contains("Jane Smith"))
    );
}

#[tokio::test]
async fn a_place_on_the_waiting_list_that_is_passed_on_is_not_told_as_confirmed() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    let notice = stage.last_to(CLAIRE.address).await;
    assert_eq!(notice.kind, "waiting-list-notice");
    let words = "Bonjour,\n\nMarc Lefort me remplacera au Sommet : merci de l’inscrire à ma place.";
    stage
        .receive(&says(&CLAIRE, words, "swap@lyon.example", &notice))
        .await;
    assert_eq!(morning(&stage, 2).await, [Waiting]);
    let noted = stage.last_to(CLAIRE.address).await;
    assert_eq!(noted.kind, "swap-noted", "{:?}", stage.end_of(3).await);
    assert!(noted.text.contains("Marc Lefort"), "{}", noted.text);
    assert!(noted.text.contains("sur liste d’attente"), "{}", noted.text);
    assert!(!noted.text.contains("confirmée"), "{}", noted.text);
}
