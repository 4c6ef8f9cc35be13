//! Several study visits, told as stories over the real store: preference, then order; waiting for each; changes by mail.

use crate::support::stage::{Reply, Stage, answer};
use chrono::TimeDelta;
use rsvpd::config::{SUMMIT, event};
use rsvpd::event::{Event, GroupPolicy, PromotionPolicy};
use rsvpd::registration::State::{self, Cancelled, Confirmed, Offered, Waiting};
use rsvpd::request::{Session, VisitNumber};
use rsvpd::rules::Reason;

mod announced;
mod exchange;
mod letters;
mod organisers;
mod programme;
mod read;
mod rules;

/// The Summit with three visits: two of two seats, one of three.
pub fn summit() -> Event {
    event::parse(
        "event.toml",
        &format!("{SUMMIT}\n{}", include_str!("visits/programme.toml")),
    )
    .unwrap()
}

pub fn visit(number: u32) -> Session {
    Session::Visit(VisitNumber::new(number).unwrap())
}

/// A desk for it, where all other sessions have room for everybody.
async fn stage(change: impl Fn(&mut Event)) -> Stage {
    Stage::with_seats(400, |event| {
        let capacity = event.capacity;
        *event = summit();
        event.capacity = capacity;
        change(event);
    })
    .await
}

struct Guest {
    name: &'static str,
    address: &'static str,
}

const ANNA: Guest = Guest {
    name: "Anna Larsen",
    address: "anna.larsen@bergen.example",
};
const PAUL: Guest = Guest {
    name: "Paul Martin",
    address: "paul.martin@ghent.example",
};
const RITA: Guest = Guest {
    name: "Rita Costa",
    address: "rita.costa@porto.example",
};
const OLAF: Guest = Guest {
    name: "Olaf Berg",
    address: "olaf.berg@malmo.example",
};

/// They register for the morning and a visit, in these words.
async fn registers(stage: &mut Stage, guest: &Guest, wish: &str) {
    let words = format!(
        "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend the \
         morning session and the study visit. {wish}\n\nKind regards,\n{}",
        guest.name
    );
    let id = format!("letter.{}", guest.address);
    stage
        .receive(&answer(
            guest.name,
            guest.address,
            &id,
            "Registration for the Summit",
            &words,
            None,
        ))
        .await;
    stage.wait(TimeDelta::hours(1)).await;
}

async fn says(stage: &mut Stage, guest: &Guest, id: &str, words: &str) -> Reply {
    let last = stage.last_to(guest.address).await;
    let words = format!("Dear Mr Cristellys,\n\n{words}\n\nKind regards,\n{}", guest.name);
    let subject = format!("Re: {}", last.subject);
    let id = format!("{id}.{}", guest.address);
    stage
        .receive(&answer(
            guest.name,
            guest.address,
            &id,
            &subject,
            &words,
            Some(&last),
        ))
        .await;
    stage.last_to(guest.address).await
}

