//! Small delegations, told in six languages: whose function, whose part of the day, whose language.

use crate::support::readings::{names, parts};
use crate::support::small_letter::read;
use rsvpd::language::Language;
use rsvpd::request::{Disposition, Intent};

/// Name, function and parts of each attendee, in the order of the names.
fn told(text: &str) -> Vec<(String, String, String)> {
    let (request, _) = read("desk", "Summit", text);
    let mut told: Vec<_> = request
        .attendees
        .iter()
        .map(|attendee| {
            let shown = |value: &Option<rsvpd::request::Found<String>>| {
                value
                    .as_ref()
                    .map_or_else(String::new, |found| found.value.clone())
            };
            (shown(&attendee.name), shown(&attendee.role), parts(attendee))
        })
        .collect();
    told.sort();
    told
}

#[test]
fn a_function_is_hers_beside_whose_name_it_stands_and_the_mayor_may_come_for_the_morning_alone() {
    for (text, expected) in [
        (
            "Dear Mr Cristellys,\n\nMayor Helen Carter and our Director of Safety, Paul Greene, will attend the summit on \
             9 November. The Mayor will only be there in the morning; Mr Greene will stay all day.\n\nKind regards,\nMarta Keller\n\
             Private Secretary",
            [
                ("Helen Carter", "Mayor", "M"),
                ("Paul Greene", "Director of Safety", "MVA"),
            ],
        ),
        (
            "Sehr geehrter Herr Cristellys,\n\nOberbürgermeister Kai Winter und die Leiterin des Ordnungsamtes, Frau Eva Lorenz, \
             nehmen am 9. November am Gipfel teil. Der Oberbürgermeister kann nur am Vormittag dabei sein, Frau Lorenz bleibt den \
             ganzen Tag.\n\nMit freundlichen Grüßen\nMarta Keller\nVorzimmer",
            [
                ("Eva Lorenz", "Leiterin des Ordnungsamtes", "MVA"),
                ("Kai Winter", "Oberbürgermeister", "M"),
            ],
        ),
        (
            "Sayın Cristellys,\n\n9 Kasım'daki zirveye Belediye Başkanımız Ahmet Yalçın ile Dış İlişkiler Müdürü Selin Kaya \
             katılacaktır. Sayın Başkanımız yalnızca sabah oturumunda bulunabilecek, Selin Hanım tüm gün kalacaktır.\n\n\
             Saygılarımla,\nMarta Keller\nÖzel Kalem Müdürü",
            [
                ("Ahmet Yalçın", "Belediye Başkanı", "M"),
                ("Selin Kaya", "Dış İlişkiler Müdürü", "MVA"),
            ],
        ),
        (
            "Gentile dott. Cristellys,\n\nil Sindaco Marco Ferri e la comandante della Polizia Locale, dott.ssa Anna Russo, \
             parteciperanno al vertice del 9 novembre. Il Sindaco sarà presente soltanto al mattino; la dott.ssa Russo tutta la \
             giornata.\n\nCordiali saluti\nMarta Keller\nSegreteria del Sindaco",
            [
                ("Anna Russo", "comandante della Polizia Locale", "MVA"),
                ("Marco Ferri", "Sindaco", "M"),
            ],
        ),
    ] {
        let told = told(text);
        let told: Vec<(&str, &str, &str)> = told
            .iter()
            .map(|(name, role, parts)| (name.as_str(), role.as_str(), parts.as_str()))
            .collect();
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn both_sessions_are_the_morning_and_the_afternoon() {
    for text in [
        "Please register me for the summit on 9 November; I will attend both sessions.\n\nMarta Keller",
        "Je souhaite m'inscrire au sommet du 9 novembre ; j'assisterai aux deux sessions.\n\nMarta Keller",
        "Bitte melden Sie mich für den Gipfel am 9. November an; ich nehme an beiden Sitzungen teil.\n\nMarta Keller",
        "Vorrei iscrivermi al vertice del 9 novembre; parteciperò a entrambe le sessioni.\n\nMarta Keller",
        "Прошу зарегистрировать меня на саммит 9 ноября; буду на обоих заседаниях.\n\nМарта Келлер",
        "9 Kasım'daki zirveye kaydımı rica ederim; her iki oturuma katılacağım.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit", text);
        let wanted: Vec<String> = request.attendees.iter().map(parts).collect();
        assert_eq!(wanted, ["MA"], "{text}");
    }
}

#[test]
fn a_language_that_is_a_surname_asks_for_no_interpretation() {
    let text = "Gentile dottore,\n\nvorrei iscrivere al vertice del 9 novembre Anna Russo, Marco Tedesco e Paolo Greco.\n\n\
                Cordiali saluti\nMarta Keller";
    let (request, _) = read("desk", "Vertice", text);
    assert_eq!(names(&request), ["Anna Russo", "Marco Tedesco", "Paolo Greco"]);
    for attendee in &request.attendees {
        assert_eq!(attendee.interpretation, None);
    }
}

/// Turkish `-maktadır` affirms and `-mamaktadır` denies; both begin with the same letters.
#[test]
fn turkish_says_that_interpretation_is_needed_or_not() {
    for (words, needed) in [
        ("Türkçe çeviriye ihtiyaç duyulmaktadır.", true),
        ("Türkçe çeviriye ihtiyacımız bulunmaktadır.", true),
        ("Türkçe çeviriye ihtiyaç duyulmamaktadır.", false),
        ("Çeviri ihtiyacımız bulunmamaktadır.", false),
        ("Türkçe tercümeye gerek kalmadı.", false),
    ] {
        let text = format!("9 Kasım'daki zirveye kaydımı rica ederim. {words}\n\nMarta Keller");
        let (request, _) = read("desk", "Zirve", &text);
        let asked: Vec<Option<Language>> = request
            .attendees
            .iter()
            .map(|attendee| attendee.interpretation.as_ref().map(|found| found.value))
            .collect();
        assert_eq!(asked, [needed.then_some(Language::TURKISH)], "{words}");
    }
}

#[test]
fn who_withdraws_and_says_that_a_colleague_stays_registered_withdraws_alone() {
    for (text, gone) in [
        (
            "Dear Mr Cristellys,\n\nI'm afraid I have to cancel my own registration for the summit; my colleague Paul Greene's stays \
             as it is.\n\nMarta Keller",
            "Marta Keller",
        ),
        (
            "Bonjour,\n\nje suis contrainte d'annuler mon inscription au sommet ; celle de mon collègue Luc Perrin est maintenue.\n\n\
             Marta Keller",
            "Marta Keller",
        ),
        (
            "Guten Tag,\n\nleider muss ich meine Anmeldung zum Gipfel zurückziehen; die meines Kollegen Kai Winter bleibt \
             bestehen.\n\nMarta Keller",
            "Marta Keller",
        ),
        (
            "Buongiorno,\n\npurtroppo devo annullare la mia iscrizione al vertice, mentre resta confermata quella del collega Marco \
             Ferri.\n\nMarta Keller",
            "Marta Keller",
        ),
        (
            "Добрый день!\n\nК сожалению, вынуждена отменить свою регистрацию на саммит; регистрация моего коллеги Павла Сорокина \
             остаётся в силе.\n\nМарта Келлер",
            "Марта Келлер",
        ),
        (
            "Merhaba,\n\nmaalesef zirve için kendi kaydımı iptal etmek zorundayım; meslektaşım Selin Kaya'nın kaydı geçerlidir.\n\n\
             Marta Keller",
            "Marta Keller",
        ),
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert_eq!(request.intent.value, Intent::Cancellation, "{text}");
        assert_eq!(names(&request), [gone], "{text}");
    }
}

#[test]
fn who_eats_everything_does_not_come_for_everything() {
    let text = "Hello,\n\nI'd like to attend the summit on 9 November with my deputy, Paul Greene. I need a vegan lunch, he eats \
                everything.\n\nMarta Keller";
    let (request, _) = read("desk", "Summit", text);
    assert_eq!(request.attendees.len(), 2);
    assert!(
        request
            .attendees
            .iter()
            .all(|attendee| attendee.sessions.is_none())
    );
    let all = read(
        "desk",
        "Summit",
        "I will come to the summit and take part in everything.\n\nMarta Keller",
    )
    .0;
    assert_eq!(parts(&all.attendees[0]), "MVA");
}

#[test]
fn what_is_asked_of_the_study_visits_wishes_none_of_them() {
    for text in [
        "I'll be there. Wheelchair user, please make sure the study visits are step-free.\n\nMarta Keller, Derby City Council",
        "Je serai des vôtres. Je me déplace en fauteuil, merci de vérifier l'accessibilité des visites.\n\nMarta Keller",
        "Ich bin dabei. Ich sitze im Rollstuhl, bitte achten Sie bei den Besuchen auf stufenlosen Zugang.\n\nMarta Keller",
        "Ci sarò. Sono in sedia a rotelle, vi prego di verificare che le visite siano accessibili.\n\nMarta Keller",
        "Geliyorum. Tekerlekli sandalye kullanıyorum, ziyaretlerde erişime dikkat ederseniz sevinirim.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit of Mayors", text);
        let wanted: Vec<String> = request.attendees.iter().map(parts).collect();
        assert_eq!(wanted, [""], "{text}");
    }
}

