//! Numbers that contradict the names they announce, and letters that speak of others than who was read: a person looks.

use crate::support::readings::has;
use crate::support::small_letter::{read, read_from};
use rsvpd::request::{Disposition, DoubtKind, Intent};

/// Three were announced and two named; both readings agreed on the two, and the desk had confirmed them.
#[test]
fn a_number_that_announces_more_names_than_follow_goes_to_a_person() {
    for text in [
        "Please register three persons of the City of Linden for the Summit: Marta Keller (youth officer) and Ann Lee (lawyer).",
        "Bitte melden Sie drei Personen der Stadt Linden zum Gipfel an: Marta Keller (Referentin) und Jana Roth (Juristin).",
        "Veuillez inscrire trois personnes de la Ville de Linden au sommet : Marta Keller (directrice) et Lydie Arnoux (psychologue).",
        "Vi prego di iscrivere al vertice tre persone del Comune di Linden: Marta Keller (dirigente) ed Elena Furlan (psicologa).",
        "Прошу зарегистрировать на саммит трёх человек от города Линден: Марта Келлер (директор) и Анна Лебедева (юрист).",
    ] {
        let (request, doubts) = read("desk", "Summit", text);
        assert_eq!(request.disposition, Disposition::Review, "{text}");
        assert!(has(&doubts, DoubtKind::CountDisagrees), "{text}: {doubts:?}");
    }
}

/// One seat had been given to whoever wrote so, and their colleagues stood at the door.
#[test]
fn persons_of_no_clear_number_leave_it_open() {
    for text in [
        "Please register me and some of my colleagues for the Summit.",
        "Two or three of us would like to come, please keep places for us.",
        "Ich komme mit einigen Kollegen zum Gipfel, bitte melden Sie uns an.",
        "Je souhaite participer au sommet avec quelques collègues.",
        "Vorrei partecipare al vertice con alcuni colleghi del mio ufficio.",
        "Прошу зарегистрировать на саммит меня и моих коллег.",
        "Birkaç arkadaşımla birlikte zirveye katılmak istiyorum.",
    ] {
        let (request, doubts) = read("desk", "Summit", &format!("{text}\n\nMarta Keller"));
        assert_eq!(request.disposition, Disposition::Review, "{text}");
        assert_eq!(request.seats, None, "{text}");
        assert!(has(&doubts, DoubtKind::CountOpen), "{text}: {doubts:?}");
    }
    let (request, doubts) = read(
        "desk",
        "Summit",
        "Please register two of my colleagues, Ann Lee and Bob Roy.\n\nMarta Keller",
    );
    assert!(!has(&doubts, DoubtKind::CountOpen), "{doubts:?}");
    assert_eq!(request.seats.map(|seats| seats.value), Some(2));
}

#[test]
fn a_number_in_the_subject_is_held_against_the_names() {
    let text = "Dear organisers,\n\nplease register Ann Lee (mayor) and Bob Roy (her deputy) of the City of Linden.\n\nKind regards\nMarta Keller";
    let (_, doubts) = read("desk", "Registration of three persons", text);
    assert!(has(&doubts, DoubtKind::CountDisagrees), "{doubts:?}");
    let (_, doubts) = read("desk", "Registration of two persons", text);
    assert!(!has(&doubts, DoubtKind::CountDisagrees), "{doubts:?}");
}

/// The office that wrote was withdrawn in the mayor's place, whose name no list had.
#[test]
fn an_office_that_writes_of_somebody_else_withdraws_not_itself() {
    for (from, text) in [
        (
            "Başkanlık Kalemi <kalem@yenipazar-bld.example>",
            "Sayın Yetkili,\n\nSayın Başkanımız 9 Kasım'da zirveye teşrif edemeyecektir. Kaydının silinmesini rica ederim.\n\nBaşkanlık Kalemi",
        ),
        (
            "Зоя Ким <z.kim@kokshetau.example>",
            "Секретарь маслихата города Кокшетау на саммит не прибудет, у него сессия. Замены не будет.\n\nЗоя Ким, помощник",
        ),
    ] {
        let (request, _) = read_from(from, text);
        assert_ne!(request.disposition, Disposition::Act, "{text}");
    }
}

#[test]
fn leaving_the_waiting_list_withdraws_and_refuses_no_offer() {
    let text = "Bonjour. Vous pouvez me retirer de la liste d'attente, je suis de permanence le 9.\n\nMarta Keller\n\n\
                Le 15 oct. 2016 à 10:00, Juan Cristellys <desk@summit.example> a écrit :\n\
                > Madame,\n>\n> Toutes les places du Sommet des maires du 9 novembre sont prises.\n\
                > Vous figurez sur la liste d'attente. Nous vous écrirons dès qu'une\n> place se libère.\n>\n> Juan Cristellys\n";
    let (request, _) = read("desk", "Re: Liste d'attente", text);
    assert_eq!(request.intent.value, Intent::Cancellation);
}

/// "The 10th; her driver" had been ten drivers.
#[test]
fn what_stands_behind_a_stop_is_not_counted() {
    for text in [
        "Monsieur,\n\nMadame Souhir Ben Romdhane, Maire, prendra part au Sommet du 9 novembre. Elle repartira le 10 ; son chauffeur ne sera pas dans la salle.\n\nMarta Keller",
        "Dear organisers,\n\nplease register Ann Lee, our mayor. She leaves on the 10; her driver stays outside.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert!(
            request.seats.as_ref().is_none_or(|seats| seats.value < 3),
            "{text}: {request:?}"
        );
    }
}

/// A team, a club and another year's delegation had been seated.
#[test]
fn those_whom_somebody_leads_or_who_came_another_year_are_not_seated() {
    for text in [
        "Hello, please put me down for the Summit. I lead a team of nine at the youth service and they will be following from home.\n\nMarta Keller",
        "Hello, one place for me please. Our delegation of 5 to Aarhus last year learned a lot.\n\nMarta Keller",
        "Guten Tag, ich möchte am Gipfel teilnehmen. Ich leite ein Team von neun Leuten in der Jugendhilfe.\n\nMarta Keller",
        "Bonjour, je souhaite participer au sommet. Je dirige une équipe de neuf éducateurs à Roubaix.\n\nMarta Keller",
        "Buongiorno, vorrei iscrivermi al vertice. Guido un gruppo di nove operatori di strada.\n\nMarta Keller",
        "Добрый день! Прошу зарегистрировать меня на саммит. Руковожу командой из девяти человек.\n\nMarta Keller",
        "Merhaba, zirveye katılmak istiyorum. Dokuz kişilik bir gençlik ekibini yönetiyorum.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert_eq!(request.seats.map(|seats| seats.value), Some(1), "{text}");
    }
    let (request, _) = read(
        "desk",
        "Summit",
        "Hello, please register me and a team of four from our office for the Summit.\n\nMarta Keller",
    );
    assert!(
        request.seats.is_none_or(|seats| seats.value > 1) || request.disposition == Disposition::Review,
        "a team that is to come is not forgotten unseen"
    );
}
