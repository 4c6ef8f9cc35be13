//! The console's own words in each of its languages; a further language is a further file in `templates/web/words/`.

use crate::event::Event;
use crate::language::Language;
use crate::request::{DoubtKind, Session};
use crate::rules::Reason;
use crate::rules::words::doubt_text;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/web/words");

/// Names of countries, in the console's languages.
static COUNTRY_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/web/countries");

/// Texts by language and key.
type Texts = BTreeMap<String, BTreeMap<String, String>>;

static CATALOGUE: LazyLock<Texts> = LazyLock::new(|| texts(&FILES));
static COUNTRIES: LazyLock<Texts> = LazyLock::new(|| texts(&COUNTRY_FILES));

fn texts(files: &Dir<'static>) -> Texts {
    files
        .files()
        .filter_map(|file| {
            let language = file.path().file_stem()?.to_str()?.to_owned();
            let texts = toml::from_str(file.contents_utf8()?).ok()?;
            Some((language, texts))
        })
        .collect()
}

/// The language that stands in where a text is missing.
const FALLBACK: &str = "en";

/// Languages of the console.
pub fn languages() -> Vec<&'static str> {
    CATALOGUE.keys().map(String::as_str).collect()
}

/// Whether the console speaks it.
pub fn speaks(language: &str) -> bool {
    CATALOGUE.contains_key(language)
}

/// The text of a key; the key itself where there is none, so that a mistake is seen.
pub fn text(language: &str, key: &str) -> String {
    find(language, key).unwrap_or_else(|| key.to_owned())
}

/// The text of a key with values put in for `{name}`.
pub fn filled(language: &str, key: &str, values: &[(&str, String)]) -> String {
    fill(text(language, key), values)
}

/// The text for a number: `key.one` or `key.other`; French takes nought for one.
pub fn counted(language: &str, key: &str, count: i64) -> String {
    let one = count == 1 || language == "fr" && count == 0;
    let form = if one { "one" } else { "other" };
    let n = number(language, count.unsigned_abs());
    filled(language, &format!("{key}.{form}"), &[("n", n)])
}

/// A number with its thousands apart: `12,345`, in French with a narrow space.
pub fn number(language: &str, number: u64) -> String {
    let apart = if language == "fr" { '\u{202f}' } else { ',' };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(apart);
        }
        text.push(digit);
    }
    text
}

/// The name of a session; of one of several visits its number and its name.
pub fn session(event: &Event, language: &str, session: Session) -> String {
    let name = text(language, &format!("session.{}", session.id()));
    let visit = event.session(session).filter(|plan| plan.visit.is_some());
    visit.map_or(name.clone(), |plan| {
        let tongue = Language::from_code(language).unwrap_or(Language::ENGLISH);
        format!("{name}: {}", plan.name.in_language(tongue.reply_language()))
    })
}

/// The name of a country (ISO 3166-1 alpha-2); the code itself where there is none.
pub fn country(language: &str, code: &str) -> String {
    let of = |language: &str| COUNTRIES.get(language).and_then(|names| names.get(code));
    of(language)
        .or_else(|| of(FALLBACK))
        .map_or_else(|| code.to_owned(), Clone::clone)
}

/// The names of all countries, in alphabetical order.
pub(super) fn countries(language: &str) -> Vec<&'static str> {
    let names = COUNTRIES.get(language).or_else(|| COUNTRIES.get(FALLBACK));
    let mut names: Vec<&str> = names
        .into_iter()
        .flat_map(|names| names.values().map(String::as_str))
        .collect();
    names.sort_unstable();
    names
}

/// The code of a country whose name (or code) somebody typed; what is no country stays as typed.
pub(super) fn country_code(language: &str, typed: &str) -> String {
    let wanted = typed.trim().to_lowercase();
    for names in [COUNTRIES.get(language), COUNTRIES.get(FALLBACK)]
        .into_iter()
        .flatten()
    {
        let found = names
            .iter()
            .find(|(code, name)| code.to_lowercase() == wanted || name.to_lowercase() == wanted);
        if let Some((code, _)) = found {
            return code.clone();
        }
    }
    typed.trim().to_owned()
}

/// A doubt in a plain sentence.
pub fn doubt(language: &str, kind: DoubtKind) -> String {
    let key = format!("doubt.{}", word(&kind));
    find(language, &key).unwrap_or_else(|| doubt_text(kind).to_owned())
}

/// A reason in a plain sentence; in English where the catalogue has none.
pub fn reason(language: &str, reason: &Reason) -> String {
    if let Reason::Doubt(kind) = reason {
        return doubt(language, *kind);
    }
    let value = serde_json::to_value(reason).unwrap_or_default();
    let (name, inner) = match &value {
        serde_json::Value::Object(fields) => fields
            .iter()
            .next()
            .map_or((String::new(), None), |(name, inner)| {
                (name.clone(), Some(inner.clone()))
            }),
        other => (other.as_str().unwrap_or_default().to_owned(), None),
    };
    let mut values: Vec<(&str, String)> = Vec::new();
    // A reason may be told otherwise by what it is about, or where it is about nothing.
    let kind = match &inner {
        Some(serde_json::Value::Object(fields)) => {
            values.extend(
                fields
                    .iter()
                    .map(|(key, value)| (key.as_str(), told(language, value))),
            );
            let lacks = fields.values().any(serde_json::Value::is_null);
            if lacks { "none".to_owned() } else { String::new() }
        }
        Some(other) => {
            values.push(("of", told(language, other)));
            plain(other)
        }
        None => String::new(),
    };
    let found = find(language, &format!("reason.{name}.{kind}"));
    match found.or_else(|| find(language, &format!("reason.{name}"))) {
        Some(found) => fill(found, &values),
        None => reason.text(),
    }
}

