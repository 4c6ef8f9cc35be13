//! The language to hear and what people need: which of those that a letter names are wished.

use crate::support::small_letter;
use rsvpd::request::Attendee;

/// The first who comes, as a letter with this text says it.
fn first(text: &str) -> Attendee {
    let (request, _) = small_letter::read("desk", "Summit", &format!("{text}\r\n\r\nMarta Keller"));
    request.attendees.into_iter().next().expect("somebody attends")
}

/// The language translated from, that of a brochure, and a mother tongue had been given as the one to hear.
#[test]
fn the_language_to_hear_is_not_each_one_that_is_named() {
    for (expected, text) in [
        (
            Some("it"),
            "Please register me. I need interpretation from English into Italian.",
        ),
        (
            Some("ru"),
            "Прошу меня зарегистрировать и обеспечить перевод с английского на русский.",
        ),
        (
            Some("fr"),
            "I wish to register for the summit. Interpretation: FR",
        ),
        (Some("en"), "Can you book me a place? EN headset, please."),
        (
            Some("en"),
            "Прошу меня зарегистрировать. Мой родной язык турецкий, но слушать предпочитаю по-английски.",
        ),
        (
            None,
            "Merci de m'inscrire. Je vous apporterai notre brochure en turc.",
        ),
        (None, "Please register me; I teach German at a secondary school."),
    ] {
        let found = first(text).interpretation;
        let language = found.as_ref().map(|found| found.value.code());
        assert_eq!(language, expected, "{text}");
    }
}

/// "Menu végétarien et sans gluten" had been gluten-free alone: the negation is the second need's.
#[test]
fn a_need_that_is_told_by_a_negation_denies_no_other() {
    for text in [
        "Merci de m'inscrire au sommet. Menu végétarien et sans gluten, s'il vous plaît.",
        "Прошу зарегистрировать меня. Я вегетарианец и не ем глютен.",
    ] {
        let diet = first(text).diet;
        assert_eq!(diet.map(|found| found.value.len()), Some(2), "{text}");
    }
}
