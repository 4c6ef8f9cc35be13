//! The whole campaign of `rsvpd demo --story`, over a real Dovecot and SMTP and without any server: the same story.

use crate::support::dovecot::Dovecot;
use crate::support::smtp::SmtpServer;
use crate::support::stage::config;
use chrono::{DateTime, Utc};
use rsvpd::cli::story::{Post, Story};
use rsvpd::config::DeliverySettings;
use rsvpd::mailbox::{FirstStart, MailboxSettings, SourceSettings};
use rsvpd::message::MailboxRole;
use std::process::Command;

/// Real servers.
struct Servers {
    dovecot: Dovecot,
    smtp: SmtpServer,
    seen: usize,
}

impl Post for &mut Servers {
    fn put(&mut self, to: MailboxRole, raw: &[u8], arrives: DateTime<Utc>) -> anyhow::Result<()> {
        let account = match to {
            MailboxRole::Registration => "attend",
            MailboxRole::Press => "press",
        };
        self.dovecot.deliver_at(account, raw, arrives);
        Ok(())
    }

    fn replies(&mut self) -> anyhow::Result<Vec<Vec<u8>>> {
        let accepted = self.smtp.accepted();
        let new = accepted.into_iter().skip(self.seen).map(|message| message.raw);
        let new: Vec<Vec<u8>> = new.collect();
        self.seen += new.len();
        Ok(new)
    }
}

#[tokio::test]
async fn the_story_of_a_campaign_is_played_over_real_servers() {
    let mut servers = Servers {
        dovecot: Dovecot::start(),
        smtp: SmtpServer::plain(),
        seen: 0,
    };
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path(), 3);
    config.delivery = DeliverySettings::Smtp(servers.smtp.settings());
    for (name, role, account) in [
        ("registration", MailboxRole::Registration, "attend"),
        ("press", MailboxRole::Press, "press"),
    ] {
        config.mailboxes.push(MailboxSettings {
            name: name.to_owned(),
            role,
            first_start: FirstStart::All,
            source: SourceSettings::Imap(servers.dovecot.settings(account)),
        });
    }
    let mut story = Story::begin(config, &mut servers).await.unwrap();
    let mut told = String::new();
    while let Some(scene) = story.next_scene().await.unwrap() {
        told.push_str(&scene);
    }
    insta::assert_snapshot!("campaign", without_bodies(&told));
}

#[test]
fn the_demo_tells_the_same_story_without_any_server() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rsvpd"))
        .args(["demo", "--story", "--folder"])
        .arg(folder.path().join("story"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let (told, _) = text.rsplit_once("\nReplies, as they would leave:").unwrap();
    insta::assert_snapshot!("campaign", without_bodies(told));
    // What the letters say is judged elsewhere; here, that they are told.
    assert!(told.contains("┃ Sayın Mehmet Demir,"), "{told}");
}

/// Who wrote, which reply in which language followed, and who stands how then; the letters' texts have tests of their own.
fn without_bodies(told: &str) -> String {
    let lines = told.lines();
    let lines = lines.filter(|line| !line.starts_with("  │") && !line.starts_with("  ┃"));
    lines.collect::<Vec<_>>().join("\n")
}
