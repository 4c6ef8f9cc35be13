//! Surnames that are words: "Oliver Dean", "Klaus Richter", "Enrico Genova", told in letters of all six languages.

use crate::support::small_letter::read_from;
use rsvpd::request::{Disposition, Request};

/// Reads a letter of nobody who attends.
fn read(text: &str) -> Request {
    read_from("vl@town.example", text).0
}

fn names(request: &Request) -> Vec<&str> {
    request
        .attendees
        .iter()
        .filter_map(|attendee| attendee.name.as_ref())
        .map(|name| name.value.as_str())
        .collect()
}

/// A letter that registers three persons, of whom the one in question stands in the middle or last; who signs only writes.
struct Form {
    opening: &'static str,
    and: &'static str,
    closing: &'static str,
    others: [&'static str; 2],
}

const FORMS: [Form; 6] = [
    Form {
        opening: "Dear Mr Cristellys,\n\nPlease register ",
        and: " and ",
        closing: " for the summit on 9 November.\n\nKind regards\nFlorian Lindt\nCity of Leeds",
        others: ["Mary Wilson", "Alan Carter"],
    },
    Form {
        opening: "Bonjour,\n\nJe vous prie d'inscrire ",
        and: " et ",
        closing: " au sommet du 9 novembre.\n\nCordialement\nFlorian Lindt\nVille de Metz",
        others: ["Samira Benali", "Olivier Renaud"],
    },
    Form {
        opening: "Guten Tag,\n\nbitte melden Sie ",
        and: " und ",
        closing: " zum Gipfel am 9. November an.\n\nMit freundlichen Grüßen\nFlorian Lindt\nStadt Ulm",
        others: ["Birgit Neumann", "Stefan Krüger"],
    },
    Form {
        opening: "Buongiorno,\n\nvi prego di iscrivere ",
        and: " e ",
        closing: " al vertice del 9 novembre.\n\nCordiali saluti\nFlorian Lindt\nComune di Prato",
        others: ["Chiara Rinaldi", "Matteo Fontana"],
    },
    Form {
        opening: "Merhaba,\n\n9 Kasım'daki zirveye ",
        and: " ve ",
        closing: " katılacaktır. Kayıtlarını rica ederim.\n\nSaygılarımla\nFlorian Lindt\nBolu Belediyesi",
        others: ["Burak Yılmaz", "Ece Demir"],
    },
    Form {
        opening: "Здравствуйте!\n\nПрошу зарегистрировать на саммит 9 ноября: ",
        and: " и ",
        closing: ".\n\nС уважением,\nФлориан Линдт\nАдминистрация города Твери",
        others: ["Наталья Смирнова", "Андрей Кузнецов"],
    },
];

impl Form {
    /// The letters with this person in each place.
    fn letters(&self, name: &str) -> [String; 2] {
        let [first, other] = self.others;
        [[first, name, other], [first, other, name]].map(|[one, two, three]| {
            let Self {
                opening,
                and,
                closing,
                ..
            } = self;
            format!("{opening}{one}, {two}{and}{three}{closing}")
        })
    }
}

/// Offices and what letters are greeted with, each behind the given names of its language.
const OFFICES: [&[&str]; 6] = [
    &[
        "Oliver Dean",
        "Grace Bishop",
        "Thomas Judge",
        "Daniel Marshall",
        "Helen Mayor",
        "Peter Major",
        "Neil Provost",
        "Sarah Clerk",
    ],
    &[
        "Anne Maire",
        "Paul Prévost",
        "Alain Juge",
        "Nadia Curé",
        "Emma Doyen",
        "Denis Baron",
        "Serge Intendant",
    ],
    &[
        "Klaus Richter",
        "Petra Vogt",
        "Jürgen Schreiber",
        "Frank Amtmann",
        "Karin Schulze",
        "Otto Schultheiss",
        "Rolf Ritter",
        "Uwe Doctor",
    ],
    &[
        "Luigi Pastore",
        "Anna Vescovo",
        "Marco Giudice",
        "Paola Prefetto",
        "Franco Console",
        "Gina Podestà",
        "Olga Prete",
        "Ivo Sindaco",
    ],
    &["Ali Başkan", "Ayşe Hakim", "Murat Komiser", "Elif Öğretmen"],
    &["Иван Голова", "Пётр Судья", "Ольга Глава", "Антон Сотник"],
];

/// The letters in which not all three persons are read, each with its reading: a Cyrillic name stands in Russian letters alone.
fn incomplete(people: &[&[&str]; 6]) -> Vec<(Request, String)> {
    let russian = FORMS.len() - 1;
    let mut found = Vec::new();
    for (language, people) in people.iter().enumerate() {
        for (at, form) in FORMS.iter().enumerate() {
            if (language == russian) != (at == russian) {
                continue;
            }
            for (name, text) in people
                .iter()
                .flat_map(|name| form.letters(name).map(|text| (name, text)))
            {
                let request = read(&text);
                let seated = names(&request);
                if seated.len() != 3 || !seated.contains(name) {
                    let told = format!("{name}: {seated:?} in {text}");
                    found.push((request, told));
                }
            }
        }
    }
    found
}

/// Cause: "Samira Benali, Claire Pasteur et Olivier Renaud" gave Samira the role "Claire Pasteur", and the desk acted on two.
#[test]
fn whoever_is_called_like_an_office_is_registered() {
    let missed: Vec<String> = incomplete(&OFFICES).into_iter().map(|(_, told)| told).collect();
    assert!(missed.is_empty(), "{}\n{}", missed.len(), missed.join("\n\n"));
}

/// Words that the lexicon knows as towns, days, parts of the day, bodies or greetings: some are understood as surnames, some are not.
const WORDS: [&[&str]; 6] = [
    &[
        "Jack London",
        "Julia Bath",
        "Rose Friday",
        "Mark Council",
        "Amy Church",
        "Ella Press",
        "Sam Place",
        "Mary Service",
    ],
    &[
        "Marie Paris",
        "Anne Lyon",
        "Paul Ville",
        "Julie Place",
        "Sophie Six",
        "Nadia Matin",
        "Lola Soir",
        "Marie Conseil",
        "Claire Pasteur",
        "Odile Comte",
    ],
    &[
        "Karl Freitag",
        "Jürgen Berlin",
        "Markus Acht",
        "Thomas Mittag",
        "Heike Gruß",
        "Uwe Freund",
        "Jan Kirche",
        "Sabine Bürgermeister",
    ],
    &[
        "Enrico Genova",
        "Maria Messina",
        "Rita Chiesa",
        "Carla Sera",
        "Bice Due",
        "Ada Piazza",
        "Vito Segretario",
    ],
    &[
        "Ahmet Konya",
        "Fatma Pazar",
        "Emre Sabah",
        "Selin Kent",
        "Murat Bir",
        "Fatma Hoca",
    ],
    &[
        "Анна Москва",
        "Елена Весна",
        "Лидия Шесть",
        "Роман Один",
        "Инна Гость",
        "Анна Мэр",
    ],
];

/// Cause: a person whose surname is an ordinary word was dropped from a list, and the desk confirmed the others alone.
#[test]
fn nobody_is_left_out_of_a_list_in_silence() {
    let lost: Vec<String> = incomplete(&WORDS)
        .into_iter()
        .filter(|(request, _)| request.disposition == Disposition::Act)
        .map(|(_, told)| told)
        .collect();
    assert!(lost.is_empty(), "{}\n{}", lost.len(), lost.join("\n\n"));
}

#[test]
fn a_role_behind_a_name_or_a_body_in_brackets_is_nobody() {
    for (text, expected) in [
        (
            "Bonjour,\n\nMerci d'inscrire Claire Dumont, Maire de Metz, et Paul Roy, Préfet, au sommet.\n\nCordialement\nFlorian Lindt",
            &["Claire Dumont", "Paul Roy"][..],
        ),
        (
            "Merhaba,\n\nOrhan Tezel (Kent Enstitüsü, kurucu başkan) 9 Kasım'daki zirveye katılacaktır. Kaydını rica ederim.\n\nSaygılarımla\nFlorian Lindt",
            &["Orhan Tezel"][..],
        ),
        (
            "Buongiorno,\n\nal vertice del 9 novembre parteciperà Marco Benedetti, Primo Consigliere e Vice Capo Missione.\n\nCordiali saluti\nFlorian Lindt",
            &["Marco Benedetti"][..],
        ),
    ] {
        let request = read(text);
        assert_eq!(names(&request), expected, "{text}");
    }
}
