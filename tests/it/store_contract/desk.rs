//! The desk's own affairs: who watches what, whose database it is, and what people are shown.

use super::Stage;
use super::sample::{EVENT, Mail, at, decided, keep, mail, move_of, settle};
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::rules::{Outcome, Reason};
use rsvpd::store::views::{Filter, Waits, Who};
use rsvpd::store::{DeliveryOutcome, Erased, Kept, Lease, Settings, Store, StoreError};
use std::time::Duration;

pub async fn rule_032_one_daemon_watches_a_mailbox(stage: &Stage) {
    let store = &stage.store;
    let lease = async |holder, until, now| {
        store
            .lease("mailbox:rsvp", holder, at(until), at(now))
            .await
            .expect("asked")
    };
    assert_eq!(lease("a", 60, 0).await, Lease::Ours);
    assert_eq!(lease("b", 70, 10).await, Lease::Taken);
    assert_eq!(lease("a", 80, 20).await, Lease::Ours, "the holder prolongs it");
    assert_eq!(lease("b", 140, 80).await, Lease::Ours, "its time is over");
    store
        .end_lease("mailbox:rsvp", "a")
        .await
        .expect("nothing happens");
    assert_eq!(lease("a", 150, 90).await, Lease::Taken);
    store.end_lease("mailbox:rsvp", "b").await.expect("given back");
    assert_eq!(lease("a", 160, 91).await, Lease::Ours);
}

pub async fn the_tables_are_made_once_and_belong_to_one_event(stage: &Stage) {
    let store = &stage.another().await;
    store
        .migrate(EVENT, &[9; 32])
        .await
        .expect("nothing is left to do");
    assert_eq!(
        store.secret().await.expect("a secret"),
        [7; 32],
        "the first secret stays"
    );
    let refused = store
        .migrate("another-event", &[9; 32])
        .await
        .expect_err("it belongs to another event");
    assert!(
        matches!(&refused, StoreError::OtherEvent { found, .. } if found == EVENT),
        "{refused}"
    );
    store.set_setting("colour", Some("blue")).await.expect("noted");
    store.set_setting("colour", Some("green")).await.expect("noted");
    assert_eq!(
        stage.store.setting("colour").await.expect("a read").as_deref(),
        Some("green")
    );
    store.set_setting("colour", None).await.expect("forgotten");
    assert_eq!(stage.store.setting("colour").await.expect("a read"), None);
    store.ping().await.expect("it answers");
    store.close().await;
}

pub async fn rule_103_every_message_has_one_end(stage: &Stage) {
    let store = &stage.store;
    let copy = Mail {
        mailbox: "press",
        ..mail(1, "a")
    };
    keep(
        store,
        &[
            mail(1, "a"),
            mail(2, "b"),
            mail(3, "c"),
            copy,
            mail(5, "e"),
            mail(6, "f"),
        ],
    )
    .await;
    let mut review = decided(2, &[], State::Asked);
    review.decision.outcome = Outcome::Review;
    review.decision.reasons = vec![Reason::MaybeDuplicate("RTM-1".to_owned())];
    let mut robot = decided(3, &[], State::Asked);
    robot.decision.outcome = Outcome::Ignored;
    robot.decision.reasons = vec![Reason::Automatic("Auto-Submitted".to_owned())];
    robot.reply = None;
    settle(
        store,
        &[decided(1, &["Ada", "Bo"], State::Confirmed), review, robot],
    )
    .await;
    store.quarantine(5, "unreadable").await.expect("set aside");

    let counts = store.counts().await.expect("counts");
    assert_eq!(
        (counts.messages, counts.pending, counts.copies, counts.quarantined),
        (6, 1, 1, 1)
    );
    assert_eq!(
        counts.messages,
        counts.pending + counts.copies + counts.quarantined + counts.ends.values().sum::<u32>()
    );
    let end =
        |outcome: &str, reason: &str| counts.ends.get(&(outcome.to_owned(), reason.to_owned())).copied();
    assert_eq!(end("decided", "fits"), Some(1));
    assert_eq!(end("review", "maybe-duplicate"), Some(1));
    assert_eq!(end("ignored", "automatic"), Some(1));
    assert_eq!(counts.places, [((Session::Morning, State::Confirmed), 2)].into());
    assert_eq!(counts.oldest_pending, Some(at(6)));

    let queue = store.queue(10).await.expect("a queue");
    assert_eq!(queue.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 5]);
    let Waits::Request(request) = &queue[0].why else {
        panic!("a request waits")
    };
    assert_eq!(request.reasons, [Reason::MaybeDuplicate("RTM-1".to_owned())]);
    assert_eq!(request.contact_address.as_deref(), Some("guest2@guest.example"));
}

