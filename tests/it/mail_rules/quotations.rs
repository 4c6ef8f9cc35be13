//! Whose words a line is: answers, quotations, forwards, signatures and notices of all clients (mail-rules 52–56).

use super::{about, desk, in_html, lines, parse};
use rsvpd::message::{LineKind, Message};

const OWN: &str = "I come, thank you.";
const OLD: &str = "Dear Anna, please tell us by Friday.";

/// Own words stay own and the old ones are quoted, whatever stands between.
fn quotes_below(heading: &str) {
    let message = about(
        "Re: Summit",
        &format!("{OWN}\n\n{heading}\n{OLD}\nJuan Cristellys\n"),
    );
    assert_eq!(lines(&message, LineKind::Own), [OWN], "under {heading:?}");
    assert!(
        lines(&message, LineKind::Quoted).contains(&OLD.to_owned()),
        "under {heading:?}"
    );
}

/// Marked quotation: text below it is the writer's again.
fn quotes_between(heading: &str) {
    let message = about(
        "Re: Summit",
        &format!("Hello Juan,\n\n{heading}\n\n> {OLD}\n> Juan\n\n{OWN}\n"),
    );
    assert_eq!(
        lines(&message, LineKind::Own),
        ["Hello Juan,", OWN],
        "under {heading:?}"
    );
}

