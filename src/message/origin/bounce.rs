//! Reports on delivery: of which message and address they speak, and whether for good (RFC 3464, mail-rules 2.5).

use crate::message::clients::{CLIENTS, fold};
use crate::message::fields::Fields;
use crate::message::origin::{Origin, is_valid, signs};
use crate::message::{Desk, Message, body};
use mail_parser::{Message as Mime, MessageParser, MessagePart, PartType};

/// Sentences of mail systems that send no machine-readable report.
const VENDOR_TEXTS: [&str; 14] = [
    "this is the qmail-send program",
    "this message was created automatically by mail delivery software",
    "delivery has failed to these recipients",
    "could not be delivered to one or more recipients",
    "your message did not reach some or all of the intended recipients",
    "the following addresses had permanent fatal errors",
    "the following message to",
    "i'm sorry to have to inform you that your message could not be delivered",
    "a message that you sent could not be delivered",
    "unable to deliver your message",
    "fehler bei der zustellung an folgende",
    "échec de la remise aux destinataires",
    "impossibile recapitare il messaggio ai seguenti",
    "delivery to the following recipient failed",
];

/// What a report tells of one recipient.
#[derive(Debug, Default)]
struct Report {
    recipient: Option<String>,
    action: Option<String>,
    status: Option<String>,
    diagnostic: String,
}

/// Reads a report on delivery; `None` if the message is none.
pub(super) fn read(message: &Message, fields: &Fields, mime: &Mime<'_>, desk: &Desk) -> Option<Origin> {
    let status = mime
        .parts
        .iter()
        .find(|part| body::media_type(part) == "message/delivery-status");
    let report = match status {
        Some(part) => report(&content(part)),
        None => vendor_report(message, fields, mime, desk)?,
    };
    let recipient = report
        .recipient
        .clone()
        .or_else(|| fields.first("x-failed-recipients").map(first_address))
        .filter(|address| is_valid(address));
    Some(Origin::Bounce {
        of: original_id(message, mime),
        recipient,
        permanent: is_permanent(&report),
    })
}

/// The first failed recipient's fields, else the first recipient's.
fn report(text: &str) -> Report {
    let text = text.replace("\r\n", "\n");
    let mut reports: Vec<Report> = text
        .split("\n\n")
        .map(|group| {
            let mut report = Report::default();
            for (name, value) in unfolded(group) {
                let plain = value
                    .split_once(';')
                    .map_or(value.as_str(), |(_, rest)| rest)
                    .trim();
                match name.as_str() {
                    "final-recipient" => report.recipient = Some(first_address(plain)),
                    "original-recipient" if report.recipient.is_none() => {
                        report.recipient = Some(first_address(plain));
                    }
                    "action" => {
                        report.action =
                            Some(value.split_whitespace().next().unwrap_or_default().to_lowercase());
                    }
                    "status" => {
                        report.status = Some(value.split_whitespace().next().unwrap_or_default().to_owned());
                    }
                    "diagnostic-code" => report.diagnostic = value.to_lowercase(),
                    _ => {}
                }
            }
            report
        })
        .filter(|report| report.recipient.is_some() || report.action.is_some())
        .collect();
    let failed = reports
        .iter()
        .position(|report| report.action.as_deref() == Some("failed"))
        .unwrap_or(0);
    if failed < reports.len() {
        reports.swap_remove(failed)
    } else {
        Report::default()
    }
}

/// A report in words: it needs a sender or an envelope of mail systems and words of a failure.
fn vendor_report(message: &Message, fields: &Fields, mime: &Mime<'_>, desk: &Desk) -> Option<Report> {
    let subject = fold(&message.subject);
    let start: String = message.text.chars().take(4000).collect();
    let folded = fold(&start);
    let system = fields.values("return-path").any(signs::is_null_path)
        || matches!(
            signs::local_part(message).as_str(),
            "mailer-daemon" | "postmaster"
        );
    let words =
        CLIENTS.bounce_subject.is_in(&subject) || VENDOR_TEXTS.iter().any(|text| folded.contains(text));
    let told = fields.has("x-failed-recipients")
        || signs::has_part(mime, "text/rfc822-headers") && words
        || fields.first("x-ms-exchange-message-is-ndr").is_some()
        || fields
            .first("x-ricevuta")
            .is_some_and(|kind| kind.contains("errore") || kind.contains("non-accettazione"));
    if !(told || system && words) {
        return None;
    }
    let recipient = addresses(&start).into_iter().find(|address| {
        !desk.is_own(address)
            && !address.to_lowercase().starts_with("mailer-daemon")
            && !address.to_lowercase().starts_with("postmaster")
    });
    Some(Report {
        recipient,
        action: None,
        status: enhanced_status(&folded),
        diagnostic: folded,
    })
}