pub async fn a_letter_is_shown_with_all_that_came_of_it(stage: &Stage) {
    let store = &stage.store;
    keep(
        store,
        &[
            mail(1, "a"),
            Mail {
                mailbox: "press",
                ..mail(1, "a")
            },
        ],
    )
    .await;
    settle(store, &[decided(1, &["Ada", "Bo"], State::Confirmed)]).await;
    let dossier = store
        .show(" rtm-1 ")
        .await
        .expect("a read")
        .expect("by its reference");
    assert_eq!(
        store.show("1").await.expect("a read"),
        Some(dossier.clone()),
        "by its number"
    );
    assert_eq!(
        store.show("<letter@guest.example>").await.expect("a read"),
        Some(dossier.clone())
    );
    assert_eq!(store.show("RTM-9").await.expect("a read"), None);
    assert_eq!(
        (dossier.message.state.as_str(), dossier.message.copies.as_slice()),
        ("settled", &[2][..])
    );
    let request = dossier.request.expect("a request");
    assert_eq!(
        request.reading,
        decided(1, &["Ada", "Bo"], State::Confirmed).request
    );
    assert_eq!(dossier.persons[1].name.as_deref(), Some("Bo"));
    assert_eq!((dossier.journal.len(), dossier.replies.len()), (1, 1));
    let bytes = store
        .reply_raw(dossier.replies[0].id)
        .await
        .expect("a read")
        .expect("bytes");
    assert!(bytes.ends_with(b"Bienvenue.\r\n"));
    let all = Filter::default();
    let everybody = store.persons(Who::Everybody, &all, None, 100);
    let table = everybody.await.expect("a table").rows;
    assert_eq!(
        (table[1].name.as_str(), table[1].places[&Session::Morning]),
        ("Bo", State::Confirmed)
    );
}

pub async fn rule_104_a_party_that_left_can_be_forgotten(stage: &Stage) {
    let store = &stage.store;
    keep(
        store,
        &[
            mail(1, "a"),
            mail(2, "cancel"),
            Mail {
                mailbox: "press",
                ..mail(1, "a")
            },
        ],
    )
    .await;
    settle(store, &[decided(1, &["Ada"], State::Confirmed)]).await;
    assert_eq!(
        store.erase(1, "Erika", at(200)).await.expect("an answer"),
        Erased::StillRegistered
    );
    settle(store, &[move_of(2, (1, 0), State::Confirmed, State::Cancelled)]).await;
    let due = store.due("desk", at(200), 10).await.expect("replies");
    let outcomes: Vec<_> = due
        .iter()
        .map(|reply| (reply.id, DeliveryOutcome::Delivered))
        .collect();
    store.record_delivery(&outcomes, at(201)).await.expect("recorded");
    let before = store.counts().await.expect("counts");
    assert_eq!(
        store.erase(1, "Erika", at(300)).await.expect("an answer"),
        Erased::Done
    );
    assert_eq!(
        store.erase(9, "Erika", at(300)).await.expect("an answer"),
        Erased::Unknown
    );

    assert_eq!(
        store.counts().await.expect("counts"),
        before,
        "what was counted stays"
    );
    assert_eq!(
        keep(store, &[mail(1, "a")]).await,
        [Kept::Known(1)],
        "and does not come back"
    );
    for message in [1, 3] {
        assert_eq!(store.raw(message).await.expect("a read"), None);
    }
    let dossier = store.show("RTM-1").await.expect("a read").expect("a letter");
    let seen = format!("{dossier:?}").to_lowercase();
    assert!(
        !seen.contains("ada") && !seen.contains("guest1@guest.example"),
        "{seen}"
    );
    assert_eq!(
        store.reply_raw(dossier.replies[0].id).await.expect("a read"),
        None
    );
}

#[tokio::test]
async fn rule_097_a_locked_database_is_trouble_that_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("desk.db").display());
    let holder = Stage::at(url.clone()).await.store;
    let hasty = Settings {
        patience: Duration::from_millis(20),
        ..Settings::new(url)
    };
    let other = Store::open(&hasty).await.expect("reading is possible");
    let held = holder
        .begin_settling(super::sample::seats(1))
        .await
        .expect("a turn");
    let letter = mail(1, "a");
    let batch = [super::sample::new_message(&letter)];
    let locked = other.keep(&batch, at(1)).await.expect_err("the file is locked");
    assert!(
        locked.is_temporary() && matches!(locked, StoreError::Locked(_)),
        "{locked:?}"
    );
    assert!(locked.to_string().contains("tries again by itself"), "{locked}");
    drop(held);
    holder.close().await;
    other.keep(&batch, at(2)).await.expect("later it is complete");
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_says_where_and_what_to_do() {
    let refused = Store::connect("sqlite:/nowhere/at/all/desk.db")
        .await
        .expect_err("no such folder");
    let text = refused.to_string();
    assert!(
        text.contains("/nowhere/at/all/desk.db") && text.contains("a folder that exists"),
        "{text}"
    );
    let refused = Store::connect("postgres://rsvpd:hush@localhost/desk?host=/nowhere")
        .await
        .expect_err("no server");
    let text = refused.to_string();
    assert!(refused.is_temporary() && !text.contains("hush"), "{text}");
}
