//! What goes over the line, and what never does.

use super::{drain, imap_mailbox, letter, script, subjects};
use crate::support::dovecot::Dovecot;
use rsvpd::mailbox::{ImapSettings, Ledger, Retry, Secret, Security, SourceError};

#[tokio::test]
async fn letters_come_by_tls_by_starttls_and_plainly_to_this_machine() {
    let server = Dovecot::start();
    server.deliver("attend", &letter("a"));
    for security in [Security::Implicit, Security::StartTls, Security::Plain] {
        let mut mailbox = imap_mailbox(server.settings_by("attend", security));
        let checked = mailbox.check().await.unwrap();
        assert_eq!(
            (checked.messages, checked.tells, checked.warnings),
            (1, true, Vec::new())
        );
        assert_eq!(
            subjects(&drain(&mut mailbox, &mut Ledger::default()).await.unwrap()),
            ["a"]
        );
    }
}

#[tokio::test]
async fn rule_095_a_strange_certificate_gets_no_password() {
    let server = Dovecot::start();
    for security in [Security::Implicit, Security::StartTls] {
        let settings = server.settings_by("attend", security);
        let strange = settings.ca_file.as_ref().unwrap().with_file_name("stranger.pem");
        let stranger = ImapSettings {
            ca_file: Some(strange),
            ..settings.clone()
        };
        let other_name = ImapSettings {
            host: "127.0.0.2".to_owned(),
            ..settings
        };
        let failure = imap_mailbox(stranger).check().await.unwrap_err();
        assert!(matches!(failure, SourceError::Certificate { .. }), "{failure}");
        assert_eq!(failure.retry(), Retry::Never);
        // Dovecot listens on 127.0.0.1 only, so this one is not reached at all on most machines.
        assert!(imap_mailbox(other_name).check().await.is_err());
    }
    assert!(!server.log().contains("Login:"), "{}", server.log());
}

#[tokio::test]
async fn rule_095_a_wrong_password_is_explained_and_not_repeated_in_the_message() {
    let server = Dovecot::start();
    let secret = Secret::new("wrong, with ümlaut");
    let settings = ImapSettings {
        proof: secret.into(),
        ..server.settings("attend")
    };
    assert!(!format!("{settings:?}").contains("wrong"));
    let failure = imap_mailbox(settings).check().await.unwrap_err();
    assert_eq!(failure.retry(), Retry::Never);
    let message = failure.to_string();
    assert!(
        message.contains("refuses the login") && !message.contains("wrong, with"),
        "{message}"
    );
}

#[tokio::test]
async fn rule_095_where_starttls_was_stripped_no_password_is_sent() {
    let server = script::serve(|_, command| match command {
        "STARTTLS" => script::say("$ BAD what?\r\n"),
        other => script::usual(other),
    })
    .await;
    let settings = ImapSettings {
        security: Security::StartTls,
        ..server.settings()
    };
    let failure = imap_mailbox(settings).check().await.unwrap_err();
    assert!(matches!(failure, SourceError::NoStartTls { .. }), "{failure}");
    assert_eq!(server.heard(), ["STARTTLS"]);
}

#[tokio::test]
async fn rule_095_a_greeting_that_skips_starttls_is_refused() {
    let server = script::serve_with("* PREAUTH welcome\r\n", |_, command| script::usual(command)).await;
    for security in [Security::StartTls, Security::Plain] {
        let settings = ImapSettings {
            security,
            ..server.settings()
        };
        assert_eq!(
            imap_mailbox(settings).check().await.unwrap_err().retry(),
            Retry::Never
        );
    }
    assert_eq!(server.heard(), [""; 0]);
}
