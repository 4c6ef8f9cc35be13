//! Names as letters write them: months that are names, surnames before commas, and whose address is whose.

use crate::support::readings::{has, names};
use crate::support::small_letter;
use rsvpd::lexicon::Lexicon;
use rsvpd::message::{Desk, MailboxRole, Message};
use rsvpd::request::{self, Disposition, DoubtKind, Part, Request};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

fn desk() -> Desk {
    Desk {
        addresses: vec![("desk@summit.example".to_owned(), MailboxRole::Registration)],
        message_id_domain: "summit.example".to_owned(),
        authserv_id: None,
    }
}

fn read(from: &str, subject: &str, text: &str) -> (Message, Request) {
    let raw = format!(
        "From: {from}\r\nTo: desk@summit.example\r\nSubject: {subject}\r\nMessage-ID: <one@town.example>\r\n\
         Date: Mon, 10 Oct 2016 10:00:00 +0200\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        text.replace('\n', "\r\n")
    );
    let message = Message::parse(raw.as_bytes(), &desk(), None);
    let (request, _) = request::read(&message, &LEXICON);
    (message, request)
}

fn writer(request: &Request) -> Option<&str> {
    request.writer.as_ref().map(|writer| writer.value.as_str())
}

/// A plain registration in a language, up to the closing.
fn asks(language: &str) -> &'static str {
    match language {
        "de" => {
            "Guten Tag,\n\nhiermit melde ich mich zum Gipfel der Bürgermeister am 9. November an.\n\nMit freundlichen Grüßen\n"
        }
        "en" => {
            "Good morning,\n\nI would like to attend the Summit of Mayors on 9 November.\n\nKind regards\n"
        }
        "fr" => "Bonjour,\n\nje souhaite m'inscrire au Sommet des maires du 9 novembre.\n\nCordialement\n",
        "it" => {
            "Buongiorno,\n\ndesidero iscrivermi al Vertice dei sindaci del 9 novembre.\n\nCordiali saluti\n"
        }
        "ru" => "Добрый день!\n\nПрошу зарегистрировать меня на Саммит мэров 9 ноября.\n\nС уважением,\n",
        _ => "Merhaba,\n\n9 Kasım'daki zirveye katılmak istiyorum.\n\nSaygılarımla\n",
    }
}

#[test]
fn whoever_is_called_like_a_month_writes_and_comes() {
    for (language, name) in [
        ("de", "August Keller"),
        ("de", "Mai Nguyen"),
        ("de", "Anna März"),
        ("de", "Karl August Weber"),
        ("en", "April Jones"),
        ("en", "May Sinclair"),
        ("en", "June Carter"),
        ("en", "August Wilson"),
        ("fr", "Avril Dubois"),
        ("fr", "Claire Juin"),
        ("fr", "Augustin Mars"),
        ("it", "Luca Maggio"),
        ("it", "Augusto Neri"),
        ("ru", "Марта Линд"),
        ("ru", "Августа Иванова"),
        ("tr", "Eylül Demir"),
        ("tr", "Elif Eylül Demir"),
        ("tr", "Mehmet Ekim"),
    ] {
        let from = format!("{name} <writer@town.example>");
        let (_, request) = read(&from, "Summit", &format!("{}{name}", asks(language)));
        assert_eq!(names(&request), [name], "{language}");
        assert_eq!(writer(&request), Some(name));
    }
}

#[test]
fn somebody_called_like_a_month_is_registered_by_others() {
    for (text, name) in [
        (
            "Please register our mayor, May Sinclair, for the Summit of Mayors.",
            "May Sinclair",
        ),
        (
            "Please register August Wilson for the Summit of Mayors.",
            "August Wilson",
        ),
        (
            "bitte registrieren Sie August Keller für den Gipfel der Bürgermeister.",
            "August Keller",
        ),
        (
            "merci d'inscrire Claire Juin au Sommet des maires.",
            "Claire Juin",
        ),
        (
            "vi prego di iscrivere Luca Maggio al Vertice dei sindaci.",
            "Luca Maggio",
        ),
    ] {
        let (request, _) = small_letter::read("desk", "Summit", text);
        assert_eq!(names(&request), [name], "{text}");
    }
}

#[test]
fn a_month_beside_a_number_or_behind_its_preposition_is_a_time() {
    for text in [
        "I would like to attend the Summit of Mayors. I was in Rotterdam in August Keller told me about it.",
        "I would like to attend the Summit of Mayors on 9 November. Since April Jones is no longer with us.",
        "ich möchte am Gipfel der Bürgermeister teilnehmen. Im August Keller zu räumen war mühsam.",
        "I would like to attend the Summit of Mayors. Our school closes on 21 June Carter Street.",
    ] {
        let (request, _) = small_letter::read("desk", "Summit", text);
        assert_eq!(names(&request), ["Marta Keller"], "{text}");
    }
}

