//! Whose a phone number is, and until or from when somebody stays, told as small letters.

use crate::support::readings::{names, parts};
use crate::support::small_letter;
use rsvpd::request::{Intent, Request};

fn read(text: &str) -> Request {
    small_letter::read("desk", "Summit of Mayors", &format!("{text}\n\nMarta Keller")).0
}

/// Each attendee with their number, in order.
fn numbers(request: &Request) -> Vec<(&str, Option<&str>)> {
    let phones = request.attendees.iter().map(|attendee| {
        let phone = attendee.phone.as_ref();
        phone.map(|phone| phone.value.as_str())
    });
    names(request).into_iter().zip(phones).collect()
}

#[test]
fn a_number_in_a_sentence_of_its_own_is_theirs_of_whom_it_speaks() {
    for (text, name, number) in [
        (
            "Dear organisers,\n\nplease register our deputy mayor Ann Lee. I shall not come myself. Her mobile is 07700 900417.",
            "Ann Lee",
            "07700900417",
        ),
        (
            "Bonjour,\n\nje vous prie d'inscrire Mme Pauline Vernier, adjointe au maire. Je ne viendrai pas moi-même. Son portable : 06 71 55 28 03.",
            "Pauline Vernier",
            "0671552803",
        ),
        (
            "Buongiorno,\n\nvi prego di iscrivere la dott.ssa Elena Furlan, dirigente. Io non verrò. Il suo numero di cellulare: 348 555 7720.",
            "Elena Furlan",
            "3485557720",
        ),
        (
            "Guten Tag,\n\nbitte melden Sie Frau Jana Petrovic an. Ich selbst komme nicht. Ihre Mobilnummer: 0176 20304050.",
            "Jana Petrovic",
            "017620304050",
        ),
        (
            "Добрый день!\n\nПрошу зарегистрировать Анну Лебедеву, главного специалиста. Сама я не приеду. Её телефон: +7 701 555 44 09.",
            "Анну Лебедеву",
            "+77015554409",
        ),
        (
            "Merhaba,\n\nZeynep Koç zirveye katılacak, kaydını rica ederim. Ben katılmayacağım. Telefonu: 0532 555 96 03.",
            "Zeynep Koç",
            "05325559603",
        ),
    ] {
        let request = read(text);
        assert_eq!(numbers(&request), [(name, Some(number))], "{text}");
    }
}

#[test]
fn a_number_that_the_writer_calls_their_own_is_nobody_elses() {
    for text in [
        "Bonjour,\n\nMme Pauline Vernier, adjointe au maire, participera au sommet. Je ne viendrai pas. Pour toute question, voici mon numéro : 03 89 55 70 44.",
        "Guten Tag,\n\nFrau Jana Petrovic nimmt am Gipfel teil. Ich selbst komme nicht. Für Rückfragen erreichen Sie mich unter 0203 998877.",
    ] {
        let request = read(text);
        assert!(
            numbers(&request).iter().all(|(_, number)| number.is_none()),
            "{text}"
        );
    }
}

#[test]
fn the_name_in_brackets_behind_a_number_tells_whose_it_is() {
    let request = read(
        "Buongiorno,\n\nalla giornata parteciperanno Ilaria Prandi e Tommaso Galli del Comune di Lucca. Cellulari: 347 2210984 (Galli), 338 7765123 (Prandi).",
    );
    assert_eq!(
        numbers(&request),
        [
            ("Ilaria Prandi", Some("3387765123")),
            ("Tommaso Galli", Some("3472210984"))
        ]
    );
}

#[test]
fn two_numbers_in_one_sentence_belong_to_the_writer_and_to_whom_it_names() {
    let request = read(
        "Guten Tag,\n\nich nehme am Gipfel teil. Sekretariat (Frau Nieland) 05231 769-440, ich selbst 0160 9411 7726.",
    );
    assert_eq!(numbers(&request), [("Marta Keller", Some("016094117726"))]);
}

#[test]
fn a_long_line_of_a_form_does_not_swallow_the_next_one() {
    let request = read(
        "Nom et prénom : Delmas Véronique\nFonction : médiatrice\nVille : Limoges\n\
         Tél. : 05.55.10.22.33 (bureau) / 06.03.44.55.66 (portable)\nCourriel : v.delmas@mediation.example\n\
         Présence : matin et après-midi\n\nNom et prénom : Okafor Grace\nFonction : médiatrice\nVille : Limoges\n\
         Présence : toute la journée",
    );
    assert_eq!(
        numbers(&request),
        [("Delmas Véronique", Some("0555102233")), ("Okafor Grace", None)]
    );
    let sessions: Vec<String> = request.attendees.iter().map(parts).collect();
    assert_eq!(sessions, ["MA", "MVA"]);
}

/// Holds a letter about one person to the parts of the day that it tells.
fn stays(text: &str, wanted: &str) {
    let request = read(text);
    let sessions: Vec<String> = request.attendees.iter().map(parts).collect();
    assert_eq!(sessions, [wanted], "{text}");
}

