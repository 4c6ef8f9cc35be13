//! Who comes, who only writes, who is replaced: a standing for each person, from clauses.

use super::cast::{Cast, Person, Standing};
use super::layout::{Segment, Zone};
use super::letter::Letter;
use super::people::names::{Key, same_word};
use crate::language::Language;
use crate::lexicon::Concept;
use cue::{Cue, Placed};
use std::ops::Range;

pub mod choose;
mod column;
pub mod cue;
pub mod gone;
mod join;
pub(crate) mod sole;
pub mod swap;
mod together;
mod unreal;
pub mod verb;
pub mod writer;

pub use choose::{choose, replaced};

/// Gives each person of the cast their standing.
pub fn settle(letter: &Letter<'_>, cast: &mut Cast) {
    let turkish = letter.lexicon.bit(Language::TURKISH);
    let body = &letter.body;
    let year = verb::year(letter);
    let named = others_named(letter, cast);
    let named = |at: usize| named.get(at).copied().unwrap_or(false);
    let per_segment: Vec<Vec<Placed>> = body
        .segments
        .iter()
        .map(|segment| {
            if segment.zone == Zone::Foreign {
                Vec::new()
            } else {
                cue::cues(body, segment.tokens.clone(), turkish, year, &named)
            }
        })
        .collect();
    let rows: Vec<(Range<usize>, Option<usize>)> = cast
        .records
        .iter()
        .filter(|record| record.person.is_some())
        .map(|record| (record.tokens.clone(), record.person))
        .collect();
    for index in 0..cast.people.len() {
        let Some(person) = cast.people.get(index) else {
            continue;
        };
        let (standing, why) = standing(letter, &per_segment, &rows, turkish, &named, person);
        if let Some(person) = cast.people.get_mut(index) {
            person.standing = standing;
            person.why = why;
        }
    }
    settle_addressed(letter, cast);
    settle_pronouns(letter, &per_segment, cast);
    swap::settle_withdrawn(letter, cast);
    swap::settle(letter, cast);
    swap::settle_replacing(letter, cast);
    join::settle_joined(letter, cast);
    together::settle(letter, cast, false);
    settle_old_names(letter, cast);
    if let Some((standing, why)) = writer::author_standing(letter, cast)
        && let Some(person) = cast.author.and_then(|index| cast.people.get_mut(index))
    {
        person.standing = standing;
        person.why = why;
    }
    let others = cast
        .people
        .iter()
        .filter(|person| !person.is_writer && person.standing == Standing::Attends)
        .count();
    let (standing, why) = if swap::settle_taken_by_writer(letter, cast) {
        (Standing::Attends, "attend/in-their-place")
    } else {
        writer::standing(letter, cast, others)
    };
    if let Some(person) = cast.writer.and_then(|index| cast.people.get_mut(index)) {
        person.standing = standing;
        person.why = why;
    }
    together::settle(letter, cast, true);
    sole::settle(letter, cast);
}

/// "Registered as Gizem Tekin; I have married": the writer's given name with another surname, where a name is put right.
fn settle_old_names(letter: &Letter<'_>, cast: &mut Cast) {
    let corrects = letter.says(&[Concept::IntentCorrect, Concept::PersonFormerly]);
    let Some(own) = cast.writer().map(|writer| Key::of(&writer.name).words) else {
        return;
    };
    let Some(given) = own.first().filter(|_| corrects && own.len() >= 2) else {
        return;
    };
    for person in cast.people.iter_mut().filter(|person| !person.is_writer) {
        let words = Key::of(&person.name).words;
        if words.len() >= 2 && words.first() == Some(given) {
            person.standing = Standing::Mentioned;
            person.why = "attend/old-name";
        }
    }
}

/// For each token of the body, whether it belongs to the name of somebody who does not write.
fn others_named(letter: &Letter<'_>, cast: &Cast) -> Vec<bool> {
    let mut named = vec![false; letter.body.tokens.len()];
    for person in cast.people.iter().filter(|person| !person.is_writer) {
        for mention in &person.mentions {
            named.get_mut(mention.clone()).unwrap_or_default().fill(true);
        }
    }
    named
}

