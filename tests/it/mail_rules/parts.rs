//! Which part is the letter, what came with it, and when nothing can be read (mail-rules 49, 57, 62–65).

use super::{in_html, letter, lines, parse};
use rsvpd::message::{Damage, LineKind, Message, Origin};

fn alternative(plain: &str, html: &str) -> Message {
    parse(letter(
        "Subject: s\nContent-Type: multipart/alternative; boundary=b\n",
        &format!(
            "--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--\n"
        ),
    ))
}

#[test]
fn rule_049_the_alternative_with_the_text_is_read() {
    let html =
        "<p>I would like to attend the summit on the ninth of November in Rotterdam, all day long.</p>";
    assert!(alternative("", html).text.contains("ninth of November"));
    assert!(
        alternative("Please view this email in HTML.", html)
            .text
            .contains("ninth of November")
    );
    assert_eq!(alternative("I come.", "<p>I <b>come</b>.</p>").text, "I come.\n");
    let only = parse(letter("Subject: s\nContent-Type: text/html\n", "<p>I come</p>"));
    assert_eq!(only.text, "I come\n");
}

#[test]
fn rule_049_a_table_that_the_plain_text_lost_is_read_from_html() {
    let html = "<table><tr><th>Name</th><th>Role</th><th>Diet</th></tr><tr><td>Eva Klein</td><td>Mayor</td><td></td></tr><tr><td></td><td>Deputy</td><td>vegan</td></tr></table>";
    let message = alternative(
        "Name\n\nRole\n\nDiet\n\nEva Klein\n\nMayor\n\n\n\nDeputy\n\nvegan\n",
        html,
    );
    assert_eq!(
        message.text,
        "Name\tRole\tDiet\nEva Klein\tMayor\n\tDeputy\tvegan\n"
    );
}

#[test]
fn rule_049_question_marks_for_cyrillic_are_not_the_text() {
    let html = "<p>Прошу зарегистрировать меня на саммит мэров девятого ноября</p>";
    let message = alternative("????? ??????????????? ???? ?? ?????? ????? ???????? ??????", html);
    assert!(message.text.contains("зарегистрировать"));
}

#[test]
fn rule_057_flowed_text_soft_hyphens_and_hidden_characters_are_normalised() {
    let flowed = parse(letter(
        "Subject: s\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n",
        "I come to Rotter \ndam with Anna.\n",
    ));
    assert_eq!(flowed.text, "I come to Rotterdam with Anna.\n");
    let hidden = parse(letter(
        "Subject: s\nContent-Type: text/plain; charset=utf-8\n",
        "I\u{a0}can\u{200b}cel for Jose\u{301} Mu\u{ad}ñoz\n",
    ));
    assert_eq!(hidden.text, "I cancel for José Muñoz\n");
    assert!(hidden.damage.contains(&Damage::Disguised));
}

#[test]
fn html_keeps_structure_and_drops_what_is_hidden() {
    let message = in_html(
        "s",
        "<html><head><title>T</title><style>p{}</style></head><body><div style=\"display:none\">preview</div><p>Hello&nbsp;Juan,</p><ul><li>Eva</li><li><p>Karl</p></li></ul>one<br>two<div>three</div><script>x</script><a href=\"mailto:eva@town.example\">e-mail</a></body></html>",
    );
    assert_eq!(
        message.text,
        "Hello Juan,\n- Eva\n- Karl\none\ntwo\nthree\ne-mail eva@town.example\n"
    );
}

#[test]
fn html_layout_tables_keep_their_lines() {
    let message = in_html(
        "s",
        "<table><tr><td><p>Dear Juan,</p><p>I come.</p><p>Two</p><p>Three</p><p>Four</p></td><td><img src=x></td></tr></table>",
    );
    assert_eq!(
        lines(&message, LineKind::Own),
        ["Dear Juan,", "I come.", "Two", "Three", "Four"]
    );
}

#[test]
fn rule_062_what_is_encrypted_is_not_claimed_to_be_read() {
    for part in [
        "application/ms-tnef; name=winmail.dat",
        "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "application/pgp-encrypted",
    ] {
        let message = parse(letter(
            "Subject: s\nContent-Type: multipart/mixed; boundary=b\n",
            &format!("--b\nContent-Type: {part}\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n"),
        ));
        assert!(message.damage.contains(&Damage::Encrypted), "{part}");
        assert!(!matches!(message.origin, Origin::Person(_)), "{part}");
    }
    let pgp = parse(letter(
        "Subject: s\n",
        "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n",
    ));
    assert!(pgp.damage.contains(&Damage::Encrypted));
}

#[test]
fn rule_063_pictures_and_calendars_are_no_text() {
    let picture = parse(letter(
        "Subject: \nContent-Type: image/png; name=form.png\nContent-Transfer-Encoding: base64\n",
        "iVBORw0KGgo=\n",
    ));
    assert!(picture.damage.contains(&Damage::Empty));
    assert_eq!(picture.attachments.len(), 1);
    let calendar = parse(letter(
        "Subject: Invitation\nContent-Type: text/calendar; method=REQUEST\n",
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n",
    ));
    assert!(
        calendar
            .calendar
            .is_some_and(|text| text.starts_with("BEGIN:VCALENDAR"))
    );
    assert!(calendar.damage.contains(&Damage::Empty));
}

#[test]
fn rule_064_names_of_attachments_are_safe_and_logos_apart() {
    let message = parse(letter(
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n",
        "--b\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<p>I come</p>\n--r\nContent-Type: image/png; name=logo.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\nAAAA\n--r--\n--b\nContent-Type: application/pdf; name=\"../../x.pdf\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n",
    ));
    let seen: Vec<_> = message
        .attachments
        .iter()
        .map(|file| (file.name.as_deref(), file.inline))
        .collect();
    assert_eq!(seen, [(Some("logo.png"), true), (Some("x.pdf"), false)]);
}

#[test]
fn rule_065_archives_are_only_listed() {
    let message = parse(letter(
        "Subject: s\nContent-Type: multipart/mixed; boundary=b\n",
        "--b\n\nI come\n--b\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--b--\n",
    ));
    assert_eq!(
        message
            .attachments
            .first()
            .map(|file| (file.media_type.as_str(), file.size)),
        Some(("application/zip", 4))
    );
    assert_eq!(message.text, "I come\n");
}
