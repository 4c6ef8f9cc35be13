//! Wishes, intents and doubts in all six languages, told as small letters.

use crate::support::small_letter;
use rsvpd::request::{Disposition, DoubtKind, Intent, Request, Session};

/// Reads a letter by an invented writer with this subject and text.
fn read(subject: &str, text: &str) -> (Request, Vec<DoubtKind>) {
    let (request, doubts) = small_letter::read("desk", subject, &format!("{text}\r\n\r\nMarta Keller"));
    (request, doubts.into_iter().map(|doubt| doubt.kind).collect())
}

fn sessions(text: &str) -> Vec<Session> {
    let (request, _) = read("Summit", text);
    let first = request.attendees.first().expect("somebody attends");
    first
        .sessions
        .clone()
        .map(|found| found.value)
        .unwrap_or_default()
}

#[test]
fn the_language_is_that_of_the_writers_own_words() {
    let letters = [
        (
            "en",
            "I would like to attend the summit and I will come with the early train.",
        ),
        (
            "fr",
            "Je souhaite participer au sommet et je serai présente toute la journée.",
        ),
        (
            "de",
            "Ich möchte gern am Gipfel teilnehmen und komme mit dem frühen Zug.",
        ),
        (
            "it",
            "Vorrei partecipare al vertice e sarò presente per tutta la giornata.",
        ),
        ("ru", "Прошу зарегистрировать меня на саммит, я буду весь день."),
        ("tr", "Zirveye katılmak istiyorum, bütün gün orada olacağım."),
        (
            "es",
            "Quisiera participar en la cumbre y estaré todo el día con ustedes.",
        ),
        (
            "nl",
            "Ik wil graag deelnemen aan de top en ik ben er de hele dag.",
        ),
        ("pl", "Chciałbym wziąć udział w szczycie i będę przez cały dzień."),
        ("sv", "Jag vill gärna delta i toppmötet och är där hela dagen."),
        (
            "pt",
            "Gostaria de participar na cimeira e estarei presente todo o dia.",
        ),
        (
            "el",
            "Θα ήθελα να συμμετάσχω στη σύνοδο και θα είμαι εκεί όλη την ημέρα.",
        ),
    ];
    for (language, text) in letters {
        let (request, doubts) = read("Rotterdam", text);
        assert_eq!(request.language.value.code(), language, "{text}");
        let other = matches!(language, "es" | "nl" | "pl" | "sv" | "pt" | "el");
        assert_eq!(doubts.contains(&DoubtKind::LanguageNotRead), other, "{text}");
    }
}

#[test]
fn parts_of_the_day_are_read_with_their_negations() {
    let whole = Session::ALL.to_vec();
    assert_eq!(sessions("I will attend the whole day."), whole);
    assert_eq!(
        sessions("I will attend the morning and the afternoon, but not the study visit."),
        [Session::Morning, Session::Afternoon]
    );
    assert_eq!(
        sessions("Je participerai à la matinée et à la visite d'étude."),
        [Session::Morning, Session::StudyVisit]
    );
    assert_eq!(
        sessions("I will attend the summit.\r\nPlenary: yes\r\nStudy visit: no\r\nAfternoon: yes"),
        [Session::Morning, Session::Afternoon]
    );
    assert_eq!(
        sessions("Vorrei partecipare.\r\n[x] mattina\r\n[ ] visita di studio\r\n[x] pomeriggio"),
        [Session::Morning, Session::Afternoon]
    );
}

#[test]
fn the_only_part_that_one_person_wishes_is_not_doubted() {
    for text in [
        "Please register me for the Summit. I will attend only the study visit.",
        "Please register me for the Summit. I would like to join only the study visit.",
        "Please register me for the Summit. I will only attend the study visit.",
    ] {
        assert_eq!(sessions(text), [Session::StudyVisit], "{text}");
    }
}

