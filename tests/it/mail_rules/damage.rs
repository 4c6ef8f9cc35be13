//! Damaged mail is read as far as it can be, and nothing is lost (mail-rules 41–48, 58–61).

use super::{desk, letter, parse};
use rsvpd::message::{ContentKey, Damage, MailboxRole, Message, Origin};

#[test]
fn rule_041_without_message_id_the_content_tells_letters_apart() {
    let one = "From: a@town.example\nDate: Mon, 10 Oct 2016 10:00:00 +0200\nSubject: s\n\nEva comes\n";
    let other = "From: a@town.example\nDate: Mon, 10 Oct 2016 10:00:00 +0200\nSubject: s\n\nKarl comes\n";
    assert_eq!(parse(one).message_id, None);
    assert_ne!(ContentKey::of(one.as_bytes()), ContentKey::of(other.as_bytes()));
}

#[test]
fn rule_042_one_message_id_two_letters_two_keys_and_copies_one() {
    let letter = "Message-ID: <1@x>\nFrom: a@town.example\nSubject: a\n b\n\nEva comes \n\n";
    let copy = "Received: from x\r\n\tby y\r\nDelivered-To: z@efus.eu\r\nMessage-ID: <1@x>\r\nFrom: a@town.example\r\nSubject: a b\r\n\r\nEva comes\r\n";
    let other = "Message-ID: <1@x>\nFrom: a@town.example\nSubject: a b\n\nKarl comes\n";
    assert_eq!(ContentKey::of(letter.as_bytes()), ContentKey::of(copy.as_bytes()));
    assert_ne!(
        ContentKey::of(letter.as_bytes()),
        ContentKey::of(other.as_bytes())
    );
}

#[test]
fn rule_043_message_ids_with_junk_are_accepted() {
    for (field, id) in [
        ("1@x.example", "1@x.example"),
        ("<1@x.example> (added)", "1@x.example"),
        ("junk <1@x.example", "1@x.example"),
        ("<no at sign>", "noatsign"),
    ] {
        let message = parse(format!("Message-ID: {field}\nFrom: a@town.example\n\nx"));
        assert_eq!(message.message_id.as_deref(), Some(id), "{field}");
    }
    let message = parse("In-Reply-To: <a@b> <c@d>\nReferences: <x@y>\n <a@b>\nFrom: a@town.example\n\nx");
    assert_eq!(
        (message.in_reply_to, message.references),
        (
            vec!["a@b".to_owned(), "c@d".to_owned()],
            vec!["x@y".to_owned(), "a@b".to_owned()]
        )
    );
}

#[test]
fn rule_044_an_invalid_recipient_does_not_stop_the_letter() {
    let message = parse("From: a@town.example\nTo: Juan <cristellys@@@efus, ;;<>\nSubject: s\n\nI come\n");
    assert_eq!(message.text, "I come\n");
}

#[test]
fn rule_045_charsets_declared_wrongly_or_not_at_all() {
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("iso-8859-1", "Müller".into(), "Müller"),
        (
            "utf-8",
            encoding_rs::WINDOWS_1252
                .encode("Müller grüßt aus Köln")
                .0
                .into_owned(),
            "Müller grüßt aus Köln",
        ),
        (
            "us-ascii",
            encoding_rs::WINDOWS_1251
                .encode("Прошу зарегистрировать меня на саммит")
                .0
                .into_owned(),
            "Прошу зарегистрировать меня на саммит",
        ),
        (
            "koi8-r",
            encoding_rs::WINDOWS_1251
                .encode("Прошу зарегистрировать меня на саммит")
                .0
                .into_owned(),
            "Прошу зарегистрировать меня на саммит",
        ),
        (
            "windows-1254",
            encoding_rs::WINDOWS_1254
                .encode("Sayın Şükrü Işık")
                .0
                .into_owned(),
            "Sayın Şükrü Işık",
        ),
        (
            "iso-8859-9",
            encoding_rs::WINDOWS_1254.encode("Gülşen Çağlar").0.into_owned(),
            "Gülşen Çağlar",
        ),
        (
            "windows-1257",
            encoding_rs::WINDOWS_1257.encode("Jānis Bērziņš").0.into_owned(),
            "Jānis Bērziņš",
        ),
        ("utf-7", b"Hi+ACE- M+APw-ller".to_vec(), "Hi! Müller"),
        ("iso-2022-jp", b"\x1b$B$3$s\x1b(B".to_vec(), "こん"),
    ];
    for (declared, bytes, text) in cases {
        let mut raw = letter(
            &format!(
                "Subject: s\nContent-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n"
            ),
            "",
        )
        .into_bytes();
        raw.extend_from_slice(&bytes);
        assert_eq!(parse(&raw).text.trim(), text, "declared {declared}");
    }
}

