//! Pages from templates: the frame that all share, and the few functions that templates know.

use super::access::{Role, Visitor};
use super::problem::Problem;
use super::{Console, assets, words};
use crate::event::Event;
use crate::language::Language;
use crate::store::views::Sums;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Locale, TimeDelta, Utc};
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Rest, Serde, Value};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, context};
use std::sync::LazyLock;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/web");

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(environment);

/// Renders a template; `of_page` are its own values.
pub(super) fn render(name: &str, values: Value) -> Result<String, Problem> {
    PAGES
        .get_template(name)
        .and_then(|template| template.render(values))
        .map_err(|error| Problem::Page(format!("{error:#}")))
}

/// A whole page for somebody who is signed in, in the frame that all pages share.
pub(super) async fn page(
    console: &Console,
    visitor: &Visitor,
    name: &str,
    of_page: Value,
) -> Result<Response, Problem> {
    let frame = frame(console, visitor).await?;
    Ok(Html(render(name, context! { ..of_page, ..frame })?).into_response())
}

/// A part of a page, to be put into one that is open.
pub(super) fn part(
    console: &Console,
    visitor: &Visitor,
    name: &str,
    of_part: Value,
) -> Result<Response, Problem> {
    Ok(Html(text_of_part(console, visitor, name, of_part)?).into_response())
}

/// The text of a part of a page.
pub(super) fn text_of_part(
    console: &Console,
    visitor: &Visitor,
    name: &str,
    of_part: Value,
) -> Result<String, Problem> {
    render(name, context! { ..of_part, ..basics(console, visitor) })
}

/// A page for somebody who is not signed in.
pub(super) fn outside(
    status: StatusCode,
    name: &str,
    language: &str,
    of_page: Value,
) -> Result<Response, Problem> {
    let values = context! { lang => language, languages => words::languages(), ..of_page };
    Ok((status, Html(render(name, values)?)).into_response())
}

/// `/keys`: what each key does.
pub(super) async fn keys(State(console): State<Console>, visitor: Visitor) -> Result<Response, Problem> {
    page(&console, &visitor, "keys.html", context! { section => "keys" }).await
}

fn basics(console: &Console, visitor: &Visitor) -> Value {
    let event = &console.desk().config().event;
    context! {
        lang => visitor.language(),
        csrf => visitor.sign_in.csrf.clone(),
        user => visitor.name(),
        may_decide => visitor.may(Role::Decide),
        may_edit => visitor.may(Role::Edit),
        may_administer => visitor.may(Role::Administer),
        now => stamp(console.desk().clock().now()),
        zone => event.zone.name(),
        visits => visits(event, visitor.language()),
    }
}

/// The names of the visits by id, where there are several: what `t("session.…")` says of them.
fn visits(event: &Event, language: &str) -> Value {
    let names = event.visits().map(|(_, plan, _)| {
        let name = words::session(event, language, plan.id);
        (plan.id.id(), name)
    });
    names.collect()
}

async fn frame(console: &Console, visitor: &Visitor) -> Result<Value, Problem> {
    let desk = console.desk();
    let event = &desk.config().event;
    let now = desk.clock().now();
    let undoable = desk.store().undoable(visitor.name(), now).await?;
    let troubles = desk.store().mailboxes_in_trouble().await?;
    let troubles = troubles.into_iter().map(|trouble| {
        context! { mailbox => trouble.mailbox, since => stamp(trouble.since), why => trouble.why }
    });
    Ok(context! {
        event => event_name(event, visitor.language()),
        path => visitor.path.clone(),
        lists => sums(desk.store().sums().await?),
        troubles => troubles.collect::<Vec<_>>(),
        undoable => undoable.map(|last| context! {
            id => last.request,
            reference => last.reference,
            until => stamp(last.until),
            batch => last.batch,
            letter => last.letter,
            many => last.many,
        }),
        ..basics(console, visitor)
    })
}

/// How many stand in each list; none where the list has one part per session.
fn sums(sums: Sums) -> Value {
    context! {
        decide => sums.decide,
        waiting => None::<u32>,
        confirmed => None::<u32>,
        outbox => sums.outbox,
        press => sums.press,
        ignored => sums.ignored,
        messages => sums.messages,
    }
}

/// The event's short name in the console's language.
pub(super) fn event_name(event: &Event, language: &str) -> String {
    let language = Language::from_code(language).unwrap_or(Language::ENGLISH);
    event
        .short_name()
        .in_language(language.reply_language())
        .to_owned()
}

/// A value that templates can look into.
pub(super) fn value<T: serde::Serialize>(value: &T) -> Value {
    Value::from(Serde(serde_json::to_value(value).unwrap_or_default()))
}

/// A time as templates take it.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339()
}

