//! What clients write above the mail they answer in nl, es, ca, pl, pt, sv and el, on every attribution that is wrapped, and by Zoho.

use super::clients::{OLD, OWN, report, wrong};
use super::{about, lines};
use rsvpd::message::LineKind;

/// Attributions by language: Gmail, Apple Mail, Thunderbird, Outlook on telephones.
const ATTRIBUTIONS: &[(&str, &[&str])] = &[
    (
        "nl",
        &[
            "Op di 18 okt 2016 om 10:02 schreef Juan Cristellys <cristellys@efus.eu>:",
            "Op 18 okt. 2016, om 10:02 heeft Juan Cristellys <cristellys@efus.eu> het volgende geschreven:",
            "Op 18-10-2016 om 10:02 schreef Juan Cristellys:",
        ],
    ),
    (
        "es",
        &[
            "El mar, 18 oct 2016 a las 10:02, Juan Cristellys (<cristellys@efus.eu>) escribió:",
            "El 18 oct 2016, a las 10:02, Juan Cristellys <cristellys@efus.eu> escribió:",
            "El 18/10/2016 a las 10:02, Juan Cristellys escribió:",
            "El martes, 18 de octubre de 2016, 10:02:11 CEST, Juan Cristellys <cristellys@efus.eu> escribió:",
        ],
    ),
    (
        "ca",
        &[
            "Missatge de Juan Cristellys <cristellys@efus.eu> del dia dt., 18 d’oct. 2016 a les 10:02:",
            "El 18 oct 2016, a les 10:02, Juan Cristellys <cristellys@efus.eu> va escriure:",
            "El 18/10/2016 a les 10:02, Juan Cristellys ha escrit:",
        ],
    ),
    (
        "pl",
        &[
            "wt., 18 paź 2016 o 10:02 Juan Cristellys <cristellys@efus.eu> napisał(a):",
            "Wiadomość napisana przez Juan Cristellys <cristellys@efus.eu> w dniu 18 paź 2016, o godz. 10:02:",
            "W dniu 18.10.2016 o 10:02, Juan Cristellys pisze:",
        ],
    ),
    (
        "pt",
        &[
            "Juan Cristellys <cristellys@efus.eu> escreveu no dia terça, 18/10/2016 à(s) 10:02:",
            "Em ter., 18 de out. de 2016 às 10:02, Juan Cristellys <cristellys@efus.eu> escreveu:",
            "No dia 18/10/2016, às 10:02, Juan Cristellys <cristellys@efus.eu> escreveu:",
            "Às 10:02 de 18/10/2016, Juan Cristellys escreveu:",
        ],
    ),
    (
        "sv",
        &[
            "Den tis 18 okt. 2016 kl 10:02 skrev Juan Cristellys <cristellys@efus.eu>:",
            "18 okt. 2016 kl. 10:02 skrev Juan Cristellys <cristellys@efus.eu>:",
            "Den 2016-10-18 kl. 10:02, skrev Juan Cristellys:",
        ],
    ),
    (
        "el",
        &[
            "Στις Τρί 18 Οκτ 2016 στις 10:02 π.μ., ο χρήστης Juan Cristellys <cristellys@efus.eu> έγραψε:",
            "Στις 18 Οκτ 2016, στις 10:02, ο/η Juan Cristellys <cristellys@efus.eu> έγραψε:",
            "Στις 18/10/2016 10:02 π.μ., ο Juan Cristellys έγραψε:",
        ],
    ),
    (
        "Zoho",
        &[
            "---- On Tue, 18 Oct 2016 10:02:11 +0200 Juan Cristellys <cristellys@efus.eu> wrote ----",
            "---- Le mar., 18 oct. 2016 10:02:11 +0200 Juan Cristellys <cristellys@efus.eu> a écrit ----",
            "---- Am Di, 18 Okt 2016 10:02:11 +0200 schrieb Juan Cristellys <cristellys@efus.eu> ----",
            "---- Il mar, 18 ott 2016 10:02:11 +0200 Juan Cristellys <cristellys@efus.eu> ha scritto ----",
        ],
    ),
];

