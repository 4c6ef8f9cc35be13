//! Letters in languages that the desk does not answer in, in other words: what is asked, who comes instead, which part of the day.

use super::{LETTERS, Written, read};
use crate::support::readings::names;
use rsvpd::lexicon::Lexicon;
use rsvpd::request::{Disposition, Intent, Session};

/// The same asked otherwise, as such letters go on: who comes instead, and which part of the day.
const ASKED_OTHERWISE: [(&str, Intent, &str); 28] = [
    (
        "nl",
        Intent::Registration,
        "Graag schrijf ik mij in voor de Burgemeesterstop van 9 november. Ik ben wethouder in Leiden.",
    ),
    (
        "nl",
        Intent::Cancellation,
        "Helaas kan ik op 9 november niet aanwezig zijn. Ik meld me hierbij af.",
    ),
    (
        "nl",
        Intent::Question,
        "Is er een shuttlebus vanaf het station naar de top op 9 november?",
    ),
    (
        "nl",
        Intent::Press,
        "Ik werk als verslaggever voor een krant en wil de top graag verslaan. Kan ik me accrediteren?",
    ),
    (
        "es",
        Intent::Registration,
        "Les ruego que inscriban a nuestra alcaldesa, Carmen Ortega, en la Cumbre de Alcaldes.",
    ),
    (
        "es",
        Intent::Cancellation,
        "Lamento comunicarles que no podré asistir a la cumbre del 9 de noviembre.",
    ),
    (
        "es",
        Intent::Question,
        "¿A qué hora termina la cumbre del 9 de noviembre?",
    ),
    (
        "es",
        Intent::Press,
        "Soy redactor de un periódico y quisiera acreditarme para cubrir la cumbre.",
    ),
    (
        "ca",
        Intent::Registration,
        "Us prego que inscriviu la nostra alcaldessa, Montserrat Vila, a la Cimera d'Alcaldes.",
    ),
    (
        "ca",
        Intent::Cancellation,
        "Em sap greu, però el 9 de novembre no podré venir a la cimera.",
    ),
    (
        "ca",
        Intent::Question,
        "A quina hora comença la cimera del 9 de novembre?",
    ),
    (
        "ca",
        Intent::Press,
        "Treballo de redactora en un setmanari i voldria acreditar-me per cobrir la cimera.",
    ),
    (
        "pl",
        Intent::Registration,
        "Proszę o zarejestrowanie mnie na Szczyt Burmistrzów 9 listopada.",
    ),
    (
        "pl",
        Intent::Cancellation,
        "Z przykrością informuję, że nie będę mogła wziąć udziału w szczycie 9 listopada.",
    ),
    (
        "pl",
        Intent::Question,
        "O której godzinie kończy się szczyt 9 listopada?",
    ),
    (
        "pl",
        Intent::Press,
        "Jestem reporterem tygodnika Łodzianin i chciałbym relacjonować szczyt. Proszę o akredytację.",
    ),
    (
        "sv",
        Intent::Registration,
        "Jag anmäler mig härmed till borgmästarnas toppmöte den 9 november.",
    ),
    (
        "sv",
        Intent::Cancellation,
        "Jag har tyvärr fått förhinder och måste lämna återbud till mötet den 9 november.",
    ),
    ("sv", Intent::Question, "När börjar mötet den 9 november?"),
    (
        "sv",
        Intent::Press,
        "Jag är reporter på Dagens Nyheter och vill gärna bevaka mötet. Kan jag få en pressackreditering?",
    ),
    (
        "pt",
        Intent::Registration,
        "Solicito a minha inscrição na Cimeira dos Presidentes de Câmara, a 9 de novembro.",
    ),
    (
        "pt",
        Intent::Cancellation,
        "Lamento informar que não vou poder estar presente na cimeira de 9 de novembro.",
    ),
    (
        "pt",
        Intent::Question,
        "A que horas começa a cimeira do dia 9 de novembro?",
    ),
    (
        "pt",
        Intent::Press,
        "Sou repórter de um jornal e gostaria de cobrir a cimeira. Como posso obter acreditação?",
    ),
    (
        "el",
        Intent::Registration,
        "Δηλώνω συμμετοχή στη Σύνοδο Δημάρχων στις 9 Νοεμβρίου.",
    ),
    (
        "el",
        Intent::Cancellation,
        "Λυπάμαι, αλλά δεν θα μπορέσω να παραστώ στη Σύνοδο στις 9 Νοεμβρίου.",
    ),
    (
        "el",
        Intent::Question,
        "Τι ώρα αρχίζει η Σύνοδος στις 9 Νοεμβρίου;",
    ),
    (
        "el",
        Intent::Press,
        "Είμαι ρεπόρτερ και θα ήθελα διαπίστευση για να καλύψω τη Σύνοδο.",
    ),
];

