//! Replies leave once.

use super::Stage;
use super::sample::{Decided, at, decided, keep, mail, reply, seats, settle};
use rsvpd::message::MailboxRole;
use rsvpd::registration::State;
use rsvpd::rules::Outcome;
use rsvpd::rules::standing::AnswerCounts;
use rsvpd::store::views::Waits;
use rsvpd::store::{Actor, DeliveryOutcome, Lookup, Outgoing, ReplyState};

pub async fn a_reply_leaves_once(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada"], State::Confirmed),
            decided(2, &["Bo"], State::Confirmed),
        ],
    )
    .await;
    let due = store.due("desk", at(200), 1).await.expect("replies");
    assert_eq!(
        (due.len(), due[0].recipient.as_str(), due[0].attempts),
        (1, "Guest1@guest.example", 1)
    );
    let rest = store.due("other", at(200), 10).await.expect("replies");
    assert_eq!(rest.iter().map(|reply| reply.request).collect::<Vec<_>>(), [2]);
    let later = DeliveryOutcome::TryAgain {
        why: "450 greylisted".to_owned(),
        at: at(500),
    };
    let outcomes = [(due[0].id, DeliveryOutcome::Delivered), (rest[0].id, later)];
    store.record_delivery(&outcomes, at(201)).await.expect("recorded");
    assert_eq!(store.next_due_at().await.expect("a time"), Some(at(500)));
    assert!(store.due("desk", at(499), 10).await.expect("replies").is_empty());
    assert_eq!(
        store.due("desk", at(500), 10).await.expect("replies")[0].attempts,
        2
    );
}

pub async fn rule_087_after_a_crash_nothing_is_sent_twice(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b"), mail(3, "c")]).await;
    let letters: Vec<_> = (1..=3)
        .map(|id| decided(id, &["Ada"], State::Confirmed))
        .collect();
    settle(store, &letters).await;
    let ours = store.due("desk-a", at(200), 1).await.expect("replies");
    let theirs = store.due("desk-b", at(200), 1).await.expect("replies");
    // Desk A stops here, and starts again; desk B is still at work.
    let store = &stage.another().await;
    assert_eq!(
        store
            .recover_sending("desk-a", at(100), at(300))
            .await
            .expect("looked"),
        1
    );
    let due = store.due("desk-a", at(300), 10).await.expect("replies");
    assert_eq!(due.iter().map(|reply| reply.request).collect::<Vec<_>>(), [3]);
    let troubled = store.troubled_replies(10).await.expect("replies");
    assert_eq!(
        (troubled.len(), troubled[0].id, troubled[0].state),
        (1, ours[0].id, ReplyState::Uncertain)
    );
    assert!(
        troubled[0]
            .last_error
            .as_ref()
            .is_some_and(|why| why.contains("look whether it arrived"))
    );
    store
        .record_delivery(&[(theirs[0].id, DeliveryOutcome::Delivered)], at(301))
        .await
        .expect("recorded");
    // Desk B never comes back: what it took long ago is uncertain too, but what was recorded stays.
    assert_eq!(
        store
            .recover_sending("desk-a", at(250), at(9_000))
            .await
            .expect("looked"),
        1
    );
    // A person looked, and says that it may leave.
    let erika = Actor::Organiser("Erika".to_owned());
    assert!(
        store
            .release(ours[0].id, &erika, at(400))
            .await
            .expect("released")
    );
    assert_eq!(
        store.due("desk-a", at(400), 10).await.expect("replies")[0].attempts,
        2
    );
    store.close().await;
}

