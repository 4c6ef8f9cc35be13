//! Lines that are secured, stripped, or secured by a stranger; and logins.

use super::{is_blocked, one_connection, parcel, words};
use crate::support::smtp::{Conduct, SmtpServer};
use rsvpd::delivery::smtp::{Smtp, SmtpSettings};
use rsvpd::delivery::{Delivered, DeliveryError};
use rsvpd::tls::{Secret, Security};

fn with_login(security: Security) -> Conduct {
    Conduct {
        security,
        login: true,
        ..Conduct::default()
    }
}

#[tokio::test]
async fn a_reply_leaves_over_tls_and_after_a_login() {
    for security in [Security::Implicit, Security::StartTls] {
        let server = SmtpServer::start(with_login(security));
        let mut smtp = Smtp::new(server.settings());
        smtp.check().await.unwrap();
        assert_eq!(
            smtp.deliver(&[parcel(1)]).await,
            [Delivered::Accepted],
            "{security:?}"
        );
        smtp.close().await;
        assert_eq!(server.accepted()[0].raw, parcel(1).raw);
    }
}

#[tokio::test]
async fn rule_095_where_starttls_is_stripped_no_credentials_are_sent() {
    let server = SmtpServer::start(Conduct {
        stripped: true,
        ..with_login(Security::StartTls)
    });
    let mut smtp = one_connection(server.settings());
    assert!(matches!(
        smtp.check().await,
        Err(DeliveryError::NoStartTls { .. })
    ));
    let outcomes = smtp.deliver(&[parcel(1)]).await;
    assert!(is_blocked(&outcomes[0]), "{outcomes:?}");
    assert!(
        words(&outcomes[0]).contains("somebody may be listening"),
        "{outcomes:?}"
    );
    let commands = server.commands();
    assert!(
        commands
            .iter()
            .all(|line| line.starts_with("EHLO") || line == "QUIT"),
        "{commands:?}"
    );
}

#[tokio::test]
async fn rule_095_to_a_server_with_a_strangers_certificate_nothing_is_sent() {
    for security in [Security::Implicit, Security::StartTls] {
        let server = SmtpServer::start(Conduct {
            stranger: true,
            ..with_login(security)
        });
        let mut smtp = one_connection(server.settings());
        let failure = smtp.check().await.unwrap_err().to_string();
        assert!(failure.contains("certificate"), "{security:?}: {failure}");
        let outcomes = smtp.deliver(&[parcel(1)]).await;
        assert!(is_blocked(&outcomes[0]), "{outcomes:?}");
        let commands = server.commands();
        assert!(
            commands
                .iter()
                .all(|line| line.starts_with("EHLO") || line == "STARTTLS"),
            "{security:?}: {commands:?}"
        );
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_with_its_remedy_and_loses_no_reply() {
    let server = SmtpServer::start(with_login(Security::Implicit));
    let settings = SmtpSettings {
        proof: Some(Secret::new("guessed").into()),
        ..server.settings()
    };
    let mut smtp = one_connection(settings);
    let failure = smtp.check().await.unwrap_err();
    assert!(matches!(failure, DeliveryError::LoginRefused { .. }), "{failure}");
    assert!(
        failure
            .to_string()
            .contains("check `user` and the password of `[delivery]`")
    );
    assert!(!failure.to_string().contains("guessed"));
    let outcomes = smtp.deliver(&[parcel(1)]).await;
    assert!(is_blocked(&outcomes[0]), "{outcomes:?}");
    assert_eq!(server.accepted(), []);
}

#[tokio::test]
async fn a_login_that_is_demanded_but_not_configured_is_told_in_the_servers_words() {
    let server = SmtpServer::start(with_login(Security::Implicit));
    let settings = SmtpSettings {
        user: None,
        proof: None,
        ..server.settings()
    };
    let outcomes = one_connection(settings).deliver(&[parcel(1)]).await;
    // It was once taken for a refusal of the reply, which would never have left.
    assert!(is_blocked(&outcomes[0]), "{outcomes:?}");
    assert!(
        words(&outcomes[0]).contains("authentication required"),
        "{outcomes:?}"
    );
    assert_eq!(server.accepted(), []);
}

#[tokio::test]
async fn an_authority_file_that_is_none_is_named() {
    let server = SmtpServer::start(with_login(Security::Implicit));
    for security in [Security::Implicit, Security::StartTls] {
        let settings = SmtpSettings {
            security,
            ca_file: Some(server.ca_file().with_file_name("missing.pem")),
            ..server.settings()
        };
        let failure = match security {
            Security::Implicit => one_connection(settings).check().await.unwrap_err().to_string(),
            _ => {
                let server = SmtpServer::start(with_login(Security::StartTls));
                let settings = SmtpSettings {
                    port: server.port(),
                    ..settings
                };
                one_connection(settings).check().await.unwrap_err().to_string()
            }
        };
        assert!(failure.contains("missing.pem"), "{failure}");
    }
}
