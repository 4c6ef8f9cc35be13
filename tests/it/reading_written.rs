//! How letters are written: accents that make other words, forms with dotted lines, apostrophes in names, addresses with an initial.

use crate::support::readings::names;
use crate::support::small_letter::{read, read_from};
use rsvpd::request::{Diet, Intent};

#[test]
fn a_name_in_a_field_or_cell_is_whole_whatever_its_words_are() {
    for text in [
        "Registration for the Summit of Mayors, 9 November\n\nName: Rose Hill Summers\nFunction: Head of Safety\n\
         Organisation: Leeds City Council",
        "Please register for the Summit of Mayors on 9 November:\n\nName\tFunction\tCity\nRose Hill Summers\tHead of Safety\tLeeds",
    ] {
        let (request, _) = read_from("office@leeds.example", text);
        assert_eq!(names(&request), ["Rose Hill Summers"], "{text}");
    }
}

#[test]
fn dots_and_lines_before_a_colon_lead_from_a_label_to_its_value() {
    for (text, name, role) in [
        (
            "Registration for the Summit of Mayors, 9 November\n\nName ........: Ann Lee\nFunction ......: Head of Safety\n\
             Organisation ..: Leeds City Council",
            "Ann Lee",
            "Head of Safety",
        ),
        (
            "Inscription au sommet des maires du 9 novembre\n\nNom …… : Yann Le Floc'h\nFonction …… : adjoint au maire\n\
             Organisme …… : Ville de Brest",
            "Yann Le Floc'h",
            "adjoint au maire",
        ),
        (
            "Anmeldung zum Gipfel am 9. November\n\nName______: Anna Lang\nFunktion__: Leiterin Ordnungsamt\n\
             Organisation: Stadt Linden",
            "Anna Lang",
            "Leiterin Ordnungsamt",
        ),
        (
            "Iscrizione al vertice del 9 novembre\n\nCognome.....: D’Angelo\nNome........: Anna\nFunzione....: assessora\n\
             Ente........: Comune di Lucca",
            "Anna D’Angelo",
            "assessora",
        ),
    ] {
        let (request, _) = read_from("office@stadt.example", text);
        assert_eq!(names(&request), [name], "{text}");
        let given: Vec<Option<&str>> = request
            .attendees
            .iter()
            .map(|attendee| attendee.role.as_ref().map(|role| role.value.as_str()))
            .collect();
        assert_eq!(given, [Some(role)], "{text}");
    }
}

#[test]
fn names_with_apostrophes_stay_whole() {
    let text = "Monsieur,\n\nMerci d'inscrire Yann Le Floc’h, Anna D’Angelo, Siobhan O'Brien et Kevin O’Dowd au sommet du \
                9 novembre.\n\nCordialement\nMarta Keller";
    let (request, _) = read("desk", "Sommet", text);
    assert_eq!(
        names(&request),
        [
            "Yann Le Floc’h",
            "Anna D’Angelo",
            "Siobhan O'Brien",
            "Kevin O’Dowd"
        ]
    );
}

#[test]
fn italian_surnames_with_a_particle_stay_whole() {
    let text = "Gentile dottore,\n\nparteciperanno al vertice del 9 novembre Rosa De Luca, Luigi Dell'Orto e Maria Grazia \
                D'Amico.\n\nCordiali saluti\nMarta Keller";
    let (request, _) = read("desk", "Vertice", text);
    assert_eq!(
        names(&request),
        ["Rosa De Luca", "Luigi Dell'Orto", "Maria Grazia D'Amico"]
    );
}

#[test]
fn an_address_of_an_initial_and_a_surname_is_the_writers_who_signs_so() {
    for address in ["isayer@leeds.example", "i.sayer@leeds.example"] {
        let text = "Please register Ann Lee and me for the Summit of Mayors on 9 November.\n\nIan Sayer";
        let (request, _) = read_from(address, text);
        let writer = request.writer.map(|writer| writer.value);
        assert_eq!(writer.as_deref(), Some("Ian Sayer"), "{address}");
        let mut emails: Vec<(Option<String>, Option<String>)> = request
            .attendees
            .iter()
            .map(|attendee| {
                let shown = |value: &Option<rsvpd::request::Found<String>>| {
                    value.as_ref().map(|found| found.value.clone())
                };
                (shown(&attendee.name), shown(&attendee.email))
            })
            .collect();
        emails.sort();
        assert_eq!(
            emails,
            [
                (Some("Ann Lee".to_owned()), None),
                (Some("Ian Sayer".to_owned()), Some(address.to_owned()))
            ]
        );
    }
}

/// Typed without any accents, a word may be either.
#[test]
fn an_accented_word_is_no_other_word() {
    let text = "Monsieur,\n\nPaul Dubois, né Martin, participera au sommet du 9 novembre à Rotterdam.\n\nCordialement\nMarta Keller";
    let (request, _) = read("desk", "Sommet", text);
    assert_eq!(request.intent.value, Intent::Registration);
    assert_eq!(names(&request), ["Paul Dubois"]);
    assert_eq!(request.attendees[0].role, None, "a former name is no function");
    for (needs, diet) in [
        (
            "Né carne né pesce, perché sono vegetariana.",
            vec![Diet::Vegetarian],
        ),
        ("Ne carne ne pesce, grazie.", vec![Diet::Vegetarian]),
    ] {
        let text = format!(
            "Gentile dottore,\n\nvorrei iscrivermi al vertice del 9 novembre. {needs}\n\nCordiali saluti\nMarta Keller"
        );
        let (request, _) = read("desk", "Vertice", &text);
        let told = request.attendees[0].diet.as_ref().map(|diet| diet.value.clone());
        assert_eq!(told, Some(diet), "{needs}");
    }
}
