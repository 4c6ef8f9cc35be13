//! Mistakes that simulated years brought to light, each as a story of its own.

use crate::desk::letters::{CLAIRE, JANE, bounce_of};
use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use rsvpd::daemon::{Desk, DeskError, Order};
use rsvpd::event::{Autonomy, PromotionPolicy, QueueOrder};
use rsvpd::language::Language;
use rsvpd::registration::State;
use rsvpd::request::{Attendee, Session};
use rsvpd::rules::Reason;
use rsvpd::rules::amend::by_hand;
use rsvpd::rules::by_hand::ByHand;
use rsvpd::rules::organiser::Act;
use rsvpd::store::Undone;
use sqlx::{Connection, Executor, SqliteConnection};

mod letters;

/// An organiser puts a party on the waiting list, and may take it back for ten minutes.
async fn put_on_the_list(stage: &Stage, party: i64) {
    let shown = stage.desk.store().show(&party.to_string()).await;
    let order = Order {
        user: "maria".to_owned(),
        act: Act::Waitlist,
        version: shown.unwrap().unwrap().request.unwrap().version,
        words: None,
        undo_for: TimeDelta::minutes(10),
    };
    stage.desk.act(party, &order).await.unwrap();
}

#[tokio::test]
async fn a_desk_that_dies_while_it_notes_a_bounce_reads_the_report_again() {
    let mut stage = Stage::with_seats(2, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    let reply = stage.last_to(JANE.address).await;
    let mut sql = SqliteConnection::connect(&stage.desk.config().store_url)
        .await
        .unwrap();
    sql.execute(
        "CREATE TRIGGER crash BEFORE UPDATE ON outbox WHEN NEW.state = 'bounced' \
         BEGIN SELECT RAISE(ABORT, 'the desk dies here'); END",
    )
    .await
    .unwrap();
    let now = stage.now();
    stage
        .keep(&bounce_of(&format!("<{}>", reply.message_id)), now)
        .await;
    assert!(stage.desk.settle_pending(None).await.is_err());
    sql.execute("DROP TRIGGER crash").await.unwrap();
    stage.round().await;
    assert_eq!(stage.end_of(2).await.0, "ignored");
    let troubled = stage.desk.store().troubled_replies(5).await.unwrap();
    assert_eq!(troubled.len(), 1, "{troubled:?}");
}

#[tokio::test]
async fn rule_014_whoever_is_put_on_the_list_while_seats_are_free_gets_one_when_time_passes() {
    let mut stage = Stage::with_seats(2, |event| {
        event.registration.opens += TimeDelta::days(20);
        event.registration.promotion = PromotionPolicy::Confirm;
    })
    .await;
    // Too early: an organiser looks, and puts her on the list.
    stage.desk.clock().set(stage.now() - TimeDelta::days(20));
    stage.receive(&CLAIRE.raw()).await;
    put_on_the_list(&stage, 1).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Waiting]);
    stage.wait(TimeDelta::minutes(1)).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["receipt"],
        "the first letter can still be taken back, and the second does not leave before it"
    );
    stage.wait(TimeDelta::minutes(10)).await;
    assert_eq!(
        stage.kinds_to(CLAIRE.address).await,
        ["receipt", "waiting-list-notice", "promotion"]
    );
}

#[tokio::test]
async fn rule_016_a_late_yes_for_one_of_two_takes_one() {
    let mut stage = Stage::with_seats(0, |_| {}).await;
    let words = "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, \
                 morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n\nKind regards,\nMaria Keller";
    let from = ("Maria Keller", "maria.keller@mainz.example");
    let letter = answer(from.0, from.1, "two@mainz.example", "Registration", words, None);
    stage.receive(&letter).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Waiting; 2]);
    stage.raise(2).await;
    let (offer, ends) = (stage.last_to(from.1).await, stage.offer_ends(1).await);
    stage.until(ends + TimeDelta::days(1)).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Expired; 2]);
    let yes = answer(
        from.0,
        from.1,
        "yes@mainz.example",
        "Re: Offer",
        "Yes, but only me.",
        Some(&offer),
    );
    stage.receive(&yes).await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [State::Confirmed, State::Expired]
    );
}

