//! Which papers of a press request a letter brings: told by its words, and by the files that came with it (rule 62).

use super::fields::{Finds, Values};
use super::letter::Letter;
use super::{Intent, PressWish, attend, count, fields, people, press};
use crate::lexicon::fold::fold;
use crate::lexicon::{Concept, Lexicon};
use crate::message::{Attachment, Message};
use crate::reply::PressPaper;

/// What a letter brings for a press request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Papers {
    pub given: Vec<PressPaper>,
    pub outlet: Option<String>,
    pub wishes: Vec<PressWish>,
}

/// Words for a letter by which an editor sends somebody, folded; in texts and in names of files.
const ASSIGNMENT: [&str; 27] = [
    "assignment letter",
    "letter of assignment",
    "letter from my editor",
    "letter from the editor",
    "letter of accreditation",
    "auftragsschreiben",
    "redaktionsauftrag",
    "redaktionsbestatigung",
    "redaktionsbestaetigung",
    "bestatigung der redaktion",
    "lettre de mission",
    "ordre de mission",
    "attestation de la redaction",
    "attestation de redaction",
    "lettre de la redaction",
    "lettera di incarico",
    "lettera d'incarico",
    "lettera d’incarico",
    "lettera della redazione",
    "lettera del direttore",
    "редакционное задание",
    "редакционного задания",
    "письмо редакции",
    "письмо от редакции",
    "gorevlendirme",
    "gorev yazisi",
    "assignment",
];

/// Words for a press card, folded; in texts and in names of files.
const CARD: [&str; 18] = [
    "press card",
    "press-card",
    "press_card",
    "presscard",
    "press id",
    "press pass",
    "presseausweis",
    "carte de presse",
    "carte-de-presse",
    "carte_de_presse",
    "carte presse",
    "tessera",
    "tesserino",
    "журналистское удостоверение",
    "пресс-карт",
    "удостоверени",
    "basin kart",
    "basin_kart",
];

/// Words for what a crew brings, folded.
const EQUIPMENT: [&str; 38] = [
    "equipment",
    "tripod",
    "camera",
    "microphone",
    "lights",
    "kamera",
    "stativ",
    "mikrofon",
    "technik",
    "ausrustung",
    "ausruestung",
    "gerate",
    "geraete",
    "materiel",
    "trepied",
    "micro",
    "perche",
    "attrezzatur",
    "telecamera",
    "treppiede",
    "cavalletto",
    "microfono",
    "macchina fotografica",
    "оборудовани",
    "аппаратур",
    "камер",
    "штатив",
    "микрофон",
    "ekipman",
    "cihaz",
    "tripot",
    "ucayak",
    "fotograf makine",
    "objektif",
    "objectif",
    "obiettiv",
    "объектив",
    "drone",
];

