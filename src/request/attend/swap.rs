//! Who is replaced where the phrase only has a pronoun: "in her place", "instead of me", «вместо него».

use crate::lexicon::{Concept, List};
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;
use std::ops::Range;

/// Words between a withdrawal and whom it withdraws: "cancel the participation of our deputy mayor Ann Lee".
const OBJECT_REACH: usize = 12;

/// What a name behind a withdrawal belongs to instead of it: "cancel my place and register Ann Lee".
const COMES: [Concept; 9] = [
    Concept::AttendThey,
    Concept::AttendRegisterThem,
    Concept::AttendRegisterUs,
    Concept::AttendAccompaniedBy,
    Concept::IntentAddPerson,
    Concept::IntentSwap,
    Concept::PersonInsteadOf,
    Concept::PersonReplacedBy,
    Concept::PersonContact,
];

/// Whom a pronoun means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pronoun {
    Writer,
    Other,
}

/// The longest phrase whose pronoun is looked for: longer ones have a gap, and the pronoun may belong to anything in it,
/// unless it closes the phrase ("will come in his place").
const LONGEST: usize = 4;

/// The pronoun that is the object of a phrase such as "instead of", within it or right behind it; a phrase that ends
/// its sentence or cell ("comes in their place") means somebody named before.
#[must_use]
pub fn pronoun(layout: &Layout<'_>, mark: &Mark) -> Option<Pronoun> {
    let next = layout
        .tokens
        .get(mark.tokens.end)
        .map_or(Break::Paragraph, |token| token.before);
    let behind = next <= Break::Space;
    let reach = mark.tokens.start..mark.tokens.end + usize::from(behind);
    let said = layout
        .marks_in(reach)
        .filter_map(|inner| match inner.concept {
            Concept::ScopeMe if !is_title(layout, inner) => Some((inner.tokens.end, Pronoun::Writer)),
            Concept::ScopeHe | Concept::ScopeShe | Concept::ScopeThey => {
                Some((inner.tokens.end, Pronoun::Other))
            }
            // "À sa place", "al suo posto": possessives of the third person stand for somebody, too.
            Concept::ScopeArticle if inner.tokens.start < mark.tokens.end => layout
                .tokens
                .get(inner.tokens.start)
                .filter(|token| List::PossessiveOfThird.has(&token.folded))
                .map(|_| (inner.tokens.end, Pronoun::Other)),
            _ => None,
        })
        .max_by_key(|(end, _)| *end)
        .filter(|(end, _)| mark.tokens.len() <= LONGEST || end + 2 > mark.tokens.end)
        .map(|(_, found)| found);
    let ends = mark.concept == Concept::PersonInsteadOf && next >= Break::Colon;
    said.or(ends.then_some(Pronoun::Other))
}

/// "M. Lee" is no "m'": the French title is written as the pronoun is.
fn is_title(layout: &Layout<'_>, me: &Mark) -> bool {
    layout
        .marks_at(me.tokens.start)
        .any(|mark| mark.concept == Concept::TitleHonorific && mark.tokens == me.tokens)
}

/// Gives whoever a pronoun means in a swap the standing of the replaced.
pub(super) fn settle(letter: &Letter<'_>, cast: &mut Cast) {
    let body = &letter.body;
    for mark in &body.marks {
        let swaps = matches!(mark.concept, Concept::PersonInsteadOf | Concept::PersonReplacedBy);
        if !swaps || body.zone_of(mark.tokens.start) == Zone::Foreign {
            continue;
        }
        let gone = match pronoun(body, mark) {
            Some(Pronoun::Writer) => cast.writer,
            // "Bob cannot travel. My colleague Ann Lee takes his place": he who stays away is meant, not she who is nearer.
            Some(Pronoun::Other) => {
                away(cast, mark.tokens.start).or_else(|| spoken_of_before(letter, cast, mark.tokens.start))
            }
            // "Ann Lee will be replaced by Bob Roy": only whoever is named before it in the sentence.
            None => body
                .segment_of(mark.tokens.start)
                .filter(|(_, segment)| {
                    let behind = mark.tokens.end..segment.tokens.end;
                    mark.concept == Concept::PersonReplacedBy && cast.named_in(behind).next().is_some()
                })
                .and_then(|(_, segment)| antecedent(cast, segment.tokens.start, mark.tokens.start)),
        };
        if let Some(person) = gone.and_then(|index| cast.people.get_mut(index)) {
            person.standing = Standing::Replaced;
            person.why = "attend/in-their-place";
        }
    }
}

