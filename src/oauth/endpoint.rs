//! One question to a token server and its answer: a form by HTTPS, JSON back (RFC 6749 4.4.2, 5).

use super::{OAuthError, OAuthSettings};
use crate::tls::TlsError;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// The fields of a form, in their order.
pub(super) type Fields = Vec<(&'static str, String)>;

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes; token answers have a few thousand.
const LONGEST: u64 = 256 << 10;

/// What a token server said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// `null` if it was no JSON.
    pub(super) body: serde_json::Value,
}

impl Answer {
    /// The error in the server's words, for people; never a token.
    pub(super) fn words(&self) -> String {
        let text = |key: &str| self.body.get(key).and_then(|value| value.as_str());
        match (text("error"), text("error_description")) {
            // Microsoft adds trace numbers and times in further lines.
            (Some(error), Some(more)) => format!("{error}: {}", more.lines().next().unwrap_or_default()),
            (Some(error), None) => error.to_owned(),
            (None, _) => format!("HTTP status {} and no OAuth answer", self.status),
        }
    }
}

/// Sends a form; HTTP statuses are part of the answer, not errors.
///
/// # Errors
/// [`OAuthError::Unreachable`], [`OAuthError::Unavailable`] for 429 and 5xx, [`OAuthError::Address`] where the
/// address is not HTTPS (to this machine plain HTTP will do).
pub(super) async fn post(settings: &OAuthSettings, url: &str, fields: Fields) -> Result<Answer, OAuthError> {
    if !safe(url) {
        return Err(OAuthError::Address(format!(
            "`{url}` of `{}` is not an https:// address: nothing was sent",
            settings.name
        )));
    }
    let agent = agent(settings.ca_file.as_deref())?;
    let (asked, url) = (url.to_owned(), url.to_owned());
    let unreachable = |why: String| OAuthError::Unreachable {
        url: asked.clone(),
        why,
    };
    let sent = tokio::task::spawn_blocking(move || {
        let mut response = agent.post(&url).send_form(fields)?;
        let status = response.status().as_u16();
        let text = response
            .body_mut()
            .with_config()
            .limit(LONGEST)
            .read_to_string()?;
        Ok::<_, ureq::Error>((status, text))
    });
    let (status, text) = sent
        .await
        .map_err(|error| unreachable(error.to_string()))?
        .map_err(|error| unreachable(error.to_string()))?;
    let answer = Answer {
        status,
        body: serde_json::from_str(&text).unwrap_or_default(),
    };
    if status == 429 || status >= 500 {
        return Err(OAuthError::Unavailable {
            url: asked,
            words: answer.words(),
        });
    }
    Ok(answer)
}

fn safe(url: &str) -> bool {
    url.starts_with("https://")
        || ["http://127.0.0.1:", "http://localhost:"]
            .iter()
            .any(|own| url.starts_with(own))
}

fn agent(ca_file: Option<&Path>) -> Result<ureq::Agent, OAuthError> {
    let certificates: Vec<Certificate<'static>> = match ca_file {
        Some(path) => {
            let unusable = |error: rustls_pki_types::pem::Error| TlsError::CaFile {
                path: path.to_owned(),
                why: error.to_string(),
            };
            CertificateDer::pem_file_iter(path)
                .map_err(unusable)?
                .map(|found| found.map(|der| Certificate::from_der(&der).to_owned()))
                .collect::<Result<_, _>>()
                .map_err(unusable)?
        }
        None => rustls_native_certs::load_native_certs()
            .certs
            .iter()
            .map(|der| Certificate::from_der(der).to_owned())
            .collect(),
    };
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(certificates)))
        .build();
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        // A token server that sends us elsewhere is none: the secret goes to the configured address only.
        .max_redirects(0)
        .build();
    Ok(config.into())
}
