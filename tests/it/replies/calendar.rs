//! The calendar entries that confirmations bring.

use super::{compose, confirmation, every_draft, snapshot, summit};
use chrono::{DateTime, TimeDelta, Utc};
use rsvpd::event::Event;
use rsvpd::language::ReplyLanguage;
use rsvpd::reply::{Envelope, Letter, ReplyKind, sample};

#[test]
fn a_confirmation_brings_its_sessions_as_calendar_entries() {
    let event = summit();
    let letter = confirmation(
        ReplyLanguage::Fr,
        &[
            Some("Claire Dumont"),
            Some("Jean; dit, \"Le Grand\"\nBEGIN:VALARM"),
        ],
    );
    let calendar = compose(
        &letter,
        &event,
        &sample::envelope(&event, ReplyKind::Confirmation),
    )
    .calendar
    .expect("a calendar");
    snapshot("calendar.fr", &calendar.replace("\r\n", "\n"));
    let unfolded = calendar.replace("\r\n ", "");
    assert!(
        calendar.lines().all(|line| line.len() <= 75),
        "RFC 5545 3.1: lines of at most 75 octets"
    );
    assert!(
        unfolded.contains("DTSTART:20161109T083000Z"),
        "9:30 in Rotterdam is 8:30 UTC in November"
    );
    assert!(!unfolded.contains("\nBEGIN:VALARM"));
}

#[test]
fn only_letters_that_confirm_move_or_end_places_bring_a_calendar() {
    for (kind, draft) in every_draft(&summit()) {
        let may = matches!(
            kind,
            ReplyKind::Confirmation
                | ReplyKind::MixedResult
                | ReplyKind::PartialGroup
                | ReplyKind::Promotion
                | ReplyKind::EventChanged
                | ReplyKind::CancellationNoted
                | ReplyKind::ChangeNoted
        );
        assert!(may || draft.calendar.is_none(), "{kind:?}");
    }
}

#[test]
fn a_moved_event_moves_the_entries_of_the_guests_diary() {
    let event = summit();
    let confirmed = confirmation(ReplyLanguage::En, &[Some("Margaret Ashworth")]);
    let moved = Letter {
        kind: ReplyKind::EventChanged,
        ..confirmed.clone()
    };
    let envelope = sample::envelope(&event, ReplyKind::Confirmation);
    let later = {
        let mut event = summit();
        event.date += TimeDelta::days(1);
        event
    };
    let entries = |letter: &Letter, event: &Event| {
        let calendar = compose(letter, event, &envelope).calendar.expect("a calendar");
        let of = |name: &str| -> Vec<String> {
            let lines = calendar.lines().filter(|line| line.starts_with(name));
            lines.map(str::to_owned).collect()
        };
        (of("UID:"), of("DTSTART"))
    };
    let (before, after) = (entries(&confirmed, &event), entries(&moved, &later));
    assert_eq!(before.0, after.0, "the same entries");
    assert!(before.1[0].contains("20161109"), "{:?}", before.1);
    assert!(after.1[0].contains("20161110"), "{:?}", after.1);
}

#[test]
fn a_later_letter_about_the_same_places_replaces_the_calendar_entry() {
    let event = summit();
    let letter = confirmation(ReplyLanguage::En, &[Some("Margaret Ashworth")]);
    let at = |now: DateTime<Utc>| {
        let envelope = Envelope {
            now,
            ..sample::envelope(&event, ReplyKind::Confirmation)
        };
        compose(&letter, &event, &envelope).calendar.expect("a calendar")
    };
    let value = |calendar: &str, name: &str| {
        let line = calendar
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::to_owned);
        line.unwrap_or_else(|| panic!("no {name} in {calendar}"))
    };
    let now = sample::envelope(&event, ReplyKind::Confirmation).now;
    let (first, second) = (at(now), at(now + TimeDelta::hours(1)));
    assert_eq!(value(&first, "UID:"), value(&second, "UID:"));
    let sequence = |calendar: &str| value(calendar, "SEQUENCE:").parse::<u32>().expect("a number");
    assert!(sequence(&second) > sequence(&first));
}
