//! What organisers add to requests: notes, tags, entries by hand; and who else may be the same person.

use super::Stage;
use super::sample::{at, decided, keep, mail, seats, settle};
use rsvpd::registration::State;
use rsvpd::store::Erased;
use rsvpd::store::views::{Filter, Is, Term};

fn tagged(not: bool) -> Filter {
    Filter {
        terms: vec![Term {
            not,
            is: Is::Tag(vec!["vip".to_owned()]),
        }],
    }
}

pub async fn rule_056_notes_and_tags_are_kept_searched_and_forgotten(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada"], State::Refused),
            decided(2, &["Bo"], State::Confirmed),
        ],
    )
    .await;
    store
        .add_note(1, "ana", "  telephoned ", at(100))
        .await
        .expect("kept");
    store
        .add_note(1, "ben", "", at(101))
        .await
        .expect("nothing to keep");
    store
        .add_note(1, "ben", "comes by train", at(102))
        .await
        .expect("kept");
    let notes = store.notes(1).await.expect("notes");
    let words: Vec<_> = notes
        .iter()
        .map(|note| (note.user.as_str(), note.words.as_str()))
        .collect();
    assert_eq!(words, [("ana", "telephoned"), ("ben", "comes by train")]);
    store
        .drop_note(2, notes[0].id, "ana", at(103))
        .await
        .expect("of another request");
    assert_eq!(store.notes(1).await.expect("notes").len(), 2);
    let both = store
        .set_tag(&[1, 2], ("vip", true), "ana", at(103))
        .await
        .expect("put");
    assert_eq!(both, [1, 2]);
    let again = store
        .set_tag(&[1, 2], ("vip", true), "ana", at(104))
        .await
        .expect("put");
    assert!(again.is_empty(), "a tag is put once");
    store
        .set_tag(&[2], ("vip", false), "ana", at(105))
        .await
        .expect("taken");
    assert_eq!(
        store
            .parties_in("messages", "", &tagged(false), 10)
            .await
            .expect("found"),
        [1]
    );
    assert_eq!(
        store
            .parties_in("messages", "", &tagged(true), 10)
            .await
            .expect("found"),
        [2]
    );
    assert_eq!(
        store
            .parties_in("confirmed", "", &Filter::default(), 10)
            .await
            .expect("found"),
        [2]
    );
    assert_eq!(store.tags().await.expect("tags"), [("vip".to_owned(), 1)]);
    for due in store.due("desk", at(200), 10).await.expect("replies") {
        let outcome = rsvpd::store::DeliveryOutcome::Delivered;
        store
            .record_delivery(&[(due.id, outcome)], at(201))
            .await
            .expect("recorded");
    }
    assert_eq!(store.erase(1, "ana", at(300)).await.expect("asked"), Erased::Done);
    assert!(store.notes(1).await.expect("notes").is_empty());
    assert!(store.tags_of(&[1]).await.expect("tags").is_empty());
}

pub async fn rule_031_032_who_may_be_the_same_is_found_by_name_and_by_sender(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a"), mail(2, "b"), mail(3, "c")]).await;
    settle(
        store,
        &[
            decided(1, &["Ada King"], State::Confirmed),
            decided(2, &["King, Ada", "Bo"], State::Asked),
            decided(3, &["Cy"], State::Confirmed),
        ],
    )
    .await;
    let twins = store.twins(1).await.expect("looked");
    assert_eq!(twins.len(), 1);
    assert!(twins[0].party == 2 && twins[0].same_name && twins[0].names.len() == 2);
    assert!(store.twins(3).await.expect("looked").is_empty());
    let letters = store.conversation(1).await.expect("letters");
    assert_eq!(letters.len(), 2, "the letter and the answer");
}

pub async fn rule_042_an_entry_by_hand_is_kept_and_settled_at_once(stage: &Stage) {
    let store = &stage.store;
    keep(store, &[mail(1, "a")]).await;
    let mut settling = store.begin_settling(seats(10)).await.expect("begun");
    let number = settling
        .keep_by_hand(b"Subject: Bo\r\n\r\nBo\r\n", at(100))
        .await
        .expect("kept");
    assert_eq!(number, 2);
    let entry = decided(number, &["Bo"], State::Confirmed);
    settling.settle(&[entry.first()]).await.expect("settled");
    settling.commit().await.expect("fact");
    let shown = store.show("2").await.expect("a read").expect("a request");
    assert_eq!(
        (shown.message.mailbox.as_str(), shown.message.state.as_str()),
        ("console", "settled")
    );
    assert_eq!(shown.persons[0].places[0].state, State::Confirmed);
}
