//! Mistakes in what letters may do to a registration that simulated years brought to light.

use crate::desk::letters::{CLAIRE, JANE, says};
use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use rsvpd::language::Language;
use rsvpd::registration::State;
use rsvpd::request::{Attendee, Session};
use rsvpd::rules::Reason;
use rsvpd::rules::amend::by_hand;
use rsvpd::rules::by_hand::ByHand;
use rsvpd::rules::organiser::Act;

#[tokio::test]
async fn rule_031_a_change_of_what_an_organiser_is_yet_to_decide_is_left_to_the_organiser_and_seats_nobody_twice()
 {
    let mut stage = Stage::with_seats(3, |_| {}).await;
    let register = |session: &str| {
        format!(
            "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend only \
             the {session} session.\n\nKind regards,\nRobert Miller"
        )
    };
    let from = ("Robert Miller", "robert.miller@leeds.example");
    for (id, session) in [
        ("one@leeds.example", "morning"),
        ("two@leeds.example", "afternoon"),
    ] {
        let letter = answer(from.0, from.1, id, "Registration", &register(session), None);
        stage.receive(&letter).await;
    }
    let reference = stage.reference(1).await;
    assert_eq!(
        stage.end_of(2).await,
        ("review".to_owned(), Some(Reason::SaysSomethingNew(reference)))
    );
    let receipt = stage.last_to(from.1).await;
    let words = "Dear Mr Cristellys,\n\nPlease change my registration: I would like to attend the morning session instead of \
                 the afternoon session.\n\nKind regards,\nRobert Miller";
    let subject = format!("Re: {}", receipt.subject);
    let letter = answer(
        from.0,
        from.1,
        "three@leeds.example",
        &subject,
        words,
        Some(&receipt),
    );
    stage.receive(&letter).await;
    assert_eq!(stage.end_of(3).await.0, "review");
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.states(2, Session::Morning).await, []);
    assert_eq!(stage.states(2, Session::Afternoon).await, [State::Asked]);
}

#[tokio::test]
async fn rule_020_only_me_of_somebody_who_is_offered_nothing_is_left_to_an_organiser() {
    let mut stage = Stage::with_seats(2, |_| {}).await;
    let words = "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, for the \
                 afternoon session:\n\n1. Maria Keller\n2. Peter Braun\n\nKind regards,\nMaria Keller";
    let from = ("Maria Keller", "maria.keller@mainz.example");
    let letter = answer(from.0, from.1, "two@mainz.example", "Registration", words, None);
    stage.receive(&letter).await;
    assert_eq!(stage.states(1, Session::Afternoon).await, [State::Confirmed; 2]);
    assert_eq!(stage.states(1, Session::Morning).await, []);
    // Both mornings are taken; an organiser has Peter wait for one.
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    let mut form = crate::organisers::form(&stage, 1).await;
    form.persons[1].sessions.push(Session::Morning);
    crate::organisers::correct(&mut stage, 1, form).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [State::Waiting]);
    stage.organise(2, &Act::Cancel { positions: vec![0] }).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Offered]);
    let offer = stage.last_to(from.1).await;
    let me = answer(
        from.0,
        from.1,
        "me@mainz.example",
        "Re: Offer",
        "Yes, but only me.",
        Some(&offer),
    );
    stage.receive(&me).await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [State::Offered],
        "it is Peter's"
    );
    assert_eq!(
        stage.end_of(4).await,
        ("review".to_owned(), Some(Reason::AnswerUnclear))
    );
}