#[tokio::test]
async fn rule_031_a_seat_is_not_passed_on_to_somebody_who_has_one_already() {
    let mut stage = Stage::with_seats(3, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    let words = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will \
                 attend the morning session and the afternoon session.\n\nKind regards,\nRobert Miller";
    let address = "robert.miller@leeds.example";
    let own = answer(
        "Robert Miller",
        address,
        "own@leeds.example",
        "Registration",
        words,
        None,
    );
    stage.receive(&own).await;
    let confirmation = stage.last_to(JANE.address).await;
    let swap = "Dear Mr Cristellys,\n\nI can no longer attend. My deputy Robert Miller will come in my place.\n\n\
                Kind regards,\nJane Smith";
    let subject = format!("Re: {}", confirmation.subject);
    let letter = answer(
        JANE.name,
        JANE.address,
        "swap@leeds.example",
        &subject,
        swap,
        Some(&confirmation),
    );
    stage.receive(&letter).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    let reference = stage.reference(2).await;
    assert_eq!(
        stage.end_of(3).await,
        ("review".to_owned(), Some(Reason::MaybeDuplicate(reference)))
    );
}

#[tokio::test]
async fn a_reply_in_a_dead_desks_hands_is_uncertain_though_the_clock_did_not_move() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    let now = stage.now();
    stage.keep(&JANE.raw(), now).await;
    stage.desk.settle_pending(None).await.unwrap();
    let claimed = stage.desk.store().due("a desk that dies", now, 5).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(stage.desk.recover().await.unwrap(), 1);
    let troubled = stage.desk.store().troubled_replies(5).await.unwrap();
    assert_eq!(troubled[0].state, rsvpd::store::ReplyState::Uncertain);
}

#[tokio::test]
async fn rule_019_whoever_is_entered_by_hand_to_wait_and_is_offered_a_seat_at_once_is_told_of_it() {
    let mut stage = Stage::with_seats(2, |_| {}).await;
    let address = "paul.petit@lyon.example";
    let entry = ByHand {
        attendee: Attendee {
            name: Some(by_hand("Paul Petit".to_owned())),
            email: Some(by_hand(address.to_owned())),
            ..Attendee::default()
        },
        sessions: vec![Session::Morning],
        language: Language::from_code("fr").unwrap(),
        waits: true,
        over_capacity_because: None,
        somebody_else: false,
    };
    let party = stage.desk.enter("maria", &entry).await.unwrap();
    assert_eq!(
        stage.states(party, Session::Morning).await,
        [State::Offered],
        "a seat is free and nobody is before him"
    );
    stage.round().await;
    assert_eq!(stage.kinds_to(address).await, ["waiting-list-notice", "offer"]);
}

#[tokio::test]
async fn rule_012_a_letter_that_came_first_and_is_read_last_gets_the_seat_that_those_behind_it_left_idle() {
    let mut stage = Stage::with_seats(1, |_| {}).await;
    let words = "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, \
                 morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n\nKind regards,\nMaria Keller";
    let letter = answer(
        "Maria Keller",
        "maria.keller@mainz.example",
        "two@mainz.example",
        "Registration",
        words,
        None,
    );
    let came = stage.now();
    stage.wait(TimeDelta::hours(1)).await;
    stage.receive(&letter).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Waiting; 2]);
    // It lay in another mailbox for an hour.
    stage.keep(&JANE.raw(), came).await;
    stage.desk.settle_pending(None).await.unwrap();
    assert_eq!(
        stage.states(2, Session::Morning).await,
        [State::Offered],
        "she is first in the line, and one seat is free"
    );
}

#[tokio::test]
async fn rule_011_while_nobody_is_promoted_no_new_letter_takes_the_seat_of_somebody_who_waits_and_fits() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.promotion = PromotionPolicy::Pause;
        event.registration.queue_order = QueueOrder::SkipTooBig;
    })
    .await;
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
    stage.organise(1, &Act::Cancel { positions: vec![0] }).await;
    let words = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will \
                 attend the morning session and the afternoon session.\n\nKind regards,\nRobert Miller";
    let from = ("Robert Miller", "robert.miller@leeds.example");
    let letter = answer(from.0, from.1, "late@leeds.example", "Registration", words, None);
    stage.receive(&letter).await;
    assert_eq!(
        stage.states(3, Session::Morning).await,
        [State::Waiting],
        "Claire is before him, and the seat is kept for her"
    );
    stage
        .change(|event| event.registration.promotion = PromotionPolicy::Confirm)
        .await;
    stage.wait(TimeDelta::minutes(1)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.states(3, Session::Morning).await, [State::Waiting]);
}

