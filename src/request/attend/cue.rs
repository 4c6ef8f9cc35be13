//! What a clause says of coming: cues between which the persons of a sentence stand.

use super::swap;
use super::unreal;
use super::verb::{self, Subject};
use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Mark};
use crate::request::token::Break;
use std::ops::Range;

/// What a phrase says of the persons beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// They come.
    Come,
    /// They do not come.
    Away,
    /// They come no longer; somebody else does.
    Given,
    /// They come in somebody's place.
    Taking,
    /// They come along, not to the event.
    Outside,
    /// Whom to ask.
    Contact,
    /// Met, in copy, spoken of.
    Mentioned,
    /// Greeted.
    Greeted,
}

/// On which side of a cue its persons stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A verb: on either side.
    Either,
    /// A preposition or a verb with its object: behind it.
    Behind,
    /// A postposition, as Turkish has: right before it.
    Before,
}

/// A cue at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub cue: Cue,
    pub side: Side,
    pub tokens: Range<usize>,
    pub concept: Concept,
}

/// The cues within the tokens of one sentence, in order; `turkish` is the bit of that language, `named` tells whether a
/// token belongs to the name of somebody who does not write.
#[must_use]
pub fn cues(
    layout: &Layout<'_>,
    tokens: Range<usize>,
    turkish: u32,
    year: Option<u32>,
    named: &dyn Fn(usize) -> bool,
) -> Vec<Placed> {
    let past = verb::speaks_of_past(layout, &tokens, year);
    let sentence = tokens.clone();
    let mut found: Vec<Placed> = layout
        .marks_in(tokens.clone())
        .filter_map(|mark| placed(layout, mark, turkish, named))
        .chain(verb::said(layout, tokens, year, named).filter_map(|said| of_verb(layout, &said)))
        .filter(|cue| !(past && cue.cue == Cue::Come))
        .collect();
    unreal::turn(layout, &sentence, &mut found);
    found.sort_by_key(|cue| (cue.tokens.start, cue.tokens.end));
    found
}

/// The cue of a verb of coming: behind "I come" stand those who come along.
fn of_verb(layout: &Layout<'_>, said: &verb::Said) -> Option<Placed> {
    let (cue, side) = match (said.subject, said.negated) {
        (Some(Subject::Writer), true) => return None,
        (Some(Subject::Writer), false) => (Cue::Come, Side::Behind),
        (Some(Subject::Both), true) if part_of_programme(layout, &said.tokens) => return None,
        (_, true) if part_of_programme(layout, &said.tokens) => return None,
        (_, true) => (Cue::Away, Side::Either),
        (_, false) => (Cue::Come, Side::Either),
    };
    Some(Placed {
        cue,
        side,
        tokens: said.tokens.clone(),
        concept: Concept::VerbAttend,
    })
}

fn placed(layout: &Layout<'_>, mark: &Mark, turkish: u32, named: &dyn Fn(usize) -> bool) -> Option<Placed> {
    let postposed = mark.languages == turkish && turkish != 0;
    let side = |behind: Side| if postposed { Side::Before } else { behind };
    let (cue, side) = match mark.concept {
        Concept::AttendThey if verb::is_denied(layout, mark) => {
            if speaks_of_session(layout, mark) {
                return None;
            }
            (Cue::Away, Side::Either)
        }
        Concept::AttendThey | Concept::AttendWe => (Cue::Come, Side::Either),
        Concept::AttendRegisterThem | Concept::AttendRegisterUs => {
            (Cue::Come, if postposed { Side::Either } else { Side::Behind })
        }
        Concept::AttendI => (Cue::Come, Side::Behind),
        Concept::AttendAccompaniedBy => (Cue::Come, side(Side::Behind)),
        // "Could you add Ann Lee", «könnten Sie Ann Lee hinzufügen»: a verb that ends its clause has its object before it.
        Concept::IntentAddPerson if ends_clause(layout, mark) => (Cue::Come, Side::Either),
        Concept::AttendDelegation | Concept::IntentAddPerson => (Cue::Come, Side::Behind),
        Concept::AttendNotThey if speaks_of_session(layout, mark) => return None,
        Concept::AttendNotThey | Concept::IntentWithdraw => (Cue::Away, Side::Either),
        Concept::AttendOutsideOnly => (Cue::Outside, Side::Either),
        // "Instead of her, Ann Lee comes": the pronoun is the object, the name is the new one.
        Concept::PersonInsteadOf if !postposed && swap::pronoun(layout, mark).is_some() => {
            (Cue::Taking, Side::Either)
        }
        Concept::PersonInsteadOf => (Cue::Given, side(Side::Behind)),
        Concept::PersonWritesFor => (Cue::Come, side(Side::Behind)),
        Concept::PersonReplacedBy => (Cue::Taking, Side::Behind),
        Concept::PersonRepresents => (Cue::Mentioned, side(Side::Behind)),
        Concept::PersonContact => (Cue::Contact, Side::Behind),
        // "The mayor will be accompanied by her deputy": both come.
        Concept::PersonAccompanied => (Cue::Come, Side::Either),
        // "Den Bürgermeister Ann Lee interviewen": whoever is to be asked is the verb's object.
        Concept::PressInterview if ends_clause(layout, mark) && follows_name(layout, mark, named) => {
            (Cue::Mentioned, Side::Before)
        }
        Concept::PressInterview => (Cue::Mentioned, side(Side::Behind)),
        Concept::PersonCopy => (Cue::Mentioned, Side::Either),
        Concept::PersonMentioned | Concept::PersonPredecessor => (Cue::Mentioned, Side::Either),
        Concept::CourtesyGreetingsTo => (Cue::Greeted, side(Side::Behind)),
        _ => return None,
    };
    Some(Placed {
        cue,
        side,
        tokens: mark.tokens.clone(),
        concept: mark.concept,
    })
}

