//! The persons a request is about, by its intent.

use super::writer::{counted, first_person};
use crate::lexicon::Concept;
use crate::request::Intent;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::Zone;
use crate::request::letter::Letter;

/// The persons that the request is about: indices in the cast, in order of appearance.
#[must_use]
pub fn choose(letter: &Letter<'_>, cast: &Cast, intent: Intent) -> Vec<usize> {
    match intent {
        Intent::Question | Intent::Automatic | Intent::Bounce | Intent::Other => Vec::new(),
        Intent::DataRequest => cast.writer.into_iter().collect(),
        Intent::Cancellation | Intent::Refusal => leaving(letter, cast),
        Intent::Acceptance => accepting(letter, cast),
        Intent::Change => changed(letter, cast),
        Intent::Registration => counted_in(letter, cast, coming(cast)),
        // Whoever writes for a paper and does not come is still the one to be answered.
        Intent::Press if !letter.says(&[Concept::AttachmentList]) => or_writer(cast, coming(cast)),
        Intent::Press => coming(cast),
    }
}

/// In a swap, the person who no longer comes.
#[must_use]
pub fn replaced(cast: &Cast) -> Option<usize> {
    let others = cast
        .people
        .iter()
        .any(|person| !person.is_writer && person.standing == Standing::Attends);
    cast.with(Standing::Replaced)
        .next()
        .or_else(|| cast.with(Standing::Absent).next().filter(|_| others))
        .map(|(index, _)| index)
}

fn of(cast: &Cast, keep: impl Fn(Standing, bool) -> bool) -> Vec<usize> {
    cast.people
        .iter()
        .enumerate()
        .filter(|(_, person)| keep(person.standing, person.is_writer))
        .map(|(index, _)| index)
        .collect()
}

fn or_writer(cast: &Cast, found: Vec<usize>) -> Vec<usize> {
    if found.is_empty() {
        cast.writer.into_iter().collect()
    } else {
        found
    }
}

fn coming(cast: &Cast) -> Vec<usize> {
    let named = of(cast, |standing, _| standing == Standing::Attends);
    let only_by_default = named.len() == 1
        && named
            .first()
            .and_then(|&index| cast.people.get(index))
            .is_some_and(|person| person.why == "attend/alone");
    let unclear = of(cast, |standing, writer| standing == Standing::Unclear && !writer);
    if (named.is_empty() || only_by_default) && !unclear.is_empty() {
        return unclear;
    }
    let absent_writer = cast
        .writer()
        .is_some_and(|writer| matches!(writer.standing, Standing::Absent | Standing::Replaced));
    let places = cast.writer().is_some_and(|writer| writer.why == "attend/places");
    if named.is_empty() && !absent_writer && !places {
        or_writer(cast, named)
    } else {
        named
    }
}

/// "We set out in two: I, …, and our sister Ann Lee": those of whom nothing is said, where the count has room for them.
fn counted_in(letter: &Letter<'_>, cast: &Cast, chosen: Vec<usize>) -> Vec<usize> {
    let Some(total) = counted(letter).filter(|&total| total > chosen.len()) else {
        return chosen;
    };
    let open = of_indices(cast, |index| {
        let person = cast.people.get(index);
        let unclear = person.is_some_and(|person| person.standing == Standing::Unclear && !person.is_writer);
        let writer = person.is_some_and(|person| person.is_writer && person.standing == Standing::Attends);
        chosen.contains(&index) || unclear || writer
    });
    if open.len() <= total { open } else { chosen }
}

/// The person of whom it is told that they take or leave the place: "… to Mr Lee: he accepts it".
fn spoken_for(letter: &Letter<'_>, cast: &Cast, answers: &[Concept]) -> Option<usize> {
    let body = &letter.body;
    let told = body.marks.iter().any(|mark| {
        let others = [Concept::ScopeHe, Concept::ScopeShe];
        let clause = crate::request::wishes::clause(letter, mark.tokens.start);
        answers.contains(&mark.concept)
            && body.zone_of(mark.tokens.start) != Zone::Foreign
            && body.has(clause.start..mark.tokens.end, &others)
            && !body.has(mark.tokens.clone(), &[Concept::ScopeMe])
    });
    let mut others = cast.people.iter().enumerate().filter(|(_, person)| {
        !person.is_writer
            && !matches!(
                person.standing,
                Standing::Addressed | Standing::Outside | Standing::Writes
            )
            && person
                .mentions
                .iter()
                .any(|mention| body.zone_of(mention.start) == Zone::Text)
    });
    let first = others.next().map(|(index, _)| index);
    first.filter(|_| told && others.next().is_none())
}

