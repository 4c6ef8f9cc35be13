//! A private Dovecot on free loopback ports, with two accounts and a certificate of its own; it ends with the test.

use chrono::{DateTime, Utc};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rsvpd::mailbox::{After, ImapSettings, Secret, Security};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// The accounts; the password of each is `secret`.
pub const ACCOUNTS: [&str; 2] = ["attend", "press"];

/// A running server.
pub struct Dovecot {
    folder: TempDir,
    imap: u16,
    imaps: u16,
    /// Whom the mail belongs to: a Dovecot started by root does not serve root's mail.
    owner: (u32, u32),
    delivered: AtomicU64,
    /// Its end, or ours, tells the shell to stop the server.
    shell: Option<Child>,
}

/// Starts the server (`dovecot` returns when its ports are open), says so, and stops it at the end of its input.
const SCRIPT: &str = r#"
    if dovecot -c "$1/dovecot.conf" 2>>"$1/log"; then
        # The starter returns before the server has written its number, by which it is ended.
        tries=0
        until [ -s "$1/run/master.pid" ] || [ "$tries" -gt 2000 ]; do tries=$((tries+1)); sleep 0.01; done
        echo ready
    else
        echo failed
    fi
    cat >/dev/null
    kill "$(cat "$1/run/master.pid")" 2>/dev/null
"#;

impl Dovecot {
    pub fn start() -> Self {
        Dovecot::start_with("")
    }

    /// Starts with further lines of configuration.
    pub fn start_with(extra: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("rsvpd-dovecot-")
            .tempdir()
            .unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let own = fs::metadata(folder.path()).unwrap();
        let owner = if own.uid() == 0 {
            (65534, 65534)
        } else {
            (own.uid(), own.gid())
        };
        certificates(folder.path());
        let mut server = Dovecot {
            folder,
            imap: 0,
            imaps: 0,
            owner,
            delivered: AtomicU64::new(0),
            shell: None,
        };
        for account in ACCOUNTS {
            for part in ["", "new", "cur", "tmp"] {
                server.own_folder(&server.maildir(account).join(part));
            }
        }
        // Another program may take a port between our look and Dovecot's: then other ports are tried.
        for _ in 0..5 {
            [server.imap, server.imaps] = free_ports();
            fs::write(server.path("dovecot.conf"), server.configuration(extra)).unwrap();
            if server.launch() {
                return server;
            }
            server.hang_up();
        }
        panic!(
            "Dovecot does not start: {}",
            fs::read_to_string(server.path("log")).unwrap_or_default()
        );
    }

    /// Settings for an account: TLS from the first byte, the folder left as it is.
    pub fn settings(&self, account: &str) -> ImapSettings {
        let mut settings = ImapSettings::new("localhost", account, Secret::new("secret"));
        settings.port = self.imaps;
        settings.ca_file = Some(self.path("ca.pem"));
        settings.poll_every = Duration::from_millis(20);
        settings
    }

    /// The same over the other port.
    pub fn settings_by(&self, account: &str, security: Security) -> ImapSettings {
        let port = if security == Security::Implicit {
            self.imaps
        } else {
            self.imap
        };
        ImapSettings {
            port,
            security,
            ..self.settings(account)
        }
    }

    /// The same, but the folder may be changed.
    pub fn settings_then(&self, account: &str, after: After) -> ImapSettings {
        ImapSettings {
            after,
            ..self.settings(account)
        }
    }

    /// Delivers a letter as a mail server does: written aside, then put into `new`.
    pub fn deliver(&self, account: &str, raw: &[u8]) {
        self.put(account, raw, None);
    }

    /// The same, as if it had arrived at this moment (INTERNALDATE).
    pub fn deliver_at(&self, account: &str, raw: &[u8], arrives: DateTime<Utc>) {
        self.put(account, raw, Some(SystemTime::from(arrives)));
    }

    fn put(&self, account: &str, raw: &[u8], arrives: Option<SystemTime>) {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.M{number:06}.test", 1_478_000_000 + number);
        let aside = self.maildir(account).join("tmp").join(&name);
        fs::write(&aside, raw).unwrap();
        chown(&aside, Some(self.owner.0), Some(self.owner.1)).unwrap();
        if let Some(arrives) = arrives {
            let file = fs::File::options().write(true).open(&aside).unwrap();
            file.set_modified(arrives).unwrap();
        }
        fs::rename(&aside, self.maildir(account).join("new").join(&name)).unwrap();
    }

    /// Makes a folder beside the inbox.
    pub fn make_folder(&self, account: &str, name: &str) {
        self.doveadm(&["mailbox", "create", "-u", account, name]);
    }

