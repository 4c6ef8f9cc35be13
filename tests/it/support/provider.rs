//! A token server on a loopback port: gives, renews, checks and takes back tokens (RFC 6749, RFC 7662, RFC 8628).

use rsvpd::oauth::{Grant, OAuthSettings, TokenSource};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use tempfile::TempDir;

/// A running token server.
pub struct Provider {
    pub folder: TempDir,
    port: u16,
    state: Arc<Mutex<State>>,
}

/// What it knows; tests change it between two calls.
#[derive(Debug, Default)]
pub struct State {
    /// Tokens that mail servers take.
    pub valid: Vec<String>,
    /// The permission that is honoured now; every use brings a new one.
    pub permission: String,
    pub given: usize,
    /// Seconds that a token lasts, as told.
    pub lasts: u64,
    /// Everything is answered by 503.
    pub down: bool,
    /// How often `authorization_pending` is said before a device is let in.
    pub pending: usize,
    /// The forms that came, one a line of `path?fields`.
    pub asked: Vec<String>,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            permission: "permission-0".to_owned(),
            lasts: 3600,
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that leaves early is no failure of the server.
                let _ = answer(stream, &shared);
            }
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("permission"), "permission-0\n").unwrap();
        Self { folder, port, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The permission as the desk keeps it.
    pub fn kept(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("permission")).unwrap()
    }

    pub fn settings(&self) -> OAuthSettings {
        OAuthSettings {
            name: "provider".to_owned(),
            token_url: self.url("token"),
            device_url: Some(self.url("device")),
            authorise_url: None,
            client_id: "desk".to_owned(),
            client_secret: None,
            scope: Some("mail".to_owned()),
            grant: Grant::RefreshToken {
                file: self.folder.path().join("permission"),
            },
            ca_file: None,
        }
    }

    pub fn source(&self) -> TokenSource {
        TokenSource::new(self.settings())
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut bearer) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if lower.starts_with("authorization: bearer ") {
            bearer = line["authorization: bearer ".len()..].trim().to_owned();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut form = vec![0; length];
    reader.read_exact(&mut form)?;
    let form = String::from_utf8_lossy(&form).into_owned();
    let (status, body) = decide(
        &path,
        &form,
        &bearer,
        &mut state.lock().unwrap_or_else(PoisonError::into_inner),
    );
    write!(
        stream,
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn decide(path: &str, form: &str, bearer: &str, state: &mut State) -> (u16, String) {
    state.asked.push(format!("{path}?{form}"));
    if state.down {
        return (503, "out of order".to_owned());
    }
    let field = |name: &str| {
        form.split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_default()
            .to_owned()
    };
    match path {
        // What Dovecot asks of each token.
        "/check" => {
            let active = state.valid.iter().any(|token| token == bearer);
            let status = if active { 200 } else { 401 };
            (status, format!(r#"{{"active":{active},"username":"attend","scope":"mail"}}"#))
        }
        "/device" => (
            200,
            r#"{"device_code":"d-1","user_code":"WDJB-MJHT","verification_uri":"https://provider.example/device","interval":0}"#.to_owned(),
        ),
        "/token" if field("device_code") == "d-1" && state.pending > 0 => {
            state.pending -= 1;
            (400, r#"{"error":"authorization_pending"}"#.to_owned())
        }
        "/token" if field("refresh_token") == state.permission || field("device_code") == "d-1" => {
            state.given += 1;
            state.permission = format!("permission-{}", state.given);
            let token = format!("access-{}", state.given);
            state.valid.push(token.clone());
            let (permission, lasts) = (&state.permission, state.lasts);
            (
                200,
                format!(r#"{{"access_token":"{token}","refresh_token":"{permission}","expires_in":{lasts},"token_type":"Bearer"}}"#),
            )
        }
        _ => (
            400,
            r#"{"error":"invalid_grant","error_description":"The permission was taken back.\r\nTrace 1"}"#.to_owned(),
        ),
    }
}
