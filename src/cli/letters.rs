//! `rsvpd letters`: every kind of letter in every language, from samples, as text, as a page, or all on one page.

use super::{DONE, LettersArgs, setup};
use crate::config::{ConfigError, SUMMIT, event};
use crate::event::Event;
use crate::language::ReplyLanguage;
use crate::reply::{Draft, ReplyKind, Templates, sample};
use anyhow::{Context, bail};
use std::fmt::Write as _;
use std::path::Path;

/// Lists the kinds, previews one, or writes the gallery.
pub fn letters(named: Option<&Path>, args: &LettersArgs) -> anyhow::Result<u8> {
    let templates = Templates::embedded()?;
    let event = the_event(named)?;
    if let Some(file) = &args.gallery {
        let page = gallery(&templates, &event)?;
        std::fs::write(file, page)
            .with_context(|| format!("the gallery cannot be written to {}", file.display()))?;
        println!("{} letters are on {}", count(), file.display());
        return Ok(DONE);
    }
    let Some(name) = &args.kind else {
        for kind in ReplyKind::ALL {
            println!("{}", kind.name());
        }
        println!(
            "\n`rsvpd letters KIND LANGUAGE` shows one; languages: {}",
            codes()
        );
        return Ok(DONE);
    };
    let Some(kind) = ReplyKind::from_name(name) else {
        bail!("`{name}` is no kind of letter: `rsvpd letters` lists them");
    };
    let code = args.language.as_deref().unwrap_or("en");
    let Some(language) = ReplyLanguage::ALL
        .into_iter()
        .find(|language| language.code() == code)
    else {
        bail!("letters are not written in `{code}`: choose one of {}", codes());
    };
    for draft in drafts(&templates, &event, kind, language)? {
        if args.html {
            println!("{}", draft.html);
        } else {
            println!("Subject: {}\n\n{}\n{}", draft.subject, draft.text, "=".repeat(76));
        }
    }
    Ok(DONE)
}

/// The event that is configured, else, where no configuration is found, the one that is built in.
fn the_event(named: Option<&Path>) -> anyhow::Result<Event> {
    match setup::config_without_secrets(named) {
        Ok(config) => Ok(config.event),
        Err(error @ ConfigError::Mistakes(_)) => Err(error.into()),
        Err(error) if named.is_some() => Err(error.into()),
        Err(_) => event::parse("event.toml", SUMMIT)
            .map_err(|mistakes| anyhow::anyhow!("the built-in event has {} mistakes", mistakes.len())),
    }
}

fn drafts(
    templates: &Templates,
    event: &Event,
    kind: ReplyKind,
    language: ReplyLanguage,
) -> anyhow::Result<Vec<Draft>> {
    let envelope = sample::envelope(event, kind);
    let letters = sample::letters(kind, language);
    let composed = letters
        .iter()
        .map(|letter| templates.compose(letter, event, &envelope));
    Ok(composed.collect::<Result<_, _>>()?)
}

fn codes() -> String {
    ReplyLanguage::ALL.map(ReplyLanguage::code).join(", ")
}

fn count() -> usize {
    let kinds = ReplyKind::ALL.into_iter();
    let of_kind = |kind| sample::letters(kind, ReplyLanguage::En).len() * ReplyLanguage::ALL.len();
    kinds.map(of_kind).sum()
}

/// One page of all letters: a row a letter, a column a language; each in a frame of its own, as a mail reader shows it.
fn gallery(templates: &Templates, event: &Event) -> anyhow::Result<String> {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Letters</title>\n<style>\n\
         body { margin: 0; font-family: system-ui, sans-serif; background: #eceff2; color: #1f2328; }\n\
         nav { position: sticky; top: 0; background: #fff; padding: 8px 16px; border-bottom: 1px solid #c4cbd3; \
         font-size: 13px; line-height: 1.7; }\nnav a { margin-right: 10px; }\n\
         h2 { margin: 28px 16px 8px; font-size: 18px; }\n\
         .row { display: grid; grid-template-columns: repeat(6, 480px); gap: 12px; padding: 0 16px; }\n\
         figure { margin: 0; background: #fff; border: 1px solid #c4cbd3; }\n\
         figcaption { padding: 6px 10px; font-size: 12px; border-bottom: 1px solid #dfe3e8; }\n\
         iframe { width: 100%; height: 900px; border: 0; display: block; }\n</style>\n</head>\n<body>\n<nav>\n",
    );
    for kind in ReplyKind::ALL {
        write!(page, "<a href=\"#{0}\">{0}</a>", kind.name())?;
    }
    page.push_str("\n</nav>\n");
    for kind in ReplyKind::ALL {
        writeln!(page, "<h2 id=\"{0}\">{0}</h2>", kind.name())?;
        let mut columns = Vec::new();
        for language in ReplyLanguage::ALL {
            columns.push(drafts(templates, event, kind, language)?);
        }
        let letters = columns.iter().map(Vec::len).max().unwrap_or_default();
        for index in 0..letters {
            page.push_str("<div class=\"row\">\n");
            for draft in columns.iter().filter_map(|column| column.get(index)) {
                writeln!(
                    page,
                    "<figure><figcaption lang=\"{}\">{}</figcaption><iframe loading=\"lazy\" sandbox srcdoc=\"{}\"></iframe></figure>",
                    draft.language.code(),
                    escaped(&draft.subject),
                    escaped(&draft.html)
                )?;
            }
            page.push_str("</div>\n");
        }
    }
    page.push_str("</body>\n</html>\n");
    Ok(page)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