/// Whoever the letter is addressed to works at the desk and is no one's guest.
fn settle_addressed(letter: &Letter<'_>, cast: &mut Cast) {
    let desk: Vec<String> = letter
        .message
        .to
        .iter()
        .flat_map(|to| {
            super::letter::local_words(&to.address)
                .into_iter()
                .chain(to.name.iter().flat_map(|name| Key::of(name).words))
        })
        .filter(|word| word.chars().count() >= 5)
        .collect();
    let given: Vec<String> = letter
        .message
        .to
        .iter()
        .flat_map(|to| {
            to.name
                .iter()
                .filter_map(|name| Key::of(name).words.first().cloned())
        })
        .collect();
    for person in cast.people.iter_mut().filter(|person| !person.is_writer) {
        let words = Key::of(&person.name).words;
        // "Afternoon Juan," opens the letter.
        let called = words.last().is_some_and(|last| given.contains(last))
            && person.mentions.iter().any(|mention| mention.start == 0)
            && words.len() <= 2;
        if called {
            person.standing = Standing::Addressed;
            person.why = "attend/addressed";
            continue;
        }
        if words.len() <= 2
            && words
                .iter()
                .any(|word| desk.iter().any(|own| same_word(word, own)))
        {
            person.standing = Standing::Addressed;
            person.why = "attend/addressed";
        }
    }
}

/// "She will attend": a verb without a name speaks of whoever was named last, if nothing else was said of them.
fn settle_pronouns(letter: &Letter<'_>, cues: &[Vec<Placed>], cast: &mut Cast) {
    const NAMELESS: [Concept; 4] = [
        Concept::ScopeHe,
        Concept::ScopeShe,
        Concept::ScopeThey,
        Concept::CountPersonNoun,
    ];
    let body = &letter.body;
    for (segment, cues) in body.segments.iter().zip(cues) {
        let Some(cue) = cues
            .iter()
            .find(|cue| matches!(cue.cue, Cue::Come | Cue::Away | Cue::Given))
        else {
            continue;
        };
        let named = cast.named_in(segment.tokens.clone()).next().is_some();
        if named || !body.has(segment.tokens.clone(), &NAMELESS) {
            continue;
        }
        let last = cast
            .people
            .iter()
            .enumerate()
            .filter(|(_, person)| !person.is_writer && person.standing != Standing::Addressed)
            .filter_map(|(index, person)| {
                person
                    .mentions
                    .iter()
                    .filter(|mention| mention.end <= segment.tokens.start)
                    .map(|mention| mention.end)
                    .max()
                    .map(|at| (at, index))
            })
            .max();
        let (standing, why) = of_cue(cue);
        let last = last.and_then(|(_, index)| cast.people.get_mut(index));
        let open = |person: &&mut Person| matches!(person.standing, Standing::Unclear | Standing::Mentioned);
        if let Some(person) = last.filter(open) {
            person.standing = standing;
            person.why = why;
        }
    }
}

/// The strongest that any mention says: being replaced or away outweighs coming, coming outweighs being mentioned.
fn standing(
    letter: &Letter<'_>,
    cues: &[Vec<Placed>],
    rows: &[(Range<usize>, Option<usize>)],
    turkish: u32,
    named: &dyn Fn(usize) -> bool,
    person: &Person,
) -> (Standing, &'static str) {
    let mut best = (Standing::Unclear, "attend/unclear");
    let rank = |standing: Standing| match standing {
        Standing::Replaced => 8,
        Standing::Absent => 7,
        Standing::Attends => 6,
        Standing::Outside => 5,
        Standing::Contact => 4,
        Standing::Mentioned => 3,
        Standing::Addressed => 2,
        Standing::Writes => 1,
        Standing::Unclear => 0,
    };
    for mention in &person.mentions {
        let said = of_mention(letter, cues, rows, turkish, named, mention);
        if rank(said.0) > rank(best.0) {
            best = said;
        }
    }
    best
}

