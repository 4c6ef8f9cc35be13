//! Reads `rsvpd.toml`: mailboxes, store, delivery, limits of answers, logging and the console.

use super::accounts;
use super::section::{Mistake, Section, Source};
use super::servers::{self, Surroundings};
use crate::delivery::smtp::SmtpSettings;
use crate::event::Event;
use crate::mailbox::MailboxSettings;
use crate::message::MailboxRole;
use crate::oauth::TokenSource;
use crate::rules::Limits;
use crate::verify::{self, Resolver};
use chrono::TimeDelta;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything the desk must know to run.
#[derive(Debug, Clone)]
pub struct Config {
    pub event: Event,
    pub mailboxes: Vec<MailboxSettings>,
    /// The accounts of token servers, for `rsvpd authorise`.
    pub tokens: Vec<TokenSource>,
    /// `sqlite:PATH` or `postgres://…`.
    pub store_url: String,
    pub delivery: DeliverySettings,
    /// Domain of our Message-IDs.
    pub message_id_domain: String,
    /// Envelope sender; the mailbox's own address if none is given.
    pub bounce_address: Option<String>,
    /// Further addresses of ours, besides the event's contacts.
    pub aliases: Vec<(String, MailboxRole)>,
    /// Whose Authentication-Results are trusted (RFC 8601).
    pub authserv_id: Option<String>,
    /// How senders are checked where no trusted server did; `None` leaves them unproven.
    pub verify: Option<verify::Settings>,
    pub limits: Limits,
    /// How long a mailbox is left alone between two looks when the server does not tell of new mail.
    pub poll: Duration,
    pub log: LogFormat,
    /// `None` where it is turned off.
    pub console: Option<ConsoleSettings>,
}

/// How the organisers' console is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleSettings {
    pub listen: SocketAddr,
    /// How people reach it where something stands before it, as in `https://desk.example.org`.
    pub public_url: Option<String>,
    /// How long a letter that an organiser decided waits, and the decision can be taken back.
    pub undo_for: TimeDelta,
    /// Nobody is asked to choose a password; for the demo.
    pub passwordless: bool,
}

impl ConsoleSettings {
    /// The address that people type, where it listens at `bound`.
    #[must_use]
    pub fn address(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{bound}"),
        }
    }
}

impl Default for ConsoleSettings {
    /// On this machine only, port 8025, two minutes for second thoughts.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8025)),
            public_url: None,
            undo_for: TimeDelta::minutes(2),
            passwordless: false,
        }
    }
}