const ATTRIBUTIONS: [&str; 47] = [
    "On Tue, 18 Oct 2016 at 10:02, Juan Cristellys <cristellys@efus.eu> wrote:",
    "On Tue, Oct 18, 2016 at 10:02 AM, Juan Cristellys <cristellys@efus.eu>\nwrote:",
    "On Tue, 18 Oct 2016, 10:02 Juan Cristellys, <cristellys@efus.eu> wrote:",
    "On 18/10/2016 10:02, Juan Cristellys wrote:",
    "On Oct 18, 2016, at 10:02 AM, Juan Cristellys <cristellys@efus.eu> wrote:",
    "On Tuesday, October 18, 2016 10:02 AM, Juan Cristellys <cristellys@efus.eu> wrote:",
    "On Tuesday, October 18th, 2016 at 10:02 AM, Juan Cristellys <cristellys@efus.eu> wrote:",
    "In a message dated 10/18/2016 10:02:11 AM W. Europe Daylight Time, cristellys@efus.eu writes:",
    "Juan Cristellys <cristellys@efus.eu> wrote on 18.10.2016 10:02:11:",
    "Le mar. 18 oct. 2016 à 10:02, Juan Cristellys <cristellys@efus.eu> a écrit :",
    "Le 18/10/2016 à 10:02, Juan Cristellys a écrit :",
    "Le 18 oct. 2016 à 10:02, Juan Cristellys <cristellys@efus.eu> a écrit :",
    "Le Mardi 18 octobre 2016 10h02, Juan Cristellys <cristellys@efus.eu> a écrit :",
    "Am Di., 18. Okt. 2016 um 10:02 Uhr schrieb Juan Cristellys <cristellys@efus.eu>:",
    "Am 18.10.2016 um 10:02 schrieb Juan Cristellys:",
    "Am Dienstag, 18. Oktober 2016, 10:02:11 CEST schrieb Juan Cristellys:",
    "Juan Cristellys <cristellys@efus.eu> schrieb am 10:02 Dienstag, 18.Oktober 2016:",
    "Juan Cristellys <cristellys@efus.eu> schrieb am Di., 18. Okt. 2016,\n10:02:",
    "Il giorno mar 18 ott 2016 alle ore 10:02 Juan Cristellys <cristellys@efus.eu> ha scritto:",
    "Il 18/10/2016 10:02, Juan Cristellys ha scritto:",
    "Il giorno 18 ott 2016, alle ore 10:02, Juan Cristellys\n<cristellys@efus.eu> ha scritto:",
    "Il mar 18 ott 2016, 10:02 Juan Cristellys <cristellys@efus.eu> ha scritto:",
    "вт, 18 окт. 2016 г. в 10:02, Juan Cristellys <cristellys@efus.eu>:",
    "18 октября 2016 г., 10:02 пользователь Juan Cristellys <cristellys@efus.eu> написал:",
    "18.10.2016, 10:02, \"Juan Cristellys\" <cristellys@efus.eu>:",
    "Вторник, 18 октября 2016, 10:02 +03:00 от Juan Cristellys <cristellys@efus.eu>:",
    "18 окт. 2016 г., в 10:02, Juan Cristellys <cristellys@efus.eu> написал(а):",
    "18.10.2016 10:02, Juan Cristellys пишет:",
    "Juan Cristellys <cristellys@efus.eu>, 18 Eki 2016 Sal, 10:02 tarihinde şunu yazdı:",
    "18 Ekim 2016 10:02 tarihinde Juan Cristellys <cristellys@efus.eu> yazdı:",
    "18.10.2016 10:02 tarihinde Juan Cristellys yazdı:",
    "Juan Cristellys <cristellys@efus.eu> şunları yazdı (18 Eki 2016 10:02):",
    "18 Eki 2016 10:02 tarihinde, Juan Cristellys <cristellys@efus.eu>\nşunları yazdı:",
    "Op di 18 okt. 2016 om 10:02 schreef Juan Cristellys <cristellys@efus.eu>:",
    "Op 18 okt. 2016 om 10:02 heeft Juan Cristellys <cristellys@efus.eu> het\nvolgende geschreven:",
    "El mar., 18 oct. 2016 a las 10:02, Juan Cristellys (<cristellys@efus.eu>)\nescribió:",
    "El 18/10/2016 a las 10:02, Juan Cristellys escribió:",
    "wt., 18 paź 2016 o 10:02 Juan Cristellys <cristellys@efus.eu> napisał(a):",
    "W dniu 18.10.2016 o 10:02, Juan Cristellys pisze:",
    "W dniu wtorek, 18 października 2016 użytkownik Juan Cristellys <cristellys@efus.eu> napisał:",
    "Den tis 18 okt. 2016 kl 10:02 skrev Juan Cristellys <cristellys@efus.eu>:",
    "Den 2016-10-18 kl. 10:02, skrev Juan Cristellys:",
    "Em ter., 18 de out. de 2016 às 10:02, Juan Cristellys <cristellys@efus.eu>\nescreveu:",
    "Juan Cristellys <cristellys@efus.eu> escreveu no dia terça, 18/10/2016 à(s) 10:02:",
    "Dne út 18. 10. 2016 10:02 uživatel Juan Cristellys <cristellys@efus.eu> napsal:",
    "Στις Τρί, 18 Οκτ 2016 στις 10:02 π.μ., ο/η Juan Cristellys <cristellys@efus.eu> έγραψε:",
    "În mar., 18 oct. 2016 la 10:02, Juan Cristellys <cristellys@efus.eu> a scris:",
];

#[test]
fn rule_055_attributions_of_all_clients_open_a_quotation() {
    for heading in ATTRIBUTIONS {
        quotes_below(heading);
        quotes_between(heading);
    }
}