#[test]
fn rule_045_text_that_was_decoded_twice_is_mended() {
    let message = parse(letter(
        "Subject: =?utf-8?Q?Anmeldung_M=C3=83=C2=BCller?=\nContent-Type: text/plain; charset=utf-8\n",
        "JosÃ© GarcÃ\u{ad}a aus KÃ¶ln\n",
    ));
    assert_eq!(message.text, "José García aus Köln\n");
    assert_eq!(message.subject, "Anmeldung Müller");
}

#[test]
fn rule_046_a_file_name_in_a_wrong_charset_keeps_the_file() {
    let message = parse(letter(
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n",
        "--b\n\nx\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=us-ascii''M%F6ller.pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n",
    ));
    let name = message
        .attachments
        .first()
        .and_then(|file| file.name.clone())
        .unwrap_or_default();
    assert!(name.starts_with('M') && name.ends_with("ller.pdf"), "{name}");
}

#[test]
fn rule_047_names_are_readable_however_they_are_encoded() {
    for from in [
        "=?utf-8?Q?J=C3=BCrgen?= =?utf-8?Q?_M=C3=BCller?= <j@town.example>",
        "\"=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?=\" <j@town.example>",
        "=?utf-8?B?SsO8cmdlbiBNw7xsbGVy?= <j@town.example>",
        "=?utf-8?Q?J=C3?= =?utf-8?Q?=BCrgen_M=C3=BCller?= <j@town.example>",
        "=?utf-8?B?SsM=?= =?utf-8?B?vHJnZW4gTcO8bGxlcg==?= <j@town.example>",
        "Jürgen Müller <j@town.example>",
        "=?iso-8859-1?Q?J=FCrgen_M=FCller?= <j@town.example>",
    ] {
        let message = parse(format!("From: {from}\nTo: cristellys@efus.eu\n\nx"));
        let from_name = message.from.clone().and_then(|from| from.name);
        assert_eq!(from_name.as_deref(), Some("Jürgen Müller"), "{from}");
        assert_eq!(
            message.from.map(|from| from.address).as_deref(),
            Some("j@town.example")
        );
    }
    let latin1 =
        parse(b"From: \"J\xfcrgen M\xfcller\" <j@town.example>\nSubject: Gr\xfc\xdfe aus K\xf6ln\n\nx");
    assert_eq!(
        latin1.from.and_then(|from| from.name).as_deref(),
        Some("Jürgen Müller")
    );
    assert_eq!(latin1.subject, "Grüße aus Köln");
}

#[test]
fn rule_048_an_unknown_transfer_encoding_leaves_the_body() {
    let message = parse(letter(
        "Subject: s\nContent-Transfer-Encoding: x-uue\n",
        "I come\n",
    ));
    assert_eq!(message.text, "I come\n");
}

#[test]
fn broken_transfer_encodings_are_read_as_far_as_they_go() {
    let base64 = parse(letter(
        "Subject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
        "SSBjb21lIHdpdGggQW5uYQ=\n-- \n!!\n",
    ));
    assert!(base64.text.starts_with("I come with An"), "{}", base64.text);
    let forgotten = parse(letter(
        "Subject: s\nContent-Type: text/plain; charset=utf-8\n",
        "J=C3=BCrgen M=C3=BCller kommt mit=\n Frau Gr=C3=BCn\n",
    ));
    assert_eq!(forgotten.text, "Jürgen Müller kommt mit Frau Grün\n");
    let broken = parse(letter(
        "Subject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
        "100% =zz J=C3=BCrgen\n",
    ));
    assert!(broken.text.contains("Jürgen"), "{}", broken.text);
}

