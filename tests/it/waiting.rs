//! The waiting list, told as stories over the real store: who is next, who is passed, who stays where they are.

use crate::desk::letters::{CLAIRE, JANE, Letter, WEBER, says};
use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::daemon::DeskError;
use rsvpd::event::{PromotionPolicy, QueueOrder};
use rsvpd::registration::State::{self, Cancelled, Confirmed, Offered, Waiting};
use rsvpd::request::Session;
use rsvpd::rules::Reason;
use rsvpd::rules::organiser::{Act, ActRefused};
use rsvpd::store::views::{Filter, Page};

const PAIR: Letter = Letter {
    name: "Maria Keller",
    address: "maria.keller@mainz.example",
    language: "en",
    to: "cristellys@efus.eu",
    subject: "Registration of two persons",
    words: "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, \
            morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n\nKind regards,",
};

/// So many seats; these letters came one hour after the other.
async fn after(seats: u32, letters: &[&Letter]) -> Stage {
    let mut stage = Stage::with_seats(seats, |_| {}).await;
    for letter in letters {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    stage
}

/// Whoever wrote this letter cancels, in answer to what they heard last.
async fn cancel(stage: &mut Stage, letter: &Letter, id: &str) {
    let last = stage.last_to(letter.address).await;
    let words = match letter.language {
        "fr" => "Bonjour,\n\nje ne pourrai finalement pas venir : merci d’annuler mon inscription.",
        "de" => "Guten Tag,\n\nich kann leider nicht kommen. Bitte streichen Sie meine Anmeldung.",
        _ => "Unfortunately I cannot come after all. Please cancel my registration.",
    };
    stage.receive(&says(letter, words, id, &last)).await;
}

async fn morning(stage: &Stage, party: i64) -> Vec<State> {
    stage.states(party, Session::Morning).await
}

async fn offers_to(stage: &Stage, letter: &Letter) -> usize {
    let kinds = stage.kinds_to(letter.address).await;
    kinds.iter().filter(|kind| *kind == "offer").count()
}

#[tokio::test]
async fn rule_012_the_letter_tells_the_place_that_the_list_shows_and_by_which_seats_are_given() {
    let mut stage = Stage::with_seats(0, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        event.registration.show_position = true;
    })
    .await;
    let tells = |told: &Reply, sentence: &str| assert!(told.text.contains(sentence), "{}", told.text);
    // Two persons are one entry, and whoever an organiser put back is behind whoever comes new; all in one batch.
    stage.receive(&JANE.raw()).await;
    let rank = (1, Session::Morning);
    stage
        .desk
        .rank(rank, -1, ("juan", "comes from the city"))
        .await
        .unwrap();
    let now = stage.now();
    for letter in [&PAIR, &CLAIRE, &WEBER] {
        stage.keep(&letter.raw(), now).await;
    }
    stage.round().await;
    tells(&stage.last_to(CLAIRE.address).await, "sur la liste : 2.");
    tells(&stage.last_to(WEBER.address).await, "Platz auf der Liste: 3.");
    let page = Page {
        offset: 0,
        limit: 10,
        newest_first: false,
    };
    let store = stage.desk.store();
    let list = store
        .waiting_list(Session::Morning, &Filter::default(), page)
        .await
        .unwrap();
    let places: Vec<(i64, i64)> = list.rows.iter().map(|row| (row.place, row.party)).collect();
    assert_eq!(places, [(1, 2), (2, 3), (3, 4), (4, 1)]);
    stage.raise(3).await;
    for (party, state) in [(2, Confirmed), (3, Confirmed), (4, Waiting), (1, Waiting)] {
        assert!(
            morning(&stage, party).await.iter().all(|found| *found == state),
            "{party}"
        );
    }
}

#[tokio::test]
async fn rule_017_a_party_that_is_passed_over_has_it_in_its_journal_with_the_seats_it_needs() {
    let mut stage = Stage::with_seats(0, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        event.registration.queue_order = QueueOrder::SkipTooBig;
    })
    .await;
    for letter in [&PAIR, &CLAIRE, &WEBER] {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    stage.raise(1).await;
    assert_eq!(morning(&stage, 1).await, [Waiting, Waiting]);
    assert_eq!(
        (morning(&stage, 2).await, morning(&stage, 3).await),
        (vec![Confirmed], vec![Waiting])
    );
    let skipped = Reason::Skipped {
        session: Session::Morning,
        free: 1,
        need: 2,
    };
    let skipped = serde_json::to_value(&skipped).unwrap();
    let shown = stage.desk.store().show("1").await.unwrap().unwrap();
    let told = shown
        .journal
        .iter()
        .filter(|entry| entry.details["reason"] == skipped);
    assert_eq!(told.count(), 1, "{:?}", shown.journal);
    // The others were passed over by nobody.
    let shown = stage.desk.store().show("3").await.unwrap().unwrap();
    assert!(shown.journal.iter().all(|entry| entry.what != "idle-seats"));
}

