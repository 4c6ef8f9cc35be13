//! Decisions become facts whole or not at all.

use super::Stage;
use super::sample::{Decided, at, decided, keep, mail, move_of, reply, seats, settle};
use rsvpd::message::MailboxRole;
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::{Decision, key_of};
use rsvpd::store::views::{Filter, Who};
use rsvpd::store::{Actor, Kept, Lookup, Picture, Settlement, Store, StoreError};

fn lookup(address: &str, name_key: &str) -> Lookup {
    Lookup {
        mailbox: MailboxRole::Registration,
        address: Some(address.to_owned()),
        name_keys: vec![name_key.to_owned()],
        words_key: Some("words".to_owned()),
        ties: Vec::new(),
        existing: None,
    }
}

pub async fn a_letter_becomes_a_request_with_its_places(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada", "Bo"], State::Confirmed),
            decided(2, &["Cem"], State::Waiting),
        ],
    )
    .await;
    assert!(store.pending(10).await.expect("a read").is_empty());
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let counts = settling.seats().await.expect("seats").sessions[&Session::Morning];
    assert_eq!((counts.confirmed, counts.waiting, counts.free()), (2, 1, 8));
    let waiting = settling.waiting().await.expect("a list");
    assert_eq!(
        (waiting[0].party, waiting[0].since, &waiting[0].newcomers),
        (2, at(2), &vec![0])
    );
    let letter = lookup("GUEST1@guest.example", "cem");
    let standing = settling
        .standing(std::slice::from_ref(&letter), at(200))
        .await
        .expect("what is known");
    let prior = standing.prior(&letter);
    let names: Vec<&str> = prior
        .persons
        .iter()
        .map(|person| person.name_key.as_str())
        .collect();
    assert_eq!(names, ["ada", "bo", "cem"]);
    assert_eq!(prior.persons[2].places, [(Session::Morning, State::Waiting)]);
    assert_eq!(
        (
            prior.answers.address_day,
            prior.answers.same_words,
            prior.answers.mailbox_hour
        ),
        (1, 1, 2)
    );
}

pub async fn rule_087_a_crash_before_the_commit_leaves_nothing_behind(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let letter = decided(1, &["Ada"], State::Confirmed);
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    settling
        .settle(&[letter.first()])
        .await
        .expect("written, but not yet fact");
    drop(settling);
    assert_eq!(store.pending(10).await.expect("messages wait").len(), 1);
    assert_eq!(store.next_due_at().await.expect("a read"), None);
    settle(store, &[letter]).await;
    let all = Filter::default();
    let everybody = store.persons(Who::Everybody, &all, None, 100);
    assert_eq!(everybody.await.expect("a table").total, 1);
}

