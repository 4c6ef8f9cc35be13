//! Letters in languages that the desk does not answer in: recognised, read as far as it goes, left to a person, answered in English.

use rsvpd::language::{Language, ReplyLanguage};
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Disposition, DoubtKind, Intent, Request};

mod otherwise;

struct Written {
    language: &'static str,
    greeting: &'static str,
    text: &'static str,
    closing: &'static str,
    writer: &'static str,
    organisation: &'static str,
    phone: &'static str,
}

const LETTERS: [Written; 14] = [
    Written {
        language: "nl",
        greeting: "Geachte heer Cristellys,",
        text: "Hierbij meld ik mij aan voor de Burgemeesterstop op 9 november in Rotterdam. Ik kom samen met mijn collega Pieter de Vries.",
        closing: "Met vriendelijke groet,",
        writer: "Anneke Jansen",
        organisation: "Gemeente Utrecht",
        phone: "+31 30 123 45 67",
    },
    Written {
        language: "es",
        greeting: "Estimado señor Cristellys:",
        text: "Me gustaría inscribirme en la Cumbre de Alcaldes del 9 de noviembre. Asistiré con mi compañera Lucía Fernández.",
        closing: "Un cordial saludo,",
        writer: "Javier Moreno",
        organisation: "Ayuntamiento de Zaragoza",
        phone: "+34 976 123 456",
    },
    Written {
        language: "ca",
        greeting: "Benvolgut senyor Cristellys:",
        text: "M'agradaria inscriure'm a la Cimera d'Alcaldes del 9 de novembre. Hi assistiré amb la meva companya Laia Serra.",
        closing: "Cordialment,",
        writer: "Jordi Puig",
        organisation: "Ajuntament de Girona",
        phone: "+34 972 123 456",
    },
    Written {
        language: "pl",
        greeting: "Szanowny Panie,",
        text: "Chciałbym zgłosić swój udział w Szczycie Burmistrzów 9 listopada w Rotterdamie. Jestem wegetarianinem.",
        closing: "Z poważaniem",
        writer: "Marek Kowalski",
        organisation: "Urząd Miasta Łodzi",
        phone: "+48 42 123 45 67",
    },
    Written {
        language: "sv",
        greeting: "Hej,",
        text: "Jag vill gärna anmäla mig till borgmästarmötet den 9 november i Rotterdam. Min kollega Erik Lindqvist kommer också.",
        closing: "Med vänliga hälsningar",
        writer: "Karin Bergström",
        organisation: "Malmö stad",
        phone: "+46 40 123 456",
    },
    Written {
        language: "pt",
        greeting: "Exmo. Senhor,",
        text: "Gostaria de me inscrever na Cimeira dos Presidentes de Câmara de 9 de novembro. Sou vegetariano.",
        closing: "Com os melhores cumprimentos,",
        writer: "João Carvalho",
        organisation: "Câmara Municipal de Braga",
        phone: "+351 253 123 456",
    },
    Written {
        language: "el",
        greeting: "Αγαπητέ κύριε,",
        text: "Θα ήθελα να εγγραφώ στη Σύνοδο Δημάρχων στις 9 Νοεμβρίου στο Ρότερνταμ. Είμαι χορτοφάγος.",
        closing: "Με εκτίμηση,",
        writer: "Γιώργος Νικολάου",
        organisation: "Πανεπιστήμιο Πατρών",
        phone: "+30 2310 123456",
    },
    Written {
        language: "uk",
        greeting: "Шановний пане,",
        text: "Прошу зареєструвати мене на Саміт мерів 9 листопада в Роттердамі. Я вегетаріанець.",
        closing: "З повагою",
        writer: "Андрій Коваленко",
        organisation: "Львівська міська рада",
        phone: "+380 32 123 45 67",
    },
    Written {
        language: "ro",
        greeting: "Stimate domnule,",
        text: "Aș dori să mă înscriu la Summitul Primarilor din 9 noiembrie de la Rotterdam. Voi veni împreună cu colega mea Ioana Popescu.",
        closing: "Cu stimă,",
        writer: "Andrei Ionescu",
        organisation: "Primăria Cluj-Napoca",
        phone: "+40 264 123 456",
    },
    Written {
        language: "hu",
        greeting: "Tisztelt Uram!",
        text: "Szeretnék jelentkezni a november 9-i rotterdami polgármesteri csúcstalálkozóra. Vegetáriánus vagyok.",
        closing: "Üdvözlettel",
        writer: "Kovács László",
        organisation: "Pécs Önkormányzata",
        phone: "+36 72 123 456",
    },
    Written {
        language: "cs",
        greeting: "Vážený pane,",
        text: "Rád bych se přihlásil na Summit starostů 9. listopadu v Rotterdamu. Jsem vegetarián.",
        closing: "S pozdravem",
        writer: "Petr Svoboda",
        organisation: "Magistrát města Brna",
        phone: "+420 542 123 456",
    },
    Written {
        language: "da",
        greeting: "Kære hr. Cristellys,",
        text: "Jeg vil gerne tilmelde mig borgmestertopmødet den 9. november i Rotterdam. Min kollega Mette Sørensen kommer også.",
        closing: "Med venlig hilsen",
        writer: "Lars Holm",
        organisation: "Aarhus Kommune",
        phone: "+45 89 12 34 56",
    },
    Written {
        language: "bg",
        greeting: "Уважаеми господине,",
        text: "Бих искал да се регистрирам за Срещата на кметовете на 9 ноември в Ротердам. Ще дойда с колежката си Елена Петрова.",
        closing: "С уважение",
        writer: "Иван Димитров",
        organisation: "Община Варна",
        phone: "+359 52 123 456",
    },
    Written {
        language: "hr",
        greeting: "Poštovani,",
        text: "Želio bih se prijaviti za Sastanak gradonačelnika 9. studenoga u Rotterdamu. Vegetarijanac sam.",
        closing: "Srdačan pozdrav",
        writer: "Marko Kovačić",
        organisation: "Grad Split",
        phone: "+385 21 123 456",
    },
];

