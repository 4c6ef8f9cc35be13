//! The life of a registration in free text, in each of the six languages: every letter is acted on and answered in its language.

use crate::support::stage::{Reply, Stage, answer};
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State::{self, Cancelled, Confirmed, Declined, Offered, Replaced, Waiting};
use rsvpd::request::Session;
use words::{ALL, Later};

mod besides;
mod joining;
mod words;

/// Every language in which it went otherwise, all at once.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn unless(&mut self, holds: bool, later: &Later, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(format!("{}: {}", later.guest.language, what()));
        }
    }

    /// The reply is of this kind, in the guest's language, and names these.
    fn answered(&mut self, later: &Later, told: &Reply, kind: &str, names: &[&str]) {
        let says = names.iter().all(|name| told.text.contains(name));
        let good = told.kind == kind && says && told.text.contains(later.closing);
        self.unless(good, later, || {
            format!("{} instead of {kind} with {names:?}: {}", told.kind, told.text)
        });
    }

    /// A party's places in both sessions.
    async fn stand(&mut self, later: &Later, stage: &Stage, party: i64, wanted: [&[State]; 2]) {
        for (session, wanted) in [Session::Morning, Session::Afternoon].into_iter().zip(wanted) {
            let states = stage.states(party, session).await;
            self.unless(states == wanted, later, || {
                format!("{session:?} of {party} is {states:?}, not {wanted:?}")
            });
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

/// A letter of the guest; in answer to the last one of ours, if there is one.
async fn writes(stage: &mut Stage, later: &Later, id: &str, words: &str) -> Reply {
    let guest = later.guest;
    let last = stage.replies_to(guest.address).await.pop();
    let subject = last.as_ref().map(|last| format!("Re: {}", last.subject));
    let subject = subject.unwrap_or_else(|| guest.subject.to_owned());
    let (id, words) = (
        format!("{id}.{}", guest.address),
        format!("{words}\n\n{}", guest.name),
    );
    let raw = answer(guest.name, guest.address, &id, &subject, &words, last.as_ref());
    stage.receive(&raw).await;
    stage.last_to(guest.address).await
}

/// The guest is registered for the whole day by their own letter.
async fn registered(complaints: &mut Complaints, later: &Later) -> Stage {
    let mut stage =
        Stage::with_seats(9, |event| event.registration.promotion = PromotionPolicy::Confirm).await;
    let guest = later.guest;
    stage.receive(&guest.raw()).await;
    let told = stage.last_to(guest.address).await;
    complaints.answered(later, &told, "confirmation", &[guest.name]);
    stage
}

/// Three are registered by one letter in a house with so many seats.
async fn three(complaints: &mut Complaints, later: &Later, seats: u32, kind: &str) -> Stage {
    let mut stage = Stage::with_seats(seats, |_| {}).await;
    let [first, second, third] = later.group;
    let words = format!("{}\n\n1. {first}\n2. {second}\n3. {third}", later.registers);
    let told = writes(&mut stage, later, "three", &words).await;
    complaints.answered(later, &told, kind, &later.group);
    let end = stage.end_of(1).await;
    complaints.unless(end.0 == "decided", later, || format!("three are {end:?}"));
    stage
}

/// Three who waited are offered three places, and answer.
async fn answers(complaints: &mut Complaints, later: &Later, words: &str) -> (Stage, Reply) {
    let mut stage = three(complaints, later, 0, "waiting-list-notice").await;
    complaints.stand(later, &stage, 1, [&[Waiting; 3]; 2]).await;
    stage.raise(3).await;
    let offer = stage.last_to(later.guest.address).await;
    complaints.answered(later, &offer, "offer", &later.group);
    complaints.stand(later, &stage, 1, [&[Offered; 3]; 2]).await;
    let told = writes(&mut stage, later, "answer", words).await;
    (stage, told)
}

#[tokio::test]
async fn rule_043_whoever_registers_is_confirmed_and_whoever_cancels_is_out_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let mut stage = registered(&mut complaints, later).await;
        complaints.stand(later, &stage, 1, [&[Confirmed]; 2]).await;
        let told = writes(&mut stage, later, "cancels", later.cancels).await;
        complaints.stand(later, &stage, 1, [&[Cancelled]; 2]).await;
        complaints.answered(later, &told, "cancellation-noted", &[later.guest.name]);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_040_and_043_a_seat_is_passed_on_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let mut stage = registered(&mut complaints, later).await;
        let told = writes(&mut stage, later, "passes-on", later.passes_on).await;
        complaints.stand(later, &stage, 1, [&[Replaced]; 2]).await;
        complaints.answered(later, &told, "swap-noted", &[later.group[1]]);
        let new = stage.states(2, Session::Morning).await;
        complaints.unless(new == [Confirmed], later, || format!("{new:?}"));
    }
    complaints.none();
}