const BLOCKS: [&str; 27] = [
    "From: Juan Cristellys <cristellys@efus.eu>\nSent: 18 October 2016 10:02\nTo: Anna Weber\nSubject: Summit\n",
    "________________________________\nFrom: Juan Cristellys <cristellys@efus.eu>\nSent: Tuesday, October 18, 2016 10:02:11 AM\nTo: Anna\nSubject: Summit\n",
    "*From:* Juan Cristellys [mailto:cristellys@efus.eu]\n*Sent:* Tuesday, October 18, 2016 10:02 AM\n*To:* Anna Weber\n*Subject:* Summit\n",
    "From: Juan Cristellys <cristellys@efus.eu>\nDate: Tuesday, 18 October 2016 at 10:02\nTo: Anna Weber <anna@town.example>\nSubject: Summit\n",
    "-----Original Message-----\nFrom: Juan Cristellys\nSent: Tuesday, October 18, 2016 10:02 AM\nTo: Anna\nSubject: Summit\n",
    "-------- Original message --------\nFrom: Juan Cristellys <cristellys@efus.eu>\nDate: 18/10/2016 10:02 (GMT+01:00)\nTo: anna@town.example\nSubject: Summit\n",
    "-----Ursprüngliche Nachricht-----\nVon: Juan Cristellys\nGesendet: Dienstag, 18. Oktober 2016 10:02\nAn: Weber, Anna\nBetreff: Gipfel\n",
    "-------- Ursprüngliche Nachricht --------\nVon: Juan <cristellys@efus.eu> Datum: 18.10.16 10:02 (GMT+01:00) An: Anna Betreff: Gipfel\n",
    "-----Original-Nachricht-----\nBetreff: Gipfel\nDatum: 2016-10-18T10:02:11+0200\nVon: \"Juan\" <cristellys@efus.eu>\nAn: \"Anna\" <anna@town.example>\n",
    "Gesendet: Dienstag, 18. Oktober 2016 um 10:02 Uhr\nVon: \"Juan Cristellys\" <cristellys@efus.eu>\nAn: \"Anna\" <anna@town.example>\nBetreff: Gipfel\n",
    "Von: Juan Cristellys <cristellys@efus.eu>\nAn: Anna Weber <anna@town.example>\nKopie: Karl Huber\nDatum: 18.10.2016 10:02\nBetreff: Gipfel\n",
    "De : Juan Cristellys <cristellys@efus.eu>\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Anna Weber\nObjet : Sommet\n",
    "De: \"Juan Cristellys\" <cristellys@efus.eu>\nÀ: \"Anna\" <anna@town.example>\nEnvoyé: Mardi 18 Octobre 2016 10:02:11\nObjet: Sommet\n",
    "-------- Message d'origine --------\nDe : Juan Cristellys <cristellys@efus.eu>\nDate : 18/10/2016 10:02 (GMT+01:00)\nÀ : anna@town.example\nObjet : Sommet\n",
    "----- Mail original -----\nDe: \"Juan\" <cristellys@efus.eu>\nÀ: anna@town.example\nEnvoyé: Mardi 18 Octobre 2016 10:02:11\nObjet: Sommet\n",
    "Da: Juan Cristellys <cristellys@efus.eu>\nInviato: martedì 18 ottobre 2016 10:02\nA: Anna Weber\nOggetto: Vertice\n",
    "----Messaggio originale----\nDa: cristellys@efus.eu\nData: 18-ott-2016 10.02\nA: <anna@town.example>\nOgg: Vertice\n",
    "---------- Initial Header -----------\n\nFrom      : \"Juan\" cristellys@efus.eu\nTo          : anna@town.example\nCc          :\nDate      : Tue, 18 Oct 2016 10:02:11 +0200\nSubject : Vertice\n",
    "От: Juan Cristellys <cristellys@efus.eu>\nОтправлено: 18 октября 2016 г. 10:02\nКому: Анна Вебер\nТема: Саммит\n",
    "-------- Исходное сообщение --------\nОт: Juan Cristellys <cristellys@efus.eu>\nДата: 18.10.2016 10:02 (GMT+03:00)\nКому: anna@town.example\nТема: Саммит\n",
    "Kimden: Juan Cristellys <cristellys@efus.eu>\nGönderildi: 18 Ekim 2016 Salı 10:02\nKime: Anna Weber\nKonu: Zirve\n",
    "-----Özgün İleti-----\nKimden: Juan Cristellys\nGönderilen: 18 Ekim 2016 Salı 10:02\nKime: Anna\nKonu: Zirve\n",
    "-------- Orijinal mesaj --------\nKimden: Juan <cristellys@efus.eu>\nTarih: 18.10.2016 10:02 (GMT+02:00)\nAlıcı: anna@town.example\nKonu: Zirve\n",
    "Van: Juan Cristellys <cristellys@efus.eu>\nVerzonden: dinsdag 18 oktober 2016 10:02\nAan: Anna Weber\nOnderwerp: Top\n",
    "De: Juan Cristellys <cristellys@efus.eu>\nEnviado el: martes, 18 de octubre de 2016 10:02\nPara: Anna Weber\nAsunto: Cumbre\n",
    "Od: Juan Cristellys <cristellys@efus.eu>\nWysłano: wtorek, 18 października 2016 10:02\nDo: Anna Weber\nTemat: Szczyt\n",
    "Juan Cristellys---18.10.2016 10:02:11---Sehr geehrte Frau Weber, bitte melden Sie sich\n\nVon:\tJuan Cristellys <cristellys@efus.eu>\nAn:\tanna@town.example\nDatum:\t18.10.2016 10:02\nBetreff:\tGipfel\n",
];

