//! What a number counts: a party, those beside the writer, whom a journalist wants to meet, or things.

use super::Counted;
use crate::lexicon::{Concept, List};
use crate::request::cast::Cast;
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// "Five of us: Ann Lee, Bob Roy, …": a colon and at least two names behind it list everybody, whatever the number says.
pub(super) fn is_enumerated(letter: &Letter<'_>, cast: &Cast, chosen: &[usize], counted: &Counted) -> bool {
    /// More are a list anyway.
    const MOST: usize = 40;
    let body = &letter.body;
    if chosen.len() > MOST {
        return false;
    }
    let mut named: Vec<usize> = chosen
        .iter()
        .filter_map(|&index| cast.people.get(index))
        .filter_map(|person| {
            let behind = |mention: &&Range<usize>| {
                mention.start >= counted.tokens.end
                    && !matches!(body.zone_of(mention.start), Zone::Signature | Zone::Greeting)
            };
            let mentions = person.mentions.iter().filter(behind);
            mentions.map(|mention| mention.start).min()
        })
        .collect();
    named.sort_unstable();
    let (Some(&first), Some(&last)) = (named.first(), named.last()) else {
        return false;
    };
    let colon = (counted.tokens.end..=first).any(|at| body.between(at).contains(':'));
    let open = [Concept::ScopeOthers, Concept::ScopeLater, Concept::CountMore];
    named.len() >= 2 && first < counted.tokens.end + 12 && colon && !body.has(counted.tokens.end..last, &open)
}

/// "Tutti e tre i momenti", "all three of the sessions": a group of things, told by the article behind it; "for thirty years,
/// nine of them as leader": of things, told by what stands right before it.
pub(super) fn counts_things(body: &Layout<'_>, group: &Mark) -> bool {
    let end = group.tokens.end;
    let start = group.tokens.start;
    let things_before = body.follows(start, Concept::CountNotPersons);
    let goes_on = body
        .tokens
        .get(start)
        .is_some_and(|token| token.before == Break::Comma);
    if things_before && goes_on {
        return true;
    }
    let flows = body
        .tokens
        .get(end)
        .is_some_and(|token| token.before == Break::Space);
    let article = body
        .marks_at(end)
        .find(|mark| mark.concept == Concept::ScopeArticle);
    let Some(article) = article.filter(|_| flows) else {
        return flows && body.has(end..end + 1, &[Concept::CountNotPersons]);
    };
    let thing = article.tokens.end;
    let persons = body.marks_at(thing).any(|mark| {
        matches!(mark.concept, Concept::CountNoun | Concept::CountPersonNoun)
            || mark.concept.family() == "title"
            || crate::request::fields::role::is_head(mark.concept)
    });
    let small = body.tokens.get(thing).is_some_and(|token| !token.is_capital());
    small && !persons
}

/// Whether a wish for an interview stands right before a number, or around it.
pub(super) fn is_met(body: &Layout<'_>, at: usize) -> bool {
    let office = || {
        body.marks_in(at + 1..at + 3)
            .any(|mark| crate::request::fields::role::is_head(mark.concept))
    };
    body.marks_in(at.saturating_sub(8)..at + 6).any(|mark| {
        let before = mark.tokens.start <= at && mark.tokens.end + 3 >= at;
        // "Zwei Bürgermeister interviewen": German has the verb behind.
        mark.concept == Concept::PressInterview && (before || mark.tokens.start > at && office())
    })
}

/// Whether a number ends a phrase such as "we will be" and counts nothing else behind it.
pub(super) fn is_of_verb(body: &Layout<'_>, at: usize, end: usize) -> bool {
    let inside = body.marks_before(end).any(|mark| {
        matches!(mark.concept, Concept::AttendWe | Concept::AttendRegisterUs) && mark.tokens.start < at
    });
    inside && !body.has(end..end + 2, &[Concept::CountNotPersons, Concept::CountNoun])
}

/// "I come with two colleagues", "iki arkadaşımla": those beside the one who comes; "we come with three" counts all.
pub(super) fn is_company(body: &Layout<'_>, at: usize, noun: &Range<usize>) -> bool {
    let with = at.checked_sub(1).is_some_and(|at| is_with(body, at));
    let suffixed = noun
        .end
        .checked_sub(1)
        .and_then(|at| body.tokens.get(at))
        .is_some_and(|token| {
            ["imla", "imle", "umla", "umle"]
                .iter()
                .any(|ending| token.folded.ends_with(ending))
        });
    let alone = body.segment_of(at).is_some_and(|(_, segment)| {
        body.has(segment.tokens.clone(), &[Concept::AttendI])
            || body.has(segment.tokens.start..at, &[Concept::ScopeMe])
    });
    suffixed || with && alone
}

/// "Me plus four", "moi + 2": a number behind the writer and a plus, that counts nothing else.
pub(super) fn is_plus(body: &Layout<'_>, at: usize, end: usize) -> bool {
    let ends_me = |at: usize| body.follows(at, Concept::ScopeMe);
    let word = body
        .marks_before(at)
        .any(|mark| mark.concept == Concept::CountMore && ends_me(mark.tokens.start));
    let things = || {
        body.marks_at(end)
            .any(|mark| mark.concept == Concept::CountNotPersons || mark.concept.family() == "time")
    };
    (word || body.between(at).trim() == "+" && ends_me(at)) && !things()
}

/// A word for "with".
pub(super) fn is_with(body: &Layout<'_>, at: usize) -> bool {
    body.says(at..at + 1, List::With)
}

/// "Je viendrai avec trois élèves": whatever comes with the writer and is counted is persons, known to a list or not.
pub(super) fn counted_company(body: &Layout<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    let led = body.follows(at, Concept::AttendAccompaniedBy)
        || at.checked_sub(1).is_some_and(|at| is_with(body, at))
            && body.segment_of(at).is_some_and(|(_, segment)| {
                body.has(segment.tokens.start..at, &[Concept::AttendI, Concept::VerbAttend])
            });
    // "İki stajyerimle birlikte", "iki korumasıyla".
    let suffixed = body
        .tokens
        .get(end)
        .is_some_and(|token| token.folded.ends_with("la") || token.folded.ends_with("le"))
        && body.has(end..end + 2, &[Concept::AttendAccompaniedBy]);
    let noun = body.tokens.get(end).is_some_and(|token| {
        token.is_word() && token.before <= Break::Space && token.folded.chars().count() > 3
    });
    let other = body.marks_at(end).any(|mark| {
        mark.concept == Concept::CountNotPersons
            || matches!(mark.concept.family(), "time" | "session" | "number")
    });
    ((led || suffixed) && noun && !other).then(|| end..end + 1)
}
