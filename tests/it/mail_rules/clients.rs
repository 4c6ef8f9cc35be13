//! What clients write above the mail they answer, in six languages each: nothing below it is the writer's own (mail-rules 55).

use super::{about, lines};
use rsvpd::message::LineKind;

pub(super) const OWN: &str = "I come, thank you.";
pub(super) const OLD: &str = "Dear Anna, please tell us by Friday.";

/// Attributions by client, for en, fr, de, it, ru and tr in this order where the client speaks all six.
const ATTRIBUTIONS: &[(&str, &[&str])] = &[
    (
        "Gmail",
        &[
            "On Tue, Oct 18, 2016 at 10:02 AM Juan Cristellys <cristellys@efus.eu> wrote:",
            "On Tue, Oct 18, 2016 at 10:02\u{202f}AM Juan Cristellys <\ncristellys@efus.eu> wrote:",
            "Le mar. 18 oct. 2016 à 10:02, Juan Cristellys <cristellys@efus.eu> a\nécrit :",
            "Am Di., 18. Okt. 2016 um 10:02 Uhr schrieb Juan Cristellys <\ncristellys@efus.eu>:",
            "Am 18. Oktober 2016 um 10:02 schrieb Juan Cristellys <cristellys@efus.eu>:",
            "Il giorno mar 18 ott 2016 alle ore 10:02 Juan Cristellys <\ncristellys@efus.eu> ha scritto:",
            "Il giorno 18 ottobre 2016 10:02, Juan Cristellys <cristellys@efus.eu>\nha scritto:",
            "вт, 18 окт. 2016 г. в 10:02, Juan Cristellys <\ncristellys@efus.eu>:",
            "18 октября 2016 г., 10:02 пользователь Juan Cristellys <\ncristellys@efus.eu> написал:",
            "Juan Cristellys <cristellys@efus.eu>, 18 Eki 2016 Sal, 10:02 tarihinde\nşunu yazdı:",
            "2016-10-18 10:02 GMT+02:00 Juan Cristellys <cristellys@efus.eu>:",
        ],
    ),
    (
        "Apple Mail and iOS",
        &[
            "On 18. Oct 2016, at 10:02, Juan Cristellys <cristellys@efus.eu> wrote:",
            "On Oct 18, 2016, at 10:02 AM, Juan Cristellys <cristellys@efus.eu>\nwrote:",
            "On 18 Oct 2016, at 10:02, Juan Cristellys wrote:",
            "Le 18 oct. 2016 à 10:02, Juan Cristellys <cristellys@efus.eu> a écrit :",
            "Am 18.10.2016 um 10:02 schrieb Juan Cristellys <cristellys@efus.eu>:",
            "Il giorno 18 ott 2016, alle ore 10:02, Juan Cristellys <cristellys@efus.eu> ha scritto:",
            "18 окт. 2016 г., в 10:02, Juan Cristellys <cristellys@efus.eu> написал(а):",
            "Juan Cristellys <cristellys@efus.eu> şunları yazdı (18 Eki 2016 10:02):",
            "18 Eki 2016 tarihinde, saat 10:02 itibarıyla, Juan Cristellys <cristellys@efus.eu> şunu yazdı:",
        ],
    ),
    (
        "Thunderbird",
        &[
            "On 10/18/2016 10:02 AM, Juan Cristellys wrote:",
            "On 18.10.16 10:02, Juan Cristellys wrote:",
            "Le 18/10/2016 à 10:02, Juan Cristellys a écrit :",
            "Am 18.10.16 um 10:02 schrieb Juan Cristellys:",
            "Il 18/10/16 10:02, Juan Cristellys ha scritto:",
            "18.10.2016 10:02, Juan Cristellys пишет:",
            "18.10.2016 10:02 tarihinde Juan Cristellys yazdı:",
        ],
    ),
    (
        "Outlook on telephones",
        &[
            "On Tue, Oct 18, 2016 at 10:02 AM +0200, \"Juan Cristellys\" <cristellys@efus.eu> wrote:",
            "Le mar. 18 oct. 2016 à 10:02 +0200, \"Juan Cristellys\" <cristellys@efus.eu> a écrit :",
            "Am Di., Okt. 18, 2016 um 10:02 vorm. +0200 schrieb \"Juan Cristellys\" <cristellys@efus.eu>:",
            "Il giorno mar 18 ott 2016 alle 10:02 AM +0200, \"Juan Cristellys\" <cristellys@efus.eu> ha scritto:",
            "Вт, окт. 18, 2016 в 10:02 +0300, \"Juan Cristellys\" <cristellys@efus.eu> написал(а):",
            "18 Eki 2016 Sal, 10:02 +0300 tarihinde \"Juan Cristellys\" <cristellys@efus.eu> şunu yazdı:",
        ],
    ),
    (
        "Yahoo",
        &[
            "On Tuesday, October 18, 2016, 10:02:11 AM GMT+2, Juan Cristellys <cristellys@efus.eu> wrote:",
            "Le mardi 18 octobre 2016 à 10:02:11 UTC+2, Juan Cristellys <cristellys@efus.eu> a écrit :",
            "Am Dienstag, 18. Oktober 2016, 10:02:11 MESZ hat Juan Cristellys <cristellys@efus.eu> Folgendes geschrieben:",
            "Il martedì 18 ottobre 2016, 10:02:11 CEST, Juan Cristellys <cristellys@efus.eu> ha scritto:",
            "Il Martedì 18 Ottobre 2016 10:02, Juan Cristellys <cristellys@efus.eu> ha scritto:",
            "вторник, 18 октября 2016 г., 10:02:11 GMT+3, Juan Cristellys <cristellys@efus.eu> написал(-а):",
            "18 Ekim 2016 Salı 10:02:11 GMT+3 tarihinde, Juan Cristellys <cristellys@efus.eu> şunu yazdı:",
            "18 Ekim 2016 Salı 10:02 tarihinde Juan Cristellys <cristellys@efus.eu> şöyle yazdı:",
        ],
    ),
    (
        "K-9 Mail",
        &[
            "On 18 October 2016 10:02:11 CEST, Juan Cristellys <cristellys@efus.eu> wrote:",
            "Le 18 octobre 2016 10:02:11 GMT+02:00, Juan Cristellys <cristellys@efus.eu> a écrit :",
            "Am 18. Oktober 2016 10:02:11 MESZ schrieb Juan Cristellys <cristellys@efus.eu>:",
            "Il 18 ottobre 2016 10:02:11 CEST, Juan Cristellys <cristellys@efus.eu> ha scritto:",
            "18 октября 2016 г. 10:02:11 GMT+03:00, Juan Cristellys <cristellys@efus.eu> пишет:",
            "18 Ekim 2016 10:02:11 GMT+03:00 tarihinde Juan Cristellys <cristellys@efus.eu> yazdı:",
        ],
    ),
    (
        "Lotus Notes",
        &[
            "Juan Cristellys <cristellys@efus.eu> wrote on 10/18/2016 10:02:11 AM:",
            "Juan Cristellys <cristellys@efus.eu> a écrit sur 18/10/2016 10:02:11 :",
            "Juan Cristellys <cristellys@efus.eu> schrieb am 18.10.2016 10:02:11:",
            "Juan Cristellys <cristellys@efus.eu> ha scritto il 18/10/2016 10.02.11:",
            "Juan Cristellys <cristellys@efus.eu> написано 18.10.2016 10:02:11:",
            "Juan Cristellys <cristellys@efus.eu>, 18.10.2016 10:02:11 tarihinde şunları yazdı:",
        ],
    ),
    (
        "Roundcube",
        &[
            "On 2016-10-18 10:02, Juan Cristellys wrote:",
            "Le 2016-10-18 10:02, Juan Cristellys a écrit :",
            "Am 2016-10-18 10:02, schrieb Juan Cristellys:",
            "Il 2016-10-18 10:02 Juan Cristellys ha scritto:",
            "Juan Cristellys писал(а) 2016-10-18 10:02:",
            "2016-10-18 10:02, Juan Cristellys yazmış:",
        ],
    ),
    (
        "mail.ru and Yandex",
        &[
            "Tuesday, October 18, 2016 10:02 AM +03:00 from Juan Cristellys <cristellys@efus.eu>:",
            "Вторник, 18 октября 2016, 10:02 +03:00 от Juan Cristellys <cristellys@efus.eu>:",
            "18.10.2016, 10:02, \"Juan Cristellys\" <cristellys@efus.eu>:",
            "10:02, 18 октября 2016 г., Juan Cristellys <cristellys@efus.eu>:",
            "10:02, October 18, 2016, Juan Cristellys <cristellys@efus.eu>:",
        ],
    ),
    (
        "Open-Xchange (IONOS, mailbox.org, Libero)",
        &[
            "On 10/18/2016 10:02 AM CEST Juan Cristellys <cristellys@efus.eu> wrote:",
            "Le 18/10/2016 10:02 CEST, Juan Cristellys <cristellys@efus.eu> a écrit :",
            "Juan Cristellys <cristellys@efus.eu> hat am 18. Oktober 2016 um 10:02 geschrieben:",
            "Juan Cristellys <cristellys@efus.eu> hat am 18.10.2016 10:02 CEST geschrieben:",
            "Il 18 ottobre 2016 alle 10.02 Juan Cristellys <cristellys@efus.eu> ha scritto:",
        ],
    ),
    (
        "Proton",
        &[
            "On Tuesday, October 18th, 2016 at 10:02 AM, Juan Cristellys <cristellys@efus.eu> wrote:",
            "Le mardi 18 octobre 2016 à 10:02, Juan Cristellys <cristellys@efus.eu> a écrit :",
            "Am Dienstag, 18. Oktober 2016 um 10:02, schrieb Juan Cristellys <cristellys@efus.eu>:",
            "Il martedì 18 ottobre 2016 10:02, Juan Cristellys <cristellys@efus.eu> ha scritto:",
            "вторник, 18 октября 2016 г. в 10:02, Juan Cristellys <cristellys@efus.eu> написал(а):",
            "18 Ekim 2016 Salı günü saat 10:02'de, Juan Cristellys <cristellys@efus.eu> yazdı:",
        ],
    ),
    (
        "Evolution and KMail",
        &[
            "On Tue, 2016-10-18 at 10:02 +0200, Juan Cristellys wrote:",
            "Le mardi 18 octobre 2016 à 10:02 +0200, Juan Cristellys a écrit :",
            "Am Dienstag, den 18.10.2016, 10:02 +0200 schrieb Juan Cristellys:",
            "Il giorno mar, 18/10/2016 alle 10.02 +0200, Juan Cristellys ha scritto:",
            "In data martedì 18 ottobre 2016 10:02:11 CEST, Juan Cristellys ha scritto:",
            "В Вт, 18/10/2016 в 10:02 +0300, Juan Cristellys пишет:",
            "В письме от вторник, 18 октября 2016 г. 10:02:11 MSK пользователь Juan Cristellys написал:",
            "Sal, 2016-10-18 tarihinde 10:02 +0300 saatinde, Juan Cristellys yazdı:",
        ],
    ),
    (
        "Spark, Airmail and mutt",
        &[
            "On Oct 18, 2016, 10:02 AM +0200, Juan Cristellys <cristellys@efus.eu>, wrote:",
            "On 18 October 2016 at 10:02:11, Juan Cristellys (cristellys@efus.eu) wrote:",
            "On Tue, Oct 18, 2016 at 10:02:11AM +0200, Juan Cristellys wrote:",
            "Le 18 oct. 2016 à 10:02 +0200, Juan Cristellys <cristellys@efus.eu>, a écrit :",
            "Am 18. Oktober 2016 um 10:02:11, Juan Cristellys (cristellys@efus.eu) schrieb:",
            "Il giorno 18 ott 2016, 10:02 +0200, Juan Cristellys <cristellys@efus.eu>, ha scritto:",
        ],
    ),
    (
        "AOL",
        &[
            "In a message dated 10/18/2016 10:02:11 AM Central European Daylight Time, cristellys@efus.eu writes:",
            "Dans un e-mail daté du 18/10/2016 10:02:11 Paris, Madrid (heure d'été), cristellys@efus.eu a écrit :",
            "In einer eMail vom 18.10.2016 10:02:11 Westeuropäische Sommerzeit schreibt cristellys@efus.eu:",
        ],
    ),
];

