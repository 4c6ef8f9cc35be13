//! The line to an IMAP server: TCP or TLS, with a limit on silence and on what may come in.

use super::ImapSettings;
use crate::mailbox::SourceError;
use crate::tls::{Security, client_config};
use rustls_pki_types::ServerName;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A connection that fails by itself when the server is silent for too long or sends more than is due.
///
/// The limit is on silence and not on a whole command, so that a letter which takes three minutes on a slow
/// line is still read (mail rules 21 and 31). The allowance stops endless literals (18): the parser behind it
/// would gather up to 512 MiB.
#[derive(Debug)]
pub(super) struct Line {
    stream: Stream,
    silence: Option<Duration>,
    alarm: Pin<Box<Sleep>>,
    /// The alarm runs since the last byte.
    armed: bool,
    allowance: u64,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    fn new(stream: Stream, silence: Duration) -> Self {
        let alarm = Box::pin(tokio::time::sleep(silence));
        Line {
            stream,
            silence: Some(silence),
            alarm,
            armed: false,
            allowance: u64::MAX,
        }
    }

    /// Starts anew: `silence` is the longest pause (none: for ever), `allowance` the bytes that may come.
    pub(super) fn allow(&mut self, silence: Option<Duration>, allowance: u64) {
        self.silence = silence;
        self.allowance = allowance;
        self.armed = false;
    }

    fn stream(&mut self) -> Pin<&mut dyn Duplex> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::<&mut TcpStream>::new(tcp),
            Stream::Tls(tls) => Pin::<&mut TlsStream<TcpStream>>::new(tls),
        }
    }

    /// Called when there is nothing to read or to write: `TimedOut` once the silence has lasted too long.
    fn poll_silence(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let Some(silence) = self.silence else {
            return Poll::Pending;
        };
        if !self.armed {
            self.alarm.as_mut().reset(Instant::now() + silence);
            self.armed = true;
        }
        ready!(self.alarm.as_mut().poll(cx));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

trait Duplex: AsyncRead + AsyncWrite {}
impl<T: AsyncRead + AsyncWrite> Duplex for T {}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match self.stream().poll_read(cx, buf) {
            Poll::Pending => self.poll_silence(cx).map(Err),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) => {
                self.armed = false;
                let read = (buf.filled().len() - before) as u64;
                match self.allowance.checked_sub(read) {
                    Some(left) => self.allowance = left,
                    None => return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into())),
                }
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.stream().poll_write(cx, buf) {
            Poll::Pending => self.poll_silence(cx).map(Err),
            done => done,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.stream().poll_flush(cx) {
            Poll::Pending => self.poll_silence(cx).map(Err),
            done => done,
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(cx)
    }
}

/// Connects over TCP; with [`Security::Implicit`] the TLS handshake is done too.
pub(super) async fn dial(settings: &ImapSettings) -> Result<Line, SourceError> {
    let server = settings.server();
    let unreachable = |why: String| SourceError::Unreachable {
        server: server.clone(),
        why,
    };
    let address = (settings.host.as_str(), settings.port);
    let tcp = match timeout(settings.silence, TcpStream::connect(address)).await {
        Err(_) => {
            return Err(unreachable(format!(
                "no connection within {} s",
                settings.silence.as_secs()
            )));
        }
        Ok(Err(error)) => return Err(unreachable(error.to_string())),
        Ok(Ok(tcp)) => tcp,
    };
    // Commands are small and wait for their answers: Nagle's algorithm would add 40 ms to each.
    tcp.set_nodelay(true)
        .map_err(|error| unreachable(error.to_string()))?;
    match settings.security {
        Security::Plain => {
            let peer = tcp.peer_addr().map_err(|error| unreachable(error.to_string()))?;
            if !peer.ip().to_canonical().is_loopback() && !settings.allow_plain {
                return Err(SourceError::PlainForbidden { server });
            }
            Ok(Line::new(Stream::Plain(tcp), settings.silence))
        }
        Security::StartTls => Ok(Line::new(Stream::Plain(tcp), settings.silence)),
        Security::Implicit => secure(tcp, settings).await,
    }
}

/// The TLS handshake on a line on which STARTTLS was agreed. Bytes that came before it are dropped with the
/// parser's buffer, so nobody can slip answers in (CVE-2011-0411).
pub(super) async fn upgrade(line: Line, settings: &ImapSettings) -> Result<Line, SourceError> {
    match line.stream {
        Stream::Plain(tcp) => secure(tcp, settings).await,
        Stream::Tls(_) => Ok(line),
    }
}

async fn secure(tcp: TcpStream, settings: &ImapSettings) -> Result<Line, SourceError> {
    let server = settings.server();
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| SourceError::HostName {
        host: settings.host.clone(),
    })?;
    let connector = TlsConnector::from(Arc::new(client_config(settings.ca_file.as_deref())?));
    match timeout(settings.silence, connector.connect(name, tcp)).await {
        Err(_) => Err(SourceError::Silent {
            server,
            seconds: settings.silence.as_secs(),
        }),
        Ok(Ok(tls)) => Ok(Line::new(Stream::Tls(Box::new(tls)), settings.silence)),
        Ok(Err(error)) => Err(refusal(server, &error)),
    }
}

/// A certificate that does not fit needs a person; a handshake that broke off may succeed next time.
fn refusal(server: String, error: &io::Error) -> SourceError {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(why)) => SourceError::Certificate {
            server,
            why: why.to_string(),
        },
        _ => SourceError::Unreachable {
            server,
            why: format!("TLS handshake: {error}"),
        },
    }
}
