//! Letters that would take what is not theirs, or say two things at once: guessed tokens, a colleague's address, contradictions.

use crate::desk::letters::{CLAIRE, JANE, WEBER, says};
use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State::{self, Cancelled, Confirmed, Declined, Offered, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::Reason;

const CANCEL: &str =
    "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.";

/// Jane has the one seat, Claire and then Anna Weber wait.
async fn full_house(promotion: PromotionPolicy) -> Stage {
    let mut stage = Stage::with_seats(1, |event| event.registration.promotion = promotion).await;
    for letter in [&JANE, &CLAIRE, &WEBER] {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    assert_eq!(morning(&stage).await, [Confirmed, Waiting, Waiting]);
    stage
}

async fn morning(stage: &Stage) -> Vec<State> {
    let mut all = Vec::new();
    for party in 1..=3 {
        all.extend(stage.states(party, Session::Morning).await);
    }
    all
}

/// What somebody who knows how our Message-IDs look might try for a letter of ours: `number.answer.proof@domain`.
fn guesses(message_id: &str) -> Vec<String> {
    let (local, domain) = message_id.rsplit_once('@').unwrap();
    let (number, proof) = local.rsplit_once('.').unwrap();
    let last = if proof.ends_with('0') { "1" } else { "0" };
    let all_but_last = &proof[..proof.len() - 1];
    let first = if proof.starts_with('0') { "1" } else { "0" };
    [
        format!("{number}.{all_but_last}{last}"),
        format!("{number}.{first}{}", &proof[1..]),
        format!("{number}.{all_but_last}"),
        format!("{number}.{proof}{proof}"),
        format!("{number}."),
        number.to_owned(),
        format!("{number}.{}", "0".repeat(proof.len())),
        format!("2.1.{proof}"),
    ]
    .map(|local| format!("{local}@{domain}"))
    .to_vec()
}

#[tokio::test]
async fn rule_082_guessed_tokens_in_a_letter_with_the_owners_own_address_cancel_nobody() {
    let mut stage = full_house(PromotionPolicy::Confirm).await;
    let confirmation = stage.last_to(JANE.address).await;
    for (number, message_id) in guesses(&confirmation.message_id).into_iter().enumerate() {
        let guessed = Reply {
            message_id,
            ..confirmation.clone()
        };
        let id = format!("guess{number}@evil.example");
        let words = format!("{CANCEL}\n\nThis is my letter number {number}.");
        stage.receive(&says(&JANE, &words, &id, &guessed)).await;
        let letter = i64::try_from(number).unwrap() + 4;
        assert_eq!(
            morning(&stage).await,
            [Confirmed, Waiting, Waiting],
            "{guessed:?}"
        );
        assert_eq!(
            stage.end_of(letter).await.1,
            Some(Reason::NotProven),
            "{guessed:?}"
        );
        // No limit of answers plays a part.
        stage.wait(TimeDelta::days(4)).await;
    }
    // The right one is heard.
    stage
        .receive(&says(&JANE, CANCEL, "own@leeds.example", &confirmation))
        .await;
    assert_eq!(morning(&stage).await, [Cancelled, Confirmed, Waiting]);
}

#[tokio::test]
async fn rule_082_an_answer_to_our_letter_from_a_colleagues_address_cancels_nobody_before_the_owner_agrees() {
    let mut stage = full_house(PromotionPolicy::Confirm).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nJane Smith cannot come on 9 November. Please cancel her registration.\n\n\
                 Kind regards,\nPaul Green";
    let subject = format!("Re: {}", confirmation.subject);
    let colleague = ("Paul Green", "paul.green@leeds.example");
    let forwarded = answer(
        colleague.0,
        colleague.1,
        "colleague@leeds.example",
        &subject,
        words,
        Some(&confirmation),
    );
    stage.receive(&forwarded).await;
    assert_eq!(morning(&stage).await, [Confirmed, Waiting, Waiting]);
    assert_eq!(stage.end_of(4).await.1, Some(Reason::NotProven));
    let question = stage.last_to(JANE.address).await;
    assert_eq!(question.kind, "please-confirm");
    // The colleague cannot agree in her place, though they were shown the question.
    let agrees = answer(
        colleague.0,
        colleague.1,
        "agrees@leeds.example",
        &format!("Re: {}", question.subject),
        "Yes.",
        Some(&question),
    );
    stage.receive(&agrees).await;
    assert_eq!(morning(&stage).await, [Confirmed, Waiting, Waiting]);
    stage
        .receive(&says(&JANE, "Yes.", "yes@leeds.example", &question))
        .await;
    assert_eq!(morning(&stage).await, [Cancelled, Confirmed, Waiting]);
}

#[tokio::test]
async fn a_yes_and_a_no_to_one_offer_in_one_batch_are_taken_in_the_order_of_their_arrival() {
    const YES: &str = "Oui, merci.";
    const NO: &str = "Non merci, je ne pourrai malheureusement pas venir.";
    // Who took the place and then says no has a person look at it; who let it go waits again, behind the one who has it now.
    for (first, then, stands, end) in [
        (YES, NO, [Confirmed, Confirmed, Waiting], "review"),
        (NO, YES, [Confirmed, Declined, Offered], "review"),
    ] {
        let mut stage = full_house(PromotionPolicy::Offer).await;
        stage.raise(2).await;
        let offer = stage.last_to(CLAIRE.address).await;
        assert_eq!(offer.kind, "offer");
        let (before, now) = (stage.kinds_to(CLAIRE.address).await.len(), stage.now());
        stage
            .keep(&says(&CLAIRE, first, "first@lyon.example", &offer), now)
            .await;
        stage
            .keep(&says(&CLAIRE, then, "then@lyon.example", &offer), now)
            .await;
        stage.round().await;
        assert_eq!(morning(&stage).await, stands, "{first} {then}");
        assert_eq!(stage.end_of(4).await.0, "decided", "{first} {then}");
        assert_eq!(stage.end_of(5).await.0, end, "{first} {then}");
        let letters = stage.kinds_to(CLAIRE.address).await;
        assert_eq!(letters.len(), before + 2, "each is answered once: {letters:?}");
        let taken = stage.seats().await.sessions[&Session::Morning];
        assert!(taken.confirmed + taken.offered <= 2, "{taken:?}");
    }
}

#[tokio::test]
async fn a_cancellation_and_a_change_of_the_same_person_in_one_batch_leave_the_later_to_a_person() {
    let mut stage = full_house(PromotionPolicy::Confirm).await;
    let confirmation = stage.last_to(JANE.address).await;
    let change = "Dear Mr Cristellys,\n\nplease change my registration: my telephone number is now +44 113 496 0123.\n\nJane Smith";
    let now = stage.now();
    stage
        .keep(&says(&JANE, CANCEL, "cancel@leeds.example", &confirmation), now)
        .await;
    stage
        .keep(&says(&JANE, change, "change@leeds.example", &confirmation), now)
        .await;
    stage.round().await;
    // Her seat went on with the first letter; the second finds nobody to change, and must not bring her back.
    assert_eq!(morning(&stage).await, [Cancelled, Confirmed, Waiting]);
    assert_eq!(stage.end_of(4).await.0, "decided");
    assert_eq!(stage.end_of(5).await.0, "review");
}
