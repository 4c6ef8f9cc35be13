//! `rsvpd check`, `migrate` and `health`: is everything as it must be?

use super::{DONE, FAILED, setup};
use crate::config::{Config, ConfigError};
use crate::daemon::{Clock, Desk};
use crate::lexicon::Lexicon;
use crate::mailbox::Mailbox;
use crate::reply::Templates;
use crate::store::Store;
use crate::verify::Verifier;
use std::path::Path;

/// Checks configuration, lexicon and templates; with `connect` also every server.
pub async fn check(named: Option<&Path>, connect: bool) -> anyhow::Result<u8> {
    let mut report = Report::default();
    let config = match setup::config(named) {
        Ok(config) => config,
        Err(error @ ConfigError::Mistakes(_)) | Err(error @ ConfigError::Unreadable { .. }) => {
            return Err(error.into());
        }
    };
    report.good("configuration", &format!("{} mailboxes", config.mailboxes.len()));
    // A mistake in it would have stopped the build.
    let languages = Lexicon::embedded().languages().len();
    report.good("lexicon", &format!("{languages} languages"));
    match Templates::embedded().and_then(|templates| templates.check(&config.event)) {
        Ok(()) => report.good("templates", "every letter in every language"),
        Err(error) => report.bad("templates", &error),
    }
    if connect {
        connections(&config, &mut report).await;
    }
    Ok(if report.failed { FAILED } else { DONE })
}

async fn connections(config: &Config, report: &mut Report) {
    for settings in &config.mailboxes {
        let mut mailbox = Mailbox::new(settings.clone());
        let what = format!("mailbox {}", settings.name);
        match mailbox.check().await {
            Ok(checked) => {
                let tells = if checked.tells {
                    "tells of new mail by itself"
                } else {
                    "is asked for new mail"
                };
                report.good(&what, &format!("{} messages, {tells}", checked.messages));
                for warning in checked.warnings {
                    println!("note  {what}: {warning}");
                }
            }
            Err(error) => report.bad(&what, &error),
        }
        mailbox.close().await;
    }
    match Store::connect(&config.store_url).await {
        Ok(store) => match store.ping().await {
            Ok(()) => report.good("database", "answers"),
            Err(error) => report.bad("database", &error),
        },
        Err(error) => report.bad("database", &error),
    }
    if let Some(settings) = &config.verify {
        let asked = match Verifier::new(settings, &config.message_id_domain) {
            Ok(verifier) => verifier.ask().await,
            Err(error) => Err(error),
        };
        match asked {
            Ok(()) => report.good("resolver", "answers"),
            Err(error) => report.bad("resolver", &error),
        }
    }
    let mut delivery = crate::daemon::delivery(config);
    match delivery.check().await {
        Ok(()) => report.good("delivery", "a reply could leave"),
        Err(error) => report.bad("delivery", &error),
    }
}

/// Brings the database to this version's form.
pub async fn migrate(named: Option<&Path>) -> anyhow::Result<u8> {
    Desk::open(setup::config_without_secrets(named)?, Clock::system()).await?;
    println!("the database is up to date");
    Ok(DONE)
}

/// Tells whether a desk that runs on this database can work: the database answers. Mailboxes that cannot be reached are
/// named, but a new start of the desk would not mend them.
pub async fn health(named: Option<&Path>) -> anyhow::Result<u8> {
    let config = setup::config_without_secrets(named)?;
    let store = Store::connect(&config.store_url).await?;
    store.ping().await?;
    // A database that no desk has worked with yet has nothing to tell.
    for trouble in store.mailboxes_in_trouble().await.unwrap_or_default() {
        let since = trouble.since.with_timezone(&config.event.zone);
        println!(
            "mailbox {} cannot be reached since {}: {}",
            trouble.mailbox,
            since.format("%Y-%m-%d %H:%M"),
            trouble.why
        );
    }
    Ok(DONE)
}

/// One line a thing that was looked at.
#[derive(Debug, Default)]
struct Report {
    failed: bool,
}

impl Report {
    fn good(&mut self, what: &str, how: &str) {
        println!("ok    {what}: {how}");
    }

    fn bad(&mut self, what: &str, error: &dyn std::fmt::Display) {
        println!("WRONG {what}: {error}");
        self.failed = true;
    }
}
