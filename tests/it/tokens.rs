//! Accounts that take no passwords: tokens fetched, renewed, refused and taken back (mail-rules 34–40).

use crate::support::dovecot::Dovecot;
use crate::support::provider::Provider;
use crate::support::smtp::{Conduct, SmtpServer};
use rsvpd::delivery::smtp::{Smtp, SmtpSettings};
use rsvpd::delivery::{Delivered, Parcel};
use rsvpd::mailbox::{
    FirstStart, ImapSettings, Ledger, Limits, Mailbox, MailboxSettings, Retry, SourceError, SourceSettings,
};
use rsvpd::message::MailboxRole;
use rsvpd::oauth::{OAuthError, Proof, advice, authorise};
use rsvpd::tls::Security;
use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

/// A Dovecot that takes only tokens, and asks the provider about each.
fn mail_server(provider: &Provider) -> Dovecot {
    let settings = provider.folder.path().join("dovecot-oauth2.conf");
    let check = provider.url("check");
    std::fs::write(
        &settings,
        format!(
            "introspection_url = {check}\nintrospection_mode = auth\nusername_attribute = username\n\
             active_attribute = active\nactive_value = true\n"
        ),
    )
    .unwrap();
    std::fs::set_permissions(provider.folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    Dovecot::start_with(&format!(
        "auth_mechanisms = xoauth2\nauth_cache_size = 0\n\
         passdb {{\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = {}\n}}\n",
        settings.display()
    ))
}

fn settings(server: &Dovecot, provider: &Provider) -> ImapSettings {
    ImapSettings {
        proof: Proof::Token(provider.source()),
        ..server.settings("attend")
    }
}

fn mailbox(settings: ImapSettings) -> Mailbox {
    Mailbox::new(MailboxSettings {
        name: "attend".to_owned(),
        role: MailboxRole::Registration,
        first_start: FirstStart::All,
        source: SourceSettings::Imap(settings),
    })
}

/// How many letters there are that the ledger does not know; they are noted in it.
async fn take(mailbox: &mut Mailbox, ledger: &mut Ledger) -> Result<usize, SourceError> {
    let limits = Limits {
        messages: 10,
        bytes: 1 << 20,
    };
    let now = "2016-10-20T12:00:00Z".parse().unwrap();
    let batch = mailbox.next(ledger, limits, now).await?;
    batch
        .arrivals
        .iter()
        .for_each(|arrival| ledger.add(&arrival.place));
    Ok(batch.arrivals.len())
}

fn letter(number: usize) -> Vec<u8> {
    format!("From: Ada <ada@writer.example>\r\nSubject: {number}\r\n\r\nWe come.\r\n").into_bytes()
}

#[tokio::test]
async fn rule_034_a_token_that_ends_in_a_running_session_is_replaced_and_no_letter_lost() {
    let provider = Provider::start();
    let mut server = mail_server(&provider);
    let (mut mailbox, mut ledger) = (mailbox(settings(&server, &provider)), Ledger::default());
    server.deliver("attend", &letter(1));
    assert_eq!(take(&mut mailbox, &mut ledger).await.unwrap(), 1);

    // The provider takes all tokens back, and the server ends the session.
    provider.state().valid.clear();
    server.kill();
    server.restart();
    server.deliver("attend", &letter(2));
    let mut failures = 0;
    let taken = loop {
        match take(&mut mailbox, &mut ledger).await {
            Ok(taken) => break taken,
            Err(error) => {
                assert_eq!(error.retry(), Retry::Again, "{error}");
                failures += 1;
                assert!(failures < 10, "{error}");
            }
        }
    };
    assert_eq!(taken, 1);
    assert_eq!(provider.state().given, 2, "one renewal was enough");
}

#[tokio::test]
async fn rule_036_a_permission_that_was_taken_back_is_told_with_its_remedy_and_not_asked_for_in_a_storm() {
    let provider = Provider::start();
    let server = mail_server(&provider);
    provider.state().permission = "none".to_owned();
    let mut mailbox = mailbox(settings(&server, &provider));
    let error = take(&mut mailbox, &mut Ledger::default()).await.unwrap_err();
    assert_eq!(error.retry(), Retry::Never, "{error}");
    let words = error.to_string();
    assert!(words.contains("run `rsvpd authorise provider`"), "{words}");
    assert!(
        words.contains("The permission was taken back.") && !words.contains("Trace"),
        "{words}"
    );
    assert!(!words.contains("permission-0"), "{words}");
    assert_eq!(provider.state().asked.len(), 1);

    std::fs::remove_file(provider.folder.path().join("permission")).unwrap();
    let error = take(&mut mailbox, &mut Ledger::default()).await.unwrap_err();
    assert!(
        error.to_string().contains("has not been authorised yet"),
        "{error}"
    );
}

#[tokio::test]
async fn rule_039_a_refused_token_is_answered_by_an_empty_line_and_the_servers_words_are_shown() {
    let provider = Provider::start();
    let server = mail_server(&provider);
    let source = provider.source();
    let first = source.access_token().await.unwrap();
    provider.state().valid.clear();
    let mut mailbox = mailbox(ImapSettings {
        user: "press".to_owned(),
        proof: Proof::Token(source),
        ..server.settings("attend")
    });
    // The provider knows this token for another account's.
    let error = take(&mut mailbox, &mut Ledger::default()).await.unwrap_err();
    assert!(matches!(error, SourceError::LoginRefused { .. }), "{error}");
    let words = error.to_string();
    assert!(words.contains("status"), "the JSON of the refusal: {words}");
    assert!(!words.contains(first.reveal()), "{words}");
}

#[tokio::test]
async fn rule_040_while_the_token_server_is_down_the_last_token_serves_until_its_end() {
    let provider = Provider::start();
    provider.state().lasts = 1000;
    let source = provider.source();
    let start = Instant::now();
    let after = |seconds| source.access_token_at(start + Duration::from_secs(seconds));
    let first = after(0).await.unwrap();
    assert_eq!(after(800).await.unwrap(), first);
    assert_eq!(
        provider.state().given,
        1,
        "a token is not asked for at each login"
    );

    provider.state().down = true;
    assert_eq!(after(900).await.unwrap(), first, "it is old, but not over");
    let error = after(1001).await.unwrap_err();
    assert!(matches!(error, OAuthError::Unavailable { .. }), "{error}");
    assert!(!error.needs_person(), "it is tried again");

    provider.state().down = false;
    assert_ne!(after(1002).await.unwrap(), first);
}

#[tokio::test]
async fn a_permission_that_the_provider_renews_is_kept_for_the_next_start_and_for_its_owner_only() {
    let provider = Provider::start();
    provider.source().access_token().await.unwrap();
    assert_eq!(provider.kept(), "permission-1\n");
    let file = std::fs::metadata(provider.folder.path().join("permission")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
    provider.source().access_token().await.unwrap();
    assert_eq!(provider.kept(), "permission-2\n");
}

#[tokio::test]
async fn a_person_signs_in_with_a_code_on_any_device() {
    let provider = Provider::start();
    std::fs::remove_file(provider.folder.path().join("permission")).unwrap();
    provider.state().pending = 3;
    let told = RefCell::new(Vec::new());
    authorise::authorise(&provider.settings(), |words| {
        told.borrow_mut().push(words.to_owned());
    })
    .await
    .unwrap();
    let told = told.into_inner();
    assert!(
        told[0].contains("WDJB-MJHT") && told[0].contains("https://provider.example/device"),
        "{told:?}"
    );
    assert_eq!(provider.kept(), "permission-1\n");
    assert_eq!(
        provider.source().access_token().await.unwrap().reveal(),
        "access-2"
    );
}

#[tokio::test]
async fn a_secret_is_never_sent_without_https() {
    let provider = Provider::start();
    let mut settings = provider.settings();
    settings.token_url = "http://provider.example/token".to_owned();
    let error = rsvpd::oauth::TokenSource::new(settings)
        .access_token()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("nothing was sent"), "{error}");
}

#[tokio::test]
async fn replies_leave_with_a_token_and_a_refused_one_is_replaced() {
    let provider = Provider::start();
    let source = provider.source();
    let old = source.access_token().await.unwrap();
    let server = SmtpServer::start(Conduct {
        security: Security::Implicit,
        login: true,
        token: Some("access-2"),
        ..Conduct::default()
    });
    let mut smtp = Smtp::new(SmtpSettings {
        proof: Some(Proof::Token(source)),
        ..server.settings()
    });
    let parcel = Parcel {
        sender: "desk@summit.example".to_owned(),
        recipient: "guest@city.example".to_owned(),
        raw: b"Subject: 1\r\n\r\nDear guest\r\n".to_vec(),
        label: "1".to_owned(),
    };
    assert_eq!(smtp.deliver(&[parcel]).await, [Delivered::Accepted]);
    assert_eq!(old.reveal(), "access-1");
    assert_eq!(provider.state().given, 2);
}

#[test]
fn rule_038_a_provider_that_gave_up_passwords_is_explained() {
    let words = "permanent error (550): 5.7.30 Basic authentication is not supported for Client Submission.";
    for (host, words) in [
        ("mail.example", words),
        ("outlook.office365.com", "LOGIN failed."),
    ] {
        assert!(
            advice(host, words).is_some_and(|advice| advice.contains("[[oauth]]")),
            "{host}"
        );
    }
    assert_eq!(advice("mail.example", "wrong password"), None);
}
