//! Single persons who come and are not named: "my colleague", "one of our cameramen".

use super::crew::overlaps;
use crate::language::Language;
use crate::lexicon::{Concept, List};
use crate::request::cast::Cast;
use crate::request::layout::{Mark, Zone};
use crate::request::letter::Letter;
use std::ops::Range;

/// "A colleague" who comes and is not named, besides those of a crew.
pub(super) fn find(letter: &Letter<'_>, cast: &Cast, crew: &[Range<usize>]) -> Vec<Range<usize>> {
    let body = &letter.body;
    let sentence = |at: usize| body.segment_of(at).map(|(index, _)| index);
    let named_near = |tokens: &Range<usize>| {
        let mentions = cast.people.iter().enumerate().flat_map(|(index, person)| {
            let writes = Some(index) == cast.writer;
            person.mentions.iter().map(move |mention| (writes, mention))
        });
        mentions
            // A signature below names nobody of the sentence.
            .filter(|(writes, mention)| !writes || sentence(mention.start) == sentence(tokens.start))
            .map(|(_, mention)| mention)
            .filter(|mention| {
                !matches!(
                    body.zone_of(mention.start),
                    Zone::Signature | Zone::Closing | Zone::Greeting
                )
            })
            .any(|mention| {
                mention.start >= tokens.end && mention.start <= tokens.end + 6
                    || mention.end <= tokens.start && mention.end + 3 >= tokens.start
            })
    };
    let beside = |tokens: &Range<usize>| {
        let joins = |mark: &Mark| {
            mark.tokens.end + 1 >= tokens.start
                && matches!(
                    mark.concept,
                    Concept::CountMore | Concept::ScopeAnd | Concept::AttendAccompaniedBy
                )
        };
        let near = tokens.start.saturating_sub(4)..tokens.start + 1;
        body.marks_in(near.clone()).any(joins) || body.says(near, List::With)
    };
    let comes = |tokens: &Range<usize>| {
        let Some((_, segment)) = body.segment_of(tokens.start) else {
            return false;
        };
        let clause = crate::request::wishes::clause(letter, tokens.start);
        segment.zone != Zone::Foreign
            && (body.has(
                clause.clone(),
                &[
                    Concept::AttendSelfToo,
                    Concept::AttendAccompaniedBy,
                    Concept::AttendWe,
                    Concept::AttendRegisterUs,
                    Concept::AttendThey,
                ],
            ) || beside(tokens)
                && body.has(clause.clone(), &[Concept::AttendI, Concept::AttendRegisterMe]))
            && !body
                .marks_in(clause)
                .any(|mark| mark.concept.family() == "person")
    };
    let mut found: Vec<Range<usize>> = body
        .marks
        .iter()
        .filter(|mark| mark.concept == Concept::CountPersonNoun)
        .map(|mark| mark.tokens.clone())
        .filter(|tokens| {
            !overlaps(crew, tokens)
                && comes(tokens)
                && !named_near(tokens)
                && !is_predicate(letter, tokens)
                && !is_named_elsewhere(letter, cast, tokens)
        })
        .collect();
    for mark in body
        .marks
        .iter()
        .filter(|mark| is_joined_office(letter, cast, mark))
    {
        if !overlaps(crew, &mark.tokens) && !overlaps(&found, &mark.tokens) {
            found.push(mark.tokens.clone());
        }
    }
    found
}

