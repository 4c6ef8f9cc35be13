//! Who is replaced, what the press wants, diets and bare numbers, told as small letters in all six languages.

use crate::support::small_letter;
use rsvpd::request::{Diet, Intent, PressWish, Request};

/// Reads a letter of Marta Keller's to this mailbox, with this subject and text.
fn read(mailbox: &str, subject: &str, text: &str) -> Request {
    small_letter::read(mailbox, subject, text).0
}

fn wishes(text: &str) -> Vec<PressWish> {
    let request = read("press", "Press", &format!("{text}\n\nMarta Keller"));
    let press = request.press.expect(text);
    let mut wishes: Vec<PressWish> = press.requests.into_iter().map(|wish| wish.value).collect();
    wishes.sort();
    wishes
}

#[test]
fn whoever_our_quoted_answer_names_and_no_longer_comes_is_replaced_by_the_newcomer() {
    for (subject, text, gone, new) in [
        (
            "Re: Registration confirmed",
            "Dear organisers,\n\nmy seat passes to my colleague Imogen Fairley, youth officer.",
            "Marta Keller",
            "Imogen Fairley",
        ),
        (
            "Re: Inscription confirmée",
            "Bonjour,\n\nje cède ma place à mon collègue Loïc Perrin, chargé de mission.",
            "Marta Keller",
            "Loïc Perrin",
        ),
        (
            "AW: Anmeldung bestätigt",
            "Guten Tag,\n\nHenrike Volkmann ist in den Ruhestand gegangen, am Gipfel nimmt jetzt Jonas Albrecht teil, Jugendreferent.",
            "Henrike Volkmann",
            "Jonas Albrecht",
        ),
        (
            "R: Iscrizione confermata",
            "Buongiorno,\n\npasso il testimone al collega Sandro Bellini, funzionario.",
            "Marta Keller",
            "Sandro Bellini",
        ),
        (
            "Re: Регистрация подтверждена",
            "Здравствуйте!\n\nВместо меня приедет коллега Павел Громов, специалист.",
            "Marta Keller",
            "Павел Громов",
        ),
        (
            "Ynt: Kaydınız onaylandı",
            "Merhaba,\n\nyerimi meslektaşım Murat Tekin'e bırakıyorum.",
            "Marta Keller",
            "Murat Tekin",
        ),
    ] {
        let letter = format!(
            "{text}\n\nMarta Keller\n\nOn 3 Oct 2016, Summit desk <desk@summit.example> wrote:\n\
             > Dear Marta Keller,\n> your registration is confirmed: {gone}."
        );
        let request = read("desk", subject, &letter);
        assert_eq!(request.intent.value, Intent::Change, "{text}");
        let name = |index: usize| {
            request
                .attendees
                .get(index)?
                .name
                .as_ref()
                .map(|name| name.value.as_str())
        };
        assert_eq!((name(0), name(1)), (Some(new), None), "{text}");
        assert_eq!(
            request.replaces.as_ref().map(|person| person.value.as_str()),
            Some(gone),
            "{text}"
        );
    }
}

#[test]
fn somebody_who_comes_as_well_replaces_nobody() {
    let request = read(
        "desk",
        "Re: Registration confirmed",
        "Dear organisers,\n\nplease add my colleague Imogen Fairley to our registration, she comes as well.\n\nMarta Keller\n\n\
         On 3 Oct 2016, Summit desk <desk@summit.example> wrote:\n> Dear Marta Keller,\n> your registration is confirmed.",
    );
    assert_eq!(request.replaces, None);
}

#[test]
fn a_badge_and_a_few_minutes_with_a_mayor_are_an_accreditation_and_an_interview() {
    for text in [
        "I report for the newspaper Linden Post as a journalist. Please let me have a badge; I would need ten minutes with the mayor of Ghent.",
        "Je suis journaliste au quotidien Le Courrier de Linden. Il me faut un badge et quelques minutes avec le maire de Gand.",
        "ich bin Redakteurin beim Lindener Tagblatt. Ich bitte um Zulassung zur Eröffnung und um zehn Minuten mit der Bürgermeisterin von Gent.",
        "sono giornalista del quotidiano Il Corriere di Linden. Mi serve un pass e vorrei dieci minuti con il sindaco di Gand.",
        "я журналист газеты «Линденский вестник». Прошу пропуск на открытие и десять минут с мэром Гента.",
        "Linden Postası gazetesinde muhabirim. Bana bir yaka kartı çıkarır mısınız? Gent belediye başkanıyla kısa bir görüşme istiyorum.",
    ] {
        assert_eq!(
            wishes(text),
            [PressWish::Accreditation, PressWish::Interview],
            "{text}"
        );
    }
}

