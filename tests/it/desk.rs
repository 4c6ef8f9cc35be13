//! The whole way with the program as a process: letters in a real Dovecot, replies at a scripted mail server.

use crate::support::dovecot::Dovecot;
use crate::support::smtp::{Accepted, SmtpServer};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

mod asked;
mod daemon;
mod kills;
mod late;
pub mod letters;
mod rounds;
mod trouble;
mod unreachable;

/// The longest wait for a line of the daemon's log; only a broken desk waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A desk with all that it works with.
pub struct Stage {
    pub dovecot: Dovecot,
    pub smtp: SmtpServer,
    folder: TempDir,
    store: String,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Stage {
    /// On SQLite, with the Summit's seats.
    pub fn set() -> Self {
        Self::with(event(), "sqlite:rsvpd.db".to_owned())
    }

    pub fn with(event: String, store: String) -> Self {
        let stage = Self {
            dovecot: Dovecot::start(),
            smtp: SmtpServer::plain(),
            folder: tempfile::tempdir().unwrap(),
            store,
        };
        fs::write(stage.path("event.toml"), event).unwrap();
        stage.configure(|text| text);
        stage
    }

    /// Writes the configuration anew, changed.
    pub fn configure(&self, change: impl Fn(String) -> String) {
        let imap = self.dovecot.settings("attend");
        let ca = imap.ca_file.unwrap();
        let mailbox = |role: &str, user: &str| {
            format!(
                "[[mailbox]]\nname = \"{role}\"\nrole = \"{role}\"\nsource = \"imap\"\nhost = \"localhost\"\n\
                 port = {}\nca_file = \"{}\"\nuser = \"{user}\"\npassword_env = \"DESK_TEST_PASSWORD\"\n\
                 after = \"keyword\"\n",
                imap.port,
                ca.display()
            )
        };
        let text = format!(
            "event = \"event.toml\"\n{}{}[store]\nurl = \"{}\"\n\
             [console]\nlisten = \"\"\n[delivery]\nby = \"smtp\"\nhost = \"localhost\"\nport = {}\nsecurity = \"plain\"\n",
            mailbox("registration", "attend"),
            mailbox("press", "press"),
            self.store,
            self.smtp.port(),
        );
        fs::write(self.path("rsvpd.toml"), change(text)).unwrap();
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rsvpd"));
        command
            .arg("--config")
            .arg(self.path("rsvpd.toml"))
            .args(words)
            .env("DESK_TEST_PASSWORD", "secret")
            .env("RUST_BACKTRACE", "0")
            .env_remove("RSVPD_LOG");
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Ended {
        let output = self.command(words).output().unwrap();
        Ended {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// One round that must end well.
    pub fn once(&self) -> Ended {
        let ended = self.run(&["run", "--once"]);
        assert_eq!(ended.status, Some(0), "{ended:#?}");
        ended
    }

    /// What waits for a person, one JSON object each.
    pub fn queue(&self) -> Vec<serde_json::Value> {
        let ended = self.run(&["queue", "--json"]);
        assert_eq!(ended.status, Some(0), "{ended:#?}");
        ended
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub fn show(&self, what: &str) -> String {
        let ended = self.run(&["show", what]);
        assert_eq!(ended.status, Some(0), "{ended:#?}");
        ended.out
    }

    /// The reply to an address; there must be exactly one.
    pub fn reply_to(&self, address: &str) -> Accepted {
        let mut found = self.smtp.accepted();
        found.retain(|message| message.to == [address]);
        assert_eq!(found.len(), 1, "replies to {address}");
        found.remove(0)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the daemon and waits until it is open.
    pub fn open(&self) -> Daemon {
        let mut daemon = Daemon::start(self);
        daemon.wait_for_line("the desk is open");
        daemon
    }

    /// What two minutes do to the leases of a daemon that was killed.
    pub async fn free_the_mailboxes(&self) {
        let url = format!("sqlite:{}", self.path("rsvpd.db").display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query("DELETE FROM leases").execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// Makes replies that wait for their next try due, as if the pause were over.
    pub async fn let_the_pause_pass(&self) {
        let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", self.path("rsvpd.db").display()))
            .await
            .unwrap();
        let changed = sqlx::query("UPDATE outbox SET next_attempt_at = created_at WHERE state = 'queued'")
            .execute(&pool)
            .await
            .unwrap();
        assert!(changed.rows_affected() > 0);
        pool.close().await;
    }
}

/// The Summit of `config/event.toml` in a year whose letters are still in time.
pub fn event() -> String {
    rsvpd::config::SUMMIT.replace("\"2016-11", "\"2099-11")
}

/// A running daemon; killed with the test.
pub struct Daemon {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Daemon {
    pub fn start(stage: &Stage) -> Self {
        let mut child = stage
            .command(&["run"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            stderr
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// Waits for a line of the log that has these words.
    pub fn wait_for_line(&mut self, words: &str) {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    let found = line.contains(words);
                    self.seen.push(line);
                    if found {
                        return;
                    }
                }
                Err(error) => panic!("no line with `{words}` ({error}): {:#?}", self.seen),
            }
        }
    }

    /// Asks it to end, as systemd does, and gives its status.
    pub fn terminate(mut self) -> Option<i32> {
        self.signal("-TERM");
        self.ended()
    }

    pub fn kill(mut self) {
        self.signal("-KILL");
        self.ended();
    }

    /// Waits for its end: the log is closed by it.
    pub fn ended(&mut self) -> Option<i32> {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => self.seen.push(line),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {
                    return self.child.wait().unwrap().code();
                }
                Err(_) => panic!("the daemon does not end: {:#?}", self.seen),
            }
        }
    }

    pub fn log(&self) -> String {
        self.seen.join("\n")
    }

    fn signal(&self, which: &str) {
        let status = Command::new("kill")
            .arg(which)
            .arg(self.child.id().to_string())
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
