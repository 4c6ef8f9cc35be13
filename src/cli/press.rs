//! `rsvpd press`: the press requests with their papers, and what became of interviews and filming.

use super::{DONE, FAILED, PressArgs, setup};
use crate::request::PressWish;
use crate::rules::press::wanted;
use crate::rules::words::paper_text;
use crate::store::press::{PressRow, Wish, WishState};
use anyhow::bail;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;

/// Lists the press requests, or notes what became of one wish.
pub async fn press(named: Option<&Path>, args: &PressArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    if let (Some(reference), Some(wish), Some(became)) = (&args.reference, &args.wish, &args.became) {
        let number = setup::find(&desk, reference).await?;
        let Some(kind) = word::<PressWish>(wish) else {
            bail!("`{wish}` is no wish: write interview, filming, photo, recording, press-kit or other");
        };
        let Some(state) = word::<WishState>(became) else {
            bail!("`{became}` is no state: write open, arranged or declined");
        };
        let wish = Wish {
            wish: kind,
            state,
            note: args.note.clone(),
        };
        let now = desk.clock().now();
        if desk
            .store()
            .set_press_wish(number, &wish, &args.user, now)
            .await?
        {
            println!("noted for {reference}");
            return Ok(DONE);
        }
        println!("{reference} is no press request");
        return Ok(FAILED);
    }
    let policy = desk.config().event.press.clone();
    let list = desk.store().press_list().await?;
    for row in &list {
        let missing = wanted(&policy, &row.file.papers, &row.file.wishes);
        let missing: Vec<&str> = missing.into_iter().map(paper_text).collect();
        if args.json {
            println!("{}", json_of(row, &missing));
        } else {
            print_row(row, &missing, policy.per_medium);
        }
    }
    if list.is_empty() && !args.json {
        println!("No press request has come.");
    }
    Ok(DONE)
}

fn print_row(row: &PressRow, missing: &[&str], limit: Option<u32>) {
    let outlet = row.file.outlet.as_deref().unwrap_or("-");
    let limit = limit.map_or_else(String::new, |limit| format!(" of {limit}"));
    println!(
        "{:<12} {:<11} {outlet}: {} (accredited besides: {}{limit})",
        row.reference,
        row.file.state.name(),
        row.names.join(", "),
        row.file.of_medium,
    );
    if !missing.is_empty() {
        println!("{:<12} missing: {}", "", missing.join("; "));
    }
    for wish in &row.wishes {
        let note = wish
            .note
            .as_deref()
            .map_or_else(String::new, |note| format!(", {note}"));
        println!("{:<12} {}: {}{note}", "", name(&wish.wish), name(&wish.state));
    }
}

fn json_of(row: &PressRow, missing: &[&str]) -> Value {
    let wishes: Vec<Value> = row
        .wishes
        .iter()
        .map(|wish| json!({ "wish": wish.wish, "state": wish.state, "note": wish.note }))
        .collect();
    json!({
        "reference": row.reference,
        "state": row.file.state,
        "outlet": row.file.outlet,
        "persons": row.names,
        "accredited_of_medium": row.file.of_medium,
        "papers": row.file.papers,
        "missing": missing,
        "wishes": wishes,
    })
}

fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(Value::String(text.to_owned())).ok()
}

fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