/// Where a party's first person stands, visit by visit.
async fn places(stage: &Stage, party: i64) -> Vec<(u32, State)> {
    let shown = stage
        .desk
        .store()
        .show(&party.to_string())
        .await
        .unwrap()
        .unwrap();
    let mut found: Vec<(u32, State)> = (shown.persons.iter().filter(|person| person.position == 0))
        .flat_map(|person| &person.places)
        .filter_map(|place| match place.session {
            Session::Visit(number) => Some((number.get(), place.state)),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn rule_030_each_gets_the_first_visit_they_prefer_that_has_room_and_is_told_why_and_where() {
    let mut stage = stage(|_| {}).await;
    let wish = "I would like to see the harbour; if it is full, Delfshaven.";
    for guest in [&ANNA, &PAUL, &RITA] {
        registers(&mut stage, guest, wish).await;
    }
    assert_eq!(places(&stage, 1).await, [(2, Confirmed)]);
    assert_eq!(places(&stage, 2).await, [(2, Confirmed)]);
    assert_eq!(
        places(&stage, 3).await,
        [(1, Confirmed)],
        "the second wish, since the first is full"
    );
    let letter = stage.last_to(ANNA.address).await;
    assert_eq!(letter.kind, "confirmation");
    for said in [
        "The harbour: youth at work",
        "Meeting point. The harbour: youth at work: Willemskade 66, by the water taxi, 13:15.",
        "Places are given in the order in which registrations arrive",
        "If you would prefer another visit (Delfshaven: neighbourhood houses or Museum Rotterdam: the city as home)",
    ] {
        let text = letter.text.replace('\u{a0}', " ");
        assert!(text.contains(said), "{said} is missing in: {text}");
    }
    assert!(!letter.text.contains("waiting list of all"), "{}", letter.text);
    let shown = stage
        .desk
        .store()
        .show("3")
        .await
        .unwrap()
        .unwrap()
        .request
        .unwrap();
    let why = Reason::VisitGiven {
        session: visit(1),
        choice: 2,
        of: 2,
    };
    assert!(shown.reasons.contains(&why), "{:?}", shown.reasons);
    let calendar = stage.attachment_to(ANNA.address).await;
    assert!(
        calendar.replace("\r\n ", "").contains("LOCATION:Willemskade 66"),
        "{calendar}"
    );
}

#[tokio::test]
async fn rule_030_who_names_no_visit_gets_the_one_with_most_places_left() {
    let mut stage = stage(|_| {}).await;
    registers(&mut stage, &ANNA, "").await;
    assert_eq!(places(&stage, 1).await, [(3, Confirmed)]);
    registers(&mut stage, &PAUL, "").await;
    assert_eq!(
        places(&stage, 2).await,
        [(1, Confirmed)],
        "now all three have two, and the first goes first"
    );
}

#[tokio::test]
async fn rule_011_and_030_where_no_wish_has_room_they_wait_for_all_and_get_the_first_that_is_free() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    registers(&mut stage, &ANNA, "I prefer the harbour.").await;
    registers(&mut stage, &PAUL, "I prefer the harbour.").await;
    registers(&mut stage, &RITA, "I prefer the harbour.").await;
    assert_eq!(places(&stage, 3).await, [(2, Waiting)], "only what was wished");
    let told = stage.last_to(RITA.address).await;
    assert_eq!(told.kind, "mixed-result");
    let cancelled = says(
        &mut stage,
        &ANNA,
        "cancel",
        "Unfortunately I cannot come after all. Please cancel my registration.",
    )
    .await;
    assert_eq!(cancelled.kind, "cancellation-noted");
    assert_eq!(places(&stage, 3).await, [(2, Confirmed)]);
    assert_eq!(stage.last_to(RITA.address).await.kind, "promotion");
}

#[tokio::test]
async fn rule_020_who_waits_for_two_visits_is_offered_one_and_leaves_the_other_list_by_taking_it() {
    let mut stage = stage(|event| {
        for plan in event.sessions.iter_mut().filter(|plan| plan.id.is_visit()) {
            plan.capacity = 1;
        }
    })
    .await;
    registers(&mut stage, &ANNA, "I prefer the harbour.").await;
    registers(&mut stage, &PAUL, "I prefer Delfshaven.").await;
    registers(
        &mut stage,
        &RITA,
        "I would like to see the harbour, otherwise Delfshaven.",
    )
    .await;
    assert_eq!(places(&stage, 3).await, [(1, Waiting), (2, Waiting)]);
    let told = stage.last_to(RITA.address).await;
    assert!(
        told.text.contains("the first place that becomes free is yours"),
        "{}",
        told.text
    );
    says(
        &mut stage,
        &PAUL,
        "cancel",
        "Unfortunately I cannot come after all. Please cancel my registration.",
    )
    .await;
    assert_eq!(places(&stage, 3).await, [(1, Offered), (2, Waiting)]);
    says(
        &mut stage,
        &ANNA,
        "cancel",
        "Unfortunately I cannot come after all. Please cancel my registration.",
    )
    .await;
    assert_eq!(
        places(&stage, 3).await,
        [(1, Offered), (2, Waiting)],
        "nobody is offered a second visit before the first is answered"
    );
    let confirmed = says(&mut stage, &RITA, "yes", "Yes, thank you.").await;
    assert_eq!(places(&stage, 3).await, [(1, Confirmed), (2, Cancelled)]);
    assert_eq!(confirmed.kind, "confirmation");
    assert!(!confirmed.text.contains("cancelled"), "{}", confirmed.text);
    registers(&mut stage, &OLAF, "I prefer the harbour.").await;
    assert_eq!(
        places(&stage, 7).await,
        [(2, Confirmed)],
        "nobody is left who waits for it"
    );
}

#[tokio::test]
async fn rule_037_another_visit_is_taken_by_mail_and_the_old_one_goes_to_who_waits() {
    let mut stage = stage(|event| event.registration.promotion = PromotionPolicy::Confirm).await;
    registers(&mut stage, &ANNA, "I prefer the harbour.").await;
    registers(&mut stage, &PAUL, "I prefer the harbour.").await;
    registers(&mut stage, &RITA, "I prefer the harbour.").await;
    let told = says(
        &mut stage,
        &ANNA,
        "other",
        "Please change my registration: I would like to join the visit to the museum instead of the harbour.",
    )
    .await;
    assert_eq!(told.kind, "change-noted");
    assert_eq!(places(&stage, 1).await, [(2, Cancelled), (3, Confirmed)]);
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [Confirmed],
        "everything else stays"
    );
    assert_eq!(
        stage.states(1, Session::Afternoon).await,
        [],
        "and nothing is added that she did not name"
    );
    assert_eq!(
        places(&stage, 3).await,
        [(2, Confirmed)],
        "her seat went to the next at once"
    );
}

#[tokio::test]
async fn rule_038_the_old_visit_is_kept_until_the_new_one_is_sure() {
    let mut stage = stage(|_| {}).await;
    registers(&mut stage, &ANNA, "I prefer the harbour.").await;
    registers(&mut stage, &PAUL, "I prefer the harbour.").await;
    registers(&mut stage, &RITA, "I prefer the museum.").await;
    let told = says(
        &mut stage,
        &RITA,
        "other",
        "Please change my registration: I would like to join the visit to the harbour instead.",
    )
    .await;
    assert_eq!(told.kind, "change-noted");
    assert_eq!(places(&stage, 3).await, [(2, Waiting), (3, Confirmed)]);
    says(
        &mut stage,
        &ANNA,
        "cancel",
        "Unfortunately I cannot come after all. Please cancel my registration.",
    )
    .await;
    assert_eq!(
        places(&stage, 3).await,
        [(2, Confirmed), (3, Cancelled)],
        "who has a visit is not asked again: the change is made"
    );
    let told = stage.last_to(RITA.address).await;
    assert_eq!(told.kind, "promotion");
    assert!(told.text.contains("Willemskade 66"), "{}", told.text);
}

#[tokio::test]
async fn another_visit_that_is_not_named_is_left_to_an_organiser() {
    let mut stage = stage(|_| {}).await;
    registers(&mut stage, &ANNA, "I prefer the harbour.").await;
    says(
        &mut stage,
        &ANNA,
        "other",
        "Please change my registration: I would like to join another study visit.",
    )
    .await;
    assert_eq!(places(&stage, 1).await, [(2, Confirmed)]);
    assert_eq!(stage.end_of(2).await.0, "review");
}

#[tokio::test]
async fn rule_016_a_group_stays_together_in_the_first_visit_that_has_room_for_all_of_it() {
    let words = "Dear Mr Cristellys,\n\nPlease register the following three persons for the Summit of Mayors on 9 November, \
                 for the morning and the study visit:\n\n1. Maria Keller\n2. Peter Braun\n3. Eva Lang\n\nKind regards,\nMaria Keller";
    let letter = answer(
        "Maria Keller",
        "maria.keller@mainz.example",
        "group@mainz.example",
        "Registration of three persons",
        words,
        None,
    );
    for (policy, expected) in [(GroupPolicy::Whole, 3), (GroupPolicy::PartialOk, 3)] {
        let mut stage = stage(|event| event.registration.groups = policy).await;
        stage.receive(&letter).await;
        assert_eq!(
            stage.states(1, visit(expected)).await,
            [Confirmed; 3],
            "{policy:?}"
        );
    }
}
