//! A letter for people: every value marked at its place, and below it what was understood.

use super::why;
use crate::event::Event;
use crate::language::ReplyLanguage;
use crate::message::{AttachedList, LineKind, Message};
use crate::request::explain::Explanation;
use crate::request::json::evidence;
use crate::request::{Doubt, DoubtKind, Evidence, Part, Request, Session};
use anstyle::{AnsiColor, Style as Ansi};
use std::fmt::Write;
use std::ops::Range;

/// How letters are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) colour: bool,
}

/// A value at its place in a text.
struct Spot {
    bytes: Range<usize>,
    field: String,
}

/// A letter and all that was made of it.
pub(super) struct Understood<'a> {
    pub(super) message: &'a Message,
    pub(super) request: &'a Request,
    pub(super) doubts: &'a [Doubt],
    /// Where study visits are named.
    pub(super) visits: &'a [(Session, Evidence)],
    pub(super) event: &'a Event,
    pub(super) seen: Option<Explanation>,
}

/// The letter with its values marked, and the reading below it.
pub(super) fn letter(name: &str, understood: &Understood<'_>, style: Style) -> String {
    let Understood {
        message,
        request,
        doubts,
        ..
    } = *understood;
    let mut found = evidence(request);
    let visits = understood.visits.iter();
    found.extend(visits.map(|(visit, place)| (visit.id().to_owned(), place.clone())));
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint(name, Ansi::new().bold(), style));
    let _ = writeln!(out, "  From: {}", sender(message, &found, style));
    let subject = marked(
        &message.subject,
        0..message.subject.len(),
        &spots(&found, doubts, &Part::Subject),
        style,
    );
    let _ = writeln!(out, "  Subject: {subject}\n");
    let body = spots(&found, doubts, &Part::Body);
    for line in &message.lines {
        let shown = match line.kind {
            LineKind::Own | LineKind::Forwarded | LineKind::Signature | LineKind::Blank => {
                marked(&message.text, line.range.clone(), &body, style)
            }
            LineKind::Quoted | LineKind::QuoteHeading | LineKind::Disclaimer => {
                let text = message.text.get(line.range.clone()).unwrap_or_default();
                paint(&format!("> {}", printable(text)), Ansi::new().dimmed(), style)
            }
        };
        let _ = writeln!(out, "  {shown}");
    }
    for list in &message.lists {
        attached(&mut out, message, list, &found, doubts, style);
    }
    let _ = writeln!(out);
    summary(&mut out, understood, style);
    if let Some(explanation) = &understood.seen {
        why::tell(&mut out, message, &found, doubts, explanation, style);
    }
    let _ = writeln!(out);
    out
}

/// Name and address of From with the values that were taken from them.
fn sender(message: &Message, found: &[(String, Evidence)], style: Style) -> String {
    let Some(from) = &message.from else {
        return String::new();
    };
    let of_address = |path: &String| path.ends_with("email");
    let (addresses, names): (Vec<_>, Vec<_>) = found.iter().cloned().partition(|(path, _)| of_address(path));
    let name = from.name.as_deref().unwrap_or_default();
    let name = marked(name, 0..name.len(), &spots(&names, &[], &Part::From), style);
    let address = marked(
        &from.address,
        0..from.address.len(),
        &spots(&addresses, &[], &Part::From),
        style,
    );
    format!("{name} <{address}>").trim().to_owned()
}

/// The rows of an attached file that values were taken from, or why there are none.
fn attached(
    out: &mut String,
    message: &Message,
    list: &AttachedList,
    found: &[(String, Evidence)],
    doubts: &[Doubt],
    style: Style,
) {
    let file = message.attachments.get(list.index);
    let name = file.and_then(|file| file.name.as_deref()).unwrap_or("attachment");
    let name = paint(&printable(name), Ansi::new().bold(), style);
    let content = match &list.content {
        Ok(content) => content,
        Err(why) => {
            let _ = writeln!(out, "\n  {name}: {why}");
            return;
        }
    };
    let _ = writeln!(out, "\n  {name}");
    let spots = spots(found, doubts, &Part::Attachment(list.index));
    let text = content.text();
    let mut at = 0;
    for line in text.split('\n') {
        let range = at..at + line.len();
        at = range.end + 1;
        let taken = spots
            .iter()
            .any(|spot| spot.bytes.start < range.end && range.start < spot.bytes.end);
        if taken {
            let row = content.row_at(range.start).unwrap_or_default();
            let _ = writeln!(out, "  {row:>4}  {}", marked(&text, range, &spots, style));
        }
    }
}

