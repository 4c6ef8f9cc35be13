//! What organisers do in the console, told as stories over the real store: correct, enter, cancel, pass on, merge, revive, take back.
mod readings;
mod sessions;

use crate::desk::letters::{CLAIRE, JANE, Letter, WEBER};
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::daemon::{BulkAct, BulkOrder, Correction, DeskError, Order};
use rsvpd::language::Language;
use rsvpd::registration::State;
use rsvpd::request::{Attendee, Intent, Session};
use rsvpd::rules::amend::{Amended, Amendment, by_hand};
use rsvpd::rules::organiser::{Act, ActRefused};
use rsvpd::rules::{by_hand::ByHand, details::Details};
use rsvpd::store::views::{Dossier, Exchanged};
use rsvpd::store::{Actor, StoreError, Undone};

const LATER: TimeDelta = TimeDelta::minutes(2);

async fn house(seats: u32, letters: &[&Letter]) -> Stage {
    let mut stage = Stage::with_seats(seats, |_| {}).await;
    for letter in letters {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    stage
}

async fn shown(stage: &Stage, party: i64) -> Dossier {
    let name = party.to_string();
    stage.desk.store().show(&name).await.unwrap().unwrap()
}

async fn version(stage: &Stage, party: i64) -> i64 {
    shown(stage, party).await.request.unwrap().version
}

/// The form of a party as it stands.
pub async fn form(stage: &Stage, party: i64) -> Amendment {
    let shown = shown(stage, party).await;
    let request = shown.request.unwrap();
    let persons = shown.persons.iter().map(|person| Amended {
        position: person.position,
        comes: true,
        name: person.name.clone(),
        details: Details {
            email: person.email.clone(),
            phone: person.phone.clone(),
            organisation: person.organisation.clone(),
            role: person.role.clone(),
            city: person.city.clone(),
            country: person.country.clone(),
            interpretation: person.interpretation.map(|code| code.code().to_owned()),
            diet: person.diet.clone(),
            access: person.access.clone(),
        },
        sessions: person.places.iter().map(|place| place.session).collect(),
    });
    Amendment {
        intent: request.reading.intent.value,
        language: request.language,
        persons: persons.collect(),
        tell: true,
        over_capacity_because: None,
    }
}

pub async fn correct(stage: &mut Stage, party: i64, amendment: Amendment) -> Result<(), DeskError> {
    let correction = Correction {
        user: "Juan".to_owned(),
        version: version(stage, party).await,
        amendment,
        undo_for: LATER,
    };
    stage.desk.correct(party, &correction).await?;
    stage.wait(LATER).await;
    Ok(())
}

async fn act(stage: &Stage, party: i64, act: Act) -> Result<(), DeskError> {
    let order = Order {
        user: "Juan".to_owned(),
        act,
        version: version(stage, party).await,
        words: None,
        undo_for: LATER,
    };
    stage.desk.act(party, &order).await.map(|_| ())
}

fn entry(name: &str, email: Option<&str>) -> ByHand {
    ByHand {
        attendee: Attendee {
            name: Some(by_hand(name.to_owned())),
            email: email.map(|email| by_hand(email.to_owned())),
            ..Attendee::default()
        },
        sessions: vec![Session::Morning],
        language: Language::FRENCH,
        waits: false,
        over_capacity_because: None,
        somebody_else: false,
    }
}

#[tokio::test]
async fn rule_037_038_a_corrected_entry_is_told_old_and_new_and_takes_no_place_away() {
    let mut stage = house(1, &[&JANE, &CLAIRE]).await;
    let mut amendment = form(&stage, 1).await;
    amendment.persons[0].name = Some("Jane Smyth".to_owned());
    amendment.persons[0].details.city = Some("Leeds".to_owned());
    correct(&mut stage, 1, amendment.clone()).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "change-noted");
    for name in ["Jane Smith", "Jane Smyth"] {
        assert!(told.text.contains(name), "{}", told.text);
    }
    let journal = shown(&stage, 1).await.journal;
    let changed = journal.iter().find(|entry| entry.what == "changed").unwrap();
    assert_eq!(
        (changed.actor.as_str(), changed.details["to"].as_str()),
        ("Juan", Some("Jane Smyth"))
    );
    // The same form once more says nothing new, and nobody is written to.
    let again = correct(&mut stage, 1, amendment).await;
    assert!(matches!(
        again,
        Err(DeskError::Refused(ActRefused::NothingToDecide))
    ));
    assert_eq!(stage.kinds_to(JANE.address).await.len(), 2);
}

