//! Whether the writer comes too.

use super::cue::{part_of_programme, speaks_of_session};
use super::{others_named, verb};
use crate::lexicon::Concept;
use crate::request::cast::{Cast, Standing};
use crate::request::layout::{Mark, Zone};
use crate::request::letter::Letter;
use crate::request::token::Break;

/// What the letter says in the first person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstPerson {
    pub comes: bool,
    /// Asks to be registered, in so many words.
    pub registers: bool,
    /// Asks for places, or to register others.
    pub registers_others: bool,
    pub comes_too: bool,
    /// Is named along with others who no longer come: "Ann and I must withdraw".
    pub leaves_too: bool,
    pub we_come: bool,
    pub stays: bool,
    /// Says of coming what stands behind whatever is said of staying: "not for the paper, but I would like to attend".
    pub comes_after_all: bool,
    pub we_stay: bool,
    pub assists: bool,
}

/// Collects what the writer says of themselves, in body and subject.
#[must_use]
pub fn first_person(letter: &Letter<'_>, cast: &Cast) -> FirstPerson {
    let mut said = FirstPerson::default();
    let (mut last_come, mut last_stay) = (0, 0);
    let own = |mark: &&Mark| {
        letter
            .body
            .segment_of(mark.tokens.start)
            .is_some_and(|(_, segment)| !matches!(segment.zone, Zone::Foreign | Zone::Greeting))
    };
    for mark in letter.body.marks.iter().filter(own) {
        match mark.concept {
            Concept::AttendI => {
                said.comes = true;
                last_come = last_come.max(mark.tokens.start);
            }
            Concept::AttendRegisterMe => {
                said.comes = true;
                said.registers = true;
                last_come = last_come.max(mark.tokens.start);
            }
            Concept::AttendRegisterThem => said.registers_others = true,
            Concept::AttendSelfToo if joins(letter, cast, mark) => {
                let segment = letter.body.segment_of(mark.tokens.start);
                let leaves = [
                    Concept::AttendNotThey,
                    Concept::AttendNotWe,
                    Concept::IntentWithdraw,
                ];
                said.leaves_too |=
                    segment.is_some_and(|(_, segment)| letter.body.has(segment.tokens.clone(), &leaves));
                said.comes_too = true;
            }
            Concept::AttendWe | Concept::AttendRegisterUs => said.we_come = true,
            Concept::AttendNotI if !speaks_of_session(&letter.body, mark) && !is_condition(letter, mark) => {
                said.stays = true;
                last_stay = last_stay.max(mark.tokens.start);
            }
            Concept::AttendNotWe if !speaks_of_session(&letter.body, mark) => said.we_stay = true,
            Concept::PersonAssistant => said.assists = true,
            _ => {}
        }
    }
    let named = others_named(letter, cast);
    for verb in verb::of_writer(letter, &|at| named.get(at).copied().unwrap_or(false)) {
        if !verb.negated {
            said.comes = true;
            last_come = last_come.max(verb.tokens.start);
        } else if !part_of_programme(&letter.body, &verb.tokens) {
            said.stays = true;
            last_stay = last_stay.max(verb.tokens.start);
        }
    }
    said.comes_after_all = said.comes && last_come > last_stay;
    said
}

/// "If the hearing is confirmed, I shall not come" says nothing yet.
fn is_condition(letter: &Letter<'_>, mark: &Mark) -> bool {
    letter
        .body
        .segment_of(mark.tokens.start)
        .is_some_and(|(_, segment)| {
            letter.body.has(
                segment.tokens.start..mark.tokens.start,
                &[Concept::ScopeCondition],
            )
        })
}

/// "Ann and I" adds the writer; "…, and I ask you" does not.
fn joins(letter: &Letter<'_>, cast: &Cast, mark: &Mark) -> bool {
    let body = &letter.body;
    // "Both", "entrambi": all of those named, whoever they are.
    let everybody = body.marks_at(mark.tokens.start).any(|other| {
        other.tokens == mark.tokens && matches!(other.concept, Concept::ScopeAll | Concept::Group)
    });
    if everybody {
        return false;
    }
    let named = cast
        .people
        .iter()
        .flat_map(|person| &person.mentions)
        .any(|mention| mention.end == mark.tokens.start);
    let noun = body.marks.iter().any(|other| {
        let person = matches!(
            other.concept,
            Concept::CountPersonNoun
                | Concept::CountNoun
                | Concept::ScopeHe
                | Concept::ScopeShe
                | Concept::ScopeThey
        ) || crate::request::fields::role::is_head(other.concept);
        person
            && other.tokens.end <= mark.tokens.start + 1
            && other.tokens.end >= mark.tokens.start
            && other.tokens.end <= mark.tokens.end
    });
    let ends = body
        .tokens
        .get(mark.tokens.end)
        .is_none_or(|next| next.before >= Break::Comma);
    let comes = body.marks_at(mark.tokens.end).any(|other| {
        matches!(
            other.concept,
            Concept::AttendThey | Concept::AttendWe | Concept::AttendI
        )
    });
    let long = mark.tokens.len() > 2;
    named || noun || ends || comes || long
}

/// The standing of the writer, where `others` are known to come.
#[must_use]
pub fn standing(letter: &Letter<'_>, cast: &Cast, others: usize) -> (Standing, &'static str) {
    let said = first_person(letter, cast);
    let named = cast.writer().map(|writer| (writer.standing, writer.why));
    if let Some((standing @ (Standing::Absent | Standing::Replaced), why)) = named {
        return (standing, why);
    }
    let comes_after_all = others == 0 && said.comes_after_all;
    if said.stays && !said.comes_too && !said.registers && !comes_after_all {
        return (Standing::Absent, "attend/not-i");
    }
    if let Some((Standing::Attends, why)) = named {
        return (Standing::Attends, why);
    }
    if said.comes || said.comes_too {
        return (Standing::Attends, "attend/first-person");
    }
    if said.we_stay {
        return (Standing::Absent, "attend/not-we");
    }
    if said.we_come && !said.assists {
        let counted = counted(letter);
        let all_named = counted.is_some_and(|count| count <= others);
        if !all_named {
            return (Standing::Attends, "attend/we");
        }
        return (Standing::Writes, "attend/we-named");
    }
    let places = counted(letter).is_some_and(|count| count >= 2);
    if others == 0 && places && said.registers_others {
        return (Standing::Writes, "attend/places");
    }
    if others == 0 && !said.assists {
        return (Standing::Attends, "attend/alone");
    }
    (Standing::Writes, "attend/writes")
}

/// How many the letter says come: "the three of us", "two persons".
#[must_use]
pub fn counted(letter: &Letter<'_>) -> Option<usize> {
    let body = &letter.body;
    let own = |at: usize| body.zone_of(at) != Zone::Foreign;
    let group = body
        .marks
        .iter()
        .find(|mark| mark.concept == Concept::Group && own(mark.tokens.start))
        .map(|mark| usize::from(mark.value));
    let noun =
        |at: usize| (at..at + 3).any(|at| body.marks_at(at).any(|mark| mark.concept == Concept::CountNoun));
    let word = || {
        body.marks
            .iter()
            .find(|mark| mark.concept == Concept::Number && own(mark.tokens.start) && noun(mark.tokens.end))
            .map(|mark| usize::from(mark.value))
    };
    let digits = || {
        body.tokens.iter().enumerate().find_map(|(at, token)| {
            let number: usize = token
                .folded
                .parse()
                .ok()
                .filter(|number| (1..=60).contains(number))?;
            (own(at) && noun(at + 1)).then_some(number)
        })
    };
    group.or_else(word).or_else(digits)
}