#[test]
fn thanks_in_answer_to_us_want_nothing() {
    for text in [
        "Dear Mr Cristellys,\n\nthank you very much for your help.\n\nMarta Keller",
        "Dear Mr Cristellys,\n\nthank you very much for everything.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Re: Registration confirmed", text);
        assert_eq!(request.disposition, Disposition::Ignore, "{text}");
        // As the beginning of a talk it may close what the subject says.
        let (request, _) = read("desk", "Please register Marta Keller", text);
        assert_ne!(request.disposition, Disposition::Ignore, "{text}");
    }
}

#[test]
fn not_the_morning_but_the_afternoon_is_the_afternoon_alone() {
    for text in [
        "Please register me for the summit. I will attend not the morning but the afternoon.\n\nMarta Keller",
        "Je souhaite m'inscrire au sommet. Je participerai non pas le matin mais l'après-midi.\n\nMarta Keller",
        "Bitte melden Sie mich für den Gipfel an. Ich nehme nicht am Vormittag, sondern am Nachmittag teil.\n\nMarta Keller",
        "Vorrei iscrivermi al vertice. Parteciperò non al mattino ma al pomeriggio.\n\nMarta Keller",
        "Прошу зарегистрировать меня на саммит. Буду не утром, а после обеда.\n\nМарта Келлер",
        "Zirveye kaydımı rica ederim. Sabah oturumuna değil, öğleden sonraki oturuma katılacağım.\n\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit of Mayors", text);
        let wanted: Vec<String> = request.attendees.iter().map(parts).collect();
        assert_eq!(wanted, ["A"], "{text}");
    }
}