fn leaving(letter: &Letter<'_>, cast: &Cast) -> Vec<usize> {
    let answers = [Concept::IntentDecline, Concept::AttendNotThey];
    if let Some(other) = spoken_for(letter, cast, &answers).filter(|_| letter.said.thread.offered) {
        return vec![other];
    }
    let said = first_person(letter, cast);
    let listed_out = cast
        .writer()
        .is_some_and(|writer| matches!(writer.why, "attend/away" | "attend/withdrawn"));
    let joins = said.leaves_too || said.we_stay || said.stays;
    let named = of(cast, |standing, writer| {
        matches!(standing, Standing::Absent | Standing::Replaced) && (!writer || joins || listed_out)
            || writer && joins && standing != Standing::Writes
    });
    // "We must all withdraw: Ann Lee, Bob Roy and …": whoever is named in the sentence, and nothing else is said of them.
    if named.iter().all(|&index| Some(index) == cast.writer) && (said.we_stay || joins) {
        let withdrawn = in_leaving_sentence(letter, cast);
        if !withdrawn.is_empty() {
            return of_indices(cast, |index| named.contains(&index) || withdrawn.contains(&index));
        }
    }
    let listed = of(cast, |standing, _| standing == Standing::Attends);
    let several = listed.iter().any(|&index| Some(index) != cast.writer);
    // "We will not be travelling: Ann Lee, Bob Roy, …": whoever is listed under it stays at home with the writer.
    if said.we_stay && several && named.iter().all(|&index| Some(index) == cast.writer) {
        return of(cast, |standing, writer| {
            standing == Standing::Attends || writer && standing == Standing::Absent
        });
    }
    if named.is_empty() && several && !joins {
        return listed;
    }
    or_writer(cast, named)
}

/// Persons of whom nothing is said but that they are named where somebody withdraws.
fn in_leaving_sentence(letter: &Letter<'_>, cast: &Cast) -> Vec<usize> {
    let leaving = [Concept::AttendNotWe, Concept::IntentWithdraw];
    let sentences =
        letter.body.segments.iter().filter(|segment| {
            segment.zone != Zone::Foreign && letter.body.has(segment.tokens.clone(), &leaving)
        });
    sentences
        .flat_map(|segment| cast.named_in(segment.tokens.clone()))
        .filter(|&index| {
            cast.people
                .get(index)
                .is_some_and(|person| person.standing == Standing::Unclear)
        })
        .collect()
}

fn of_indices(cast: &Cast, keep: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..cast.people.len()).filter(|&index| keep(index)).collect()
}

fn accepting(letter: &Letter<'_>, cast: &Cast) -> Vec<usize> {
    if let Some(other) = spoken_for(letter, cast, &[Concept::IntentAccept, Concept::IntentYes]) {
        return vec![other];
    }
    or_writer(
        cast,
        of(cast, |standing, writer| {
            standing == Standing::Attends || standing == Standing::Unclear && !writer
        }),
    )
}

fn changed(letter: &Letter<'_>, cast: &Cast) -> Vec<usize> {
    if cast.writer().is_some_and(Person::takes_a_place) {
        return cast.writer.into_iter().collect();
    }
    let new = of(cast, |standing, writer| standing == Standing::Attends && !writer);
    if !new.is_empty() {
        return new;
    }
    let swaps = letter.says(&[
        Concept::IntentSwap,
        Concept::PersonInsteadOf,
        Concept::PersonReplacedBy,
    ]);
    let unclear = of(cast, |standing, writer| standing == Standing::Unclear && !writer);
    if swaps && !unclear.is_empty() {
        return unclear;
    }
    or_writer(cast, unclear)
}
