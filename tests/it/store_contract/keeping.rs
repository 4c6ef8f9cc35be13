//! Messages are kept once, whatever the mail server does.

use super::Stage;
use super::sample::{Mail, at, keep, mail, new_message};
use rsvpd::mailbox::Place;
use rsvpd::store::views::Waits;
use rsvpd::store::{Disposal, Kept, NewMessage};

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

pub async fn rule_042_two_letters_under_one_message_id_are_both_kept(stage: &Stage) {
    let same_id = Mail {
        raw: mail(1, "a").raw,
        ..mail(2, "another letter")
    };
    assert_eq!(
        keep(&stage.store, &[mail(1, "a"), same_id]).await,
        [Kept::New(1), Kept::New(2)]
    );
}

pub async fn rule_014_messages_without_a_body_stand_each_for_themselves(stage: &Stage) {
    let store = &stage.store;
    let empty = |uid| Mail {
        raw: String::new(),
        defect: Some("no-body"),
        ..mail(uid, "nothing")
    };
    let large = |validity, uid| Mail {
        validity,
        defect: Some("too-large"),
        ..mail(uid, "header only")
    };
    let kept = keep(store, &[empty(1), empty(2), large(1, 3), large(1, 4)]).await;
    assert_eq!(kept, [Kept::New(1), Kept::New(2), Kept::New(3), Kept::New(4)]);
    let whole = Mail {
        defect: None,
        ..large(1, 5)
    };
    assert_eq!(
        keep(store, &[whole]).await,
        [Kept::New(5)],
        "the whole letter is no copy of its header"
    );
    assert_eq!(
        keep(store, &[large(2, 1), large(2, 2)]).await,
        [Kept::Known(3), Kept::Known(4)]
    );
    let pending = store.pending(10).await.expect("messages wait");
    assert_eq!(pending[2].defect.as_deref(), Some("too-large"));
}

pub async fn rule_012_marks_that_were_not_confirmed_are_remembered(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b"), mail(3, "c")]).await;
    let place = |uid| Place {
        validity: 1,
        uid,
        name: String::new(),
    };
    store
        .mark_disposed("rsvp", &[place(1)], Disposal::Done)
        .await
        .expect("noted");
    store
        .mark_disposed("rsvp", &[place(3)], Disposal::Failed)
        .await
        .expect("noted");
    assert_eq!(store.undisposed("rsvp", 10).await.expect("places"), [place(2)]);
    assert!(store.undisposed("press", 10).await.expect("places").is_empty());
    assert_eq!(
        keep(store, &[mail(3, "c")]).await,
        [Kept::Known(3)],
        "given up is done"
    );
}

pub async fn rule_028_what_is_passed_over_stays_passed_over(stage: &Stage) {
    let store = &stage.store;
    let old = [Place {
        validity: 1,
        uid: 7,
        name: String::new(),
    }];
    store.pass_over("rsvp", &old, at(5)).await.expect("noted");
    store.pass_over("rsvp", &old, at(9)).await.expect("noted again");
    keep(store, &[mail(8, "a")]).await;
    let ledger = store.ledger("rsvp").await.expect("a ledger");
    assert_eq!((ledger.last, ledger.since), ([(1, 8)].into(), Some(at(5))));
    assert_eq!(store.counts().await.expect("counts").messages, 1);
}

pub async fn files_are_known_by_their_names(stage: &Stage) {
    let store = &stage.store;
    let letters = [mail(0, "a"), mail(0, "b"), mail(0, "b")];
    let batch = |names: [&str; 3]| {
        let named = letters.iter().zip(names).map(|(letter, name)| NewMessage {
            place: Place {
                validity: 0,
                uid: 0,
                name: name.to_owned(),
            },
            ..new_message(letter)
        });
        named.collect::<Vec<_>>()
    };
    let first = batch(["one", "two", "three"]);
    let kept = store.keep(&first, at(1)).await.expect("kept");
    assert_eq!(kept, [Kept::New(1), Kept::New(2), Kept::Copy { id: 3, of: 2 }]);
    let kept = store.keep(&first, at(2)).await.expect("kept");
    assert_eq!(kept, [Kept::Known(1), Kept::Known(2), Kept::Known(3)]);
    let names = store.ledger("rsvp").await.expect("a ledger").names;
    assert_eq!(names, ["one", "two", "three"].map(str::to_owned).into());
    let done = [Place {
        validity: 0,
        uid: 0,
        name: "two".to_owned(),
    }];
    store
        .mark_disposed("rsvp", &done, Disposal::Done)
        .await
        .expect("noted");
    assert_eq!(store.undisposed("rsvp", 10).await.expect("places").len(), 2);
}

pub async fn rule_015_a_message_that_always_fails_goes_into_quarantine(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    for attempt in 1..=3 {
        assert_eq!(store.count_attempt(1).await.expect("counted"), attempt);
    }
    store
        .quarantine(1, "the reader stopped")
        .await
        .expect("set aside");
    let pending = store.pending(10).await.expect("messages wait");
    assert_eq!(
        pending.iter().map(|message| message.id).collect::<Vec<_>>(),
        [2],
        "the others go on"
    );
    let queue = store.queue(10).await.expect("a queue");
    assert_eq!(queue[0].why, Waits::Quarantined("the reader stopped".to_owned()));
    assert!(store.retry(1).await.expect("tried again"));
    assert_eq!(store.pending(10).await.expect("messages wait")[0].attempts, 0);
}

pub async fn rule_100_the_pipeline_takes_the_oldest_first(stage: &Stage) {
    let store = &stage.store;
    let letters: Vec<Mail> = (1..=200).map(|uid| mail(uid, &format!("letter {uid}"))).collect();
    assert_eq!(keep(store, &letters).await.last(), Some(&Kept::New(200)));
    let pending = store.pending(3).await.expect("messages wait");
    assert_eq!(
        pending.iter().map(|message| message.id).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(
        store.raw(200).await.expect("bytes"),
        Some(letters[199].raw.clone().into_bytes())
    );
    assert_eq!(store.raw(201).await.expect("an answer"), None);
}
