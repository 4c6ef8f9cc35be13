//! What is followed up after a letter: press wishes, reminders, data of an address, letters to the organisers.

use super::Stage;
use super::sample::{Decided, at, decided, found, keep, mail, seats, settle};
use rsvpd::registration::State;
use rsvpd::reply::PressPaper;
use rsvpd::request::{Press, PressWish};
use rsvpd::rules::press::{PressChange, PressState};
use rsvpd::rules::{Decision, Outcome, Reason};
use rsvpd::store::notices::Telling;
use rsvpd::store::press::{Wish, WishState};
use rsvpd::store::troubles::Reachability;
use rsvpd::store::{Actor, Erased, Told};

pub async fn rule_062_a_press_request_is_followed_up(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    let mut first = decided(1, &["Ada"], State::Asked);
    for person in &mut first.decision.persons {
        person.places.clear();
    }
    first.request.press = Some(Press {
        outlet: Some(found("Radio Nord".to_owned())),
        media: None,
        press_card: None,
        requests: vec![found(PressWish::Interview)],
    });
    let change = |request, state, papers| PressChange {
        request,
        state,
        outlet: None,
        papers,
        wishes: Vec::new(),
    };
    first.decision.press = Some(change(None, None, vec![PressPaper::Medium]));
    let second = Decided {
        decision: Decision {
            press: Some(change(
                Some(1),
                Some(PressState::Accredited),
                vec![PressPaper::PressCardCopy],
            )),
            ..Decision::about(1, Outcome::Decided, Reason::Press)
        },
        reply: None,
        ..decided(2, &[], State::Asked)
    };
    settle(store, &[first, second]).await;
    let arranged = Wish {
        wish: PressWish::Interview,
        state: WishState::Arranged,
        note: Some("noon".to_owned()),
    };
    for _ in 0..2 {
        let noted = store.set_press_wish(1, &arranged, "Elsa", at(200)).await;
        assert!(noted.expect("a write"));
    }
    let list = store.press_list().await.expect("a read");
    assert_eq!(list.len(), 1, "what only brings papers is no request of its own");
    assert_eq!(list[0].file.state, PressState::Accredited);
    assert_eq!(
        list[0].file.papers,
        [PressPaper::Medium, PressPaper::PressCardCopy]
    );
    assert_eq!(
        (list[0].names.as_slice(), &list[0].wishes),
        (&["Ada".to_owned()][..], &vec![arranged])
    );
}

pub async fn who_is_reminded_of_the_event_and_told_of_its_changes_is_found_once(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada"], State::Confirmed),
            decided(2, &["Bo"], State::Waiting),
        ],
    )
    .await;
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    let (event, reminder) = (at(9_000), at(5_000));
    let guests = settling.unreminded_guests(event, reminder).await.expect("a read");
    assert_eq!(guests, [1]);
    settling
        .reminded(1, Told::Event, event, reminder)
        .await
        .expect("noted");
    let guests = settling.unreminded_guests(event, reminder).await.expect("a read");
    assert!(guests.is_empty(), "once");
    assert_eq!(settling.concerned().await.expect("a read"), [1, 2]);
    assert!(settling.not_seen().await.expect("a read").is_empty());
    settling.remember("told", "this").await.expect("noted");
    settling.commit().await.expect("fact");
    assert_eq!(
        store.setting("told").await.expect("a read").as_deref(),
        Some("this")
    );
}

pub async fn rule_058_an_address_is_forgotten_once_its_letter_has_left_and_all_after_their_term(
    stage: &Stage,
) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(
        store,
        &[
            Decided {
                reply: None,
                ..decided(1, &["Ada"], State::Refused)
            },
            decided(2, &["Bo"], State::Confirmed),
        ],
    )
    .await;
    let of = async |address| store.requests_of(address).await.expect("a read");
    assert_eq!(of("GUEST1@guest.example").await, [1]);
    assert!(
        store
            .named_elsewhere("guest1@guest.example")
            .await
            .expect("a read")
            .is_empty()
    );
    let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
    for address in ["guest1@guest.example", "guest2@guest.example"] {
        settling
            .schedule_erasure(address, "Juan", at(300))
            .await
            .expect("planned");
    }
    settling.commit().await.expect("fact");
    // The second has a letter that has not left.
    let due = store.erasures_due().await.expect("a read");
    assert_eq!(due, [(1, "Juan".to_owned())]);
    let actor = Actor::Organiser("Juan".to_owned());
    assert_eq!(
        store.erase_as(1, &actor, at(310)).await.expect("an answer"),
        Erased::Done
    );
    assert!(of("guest1@guest.example").await.is_empty());
    assert_eq!(store.purge(at(100_000), at(200_000)).await.expect("purged"), 1);
    assert!(of("guest2@guest.example").await.is_empty());
    for id in [1, 2] {
        assert_eq!(store.raw(id).await.expect("a read"), None);
    }
}