#[tokio::test]
async fn rule_011_a_session_that_is_added_waits_where_others_wait_and_a_person_who_is_removed_frees_a_seat() {
    let mut stage = house(1, &[&JANE, &CLAIRE]).await;
    let mut amendment = form(&stage, 1).await;
    amendment.persons[0].sessions.push(Session::StudyVisit);
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::StudyVisit).await, [State::Confirmed]);
    let mut amendment = form(&stage, 2).await;
    amendment.persons[0].sessions.push(Session::StudyVisit);
    correct(&mut stage, 2, amendment).await.unwrap();
    assert_eq!(stage.states(2, Session::StudyVisit).await, [State::Waiting]);
    let mut amendment = form(&stage, 1).await;
    amendment.persons[0].comes = false;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [State::Cancelled]);
    assert_eq!(stage.last_to(JANE.address).await.kind, "cancellation-noted");
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
}

#[tokio::test]
async fn the_decision_on_a_letter_in_review_goes_by_the_corrected_form() {
    let mut stage = Stage::with_seats(9, |event| {
        event.registration.autonomy = rsvpd::event::Autonomy::Draft;
    })
    .await;
    stage.receive(&CLAIRE.raw()).await;
    let mut amendment = form(&stage, 1).await;
    amendment.intent = Intent::Registration;
    amendment.persons[0].sessions = vec![Session::Morning];
    amendment.persons.push(Amended {
        position: 1,
        comes: true,
        name: Some("Luc Petit".to_owned()),
        details: Details::default(),
        sessions: vec![Session::Morning],
    });
    let arrived = shown(&stage, 1).await.message.received_at;
    stage.wait(TimeDelta::days(2)).await;
    correct(&mut stage, 1, amendment).await.unwrap();
    assert!(
        stage.kinds_to(CLAIRE.address).await.is_empty(),
        "a correction decides nothing"
    );
    let since = shown(&stage, 1).await.persons[1].places[0].since;
    assert_eq!(since, arrived, "who was in the letter all along came with it");
    act(
        &stage,
        1,
        Act::Confirm {
            over_capacity_because: None,
        },
    )
    .await
    .unwrap();
    stage.wait(LATER).await;
    let letter = stage.last_to(CLAIRE.address).await;
    assert_eq!(letter.kind, "confirmation");
    assert!(
        letter.text.contains("Luc Petit") && !letter.text.contains("annulé"),
        "{}",
        letter.text
    );
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [State::Confirmed, State::Confirmed]
    );
    assert_eq!(stage.states(1, Session::Afternoon).await, [State::Cancelled]);
}

#[tokio::test]
async fn rule_035_a_correction_of_what_somebody_else_changed_is_turned_down() {
    let mut stage = house(2, &[&JANE]).await;
    let correction = Correction {
        user: "Juan".to_owned(),
        version: version(&stage, 1).await,
        amendment: form(&stage, 1).await,
        undo_for: LATER,
    };
    act(&stage, 1, Act::Cancel { positions: vec![0] }).await.unwrap();
    let late = stage.desk.correct(1, &correction).await;
    assert!(matches!(late, Err(DeskError::Store(StoreError::Conflict { .. }))));
    stage.wait(LATER).await;
    assert_eq!(stage.states(1, Session::Morning).await, [State::Cancelled]);
}

#[tokio::test]
async fn rule_009_010_042_an_entry_by_hand_needs_a_seat_or_a_reason_and_a_letter_only_an_address() {
    let mut stage = house(1, &[&JANE, &CLAIRE]).await;
    let refused = stage.desk.enter("Juan", &entry("Bo", None)).await;
    assert!(matches!(
        refused,
        Err(DeskError::Refused(ActRefused::NoSeats { free: 0, .. }))
    ));
    let waits = ByHand {
        waits: true,
        ..entry("Bo", None)
    };
    let bo = stage.desk.enter("Juan", &waits).await.unwrap();
    assert_eq!(stage.states(bo, Session::Morning).await, [State::Waiting]);
    let speaker = ByHand {
        over_capacity_because: Some("speaks at the opening".to_owned()),
        ..entry("Zoë Martin", Some("zoe.martin@paris.example"))
    };
    let zoe = stage.desk.enter("Juan", &speaker).await.unwrap();
    stage.round().await;
    assert_eq!(stage.states(zoe, Session::Morning).await, [State::Confirmed]);
    let letter = stage.last_to("zoe.martin@paris.example").await;
    assert_eq!(letter.kind, "confirmation");
    assert!(letter.text.contains("Zoë Martin"), "{}", letter.text);
    let journal = shown(&stage, zoe).await.journal;
    assert!(
        journal
            .iter()
            .any(|entry| entry.details["above_capacity"] == "speaks at the opening")
    );
    assert!(shown(&stage, bo).await.replies.is_empty());
    // One who is entered by hand can write to us like anybody else, and stays one person.
    assert_eq!(stage.desk.store().conversation(zoe).await.unwrap().len(), 2);
}