pub async fn rule_001_more_persons_than_seats_are_never_committed(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let letter = decided(1, &["Ada", "Bo"], State::Confirmed);
    let mut settling = store.begin_settling(seats(1)).await.expect("a turn");
    settling.settle(&[letter.first()]).await.expect("written");
    let refused = settling
        .commit()
        .await
        .expect_err("two persons do not fit on one seat");
    assert!(
        matches!(
            refused,
            StoreError::Overbooked {
                taken: 2,
                capacity: 1,
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(store.pending(10).await.expect("messages wait").len(), 1);

    let mut settling = store.begin_settling(seats(1)).await.expect("a turn");
    let wanted = Settlement {
        above_capacity: Some("the minister's party".to_owned()),
        ..letter.first()
    };
    settling.settle(&[wanted]).await.expect("written");
    settling
        .commit()
        .await
        .expect("an organiser may, with a reason (rule 9)");
    let dossier = store.show("1").await.expect("a read").expect("a letter");
    assert_eq!(
        dossier.journal[0].details["above_capacity"],
        "the minister's party"
    );
}

pub async fn rule_099_the_last_seat_goes_to_one_of_two(stage: &Stage) {
    keep(&stage.store, &[mail(1, "a"), mail(2, "b")]).await;
    async fn decide(store: &Store, id: i64) {
        let mut settling = store.begin_settling(seats(1)).await.expect("a turn");
        let free = settling.seats().await.expect("seats").sessions[&Session::Morning].free();
        let state = if free > 0 {
            State::Confirmed
        } else {
            State::Waiting
        };
        settling
            .settle(&[decided(id, &["Guest"], state).first()])
            .await
            .expect("written");
        settling.commit().await.expect("and fact");
    }
    let other = stage.another().await;
    tokio::join!(decide(&stage.store, 1), decide(&other, 2));
    other.close().await;
    let counts = stage.store.counts().await.expect("counts");
    let of = |state| counts.places.get(&(Session::Morning, state)).copied();
    assert_eq!((of(State::Confirmed), of(State::Waiting)), (Some(1), Some(1)));
    assert_eq!(counts.replies.values().sum::<u32>(), 2);
}

pub async fn i2_a_decision_has_one_answer(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let letter = decided(1, &["Ada"], State::Confirmed);
    settle(store, std::slice::from_ref(&letter)).await;
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let again = settling
        .settle(&[letter.first()])
        .await
        .expect_err("it is settled");
    assert!(again.is_conflict(), "{again}");
    drop(settling);

    let nothing_new = Decided {
        decision: Decision {
            persons: Vec::new(),
            ..letter.decision.clone()
        },
        ..letter
    };
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let again = settling
        .settle(&[nothing_new.again(1)])
        .await
        .expect_err("number 1 is taken");
    assert!(
        matches!(again, StoreError::AlreadyAnswered { request: 1, .. }),
        "{again}"
    );
    drop(settling);

    let second = Decided {
        reply: Some(reply(1, 2)),
        ..nothing_new
    };
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    settling
        .settle(&[second.again(1)])
        .await
        .expect("the second decision has its own answer");
    settling.commit().await.expect("fact");
    let dossier = store.show("rtm-1").await.expect("a read").expect("a letter");
    assert_eq!(
        dossier
            .replies
            .iter()
            .map(|reply| reply.number)
            .collect::<Vec<_>>(),
        [1, 2]
    );
}

pub async fn rule_035_a_decision_on_an_old_picture_is_turned_down(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    settle(store, &[decided(1, &["Ada"], State::Asked)]).await;
    let confirm = Decided {
        reply: Some(reply(1, 2)),
        ..move_of(1, (1, 0), State::Asked, State::Confirmed)
    };
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let party = settling.party(1).await.expect("a read").expect("a party");
    assert_eq!(
        (party.decisions, party.version, party.party.reference.as_str()),
        (1, 1, "RTM-1")
    );
    settling
        .settle(&[confirm.again(party.version)])
        .await
        .expect("written");
    settling.commit().await.expect("fact");

    let refuse = Decided {
        reply: Some(reply(1, 3)),
        ..move_of(1, (1, 0), State::Asked, State::Refused)
    };
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let late = settling
        .settle(&[refuse.again(party.version)])
        .await
        .expect_err("somebody was faster");
    assert!(late.is_conflict() && !late.is_temporary(), "{late}");
    drop(settling);
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let party = settling.party(1).await.expect("a read").expect("a party");
    assert_eq!(
        party.party.persons[0].places,
        [(Session::Morning, State::Confirmed)]
    );
}

pub async fn rule_005_a_second_cancellation_changes_nothing(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "cancel"), mail(3, "cancel again")]).await;
    settle(store, &[decided(1, &["Ada"], State::Confirmed)]).await;
    settle(store, &[move_of(2, (1, 0), State::Confirmed, State::Cancelled)]).await;
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let twice = move_of(3, (1, 0), State::Confirmed, State::Cancelled);
    let refused = settling
        .settle(&[twice.first()])
        .await
        .expect_err("the place is no longer confirmed");
    assert!(refused.is_conflict(), "{refused}");
    drop(settling);
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let no_move = move_of(3, (1, 0), State::Cancelled, State::Cancelled);
    let refused = settling
        .settle(&[no_move.first()])
        .await
        .expect_err("this is no move");
    assert!(
        matches!(refused, StoreError::Inconsistent { request: 3, .. }),
        "{refused}"
    );
    drop(settling);
    let journal = store
        .show("RTM-1")
        .await
        .expect("a read")
        .expect("a letter")
        .journal;
    let what: Vec<_> = journal
        .iter()
        .map(|entry| (entry.what.as_str(), entry.actor.as_str()))
        .collect();
    assert_eq!(
        what,
        [("decided", "1"), ("moved", "2")],
        "every move has an actor (I8)"
    );
}

