//! Properties of visits over thousands of random campaigns: none overbooked, nobody with two, nobody overtaken.

use super::{summit, visit};
use crate::registration_rules::hall::{Hall, letter};
use proptest::prelude::*;
use rsvpd::event::{GroupPolicy, PromotionPolicy, QueueOrder};
use rsvpd::registration::State;
use rsvpd::request::Session;
use std::collections::BTreeMap;

/// What happens to the visits.
#[derive(Debug, Clone)]
enum Happening {
    /// So many persons with these wishes; none: any visit.
    Letter(usize, Vec<u32>),
    Cancel(i64),
    Raise(u32, u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    let wishes = Just(vec![1_u32, 2, 3]).prop_shuffle();
    let wishes = (wishes, 0_usize..=3).prop_map(|(all, kept)| all.into_iter().take(kept).collect());
    prop_oneof![
        5 => (1_usize..=3, wishes).prop_map(|(persons, wishes)| Happening::Letter(persons, wishes)),
        3 => (0_i64..40).prop_map(Happening::Cancel),
        1 => (1_u32..=3, 1_u32..=2).prop_map(|(number, by)| Happening::Raise(number, by)),
    ]
}

fn hall(groups: GroupPolicy, order: QueueOrder) -> Hall {
    let mut hall = Hall::with_seats(400);
    hall.event.sessions = summit().sessions;
    hall.event.registration.groups = groups;
    hall.event.registration.queue_order = order;
    hall.event.registration.promotion = PromotionPolicy::Confirm;
    hall
}

fn sample(number: usize, persons: usize, wishes: &[u32]) -> crate::registration_rules::hall::Sample {
    const SURNAMES: [&str; 3] = ["Berg", "Dal", "Fjord"];
    let mut sample = letter(&format!("Guest{number} {}", SURNAMES[0]))
        .from(&format!("guest{number}@town{number}.example"));
    for surname in &SURNAMES[1..persons] {
        sample = sample.and(&format!("Guest{number} {surname}"));
    }
    let visits: Vec<Session> = match wishes {
        [] => vec![Session::StudyVisit],
        some => some.iter().map(|number| visit(*number)).collect(),
    };
    sample.sessions(&visits)
}

#[test]
fn rule_014_whoever_is_too_many_for_one_visit_and_gets_another_is_in_nobodys_way() {
    let mut hall = hall(GroupPolicy::Whole, QueueOrder::Strict);
    for plan in hall.event.sessions.iter_mut().filter(|plan| plan.id.is_visit()) {
        plan.capacity = 0;
    }
    hall.receive(&sample(1, 2, &[1, 2]));
    hall.receive(&sample(2, 1, &[1]));
    hall.raise(visit(1), 1);
    hall.raise(visit(2), 2);
    hall.promote();
    let seated = hall.by_person().into_values().map(|places| {
        let held = places.into_iter().filter(|(_, state)| state.holds_seat());
        held.map(|(session, _)| session).collect::<Vec<_>>()
    });
    assert_eq!(
        seated.collect::<Vec<_>>(),
        [[visit(2)], [visit(2)], [visit(1)]],
        "nobody before the third waits for the first visit any more"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn rule_001_and_031_no_visit_is_overbooked_and_nobody_has_two(
        happenings in proptest::collection::vec(happening(), 1..40),
        partial in any::<bool>(),
        skips in any::<bool>(),
    ) {
        let groups = if partial { GroupPolicy::PartialOk } else { GroupPolicy::Whole };
        let order = if skips { QueueOrder::SkipTooBig } else { QueueOrder::Strict };
        let mut hall = hall(groups, order);
        for (number, happening) in happenings.iter().enumerate() {
            match happening {
                Happening::Letter(persons, wishes) => {
                    hall.receive(&sample(number, *persons, wishes));
                }
                Happening::Cancel(party) => {
                    hall.cancel(*party);
                }
                Happening::Raise(number, by) => hall.raise(visit(*number), *by),
            }
            hall.promote();
            for (session, counts) in hall.seats().sessions {
                prop_assert!(counts.confirmed + counts.offered <= counts.capacity, "{session:?}: {counts:?}");
            }
            for ((party, position), places) in hall.by_person() {
                let seated = places.iter().filter(|(id, state)| id.is_visit() && state.holds_seat()).count();
                let waits = places.iter().filter(|(id, state)| id.is_visit() && *state == State::Waiting).count();
                prop_assert!(seated <= 1, "{party}.{position} has {places:?}");
                prop_assert!(seated == 0 || waits == 0, "{party}.{position} has one and waits: {places:?}");
            }
        }
    }

    #[test]
    fn rule_011_nobody_waits_for_a_visit_while_it_has_a_free_seat(
        happenings in proptest::collection::vec(happening(), 1..40),
    ) {
        // Of single persons nobody is too big for a seat.
        let mut hall = hall(GroupPolicy::Whole, QueueOrder::Strict);
        for (number, happening) in happenings.iter().enumerate() {
            match happening {
                Happening::Letter(_, wishes) => {
                    hall.receive(&sample(number, 1, wishes));
                }
                Happening::Cancel(party) => {
                    hall.cancel(*party);
                }
                Happening::Raise(number, by) => hall.raise(visit(*number), *by),
            }
            hall.promote();
            let idle: BTreeMap<Session, u32> = (hall.seats().sessions.into_iter())
                .filter(|(_, counts)| counts.free() > 0 && counts.waiting > 0)
                .map(|(session, counts)| (session, counts.free()))
                .collect();
            prop_assert!(idle.is_empty(), "{idle:?}");
        }
    }
}