#[test]
fn what_is_asked_in_other_words_is_read_alike() {
    let lexicon = Lexicon::embedded();
    for (language, intent, text) in ASKED_OTHERWISE {
        let written = LETTERS.iter().find(|letter| letter.language == language).unwrap();
        let (request, _) = read(&Written { text, ..*written }, &lexicon);
        assert_eq!(request.language.value.code(), language, "{text}");
        assert_eq!(request.intent.value, intent, "{text}");
        assert_eq!(request.disposition, Disposition::Review, "{text}");
        let of_outlet = |name: &str| name == "Dagens Nyheter" || name.contains("Łodzianin");
        let names = request
            .attendees
            .iter()
            .filter_map(|attendee| attendee.name.as_ref());
        assert!(
            !names.into_iter().any(|name| of_outlet(&name.value)),
            "{text}: {:?}",
            request.attendees
        );
    }
}

#[test]
fn a_colleague_comes_in_the_writers_place() {
    let lexicon = Lexicon::embedded();
    for (language, text, colleague) in [
        (
            "nl",
            "In mijn plaats komt mijn collega Bram Mulder naar de top.",
            "Bram Mulder",
        ),
        (
            "es",
            "En mi lugar asistirá a la cumbre mi compañera Lucía Gómez.",
            "Lucía Gómez",
        ),
        (
            "ca",
            "En el meu lloc vindrà a la cimera el meu company Pau Roca.",
            "Pau Roca",
        ),
        (
            "pl",
            "Zamiast mnie na szczyt przyjedzie mój kolega Piotr Zieliński.",
            "Piotr Zieliński",
        ),
        (
            "sv",
            "I mitt ställe kommer min kollega Per Ek till mötet.",
            "Per Ek",
        ),
        (
            "pt",
            "Em meu lugar irá à cimeira o meu colega Nuno Dias.",
            "Nuno Dias",
        ),
        (
            "el",
            "Στη θέση μου θα έρθει στη Σύνοδο ο συνάδελφός μου Νίκος Γεωργίου.",
            "Νίκος Γεωργίου",
        ),
    ] {
        let written = LETTERS.iter().find(|letter| letter.language == language).unwrap();
        let (request, _) = read(&Written { text, ..*written }, &lexicon);
        assert_eq!(names(&request), [colleague], "{text}");
        assert_eq!(request.disposition, Disposition::Review, "{text}");
    }
}

#[test]
fn a_part_of_the_day_that_another_takes_the_place_of_is_left() {
    let lexicon = Lexicon::embedded();
    for (language, text) in [
        (
            "nl",
            "In plaats van de ochtendsessie wil ik graag de middagsessie bijwonen.",
        ),
        ("nl", "Graag wissel ik van de ochtendsessie naar de middagsessie."),
        (
            "es",
            "Quisiera asistir a la sesión de la tarde en vez de la de la mañana.",
        ),
        (
            "ca",
            "En lloc de la sessió del matí voldria assistir a la sessió de la tarda.",
        ),
        ("ca", "Voldria passar de la sessió del matí a la de la tarda."),
        (
            "pl",
            "Zamiast sesji przed południem chciałbym uczestniczyć w sesji po południu.",
        ),
        ("sv", "I stället för förmiddagen vill jag delta på eftermiddagen."),
        ("sv", "Jag vill byta från förmiddagen till eftermiddagen."),
        (
            "pt",
            "Em vez da sessão da manhã gostaria de assistir à sessão da tarde.",
        ),
        (
            "el",
            "Αντί για την πρωινή συνεδρία θα ήθελα να παρακολουθήσω την απογευματινή.",
        ),
    ] {
        let written = LETTERS.iter().find(|letter| letter.language == language).unwrap();
        let (request, _) = read(&Written { text, ..*written }, &lexicon);
        let sessions = request.attendees[0]
            .sessions
            .as_ref()
            .map(|found| found.value.clone());
        assert_eq!(sessions, Some(vec![Session::Afternoon]), "{text}");
    }
}

#[test]
fn who_comes_along_with_the_writer_comes_with_them() {
    let lexicon = Lexicon::embedded();
    for (language, text, colleague) in [
        (
            "nl",
            "Samen met mij komt mijn collega Bram Mulder naar de top.",
            "Bram Mulder",
        ),
        (
            "es",
            "Junto conmigo asistirá a la cumbre mi compañera Lucía Gómez.",
            "Lucía Gómez",
        ),
        (
            "ca",
            "Juntament amb mi assistirà a la cimera el meu company Pau Roca.",
            "Pau Roca",
        ),
        (
            "pl",
            "Chciałbym zgłosić udział w szczycie. Razem ze mną przyjedzie mój kolega Piotr Zieliński.",
            "Piotr Zieliński",
        ),
        (
            "sv",
            "Tillsammans med mig kommer min kollega Per Ek till mötet.",
            "Per Ek",
        ),
        (
            "pt",
            "Juntamente comigo participará na cimeira o meu colega Nuno Dias.",
            "Nuno Dias",
        ),
        (
            "el",
            "Μαζί μου θα έρθει στη Σύνοδο ο συνάδελφός μου Νίκος Γεωργίου.",
            "Νίκος Γεωργίου",
        ),
    ] {
        let written = LETTERS.iter().find(|letter| letter.language == language).unwrap();
        let (request, _) = read(&Written { text, ..*written }, &lexicon);
        let mut found = names(&request);
        found.sort_unstable();
        let mut both = [colleague, written.writer];
        both.sort_unstable();
        assert_eq!(found, both, "{text}");
    }
}
