//! `rsvpd announce`: tells everybody of a changed or cancelled event, after showing what would leave.

use super::{AnnounceArgs, DONE, setup};
use crate::event::{Difference, Event, Told};
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
    let differences = before.differences(&event.told());
    differences.iter().map(line).collect()
}

fn line(difference: &Difference) -> String {
    match difference {
        Difference::Date { before, now } => format!("date: {before} → {now}"),
        Difference::Place { before, now } => {
            format!("place: {}, {} → {}, {}", before.0.en, before.1, now.0.en, now.1)
        }
        Difference::Hours { session, before, now } => format!(
            "{}: {}–{} → {}–{}",
            session.id(),
            before.0,
            before.1,
            now.0,
            now.1
        ),
        Difference::MeetingPlace { session, before, now } => {
            format!("{}: meets at {} → {}", session.id(), before.en, now.en)
        }
        Difference::Cancelled => "the event is cancelled".to_owned(),
    }
}
