//! How fast the desk drains a full mailbox, beside `mbsync` only copying it: `cargo bench --bench drain [-- LETTERS [ROUNDS]]`
//!
//! One run makes a private Dovecot mailbox, starts Postfix's `smtp-sink`, and measures in turn: `mbsync` (FSync no)
//! copying the mailbox to a Maildir, and `rsvpd run --once` taking it in over the same IMAP: fetch, keep, read,
//! decide, commit, every reply accepted by the sink. What the desk did is checked in its database.

use anyhow::{Context, bail, ensure};
use dovecot::Dovecot;
use rsvpd::mailbox::Security;
use rsvpd::store::{ReplyState, Store};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "the tests use more of it, and are stopped by what it cannot do"
)]
#[path = "../../tests/it/support/dovecot.rs"]
mod dovecot;
mod letters;

const ACCOUNT: &str = "attend";
const PROGRAM: &str = env!("CARGO_BIN_EXE_rsvpd");
/// What is needed: the program, where Debian puts it besides the path, and the package.
const NEEDS: [(&str, &str); 4] = [
    ("dovecot", "dovecot-imapd"),
    ("doveadm", "dovecot-core"),
    ("mbsync", "isync"),
    ("smtp-sink", "postfix"),
];

/// What one drain took and did.
struct Drain {
    seconds: f64,
    replies: u32,
    /// KiB of memory at the highest (VmHWM).
    peak: u64,
    ends: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse::<usize>().ok());
    let (letters, rounds) = (
        numbers.next().unwrap_or(5_000),
        numbers.next().unwrap_or(3).max(1),
    );
    look_for_programs()?;
    start_up()?;
    let dovecot = Dovecot::start();
    let bytes = fill(&dovecot, letters)?;
    println!(
        "mailbox   {letters} letters, {:.1} MiB",
        bytes as f64 / f64::from(1 << 20)
    );
    let sink = Sink::start()?;
    let (mut copies, mut drains) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let copy = copy(&dovecot, letters)?;
        let drain = drain(&dovecot, &sink, letters)?;
        println!(
            "round {round}   mbsync {copy:.2} s, rsvpd {:.2} s, replies {}, peak {:.1} MiB",
            drain.seconds,
            drain.replies,
            drain.peak as f64 / 1024.0
        );
        copies.push(copy);
        drains.push(drain);
    }
    let copy = median(copies);
    let drained = median(drains.iter().map(|drain| drain.seconds).collect());
    let peak = drains.iter().map(|drain| drain.peak).max().unwrap_or_default();
    if let Some(last) = drains.last() {
        println!("ends      {}", last.ends.join(", "));
        println!(
            "replies   {} of {letters} letters, all accepted by the sink",
            last.replies
        );
    }
    println!("mbsync    {copy:.2} s (copies only; median of {rounds})");
    println!("rsvpd     {drained:.2} s (fetch, keep, read, decide, commit, answer; median of {rounds})");
    println!("ratio     {:.2} (goal: at most 1.0)", drained / copy);
    println!("peak      {:.1} MiB (goal: at most 64)", peak as f64 / 1024.0);
    Ok(())
}

/// Says all that is missing at once.
fn look_for_programs() -> anyhow::Result<()> {
    let missing: Vec<&str> = NEEDS
        .iter()
        .filter(|(program, _)| path_of(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if !missing.is_empty() {
        let packages = missing.join(" ");
        bail!(
            "these Debian packages are missing: {packages}; install them with `apt-get install {packages}`"
        );
    }
    Ok(())
}

fn path_of(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/bin".into()])
        .map(|folder| folder.join(program))
        .find(|path| path.exists())
}

/// How long the program takes to say its version, and to load lexicon, gazetteer and templates.
fn start_up() -> anyhow::Result<()> {
    let time = |words: &[&str]| -> anyhow::Result<f64> {
        let mut seconds = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            let output = Command::new(PROGRAM).args(words).stdin(Stdio::null()).output()?;
            ensure!(
                output.status.success(),
                "{words:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            seconds.push(begun.elapsed().as_secs_f64());
        }
        Ok(median(seconds) * 1_000.0)
    };
    let version = time(&["--version"])?;
    let sample = tempfile::Builder::new().suffix(".eml").tempfile()?;
    fs::write(sample.path(), "From: a@guest.example\r\n\r\nI shall come.\r\n")?;
    let read = time(&["read", "--json", &sample.path().display().to_string()])?;
    println!("start     --version {version:.0} ms; to read one letter {read:.0} ms (goal: at most 150)");
    Ok(())
}

/// Puts the letters into the mailbox and lets the server index them, so that nobody pays for this; bytes.
fn fill(dovecot: &Dovecot, letters: usize) -> anyhow::Result<usize> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/demo/letters");
    let samples = letters::samples(&folder)?;
    let mut bytes = 0;
    for (number, sample) in (0..letters).zip(samples.iter().cycle()) {
        let letter = sample.varied(number);
        bytes += letter.len();
        dovecot.deliver(ACCOUNT, &letter);
    }
    dovecot.doveadm(&["fetch", "-u", ACCOUNT, "size.virtual", "all"]);
    Ok(bytes)
}

/// Copies the mailbox with `mbsync`; seconds.
fn copy(dovecot: &Dovecot, letters: usize) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().display();
    let port = dovecot.settings_by(ACCOUNT, Security::Plain).port;
    let config = folder.path().join("mbsyncrc");
    fs::write(
        &config,
        format!(
            "FSync no\nIMAPAccount there\nHost 127.0.0.1\nPort {port}\nUser {ACCOUNT}\nPass secret\nSSLType None\n\
             AuthMechs LOGIN\n\nIMAPStore there\nAccount there\n\nMaildirStore here\nPath {path}/here/\n\
             Inbox {path}/here/INBOX\n\nChannel copy\nFar :there:INBOX\nNear :here:INBOX\nCreate Near\n\
             Sync PullNew\nSyncState *\n"
        ),
    )?;
    fs::create_dir(folder.path().join("here"))?;
    let begun = Instant::now();
    let status = Command::new("mbsync")
        .arg("-q")
        .arg("-c")
        .arg(&config)
        .arg("copy")
        .status()?;
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(status.success(), "mbsync failed: {status}");
    let inbox = folder.path().join("here/INBOX");
    let copied = inbox.join("new").read_dir()?.count() + inbox.join("cur").read_dir()?.count();
    ensure!(copied == letters, "mbsync copied {copied} of {letters} letters");
    Ok(seconds)
}