#[test]
fn a_surname_before_a_comma_is_put_behind_the_given_name() {
    for (from, name) in [
        ("\"Murchie, Fiona\" <f.murchie@town.example>", "Fiona Murchie"),
        (
            "\"Müller, Hans-Peter\" <hp.mueller@town.example>",
            "Hans-Peter Müller",
        ),
        ("\"van den Berg, Jan\" <jvdberg@town.example>", "Jan van den Berg"),
        (
            "\"Szczepański, Zbigniew\" <z.s@town.example>",
            "Zbigniew Szczepański",
        ),
        ("\"KELLER, August\" <a.keller@town.example>", "August KELLER"),
        (
            "\"Rossi, Maria (Comune di Lucca)\" <m.rossi@lucca.example>",
            "Maria Rossi",
        ),
    ] {
        let shown = from.split('"').nth(1).unwrap_or_default();
        let shown = shown.split(" (").next().unwrap_or_default();
        let first = name.split_whitespace().next().unwrap_or_default();
        for signed in ["", first, shown] {
            let (_, request) = read(from, "Summit", &format!("{}{signed}", asks("en")));
            assert_eq!(writer(&request), Some(name), "signed {signed:?}");
            assert_eq!(names(&request), [name], "signed {signed:?}");
        }
    }
    // An office and its town are no surname and given name.
    let (_, request) = read(
        "\"Press Office, Lyon\" <press@lyon.example>",
        "Summit",
        &format!("{}Fiona Murchie", asks("en")),
    );
    assert_eq!(writer(&request), Some("Fiona Murchie"));
}

#[test]
fn turkish_endings_behind_an_apostrophe_deny_nothing() {
    for text in [
        "9 Kasım'daki Belediye Başkanları Zirvesi'ne katılmak istiyorum.",
        "9 Kasım'daki Belediye Başkanları Zirvesi'ne kaydımın yapılmasını rica ederim.",
        "Belediye Başkanları Zirvesi’ne kaydolmak istiyorum.",
    ] {
        let (request, doubts) = small_letter::read("desk", "Zirve", &format!("Merhaba,\r\n\r\n{text}"));
        assert_eq!(request.intent.value, request::Intent::Registration, "{text}");
        assert_ne!(request.intent.evidence.rule, "model/intent", "{text}");
        let unclear = has(&doubts, DoubtKind::IntentUnclear);
        assert!(!unclear, "{text}: {doubts:?}");
    }
}

const FORWARDED: &str = "Hello Eva,\n\nI would like to attend the Summit of Mayors on 9 November.\n\nRegards\nTom Baker\nCity of Leeds\n+44 113 496 0000";

fn address(request: &Request) -> Option<(&str, &Part)> {
    let email = request.attendees.first()?.email.as_ref()?;
    Some((email.value.as_str(), &email.evidence.part))
}

#[test]
fn the_address_of_who_wrote_a_forwarded_letter_is_that_of_its_heading() {
    let heading = "From: Tom Baker <tom.baker@leeds.example>\nSent: 9 October 2016 09:00\nTo: Eva Klein\nSubject: Summit\n\n";
    let (message, request) = read(
        "Eva Klein <eva.klein@town.example>",
        "Fwd: Summit",
        &format!("Please see below.\n\nEva\n\n{heading}{FORWARDED}"),
    );
    assert_eq!(names(&request), ["Tom Baker"]);
    assert_eq!(address(&request), Some(("tom.baker@leeds.example", &Part::Body)));
    let evidence = &request.attendees[0].email.as_ref().unwrap().evidence;
    assert_eq!(
        message.text.get(evidence.start..evidence.end),
        Some("tom.baker@leeds.example")
    );
    assert_eq!(request.disposition, Disposition::Review);
    // Outlook often shows the name alone: nobody's address is better than another's.
    let (_, request) = read(
        "Eva Klein <eva.klein@town.example>",
        "Fwd: Summit",
        &format!(
            "Please see below.\n\nEva\n\n{}{FORWARDED}",
            heading.replace(" <tom.baker@leeds.example>", "")
        ),
    );
    assert_eq!(names(&request), ["Tom Baker"]);
    assert_eq!(address(&request), None);
}

#[test]
fn whoever_sends_on_their_own_letter_keeps_their_own_address() {
    let (_, request) = read(
        "Tom Baker <tom@home.example>",
        "Fwd: Summit",
        &format!(
            "From: Tom Baker <tom.baker@leeds.example>\nSent: 9 October 2016 09:00\nTo: Eva Klein\nSubject: Summit\n\n{FORWARDED}"
        ),
    );
    assert_eq!(
        address(&request).map(|(email, _)| email),
        Some("tom@home.example")
    );
}