#[tokio::test]
async fn rule_003_and_030_where_the_event_as_a_whole_is_full_they_wait_for_all_the_visits_they_wish() {
    let mut stage = Stage::with_seats(9, |event| {
        *event = crate::visits::summit();
        event.capacity = Some(1);
        for plan in &mut event.sessions {
            plan.capacity = 9;
        }
    })
    .await;
    stage.receive(&JANE.raw()).await;
    let words = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will \
                 attend the morning session and the study visit. I would like to see the harbour, otherwise Delfshaven.\n\n\
                 Kind regards,\nRobert Miller";
    let from = ("Robert Miller", "robert.miller@leeds.example");
    let letter = answer(from.0, from.1, "full@leeds.example", "Registration", words, None);
    stage.receive(&letter).await;
    for visit in [1, 2] {
        let visit = crate::visits::visit(visit);
        assert_eq!(stage.states(2, visit).await, [State::Waiting], "{visit:?}");
    }
}

#[tokio::test]
async fn rule_006_in_an_event_with_fewer_places_than_persons_whoever_has_a_seat_can_get_another_one() {
    let mut stage = Stage::with_seats(2, |event| {
        event.capacity = Some(2);
        event.registration.promotion = PromotionPolicy::Confirm;
        for plan in &mut event.sessions {
            plan.capacity = if plan.id == Session::Afternoon { 1 } else { 2 };
        }
    })
    .await;
    stage.desk.apply_capacities().await.unwrap();
    stage.receive(&JANE.raw()).await;
    stage.receive(&CLAIRE.raw()).await;
    assert_eq!(stage.states(2, Session::Afternoon).await, [State::Waiting]);
    // A place less: nobody loses theirs, and nobody new comes in.
    let mut config = stage.desk.config().clone();
    config.event.capacity = Some(1);
    for plan in &mut config.event.sessions {
        plan.capacity = 2;
    }
    let clock = stage.desk.clock().clone();
    stage.desk = Desk::open(config, clock).await.unwrap();
    let refused = stage.desk.apply_capacities().await;
    let Err(DeskError::TakenSeats(excess)) = refused else {
        panic!("{refused:?}");
    };
    stage
        .desk
        .lower_capacities("maria", &excess.to_string())
        .await
        .unwrap();
    stage.wait(TimeDelta::minutes(1)).await;
    assert_eq!(stage.states(2, Session::Afternoon).await, [State::Confirmed]);
}

#[tokio::test]
async fn rule_005_an_offer_that_an_organiser_took_away_by_mistake_holds_until_its_old_end_once_that_is_undone()
 {
    let mut stage = Stage::with_seats(0, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    stage.raise(1).await;
    let ends = stage.offer_ends(1).await;
    let shown = stage.desk.store().show("1").await.unwrap().unwrap();
    let order = Order {
        user: "maria".to_owned(),
        act: Act::Cancel { positions: vec![0] },
        version: shown.request.unwrap().version,
        words: None,
        undo_for: TimeDelta::minutes(10),
    };
    stage.desk.act(1, &order).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [State::Cancelled]);
    assert_eq!(stage.desk.undo(1, "maria").await.unwrap(), Undone::Done);
    assert_eq!(stage.states(1, Session::Morning).await, [State::Offered]);
    assert_eq!(stage.offer_ends(1).await, ends);
}

#[tokio::test]
async fn rule_011_whoever_an_organiser_put_on_the_list_comes_before_a_letter_that_is_read_a_moment_later() {
    let mut stage = Stage::with_seats(1, |event| {
        event.registration.promotion = PromotionPolicy::Confirm;
        event.registration.queue_order = QueueOrder::SkipTooBig;
    })
    .await;
    stage
        .change(|event| event.registration.autonomy = Autonomy::Draft)
        .await;
    stage.receive(&JANE.raw()).await;
    stage
        .change(|event| event.registration.autonomy = Autonomy::Assisted)
        .await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Asked]);
    put_on_the_list(&stage, 1).await;
    let now = stage.now();
    stage.keep(&CLAIRE.raw(), now).await;
    stage.desk.settle_pending(None).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
}
