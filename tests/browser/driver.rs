//! Headless Chromium and the program that drives it, started for one story and ended with it.

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, json};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What to do where the browser is missing; a story that cannot be seen is a failure, not a pass.
const MISSING: &str = "the browser tests need Chromium and its driver: \
    run `tests/run`, or `apt-get install chromium chromium-driver`";

/// The driver; dropping it ends the browser too.
pub struct Driver {
    process: Child,
    address: String,
    downloads: TempDir,
    profile: TempDir,
}

impl Driver {
    /// Starts the driver on a port that is free.
    ///
    /// It takes the same port for IPv4 and IPv6, one after the other, and ends where another story was faster with the
    /// second; then it is started anew.
    pub fn start() -> Self {
        let (process, port) = (0..5)
            .find_map(|_| Self::try_start())
            .unwrap_or_else(|| panic!("chromedriver did not tell its port"));
        Self {
            process,
            address: format!("http://127.0.0.1:{}", port.trim_end_matches('.')),
            downloads: tempfile::tempdir().unwrap(),
            profile: tempfile::tempdir().unwrap(),
        }
    }

    fn try_start() -> Option<(Child, String)> {
        let mut process = Command::new(find(&["chromedriver"]))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, so that the browser can be ended with it even after a panic.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{MISSING} ({error})"));
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| line.split("successfully on port ").nth(1).map(str::to_owned));
        let Some(port) = port else {
            let _ = process.kill();
            let _ = process.wait();
            return None;
        };
        Some((process, port))
    }

    /// Where the browser puts files.
    pub fn downloads(&self) -> &Path {
        self.downloads.path()
    }

    /// Opens the browser.
    pub async fn browser(&self) -> Client {
        let mut options = json!({
            "binary": find(&["chromium", "chromium-browser", "google-chrome"]),
            "args": [
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--force-color-profile=srgb",
                "--force-prefers-reduced-motion",
                "--lang=en-GB",
                "--window-size=1280,900",
                format!("--user-data-dir={}", self.profile.path().display()),
            ],
            "prefs": { "download.default_directory": self.downloads.path() },
        });
        // As root, in containers, Chromium has no sandbox of its own.
        if is_root()
            && let Some(args) = options["args"].as_array_mut()
        {
            args.push(json!("--no-sandbox"));
        }
        let mut wanted = Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&self.address)
            .await
            .unwrap_or_else(|error| panic!("Chromium does not open: {error}. {MISSING}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}

/// The first of these programs that stands in PATH.
fn find(names: &[&str]) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("{MISSING} (no `{}` in PATH)", names.join("`, `")))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}