#[test]
fn a_colleague_beside_myself_comes_with_me() {
    for text in [
        "hiermit melde ich mich und auch meine Kollegin Petra Lang zum Gipfel der Bürgermeister an.",
        "hiermit melde ich mich und meinen Kollegen Jens Lang zum Gipfel der Bürgermeister an.",
    ] {
        let (request, _) = small_letter::read("desk", "Gipfel", text);
        assert_eq!(request.attendees.len(), 2, "{text}: {:?}", names(&request));
        assert_eq!(request.seats.as_ref().map(|seats| seats.value), Some(2), "{text}");
    }
}

/// Notices that mail systems and offices add, with persons and numbers in them.
const NOTICES: &[(&str, &str)] = &[
    (
        "en",
        "This message and any attachments are intended solely for the use of the addressee. If you have received it in error, please notify Boris Crook at +44 20 7946 0000 or boris@crook.example and delete it.",
    ),
    (
        "en",
        "DISCLAIMER: The views expressed in this email are those of the sender, Boris Crook Ltd. Please consider the environment before printing this email.",
    ),
    (
        "en",
        "Leeds City Council: this e-mail has been scanned for viruses. Any unauthorised use, disclosure or copying is prohibited. Registered office: Civic Hall, Boris Crook House, Leeds LS1 1UR, +44 20 7946 0000",
    ),
    (
        "fr",
        "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires. Si vous avez reçu ce message par erreur, merci de prévenir Boris Crook au +33 1 23 45 67 89 et de le détruire.",
    ),
    (
        "fr",
        "Pensez à l'environnement avant d'imprimer ce message. La Ville de Crooktown décline toute responsabilité au titre de ce message s'il a été altéré.",
    ),
    (
        "fr",
        "Les informations contenues dans ce courriel et ses annexes sont strictement confidentielles. Toute utilisation ou diffusion non autorisée est interdite.",
    ),
    (
        "de",
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte Boris Crook (+49 30 1234567) und vernichten Sie diese Mail.",
    ),
    (
        "de",
        "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken. Hinweise zum Datenschutz finden Sie unter www.crooktown.example/datenschutz. Verantwortlich: Boris Crook.",
    ),
    (
        "de",
        "Der Inhalt dieser E-Mail ist ausschließlich für den bezeichneten Adressaten bestimmt. Jede Form der unautorisierten Nutzung, Veröffentlichung, Vervielfältigung oder Weitergabe ist nicht gestattet.",
    ),
    (
        "it",
        "Le informazioni contenute in questo messaggio sono riservate e destinate esclusivamente al destinatario. Qualora il messaggio in parola Le fosse pervenuto per errore, La preghiamo di eliminarlo e di avvisare Boris Crook al +39 06 1234567.",
    ),
    (
        "it",
        "Ai sensi del Regolamento UE 2016/679 (GDPR) si precisa che le informazioni contenute in questo messaggio e negli eventuali allegati sono riservate. Rispetta l'ambiente: se non ti è necessario, non stampare questa mail.",
    ),
    (
        "it",
        "AVVISO DI RISERVATEZZA: il testo e gli eventuali documenti trasmessi contengono informazioni riservate al destinatario indicato. La diffusione, distribuzione e/o copia non è consentita.",
    ),
    (
        "ru",
        "Данное сообщение и любые приложения к нему являются конфиденциальными и предназначены исключительно для адресата. Если вы получили его по ошибке, сообщите об этом Борису Круку по телефону +7 495 123-45-67 и удалите сообщение.",
    ),
    (
        "ru",
        "Информация, содержащаяся в этом письме, является конфиденциальной. Если Вы не являетесь адресатом, любое использование, копирование или распространение запрещено.",
    ),
    (
        "ru",
        "Подумайте об окружающей среде, прежде чем распечатать это письмо. Внимание! Настоящее электронное сообщение предназначено только для лица, которому оно адресовано.",
    ),
    (
        "tr",
        "Bu e-posta ve ekleri gizli bilgiler içerebilir ve yalnızca gönderilen kişiye özeldir. Eğer bu mesajı yanlışlıkla aldıysanız lütfen Boris Crook'a (+90 212 123 45 67) bildiriniz ve siliniz.",
    ),
    (
        "tr",
        "YASAL UYARI: Bu elektronik posta mesajı ve ekleri sadece gönderildiği kişi veya kuruma özeldir ve gizli bilgi içerebilir. Kopyalanması, dağıtılması yasaktır.",
    ),
    (
        "tr",
        "Bu e-postayı yazdırmadan önce çevreyi düşününüz. Bu mesajın içeriğinden Crooktown Belediyesi sorumlu tutulamaz.",
    ),
    (
        "en",
        "CONFIDENTIALITY NOTICE: This e-mail may contain privileged information. If you are not the intended recipient you must not copy this message. Crooktown Council may monitor e-mails.",
    ),
    (
        "en",
        "[EXTERNAL] This email originated from outside of the organisation. Do not click links or open attachments unless you recognise the sender, Boris Crook.",
    ),
    (
        "fr",
        "Avis de confidentialité : ce courriel est destiné exclusivement à la personne mentionnée. Boris Crook, délégué à la protection des données, dpo@crook.example",
    ),
    (
        "de",
        "ACHTUNG: Diese E-Mail stammt von einem externen Absender. Bitte öffnen Sie keine Anhänge.",
    ),
];

