//! Why a letter was read as it was: the rule behind every value, what each sentence was taken for, persons and intents.

use super::paint::{Style, paint, printable};
use crate::message::Message;
use crate::request::explain::Explanation;
use crate::request::{Doubt, Evidence, Part};
use anstyle::Style as Ansi;
use std::fmt::Write;

/// Writes the explanation below a letter.
pub(super) fn tell(
    out: &mut String,
    message: &Message,
    found: &[(String, Evidence)],
    doubts: &[Doubt],
    explanation: &Explanation,
    style: Style,
) {
    rules(out, message, found, doubts, style);
    let heading = |out: &mut String, text: &str| {
        let _ = writeln!(out, "\n  {}", paint(text, Ansi::new().bold(), style));
    };
    heading(out, "Persons");
    for player in &explanation.players {
        let standing = format!("{:?}", player.standing).to_lowercase();
        let part = match player.is_writer {
            true if standing == "writes" => "writes only".to_owned(),
            true => format!("writes, {standing}"),
            false => standing,
        };
        let _ = writeln!(out, "  {:<28} {part:<28} {}", printable(&player.name), player.why);
    }
    heading(out, "Intents, as they weigh");
    for (intent, weight) in &explanation.weighed {
        let _ = writeln!(out, "  {:<28} {weight:.1}", plain(&format!("{intent:?}")));
    }
    if !explanation.thread.is_empty() {
        let _ = writeln!(out, "  {:<28} {}", "thread", explanation.thread.join(", "));
    }
    if let Some(second) = &explanation.second {
        heading(out, "Second reading, by the model");
        for (intent, probable) in &second.intents {
            let _ = writeln!(out, "  {:<28} {probable:.2}", plain(&format!("{intent:?}")));
        }
        for (name, probable, done) in &second.persons {
            let _ = writeln!(out, "  attends: {:<19} {probable:.2} {done}", printable(name));
        }
        if let Some(acting) = second.acting {
            let _ = writeln!(out, "  {:<28} {acting:.2}", "acting alone is right");
        }
    }
    heading(out, "Sentences");
    for seen in &explanation.seen {
        let text = message.text.get(seen.bytes.clone()).unwrap_or_default();
        let zone = plain(&format!("{:?}", seen.zone));
        let _ = writeln!(out, "  {zone:<10} {}", one_line(text));
        let mut concepts: Vec<String> = seen
            .concepts
            .iter()
            .filter_map(|(concept, bytes)| {
                let words = one_line(message.text.get(bytes.clone())?);
                Some(format!("{concept} “{words}”"))
            })
            .collect();
        concepts.dedup();
        if !concepts.is_empty() {
            let shown = paint(&concepts.join(" · "), Ansi::new().dimmed(), style);
            let _ = writeln!(out, "             {shown}");
        }
    }
}

/// `NotUnderstood` in plain words.
fn plain(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

/// The text in one line, safe to print.
fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Every value and doubt with the rule behind it and the words it was taken from.
fn rules(out: &mut String, message: &Message, found: &[(String, Evidence)], doubts: &[Doubt], style: Style) {
    let _ = writeln!(out, "\n  {}", paint("Why", Ansi::new().bold(), style));
    let origin = format!("{:?}", message.origin);
    let kind = plain(origin.split(['(', ' ', '{']).next().unwrap_or_default());
    let _ = writeln!(out, "  {:<28} {kind}", "origin");
    for (path, evidence) in found {
        let _ = writeln!(
            out,
            "  {path:<28} {:<28} {}",
            evidence.rule,
            place(message, evidence)
        );
    }
    for doubt in doubts {
        let name = plain(&format!("{:?}", doubt.kind));
        match &doubt.evidence {
            Some(evidence) => {
                let _ = writeln!(
                    out,
                    "  doubt {name:<22} {:<28} {}",
                    evidence.rule,
                    place(message, evidence)
                );
            }
            None => {
                let _ = writeln!(out, "  doubt {name}");
            }
        }
    }
}

/// The words that a value was taken from, cut at 60 characters.
fn place(message: &Message, evidence: &Evidence) -> String {
    const LONGEST: usize = 60;
    let text = match evidence.part {
        Part::Body => message.text.get(evidence.start..evidence.end),
        Part::Subject => message.subject.get(evidence.start..evidence.end),
        _ => None,
    };
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return match &evidence.part {
            Part::From => "From".to_owned(),
            Part::Header(name) => name.clone(),
            Part::Attachment(index) => match row(message, *index, evidence) {
                Some(row) => format!("attachment {}, row {row}", index + 1),
                None => format!("attachment {}", index + 1),
            },
            _ => String::new(),
        };
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let shown = printable(&words.join(" "));
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{}…”", shown.get(..end).unwrap_or_default()),
        None => format!("“{shown}”"),
    }
}

/// The row of an attached list that a value was taken from.
fn row(message: &Message, index: usize, evidence: &Evidence) -> Option<usize> {
    let list = message.lists.iter().find(|list| list.index == index)?;
    let content = list.content.as_ref().ok()?;
    content
        .row_at(evidence.start)
        .filter(|_| evidence.start < evidence.end)
}
