//! Replies leave once.

use super::Stage;
use super::sample::{at, decided, keep, mail, settle};
use rsvpd::registration::State;
use rsvpd::store::DeliveryOutcome;

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
