//! The configuration files, read once and checked whole: every mistake is reported at once, with file, line, key and remedy.

mod accounts;
pub mod desk;
pub mod event;
pub mod section;
pub mod servers;

pub use desk::{Config, ConsoleSettings, DeliverySettings, LogFormat};
pub use section::Mistake;

use std::fmt;
use std::path::Path;

/// `config/rsvpd.toml` as shipped: the annotated example.
pub const EXAMPLE: &str = include_str!("../config/rsvpd.toml");

/// `config/event.toml` as shipped: the Summit of Mayors.
pub const SUMMIT: &str = include_str!("../config/event.toml");

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error(
        "cannot read {file}: {why}; name your configuration with `--config FILE`, or copy config/rsvpd.toml and \
         config/event.toml of the program's sources and edit them"
    )]
    Unreadable { file: String, why: String },
    /// Everything that is wrong, in the order of the files.
    #[error("{}", Listed(.0))]
    Mistakes(Vec<Mistake>),
}

/// One mistake a line.
struct Listed<'a>(&'a [Mistake]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(
            f,
            "{count} mistake{} in the configuration:",
            if count == 1 { "" } else { "s" }
        )?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

/// Reads `rsvpd.toml` and the event file that it names.
///
/// `variable` looks up an environment variable; secrets come from there or from files, never from the configuration.
///
/// # Errors
/// [`ConfigError`] with everything that is wrong in both files.
pub fn load(path: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
    load_for(path, variable, true)
}

/// The same for commands that log in nowhere: a password that is missing is no mistake for them.
///
/// An organiser looks into the queue without the rights to read the desk's secrets.
///
/// # Errors
/// [`ConfigError`] with everything else that is wrong in both files.
pub fn load_without_secrets(
    path: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigError> {
    load_for(path, variable, false)
}

fn load_for(
    path: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
    with_secrets: bool,
) -> Result<Config, ConfigError> {
    let text = read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let (file, mut mistakes) = desk::parse(&path.display().to_string(), &text, folder, variable);
    mistakes.retain(|mistake| with_secrets || !mistake.is_secret);
    let event = match file.as_ref().and_then(|file| file.event_file.clone()) {
        Some(event_path) => event::parse(&event_path.display().to_string(), &read(&event_path)?),
        None => event::parse("config/event.toml (built in)", SUMMIT),
    };
    match (file, event) {
        (Some(file), Ok(event)) if mistakes.is_empty() => Ok(file.into_config(event)),
        (_, event) => {
            mistakes.extend(event.err().unwrap_or_default());
            Err(ConfigError::Mistakes(mistakes))
        }
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        file: path.display().to_string(),
        why: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Session;
    use crate::verify::Resolver;

    fn with_secrets(name: &str) -> Option<String> {
        name.ends_with("_PASSWORD").then(|| "secret".to_owned())
    }

    #[test]
    fn the_files_that_are_shipped_have_no_mistakes() {
        let event = event::parse("event.toml", SUMMIT).unwrap();
        assert_eq!(event.session(Session::StudyVisit).unwrap().capacity, 180);
        let (file, mistakes) = desk::parse("rsvpd.toml", EXAMPLE, Path::new("/etc/rsvpd"), &with_secrets);
        assert_eq!(mistakes, []);
        let config = file.unwrap().into_config(event);
        assert_eq!(config.mailboxes.len(), 2);
        assert_eq!(config.store_url, "sqlite:/etc/rsvpd/rsvpd.db");
        assert_eq!(config.message_id_domain, "efus.eu");
    }

    #[test]
    fn every_mistake_is_told_at_once_with_line_key_and_remedy() {
        let text = "pol_seconds = 5\nlog = \"loud\"\n[[mailbox]]\nname = \"registration\"\nrole = \"guests\"\nsource = \"imap\"\nhost = \"imap.example.org\"\nuser = \"u\"\nport = \"993\"\npassword_env = \"NOT_SET\"\n[delivery]\nby = \"pigeon\"\n";
        let (_, mistakes) = desk::parse("rsvpd.toml", text, Path::new(""), &|_| None);
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        rsvpd.toml:1: `pol_seconds`: is not a key of this section; did you mean `poll_seconds`?
        rsvpd.toml:2: `log`: must be "text" or "json"
        rsvpd.toml:5: `mailbox.1.role`: must be "registration" or "press"
        rsvpd.toml:9: `mailbox.1.port`: must be a whole number of at least 1
        rsvpd.toml:10: `mailbox.1.password_env`: the environment has no variable `NOT_SET`: set it
        rsvpd.toml:12: `delivery.by`: must be "smtp" or "folder"
        "#);
    }

    #[test]
    fn a_resolver_is_the_machines_or_an_address_and_none_is_asked_without_the_key() {
        let parsed = |trust: &str| {
            let text = EXAMPLE.replace("[trust]\n", &format!("[trust]\n{trust}\n"));
            let (file, mistakes) = desk::parse("rsvpd.toml", &text, Path::new(""), &with_secrets);
            let event = event::parse("event.toml", SUMMIT).unwrap();
            let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            (file.unwrap().into_config(event).verify, told)
        };
        assert_eq!(parsed(""), (None, Vec::new()));
        let (system, _) = parsed("resolver = \"system\"");
        assert_eq!(system.unwrap().resolver, Resolver::System);
        let (at, _) = parsed("resolver = \"127.0.0.53\"\nrelays = [\"mx1.efus.eu\"]");
        let at = at.unwrap();
        assert_eq!(at.resolver, Resolver::At("127.0.0.53:53".parse().unwrap()));
        assert_eq!(at.relays, ["mx1.efus.eu"]);
        let (none, told) = parsed("resolver = \"yes\"");
        assert_eq!(none, None);
        assert!(
            told.join("")
                .contains("`trust.resolver`: must be \"system\" or the address"),
            "{told:?}"
        );
    }

    #[test]
    fn a_decision_can_be_taken_back_for_as_long_as_is_written_and_for_two_minutes_otherwise() {
        let parsed = |written: &str| {
            let text = EXAMPLE.replace("undo_seconds = 120", written);
            let (file, mistakes) = desk::parse("rsvpd.toml", &text, Path::new(""), &with_secrets);
            let event = event::parse("event.toml", SUMMIT).unwrap();
            let undo = file.map(|file| file.into_config(event).console.unwrap().undo_for.num_seconds());
            let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            (undo, told)
        };
        assert_eq!(parsed(""), (Some(120), Vec::new()));
        assert_eq!(parsed("undo_seconds = 600"), (Some(600), Vec::new()));
        assert_eq!(parsed("undo_seconds = 0"), (Some(0), Vec::new()));
        // So long a time is none that a clock could show.
        for beyond in ["undo_seconds = -1", "undo_seconds = 9223372036854775807"] {
            let (_, told) = parsed(beyond);
            assert!(
                told.join("").contains("`console.undo_seconds`: must be"),
                "{told:?}"
            );
        }
    }

    #[test]
    fn an_event_whose_parts_contradict_each_other_is_refused() {
        let text = SUMMIT
            .replace("ends = \"12:00:00\"", "ends = \"08:00:00\"")
            .replace("opens = \"2016", "opens = \"2017");
        let mistakes = event::parse("event.toml", &text).unwrap_err();
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        event.toml:78: `sessions.1.ends`: is not later than `starts`: correct one of them
        event.toml:137: `registration.closes`: must be later than `opens`
        ");
    }
}
