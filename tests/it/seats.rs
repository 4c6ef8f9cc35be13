//! Seats as organisers give and lose them: by hand, by priority, by another capacity, and by taking up what had ended.

use crate::desk::letters::{CLAIRE, JANE, Letter, WEBER, says};
use crate::support::stage::Stage;
use chrono::TimeDelta;
use rsvpd::daemon::DeskError;
use rsvpd::event::PromotionPolicy;
use rsvpd::language::Language;
use rsvpd::registration::State::{Asked, Cancelled, Confirmed, Expired, Offered, Replaced, Waiting};
use rsvpd::request::{Attendee, Evidence, Found, Part, Session};
use rsvpd::rules::Reason;
use rsvpd::rules::by_hand::ByHand;
use rsvpd::rules::organiser::{Act, ActRefused};
use rsvpd::rules::promotion::NotYet;
use rsvpd::store::views::{Filter, Page};

mod by_hand;
mod elsewhere;
mod line;
mod many;
mod parting;

const GROUP: Letter = Letter {
    name: "Maria Keller",
    address: "maria.keller@mainz.example",
    language: "en",
    to: "cristellys@efus.eu",
    subject: "Registration of three persons",
    words: "Dear Mr Cristellys,\n\nPlease register the following three persons for the Summit of Mayors on \
            9 November, morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n3. Julia Roth\n\nKind regards,",
};

/// These letters came one hour after the other.
async fn after(seats: u32, promotion: PromotionPolicy, letters: &[&Letter]) -> Stage {
    let mut stage = Stage::with_seats(seats, |event| event.registration.promotion = promotion).await;
    for letter in letters {
        stage.receive(&letter.raw()).await;
        stage.wait(TimeDelta::hours(1)).await;
    }
    stage
}

async fn morning(stage: &Stage, party: i64) -> Vec<rsvpd::registration::State> {
    stage.states(party, Session::Morning).await
}

/// Whom an organiser enters for the morning.
fn by_hand(name: &str, address: Option<&str>, waits: bool) -> ByHand {
    let written = |text: &str| Found {
        value: text.to_owned(),
        evidence: Evidence {
            part: Part::Assumed,
            start: 0,
            end: 0,
            rule: "organiser".to_owned(),
        },
    };
    ByHand {
        attendee: Attendee {
            name: Some(written(name)),
            email: address.map(written),
            ..Attendee::default()
        },
        sessions: vec![Session::Morning],
        language: Language::FRENCH,
        waits,
        over_capacity_because: None,
        somebody_else: false,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, DeskError>) -> ActRefused {
    match result {
        Err(DeskError::Refused(why)) => why,
        other => panic!("the rules refuse it, and not {other:?}"),
    }
}

#[tokio::test]
async fn rule_033_the_same_letter_fetched_twice_is_one_registration_with_one_answer() {
    let mut stage = after(5, PromotionPolicy::Confirm, &[&JANE]).await;
    stage.receive(&JANE.raw()).await;
    assert_eq!(stage.kinds_to(JANE.address).await, ["confirmation"]);
    assert_eq!(stage.seats().await.sessions[&Session::Morning].confirmed, 1);
}

#[tokio::test]
async fn rule_034_what_was_cancelled_is_not_reopened_while_the_person_has_another_place() {
    let mut stage = after(5, PromotionPolicy::Confirm, &[&JANE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nI cannot come after all. Please cancel my registration.";
    stage
        .receive(&says(&JANE, words, "no@leeds.example", &confirmation))
        .await;
    stage.wait(TimeDelta::days(1)).await;
    let again = String::from_utf8(JANE.raw()).unwrap();
    let again = again
        .replace("letter.jane", "again.jane")
        .replace("Please register me", "Please register me after all");
    stage.receive(again.as_bytes()).await;
    assert_eq!(
        morning(&stage, 3).await,
        [Confirmed],
        "{:?}",
        stage.end_of(3).await
    );
    let reference = stage.reference(3).await;
    let why = refused(stage.desk.organise(1, "Juan", &Act::Reopen).await);
    assert_eq!(why, ActRefused::RegisteredElsewhere { reference });
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
    // Where the other place is given up, the old one can be taken up again, and waits for a decision.
    let confirmation = stage.last_to(JANE.address).await;
    let words =
        "Dear Mr Cristellys,\n\nI am sorry, I cannot attend. Please cancel my registration once more.";
    stage.wait(TimeDelta::days(1)).await;
    stage
        .receive(&says(&JANE, words, "no2@leeds.example", &confirmation))
        .await;
    stage.organise(1, &Act::Reopen).await;
    assert_eq!(morning(&stage, 1).await, [Asked]);
    assert_eq!(stage.end_of(1).await.0, "review");
}

#[tokio::test]
async fn rule_036_changes_after_the_freeze_date_go_to_a_person_and_cancellations_do_not() {
    let mut stage = Stage::with_seats(5, |event| {
        event.registration.changes_until = Some(event.registration.opens + TimeDelta::days(11));
    })
    .await;
    stage.receive(&JANE.raw()).await;
    let confirmation = stage.last_to(JANE.address).await;
    stage.wait(TimeDelta::days(2)).await;
    let words = "Dear Mr Cristellys,\n\nplease change my telephone number: it is now +44 113 496 0123.\n\nKind regards,\nJane Smith";
    stage
        .receive(&says(&JANE, words, "change@leeds.example", &confirmation))
        .await;
    assert_eq!(stage.end_of(2).await, ("review".to_owned(), Some(Reason::Frozen)));
    assert_eq!(stage.last_to(JANE.address).await.kind, "receipt");
    let words = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.";
    stage
        .receive(&says(&JANE, words, "cancel@leeds.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Cancelled]);
}

#[tokio::test]
async fn rule_038_an_edit_of_whoever_is_confirmed_never_puts_them_back_on_the_list() {
    let mut stage = after(1, PromotionPolicy::Confirm, &[&JANE, &CLAIRE]).await;
    let confirmation = stage.last_to(JANE.address).await;
    let words = "Dear Mr Cristellys,\n\nplease note that I am vegetarian, and that I will need English interpretation.\n\nKind regards,\nJane Smith";
    stage
        .receive(&says(&JANE, words, "diet@leeds.example", &confirmation))
        .await;
    assert_eq!(morning(&stage, 1).await, [Confirmed]);
    assert_eq!(morning(&stage, 2).await, [Waiting]);
}
