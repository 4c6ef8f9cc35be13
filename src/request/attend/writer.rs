//! Whether the writer comes too.

use super::cue::{part_of_programme, speaks_of_session};
use super::swap::withdraws_another;
use super::{join, others_named, unreal, verb};
use crate::language::Language;
use crate::lexicon::{Concept, List};
use crate::request::cast::{Cast, Standing};
use crate::request::intent::denial::is_fragment;
use crate::request::layout::{Mark, Zone};
use crate::request::letter::Letter;
use crate::request::people::forward::is_forwarded;
use crate::request::token::Break;

/// What makes a sentence one of leaving.
const LEAVING: [Concept; 3] = [
    Concept::AttendNotThey,
    Concept::AttendNotWe,
    Concept::IntentWithdraw,
];

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
    /// Asks for places "for us", or in the name of an office.
    pub we_ask: bool,
    pub stays: bool,
    /// Says of coming what stands behind whatever is said of staying: "not for the paper, but I would like to attend".
    pub comes_after_all: bool,
    pub we_stay: bool,
    pub assists: bool,
}

/// Collects what the writer says of themselves, in body and subject.
#[must_use]
pub fn first_person(letter: &Letter<'_>, cast: &Cast) -> FirstPerson {
    spoken(letter, cast, |at| {
        cast.author.is_none() || !is_forwarded(letter, at)
    })
}

