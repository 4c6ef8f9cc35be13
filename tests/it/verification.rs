//! Senders whom the desk checks itself over DNS: proven, not proven, or held; a silent DNS never loses or delays a letter for long (mail-rules 2.4).

use crate::desk::letters::JANE;
use crate::support::dns::Dns;
use crate::support::stage::{Stage, answer};
use chrono::{DateTime, TimeDelta};
use mail_auth::arc::ArcSealer;
use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;
use mail_auth::hickory_resolver::config::{NameServerConfig, ResolverConfig, ResolverOpts};
use mail_auth::{AuthenticatedMessage, AuthenticationResults, MessageAuthenticator};
use rsvpd::mailbox::{AfterFile, FirstStart, Mailbox, MailboxSettings, MaildirSettings, SourceSettings};
use rsvpd::message::MailboxRole;
use rsvpd::message::origin::Held;
use rsvpd::registration::State::{Cancelled, Confirmed};
use rsvpd::request::Session;
use rsvpd::rules::Reason;
use rsvpd::verify::{Resolver, Settings, Verifier};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// The first key pair of RFC 8032 7.1, which RFC 8463 signs with.
const SEED: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44,
    0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];
const PUBLIC: [u8; 32] = [
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e,
    0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
];
const KEY: &str = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// What the DNS knows: Jane's town, which rejects what is not its own, and a domain that signs whatever it likes.
const RECORDS: [(&str, &str); 5] = [
    ("desk._domainkey.leeds.example", KEY),
    ("_dmarc.leeds.example", "v=DMARC1; p=reject"),
    ("leeds.example", "v=spf1 ip4:192.0.2.1 -all"),
    ("desk._domainkey.evil.example", KEY),
    ("evil.example", "v=spf1 ip4:203.0.113.9 -all"),
];

const CANCEL: &str = "Dear Mr Cristellys,\n\nunfortunately I can no longer attend. Please cancel my registration.\n\nJane Smith";

/// A desk with a Maildir, at which Jane is registered.
struct House {
    stage: Stage,
    mailbox: Mailbox,
    folder: TempDir,
    letters: u32,
}

impl House {
    async fn open(resolver: Option<&Dns>, relays: &[&str]) -> Self {
        // Longer than any machine needs for an answer.
        Self::with_bound(resolver, relays, Duration::from_secs(60)).await
    }

    async fn with_bound(resolver: Option<&Dns>, relays: &[&str], bound: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for part in ["new", "cur", "tmp"] {
            fs::create_dir_all(folder.path().join(part)).unwrap();
        }
        let verify = resolver.map(|dns| Settings {
            resolver: Resolver::At(dns.address),
            relays: relays.iter().map(|relay| (*relay).to_owned()).collect(),
            bound,
        });
        let stage = Stage::with_config(1, |config| {
            config.verify = verify.clone();
            config.authserv_id = Some("mx.efus.eu".to_owned());
        })
        .await;
        let mut house = Self {
            stage,
            mailbox: Mailbox::new(maildir(folder.path())),
            folder,
            letters: 0,
        };
        house.receive(&JANE.raw()).await;
        assert_eq!(house.morning().await, [Confirmed]);
        house
    }

    /// A letter comes through the mailbox and is settled.
    async fn receive(&mut self, raw: &[u8]) {
        self.letters += 1;
        let path = self
            .folder
            .path()
            .join("new")
            .join(format!("{}.letter", self.letters));
        fs::write(&path, raw).unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(self.stage.now().into()).unwrap();
        self.stage.desk.take_in(&mut self.mailbox).await.unwrap();
        self.stage.round().await;
    }

    async fn morning(&self) -> Vec<rsvpd::registration::State> {
        self.stage.states(1, Session::Morning).await
    }

    async fn last_kind(&self) -> String {
        self.stage.last_to(JANE.address).await.kind
    }

    async fn results(&self, letter: i64) -> Option<String> {
        self.stage.desk.store().checked(letter).await.unwrap().unwrap().1
    }
}

fn maildir(path: &Path) -> MailboxSettings {
    MailboxSettings {
        name: "registration".to_owned(),
        role: MailboxRole::Registration,
        first_start: FirstStart::All,
        source: SourceSettings::Maildir(MaildirSettings {
            path: path.to_owned(),
            after: AfterFile::default(),
            size_limit: 1 << 20,
            poll_every: Duration::from_secs(1),
        }),
    }
}

/// Jane's cancellation in a new thread.
fn cancellation() -> Vec<u8> {
    answer(
        JANE.name,
        JANE.address,
        "own@leeds.example",
        "Cancellation",
        CANCEL,
        None,
    )
}

/// A letter with the signature of a domain.
fn signed(letter: &[u8], domain: &str) -> Vec<u8> {
    let key = Ed25519Key::from_seed_and_public_key(&SEED, &PUBLIC).unwrap();
    let signer = DkimSigner::from_key(key).domain(domain).selector("desk");
    let signature = signer
        .headers(["From", "To", "Subject", "Date"])
        .sign(letter)
        .unwrap();
    [signature.to_header().as_bytes(), letter].concat()
}

