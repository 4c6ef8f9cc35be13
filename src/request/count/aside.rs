//! Numbers of persons that a letter tells of beside its request: "I lead a team of nine", "our delegation of five last year".

use super::{Counted, is_seat};
use crate::lexicon::Concept;
use crate::request::letter::Letter;
use std::ops::Range;

/// Beginnings of words for leading and working with others, and for what they are together, folded.
const TEAMS: [&str; 62] = [
    // English
    "lead",
    "leads",
    "head",
    "heads",
    "run",
    "runs",
    "manage",
    "supervise",
    "team",
    "squad",
    "staff",
    "crew",
    "unit",
    "cooperative",
    "committee",
    "council",
    "office",
    "members",
    "residents",
    // German
    "leite",
    "leitet",
    "leiten",
    "fuhre",
    "betreu",
    "mannschaft",
    "abteilung",
    "dezernat",
    "genossenschaft",
    "mitglied",
    "gemeinderat",
    "mitarbeit",
    "beschaftig",
    // French
    "dirige",
    "anime",
    "encadre",
    "equipe",
    "brigade",
    "membres",
    "effectif",
    "agents",
    "salaries",
    // Italian
    "guido",
    "dirigo",
    "coordino",
    "gestiamo",
    "squadra",
    "sezione",
    "reparto",
    "direttivo",
    "membri",
    "dipendenti",
    "organico",
    // Russian
    "руковожу",
    "возглавля",
    "команд",
    "сотрудник",
    "отдел",
    "член",
    "коллектив",
    // Turkish
    "yonet",
    "birim",
    "personel",
];
/// Words that say that something is over, before or behind "year" and "time".
const PAST: [&str; 24] = [
    "last",
    "previous",
    "letztes",
    "letzten",
    "letzter",
    "vorigen",
    "voriges",
    "vergangenen",
    "vergangenes",
    "dernier",
    "derniere",
    "passe",
    "scorso",
    "scorsa",
    "прошлом",
    "прошлый",
    "прошлого",
    "прошлую",
    "gecen",
    "onceki",
    "onceden",
    "vorjahr",
    "precedente",
    "precedent",
];
const YEARS: [&str; 22] = [
    "year", "time", "spring", "autumn", "month", "jahr", "mal", "herbst", "fruhjahr", "an", "annee", "fois",
    "anno", "volta", "edizione", "году", "год", "раз", "года", "yil", "sefer", "vorjahr",
];
/// Words with "we", "with us" and the like right before "work": those somebody works with.
const WORK: [&str; 14] = [
    "work",
    "works",
    "working",
    "arbeite",
    "arbeiten",
    "arbeitet",
    "travaille",
    "travaillons",
    "lavoro",
    "lavoriamo",
    "работаю",
    "работаем",
    "calisiyor",
    "calisiyoruz",
];
/// Words between "work" and the number, and between the number and what is said of those counted.
const NEAR: usize = 4;

/// Leaves out the numbers that ask for nothing.
pub(super) fn leave_out(letter: &Letter<'_>, numbers: &mut Vec<Counted>) {
    numbers.retain(|counted| counted.value < 2 || !is_aside(letter, counted));
}

/// Whether the words around a number tell of a team or of another year, and nobody comes or is registered in them.
fn is_aside(letter: &Letter<'_>, counted: &Counted) -> bool {
    let body = &letter.body;
    let at = counted.tokens.start;
    let Some((_, segment)) = body.segment_of(at).filter(|(_, segment)| segment.label.is_none()) else {
        return false;
    };
    let own = body
        .clause_of(at)
        .map_or(at..counted.tokens.end, |(_, clause)| clause.tokens.clone());
    let own = own.start..own.end.max(counted.tokens.end);
    if is_past(letter, &own) || is_past(letter, &(segment.tokens.start..own.end)) && !asks(letter, &own) {
        return true;
    }
    // "A team of nine …, and they will follow from home": what is said farther behind is of others.
    let near = own.start..own.end.min(counted.tokens.end + NEAR);
    let seats = counted.tokens.clone().any(|at| is_seat(body, at));
    let adds = [
        Concept::CountMore,
        Concept::AttendAccompaniedBy,
        Concept::CountTotal,
    ];
    if seats || asks(letter, &near) || body.has(own.clone(), &adds) {
        return false;
    }
    is_of_team(letter, &own) || works_with(letter, at, &own)
}

/// Beginnings of words for sending somebody.
const SENDS: [&str; 12] = [
    "send",
    "schick",
    "entsend",
    "envoi",
    "envoy",
    "depech",
    "mandiamo",
    "inviamo",
    "направ",
    "посыла",
    "отправ",
    "gonder",
];

/// Whether somebody comes, is sent, is registered or asks for a place in these words.
fn asks(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    let sends = |at: usize| SENDS.iter().any(|stem| word(letter, at).starts_with(stem));
    if tokens.clone().any(sends) {
        return true;
    }
    letter.body.marks_in(tokens.clone()).any(|mark| {
        let comes = matches!(mark.concept.family(), "attend" | "intent" | "verb" | "person")
            || mark.concept == Concept::PressAccreditation;
        comes && mark.concept != Concept::IntentNo && mark.concept != Concept::IntentYes
    })
}

fn word<'l>(letter: &'l Letter<'_>, at: usize) -> &'l str {
    letter
        .body
        .tokens
        .get(at)
        .map_or("", |token| token.folded.as_str())
}

fn is_of_team(letter: &Letter<'_>, own: &Range<usize>) -> bool {
    own.clone().any(|at| {
        let word = word(letter, at);
        TEAMS
            .iter()
            .any(|team| word == *team || team.chars().count() > 4 && word.starts_with(team))
    })
}

/// "We work with 14 boys".
fn works_with(letter: &Letter<'_>, number: usize, own: &Range<usize>) -> bool {
    let near = number.saturating_sub(NEAR).max(own.start)..number;
    let turkish = || own.clone().any(|at| word(letter, at).starts_with("calis"));
    near.into_iter().any(|at| WORK.contains(&word(letter, at)))
        || letter.language.value == crate::language::Language::TURKISH && turkish()
}

/// "Last year", "l'an dernier", «в прошлом году».
fn is_past(letter: &Letter<'_>, tokens: &Range<usize>) -> bool {
    tokens
        .clone()
        .filter(|&at| PAST.contains(&word(letter, at)))
        .any(|at| {
            let near = at.saturating_sub(2).max(tokens.start)..(at + 2).min(tokens.end);
            near.into_iter().any(|at| YEARS.contains(&word(letter, at)))
        })
}
