//! A scripted mail server on a free loopback port, which keeps what it accepted and misbehaves as it is told.

use rsvpd::delivery::smtp::SmtpSettings;
use rsvpd::tls::{Secret, Security};
use rustls::ServerConfig;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

use lines::{certificates, secure};

mod lines;
mod login;

/// The longest wait for something that the server is to see; only a broken desk waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The only account, where one is demanded.
pub const ACCOUNT: (&str, &str) = ("desk", "secret");

/// What the server offers and demands.
#[derive(Debug, Clone, Default)]
pub struct Conduct {
    pub security: Security,
    /// Its certificate is by an authority that the client does not know.
    pub stranger: bool,
    /// STARTTLS is left out of its EHLO, as by somebody in between.
    pub stripped: bool,
    /// AUTH is demanded before MAIL.
    pub login: bool,
    /// The login takes this access token by XOAUTH2, and no password.
    pub token: Option<&'static str>,
    pub smtputf8: bool,
}

/// When something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Mail,
    Recipient,
    /// All of the message has come; its answer is due.
    Dot,
    /// The message was accepted, and its answer given.
    Idle,
}

/// What goes wrong, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// This answer instead of the usual one; after 421 the connection is closed (RFC 5321 3.8).
    Say(&'static str),
    /// The connection is closed without a word.
    HangUp,
    /// No answer comes, until the client leaves.
    Silence,
}

/// A message that the server took responsibility for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub from: String,
    pub to: Vec<String>,
    pub raw: Vec<u8>,
    /// Which connection brought it, from 1.
    pub connection: usize,
}

impl Accepted {
    /// The first value of a header field, unfolded.
    pub fn field(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.raw)
            .replace("\r\n ", " ")
            .replace("\r\n\t", " ");
        let head = text.split("\r\n\r\n").next()?;
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
        lines
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
    }
}

#[derive(Debug, Default)]
struct Seen {
    accepted: Vec<Accepted>,
    /// Every command, without its line end.
    commands: Vec<String>,
    connections: usize,
    /// Whole messages that no answer was given to.
    unanswered: usize,
    quirks: Vec<(Moment, Then)>,
    down: bool,
    over: bool,
}

#[derive(Debug, Default)]
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn quirk(&self, moment: Moment) -> Option<Then> {
        let mut seen = self.lock();
        let place = seen.quirks.iter().position(|(when, _)| *when == moment)?;
        Some(seen.quirks.remove(place).1)
    }
}

/// A running server.
pub struct SmtpServer {
    folder: TempDir,
    conduct: Conduct,
    port: u16,
    shared: Arc<Shared>,
}

