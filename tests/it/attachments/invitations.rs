//! Answers of guests' calendars: ours are read, all others stay robots, and none is acted on without a look.

use rsvpd::attachment::invitation::Participation;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::origin::Held;
use rsvpd::message::{Desk, MailboxRole, Message, Origin};
use rsvpd::request::{self, Disposition, Doubt, DoubtKind, Intent, Request, Session};
use std::sync::LazyLock;

const OURS: &str = "rtm-7k3q9b-study-visit@efus.eu";

/// A calendar's answer as Outlook sends it: the calendar beside an empty text.
fn answer(
    from: &str,
    fields: &str,
    text: &str,
    uid: &str,
    participation: &str,
) -> (Message, Request, Vec<Doubt>) {
    let raw = format!(
        "From: {from}\r\nTo: cristellys@efus.eu\r\nSubject: Declined: Summit of Mayors\r\n\
         Date: Mon, 10 Oct 2016 10:00:00 +0200\r\nMessage-ID: <1@town.example>\r\n{fields}MIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n\
         --b\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n\
         BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n\
         ATTENDEE;PARTSTAT={participation};CN=\"Anna Berg\":MAILTO:Anna.Berg@town.example\r\nUID:{uid}\r\n\
         SUMMARY:x\r\nDTSTART:20161109T080000Z\r\nDTSTAMP:20161021T120107Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"
    );
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);
    let desk = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        message_id_domain: "efus.eu".to_owned(),
        ..Desk::default()
    };
    let message = Message::parse(raw.as_bytes(), &desk, None);
    let (request, doubts) = request::read(&message, &LEXICON);
    (message, request, doubts)
}

const ANNA: &str = "Anna Berg <anna.berg@town.example>";

#[test]
fn a_declined_entry_is_the_cancellation_of_that_person_in_that_session_for_a_person_to_look_at() {
    let (message, request, doubts) = answer(ANNA, "", "", OURS, "DECLINED");
    assert!(
        matches!(message.origin, Origin::Person(_)),
        "{:?}",
        message.origin
    );
    let invitation = message.invitation.as_ref().unwrap();
    assert_eq!(invitation.reference, "RTM-7K3Q9B");
    assert_eq!(
        invitation.by.as_ref().map(|by| by.participation),
        Some(Participation::Declined)
    );
    assert_eq!(request.intent.value, Intent::Cancellation);
    let [person] = request.attendees.as_slice() else {
        panic!("one person");
    };
    assert_eq!(person.name.as_ref().unwrap().value, "Anna Berg");
    assert_eq!(person.sessions.as_ref().unwrap().value, [Session::StudyVisit]);
    assert_eq!(request.disposition, Disposition::Review);
    assert_eq!(
        doubts.iter().map(|doubt| doubt.kind).collect::<Vec<_>>(),
        [DoubtKind::CalendarAnswer]
    );
}

#[test]
fn an_accepted_entry_is_thanks_and_gets_no_answer_unless_words_come_with_it() {
    let (_, request, _) = answer(ANNA, "", "", OURS, "ACCEPTED");
    assert_eq!(
        (request.intent.value, request.disposition),
        (Intent::Acceptance, Disposition::Ignore)
    );
    let (_, request, _) = answer(ANNA, "", "", OURS, "TENTATIVE");
    assert_eq!(
        (request.intent.value, request.disposition),
        (Intent::Other, Disposition::Ignore)
    );
    let (_, request, _) = answer(ANNA, "", "Is there parking?", OURS, "ACCEPTED");
    assert_eq!(request.disposition, Disposition::Review);
}

#[test]
fn answers_to_entries_of_others_stay_automatic() {
    for uid in [
        "2016-RTM-0211@efus.eu",
        "rtm-7k3q9b-study-visit@other.example",
        "040000008200E00074C5B7101A82E008",
        "rtm-7k3q9b@efus.eu",
        "rtm-7k3q9-morning@efus.eu",
    ] {
        let (message, request, _) = answer(ANNA, "", "", uid, "DECLINED");
        assert!(matches!(message.origin, Origin::Automatic(_)), "{uid}");
        assert_eq!(
            (request.intent.value, request.disposition),
            (Intent::Automatic, Disposition::Ignore)
        );
    }
    let unknown = answer(ANNA, "", "", "rtm-7k3q9b-banquet@efus.eu", "DECLINED");
    assert_eq!(
        unknown.1.intent.value,
        Intent::Automatic,
        "a session that we do not have"
    );
}

