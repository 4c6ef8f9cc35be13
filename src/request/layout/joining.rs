//! In an answer to us: "could you add …", "may … come too", "… 'ı da kaydeder misiniz": somebody is to join who is not yet registered.

use super::Mark;
use crate::lexicon::Concept;
use crate::request::token::{Break, Token};

/// Verbs that put somebody to those who come, folded, by their beginnings.
const ADDS: [&str; 26] = [
    "add",
    "adding",
    "include",
    "including", // English
    "ajout",
    "rajout",
    "inclure", // French
    "hinzufug",
    "hinzuzufug",
    "dazunehm",
    "mitanmeld",
    "mitanzumeld",
    "nachmeld",
    "nachzumeld", // German
    "aggiung",
    "inserir",
    "includ", // Italian
    "добав",
    "включ",
    "внести",
    "внесите",
    "дописа",
    "допиш", // Russian
    "ekle",
    "ilave",
    "dahil", // Turkish
];

/// Verbs that bring somebody along.
const BRINGS: [&str; 15] = [
    "bring",
    "bringing", // English
    "amener",
    "accompagne",
    "emmener", // French
    "mitbring",
    "mitzubring",
    "mitnehm",
    "mitkomm", // German
    "portare",
    "condurre", // Italian
    "взять",
    "привезти",
    "привести", // Russian
    "getir",    // Turkish
];

/// Verbs of registering and of coming: with "too" or "as well" they add somebody.
const WITH_TOO: [&str; 49] = [
    "register",
    "enrol",
    "enroll",
    "sign",
    "put",
    "come",
    "attend",
    "join",
    "participate", // English
    "inscrire",
    "inscrivez",
    "enregistrer",
    "mettre",
    "venir",
    "participer",
    "assister",
    "joindre", // French
    "anmeld",
    "anzumeld",
    "registrier",
    "setzen",
    "eintrag",
    "aufnehm",
    "kommen",
    "teilnehm",
    "teilzunehm", // German
    "iscriv",
    "iscrizione",
    "registrare",
    "mettere",
    "venire",
    "partecipare", // Italian
    "зарегистрируйте",
    "зарегистрировать",
    "записать",
    "запишите",
    "приехать",
    "прийти",
    "участвовать",
    "принять", // Russian
    "kaydet",
    "kaydede",
    "kayit",
    "kaydini",
    "katilmak",
    "katilabil",
    "gelmek",
    "gelebil",
    "yaz", // Turkish
];

/// "Too", "as well".
const TOO: [&str; 21] = [
    "also",
    "too",
    "well", // English
    "aussi",
    "egalement", // French
    "auch",
    "ebenfalls",
    "noch",
    "zusatzlich",
    "gleichfalls",
    "mit", // German
    "anche",
    "pure", // Italian
    "также",
    "тоже",
    "и",
    "еще", // Russian
    "da",
    "de",
    "ayrica",
    "birlikte", // Turkish
];

/// What may be added besides persons, and lists that are not of those who come.
const OTHER: [&str; 44] = [
    "agenda",
    "programme",
    "program",
    "newsletter",
    "mailing",
    "press",
    "media",
    "name",
    "logo",
    "topic",
    "point",
    "file",
    "ordre",
    "lettre",
    "presse",
    "journal",
    "point",
    "document",
    "fichier", // French
    "tagesordnung",
    "programm",
    "presseliste",
    "verteiler",
    "punkt",
    "datei", // German
    "programma",
    "stampa",
    "notiziario",
    "ordine",
    "documento", // Italian
    "программу",
    "повестку",
    "прессы",
    "рассылку",
    "пункт",
    "файл",
    "логотип", // Russian
    "gundem",
    "bulten",
    "basin",
    "program",
    "dosya",
    "madde",
    "liste disi",
];

/// The words that ask for it, one mark for each sentence in which somebody may be named.
pub(super) fn find(tokens: &[Token]) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let end = (start + 1..tokens.len())
            .find(|&at| tokens.get(at).is_none_or(|token| token.before >= Break::Sentence))
            .unwrap_or(tokens.len());
        found.extend(in_sentence(tokens, start, end));
        start = end;
    }
    found
}

fn in_sentence(tokens: &[Token], start: usize, end: usize) -> Option<Mark> {
    /// Longer sentences say more than that.
    const LONGEST: usize = 40;
    let words = tokens.get(start..end)?;
    let any = |stems: &[&str]| {
        words
            .iter()
            .position(|token| stems.iter().any(|stem| token.folded.starts_with(stem)))
    };
    let is = |list: &[&str]| words.iter().any(|token| list.contains(&token.folded.as_str()));
    let named = words.windows(2).any(|pair| pair.iter().all(Token::is_capital));
    if words.len() > LONGEST || !named || any(&OTHER).is_some() {
        return None;
    }
    let verb = any(&ADDS)
        .or_else(|| any(&BRINGS))
        .or_else(|| any(&WITH_TOO).filter(|_| is(&TOO)))?;
    Some(Mark {
        tokens: start + verb..start + verb + 1,
        concept: Concept::IntentAddPerson,
        value: 0,
        languages: u32::MAX,
    })
}
