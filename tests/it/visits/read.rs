//! Which visits a letter wishes, in which order and for whom; letters of other events are read as ever.

use super::{summit, visit};
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::visits::Visits;
use rsvpd::request::{self, Disposition, Doubt, Request, Session};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

fn message(words: &str) -> Message {
    let raw = format!(
        "Return-Path: <anna.larsen@bergen.example>\nFrom: Anna Larsen <anna.larsen@bergen.example>\nTo: cristellys@efus.eu\n\
         Subject: Registration for the Summit of Mayors\nMessage-ID: <1@bergen.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n"
    );
    let own = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        ..Desk::default()
    };
    Message::parse(
        raw.replace('\n', "\r\n").as_bytes(),
        &own,
        Some(MailboxRole::Registration),
    )
}

fn read(words: &str) -> (Request, Vec<Doubt>) {
    request::visits::read(&message(words), &LEXICON, &summit().visits_named())
}

/// The visits of each attendee.
fn wishes(words: &str) -> Vec<Vec<u32>> {
    let (request, _) = read(words);
    let visits = |attendee: &request::Attendee| {
        let sessions = attendee.sessions.iter().flat_map(|found| &found.value);
        let numbers = sessions.filter_map(|session| match session {
            Session::Visit(number) => Some(number.get()),
            _ => None,
        });
        numbers.collect()
    };
    request.attendees.iter().map(visits).collect()
}

fn anna(wish: &str) -> String {
    format!(
        "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend the \
         morning session and the study visit. {wish}\n\nKind regards,\nAnna Larsen"
    )
}

#[test]
fn visits_are_wished_in_the_order_in_which_a_letter_prefers_them() {
    for (wish, expected) in [
        ("I would like to see the harbour.", vec![2]),
        (
            "I would like to see the harbour, otherwise Delfshaven.",
            vec![2, 1],
        ),
        (
            "If the harbour is full, please put me down for Delfshaven.",
            vec![2, 1],
        ),
        ("I would take Delfshaven if the harbour is full.", vec![2, 1]),
        (
            "My first choice is the museum, my second choice the harbour and the third Delfshaven.",
            vec![3, 2, 1],
        ),
        ("I would like visit no. 3, or visit 1.", vec![3, 1]),
        ("I would rather see the harbour than the museum.", vec![2]),
        ("I do not want to see the museum, but Delfshaven.", vec![1]),
        ("Museum Rotterdam: the city as home, please.", vec![3]),
        ("", vec![]),
    ] {
        assert_eq!(wishes(&anna(wish)), [expected], "{wish}");
    }
}

#[test]
fn a_word_about_full_visits_leaves_no_doubt_and_any_other_condition_does() {
    for wish in [
        "I would like to see the harbour; if it is full, Delfshaven.",
        "I would like to see the harbour, otherwise Delfshaven.",
        "If the harbour is full, please put me down for Delfshaven.",
        "My preference would be the harbour, with Delfshaven as an alternative.",
    ] {
        let (request, doubts) = read(&anna(wish));
        assert_eq!(
            (request.disposition, doubts),
            (Disposition::Act, vec![]),
            "{wish}"
        );
    }
    for wish in [
        "I would like to see the harbour. I will come if my mayor agrees.",
        "If my budget is approved I will come.",
    ] {
        let (request, doubts) = read(&anna(wish));
        assert_eq!(request.disposition, Disposition::Review, "{wish}: {doubts:?}");
    }
}

