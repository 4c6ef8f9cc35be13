//! What the parts of a reading are called in the names of features.

use crate::lexicon::Concept;
use crate::request::Intent;
use crate::request::attend::writer::FirstPerson;
use crate::request::cast::Standing;
use crate::request::layout::Zone;
use crate::request::token::{Break, Kind, Shape, Token};

/// The intents that a person's words decide, in the order of the labels.
pub const INTENTS: [Intent; 11] = [
    Intent::Registration,
    Intent::Press,
    Intent::Change,
    Intent::Cancellation,
    Intent::Acceptance,
    Intent::Refusal,
    Intent::Question,
    Intent::DataRequest,
    Intent::Automatic,
    Intent::Bounce,
    Intent::Other,
];

/// As in the JSON of readings.
#[must_use]
pub fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::Registration => "registration",
        Intent::Press => "press",
        Intent::Change => "change",
        Intent::Cancellation => "cancellation",
        Intent::Acceptance => "acceptance",
        Intent::Refusal => "refusal",
        Intent::Question => "question",
        Intent::DataRequest => "data-request",
        Intent::Automatic => "automatic",
        Intent::Bounce => "bounce",
        Intent::Other => "other",
    }
}

/// A person's part in lower case.
#[must_use]
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Attends => "attends",
        Standing::Writes => "writes",
        Standing::Absent => "absent",
        Standing::Replaced => "replaced",
        Standing::Outside => "outside",
        Standing::Contact => "contact",
        Standing::Addressed => "addressed",
        Standing::Mentioned => "mentioned",
        Standing::Unclear => "unclear",
    }
}

/// A zone in lower case.
#[must_use]
pub fn zone(zone: Zone) -> &'static str {
    match zone {
        Zone::Greeting => "greeting",
        Zone::Text => "text",
        Zone::Item => "item",
        Zone::Field => "field",
        Zone::Row => "row",
        Zone::Closing => "closing",
        Zone::Signature => "signature",
        Zone::Foreign => "foreign",
    }
}

/// How a token is written.
#[must_use]
pub fn shape(token: &Token) -> &'static str {
    match (token.kind, token.shape) {
        (Kind::Number, _) => "number",
        (Kind::Email, _) => "email",
        (Kind::Url, _) => "url",
        (_, Shape::Lower) => "lower",
        (_, Shape::Capital) => "capital",
        (_, Shape::Upper) => "upper",
        (_, Shape::Initial) => "initial",
        (_, Shape::Mixed) => "mixed",
        (_, Shape::Other) => "other",
    }
}

/// What stands before a token.
#[must_use]
pub fn before(token: &Token) -> &'static str {
    match token.before {
        Break::Tight => "tight",
        Break::Space => "space",
        Break::Comma => "comma",
        Break::Colon => "colon",
        Break::Cell => "cell",
        Break::Line => "line",
        Break::Sentence => "sentence",
        Break::Paragraph => "paragraph",
    }
}

/// Whether a concept bears on who comes and what is wanted, rather than on courtesy or contact data.
#[must_use]
pub fn decides(concept: Concept) -> bool {
    matches!(
        concept.family(),
        "attend" | "intent" | "person" | "scope" | "verb" | "press"
    ) && !matches!(
        concept,
        Concept::ScopeArticle | Concept::ScopeAnd | Concept::ScopeMe
    )
}

/// A distance in words, coarsely.
#[must_use]
pub fn distance(tokens: usize) -> &'static str {
    match tokens {
        0 => "0",
        1 => "1",
        2..=3 => "2-3",
        4..=7 => "4-7",
        8..=15 => "8-15",
        16..=40 => "16-40",
        _ => "41+",
    }
}

/// The first letters of a folded word: what most of its forms share.
#[must_use]
pub fn stem(folded: &str) -> &str {
    const LETTERS: usize = 6;
    folded
        .char_indices()
        .nth(LETTERS)
        .map_or(folded, |(end, _)| folded.get(..end).unwrap_or(folded))
}

/// The names of what the writer says of themselves, as persons and parties are described by them.
pub fn told(said: &FirstPerson) -> Vec<&'static str> {
    [
        (said.comes, "comes"),
        (said.registers, "registers"),
        (said.registers_others, "registers others"),
        (said.comes_too, "comes too"),
        (said.leaves_too, "leaves too"),
        (said.we_come, "we come"),
        (said.we_ask, "we ask"),
        (said.stays, "stays"),
        (said.comes_after_all, "comes after all"),
        (said.we_stay, "we stay"),
        (said.assists, "assists"),
    ]
    .into_iter()
    .filter_map(|(holds, name)| holds.then_some(name))
    .collect()
}
