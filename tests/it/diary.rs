//! What letters do in the diary of whoever reads them: entries come, change and go with the places that they stand for.

use crate::desk::letters::{CLAIRE, JANE, Letter, jane_in_the_morning};
use crate::support::stage::{Stage, answer};
use chrono::TimeDelta;
use mail_parser::{MessageParser, MimeHeaders};
use rsvpd::event::PromotionPolicy;
use rsvpd::registration::State;
use rsvpd::request::Session;

/// One entry of a calendar that came with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    uid: String,
    sequence: u32,
    status: String,
    description: String,
}

/// The method of the calendar that came with the last letter to an address, and its entries.
fn diary(stage: &Stage, address: &str) -> Option<(String, Vec<Entry>)> {
    let raw = stage.bytes_to(address)?;
    let parsed = MessageParser::default().parse(&raw)?;
    let part = parsed.attachment(0)?;
    let told = part.content_type()?.attribute("method")?.to_owned();
    let calendar = String::from_utf8(part.contents().to_vec())
        .unwrap()
        .replace("\r\n ", "");
    assert!(
        calendar.contains(&format!("METHOD:{told}\r\n")),
        "RFC 6047 2.4: the part is called what it is: {told}, {calendar}"
    );
    let entries = calendar.split("BEGIN:VEVENT").skip(1).map(|entry| {
        let value = |name: &str| {
            let line = entry.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in {entry}")).to_owned()
        };
        assert!(
            value("ORGANIZER").contains("mailto:cristellys@efus.eu"),
            "{entry}"
        );
        Entry {
            uid: value("UID:"),
            sequence: value("SEQUENCE:").parse().unwrap(),
            status: value("STATUS:"),
            description: value("DESCRIPTION:"),
        }
    });
    Some((told, entries.collect()))
}

/// A house with room, in which these registered a while ago.
async fn house(letters: &[&Letter]) -> Stage {
    let mut stage =
        Stage::with_seats(9, |event| event.registration.promotion = PromotionPolicy::Confirm).await;
    for letter in letters {
        stage.receive(&letter.raw()).await;
    }
    stage.wait(TimeDelta::hours(1)).await;
    stage
}

async fn says(stage: &mut Stage, (name, address): (&str, &str), id: &str, words: &str) {
    let last = stage.last_to(address).await;
    let words = format!("Dear Mr Cristellys,\n\n{words}\n\nKind regards,\n{name}");
    let (subject, id) = (format!("Re: {}", last.subject), format!("{id}.{address}"));
    let raw = answer(name, address, &id, &subject, &words, Some(&last));
    stage.receive(&raw).await;
}

const JANES: (&str, &str) = (JANE.name, JANE.address);
const CANCEL: &str = "Unfortunately I cannot come after all. Please cancel my registration.";

#[tokio::test]
async fn whoever_cancels_has_the_same_entries_taken_out_of_the_diary() {
    let mut stage = house(&[&JANE]).await;
    let (method, before) = diary(&stage, JANE.address).unwrap();
    assert_eq!((method.as_str(), before.len()), ("PUBLISH", 2));
    says(&mut stage, JANES, "cancel", CANCEL).await;
    let (method, after) = diary(&stage, JANE.address).unwrap();
    assert_eq!((method.as_str(), after.len()), ("CANCEL", 2));
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.uid, after.uid);
        assert!(before.sequence < after.sequence, "RFC 5545 3.8.7.4");
        assert_eq!(
            (before.status.as_str(), after.status.as_str()),
            ("CONFIRMED", "CANCELLED")
        );
    }
    let told = stage.last_to(JANE.address).await.text;
    assert!(
        told.contains("takes the cancelled sessions out of your diary"),
        "{told}"
    );
}

#[tokio::test]
async fn whoever_only_waited_has_no_entry_to_be_taken_out() {
    let mut stage = Stage::with_seats(0, |_| {}).await;
    stage.receive(&JANE.raw()).await;
    says(&mut stage, JANES, "cancel", CANCEL).await;
    let end = stage.end_of(2).await;
    assert_eq!(
        stage.states(1, Session::Morning).await,
        [State::Cancelled],
        "{end:?}"
    );
    assert_eq!(diary(&stage, JANE.address), None);
}

#[tokio::test]
async fn a_group_that_loses_somebody_keeps_its_entries_with_those_who_are_left() {
    let mut stage = house(&[]).await;
    let words = "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, \
                 morning and afternoon:\n\n1. Maria Keller\n2. Peter Braun\n\nKind regards,\nMaria Keller";
    let keller = ("Maria Keller", "maria.keller@mainz.example");
    let letter = answer(
        keller.0,
        keller.1,
        "two@mainz.example",
        "Registration",
        words,
        None,
    );
    stage.receive(&letter).await;
    let (_, before) = diary(&stage, keller.1).unwrap();
    stage.wait(TimeDelta::hours(1)).await;
    says(
        &mut stage,
        keller,
        "one",
        "Peter Braun cannot come after all. Please cancel that registration.",
    )
    .await;
    let (method, after) = diary(&stage, keller.1).unwrap();
    assert_eq!(method, "PUBLISH");
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.uid, &before.status), (&after.uid, &after.status));
        assert!(before.sequence < after.sequence);
        assert!(before.description.contains("Peter Braun"), "{before:?}");
        assert!(after.description.ends_with(": Maria Keller"), "{after:?}");
    }
}