#[test]
fn a_mayor_who_is_accompanied_comes_with_a_deputy_and_both_have_their_functions() {
    for (text, expected) in [
        (
            "Madame, Monsieur,\n\nMadame la Maire, Anne Lefort, sera accompagnée de son adjoint Marc Dubois au sommet du \
             9 novembre.\n\nCordialement\nMarta Keller",
            [("Anne Lefort", "Maire"), ("Marc Dubois", "adjoint")],
        ),
        (
            "Dear Sir,\n\nThe mayor, Ann Field, will be accompanied by her deputy Mark Young at the Summit of Mayors on \
             9 November.\n\nKind regards\nMarta Keller",
            [("Ann Field", "mayor"), ("Mark Young", "deputy")],
        ),
        (
            "Sehr geehrter Herr Cristellys,\n\ndie Bürgermeisterin, Anna Feld, wird am 9. November beim Gipfel von ihrem \
             Stellvertreter Markus Jung begleitet.\n\nMit freundlichen Grüßen\nMarta Keller",
            [
                ("Anna Feld", "Bürgermeisterin"),
                ("Markus Jung", "Stellvertreter"),
            ],
        ),
        (
            "Gentile dott. Cristellys,\n\nla Sindaca, Anna Bianchi, sarà accompagnata dal vicesindaco Marco Rossi al vertice del \
             9 novembre.\n\nCordiali saluti\nMarta Keller",
            [("Anna Bianchi", "Sindaca"), ("Marco Rossi", "vicesindaco")],
        ),
        (
            "Уважаемый господин Кристелис!\n\nМэр, Анна Петрова, будет на саммите 9 ноября в сопровождении своего заместителя \
             Марка Иванова.\n\nС уважением\nМарта Келлер",
            [("Анна Петрова", "Мэр"), ("Марка Иванова", "заместителя")],
        ),
        (
            "Sayın Cristellys,\n\nBelediye Başkanımız Ayşe Yılmaz, 9 Kasım'daki zirveye yardımcısı Mehmet Demir eşliğinde \
             katılacaktır.\n\nSaygılarımla\nMarta Keller",
            [
                ("Ayşe Yılmaz", "Belediye Başkanı"),
                ("Mehmet Demir", "yardımcısı"),
            ],
        ),
    ] {
        let told = told(text);
        let told: Vec<(&str, &str)> = told
            .iter()
            .map(|(name, role, _)| (name.as_str(), role.as_str()))
            .collect();
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn of_two_only_the_one_who_is_named_comes() {
    for text in [
        "Dear Sir,\n\nThank you for inviting us to the Summit of Mayors on 9 November. Of the two of us only Ann Lee can come.\n\n\
         Kind regards\nMarta Keller",
        "Sehr geehrter Herr Cristellys,\n\nvielen Dank für die Einladung zum Gipfel am 9. November. Von uns beiden kann nur Ann \
         Lee kommen.\n\nMit freundlichen Grüßen\nMarta Keller",
        "Monsieur,\n\nMerci de votre invitation au sommet du 9 novembre. De nous deux, seule Ann Lee pourra venir.\n\n\
         Cordialement\nMarta Keller",
        "Gentile dott. Cristellys,\n\ngrazie per l'invito al vertice del 9 novembre. Di noi due può venire solo Ann Lee.\n\n\
         Cordiali saluti\nMarta Keller",
        "Уважаемый господин Кристелис!\n\nСпасибо за приглашение на саммит 9 ноября. Из нас двоих сможет приехать только Ann \
         Lee.\n\nС уважением\nMarta Keller",
        "Sayın Cristellys,\n\n9 Kasım'daki zirveye davetiniz için teşekkürler. İkimizden yalnızca Ann Lee katılabilecek.\n\n\
         Saygılarımla\nMarta Keller",
        "Dear Sir,\n\nMark Field and Ann Lee were invited to the Summit of Mayors on 9 November. Of the two, only Ann Lee can \
         come.\n\nKind regards\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert_eq!(names(&request), ["Ann Lee"], "{text}");
    }
    for text in [
        "Dear Sir,\n\nAnn Lee and I were invited to the Summit of Mayors on 9 November. Of the two of us only I can come.\n\n\
         Kind regards\nMarta Keller",
        "Sehr geehrter Herr Cristellys,\n\nAnn Lee und ich waren zum Gipfel am 9. November eingeladen. Von uns beiden kann nur \
         ich kommen.\n\nMit freundlichen Grüßen\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert_eq!(names(&request), ["Marta Keller"], "{text}");
    }
}

#[test]
fn who_leaves_after_the_visits_says_nothing_of_the_others() {
    for text in [
        "Please register Ann Lee, Mark Field and me for the Summit of Mayors on 9 November. Mark Field is leaving after the study \
         visits.\n\nKind regards\nMarta Keller",
        "Bitte melden Sie Ann Lee, Mark Field und mich zum Gipfel am 9. November an. Herr Field reist nach den Studienbesuchen \
         ab.\n\nMit freundlichen Grüßen\nMarta Keller",
        "Merci d'inscrire Ann Lee, Mark Field et moi-même au sommet du 9 novembre. Mark Field repartira après les visites \
         d'étude.\n\nCordialement\nMarta Keller",
        "Vorrei iscrivere Ann Lee, Mark Field e me al vertice del 9 novembre. Mark Field riparte dopo le visite di studio.\n\n\
         Cordiali saluti\nMarta Keller",
    ] {
        let told = told(text);
        let told: Vec<(&str, &str)> = told
            .iter()
            .map(|(name, _, parts)| (name.as_str(), parts.as_str()))
            .collect();
        assert_eq!(
            told,
            [("Ann Lee", ""), ("Mark Field", "MV"), ("Marta Keller", "")],
            "{text}"
        );
    }
}

/// "Mark" is also a word; where somebody is called so, it opens a sentence about him.
#[test]
fn what_is_said_of_mark_is_said_of_nobody_else() {
    let text = "Dear Sir,\n\nAnn Lee and Mark Field will attend the Summit of Mayors on 9 November. Mark uses a wheelchair. Ann \
                will not be there in the afternoon.\n\nKind regards\nMarta Keller";
    let (request, _) = read("desk", "Summit", text);
    let told: Vec<(String, bool)> = request
        .attendees
        .iter()
        .map(|attendee| (parts(attendee), attendee.access.is_some()))
        .collect();
    assert_eq!(told, [("MV".to_owned(), false), (String::new(), true)]);
}

#[test]
fn each_line_of_dashes_is_a_person_with_what_is_said_of_them() {
    for text in [
        "Gentile dott. Cristellys,\n\nvorrei iscrivere al vertice del 9 novembre:\n\nAnna Bianchi – assessora – italiano\n\
         Marco Rossi – comandante della polizia locale – vegetariano\nLuca Verdi – consigliere comunale – senza glutine\n\n\
         Cordiali saluti\nMarta Keller",
        "Gentile dott. Cristellys,\n\nvorrei iscrivere al vertice del 9 novembre:\n\n– Anna Bianchi – assessora – italiano\n\
         – Marco Rossi – comandante della polizia locale – vegetariano\n– Luca Verdi – consigliere comunale – senza glutine\n\n\
         Cordiali saluti\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Vertice", text);
        assert_eq!(
            names(&request),
            ["Anna Bianchi", "Marco Rossi", "Luca Verdi"],
            "{text}"
        );
        let needs: Vec<bool> = request
            .attendees
            .iter()
            .map(|attendee| attendee.diet.is_some())
            .collect();
        assert_eq!(needs, [false, true, true], "{text}");
        assert!(request.attendees[0].interpretation.is_some());
    }
}

#[test]
fn somebody_and_me_are_two() {
    for text in [
        "Dear Sir,\n\nPlease register Ann Lee and me for the Summit of Mayors on 9 November.\n\nKind regards\nMarta Keller",
        "Monsieur,\n\nMerci d'inscrire Ann Lee et moi au sommet du 9 novembre.\n\nCordialement\nMarta Keller",
        "Guten Tag,\n\nbitte melden Sie Ann Lee und mich zum Gipfel am 9. November an.\n\nMit freundlichen Grüßen\nMarta Keller",
        "Gentile dottore,\n\nvorrei iscrivere Ann Lee e me al vertice del 9 novembre.\n\nCordiali saluti\nMarta Keller",
        "Добрый день!\n\nПрошу зарегистрировать Ann Lee и меня на саммит 9 ноября.\n\nС уважением\nMarta Keller",
    ] {
        let (request, _) = read("desk", "Summit", text);
        assert_eq!(names(&request), ["Ann Lee", "Marta Keller"], "{text}");
    }
}