/// Reads what a message brings for a press request; pure, and linear in its text.
#[must_use]
pub fn read(message: &Message, lexicon: &Lexicon) -> Papers {
    let letter = Letter::new(message, lexicon);
    let mut cast = people::find(&letter);
    attend::settle(&letter, &mut cast);
    let chosen = attend::choose(&letter, &cast, Intent::Press);
    let values = Values::find(&letter, &cast);
    let counted = count::read(&letter, &cast, &values.crew, Intent::Press, &chosen);
    let finds = Finds {
        letter: &letter,
        cast: &cast,
        values: &values,
    };
    let attendees = fields::attendees(finds, &chosen, counted.unnamed);
    let said = press::read(&letter, &cast, Intent::Press, &attendees);
    let words = fold(&message.own_text());
    let mut papers = Papers::default();
    let mut give = |paper: PressPaper, is_there: bool| {
        if is_there && !papers.given.contains(&paper) {
            papers.given.push(paper);
        }
    };
    let outlet = said
        .as_ref()
        .and_then(|press| press.outlet.as_ref())
        .map(|outlet| outlet.value.clone());
    give(PressPaper::Medium, outlet.is_some());
    let has_role = attendees.iter().any(|attendee| attendee.role.is_some());
    give(
        PressPaper::Function,
        has_role || letter.says(&[Concept::PressJournalist]),
    );
    give(
        PressPaper::PressCard,
        said.as_ref().is_some_and(|press| press.press_card.is_some()),
    );
    let files: Vec<&Attachment> = message.attachments.iter().filter(|file| is_paper(file)).collect();
    let names: Vec<String> = files
        .iter()
        .map(|file| fold(file.name.as_deref().unwrap_or_default()))
        .collect();
    let named = |list: &[&str]| names.iter().any(|name| has(name, list));
    let spoken = |list: &[&str]| !files.is_empty() && has(&words, list);
    let (card, assignment) = (named(&CARD), named(&ASSIGNMENT));
    // The letter tells what its files are only where their names do not.
    let unnamed = !card && !assignment;
    give(PressPaper::PressCardCopy, card || unnamed && spoken(&CARD));
    give(
        PressPaper::AssignmentLetter,
        assignment || unnamed && spoken(&ASSIGNMENT),
    );
    give(
        PressPaper::Crew,
        attendees
            .iter()
            .filter(|attendee| attendee.name.is_some())
            .count()
            > 1
            || letter.says(&[Concept::PressCrew]) && !attendees.is_empty(),
    );
    give(
        PressPaper::Equipment,
        has(&words, &EQUIPMENT) || named(&EQUIPMENT),
    );
    papers.outlet = outlet;
    papers.wishes = said.map_or_else(Vec::new, |press| {
        press.requests.iter().map(|wish| wish.value).collect()
    });
    papers
}

fn has(text: &str, list: &[&str]) -> bool {
    list.iter().any(|words| text.contains(words))
}

/// A document or a picture of one; logos and signatures are no papers.
fn is_paper(file: &Attachment) -> bool {
    let documents = ["application/pdf", "application/msword"];
    !file.inline
        && (file.media_type.starts_with("image/")
            || file.media_type.starts_with("application/vnd.")
            || documents.contains(&file.media_type.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Desk, MailboxRole};

    fn papers(words: &str, files: &[(&str, &str)]) -> Vec<PressPaper> {
        let mut raw = "From: Ana Reyes <ana@radio.example>\r\nTo: fontanille@efus.eu\r\nSubject: Press\r\n\
                       MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
                       Content-Type: text/plain; charset=utf-8\r\n\r\n"
            .to_owned();
        raw.push_str(words);
        for (kind, name) in files {
            raw.push_str(&format!(
                "\r\n--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\nx"
            ));
        }
        raw.push_str("\r\n--b--\r\n");
        let message = Message::parse(raw.as_bytes(), &Desk::default(), Some(MailboxRole::Press));
        read(&message, &Lexicon::embedded()).given
    }

    #[test]
    fn papers_are_told_by_the_names_of_files_and_else_by_the_letter() {
        let named = papers(
            "Hello,\r\n\r\nplease find the files.",
            &[("image/jpeg", "press_card.jpg")],
        );
        assert!(named.contains(&PressPaper::PressCardCopy), "{named:?}");
        let told = papers(
            "Guten Tag,\r\n\r\nanbei das Auftragsschreiben der Redaktion.",
            &[("application/pdf", "scan0012.pdf")],
        );
        assert!(told.contains(&PressPaper::AssignmentLetter), "{told:?}");
        assert!(!told.contains(&PressPaper::PressCardCopy), "{told:?}");
        let promised = papers("Hello,\r\n\r\nI will send my press card tomorrow.", &[]);
        assert!(!promised.contains(&PressPaper::PressCardCopy), "{promised:?}");
    }

    #[test]
    fn equipment_is_told_in_each_language() {
        for words in [
            "We bring one camera and a tripod.",
            "Nous apportons un trépied et deux micros.",
            "Wir bringen Kamera und Stativ mit.",
            "Portiamo una telecamera e un treppiede.",
            "С собой: камера, штатив.",
            "Yanımızda kamera ve üçayak olacak.",
        ] {
            let found = papers(words, &[]);
            assert!(found.contains(&PressPaper::Equipment), "{words}: {found:?}");
        }
    }
}
