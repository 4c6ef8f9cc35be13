//! `rsvpd announce`: tells everybody of a changed or cancelled event, after showing what would leave.

use super::{AnnounceArgs, DONE, setup};
use crate::event::{Event, Told};
use std::path::Path;

/// Shows what guests would be told, and with `--yes` tells them.
pub async fn announce(named: Option<&Path>, args: &AnnounceArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let wanted = (args.reason.as_deref(), !args.no_question, args.yes);
    let Some(announcement) = desk.announce(&args.user, wanted).await? else {
        println!("Guests know what event.toml says: there is nothing to announce.");
        return Ok(DONE);
    };
    for line in differences(&announcement.before, &desk.config().event) {
        println!("{line}");
    }
    let letters: usize = announcement.letters.values().sum();
    let by_language: Vec<String> = announcement
        .letters
        .iter()
        .map(|(language, count)| format!("{count} {language}"))
        .collect();
    if args.yes {
        println!(
            "{letters} letters leave with the next `rsvpd run` ({})",
            by_language.join(", ")
        );
    } else {
        println!("{letters} letters would leave ({})", by_language.join(", "));
        if let Some((subject, text)) = &announcement.example {
            println!("\nOne of them:\n\nSubject: {subject}\n\n{text}");
        }
        println!("Nothing has left yet: `rsvpd announce --yes` sends them.");
    }
    if announcement.unreachable > 0 {
        println!(
            "{} more are not answered by a machine: write to them yourself.",
            announcement.unreachable
        );
    }
    Ok(DONE)
}

fn differences(before: &Told, event: &Event) -> Vec<String> {
    let now = event.told();
    let mut lines = Vec::new();
    if before.date != now.date {
        lines.push(format!("date: {} → {}", before.date, now.date));
    }
    if (&before.venue, &before.address) != (&now.venue, &now.address) {
        lines.push(format!(
            "place: {}, {} → {}, {}",
            before.venue.en, before.address, now.venue.en, now.address
        ));
    }
    for (session, starts, ends) in &now.hours {
        let known = before.hours.iter().find(|(known, ..)| known == session);
        if let Some((_, from, to)) = known.filter(|(_, from, to)| (from, to) != (starts, ends)) {
            lines.push(format!("{}: {from}–{to} → {starts}–{ends}", session.id()));
        }
    }
    if now.cancelled && !before.cancelled {
        lines.push("the event is cancelled".to_owned());
    }
    lines
}
