//! A private PostgreSQL: own folder, no TCP port, and gone when the test that started it ends, however it ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use tempfile::TempDir;

/// A running server.
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    user: Option<(u32, u32)>,
    shell: Child,
    /// Closing it (or dying) tells the shell to stop the server.
    lifeline: Option<ChildStdin>,
}

/// Starts the server, says so, and stops it at the end of its input.
const SCRIPT: &str = r#"
    "$1/pg_ctl" -s -w -D "$2/data" -l "$2/log" \
        -o "-k $2 -c listen_addresses='' -c fsync=off -c max_connections=200" start && echo ready
    cat >/dev/null
    "$1/pg_ctl" -s -w -D "$2/data" -m immediate stop
"#;

impl Postgres {
    /// Starts a server with an empty cluster; `None` where PostgreSQL is not installed, which a CI run does not forgive.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var_os("CI").is_none(),
                "PostgreSQL is missing: install its server programs"
            );
            eprintln!("PostgreSQL is not installed: its half of the store's contract was not checked");
            return None;
        };
        let folder = tempfile::Builder::new()
            .prefix("rsvpd-pg-")
            .tempdir()
            .expect("a folder for PostgreSQL");
        let user = unprivileged(folder.path());
        let run = |command: &mut Command| {
            let output = as_user(command, user)
                .output()
                .expect("PostgreSQL's programs run");
            assert!(
                output.status.success(),
                "{command:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        };
        let data = folder.path().join("data");
        run(Command::new(programs.join("initdb"))
            .args([
                "-N",
                "-A",
                "trust",
                "-U",
                "rsvpd",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-D",
            ])
            .arg(&data)
            .current_dir(folder.path()));
        let mut shell = Command::new("sh");
        shell
            .args(["-c", SCRIPT, "sh"])
            .arg(&programs)
            .arg(folder.path())
            .current_dir(folder.path());
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = as_user(&mut shell, user).spawn().expect("a shell");
        let lifeline = shell.stdin.take();
        let mut said = String::new();
        let heard = shell
            .stdout
            .take()
            .map(|stdout| BufReader::new(stdout).read_line(&mut said));
        assert!(
            said == "ready\n",
            "PostgreSQL did not start ({heard:?}): {}",
            log(folder.path())
        );
        Some(Self {
            folder,
            programs,
            user,
            shell,
            lifeline,
        })
    }

    /// The address of a new, empty database.
    pub fn database(&self, name: &str) -> String {
        let mut command = Command::new(self.programs.join("createdb"));
        command
            .args(["-U", "rsvpd", "-h"])
            .arg(self.folder.path())
            .arg(name)
            .current_dir(self.folder.path());
        let output = as_user(&mut command, self.user).output().expect("createdb runs");
        assert!(
            output.status.success(),
            "createdb: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        format!(
            "postgres://rsvpd@localhost/{name}?host={}",
            self.folder.path().display()
        )
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        // The folder must outlive the server; a failure here leaves nothing that a test could still mend.
        let _ended = self.shell.wait();
    }
}

/// The newest installed version's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let version = |path: &PathBuf| path.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let found = versions
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|path| path.join("initdb").exists());
    found.max_by_key(|path| version(path))
}

/// PostgreSQL refuses to run as root: then the folder is given to the user `postgres`, or else to `nobody`.
fn unprivileged(folder: &Path) -> Option<(u32, u32)> {
    if fs::metadata(folder).expect("the folder is there").uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("a list of users");
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map(str::parse::<u32>);
        Some((fields.next()?.ok()?, fields.next()?.ok()?))
    };
    let (uid, gid) = ids("postgres")
        .or_else(|| ids("nobody"))
        .expect("a user to run PostgreSQL as");
    chown(folder, Some(uid), Some(gid)).expect("root may give folders away");
    Some((uid, gid))
}

fn as_user(command: &mut Command, user: Option<(u32, u32)>) -> &mut Command {
    match user {
        Some((uid, gid)) => command.uid(uid).gid(gid),
        None => command,
    }
}

fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}