#[tokio::test]
async fn rule_027_a_cancelled_seat_goes_on_at_once_and_cannot_be_taken_back_from_its_new_owner() {
    let mut stage = house(1, &[&JANE, &CLAIRE]).await;
    act(&stage, 1, Act::Cancel { positions: vec![0] }).await.unwrap();
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    assert_eq!(stage.desk.undo(1, "Juan").await.unwrap(), Undone::SeatsGone);
    assert_eq!(stage.states(1, Session::Morning).await, [State::Cancelled]);
    let mut empty = house(2, &[&JANE]).await;
    act(&empty, 1, Act::Cancel { positions: vec![0] }).await.unwrap();
    assert_eq!(empty.desk.undo(1, "Juan").await.unwrap(), Undone::Done);
    assert_eq!(empty.states(1, Session::Morning).await, [State::Confirmed]);
    empty.wait(TimeDelta::hours(1)).await;
    assert_eq!(
        empty.kinds_to(JANE.address).await,
        ["confirmation"],
        "its letter was thrown away"
    );
    stage.round().await;
}

#[tokio::test]
async fn rule_028_an_expired_offer_is_revived_with_its_first_rank() {
    let mut stage = house(1, &[&JANE, &CLAIRE, &WEBER]).await;
    stage.raise(2).await;
    let ends = stage.offer_ends(2).await;
    stage.until(ends + TimeDelta::minutes(16)).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Expired]);
    assert_eq!(stage.states(3, Session::Morning).await, [State::Offered]);
    let version = version(&stage, 2).await;
    stage.desk.revive(2, version, "Juan").await.unwrap();
    stage.round().await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "waiting-list-notice");
    // Where a seat is free she has it offered in the same step, and one letter tells her.
    stage.raise(3).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Offered]);
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "offer");
}

#[tokio::test]
async fn rule_040_a_place_is_passed_on_past_nobody_and_the_writer_is_told() {
    let mut stage = house(1, &[&JANE, &CLAIRE]).await;
    let seen = version(&stage, 1).await;
    stage
        .desk
        .pass_on((1, seen, "Juan"), (0, "Ann Lee"), LATER)
        .await
        .unwrap();
    stage.wait(LATER).await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [State::Replaced, State::Confirmed]
    );
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
    let told = stage.last_to(JANE.address).await;
    assert_eq!(told.kind, "swap-noted");
    assert!(told.text.contains("Ann Lee"), "{}", told.text);
}

#[tokio::test]
async fn rule_031_two_requests_of_one_person_are_merged_and_the_second_seat_goes_on() {
    let other = Letter {
        address: "office@leeds.example",
        ..JANE
    };
    let mut stage = house(1, &[&JANE]).await;
    stage.receive(&other.raw()).await;
    assert_eq!(stage.end_of(2).await.0, "review");
    assert!(
        stage
            .desk
            .store()
            .twins(2)
            .await
            .unwrap()
            .iter()
            .any(|twin| twin.party == 1 && twin.same_name)
    );
    let parties = stage.desk.store().parties(&[1, 2]).await.unwrap();
    let into = parties[0].1.clone().unwrap().party;
    act(&stage, 2, Act::Merge { into: Box::new(into) }).await.unwrap();
    stage.wait(LATER).await;
    assert_eq!(stage.end_of(2).await.0, "merged");
    assert_eq!(stage.states(2, Session::Morning).await, [State::Cancelled]);
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    assert_eq!(
        stage.last_to("office@leeds.example").await.kind,
        "already-registered"
    );
    let letters = stage.desk.store().conversation(1).await.unwrap();
    let came = letters
        .iter()
        .filter(|one| matches!(one.what, Exchanged::In { .. }));
    assert_eq!(came.count(), 2, "both letters are one conversation");
    stage.receive(&CLAIRE.raw()).await;
    let strangers = stage.desk.store().parties(&[3]).await.unwrap();
    let into = strangers[0].1.clone().unwrap().party;
    let wrong = act(&stage, 1, Act::Merge { into: Box::new(into) }).await;
    assert!(matches!(
        wrong,
        Err(DeskError::Refused(ActRefused::NobodyInCommon(_)))
    ));
}