#[test]
fn rule_055_header_blocks_of_all_clients_open_a_quotation() {
    for heading in BLOCKS {
        quotes_below(heading);
    }
}

#[test]
fn rule_055_answers_between_and_below_marks_stay_own() {
    let message = about(
        "Re: Summit",
        "> Will you come?\n\nYes.\n\n> Do you eat meat?\nNo meat, please.\n>> older\n> still old\nAnna\n",
    );
    assert_eq!(
        lines(&message, LineKind::Own),
        ["Yes.", "No meat, please.", "Anna"]
    );
    assert_eq!(lines(&message, LineKind::Quoted).len(), 4);
}

#[test]
fn rule_055_the_bat_quotes_below_you_wrote() {
    let message = about(
        "Re: Саммит",
        "Здравствуйте, Juan.\n\nВы писали 18 октября 2016 г., 10:02:11:\n\n> Вы придёте?\n\nДа, приду.\n",
    );
    assert_eq!(
        lines(&message, LineKind::Own),
        ["Здравствуйте, Juan.", "Да, приду."]
    );
}

#[test]
fn rule_055_proton_puts_its_attribution_below_a_separator() {
    let text = format!(
        "{OWN}\n\n------- Original Message -------\nOn Tuesday, October 18th, 2016 at 10:02 AM, Juan <cristellys@efus.eu> wrote:\n\n> {OLD}\n\nAnd one more thing.\n"
    );
    let message = about("Re: Summit", &text);
    assert_eq!(lines(&message, LineKind::Own), [OWN, "And one more thing."]);
}

#[test]
fn rule_055_orange_marks_its_whole_heading() {
    let message = about(
        "re: Sommet",
        "Oui, je viens.\n\n> Message du 18/10/16 10:02\n> De : \"Juan\" <cristellys@efus.eu>\n> A : anna@town.example\n> Copie à :\n> Objet : Sommet\n>\n> Viendrez-vous ?\n",
    );
    assert_eq!(lines(&message, LineKind::Own), ["Oui, je viens."]);
}

#[test]
fn rule_055_html_quotations_of_gmail_apple_outlook_and_thunderbird() {
    let gmail = "<div dir=\"ltr\">I come.<br></div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Tue, 18 Oct 2016 at 10:02, Juan &lt;<a href=\"mailto:cristellys@efus.eu\">cristellys@efus.eu</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0\">Will you?</blockquote></div>";
    let apple = "<html><body>I come.<br><br><div>Sent from my iPhone</div><div dir=\"ltr\"><br><blockquote type=\"cite\">On 18 Oct 2016, at 10:02, Juan wrote:<br><br></blockquote></div><blockquote type=\"cite\">Will you?</blockquote></body></html>";
    let outlook = "<div class=WordSection1><p class=MsoNormal>I come.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> Juan &lt;cristellys@efus.eu&gt; <br><b>Sent:</b> 18 October 2016 10:02<br><b>To:</b> Anna<br><b>Subject:</b> Summit</p></div><p class=MsoNormal>Will you?</p></div>";
    let thunderbird = "<p>I come.</p><div class=\"moz-cite-prefix\">On 18/10/2016 10:02, Juan wrote:<br></div><blockquote type=\"cite\" cite=\"mid:1\"><p>Will you?</p></blockquote>";
    for html in [gmail, apple, outlook, thunderbird] {
        let message = in_html("Re: Summit", html);
        assert_eq!(lines(&message, LineKind::Own), ["I come."], "in {html}");
        assert!(
            lines(&message, LineKind::Quoted).contains(&"Will you?".to_owned()),
            "in {html}"
        );
    }
}

