//! `rsvpd decide`, `resume`, `release` and `hold`: what only a person may do.

use super::{DONE, DecideArgs, FAILED, Verdict, setup};
use crate::message::MailboxRole;
use crate::rules::organiser::Act;
use crate::store::Actor;
use anyhow::bail;
use std::path::Path;

/// Decides one request that waits for a person.
pub async fn decide(named: Option<&Path>, args: &DecideArgs) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let number = setup::find(&desk, &args.reference).await?;
    let act = match args.verdict {
        Verdict::Confirm => Act::Confirm {
            over_capacity_because: args.reason.clone(),
        },
        Verdict::Waitlist => Act::Waitlist,
        Verdict::ReleaseUnnamed => Act::ReleaseUnnamed,
        Verdict::Reopen => Act::Reopen,
        Verdict::Refuse => Act::Refuse {
            reason: args.reason.clone(),
        },
        Verdict::Accredit => Act::Accredit {
            beyond_limit_because: args.reason.clone(),
        },
        Verdict::Papers => Act::AskPapers,
        Verdict::Answer => match &args.reason {
            Some(words) => Act::Answer { words: words.clone() },
            None => bail!(
                "say what to answer: `rsvpd decide {} answer --reason \"…\"`",
                args.reference
            ),
        },
        Verdict::SetAside => Act::SetAside,
    };
    if desk.organise(number, &args.user, &act).await? {
        println!(
            "{} is decided; its letter leaves with the next `rsvpd run`",
            args.reference
        );
    } else if matches!(act, Act::SetAside) {
        println!("{} is set aside; no letter leaves", args.reference);
    } else {
        println!(
            "{} is decided; no letter leaves, since its sender is not answered by a machine: write yourself",
            args.reference
        );
    }
    Ok(DONE)
}

/// Closes the circuit breaker of a mailbox.
pub async fn resume(named: Option<&Path>, mailbox: &str, user: &str) -> anyhow::Result<u8> {
    let role = match mailbox {
        "registration" => MailboxRole::Registration,
        "press" => MailboxRole::Press,
        other => bail!("`{other}` is not a mailbox: write registration or press"),
    };
    let desk = setup::desk(named).await?;
    if desk.resume(role, user).await? {
        println!(
            "the {mailbox} mailbox answers again; replies that were held leave with the next `rsvpd run`"
        );
        Ok(DONE)
    } else {
        println!("the {mailbox} mailbox was not stopped");
        Ok(FAILED)
    }
}

/// Lets one reply leave that waits for a person.
pub async fn release(named: Option<&Path>, reply: i64, user: &str) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let actor = Actor::Organiser(user.to_owned());
    if desk.store().release(reply, &actor, desk.clock().now()).await? {
        println!("reply #{reply} leaves with the next `rsvpd run`");
        Ok(DONE)
    } else {
        println!("reply #{reply} does not wait for a person: it has left, is about to, or does not exist");
        Ok(FAILED)
    }
}

/// Keeps one reply back.
pub async fn hold(named: Option<&Path>, reply: i64, user: &str) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    let actor = Actor::Organiser(user.to_owned());
    if desk.store().hold(reply, &actor, desk.clock().now()).await? {
        println!("reply #{reply} is held; `rsvpd release {reply}` lets it leave");
        Ok(DONE)
    } else {
        println!("reply #{reply} cannot be held: it has left, is held already, or does not exist");
        Ok(FAILED)
    }
}
