//! Parts that bound a stay without being wished or refused themselves: "after lunch I must leave", "I join once the visits are over".

use super::clause;
use super::sessions::{Said, part_of};
use crate::lexicon::Concept;
use crate::request::Session;
use crate::request::layout::Mark;
use crate::request::letter::Letter;
use std::ops::Range;

/// Words for "after", folded; the Turkish ones stand behind.
const AFTER: [&str; 13] = [
    "after",
    "once",
    "following",
    "nach",
    "apres",
    "dopo",
    "после",
    "sonra",
    "sonrasi",
    "sonrasinda",
    "ardindan",
    "itibaren",
    "issue",
];
/// Words between "after" and the part: "after the guided visits".
const NEAR: usize = 2;
/// Beginnings of words for coming and joining.
const COMES: [&str; 17] = [
    "join",
    "stoss",
    "dazu",
    "hinzu",
    "rejoin",
    "raggiung",
    "присоедин",
    "подключ",
    "komm",
    "come",
    "coming",
    "vien",
    "verr",
    "arriv",
    "прид",
    "приед",
    "gel",
];
/// Beginnings of words for the meal at noon; «после обеда» and "öğleden sonra" are the afternoon's own names.
const NOON: [&str; 10] = [
    "lunch", "noon", "midday", "mittag", "essen", "midi", "dejeuner", "repas", "pranzo", "yemeg",
];

/// How a part bounds a stay, and at which part; `None` where it is told for itself.
pub(super) fn bound(letter: &Letter<'_>, mark: &Mark) -> Option<(Said, Session)> {
    let own = clause(letter, mark.tokens.start);
    let part = part_of(mark.concept)?;
    let close = mark.tokens.start..(mark.tokens.end + NEAR).min(own.end.max(mark.tokens.end));
    let noon = begins(letter, close, &NOON) && is_after(letter, mark, &own);
    let leaves = leaves(letter, &own);
    let comes = comes(letter, &own);
    match part {
        // Whoever goes after lunch has not seen the visits; whoever comes then sees them.
        Session::Afternoon if noon && leaves => Some((Said::UpTo, Session::Morning)),
        Session::Afternoon if noon && comes => Some((Said::From, Session::StudyVisit)),
        Session::Morning | Session::StudyVisit if is_after(letter, mark, &own) => {
            let next = match part {
                Session::Morning => Session::StudyVisit,
                _ => Session::Afternoon,
            };
            if leaves {
                Some((Said::UpTo, part))
            } else {
                comes.then_some((Said::From, next))
            }
        }
        _ => None,
    }
}

/// "Until the end of the visits": an end that is a part's is not the day's.
pub(super) fn ends_a_part(letter: &Letter<'_>, mark: &Mark) -> Option<Session> {
    const ENDS: [&str; 12] = [
        "end",
        "close",
        "ende",
        "schluss",
        "fin",
        "cloture",
        "fine",
        "termine",
        "конца",
        "окончания",
        "sonuna",
        "bitimine",
    ];
    let body = &letter.body;
    let last = body.tokens.get(mark.tokens.end.checked_sub(1)?)?;
    if !ENDS.contains(&last.folded.as_str()) {
        return None;
    }
    let own = clause(letter, mark.tokens.start);
    let behind = mark.tokens.end..(mark.tokens.end + NEAR + 2).min(own.end.max(mark.tokens.end));
    let next = body
        .marks_in(behind)
        .find(|next| part_of(next.concept).is_some())?;
    (next.tokens.start <= mark.tokens.end + NEAR).then(|| part_of(next.concept))?
}

fn is_after(letter: &Letter<'_>, mark: &Mark, own: &Range<usize>) -> bool {
    let says = |at: usize| {
        let token = letter.body.tokens.get(at);
        token.is_some_and(|token| AFTER.contains(&token.folded.as_str()))
    };
    let before = mark.tokens.start.saturating_sub(NEAR + 1).max(own.start)..mark.tokens.start;
    let turkish = letter.language.value == crate::language::Language::TURKISH;
    let behind = mark.tokens.end..(mark.tokens.end + 2).min(own.end.max(mark.tokens.end));
    if turkish {
        behind.into_iter().any(says)
    } else {
        before.into_iter().any(says) || says(mark.tokens.start)
    }
}

fn leaves(letter: &Letter<'_>, own: &Range<usize>) -> bool {
    letter.body.has(own.clone(), &[Concept::SessionLeaves])
}

fn comes(letter: &Letter<'_>, own: &Range<usize>) -> bool {
    letter.body.has(own.clone(), &[Concept::SessionArrives]) || begins(letter, own.clone(), &COMES)
}

fn begins(letter: &Letter<'_>, tokens: Range<usize>, stems: &[&str]) -> bool {
    let mut words = letter.body.tokens.get(tokens).unwrap_or_default().iter();
    words.any(|token| stems.iter().any(|stem| token.folded.starts_with(stem)))
}
