//! Offers from the waiting list, told as stories over the real store: a seat is freed, offered, taken, or passed on.

use crate::desk::letters::{CLAIRE, JANE, WEBER, says};
use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::Reason;
use rsvpd::rules::organiser::Act;

/// Jane has the only seat; Claire and Anna Weber wait, in this order. Letters 1, 2 and 3.
async fn full_house() -> Stage {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    for letter in [&JANE, &CLAIRE, &WEBER] {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation"]);
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    stage
}

#[tokio::test]
async fn rule_020_to_022_a_freed_seat_is_offered_to_the_next_with_a_deadline_and_taken_by_a_plain_yes() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    assert_eq!(offer.kind, "offer");
    assert!(
        offer.text.contains("(heure de Rotterdam, UTC+2)"),
        "{}",
        offer.text
    );
    assert_eq!(
        stage.kinds_to(WEBER.address).await,
        ["waiting-list-notice"],
        "one seat, one offer"
    );
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    stage.wait(TimeDelta::hours(2)).await;
    stage
        .receive(&says(&CLAIRE, "Oui, merci.", "yes@lyon.example", &offer))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["waiting-list-notice", "offer", "confirmation"]
    );
    let confirmation = stage.last_to(CLAIRE.address).await;
    let reference = offer.subject.rsplit_once('[').unwrap().1;
    assert!(
        confirmation.subject.ends_with(reference),
        "{}",
        confirmation.subject
    );
    assert_eq!(
        stage.end_of(4).await,
        ("decided".to_owned(), Some(Reason::OfferAccepted))
    );
}

#[tokio::test]
async fn rule_021_an_unanswered_offer_is_reminded_of_once_ends_by_itself_and_goes_to_the_next() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let ends = stage.offer_ends(2).await;
    let half = stage.now() + (ends - stage.now()) / 2;
    stage.until(half - TimeDelta::minutes(1)).await;
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["waiting-list-notice", "offer"]
    );
    stage.until(half).await;
    stage.until(ends - TimeDelta::hours(1)).await;
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["waiting-list-notice", "offer", "offer-reminder"]
    );
    stage.until(ends + TimeDelta::minutes(16)).await;
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await.last().unwrap(),
        "offer-expired"
    );
    assert_eq!(stage.states(2, Session::Morning).await, [State::Expired]);
    assert_eq!(stage.states(3, Session::Morning).await, [State::Offered]);
    assert_eq!(
        stage.kinds_to(WEBER.address).await,
        ["waiting-list-notice", "offer"]
    );
}

#[tokio::test]
async fn a_yes_that_is_said_again_gets_no_further_letter_and_needs_nobody() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    for (id, words) in [
        ("yes@lyon.example", "Oui, merci."),
        ("again@lyon.example", "Oui, je viens avec plaisir."),
    ] {
        stage.receive(&says(&CLAIRE, words, id, &offer)).await;
    }
    let confirmation = stage.last_to(CLAIRE.address).await;
    let once_more = says(&CLAIRE, "Oui, j’y serai.", "more@lyon.example", &confirmation);
    stage.receive(&once_more).await;
    for letter in [5, 6] {
        let end = stage.end_of(letter).await;
        assert_eq!(end, ("merged".to_owned(), Some(Reason::Reconfirmed)));
    }
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["waiting-list-notice", "offer", "confirmation"]
    );
    // Who brings somebody says more than yes.
    let with = "Oui, et ma collègue Sophie Garnier viendra aussi.";
    let with = says(&CLAIRE, with, "with@lyon.example", &confirmation);
    stage.receive(&with).await;
    assert_ne!(stage.end_of(7).await.1, Some(Reason::Reconfirmed));
}

#[tokio::test]
async fn rule_023_a_refusal_by_reply_passes_the_seat_on_at_once() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    let no = "Non merci, je ne pourrai malheureusement pas venir.";
    stage.receive(&says(&CLAIRE, no, "no@lyon.example", &offer)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Declined]);
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await.last().unwrap(),
        "decline-noted"
    );
    assert_eq!(stage.kinds_to(WEBER.address).await.last().unwrap(), "offer");
}

#[tokio::test]
async fn an_acceptance_that_arrived_in_time_wins_though_it_is_read_later() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    // The mailbox could not be reached for a day; the letter lay in it.
    stage.desk.clock().set(ends + TimeDelta::days(1));
    let yes = says(&CLAIRE, "Oui, je viens avec plaisir.", "yes@lyon.example", &offer);
    stage.keep(&yes, ends - TimeDelta::seconds(1)).await;
    stage.round().await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.kinds_to(WEBER.address).await, ["waiting-list-notice"]);
}

#[tokio::test]
async fn an_acceptance_one_second_after_the_end_waits_with_its_first_rank_and_the_next_has_the_seat() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    stage.desk.clock().set(ends + TimeDelta::seconds(1));
    stage
        .receive(&says(&CLAIRE, "Oui, merci !", "yes@lyon.example", &offer))
        .await;
    // One that came in time may still show up in the mailbox.
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    stage.wait(TimeDelta::minutes(16)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
    assert_eq!(stage.states(3, Session::Morning).await, [State::Offered]);
    // One letter tells all of it: that the offer ended, and where she stands.
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["waiting-list-notice", "offer", "waiting-list-notice"]
    );
    assert_eq!(stage.end_of(4).await.1, Some(Reason::AcceptedTooLate));
    // The next seat is Claire's: she kept her first rank.
    stage.raise(3).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
}

#[tokio::test]
async fn a_late_acceptance_is_confirmed_where_a_seat_is_free_and_nobody_waits() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    stage.until(ends + TimeDelta::days(2)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Expired]);
    stage
        .receive(&says(&CLAIRE, "Oui, merci !", "yes@lyon.example", &offer))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await.last().unwrap(),
        "confirmation"
    );
}