#[tokio::test]
async fn rule_038_whoever_came_to_a_visit_changes_to_no_other_and_the_desk_goes_on() {
    let mut stage = Stage::with_seats(9, |event| {
        *event = crate::visits::summit();
        event.capacity = None;
        for plan in &mut event.sessions {
            plan.capacity = 9;
        }
    })
    .await;
    let from = ("Robert Miller", "robert.miller@leeds.example");
    let words = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend \
                 the morning session and the study visit. I would like to see the harbour.\n\nKind regards,\nRobert Miller";
    let letter = answer(from.0, from.1, "one@leeds.example", "Registration", words, None);
    stage.receive(&letter).await;
    let (harbour, museum) = (crate::visits::visit(2), crate::visits::visit(3));
    assert_eq!(stage.states(1, harbour).await, [State::Confirmed]);
    stage.organise(1, &Act::CheckInAll).await;
    let confirmation = stage.last_to(from.1).await;
    let words = "Dear Mr Cristellys,\n\nPlease change my registration: I would like to join the visit to the museum \
                 instead.\n\nKind regards,\nRobert Miller";
    let subject = format!("Re: {}", confirmation.subject);
    let letter = answer(
        from.0,
        from.1,
        "two@leeds.example",
        &subject,
        words,
        Some(&confirmation),
    );
    stage.receive(&letter).await;
    assert_eq!(stage.end_of(2).await.0, "review");
    assert_eq!(stage.states(1, harbour).await, [State::Attended]);
    assert_eq!(stage.states(1, museum).await, []);
}

#[tokio::test]
async fn rule_082_whoever_writes_about_a_registration_that_was_entered_without_an_address_is_answered() {
    let mut stage = Stage::with_seats(2, |_| {}).await;
    let entry = ByHand {
        attendee: Attendee {
            name: Some(by_hand("Jane Smith".to_owned())),
            ..Attendee::default()
        },
        sessions: vec![Session::Morning],
        language: Language::from_code("en").unwrap(),
        waits: false,
        over_capacity_because: None,
        somebody_else: false,
    };
    let party = stage.desk.enter("maria", &entry).await.unwrap();
    let reference = stage.reference(party).await;
    let words = "Dear Mr Cristellys,\n\nUnfortunately I cannot come after all. Please cancel my registration.\n\n\
                 Kind regards,\nJane Smith";
    let subject = format!("My registration [{reference}]");
    let letter = answer(
        JANE.name,
        JANE.address,
        "cancel@leeds.example",
        &subject,
        words,
        None,
    );
    stage.receive(&letter).await;
    assert_eq!(
        stage.end_of(2).await,
        ("review".to_owned(), Some(Reason::NotProven))
    );
    assert_eq!(stage.kinds_to(JANE.address).await, ["receipt"]);
    assert_eq!(stage.states(party, Session::Morning).await, [State::Confirmed]);
}

/// Year 1912: a yes that came too late was copied to the other mailbox, which was read first, and ended the offer.
#[tokio::test]
async fn rule_021_a_letter_that_came_too_late_ends_no_offer_while_one_in_time_may_lie_in_the_other_mailbox() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    for letter in [&JANE, &CLAIRE] {
        stage.receive(&letter.raw()).await;
    }
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(CLAIRE.address).await, stage.offer_ends(2).await);
    let yes = |words: &str, id: &str| says(&CLAIRE, words, id, &offer);
    // A day later one mailbox is read, and the other could not be reached since an hour before the offer's end.
    stage.desk.clock().set(ends + TimeDelta::days(1));
    let late = yes("Oui, merci !", "late@lyon.example");
    stage.keep(&late, ends + TimeDelta::minutes(1)).await;
    let looked = Some(ends - TimeDelta::hours(1));
    assert!(stage.desk.settle_pending(looked).await.unwrap().is_empty());
    assert!(stage.desk.settle_next(looked).await.unwrap().is_empty());
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    // Now the other can be reached; both were kept before either was decided.
    let in_time = yes("Oui, je viens avec plaisir.", "in-time@lyon.example");
    stage.keep(&in_time, ends - TimeDelta::minutes(1)).await;
    stage.round().await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await.last().unwrap(),
        "confirmation"
    );
    // The late letter has its end too: it says again what holds.
    assert_eq!(
        stage.end_of(3).await,
        ("merged".to_owned(), Some(Reason::Reconfirmed))
    );
}
