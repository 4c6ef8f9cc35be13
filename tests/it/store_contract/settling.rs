//! Decisions become facts whole or not at all.

use super::Stage;
use super::sample::{at, decided, keep, mail, seats, settle};
use rsvpd::message::MailboxRole;
use rsvpd::registration::State;
use rsvpd::request::Session;
use rsvpd::store::Lookup;

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
    let letter = Lookup {
        mailbox: MailboxRole::Registration,
        address: Some("GUEST1@guest.example".to_owned()),
        name_keys: vec!["cem".to_owned()],
        words_key: Some("words".to_owned()),
    };
    let standing = settling
        .standing(std::slice::from_ref(&letter), at(200))
        .await
        .expect("what is known");
    let prior = standing.prior(&letter);
    assert_eq!(
        prior
            .persons
            .iter()
            .map(|person| person.name_key.as_str())
            .collect::<Vec<_>>(),
        ["ada", "bo", "cem"]
    );
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