/// Who asks to film was once taken to ask for accreditation, too; organisers read it so in one of six letters.
#[test]
fn a_films_pictures_and_sound_are_no_wishes_of_their_own() {
    for text in [
        "We are the television team of Linden TV. We film the opening and take pictures of the mayors, recording the speeches.",
        "Nous sommes l'équipe de la télévision Linden TV. Nous tournerons l'ouverture.",
        "siamo la troupe della televisione Linden TV. Gireremo l'apertura.",
        "мы съёмочная группа телеканала «Линден ТВ». Снимаем открытие саммита.",
        "Linden TV televizyon kanalının ekibiyiz. Açılış oturumunu çekeceğiz.",
        "wir sind das Fernsehteam von Linden TV. Wir drehen die Eröffnung und zeichnen die Reden auf.",
    ] {
        assert_eq!(wishes(text), [PressWish::Filming], "{text}");
    }
}

#[test]
fn what_somebody_does_not_eat_is_a_diet() {
    for (text, diet) in [
        ("I would like to attend. I do not eat gluten.", Diet::GlutenFree),
        (
            "Je souhaite participer. Je ne mange pas de gluten.",
            Diet::GlutenFree,
        ),
        (
            "ich möchte teilnehmen. Ich esse weder Fleisch noch Fisch.",
            Diet::Vegetarian,
        ),
        ("vorrei partecipare. Mangio tutto tranne il maiale.", Diet::NoPork),
        ("хочу принять участие. Глютен мне нельзя.", Diet::GlutenFree),
        (
            "Zirveye katılmak istiyorum. Domuz eti dışında her şeyi yerim.",
            Diet::NoPork,
        ),
    ] {
        let request = read("desk", "Summit", &format!("{text}\n\nMarta Keller"));
        let first = request.attendees.first().expect(text);
        assert_eq!(
            first.diet.as_ref().map(|found| found.value.clone()),
            Some(vec![diet]),
            "{text}"
        );
    }
}

#[test]
fn a_long_number_alone_on_its_line_is_a_phone_and_a_date_is_none() {
    let phone = |number: &str| {
        let text = format!("Buongiorno,\n\nvorrei partecipare al vertice.\n\nMarta Keller\n{number}");
        let request = read("desk", "Vertice", &text);
        request
            .attendees
            .into_iter()
            .next()?
            .phone
            .map(|phone| phone.value)
    };
    assert_eq!(phone("333 1257780").as_deref(), Some("3331257780"));
    assert_eq!(phone("09.11.2016"), None);
}

#[test]
fn a_country_beside_an_organisation_is_that_of_everybody_from_there() {
    for (text, country) in [
        (
            "Nous souhaitons inscrire Mme Claire Favre et M. Luc Rochat, de la Ville de Lausanne (Suisse).",
            "CH",
        ),
        (
            "Merci d'inscrire les personnes suivantes de la Police municipale de Lausanne, Suisse :\n- Claire Favre\n- Luc Rochat",
            "CH",
        ),
        (
            "bitte melden Sie Frau Eva Klein und Herrn Paul Roth von der Stadt Wien (Österreich) an.",
            "AT",
        ),
        (
            "Please register Eva Klein and Paul Roth of the City of Basel (Switzerland).",
            "CH",
        ),
        (
            "Vorremmo iscrivere la dott.ssa Claudia Rossi e il dott. Luca Bianchi del Comune di Lugano (Svizzera).",
            "CH",
        ),
        (
            "Прошу зарегистрировать Анну Белову и Павла Громова, мэрия города Нарва (Эстония).",
            "EE",
        ),
        (
            "Lefkoşa Belediyesi'nden (Kıbrıs) Ayşe Yılmaz ve Murat Tekin katılacaktır.",
            "CY",
        ),
    ] {
        let request = read("desk", "Summit", text);
        let countries: Vec<Option<&str>> = request
            .attendees
            .iter()
            .map(|person| person.country.as_ref().map(|found| found.value.as_str()))
            .collect();
        assert_eq!(countries.len(), 2, "{text}: {:?}", request.attendees);
        assert!(
            countries.iter().all(|found| *found == Some(country)),
            "{text}: {countries:?}"
        );
    }
}

#[test]
fn a_country_that_only_follows_an_organisation_in_the_sentence_is_nobodys() {
    let request = read(
        "desk",
        "Summit",
        "Ich komme von der Stadt Bern. Schweiz und Gipfel, das passt.",
    );
    let found = request
        .attendees
        .first()
        .and_then(|person| person.country.as_ref());
    assert!(found.is_none_or(|found| found.evidence.rule != "fields/beside-organisation"));
}
