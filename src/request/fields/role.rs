//! Functions and job titles with the words that complete them.

use crate::lexicon::{Concept, List};
use crate::request::layout::{Layout, Zone};
use crate::request::token::{Break, Kind, Shape};
use std::ops::Range;

pub mod apposed;

/// Words a unit may add behind a role.
const LONGEST_UNIT: usize = 10;
/// Words that may stand before the head of a role: "social inclusion officer".
const LONGEST_LEAD: usize = 4;

/// Whether a concept is the head of a role.
#[must_use]
pub fn is_head(concept: Concept) -> bool {
    matches!(
        concept,
        Concept::RoleNoun
            | Concept::RoleRank
            | Concept::RoleAcademic
            | Concept::RolePress
            | Concept::RoleCivil
            | Concept::RoleAssistant
            | Concept::PressCrew
    )
}

/// What a role must not run into.
pub struct Borders<'a> {
    /// Words of persons' names.
    pub is_name: &'a dyn Fn(usize) -> bool,
    /// Words that open a town's name.
    pub is_town: &'a dyn Fn(usize) -> bool,
    /// Whether the letter is Turkish.
    pub turkish: bool,
    /// Words of organisations' names.
    pub is_body: &'a dyn Fn(usize) -> bool,
}

/// All roles of the writer's own text, in order.
#[must_use]
pub fn find(layout: &Layout<'_>, borders: &Borders<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for mark in layout.marks.iter().filter(|mark| is_head(mark.concept)) {
        let zone = layout.zone_of(mark.tokens.start);
        let inside = found.last().is_some_and(|last| last.end >= mark.tokens.end);
        // "Belediye Başkanları Zirvesi", "Sommet des maires": the event is named after mayors, and is none.
        let of_event = layout.marks_around(mark.tokens.start).any(|other| {
            other.concept == Concept::WordEvent
                && other.tokens.start <= mark.tokens.start
                && other.tokens.end > mark.tokens.end
        });
        if inside
            || of_event
            || matches!(zone, Zone::Foreign | Zone::Greeting)
            || mark.tokens.clone().any(borders.is_name)
        {
            continue;
        }
        let start = behind_event(layout, lead(layout, &mark.tokens, borders)..mark.tokens.start);
        let end = unit_end(layout, mark.tokens.end, borders);
        // "Prof. Dr." before a name is a title, not a function.
        let titles = (mark.tokens.start..end).all(|at| is_a(layout, at, &[Concept::TitleAcademic]));
        let short = layout.shown(mark.tokens.start..end).chars().count() <= 6;
        if titles && (short || (borders.is_name)(end) || is_a(layout, end, &[Concept::TitleAcademic])) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end > start => last.end = last.end.max(end),
            Some(last) if last.end == start && is_close(layout, start) => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

/// Where a function begins behind the event that these words open with, if they do: "Zirveye temsilcimiz". To what somebody
/// comes is no part of their function.
#[must_use]
pub fn behind_event(layout: &Layout<'_>, words: Range<usize>) -> usize {
    layout
        .marks_at(words.start)
        .filter(|event| event.concept == Concept::WordEvent && event.tokens.end <= words.end)
        .map(|event| event.tokens.end)
        .max()
        .unwrap_or(words.start)
}

fn is_close(layout: &Layout<'_>, at: usize) -> bool {
    layout
        .tokens
        .get(at)
        .is_some_and(|token| token.before <= Break::Space)
}

fn is_a(layout: &Layout<'_>, at: usize, concepts: &[Concept]) -> bool {
    layout.marks_at(at).any(|mark| concepts.contains(&mark.concept))
}

/// A verb, a wish or another thing said: no part of a role.
fn speaks(layout: &Layout<'_>, at: usize) -> bool {
    layout.marks_at(at).any(|mark| {
        matches!(
            mark.concept.family(),
            "attend"
                | "intent"
                | "interpretation"
                | "session"
                | "diet"
                | "access"
                | "courtesy"
                | "greeting"
                | "time"
        )
    })
}

/// Where a role begins: at the words before its head up to an article or the beginning of the clause.
fn lead(layout: &Layout<'_>, head: &Range<usize>, borders: &Borders<'_>) -> usize {
    let mut start = head.start;
    while let Some(opener) = layout
        .marks_before(start)
        .find(|mark| mark.concept == Concept::RoleModifier)
    {
        if !is_close(layout, start) || opener.tokens.start == start {
            break;
        }
        start = opener.tokens.start;
    }
    if borders.turkish {
        return turkish_lead(layout, start, borders);
    }
    let sure = start;
    while start > 0 && head.start - start < LONGEST_LEAD {
        if !is_close(layout, start) {
            // The role fills its clause from the first word.
            return if start < sure && opens_apposition(layout, start) {
                start
            } else {
                sure
            };
        }
        let before = start - 1;
        let article = is_a(layout, before, &[Concept::ScopeArticle]);
        if article {
            return start;
        }
        let word = layout
            .tokens
            .get(before)
            .is_some_and(|token| token.kind == Kind::Word);
        let small = is_a(
            layout,
            before,
            &[
                Concept::RoleUnit,
                Concept::ScopeAnd,
                Concept::PlaceFrom,
                Concept::OrganisationJoins,
                Concept::TitleHonorific,
                Concept::TitleAcademic,
                Concept::ScopeNot,
            ],
        );
        if !word
            || small
            || (borders.is_name)(before)
            || (borders.is_body)(before)
            || speaks(layout, before)
            || layout.marks_before(start).any(|mark| is_head(mark.concept))
        {
            return sure;
        }
        start = before;
    }
    if start == 0 && start < sure { start } else { sure }
}

/// Turkish puts the unit before the role, in capitals: `Kadın ve Aile Hizmetleri Müdürümüz`.
fn turkish_lead(layout: &Layout<'_>, head: usize, borders: &Borders<'_>) -> usize {
    let mut start = head;
    let mut at = head;
    while at > 0 && is_close(layout, at) && head - at < LONGEST_UNIT {
        at -= 1;
        let Some(token) = layout.tokens.get(at) else { break };
        let suffix = token.before == Break::Tight && layout.between(at).contains(['\'', '’']);
        if suffix
            || (borders.is_name)(at)
            || (borders.is_body)(at)
            || (borders.is_town)(at)
            || token.kind != Kind::Word
        {
            break;
        }
        if token.is_capital()
            && !is_a(
                layout,
                at,
                &[
                    Concept::TitleHonorific,
                    Concept::TitleAcademic,
                    Concept::PlaceEvent,
                ],
            )
        {
            start = at;
        } else if !is_a(layout, at, &[Concept::ScopeAnd]) {
            break;
        }
    }
    // ", dış haberler muhabiri": in an apposition all words belong to it.
    let clause = layout
        .clause_of(head)
        .map_or(head, |(_, clause)| clause.tokens.start);
    let words = (clause..head).all(|at| {
        let plain = layout
            .tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Word);
        plain && !(borders.is_name)(at) && !(borders.is_body)(at) && !speaks(layout, at)
    });
    let apposed = layout
        .tokens
        .get(clause)
        .is_some_and(|token| matches!(token.before, Break::Comma | Break::Cell));
    if apposed && words && head - clause <= 3 {
        start.min(clause)
    } else {
        start
    }
}

