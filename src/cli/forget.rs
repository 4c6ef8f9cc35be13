//! `rsvpd forget`: erases everything of an address, after showing what that is.

use super::{DONE, FAILED, ForgetArgs, setup};
use std::path::Path;

/// Shows what is held, and with `--yes` erases it.
pub async fn forget(named: Option<&Path>, args: &ForgetArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let held = desk.held(&args.address).await?;
    for reference in &held.elsewhere {
        println!(
            "{reference} of somebody else names this address; that letter is theirs and stays: look at it with `rsvpd show`"
        );
    }
    if held.references.is_empty() {
        println!("Nothing is held under this address.");
        return Ok(FAILED);
    }
    println!(
        "Held: {} requests ({}), {} persons, {} places, {} letters of ours.",
        held.references.len(),
        held.references.join(", "),
        held.persons,
        held.places,
        held.replies,
    );
    if !args.yes {
        println!(
            "Nothing was erased: `rsvpd forget {} --yes` does it, for good.",
            args.address
        );
        return Ok(DONE);
    }
    desk.forget(&args.address, &args.user, !args.no_letter).await?;
    println!(
        "{} places were given up; all else is erased by the next `rsvpd run`{}. Counts stay, and that it was done.",
        held.places,
        if args.no_letter {
            ""
        } else {
            ", once the letter about it has left"
        },
    );
    Ok(DONE)
}
