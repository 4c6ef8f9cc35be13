//! One person under several names and addresses: a candidate for review, never merged silently, never given two seats.

use super::hall::{Hall, letter};
use rsvpd::registration::State;
use rsvpd::reply::ReplyKind;
use rsvpd::request::Session;
use rsvpd::rules::{Outcome, Reason};

const MORNING: &[Session] = &[Session::Morning];

/// Two offices register the same person in these spellings; both letters are answered without telling of the other.
fn two_offices(one: &str, other: &str) -> (Outcome, usize) {
    let mut hall = Hall::with_seats(5);
    hall.receive(&letter(one).from("buro@stadt.example").sessions(MORNING));
    let second = hall.receive(&letter(other).from("secretariat@ville.example").sessions(MORNING));
    let reply = second.letter.unwrap();
    assert_eq!(reply.kind, ReplyKind::Receipt, "{one} and {other}");
    assert!(
        reply.facts.persons.is_empty(),
        "nothing is told of what the other wrote"
    );
    assert!(
        matches!(second.reasons.as_slice(), [Reason::MaybeDuplicate(_)]),
        "{one} and {other}: {:?}",
        second.reasons
    );
    (second.outcome, hall.count(Session::Morning, State::Confirmed))
}

#[test]
fn rule_031_two_colleagues_who_register_the_mayor_hold_one_seat() {
    assert_eq!(
        two_offices("Ulrike Müller", "Ulrike Müller"),
        (Outcome::Review, 1)
    );
}

#[test]
fn rule_031_other_spellings_of_one_name_are_candidates() {
    for (one, other) in [
        ("Ulrike Weiß", "WEISS Ulrike"),
        ("Jörg Schröder", "Joerg Schroeder"),
        ("Işıl Güneş", "Isil Gunes"),
        ("IŞIL GÜNEŞ", "Işıl Güneş"),
        ("Юрий Хромов", "Yuriy Khromov"),
        ("Иван Петрович Сидоров", "Ivan Sidorov"),
        ("Jan van der Meer", "MEER, Jan van der"),
        ("Anne-Sophie Lefèvre", "Anne Sophie Lefevre"),
        ("Niccolò D’Angelo", "Niccolo D'ANGELO"),
        ("Maria García López", "López García, Maria"),
    ] {
        assert_eq!(two_offices(one, other), (Outcome::Review, 1), "{one} and {other}");
    }
}

#[test]
fn rule_032_people_whose_names_only_resemble_each_other_both_have_seats() {
    for (one, other) in [
        ("Maria Rossi", "Mario Rossi"),
        ("Anna Weber", "Anna Becker"),
        ("Ali Kaya", "Ali Kayan"),
    ] {
        let mut hall = Hall::with_seats(5);
        hall.receive(&letter(one).sessions(MORNING));
        hall.receive(&letter(other).sessions(MORNING));
        assert_eq!(
            hall.count(Session::Morning, State::Confirmed),
            2,
            "{one} and {other}"
        );
    }
}

#[test]
fn rule_031_the_same_person_twice_in_one_letter_gets_no_two_seats() {
    let mut hall = Hall::with_seats(5);
    let twice = hall.receive(&letter("Ayşe Yıldız").and("YILDIZ Ayse").sessions(MORNING));
    assert_eq!(twice.reasons, [Reason::NamedTwice]);
    assert_eq!(hall.count(Session::Morning, State::Confirmed), 0);
}

#[test]
fn rule_031_a_letter_that_brings_one_known_and_one_new_person_seats_nobody_by_itself() {
    let mut hall = Hall::with_seats(5);
    hall.receive(
        &letter("Ulrike Müller")
            .from("buro@stadt.example")
            .sessions(MORNING),
    );
    let both = hall.receive(
        &letter("Ulrike Müller")
            .and("Paul Weber")
            .from("presse@stadt.example")
            .sessions(MORNING),
    );
    assert_eq!(both.outcome, Outcome::Review);
    assert_eq!(hall.count(Session::Morning, State::Confirmed), 1);
    assert_eq!(
        hall.count(Session::Morning, State::Asked),
        2,
        "both keep their arrival"
    );
}