/// Whether at most two words of its clause are behind a mark: "ekleyebilir misiniz?", "kaydetmenizi rica ederim".
fn ends_clause(layout: &Layout<'_>, mark: &Mark) -> bool {
    let clause = layout.clause_of(mark.tokens.start);
    clause.is_some_and(|(_, clause)| clause.tokens.end <= mark.tokens.end + 2)
}

/// Whether a name stands right before a mark.
fn follows_name(layout: &Layout<'_>, mark: &Mark, named: &dyn Fn(usize) -> bool) -> bool {
    let flows = layout
        .tokens
        .get(mark.tokens.start)
        .is_some_and(|token| token.before <= Break::Space);
    flows && mark.tokens.start.checked_sub(1).is_some_and(named)
}

/// "Cannot attend" beside a part of the programme is about that part, not about coming at all.
#[must_use]
pub fn speaks_of_session(layout: &Layout<'_>, mark: &Mark) -> bool {
    part_of_programme(layout, &mark.tokens)
}

/// Whether a part of the programme stands in the clause of these tokens.
#[must_use]
pub fn part_of_programme(layout: &Layout<'_>, tokens: &Range<usize>) -> bool {
    const PARTS: [Concept; 4] = [
        Concept::SessionMorning,
        Concept::SessionStudyVisit,
        Concept::SessionAfternoon,
        Concept::SessionLunch,
    ];
    let near = layout
        .clause_of(tokens.start)
        .map_or(tokens.clone(), |(index, clause)| {
            let end = layout
                .clauses
                .get(index)
                .map_or(clause.tokens.end, |clause| clause.tokens.end);
            clause.tokens.start..end.max(tokens.end)
        });
    layout.has(near.clone(), &PARTS)
        || resumes(layout, near.start) && layout.has(clause_before(layout, near.start), &PARTS)
}

/// "In the afternoon our council meets, there I must pass": the clause opens by pointing back.
pub(crate) fn resumes(layout: &Layout<'_>, start: usize) -> bool {
    layout
        .tokens
        .get(start)
        .is_some_and(|token| token.before == Break::Comma && List::PointsBack.has(&token.folded))
}

/// The tokens of the clause before the one that starts here, within its sentence.
fn clause_before(layout: &Layout<'_>, start: usize) -> Range<usize> {
    let Some(last) = start.checked_sub(1) else {
        return start..start;
    };
    let same =
        layout.segment_of(last).map(|(index, _)| index) == layout.segment_of(start).map(|(index, _)| index);
    layout
        .clause_of(last)
        .filter(|_| same)
        .map_or(start..start, |(_, clause)| clause.tokens.clone())
}

/// The cue that speaks of the person named at `mention`, within one segment.
#[must_use]
pub fn governing<'c>(
    layout: &Layout<'_>,
    cues: &'c [Placed],
    mention: &Range<usize>,
    others: &dyn Fn(usize) -> bool,
) -> Option<&'c Placed> {
    if let Some(around) = cues.iter().find(|cue| {
        cue.tokens.start < mention.start
            && mention.end < cue.tokens.end + 1
            && cue.tokens.contains(&mention.start)
    }) {
        return Some(around);
    }
    let left = cues
        .iter()
        .rev()
        .find(|cue| cue.tokens.end <= mention.start && cue.side != Side::Before);
    let right = cues
        .iter()
        .find(|cue| cue.tokens.start >= mention.end && cue.side != Side::Behind);
    let clause = layout.clause_of(mention.start).map(|(index, _)| index);
    let same = |cue: &Placed| {
        let first = layout.clause_of(cue.tokens.start).map(|(index, _)| index);
        let last = layout
            .clause_of(cue.tokens.end.saturating_sub(1))
            .map(|(index, _)| index);
        first <= clause && clause <= last
    };
    let bracketed = |to: usize| {
        layout.between(mention.end).trim_start().starts_with('(')
            && layout.between(to).trim_end().ends_with(')')
    };
    let postposed = right.filter(|cue| {
        cue.side == Side::Before
            && (cue.tokens.start <= mention.end + 3
                || bracketed(cue.tokens.start) && cue.tokens.start <= mention.end + 16)
    });
    if postposed.is_some() {
        return postposed;
    }
    // "My name is Ann Lee and I work with Bob Roy, who cannot come": what is said of staying away is said of the nearer one.
    let nearer = |cue: &&Placed| {
        let away = matches!(cue.cue, Cue::Away | Cue::Given);
        away && !same(cue) && (mention.end..cue.tokens.start).any(others)
    };
    let right = right.filter(|cue| cue.side != Side::Before && !nearer(cue));
    match (left, right) {
        (Some(left), Some(right)) => {
            let single = matches!(
                left.cue,
                Cue::Given | Cue::Contact | Cue::Mentioned | Cue::Greeted
            ) && left.side == Side::Behind;
            // "Of our delegation, Ann Lee cannot come": the verb outweighs the noun.
            let noun = matches!(left.concept, Concept::AttendDelegation | Concept::PersonContact);
            let take_left = match (same(left), same(right)) {
                (_, true) if noun && matches!(right.cue, Cue::Away | Cue::Given) => false,
                (true, true) => {
                    left.side == Side::Behind
                        || mention.start - left.tokens.end <= right.tokens.start.saturating_sub(mention.end)
                }
                (true, false) => true,
                (false, true) => false,
                (false, false) => left.side == Side::Behind && !single,
            };
            Some(if take_left { left } else { right })
        }
        (left, right) => left.or(right),
    }
}