#[test]
fn rule_058_contradictory_senders_are_held() {
    for header in [
        "From: a@town.example\nFrom: b@town.example\nTo: cristellys@efus.eu\n",
        "From: a@town.example, b@town.example\nTo: cristellys@efus.eu\n",
        "From: a@town.example\nTo: cristellys@efus.eu\nSender: x@evil.example\n",
        "From: a@town.example\nTo: cristellys@efus.eu\nSubject: a\nSubject: b\n",
        "To: cristellys@efus.eu\n",
        "From: undisclosed\nTo: cristellys@efus.eu\n",
    ] {
        let message = parse(format!("{header}\nI come\n"));
        assert!(
            matches!(message.origin, Origin::Held(_)),
            "{header}: {:?}",
            message.origin
        );
    }
}

#[test]
fn rule_059_damaged_headers_are_read() {
    let cases: [&[u8]; 8] = [
        b"From : a@town.example\nSubject : s\n\nI come\n",
        b"From: a@town.example\nthis is no field\nSubject: s\n\nI come\n",
        b"From: a@town.example\n \n folded\nSubject: s\n\nI come\n",
        b"From: a@town.example\rSubject: s\r\rI come\r",
        b"From: a@town.example\nSubject: s\0\n\nI come\n",
        b"From: a@town.example\nSubject: s\nI come\n",
        b"From x@y Mon Oct 10 10:00:00 2016\nFrom: a@town.example\nSubject: s\n\nI come\n",
        b"\n\nFrom: a@town.example\nSubject: s\n\nI come\n",
    ];
    for raw in cases {
        let message = parse(raw);
        assert_eq!(
            message
                .from
                .map(|from| from.address.trim_end_matches(" folded").to_owned())
                .as_deref(),
            Some("a@town.example"),
            "{}",
            String::from_utf8_lossy(raw)
        );
        assert_eq!(
            (message.subject.as_str(), message.text.as_str()),
            ("s", "I come\n"),
            "{}",
            String::from_utf8_lossy(raw)
        );
    }
    let bare = parse("I would like to come.\nAnna\n");
    assert!(bare.damage.contains(&Damage::NoHeader));
    assert_eq!(bare.text, "I would like to come.\nAnna\n");
}

#[test]
fn rule_060_a_subject_is_one_line() {
    let message = parse("From: a@town.example\nSubject: =?utf-8?Q?hello=0D=0ABcc:_x@y.example?=\n\nx");
    assert_eq!(message.subject, "hello Bcc: x@y.example");
}

#[test]
fn rule_061_a_missing_or_impossible_date_is_none() {
    assert_eq!(parse("From: a@town.example\n\nx").date, None);
    assert_eq!(parse("From: a@town.example\nDate: yesterday\n\nx").date, None);
}

#[test]
fn rule_077_the_mailbox_is_where_the_letter_was_delivered() {
    let mailbox = |raw: &str, fetched| Message::parse(raw.as_bytes(), &desk(), fetched).mailbox;
    let both = "From: a@town.example\nTo: cristellys@efus.eu, fontanille@efus.eu\n";
    assert_eq!(
        mailbox(&format!("Delivered-To: fontanille@efus.eu\n{both}\nx"), None),
        MailboxRole::Press
    );
    assert_eq!(
        mailbox(&format!("{both}\nx"), Some(MailboxRole::Press)),
        MailboxRole::Registration
    );
    assert_eq!(
        mailbox("From: a@town.example\nCc: Elsa <Fontanille+x@EFUS.eu>\n\nx", None),
        MailboxRole::Press
    );
    assert_eq!(
        mailbox("From: a@town.example\n\nx", Some(MailboxRole::Press)),
        MailboxRole::Press
    );
    assert_eq!(mailbox("", None), MailboxRole::Registration);
}