/// The values within one part that stand at a place, none inside another, in the order of the text.
///
/// Doubts stand where no value does: they tell what was not understood, or too well.
fn spots(found: &[(String, Evidence)], doubts: &[Doubt], part: &Part) -> Vec<Spot> {
    let mut all: Vec<Spot> = found
        .iter()
        .filter(|(path, evidence)| {
            evidence.part == *part && evidence.start < evidence.end && path != "language"
        })
        .map(|(path, evidence)| Spot {
            bytes: evidence.start..evidence.end,
            field: path
                .rsplit('.')
                .find(|step| step.parse::<usize>().is_err())
                .unwrap_or(path)
                .to_owned(),
        })
        .collect();
    // The shorter of two that overlap tells more exactly where the value stands.
    all.sort_by_key(|spot| (spot.bytes.len(), spot.bytes.start));
    let mut kept: Vec<Spot> = Vec::new();
    for spot in all {
        let apart = |other: &Spot| other.bytes.end <= spot.bytes.start || spot.bytes.end <= other.bytes.start;
        // Who writes and comes as well has one name for both.
        if let Some(same) = kept.iter_mut().find(|other| other.bytes == spot.bytes) {
            if !same.field.split(", ").any(|field| field == spot.field) {
                same.field = format!("{}, {}", same.field, spot.field);
            }
        } else if kept.iter().all(apart) {
            kept.push(spot);
        }
    }
    let doubted = doubts
        .iter()
        .filter_map(|doubt| doubt.evidence.as_ref())
        .filter(|evidence| evidence.part == *part && evidence.start < evidence.end);
    for evidence in doubted {
        let mut at = evidence.start;
        let taken: Vec<Range<usize>> = kept
            .iter()
            .map(|spot| spot.bytes.clone())
            .filter(|bytes| bytes.start < evidence.end && evidence.start < bytes.end)
            .collect();
        let mut gaps = Vec::new();
        for bytes in taken {
            if at < bytes.start {
                gaps.push(at..bytes.start);
            }
            at = at.max(bytes.end);
        }
        if at < evidence.end {
            gaps.push(at..evidence.end);
        }
        kept.extend(gaps.into_iter().map(|bytes| Spot {
            bytes,
            field: "doubt".to_owned(),
        }));
        kept.sort_by_key(|spot| spot.bytes.start);
    }
    kept.sort_by_key(|spot| spot.bytes.start);
    kept
}

/// A range of a text with the values in it marked; without colour as `[value|field]`.
fn marked(text: &str, range: Range<usize>, spots: &[Spot], style: Style) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let touching = |spot: &&Spot| spot.bytes.start < range.end && range.start < spot.bytes.end;
    for spot in spots.iter().filter(touching) {
        let (start, end) = (spot.bytes.start.max(at), spot.bytes.end.min(range.end));
        let (Some(before), Some(value)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        out.push_str(&printable(before));
        if value.trim().is_empty() {
            out.push_str(&printable(value));
        } else if style.colour {
            // Colours tell kinds of values; the small word tells which it is.
            out.push_str(&paint(&printable(value), ink(&spot.field).underline(), style));
            out.push_str(&paint(&format!(" {}", spot.field), Ansi::new().dimmed(), style));
        } else {
            let _ = write!(out, "[{}|{}]", printable(value), spot.field);
        }
        at = end;
    }
    out.push_str(&printable(text.get(at..range.end).unwrap_or_default()));
    out
}