/// "Our mayor, Ann Lee, and her chief of staff", "il sottoscritto e il responsabile": an office joined to somebody who comes.
fn is_joined_office(letter: &Letter<'_>, cast: &Cast, office: &Mark) -> bool {
    /// Words of whose it is between "and" and the office.
    const LEADS: usize = 3;
    /// A name so near behind is the office's own.
    const NAMED: usize = 6;
    let body = &letter.body;
    let start = office.tokens.start;
    let Some((_, segment)) = body
        .segment_of(start)
        .filter(|(_, segment)| segment.zone == Zone::Text)
    else {
        return false;
    };
    if !crate::request::fields::role::is_head(office.concept) {
        return false;
    }
    let of_third = [
        Concept::ScopeHe,
        Concept::ScopeShe,
        Concept::ScopeThey,
        Concept::ScopeMe,
    ];
    let article = |at: usize| body.has(at..at + 1, &[Concept::ScopeArticle]);
    let leads = |at: usize| {
        body.says(at..at + 1, List::PossessiveOfThird) || article(at) && body.has(at..at + 1, &of_third)
    };
    let first = (start.saturating_sub(LEADS)..start)
        .rev()
        .take_while(|&at| leads(at) || article(at))
        .last()
        .unwrap_or(start);
    let and = body
        .marks_before(first)
        .find(|mark| mark.concept == Concept::ScopeAnd);
    let Some(and) = and else {
        return false;
    };
    let me = || {
        body.marks_before(and.tokens.start).any(|mark| {
            let possessive = mark.tokens.len() == 1 && article(mark.tokens.start);
            mark.concept == Concept::ScopeMe && !possessive
        })
    };
    let whose = (first..start).any(leads) && somebody_before(letter, cast, and) || first < start && me();
    let rest = office.tokens.end..segment.tokens.end.max(office.tokens.end);
    let near = rest.start..rest.end.min(rest.start + NAMED);
    let stays = [
        Concept::AttendNotThey,
        Concept::PartyElsewhere,
        Concept::AttendOutsideOnly,
    ];
    whose
        && super::aside::asks(letter, &segment.tokens)
        && cast.named_in(near).next().is_none()
        && !body.has(rest, &stays)
}

/// Whether whoever is named last before this "and" is joined by it, with nothing but a function between.
fn somebody_before(letter: &Letter<'_>, cast: &Cast, and: &Mark) -> bool {
    /// Words of function between the name and the "and".
    const APPOSED: usize = 8;
    let body = &letter.body;
    let mentions = cast.people.iter().flat_map(|person| &person.mentions);
    let ends = mentions
        .map(|mention| mention.end)
        .filter(|&end| end <= and.tokens.start);
    ends.max().is_some_and(|end| {
        let between = end..and.tokens.start;
        let said = |mark: &Mark| matches!(mark.concept.family(), "attend" | "intent" | "verb" | "person");
        between.len() <= APPOSED && !body.marks_in(between).any(said)
    })
}

/// "The mayor gets by in German" where a mayor was named: the same function beside a name.
fn is_named_elsewhere(letter: &Letter<'_>, cast: &Cast, noun: &Range<usize>) -> bool {
    /// Mentions looked at: more are a list.
    const MOST: usize = 40;
    /// Words between a function and the name that it belongs to.
    const NEAR: usize = 5;
    let body = &letter.body;
    let word = |at: usize| body.tokens.get(at).map(|token| token.folded.as_str());
    let Some(last) = noun.end.checked_sub(1).and_then(word) else {
        return false;
    };
    cast.people
        .iter()
        .flat_map(|person| &person.mentions)
        .filter(|mention| !matches!(body.zone_of(mention.start), Zone::Signature | Zone::Greeting))
        .take(MOST)
        .any(|mention| {
            let near = mention.start.saturating_sub(NEAR)..mention.end + NEAR;
            near.into_iter()
                .any(|at| !noun.contains(&at) && word(at) == Some(last))
        })
}

/// "Bin Gemeinderätin in Murnau", "Dolmetscher brauche ich": a German noun without an article is no person beside the writer.
fn is_predicate(letter: &Letter<'_>, noun: &Range<usize>) -> bool {
    let body = &letter.body;
    let german = letter.language.value == Language::GERMAN;
    let led = body
        .marks_in(noun.start.saturating_sub(2)..noun.start)
        .any(|mark| {
            matches!(
                mark.concept,
                Concept::ScopeArticle | Concept::Number | Concept::ScopeMe | Concept::ScopeAnd
            )
        });
    german && noun.len() == 1 && !led
}