#[test]
fn rule_055_an_indented_paragraph_is_no_quotation() {
    let message = in_html(
        "Registration",
        "<p>Please register:</p><blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">Eva Klein<br>Karl Gross</blockquote><p>Anna</p>",
    );
    assert_eq!(
        lines(&message, LineKind::Own),
        ["Please register:", "Eva Klein", "Karl Gross", "Anna"]
    );
}

#[test]
fn rule_055_a_travel_plan_is_no_header_block() {
    let message = about(
        "Registration",
        "I register for the summit.\n\nFrom: Helsinki\nTo: Rotterdam\nDate: 8 November\n\nWhat I wrote in 2014:\nplease give me a vegan lunch.\n",
    );
    assert!(lines(&message, LineKind::Quoted).is_empty());
    assert_eq!(lines(&message, LineKind::Own).len(), 6);
}

#[test]
fn rule_054_nothing_of_our_quoted_template_is_own() {
    let message = about(
        "Re: Confirmation",
        "Please cancel.\n\nLe 18 octobre 2016 à 10:02, Juan Cristellys <cristellys@efus.eu> a écrit :\n\n> Nom : Eva Klein\n> Matin : oui\n",
    );
    assert_eq!(message.own_text(), "Please cancel.");
}

#[test]
fn rule_056_signatures_telephones_and_notices_are_told_apart() {
    let footers = [
        "Sent from my iPhone",
        "Sent from my Samsung Galaxy smartphone.",
        "Get Outlook for Android<https://aka.ms/x>",
        "Envoyé de mon iPad",
        "Télécharger Outlook pour Android",
        "Provenance : Courrier pour Windows 10",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Holen Sie sich Outlook für iOS",
        "Inviato da iPhone",
        "Inviato dal mio Galaxy",
        "Ottieni Outlook per Android",
        "Отправлено с iPhone",
        "Отправлено из мобильной Почты Mail.ru",
        "Отправлено из Почты для Windows 10",
        "iPhone'umdan gönderildi",
        "Android cihazımdan gönderildi",
        "Android için Outlook'u edinin",
        "Verstuurd vanaf mijn iPhone",
        "Enviado desde mi iPhone",
        "Wysłane z iPhone'a",
        "Enviado do meu iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
    ];
    for footer in footers {
        let message = about("Summit", &format!("I come on 9 November.\nAnna\n\n{footer}\n"));
        assert_eq!(lines(&message, LineKind::Signature), [footer]);
        assert_eq!(lines(&message, LineKind::Own).len(), 2, "above {footer:?}");
    }
    let message = about(
        "Summit",
        "I come.\n\n-- \nAnna Weber\nMayor, +49 30 1234\n\nThis e-mail is confidential. If you are not the intended recipient, delete it.\n",
    );
    assert_eq!(
        lines(&message, LineKind::Signature),
        ["--", "Anna Weber", "Mayor, +49 30 1234"]
    );
    assert_eq!(lines(&message, LineKind::Disclaimer).len(), 1);
}