/// A value of a reason, in words where it is the name of a session or of a paper.
fn told(language: &str, value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(all) => {
            let all: Vec<String> = all.iter().map(|one| told(language, one)).collect();
            all.join(", ")
        }
        other => {
            let name = plain(other);
            let known = ["session", "paper"]
                .iter()
                .find_map(|family| find(language, &format!("{family}.{name}")));
            known.unwrap_or(name)
        }
    }
}

/// The word by which a unit-like enumeration is stored.
pub fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .map(|value| plain(&value))
        .unwrap_or_default()
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn find(language: &str, key: &str) -> Option<String> {
    if let Some(number) = key.strip_prefix("session.visit-") {
        let values = [("n", number.to_owned())];
        return find(language, "session.visit").map(|text| fill(text, &values));
    }
    let of = |language: &str| CATALOGUE.get(language).and_then(|texts| texts.get(key)).cloned();
    of(language).or_else(|| of(FALLBACK))
}

fn fill(mut text: String, values: &[(&str, String)]) -> String {
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_text_with_the_same_places() {
        let places = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            found.sort();
            found
        };
        let english = &CATALOGUE["en"];
        assert!(CATALOGUE.len() >= 2 && english.len() > 50);
        for (language, texts) in CATALOGUE.iter() {
            // Doubts and reasons are English in the rules already.
            let told_by_rules = |key: &str| key.starts_with("doubt.") || key.starts_with("reason.");
            for key in texts.keys().filter(|key| !told_by_rules(key)) {
                assert!(
                    english.contains_key(key),
                    "{language}: `{key}` has no English text"
                );
            }
            for (key, text) in english {
                let translated = texts
                    .get(key)
                    .unwrap_or_else(|| panic!("{language}: `{key}` is missing"));
                assert_eq!(places(text), places(translated), "{language}: `{key}`");
            }
        }
    }

    /// The variants of an enumeration as they are stored, from its source.
    fn variants(source: &str, name: &str) -> Vec<String> {
        let body = source.split_once(&format!("pub enum {name} {{\n")).unwrap().1;
        let body = body.split_once("\n}").unwrap().0;
        let named = body.lines().filter(|line| {
            line.starts_with("    ") && line[4..].starts_with(|c: char| c.is_ascii_uppercase())
        });
        let kebab = |line: &str| {
            let word: String = line.trim().chars().take_while(|c| c.is_alphanumeric()).collect();
            let mut kebab = String::new();
            for (at, c) in word.chars().enumerate() {
                if c.is_uppercase() && at > 0 {
                    kebab.push('-');
                }
                kebab.extend(c.to_lowercase());
            }
            kebab
        };
        named.map(kebab).collect()
    }

    #[test]
    fn every_doubt_and_reason_is_told_in_every_language_and_no_other() {
        let doubts = variants(include_str!("request.rs"), "DoubtKind");
        let held = variants(include_str!("message/origin.rs"), "Held");
        let mut reasons = variants(include_str!("rules/decision.rs"), "Reason");
        assert!(doubts.len() > 15 && held.len() > 5 && reasons.len() > 40);
        // They are told by what they are about.
        reasons.retain(|name| {
            !matches!(
                name.as_str(),
                "doubt" | "held" | "wrong-mailbox" | "data-not-proven"
            )
        });
        let mut keys: Vec<String> = doubts.iter().map(|name| format!("doubt.{name}")).collect();
        keys.extend(reasons.iter().map(|name| format!("reason.{name}")));
        keys.extend(held.iter().map(|name| format!("reason.held.{name}")));
        keys.extend(["press", "registration"].map(|name| format!("reason.wrong-mailbox.{name}")));
        keys.extend(["copy", "erasure"].map(|name| format!("reason.data-not-proven.{name}")));
        for (language, texts) in CATALOGUE.iter().filter(|(language, _)| *language != FALLBACK) {
            for key in &keys {
                assert!(texts.contains_key(key), "{language}: `{key}` is missing");
            }
            for key in texts
                .keys()
                .filter(|key| key.starts_with("doubt.") || key.starts_with("reason."))
            {
                let known = keys.contains(&key.trim_end_matches(".none").to_owned());
                assert!(known, "{language}: no doubt and no reason is `{key}`");
            }
        }
    }

    #[test]
    fn a_reason_is_told_whole_in_the_language_of_the_console() {
        let full = Reason::Full(crate::request::Session::Morning);
        assert_eq!(
            reason("fr", &full),
            "plus de place libre, ou d’autres attendent : Matin"
        );
        let papers = Reason::PapersMissing(vec![crate::reply::Paper::Crew, crate::reply::Paper::Function]);
        assert_eq!(
            reason("fr", &papers),
            "il manque encore : noms de l’équipe, fonction"
        );
        let by = Reason::Organiser {
            user: "ana".to_owned(),
            note: None,
        };
        assert_eq!(
            (reason("fr", &by).as_str(), reason("en", &by).as_str()),
            ("décidé par ana", "decided by ana")
        );
    }

    #[test]
    fn numbers_take_the_form_of_their_language() {
        assert_eq!(counted("en", "persons", 0), "0 persons");
        assert_eq!(counted("fr", "persons", 0), "0 personne");
        assert_eq!(counted("fr", "persons", 2), "2 personnes");
    }
}
