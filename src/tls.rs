//! What IMAP and SMTP share of TLS: whose certificates are trusted, and how a line is secured.

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde::Deserialize;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a connection to a server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314): ports 993 and 465.
    #[default]
    Implicit,
    /// Plain until STARTTLS (RFC 2595, RFC 3207): ports 143 and 587.
    StartTls,
    /// No TLS; only to this machine, or with `allow_plain`.
    Plain,
}

/// A password; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a password.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The password itself, for the one who must send it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why certificates cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("the certificates in {} cannot be used: {why}; `ca_file` must be a PEM file with the authority's certificate", path.display())]
    CaFile { path: PathBuf, why: String },
    #[error(
        "no certificate authorities were found on this machine ({why}); install ca-certificates or set `ca_file`"
    )]
    NoRoots { why: String },
}

/// A TLS client that trusts the authorities of `ca_file`, or, without one, those of this machine.
///
/// # Errors
/// [`TlsError`] when there is no usable authority.
pub fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, TlsError> {
    let mut roots = RootCertStore::empty();
    match ca_file {
        Some(path) => {
            let unusable = |why: String| TlsError::CaFile {
                path: path.to_owned(),
                why,
            };
            for certificate in
                CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))?
            {
                let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
                roots
                    .add(certificate)
                    .map_err(|error| unusable(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(unusable("it holds no certificate".to_owned()));
            }
        }
        None => {
            let native = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(native.certs);
            if roots.is_empty() {
                let why = native.errors.first().map(ToString::to_string).unwrap_or_default();
                return Err(TlsError::NoRoots { why });
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|error| TlsError::NoRoots {
        why: error.to_string(),
    })?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