#[test]
fn who_comes_late_or_leaves_early_comes_to_the_part_between() {
    let late = [
        "I am pleased to attend the summit. I will only arrive for the afternoon session.",
        "Je participerai avec plaisir au sommet. Je n'arriverai que pour la séance de l'après-midi.",
        "Gern nehme ich am Gipfel teil, treffe allerdings erst zur Nachmittagssitzung ein.",
        "Parteciperò volentieri al vertice, ma arriverò soltanto per la sessione pomeridiana.",
        "С удовольствием приму участие в саммите, но приеду только к дневному заседанию.",
        // The words that frame the part hid it, and nothing was known of the day.
        "Zirveye memnuniyetle katılacağım, ancak yalnızca öğleden sonraki oturuma yetişebileceğim.",
    ];
    let early = [
        "I am pleased to attend the summit, but I have to leave after the morning session.",
        "Je participerai au sommet mais devrai repartir après la séance du matin.",
        "Gern nehme ich am Gipfel teil, muss aber nach der Vormittagssitzung abreisen.",
        "Parteciperò al vertice ma dovrò ripartire dopo la sessione del mattino.",
        "Приму участие в саммите, но после утреннего заседания должен буду уехать.",
        "Zirveye katılacağım ama sabah oturumundan sonra ayrılmam gerekiyor.",
    ];
    for (text, part) in late
        .map(|text| (text, Session::Afternoon))
        .into_iter()
        .chain(early.map(|text| (text, Session::Morning)))
    {
        assert_eq!(sessions(text), [part], "{text}");
    }
}

#[test]
fn who_goes_along_with_somebody_chooses_for_themselves() {
    // "With her" made the mayor the one who was meant, and the writer was put down for the whole day.
    for text in [
        "Our Mayor, Ms Katrin Lindqvist, will attend the whole day. I will come along with her, but only to the morning session.",
        "Notre maire, Mme Katrin Lindqvist, participera toute la journée. Je viendrai avec elle, mais uniquement à la séance du matin.",
        "Unsere Bürgermeisterin, Frau Katrin Lindqvist, nimmt den ganzen Tag teil. Ich komme mit ihr, aber nur zur Vormittagssitzung.",
        "La nostra sindaca, Katrin Lindqvist, parteciperà per tutta la giornata. Verrò anch'io con lei, ma solo alla sessione del mattino.",
        "Наш мэр, г-жа Катрин Линдквист, примет участие в течение всего дня. Я тоже буду участвовать вместе с ней, но только в утреннем заседании.",
        "Belediye Başkanımız Sayın Katrin Lindqvist bütün gün katılacak. Ben de onunla birlikte geleceğim, ama yalnızca sabah oturumuna.",
    ] {
        let (request, _) = read("Summit", text);
        let parts: Vec<Vec<Session>> = request
            .attendees
            .iter()
            .map(|attendee| {
                attendee
                    .sessions
                    .clone()
                    .map(|found| found.value)
                    .unwrap_or_default()
            })
            .collect();
        assert_eq!(parts, [Session::ALL.to_vec(), vec![Session::Morning]], "{text}");
    }
}

#[test]
fn rule_037_a_part_that_another_takes_the_place_of_is_left() {
    let text = "Please change my registration: I would like to attend the afternoon session instead of the morning session.";
    let (request, doubts) = read("Summit", text);
    assert_eq!(sessions(text), [Session::Afternoon], "{text}");
    assert_eq!(request.intent.value, Intent::Change, "{text} {doubts:?}");
    assert_eq!(
        sessions("Instead of Ms Berg I will attend the morning and the afternoon."),
        [Session::Morning, Session::Afternoon]
    );
}

