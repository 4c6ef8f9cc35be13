//! One logged-in connection with its folder open: sends commands and reads their answers to the end.
//!
//! Of async-imap this uses the framing, the parser and the login. Its `fetch` and `select` drop the
//! server's NO and take a closed connection for the end of the answer, and its IDLE reports a closed
//! connection as an interruption; so commands are followed here, response by response.

use super::line::Line;
use super::login::{greet, login};
use super::words;
use super::{After, ImapSettings};
use crate::mailbox::SourceError;
use async_imap::Session;
use async_imap::error::Error;
use async_imap::imap_proto::{Capability, MailboxDatum, RequestId, Response, ResponseCode, Status};
use std::io;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// What answers may hold besides the messages asked for.
pub(super) const SMALL_TALK: u64 = 256 << 10;

/// A connection, from login to its end.
#[derive(Debug)]
pub(super) struct Connection {
    session: Session<Line>,
    server: String,
    silence: Duration,
    /// UIDVALIDITY of the open folder; 0 where the server tells none.
    pub(super) validity: u32,
    /// UIDNEXT, where the server tells it: only a hint (mail rule 3).
    pub(super) uid_next: Option<u32>,
    /// Messages in the folder, as last told.
    pub(super) exists: u32,
    pub(super) abilities: Abilities,
    /// The server spoke of new mail since the last listing (mail rule 25).
    pub(super) news: bool,
    /// The folder was opened just now, so all that is in it can be listed.
    pub(super) fresh: bool,
    /// An answer is still to be read to its end.
    pub(super) busy: bool,
    idling: Option<RequestId>,
}

/// What the server can do, of what we would use.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Abilities {
    pub(super) idle: bool,
    pub(super) mov: bool,
    pub(super) uid_plus: bool,
    /// The folder keeps keywords that are new to it (`\*` among its PERMANENTFLAGS).
    pub(super) keywords: bool,
}

impl Connection {
    /// Connects, logs in and opens the folder; read-only if nothing is to be changed in it.
    pub(super) async fn open(settings: &ImapSettings, ask_abilities: bool) -> Result<Self, SourceError> {
        let client = greet(settings).await?;
        let session = login(client, settings).await?;
        let mut connection = Connection {
            session,
            server: settings.server(),
            silence: settings.silence,
            validity: 0,
            uid_next: None,
            exists: 0,
            abilities: Abilities::default(),
            news: false,
            fresh: true,
            busy: false,
            idling: None,
        };
        if ask_abilities {
            connection.ask_abilities().await?;
        }
        connection.select(settings).await?;
        Ok(connection)
    }

    async fn ask_abilities(&mut self) -> Result<(), SourceError> {
        let mut abilities = Abilities::default();
        self.command("CAPABILITY", SMALL_TALK, |response| {
            if let Response::Capabilities(all) = response {
                for capability in all {
                    if let Capability::Atom(name) = capability {
                        abilities.idle |= name.eq_ignore_ascii_case("IDLE");
                        abilities.mov |= name.eq_ignore_ascii_case("MOVE");
                        abilities.uid_plus |= name.eq_ignore_ascii_case("UIDPLUS");
                    }
                }
            }
        })
        .await?;
        self.abilities = abilities;
        Ok(())
    }

    async fn select(&mut self, settings: &ImapSettings) -> Result<(), SourceError> {
        let verb = if settings.after == After::Nothing {
            "EXAMINE"
        } else {
            "SELECT"
        };
        let (mut validity, mut uid_next, mut keywords) = (0, None, false);
        let command = format!("{verb} {}", words::folder(&settings.folder));
        let opened = self.command(&command, SMALL_TALK, |response| {
            let Response::Data { outcome, .. } = response else {
                return;
            };
            match &outcome.code {
                Some(ResponseCode::UidValidity(value)) => validity = *value,
                Some(ResponseCode::UidNext(value)) => uid_next = Some(*value),
                Some(ResponseCode::PermanentFlags(flags)) => {
                    keywords = flags.iter().any(|flag| flag == "\\*");
                }
                _ => {}
            }
        });
        match opened.await {
            Err(SourceError::Refused { server, words, .. }) if passes(&words) => {
                return Err(SourceError::Unavailable { server, words });
            }
            Err(SourceError::Refused { server, words, .. }) => {
                return Err(SourceError::FolderMissing {
                    server,
                    folder: settings.folder.clone(),
                    words,
                });
            }
            other => other?,
        }
        (self.validity, self.uid_next) = (validity, uid_next);
        self.abilities.keywords = keywords;
        (self.news, self.fresh) = (true, true);
        Ok(())
    }

