//! The console's own words in each of its languages; a further language is a further file in `templates/web/words/`.

use crate::event::Event;
use crate::language::Language;
use crate::request::{DoubtKind, Session};
use crate::rules::Reason;
use crate::rules::words::doubt_text;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use include_dir::{Dir, include_dir};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/web/words");

/// Names of countries, in the console's languages.
static COUNTRY_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/web/countries");

/// Texts by language and key.
type Texts = BTreeMap<String, BTreeMap<String, String>>;

static CATALOGUE: LazyLock<Texts> = LazyLock::new(|| texts(contents(&FILES)));
static COUNTRIES: LazyLock<Texts> = LazyLock::new(|| texts(contents(&COUNTRY_FILES)));

/// The files of a folder by their names without the ending: the languages.
fn contents(folder: &'static Dir<'static>) -> impl Iterator<Item = (&'static str, &'static str)> {
    folder
        .files()
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
}

fn texts<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Texts {
    files
        .filter_map(|(language, text)| Some((language.to_owned(), toml::from_str(text).ok()?)))
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

/// Forms that a number may take in some language (Unicode CLDR, cardinal plurals).
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The form that a number takes in a language; `other` where nothing is known of it.
fn form(language: &str, count: u64) -> &'static str {
    thread_local! {
        /// Looking them up is slower than a line of a list.
        static RULES: RefCell<BTreeMap<String, Option<PluralRules>>> = const { RefCell::new(BTreeMap::new()) };
    }
    let category = RULES.with_borrow_mut(|known| {
        let rules = known.entry(language.to_owned()).or_insert_with(|| {
            let locale: Locale = language.parse().ok()?;
            PluralRules::try_new((&locale).into(), PluralRulesOptions::default()).ok()
        });
        rules.as_ref().map(|rules| rules.category_for(count))
    });
    match category {
        Some(PluralCategory::Zero) => "zero",
        Some(PluralCategory::One) => "one",
        Some(PluralCategory::Two) => "two",
        Some(PluralCategory::Few) => "few",
        Some(PluralCategory::Many) => "many",
        Some(PluralCategory::Other) | None => "other",
    }
}

/// The text for a number: `key.one`, `key.other`, or another form that the language has; French takes nought for one.
pub fn counted(language: &str, key: &str, count: i64) -> String {
    let count = count.unsigned_abs();
    let of = |form: &str| CATALOGUE.get(language)?.get(&format!("{key}.{form}")).cloned();
    let text = of(form(language, count)).or_else(|| of("other"));
    let text = text.unwrap_or_else(|| text_in_fallback(key, count));
    fill(text, &[("n", number(language, count))])
}

fn text_in_fallback(key: &str, count: u64) -> String {
    text(FALLBACK, &format!("{key}.{}", form(FALLBACK, count)))
}

/// The forms in which a language counts something, by name: for what is counted on the page.
pub fn forms(language: &str, key: &str) -> BTreeMap<&'static str, String> {
    let of = |form: &'static str| Some((form, find(language, &format!("{key}.{form}"))?));
    FORMS.into_iter().filter_map(of).collect()
}

/// A number with its thousands apart: `12,345`, in French with a narrow space.
pub fn number(language: &str, number: u64) -> String {
    let apart = text(language, "format.thousands");
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(&apart);
        }
        text.push(digit);
    }
    text
}

/// What something is, after its name: "Morning: confirmed", as the language sets its colon.
pub fn pair(language: &str, what: &str, value: &str) -> String {
    let values = [("what", what.to_owned()), ("value", value.to_owned())];
    filled(language, "format.pair", &values)
}

/// The name of a session; of one of several visits its number and its name.
pub fn session(event: &Event, language: &str, session: Session) -> String {
    let name = text(language, &format!("session.{}", session.id()));
    let visit = event.session(session).filter(|plan| plan.visit.is_some());
    visit.map_or(name.clone(), |plan| {
        let tongue = Language::from_code(language).unwrap_or(Language::ENGLISH);
        pair(language, &name, plan.name.in_language(tongue.reply_language()))
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
            // A language may count in more forms than English.
            let in_english = |key: &String| match key.rsplit_once('.') {
                Some((key, form)) if FORMS.contains(&form) => english.contains_key(&format!("{key}.other")),
                _ => english.contains_key(key),
            };
            for key in texts.keys().filter(|key| !told_by_rules(key)) {
                assert!(in_english(key), "{language}: `{key}` has no English text");
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
            "plus de place libre, ou d’autres attendent\u{a0}: Matin"
        );
        let papers = Reason::PapersMissing(vec![crate::reply::Paper::Crew, crate::reply::Paper::Function]);
        assert_eq!(
            reason("fr", &papers),
            "il manque encore\u{a0}: noms de l’équipe, fonction"
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
        assert_eq!(counted("en", "persons", 12_345), "12,345 persons");
        assert_eq!(counted("fr", "persons", 12_345), "12\u{202f}345 personnes");
        let forms = forms("fr", "persons");
        assert_eq!(forms.keys().copied().collect::<Vec<_>>(), ["one", "other"]);
    }

    #[test]
    fn a_further_language_is_a_further_file() {
        let polish = "\"persons.one\" = \"{n} osoba\"\n\"persons.few\" = \"{n} osoby\"\n\"persons.many\" = \"{n} osób\"";
        let all = texts(contents(&FILES).chain([("pl", polish)]));
        assert_eq!(all.keys().collect::<Vec<_>>(), ["en", "fr", "pl"]);
        assert_eq!(all["en"], CATALOGUE["en"]);
        for (count, text) in [
            (1, "{n} osoba"),
            (3, "{n} osoby"),
            (5, "{n} osób"),
            (22, "{n} osoby"),
        ] {
            assert_eq!(all["pl"][&format!("persons.{}", form("pl", count))], text);
        }
        // What nobody has put into words yet is English rather than nothing.
        assert_eq!(
            (counted("pl", "persons", 3), number("pl", 1_000)),
            ("3 persons".to_owned(), "1,000".to_owned())
        );
        for language in languages() {
            assert!(find(language, "own-name").is_some() && find(language, "format.locale").is_some());
        }
    }

    #[test]
    fn french_signs_stand_after_a_space_that_does_not_break() {
        for (key, text) in &CATALOGUE["fr"] {
            let bare = |sign: char| text.contains(&format!(" {sign}"));
            assert!(
                ![';', ':', '?', '!', '»'].into_iter().any(bare),
                "`{key}`: {text}"
            );
            assert!(!text.contains("« ") && !text.contains('\''), "`{key}`: {text}");
        }
    }
}