#[tokio::test]
async fn rule_046_048_a_drafted_refusal_is_withdrawn_and_a_sent_letter_leaves_again_as_it_was() {
    let mut stage = house(1, &[&JANE, &CLAIRE]).await;
    act(&stage, 2, Act::Refuse { reason: None }).await.unwrap();
    let refusal = shown(&stage, 2).await.replies.pop().unwrap();
    let actor = Actor::Organiser("Juan".to_owned());
    assert!(
        stage
            .desk
            .store()
            .hold(refusal.id, &actor, stage.now())
            .await
            .unwrap()
    );
    stage.wait(TimeDelta::days(1)).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    let sent = shown(&stage, 1).await.replies.remove(0);
    assert!(stage.desk.resend(1, sent.id, "Juan").await.unwrap());
    stage.round().await;
    let letters = stage.replies_to(JANE.address).await;
    let [first, second] = letters.as_slice() else {
        panic!("{letters:?}")
    };
    assert_eq!((&first.text, &first.subject), (&second.text, &second.subject));
    assert_ne!(first.message_id, second.message_id);
    assert_eq!(shown(&stage, 1).await.request.unwrap().outcome, "decided");
}

#[tokio::test]
async fn rule_047_053_054_many_are_done_as_the_preview_says_and_taken_back_together() {
    let mut stage = house(1, &[&JANE, &CLAIRE, &WEBER]).await;
    let mut rows = Vec::new();
    for party in [1, 2, 3] {
        rows.push((party, version(&stage, party).await));
    }
    let mut order = BulkOrder {
        user: "Juan".to_owned(),
        act: BulkAct::Refuse { reason: None },
        rows,
        undo_for: LATER,
    };
    let preview = stage.desk.preview_bulk(&order).await.unwrap();
    assert_eq!(preview.done.len(), 2);
    assert_eq!(preview.skipped.len(), 1, "who is confirmed cannot be refused");
    assert_eq!(
        preview.letters.into_iter().collect::<Vec<_>>(),
        [("de", 1), ("fr", 1)]
    );
    let waiting = |seats: &rsvpd::rules::Seats| seats.sessions[&Session::Morning].waiting;
    assert_eq!((waiting(&preview.before), waiting(&preview.after)), (2, 0));
    // One of them changes between the look and the act.
    act(&stage, 3, Act::Cancel { positions: vec![0] }).await.unwrap();
    let done = stage.desk.act_in_bulk(&order).await.unwrap();
    assert_eq!((done.done.len(), done.skipped.len()), (1, 2));
    assert_eq!(stage.states(2, Session::Morning).await, [State::Refused]);
    assert_eq!(stage.desk.undo_batch(&done.batch, "Juan").await.unwrap(), (1, 0));
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
    stage.wait(TimeDelta::hours(1)).await;
    assert_eq!(stage.kinds_to(CLAIRE.address).await, ["waiting-list-notice"]);
    order.rows = vec![(1, version(&stage, 1).await), (2, version(&stage, 2).await)];
    order.act = BulkAct::Cancel;
    let done = stage.desk.act_in_bulk(&order).await.unwrap();
    assert_eq!(done.done.len(), 2);
    stage.wait(LATER).await;
    assert_eq!(stage.last_to(JANE.address).await.kind, "cancellation-noted");
    assert_eq!(stage.last_to(CLAIRE.address).await.kind, "cancellation-noted");
}

#[tokio::test]
async fn rule_060_who_only_waits_is_not_checked_in_and_a_tick_can_be_taken_back() {
    let stage = house(1, &[&JANE, &CLAIRE]).await;
    let here = |position| Act::CheckIn {
        position,
        session: Session::Morning,
    };
    let refused = stage.desk.organise(2, "Juan", &here(0)).await;
    assert!(matches!(
        refused,
        Err(DeskError::Refused(ActRefused::NothingToDecide))
    ));
    assert!(
        !stage.desk.organise(1, "Juan", &here(0)).await.unwrap(),
        "nobody is written to"
    );
    assert_eq!(stage.states(1, Session::Morning).await, [State::Attended]);
    let gone = Act::CheckOut {
        position: 0,
        session: Session::Morning,
    };
    stage.desk.organise(1, "Juan", &gone).await.unwrap();
    assert_eq!(stage.states(1, Session::Morning).await, [State::Confirmed]);
    assert_eq!(stage.states(2, Session::Morning).await, [State::Waiting]);
}
