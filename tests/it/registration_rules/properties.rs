//! The invariants I1 to I10, in random lives of an event.

use super::hall::{Hall, letter};
use proptest::prelude::*;
use rsvpd::event::{GroupPolicy, QueueOrder};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::Outcome;

/// Something that happens.
#[derive(Debug, Clone)]
enum Happening {
    /// A letter for so many persons.
    Letter { persons: usize, sessions: Vec<Session> },
    /// A party withdraws; the index is taken modulo the letters so far.
    Cancellation(usize),
    /// Seats are added.
    Raise(Session, u32),
}

fn sessions() -> impl Strategy<Value = Vec<Session>> {
    proptest::sample::subsequence(Session::ALL.to_vec(), 1..=3)
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => (1usize..5, sessions()).prop_map(|(persons, sessions)| Happening::Letter { persons, sessions }),
        2 => (0usize..64).prop_map(Happening::Cancellation),
        1 => (proptest::sample::select(&Session::ALL[..]), 1u32..4).prop_map(|(id, by)| Happening::Raise(id, by)),
    ]
}

fn hall() -> impl Strategy<Value = Hall> {
    let order = prop_oneof![Just(QueueOrder::Strict), Just(QueueOrder::SkipTooBig)];
    let groups = prop_oneof![Just(GroupPolicy::Whole), Just(GroupPolicy::PartialOk)];
    (0u32..8, proptest::option::of(1u32..12), order, groups).prop_map(|(seats, total, order, groups)| {
        let mut hall = Hall::with_seats(seats);
        hall.event.capacity = total;
        hall.event.registration.queue_order = order;
        hall.event.registration.groups = groups;
        hall
    })
}

/// A different surname for each number below 100.
fn surname(number: usize) -> String {
    let syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "tu"];
    format!("{}{}sen", syllables[number / 10], syllables[number % 10])
}

/// I1: never overbooked, per session and in total.
fn never_overbooked(hall: &Hall) {
    let seats = hall.seats();
    for (session, counts) in &seats.sessions {
        assert!(
            counts.confirmed + counts.offered <= counts.capacity,
            "{session:?} is overbooked: {counts:?}"
        );
    }
    if let Some(capacity) = seats.capacity {
        assert!(
            seats.persons <= capacity,
            "{} persons in an event for {capacity}",
            seats.persons
        );
    }
}

/// I5: after a pass nobody waits who would fit, but behind a head that does not, where order is strict.
fn promotion_is_total(hall: &mut Hall) {
    hall.promote();
    let again = hall.promote();
    assert!(again.parties.is_empty(), "a second pass found more: {again:?}");
    let seats = hall.seats();
    let mut waiting = hall.waiting();
    waiting.sort_by_key(|entry| (entry.since, entry.party, entry.session));
    for session in Session::ALL {
        let in_line = waiting.iter().filter(|entry| entry.session == session);
        let fits = |need: usize, newcomers: usize| {
            need <= seats.sessions[&session].free() as usize && newcomers <= seats.persons_free() as usize
        };
        let looked_at = match hall.event.registration.queue_order {
            QueueOrder::Strict => 1,
            QueueOrder::SkipTooBig => usize::MAX,
        };
        for entry in in_line.take(looked_at) {
            assert!(
                !fits(entry.positions.len(), entry.newcomers.len()),
                "{entry:?} would fit and still waits"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn i1_i4_i5_hold_through_any_life_of_an_event(
        mut hall in hall(),
        happenings in proptest::collection::vec(happening(), 1..40),
    ) {
        let mut letters = 0usize;
        for (number, happening) in happenings.into_iter().enumerate() {
            match happening {
                Happening::Letter { persons, sessions } => {
                    let before = hall.waiting();
                    let family = surname(number);
                    let mut sample = letter(&format!("Ada {family}")).sessions(&sessions);
                    for index in 1..persons {
                        sample = sample.and(&format!("{} {family}", ["Ada", "Ben", "Cem", "Dina"][index]));
                    }
                    let decision = hall.receive(&sample);
                    letters += 1;
                    // I2: one letter that a person wrote, one answer.
                    prop_assert_eq!(decision.outcome, Outcome::Decided);
                    prop_assert!(decision.letter.is_some());
                    // Rule 2: everybody has a state in every session asked for.
                    prop_assert_eq!(decision.persons.len(), persons);
                    for person in &decision.persons {
                        prop_assert_eq!(person.places.len(), sessions.len());
                        for (session, state) in &person.places {
                            // I4: nobody who waited before is overtaken where order is strict.
                            let somebody_waited = before.iter().any(|entry| entry.session == *session);
                            let strict = hall.event.registration.queue_order == QueueOrder::Strict;
                            prop_assert!(!(strict && somebody_waited && *state == State::Confirmed));
                        }
                    }
                }
                Happening::Cancellation(index) if letters > 0 => {
                    hall.cancel(i64::try_from(index % letters).unwrap());
                }
                Happening::Cancellation(_) => {}
                Happening::Raise(session, by) => hall.raise(session, by),
            }
            never_overbooked(&hall);
            promotion_is_total(&mut hall);
            never_overbooked(&hall);
        }
    }

    #[test]
    fn i3_promotion_follows_arrival(letters in 2usize..12, freed in 1u32..6) {
        let mut hall = Hall::with_seats(0);
        for number in 0..letters {
            hall.receive(&letter(&format!("Ada {}", surname(number))).sessions(&[Session::Morning]));
        }
        hall.raise(Session::Morning, freed);
        let promoted: Vec<i64> = hall.promote().parties.into_keys().collect();
        let expected: Vec<i64> = (0..i64::try_from(letters.min(freed as usize)).unwrap()).collect();
        prop_assert_eq!(promoted, expected);
    }
}