/// A letter as the host mx1 took it from a client.
fn relayed(letter: &[u8], client: &str, mail_from: &str) -> Vec<u8> {
    let above = format!(
        "Return-Path: <{mail_from}>\r\nReceived: from mail.example (mail.example [{client}])\r\n\tby mx1.efus.eu (Postfix) \
         with ESMTPS id 4F2B; Mon, 10 Oct 2016 09:00:01 +0200 (CEST)\r\n"
    );
    [above.as_bytes(), letter].concat()
}

#[tokio::test]
async fn rule_079_a_signature_of_their_own_domain_proves_who_writes() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &[]).await;
    house.receive(&signed(&cancellation(), "leeds.example")).await;
    assert_eq!(house.morning().await, [Cancelled]);
    assert_eq!(house.last_kind().await, "cancellation-noted");
    insta::assert_snapshot!(house.results(2).await.unwrap(), @"efus.eu; dkim=pass header.d=leeds.example; dmarc=pass header.from=leeds.example policy.dmarc=reject");
}

#[tokio::test]
async fn rule_079_line_ends_of_a_maildir_do_not_break_a_signature() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &[]).await;
    let signed = signed(&cancellation(), "leeds.example");
    let unix = String::from_utf8(signed).unwrap().replace("\r\n", "\n");
    house.receive(unix.as_bytes()).await;
    assert_eq!(house.morning().await, [Cancelled]);
}

#[tokio::test]
async fn rule_080_a_broken_signature_proves_nothing_and_the_registered_address_is_asked() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &[]).await;
    let genuine = String::from_utf8(signed(&cancellation(), "leeds.example")).unwrap();
    let changed = genuine.replace("Please cancel", "Kindly cancel");
    house.receive(changed.as_bytes()).await;
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.last_kind().await, "please-confirm");
    insta::assert_snapshot!(house.results(2).await.unwrap(), @"efus.eu; dkim=neutral header.d=leeds.example");
}

#[tokio::test]
async fn rule_080_a_signature_and_an_envelope_of_another_domain_prove_nothing() {
    let records: Vec<(&str, &str)> = RECORDS
        .iter()
        .copied()
        .filter(|(name, _)| !name.starts_with("_dmarc"))
        .collect();
    let dns = Dns::start(&records).await;
    let mut house = House::open(Some(&dns), &["mx1.efus.eu"]).await;
    let forged = relayed(
        &signed(&cancellation(), "evil.example"),
        "203.0.113.9",
        "srs0=x=y=leeds.example=jane@evil.example",
    );
    house.receive(&forged).await;
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.last_kind().await, "please-confirm");
    insta::assert_snapshot!(house.results(2).await.unwrap(), @"efus.eu; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example; dmarc=none header.from=leeds.example");
}

#[tokio::test]
async fn rule_079_an_envelope_of_their_own_domain_proves_who_writes_where_our_relay_noted_the_client() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &["mx1.efus.eu"]).await;
    house
        .receive(&relayed(&cancellation(), "192.0.2.1", JANE.address))
        .await;
    assert_eq!(house.morning().await, [Cancelled]);
    insta::assert_snapshot!(house.results(2).await.unwrap(), @"efus.eu; spf=pass smtp.mailfrom=leeds.example; dmarc=pass header.from=leeds.example policy.dmarc=reject");
}

#[tokio::test]
async fn rule_079_what_fails_dmarc_is_held_and_nobody_is_answered() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &["mx1.efus.eu"]).await;
    house
        .receive(&relayed(&cancellation(), "203.0.113.9", JANE.address))
        .await;
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.stage.kinds_to(JANE.address).await, ["confirmation"]);
    let (outcome, reason) = house.stage.end_of(2).await;
    assert_eq!(outcome, "review");
    assert_eq!(reason, Some(Reason::Held(Held::AuthenticationFailed)));
    insta::assert_snapshot!(house.results(2).await.unwrap(), @"efus.eu; spf=fail smtp.mailfrom=leeds.example; dmarc=fail header.from=leeds.example policy.dmarc=reject");
}

#[tokio::test]
async fn rule_079_where_spf_cannot_be_checked_nobody_is_held_for_dmarc() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &[]).await;
    house
        .receive(&relayed(&cancellation(), "203.0.113.9", JANE.address))
        .await;
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.last_kind().await, "please-confirm");
}

#[tokio::test]
async fn rule_079_without_a_resolver_a_good_signature_is_not_looked_at() {
    let mut house = House::open(None, &[]).await;
    house.receive(&signed(&cancellation(), "leeds.example")).await;
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.last_kind().await, "please-confirm");
    assert_eq!(house.results(2).await, None);
}

#[tokio::test]
async fn rule_079_where_the_trusted_server_speaks_the_dns_is_not_asked() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &[]).await;
    let asked = dns.asked();
    let judged = [
        b"Authentication-Results: mx.efus.eu; dkim=none\r\n".as_slice(),
        &signed(&cancellation(), "leeds.example"),
    ];
    house.receive(&judged.concat()).await;
    assert_eq!(dns.asked(), asked);
    assert_eq!(house.last_kind().await, "please-confirm");
}

