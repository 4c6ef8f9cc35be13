//! Who is replaced where the phrase only has a pronoun: "in her place", "instead of me", «вместо него».

use crate::lexicon::Concept;
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Layout, Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;

/// Whom a pronoun means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pronoun {
    Writer,
    Other,
}

/// The longest phrase whose pronoun is looked for: longer ones have a gap, and the pronoun may belong to anything in it.
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
            Concept::ScopeMe => Some((inner.tokens.end, Pronoun::Writer)),
            Concept::ScopeHe | Concept::ScopeShe | Concept::ScopeThey => {
                Some((inner.tokens.end, Pronoun::Other))
            }
            _ => None,
        })
        .max_by_key(|(end, _)| *end)
        .map(|(_, found)| found)
        .filter(|_| mark.tokens.len() <= LONGEST);
    let ends = mark.concept == Concept::PersonInsteadOf && next >= Break::Colon;
    said.or(ends.then_some(Pronoun::Other))
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
                away(cast, mark.tokens.start).or_else(|| antecedent(cast, 0, mark.tokens.start))
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

/// "Replace Ann Lee, who is on leave, by Bob Roy": whom the preposition leads to comes, whoever the verb has replaced.
pub(super) fn settle_replacing(letter: &Letter<'_>, cast: &mut Cast) {
    const BY: [&str; 12] = [
        "par", "by", "with", "durch", "mit", "gegen", "con", "da", "dal", "dalla", "на", "por",
    ];
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
                .is_some_and(|token| BY.contains(&token.folded.as_str()))
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
    let spoken_of = cast
        .people
        .iter()
        .enumerate()
        .filter(|(_, person)| !person.is_writer && person.standing != Standing::Addressed);
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