#[tokio::test]
async fn rule_037_and_043_another_telephone_number_is_noted_in_each_of_the_six_languages() {
    let numbers = ["0123", "3030", "0123", "3000", "1234", "1234"];
    let mut complaints = Complaints::default();
    for (later, number) in ALL.iter().zip(numbers) {
        let mut stage = registered(&mut complaints, later).await;
        let told = writes(&mut stage, later, "corrects", later.corrects).await;
        complaints.stand(later, &stage, 1, [&[Confirmed]; 2]).await;
        complaints.answered(later, &told, "change-noted", &[number]);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_038_and_043_a_session_is_left_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let mut stage = registered(&mut complaints, later).await;
        let told = writes(&mut stage, later, "leaves", later.leaves_the_morning).await;
        complaints
            .stand(later, &stage, 1, [&[Cancelled], &[Confirmed]])
            .await;
        complaints.answered(later, &told, "change-noted", &[later.guest.name]);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_043_a_person_is_added_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let mut stage = registered(&mut complaints, later).await;
        let told = writes(&mut stage, later, "brings", later.brings).await;
        let seats = stage.seats().await.sessions[&Session::Morning];
        let end = stage.end_of(2).await;
        complaints.unless(seats.confirmed == 2, later, || format!("{seats:?} {end:?}"));
        // A name that is declined in its sentence is told as it can be: by its surname.
        let surname = later.group[2].split(' ').next_back().unwrap();
        let stem: String = surname.chars().take(6).collect();
        complaints.answered(later, &told, "confirmation", &[&stem]);
    }
    complaints.none();
}

/// Whoever is registered asks for another person, who gets a seat; the answer is a confirmation.
async fn adds(complaints: &mut Complaints, later: &Later, words: &str) {
    let mut stage = registered(complaints, later).await;
    let told = writes(&mut stage, later, "too", words).await;
    let seats = stage.seats().await.sessions[&Session::Morning];
    let end = stage.end_of(2).await;
    complaints.unless(seats.confirmed == 2, later, || {
        format!("{words}: {seats:?} {end:?}")
    });
    complaints.answered(later, &told, "confirmation", &[]);
}

#[tokio::test]
async fn rule_043_a_person_is_registered_too_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        for words in later.registers_too {
            adds(&mut complaints, later, words).await;
        }
    }
    complaints.none();
}

#[tokio::test]
async fn rule_039_and_043_one_of_three_or_all_three_are_cancelled_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let mut stage = three(&mut complaints, later, 9, "confirmation").await;
        let told = writes(&mut stage, later, "one", later.cancels_one).await;
        let left = [Confirmed, Cancelled, Confirmed];
        complaints.stand(later, &stage, 1, [&left; 2]).await;
        complaints.answered(later, &told, "cancellation-noted", &later.group);
        let mut stage = three(&mut complaints, later, 9, "confirmation").await;
        let told = writes(&mut stage, later, "all", later.cancels_all).await;
        complaints.stand(later, &stage, 1, [&[Cancelled; 3]; 2]).await;
        complaints.answered(later, &told, "cancellation-noted", &later.group);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_020_and_043_an_offer_is_taken_by_all_three_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let (stage, told) = answers(&mut complaints, later, later.yes).await;
        complaints.stand(later, &stage, 1, [&[Confirmed; 3]; 2]).await;
        complaints.answered(later, &told, "confirmation", &later.group);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_023_and_043_an_offer_is_refused_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let (stage, told) = answers(&mut complaints, later, later.no).await;
        complaints.stand(later, &stage, 1, [&[Declined; 3]; 2]).await;
        complaints.answered(later, &told, "decline-noted", &[]);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_020_and_043_only_the_writer_takes_the_offer_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let (stage, told) = answers(&mut complaints, later, later.only_me).await;
        let left = [Confirmed, Declined, Declined];
        complaints.stand(later, &stage, 1, [&left; 2]).await;
        complaints.answered(later, &told, "confirmation", &later.group);
    }
    complaints.none();
}

#[tokio::test]
async fn rule_020_and_043_two_of_three_take_the_offer_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for later in &ALL {
        let (stage, told) = answers(&mut complaints, later, later.two_of_three).await;
        let left = [Confirmed, Confirmed, Declined];
        complaints.stand(later, &stage, 1, [&left; 2]).await;
        complaints.answered(later, &told, "confirmation", &later.group);
    }
    complaints.none();
}