fn of_mention(
    letter: &Letter<'_>,
    cues: &[Vec<Placed>],
    rows: &[(Range<usize>, Option<usize>)],
    turkish: u32,
    named: &dyn Fn(usize) -> bool,
    mention: &Range<usize>,
) -> (Standing, &'static str) {
    let body = &letter.body;
    let Some((index, segment)) = body.segment_of(mention.start) else {
        return (Standing::Unclear, "attend/unclear");
    };
    match segment.zone {
        Zone::Greeting => return (Standing::Addressed, "attend/greeting"),
        Zone::Signature | Zone::Closing => return (Standing::Writes, "attend/signature"),
        Zone::Foreign => return (Standing::Unclear, "attend/foreign"),
        _ => {}
    }
    match segment.label.map(|(label, _)| label) {
        Some(Concept::LabelContact | Concept::LabelAssistant) => return (Standing::Contact, "attend/label"),
        Some(Concept::LabelReplaces) => return (Standing::Replaced, "attend/label"),
        _ => {}
    }
    if let Some(cue) = column::cue(body, mention, turkish) {
        return of_cue(&cue);
    }
    if rows.iter().any(|(tokens, _)| tokens.contains(&mention.start)) {
        return (Standing::Attends, "attend/record");
    }
    let here = cues.get(index).map(Vec::as_slice).unwrap_or_default();
    let others = |at: usize| named(at) && !mention.contains(&at);
    if let Some(cue) = cue::governing(body, here, mention, &others) {
        return of_cue(unreal::taken_back(body, here, cue, mention, &others).unwrap_or(cue));
    }
    let listed = is_listed(letter, segment, mention);
    if let Some(cue) = listed.then(|| heading_cue(letter, cues, index)).flatten() {
        return match cue.cue {
            Cue::Away | Cue::Given => of_cue(cue),
            _ => (Standing::Attends, "attend/listed"),
        };
    }
    if listed {
        return (Standing::Attends, "attend/listed");
    }
    (Standing::Unclear, "attend/unclear")
}

fn of_cue(cue: &Placed) -> (Standing, &'static str) {
    match cue.cue {
        Cue::Come => (Standing::Attends, "attend/comes"),
        Cue::Away => (Standing::Absent, "attend/away"),
        Cue::Given => (Standing::Replaced, "attend/instead-of"),
        Cue::Taking => (Standing::Attends, "attend/replaced-by"),
        Cue::Outside => (Standing::Outside, "attend/outside"),
        Cue::Contact => (Standing::Contact, "attend/contact"),
        Cue::Mentioned if cue.concept == Concept::PressInterview => {
            (Standing::Mentioned, "attend/interviewed")
        }
        Cue::Mentioned => (Standing::Mentioned, "attend/mentioned"),
        Cue::Greeted => (Standing::Addressed, "attend/greeted"),
    }
}

/// A name that opens an item, or a line that is nothing but a name and what is said of it.
fn is_listed(letter: &Letter<'_>, segment: &Segment, mention: &Range<usize>) -> bool {
    let body = &letter.body;
    if matches!(segment.zone, Zone::Item | Zone::Row) {
        return true;
    }
    let opens = (segment.tokens.start..mention.start).all(|at| {
        let covered = |mark: &crate::request::layout::Mark| {
            mark.tokens.contains(&at)
                && matches!(
                    mark.concept.family(),
                    "title" | "role" | "label" | "number" | "intent" | "attend" | "scope"
                )
        };
        body.marks_around(at).any(covered) || body.tokens.get(at).is_some_and(|token| !token.is_word())
    });
    let ends = body
        .tokens
        .get(mention.end)
        .is_none_or(|token| token.before >= super::token::Break::Comma);
    // "Teresa, mi iscrivi per favore?" calls somebody, and lists nobody.
    let called = mention.len() == 1 && mention.start == segment.tokens.start && segment.tokens.len() > 4;
    let line = body.tokens.get(mention.start).map(|token| token.line);
    let words = segment
        .tokens
        .clone()
        .filter(|&at| body.tokens.get(at).map(|token| token.line) == line)
        .count();
    opens && ends && !called && words <= 14
}

/// The cue of the sentence that introduces a list: the nearest above that has one, or ends in a colon.
fn heading_cue<'c>(letter: &Letter<'_>, cues: &'c [Vec<Placed>], index: usize) -> Option<&'c Placed> {
    for above in (0..index).rev().take(14) {
        let segment = letter.body.segments.get(above)?;
        if matches!(segment.zone, Zone::Foreign | Zone::Greeting) {
            return None;
        }
        let colon = letter
            .body
            .after(segment.tokens.end.saturating_sub(1))
            .trim_start()
            .starts_with(':');
        if matches!(segment.zone, Zone::Text | Zone::Field) && (colon || segment.tokens.len() > 6) {
            return cues.get(above)?.last();
        }
    }
    None
}
