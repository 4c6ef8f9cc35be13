//! What the registration rules demand; test names carry the rule's number or the invariant's.

mod doubles;
pub mod hall;
mod properties;

use hall::{Hall, letter};
use rsvpd::event::{Autonomy, GroupPolicy, PromotionPolicy, QueueOrder};
use rsvpd::registration::State;
use rsvpd::reply::{Missing, ReplyKind};
use rsvpd::request::{Disposition, DoubtKind, Intent, Session};
use rsvpd::rules::organiser::{Act, ActRefused};
use rsvpd::rules::promotion::NotYet;
use rsvpd::rules::{Outcome, Reason};

const MORNING: &[Session] = &[Session::Morning];
const ALL: &[Session] = &Session::ALL;

#[test]
fn rule_001_two_letters_for_the_last_seat_get_one_seat() {
    let mut hall = Hall::with_seats(1);
    let first = hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    let second = hall.receive(&letter("Paul Weber").sessions(MORNING));
    assert_eq!(first.letter.unwrap().kind, ReplyKind::Confirmation);
    assert_eq!(second.letter.unwrap().kind, ReplyKind::WaitingListNotice);
    assert_eq!(hall.count(Session::Morning, State::Confirmed), 1);
}

#[test]
fn rule_002_a_group_larger_than_the_free_seats_waits_whole_and_nobody_is_dropped() {
    let mut hall = Hall::with_seats(4);
    let decision = hall.receive(&letter("A").and("B").and("C").and("D").and("E").sessions(MORNING));
    let reply = decision.letter.unwrap();
    assert_eq!(reply.kind, ReplyKind::PartialGroup);
    assert_eq!((reply.facts.free, reply.facts.need), (Some(4), Some(5)));
    assert_eq!(hall.count(Session::Morning, State::Waiting), 5);
    assert_eq!(hall.count(Session::Morning, State::Confirmed), 0);
}

#[test]
fn rule_002_where_the_event_splits_groups_the_first_of_the_letter_are_seated_by_name() {
    let mut hall = Hall::with_seats(2);
    hall.event.registration.groups = GroupPolicy::PartialOk;
    let decision = hall.receive(
        &letter("Anna Roth")
            .and("Bert Roth")
            .and("Cleo Roth")
            .sessions(MORNING),
    );
    let reply = decision.letter.unwrap();
    assert_eq!(reply.kind, ReplyKind::PartialGroup);
    let states: Vec<_> = reply
        .facts
        .persons
        .iter()
        .map(|person| person.places[0].1)
        .collect();
    assert_eq!(states, [State::Confirmed, State::Confirmed, State::Waiting]);
}

#[test]
fn rule_003_the_events_total_limits_even_where_a_session_has_room() {
    let mut hall = Hall::with_seats(10);
    hall.event.capacity = Some(1);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    let decision = hall.receive(&letter("Paul Weber").sessions(&[Session::Afternoon]));
    assert_eq!(decision.letter.unwrap().kind, ReplyKind::WaitingListNotice);
}

#[test]
fn rule_005_a_second_cancellation_changes_no_count() {
    let mut hall = Hall::with_seats(1);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    assert_eq!(hall.cancel(0), 1);
    assert_eq!(hall.cancel(0), 0);
    assert_eq!(hall.seats().sessions[&Session::Morning].free(), 1);
}

#[test]
fn rule_007_added_seats_go_at_once_to_those_who_wait() {
    let mut hall = Hall::with_seats(1);
    hall.event.registration.promotion = PromotionPolicy::Confirm;
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    hall.receive(&letter("Paul Weber").sessions(MORNING));
    hall.raise(Session::Morning, 1);
    assert_eq!(hall.promote().parties.len(), 1);
    assert_eq!(hall.count(Session::Morning, State::Confirmed), 2);
}