#[tokio::test]
async fn rule_070_an_out_of_office_answer_counts_neither_way() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    let away = "Je suis absente du bureau jusqu’au 3 novembre et ne pourrai pas répondre à vos messages.";
    let robot = String::from_utf8(says(&CLAIRE, away, "ooo@lyon.example", &offer)).unwrap();
    let robot = robot.replacen("MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version", 1);
    stage.receive(robot.as_bytes()).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    assert_eq!(stage.end_of(4).await.0, "ignored");
    // Nor does one that comes when the offer has just ended keep its end from Claire.
    stage.until(ends + TimeDelta::seconds(1)).await;
    let again = robot.replace("ooo@lyon.example", "ooo2@lyon.example");
    stage.receive(again.as_bytes()).await;
    assert_eq!(stage.end_of(5).await.0, "ignored");
    stage.until(ends + TimeDelta::hours(1)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Expired]);
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await.last().unwrap(),
        "offer-expired"
    );
}

#[tokio::test]
async fn a_notice_of_absence_without_its_header_refuses_nothing_and_an_organiser_looks() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    let away = "Je suis absente du bureau jusqu’au 3 novembre et ne pourrai pas répondre à vos messages.";
    stage
        .receive(&says(&CLAIRE, away, "ooo2@lyon.example", &offer))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    assert_eq!(
        stage.end_of(4).await,
        ("review".to_owned(), Some(Reason::AnswerUnclear))
    );
}

#[tokio::test]
async fn an_answer_from_a_colleagues_address_is_left_to_an_organiser_and_the_offer_holds() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    let colleague = answer(
        "Luc Petit",
        "luc.petit@lyon.example",
        "colleague@lyon.example",
        "Re: Offre",
        "Oui, merci.",
        Some(&offer),
    );
    stage.receive(&colleague).await;
    assert_eq!(
        stage.end_of(4).await,
        ("review".to_owned(), Some(Reason::OtherSender))
    );
    stage.until(ends + TimeDelta::hours(1)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
}

#[tokio::test]
async fn rule_014_an_organisers_refusal_frees_nothing_and_a_confirmation_beyond_frees_nothing() {
    let mut stage = full_house().await;
    let beyond = Act::Confirm {
        over_capacity_because: Some("opens the afternoon".to_owned()),
    };
    stage.organise(3, &beyond).await;
    assert_eq!(stage.states(3, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    // A second seat is for whoever is beyond.
    stage.raise(2).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    let mut stage = full_house().await;
    stage.organise(3, &Act::Refuse { reason: None }).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    stage.raise(2).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await.last().unwrap(), "offer");
}

#[tokio::test]
async fn rule_014_a_seat_beyond_the_capacity_that_is_given_back_is_nobody_elses() {
    let mut stage = full_house().await;
    let beyond = Act::Confirm {
        over_capacity_because: Some("opens the afternoon".to_owned()),
    };
    stage.organise(3, &beyond).await;
    let cancel = Act::Cancel { positions: vec![0] };
    stage.organise(1, &cancel).await;
    assert_eq!(
        stage.states(2, Session::Morning).await,
        [State::Waiting],
        "one seat, and one has it"
    );
    stage.organise(3, &cancel).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
}

#[tokio::test]
async fn the_same_words_to_a_later_offer_are_an_answer_of_their_own() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let (first, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    let yes = "Oui, merci beaucoup, je viendrai avec plaisir.\n\nCordialement,\nClaire Moreau\nVille de Lyon";
    stage.until(ends + TimeDelta::hours(1)).await;
    stage
        .receive(&says(&CLAIRE, yes, "late@lyon.example", &first))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
    stage.wait(TimeDelta::days(2)).await;
    stage.raise(4).await;
    let second = stage.last_to(CLAIRE.address).await;
    assert_eq!(second.kind, "offer");
    stage
        .receive(&says(&CLAIRE, yes, "again@lyon.example", &second))
        .await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
}

#[tokio::test]
async fn a_yes_that_brings_somebody_else_is_not_taken_for_a_yes_alone() {
    let mut stage = full_house().await;
    stage.raise(2).await;
    let offer = stage.last_to(CLAIRE.address).await;
    let yes = "Oui, je confirme ma venue. Merci d’inscrire également mon collègue Jean Petit au Sommet du 9 novembre.";
    stage
        .receive(&says(&CLAIRE, yes, "both@lyon.example", &offer))
        .await;
    let (outcome, reason) = stage.end_of(4).await;
    assert_eq!(outcome, "review", "{reason:?}");
}

#[tokio::test]
async fn rule_083_letters_that_leave_later_greet_the_writer_and_no_display_name() {
    let mut stage = full_house().await;
    let wish = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November.\n\nKind regards,\n\
                Fiona Murchie\nCommunity Safety, Dundee City Council";
    let for_another = "Please register Alistair Macrae for the Summit of Mayors in Rotterdam on 9 November.";
    let from = [
        (
            "\"Murchie, Fiona\"",
            "fiona@dundee.example",
            wish,
            "Dear Fiona Murchie,",
        ),
        (
            "MAYOR'S OFFICE 2",
            "office@dundee.example",
            for_another,
            "Dear Sir or Madam,",
        ),
    ];
    for (name, address, words, _) in from {
        let id = format!("1.{address}");
        stage
            .receive(&answer(name, address, &id, "Summit of Mayors", words, None))
            .await;
    }
    stage.raise(5).await;
    for (_, address, _, greeting) in from {
        let later = stage.last_to(address).await;
        assert_eq!(later.kind, "offer", "{address}");
        assert!(later.text.starts_with(greeting), "{}", later.text);
    }
}
