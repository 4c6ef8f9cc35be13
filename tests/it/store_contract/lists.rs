//! The console's lists: the same rows and places whether a search narrows them or not, page by page.

use super::Stage;
use super::sample::{at, decided, keep, mail, move_of, reply, seats, settle};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::store::views::{Filter, Is, Page, Sums, Term};

/// A search that everything fits.
fn everything() -> Filter {
    Filter {
        terms: vec![Term {
            not: true,
            is: Is::Language(vec!["xx".to_owned()]),
        }],
    }
}

pub async fn rule_012_a_list_has_the_same_rows_and_places_narrowed_or_not(stage: &Stage) {
    let store = &stage.store;
    let mails: Vec<_> = (1..=5).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    keep(store, &mails).await;
    let letters = [
        decided(1, &["Ada", "Bo"], State::Waiting),
        decided(2, &["Cy"], State::Confirmed),
        decided(3, &["Di"], State::Waiting),
        decided(4, &["Ed", "Fay"], State::Confirmed),
        decided(5, &["Gil"], State::Waiting),
    ];
    settle(store, &letters).await;
    // Who came later goes first.
    let by = ("ana", "comes from far away");
    store
        .set_priority((5, Session::Morning), 1, by, at(300))
        .await
        .expect("ranked");
    for newest_first in [false, true] {
        for offset in 0..4 {
            let page = Page {
                offset,
                limit: 2,
                newest_first,
            };
            let (none, all) = (Filter::default(), everything());
            let (plain, narrowed) = (
                store
                    .waiting_list(Session::Morning, &none, page)
                    .await
                    .expect("a list"),
                store
                    .waiting_list(Session::Morning, &all, page)
                    .await
                    .expect("a list"),
            );
            assert_eq!(plain, narrowed, "waiting, {page:?}");
            let (plain, narrowed) = (
                store.guests(&none, page).await.expect("a list"),
                store.guests(&all, page).await.expect("a list"),
            );
            assert_eq!(plain, narrowed, "guests, {page:?}");
            for outcome in [None, Some("decided")] {
                let (plain, narrowed) = (
                    store.requests(outcome, &none, page).await.expect("a list"),
                    store.requests(outcome, &all, page).await.expect("a list"),
                );
                assert_eq!(plain, narrowed, "{outcome:?}, {page:?}");
            }
            let (plain, narrowed) = (
                store.outbox(None, &none, page).await.expect("a list"),
                store.outbox(None, &all, page).await.expect("a list"),
            );
            assert_eq!(plain, narrowed, "outbox, {page:?}");
        }
    }
    let page = Page {
        offset: 0,
        limit: 9,
        newest_first: false,
    };
    let line = store
        .waiting_list(Session::Morning, &Filter::default(), page)
        .await
        .expect("a list");
    let order: Vec<_> = line.rows.iter().map(|row| (row.place, row.party)).collect();
    assert_eq!(order, [(1, 5), (2, 1), (3, 3)]);
    assert_eq!(store.held(Session::Morning).await.expect("counted"), 3);
    let sums = Sums {
        outbox: 5,
        messages: 5,
        ..Sums::default()
    };
    assert_eq!(store.sums().await.expect("counted"), sums);
}

pub async fn rule_052_what_changed_since_the_last_search_is_found_by_the_next(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(store, &[decided(1, &["Yaël Ben-David"], State::Confirmed)]).await;
    let finds = async |word: &str| {
        store.fold_for_search().await.expect("folded");
        let filter = Filter {
            terms: vec![Term {
                not: false,
                is: Is::Word(word.to_owned()),
            }],
        };
        store.parties_in("messages", "", &filter, 9).await.expect("found")
    };
    assert_eq!(finds("yael").await, [1]);
    settle(store, &[decided(2, &["Gönül Hacıömeroğlu"], State::Confirmed)]).await;
    assert_eq!(finds("haciomer").await, [2]);
    assert_eq!(finds("David").await, [1], "a part after a hyphen");
    assert_eq!(finds("meroglu").await, [2], "within a word, where none begins so");
    assert_eq!(
        store.fold_for_search().await.expect("folded"),
        0,
        "nothing is left to do"
    );
}

pub async fn the_seats_that_are_shown_are_those_that_are_counted(stage: &Stage) {
    let store = &stage.store;
    let mails: Vec<_> = (1..=3).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    keep(store, &mails).await;
    let mut both = decided(3, &["Di", "Ed"], State::Confirmed);
    for person in &mut both.decision.persons {
        person.places.push((Session::Afternoon, State::Confirmed));
    }
    let waits = decided(1, &["Ada", "Bo"], State::Waiting);
    settle(store, &[waits, decided(2, &["Cy"], State::Confirmed), both]).await;
    let alike = async |when: &str| {
        let shown = store.seats(&seats(100)).await.expect("shown");
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        assert_eq!(shown, settling.seats().await.expect("counted"), "{when}");
        let morning = shown.sessions[&Session::Morning];
        (shown.persons, morning.confirmed, morning.waiting)
    };
    assert_eq!(alike("after letters").await, (3, 3, 2));
    // Who leaves one of two sessions still comes; who is taken from the list comes, too.
    for (id, from, to) in [
        (3, State::Confirmed, State::Cancelled),
        (1, State::Waiting, State::Confirmed),
    ] {
        let mut mover = move_of(id, (id, 0), from, to);
        mover.reply = Some(reply(id, 2));
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        settling.settle(&[mover.again(1)]).await.expect("moved");
        assert_ne!(settling.seats().await.expect("counted").persons, 0);
        drop(settling);
        assert_eq!(alike("after a crash").await.0, 3, "nothing was committed");
        let mut settling = store.begin_settling(seats(100)).await.expect("a turn");
        settling.settle(&[mover.again(1)]).await.expect("moved");
        settling.commit().await.expect("and that is fact");
        alike("after a move").await;
    }
    assert_eq!(alike("after moves").await, (4, 3, 1));
}
