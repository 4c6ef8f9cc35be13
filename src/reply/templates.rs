//! The mail templates: read once, then rendered into drafts.

use super::plain::{NAME_LENGTH_MAX, clean, escape_markdown, message_id};
use super::view::View;
use super::{
    AttachedFile, AutoSubmitted, Draft, Envelope, Letter, ReplyKind, calendar, locale, own_words, page,
    sample, text,
};
use crate::event::Event;
use crate::language::ReplyLanguage;
use crate::message::Address;
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Rest, Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, context};
use std::sync::LazyLock;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/mail");

/// The longest subject, in characters; RFC 5322 2.1.1 sets no limit once it is folded, readers do.
const SUBJECT_LENGTH_MAX: usize = 180;

/// References that a reply carries at most: the first and the newest (RFC 5322 3.6.4 sets no limit).
const REFERENCES_MAX: usize = 20;

/// A line of this kind, alone, ends the letter and begins the small print.
const FOOT_MARK: &str = "\n---\n";

/// What is wrong with a mail template, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A kind has no letter in a language.
    #[error("templates/mail/{path} is missing: write it, as its neighbours are written")]
    Missing { path: String },
    /// The first line is not a subject, or no blank line follows.
    #[error("templates/mail/{path}, line 1: begin with `Subject: …` and a blank line")]
    NoSubject { path: String },
    /// The template language does not accept it, or a name in it means nothing.
    #[error("templates/mail/{path}, line {line}: {problem}")]
    Invalid {
        path: String,
        line: usize,
        problem: String,
    },
}

/// Parsed once in the life of the program.
static PARSED: LazyLock<Result<Templates, TemplateError>> = LazyLock::new(Templates::parse);

/// All mail templates, parsed; cheap to clone.
#[derive(Debug, Clone)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// The templates that are part of the program.
    ///
    /// # Errors
    /// [`TemplateError`] for the first one that is missing or cannot be parsed.
    pub fn embedded() -> Result<Self, TemplateError> {
        PARSED.clone()
    }

    fn parse() -> Result<Self, TemplateError> {
        let mut templates = Self {
            environment: environment(),
        };
        templates.add("layout.html", "layout.html", source("layout.html")?.to_owned())?;
        for language in ReplyLanguage::ALL {
            let shared = format!("_shared/{language}.md");
            templates.add(&shared, &shared, source(&shared)?.to_owned())?;
            for kind in ReplyKind::ALL {
                templates.add_letter(kind, language)?;
            }
        }
        Ok(templates)
    }

    /// Renders every kind in every language from samples, for `rsvpd check`.
    ///
    /// # Errors
    /// [`TemplateError`] for the first template that uses a name that does not exist.
    pub fn check(&self, event: &Event) -> Result<(), TemplateError> {
        for language in ReplyLanguage::ALL {
            for kind in ReplyKind::ALL {
                for letter in sample::letters(kind, language) {
                    self.compose(&letter, event, &sample::envelope(event, kind))?;
                }
            }
        }
        Ok(())
    }

    /// Writes a letter; the same letter, event and envelope give the same draft.
    ///
    /// # Errors
    /// [`TemplateError`] if a template uses a name that does not exist, which [`Templates::check`] finds.
    pub fn compose(
        &self,
        letter: &Letter,
        event: &Event,
        envelope: &Envelope,
    ) -> Result<Draft, TemplateError> {
        let path = path(letter.kind, letter.language);
        let view = Value::from(Serde(View::new(letter, event, envelope)));
        let subject = self.render(&subject_name(&path), &path, view.clone())?;
        let subject = clean(&subject, SUBJECT_LENGTH_MAX);
        let markdown = self.render(&path, &path, view.clone())?;
        let (body, foot) = match &letter.facts.words {
            Some(words) => (own_words::html(words), String::new()),
            None => {
                let (body, foot) = markdown.split_once(FOOT_MARK).unwrap_or((&markdown, ""));
                (page::render(body), page::render(foot))
            }
        };
        let html = self.render(
            "layout.html",
            "layout.html",
            context! {
                subject => subject.clone(),
                letter => Value::from_safe_string(body),
                foot => Value::from_safe_string(foot),
                ..view
            },
        )?;
        let contact = event.contact(letter.mailbox);
        Ok(Draft {
            message_id: message_id(&envelope.message_id).unwrap_or_default(),
            from: Address {
                name: Some(clean(&contact.name, NAME_LENGTH_MAX)),
                address: contact.address.clone(),
            },
            to: Address {
                name: envelope
                    .to
                    .name
                    .as_deref()
                    .map(|name| clean(name, NAME_LENGTH_MAX)),
                address: envelope.to.address.clone(),
            },
            language: letter.language,
            subject,
            text: match &letter.facts.words {
                Some(words) => own_words::text(words),
                None => text::render(&markdown),
            },
            flowing: match &letter.facts.words {
                Some(words) => own_words::plain(words),
                None => text::flowing(&markdown),
            },
            html,
            calendar: calendar::calendar(letter, event, envelope),
            file: data_file(letter, envelope),
            in_reply_to: envelope.in_reply_to.as_deref().and_then(message_id),
            references: references(envelope),
            date: envelope.now,
            auto_submitted: auto_submitted(letter.kind, envelope),
            loop_id: event.id.clone(),
        })
    }

    fn add_letter(&mut self, kind: ReplyKind, language: ReplyLanguage) -> Result<(), TemplateError> {
        let path = path(kind, language);
        let text = source(&path)?;
        let parts = text
            .strip_prefix("Subject: ")
            .and_then(|rest| rest.split_once('\n'))
            .filter(|(_, body)| body.starts_with('\n'));
        let Some((subject, body)) = parts else {
            return Err(TemplateError::NoSubject { path });
        };
        self.add(&subject_name(&path), &path, subject.to_owned())?;
        // The subject's line stays as an empty one, so that errors name the line of the file.
        self.add(&path, &path, format!("\n{body}"))
    }

    fn add(&mut self, name: &str, path: &str, source: String) -> Result<(), TemplateError> {
        self.environment
            .add_template_owned(name.to_owned(), source)
            .map_err(|error| invalid(path, &error))
    }

    fn render(&self, name: &str, path: &str, context: Value) -> Result<String, TemplateError> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|error| invalid(path, &error))
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    // Only other delimiters could be refused, and these are the usual ones.
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("html") => AutoEscape::Html,
        Some("md") => AutoEscape::Custom("markdown".into()),
        _ => AutoEscape::None,
    });
    environment.set_formatter(format_value);
    environment.add_function("plural", plural);
    environment.add_function("listing", listing);
    environment
}