fn read(written: &Written, lexicon: &Lexicon) -> (Request, Vec<DoubtKind>) {
    let desk = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        ..Desk::default()
    };
    let Written {
        greeting,
        text,
        closing,
        writer,
        organisation,
        phone,
        ..
    } = written;
    let raw = format!(
        "From: writer@town.example\r\nTo: cristellys@efus.eu\r\nSubject: Summit\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {greeting}\r\n\r\n{text}\r\n\r\n{closing}\r\n{writer}\r\n{organisation}\r\n{phone}\r\n"
    );
    let (request, doubts) = request::read(&Message::parse(raw.as_bytes(), &desk, None), lexicon);
    (request, doubts.into_iter().map(|doubt| doubt.kind).collect())
}

#[test]
fn a_letter_in_another_language_is_recognised_and_left_to_a_person() {
    let lexicon = Lexicon::embedded();
    for written in &LETTERS {
        let (request, doubts) = read(written, &lexicon);
        let language = written.language;
        assert_eq!(request.language.value.code(), language);
        assert_eq!(request.disposition, Disposition::Review, "{language}");
        assert!(
            doubts.contains(&DoubtKind::LanguageNotRead),
            "{language}: {doubts:?}"
        );
        let answered = Language::from_code(language).unwrap().reply_language();
        assert_eq!(answered, ReplyLanguage::En, "{language}");
    }
}

#[test]
fn what_it_asks_and_how_to_reach_its_writer_are_read() {
    let lexicon = Lexicon::embedded();
    for written in &LETTERS {
        let (request, _) = read(written, &lexicon);
        let language = written.language;
        assert_eq!(request.intent.value, Intent::Registration, "{language}");
        assert_eq!(
            request.writer.as_ref().map(|writer| writer.value.as_str()),
            Some(written.writer),
            "{language}"
        );
        let writer = request.attendees.iter().find(|attendee| {
            attendee
                .name
                .as_ref()
                .is_some_and(|name| name.value == written.writer)
        });
        let writer = writer.unwrap_or_else(|| panic!("{language}: {:?}", request.attendees));
        let phone: String = written.phone.chars().filter(|c| *c != ' ').collect();
        assert_eq!(
            writer.phone.as_ref().map(|found| &found.value),
            Some(&phone),
            "{language}"
        );
        assert_eq!(
            writer.organisation.as_ref().map(|found| found.value.as_str()),
            Some(written.organisation),
            "{language}"
        );
        assert!(writer.country.is_some(), "{language}: {writer:?}");
        assert!(writer.email.is_some(), "{language}: {writer:?}");
    }
}

