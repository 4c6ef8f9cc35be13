//! Style is a test: who may use whom, which file fences which library, and what every file looks like.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The pure core: no I/O, no clock, no chance, nothing of the shell.
const CORE: [&str; 10] = [
    "attachment",
    "event",
    "language",
    "lexicon",
    "message",
    "reference",
    "registration",
    "reply",
    "request",
    "rules",
];

const SHELL: [&str; 12] = [
    "cli", "config", "daemon", "delivery", "export", "mailbox", "oauth", "store", "tls", "verify", "web",
    "words",
];

/// A library and the only modules that may name it.
const FENCES: [(&str, &[&str]); 24] = [
    ("anyhow", &["main", "cli"]),
    ("argon2", &["web"]),
    ("async_imap", &["mailbox"]),
    ("axum", &["web"]),
    ("calamine", &["attachment"]),
    ("calcard", &["attachment", "export"]),
    ("clap", &["main", "cli"]),
    ("indicatif", &["cli"]),
    ("krilla", &["export"]),
    ("lettre", &["delivery"]),
    ("lopdf", &["attachment"]),
    ("mail_auth", &["verify"]),
    ("mail_parser", &["message"]),
    ("minijinja", &["reply", "web"]),
    ("quick_xml", &["attachment"]),
    ("rand", &["daemon", "cli", "oauth"]),
    ("rust_xlsxwriter", &["export"]),
    ("sqlx", &["store"]),
    ("svg", &["web"]),
    ("tempfile", &["export"]),
    ("ttf_parser", &["export"]),
    ("ureq", &["oauth"]),
    ("utoipa", &["web"]),
    ("zip", &["attachment"]),
];

/// What the core must not name, besides the shell.
const NOT_IN_CORE: [&str; 8] = [
    "tokio",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "Utc::now",
    "SystemTime::now",
    "async fn",
];

const LINES_MAX: usize = 450;

/// Rust files below a folder with their text, by path.
fn sources(folder: &str) -> BTreeMap<PathBuf, String> {
    fn walk(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(
        found.len() > 5,
        "{folder} holds the files that this test speaks of"
    );
    found
}

/// The top module of a path below src: `rules` for src/rules.rs and src/rules/capacity.rs.
fn module_of(path: &Path) -> String {
    let inside = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = inside
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Lines that are code: no comments, and nothing of the file's own unit tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end]
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| {
            let line = line.trim_start();
            !line.starts_with("//")
        })
}

fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !inside(before) && !inside(after)
    })
}

fn report(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_core_never_uses_the_shell() {
    let mut complaints = Vec::new();
    for (path, text) in sources("src") {
        if !CORE.contains(&module_of(&path).as_str()) {
            continue;
        }
        for (number, line) in code(&text) {
            let shell = SHELL
                .iter()
                .find(|module| line.contains(&format!("crate::{module}")));
            let other = NOT_IN_CORE.iter().find(|word| names(line, word));
            if let Some(word) = shell.or(other) {
                complaints.push(format!(
                    "{}:{number}: the core must not use `{word}`",
                    path.display()
                ));
            }
        }
    }
    report(&complaints);
}

#[test]
fn reading_never_uses_the_rules() {
    let mut complaints = Vec::new();
    for (path, text) in sources("src") {
        if module_of(&path) != "request" {
            continue;
        }
        for (number, line) in code(&text).filter(|(_, line)| line.contains("crate::rules")) {
            complaints.push(format!(
                "{}:{number}: reading must not know the rules: {line}",
                path.display()
            ));
        }
    }
    report(&complaints);
}

#[test]
fn every_library_stays_behind_its_fence() {
    let mut complaints = Vec::new();
    for (path, text) in sources("src") {
        let module = module_of(&path);
        for (number, line) in code(&text) {
            for (library, modules) in FENCES {
                let named = line.contains(&format!("{library}::")) || names(line, &format!("use {library}"));
                if named && !modules.contains(&module.as_str()) {
                    let allowed = modules.join(", ");
                    complaints.push(format!(
                        "{}:{number}: only {allowed} may use `{library}`",
                        path.display()
                    ));
                }
            }
        }
    }
    report(&complaints);
}

#[test]
fn every_file_says_its_job_first_and_stays_small() {
    let mut complaints = Vec::new();
    for folder in ["src", "tests"] {
        for (path, text) in sources(folder) {
            if !text.starts_with("//! ") {
                complaints.push(format!(
                    "{}:1: must open with `//!` and its job in one sentence",
                    path.display()
                ));
            }
            let lines = text.lines().count();
            if lines > LINES_MAX {
                complaints.push(format!(
                    "{}: {lines} lines; split it, {LINES_MAX} are the most",
                    path.display()
                ));
            }
            if path.file_name().is_some_and(|name| name == "mod.rs") {
                complaints.push(format!(
                    "{}: modules are x.rs and x/, without mod.rs",
                    path.display()
                ));
            }
        }
    }
    report(&complaints);
}

#[test]
fn nothing_is_silenced_ignored_or_left_for_later() {
    let words = [
        "#[allow(",
        "#![allow(",
        "#[ignore",
        "TODO",
        "FIXME",
        "todo!(",
        "dbg!(",
    ];
    let mut complaints = Vec::new();
    for folder in ["src", "tests"] {
        for (path, text) in sources(folder) {
            if path.ends_with("architecture.rs") {
                continue;
            }
            for (number, line) in text.lines().enumerate() {
                if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                    complaints.push(format!("{}:{}: `{word}`", path.display(), number + 1));
                }
            }
        }
    }
    report(&complaints);
}

#[test]
fn no_file_is_dead() {
    let mut complaints = Vec::new();
    let all = sources("src");
    for path in all.keys() {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if ["lib", "main"].contains(&stem.as_str()) {
            continue;
        }
        let folder = path.parent().unwrap();
        let parent = if folder.ends_with("src") {
            folder.join("lib.rs")
        } else {
            folder.with_extension("rs")
        };
        let declared = all
            .get(&parent)
            .is_some_and(|text| text.contains(&format!("mod {stem};")));
        if !declared {
            complaints.push(format!(
                "{}: no `mod {stem};` in {}",
                path.display(),
                parent.display()
            ));
        }
    }
    report(&complaints);
}

#[test]
fn migrations_have_the_same_names_for_both_databases() {
    let list = |database: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(database);
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(list("sqlite"), list("postgres"));
}