#[test]
fn nobody_in_a_notice_below_the_letter_comes_and_no_number_of_it_is_taken() {
    for (language, notice) in NOTICES {
        let name = if *language == "ru" {
            "Ольга Белова"
        } else {
            "Sabine Kern"
        };
        let from = format!("{name} <writer@town.example>");
        for between in ["\n\n", "\n"] {
            let text = format!("{}{name}{between}{notice}", asks(language));
            let (_, request) = read(&from, "Summit", &text);
            assert_eq!(names(&request), [name], "{notice}");
            assert!(request.attendees[0].phone.is_none(), "{notice}");
            assert_eq!(writer(&request), Some(name), "{notice}");
        }
    }
}

#[test]
fn a_surname_that_is_a_town_is_the_writers_where_the_address_has_it() {
    for from in [
        "=?utf-8?q?Volker_L=C3=BCttich?= <luettich@dpn-nachrichten.example>",
        "=?utf-8?q?Volker_L=C3=BCttich?= <v.luettich@dpn-nachrichten.example>",
    ] {
        let (_, request) = read(
            from,
            "Gipfel",
            "Sehr geehrter Herr Cristellys,\n\nbitte merken Sie mich für den 9. November vor.\n\nMit freundlichen Grüßen\n\
             Volker Lüttich",
        );
        assert_eq!(writer(&request), Some("Volker Lüttich"), "{from}");
        assert_eq!(names(&request), ["Volker Lüttich"], "{from}");
    }
}

#[test]
fn an_initial_does_not_end_a_name_whose_rest_from_has_as_well() {
    let (_, request) = read(
        "\"K. W. Entwistle\" <kenentwistle1938@postbox.example>",
        "Rotterdam Nov. 9th",
        "Dear Sirs,\n\nI served on Burnley council for thirty-one years, nine of them as leader. I should be glad of a seat at \
         your meeting on 9 November.\n\nYours truly,\n\nKenneth W. Entwistle\n12 Higherford Row, Nelson, Lancashire",
    );
    assert_eq!(names(&request), ["Kenneth W. Entwistle"]);
    assert_eq!(
        request.seats.map(|seats| seats.value),
        Some(1),
        "the nine are years"
    );
}

/// Honours behind a name, what devices and labels add, and towns before it had been parts of names.
#[test]
fn what_stands_beside_a_name_is_no_part_of_it() {
    for (from, text, expected) in [
        (
            "Rosalind Kettlewell <rk@town.example>",
            "Please register me for the Summit.\n\nRosalind Kettlewell MBE\nDirector",
            "Rosalind Kettlewell",
        ),
        (
            "Tesfay Gebremedhin <tg@town.example>",
            "Ich heiße Tesfay Gebremedhin und möchte zum Gipfel kommen.\n\nMit freundlichen Grüßen\nTesfay\nHandy: +49 176 5550 4471",
            "Tesfay Gebremedhin",
        ),
        (
            "Ylenia Basile <yb@town.example>",
            "Vorrei iscrivermi al vertice!! Grazie :P Ylenia Basile",
            "Ylenia Basile",
        ),
        (
            "\"Pfr. i. R. Gottlieb Knauer\" <gk@town.example>",
            "Ich möchte am 9. November am Gipfel teilnehmen.\n\nMit freundlichen Grüßen\nGottlieb Knauer",
            "Gottlieb Knauer",
        ),
        (
            "assistant@town.example",
            "Please register our Deputy Mayor for Policing, Crime, Fire and Criminal Justice, Bev Ollerenshaw, for the Summit.\n\nPenny Stanhope\nPersonal Assistant",
            "Bev Ollerenshaw",
        ),
    ] {
        let (_, request) = read(from, "Summit", text);
        assert_eq!(names(&request), [expected], "{text}");
    }
}