/// What letters in languages with lexicons of their own ask besides a place.
const OTHERS: [(&str, Intent, &str); 21] = [
    (
        "nl",
        Intent::Cancellation,
        "Helaas moet ik mijn aanmelding voor de burgemeesterstop van 9 november annuleren. Ik kan niet komen.",
    ),
    (
        "nl",
        Intent::Question,
        "Kunt u mij zeggen of er parkeerplaatsen zijn bij de burgemeesterstop?",
    ),
    (
        "nl",
        Intent::Press,
        "Ik ben journalist bij het Utrechts Dagblad en vraag accreditatie aan voor de burgemeesterstop.",
    ),
    (
        "es",
        Intent::Cancellation,
        "Lamentablemente debo cancelar mi inscripción en la Cumbre de Alcaldes. No podré asistir.",
    ),
    (
        "es",
        Intent::Question,
        "¿Podría decirme si habrá aparcamiento en la Cumbre de Alcaldes?",
    ),
    (
        "es",
        Intent::Press,
        "Soy periodista de El Diario de Zaragoza y solicito acreditación para la Cumbre de Alcaldes.",
    ),
    (
        "ca",
        Intent::Cancellation,
        "Malauradament he de cancel·lar la meva inscripció a la Cimera d'Alcaldes. No hi podré assistir.",
    ),
    (
        "ca",
        Intent::Question,
        "Em podrien dir si hi haurà aparcament a la Cimera d'Alcaldes?",
    ),
    (
        "ca",
        Intent::Press,
        "Soc periodista del Diari de Girona i demano l'acreditació per a la Cimera d'Alcaldes.",
    ),
    (
        "pl",
        Intent::Cancellation,
        "Niestety muszę odwołać swój udział w Szczycie Burmistrzów 9 listopada. Nie mogę przyjechać.",
    ),
    (
        "pl",
        Intent::Question,
        "Czy na Szczycie Burmistrzów będzie parking?",
    ),
    (
        "pl",
        Intent::Press,
        "Jestem dziennikarzem Gazety Łódzkiej i proszę o akredytację na Szczyt Burmistrzów.",
    ),
    (
        "sv",
        Intent::Cancellation,
        "Tyvärr måste jag avboka min plats på borgmästarmötet den 9 november. Jag kan inte komma.",
    ),
    ("sv", Intent::Question, "Finns det parkering vid borgmästarmötet?"),
    (
        "sv",
        Intent::Press,
        "Jag är journalist på Malmö Tidning och ansöker om ackreditering till borgmästarmötet.",
    ),
    (
        "pt",
        Intent::Cancellation,
        "Infelizmente tenho de cancelar a minha inscrição na Cimeira de 9 de novembro. Não poderei comparecer.",
    ),
    (
        "pt",
        Intent::Question,
        "Poderia informar-me se haverá estacionamento na Cimeira dos Presidentes de Câmara?",
    ),
    (
        "pt",
        Intent::Press,
        "Sou jornalista do Diário de Braga e peço acreditação para a Cimeira dos Presidentes de Câmara.",
    ),
    (
        "el",
        Intent::Cancellation,
        "Δυστυχώς πρέπει να ακυρώσω τη συμμετοχή μου στη Σύνοδο Δημάρχων. Δεν μπορώ να έρθω.",
    ),
    (
        "el",
        Intent::Question,
        "Υπάρχει χώρος στάθμευσης στη Σύνοδο Δημάρχων;",
    ),
    (
        "el",
        Intent::Press,
        "Είμαι δημοσιογράφος στην εφημερίδα Πάτρα και ζητώ διαπίστευση για τη Σύνοδο Δημάρχων.",
    ),
];

#[test]
fn whatever_it_asks_a_letter_in_another_language_reaches_a_person() {
    let lexicon = Lexicon::embedded();
    for (language, intent, text) in OTHERS {
        let written = LETTERS.iter().find(|letter| letter.language == language).unwrap();
        let (request, doubts) = read(&Written { text, ..*written }, &lexicon);
        assert_eq!(request.language.value.code(), language, "{text}");
        assert_eq!(request.disposition, Disposition::Review, "{text}: {doubts:?}");
        assert_eq!(request.intent.value, intent, "{text}");
    }
}
