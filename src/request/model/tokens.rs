//! What the tagger sees of each token: its letters, the lists, the lexicon, its place, and what could be a field; not whom the rules
//! choose, so that both readings stay independent.

use super::features::Features;
use super::terms;
use crate::request::layout::{Layout, Zone};
use crate::request::reading::Reading;
use crate::request::token::{Break, Token};
use crate::request::{Evidence, Part};
use std::ops::Range;

/// What each token could be part of by the rules.
#[derive(Debug, Clone, Default)]
struct Made {
    /// Names of features, such as `body=sure`, by token.
    by_token: Vec<Vec<(&'static str, &'static str, bool)>>,
}

impl Made {
    fn mark(&mut self, tokens: Range<usize>, family: &'static str, what: &'static str) {
        let first = tokens.start;
        for at in tokens {
            if let Some(made) = self.by_token.get_mut(at) {
                made.push((family, what, at == first));
            }
        }
    }

    fn of(reading: &Reading<'_>) -> Self {
        let body = &reading.letter.body;
        let mut made = Self {
            by_token: vec![Vec::new(); body.tokens.len()],
        };
        let values = &reading.values;
        for found in &values.bodies {
            let kind = match (found.is_sure, found.is_generic) {
                (true, false) => "sure",
                (true, true) => "sure-generic",
                (false, false) => "loose",
                (false, true) => "loose-generic",
            };
            made.mark(found.tokens.clone(), "body=", kind);
        }
        for role in &values.roles {
            made.mark(role.clone(), "role=", "found");
        }
        for town in &values.towns {
            made.mark(
                town.tokens.clone(),
                "town=",
                if town.is_sure { "sure" } else { "loose" },
            );
        }
        for record in &reading.cast.records {
            let kind = if record.is_row { "column=" } else { "form=" };
            for entry in &record.entries {
                made.mark(entry.value.clone(), kind, entry.label.name());
            }
        }
        made
    }
}

/// The tokens of the body that evidence points to.
#[must_use]
pub fn tokens_of(body: &Layout<'_>, evidence: &Evidence) -> Option<Range<usize>> {
    let start = body.tokens.partition_point(|token| token.start < evidence.start);
    let end = body.tokens.partition_point(|token| token.end <= evidence.end);
    (evidence.part == Part::Body && start < end).then_some(start..end)
}

/// The tokens that the tagger weighs: those of the writer's own text.
#[must_use]
pub fn own(body: &Layout<'_>) -> Vec<usize> {
    body.segments
        .iter()
        .filter(|segment| segment.zone != Zone::Foreign)
        .flat_map(|segment| segment.tokens.clone())
        .collect()
}

/// Hands the features of each own token to `each`, in order; `features` is cleared before each.
pub fn each(reading: &Reading<'_>, features: &mut Features, mut each: impl FnMut(usize, &Features)) {
    let body = &reading.letter.body;
    let made = Made::of(reading);
    let domain: String = reading
        .letter
        .message
        .from
        .as_ref()
        .and_then(|from| from.address.split_once('@'))
        .map(|(_, domain)| domain.to_lowercase())
        .unwrap_or_default();
    for at in own(body) {
        features.clear();
        features.add(&["always"]);
        written(reading, at, &domain, features);
        around(reading, at, features);
        placed(body, at, features);
        for (family, what, first) in made.by_token.get(at).into_iter().flatten() {
            features.add(&[family, what, if *first { ":first" } else { ":inside" }]);
        }
        for (offset, label) in [(1, "next."), (usize::MAX, "last.")] {
            let other = at.wrapping_add(offset);
            for (family, what, first) in made.by_token.get(other).into_iter().flatten() {
                features.add(&[label, family, what, if *first { ":first" } else { ":inside" }]);
            }
        }
        each(at, features);
    }
}

/// The letters of the word itself.
fn written(reading: &Reading<'_>, at: usize, domain: &str, features: &mut Features) {
    let Some(token) = reading.letter.body.tokens.get(at) else {
        return;
    };
    let word = token.folded.as_str();
    features.add(&["shape=", terms::shape(token)]);
    if !token.is_word() {
        return;
    }
    features.add(&["word=", word]);
    for length in [2, 3] {
        if let Some((end, _)) = word.char_indices().nth(length) {
            features.add(&["begins=", word.get(..end).unwrap_or_default()]);
        }
    }
    for length in [1, 2, 3] {
        if let Some((start, _)) = word.char_indices().rev().nth(length) {
            features.add(&["ends=", word.get(start..).unwrap_or_default()]);
        }
    }
    if word.len() > 3 && domain.contains(word) {
        features.add(&["in-domain"]);
    }
}

