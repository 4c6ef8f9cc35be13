//! From the first byte to the login: greeting, STARTTLS, and password or token only where nobody can read along.

use super::ImapSettings;
use super::connection::{cut, passes, said};
use super::line::{self, Line};
use crate::mailbox::SourceError;
use crate::oauth::{Proof, TokenSource, advice, xoauth2};
use crate::tls::Security;
use async_imap::error::Error;
use async_imap::imap_proto::{Response, Status};
use async_imap::{Authenticator, Client, Session};
use std::sync::{Arc, Mutex, PoisonError};

/// Dials and hears the greeting; with STARTTLS the line is secured before anything else is said.
pub(super) async fn greet(settings: &ImapSettings) -> Result<Client<Line>, SourceError> {
    let server = settings.server();
    let mut client = Client::new(line::dial(settings).await?);
    let first = client
        .read_response()
        .await
        .map_err(|error| cut(&server, settings.silence, &error))?;
    let Some(first) = first else {
        let why = "it was closed before the greeting".to_owned();
        return Err(SourceError::Lost { server, why });
    };
    let Response::Data { status, outcome } = first.parsed() else {
        return Err(SourceError::Unparsable { server });
    };
    let words = said(outcome.information.as_deref());
    match (status, settings.security) {
        (Status::Bye, _) => return Err(SourceError::Unavailable { server, words }),
        // PREAUTH forbids STARTTLS: somebody in the middle may want just that.
        (Status::PreAuth, Security::StartTls) => return Err(SourceError::NoStartTls { server, words }),
        (Status::PreAuth, _) => {
            let words = "it takes us for somebody who is logged in already (PREAUTH)".to_owned();
            return Err(SourceError::LoginRefused { server, words });
        }
        _ => {}
    }
    if settings.security != Security::StartTls {
        return Ok(client);
    }
    match client.run_command_and_check_ok("STARTTLS", None).await {
        Ok(()) => {}
        Err(Error::No(text) | Error::Bad(text)) => {
            return Err(SourceError::NoStartTls {
                server,
                words: servers_words(&text),
            });
        }
        Err(Error::Io(error)) => return Err(cut(&server, settings.silence, &error)),
        Err(other) => {
            return Err(SourceError::Lost {
                server,
                why: other.to_string(),
            });
        }
    }
    Ok(Client::new(line::upgrade(client.into_inner(), settings).await?))
}

/// Logs in. At level trace async-imap logs what it sends: the daemon never lets its log go below info.
pub(super) async fn login(
    client: Client<Line>,
    settings: &ImapSettings,
) -> Result<Session<Line>, SourceError> {
    match &settings.proof {
        Proof::Password(secret) => by_password(client, settings, secret.reveal())
            .await
            .map_err(|(error, _)| refused(settings, error, "")),
        Proof::Token(source) => by_token(client, settings, source).await,
    }
}

async fn by_password(
    client: Client<Line>,
    settings: &ImapSettings,
    secret: &str,
) -> Result<Session<Line>, (Error, Client<Line>)> {
    let user = settings.user.as_str();
    let plain = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    // LOGIN is understood everywhere but holds ASCII only; the rest goes by SASL PLAIN (RFC 4616) in UTF-8.
    if plain(user) && plain(secret) {
        client.login(user, secret).await
    } else {
        client
            .authenticate("PLAIN", Plain(format!("\0{user}\0{secret}")))
            .await
    }
}

/// A token that is refused may only have ended early: one other is tried (mail-rules 34).
async fn by_token(
    mut client: Client<Line>,
    settings: &ImapSettings,
    source: &TokenSource,
) -> Result<Session<Line>, SourceError> {
    let mut last_try = false;
    loop {
        let access = source.access_token().await?;
        let heard = Arc::new(Mutex::new(String::new()));
        let words = XOAuth2 {
            first: Some(xoauth2(&settings.user, &access)),
            heard: Arc::clone(&heard),
        };
        match client.authenticate("XOAUTH2", words).await {
            Ok(session) => return Ok(session),
            Err((Error::No(text) | Error::Bad(text), unused)) if !last_try && !passes(&text) => {
                source.rejected(&access).await;
                (client, last_try) = (unused, true);
            }
            Err((error, _)) => {
                let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
                return Err(refused(settings, error, &heard));
            }
        }
    }
}

/// What a failed login means; `more` is what the server said besides its last line.
fn refused(settings: &ImapSettings, error: Error, more: &str) -> SourceError {
    let server = settings.server();
    match error {
        Error::No(text) | Error::Bad(text) => {
            let mut words = servers_words(&text);
            if !more.is_empty() {
                words = format!("{words} ({})", said(Some(more)));
            }
            if passes(&text) {
                return SourceError::Unavailable { server, words };
            }
            if let (Proof::Password(_), Some(advice)) = (&settings.proof, advice(&settings.host, &words)) {
                words = format!("{words} ({advice})");
            }
            SourceError::LoginRefused { server, words }
        }
        Error::Io(error) => cut(&server, settings.silence, &error),
        other => SourceError::Lost {
            server,
            why: other.to_string(),
        },
    }
}

/// SASL XOAUTH2; a second challenge is the server's refusal in JSON, to be answered by an empty line (mail-rules 39).
struct XOAuth2 {
    first: Option<String>,
    heard: Arc<Mutex<String>>,
}

impl Authenticator for XOAuth2 {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        match self.first.take() {
            Some(first) => first,
            None => {
                *self.heard.lock().unwrap_or_else(PoisonError::into_inner) =
                    String::from_utf8_lossy(challenge).into_owned();
                String::new()
            }
        }
    }
}

struct Plain(String);

impl Authenticator for Plain {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        std::mem::take(&mut self.0)
    }
}

/// async-imap hands a refusal over as `code: …, info: Some("…")`: only the server's words are for people.
fn servers_words(text: &str) -> String {
    let words = text
        .split_once("Some(\"")
        .and_then(|(_, rest)| rest.rsplit_once("\")"));
    said(Some(words.map_or(text, |(words, _)| words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_words_are_shown() {
        let text = r#"code: None, info: Some("[AUTHENTICATIONFAILED] Authentication failed.")"#;
        assert_eq!(
            servers_words(text),
            "[AUTHENTICATIONFAILED] Authentication failed."
        );
        assert_eq!(said(Some("a\r\nb")), "ab");
    }
}
