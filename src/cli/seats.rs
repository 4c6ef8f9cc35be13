//! `rsvpd prefer` and `lower`: what organisers do about seats without a letter.

use super::{DONE, LowerArgs, PreferArgs, setup};
use crate::request::Session;
use anyhow::bail;
use std::path::Path;

/// Puts a waiting party before or behind others.
pub async fn prefer(named: Option<&Path>, args: PreferArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let number = setup::find(&desk, &args.reference).await?;
    let place = (number, session(&args.session)?);
    desk.rank(place, args.priority, (&args.user, &args.reason))
        .await?;
    println!("{} has the priority {} now", args.reference, args.priority);
    Ok(DONE)
}

/// Confirms a capacity below the seats that are taken.
pub async fn lower(named: Option<&Path>, args: LowerArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    if desk.lower_capacities(&args.user, &args.excess.join(" ")).await? {
        println!("the capacities of the event file hold from now on; nobody was dropped");
    } else {
        println!("no capacity is below the seats that are taken: there is nothing to confirm");
    }
    Ok(DONE)
}

fn session(id: &str) -> anyhow::Result<Session> {
    let known: Vec<&str> = Session::ALL.into_iter().map(Session::id).collect();
    let Some(session) = Session::from_id(id) else {
        bail!("`{id}` is no session: write one of {}", known.join(", "));
    };
    Ok(session)
}