/// What lists and lexicon say of the word and its neighbours.
fn around(reading: &Reading<'_>, at: usize, features: &mut Features) {
    let body = &reading.letter.body;
    for (offset, label) in [
        (0, "0"),
        (1, "+1"),
        (usize::MAX, "-1"),
        (2, "+2"),
        (usize::MAX - 1, "-2"),
    ] {
        let other = at.wrapping_add(offset);
        let Some(token) = body.tokens.get(other) else {
            features.add(&[label, "none"]);
            continue;
        };
        let near = !matches!(label, "+2" | "-2");
        if label != "0" {
            features.add(&[label, "shape=", terms::shape(token)]);
        }
        if near && label != "0" && token.is_word() {
            features.add(&[label, "word=", &token.folded]);
        }
        let Some(traits) = reading.cast.traits.get(other).filter(|_| near) else {
            continue;
        };
        let listed = [
            (traits.given, "given"),
            (traits.surname, "surname"),
            (traits.common, "common"),
            (traits.blocked, "blocked"),
            (traits.particle, "particle"),
            (traits.title, "title"),
            (traits.patronymic, "patronymic"),
            (traits.place, "place"),
            (traits.sender, "sender"),
            (traits.small, "small"),
        ];
        let mut any = false;
        for (_, name) in listed.iter().filter(|(holds, _)| *holds) {
            features.add(&[label, "list=", name]);
            any = true;
        }
        if !any {
            features.add(&[label, "list=nothing"]);
        }
    }
    let marks = body
        .marks_in(at.saturating_sub(6)..(at + 8).min(body.tokens.len()))
        .filter(|mark| mark.tokens.end + 2 > at && mark.tokens.start <= at + 2);
    for mark in marks {
        let name = mark.concept.name();
        if mark.tokens.contains(&at) {
            features.add(&["mark=", name]);
            features.add(&[
                "mark=",
                name,
                if mark.tokens.start == at {
                    ":first"
                } else {
                    ":inside"
                },
            ]);
        } else if mark.tokens.end == at {
            features.add(&["mark-before=", name]);
        } else if mark.tokens.start == at + 1 {
            features.add(&["mark-behind=", name]);
        } else if mark.tokens.end < at {
            features.add(&["mark-before-that=", mark.concept.family()]);
        } else if mark.tokens.start > at + 1 {
            features.add(&["mark-behind-that=", mark.concept.family()]);
        }
    }
}

/// Where the word stands.
fn placed(body: &Layout<'_>, at: usize, features: &mut Features) {
    let Some(token) = body.tokens.get(at) else { return };
    features.add(&["before=", terms::before(token)]);
    let behind = body.tokens.get(at + 1).map_or("none", terms::before);
    features.add(&["behind=", behind]);
    let quoted = |text: &str| text.contains(['"', '«', '„', '“', '”', '»']);
    if quoted(body.between(at)) {
        features.add(&["quote-before"]);
    }
    if quoted(body.after(at)) {
        features.add(&["quote-behind"]);
    }
    let Some((_, segment)) = body.segment_of(at) else {
        return;
    };
    let zone = terms::zone(segment.zone);
    features.add(&["zone=", zone]);
    features.add(&["zone=", zone, "&", terms::shape(token)]);
    if opens_line(token) {
        features.add(&["opens=", zone]);
    }
    if let Some((label, _)) = segment.label {
        features.add(&["label=", label.name()]);
    }
    if token.is_capital() {
        let clause = body
            .clause_of(at)
            .map_or(at..at, |(_, clause)| clause.tokens.clone());
        for mark in body
            .marks_in(segment.tokens.clone())
            .filter(|mark| terms::decides(mark.concept))
        {
            let near = clause.contains(&mark.tokens.start);
            let side = if mark.tokens.start < at { "<" } else { ">" };
            if near {
                features.add(&["clause", side, mark.concept.name()]);
            }
            features.add(&["sentence", side, mark.concept.name()]);
        }
    }
}

fn opens_line(token: &Token) -> bool {
    token.before >= Break::Line
}