pub async fn i10_who_comes_back_waits_at_the_end(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b"), mail(3, "c")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada"], State::Waiting),
            decided(2, &["Bo", "Cem"], State::Waiting),
        ],
    )
    .await;
    let steps = [
        (State::Waiting, State::Cancelled),
        (State::Cancelled, State::Asked),
        (State::Asked, State::Waiting),
    ];
    for (step, (from, to)) in (1..).zip(steps) {
        let again = Decided {
            reply: None,
            actor: Actor::Organiser("Erika".to_owned()),
            ..move_of(1, (1, 0), from, to)
        };
        let mut settling = store.begin_settling(seats(0)).await.expect("a turn");
        settling.settle(&[again.again(step)]).await.expect("written");
        settling.commit().await.expect("fact");
    }
    let order = async || {
        let mut settling = store.begin_settling(seats(0)).await.expect("a turn");
        let waiting = settling.waiting().await.expect("a list");
        waiting
            .into_iter()
            .map(|entry| (entry.party, entry.positions))
            .collect::<Vec<_>>()
    };
    assert_eq!(order().await, [(2, vec![0, 1]), (1, vec![0])]);
    let first = (
        (1, Session::Morning),
        5,
        ("Erika", "speaks in the morning"),
        at(300),
    );
    assert_eq!(
        store
            .set_priority(first.0, first.1, first.2, first.3)
            .await
            .expect("set"),
        1
    );
    assert_eq!(order().await, [(1, vec![0]), (2, vec![0, 1])]);
}

pub async fn i7_an_offer_has_a_deadline(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let offer = decided(1, &["Ada"], State::Offered);
    let mut settling = store.begin_settling(seats(1)).await.expect("a turn");
    let refused = settling
        .settle(&[offer.first()])
        .await
        .expect_err("an offer without end");
    assert!(matches!(refused, StoreError::Inconsistent { .. }), "{refused}");
    drop(settling);
    let mut settling = store.begin_settling(seats(1)).await.expect("a turn");
    let ending = Settlement {
        offered_until: Some(at(9_000)),
        ..offer.first()
    };
    settling.settle(&[ending]).await.expect("written");
    settling.commit().await.expect("fact");
    let dossier = store.show("RTM-1").await.expect("a read").expect("a letter");
    assert_eq!(dossier.persons[0].places[0].until, Some(at(9_000)));
}

/// What the batch keeps in mind is what the database says afterwards.
pub async fn a_batch_sees_its_own_letters(stage: &Stage) {
    let store = &stage.store;
    let letters: Vec<_> = (1..=20).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    assert_eq!(keep(store, &letters).await.len(), 20);
    let states = [State::Confirmed, State::Waiting, State::Asked];
    let batch: Vec<Decided> = (1..=20)
        .zip(states.into_iter().cycle())
        .map(|(id, state)| decided(id, &["Ada", &format!("Guest {}", id % 4)], state))
        .collect();
    let lookups: Vec<Lookup> = batch
        .iter()
        .map(|letter| lookup(&letter.address, &key_of(&letter.request.attendees[1])))
        .collect();
    let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
    let mut standing = settling.standing(&lookups, at(100)).await.expect("what is known");
    for letter in &batch {
        assert_eq!(standing.note(&letter.first()), Picture::Holds);
    }
    let settlements: Vec<_> = batch.iter().map(Decided::first).collect();
    settling.settle(&settlements).await.expect("written");
    let stored = settling.standing(&lookups, at(100)).await.expect("what is known");
    assert_eq!(standing.seats(), stored.seats());
    for lookup in &lookups {
        assert_eq!(standing.prior(lookup), stored.prior(lookup));
    }
    settling.commit().await.expect("fact");
    assert_eq!(keep(store, &[mail(1, "letter 1")]).await, [Kept::Known(1)]);
}