fn summary(out: &mut String, understood: &Understood<'_>, style: Style) {
    let Understood {
        request,
        doubts,
        event,
        ..
    } = *understood;
    let mut line = |field: &str, value: String| {
        let _ = writeln!(
            out,
            "  {} {value}",
            paint(&format!("{field:<15}"), ink(field), style)
        );
    };
    let word = |value: serde_json::Result<serde_json::Value>| match value {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    };
    line("intent", word(serde_json::to_value(request.intent.value)));
    line("disposition", word(serde_json::to_value(request.disposition)));
    line("language", request.language.value.to_string());
    let reading = crate::request::json::reading("", request, &[]);
    for field in ["writer", "seats", "replaces"] {
        if let Some(value) = reading.get(field).and_then(plain) {
            line(field, value);
        }
    }
    let people = reading.get("attendees").and_then(|list| list.as_array());
    let mut entered = request.clone();
    crate::request::settled::in_nominative(&mut entered);
    for (person, entered) in people
        .into_iter()
        .flatten()
        .filter_map(|person| person.as_object())
        .zip(&entered.attendees)
    {
        let name = person.get("name").and_then(plain);
        let entered = entered.name.as_ref().map(|name| printable(&name.value));
        let other = entered.filter(|entered| name.as_ref().is_some_and(|name| name != entered));
        line("attendee", name.unwrap_or_else(|| "not named".to_owned()));
        if let Some(entered) = other {
            line("  entered as", entered);
        }
        for (field, value) in person.iter().filter(|(field, _)| *field != "name") {
            let value = match field.as_str() {
                "sessions" => sessions(event, value),
                _ => plain(value),
            };
            if let Some(value) = value {
                line(&format!("  {field}"), value);
            }
        }
    }
    let press = reading.get("press").and_then(|press| press.as_object());
    for (field, value) in press.into_iter().flatten() {
        if let Some(value) = plain(value) {
            line(field, value);
        }
    }
    for doubt in doubts {
        line("doubt", doubt_text(doubt.kind));
    }
}

/// The parts that somebody wishes, visits with their names in the order of preference.
fn sessions(event: &Event, value: &serde_json::Value) -> Option<String> {
    let named = |id: &serde_json::Value| {
        let id = plain(id)?;
        let visit = Session::from_id(&id)
            .filter(|session| session.is_visit())
            .and_then(|visit| event.session(visit));
        Some(match visit {
            Some(plan) => format!("{id} “{}”", plan.name.in_language(ReplyLanguage::En)),
            None => id,
        })
    };
    let list: Vec<String> = value.as_array()?.iter().filter_map(named).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

/// A value of the reading in plain words; nothing where it is empty.
fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(printable(text)),
        serde_json::Value::Array(list) if list.is_empty() => None,
        serde_json::Value::Array(list) => Some(list.iter().filter_map(plain).collect::<Vec<_>>().join(", ")),
        other => Some(other.to_string()),
    }
}

fn doubt_text(kind: DoubtKind) -> String {
    crate::rules::decision::Reason::Doubt(kind).text()
}

/// Letters are hostile: control characters would drive the terminal.
pub(super) fn printable(text: &str) -> String {
    // Cells of a table stay apart.
    text.replace('\t', " │ ")
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

pub(super) fn paint(text: &str, ink: Ansi, style: Style) -> String {
    if style.colour {
        format!("{ink}{text}{ink:#}")
    } else {
        text.to_owned()
    }
}

fn ink(field: &str) -> Ansi {
    let first = field.split(", ").next().unwrap_or(field);
    let colour = match first.trim() {
        "name" | "writer" | "attendee" | "replaces" => AnsiColor::Green,
        "intent" | "disposition" => AnsiColor::Magenta,
        "seats" | "sessions" | "interpretation" | "diet" | "access" | "requests" => AnsiColor::Yellow,
        "doubt" => AnsiColor::Red,
        "language" => AnsiColor::BrightBlack,
        _ => AnsiColor::Cyan,
    };
    Ansi::new().fg_color(Some(colour.into())).bold()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(start: usize, end: usize) -> Evidence {
        Evidence {
            part: Part::Body,
            start,
            end,
            rule: "test".to_owned(),
        }
    }

    #[test]
    fn values_are_marked_with_their_fields_and_doubts_where_no_value_stands() {
        let text = "Ann Lee\tif I can";
        let found = [
            ("writer".to_owned(), evidence(0, 7)),
            ("attendees.0.name".to_owned(), evidence(0, 7)),
        ];
        let doubts = [Doubt {
            kind: DoubtKind::Condition,
            evidence: Some(evidence(4, 10)),
        }];
        let spots = spots(&found, &doubts, &Part::Body);
        let shown = marked(text, 0..text.len(), &spots, Style { colour: false });
        assert_eq!(shown, "[Ann Lee|writer, name][ │ if|doubt] I can");
    }
}