#[test]
fn visits_are_read_in_six_languages() {
    for (words, expected) in [
        (
            "Monsieur,\n\nJe souhaite m’inscrire au Sommet des maires du 9 novembre à Rotterdam. Je participerai à la séance du \
             matin et à la visite d’étude : de préférence le port, sinon Delfshaven.\n\nCordialement,\nAnna Larsen",
            vec![2, 1],
        ),
        (
            "Sehr geehrter Herr Cristellys,\n\nbitte melden Sie mich für den Bürgermeistergipfel am 9. November in Rotterdam an. \
             Ich nehme am Vormittag und am Studienbesuch teil, am liebsten am Hafen, sonst in Delfshaven.\n\nMit freundlichen Grüßen\nAnna Larsen",
            vec![2, 1],
        ),
        (
            "Gentile Signor Cristellys,\n\nvorrei iscrivermi al Vertice dei sindaci del 9 novembre a Rotterdam. Parteciperò alla \
             sessione del mattino e alla visita di studio: preferirei il porto, altrimenti Delfshaven.\n\nCordiali saluti,\nAnna Larsen",
            vec![2, 1],
        ),
        (
            "Уважаемый господин Кристеллис!\n\nПрошу зарегистрировать меня на Саммит мэров 9 ноября в Роттердаме. Я приму участие \
             в утреннем заседании и в ознакомительном визите: предпочитаю порт, а если мест нет – музей.\n\nС уважением,\nАнна Ларсен",
            vec![2, 3],
        ),
        (
            "Sayın Cristellys,\n\n9 Kasım’da Rotterdam’da yapılacak Belediye Başkanları Zirvesi’ne kaydımı rica ederim. Sabah \
             oturumuna ve inceleme ziyaretine katılacağım; tercihim liman, olmazsa müze.\n\nSaygılarımla,\nAnna Larsen",
            vec![2, 3],
        ),
    ] {
        assert_eq!(wishes(words), [expected], "{words}");
    }
}

#[test]
fn rule_037_a_visit_that_one_had_is_left_for_another_one() {
    for (words, expected) in [
        (
            "Guten Tag,\n\nich war für den Besuch 1 angemeldet und möchte stattdessen zum Besuch 3.\n\nAnna Larsen",
            vec![3],
        ),
        (
            "Guten Tag,\n\nich bin für den Studienbesuch am Hafen angemeldet. Ich würde stattdessen gern Delfshaven sehen.\n\nAnna Larsen",
            vec![1],
        ),
        (
            "Guten Tag,\n\nbitte ändern Sie meine Anmeldung zum Studienbesuch: statt des Hafens möchte ich Delfshaven sehen.\n\nAnna Larsen",
            vec![1],
        ),
        (
            "Hello,\n\nI was registered for the study visit to the harbour and would like to see Delfshaven instead.\n\nAnna Larsen",
            vec![1],
        ),
    ] {
        assert_eq!(wishes(words), [expected], "{words}");
    }
}

#[test]
fn a_wish_in_the_line_of_a_person_is_that_persons() {
    let words = "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, for \
                 the morning and a study visit:\n\n1. Maria Keller, visit to the harbour\n2. Peter Braun, visit to Delfshaven\n\n\
                 Kind regards,\nMaria Keller";
    assert_eq!(wishes(words), [vec![2], vec![1]]);
}

#[test]
fn several_visits_for_several_persons_without_a_word_of_choice_are_a_doubt() {
    let words = "Dear Mr Cristellys,\n\nPlease register the following two persons for the Summit of Mayors on 9 November, for \
                 the morning and a study visit:\n\n1. Maria Keller\n2. Peter Braun\n\nOne of us will see the harbour. The other \
                 will see Delfshaven.\n\nKind regards,\nMaria Keller";
    let (request, doubts) = read(words);
    assert_eq!(request.disposition, Disposition::Review, "{doubts:?}");
}

#[test]
fn offices_and_towns_are_no_visits() {
    let words = "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will attend the \
                 morning session and the study visit.\n\nKind regards,\nAnna Larsen\nPort of Bergen, harbour master\nMuseum street 3";
    assert_eq!(wishes(words), [Vec::<u32>::new()]);
}

#[test]
fn an_event_without_visits_reads_letters_as_ever() {
    let words = anna("I would like to see the harbour; if it is full, Delfshaven.");
    let message = message(&words);
    assert_eq!(
        request::visits::read(&message, &LEXICON, &Visits::default()),
        request::read(&message, &LEXICON)
    );
    let of = |session| Session::from_id(session).unwrap();
    assert_ne!(of("visit-1"), visit(2));
}
