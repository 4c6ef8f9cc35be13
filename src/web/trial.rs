//! "Try a letter": how a text or a file would be read and answered, shown and thrown away.

use super::access::{Role, Visitor};
use super::problem::Problem;
use super::{Console, form, letter, pages, words};
use crate::event::Event;
use crate::message::MailboxRole;
use axum::extract::{Multipart, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Value;

/// Bytes of a letter that may be tried; as large as most servers let through.
pub(super) const LETTER_MAX: usize = 30 * 1024 * 1024;

/// What the form sends.
#[derive(Debug, Default)]
struct Given {
    csrf: String,
    from: String,
    subject: String,
    text: String,
    press: bool,
    file: Vec<u8>,
}

/// `GET /try`.
pub(super) async fn page(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    show(&console, &visitor, &Given::default(), context! {}).await
}

/// `POST /try`.
pub(super) async fn read(
    State(console): State<Console>,
    visitor: Visitor,
    parts: Multipart,
) -> Result<Response, Problem> {
    let given = given(parts).await?;
    visitor.check(Role::See, &given.csrf)?;
    let desk = console.desk();
    let event = &desk.config().event;
    let raw = if given.file.is_empty() {
        typed(&given, event).into_bytes()
    } else {
        given.file.clone()
    };
    let role = if given.press {
        MailboxRole::Press
    } else {
        MailboxRole::Registration
    };
    let trial = desk.try_letter(raw, role).await?;
    let language = visitor.language();
    let request = trial.dossier.request.as_ref();
    let view = letter::view(
        &trial.message,
        request.map(|request| &request.reading),
        request.map_or(&[], |request| &request.doubts),
    );
    let form = form::view(&trial.dossier, event, language, &view.marked);
    let mut reasons: Vec<String> = Vec::new();
    for reason in request.into_iter().flat_map(|request| &request.reasons) {
        let sentence = words::reason(language, reason);
        if !reasons.contains(&sentence) && !form.tells(&sentence) {
            reasons.push(sentence);
        }
    }
    let tried = context! {
        letter => pages::value(&view),
        form => pages::value(&form),
        outcome => trial.outcome.name(),
        reasons,
        answer => trial.answer.map(|answer| context! {
            kind => answer.kind.name(),
            language => answer.language.code(),
            recipient => answer.recipient,
            subject => answer.subject,
            text => answer.text,
        }),
    };
    show(&console, &visitor, &given, context! { tried }).await
}

async fn show(
    console: &Console,
    visitor: &Visitor,
    given: &Given,
    extra: Value,
) -> Result<Response, Problem> {
    let values = context! {
        section => "try",
        from => given.from.clone(),
        subject => given.subject.clone(),
        text => given.text.clone(),
        press => given.press,
        ..extra
    };
    pages::page(console, visitor, "try.html", values).await
}

async fn given(mut parts: Multipart) -> Result<Given, Problem> {
    let mut given = Given::default();
    let stale = |_| Problem::Stale;
    while let Some(part) = parts.next_field().await.map_err(stale)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            given.file = part.bytes().await.map_err(stale)?.to_vec();
            continue;
        }
        let text = part.text().await.map_err(stale)?;
        match name.as_str() {
            "csrf" => given.csrf = text,
            "from" => given.from = text,
            "subject" => given.subject = text,
            "text" => given.text = text,
            "mailbox" => given.press = text == "press",
            _ => {}
        }
    }
    Ok(given)
}

/// The letter that somebody typed, as it would arrive; a whole message is taken as it is.
fn typed(given: &Given, event: &Event) -> String {
    let text = given.text.replace("\r\n", "\n");
    let begins_with_fields = text
        .split_once("\n\n")
        .is_some_and(|(head, _)| head.lines().any(|line| line.to_lowercase().starts_with("from:")));
    if begins_with_fields {
        return text;
    }
    let one_line = |text: &str| text.replace(['\r', '\n'], " ").trim().to_owned();
    let from = match one_line(&given.from) {
        from if from.is_empty() => "somebody@example.org".to_owned(),
        from => from,
    };
    let role = if given.press {
        MailboxRole::Press
    } else {
        MailboxRole::Registration
    };
    format!(
        "From: {from}\nTo: {}\nSubject: {}\nMessage-ID: <trial@example.org>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n",
        event.contact(role).address,
        one_line(&given.subject),
    )
}
