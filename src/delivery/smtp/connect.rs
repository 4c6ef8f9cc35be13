//! The way to a mail server: TCP, TLS as configured, and the login.

use super::{SmtpSettings, server_words};
use crate::delivery::DeliveryError;
use crate::oauth::{Proof, advice};
use crate::tls::{self, Security};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

/// Opens a connection, secures it as the settings say, and logs in.
///
/// # Errors
/// [`DeliveryError`]; nothing was sent, and no credentials left over a line that is not as safe as configured
/// (mail-rules 95).
pub(super) async fn connect(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, DeliveryError> {
    match (once(settings).await, &settings.proof) {
        // A token that is refused was given back and may only have ended early: one other is tried (mail-rules 34).
        (Err(DeliveryError::LoginRefused { .. }), Some(Proof::Token(_))) => once(settings).await,
        (outcome, _) => outcome,
    }
}

async fn once(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, DeliveryError> {
    let server = format!("{}:{}", settings.host, settings.port);
    let unreachable = |why: String| DeliveryError::Unreachable {
        server: server.clone(),
        why,
    };
    let limited = timeout(
        settings.patience,
        TcpStream::connect((settings.host.as_str(), settings.port)),
    )
    .await;
    let stream = match limited {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(unreachable(error.to_string())),
        Err(_) => return Err(unreachable("no answer in time".to_owned())),
    };
    // Small commands wait for their answers; Nagle's algorithm would add 40 ms to each.
    stream
        .set_nodelay(true)
        .map_err(|error| unreachable(error.to_string()))?;
    let peer = stream
        .peer_addr()
        .map_err(|error| unreachable(error.to_string()))?;
    if settings.security == Security::Plain && !settings.allow_plain && !peer.ip().is_loopback() {
        return Err(DeliveryError::PlainForbidden { server });
    }
    let hello = ClientId::Domain(settings.hello_name.clone());
    let stream: Box<dyn AsyncTokioStream> = match settings.security {
        Security::Implicit => Box::new(secured(settings, stream).await?),
        Security::StartTls | Security::Plain => Box::new(stream),
    };
    let opened = timeout(
        settings.patience,
        AsyncSmtpConnection::connect_with_transport(stream, &hello),
    )
    .await;
    let mut connection = match opened {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => return Err(unreachable(error.to_string())),
        Err(_) => return Err(unreachable("no greeting in time".to_owned())),
    };
    if settings.security == Security::StartTls {
        if !connection.can_starttls() {
            return Err(DeliveryError::NoStartTls { server });
        }
        let upgraded = timeout(
            settings.patience,
            connection.starttls(tls_parameters(settings)?, &hello),
        )
        .await;
        match upgraded {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(handshake_failed(&server, &error)),
            Err(_) => return Err(unreachable("no answer to STARTTLS in time".to_owned())),
        }
    }
    if let (Some(user), Some(proof)) = (&settings.user, &settings.proof) {
        log_in(settings, &mut connection, user, proof, &server).await?;
    }
    Ok(connection)
}

/// A handshake that fails for what the server showed needs a person; one that breaks off may work later.
fn handshake_failed(server: &str, error: &lettre::transport::smtp::Error) -> DeliveryError {
    let why = server_words(error);
    if error.is_tls() || why.contains("certificate") {
        DeliveryError::Untrusted {
            server: server.to_owned(),
            why,
        }
    } else {
        DeliveryError::Unreachable {
            server: server.to_owned(),
            why,
        }
    }
}

async fn log_in(
    settings: &SmtpSettings,
    connection: &mut AsyncSmtpConnection,
    user: &str,
    proof: &Proof,
    server: &str,
) -> Result<(), DeliveryError> {
    let (mechanisms, secret) = match proof {
        Proof::Password(secret) => (&[Mechanism::Plain, Mechanism::Login][..], secret.clone()),
        Proof::Token(source) => (&[Mechanism::Xoauth2][..], source.access_token().await?),
    };
    let credentials = Credentials::new(user.to_owned(), secret.reveal().to_owned());
    match timeout(settings.patience, connection.auth(mechanisms, &credentials)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => {
            let mut why = server_words(&error);
            match proof {
                Proof::Token(source) => source.rejected(&secret).await,
                Proof::Password(_) => {
                    if let Some(advice) = advice(&settings.host, &why) {
                        why = format!("{why} ({advice})");
                    }
                }
            }
            Err(DeliveryError::LoginRefused {
                server: server.to_owned(),
                why,
            })
        }
        Err(_) => Err(DeliveryError::Unreachable {
            server: server.to_owned(),
            why: "no answer to the login in time".to_owned(),
        }),
    }
}

async fn secured(settings: &SmtpSettings, stream: TcpStream) -> Result<Secured, DeliveryError> {
    let server = format!("{}:{}", settings.host, settings.port);
    let unreachable = |why: String| DeliveryError::Unreachable {
        server: server.clone(),
        why,
    };
    let config = tls::client_config(settings.ca_file.as_deref())?;
    let name = rustls_pki_types::ServerName::try_from(settings.host.clone()).map_err(|_| {
        unreachable("the host is not a name that a certificate can be checked for".to_owned())
    })?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    match timeout(settings.patience, connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Secured(stream)),
        // rustls reports a certificate that it does not accept as invalid data; everything else is the line's fault.
        Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => Err(DeliveryError::Untrusted {
            server: server.clone(),
            why: error.to_string(),
        }),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable("no TLS handshake in time".to_owned())),
    }
}

fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, DeliveryError> {
    let failed = |why: String| DeliveryError::Unreachable {
        server: settings.host.clone(),
        why,
    };
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let unusable = |why: String| tls::TlsError::CaFile {
            path: path.clone(),
            why,
        };
        let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(|error| failed(error.to_string()))
}

/// A TLS stream in the shape that lettre takes an own transport in.
#[derive(Debug)]
struct Secured(TlsStream<TcpStream>);

impl AsyncTokioStream for Secured {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Secured {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Secured {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
