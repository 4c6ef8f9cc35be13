//! Compiles what the program carries ready to use, so that a start need not: the lexicon's phrases and the models' weights.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};
use weights::Weights;

#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/lexicon/accent.rs"]
mod accent;
#[path = "src/lexicon/compile.rs"]
mod compile;
#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/lexicon/concepts.rs"]
mod concepts;
#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/request/model/features.rs"]
mod features;
#[path = "src/lexicon/fold.rs"]
mod fold;
#[path = "src/lexicon/hash.rs"]
mod hash;
#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/language.rs"]
mod language;
#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/lexicon/lists.rs"]
mod lists;
#[path = "src/lexicon/phrase.rs"]
mod phrase;
#[path = "src/lexicon/quick.rs"]
mod quick;
#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/lexicon/tables.rs"]
mod tables;
#[path = "src/lexicon/trie.rs"]
mod trie;
#[expect(dead_code, reason = "the program uses more of it")]
#[path = "src/request/model/weights.rs"]
mod weights;

fn main() -> Result<(), Box<dyn Error>> {
    // A new migration makes a new program: cargo does not see by itself that a folder gained a file.
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=config/lexicon");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("lexicon"), lexicon(Path::new("config/lexicon"))?)?;
    println!("cargo::rerun-if-changed=config/model");
    for table in [
        "tagger", "intents", "persons", "acting", "fields", "plain", "party",
    ] {
        let text = fs::read_to_string(format!("config/model/{table}.tsv"))?;
        fs::write(out.join(table), Weights::parse(&text).to_bytes())?;
    }
    Ok(())
}

/// The tables of all languages' files. A mistake in one stops the build, with its place and what to write instead.
fn lexicon(folder: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // Files with longer names (`clients.toml`) are no language's; the parts of the program that they are for read them.
        if name.strip_suffix(".toml").is_some_and(|stem| stem.len() == 2) {
            files.push((name, fs::read_to_string(path)?));
        }
    }
    files.sort();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (tables, mistakes) = compile::compile(&files);
    for mistake in &mistakes {
        println!("cargo::error={}", mistake.to_string().replace('\n', " "));
    }
    if let Err(mistake) = lists::parse(&fs::read_to_string(folder.join("word-lists.toml"))?) {
        println!("cargo::error=word-lists.toml: {mistake}");
    }
    Ok(tables.to_bytes())
}