    /// What another mail client sees and does: `doveadm` with these words.
    pub fn doveadm(&self, words: &[&str]) -> String {
        let output = Command::new("doveadm")
            .arg("-c")
            .arg(self.path("dovecot.conf"))
            .args(words)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "doveadm {words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Renumbers the inbox from UID 1, under the UIDVALIDITY that `new` makes of the old one.
    pub fn renumber(&self, account: &str, new: impl Fn(u64) -> u64) {
        let list = self.maildir(account).join("dovecot-uidlist");
        let text = fs::read_to_string(&list).unwrap();
        let words = text
            .lines()
            .next()
            .unwrap()
            .split(' ')
            .map(|word| match word.strip_prefix('V') {
                Some(validity) => format!("V{}", new(validity.parse().unwrap())),
                None if word.starts_with('N') => "N1".to_owned(),
                None => word.to_owned(),
            });
        let head: Vec<String> = words.collect();
        fs::write(&list, head.join(" ") + "\n").unwrap();
        for file in fs::read_dir(self.maildir(account)).unwrap() {
            let path = file.unwrap().path();
            if path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("dovecot.index")
            {
                fs::remove_file(path).unwrap();
            }
        }
    }

    /// What it wrote into its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap()
    }

    pub fn maildir(&self, account: &str) -> PathBuf {
        self.path("mail").join(account)
    }

    /// Ends the server as a machine that fails does: at once, without a BYE.
    pub fn kill(&self) {
        let master = fs::read_to_string(self.path("run/master.pid")).unwrap();
        // It makes no further children while they are looked for.
        let stopped = Command::new("kill").args(["-STOP", master.trim()]).status();
        assert!(stopped.unwrap().success());
        let children = Command::new("pgrep")
            .args(["-P", master.trim()])
            .output()
            .unwrap();
        let mut pids = vec![master.trim().to_owned()];
        pids.extend(
            String::from_utf8(children.stdout)
                .unwrap()
                .split_whitespace()
                .map(str::to_owned),
        );
        assert!(
            Command::new("kill")
                .arg("-9")
                .args(&pids)
                .status()
                .unwrap()
                .success()
        );
        let gone = |pid: &String| {
            let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            state.is_empty() || state.contains(") Z ")
        };
        while !pids.iter().all(gone) {
            std::thread::yield_now();
        }
        // Whoever reaps it may take his time, and Dovecot would not start beside a process of that number.
        fs::remove_file(self.path("run/master.pid")).unwrap();
    }

    /// Starts it again on the same ports.
    pub fn restart(&mut self) {
        self.hang_up();
        assert!(self.launch(), "Dovecot does not come back: {}", self.log());
    }

    fn launch(&mut self) -> bool {
        // The number of a server that was killed would be taken for that of the new one.
        let _ = fs::remove_file(self.path("run/master.pid"));
        let mut shell = Command::new("sh");
        shell
            .args(["-c", SCRIPT, "sh"])
            .arg(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut shell = shell.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(shell.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        self.shell = Some(shell);
        said == "ready\n"
    }

    fn hang_up(&mut self) {
        if let Some(mut shell) = self.shell.take() {
            drop(shell.stdin.take());
            let _ = shell.wait();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn own_folder(&self, path: &Path) {
        fs::create_dir_all(path).unwrap();
        chown(path, Some(self.owner.0), Some(self.owner.1)).unwrap();
    }

    fn configuration(&self, extra: &str) -> String {
        let path = self.folder.path().display();
        let (uid, gid) = self.owner;
        let (imap, imaps) = (self.imap, self.imaps);
        let root = fs::metadata(self.folder.path()).unwrap().uid() == 0;
        let name = |flag: &str| {
            let output = Command::new("id").arg(flag).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let users = if root {
            String::new()
        } else {
            let (user, group) = (name("-un"), name("-gn"));
            format!(
                "default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n"
            )
        };
        fs::write(
            self.path("users"),
            ACCOUNTS
                .map(|account| format!("{account}:{{PLAIN}}secret::::::\n"))
                .concat(),
        )
        .unwrap();
        format!(
            "base_dir = {path}/run\nstate_dir = {path}/state\nlog_path = {path}/log\nlisten = 127.0.0.1\n\
             protocols = imap\n{users}ssl = yes\nssl_cert = <{path}/cert.pem\nssl_key = <{path}/key.pem\n\
             disable_plaintext_auth = no\nfirst_valid_uid = 1\nmail_uid = {uid}\nmail_gid = {gid}\n\
             mail_location = maildir:{path}/mail/%u\nmail_fsync = never\nauth_mechanisms = plain login\n\
             auth_failure_delay = 0\nshutdown_clients = yes\n\
             passdb {{\n driver = passwd-file\n args = {path}/users\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={path}/mail/%u\n}}\n\
             namespace inbox {{\n inbox = yes\n separator = /\n}}\n\
             service anvil {{\n chroot =\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {imap}\n }}\n\
             inet_listener imaps {{\n port = {imaps}\n ssl = yes\n }}\n}}\n{extra}\n"
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.hang_up();
    }
}

fn free_ports() -> [u16; 2] {
    let ports = [
        TcpListener::bind("127.0.0.1:0").unwrap(),
        TcpListener::bind("127.0.0.1:0").unwrap(),
    ];
    ports.map(|listener| listener.local_addr().unwrap().port())
}

/// An authority (`ca.pem`), the server's certificate by it, and a stranger's authority (`stranger.pem`).
fn certificates(folder: &Path) {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
        fs::write(folder.join(name), authority.pem()).unwrap();
        authority
    };
    let ours = authority("ca.pem");
    authority("stranger.pem");
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &ours)
        .unwrap();
    fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
    fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
}
