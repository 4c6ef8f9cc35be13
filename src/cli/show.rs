//! `rsvpd show` and `rsvpd export`: what is known, of one request or of all persons.

use super::{DONE, setup};
use crate::daemon::DeskError;
use crate::request::Session;
use crate::store::views::{Dossier, ExportRow};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Shows everything known of one request.
pub async fn show(named: Option<&Path>, reference: &str, raw: bool) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let number = setup::find(&desk, reference).await?;
    let found = desk.store().show(&number.to_string()).await?;
    let dossier = found.ok_or_else(|| DeskError::UnknownRequest(reference.to_owned()))?;
    print_dossier(&dossier);
    if raw && let Some(bytes) = desk.store().raw(dossier.message.id).await? {
        println!("\nThe letter as it arrived:\n");
        io::stdout().write_all(&bytes)?;
    }
    Ok(DONE)
}

fn print_dossier(dossier: &Dossier) {
    let message = &dossier.message;
    println!(
        "Message {} in `{}`, received {}, {}",
        message.id, message.mailbox, message.received_at, message.state
    );
    if let Some(defect) = &message.defect {
        println!("  set aside: {defect}");
    }
    if let Some(request) = &dossier.request {
        let name = request.contact_name.as_deref().unwrap_or("-");
        let address = request.contact_address.as_deref().unwrap_or("not to be answered");
        println!(
            "Request {}: {} in {}, from {name} <{address}>",
            request.reference, request.outcome, request.language
        );
        for reason in &request.reasons {
            println!("  because: {}", reason.text());
        }
    }
    for person in &dossier.persons {
        println!(
            "Person {}: {}",
            person.position + 1,
            person.name.as_deref().unwrap_or("(not named)")
        );
        let known = [
            ("organisation", &person.organisation),
            ("role", &person.role),
            ("city", &person.city),
            ("country", &person.country),
            ("e-mail", &person.email),
            ("phone", &person.phone),
        ];
        for (what, value) in known {
            if let Some(value) = value {
                println!("  {what}: {value}");
            }
        }
        for place in &person.places {
            println!("  {}: {}, since {}", place.session.id(), place.state, place.since);
        }
    }
    if let Some(press) = &dossier.press {
        println!(
            "Press: {}, {}",
            press.outlet.as_deref().unwrap_or("(no outlet named)"),
            press.state
        );
    }
    for reply in &dossier.replies {
        println!(
            "Reply {}: {} in {}, {}",
            reply.id,
            reply.kind,
            reply.language,
            reply.state.name()
        );
        if let Some(error) = &reply.last_error {
            println!("  {error}");
        }
    }
    for entry in &dossier.journal {
        println!(
            "{}  {} {}: {}",
            entry.at, entry.actor_kind, entry.actor, entry.what
        );
    }
}

/// Writes all registrations as CSV: UTF-8 with a byte order mark, quoted, safe in spreadsheets (rule 57).
pub async fn export(named: Option<&Path>, file: &Path) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let rows = desk.store().export().await?;
    let sessions: Vec<Session> = desk.config().event.sessions.iter().map(|plan| plan.id).collect();
    if file == Path::new("-") {
        write_csv(io::stdout().lock(), &rows, &sessions)?;
    } else {
        write_csv(File::create(file)?, &rows, &sessions)?;
        eprintln!("{} persons written to {}", rows.len(), file.display());
    }
    Ok(DONE)
}

/// One row a person, one column a session; the status always in its own column.
pub fn write_csv(mut out: impl Write, rows: &[ExportRow], sessions: &[Session]) -> anyhow::Result<()> {
    // Without the mark, spreadsheets take UTF-8 for the country's old charset.
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(out);
    let fixed = [
        "reference",
        "outcome",
        "name",
        "organisation",
        "role",
        "city",
        "country",
        "e-mail",
        "phone",
        "language",
        "interpretation",
        "diet",
        "access",
        "contact name",
        "contact address",
        "received",
    ];
    csv.write_record(
        fixed
            .into_iter()
            .chain(sessions.iter().map(|session| session.id())),
    )?;
    for row in rows {
        let mut cells: Vec<String> = [
            &row.reference,
            &row.outcome,
            &row.name,
            &row.organisation,
            &row.role,
            &row.city,
            &row.country,
            &row.email,
            &row.phone,
            &row.language,
            &row.interpretation,
        ]
        .into_iter()
        .cloned()
        .collect();
        cells.extend([
            row.diet.join(" "),
            row.access.join(" "),
            row.contact_name.clone(),
            row.contact_address.clone(),
        ]);
        cells.push(row.received_at.to_rfc3339());
        cells.extend(sessions.iter().map(|session| {
            row.places
                .get(session)
                .map(|state| state.name().to_owned())
                .unwrap_or_default()
        }));
        csv.write_record(cells.iter().map(|cell| harmless(cell)))?;
    }
    csv.flush()?;
    Ok(())
}

/// A cell that no spreadsheet takes for a formula; what guests write is theirs to choose.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_057_a_formula_in_a_name_stays_text() {
        let row = ExportRow {
            name: "=HYPERLINK(\"evil\")".to_owned(),
            phone: "+31 10".to_owned(),
            ..ExportRow::default()
        };
        let mut out = Vec::new();
        write_csv(&mut out, &[row], &[Session::Morning]).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with('\u{feff}'));
        assert!(text.contains("\"'=HYPERLINK(\"\"evil\"\")\""), "{text}");
        assert!(text.contains("\"'+31 10\""), "{text}");
        assert!(text.lines().next().unwrap().ends_with("\"morning\""));
    }
}