/// Whom "in his place" means: whoever was named before the newcomer. "Lena Fuchs comes in his place" has the newcomer in its
/// own clause, so those named before that clause come first, then all but the last one named in it.
fn spoken_of_before(letter: &Letter<'_>, cast: &Cast, at: usize) -> Option<usize> {
    let clause = letter
        .body
        .clause_of(at)
        .map_or(at, |(_, clause)| clause.tokens.start.min(at));
    let newcomer = antecedent(cast, clause, at);
    let others = |index: usize| Some(index) != newcomer;
    newcomer
        .and_then(|_| latest(cast, 0, clause, others).or_else(|| latest(cast, clause, at, others)))
        .or_else(|| antecedent(cast, 0, at))
}

/// "I have to cancel Ann Lee", «вынуждена отменить участие господина Петрова»: a withdrawal that names somebody is theirs; the
/// writer's too, where they name themselves.
pub(super) fn settle_withdrawn(letter: &Letter<'_>, cast: &mut Cast) {
    for index in 0..cast.people.len() {
        let Some(person) = cast.people.get_mut(index) else {
            continue;
        };
        let open = matches!(
            person.standing,
            Standing::Attends | Standing::Unclear | Standing::Mentioned
        );
        if open
            && person
                .mentions
                .iter()
                .any(|mention| is_withdrawn(letter, mention))
        {
            person.standing = Standing::Absent;
            person.why = "attend/withdrawn";
        }
    }
}

/// Whether a withdrawal right before the name has it as its object.
fn is_withdrawn(letter: &Letter<'_>, mention: &Range<usize>) -> bool {
    let body = &letter.body;
    let Some((_, clause)) = body.clause_of(mention.start) else {
        return false;
    };
    let reach = mention
        .start
        .saturating_sub(OBJECT_REACH)
        .max(clause.tokens.start);
    let mut withdrawals = body
        .marks_in(reach..mention.start)
        .filter(|mark| mark.concept == Concept::IntentWithdraw && mark.tokens.end <= mention.start);
    withdrawals.any(|mark| {
        let taken = body.marks_in(mark.tokens.start..mention.start).any(|other| {
            let own = other.concept == Concept::ScopeMe
                && other.tokens.start > mark.tokens.start
                && !is_title(body, other);
            own || COMES.contains(&other.concept) && other.tokens.start >= mark.tokens.end
        });
        !taken && body.zone_of(mention.start) == Zone::Text
    })
}

/// Whether what is said of staying away here withdraws somebody else who is named: "I have to cancel Ann Lee".
pub(super) fn withdraws_another(letter: &Letter<'_>, cast: &Cast, at: usize) -> bool {
    let Some((_, clause)) = letter.body.clause_of(at) else {
        return false;
    };
    let others = cast.people.iter().filter(|person| !person.is_writer);
    others
        .flat_map(|person| &person.mentions)
        .filter(|mention| clause.tokens.start <= mention.start && mention.end <= clause.tokens.end)
        .any(|mention| is_withdrawn(letter, mention))
}

