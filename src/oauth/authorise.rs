//! A person signs in once: by a code typed on any device (RFC 8628), or through a browser on this machine (RFC 8252).

use super::endpoint::{self, Fields};
use super::{Grant, OAuthError, OAuthSettings, granted, keep_permission};
use crate::tls::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rand::Rng;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Asks for a permission and keeps it in the file of the grant; `tell` shows the person what to do.
///
/// # Errors
/// [`OAuthError`] with the remedy.
pub async fn authorise(settings: &OAuthSettings, tell: impl Fn(&str)) -> Result<(), OAuthError> {
    let Grant::RefreshToken { file } = &settings.grant else {
        return Err(OAuthError::Address(format!(
            "`{}` uses `grant = \"client-credentials\"`: there is nobody to sign in",
            settings.name
        )));
    };
    match (&settings.device_url, &settings.authorise_url) {
        (Some(url), _) => by_device(settings, url, file, tell).await,
        (None, Some(url)) => by_browser(settings, url, file, tell).await,
        (None, None) => Err(OAuthError::Address(format!(
            "`{}` has neither `device_url` nor `authorise_url`: add one, or set `provider`",
            settings.name
        ))),
    }
}

async fn by_device(
    settings: &OAuthSettings,
    url: &str,
    file: &Path,
    tell: impl Fn(&str),
) -> Result<(), OAuthError> {
    let answer = endpoint::post(settings, url, settings.identity()).await?;
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| answer.body.get(key)?.as_str());
        found.map(str::to_owned)
    };
    // Google calls the address `verification_url`.
    let (Some(device_code), Some(user_code), Some(page)) = (
        text(&["device_code"]),
        text(&["user_code"]),
        text(&["verification_uri", "verification_url"]),
    ) else {
        return Err(OAuthError::Refused {
            name: settings.name.clone(),
            words: answer.words(),
        });
    };
    tell(&format!(
        "Open {page} on any device, sign in with the mailbox's account, and enter the code {user_code}"
    ));
    let mut pause = answer
        .body
        .get("interval")
        .and_then(serde_json::Value::as_u64)
        .unwrap_or(5);
    loop {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let mut fields: Fields = vec![
            (
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code".to_owned(),
            ),
            ("device_code", device_code.clone()),
        ];
        fields.extend(settings.identity());
        let answer = endpoint::post(settings, &settings.token_url, fields).await?;
        match answer.body.get("error").and_then(|error| error.as_str()) {
            Some("authorization_pending") => {}
            Some("slow_down") => pause += 5,
            _ => return keep(settings, &answer, file),
        }
    }
}

/// The provider sends the browser back to a port of this machine with a code (RFC 8252 7.3, PKCE by RFC 7636).
async fn by_browser(
    settings: &OAuthSettings,
    url: &str,
    file: &Path,
    tell: impl Fn(&str),
) -> Result<(), OAuthError> {
    let trouble =
        |error: std::io::Error| OAuthError::Address(format!("cannot wait for the browser: {error}"));
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(trouble)?;
    let own = format!(
        "http://127.0.0.1:{}",
        listener.local_addr().map_err(trouble)?.port()
    );
    let (state, verifier) = (random(), random());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let mut page = format!(
        "{url}{}response_type=code&access_type=offline&prompt=consent",
        if url.contains('?') { '&' } else { '?' }
    );
    for (key, value) in [
        ("client_id", settings.client_id.as_str()),
        ("scope", settings.scope.as_deref().unwrap_or_default()),
        ("redirect_uri", &own),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ] {
        page.push_str(&format!("&{key}={}", escaped(value)));
    }
    tell(&format!(
        "Open this page in a browser on this machine and sign in with the mailbox's account:\n\n  {page}\n"
    ));
    let code = loop {
        let (mut stream, _) = listener.accept().await.map_err(trouble)?;
        let (read, mut write) = stream.split();
        let mut line = String::new();
        // A line that cannot be read is another visitor's; the person's comes again.
        let _ = BufReader::new(read).read_line(&mut line).await;
        let answer = returned(&line, &state);
        let words = match &answer {
            Some(Ok(_)) => "Thank you. You may close this page; the desk goes on.",
            Some(Err(_)) => "The provider did not agree; the desk tells why.",
            None => "This is not the page that was expected.",
        };
        let _ = write
            .write_all(
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{words}", words.len())
                    .as_bytes(),
            )
            .await;
        match answer {
            Some(Ok(code)) => break code,
            Some(Err(words)) => {
                return Err(OAuthError::Refused {
                    name: settings.name.clone(),
                    words,
                });
            }
            None => {}
        }
    };
    let mut fields: Fields = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code),
        ("redirect_uri", own),
        ("code_verifier", verifier),
    ];
    fields.extend(settings.identity());
    let answer = endpoint::post(settings, &settings.token_url, fields).await?;
    keep(settings, &answer, file)
}

fn keep(settings: &OAuthSettings, answer: &endpoint::Answer, file: &Path) -> Result<(), OAuthError> {
    let (_, refresh, _) = granted(settings, answer)?;
    let refresh: Secret = refresh.ok_or_else(|| OAuthError::Refused {
        name: settings.name.clone(),
        words: "it gave no refresh token; the scope must ask for offline access".to_owned(),
    })?;
    keep_permission(file, &refresh)
}

/// The code, or the error, that a request line brings back; `None` if it is not an answer to our `state`.
fn returned(line: &str, state: &str) -> Option<Result<String, String>> {
    let query = line.split(' ').nth(1)?.split_once('?')?.1;
    let value = |key: &str| {
        query.split('&').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (name == key).then(|| unescaped(value))
        })
    };
    if value("state")? != state {
        return None;
    }
    match value("code") {
        Some(code) => Some(Ok(code)),
        None => Some(Err(
            value("error").unwrap_or_else(|| "no code came back".to_owned())
        )),
    }
}

fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>())
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A value of a query, where a blank may stand as `+`.
fn unescaped(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_our_own_question_counts() {
        let line = |query: &str| format!("GET /?{query} HTTP/1.1\r\n");
        assert_eq!(
            returned(&line("state=s&code=4%2FabC"), "s"),
            Some(Ok("4/abC".to_owned()))
        );
        assert_eq!(returned(&line("state=other&code=x"), "s"), None);
        assert_eq!(returned(&line("code=x"), "s"), None);
        assert_eq!(returned("GET /favicon.ico HTTP/1.1", "s"), None);
        assert_eq!(
            returned(&line("error=access_denied&state=s"), "s"),
            Some(Err("access_denied".to_owned()))
        );
    }

    #[test]
    fn what_is_escaped_comes_back() {
        let text = "https://mail.google.com/ ümläut%+&=";
        assert_eq!(unescaped(&escaped(text)), text);
    }
}
