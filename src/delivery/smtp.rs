//! Replies handed to a mail server by SMTP, over a few connections that stay open (RFC 5321).

use super::{Delivered, DeliveryError, Parcel};
use crate::tls::{self, Secret, Security};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

/// How the mail server is reached.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub secret: Option<Secret>,
    pub ca_file: Option<PathBuf>,
    /// Allows `Security::Plain` to another machine.
    pub allow_plain: bool,
    /// Connections kept open at most.
    pub connections: usize,
    /// The name in EHLO.
    pub hello_name: String,
    /// The longest wait for one answer of the server.
    pub patience: Duration,
}

/// A mail server.
#[derive(Debug)]
pub struct Smtp {
    settings: SmtpSettings,
    lanes: Vec<Lane>,
}

/// One connection, opened when needed.
#[derive(Default)]
struct Lane {
    connection: Option<AsyncSmtpConnection>,
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.connection.is_some() {
            "Lane(open)"
        } else {
            "Lane(closed)"
        })
    }
}

impl Smtp {
    /// Prepares a mail server; nothing is connected yet.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        let lanes = (0..settings.connections.max(1))
            .map(|_| Lane::default())
            .collect();
        Self { settings, lanes }
    }

    /// Hands over parcels, spread evenly over the connections.
    pub async fn deliver(&mut self, parcels: &[Parcel]) -> Vec<Delivered> {
        if parcels.is_empty() {
            return Vec::new();
        }
        let share = parcels.len().div_ceil(self.lanes.len());
        let settings = &self.settings;
        let runs = self
            .lanes
            .iter_mut()
            .zip(parcels.chunks(share))
            .map(|(lane, parcels)| async move {
                let mut outcomes = Vec::with_capacity(parcels.len());
                for parcel in parcels {
                    let outcome = lane.send(settings, parcel).await;
                    // A server that is full or asks to slow down means the whole mailbox, not one reply (mail-rules 93).
                    let pause = matches!(&outcome, Delivered::TryAgain(_)) && lane.connection.is_none();
                    outcomes.push(outcome);
                    if pause {
                        let why =
                            "the mail server could not be used for the reply before this one".to_owned();
                        outcomes.resize(parcels.len(), Delivered::TryAgain(why));
                        break;
                    }
                }
                outcomes
            });
        futures::future::join_all(runs)
            .await
            .into_iter()
            .flatten()
            .collect()
    }

    /// Connects, logs in, and says good-bye.
    ///
    /// # Errors
    /// [`DeliveryError`] with the remedy.
    pub async fn check(&mut self) -> Result<(), DeliveryError> {
        let mut connection = connect(&self.settings).await?;
        // The outcome of QUIT changes nothing.
        let _ = timeout(self.settings.patience, connection.quit()).await;
        Ok(())
    }

    /// Says QUIT on every open connection.
    pub async fn close(&mut self) {
        for lane in &mut self.lanes {
            if let Some(mut connection) = lane.connection.take() {
                let _ = timeout(Duration::from_secs(2), connection.quit()).await;
            }
        }
    }
}

/// How far a transaction came when it failed; only after the final dot is the outcome unknown.
enum Stage {
    Envelope,
    Content,
}

impl Lane {
    async fn send(&mut self, settings: &SmtpSettings, parcel: &Parcel) -> Delivered {
        let kept_open = self.connection.is_some();
        let outcome = self.attempt(settings, parcel).await;
        // A connection that the server closed while it was idle says nothing about this reply (mail-rules 89).
        if kept_open && self.connection.is_none() && matches!(outcome, Delivered::TryAgain(_)) {
            return self.attempt(settings, parcel).await;
        }
        outcome
    }