/// What other people write where they give a part up for another one; `M`, `V` and `A` are what they still want.
const EXCHANGES: &[(&str, &str)] = &[
    ("A", "Au lieu du matin, je viendrai l'après-midi."),
    ("A", "Je viendrai l'après-midi au lieu du matin."),
    ("A", "Прошу перенести меня с утреннего заседания на дневное."),
    (
        "A",
        "Beni sabah oturumundan öğleden sonraki oturuma almanızı rica ederim.",
    ),
    (
        "A",
        "I would like to attend the afternoon session instead of the morning session.",
    ),
    (
        "A",
        "In place of the morning session I will come to the afternoon one.",
    ),
    (
        "V",
        "I will attend the study visit rather than the afternoon session.",
    ),
    ("A", "I'd prefer the afternoon to the morning."),
    (
        "A",
        "Please switch my registration from the morning session to the afternoon session.",
    ),
    ("A", "I will come in the afternoon and not in the morning."),
    (
        "A",
        "Je souhaite participer à la séance de l'après-midi au lieu de la séance du matin.",
    ),
    (
        "A",
        "Au lieu de la séance du matin, je viendrai à celle de l'après-midi.",
    ),
    ("A", "Je viendrai l'après-midi plutôt que le matin."),
    (
        "A",
        "Plutôt que la séance du matin, je préfère celle de l'après-midi.",
    ),
    (
        "V",
        "Je participerai à la visite d'étude à la place de la séance de l'après-midi.",
    ),
    ("A", "Je préfère la séance de l'après-midi à celle du matin."),
    (
        "A",
        "Je voudrais passer de la séance du matin à celle de l'après-midi.",
    ),
    ("A", "Je viendrai l'après-midi et non le matin."),
    ("A", "Ich möchte am Nachmittag statt am Vormittag teilnehmen."),
    (
        "A",
        "Anstelle der Vormittagssitzung möchte ich an der Nachmittagssitzung teilnehmen.",
    ),
    ("A", "An Stelle des Vormittags komme ich am Nachmittag."),
    ("A", "Ich komme am Nachmittag anstatt am Vormittag."),
    ("A", "Ich nehme lieber am Nachmittag als am Vormittag teil."),
    ("A", "Bitte buchen Sie mich vom Vormittag auf den Nachmittag um."),
    (
        "A",
        "Vorrei partecipare alla sessione del pomeriggio invece che a quella del mattino.",
    ),
    (
        "A",
        "Invece della sessione del mattino vorrei partecipare a quella del pomeriggio.",
    ),
    ("A", "Vorrei partecipare al pomeriggio anziché alla mattina."),
    ("A", "Verrò nel pomeriggio al posto della mattina."),
    ("A", "Parteciperò al pomeriggio piuttosto che alla mattina."),
    (
        "V",
        "Parteciperò alla visita di studio in luogo della sessione pomeridiana.",
    ),
    (
        "A",
        "Vorrei passare dalla sessione del mattino a quella del pomeriggio.",
    ),
    ("A", "Прошу записать меня на дневную сессию вместо утренней."),
    (
        "A",
        "Я хотел бы участвовать в послеобеденной сессии, а не в утренней.",
    ),
    ("A", "Я приду после обеда вместо утра."),
    ("A", "Я лучше приду на дневное заседание, чем на утреннее."),
    ("A", "Прошу перевести меня с утренней сессии на послеобеденную."),
    (
        "A",
        "Sabah oturumu yerine öğleden sonraki oturuma katılmak istiyorum.",
    ),
    (
        "A",
        "Öğleden sonraki oturuma sabah oturumunun yerine katılacağım.",
    ),
    ("A", "Sabah değil öğleden sonra katılacağım."),
    (
        "A",
        "Sabah oturumuna katılmaktansa öğleden sonraki oturuma katılmayı tercih ederim.",
    ),
    (
        "A",
        "Programda sabah oturumundan öğleden sonraki oturuma geçmek istiyorum.",
    ),
    // Nothing is given up here, or somebody, but no part.
    (
        "MA",
        "I will attend the morning and the afternoon instead of Ms Berg.",
    ),
    ("MA", "I would like to come from the morning to the afternoon."),
    (
        "MA",
        "Instead of the study visit I will be at work; please register me for the morning and the afternoon.",
    ),
    (
        "MA",
        "Je participerai le matin et l'après-midi au lieu de Mme Berg.",
    ),
    ("MA", "Je serai présente du matin à l'après-midi."),
    ("MA", "Ich nehme sowohl am Vormittag als auch am Nachmittag teil."),
    ("MA", "Ich bin vom Vormittag bis zum Nachmittag dabei."),
    (
        "MV",
        "Je viendrai à la séance du matin et à la visite d'étude, mais pas à l'après-midi.",
    ),
    (
        "MA",
        "Ayşe Yılmaz'ın yerine sabah ve öğleden sonra oturumlarına katılacağım.",
    ),
];

#[test]
fn rule_037_a_part_given_up_for_another_is_not_wanted_in_any_language() {
    let letter = |session: &Session| match session {
        Session::Morning => 'M',
        Session::StudyVisit => 'V',
        Session::Afternoon => 'A',
        Session::Visit(_) => '?',
    };
    for (wanted, text) in EXCHANGES {
        let read: String = sessions(text).iter().map(letter).collect();
        assert_eq!(read, *wanted, "{text}");
    }
}