pub async fn rule_088_an_unknown_outcome_waits_for_a_person(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada"], State::Confirmed),
            decided(2, &["Bo"], State::Confirmed),
        ],
    )
    .await;
    let due = store.due("desk", at(200), 10).await.expect("replies");
    let outcomes = [
        (
            due[0].id,
            DeliveryOutcome::Uncertain("no answer after the final dot".to_owned()),
        ),
        (due[1].id, DeliveryOutcome::Refused("550 no such user".to_owned())),
    ];
    store.record_delivery(&outcomes, at(201)).await.expect("recorded");
    assert_eq!(
        store.next_due_at().await.expect("a read"),
        None,
        "nothing leaves by itself"
    );
    let dossier = store.show("RTM-2").await.expect("a read").expect("a letter");
    assert_eq!(dossier.replies[0].state, ReplyState::Refused);
    assert_eq!(dossier.journal[1].details["why"], "550 no such user");
    // Found among the sent mail after all:
    store
        .record_delivery(&[(due[0].id, DeliveryOutcome::Delivered)], at(300))
        .await
        .expect("recorded");
    let dossier = store.show("RTM-1").await.expect("a read").expect("a letter");
    assert_eq!(
        (dossier.replies[0].state, dossier.replies[0].delivered_at),
        (ReplyState::Delivered, Some(at(300)))
    );
}

pub async fn rule_093_a_reply_that_was_not_handed_over_keeps_its_tries(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    settle(store, &[decided(1, &["Ada"], State::Confirmed)]).await;
    for round in 0..3 {
        let due = store.due("desk", at(200 + round), 10).await.expect("replies");
        assert_eq!(due[0].attempts, 1, "as if it were the first try");
        let postponed = DeliveryOutcome::Postponed {
            why: "452 too many messages".to_owned(),
            at: at(201 + round),
        };
        store
            .record_delivery(&[(due[0].id, postponed)], at(200 + round))
            .await
            .expect("recorded");
    }
}

pub async fn rule_092_what_a_person_lets_leave_is_told_apart(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    settle(store, &[decided(1, &["Ada"], State::Confirmed)]).await;
    let due = store.due("desk", at(200), 10).await.expect("replies");
    assert_eq!(due[0].released_at, None);
    let held = DeliveryOutcome::Held("the event is over".to_owned());
    store
        .record_delivery(&[(due[0].id, held)], at(201))
        .await
        .expect("recorded");
    assert!(store.due("desk", at(300), 10).await.expect("replies").is_empty());
    let organiser = Actor::Organiser("maria".to_owned());
    assert!(
        store
            .release(due[0].id, &organiser, at(400))
            .await
            .expect("released")
    );
    let again = store.due("desk", at(400), 10).await.expect("replies");
    assert_eq!(again[0].released_at, Some(at(400)));
}

pub async fn rule_069_a_reply_that_came_back_is_marked(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    settle(store, &[decided(1, &["Ada"], State::Confirmed)]).await;
    let due = store.due("desk", at(200), 10).await.expect("replies");
    store
        .record_delivery(&[(due[0].id, DeliveryOutcome::Delivered)], at(201))
        .await
        .expect("recorded");
    let bounce = Actor::Message(7);
    let request = store
        .bounced(&due[0].message_id, "5.1.1", &bounce, at(300))
        .await
        .expect("noted");
    assert_eq!(request, Some(1));
    assert_eq!(
        store.troubled_replies(10).await.expect("replies")[0].state,
        ReplyState::Bounced
    );
    assert_eq!(
        store
            .bounced("never@sent.example", "5.1.1", &bounce, at(300))
            .await
            .expect("an answer"),
        None
    );
    let urgent = store.urgent(0, (at(0), at(400))).await.expect("a read");
    assert_eq!(urgent.undelivered, ["RTM-1"], "told at once");
    let later = store
        .urgent(urgent.journal, (at(0), at(400)))
        .await
        .expect("a read");
    assert!(later.undelivered.is_empty(), "and once");
}

/// A simulated year had told of a report and shown the reply as held, which had left when the desk stopped.
pub async fn rule_069_a_reply_that_is_held_and_had_left_is_marked_when_it_comes_back(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    settle(store, &[decided(1, &["Ada"], State::Confirmed)]).await;
    let due = store.due("desk", at(200), 10).await.expect("replies");
    let unknown = DeliveryOutcome::Uncertain("the connection broke".to_owned());
    store
        .record_delivery(&[(due[0].id, unknown)], at(201))
        .await
        .expect("recorded");
    let erika = Actor::Organiser("Erika".to_owned());
    assert!(store.hold(due[0].id, &erika, at(250)).await.expect("held"));
    let request = store
        .bounced(&due[0].message_id, "5.1.1", &Actor::Message(7), at(300))
        .await
        .expect("noted");
    assert_eq!(request, Some(1));
    assert_eq!(
        store.troubled_replies(10).await.expect("replies")[0].state,
        ReplyState::Bounced
    );
}