    async fn attempt(&mut self, settings: &SmtpSettings, parcel: &Parcel) -> Delivered {
        let (Ok(sender), Ok(recipient)) = (
            Address::from_str(&parcel.sender),
            Address::from_str(&parcel.recipient),
        ) else {
            return Delivered::Refused("the address is not one that mail can be sent to".to_owned());
        };
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match connect(settings).await {
                Ok(connection) => connection,
                Err(error) => return Delivered::TryAgain(error.to_string()),
            },
        };
        let utf8 = !parcel.recipient.is_ascii();
        if utf8 && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            self.connection = Some(connection);
            return Delivered::Refused(
                "the mail server cannot send to addresses beyond ASCII (SMTPUTF8)".to_owned(),
            );
        }
        match transaction(
            &mut connection,
            settings.patience,
            sender,
            recipient,
            utf8,
            &parcel.raw,
        )
        .await
        {
            Ok(()) => {
                self.connection = Some(connection);
                Delivered::Accepted
            }
            Err((stage, failure)) => {
                let (outcome, usable) = judge(&stage, &failure);
                // After a refusal the transaction is still open on the server's side.
                if usable
                    && matches!(
                        timeout(settings.patience, connection.command(Rset)).await,
                        Ok(Ok(_))
                    )
                {
                    self.connection = Some(connection);
                }
                outcome
            }
        }
    }
}

/// What went wrong in one step.
enum Failure {
    Server(lettre::transport::smtp::Error),
    Silence,
}

impl Failure {
    /// The answer or the error in one line.
    fn words(&self) -> String {
        match self {
            Self::Silence => "the mail server did not answer in time".to_owned(),
            // lettre's own text says only "permanent error (550)"; the server's words are in the source.
            Self::Server(error) => match std::error::Error::source(error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
        }
    }
}

async fn transaction(
    connection: &mut AsyncSmtpConnection,
    patience: Duration,
    sender: Address,
    recipient: Address,
    utf8: bool,
    raw: &[u8],
) -> Result<(), (Stage, Failure)> {
    async fn step<T>(
        patience: Duration,
        stage: Stage,
        future: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    ) -> Result<(), (Stage, Failure)> {
        match timeout(patience, future).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err((stage, Failure::Server(error))),
            Err(_) => Err((stage, Failure::Silence)),
        }
    }
    let parameters = if utf8 {
        vec![MailParameter::SmtpUtfEight]
    } else {
        Vec::new()
    };
    step(
        patience,
        Stage::Envelope,
        connection.command(Mail::new(Some(sender), parameters)),
    )
    .await?;
    step(
        patience,
        Stage::Envelope,
        connection.command(Rcpt::new(recipient, Vec::new())),
    )
    .await?;
    step(patience, Stage::Envelope, connection.command(Data)).await?;
    // The final dot brings its own line end; a message that has one already would arrive with an empty line more.
    let content = raw.strip_suffix(b"\r\n").unwrap_or(raw);
    step(patience, Stage::Content, connection.message(content)).await
}

/// The outcome of a failed transaction, and whether its connection can go on.
fn judge(stage: &Stage, failure: &Failure) -> (Delivered, bool) {
    let words = failure.words();
    let code = match failure {
        Failure::Server(error) => error.status().map(u16::from),
        Failure::Silence => None,
    };
    match (code, stage) {
        // 421: the server is about to close; 4yz: later (RFC 5321 4.2.1).
        (Some(code), _) if (400..500).contains(&code) => (Delivered::TryAgain(words), code != 421),
        // A full mailbox passes, whatever class a server gives it (mail-rules 2.5).
        (Some(552), _) => (Delivered::TryAgain(words), true),
        (Some(_), _) if words.to_lowercase().contains("quota") => (Delivered::TryAgain(words), true),
        (Some(_), _) => (Delivered::Refused(words), true),
        (None, Stage::Envelope) => (Delivered::TryAgain(words), false),
        (None, Stage::Content) => (Delivered::Uncertain(words), false),
    }
}

async fn connect(settings: &SmtpSettings) -> Result<AsyncSmtpConnection, DeliveryError> {
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
            Ok(Err(error)) => return Err(unreachable(Failure::Server(error).words())),
            Err(_) => return Err(unreachable("no answer to STARTTLS in time".to_owned())),
        }
    }
    if let (Some(user), Some(secret)) = (&settings.user, &settings.secret) {
        let credentials = Credentials::new(user.clone(), secret.reveal().to_owned());
        let accepted = timeout(
            settings.patience,
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials),
        )
        .await;
        match accepted {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                return Err(DeliveryError::LoginRefused {
                    server,
                    why: Failure::Server(error).words(),
                });
            }
            Err(_) => return Err(unreachable("no answer to the login in time".to_owned())),
        }
    }
    Ok(connection)
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