/// Collects what is said in the first person within the tokens that `part` holds.
fn spoken(letter: &Letter<'_>, cast: &Cast, part: impl Fn(usize) -> bool) -> FirstPerson {
    let mut said = FirstPerson::default();
    let (mut last_come, mut last_stay) = (0, 0);
    let others = others_named(letter, cast);
    let named = |at: usize| others.get(at).copied().unwrap_or(false);
    let own = |mark: &&Mark| {
        letter
            .body
            .segment_of(mark.tokens.start)
            .is_some_and(|(_, segment)| !matches!(segment.zone, Zone::Foreign | Zone::Greeting))
            && part(mark.tokens.start)
    };
    for mark in letter.body.marks.iter().filter(own) {
        match mark.concept {
            Concept::AttendI if is_unreal(letter, mark) => {}
            Concept::VerbUnreal if !verb::speaks_of_others(&letter.body, mark, &named) => {
                said.stays = true;
                last_stay = last_stay.max(mark.tokens.start);
            }
            Concept::AttendI | Concept::AttendRegisterMe if has_object(letter, mark, &named) => {
                said.registers_others = true;
            }
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
            // "La sottoscritta non prenderà parte": named as the writer, and denied.
            Concept::AttendSelfToo if is_denied_behind(letter, mark, &named) => {
                said.stays = true;
                last_stay = last_stay.max(mark.tokens.start);
            }
            Concept::AttendSelfToo if is_refused(letter, mark) => {}
            Concept::AttendSelfToo if joins(letter, cast, mark) => {
                let segment = letter.body.segment_of(mark.tokens.start);
                said.leaves_too |=
                    segment.is_some_and(|(_, segment)| letter.body.has(segment.tokens.clone(), &LEAVING));
                said.comes_too = true;
            }
            Concept::AttendWe => said.we_come = true,
            Concept::Group if is_ours(letter, mark) => said.we_come = true,
            Concept::AttendRegisterUs => said.we_ask = true,
            Concept::AttendNotI
                if is_of_another(letter, mark, &named)
                    || is_fragment(letter, mark)
                    || withdraws_another(letter, cast, mark.tokens.start) => {}
            Concept::AttendNotI if !speaks_of_session(&letter.body, mark) && !is_condition(letter, mark) => {
                said.stays = true;
                last_stay = last_stay.max(mark.tokens.start);
            }
            Concept::AttendNotWe if !speaks_of_session(&letter.body, mark) && !is_unsure(letter, mark) => {
                said.we_stay = true;
            }
            Concept::PersonAssistant => said.assists = true,
            _ => {}
        }
    }
    for sentence in join::beside_others(letter, &named) {
        if !part(sentence.start) {
            continue;
        }
        said.leaves_too |= letter.body.has(sentence, &LEAVING);
        said.comes_too = true;
    }
    for verb in verb::of_writer(letter, &named) {
        if !part(verb.tokens.start) {
            continue;
        }
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

/// "I would have loved to come".
fn is_unreal(letter: &Letter<'_>, mark: &Mark) -> bool {
    letter
        .body
        .segment_of(mark.tokens.start)
        .is_some_and(|(_, segment)| unreal::is_unreal(&letter.body, &segment.tokens, &mark.tokens))
}

/// "I would like to register her", "… to register our mayor": whoever is registered is somebody else.
fn has_object(letter: &Letter<'_>, mark: &Mark, named: &dyn Fn(usize) -> bool) -> bool {
    let body = &letter.body;
    let next = mark.tokens.end;
    let registers = body
        .marks_in(mark.tokens.clone())
        .any(|inner| inner.concept == Concept::IntentRegister && inner.tokens.end == next);
    let flows = body
        .tokens
        .get(next)
        .is_some_and(|token| token.before <= Break::Space);
    let person = |at: usize| {
        named(at)
            || body.marks_at(at).any(|mark| {
                matches!(mark.concept, Concept::CountPersonNoun | Concept::CountNoun)
                    || mark.concept.family() == "title" && mark.concept != Concept::TitleParticle
                    || crate::request::fields::role::is_head(mark.concept)
            })
    };
    let pronoun = body.marks_at(next).any(|mark| {
        matches!(
            mark.concept,
            Concept::ScopeHe | Concept::ScopeShe | Concept::ScopeThey
        )
    });
    let article = body
        .marks_at(next)
        .any(|mark| matches!(mark.concept, Concept::ScopeArticle | Concept::Number));
    registers && flows && (pronoun || person(next) || article && (next + 1..next + 4).any(person))
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

/// "I do not accompany them", "I travel with him and wait at the hotel": whoever goes along does not attend.
fn is_refused(letter: &Letter<'_>, mark: &Mark) -> bool {
    /// Words between the "not" and the phrase.
    const NEAR: usize = 2;
    let body = &letter.body;
    let Some((_, segment)) = body.segment_of(mark.tokens.start) else {
        return false;
    };
    let before = mark.tokens.start.saturating_sub(NEAR).max(segment.tokens.start)..mark.tokens.start;
    let behind = mark.tokens.end..(mark.tokens.end + NEAR).min(segment.tokens.end.max(mark.tokens.end));
    let joined = body
        .marks_at(mark.tokens.start)
        .any(|mark| mark.concept == Concept::ScopeAnd);
    let denied = [before, behind]
        .into_iter()
        .any(|near| body.has(near, &[Concept::ScopeNot]));
    !joined && (denied || body.has(segment.tokens.clone(), &[Concept::AttendOutsideOnly]))
}

/// Whether a phrase of staying away follows in the sentence, and nobody else is named in it.
fn is_denied_behind(letter: &Letter<'_>, mark: &Mark, named: &dyn Fn(usize) -> bool) -> bool {
    let body = &letter.body;
    let Some((_, segment)) = body.segment_of(mark.tokens.start) else {
        return false;
    };
    let opens = segment.tokens.start + 2 > mark.tokens.start;
    opens
        && !segment.tokens.clone().any(named)
        && body.has(
            mark.tokens.end..segment.tokens.end,
            &[Concept::AttendNotThey, Concept::AttendNotI],
        )
}

/// "Of the three, one must withdraw: Mr Roy": German and English say "I", so where they do not, somebody else is meant.
fn is_of_another(letter: &Letter<'_>, mark: &Mark, named: &dyn Fn(usize) -> bool) -> bool {
    let says_i = letter.language.value == Language::GERMAN || letter.language.value == Language::ENGLISH;
    let body = &letter.body;
    let Some((_, segment)) = body.segment_of(mark.tokens.start) else {
        return false;
    };
    says_i
        && !body.has(
            segment.tokens.clone(),
            &[Concept::ScopeMe, Concept::AttendSelfToo],
        )
        && segment.tokens.clone().any(named)
}

/// "The three of us", "втроём", "ikimiz": whoever counts so is one of them; "all three" may be others.
fn is_ours(letter: &Letter<'_>, mark: &Mark) -> bool {
    let body = &letter.body;
    let sentence = body
        .segment_of(mark.tokens.start)
        .map_or(mark.tokens.clone(), |(_, segment)| segment.tokens.clone());
    let me = || {
        body.marks_in(sentence.clone()).any(|other| {
            other.concept == Concept::ScopeMe
                && !body
                    .marks_at(other.tokens.start)
                    .any(|article| article.concept == Concept::ScopeArticle && article.tokens == other.tokens)
        })
    };
    let denied = body.has(
        sentence.clone(),
        &[
            Concept::AttendNotI,
            Concept::AttendNotThey,
            Concept::AttendNotWe,
            Concept::IntentWithdraw,
        ],
    );
    (body.says(mark.tokens.clone(), List::CountsUs) || me()) && !denied
}

/// "We shall most likely not come either" withdraws nobody yet.
fn is_unsure(letter: &Letter<'_>, mark: &Mark) -> bool {
    letter
        .body
        .segment_of(mark.tokens.start)
        .is_some_and(|(_, segment)| {
            letter
                .body
                .has(segment.tokens.start..mark.tokens.end, &[Concept::ScopeUncertain])
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
    let noun = body.marks_around(mark.tokens.start).any(|other| {
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
    // "To Mr Lee, and I'm afraid he must …": a comma before the "and" opens a clause of its own.
    let apart = mark.tokens.len() == 2
        && body
            .tokens
            .get(mark.tokens.start)
            .is_some_and(|and| and.before >= Break::Comma)
        && body.between(mark.tokens.start).contains(',');
    if apart && !ends && !comes {
        return false;
    }
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
    let places = counted(letter).is_some_and(|count| count >= 2);
    let later = letter.says(&[Concept::ScopeLater, Concept::AttachmentList]);
    if others == 0 && places && !said.we_come && (later || join::for_a_party(letter)) {
        return (Standing::Writes, "attend/places");
    }
    if (said.we_come || said.we_ask) && !said.assists {
        let counted = counted(letter);
        let all_named = counted.is_some_and(|count| count <= others);
        if !all_named {
            return (Standing::Attends, "attend/we");
        }
        return (Standing::Writes, "attend/we-named");
    }
    if others == 0 && places && said.registers_others {
        return (Standing::Writes, "attend/places");
    }
    if others == 0 && !said.assists {
        return (Standing::Attends, "attend/alone");
    }
    (Standing::Writes, "attend/writes")
}

/// The standing of the one whose letter is handed on: what they say of themselves there.
#[must_use]
pub fn author_standing(letter: &Letter<'_>, cast: &Cast) -> Option<(Standing, &'static str)> {
    let author = cast.author.and_then(|index| cast.people.get(index))?;
    if !matches!(
        author.standing,
        Standing::Unclear | Standing::Writes | Standing::Mentioned
    ) {
        return None;
    }
    let said = spoken(letter, cast, |at| is_forwarded(letter, at));
    if said.stays && !said.comes_too && !said.comes {
        return Some((Standing::Absent, "attend/not-i"));
    }
    let comes = said.comes || said.comes_too || said.we_come || said.we_ask;
    let others = cast
        .with(Standing::Attends)
        .any(|(index, _)| Some(index) != cast.writer);
    (comes || !others && !said.registers_others).then_some((Standing::Attends, "attend/forwarded"))
}

/// How many the letter says come: "the three of us", "two persons".
#[must_use]
pub fn counted(letter: &Letter<'_>) -> Option<usize> {
    let body = &letter.body;
    let own = |at: usize| body.zone_of(at) != Zone::Foreign;
    let group = body
        .marks
        .iter()
        .find(|mark| {
            mark.concept == Concept::Group
                && own(mark.tokens.start)
                && !super::sole::is_of_several(body, mark)
        })
        .map(|mark| usize::from(mark.value));
    let noun =
        |at: usize| (at..at + 3).any(|at| body.marks_at(at).any(|mark| mark.concept == Concept::CountNoun));
    let word = || {
        body.marks
            .iter()
            .filter(|mark| !super::sole::is_of_several(body, mark))
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
