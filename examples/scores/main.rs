//! Prints the score tables of docs/reading.md: `tests/scores [FOLDER [FOLDER]]`, the open letters first, then the unseen.
//!
//! A folder holds NAME.eml with its gold reading NAME.json. Only totals are printed: what is unseen must stay so.

use anyhow::Context;
use rsvpd::lexicon::Lexicon;
use score::{FIELDS, Report, Totals};
use std::path::PathBuf;

#[path = "../../tests/it/support/score.rs"]
mod score;

fn main() -> anyhow::Result<()> {
    let given: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let folders = if given.is_empty() {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        vec![here.join("tests/letters"), here.join("tests/unseen")]
    } else {
        given
    };
    let lexicon = Lexicon::embedded();
    let mut reports = Vec::new();
    for folder in &folders {
        let report = score::score(folder, |_| true, &lexicon)
            .with_context(|| format!("cannot score {}", folder.display()))?;
        reports.push((
            folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            report,
        ));
    }
    for (name, report) in &reports {
        by_language(name, report);
    }
    by_field(&reports);
    Ok(())
}

fn by_language(name: &str, report: &Report) {
    println!(
        "| {name} | letters | intent | language | F1 | safe at coverage | acted on | answered wrongly |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (language, totals) in &report.by_language {
        row(language, totals);
    }
    row("all", &report.all);
    println!();
}

fn row(name: &str, totals: &Totals) {
    println!(
        "| {name} | {} | {:.3} | {:.3} | {:.3} | {:.3} at {:.3} | {} | {} |",
        totals.letters,
        totals.intent(),
        totals.language(),
        totals.fields.f1(),
        totals.safe(),
        totals.coverage(),
        totals.acted,
        totals.answered_wrongly
    );
}

fn by_field(reports: &[(String, Report)]) {
    let names: Vec<String> = reports
        .iter()
        .map(|(name, _)| format!("{name}: precision | recall | F1"))
        .collect();
    println!("| field | {} |", names.join(" | "));
    println!("|---{}|", "|---".repeat(reports.len() * 3));
    for field in FIELDS {
        let cells: Vec<String> = reports
            .iter()
            .map(|(_, report)| report.field(field))
            .map(|tally| {
                format!(
                    "{:.3} | {:.3} | {:.3}",
                    tally.precision(),
                    tally.recall(),
                    tally.f1()
                )
            })
            .collect();
        println!("| {field} | {} |", cells.join(" | "));
    }
}