#[tokio::test]
async fn rule_016_a_silent_dns_loses_no_letter_and_leaves_it_unproven() {
    let dns = Dns::start(&RECORDS).await;
    dns.set_silent(true);
    let mut house = House::with_bound(Some(&dns), &[], Duration::ZERO).await;
    assert_eq!(house.results(1).await, None);
    house.receive(&signed(&cancellation(), "leeds.example")).await;
    assert_eq!(house.results(2).await, None);
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.last_kind().await, "please-confirm");
}

#[tokio::test]
async fn rule_016_a_dns_that_was_silent_is_left_alone_for_a_while_and_then_asked_again() {
    let dns = Dns::start(&RECORDS).await;
    let settings = Settings {
        resolver: Resolver::At(dns.address),
        relays: Vec::new(),
        bound: Duration::from_secs(60),
    };
    let verifier = Verifier::new(&settings, "efus.eu").unwrap();
    let (letter, now) = (signed(&cancellation(), "leeds.example"), DateTime::UNIX_EPOCH);
    let letters = [letter.as_slice()];
    dns.set_silent(true);
    let at_once = std::future::ready(());
    assert_eq!(verifier.results_before(&letters, now, at_once).await, [None]);
    // It would answer now, but is not asked.
    dns.set_silent(false);
    let never = std::future::pending();
    assert_eq!(verifier.results_before(&letters, now, never).await, [None]);
    let (later, never) = (now + TimeDelta::minutes(2), std::future::pending());
    let found = verifier.results_before(&letters, later, never).await;
    let found = found[0].as_deref().unwrap();
    assert!(found.contains("dkim=pass header.d=leeds.example"), "{found}");
}

#[tokio::test]
async fn a_resolver_is_told_from_one_that_does_not_answer_before_the_first_letter_comes() {
    let dns = Dns::start(&RECORDS).await;
    let verifier = |bound| {
        let settings = Settings {
            resolver: Resolver::At(dns.address),
            relays: Vec::new(),
            bound,
        };
        Verifier::new(&settings, "efus.eu").unwrap()
    };
    // That it knows no such name is an answer.
    verifier(Duration::from_secs(60)).ask().await.unwrap();
    dns.set_silent(true);
    let error = verifier(Duration::from_millis(10)).ask().await.unwrap_err();
    assert!(error.to_string().contains("does not answer"), "{error}");
}

/// A letter as a list sealed it: nobody checked anything before, and the list says what it likes.
async fn sealed(letter: &[u8], domain: &str, dns: &Dns) -> Vec<u8> {
    let mut server = NameServerConfig::udp(dns.address.ip());
    server.connections[0].port = dns.address.port();
    let config = ResolverConfig::from_name_servers(vec![server]);
    let authenticator = MessageAuthenticator::new(config, ResolverOpts::default()).unwrap();
    let message = AuthenticatedMessage::parse(letter).unwrap();
    let before = authenticator.verify_arc(&message).await;
    let key = Ed25519Key::from_seed_and_public_key(&SEED, &PUBLIC).unwrap();
    let sealer = ArcSealer::from_key(key).domain(domain).selector("desk");
    let says = AuthenticationResults::new(domain);
    let set = sealer
        .headers(["From", "To", "Subject"])
        .seal(&message, &says, &before);
    [set.unwrap().to_header().as_bytes(), letter].concat()
}

#[tokio::test]
async fn rule_080_an_unbroken_seal_of_whoever_passed_it_on_is_noted_and_proves_nothing() {
    let dns = Dns::start(&RECORDS).await;
    let mut house = House::open(Some(&dns), &[]).await;
    let passed_on = sealed(&cancellation(), "evil.example", &dns).await;
    house.receive(&passed_on).await;
    assert_eq!(house.morning().await, [Confirmed]);
    assert_eq!(house.last_kind().await, "please-confirm");
    assert_eq!(house.results(2).await.as_deref(), Some("efus.eu; arc=pass"));
}

/// The letter of RFC 8463, appendix A.3, with both signatures.
const RFC_8463: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
    q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n \
    bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n \
    Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n \
    d=football.example.com; i=@football.example.com;\r\n q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n \
    date : message-id : from : subject : date;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n \
    b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n \
    dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\nFrom: Joe SixPack <joe@football.example.com>\r\n\
    To: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
    Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\nHi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";

#[tokio::test]
async fn rule_079_both_signatures_of_the_standards_own_letter_pass() {
    let dns = Dns::start(&[
        ("brisbane._domainkey.football.example.com", KEY),
        (
            "test._domainkey.football.example.com",
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16\
             JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
        ),
    ])
    .await;
    let mut house = House::open(Some(&dns), &[]).await;
    house.receive(RFC_8463.as_bytes()).await;
    insta::assert_snapshot!(house.results(2).await.unwrap(), @"efus.eu; dkim=pass header.d=football.example.com; dkim=pass header.d=football.example.com; dmarc=none header.from=football.example.com");
}
