//! Places in visits: nobody holds two, whatever is written, and the last seat goes to one of two.

use super::Stage;
use super::sample::{Decided, decided, keep, mail};
use rsvpd::registration::State;
use rsvpd::request::{Session, VisitNumber};
use rsvpd::rules::{Move, PlaceId};
use rsvpd::store::{Capacity, Store};

fn visit(number: u32) -> Session {
    Session::Visit(VisitNumber::new(number).expect("a visit"))
}

/// So many seats in each of two visits.
fn seats(each: u32) -> Capacity {
    Capacity {
        sessions: [(visit(1), each), (visit(2), each)].into(),
        event: None,
    }
}

/// One person with these places, in the order of their wishes.
fn guest(id: i64, places: &[(Session, State)]) -> Decided {
    let mut guest = decided(id, &["Guest"], State::Confirmed);
    guest.decision.persons[0].places = places.to_vec();
    guest
}

fn moved(session: Session, from: State, to: State) -> Move {
    let place = PlaceId {
        party: 1,
        position: 0,
        session,
    };
    Move { place, from, to }
}

pub async fn rule_031_nobody_holds_two_visits(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let both = guest(1, &[(visit(1), State::Confirmed), (visit(2), State::Confirmed)]);
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    settling
        .settle(&[both.first()])
        .await
        .expect_err("the database refuses it");
    drop(settling);
    let waits = guest(1, &[(visit(2), State::Waiting), (visit(1), State::Confirmed)]);
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    settling.settle(&[waits.first()]).await.expect("one, and a wish");
    let waiting = settling.waiting().await.expect("a list");
    assert_eq!((waiting[0].session, waiting[0].wish), (visit(2), 1));
    assert_eq!(waiting[0].holds, [(0, visit(1), State::Confirmed)]);
    let party = settling.party(1).await.expect("a read").expect("the party").party;
    let wishes: Vec<Session> = party.persons[0].places.iter().map(|(id, _)| *id).collect();
    assert_eq!(
        wishes,
        [visit(2), visit(1)],
        "in the order in which they are wished"
    );
    settling.commit().await.expect("fact");
    // Whatever the order in which a change is written: what is given up goes first.
    let mut change = decided(1, &[], State::Confirmed);
    change.reply = None;
    change.decision.moves = vec![
        moved(visit(2), State::Waiting, State::Confirmed),
        moved(visit(1), State::Confirmed, State::Cancelled),
    ];
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    settling
        .settle(&[change.again(1)])
        .await
        .expect("a change of visits");
    settling.commit().await.expect("fact");
    let counts = store.counts().await.expect("counts");
    let of = |visit, state| counts.places.get(&(visit, state)).copied();
    assert_eq!(of(visit(2), State::Confirmed), Some(1));
    assert_eq!(of(visit(1), State::Cancelled), Some(1));
}

pub async fn rule_099_the_last_seat_of_a_visit_goes_to_one_of_two(stage: &Stage) {
    keep(&stage.store, &[mail(1, "a"), mail(2, "b")]).await;
    async fn decide(store: &Store, id: i64) {
        let mut settling = store.begin_settling(seats(1)).await.expect("a turn");
        let free = settling.seats().await.expect("seats").sessions[&visit(1)].free();
        let state = match free {
            0 => State::Waiting,
            _ => State::Confirmed,
        };
        settling
            .settle(&[guest(id, &[(visit(1), state)]).first()])
            .await
            .expect("written");
        settling.commit().await.expect("and fact");
    }
    let other = stage.another().await;
    tokio::join!(decide(&stage.store, 1), decide(&other, 2));
    other.close().await;
    let counts = stage.store.counts().await.expect("counts");
    let of = |state| counts.places.get(&(visit(1), state)).copied();
    assert_eq!((of(State::Confirmed), of(State::Waiting)), (Some(1), Some(1)));
}