/// Only a failure with a permanent status is for good; a full mailbox and a policy may pass (mail-rules 2.5).
fn is_permanent(report: &Report) -> bool {
    let failed = report.action.as_deref().is_none_or(|action| action == "failed");
    let status = report.status.as_deref().unwrap_or_default();
    // Some systems report the general 5.0.0 and tell the rest in the diagnostic text.
    let told = enhanced_status(&report.diagnostic);
    let status = if status.is_empty() || status.ends_with(".0.0") {
        told.as_deref().unwrap_or(status)
    } else {
        status
    };
    let passes = status.starts_with("5.2.2")
        || status.starts_with("5.7.")
        || status.starts_with("5.5.")
        || report.diagnostic.contains("quota")
        || report.diagnostic.contains("mailbox full");
    failed && status.starts_with('5') && !passes
}

/// The first `5.1.1`-like code in a text, else a three-digit reply code as `5.0.0` or `4.0.0`.
fn enhanced_status(text: &str) -> Option<String> {
    let words = || {
        text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .map(|word| word.trim_matches('.'))
    };
    let enhanced = words().find(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 3
            && matches!(parts.first(), Some(&("4" | "5")))
            && parts
                .iter()
                .skip(1)
                .all(|part| !part.is_empty() && part.len() <= 3)
    });
    let plain = || {
        words()
            .find(|word| {
                word.len() == 3 && (word.starts_with("55") || word.starts_with("45") || *word == "421")
            })
            .map(|word| if word.starts_with('5') { "5.0.0" } else { "4.0.0" })
    };
    enhanced.or_else(plain).map(str::to_owned)
}

/// The Message-ID of the message that the report is about: in the enclosed message, its header, a copy in the text, or the thread.
fn original_id(message: &Message, mime: &Mime<'_>) -> Option<String> {
    for part in &mime.parts {
        let id = match &part.body {
            PartType::Message(inner) => inner.message_id().map(str::to_owned),
            _ if body::media_type(part) == "text/rfc822-headers" => id_in(&content(part)),
            _ => None,
        };
        if id.is_some() {
            return id;
        }
    }
    id_in(&message.text)
        .or_else(|| message.in_reply_to.first().cloned())
        .or_else(|| message.references.last().cloned())
}

/// The Message-ID of header lines in a text.
fn id_in(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let start = lower
        .match_indices("message-id:")
        .map(|(index, _)| index)
        .find(|index| {
            let line = lower
                .get(..*index)
                .and_then(|before| before.rsplit('\n').next())
                .unwrap_or_default();
            line.trim_matches(['>', ' ', '\t']).is_empty()
        })?;
    let field: String = text.get(start..)?.lines().take(2).collect::<Vec<_>>().join(" ");
    let header = format!("{}\n\n", field.replace(['\r', '\n'], " "));
    MessageParser::default()
        .parse(header.as_bytes())
        .and_then(|parsed| parsed.message_id().map(str::to_owned))
}

fn content(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.to_string(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => String::new(),
    }
}

fn unfolded(group: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in group.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

fn first_address(text: &str) -> String {
    addresses(text).into_iter().next().unwrap_or_default()
}

/// The addresses in a text, in order.
fn addresses(text: &str) -> Vec<String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '"' | '\'')
    })
    .map(|word| {
        word.trim_matches(|c: char| matches!(c, ':' | '.' | '#'))
            .trim_start_matches("mailto:")
    })
    .filter(|word| word.contains('@') && is_valid(word))
    .map(str::to_owned)
    .take(20)
    .collect()
}