/// A Turkish role without the endings of possession and of "I am": `Müdürümüz` is `Müdürü`, `gazeteciyim` `gazeteci`.
#[must_use]
pub fn without_endings(role: &str) -> String {
    let (before, last) = role
        .rsplit_once(' ')
        .map_or(("", role), |(before, last)| (before, last));
    let lower = last.to_lowercase();
    let cut = |count: usize| -> String {
        last.chars()
            .take(last.chars().count().saturating_sub(count))
            .collect()
    };
    let word = if ["ımız", "imiz", "umuz", "ümüz"]
        .iter()
        .any(|ending| lower.ends_with(ending))
    {
        let stem = cut(3);
        // In a compound the vowel is the compound's own ending, but for "yardımcı" and its like, which end in one already.
        match (ends_in_doer(&stem), before.is_empty()) {
            (true, true) | (false, false) => stem,
            (true, false) => {
                let vowel = stem.chars().last();
                stem.chars().chain(['s']).chain(vowel).collect()
            }
            (false, true) => cut(4),
        }
    } else if ["yım", "yim", "yum", "yüm"]
        .iter()
        .any(|ending| lower.ends_with(ending))
        && lower.chars().count() > 5
    {
        cut(3)
    } else {
        last.to_owned()
    };
    if before.is_empty() {
        word
    } else {
        format!("{before} {word}")
    }
}

