//! Tables and forms: which rows are headings, and whose name is still open.

use crate::support::readings::{has, names};
use crate::support::small_letter::read;
use rsvpd::request::DoubtKind;

#[test]
fn a_row_with_words_of_labels_in_it_is_no_second_heading() {
    let (request, _) = read(
        "desk",
        "Teilnehmerliste",
        "Sehr geehrter Herr Cristellys,\n\nbitte melden Sie zum Gipfel am 9. November an:\n\n\
         Zuname\tVorname\tStelle\tFunktion\tTeile\n\
         Ebner\tWalburga\tStadtgemeinde Leibnitz\tBürgermeisterin\tganztägig\n\
         Kainz\tFranz Josef\tVerein Omega\tSicherheitsreferent\tVormittag\n\
         Suljić\tAmina\tVerein Omega Graz\tSozialarbeiterin\tNachmittag\n\nMit freundlichen Grüßen\nMarta Keller",
    );
    assert_eq!(
        names(&request),
        ["Walburga Ebner", "Franz Josef Kainz", "Amina Suljić"]
    );
}

#[test]
fn whoever_has_no_name_yet_is_no_person_of_that_name() {
    for open in [
        "N.N.",
        "NN",
        "tbc",
        "to be confirmed",
        "noch offen",
        "à désigner",
        "da definire",
        "уточняется",
        "belirlenecek",
    ] {
        for text in [
            format!(
                "Dear Mr Cristellys,\n\nplease register for the summit on 9 November:\n\nName\tFunction\tSessions\n\
                 Ursula Berger\tmayor\twhole day\n{open}\tadviser\twhole day\n\nKind regards\nMarta Keller"
            ),
            format!(
                "Dear Mr Cristellys,\n\nplease register for the summit on 9 November:\n\nName: Ursula Berger\nFunction: mayor\n\n\
                 Name: {open}\nFunction: adviser\n\nKind regards\nMarta Keller"
            ),
        ] {
            let (request, doubts) = read("desk", "Registration", &text);
            assert_eq!(names(&request), ["Ursula Berger"], "{text}");
            assert!(has(&doubts, DoubtKind::NobodyNamed), "{text}: {doubts:?}");
        }
    }
}

#[test]
fn dots_lead_from_a_label_to_its_value() {
    let (request, _) = read(
        "desk",
        "Registration form",
        "Dear Mr Cristellys,\n\nI typed out the form for the summit on 9 November:\n\n\
         Name ............ Assumpta Feehily\nOrganisation .... Sligo County Council\nFunction ........ Mayor\n\
         Town ............ Sligo\nDiet ............ vegetarian\n\nKind regards\nMarta Keller",
    );
    assert_eq!(names(&request), ["Assumpta Feehily"]);
    let attendee = request.attendees.first().expect("one comes");
    let organisation = attendee.organisation.as_ref().map(|found| found.value.as_str());
    assert_eq!(organisation, Some("Sligo County Council"));
}

/// The stop in "ass." parted the row of a table, and the diet behind it became everybody's.
#[test]
fn a_wish_in_a_row_is_that_of_the_person_on_its_line() {
    let text = "Da Linden saremo in quattro:\n\n\
                \x20 ROSSI Carla              assessore alla cultura\n\
                \x20 CANALI Rosalia           dirigente servizi sociali       r.canali@linden.example\n\
                \x20 AIELLO Tommaso           ass. Ponte Vecchio onlus          vegano\n\
                \x20 VERDI Sandro             mediatore culturale             lingua: francese\n\n\
                Cordiali saluti\nMarta Keller";
    let (request, _) = read("desk", "Iscrizione", text);
    let diets: Vec<bool> = request
        .attendees
        .iter()
        .map(|attendee| attendee.diet.is_some())
        .collect();
    assert_eq!(diets, [false, false, true, false]);
}