impl SmtpServer {
    pub fn start(conduct: Conduct) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tls = certificates(&folder, conduct.stranger);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let server = Self {
            folder,
            conduct: conduct.clone(),
            port,
            shared: Arc::clone(&shared),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = shared.lock();
                if seen.over {
                    return;
                }
                if seen.down {
                    continue;
                }
                drop(seen);
                let (shared, conduct, tls) = (Arc::clone(&shared), conduct.clone(), Arc::clone(&tls));
                // A client that leaves in the middle of a line is no failure of the server.
                thread::spawn(move || drop(Talk::hold(&shared, &conduct, &tls, stream)));
            }
        });
        server
    }

    /// Without TLS, login or SMTPUTF8: all that a machine's own mail server needs.
    pub fn plain() -> Self {
        Self::start(Conduct {
            security: Security::Plain,
            ..Conduct::default()
        })
    }

    /// How to reach it, over two connections.
    pub fn settings(&self) -> SmtpSettings {
        let login = self.conduct.login;
        SmtpSettings {
            host: "localhost".to_owned(),
            port: self.port,
            security: self.conduct.security,
            user: login.then(|| ACCOUNT.0.to_owned()),
            proof: login.then(|| Secret::new(ACCOUNT.1).into()),
            ca_file: Some(self.ca_file()),
            allow_plain: false,
            connections: 2,
            hello_name: "desk.example".to_owned(),
            patience: Duration::from_secs(20),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The authority that the client is told to trust.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Lets the next such moment go wrong; several are used in their order.
    pub fn plan(&self, moment: Moment, then: Then) {
        self.shared.note(|seen| seen.quirks.push((moment, then)));
    }

    /// From now on connections are dropped before the greeting, or no longer.
    pub fn down(&self, down: bool) {
        self.shared.note(|seen| seen.down = down);
    }

    /// What it accepted so far, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.shared.lock().accepted.clone()
    }

    /// Waits until so many messages are accepted.
    pub fn wait_for(&self, messages: usize) -> Vec<Accepted> {
        self.wait_until(|seen| seen.accepted.len() >= messages);
        self.accepted()
    }

    /// Waits until a whole message has come that no answer is given to.
    pub fn wait_for_unanswered(&self) {
        self.wait_until(|seen| seen.unanswered > 0);
    }

    /// Every command so far.
    pub fn commands(&self) -> Vec<String> {
        self.shared.lock().commands.clone()
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    fn wait_until(&self, done: impl Fn(&Seen) -> bool) {
        let guard = self.shared.lock();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(guard, PATIENCE, |seen| !done(seen));
        let (seen, timeout) = waited.unwrap();
        assert!(
            !timeout.timed_out(),
            "the mail server waited in vain: {:#?}",
            seen.commands
        );
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.shared.note(|seen| seen.over = true);
        // Wakes the thread that accepts, so that it ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

pub trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

/// One connection.
struct Talk<'a> {
    shared: &'a Shared,
    conduct: &'a Conduct,
    stream: BufReader<Box<dyn Stream>>,
    number: usize,
    secured: bool,
    known: bool,
}

impl<'a> Talk<'a> {
    fn hold(
        shared: &'a Shared,
        conduct: &'a Conduct,
        tls: &Arc<ServerConfig>,
        tcp: TcpStream,
    ) -> io::Result<()> {
        tcp.set_nodelay(true)?;
        let upgrade = tcp.try_clone()?;
        let implicit = conduct.security == Security::Implicit;
        let stream = if implicit {
            secure(tls, tcp)?
        } else {
            Box::new(tcp)
        };
        let mut number = 0;
        shared.note(|seen| {
            seen.connections += 1;
            number = seen.connections;
        });
        let mut talk = Self {
            shared,
            conduct,
            stream: BufReader::new(stream),
            number,
            secured: implicit,
            known: !conduct.login,
        };
        talk.say("220 mail.example ESMTP")?;
        let (mut from, mut to) = (String::new(), Vec::new());
        while let Some(line) = talk.command()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let path = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            match verb.as_str() {
                "EHLO" => talk.greet()?,
                "STARTTLS" => {
                    talk.say("220 go ahead")?;
                    talk.stream = BufReader::new(secure(tls, upgrade.try_clone()?)?);
                    talk.secured = true;
                }
                "AUTH" => talk.login(&line)?,
                "MAIL" if !talk.known => talk.say("530 5.7.0 authentication required")?,
                "MAIL" => {
                    from = path();
                    to.clear();
                    if !talk.answer(Moment::Mail, "250 ok")? {
                        return Ok(());
                    }
                }
                "RCPT" => {
                    to.push(path());
                    if !talk.answer(Moment::Recipient, "250 ok")? {
                        return Ok(());
                    }
                }
                "DATA" => {
                    talk.say("354 go on")?;
                    let raw = talk.message()?;
                    if !talk.take(&from, &to, raw)? {
                        return Ok(());
                    }
                }
                "QUIT" => return talk.say("221 bye"),
                _ => talk.say("250 ok")?,
            }
        }
        Ok(())
    }

    fn greet(&mut self) -> io::Result<()> {
        let mut lines = vec!["mail.example", "8BITMIME"];
        if self.conduct.security == Security::StartTls && !self.secured && !self.conduct.stripped {
            lines.push("STARTTLS");
        }
        if self.conduct.login {
            lines.push(match self.conduct.token {
                Some(_) => "AUTH XOAUTH2",
                None => "AUTH PLAIN LOGIN",
            });
        }
        if self.conduct.smtputf8 {
            lines.push("SMTPUTF8");
        }
        let last = lines.len() - 1;
        for (index, line) in lines.into_iter().enumerate() {
            self.say(&format!("250{}{line}", if index == last { ' ' } else { '-' }))?;
        }
        Ok(())
    }

    /// The message is kept before its answer is given, as every server does.
    fn take(&mut self, from: &str, to: &[String], raw: Vec<u8>) -> io::Result<bool> {
        let accepted = Accepted {
            from: from.to_owned(),
            to: to.to_vec(),
            raw,
            connection: self.number,
        };
        if let Some(then) = self.shared.quirk(Moment::Dot) {
            if !matches!(then, Then::Say(_)) {
                self.shared.note(|seen| seen.unanswered += 1);
            }
            return self.go_wrong(&then);
        }
        self.shared.note(|seen| seen.accepted.push(accepted));
        self.say("250 ok")?;
        match self.shared.quirk(Moment::Idle) {
            Some(then) => self.go_wrong(&then),
            None => Ok(true),
        }
    }

    /// Whether the connection goes on.
    fn answer(&mut self, moment: Moment, usual: &str) -> io::Result<bool> {
        match self.shared.quirk(moment) {
            Some(then) => self.go_wrong(&then),
            None => self.say(usual).map(|()| true),
        }
    }

    fn go_wrong(&mut self, then: &Then) -> io::Result<bool> {
        match then {
            Then::Say(answer) => {
                self.say(answer)?;
                Ok(!answer.starts_with("421"))
            }
            Then::HangUp => Ok(false),
            Then::Silence => {
                io::copy(&mut self.stream, &mut io::sink())?;
                Ok(false)
            }
        }
    }

    fn command(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_owned();
        self.shared.note(|seen| seen.commands.push(line.clone()));
        Ok(Some(line))
    }

    /// Up to the final dot, with the dots that the client added taken away (RFC 5321 4.5.2).
    fn message(&mut self) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                return Ok(raw);
            }
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())?;
        self.stream.get_mut().flush()
    }
}
