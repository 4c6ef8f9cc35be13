//! The script of the story, from `config/demo/story.toml`.

use crate::config::{Mistake, SUMMIT, event};
use crate::event::SessionPlan;
use crate::message::MailboxRole;
use crate::rules::organiser::Act;
use anyhow::bail;
use chrono::{DateTime, Utc};
use serde::Deserialize;

const SCRIPT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo/story.toml"));

const VISITS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo/visits.toml"));

/// One scene.
#[derive(Debug)]
pub(super) struct Scene {
    pub at: DateTime<Utc>,
    pub title: String,
    pub deed: Deed,
}

/// What happens in a scene.
#[derive(Debug)]
pub(super) enum Deed {
    Letter(Told),
    /// So many in every session from now on.
    Seats(u32),
    /// An organiser acts.
    Organiser {
        name: String,
        doing: Doing,
    },
    /// Time passes.
    Nothing,
}

/// What an organiser does.
#[derive(Debug)]
pub(super) enum Doing {
    /// Decides the first request from this address.
    Decide { about: String, act: Act },
    /// Checks in these persons.
    CheckIn { guests: Vec<String> },
}

/// A letter as the script tells it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    pub from: String,
    #[serde(default = "registration")]
    pub to: MailboxRole,
    #[serde(default)]
    pub subject: String,
    /// The kind of our letter that it answers.
    pub answers: Option<String>,
    /// Further header fields.
    #[serde(default)]
    fields: Vec<String>,
    pub text: String,
    /// Names of pictures that come with it.
    #[serde(default)]
    pub files: Vec<String>,
}

impl Told {
    /// The sender's address.
    pub fn address(&self) -> &str {
        let inside = self
            .from
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        inside.map_or(self.from.as_str(), |(address, _)| address)
    }

    /// The message behind these first header fields.
    pub fn message(&self, mut message: String) -> String {
        for field in &self.fields {
            message.push_str(&format!("{field}\n"));
        }
        message.push_str("MIME-Version: 1.0\n");
        if !self.files.is_empty() {
            message.push_str("Content-Type: multipart/mixed; boundary=part\n\n--part\n");
        }
        message.push_str("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n");
        message.push_str(&format!("{}\n", self.text.trim()));
        for file in &self.files {
            message.push_str(&format!(
                "--part\nContent-Type: image/jpeg\nContent-Disposition: attachment; filename=\"{file}\"\n\n(picture)\n"
            ));
        }
        if !self.files.is_empty() {
            message.push_str("--part--\n");
        }
        message
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    scenes: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: DateTime<Utc>,
    title: String,
    letter: Option<Told>,
    seats: Option<u32>,
    organiser: Option<Organiser>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organiser {
    name: String,
    act: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    guests: Vec<String>,
    words: Option<String>,
}

fn registration() -> MailboxRole {
    MailboxRole::Registration
}

/// The Summit's sessions, with two study visits in the place of the one.
///
/// # Errors
/// What is wrong with the visits.
pub(super) fn sessions() -> anyhow::Result<Vec<SessionPlan>> {
    let event = event::parse("config/demo/visits.toml", &format!("{SUMMIT}\n{VISITS}"));
    let told = |mistakes: Vec<Mistake>| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>();
    Ok(event
        .map_err(|mistakes| anyhow::anyhow!(told(mistakes).join("; ")))?
        .sessions)
}

/// All scenes, in their order.
///
/// # Errors
/// What is wrong with the script.
pub(super) fn scenes() -> anyhow::Result<Vec<Scene>> {
    let script: Script = toml::from_str(SCRIPT)?;
    script.scenes.into_iter().map(scene).collect()
}

fn scene(written: Written) -> anyhow::Result<Scene> {
    let deed = match (written.letter, written.seats, written.organiser) {
        (Some(letter), None, None) => Deed::Letter(letter),
        (None, Some(seats), None) => Deed::Seats(seats),
        (None, None, Some(organiser)) => Deed::Organiser {
            name: organiser.name.clone(),
            doing: doing(organiser)?,
        },
        (None, None, None) => Deed::Nothing,
        _ => bail!("the scene at {} has more than one deed", written.at),
    };
    Ok(Scene {
        at: written.at,
        title: written.title,
        deed,
    })
}

fn doing(organiser: Organiser) -> anyhow::Result<Doing> {
    let act = match (organiser.act.as_str(), organiser.words) {
        ("check-in", None) => {
            return Ok(Doing::CheckIn {
                guests: organiser.guests,
            });
        }
        ("accredit", None) => Act::Accredit {
            beyond_limit_because: None,
        },
        ("confirm", None) => Act::Confirm {
            over_capacity_because: None,
        },
        ("answer", Some(words)) => Act::Answer {
            words: words.trim().to_owned(),
        },
        (other, _) => bail!("`{other}` is no act of the story"),
    };
    Ok(Doing::Decide {
        about: organiser.about,
        act,
    })
}