/// Lines that say nothing of the date: only marked lines below them are quoted.
const UNDATED: &[&str] = &[
    "Juan Cristellys wrote:",
    "Juan Cristellys a écrit :",
    "Juan Cristellys schrieb:",
    "Juan Cristellys ha scritto:",
    "Juan Cristellys пишет:",
    "Juan Cristellys yazdı:",
    "Quoting Juan Cristellys <cristellys@efus.eu>:",
    "Juan Cristellys <cristellys@efus.eu> a écrit :",
    "Zitat von Juan Cristellys <cristellys@efus.eu>:",
    "Quota Juan Cristellys <cristellys@efus.eu>:",
    "Citando Juan Cristellys <cristellys@efus.eu>:",
    "Цитирую Juan Cristellys <cristellys@efus.eu>:",
    "Alıntı Juan Cristellys <cristellys@efus.eu>:",
    "Tuesday, October 18, 2016, 10:02:11 AM, you wrote:",
    "Le mardi 18 octobre 2016 à 10:02:11, vous écriviez :",
    "Am Dienstag, 18. Oktober 2016 um 10:02 schrieben Sie:",
    "martedì 18 ottobre 2016, 10.02.11, hai scritto:",
    "Вы писали 18 октября 2016 г., 10:02:11:",
];