fn environment() -> Environment<'static> {
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    pages.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("html" | "svg") => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    let mut syntax = SyntaxConfig::builder();
    // Only other delimiters could be refused, and these are the usual ones.
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).build() {
        pages.set_syntax(syntax);
    }
    for file in FILES
        .files()
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "html"))
    {
        if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            // A template with a mistake is told when a page asks for it, and by the test below.
            let _ = pages.add_template(name, text);
        }
    }
    pages.add_function("t", translate);
    pages.add_function("n", count);
    pages.add_function("asset", |name: String| assets::address(&name));
    pages.add_function("when", when);
    pages.add_function("age", age);
    pages.add_function("number", number);
    pages.add_function("forms", forms);
    pages.add_function("own_name", |code: &str| words::text(code, "own-name"));
    pages
}

fn language(state: &minijinja::State<'_, '_>) -> String {
    state
        .lookup("lang")
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_else(|| "en".to_owned())
}

/// `t("key", name=value)`: the text in the page's language.
#[expect(
    clippy::needless_pass_by_value,
    reason = "as the template engine hands values over"
)]
fn translate(state: &minijinja::State<'_, '_>, key: &str, values: Kwargs) -> Result<String, Error> {
    let mut filled = Vec::new();
    for name in values.args() {
        filled.push((name, values.get::<Value>(name)?.to_string()));
    }
    if let Some(name) = visit_name(state, key) {
        return Ok(name);
    }
    Ok(words::filled(&language(state), key, &filled))
}

/// The name of a visit, which the event has and the catalogue has not.
fn visit_name(state: &minijinja::State<'_, '_>, key: &str) -> Option<String> {
    let id = key.strip_prefix("session.")?;
    let name = state.lookup("visits")?.get_attr(id).ok()?;
    name.as_str().map(str::to_owned)
}

/// A time that [`stamp`] wrote.
fn moment(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str()?.parse().ok()
}

/// `n("key", count)`: the text for a number.
fn count(state: &minijinja::State<'_, '_>, key: &str, count: i64) -> String {
    words::counted(&language(state), key, count)
}

/// `forms("key")`: the forms of a text that the page itself fills with a number, by their names.
fn forms(state: &minijinja::State<'_, '_>, key: &str) -> Value {
    Value::from(words::forms(&language(state), key))
}

/// `number(12345)`: with its thousands apart.
fn number(state: &minijinja::State<'_, '_>, number: u64) -> String {
    words::number(&language(state), number)
}

/// `when(time)`: date and hour in the event's zone; `when(time, "day")` only the date.
#[expect(
    clippy::needless_pass_by_value,
    reason = "as the template engine hands values over"
)]
fn when(state: &minijinja::State<'_, '_>, time: Value, rest: Rest<String>) -> String {
    let zone = state.lookup("zone").and_then(|zone| zone.as_str()?.parse().ok());
    let zone: chrono_tz::Tz = zone.unwrap_or(chrono_tz::UTC);
    let Some(time) = moment(&time) else {
        return String::new();
    };
    let local = time.with_timezone(&zone);
    let locale = words::text(&language(state), "format.locale");
    let locale = locale.parse().unwrap_or(Locale::en_GB);
    let pattern = match rest.first().map(String::as_str) {
        Some("day") => "%-d %b",
        Some("hour") => "%H:%M",
        Some("second") => "%H:%M:%S",
        _ => "%a %-d %b, %H:%M",
    };
    local.format_localized(pattern, locale).to_string()
}

/// `age(time)`: how long ago, in the largest unit that tells something.
#[expect(
    clippy::needless_pass_by_value,
    reason = "as the template engine hands values over"
)]
fn age(state: &minijinja::State<'_, '_>, time: Value) -> String {
    let now = state
        .lookup("now")
        .and_then(|now| now.as_str()?.parse::<DateTime<Utc>>().ok());
    let age = match (now, moment(&time)) {
        (Some(now), Some(time)) => now - time,
        _ => TimeDelta::zero(),
    };
    let (key, value) = match (age.num_days(), age.num_hours()) {
        (days, _) if days > 1 => ("age.days", days),
        (_, hours) if hours > 0 => ("age.hours", hours),
        _ => ("age.minutes", age.num_minutes()),
    };
    if value < 1 {
        return words::text(&language(state), "age.now");
    }
    words::counted(&language(state), key, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_parsed() {
        for file in FILES.files() {
            let name = file.path().to_str().unwrap();
            if name.ends_with(".html") {
                PAGES
                    .get_template(name)
                    .unwrap_or_else(|error| panic!("{error:#}"));
            }
        }
    }

    #[test]
    fn every_key_that_a_template_names_has_a_text() {
        for file in FILES.files() {
            let text = file.contents_utf8().unwrap_or_default();
            for rest in text.split(" t(\"").skip(1) {
                let key = rest.split('"').next().unwrap();
                // A key that ends in a dot is completed in the template.
                if !key.ends_with('.') {
                    assert_ne!(words::text("en", key), key, "{}", file.path().display());
                }
            }
        }
    }
}
