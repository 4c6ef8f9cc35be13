//! An IMAP server that does as it is told, for what no decent server does.

use rsvpd::mailbox::{ImapSettings, Secret, Security};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does after a command; `$` stands for its tag.
pub enum Answer {
    Say(Vec<u8>),
    /// Says it and closes the connection.
    SayAndClose(Vec<u8>),
    /// Says it again and again, until nobody listens.
    SayForEver(Vec<u8>),
    /// Says nothing, for ever.
    Silence,
}

pub fn say(text: &str) -> Answer {
    Answer::Say(text.as_bytes().to_vec())
}

/// A running server, and what it was told.
pub struct Script {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Script {
    /// Plain settings for it, with short limits: 200 ms of silence and 1,000 bytes a message.
    pub fn settings(&self) -> ImapSettings {
        let mut settings = ImapSettings::new("127.0.0.1", "attend", Secret::new("secret"));
        settings.port = self.port;
        settings.security = Security::Plain;
        settings.silence = Duration::from_millis(200);
        settings.size_limit = 1000;
        settings
    }

    /// Every command so far, without its tag.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// Serves; `answer` gets the number of the connection, from 0, and the command.
pub async fn serve(answer: impl Fn(usize, &str) -> Answer + Send + Sync + 'static) -> Script {
    serve_with("* OK ready\r\n", answer).await
}

/// The same with another greeting.
pub async fn serve_with(
    greeting: &'static str,
    answer: impl Fn(usize, &str) -> Answer + Send + Sync + 'static,
) -> Script {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let script = Script {
        port,
        heard: heard.clone(),
    };
    tokio::spawn(async move {
        let answer = Arc::new(answer);
        for number in 0.. {
            let Ok((line, _)) = listener.accept().await else {
                return;
            };
            let (answer, heard) = (answer.clone(), heard.clone());
            tokio::spawn(async move {
                // The client may close the line at any point: that is what some stories are about.
                let _ = talk(line, greeting, &heard, |command| answer(number, command)).await;
            });
        }
    });
    script
}

async fn talk(
    line: TcpStream,
    greeting: &str,
    heard: &Mutex<Vec<String>>,
    answer: impl Fn(&str) -> Answer,
) -> std::io::Result<()> {
    let (reader, mut writer) = line.into_split();
    let mut commands = BufReader::new(reader).lines();
    writer.write_all(greeting.as_bytes()).await?;
    while let Some(command) = commands.next_line().await? {
        let (tag, command) = command.split_once(' ').unwrap_or(("", &command));
        heard.lock().unwrap().push(command.to_owned());
        let tagged = |text: Vec<u8>| match text.windows(2).position(|two| two == b"$ ") {
            Some(at) => [&text[..at], tag.as_bytes(), &text[at + 1..]].concat(),
            None => text,
        };
        match answer(command) {
            Answer::Say(text) => writer.write_all(&tagged(text)).await?,
            Answer::SayAndClose(text) => return writer.write_all(&tagged(text)).await,
            Answer::SayForEver(text) => loop {
                writer.write_all(&text).await?;
            },
            Answer::Silence => std::future::pending::<()>().await,
        }
    }
    Ok(())
}

/// What a decent server with three letters says; UIDs are 1 to 3, each of [`BODY`]'s length.
pub fn usual(command: &str) -> Answer {
    match command.split(' ').next().unwrap_or_default() {
        "CAPABILITY" => say("* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n$ OK done\r\n"),
        "SELECT" | "EXAMINE" => say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n$ OK done\r\n"),
        "UID" => Answer::Say(fetched(command)),
        _ => say("$ OK done\r\n"),
    }
}

/// The letter behind each UID; its subject is the UID.
pub fn body(uid: u32) -> Vec<u8> {
    super::letter(&uid.to_string())
}

/// UIDs of a set.
pub fn uids(command: &str) -> Vec<u32> {
    let set = command.split(' ').nth(2).unwrap_or_default();
    let number = |text: &str| if text == "*" { 3 } else { text.parse().unwrap() };
    let run = |part: &str| match part.split_once(':') {
        Some((first, last)) => number(first)..=number(last),
        None => number(part)..=number(part),
    };
    set.split(',')
        .flat_map(run)
        .filter(|uid| (1..=3).contains(uid))
        .collect()
}

/// The answer to a UID FETCH.
pub fn fetched(command: &str) -> Vec<u8> {
    let mut said: Vec<u8> = uids(command)
        .into_iter()
        .flat_map(|uid| response(command, uid))
        .collect();
    said.extend(b"$ OK done\r\n");
    said
}

/// One untagged response to a UID FETCH.
pub fn response(command: &str, uid: u32) -> Vec<u8> {
    let body = body(uid);
    let mut said = format!("* {uid} FETCH (UID {uid}").into_bytes();
    if command.contains("RFC822.SIZE") {
        let size = body.len();
        said.extend(format!(" RFC822.SIZE {size} INTERNALDATE \" 1-Oct-2016 10:00:00 +0200\"").into_bytes());
    }
    if let Some((_, section)) = command.split_once("BODY.PEEK[") {
        let section = section.trim_end_matches([')', ']']);
        let text = if section == "HEADER" {
            &body[..body.len() - 10]
        } else {
            &body[..]
        };
        said.extend(format!(" BODY[{section}] {{{}}}\r\n", text.len()).into_bytes());
        said.extend(text);
    }
    said.extend(b")\r\n");
    said
}
