//! Who no longer comes where no phrase puts one person in another's place: told by our quoted answer and who comes now.

use crate::lexicon::Concept;
use crate::request::cast::{Cast, Person, Standing};
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::people::names::Key;
use crate::request::token::Break;

/// What tells that a place passes from one person to another.
const PASSES: [Concept; 5] = [
    Concept::IntentSwap,
    Concept::PersonInsteadOf,
    Concept::PersonReplacedBy,
    Concept::PersonPredecessor,
    Concept::AttendNotThey,
];

/// In a change that brings these persons, the one whose place they take: "Ann Lee retires, please write down Bob Roy".
#[must_use]
pub fn gone(letter: &Letter<'_>, cast: &Cast, chosen: &[usize]) -> Option<usize> {
    let newcomers: Vec<&Person> = chosen
        .iter()
        .filter_map(|&index| cast.people.get(index))
        .collect();
    let brings = newcomers.iter().any(|person| !is_quoted(letter, person));
    if !brings || letter.says(&[Concept::IntentAddPerson]) {
        return None;
    }
    let passes = letter.says(&PASSES);
    let others: Vec<usize> = cast
        .people
        .iter()
        .enumerate()
        .filter(|(index, person)| !chosen.contains(index) && !person.is_writer && is_open(letter, person))
        .map(|(index, _)| index)
        .collect();
    let known: Vec<usize> = others
        .iter()
        .copied()
        .filter(|&index| {
            passes
                || cast
                    .people
                    .get(index)
                    .is_some_and(|person| is_quoted(letter, person))
        })
        .collect();
    match known.as_slice() {
        [one] => Some(*one),
        [] => hands_over(letter, cast, &newcomers).filter(|_| others.is_empty()),
        _ => None,
    }
}

/// "Ann Lee picks up the baton": our answer to the writer is quoted, and only somebody else is spoken of.
fn hands_over(letter: &Letter<'_>, cast: &Cast, newcomers: &[&Person]) -> Option<usize> {
    let [new] = newcomers else { return None };
    cast.writer.filter(|_| {
        let known = cast.writer().is_some_and(|writer| is_quoted(letter, writer));
        !new.is_writer && known && letter.said.thread.registered && !is_quoted(letter, new)
    })
}

/// Whether the writer's own sentences name somebody who may be the one to go.
fn is_open(letter: &Letter<'_>, person: &Person) -> bool {
    let spoken_of = person
        .mentions
        .iter()
        .any(|mention| matches!(letter.body.zone_of(mention.start), Zone::Text | Zone::Item));
    spoken_of
        && matches!(
            person.standing,
            Standing::Absent | Standing::Unclear | Standing::Mentioned
        )
}

/// Whether what is quoted names the person: every word of the name, or the surname where there is no more.
fn is_quoted(letter: &Letter<'_>, person: &Person) -> bool {
    let words = Key::of(&person.name).words;
    let body = &letter.body;
    let said = |word: &String| {
        body.segments
            .iter()
            .filter(|segment| segment.zone == Zone::Foreign)
            .flat_map(|segment| body.tokens.get(segment.tokens.clone()).unwrap_or_default())
            .any(|token| token.folded == *word)
    };
    !words.is_empty() && words.iter().all(said)
}

/// The name as our quoted answer has it, where the letter itself has only the surname.
#[must_use]
pub fn fullest(letter: &Letter<'_>, person: &Person) -> String {
    let key = Key::of(&person.name);
    let [surname] = key.words.as_slice() else {
        return person.name.clone();
    };
    let body = &letter.body;
    let full = body
        .segments
        .iter()
        .filter(|segment| segment.zone == Zone::Foreign)
        .flat_map(|segment| segment.tokens.clone())
        .filter(|&at| body.tokens.get(at).is_some_and(|token| token.folded == *surname))
        .find_map(|at| {
            let given = at.checked_sub(1)?;
            let word = body.tokens.get(given)?;
            let joined = body.tokens.get(at)?.before <= Break::Space;
            let title = body
                .marks_at(given)
                .any(|mark| matches!(mark.concept.family(), "title" | "greeting" | "role" | "label"));
            (joined && word.is_word() && word.is_capital() && !title)
                .then(|| body.shown(given..at + 1).to_owned())
        });
    full.unwrap_or_else(|| person.name.clone())
}