pub async fn rule_046_a_draft_leaves_when_a_person_says_so(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    let mut draft = decided(1, &["Ada"], State::Asked);
    draft.decision.outcome = Outcome::Review;
    draft.reply = Some(Outgoing {
        draft: true,
        ..reply(1, 1)
    });
    settle(store, &[draft, decided(2, &["Bo"], State::Confirmed)]).await;
    let due = store.due("desk", at(200), 10).await.expect("replies");
    assert_eq!(due.iter().map(|reply| reply.request).collect::<Vec<_>>(), [2]);
    let queue = store.queue(10).await.expect("a queue");
    let Waits::Request(waiting) = &queue[0].why else {
        panic!("a request waits")
    };
    let erika = Actor::Organiser("Erika".to_owned());
    assert!(
        store
            .release(waiting.draft.expect("a draft"), &erika, at(300))
            .await
            .expect("released")
    );
    let due = store.due("desk", at(300), 10).await.expect("replies");
    assert_eq!(due.iter().map(|reply| reply.request).collect::<Vec<_>>(), [1]);
    assert!(
        !store.hold(due[0].id, &erika, at(301)).await.expect("an answer"),
        "it is on its way"
    );
}

pub async fn rule_076_counters_and_breakers_survive_a_restart(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b"), mail(3, "c")]).await;
    let same_guest = |id| Decided {
        reply: Some(Outgoing {
            recipient: "Guest1@guest.example".to_owned(),
            ..reply(id, 1)
        }),
        ..decided(id, &["Ada"], State::Confirmed)
    };
    settle(store, &[same_guest(1), same_guest(2)]).await;
    store
        .open_breaker(MailboxRole::Registration, "500 answers today", at(150))
        .await
        .expect("opened");
    let store = &stage.another().await;
    let letter = Lookup {
        mailbox: MailboxRole::Registration,
        address: Some("guest1@GUEST.example".to_owned()),
        name_keys: Vec::new(),
        words_key: Some("words".to_owned()),
        ties: Vec::new(),
        existing: None,
    };
    let answers = async |now| {
        let mut settling = store.begin_settling(seats(10)).await.expect("a turn");
        let standing = settling
            .standing(std::slice::from_ref(&letter), now)
            .await
            .expect("what is known");
        standing.prior(&letter).answers
    };
    let soon = AnswerCounts {
        address_day: 2,
        address_month: 2,
        domain_hour: 2,
        mailbox_hour: 2,
        mailbox_day: 2,
        same_words: 2,
        breaker_open: true,
    };
    assert_eq!(answers(at(200)).await, soon);
    let later = AnswerCounts {
        address_month: 2,
        same_words: 2,
        breaker_open: true,
        ..AnswerCounts::default()
    };
    assert_eq!(answers(at(200_000)).await, later);
    assert!(
        store
            .close_breaker(MailboxRole::Registration, "Erika", at(300))
            .await
            .expect("closed")
    );
    assert!(!answers(at(400)).await.breaker_open);
    store.close().await;
}

pub async fn rule_076_replies_held_by_the_breaker_leave_when_a_person_closes_it(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let held = Decided {
        reply: Some(Outgoing {
            draft: true,
            ..reply(1, 1)
        }),
        ..decided(1, &["Ada"], State::Confirmed)
    };
    settle(store, &[held]).await;
    store
        .open_breaker(MailboxRole::Registration, "60 answers this hour", at(150))
        .await
        .expect("opened");
    assert!(store.due("desk", at(200), 9).await.expect("replies").is_empty());
    store
        .close_breaker(MailboxRole::Registration, "Erika", at(300))
        .await
        .expect("closed");
    assert_eq!(store.due("desk", at(301), 9).await.expect("replies").len(), 1);
}