/// "Ann Lee is ill, so I shall come in her place": the writer comes, and who was spoken of does not. Whether that is said.
pub(super) fn settle_taken_by_writer(letter: &Letter<'_>, cast: &mut Cast) -> bool {
    const TAKES_BACK: [Concept; 3] = [
        Concept::ScopeNot,
        Concept::ScopeCondition,
        Concept::ScopeUncertain,
    ];
    let body = &letter.body;
    let said = body.marks.iter().find(|mark| {
        let own = matches!(body.zone_of(mark.tokens.start), Zone::Text | Zone::Item);
        let start = body
            .clause_of(mark.tokens.start)
            .map_or(mark.tokens.start, |(_, clause)| clause.tokens.start);
        mark.concept == Concept::ExchangeByMe && own && !body.has(start..mark.tokens.end, &TAKES_BACK)
    });
    let Some(at) = said.map(|mark| mark.tokens.start) else {
        return false;
    };
    let open = |index: &usize| {
        let person = cast.people.get(*index);
        letter.said.thread.registered || person.is_some_and(|person| person.standing != Standing::Attends)
    };
    let gone = away(cast, at).or_else(|| antecedent(cast, 0, at).filter(open));
    let Some(person) = gone.and_then(|index| cast.people.get_mut(index)) else {
        return false;
    };
    person.standing = Standing::Replaced;
    person.why = "attend/in-their-place";
    true
}

/// "Replace Ann Lee, who is on leave, by Bob Roy": whom the preposition leads to comes, whoever the verb has replaced.
pub(super) fn settle_replacing(letter: &Letter<'_>, cast: &mut Cast) {
    let body = &letter.body;
    for mark in &body.marks {
        let replaces = matches!(mark.concept, Concept::PersonInsteadOf | Concept::IntentSwap)
            && mark.tokens.end > mark.tokens.start;
        let Some((_, segment)) = body.segment_of(mark.tokens.start) else {
            continue;
        };
        if !replaces || segment.zone == Zone::Foreign {
            continue;
        }
        let first = first_named(cast, mark.tokens.start, segment.tokens.end);
        let Some((gone, after)) = first else { continue };
        let by = (after..segment.tokens.end).find(|&at| {
            body.tokens
                .get(at)
                .is_some_and(|token| List::LeadsToNewcomer.has(&token.folded))
        });
        let Some((new, _)) = by.and_then(|by| first_named(cast, by, (by + 9).min(segment.tokens.end))) else {
            continue;
        };
        if new == gone {
            continue;
        }
        for (index, standing) in [(gone, Standing::Replaced), (new, Standing::Attends)] {
            if let Some(person) = cast.people.get_mut(index) {
                person.standing = standing;
                person.why = "attend/replacing";
            }
        }
    }
}

/// The person named first between these tokens, and where the name ends.
fn first_named(cast: &Cast, from: usize, before: usize) -> Option<(usize, usize)> {
    let named = cast.people.iter().enumerate().flat_map(|(index, person)| {
        let within = |mention: &&std::ops::Range<usize>| mention.start >= from && mention.end <= before;
        let first = person
            .mentions
            .iter()
            .filter(within)
            .min_by_key(|mention| mention.start);
        first.map(|mention| (mention.start, index, mention.end))
    });
    named.min().map(|(_, index, end)| (index, end))
}

/// The person named last before here who is said to stay away.
fn away(cast: &Cast, before: usize) -> Option<usize> {
    cast.with(Standing::Absent)
        .filter(|(_, person)| !person.is_writer)
        .filter_map(|(index, person)| {
            let mentions = person.mentions.iter().map(|mention| mention.end);
            mentions.filter(|&end| end <= before).max().map(|at| (at, index))
        })
        .max()
        .map(|(_, index)| index)
}

/// The person named last between these tokens who neither writes nor is greeted.
fn antecedent(cast: &Cast, from: usize, before: usize) -> Option<usize> {
    latest(cast, from, before, |_| true)
}

/// The same among those that `keep` keeps.
fn latest(cast: &Cast, from: usize, before: usize, keep: impl Fn(usize) -> bool) -> Option<usize> {
    let spoken_of = cast.people.iter().enumerate().filter(|(index, person)| {
        keep(*index) && !person.is_writer && person.standing != Standing::Addressed
    });
    spoken_of
        .filter_map(|(index, person)| {
            let last = person
                .mentions
                .iter()
                .filter(|mention| mention.start >= from && mention.end <= before)
                .map(|mention| mention.end)
                .max();
            last.map(|at| (at, index))
        })
        .max()
        .map(|(_, index)| index)
}