#[test]
fn rule_056_words_of_a_request_are_no_legal_notice() {
    for text in [
        "Bitte löschen Sie alle Daten, die Sie über mich gespeichert haben; meine E-Mail-Adresse ist anna@town.example.\n\nAnna\n",
        "Ai sensi dell'art. 7 del D.Lgs. 196/2003 chiedo di cancellare i miei dati personali.\n\nAnna\n",
        "Please treat my diet as confidential and notify the caterer only.\n\nAnna\n",
        "Sent by my office yesterday was a form, but here are the details again:\nAnna Weber, Berlin\n",
    ] {
        let message = about("Request", text);
        assert!(lines(&message, LineKind::Disclaimer).is_empty(), "in {text}");
        assert!(lines(&message, LineKind::Signature).is_empty(), "in {text}");
    }
}

const FORWARDS: [(&str, &str); 12] = [
    (
        "Fwd: Summit",
        "---------- Forwarded message ---------\nFrom: Eva Klein <eva@town.example>\nDate: Tue, 18 Oct 2016 at 10:02\nSubject: Summit\nTo: Anna <anna@town.example>\n\n\n",
    ),
    (
        "FW: Summit",
        "From: Eva Klein <eva@town.example>\nSent: 18 October 2016 10:02\nTo: Anna\nSubject: Summit\n\n",
    ),
    (
        "Fwd: Summit",
        "Begin forwarded message:\n\nFrom: Eva Klein <eva@town.example>\nSubject: Summit\nDate: 18 October 2016 10:02:11 CEST\nTo: Anna\n\n",
    ),
    (
        "WG: Gipfel",
        "Von: Eva Klein [mailto:eva@town.example]\nGesendet: Dienstag, 18. Oktober 2016 10:02\nAn: Anna\nBetreff: Gipfel\n\n",
    ),
    (
        "Fwd: Gipfel",
        "-------- Weitergeleitete Nachricht --------\nBetreff: \tGipfel\nDatum: \tTue, 18 Oct 2016 10:02:11 +0200\nVon: \tEva Klein <eva@town.example>\nAn: \tanna@town.example\n\n",
    ),
    (
        "TR: Sommet",
        "De : Eva Klein [mailto:eva@town.example]\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Anna\nObjet : Sommet\n\n",
    ),
    (
        "Fwd: Sommet",
        "---------- Message transféré ----------\nDe : Eva Klein <eva@town.example>\nDate : 18 octobre 2016 à 10:02\nObjet : Sommet\nÀ : Anna\n\n",
    ),
    (
        "I: Vertice",
        "Da: Eva Klein [mailto:eva@town.example]\nInviato: martedì 18 ottobre 2016 10:02\nA: Anna\nOggetto: Vertice\n\n",
    ),
    (
        "Fwd: Саммит",
        "-------- Пересылаемое сообщение --------\n18.10.2016, 10:02, \"Eva Klein\" <eva@town.example>:\n\n",
    ),
    (
        "Пересл: Саммит",
        "От: Eva Klein <eva@town.example>\nОтправлено: 18 октября 2016 г. 10:02\nКому: Anna\nТема: Саммит\n\n",
    ),
    (
        "İlt: Zirve",
        "Kimden: Eva Klein <eva@town.example>\nGönderildi: 18 Ekim 2016 Salı 10:02\nKime: Anna\nKonu: Zirve\n\n",
    ),
    (
        "RV: Cumbre",
        "De: Eva Klein <eva@town.example>\nEnviado el: martes, 18 de octubre de 2016 10:02\nPara: Anna\nAsunto: Cumbre\n\n",
    ),
];

#[test]
fn rule_053_a_forwarded_letter_is_the_content_and_its_writer_is_named() {
    for (subject, heading) in FORWARDS {
        let message = about(
            subject,
            &format!("Please register her.\nAnna\n\n{heading}I would like to come.\nEva Klein\n"),
        );
        assert_eq!(
            lines(&message, LineKind::Forwarded),
            ["I would like to come.", "Eva Klein"],
            "under {subject}"
        );
        assert_eq!(lines(&message, LineKind::Own), ["Please register her.", "Anna"]);
        let from = message
            .forward
            .and_then(|forward| forward.from)
            .map(|from| from.address);
        assert_eq!(
            from.as_deref(),
            Some("eva@town.example"),
            "under {subject}: {heading}"
        );
    }
}

