//! "Of the two of us only Ann Lee can come": whoever is not named there stays at home.

use crate::lexicon::Concept;
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Layout, Mark, Segment, Zone};
use crate::request::letter::Letter;
use std::ops::Range;

/// What says that somebody comes.
const COMES: [Concept; 4] = [
    Concept::AttendI,
    Concept::AttendWe,
    Concept::AttendThey,
    Concept::VerbAttend,
];
/// What says that somebody does not, so that "only" is said of staying away.
const STAYS: [Concept; 4] = [
    Concept::AttendNotI,
    Concept::AttendNotWe,
    Concept::AttendNotThey,
    Concept::IntentWithdraw,
];

/// Gives those who are told to come alone out of several their standing, and takes it from the others of the party: the
/// writer, and whoever the same or the last sentence names.
pub(super) fn settle(letter: &Letter<'_>, cast: &mut Cast) {
    let body = &letter.body;
    let mut last: Option<&Segment> = None;
    let own = body
        .segments
        .iter()
        .filter(|segment| matches!(segment.zone, Zone::Text | Zone::Item));
    for segment in own {
        let before = last.replace(segment);
        let Some(told) = told(body, segment) else {
            continue;
        };
        let me = says_me(body, &told);
        let named = |cast: &Cast, tokens: &Range<usize>| cast.named_in(tokens.clone()).collect::<Vec<_>>();
        let mut come = named(cast, &told);
        come.extend(cast.writer.filter(|_| me));
        if come.is_empty() {
            continue;
        }
        let mut others = named(cast, &segment.tokens);
        others.extend(
            before
                .map(|before| named(cast, &before.tokens))
                .unwrap_or_default(),
        );
        others.extend(cast.writer);
        for index in come.iter().chain(&others).copied() {
            let comes = come.contains(&index);
            let Some(person) = cast.people.get_mut(index) else {
                continue;
            };
            (person.standing, person.why) = match (comes, person.standing) {
                (true, _) => (Standing::Attends, "attend/only"),
                (false, Standing::Attends | Standing::Unclear) if !person.is_writer => {
                    (Standing::Mentioned, "attend/not-among")
                }
                (false, Standing::Attends | Standing::Unclear) => (Standing::Writes, "attend/not-among"),
                (false, standing) => (standing, person.why),
            };
        }
    }
}

/// Whether a number only tells of how many somebody comes alone: "of the two of us only Ann Lee can come".
pub(crate) fn is_of_several(body: &Layout<'_>, number: &Mark) -> bool {
    let several = body.marks_around(number.tokens.start).find(|mark| {
        mark.concept == Concept::ScopeOfUs
            && mark.tokens.start < number.tokens.end
            && number.tokens.start < mark.tokens.end
    });
    let segment = body.segment_of(number.tokens.start);
    several.zip(segment).is_some_and(|(several, (_, segment))| {
        body.has(several.tokens.end..segment.tokens.end, &[Concept::ScopeOnly])
    })
}

/// The words behind the "only" of a sentence that speaks of several and says that somebody comes.
fn told(body: &Layout<'_>, segment: &Segment) -> Option<Range<usize>> {
    let tokens = segment.tokens.clone();
    let several = body.first(tokens.clone(), Concept::ScopeOfUs)?;
    let only = body
        .marks_in(several.tokens.end..tokens.end)
        .find(|mark| mark.concept == Concept::ScopeOnly)?;
    let (_, clause) = body.clause_of(only.tokens.start)?;
    // "Only Ann Lee wants interpretation" tells of a wish.
    let comes = body.has(tokens, &COMES) && !body.has(clause.tokens.clone(), &STAYS);
    comes.then_some(only.tokens.start..clause.tokens.end)
}

/// Whether "I" is said in these words, and no "my".
fn says_me(body: &Layout<'_>, tokens: &Range<usize>) -> bool {
    let article = |me: &Mark| {
        body.marks_at(me.tokens.start)
            .any(|mark| mark.concept == Concept::ScopeArticle && mark.tokens == me.tokens)
    };
    body.marks_in(tokens.clone())
        .any(|mark| mark.concept == Concept::ScopeMe && !article(mark) || mark.concept == Concept::AttendI)
}
