//! Letters of the press: the outlet is nobody, and whoever is to be interviewed comes for nothing.

use crate::support::readings::names;
use crate::support::small_letter::read;
use rsvpd::request::{Intent, PressWish, Request};

fn of_the_press(text: &str) -> Request {
    let (request, _) = read("press", "Summit", text);
    assert_eq!(request.intent.value, Intent::Press, "{text}");
    request
}

#[test]
fn whom_the_press_wants_to_interview_is_not_accredited() {
    for text in [
        "Monsieur,\n\nJe suis journaliste à Ouest-France et j'aimerais une accréditation pour le sommet du 9 novembre ainsi que \
         l'interview du maire Ahmed Aboutaleb.\n\nCordialement\nMarta Keller",
        "Dear Sir,\n\nI am a reporter with the Lee Valley Courier. Please accredit me for the Summit of Mayors on 9 November. I \
         would also like an interview with the mayor, Ahmed Aboutaleb.\n\nKind regards\nMarta Keller",
        "Gentile dottoressa,\n\nsono giornalista de Il Piccolo e vorrei accreditarmi per il vertice del 9 novembre. Vorrei \
         intervistare il sindaco Ahmed Aboutaleb.\n\nCordiali saluti\nMarta Keller",
        "Sehr geehrte Frau Fontanille,\n\nfür den Weser-Kurier möchte ich mich zum Gipfel am 9. November akkreditieren und den \
         Bürgermeister Ahmed Aboutaleb interviewen.\n\nMit freundlichen Grüßen\nMarta Keller",
        "Уважаемая госпожа Фонтаниль!\n\nПрошу аккредитовать меня от газеты «Вечерний Минск» на саммит 9 ноября. Хочу взять \
         интервью у мэра Ахмеда Абуталеба.\n\nС уважением\nMarta Keller",
        "Sayın Fontanille,\n\nCumhuriyet gazetesi adına 9 Kasım'daki zirveye akreditasyon rica ediyorum. Belediye Başkanı Ahmed \
         Aboutaleb ile röportaj yapmak istiyorum.\n\nSaygılarımla\nMarta Keller",
    ] {
        let request = of_the_press(text);
        assert_eq!(names(&request), ["Marta Keller"], "{text}");
        let role = request.attendees[0]
            .role
            .as_ref()
            .map(|role| role.value.to_lowercase());
        let mayors = ["maire", "mayor", "sindaco", "bürgermeister", "мэр", "başkan"];
        assert!(
            role.as_ref()
                .is_none_or(|role| !mayors.iter().any(|mayor| role.contains(mayor))),
            "{role:?}"
        );
    }
}

#[test]
fn a_newspaper_is_nobody() {
    for (text, outlet) in [
        (
            "Monsieur,\n\nJournaliste à La Voix du Nord, je souhaite être accréditée pour le sommet du 9 novembre.\n\n\
             Cordialement\nMarta Keller",
            "Voix du Nord",
        ),
        (
            "Dear Sir,\n\nI write for Radia Gdańsk and would like to be accredited for the Summit of Mayors on 9 November.\n\n\
             Kind regards\nMarta Keller",
            "Radia Gdańsk",
        ),
    ] {
        let request = of_the_press(text);
        assert_eq!(names(&request), ["Marta Keller"], "{text}");
        let press = request.press.expect("a letter of the press");
        let told = press.outlet.map(|outlet| outlet.value);
        assert!(
            told.as_ref().is_some_and(|told| told.ends_with(outlet)),
            "{told:?}"
        );
        let wishes: Vec<PressWish> = press.requests.iter().map(|wish| wish.value).collect();
        assert_eq!(wishes, [PressWish::Accreditation]);
    }
}
