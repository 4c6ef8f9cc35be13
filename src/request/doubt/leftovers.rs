//! What is left over when everything was read: a given name that is nobody's, an address, a row of a table.

use super::Doubts;
use crate::lexicon::Concept;
use crate::request::cast::{Cast, body_evidence};
use crate::request::layout::Zone;
use crate::request::letter::Letter;
use crate::request::token::Kind;
use crate::request::{DoubtKind, Intent, Request};

/// Adds a doubt for each leftover of the writer's own text.
pub(super) fn judge(letter: &Letter<'_>, cast: &Cast, request: &Request, doubts: &mut Doubts) {
    if matches!(
        request.intent.value,
        Intent::Question | Intent::DataRequest | Intent::Other
    ) {
        return;
    }
    names(letter, cast, doubts);
    addresses(letter, request, doubts);
    open_names(letter, cast, doubts);
    rows(letter, cast, doubts);
}

/// A given name in running text that belongs to no person found.
fn names(letter: &Letter<'_>, cast: &Cast, doubts: &mut Doubts) {
    let body = &letter.body;
    let named: Vec<String> = cast
        .people
        .iter()
        .flat_map(|person| {
            crate::lexicon::fold::fold(&person.name)
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let known = |at: usize| {
        let folded = body
            .tokens
            .get(at)
            .map(|token| token.folded.as_str())
            .unwrap_or_default();
        let mentioned = cast
            .people
            .iter()
            .flat_map(|person| &person.mentions)
            .any(|mention| mention.contains(&at));
        mentioned
            || named
                .iter()
                .any(|word| folded.starts_with(word.as_str()) || word.starts_with(folded))
    };
    for (at, token) in body.tokens.iter().enumerate() {
        if !matches!(
            body.zone_of(at),
            Zone::Text | Zone::Item | Zone::Row | Zone::Field
        ) || !token.is_capital()
        {
            continue;
        }
        let Some(traits) = cast.traits.get(at) else {
            continue;
        };
        let other_word = traits.common || traits.blocked || traits.place || traits.title;
        let body_of = body.marks_at(at).any(|mark| {
            matches!(
                mark.concept.family(),
                "organisation" | "media" | "word" | "place" | "press" | "session"
            )
        });
        let quoted = body.between(at).ends_with(['"', '«', '„', '“', '\'']);
        let inside_body = names_a_place(letter, at);
        // "Elsa Hanım, cevap için sağ olun.": who is written to, in the first sentence.
        let addressed = at == 0
            && body
                .tokens
                .get(1)
                .is_some_and(|next| matches!(next.folded.as_str(), "hanim" | "bey"));
        if traits.given
            && !other_word
            && !body_of
            && !quoted
            && !inside_body
            && !addressed
            && token.folded.chars().count() > 2
            && !known(at)
        {
            doubts.add(
                DoubtKind::WhoAttends,
                Some(body_evidence(body, at..at + 1, "doubt/name-left-over")),
            );
        }
    }
}

/// Whether the word stands in a street, or behind "Saint" and its like, where names are no persons.
fn names_a_place(letter: &Letter<'_>, at: usize) -> bool {
    letter.body.marks_in(at.saturating_sub(3)..at + 3).any(|mark| {
        matches!(
            mark.concept,
            Concept::PlaceStreet
                | Concept::OrganisationHead
                | Concept::OrganisationTail
                | Concept::OrganisationWord
        )
    })
}

/// A mail address that neither the writer nor an attendee has.
fn addresses(letter: &Letter<'_>, request: &Request, doubts: &mut Doubts) {
    let body = &letter.body;
    let from = letter
        .message
        .from
        .as_ref()
        .map(|from| from.address.to_lowercase());
    for (at, token) in body.tokens.iter().enumerate() {
        if token.kind != Kind::Email
            || !matches!(
                body.zone_of(at),
                Zone::Text | Zone::Item | Zone::Row | Zone::Field
            )
        {
            continue;
        }
        let taken = request.attendees.iter().any(|attendee| {
            attendee
                .email
                .as_ref()
                .is_some_and(|email| email.value.to_lowercase() == token.folded)
        });
        if !taken && from.as_ref() != Some(&token.folded) {
            doubts.add(
                DoubtKind::WhoAttends,
                Some(body_evidence(body, at..at + 1, "doubt/address-left-over")),
            );
        }
    }
}

/// Rows of a table of which fewer became persons than there are rows with several cells.
fn rows(letter: &Letter<'_>, cast: &Cast, doubts: &mut Doubts) {
    let body = &letter.body;
    let lines: std::collections::BTreeSet<usize> = body
        .segments
        .iter()
        .filter(|segment| segment.zone == Zone::Row)
        .filter_map(|segment| body.tokens.get(segment.tokens.start))
        .filter(|token| {
            letter
                .message
                .lines
                .get(token.line)
                .and_then(|line| body.text.get(line.range.clone()))
                .is_some_and(|line| line.trim().matches('\t').count() >= 2)
        })
        .map(|token| token.line)
        .collect();
    let people = cast
        .records
        .iter()
        .filter(|record| record.is_row && record.person.is_some())
        .count();
    if lines.len() > people + 1 {
        let first = body.segments.iter().find(|segment| segment.zone == Zone::Row);
        let place = first.map(|segment| body_evidence(body, segment.tokens.clone(), "doubt/table"));
        doubts.add(DoubtKind::CountDisagrees, place);
    }
}

/// "Name: noch offen": somebody is to come who has no name yet. "Companion: no" is nobody.
fn open_names(letter: &Letter<'_>, cast: &Cast, doubts: &mut Doubts) {
    let body = &letter.body;
    for record in cast.records.iter().filter(|record| record.person.is_none()) {
        let open = [Concept::LabelName, Concept::LabelSurname, Concept::LabelGiven]
            .iter()
            .find_map(|label| record.get(*label))
            .filter(|entry| !entry.value.is_empty())
            .filter(|entry| !body.has(entry.value.clone(), &[Concept::IntentNo, Concept::ScopeNot]));
        if let Some(entry) = open {
            let place = body_evidence(body, entry.value.clone(), "doubt/name-open");
            doubts.add(DoubtKind::NobodyNamed, Some(place));
        }
    }
}
