//! What both readings misread alike: doubts that stand, however sure rules and model are.

use crate::support::readings::names;
use crate::support::small_letter::{read, read_from};
use rsvpd::request::{Disposition, Doubt, Request};

/// Whether a doubt with this rule sends the letter to a person.
fn stands((request, doubts): &(Request, Vec<Doubt>), rule: &str) -> bool {
    let rules = doubts.iter().filter_map(|doubt| doubt.evidence.as_ref());
    request.disposition == Disposition::Review
        && rules.map(|evidence| &evidence.rule).any(|found| found == rule)
}

#[test]
fn whoever_gives_up_a_part_of_the_day_is_not_taken_off_the_list_unseen() {
    for text in [
        "Thank you for the confirmation. I have to give up the afternoon. The morning remains as it was.\n\nMarta Keller",
        "Danke für die Bestätigung. Den Nachmittag muss ich absagen, am Vormittag bin ich da.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Re: Confirmation of registration", text);
        let cancels = request.intent.value == rsvpd::request::Intent::Cancellation;
        assert!(
            !(cancels && request.disposition == Disposition::Act),
            "{text}: {request:?}"
        );
    }
}

#[test]
fn whoever_is_only_asked_to_cancel_for_somebody_is_not_cancelled() {
    for text in [
        "Buongiorno, l'Assessore Cristoforetti mi incarica di disdire la sua partecipazione al 9 novembre.\n\nMarta Keller\nSegreteria Assessori",
        "Good morning, the Lord Mayor has asked me to cancel her participation on 9 November.\n\nMarta Keller\nSecretary to the Lord Mayor",
    ] {
        let (request, doubts) = read("desk", "Summit", text);
        assert_eq!(
            request.disposition,
            Disposition::Review,
            "{text}: {request:?} {doubts:?}"
        );
    }
}

#[test]
fn whoever_declines_on_behalf_of_another_keeps_their_own_place() {
    let text = "Monsieur,\n\nAu nom de M. Alain Progin, syndic de Bourg-Vully, je dois décliner la place que vous nous avez offerte.\n\nMarta Keller, greffe municipal";
    let reading = read("desk", "Re: Liste d'attente", text);
    assert!(
        names(&reading.0) == ["Alain Progin"] || stands(&reading, "doubt/for-whom"),
        "{reading:?}"
    );
}

#[test]
fn a_town_in_the_name_of_an_office_is_nobody_who_comes() {
    let text = "Bonjour,\n\nMerci de réserver trois places au nom de la Commune d'Aïn Gharbi (Maroc) :\n1. Omar Fadili, directeur des services\n2. Khadija Ziani, vice-présidente du conseil\n\npour le 9 novembre.\n\nMarta Keller";
    let reading = read("desk", "Réservation de places", text);
    assert_eq!(reading.0.disposition, Disposition::Review, "{reading:?}");
}

#[test]
fn a_journalist_who_stays_at_home_is_given_no_seat_unseen() {
    let text = "Добрый день! Меня зовут Сергей Попа, радио «Эхо». Хотел бы записать короткое интервью с кем-нибудь из мэров по телефону, в Роттердам я не приеду.\n\nСергей Попа";
    let (request, doubts) = read("press", "Интервью", text);
    assert!(
        request.seats.is_none() || request.disposition == Disposition::Review,
        "{request:?} {doubts:?}"
    );
}

#[test]
fn names_that_follow_are_not_the_signers() {
    let text = "Tele Alpes International will cover the Summit and asks for accreditation of a reporter and a cameraman. The names follow when the rota is fixed.\n\nAnselm Brocard\nNews Desk";
    let (request, doubts) = read_from("newsdesk@telealpes.example", text);
    assert_eq!(request.disposition, Disposition::Review, "{request:?} {doubts:?}");
}

#[test]
fn whether_it_comes_to_it_is_left_open_in_every_language() {
    for text in [
        "Es sieht so aus, als müsste ich absagen. Entschieden ist es noch nicht.",
        "It looks as if I have to cancel my registration. Nothing is settled yet.",
        "Il semble que je doive annuler ma participation. Rien n'est encore décidé.",
        "Sembra che io debba annullare la mia partecipazione. Non è ancora deciso.",
        "Похоже, мне придётся отменить участие. Пока ничего не решено.",
        "Katılımımı iptal etmem gerekecek gibi görünüyor ama henüz kesin değil.",
    ] {
        let (request, doubts) = read("desk", "Summit of Mayors", &format!("{text}\n\nMarta Keller"));
        assert_eq!(
            request.disposition,
            Disposition::Review,
            "{text}: {request:?} {doubts:?}"
        );
    }
}

#[test]
fn a_title_or_rank_before_a_name_is_no_part_of_it() {
    for (text, name) in [
        (
            "Sehr gerne nehme ich den Platz.\n\nWm Severin Kuster\nKantonspolizei Seeland",
            "Severin Kuster",
        ),
        (
            "Anmeldung zum Gipfel: KHK Marco Lenssen kommt am Vormittag.\n\nLagezentrum",
            "Marco Lenssen",
        ),
        (
            "Si comunica la partecipazione di Com.te Bruno Scapolan al Summit.\n\nLa segreteria",
            "Bruno Scapolan",
        ),
        (
            "Please register Hajiya Rabi Danjuma for the Summit.\n\nThe Secretariat",
            "Rabi Danjuma",
        ),
        (
            "Merci d'inscrire M. Hakim Ouadah au Sommet.\n\nLe secrétariat",
            "Hakim Ouadah",
        ),
    ] {
        let (request, _) = read_from("sekretariat@stadt-linden.example", text);
        assert_eq!(names(&request), [name], "{text}");
    }
}

#[test]
fn an_office_whose_name_lists_things_is_named_to_its_end() {
    for (office, text) in [
        (
            "Ministry for Youth, Sports and Community Reconciliation",
            "I would like to register for the Summit of Mayors on 9 November.\n\nMarta Keller\nMinistry for Youth, Sports and Community Reconciliation",
        ),
        (
            "Department of Justice, Equality and Local Government",
            "My name is Marta Keller and I work for the Department of Justice, Equality and Local Government. I would like to register for the Summit.",
        ),
        (
            "Ministerium für Kultur, Jugend und Soziales",
            "Hiermit melde ich mich zum Gipfel an.\n\nMarta Keller\nMinisterium für Kultur, Jugend und Soziales",
        ),
    ] {
        let (request, _) = read("desk", "Summit of Mayors", text);
        let organisation = request
            .attendees
            .first()
            .and_then(|attendee| attendee.organisation.as_ref());
        assert_eq!(
            organisation.map(|found| found.value.as_str()),
            Some(office),
            "{text}"
        );
    }
}