/// Outlook's header blocks.
const BLOCKS: &[(&str, &str)] = &[
    (
        "nl",
        "Van: Juan Cristellys <cristellys@efus.eu>\nVerzonden: dinsdag 18 oktober 2016 10:02\nAan: Anna\nOnderwerp: Top",
    ),
    (
        "es",
        "De: Juan Cristellys <cristellys@efus.eu>\nEnviado: martes, 18 de octubre de 2016 10:02\nPara: Anna\nAsunto: Cumbre",
    ),
    (
        "ca",
        "De: Juan Cristellys <cristellys@efus.eu>\nEnviat: dimarts, 18 d’octubre de 2016 10:02\nPer a: Anna\nAssumpte: Cimera",
    ),
    (
        "pl",
        "Od: Juan Cristellys <cristellys@efus.eu>\nData: wtorek, 18 października 2016 10:02\nDo: Anna\nDW: Karl\nTemat: Szczyt",
    ),
    (
        "pt",
        "De: Juan Cristellys <cristellys@efus.eu>\nEnviada em: terça-feira, 18 de outubro de 2016 10:02\nPara: Anna\nAssunto: Cimeira",
    ),
    (
        "pt",
        "De: Juan Cristellys <cristellys@efus.eu>\nEnviado: 18 de outubro de 2016 10:02\nPara: Anna\nAssunto: Cimeira",
    ),
    (
        "sv",
        "Från: Juan Cristellys <cristellys@efus.eu>\nSkickat: den 18 oktober 2016 10:02\nTill: Anna\nÄmne: Toppmöte",
    ),
    (
        "el",
        "Από: Juan Cristellys <cristellys@efus.eu>\nΣτάλθηκε: Τρίτη, 18 Οκτωβρίου 2016 10:02\nΠρος: Anna\nΘέμα: Σύνοδος",
    ),
    (
        "el",
        "Από: Juan Cristellys <cristellys@efus.eu>\nΑποστολή: Τρίτη, 18 Οκτωβρίου 2016 10:02\nΠρος: Anna\nΚοιν.: Karl\nΘέμα: Σύνοδος",
    ),
];

/// An attribution as clients wrap it: before its last words, and behind the bracket of the address.
fn wrapped(heading: &str) -> Vec<String> {
    let mut forms = vec![heading.to_owned(), heading.replacen('<', "<\n", 1)];
    let late = heading
        .match_indices(' ')
        .map(|(at, _)| at)
        .filter(|at| at * 2 > heading.len());
    forms.extend(late.map(|at| format!("{}\n{}", &heading[..at], &heading[at + 1..])));
    forms.dedup();
    forms
}

#[test]
fn rule_055_attributions_open_a_quotation_wherever_they_are_wrapped() {
    let mut all = Vec::new();
    for (language, headings) in ATTRIBUTIONS {
        for heading in headings.iter().flat_map(|heading| wrapped(heading)) {
            let above = format!("{OWN}\n\n{heading}\n\n> {OLD}\n> Juan Cristellys\n");
            all.extend(wrong(language, &above, &[OWN]));
            let below = format!("{heading}\n\n> {OLD}\n> Juan Cristellys\n\n{OWN}\n");
            all.extend(wrong(language, &below, &[OWN]));
        }
        for heading in *headings {
            let unmarked = format!("{OWN}\n\n{heading}\n\n{OLD}\nJuan Cristellys\n");
            all.extend(wrong(language, &unmarked, &[OWN]));
        }
    }
    report(&all);
}

#[test]
fn rule_055_header_blocks_of_further_languages_open_a_quotation() {
    let mut all = Vec::new();
    for (language, block) in BLOCKS {
        for rule in ["", "________________________________\n"] {
            let above = format!("{OWN}\n\nAnna\n\n{rule}{block}\n\n{OLD}\n\nJuan Cristellys\n");
            all.extend(wrong(language, &above, &[OWN, "Anna"]));
        }
    }
    report(&all);
}

#[test]
fn rule_056_what_telephones_add_in_further_languages_is_no_word_of_the_writers() {
    for footer in [
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanaf mijn iPad",
        "Enviado desde mi iPhone",
        "Enviado desde mi móvil",
        "Wysłane z iPhone'a",
        "Wysłano z telefonu",
        "Enviado do meu iPhone",
        "Enviado do meu telemóvel",
        "Skickat från min iPhone",
        "Skickat från min telefon",
        "Στάλθηκε από το iPhone μου",
        "Στάλθηκε από το κινητό μου",
    ] {
        let message = about("Summit", &format!("{OWN}\n\nAnna\n\n{footer}\n"));
        assert_eq!(lines(&message, LineKind::Own), [OWN, "Anna"], "{footer}");
    }
}