    /// Sends a command and reads its answer; `each` sees every untagged response.
    ///
    /// # Errors
    /// [`SourceError::Refused`] leaves the connection usable; after all others it is not.
    pub(super) async fn command(
        &mut self,
        text: &str,
        allowance: u64,
        each: impl FnMut(&Response<'_>),
    ) -> Result<(), SourceError> {
        let tag = self.send(text, allowance).await?;
        self.finish(&tag, text, each).await
    }

    /// Sends a command; its answer must be read with [`Connection::finish`] before the next one is sent.
    pub(super) async fn send(&mut self, text: &str, allowance: u64) -> Result<RequestId, SourceError> {
        self.busy = true;
        self.session.get_mut().allow(Some(self.silence), allowance);
        self.session
            .run_command(text)
            .await
            .map_err(|error| self.broken(error))
    }

    /// Reads on until the answer with this tag ends.
    pub(super) async fn finish(
        &mut self,
        tag: &RequestId,
        command: &str,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<(), SourceError> {
        loop {
            let Some(response) = self
                .session
                .read_response()
                .await
                .map_err(|error| self.cut(&error))?
            else {
                return Err(self.lost("it was closed by the server"));
            };
            match response.parsed() {
                Response::Done {
                    tag: ended,
                    status,
                    outcome,
                } if ended == tag => {
                    self.busy = false;
                    if *status == Status::Ok {
                        return Ok(());
                    }
                    let words = said(outcome.information.as_deref());
                    let command = command.to_owned();
                    return Err(SourceError::Refused {
                        server: self.server.clone(),
                        command,
                        words,
                    });
                }
                Response::Data {
                    status: Status::Bye,
                    outcome,
                } => {
                    return Err(self.lost(&said(outcome.information.as_deref())));
                }
                other => {
                    self.hear(other);
                    each(other);
                }
            }
        }
    }

    /// Gives the server an occasion to tell of new mail.
    pub(super) async fn nudge(&mut self) -> Result<(), SourceError> {
        match self.command("NOOP", SMALL_TALK, |_| {}).await {
            Err(SourceError::Refused { .. }) => Ok(()),
            other => other,
        }
    }

    /// Waits in IDLE (RFC 2177) until there is news or `until` has come. May be dropped; then
    /// [`Connection::leave_idle`] must come before the next command.
    pub(super) async fn idle(&mut self, until: Instant) -> Result<(), SourceError> {
        let tag = self.send("IDLE", SMALL_TALK).await?;
        self.idling = Some(tag.clone());
        // The limit on silence holds for the "+" only; from then on `until` is the limit.
        let mut welcome = false;
        while !(welcome && self.news) {
            let reading = self.session.read_response();
            let read = if welcome {
                timeout_at(until, reading).await
            } else {
                Ok(reading.await)
            };
            let Ok(read) = read else { break };
            let Some(response) = read.map_err(|error| self.cut(&error))? else {
                return Err(self.lost("it was closed by the server"));
            };
            match response.parsed() {
                Response::Continue(_) => {
                    welcome = true;
                    self.session.get_mut().allow(None, SMALL_TALK);
                }
                Response::Done {
                    tag: ended, outcome, ..
                } if *ended == tag => {
                    (self.idling, self.busy, self.abilities.idle) = (None, false, false);
                    tracing::warn!(
                        words = said(outcome.information.as_deref()),
                        "the server ended IDLE; polling instead"
                    );
                    return Ok(());
                }
                Response::Data {
                    status: Status::Bye,
                    outcome,
                } => {
                    return Err(self.lost(&said(outcome.information.as_deref())));
                }
                other => self.hear(other),
            }
        }
        self.leave_idle().await
    }

    /// Ends IDLE if it goes on; a line that died unnoticed shows now, within the limit on silence (mail rule 20).
    pub(super) async fn leave_idle(&mut self) -> Result<(), SourceError> {
        let Some(tag) = self.idling.take() else {
            return Ok(());
        };
        self.session.get_mut().allow(Some(self.silence), SMALL_TALK);
        self.session
            .run_command_untagged("DONE")
            .await
            .map_err(|error| self.broken(error))?;
        self.finish(&tag, "IDLE", |_| {}).await
    }

    /// Says good-bye; whatever comes back does not matter.
    pub(super) async fn log_out(mut self) {
        let farewell = async {
            self.leave_idle().await?;
            self.command("LOGOUT", SMALL_TALK, |_| {}).await
        };
        let _ = tokio::time::timeout(Duration::from_secs(5), farewell).await;
    }

    fn hear(&mut self, response: &Response<'_>) {
        match response {
            Response::MailboxData(MailboxDatum::Exists(now)) => (self.news, self.exists) = (true, *now),
            Response::MailboxData(MailboxDatum::Recent(1..)) => self.news = true,
            Response::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            _ => {}
        }
    }

    fn lost(&self, why: &str) -> SourceError {
        SourceError::Lost {
            server: self.server.clone(),
            why: why.to_owned(),
        }
    }

    fn broken(&self, error: Error) -> SourceError {
        match error {
            Error::Io(error) => self.cut(&error),
            other => self.lost(&other.to_string()),
        }
    }

    fn cut(&self, error: &io::Error) -> SourceError {
        cut(&self.server, self.silence, error)
    }
}

/// Why the line broke. The parser's own message is dropped: it holds the letter's text (mail rule 104).
pub(super) fn cut(server: &str, silence: Duration, error: &io::Error) -> SourceError {
    let server = server.to_owned();
    match error.kind() {
        io::ErrorKind::TimedOut => SourceError::Silent {
            server,
            seconds: silence.as_secs(),
        },
        io::ErrorKind::FileTooLarge => SourceError::TooLong { server },
        io::ErrorKind::Other => SourceError::Unparsable { server },
        _ => SourceError::Lost {
            server,
            why: error.to_string(),
        },
    }
}

pub(super) fn said(words: Option<&str>) -> String {
    let words = words.unwrap_or("no reason given").trim();
    words
        .chars()
        .filter(|char| !char.is_control())
        .take(200)
        .collect()
}

/// Whether a refusal speaks of something that passes (RFC 5530; mail rule 23).
pub(super) fn passes(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    let signs = [
        "[unavailable]",
        "[inuse]",
        "[limit]",
        "[serverbug]",
        "temporar",
        "maximum number of connections",
        "too many",
        "try again",
        "internal error",
    ];
    signs.iter().any(|sign| words.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_023_a_full_server_is_no_wrong_password() {
        assert!(passes("[UNAVAILABLE] Temporary authentication failure."));
        assert!(passes("Maximum number of connections from user+IP exceeded"));
        assert!(!passes("[AUTHENTICATIONFAILED] Authentication failed."));
    }
}