/// Lets a new desk drain the mailbox, and looks into its database.
fn drain(dovecot: &Dovecot, sink: &Sink, letters: usize) -> anyhow::Result<Drain> {
    let folder = tempfile::tempdir()?;
    let port = dovecot.settings_by(ACCOUNT, Security::Plain).port;
    let config = folder.path().join("rsvpd.toml");
    fs::write(folder.path().join("event.toml"), open_event()?)?;
    fs::write(
        &config,
        format!(
            "event = \"event.toml\"\n[[mailbox]]\nname = \"registration\"\nrole = \"registration\"\n\
             source = \"imap\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"plain\"\nuser = \"{ACCOUNT}\"\n\
             password_env = \"RSVPD_BENCH_PASSWORD\"\nafter = \"nothing\"\n[store]\nurl = \"sqlite:rsvpd.db\"\n\
             [delivery]\nby = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"plain\"\n\
             [answers]\naddress_day = 100000\naddress_month = 100000\ndomain_hour = 100000\n\
             mailbox_hour = 100000\nmailbox_day = 100000\n",
            sink.port
        ),
    )?;
    let log = fs::File::create(folder.path().join("log"))?;
    let begun = Instant::now();
    let mut child = Command::new(PROGRAM)
        .arg("--config")
        .arg(&config)
        .args(["run", "--once"])
        .env("RSVPD_BENCH_PASSWORD", "secret")
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()?;
    let peak = watch_memory(&child);
    let mut said = String::new();
    if let Some(output) = child.stdout.take() {
        BufReader::new(output).read_line(&mut said)?;
    }
    let status = child.wait()?;
    let seconds = begun.elapsed().as_secs_f64();
    let log = fs::read_to_string(folder.path().join("log"))?;
    ensure!(status.success(), "rsvpd ended with {status}: {said}{log}");
    let peak = peak.join().unwrap_or_default();
    let (replies, ends) = look_into(&folder.path().join("rsvpd.db"), letters)?;
    Ok(Drain {
        seconds,
        replies,
        peak,
        ends,
    })
}

/// The Summit, open for registration whenever this runs.
fn open_event() -> anyhow::Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/event.toml");
    let text = fs::read_to_string(path)?;
    let later = text
        .replace("\"2016-11-09\"", "\"2096-11-09\"")
        .replace("\"2016-11-04T", "\"2096-11-04T")
        .replace("\"2016-11-02T", "\"2096-11-02T");
    ensure!(
        later.matches("\"2096-11-").count() == 3,
        "config/event.toml has other dates than this benchmark knows"
    );
    Ok(later)
}

/// Asks the kernel again and again for the highest memory use until the child ends; KiB.
fn watch_memory(child: &Child) -> std::thread::JoinHandle<u64> {
    let path = format!("/proc/{}/status", child.id());
    std::thread::spawn(move || {
        let mut peak = 0;
        // A child that has ended and was not waited for has no memory.
        while let Some(now) = fs::read_to_string(&path).ok().as_deref().and_then(high_water) {
            peak = peak.max(now);
            std::thread::sleep(Duration::from_millis(10));
        }
        peak
    })
}

fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Checks that every letter is kept and settled and every reply delivered; the replies, and how letters ended.
fn look_into(database: &Path, letters: usize) -> anyhow::Result<(u32, Vec<String>)> {
    let runtime = tokio::runtime::Runtime::new()?;
    let counts = runtime.block_on(async {
        let store = Store::connect(&format!("sqlite:{}", database.display())).await?;
        let counts = store.counts().await?;
        store.close().await;
        anyhow::Ok(counts)
    })?;
    let letters = u32::try_from(letters)?;
    let settled: u32 = counts.ends.values().sum();
    ensure!(
        counts.messages == letters && settled == letters && counts.pending == 0,
        "of {letters} letters {} are kept, {settled} settled, {} pending, {} copies, {} set aside",
        counts.messages,
        counts.pending,
        counts.copies,
        counts.quarantined
    );
    let mut delivered = 0;
    for ((state, kind, language), count) in &counts.replies {
        ensure!(
            *state == ReplyState::Delivered,
            "{count} replies ({kind}, {language}) are {}",
            state.name()
        );
        delivered += count;
    }
    let ends = counts.ends.iter();
    Ok((
        delivered,
        ends.map(|((outcome, reason), count)| format!("{outcome}/{reason} {count}"))
            .collect(),
    ))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Postfix's `smtp-sink`: takes every letter and forgets it.
struct Sink {
    child: Child,
    port: u16,
}

impl Sink {
    fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(path_of("smtp-sink").context("smtp-sink is missing")?);
        let user = Command::new("id").arg("-u").output()?.stdout;
        if user.trim_ascii() == b"0" {
            command.args(["-u", "nobody"]);
        }
        let child = command
            .arg(format!("127.0.0.1:{port}"))
            .arg("200")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let sink = Self { child, port };
        let patience = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(Instant::now() < patience, "smtp-sink does not open its port");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(sink)
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