#[tokio::test]
async fn a_session_that_is_left_for_another_goes_out_of_the_diary_as_the_other_comes_in() {
    let mut stage = house(&[]).await;
    stage.receive(&jane_in_the_morning()).await;
    let (_, before) = diary(&stage, JANE.address).unwrap();
    stage.wait(TimeDelta::hours(1)).await;
    let other = "Please change my registration: I would like to attend the afternoon session instead of the morning session.";
    says(&mut stage, JANES, "other", other).await;
    let (method, after) = diary(&stage, JANE.address).unwrap();
    assert_eq!(method, "PUBLISH", "one of them is to be entered");
    let [morning, afternoon] = after.as_slice() else {
        panic!("{after:?}");
    };
    assert_eq!(
        (&morning.uid, morning.status.as_str()),
        (&before[0].uid, "CANCELLED")
    );
    assert_eq!(afternoon.status, "CONFIRMED");
    assert_ne!(morning.uid, afternoon.uid);
}

#[tokio::test]
async fn a_place_that_is_passed_on_leaves_one_entry_and_makes_another_under_the_new_reference() {
    let mut stage = house(&[&JANE]).await;
    let (_, before) = diary(&stage, JANE.address).unwrap();
    let swap = "I can no longer attend. My deputy Robert Miller will come in my place.";
    says(&mut stage, JANES, "swap", swap).await;
    assert_eq!(stage.states(2, Session::Morning).await, [State::Confirmed]);
    let (method, after) = diary(&stage, JANE.address).unwrap();
    assert_eq!((method.as_str(), after.len()), ("PUBLISH", 4));
    let (gone, new): (Vec<&Entry>, Vec<&Entry>) = after.iter().partition(|entry| entry.status == "CANCELLED");
    let uids = |entries: &[&Entry]| entries.iter().map(|entry| entry.uid.clone()).collect::<Vec<_>>();
    assert_eq!(uids(&gone), uids(&before.iter().collect::<Vec<_>>()));
    assert!(
        new.iter()
            .all(|entry| entry.description.ends_with(": Robert Miller")),
        "{new:?}"
    );
    // Whoever cancels that place later takes out the entry that was made for it.
    stage.wait(TimeDelta::hours(1)).await;
    says(
        &mut stage,
        JANES,
        "cancel",
        "Robert Miller cannot come. Please cancel his registration.",
    )
    .await;
    let (method, last) = diary(&stage, JANE.address).unwrap();
    assert_eq!(method, "CANCEL");
    assert_eq!(uids(&last.iter().collect::<Vec<_>>()), uids(&new));
}

#[tokio::test]
async fn an_event_that_moves_moves_the_entries_and_one_that_is_cancelled_takes_them_out() {
    let mut stage = house(&[&JANE, &CLAIRE]).await;
    let (_, before) = diary(&stage, CLAIRE.address).unwrap();
    assert!(
        stage.desk.untold().await.unwrap().is_none(),
        "guests know what the event file says"
    );
    stage.change(|event| event.date += TimeDelta::days(1)).await;
    stage.desk.announce("maria", (None, false, true)).await.unwrap();
    stage.round().await;
    let (method, moved) = diary(&stage, CLAIRE.address).unwrap();
    // What was published is changed by publishing it again (RFC 5546 4.1.2).
    assert_eq!(method, "PUBLISH");
    assert!(before.iter().zip(&moved).all(|(before, moved)| {
        before.uid == moved.uid && before.sequence < moved.sequence && moved.status == "CONFIRMED"
    }));
    stage.wait(TimeDelta::hours(1)).await;
    stage.change(|event| event.cancelled = true).await;
    stage.desk.announce("maria", (None, false, true)).await.unwrap();
    stage.round().await;
    for letter in [&JANE, &CLAIRE] {
        let told = stage.last_to(letter.address).await;
        assert_eq!(told.kind, "event-cancelled");
        let (method, gone) = diary(&stage, letter.address).unwrap();
        assert_eq!((method.as_str(), gone.len()), ("CANCEL", 2));
        assert!(gone.iter().all(|entry| entry.status == "CANCELLED"));
    }
    let (_, gone) = diary(&stage, CLAIRE.address).unwrap();
    assert!(
        moved
            .iter()
            .zip(&gone)
            .all(|(moved, gone)| { moved.uid == gone.uid && moved.sequence < gone.sequence })
    );
}