/// Header blocks by client.
const BLOCKS: &[(&str, &[&str])] = &[
    (
        "Outlook",
        &[
            "From: Juan Cristellys <cristellys@efus.eu>\nSent: Tuesday, October 18, 2016 10:02 AM\nTo: Anna Weber <anna@town.example>\nCc: Karl Huber <karl@town.example>\nSubject: Summit\nImportance: High",
            "De : Juan Cristellys <cristellys@efus.eu>\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Anna Weber <anna@town.example>\nCc : Karl Huber <karl@town.example>\nObjet : Sommet\nImportance : Haute",
            "Von: Juan Cristellys <cristellys@efus.eu>\nGesendet: Dienstag, 18. Oktober 2016 10:02\nAn: Anna Weber <anna@town.example>\nCc: Karl Huber <karl@town.example>\nBetreff: Gipfel\nPriorität: Hoch",
            "Da: Juan Cristellys <cristellys@efus.eu>\nInviato: martedì 18 ottobre 2016 10:02\nA: Anna Weber <anna@town.example>\nCc: Karl Huber <karl@town.example>\nOggetto: Vertice\nPriorità: Alta",
            "От: Juan Cristellys <cristellys@efus.eu>\nОтправлено: вторник, 18 октября 2016 г. 10:02\nКому: Анна Вебер <anna@town.example>\nКопия: Карл Хубер <karl@town.example>\nТема: Саммит\nВажность: Высокая",
            "Kimden: Juan Cristellys <cristellys@efus.eu>\nGönderildi: 18 Ekim 2016 Salı 10:02\nKime: Anna Weber <anna@town.example>\nBilgi: Karl Huber <karl@town.example>\nKonu: Zirve\nÖnem Derecesi: Yüksek",
            "Kimden: Juan Cristellys <cristellys@efus.eu>\nGönderilme Tarihi: 18 Ekim 2016 Salı 10:02\nKime: Anna Weber\nKonu: Zirve",
        ],
    ),
    (
        "Outlook, answering in the old manner",
        &[
            "-----Original Message-----\nFrom: Juan Cristellys [mailto:cristellys@efus.eu]\nSent: Tuesday, October 18, 2016 10:02 AM\nTo: Anna\nSubject: Summit",
            "-----Message d'origine-----\nDe : Juan Cristellys [mailto:cristellys@efus.eu]\nEnvoyé : mardi 18 octobre 2016 10:02\nÀ : Anna\nObjet : Sommet",
            "-----Ursprüngliche Nachricht-----\nVon: Juan Cristellys [mailto:cristellys@efus.eu]\nGesendet: Dienstag, 18. Oktober 2016 10:02\nAn: Anna\nBetreff: Gipfel",
            "-----Messaggio originale-----\nDa: Juan Cristellys [mailto:cristellys@efus.eu]\nInviato: martedì 18 ottobre 2016 10:02\nA: Anna\nOggetto: Vertice",
            "-----Исходное сообщение-----\nОт: Juan Cristellys [mailto:cristellys@efus.eu]\nОтправлено: 18 октября 2016 г. 10:02\nКому: Анна\nТема: Саммит",
            "-----Özgün İleti-----\nKimden: Juan Cristellys [mailto:cristellys@efus.eu]\nGönderildi: 18 Ekim 2016 Salı 10:02\nKime: Anna\nKonu: Zirve",
        ],
    ),
    (
        "Outlook on the web, its labels bold",
        &[
            "________________________________\n*From:* Juan Cristellys <cristellys@efus.eu>\n*Sent:* 18 October 2016 10:02\n*To:* Anna\n*Subject:* Summit",
            "________________________________\n**De :** Juan Cristellys <cristellys@efus.eu>\n**Envoyé :** mardi 18 octobre 2016 10:02\n**À :** Anna\n**Objet :** Sommet",
            "________________________________\n*Von:* Juan Cristellys <cristellys@efus.eu>\n*Gesendet:* Dienstag, 18. Oktober 2016 10:02\n*An:* Anna\n*Betreff:* Gipfel",
            "________________________________\n*Da:* Juan Cristellys <cristellys@efus.eu>\n*Inviato:* martedì 18 ottobre 2016 10:02\n*A:* Anna\n*Oggetto:* Vertice",
            "________________________________\n*От:* Juan Cristellys <cristellys@efus.eu>\n*Отправлено:* 18 октября 2016 г. 10:02\n*Кому:* Анна\n*Тема:* Саммит",
            "________________________________\n*Kimden:* Juan Cristellys <cristellys@efus.eu>\n*Gönderildi:* 18 Ekim 2016 Salı 10:02\n*Kime:* Anna\n*Konu:* Zirve",
        ],
    ),
    (
        "Outlook for Mac and Apple Mail",
        &[
            "From: Juan Cristellys <cristellys@efus.eu>\nDate: Tuesday, 18 October 2016 at 10:02\nTo: Anna <anna@town.example>\nSubject: Summit",
            "De : Juan Cristellys <cristellys@efus.eu>\nDate : mardi 18 octobre 2016 à 10:02\nÀ : Anna <anna@town.example>\nObjet : Sommet",
            "Von: Juan Cristellys <cristellys@efus.eu>\nDatum: Dienstag, 18. Oktober 2016 um 10:02\nAn: Anna <anna@town.example>\nBetreff: Gipfel",
            "Da: Juan Cristellys <cristellys@efus.eu>\nData: martedì 18 ottobre 2016 10:02\nA: Anna <anna@town.example>\nOggetto: Vertice",
            "От: Juan Cristellys <cristellys@efus.eu>\nДата: вторник, 18 октября 2016 г. в 10:02\nКому: Анна <anna@town.example>\nТема: Саммит",
            "Kimden: Juan Cristellys <cristellys@efus.eu>\nTarih: 18 Ekim 2016 Salı 10:02\nKime: Anna <anna@town.example>\nKonu: Zirve",
        ],
    ),
    (
        "telephones",
        &[
            "-------- Original message --------\nFrom: Juan Cristellys <cristellys@efus.eu> \nDate: 18/10/2016  10:02  (GMT+01:00) \nTo: anna@town.example \nSubject: Summit ",
            "-------- Message d'origine --------\nDe : Juan Cristellys <cristellys@efus.eu> \nDate : 18/10/2016  10:02  (GMT+01:00) \nÀ : anna@town.example \nObjet : Sommet ",
            "-------- Ursprüngliche Nachricht --------\nVon: Juan Cristellys <cristellys@efus.eu> \nDatum: 18.10.16  10:02  (GMT+01:00) \nAn: anna@town.example \nBetreff: Gipfel ",
            "-------- Messaggio originale --------\nDa: Juan Cristellys <cristellys@efus.eu> \nData: 18/10/16  10:02  (GMT+01:00) \nA: anna@town.example \nOggetto: Vertice ",
            "-------- Исходное сообщение --------\nОт: Juan Cristellys <cristellys@efus.eu> \nДата: 18.10.2016  10:02  (GMT+03:00) \nКому: anna@town.example \nТема: Саммит ",
            "-------- Orijinal mesaj --------\nKimden: Juan Cristellys <cristellys@efus.eu> \nTarih: 18.10.2016  10:02  (GMT+03:00) \nAlıcı: anna@town.example \nKonu: Zirve ",
        ],
    ),
    (
        "Lotus Notes",
        &[
            "From:\tJuan Cristellys <cristellys@efus.eu>\nTo:\tanna@town.example\nCc:\t\nDate:\t18/10/2016 10:02\nSubject:\tSummit\n\n________________________________",
            "De :\tJuan Cristellys <cristellys@efus.eu>\nA :\tanna@town.example\nCc :\t\nDate :\t18/10/2016 10:02\nObjet :\tSommet",
            "Von:\tJuan Cristellys <cristellys@efus.eu>\nAn:\tanna@town.example\nKopie:\t\nDatum:\t18.10.2016 10:02\nBetreff:\tGipfel\nGesendet von:\tMaria Berg",
            "Da:\tJuan Cristellys <cristellys@efus.eu>\nPer:\tanna@town.example\nCc:\t\nData:\t18/10/2016 10.02\nOggetto:\tVertice",
            "От:\tJuan Cristellys <cristellys@efus.eu>\nКому:\tanna@town.example\nКопия:\t\nДата:\t18.10.2016 10:02\nТема:\tСаммит",
            "Kimden:\tJuan Cristellys <cristellys@efus.eu>\nKime:\tanna@town.example\nBilgi:\t\nTarih:\t18.10.2016 10:02\nKonu:\tZirve",
        ],
    ),
    (
        "Zimbra",
        &[
            "----- Original Message -----\nFrom: \"Juan Cristellys\" <cristellys@efus.eu>\nTo: \"Anna\" <anna@town.example>\nSent: Tuesday, October 18, 2016 10:02:11 AM\nSubject: Summit",
            "----- Mail original -----\nDe: \"Juan Cristellys\" <cristellys@efus.eu>\nÀ: \"Anna\" <anna@town.example>\nEnvoyé: Mardi 18 Octobre 2016 10:02:11\nObjet: Sommet",
            "----- Ursprüngliche Mail -----\nVon: \"Juan Cristellys\" <cristellys@efus.eu>\nAn: \"Anna\" <anna@town.example>\nGesendet: Dienstag, 18. Oktober 2016 10:02:11\nBetreff: Gipfel",
            "----- Messaggio originale -----\nDa: \"Juan Cristellys\" <cristellys@efus.eu>\nA: \"Anna\" <anna@town.example>\nInviato: Martedì, 18 ottobre 2016 10:02:11\nOggetto: Vertice",
            "----- Исходное сообщение -----\nОт: \"Juan Cristellys\" <cristellys@efus.eu>\nКому: \"Анна\" <anna@town.example>\nОтправленные: Вторник, 18 Октябрь 2016 г 10:02:11\nТема: Саммит",
            "----- Orijinal Mesaj -----\nKimden: \"Juan Cristellys\" <cristellys@efus.eu>\nKime: \"Anna\" <anna@town.example>\nGönderilenler: 18 Ekim Salı 2016 10:02:11\nKonu: Zirve",
        ],
    ),
    (
        "GMX and web.de",
        &[
            "Sent: Tuesday, October 18, 2016 at 10:02 AM\nFrom: \"Juan Cristellys\" <cristellys@efus.eu>\nTo: anna@town.example\nSubject: Summit",
            "Envoyé: mardi 18 octobre 2016 à 10:02\nDe: \"Juan Cristellys\" <cristellys@efus.eu>\nÀ: anna@town.example\nObjet: Sommet",
            "Gesendet: Dienstag, 18. Oktober 2016 um 10:02 Uhr\nVon: \"Juan Cristellys\" <cristellys@efus.eu>\nAn: anna@town.example\nBetreff: Gipfel",
        ],
    ),
    (
        "AOL",
        &[
            "-----Original Message-----\nFrom: Juan Cristellys <cristellys@efus.eu>\nTo: anna <anna@town.example>\nSent: Tue, Oct 18, 2016 10:02 am\nSubject: Summit",
            "-----E-mail d'origine-----\nDe : Juan Cristellys <cristellys@efus.eu>\nA : anna <anna@town.example>\nEnvoyé le : Ma, 18 Oct 2016 10:02\nSujet : Sommet",
            "-----Ursprüngliche Mitteilung-----\nVon: Juan Cristellys <cristellys@efus.eu>\nAn: anna <anna@town.example>\nVerschickt: Di, 18. Okt 2016 10:02\nBetreff: Gipfel",
        ],
    ),
    (
        "eM Client",
        &[
            "------ Original Message ------\nFrom: \"Juan Cristellys\" <cristellys@efus.eu>\nTo: anna@town.example\nSent: 18/10/2016 10:02:11\nSubject: Summit",
            "------ Original Message ------\nFrom \"Juan Cristellys\" <cristellys@efus.eu>\nTo anna@town.example\nDate 18/10/2016 10:02:11\nSubject Summit",
            "------ Message d'origine ------\nDe \"Juan Cristellys\" <cristellys@efus.eu>\nÀ anna@town.example\nDate 18/10/2016 10:02:11\nObjet Sommet",
            "------ Originalnachricht ------\nVon \"Juan Cristellys\" <cristellys@efus.eu>\nAn anna@town.example\nDatum 18.10.2016 10:02:11\nBetreff Gipfel",
            "------ Messaggio originale ------\nDa \"Juan Cristellys\" <cristellys@efus.eu>\nA anna@town.example\nData 18/10/2016 10:02:11\nOggetto Vertice",
            "------ Исходное сообщение ------\nОт \"Juan Cristellys\" <cristellys@efus.eu>\nКому anna@town.example\nДата 18.10.2016 10:02:11\nТема Саммит",
            "------ Orijinal Mesaj ------\nKimden \"Juan Cristellys\" <cristellys@efus.eu>\nKime anna@town.example\nTarih 18.10.2016 10:02:11\nKonu Zirve",
        ],
    ),
    (
        "Yandex",
        &[
            "----------------\nКому: anna@town.example;\nТема: Саммит;\n18.10.2016, 10:02, \"Juan Cristellys\" <cristellys@efus.eu>:",
            "----------------\nTo: anna@town.example;\nSubject: Summit;\n18.10.2016, 10:02, \"Juan Cristellys\" <cristellys@efus.eu>:",
        ],
    ),
    (
        "GroupWise",
        &[
            ">>> Juan Cristellys <cristellys@efus.eu> 10/18/2016 10:02 AM >>>",
            ">>> \"Juan Cristellys\" <cristellys@efus.eu> 18.10.2016 10:02 >>>",
            ">>> Juan Cristellys 10/18/2016",
            ">>> Juan Cristellys <cristellys@efus.eu> 18/10/2016 10:02\n>>>",
            ">>> On 10/18/2016 at 10:02 AM, in message <5805@town.example>, Juan Cristellys\n<cristellys@efus.eu> wrote:",
            ">>> Am 18.10.2016 um 10:02 schrieb Juan Cristellys <cristellys@efus.eu>:",
        ],
    ),
];

