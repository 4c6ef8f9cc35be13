//! `rsvpd show`: all that is known of one request.

use super::{DONE, setup};
use crate::daemon::DeskError;
use crate::rules::contact::ContactRole;
use crate::store::views::Dossier;
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
        if dossier.contact_role() == ContactRole::RegistersOthers {
            println!("  who registered others and does not come");
        }
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