#[test]
fn only_the_guest_answers_for_the_guest_and_robots_are_not_answered() {
    let (message, request, doubts) = answer("Mallory <mallory@town.example>", "", "", OURS, "DECLINED");
    assert_eq!(message.origin, Origin::Held(Held::SenderDisagrees));
    assert_eq!(request.disposition, Disposition::Review);
    assert!(doubts.iter().any(|doubt| doubt.kind == DoubtKind::Suspicious));
    let (message, request, _) = answer(ANNA, "Auto-Submitted: auto-generated\r\n", "", OURS, "DECLINED");
    assert_eq!(message.origin, Origin::Held(Held::AsksForNoAnswer));
    assert_eq!(request.intent.value, Intent::Cancellation);
    let (message, ..) = answer(
        ANNA,
        "List-Id: <x.town.example>\r\nPrecedence: list\r\n",
        "",
        OURS,
        "DECLINED",
    );
    assert!(!matches!(message.origin, Origin::Person(_)));
}

/// A list of participants as the field that stands before the last one's status.
fn listed(others: &[(&str, &str)], last: &str) -> String {
    let lines: String = others
        .iter()
        .map(|(address, said)| format!("{said}:MAILTO:{address}\r\nATTENDEE;PARTSTAT="))
        .collect();
    format!("{lines}{last}")
}

#[test]
fn a_calendar_that_lists_several_guests_is_the_answer_of_its_sender() {
    let list = listed(
        &[
            ("bea@town.example", "ACCEPTED"),
            ("carl@town.example", "NEEDS-ACTION"),
        ],
        "DECLINED",
    );
    let (message, request, _) = answer(ANNA, "", "", OURS, &list);
    assert!(
        matches!(message.origin, Origin::Person(_)),
        "{:?}",
        message.origin
    );
    assert_eq!(request.intent.value, Intent::Cancellation);
    let [person] = request.attendees.as_slice() else {
        panic!("one person");
    };
    assert_eq!(person.email.as_ref().unwrap().value, "Anna.Berg@town.example");
    // The others' answers are none of hers.
    let list = listed(&[("bea@town.example", "DECLINED")], "NEEDS-ACTION");
    let (_, request, _) = answer(ANNA, "", "", OURS, &list);
    assert_eq!(
        (request.intent.value, request.disposition),
        (Intent::Other, Disposition::Ignore)
    );
}

#[test]
fn a_list_without_its_sender_is_the_answer_of_the_only_guest_who_gave_one() {
    let office = "Office <office@town.example>";
    let list = listed(&[("bea@town.example", "NEEDS-ACTION")], "DECLINED");
    let (message, request, doubts) = answer(office, "", "", OURS, &list);
    // Anna's answer from another address: it is shown, and an organiser decides.
    assert_eq!(message.origin, Origin::Held(Held::SenderDisagrees));
    assert_eq!(request.intent.value, Intent::Cancellation);
    assert_eq!(request.writer.unwrap().value, "Anna Berg");
    assert!(doubts.iter().any(|doubt| doubt.kind == DoubtKind::Suspicious));
}

#[test]
fn a_list_that_does_not_tell_who_answers_is_left_to_a_person() {
    let office = "Office <office@town.example>";
    for list in [
        listed(&[("bea@town.example", "ACCEPTED")], "DECLINED"),
        listed(&[("bea@town.example", "NEEDS-ACTION")], "NEEDS-ACTION"),
        listed(
            &[("bea@town.example", "DECLINED"), ("bea@town.example", "ACCEPTED")],
            "ACCEPTED",
        ),
    ] {
        let (message, request, doubts) = answer(office, "", "", OURS, &list);
        assert_eq!(
            message.invitation.and_then(|invitation| invitation.by),
            None,
            "{list}"
        );
        assert_eq!(request.disposition, Disposition::Review, "{list}");
        assert!(request.attendees.is_empty());
        assert!(
            doubts.iter().any(|doubt| doubt.kind == DoubtKind::WhoAttends),
            "{doubts:?}"
        );
    }
    // Twice the same guest with two answers has given none.
    let twice = listed(&[("Anna.Berg@town.example", "ACCEPTED")], "DECLINED");
    let (_, request, _) = answer(ANNA, "", "", OURS, &twice);
    assert_eq!(request.intent.value, Intent::Other);
}

#[test]
fn an_answer_to_several_entries_is_none() {
    let twice = format!("{OURS}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:{OURS}");
    let (message, ..) = answer(ANNA, "", "", &twice, "DECLINED");
    assert_eq!(message.invitation, None);
}