/// What is wrong with a letter of these lines, if anything: own lines other than these, or nothing quoted.
pub(super) fn wrong(client: &str, text: &str, own: &[&str]) -> Option<String> {
    let message = about("Re: Summit", text);
    let found = lines(&message, LineKind::Own);
    let quoted = lines(&message, LineKind::Quoted);
    (found != own || !quoted.iter().any(|line| line == OLD))
        .then(|| format!("{client}: own are {found:?}, quoted {quoted:?} in\n{text}\n"))
}

pub(super) fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} forms:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn rule_055_attributions_of_each_client_in_each_language_open_a_quotation() {
    let mut all = Vec::new();
    for (client, headings) in ATTRIBUTIONS {
        for heading in *headings {
            let above = format!("{OWN}\n\n{heading}\n\n{OLD}\nJuan Cristellys\n");
            all.extend(wrong(client, &above, &[OWN]));
            let close = format!("{OWN}\n{heading}\n> {OLD}\n> Juan Cristellys\n");
            all.extend(wrong(client, &close, &[OWN]));
            let below = format!("{heading}\n\n> {OLD}\n> Juan Cristellys\n\n{OWN}\n");
            all.extend(wrong(client, &below, &[OWN]));
            let within =
                format!("Dear Juan,\n\n{heading}\n>\n> {OLD}\n\n{OWN}\n\n> Juan Cristellys\n\nAnna\n");
            all.extend(wrong(client, &within, &["Dear Juan,", OWN, "Anna"]));
        }
    }
    report(&all);
}