#[test]
fn interpretation_is_the_language_asked_for_and_not_one_that_is_spoken() {
    let wished = |text: &str| {
        let (request, _) = read("Summit", text);
        let first = request.attendees.first().expect("somebody attends");
        first
            .interpretation
            .as_ref()
            .map(|found| found.value.code().to_owned())
    };
    assert_eq!(
        wished("I will attend. I speak English, but please interpretation into Turkish.").as_deref(),
        Some("tr")
    );
    assert_eq!(wished("I will attend. I don't need interpretation."), None);
    assert_eq!(
        wished("Je participerai au sommet. Interprétation en italien, s'il vous plaît.").as_deref(),
        Some("it")
    );
    // Surnames are languages' names as well, and an interpreter whom one brings along is not one who is asked for.
    assert_eq!(
        wished("Je participerai au sommet, accompagnée de mon interprète personnelle, Maria Greco."),
        None
    );
}

#[test]
fn a_need_that_is_denied_is_none() {
    let (request, _) = read("Summit", "I will attend the summit. I am not vegetarian.");
    assert_eq!(
        request.attendees.first().and_then(|first| first.diet.clone()),
        None
    );
    let (request, _) = read("Summit", "I will attend the summit. Vegetarian food, please.");
    assert!(
        request
            .attendees
            .first()
            .is_some_and(|first| first.diet.is_some())
    );
}

#[test]
fn intents_are_told_in_every_language() {
    let letters = [
        (
            Intent::Registration,
            "Please register me for the summit on 9 November.",
        ),
        (
            Intent::Registration,
            "Je souhaite m'inscrire au sommet du 9 novembre.",
        ),
        (
            Intent::Registration,
            "Vorrei iscrivermi al vertice del 9 novembre.",
        ),
        (
            Intent::Registration,
            "Прошу зарегистрировать меня на саммит 9 ноября.",
        ),
        (Intent::Registration, "9 Kasım'daki zirveye katılmak istiyorum."),
        (
            Intent::Cancellation,
            "I am registered for the summit, but I have to cancel my registration.",
        ),
        (
            Intent::Cancellation,
            "Je dois malheureusement annuler mon inscription au sommet.",
        ),
        (
            Intent::Cancellation,
            "Purtroppo devo annullare la mia iscrizione al vertice.",
        ),
        (
            Intent::Cancellation,
            "К сожалению, прошу отменить мою регистрацию на саммит.",
        ),
        (
            Intent::DataRequest,
            "Please delete all my personal data from your records.",
        ),
    ];
    for (intent, text) in letters {
        let (request, _) = read("Rotterdam", text);
        assert_eq!(request.intent.value, intent, "{text}");
    }
}

#[test]
fn what_hangs_on_something_or_asks_further_waits_for_a_person() {
    let (request, doubts) = read(
        "Summit",
        "I will attend the summit if there is a hotel room for me.",
    );
    assert_eq!(request.disposition, Disposition::Review);
    assert!(doubts.contains(&DoubtKind::Condition) || doubts.contains(&DoubtKind::ServiceAsked));
    let (request, _) = read(
        "Summit",
        "I will attend the summit. May I bring my children, and is there a dress code?",
    );
    assert_eq!(request.disposition, Disposition::Review);
}

#[test]
fn a_plain_registration_may_be_acted_on() {
    let (request, doubts) = read("Summit of Mayors", "Please register me for the whole day.");
    assert_eq!(doubts, []);
    assert_eq!(request.disposition, Disposition::Act);
    assert_eq!(request.seats.map(|seats| seats.value), Some(1));
}

#[test]
fn a_persons_few_words_are_shown_to_a_person_whatever_they_look_like() {
    for text in [
        "Lieber am Nachmittag als am Vormittag.",
        "Ok",
        "Bis dann.",
        "Doch noch zwei.",
        "Plutôt mardi.",
        "En fait non.",
        "Meglio dopo.",
        "Завтра отвечу.",
        "Sonra yazarım.",
    ] {
        let (request, _) = read("Summit", text);
        assert_ne!(
            request.disposition,
            Disposition::Ignore,
            "{text}: {:?}",
            request.intent
        );
    }
}