/// How replies leave.
#[derive(Debug, Clone)]
pub enum DeliverySettings {
    Smtp(SmtpSettings),
    Folder(PathBuf),
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// The file before the event it names is read.
#[derive(Debug)]
pub struct ConfigFile {
    /// `None` takes the event that is built in.
    pub event_file: Option<PathBuf>,
    mailboxes: Vec<MailboxSettings>,
    tokens: Vec<TokenSource>,
    store_url: String,
    delivery: DeliverySettings,
    message_id_domain: Option<String>,
    bounce_address: Option<String>,
    trust: Trust,
    limits: Limits,
    poll: Duration,
    log: LogFormat,
    console: Option<ConsoleSettings>,
}

/// Whose word counts.
#[derive(Debug, Default)]
struct Trust {
    aliases: Vec<(String, MailboxRole)>,
    authserv_id: Option<String>,
    verify: Option<verify::Settings>,
}

impl ConfigFile {
    /// Joins the file with its event.
    #[must_use]
    pub fn into_config(self, event: Event) -> Config {
        let own_domain = event
            .contacts
            .registration
            .address
            .rsplit_once('@')
            .map(|(_, domain)| domain.to_owned());
        Config {
            message_id_domain: self.message_id_domain.or(own_domain).unwrap_or_default(),
            event,
            mailboxes: self.mailboxes,
            tokens: self.tokens,
            store_url: self.store_url,
            delivery: self.delivery,
            bounce_address: self.bounce_address,
            aliases: self.trust.aliases,
            authserv_id: self.trust.authserv_id,
            verify: self.trust.verify,
            limits: self.limits,
            poll: self.poll,
            log: self.log,
            console: self.console,
        }
    }
}

/// Reads the text of `rsvpd.toml`; relative paths start at `folder`.
#[must_use]
pub fn parse(
    name: &str,
    text: &str,
    folder: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> (Option<ConfigFile>, Vec<Mistake>) {
    let source = Source::new(name, text);
    let around = Surroundings {
        folder,
        variable,
        tokens: &[],
    };
    let file = source.open().map(|top| file(top, &around));
    (file, source.into_mistakes())
}

fn file(mut top: Section<'_, '_>, around: &Surroundings<'_>) -> ConfigFile {
    let event_file = top.text("event").map(|path| around.folder.join(path));
    let tokens: Vec<TokenSource> = top
        .sections("oauth")
        .into_iter()
        .map(|section| accounts::oauth(section, around))
        .collect();
    let around = &Surroundings {
        folder: around.folder,
        variable: around.variable,
        tokens: &tokens,
    };
    let sections = top.sections("mailbox");
    if sections.is_empty() {
        top.mistake(
            "mailbox",
            "is missing: add a [[mailbox]] for each account to watch",
        );
    }
    let mut mailboxes: Vec<MailboxSettings> = Vec::with_capacity(sections.len());
    for section in sections {
        let mailbox = servers::mailbox(section, around);
        if mailboxes.iter().any(|other| other.name == mailbox.name) {
            top.mistake(
                "mailbox",
                format!("two are named `{}`: give each its own `name`", mailbox.name),
            );
        }
        mailboxes.push(mailbox);
    }
    let (store_url, poll, log) = store_and_log(&mut top, around);
    let (delivery, message_id_domain, bounce_address) = match top.required_section("delivery") {
        Some(section) => servers::delivery(section, around),
        None => (DeliverySettings::Folder(PathBuf::new()), None, None),
    };
    let trust = trust(&mut top);
    let limits = limits(&mut top);
    let console = console(&mut top);
    top.finish();
    ConfigFile {
        event_file,
        mailboxes,
        tokens,
        store_url,
        delivery,
        message_id_domain,
        bounce_address,
        trust,
        limits,
        poll,
        log,
        console,
    }
}

fn store_and_log(top: &mut Section<'_, '_>, around: &Surroundings<'_>) -> (String, Duration, LogFormat) {
    let mut url = None;
    if let Some(mut section) = top.section("store") {
        url = section.text("url");
        if let Some(variable) = section.text("url_env") {
            url = (around.variable)(&variable);
            if url.is_none() {
                section.mistake(
                    "url_env",
                    format!("the environment has no variable `{variable}`: set it, or give `url`"),
                );
            }
        }
        section.finish();
    }
    let url = match url {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => url,
        Some(url) => match url.strip_prefix("sqlite:") {
            Some(path) => format!(
                "sqlite:{}",
                around.folder.join(path.trim_start_matches("//")).display()
            ),
            None => {
                top.mistake(
                    "store.url",
                    "must start with sqlite: or postgres://, as in \"sqlite:rsvpd.db\"",
                );
                url
            }
        },
        None => format!("sqlite:{}", around.folder.join("rsvpd.db").display()),
    };
    let poll = top.number::<u32>("poll_seconds", 1).map_or(60, u64::from);
    let log = top
        .choice("log", &[("text", LogFormat::Text), ("json", LogFormat::Json)])
        .unwrap_or_default();
    (url, Duration::from_secs(poll), log)
}

fn trust(top: &mut Section<'_, '_>) -> Trust {
    let Some(mut section) = top.section("trust") else {
        return Trust::default();
    };
    let address = |text: &str| text.contains('@').then(|| text.to_owned());
    let mut aliases = Vec::new();
    for (key, role) in [
        ("registration_aliases", MailboxRole::Registration),
        ("press_aliases", MailboxRole::Press),
    ] {
        let found = section
            .list(key, "a list of mail addresses", address)
            .unwrap_or_default();
        aliases.extend(found.into_iter().map(|alias| (alias, role)));
    }
    let authserv_id = section.text("authserv_id");
    let verify = checks(&mut section);
    section.finish();
    Trust {
        aliases,
        authserv_id,
        verify,
    }
}

fn checks(section: &mut Section<'_, '_>) -> Option<verify::Settings> {
    let resolver = section.text("resolver");
    let host = |text: &str| text.contains('.').then(|| text.to_owned());
    let relays = section.list("relays", "a list of host names", host);
    let resolver = match resolver?.as_str() {
        "system" => Resolver::System,
        address => match address.parse().or_else(|_| format!("{address}:53").parse()) {
            Ok(address) => Resolver::At(address),
            Err(_) => {
                section.mistake(
                    "resolver",
                    "must be \"system\" or the address of a DNS resolver, as in \"127.0.0.53:53\"",
                );
                return None;
            }
        },
    };
    Some(verify::Settings {
        resolver,
        relays: relays.unwrap_or_default(),
        bound: verify::BOUND,
    })
}

fn console(top: &mut Section<'_, '_>) -> Option<ConsoleSettings> {
    let defaults = ConsoleSettings::default();
    let Some(mut section) = top.section("console") else {
        return Some(defaults);
    };
    let mut settings = defaults;
    let mut off = false;
    if let Some(listen) = section.text("listen") {
        match listen.parse() {
            Ok(address) => settings.listen = address,
            Err(_) if listen.is_empty() => off = true,
            Err(_) => section.mistake(
                "listen",
                "must be an address and a port, as in \"127.0.0.1:8025\", or \"\" for no console",
            ),
        }
    }
    settings.public_url = section.text("public_url");
    let https = settings
        .public_url
        .as_ref()
        .is_none_or(|url| url.starts_with("https://"));
    if !https {
        section.mistake(
            "public_url",
            "must start with https://: passwords and letters would pass in the clear",
        );
    }
    if !off && settings.public_url.is_none() && !settings.listen.ip().is_loopback() {
        section.mistake(
            "listen",
            "is open to other machines: listen on 127.0.0.1 behind a proxy with TLS, and give its `public_url`",
        );
    }
    if let Some(seconds) = section.number::<u32>("undo_seconds", 0) {
        settings.undo_for = TimeDelta::seconds(i64::from(seconds));
    }
    section.finish();
    (!off).then_some(settings)
}

fn limits(top: &mut Section<'_, '_>) -> Limits {
    let defaults = Limits::default();
    let Some(mut section) = top.section("answers") else {
        return defaults;
    };
    let limits = Limits {
        address_day: section.number("address_day", 1).unwrap_or(defaults.address_day),
        address_month: section
            .number("address_month", 1)
            .unwrap_or(defaults.address_month),
        domain_hour: section.number("domain_hour", 1).unwrap_or(defaults.domain_hour),
        mailbox_hour: section.number("mailbox_hour", 1).unwrap_or(defaults.mailbox_hour),
        mailbox_day: section.number("mailbox_day", 1).unwrap_or(defaults.mailbox_day),
    };
    section.finish();
    limits
}
