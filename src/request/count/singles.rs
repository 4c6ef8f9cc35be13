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
    let named_near = |tokens: &Range<usize>| {
        cast.people
            .iter()
            .flat_map(|person| &person.mentions)
            .filter(|mention| {
                // A signature below names nobody of the sentence.
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
    body.marks
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
        .collect()
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