/// Whether a Turkish word ends as those do who do something: "yardımcı", "temsilci", "sözcü".
fn ends_in_doer(word: &str) -> bool {
    let mut last = word.chars().rev();
    let vowel = last.next();
    matches!(vowel, Some('ı' | 'i' | 'u' | 'ü')) && matches!(last.next(), Some('c' | 'ç'))
}

/// Only behind a name or in a line of its own do all words of the clause belong to the role.
fn opens_apposition(layout: &Layout<'_>, start: usize) -> bool {
    let capital = layout
        .tokens
        .get(start)
        .is_some_and(super::super::token::Token::is_capital);
    match layout.zone_of(start) {
        Zone::Signature | Zone::Field | Zone::Row => true,
        Zone::Item => layout
            .segment_of(start)
            .is_some_and(|(_, segment)| segment.tokens.start < start),
        _ => {
            capital
                || layout
                    .tokens
                    .get(start)
                    .is_some_and(|token| token.before == Break::Comma)
        }
    }
}

/// Where a role ends: behind the unit that completes it.
fn unit_end(layout: &Layout<'_>, start: usize, borders: &Borders<'_>) -> usize {
    let mut end = start;
    let unit = |at: usize| is_a(layout, at, &[Concept::OrganisationUnit]);
    let mut opened = start > 0 && unit(start - 1);
    while end < start + LONGEST_UNIT {
        let Some(token) = layout.tokens.get(end) else {
            break;
        };
        let listing = opened && token.before == Break::Comma && is_a(layout, end, &[Concept::ScopeAnd]);
        if token.before > Break::Space && !listing
            || token.kind != Kind::Word
            || (borders.is_name)(end)
            || (borders.is_body)(end)
            || is_a(layout, end, &[Concept::TitleHonorific])
            || is_a(layout, end, &[Concept::TitleAcademic]) && !is_head_at(layout, end)
        {
            break;
        }
        opened |= end > start && unit(end - 1);
        let opener = is_a(layout, end, &[Concept::RoleUnit]);
        if opener {
            let next = layout.tokens.get(end + 1);
            let to_verb = matches!(token.folded.as_str(), "to" | "at" | "in" | "a")
                && layout.zone_of(end) == Zone::Text
                && next.is_some_and(|next| next.shape == Shape::Lower)
                && !is_a(layout, end + 1, &[Concept::ScopeArticle]);
            let leads_away = to_verb
                || (borders.is_town)(end + 1)
                || is_a(
                    layout,
                    end + 1,
                    &[Concept::PlaceEvent, Concept::OrganisationTownHead],
                )
                || (end + 1..end + 3).any(|at| (borders.is_body)(at) || (borders.is_name)(at));
            if leads_away {
                break;
            }
            opened = true;
            end += 1;
            continue;
        }
        let turns = is_a(
            layout,
            end,
            &[
                Concept::ScopeMe,
                Concept::ScopeHe,
                Concept::ScopeShe,
                Concept::ScopeThey,
                Concept::ScopeCondition,
                Concept::ScopeBut,
            ],
        ) && !is_a(layout, end, &[Concept::ScopeArticle]);
        if (speaks(layout, end) || turns) && token.shape == Shape::Lower {
            break;
        }
        let tight = token.before == Break::Tight;
        let joins = is_a(
            layout,
            end,
            &[
                Concept::OrganisationUnit,
                Concept::RoleModifier,
                Concept::ScopeAnd,
                Concept::ScopeArticle,
            ],
        );
        let to_title = is_a(layout, end, &[Concept::ScopeAnd])
            && is_a(
                layout,
                end + 1,
                &[Concept::TitleHonorific, Concept::TitleAcademic],
            );
        if to_title {
            break;
        }
        let headed = is_head_at(layout, end);
        let alone = matches!(
            layout.zone_of(end),
            Zone::Signature | Zone::Item | Zone::Field | Zone::Row
        );
        if !(opened || tight || joins || headed || token.is_capital() || alone) {
            break;
        }
        end += 1;
    }
    let dangles = |at: usize| {
        layout.says(at..at + 1, List::EndsNoRole)
            || is_a(
                layout,
                at,
                &[Concept::RoleUnit, Concept::ScopeAnd, Concept::ScopeArticle],
            )
    };
    while end > start && dangles(end - 1) {
        end -= 1;
    }
    end
}

fn is_head_at(layout: &Layout<'_>, at: usize) -> bool {
    layout.marks_at(at).any(|mark| is_head(mark.concept))
}
