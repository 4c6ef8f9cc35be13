//! Messages are kept once, whatever the mail server does.

use super::Stage;
use super::sample::{Mail, keep, mail};
use rsvpd::store::Kept;

pub async fn rule_011_a_message_is_kept_once(stage: &Stage) {
    let store = &stage.store;
    assert_eq!(
        keep(store, &[mail(1, "a"), mail(2, "b")]).await,
        [Kept::New(1), Kept::New(2)]
    );
    assert_eq!(
        keep(store, &[mail(2, "b"), mail(3, "c")]).await,
        [Kept::Known(2), Kept::New(3)]
    );
    assert_eq!(
        store.ledger("rsvp").await.expect("a ledger").last,
        [(1, 3)].into()
    );
    let pending = store.pending(10).await.expect("messages wait");
    assert_eq!(
        pending.iter().map(|message| message.id).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(pending[0].raw, mail(1, "a").raw.as_bytes());
}

pub async fn rule_001_uids_given_out_anew_bring_nothing_twice(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    let anew = |uid, content| Mail {
        validity: 2,
        ..mail(uid, content)
    };
    let kept = keep(store, &[anew(1, "b"), anew(2, "a"), anew(3, "c")]).await;
    assert_eq!(kept, [Kept::Known(2), Kept::Known(1), Kept::New(3)]);
    assert_eq!(
        store.ledger("rsvp").await.expect("a ledger").last,
        [(1, 2), (2, 3)].into()
    );
}

pub async fn rule_077_a_letter_to_both_mailboxes_is_handled_once(stage: &Stage) {
    let store = &stage.store;
    let to_press = Mail {
        mailbox: "press",
        ..mail(1, "a")
    };
    assert_eq!(
        keep(store, &[mail(1, "a"), to_press]).await,
        [Kept::New(1), Kept::Copy { id: 2, of: 1 }]
    );
    assert_eq!(keep(store, &[mail(9, "a")]).await, [Kept::Copy { id: 3, of: 1 }]);
    assert_eq!(store.pending(10).await.expect("messages wait").len(), 1);
}
