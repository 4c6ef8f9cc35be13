//! The end of the demo: what became of all letters, and where to look at them.

use super::{database, replies};
use crate::daemon::Desk;
use crate::registration::State;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The summary as text.
pub async fn text(desk: &Desk, folder: &Path) -> anyhow::Result<String> {
    let counts = desk.store().counts().await?;
    let mut out = String::new();
    writeln!(out, "\n{} messages kept, each with one end:", counts.messages)?;
    for ((outcome, reason), count) in &counts.ends {
        writeln!(out, "  {count:>4}  {outcome:<11} {reason}")?;
    }
    for (what, count) in [
        ("copies", counts.copies),
        ("set aside", counts.quarantined),
        ("not yet settled", counts.pending),
    ] {
        if count > 0 {
            writeln!(out, "  {count:>4}  {what}")?;
        }
    }
    writeln!(out, "\nPersons per session:")?;
    for plan in &desk.config().event.sessions {
        let of = |state| counts.places.get(&(plan.id, state)).copied().unwrap_or_default();
        writeln!(
            out,
            "  {:<12} {:>3} of {:>3} seats confirmed, {} waiting, {} to be decided by a person",
            plan.id.id(),
            of(State::Confirmed),
            plan.capacity,
            of(State::Waiting),
            of(State::Asked),
        )?;
    }
    let mut by_kind: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for ((_, kind, language), count) in &counts.replies {
        *by_kind.entry(kind).or_default().entry(language).or_default() += count;
    }
    writeln!(out, "\nReplies by kind and language:")?;
    for (kind, languages) in &by_kind {
        let each: Vec<String> = languages
            .iter()
            .map(|(language, count)| format!("{language} {count}"))
            .collect();
        writeln!(
            out,
            "  {:>4}  {kind:<20} {}",
            languages.values().sum::<u32>(),
            each.join(", ")
        )?;
    }
    let waiting = desk.store().queue(1_000).await?.len();
    writeln!(out, "\n{waiting} letters wait for a person.")?;
    writeln!(
        out,
        "Replies, as they would leave:  {}",
        replies(folder).display()
    )?;
    write!(
        out,
        "Everything that is kept:       {}",
        database(folder).display()
    )?;
    Ok(out)
}