#[tokio::test]
async fn rule_025_after_the_cutoff_nobody_is_offered_or_given_a_seat_that_is_free() {
    for promotion in [PromotionPolicy::Offer, PromotionPolicy::Confirm] {
        let mut stage = Stage::with_seats(1, |event| {
            event.registration.promotion = promotion;
            event.registration.offers_until = Some(event.registration.closes - TimeDelta::days(2));
        })
        .await;
        stage.receive(&JANE.raw()).await;
        stage.receive(&CLAIRE.raw()).await;
        let cutoff = stage.desk.config().event.registration.offers_until.unwrap();
        stage.until(cutoff).await;
        cancel(&mut stage, &JANE, "cancel@leeds.example").await;
        stage.raise(2).await;
        stage.wait(TimeDelta::days(1)).await;
        assert_eq!(morning(&stage, 1).await, [Cancelled]);
        assert_eq!(morning(&stage, 2).await, [Waiting], "{promotion:?}");
        assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
        // Nor does the seat go past her to whoever comes later (I4).
        stage.receive(&WEBER.raw()).await;
        assert_eq!(morning(&stage, 4).await, [Waiting]);
    }
}

#[tokio::test]
async fn rule_029b_whoever_finds_the_waiting_list_full_is_told_so() {
    let mut stage = Stage::with_seats(0, |event| {
        event.registration.waiting_list_capacity = Some(1);
    })
    .await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.end_of(2).await.1, Some(Reason::WaitingListFull));
    let told = stage.last_to(CLAIRE.address).await;
    assert_eq!(told.kind, "receipt");
    assert!(
        told.text.contains("la liste d’attente est actuellement complète"),
        "{}",
        told.text
    );
}

#[tokio::test]
async fn rule_004_and_019_an_open_offer_is_a_taken_seat_and_who_gets_it_is_told_at_once() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    stage.raise(2).await;
    assert_eq!(morning(&stage, 2).await, [Offered]);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "offer");
    stage.receive(&WEBER.raw()).await;
    assert_eq!(morning(&stage, 3).await, [Waiting]);
    let counts = stage.desk.store().counts().await.unwrap();
    let of = |state| counts.places.get(&(Session::Morning, state)).copied();
    assert_eq!(
        (of(Confirmed), of(Offered), of(Waiting)),
        (Some(1), Some(1), Some(1))
    );
}

#[tokio::test]
async fn rule_006_fewer_seats_than_are_taken_drop_nobody_and_promote_nobody_until_one_is_free() {
    let mut stage = after(2, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(1).await;
    assert_eq!(
        (morning(&stage, 1).await, morning(&stage, 2).await),
        (vec![Confirmed], vec![Confirmed])
    );
    cancel(&mut stage, &JANE, "cancel@leeds.example").await;
    assert_eq!(
        morning(&stage, 3).await,
        [Waiting],
        "one seat, and one person has it"
    );
    cancel(&mut stage, &CLAIRE, "cancel@lyon.example").await;
    assert_eq!(morning(&stage, 3).await, [Offered]);
}

#[tokio::test]
async fn rule_015_who_left_the_list_is_passed_and_the_next_is_asked() {
    let mut stage = after(1, &[&JANE, &CLAIRE, &WEBER]).await;
    cancel(&mut stage, &CLAIRE, "cancel@lyon.example").await;
    stage.raise(2).await;
    assert_eq!(
        (morning(&stage, 2).await, morning(&stage, 3).await),
        (vec![Cancelled], vec![Offered])
    );
}

#[tokio::test]
async fn rule_026_and_027_who_accepts_and_cancels_frees_the_seat_at_once_and_comes_back_last() {
    let mut stage = after(1, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    stage
        .receive(&says(&CLAIRE, "Oui, merci.", "yes@lyon.example", &offer))
        .await;
    cancel(&mut stage, &CLAIRE, "cancel@lyon.example").await;
    assert_eq!(
        morning(&stage, 3).await,
        [Offered],
        "long before Claire's offer would have ended"
    );
    // A day later she would like to come after all.
    stage.wait(TimeDelta::days(1)).await;
    let again = "Monsieur,\n\nfinalement je souhaite m’inscrire au Sommet des maires du 9 novembre à Rotterdam. \
                 Je participerai à la séance du matin et à celle de l’après-midi.\n\nCordialement,\n\nClaire Moreau";
    let letter = answer(
        CLAIRE.name,
        CLAIRE.address,
        "again@lyon.example",
        "Inscription",
        again,
        None,
    );
    stage.receive(&letter).await;
    let last = stage.desk.store().show("6").await.unwrap().unwrap();
    assert_eq!(last.request.unwrap().outcome, "decided");
    assert_eq!(morning(&stage, 6).await, [Waiting]);
    assert_eq!(offers_to(&stage, &CLAIRE).await, 1);
}

#[tokio::test]
async fn rule_029_new_entries_and_promotion_are_stopped_each_by_itself() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.promotion = PromotionPolicy::Pause;
        event.registration.waiting_list_capacity = Some(1);
    })
    .await;
    for letter in [&JANE, &CLAIRE, &WEBER] {
        stage.receive(&letter.raw()).await;
    }
    assert_eq!(morning(&stage, 2).await, [Waiting]);
    assert_eq!(
        stage.end_of(3).await,
        ("review".to_owned(), Some(Reason::WaitingListFull))
    );
    stage.raise(3).await;
    assert_eq!(morning(&stage, 2).await, [Waiting], "promotion is paused");
}

