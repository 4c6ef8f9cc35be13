//! What simulated writers wish of several study visits and of their sessions, in six languages; each as the desk reads it.

use super::sheet::Sheet;
use super::writers::{Says, TONGUES, Writer, name};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{Attendee, Session, visits};

/// A language's ways to speak of visits and sessions. `{a}` and `{b}` are visits or sessions.
pub struct Wording {
    /// What is attended with a visit: in the place of a session in a registration.
    pub with_visit: &'static str,
    /// The visits by their numbers.
    pub visits: [&'static str; 3],
    pub one: &'static str,
    pub two: &'static str,
    pub all: &'static str,
    /// Another visit than the present one.
    pub other_visit: &'static str,
    /// The afternoon instead of the morning, and the other way round.
    pub other_session: [&'static str; 2],
}

pub static WORDINGS: [Wording; 6] = [
    Wording {
        with_visit: "the morning session and the study visit",
        visits: ["Delfshaven", "the harbour", "the museum"],
        one: "I would like to see {a}.",
        two: "I would like to see {a}, otherwise {b}.",
        all: "My first choice is {a}, my second choice {b} and the third {c}.",
        other_visit: "Please change my registration: I would like to join the visit to {a} instead.",
        other_session: [
            "Please change my registration: I would like to attend the afternoon session instead of the morning session.",
            "Please change my registration: I would like to attend the morning session instead of the afternoon session.",
        ],
    },
    Wording {
        with_visit: "la séance du matin et à la visite d’étude",
        visits: ["Delfshaven", "le port", "le musée"],
        one: "Je préfère {a}.",
        two: "De préférence {a}, sinon {b}.",
        all: "De préférence {a}, sinon {b}, sinon {c}.",
        other_visit: "Merci de modifier mon inscription : pour la visite d’étude je préfère {a}.",
        other_session: [
            "Merci de modifier mon inscription : je souhaite participer à la séance de l’après-midi au lieu de la séance du matin.",
            "Merci de modifier mon inscription : je souhaite participer à la séance du matin au lieu de la séance de l’après-midi.",
        ],
    },
    Wording {
        with_visit: "am Vormittag und am Studienbesuch",
        visits: ["Delfshaven", "den Hafen", "das Museum"],
        one: "Am liebsten {a}.",
        two: "Am liebsten {a}, sonst {b}.",
        all: "Am liebsten {a}, sonst {b}, sonst {c}.",
        other_visit: "bitte ändern Sie meine Anmeldung: beim Studienbesuch am liebsten {a}.",
        other_session: [
            "bitte ändern Sie meine Anmeldung: Ich möchte am Nachmittag statt am Vormittag teilnehmen.",
            "bitte ändern Sie meine Anmeldung: Ich möchte am Vormittag statt am Nachmittag teilnehmen.",
        ],
    },
    Wording {
        with_visit: "alla sessione del mattino e alla visita di studio",
        visits: ["Delfshaven", "il porto", "il museo"],
        one: "Preferirei {a}.",
        two: "Preferirei {a}, altrimenti {b}.",
        all: "Preferirei {a}, altrimenti {b}, altrimenti {c}.",
        other_visit: "La prego di modificare la mia iscrizione: per la visita di studio preferirei invece {a}.",
        other_session: [
            "La prego di modificare la mia iscrizione: vorrei partecipare alla sessione del pomeriggio invece che a quella del mattino.",
            "La prego di modificare la mia iscrizione: vorrei partecipare alla sessione del mattino invece che a quella del pomeriggio.",
        ],
    },
    Wording {
        with_visit: "в утреннем заседании и в ознакомительном визите",
        visits: ["Delfshaven", "порт", "музей"],
        one: "Предпочитаю {a}.",
        two: "Предпочитаю {a}, а если мест нет – {b}.",
        all: "Предпочитаю {a}, а если мест нет – {b}, а если мест нет – {c}.",
        other_visit: "Прошу изменить мою регистрацию: в ознакомительном визите я предпочитаю {a}.",
        other_session: [
            "Прошу изменить мою регистрацию: я хотел бы участвовать в дневном заседании вместо утреннего заседания.",
            "Прошу изменить мою регистрацию: я хотел бы участвовать в утреннем заседании вместо дневного заседания.",
        ],
    },
    Wording {
        with_visit: "Sabah oturumuna ve inceleme ziyaretine",
        visits: ["Delfshaven", "liman", "müze"],
        one: "Tercihim {a}.",
        two: "Tercihim {a}, olmazsa {b}.",
        all: "Tercihim {a}, olmazsa {b}, olmazsa {c}.",
        other_visit: "Kaydımın değiştirilmesini rica ederim: inceleme ziyaretinde tercihim {a}.",
        other_session: [
            "Kaydımın değiştirilmesini rica ederim: sabah oturumu yerine öğleden sonra oturumuna katılmak istiyorum.",
            "Kaydımın değiştirilmesini rica ederim: öğleden sonra oturumu yerine sabah oturumuna katılmak istiyorum.",
        ],
    },
];

impl Wording {
    /// The sentence that wishes these visits, in the order of preference; none for no wish.
    pub fn wish(&self, visits: &[usize]) -> String {
        let named = |at: usize| visits.get(at).map_or("", |number| self.visits[number - 1]);
        let sentence = match visits.len() {
            0 => return String::new(),
            1 => self.one,
            2 => self.two,
            _ => self.all,
        };
        sentence
            .replace("{a}", named(0))
            .replace("{b}", named(1))
            .replace("{c}", named(2))
    }
}

#[test]
fn rule_030_every_wish_of_the_simulated_years_is_read_as_it_is_meant() {
    let lexicon = Lexicon::embedded();
    let visits = crate::visits::summit().visits_named();
    let own = Desk {
        addresses: vec![("cristellys@efus.eu".to_owned(), MailboxRole::Registration)],
        ..Desk::default()
    };
    let read = |writer: &Writer, words: &str| -> Vec<Vec<usize>> {
        let from = format!("{} <{}>", writer.name, writer.address);
        let sheet = Sheet {
            from: &from,
            to: "cristellys@efus.eu",
            subject: TONGUES[writer.tongue].subject,
            id: "wish@town.example",
            body: words,
            answers: None,
            fields: "",
        };
        let message = Message::parse(&sheet.raw(), &own, Some(MailboxRole::Registration));
        let (request, _) = visits::read(&message, &lexicon, &visits);
        let numbers = |attendee: &Attendee| {
            let sessions = attendee.sessions.iter().flat_map(|found| &found.value);
            let numbers = sessions.filter_map(|session| match session {
                Session::Visit(number) => usize::try_from(number.get()).ok(),
                _ => None,
            });
            numbers.collect()
        };
        request.attendees.iter().map(numbers).collect()
    };
    let mut chance = StdRng::seed_from_u64(1);
    for tongue in 0..TONGUES.len() {
        let mut writer = Writer::new(3, &mut chance);
        writer.tongue = tongue;
        writer.name = name(tongue, 3);
        let others = [name(tongue, 13), name(tongue, 15)];
        let wishes: [&[usize]; 8] = [&[], &[1], &[2], &[3], &[2, 1], &[3, 2], &[3, 1, 2], &[2, 3, 1]];
        for wish in wishes {
            for (says, persons) in [
                (Says::RegisterMe, 1),
                (Says::RegisterHer, 1),
                (Says::RegisterUs, 2),
            ] {
                let (_, words) = writer.words(says, &mut chance, &others, Some(wish));
                assert_eq!(read(&writer, &words), vec![wish.to_vec(); persons], "{words}");
            }
        }
        // Where another is wished "instead", its name stands alone in some languages, and an organiser looks.
        for visit in (1..=3).filter(|_| tongue < 2) {
            let (_, words) = writer.words(Says::OtherVisit, &mut chance, &others, Some(&[visit]));
            assert_eq!(read(&writer, &words), [[visit]], "{words}");
        }
    }
}
