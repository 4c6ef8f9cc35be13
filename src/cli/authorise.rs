//! `rsvpd authorise`: a person signs in once, so that the desk may read and send for the account.

use super::{DONE, setup};
use crate::oauth;
use anyhow::bail;
use std::path::Path;

/// Asks the provider for a permission and keeps it.
pub async fn authorise(named: Option<&Path>, name: &str) -> anyhow::Result<u8> {
    let config = setup::config(named)?;
    let Some(source) = config.tokens.iter().find(|source| source.settings().name == name) else {
        let known: Vec<&str> = config
            .tokens
            .iter()
            .map(|source| source.settings().name.as_str())
            .collect();
        if known.is_empty() {
            bail!("there is no [[oauth]] section in the configuration; config/rsvpd.toml shows one");
        }
        bail!("there is no [[oauth]] named `{name}`, only {}", known.join(", "));
    };
    oauth::authorise::authorise(source.settings(), |words| println!("{words}")).await?;
    println!("`{name}` is authorised; `rsvpd check --connect` tries it");
    if source.settings().token_url.contains("googleapis.com") {
        // mail-rules 37: seven days, and then silence.
        println!(
            "Google ends the permission after seven days while the app is in \"testing\": publish it in the Google Cloud console."
        );
    }
    Ok(DONE)
}
