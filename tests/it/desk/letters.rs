//! Letters that are certainly clear, and mail that no person wrote.

use crate::support::stage::{Reply, answer};

/// One letter: who, from where, in which language, and its words.
pub struct Letter {
    pub name: &'static str,
    pub address: &'static str,
    pub language: &'static str,
    pub to: &'static str,
    pub subject: &'static str,
    pub words: &'static str,
}

impl Letter {
    pub fn id(&self) -> String {
        format!("letter.{}", self.address)
    }

    pub fn raw(&self) -> Vec<u8> {
        self.raw_with("")
    }

    /// With further header fields, each with its line end.
    pub fn raw_with(&self, fields: &str) -> Vec<u8> {
        let Self {
            name,
            address,
            to,
            subject,
            words,
            ..
        } = self;
        format!(
            "From: {name} <{address}>\nTo: {to}\nSubject: {subject}\nDate: Mon, 10 Oct 2016 09:00:00 +0200\n\
             Message-ID: <{}>\n{fields}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: 8bit\n\n{words}\n\n{name}\n",
            self.id()
        )
        .replace('\n', "\r\n")
        .into_bytes()
    }
}

/// An answer to one of our letters, from the letter's address.
pub fn says(letter: &Letter, words: &str, id: &str, to: &Reply) -> Vec<u8> {
    let subject = format!("Re: {}", to.subject);
    answer(letter.name, letter.address, id, &subject, words, Some(to))
}

pub const JANE: Letter = Letter {
    name: "Jane Smith",
    address: "jane.smith@leeds.example",
    language: "en",
    to: "cristellys@efus.eu",
    subject: "Registration for the Summit of Mayors",
    words: "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. \
            I will attend the morning session and the afternoon session.\n\nKind regards,",
};

/// Jane's letter, asking for the morning only.
pub fn jane_in_the_morning() -> Vec<u8> {
    let words = JANE.words.replace(
        "the morning session and the afternoon session",
        "only the morning session",
    );
    let words = format!("{words}\n{}", JANE.name);
    answer(
        JANE.name,
        JANE.address,
        "morning@leeds.example",
        JANE.subject,
        &words,
        None,
    )
}

pub const CLAIRE: Letter = Letter {
    name: "Claire Moreau",
    address: "claire.moreau@lyon.example",
    language: "fr",
    to: "cristellys@efus.eu",
    subject: "Inscription au Sommet des maires",
    words: "Monsieur,\n\nJe souhaite m’inscrire au Sommet des maires du 9 novembre à Rotterdam. \
            Je participerai à la séance du matin et à celle de l’après-midi.\n\nCordialement,",
};

pub const MEHMET: Letter = Letter {
    name: "Mehmet Demir",
    address: "mehmet.demir@bursa.example",
    language: "tr",
    to: "cristellys@efus.eu",
    subject: "Zirve kaydi",
    words: "Sayın Cristellys,\n\n9 Kasım'da Rotterdam'da düzenlenecek Belediye Başkanları Zirvesi'ne kaydımın \
            yapılmasını rica ederim. Sabah ve öğleden sonra oturumlarına katılacağım.\n\nSaygılarımla,",
};

pub const ANNA: Letter = Letter {
    name: "Anna Petrova",
    address: "anna.petrova@kazan.example",
    language: "ru",
    to: "cristellys@efus.eu",
    subject: "Registration",
    words: "Уважаемый господин Кристеллис!\n\nПрошу зарегистрировать меня на Саммит мэров 9 ноября в Роттердаме. \
            Я приму участие в утреннем и дневном заседаниях.\n\nС уважением,",
};

pub const WEBER: Letter = Letter {
    name: "Anna Weber",
    address: "anna.weber@mannheim.example",
    language: "de",
    to: "cristellys@efus.eu",
    subject: "Anmeldung",
    words: "Sehr geehrter Herr Cristellys,\n\nhiermit melde ich mich zum Gipfel der Bürgermeister am 9. November in \
            Rotterdam an. Ich nehme am Vormittag und am Nachmittag teil.\n\nMit freundlichen Grüßen",
};

pub const ROSSI: Letter = Letter {
    name: "Marco Rossi",
    address: "marco.rossi@torino.example",
    language: "it",
    to: "cristellys@efus.eu",
    subject: "Iscrizione al Vertice dei sindaci",
    words: "Egregio Signor Cristellys,\n\nvorrei iscrivermi al Vertice dei sindaci del 9 novembre a Rotterdam. \
            Parteciperò alla sessione del mattino e a quella del pomeriggio.\n\nCordiali saluti,",
};

pub const LAURA: Letter = Letter {
    name: "Laura Bell",
    address: "laura.bell@gazette.example",
    language: "en",
    to: "fontanille@efus.eu",
    subject: "Press accreditation",
    words: "Dear Ms Fontanille,\n\nI am a journalist with the Northern Gazette and would like to request press \
            accreditation for the Summit of Mayors on 9 November in Rotterdam.\n\nKind regards,",
};

pub const TO_REGISTER: [&Letter; 6] = [&JANE, &CLAIRE, &MEHMET, &ANNA, &WEBER, &ROSSI];

/// A report of a mail system about a message that could not be delivered (RFC 3464).
pub fn bounce_of(message_id: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: cristellys@efus.eu\n\
         Subject: Undelivered Mail Returned to Sender\nMessage-ID: <bounce@mx.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
         The address does not exist.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; jane.smith@leeds.example\nAction: failed\nStatus: 5.1.1\n--b\n\
         Content-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\nFrom: cristellys@efus.eu\n--b--\n"
    )
    .replace('\n', "\r\n")
    .into_bytes()
}
