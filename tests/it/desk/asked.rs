//! The limit of answers a day and letters that the desk itself asked for: they are heard beyond it, and no loop lives on them.

use crate::desk::letters::{CLAIRE, JANE, Letter};
use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::Reason;

fn says(letter: &Letter, words: &str, id: &str, to: &Reply) -> Vec<u8> {
    let subject = format!("Re: {}", to.subject);
    answer(letter.name, letter.address, id, &subject, words, Some(to))
}

/// Jane has the one seat; Claire waits, and has had as many answers as one address gets in a day.
async fn at_the_limit() -> Stage {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    for number in 0..2 {
        let last = stage.last_to(CLAIRE.address).await;
        let question = format!(
            "Bonjour,\n\nPourriez-vous me dire si le déjeuner numéro {number} est prévu sur place à Rotterdam ?\n\nClaire Moreau"
        );
        let id = format!("question{number}@lyon.example");
        stage.receive(&says(&CLAIRE, &question, &id, &last)).await;
    }
    assert_eq!(stage.kinds_to(CLAIRE.address).await.len(), 3);
    stage
}

#[tokio::test]
async fn rule_076_a_plain_yes_to_an_offer_is_heard_though_the_writer_had_all_answers_of_the_day() {
    let mut stage = at_the_limit().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    assert_eq!(offer.kind, "offer");
    stage.wait(TimeDelta::hours(1)).await;
    stage
        .receive(&says(&CLAIRE, "Oui, merci.", "yes@lyon.example", &offer))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "confirmation");
    // Whatever else she writes on that day is for a person, also as a second answer to the same offer.
    let count = stage.kinds_to(CLAIRE.address).await.len();
    let more =
        "Bonjour,\n\nPourriez-vous me dire où se trouve le vestiaire de l’hôtel de ville ?\n\nClaire Moreau";
    stage
        .receive(&says(&CLAIRE, more, "more@lyon.example", &offer))
        .await;
    assert_eq!(stage.end_of(6).await.1, Some(Reason::AnswerLimit));
    assert_eq!(stage.kinds_to(CLAIRE.address).await.len(), count);
}

#[tokio::test]
async fn rule_076_what_the_desk_asked_for_does_not_use_up_the_answers_of_the_day() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    stage
        .receive(&says(&CLAIRE, "Oui, merci.", "yes@lyon.example", &offer))
        .await;
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "confirmation");
    // The notice counted, the confirmation that she was asked for did not: two more are answered, the third is not.
    for number in 0..3 {
        let last = stage.last_to(CLAIRE.address).await;
        let question = format!(
            "Bonjour,\n\nPourriez-vous me dire si le déjeuner numéro {number} est prévu sur place à Rotterdam ?\n\nClaire Moreau"
        );
        let id = format!("question{number}@lyon.example");
        stage.receive(&says(&CLAIRE, &question, &id, &last)).await;
    }
    assert_ne!(stage.end_of(5).await.1, Some(Reason::AnswerLimit));
    assert_eq!(stage.end_of(6).await.1, Some(Reason::AnswerLimit));
}

#[tokio::test]
async fn rule_071_a_machine_that_answers_every_letter_of_ours_comes_to_an_end_within_the_day() {
    for words in [
        "Yes.",
        "Thank you for your message. Please register two persons of our office for the Summit in Rotterdam; the names follow.",
    ] {
        let mut stage = Stage::with_seats(9, |_| {}).await;
        stage.receive(&JANE.raw()).await;
        let mut answered = 0;
        for round in 0..30 {
            let all = stage.replies_to(JANE.address).await;
            if all.len() == answered {
                break;
            }
            answered = all.len();
            let id = format!("machine{round}@leeds.example");
            // A machine that counts never says the same twice.
            let words = format!("{words}\n\nTicket {round}");
            stage
                .receive(&says(&JANE, &words, &id, all.last().unwrap()))
                .await;
        }
        assert!(answered <= 7, "{words}: {answered} letters");
        let silent = stage.replies_to(JANE.address).await.len();
        assert_eq!(silent, answered, "{words}: it never ends");
    }
}

#[tokio::test]
async fn rule_076_somebody_elses_answer_to_an_offer_is_not_what_the_desk_asked_for() {
    let mut stage = at_the_limit().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    let forged = answer(
        "Eve",
        "eve@evil.example",
        "yes@evil.example",
        "Re: offer",
        "Oui.",
        Some(&offer),
    );
    stage.receive(&forged).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    // Her own answer is still awaited.
    stage
        .receive(&says(&CLAIRE, "Oui, merci.", "yes@lyon.example", &offer))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
}
