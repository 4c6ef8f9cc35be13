//! The crew of a journalist who is named: "Ann Lee and one cameraman", "con operatore e fonico".

use super::company::is_with;
use crate::lexicon::Concept;
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use std::ops::Range;

/// Words between whoever is named and the "and" behind them: "Ann Lee, our reporter since May, and a cameraman".
const NEAR: usize = 7;

/// Words of function between "and" and the one it joins: "and one of our cameramen", "plus un autre technicien".
const LEADS: usize = 3;

/// Names behind a function belong to it: "and our cameraman, Jan Weber".
const BEHIND: usize = 6;

/// What is a crew as a whole, and no one of it.
const WHOLE: [&str; 10] = [
    "team",
    "crew",
    "equipe",
    "troupe",
    "ekip",
    "ekib",
    "групп",
    "команд",
    "бригад",
    "wagen",
];

/// Each of a crew who is joined to somebody and not named.
#[must_use]
pub fn beside(letter: &Letter<'_>, cast: &Cast) -> Vec<Range<usize>> {
    let body = &letter.body;
    let mut found: Vec<Range<usize>> = Vec::new();
    for mark in body.marks.iter().filter(|mark| is_one(body, mark)) {
        let last = found.last().cloned();
        if last.as_ref().is_some_and(|last| last.end > mark.tokens.start)
            || is_named(body, cast, &mark.tokens)
        {
            continue;
        }
        let joined = joiner(body, mark.tokens.start).is_some_and(|joint| {
            let behind_one = last.is_some_and(|last| last.end == joint.tokens.start);
            behind_one || somebody_before(body, cast, joint.tokens.start) && joint.leads_one(body, mark)
        });
        if joined {
            found.push(mark.tokens.clone());
        }
    }
    found
}

/// What joins somebody to those before.
struct Joint {
    tokens: Range<usize>,
    /// "With" needs no article: "con operatore".
    with: bool,
    /// An article, a number or a word of whose it is stands between.
    led: bool,
}

impl Joint {
    /// "And a cameraman" is one more; "journalist and cameraman" are two functions of one, unless the name comes later.
    fn leads_one(&self, body: &Layout<'_>, mark: &Mark) -> bool {
        let later = || {
            body.segment_of(mark.tokens.start).is_some_and(|(_, segment)| {
                body.has(mark.tokens.end..segment.tokens.end, &[Concept::ScopeLater])
            })
        };
        self.with || self.led || later()
    }
}

fn is_one(body: &Layout<'_>, mark: &Mark) -> bool {
    let whole = || {
        let words = body.tokens.get(mark.tokens.clone()).unwrap_or_default();
        words
            .iter()
            .any(|token| WHOLE.iter().any(|stem| token.folded.contains(stem)))
    };
    mark.concept == Concept::PressCrew && body.zone_of(mark.tokens.start) == Zone::Text && !whole()
}

/// The word that joins what begins at this token, with nothing but words that lead to it between.
fn joiner(body: &Layout<'_>, start: usize) -> Option<Joint> {
    let mut led = false;
    for back in 1..=LEADS {
        let at = start.checked_sub(back)?;
        if is_with(body, at) {
            return Some(Joint {
                tokens: at..at + 1,
                with: true,
                led,
            });
        }
        let mut leads = false;
        for mark in body.marks_before(at + 1) {
            match mark.concept {
                Concept::ScopeAnd | Concept::CountMore | Concept::AttendAccompaniedBy => {
                    return Some(Joint {
                        tokens: mark.tokens.clone(),
                        with: mark.concept == Concept::AttendAccompaniedBy,
                        led,
                    });
                }
                Concept::ScopeArticle | Concept::Number | Concept::ScopeMe => leads = true,
                _ => {}
            }
        }
        if !leads {
            return None;
        }
        led = true;
    }
    None
}

/// Whether somebody who may come, or the writer as "I", stands shortly before in the same sentence.
fn somebody_before(body: &Layout<'_>, cast: &Cast, at: usize) -> bool {
    let Some((_, segment)) = body.segment_of(at) else {
        return false;
    };
    let near = segment.tokens.start.max(at.saturating_sub(NEAR))..at;
    let named = cast
        .people
        .iter()
        .filter(|person| !matches!(person.standing, Standing::Addressed | Standing::Absent))
        .flat_map(|person| &person.mentions)
        .any(|mention| near.contains(&mention.start));
    named || body.has(near, &[Concept::ScopeMe, Concept::AttendI])
}

/// Whether a name belongs to the function: right before it, or shortly behind.
fn is_named(body: &Layout<'_>, cast: &Cast, noun: &Range<usize>) -> bool {
    cast.people
        .iter()
        .flat_map(|person| &person.mentions)
        .any(|mention| {
            body.zone_of(mention.start) == Zone::Text
                && (mention.start >= noun.end && mention.start <= noun.end + BEHIND
                    || mention.end == noun.start)
        })
}

/// Whether any of these places shares a word with this one.
#[must_use]
pub fn overlaps(places: &[Range<usize>], tokens: &Range<usize>) -> bool {
    places
        .iter()
        .any(|place| place.start < tokens.end && tokens.start < place.end)
}
