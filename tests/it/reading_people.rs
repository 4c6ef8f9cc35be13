//! Who is seated, told as small letters in all six languages: writers, colleagues, those who stay at home.

use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Disposition, Request};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

/// Reads a letter of this From with this subject and text.
fn read(from: &str, subject: &str, text: &str) -> Request {
    let desk = Desk {
        addresses: vec![("desk@summit.example".to_owned(), MailboxRole::Registration)],
        message_id_domain: "summit.example".to_owned(),
        authserv_id: None,
    };
    let text = text.replace('\n', "\r\n");
    let raw = format!(
        "From: {from}\r\nTo: desk@summit.example\r\nSubject: {subject}\r\nMessage-ID: <one@town.example>\r\n\
         Date: Mon, 10 Oct 2016 10:00:00 +0200\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    );
    request::read(&Message::parse(raw.as_bytes(), &desk, None), &LEXICON).0
}

/// The attendees by name, sorted; "?" for who is counted and not named.
fn seated(request: &Request) -> Vec<String> {
    let mut names: Vec<String> = request
        .attendees
        .iter()
        .map(|attendee| {
            attendee
                .name
                .as_ref()
                .map_or_else(|| "?".to_owned(), |name| name.value.clone())
        })
        .collect();
    names.sort();
    names
}

/// Checks letters: From, text, and who is seated.
fn check(letters: &[(&str, &str, &[&str])]) {
    for (from, text, expected) in letters {
        let request = read(from, "Summit of Mayors", text);
        assert_eq!(seated(&request), *expected, "{text}");
    }
}

/// Cause: the Portuguese "março", folded, took Marco for a month.
#[test]
fn a_given_name_that_is_also_a_month_is_somebody() {
    for (name, text) in [
        (
            "Marco Rossi",
            "Gentile signor Cristellys,\n\ndesidero iscrivermi al Summit dei sindaci del 9 novembre.\n\nCordiali saluti\nMarco Rossi",
        ),
        (
            "April Jones",
            "Dear Mr Cristellys,\n\nPlease register me for the summit on 9 November.\n\nKind regards,\nApril Jones",
        ),
    ] {
        let request = read(&format!("{name} <desk.writer@town.example>"), "Summit", text);
        assert_eq!(seated(&request), [name], "{text}");
    }
}

#[test]
fn who_stands_beside_the_writer_in_one_breath_brings_the_writer_along() {
    check(&[
        (
            "Lucie Bertholet <l.bertholet@horizon.example>",
            "Bonjour,\n\nmoi et mon collègue Amaury Castan aimerions participer à la journée du 9.\n\nLucie Bertholet",
            &["Amaury Castan", "Lucie Bertholet"],
        ),
        (
            "Ornella Bassi <o.bassi@comune.example>",
            "Buongiorno,\n\nchiedo due posti, per me e per la collega Nadia Grandi.\n\nOrnella Bassi",
            &["Nadia Grandi", "Ornella Bassi"],
        ),
        (
            "Deniz Ergin <deniz.ergin@genc.example>",
            "Merhaba,\n\nzirveye iki kişi geleceğiz: ben ve yardımcım Barış Kaplan.\n\nDeniz Ergin",
            &["Barış Kaplan", "Deniz Ergin"],
        ),
        (
            "Swetlana Reimer <s.reimer@stadt.example>",
            "Guten Tag,\n\nbitte reservieren Sie Plätze für mich und meinen Kollegen Hauke Petersen.\n\nSwetlana Reimer",
            &["Hauke Petersen", "Swetlana Reimer"],
        ),
    ]);
}

#[test]
fn who_asks_places_for_others_and_sends_the_names_later_is_no_guest() {
    check(&[
        (
            "Gareth Pell <g.pell@hullside.example>",
            "Good morning,\n\nCould you hold four places for our youth workers? The names will follow next week.\n\nGareth Pell",
            &["?", "?", "?", "?"],
        ),
        (
            "Bürgerhaus Süd <info@buergerhaus.example>",
            "Hallo,\n\nwir vom Bürgerhaus Süd hätten gern 2 Plätze für unsere Streetworker, die Namen folgen.\n\nGrüße\nAnke Pohl",
            &["?", "?"],
        ),
        (
            "Nuri Aksoy <n.aksoy@dernek.example>",
            "Merhabalar,\n\nderneğimizden üç gönüllü için yer ayırmanızı rica ederiz. İsimleri daha sonra bildireceğiz.\n\nNuri Aksoy",
            &["?", "?", "?"],
        ),
        (
            "Олег Дымов <o.dymov@tula.example>",
            "Добрый день!\n\nПросим забронировать два места для наших сотрудников. Фамилии сообщим позднее.\n\nОлег Дымов",
            &["?", "?"],
        ),
    ]);
}

#[test]
fn i_with_two_colleagues_are_three_and_a_crew_of_three_is_three() {
    check(&[
        (
            "Jörg Wendt <wendt@jugendhaus.example>",
            "Hallo,\n\nich würde gern mit zwei Mitarbeiterinnen kommen.\n\nGruß\nJörg Wendt",
            &["?", "?", "Jörg Wendt"],
        ),
        (
            "Selim Arda <selim.arda@vakif.example>",
            "Merhaba,\n\nzirveye iki arkadaşımla katılmak istiyorum.\n\nSelim Arda",
            &["?", "?", "Selim Arda"],
        ),
    ]);
}

#[test]
fn registering_her_registers_nobody_else() {
    check(&[(
        "Paul Tench <p.tench@northbay.example>",
        "Dear Sir,\n\nOn behalf of our mayor, Councillor Fiona Garside, I should like to register her for the summit.\n\n\
         Kind regards,\nPaul Tench\nPA to the Mayor",
        &["Fiona Garside"],
    )]);
}

#[test]
fn a_sentence_about_madame_is_no_greeting() {
    check(&[(
        "Odile Ferrand <cabinet@saintcere.example>",
        "Monsieur,\n\nMadame Régine Vasseur, maire de Saint-Céré, participera au sommet.\n\nCordialement\nOdile Ferrand\n\
         Secrétariat de Madame le Maire",
        &["Régine Vasseur"],
    )]);
}

#[test]
fn who_signs_for_another_keeps_their_name_whole() {
    let request = read(
        "Vorzimmer <vorzimmer@stadt.example>",
        "Gipfel",
        "Sehr geehrte Damen und Herren,\n\nOberbürgermeister Volker Stahnke nimmt am Gipfel teil.\n\n\
         Mit verbindlichen Empfehlungen\ni. A. Petra Lindemuth",
    );
    assert_eq!(seated(&request), ["Volker Stahnke"]);
    assert_eq!(
        request.writer.map(|writer| writer.value).as_deref(),
        Some("Petra Lindemuth")
    );
}

#[test]
fn a_russian_name_is_shown_in_the_nominative_where_the_letter_has_it() {
    let request = read(
        "Ринат Гареев <r.gareev@duma.example>",
        "Заявка",
        "Прошу зарегистрировать меня, Гареева Рината, на саммит 9 ноября.\n\nС уважением,\nРинат Гареев",
    );
    assert_eq!(seated(&request), ["Ринат Гареев"]);
}

#[test]
fn in_a_forwarded_letter_i_is_who_wrote_it_first() {
    let request = read(
        "Protocollo <protocollo@comune.example>",
        "I: Rotterdam",
        "Si inoltra la richiesta per quanto di competenza.\nTeresa Gallo - Ufficio Protocollo\n\n\
         Da: Fabio Serra [mailto:f.serra@comune.example]\nInviato: mercoledì 5 ottobre 2016 21:07\n\
         A: Protocollo\nOggetto: Rotterdam\n\nTeresa, mi iscrivi per favore al convegno dei sindaci?\n\n\
         Fabio Serra\nAssessore",
    );
    assert_eq!(seated(&request), ["Fabio Serra"]);
    assert_eq!(
        request.writer.map(|writer| writer.value).as_deref(),
        Some("Teresa Gallo")
    );
}

#[test]
fn who_would_have_loved_to_come_does_not() {
    check(&[
        (
            "Onur Balcı <onur.balci@dernek.example>",
            "Selamlar,\n\nbaşkanımız Nermin Tuna çok gelmek isterdi ama o hafta yurt dışında. Ben katılacağım.\n\nOnur Balcı",
            &["Onur Balcı"],
        ),
        (
            "Emre Yildirim <e.yildirim@verein.example>",
            "Hallo,\n\neigentlich wollte unsere Vorsitzende Maria Köster mitkommen, sie hat aber abgesagt. Ich komme also allein.\n\nEmre Yildirim",
            &["Emre Yildirim"],
        ),
        (
            "Виктор Савин <v.savin@ngo.example>",
            "Добрый день!\n\nХотел приехать вместе с Ольгой Мельник, но она заболела, поэтому буду один.\n\nВиктор Савин",
            &["Виктор Савин"],
        ),
        (
            "Walter Moretti <w.moretti@asl.example>",
            "Salve, il mio nome è Walter Moretti e lavoro con la dott.ssa Carla Spini, che quest'anno non può venire. Vorrei partecipare io.",
            &["Walter Moretti"],
        ),
    ]);
}

#[test]
fn a_couple_comes_together_and_guests_without_names_are_counted() {
    check(&[
        (
            "Aline Joubert <aline.joubert@post.example>",
            "Bonjour, mon mari Marc Joubert et moi-même souhaiterions assister au sommet. Merci !\n\nAline Joubert",
            &["Aline Joubert", "Marc Joubert"],
        ),
        (
            "Céleste Humbert <c.humbert@lycee.example>",
            "Bonjour,\n\nje viendrai avec trois élèves de terminale. Leurs noms suivront.\n\nCéleste Humbert",
            &["?", "?", "?", "Céleste Humbert"],
        ),
        (
            "Ian Craddock <ian.craddock@severn.example>",
            "Hi, can you put me down for the summit plus one guest?\n\nIan Craddock",
            &["?", "Ian Craddock"],
        ),
    ]);
}

#[test]
fn whom_the_preposition_leads_to_comes_in_place_of_the_other() {
    let request = read(
        "Jean-Paul Roche <jp.roche@agglo.example>",
        "Re: Inscription confirmée",
        "Bonjour,\n\nmerci de remplacer Agathe Simonet, qui part en congé maternité, par Loïc Perrin.\n\nJean-Paul Roche\n\n\
         Le 3 octobre 2016, le bureau <desk@summit.example> a écrit :\n> Votre inscription est confirmée : Agathe Simonet.",
    );
    assert_eq!(seated(&request), ["Loïc Perrin"]);
    assert_eq!(
        request.replaces.map(|person| person.value).as_deref(),
        Some("Agathe Simonet")
    );
}

/// Cause: in Turkish the verb that says "I" ends the phrase that brings the companion, and was hidden by it.
#[test]
fn who_comes_together_with_somebody_comes_too_in_six_languages() {
    let from = "Murat Şahin <murat.sahin@bursa.example>";
    let both = &["Emine Kılıç", "Murat Şahin"][..];
    let letter = |greeting: &str, text: &str, closing: &str| {
        format!("{greeting}\n\n{text}\n\n{closing}\nMurat Şahin\nBursa Büyükşehir Belediyesi\n")
    };
    let letters = [
        letter(
            "Sayın yetkili,",
            "9 Kasım'daki Belediye Başkanları Zirvesi'ne başkan yardımcımız Emine Kılıç ile birlikte katılacağım.",
            "Saygılarımla,",
        ),
        letter(
            "Merhaba,",
            "Zirveye meslektaşım Emine Kılıç ile beraber geliyorum.",
            "Saygılar",
        ),
        letter(
            "Dear organisers,",
            "I will attend the Summit of Mayors together with our deputy mayor Emine Kılıç.",
            "Kind regards",
        ),
        letter(
            "Sehr geehrte Damen und Herren,",
            "ich komme zusammen mit unserer Beigeordneten Emine Kılıç zum Gipfel.",
            "Mit freundlichen Grüßen",
        ),
        letter(
            "Madame, Monsieur,",
            "je participerai au Sommet des maires avec notre adjointe au maire, Emine Kılıç.",
            "Cordialement",
        ),
        letter(
            "Gentili organizzatori,",
            "parteciperò al Summit dei sindaci insieme alla nostra vicesindaca Emine Kılıç.",
            "Cordiali saluti",
        ),
    ];
    for text in &letters {
        check(&[(from, text, both)]);
    }
    check(&[(
        "Павел Громов <p.gromov@perm.example>",
        "Добрый день!\n\nЯ приеду на саммит вместе с коллегой Ольгой Мельник.\n\nС уважением,\nПавел Громов",
        &["Ольгой Мельник", "Павел Громов"],
    )]);
}

/// Cause: "Belediye Başkanları Zirvesi" holds the word for mayors and was read as somebody's function.
#[test]
fn the_name_of_the_event_is_nobodys_function() {
    for (text, role) in [
        (
            "Belediye Başkanları Zirvesi'ne başkan yardımcımız Emine Kılıç katılacaktır.",
            Some("başkan yardımcısı"),
        ),
        ("Belediye Başkanları Zirvesi'ne Emine Kılıç katılacaktır.", None),
        (
            "Zirveye kültür müdürümüz Emine Kılıç katılacaktır.",
            Some("kültür müdürü"),
        ),
        ("Zirveye temsilcimiz Emine Kılıç katılacaktır.", Some("temsilci")),
    ] {
        let text = format!("Sayın yetkili,\n\n{text}\n\nSaygılarımla,\nMurat Şahin\n");
        let request = read("Murat Şahin <murat.sahin@bursa.example>", "Kayıt", &text);
        let found = request.attendees.iter().find(|attendee| {
            attendee
                .name
                .as_ref()
                .is_some_and(|name| name.value == "Emine Kılıç")
        });
        let found = found.and_then(|attendee| attendee.role.as_ref());
        assert_eq!(found.map(|role| role.value.as_str()), role, "{text}");
    }
}

#[test]
fn a_guest_for_whom_a_chair_is_kept_is_counted_in_every_language() {
    for text in [
        "I am coming to the summit on 9 November. There will be a guest with me, please keep a chair for her as well.",
        "Je viendrai au sommet du 9 novembre. Je serai accompagnée d'un invité, gardez-lui une chaise.",
        "Ich komme zum Gipfel am 9. November und bringe einen Gast mit, dessen Namen ich noch nicht weiß.",
        "Parteciperò al vertice del 9 novembre. Con me ci sarà un ospite, tenete un posto anche per lui.",
        "Приеду на саммит 9 ноября. Со мной будет гость, оставьте, пожалуйста, место и для него.",
        "9 Kasım'daki zirveye geliyorum. Yanımda bir misafirim olacak, onun için de bir sandalye ayırın.",
    ] {
        let request = read("Marta Keller <marta.keller@stadt-linden.example>", "Summit", text);
        assert_eq!(request.seats.as_ref().map(|seats| seats.value), Some(2), "{text}");
        assert_eq!(request.disposition, Disposition::Review, "{text}");
    }
}