#[test]
fn rule_009_and_010_beyond_the_capacity_an_organiser_needs_a_reason() {
    let mut hall = Hall::with_seats(0);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    let refused = hall.organise(
        0,
        &Act::Confirm {
            over_capacity_because: None,
        },
    );
    assert!(matches!(
        refused,
        Err(ActRefused::NoSeats { free: 0, need: 1, .. })
    ));
    let because = Some("the keynote speaker".to_owned());
    let decision = hall
        .organise(
            0,
            &Act::Confirm {
                over_capacity_because: because.clone(),
            },
        )
        .unwrap();
    assert_eq!(decision.letter.unwrap().kind, ReplyKind::Confirmation);
    assert!(matches!(&decision.reasons[0], Reason::Organiser { note, .. } if *note == because));
}

#[test]
fn rule_011_a_free_seat_does_not_go_to_a_new_letter_while_somebody_waits() {
    let mut hall = Hall::with_seats(2);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    // Three persons do not fit into the one seat that is left; they wait, and the seat stays idle.
    hall.receive(&letter("A").and("B").and("C").sessions(MORNING));
    let late_comer = hall.receive(&letter("Paul Weber").sessions(MORNING));
    assert_eq!(late_comer.letter.unwrap().kind, ReplyKind::WaitingListNotice);
}

#[test]
fn rule_015_who_is_no_longer_eligible_is_skipped_and_the_next_is_taken() {
    let mut hall = Hall::with_seats(0);
    hall.event.registration.promotion = PromotionPolicy::Confirm;
    hall.receive(&letter("Ayşe Demir").sessions(&[Session::StudyVisit]));
    hall.receive(&letter("Paul Weber").sessions(MORNING));
    hall.receive(&letter("Lena Fink").sessions(MORNING));
    assert_eq!(hall.cancel(1), 1);
    hall.event.sessions.retain(|plan| plan.id != Session::StudyVisit);
    hall.raise(Session::Morning, 5);
    let promotions = hall.promote();
    assert_eq!(promotions.parties.keys().copied().collect::<Vec<_>>(), [2]);
    assert_eq!(
        promotions.not_yet[&(0, Session::StudyVisit)],
        NotYet::NoSuchSession
    );
}

#[test]
fn rule_016_three_seats_are_not_offered_to_five_persons_as_if_they_were_all() {
    let mut hall = Hall::with_seats(3);
    hall.receive(&letter("A").and("B").and("C").and("D").and("E").sessions(MORNING));
    assert!(hall.promote().parties.is_empty());
    hall.raise(Session::Morning, 2);
    let promotions = hall.promote();
    assert_eq!(promotions.parties[&0].len(), 5, "all of them, or none");
}

#[test]
fn rule_017_idle_seats_and_skipped_parties_are_told() {
    let mut hall = Hall::with_seats(2);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    hall.receive(&letter("A").and("B").and("C").sessions(MORNING));
    hall.receive(&letter("Paul Weber").sessions(MORNING));
    let strict = hall.promote();
    assert!(strict.parties.is_empty());
    assert_eq!(
        strict.notices,
        [(
            1,
            Reason::HeadTooBig {
                session: Session::Morning,
                free: 1,
                need: 3
            }
        )]
    );
    hall.event.registration.queue_order = QueueOrder::SkipTooBig;
    let skipping = hall.promote();
    assert_eq!(skipping.parties.keys().copied().collect::<Vec<_>>(), [2]);
    assert_eq!(
        skipping.notices,
        [(
            1,
            Reason::Skipped {
                session: Session::Morning,
                free: 1,
                need: 3
            }
        )]
    );
}

#[test]
fn rule_018_waiting_and_under_review_are_different_letters() {
    let mut hall = Hall::with_seats(0);
    let waiting = hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    let review = hall.receive(&letter("Paul Weber").sessions(MORNING).doubt(DoubtKind::Condition));
    assert_eq!(waiting.letter.unwrap().kind, ReplyKind::WaitingListNotice);
    assert_eq!(review.letter.unwrap().kind, ReplyKind::Receipt);
    assert_eq!(review.outcome, Outcome::Review);
}

