//! `rsvpd user`: who may use the organisers' console.

use super::{DONE, FAILED, UserArgs, UserCommand, setup};
use crate::config::ConsoleSettings;
use crate::daemon::Desk;
use crate::web::{self, Role, password};
use anyhow::{Context, bail};
use std::io::Read;
use std::path::Path;

/// Does what was typed about users.
pub async fn user(named: Option<&Path>, command: UserCommand) -> anyhow::Result<u8> {
    let desk = setup::desk(named).await?;
    match command {
        UserCommand::Add(args) => add(&desk, &args).await,
        UserCommand::Link { name } => {
            if desk.store().user(&name).await?.is_none() {
                bail!(
                    "there is no user `{name}`; `rsvpd user list` tells all, `rsvpd user add {name}` adds one"
                );
            }
            print_link(&desk, &name).await?;
            Ok(DONE)
        }
        UserCommand::Remove { name } => {
            let by = std::env::var("USER").unwrap_or_else(|_| "organiser".to_owned());
            if desk.store().remove_user(&name, &by, desk.clock().now()).await? {
                println!("{name} is removed and signed out everywhere");
                Ok(DONE)
            } else {
                println!("there is no user `{name}`; `rsvpd user list` tells all");
                Ok(FAILED)
            }
        }
        UserCommand::List => list(&desk).await,
    }
}

async fn add(desk: &Desk, args: &UserArgs) -> anyhow::Result<u8> {
    let name = args.name.trim().to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if name.is_empty() || !name.chars().all(fits) {
        bail!(
            "`{}` is no name to sign in with: take letters, digits, dots, hyphens",
            args.name
        );
    }
    let mut roles = Vec::new();
    for word in &args.roles {
        let Some(role) = Role::from_name(word) else {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
            bail!("`{word}` is no role: take {}", known.join(", "));
        };
        roles.push(role);
    }
    let hash = if args.password_stdin {
        let mut typed = String::new();
        std::io::stdin()
            .read_to_string(&mut typed)
            .context("cannot read the password from standard input")?;
        Some(password::hash(
            typed.trim_end_matches(['\r', '\n']),
            &desk.chance(),
        )?)
    } else {
        None
    };
    let has_password = hash.is_some();
    web::put_user(desk, &name, &roles, hash, &args.by).await?;
    println!("{name} may: {}", Role::names(&roles));
    if !has_password {
        print_link(desk, &name).await?;
    }
    Ok(DONE)
}

/// Prints a link to the console that this configuration opens.
async fn print_link(desk: &Desk, name: &str) -> anyhow::Result<()> {
    let settings: &ConsoleSettings = desk
        .config()
        .console
        .as_ref()
        .context("the console is turned off: set `listen` in [console] of rsvpd.toml")?;
    let link = web::link(desk, &settings.address(settings.listen), name).await?;
    println!("signs in once, within a day, while `rsvpd run` runs:\n{link}");
    Ok(())
}

async fn list(desk: &Desk) -> anyhow::Result<u8> {
    let users = desk.store().users().await?;
    for user in &users {
        let last = user.signed_in_at.map_or_else(
            || "never signed in".to_owned(),
            |at| format!("signed in {}", at.format("%F %H:%M UTC")),
        );
        println!("{:<20} {:<30} {last}", user.name, user.roles);
    }
    if users.is_empty() {
        println!("nobody yet: `rsvpd user add NAME --role administer`");
    }
    Ok(DONE)
}