#[test]
fn rule_055_lines_without_a_date_open_a_marked_quotation() {
    let mut all = Vec::new();
    for heading in UNDATED {
        let above = format!("{OWN}\n\n{heading}\n\n> {OLD}\n> Juan\n");
        all.extend(wrong("undated", &above, &[OWN]));
        let below = format!("{heading}\n> {OLD}\n> Juan\n\n{OWN}\n");
        all.extend(wrong("undated", &below, &[OWN]));
    }
    report(&all);
}

#[test]
fn rule_055_header_blocks_of_each_client_in_each_language_open_a_quotation() {
    let mut all = Vec::new();
    for (client, headings) in BLOCKS {
        for heading in *headings {
            let above = format!("{OWN}\n\nAnna\n\n{heading}\n\n{OLD}\n\nJuan Cristellys\n");
            all.extend(wrong(client, &above, &[OWN, "Anna"]));
        }
    }
    report(&all);
}

#[test]
fn rule_055_the_bat_marks_lines_with_initials() {
    for heading in [
        "Tuesday, October 18, 2016, 10:02:11 AM, you wrote:",
        "Вы писали 18 октября 2016 г., 10:02:11:",
    ] {
        let text = format!("Hello Juan,\n\n{heading}\n\nJC> {OLD}\nJC> Will you?\n\n{OWN}\n");
        report(&wrong("The Bat", &text, &["Hello Juan,", OWN]).map_or_else(Vec::new, |told| vec![told]));
    }
}