#[test]
fn rule_025_nobody_is_promoted_once_the_event_has_begun() {
    let mut hall = Hall::with_seats(0);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    hall.raise(Session::Morning, 5);
    hall.now = hall.event.starts();
    assert!(hall.promote().parties.is_empty());
}

#[test]
fn rule_029b_a_full_waiting_list_goes_to_an_organiser() {
    let mut hall = Hall::with_seats(0);
    hall.event.registration.waiting_list_capacity = Some(1);
    hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    let decision = hall.receive(&letter("Paul Weber").sessions(MORNING));
    assert_eq!(decision.reasons, [Reason::WaitingListFull]);
    assert_eq!(decision.outcome, Outcome::Review);
}

#[test]
fn rule_030_several_sessions_are_decided_one_by_one_in_one_answer() {
    let mut hall = Hall::with_seats(5);
    hall.set(Session::StudyVisit, 0);
    let reply = hall.receive(&letter("Ayşe Demir").sessions(ALL)).letter.unwrap();
    assert_eq!(reply.kind, ReplyKind::MixedResult);
    let expected = [
        (Session::Morning, State::Confirmed),
        (Session::StudyVisit, State::Waiting),
        (Session::Afternoon, State::Confirmed),
    ];
    assert_eq!(reply.facts.persons[0].places, expected);
}

#[test]
fn rule_031_the_same_writer_with_nothing_new_hears_the_standing_state() {
    let mut hall = Hall::with_seats(5);
    hall.receive(
        &letter("Ulrike Müller")
            .from("mueller@stadt.example")
            .sessions(MORNING),
    );
    let again = hall.receive(
        &letter("MUELLER Ulrike")
            .from("mueller@stadt.example")
            .sessions(MORNING),
    );
    assert_eq!(again.outcome, Outcome::Merged);
    assert_eq!(again.letter.unwrap().kind, ReplyKind::AlreadyRegistered);
    assert_eq!(hall.count(Session::Morning, State::Confirmed), 1);
}

#[test]
fn rule_032_the_same_name_from_another_address_is_a_candidate_and_never_merged_alone() {
    let mut hall = Hall::with_seats(5);
    hall.receive(
        &letter("Maria Rossi")
            .from("rossi@lucca.example")
            .sessions(MORNING),
    );
    let other = hall.receive(
        &letter("Maria Rossi")
            .from("segreteria@lucca.example")
            .sessions(MORNING),
    );
    assert_eq!(other.outcome, Outcome::Review);
    assert!(matches!(other.reasons[0], Reason::MaybeDuplicate(_)));
    assert_eq!(
        hall.count(Session::Morning, State::Confirmed),
        1,
        "one seat is held"
    );
}

#[test]
fn rule_041_a_late_letter_is_receipted_and_left_to_an_organiser() {
    let mut hall = Hall::with_seats(5);
    hall.now = hall.event.registration.closes + chrono::TimeDelta::seconds(1);
    let late = hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    assert_eq!(late.letter.unwrap().kind, ReplyKind::LateRequest);
    assert_eq!(late.outcome, Outcome::Review);
    assert_eq!(hall.count(Session::Morning, State::Asked), 1);
    let admitted = hall.organise(0, &Act::Waitlist).unwrap();
    assert_eq!(admitted.letter.unwrap().kind, ReplyKind::WaitingListNotice);
}

#[test]
fn rule_061_and_064_press_goes_to_its_own_list_and_is_acknowledged_at_once() {
    let mut hall = Hall::with_seats(0);
    let press = hall.receive(&letter("Lena Fink").intent(Intent::Press).for_press());
    assert_eq!(press.outcome, Outcome::PressQueue);
    assert_eq!(press.letter.unwrap().kind, ReplyKind::PressReceipt);
    let seatless = press.persons.iter().all(|person| person.places.is_empty());
    assert!(seatless, "accreditation takes no seat");
    let wrong_box = hall.receive(&letter("Jan Vos").intent(Intent::Press).from("vos@krant.example"));
    assert_eq!(wrong_box.letter.unwrap().kind, ReplyKind::WrongBox);
}