#[test]
fn until_lunch_is_the_morning_and_from_two_o_clock_the_afternoon() {
    for (text, wanted) in [
        (
            "Dear organisers,\n\nI would like to attend the summit. I can only stay until lunch.",
            "M",
        ),
        (
            "Bonjour,\n\nje souhaite participer au sommet. Je reste jusqu'au déjeuner.",
            "M",
        ),
        (
            "Buongiorno,\n\nvorrei partecipare al vertice. Mi fermo fino a pranzo.",
            "M",
        ),
        (
            "Guten Tag,\n\nich möchte am Gipfel teilnehmen und bleibe bis zur Mittagspause.",
            "M",
        ),
        ("Здравствуйте!\n\nХочу участвовать в саммите. Буду до обеда.", "M"),
        (
            "Merhaba,\n\nZirveye katılmak istiyorum. Öğle yemeğine kadar kalacağım.",
            "M",
        ),
        (
            "Dear organisers,\n\nI would like to attend the summit, but only from 2 pm.",
            "A",
        ),
        (
            "Bonjour,\n\nje souhaite participer au sommet, à partir de 14 h.",
            "A",
        ),
        (
            "Buongiorno,\n\nvorrei partecipare al vertice, dalle 14 in poi.",
            "A",
        ),
        (
            "Guten Tag,\n\nich möchte am Gipfel teilnehmen, erst ab 14 Uhr.",
            "A",
        ),
    ] {
        stays(text, wanted);
    }
}

#[test]
fn whoever_writes_and_comes_in_somebodys_place_is_swapped_for_them() {
    for (text, gone) in [
        (
            "Dear organisers,\n\nmy colleague Ann Lee, whom we had registered, is ill. I will attend in her place.",
            "Ann Lee",
        ),
        (
            "Bonjour,\n\nma collègue Pauline Vernier, que j'avais inscrite, est malade. C'est moi qui viendrai.",
            "Pauline Vernier",
        ),
        (
            "Buongiorno,\n\nla collega Annalisa Prandi, che avevo iscritto la settimana scorsa, è malata. Vado io in sua vece.",
            "Annalisa Prandi",
        ),
        (
            "Guten Tag,\n\nunsere Kollegin Tanja Mohr, die wir angemeldet hatten, ist krank. Dafür komme ich.",
            "Tanja Mohr",
        ),
        (
            "Здравствуйте!\n\nКоллега Анна Лебедева, которую мы зарегистрировали, заболела. Вместо неё приеду я.",
            "Анна Лебедева",
        ),
        (
            "Merhaba,\n\ndaha önce kayıtlı olan arkadaşım Zeynep Koç hastalandı. Onun yerine ben katılacağım.",
            "Zeynep Koç",
        ),
    ] {
        let request = read(text);
        assert_eq!(request.intent.value, Intent::Change, "{text}");
        assert_eq!(names(&request), ["Marta Keller"], "{text}");
        let replaced = request.replaces.as_ref().map(|name| name.value.as_str());
        assert_eq!(replaced, Some(gone), "{text}");
    }
}

#[test]
fn the_hour_of_a_train_or_a_flight_bounds_the_stay() {
    for (text, wanted) in [
        (
            "Dear organisers,\n\nI would like to attend the summit. My train home leaves at 13:40.",
            "M",
        ),
        (
            "Guten Tag,\n\nich möchte am Gipfel teilnehmen und bleibe bis 13 Uhr.",
            "M",
        ),
        (
            "Bonjour,\n\nje souhaite participer au sommet. Je dois repartir à 13h30.",
            "M",
        ),
        (
            "Buongiorno,\n\nvorrei partecipare al vertice. Riparto alle 13.",
            "M",
        ),
        (
            "Merhaba,\n\nZirveye katılmak istiyorum. Saat 13'e kadar kalacağım.",
            "M",
        ),
        (
            "Dear organisers,\n\nI would like to attend the summit. My plane lands at 12.15.",
            "VA",
        ),
        (
            "Guten Tag,\n\nich möchte am Gipfel teilnehmen. Mein Flug landet um halb zwölf.",
            "VA",
        ),
        (
            "Bonjour,\n\nje souhaite participer au sommet. J'arrive à 14 h.",
            "A",
        ),
        (
            "Buongiorno,\n\nvorrei partecipare al vertice. Arrivo alle 14.30.",
            "A",
        ),
    ] {
        stays(text, wanted);
    }
}

#[test]
fn the_hour_of_another_day_or_of_a_call_bounds_nothing() {
    for text in [
        "Dear organisers,\n\nI would like to attend the summit. I arrive on 8 November at 14:00.",
        "Guten Tag,\n\nich möchte am Gipfel teilnehmen. Bitte antworten Sie bis 12.11.",
        "Bonjour,\n\nje souhaite participer au sommet. Merci de me répondre avant vendredi à midi.",
    ] {
        stays(text, "");
    }
}