/// Every value that a template prints passes here: in Markdown it is text, whatever it holds (mail-rules 85).
fn format_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if !matches!(state.auto_escape(), AutoEscape::Custom(_)) {
        return minijinja::escape_formatter(out, state, value);
    }
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    let written = match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escape_markdown(text)),
        _ => out.write_str(&value.to_string()),
    };
    written.map_err(Error::from)
}

/// `plural(count, one, other)`; in Russian `plural(count, one, few, many)`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "minijinja hands its arguments over by value"
)]
fn plural(state: &State<'_, '_>, count: u32, forms: Rest<Value>) -> Result<Value, Error> {
    let code = state.lookup("language").unwrap_or_default();
    let language = ReplyLanguage::ALL
        .into_iter()
        .find(|language| code.as_str() == Some(language.code()))
        .unwrap_or(ReplyLanguage::En);
    let forms: Vec<&Value> = forms.iter().collect();
    locale::plural(count, language, &forms).cloned().ok_or_else(|| {
        Error::new(
            ErrorKind::MissingArgument,
            "`plural` needs the forms after the number",
        )
    })
}

/// `listing(items, "and")` is "a, b and c"; a third argument gives words for the items.
///
/// Before a name that begins with "e" the Italian "e" is written "ed".
#[expect(
    clippy::needless_pass_by_value,
    reason = "minijinja hands its arguments over by value"
)]
fn listing(items: Vec<Value>, and: &str, words: Option<Value>) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| {
            let word = words.as_ref().and_then(|words| words.get_item(item).ok());
            word.filter(|word| !word.is_undefined())
                .unwrap_or_else(|| item.clone())
                .to_string()
        })
        .collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => {
            let and = if and == "e" && last.starts_with(['e', 'E', 'è', 'È', 'é', 'É']) {
                "ed"
            } else {
                and
            };
            format!("{} {and} {last}", others.join(", "))
        }
        None => String::new(),
    }
}

/// Promotions and refusals leave when seats or organisers move, not because a message came (RFC 3834 section 5).
fn auto_submitted(kind: ReplyKind, envelope: &Envelope) -> AutoSubmitted {
    match kind {
        ReplyKind::Promotion
        | ReplyKind::Refusal
        | ReplyKind::Offer
        | ReplyKind::OfferReminder
        | ReplyKind::OfferExpired
        | ReplyKind::NamesMissing
        | ReplyKind::Reminder
        | ReplyKind::EventChanged
        | ReplyKind::EventCancelled
        | ReplyKind::PressAccredited
        | ReplyKind::PressRefused => AutoSubmitted::AutoGenerated,
        _ if envelope.in_reply_to.is_some() => AutoSubmitted::AutoReplied,
        _ => AutoSubmitted::AutoGenerated,
    }
}

/// The machine-readable part of a data copy.
fn data_file(letter: &Letter, envelope: &Envelope) -> Option<AttachedFile> {
    let data = letter
        .facts
        .data
        .as_ref()
        .filter(|data| !data.requests.is_empty())?;
    Some(AttachedFile {
        name: data_name(&envelope.reference),
        media_type: "application/json".to_owned(),
        content: data.file.clone(),
    })
}

/// The name of that file.
pub(super) fn data_name(reference: &str) -> String {
    let safe: String = reference
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    format!("data-{safe}.json")
}

fn references(envelope: &Envelope) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in envelope
        .references
        .iter()
        .chain(&envelope.in_reply_to)
        .filter_map(|id| message_id(id))
    {
        ids.retain(|known| *known != id);
        ids.push(id);
    }
    if ids.len() > REFERENCES_MAX {
        ids.drain(1..=ids.len() - REFERENCES_MAX);
    }
    ids
}

fn path(kind: ReplyKind, language: ReplyLanguage) -> String {
    format!("{}/{language}.md", kind.name())
}

fn subject_name(path: &str) -> String {
    format!("{path} subject")
}

fn source(path: &str) -> Result<&'static str, TemplateError> {
    EMBEDDED
        .get_file(path)
        .and_then(|file| file.contents_utf8())
        .ok_or_else(|| TemplateError::Missing {
            path: path.to_owned(),
        })
}

fn invalid(path: &str, error: &Error) -> TemplateError {
    // An error inside a shared file is that file's; the innermost cause knows it.
    let mut innermost = error;
    while let Some(cause) = std::error::Error::source(innermost).and_then(|cause| cause.downcast_ref()) {
        innermost = cause;
    }
    TemplateError::Invalid {
        path: innermost
            .name()
            .map_or(path, |name| name.trim_end_matches(" subject"))
            .to_owned(),
        line: innermost.line().unwrap_or(1),
        problem: match innermost.detail() {
            Some(detail) => format!("{}: {detail}", innermost.kind()),
            None => innermost.kind().to_string(),
        },
    }
}