#[test]
fn rule_066_an_early_letter_waits_for_an_organiser() {
    let mut hall = Hall::with_seats(5);
    hall.now = hall.event.registration.opens - chrono::TimeDelta::days(1);
    assert_eq!(
        hall.receive(&letter("Ayşe Demir").sessions(MORNING)).reasons,
        [Reason::NotOpen]
    );
}

#[test]
fn what_is_missing_is_asked_back_exactly() {
    let mut hall = Hall::with_seats(5);
    let decision = hall.receive(&letter("Ayşe Demir").doubt(DoubtKind::NobodyNamed));
    assert_eq!(decision.outcome, Outcome::AskedBack);
    assert_eq!(decision.letter.unwrap().facts.missing, [Missing::Names]);
    // "With some colleagues": how many, and who.
    let open = hall.receive(&letter("Jean Roux").doubt(DoubtKind::CountOpen));
    assert_eq!(open.outcome, Outcome::AskedBack);
    assert_eq!(
        open.letter.unwrap().facts.missing,
        [Missing::Names, Missing::CountOpen]
    );
    let also_conditional = hall.receive(
        &letter("Paul Weber")
            .doubt(DoubtKind::NobodyNamed)
            .doubt(DoubtKind::Condition),
    );
    assert_eq!(also_conditional.outcome, Outcome::Review);
}

#[test]
fn in_draft_mode_nothing_leaves_and_everything_waits() {
    let mut hall = Hall::with_seats(5);
    hall.event.registration.autonomy = Autonomy::Draft;
    let decision = hall.receive(&letter("Ayşe Demir").sessions(MORNING));
    assert_eq!((decision.outcome, decision.letter), (Outcome::Review, None));
    let confirmed = hall
        .organise(
            0,
            &Act::Confirm {
                over_capacity_because: None,
            },
        )
        .unwrap();
    assert_eq!(confirmed.letter.unwrap().kind, ReplyKind::Confirmation);
}

#[test]
fn a_letter_that_says_no_sessions_gets_the_usual_ones_and_is_told_so() {
    let mut hall = Hall::with_seats(5);
    let reply = hall.receive(&letter("Ayşe Demir")).letter.unwrap();
    assert!(reply.facts.sessions_assumed);
    let sessions: Vec<_> = reply.facts.persons[0]
        .places
        .iter()
        .map(|(session, _)| *session)
        .collect();
    assert_eq!(sessions, hall.event.registration.sessions_when_unsaid);
}

#[test]
fn thanks_and_spam_get_no_reply_at_all() {
    let mut hall = Hall::with_seats(5);
    let thanks = hall.receive(
        &letter("Ayşe Demir")
            .intent(Intent::Other)
            .disposition(Disposition::Ignore),
    );
    assert_eq!((thanks.outcome, thanks.letter), (Outcome::Ignored, None));
}

#[test]
fn a_reader_that_does_not_vouch_for_acting_is_never_acted_on() {
    let mut hall = Hall::with_seats(5);
    let decision = hall.receive(&letter("Ayşe Demir").disposition(Disposition::Review));
    assert_eq!(decision.outcome, Outcome::Review);
}

#[test]
fn changes_are_left_to_a_person_with_a_receipt() {
    let mut hall = Hall::with_seats(5);
    for intent in [
        Intent::Change,
        Intent::Cancellation,
        Intent::Question,
        Intent::DataRequest,
    ] {
        let decision = hall.receive(&letter("Ayşe Demir").intent(intent));
        assert_eq!(decision.outcome, Outcome::Review, "{intent:?}");
        assert_eq!(decision.letter.unwrap().kind, ReplyKind::Receipt, "{intent:?}");
    }
}