#[test]
fn rule_056_what_telephones_add_is_no_word_of_the_writers() {
    let footers = [
        "Sent from Yahoo Mail on Android",
        "Sent from Mail for Windows 10",
        "Sent from my Galaxy",
        "Sent from my mobile",
        "Sent via BlackBerry",
        "Get Outlook for iOS",
        "Envoyé depuis mon smartphone Samsung Galaxy.",
        "Envoyé à partir de Outlook pour iOS",
        "Envoyé de mon mobile",
        "Envoyé depuis l'application Mail Orange",
        "Envoyé depuis Yahoo Mail pour Android",
        "Gesendet von Mail für Windows",
        "Gesendet von Yahoo Mail auf Android",
        "Gesendet von Outlook für iOS",
        "Von meinem Huawei-Mobiltelefon gesendet",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Gesendet von meinem iPad",
        "Inviato da Yahoo Mail su Android",
        "Inviato da Posta per Windows",
        "Inviato da Outlook per iOS",
        "Inviato dal mio iPhone",
        "Inviato da smartphone Samsung Galaxy.",
        "Отправлено с мобильного устройства",
        "Отправлено из мобильной Яндекс.Почты",
        "Отправлено из Mail.ru для Android",
        "Отправлено с устройства Samsung",
        "Отправлено из Outlook для iOS",
        "Samsung Galaxy akıllı telefonumdan gönderildi.",
        "iPad'imden gönderildi",
        "Windows için Posta ile gönderildi",
        "iOS için Outlook'u edinin",
        "Android'de Yahoo Postadan gönderildi",
    ];
    let mut all = Vec::new();
    for footer in footers {
        let message = about("Summit", &format!("I come on 9 November.\nAnna\n\n{footer}\n"));
        if lines(&message, LineKind::Own) != ["I come on 9 November.", "Anna"] {
            all.push(footer.to_owned());
        }
    }
    report(&all);
}
