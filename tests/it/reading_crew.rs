//! Crews of the press: whoever comes beside a journalist and is not named is counted, with their function.

use crate::support::readings::names;
use crate::support::small_letter::read;
use rsvpd::request::{Intent, Request};

fn press(text: &str) -> Request {
    let (request, _) = read("press", "Summit of Mayors", text);
    assert_eq!(request.intent.value, Intent::Press, "{text}");
    request
}

/// Seats, and the function of each who is not named.
fn crew(text: &str) -> (Option<u32>, Vec<Option<String>>) {
    let request = press(text);
    let unnamed = request
        .attendees
        .iter()
        .filter(|attendee| attendee.name.is_none());
    let roles = unnamed.map(|attendee| attendee.role.as_ref().map(|role| role.value.clone()));
    (request.seats.as_ref().map(|seats| seats.value), roles.collect())
}

#[test]
fn one_of_a_crew_who_is_not_named_is_counted_with_the_function() {
    for (text, role) in [
        (
            "Please accredit our reporter Kamil Dobosz of TV Zatoka and one cameraman, it is not decided yet which one.",
            "cameraman",
        ),
        (
            "Für Radio Alpenwelle bitte ich um Akkreditierung: es kommen Margit Nenning, Redakteurin, und ein Tontechniker, dessen Namen ich nachreiche.",
            "Tontechniker",
        ),
        (
            "Télé-Hesbaye se déplacera avec Joachim Renson, journaliste, et un cadreur dont le nom suivra. Merci de les accréditer.",
            "cadreur",
        ),
        (
            "Per Tele Sile mandiamo il collega Andrea Pavan, giornalista, con operatore al seguito: servono gli accrediti.",
            "operatore",
        ),
        (
            "Просим аккредитовать нас: еду я, Нино Ломидзе, репортёр телекомпании «Кура ТВ», и оператор, его имя сообщу позже.",
            "оператор",
        ),
    ] {
        assert_eq!(crew(text), (Some(2), vec![Some(role.to_owned())]), "{text}");
    }
}

#[test]
fn each_of_a_crew_is_counted() {
    let (seats, roles) = crew(
        "Per la diretta da Rotterdam mandiamo il collega Andrea Pavan con operatore e fonico al seguito. Ci servono gli accrediti.",
    );
    assert_eq!(seats, Some(3));
    assert_eq!(roles, [Some("operatore".to_owned()), Some("fonico".to_owned())]);
}

#[test]
fn two_functions_of_one_and_a_crew_by_name_add_nobody() {
    for (text, expected) in [
        (
            "I am a journalist and photographer of the Linden Gazette and would like to be accredited.\n\nMarta Keller",
            vec!["Marta Keller"],
        ),
        (
            "Please accredit our reporter Kamil Dobosz of TV Zatoka and our cameraman, Piotr Zieliński.",
            vec!["Kamil Dobosz", "Piotr Zieliński"],
        ),
    ] {
        let request = press(text);
        assert_eq!(names(&request), expected, "{text}");
        assert_eq!(
            request.seats.map(|seats| seats.value as usize),
            Some(expected.len()),
            "{text}"
        );
    }
}