#[test]
fn rule_053_apple_marks_the_forwarded_letter() {
    let message = about(
        "Fwd: Summit",
        "FYI\n\nBegin forwarded message:\n\n> From: Eva Klein <eva@town.example>\n> Subject: Summit\n> Date: 18 October 2016 10:02:11 CEST\n> To: Anna\n>\n> I would like to come.\n>> older\n",
    );
    assert_eq!(lines(&message, LineKind::Forwarded), ["I would like to come."]);
    assert_eq!(lines(&message, LineKind::Quoted), ["older"]);
}

#[test]
fn rule_053_a_forward_of_a_forward_reaches_the_first_writer() {
    let text = "Voir ci-dessous.\n\nDe : Paul Roux <paul@town.example>\nEnvoyé : mardi 18 octobre 2016 11:00\nÀ : Anna\nObjet : TR: Sommet\n\nPour suite.\n\nDe : Eva Klein <eva@town.example>\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Paul\nObjet : Sommet\n\nJe viendrai le 9.\n";
    let message = about("TR: Sommet", text);
    assert_eq!(
        lines(&message, LineKind::Forwarded),
        ["Pour suite.", "Je viendrai le 9."]
    );
    assert_eq!(
        message
            .forward
            .and_then(|forward| forward.from)
            .map(|from| from.address)
            .as_deref(),
        Some("eva@town.example")
    );
}

#[test]
fn rule_053_a_forwarder_who_writes_a_letter_is_the_writer() {
    let text = "Bonjour,\n\nSuite au message ci-dessous, merci d'inscrire :\n\n- Mme Eva Klein, directrice\n- M. Paul Roux, juriste\n\nAnna Weber\n\nDe : Eva Klein <eva@town.example>\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Anna\nObjet : Sommet\n\nAnna, tu peux nous inscrire ?\n";
    let message = about("TR: Sommet", text);
    assert!(lines(&message, LineKind::Forwarded).is_empty());
    assert_eq!(
        lines(&message, LineKind::Quoted),
        ["Anna, tu peux nous inscrire ?"]
    );
}

#[test]
fn rule_053_our_own_letter_forwarded_to_us_is_quoted() {
    let text = "Please cancel.\n\nFrom: Juan Cristellys <cristellys@efus.eu>\nSent: 18 October 2016 10:02\nTo: Anna\nSubject: Confirmation\n\nYour seat is confirmed.\n";
    let message = about("FW: Confirmation", text);
    assert_eq!(lines(&message, LineKind::Quoted), ["Your seat is confirmed."]);
}

#[test]
fn rule_052_an_enclosed_message_is_read_but_its_sender_not_answered() {
    let raw = super::letter(
        "Subject: Fwd: Summit\nContent-Type: multipart/mixed; boundary=b\n",
        "--b\nContent-Type: text/plain\n\nSee attached.\n--b\nContent-Type: message/rfc822\n\nFrom: Eva Klein <eva@town.example>\nTo: anna@town.example\nSubject: Summit\n\nI would like to come.\n--b--\n",
    );
    let message = parse(raw);
    assert_eq!(lines(&message, LineKind::Forwarded), ["I would like to come."]);
    assert_eq!(
        message.from.map(|from| from.address).as_deref(),
        Some("anna@town.example")
    );
    assert_eq!(
        message
            .forward
            .and_then(|forward| forward.from)
            .map(|from| from.address)
            .as_deref(),
        Some("eva@town.example")
    );
}

#[test]
fn rule_054_a_letter_marked_as_quoted_from_end_to_end_is_its_writers() {
    let message = Message::parse(
        super::letter(
            "Subject: Registration\n",
            "> I register for the summit.\n> Anna\n",
        )
        .as_bytes(),
        &desk(),
        None,
    );
    assert_eq!(lines(&message, LineKind::Own).len(), 2);
}