#[tokio::test]
async fn rule_029a_a_pair_that_leaves_frees_two_seats_and_one_who_waits_frees_none() {
    let mut stage = after(2, &[&PAIR, &JANE, &CLAIRE, &WEBER]).await;
    cancel(&mut stage, &WEBER, "cancel@mannheim.example").await;
    assert_eq!(
        (offers_to(&stage, &JANE).await, offers_to(&stage, &CLAIRE).await),
        (0, 0)
    );
    let last = stage.last_to(PAIR.address).await;
    let words = "Dear Mr Cristellys,\n\nunfortunately both of us cannot come. Please cancel the registration of \
                 Maria Keller and Peter Braun.\n\nKind regards,\nMaria Keller";
    stage
        .receive(&says(&PAIR, words, "both@mainz.example", &last))
        .await;
    assert_eq!(morning(&stage, 1).await, [Cancelled; 2]);
    assert_eq!(
        (offers_to(&stage, &JANE).await, offers_to(&stage, &CLAIRE).await),
        (1, 1)
    );
}

#[tokio::test]
async fn rule_033_the_same_letter_fetched_twice_is_answered_once() {
    let mut stage = after(1, &[&JANE]).await;
    let now = stage.now();
    stage.keep(&JANE.raw(), now).await;
    stage.round().await;
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation"]);
    assert_eq!(stage.desk.store().counts().await.unwrap().copies, 1);
}

#[tokio::test]
async fn rule_036_a_change_after_the_freeze_waits_for_a_person_and_changes_nothing() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.changes_until = Some(event.registration.opens + TimeDelta::days(11));
    })
    .await;
    stage.receive(&JANE.raw()).await;
    let confirmation = stage.last_to(JANE.address).await;
    stage.wait(TimeDelta::days(2)).await;
    let words = "Dear Mr Cristellys,\n\nI can no longer attend. My deputy Robert Miller will come in my place.\n\n\
                 Kind regards,\nJane Smith";
    stage
        .receive(&says(&JANE, words, "swap@leeds.example", &confirmation))
        .await;
    assert_eq!(stage.end_of(2).await, ("review".to_owned(), Some(Reason::Frozen)));
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    assert_eq!(stage.last_to(JANE.address).await.kind, "receipt");
}

#[tokio::test]
async fn rule_028_who_let_an_offer_end_is_seen_and_can_be_brought_back() {
    let mut stage = after(1, &[&JANE, &CLAIRE]).await;
    stage.raise(2).await;
    let ends = stage.offer_ends(2).await;
    stage.until(ends + TimeDelta::days(1)).await;
    assert_eq!(morning(&stage, 2).await, [State::Expired]);
    stage.organise(2, &Act::Revive).await;
    assert_eq!(
        morning(&stage, 2).await,
        [Offered],
        "back on the list, and the seat is free"
    );
    assert_eq!(offers_to(&stage, &CLAIRE).await, 2);
}

#[tokio::test]
async fn rule_034_what_was_cancelled_is_not_taken_up_again_beside_another_registration() {
    let mut stage = after(2, &[&JANE]).await;
    cancel(&mut stage, &JANE, "cancel@leeds.example").await;
    let words = "Dear Mr Cristellys,\n\nI can come after all: please register me again for the Summit of Mayors on \
                 9 November. I will attend the morning session.\n\nKind regards,\nJane Smith";
    let letter = answer(
        JANE.name,
        JANE.address,
        "again@leeds.example",
        "Registration",
        words,
        None,
    );
    stage.receive(&letter).await;
    assert_eq!(morning(&stage, 3).await, [Confirmed]);
    let refused = stage.desk.organise(1, "Juan", &Act::Reopen).await;
    assert!(
        matches!(
            refused,
            Err(DeskError::Refused(ActRefused::RegisteredElsewhere { .. }))
        ),
        "{refused:?}"
    );
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
}

#[tokio::test]
async fn rule_031_who_registers_again_is_answered_under_the_reference_that_stands_and_speaks_of_that() {
    let mut stage = after(1, &[&JANE]).await;
    let again = "Dear Mr Cristellys,\n\nOnce more: please register me for the Summit of Mayors in Rotterdam on 9 November, \
                 for the morning session and for the afternoon session.\n\nKind regards,\nJane Smith";
    let subject = "Registration once more";
    stage
        .receive(&answer(
            JANE.name,
            JANE.address,
            "again@leeds.example",
            subject,
            again,
            None,
        ))
        .await;
    assert_eq!(stage.end_of(2).await.0, "merged");
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "already-registered");
    let stands = stage.reference(1).await;
    assert!(told.subject.contains(&stands), "{}", told.subject);
    assert!(told.text.contains(&stands), "{}", told.text);
    assert!(!told.text.contains(&stage.reference(2).await), "{}", told.text);
    let words = "Please cancel my registration, I cannot come.";
    stage
        .receive(&says(&JANE, words, "cancel@leeds.example", &told))
        .await;
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
}