pub async fn rule_050_letters_to_the_organisers_wait_until_they_have_left(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let counts = store.digest_counts(at(0)).await.expect("a read");
    assert_eq!((counts.arrived, counts.to_decide), (1, 0));
    let letters = [b"one".to_vec(), b"two".to_vec()].map(|text| ("desk@town.example".to_owned(), text));
    let telling = Telling {
        letters: letters.to_vec(),
        key: "digest",
        before: None,
        after: "first".to_owned(),
        reachability: Reachability::default(),
    };
    assert!(store.tell(&telling, at(100)).await.expect("queued"));
    // Whoever wrote the same meanwhile does not tell it again.
    assert!(!store.tell(&telling, at(101)).await.expect("a write"));
    let other = Telling {
        before: Some("another"),
        ..telling.clone()
    };
    assert!(!store.tell(&other, at(102)).await.expect("a write"));
    let due = store.notices_due().await.expect("a read");
    assert_eq!(due.len(), 2);
    store.notice_done(due[0].id, true).await.expect("noted");
    let due = store.notices_due().await.expect("a read");
    assert_eq!(due[0].raw, b"two");
}

pub async fn rule_102_a_lost_mailbox_is_remembered_until_its_end_was_told(stage: &Stage) {
    let store = &stage.store;
    let lost = async |since| store.reachability(at(since)).await.expect("a read");
    store.mailbox_works("attend", at(1)).await.expect("noted");
    assert_eq!(store.mailboxes_in_trouble().await.expect("a read"), []);
    store
        .mailbox_fails("attend", "refused", at(10))
        .await
        .expect("noted");
    store
        .mailbox_fails("attend", "no answer", at(20))
        .await
        .expect("noted");
    store
        .mailbox_fails("press", "refused", at(15))
        .await
        .expect("noted");
    store.watch_only(&["attend"]).await.expect("forgotten");
    let troubles = store.mailboxes_in_trouble().await.expect("a read");
    assert_eq!(troubles.len(), 1);
    assert_eq!(
        (troubles[0].since, troubles[0].why.as_str()),
        (at(10), "no answer")
    );
    assert_eq!(lost(9).await, Reachability::default());
    let reachability = lost(10).await;
    assert_eq!(reachability.lost, [("attend".to_owned(), at(10))]);
    let telling = Telling {
        letters: Vec::new(),
        key: "alert",
        before: None,
        after: "{}".to_owned(),
        reachability,
    };
    assert!(store.tell(&telling, at(30)).await.expect("told"));
    assert_eq!(lost(40).await, Reachability::default(), "told once");
    store.mailbox_works("attend", at(50)).await.expect("noted");
    assert_eq!(store.mailboxes_in_trouble().await.expect("a read"), []);
    let reachability = lost(60).await;
    assert_eq!(reachability.found, [("attend".to_owned(), at(50))]);
    // It is lost again before its end was told: then there is no end to tell.
    store
        .mailbox_fails("attend", "refused", at(55))
        .await
        .expect("noted");
    let telling = Telling {
        before: Some("{}"),
        reachability,
        ..telling
    };
    assert!(!store.tell(&telling, at(61)).await.expect("a write"));
    assert_eq!(
        store.mailboxes_in_trouble().await.expect("a read")[0].since,
        at(55)
    );
    store.mailbox_works("attend", at(70)).await.expect("noted");
    let telling = Telling {
        reachability: lost(80).await,
        ..telling
    };
    assert!(store.tell(&telling, at(80)).await.expect("told"));
    assert_eq!(lost(90).await, Reachability::default());
}
