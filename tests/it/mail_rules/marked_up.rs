//! Old letters that a client's markup tells, and letters inside letters, whatever the language of their headings.

use super::{about, in_html, letter, lines, parse};
use rsvpd::message::{LineKind, Message};

const OWN: &str = "I come, thank you.";
const OLD: &str = "Dear Anna, please tell us by Friday.";

fn first_writer(message: &Message) -> Option<&str> {
    let forward = message.forward.as_ref()?;
    forward.from.as_ref().map(|from| from.address.as_str())
}

/// A part of a multipart letter.
fn part(kind: &str, content: &str) -> String {
    format!("--b\nContent-Type: {kind}\n\n{content}\n")
}

fn with_parts(subject: &str, parts: &[String]) -> Message {
    parse(letter(
        &format!("Subject: {subject}\nContent-Type: multipart/mixed; boundary=b\n"),
        &format!("{}--b--\n", parts.concat()),
    ))
}

#[test]
fn rule_055_containers_that_clients_mark_are_quoted_without_any_heading() {
    for open in [
        "<div class=\"ydp1yahoo_quoted\">",
        "<div name=\"quote\" style=\"border-left:2px solid #C3D9E5\">",
        "<div id=\"x_mail-editor-reference-message-container\">",
        "<div id=\"ms-outlook-mobile-reference-message\">",
        "<span id=\"OLK_SRC_BODY_SECTION\">",
        "<div class=\"zmail_extra\">",
        "<div id=\"isReplyContent\">",
        "<blockquote>",
        "<blockquote class=\"gmail_quote\">",
        "<blockquote type=\"cite\">",
    ] {
        let close = if open.starts_with("<blockquote") {
            "</blockquote>"
        } else if open.starts_with("<span") {
            "</span>"
        } else {
            "</div>"
        };
        let message = in_html(
            "Re: Summit",
            &format!("<p>{OWN}</p>{open}<p>{OLD}</p><p>Juan</p>{close}<p>Anna</p>"),
        );
        assert_eq!(lines(&message, LineKind::Own), [OWN, "Anna"], "in {open}");
        assert_eq!(lines(&message, LineKind::Quoted), [OLD, "Juan"], "in {open}");
    }
}

#[test]
fn rule_055_outlook_marks_its_heading_whatever_language_it_is_in() {
    let headings = [
        "<b>发件人:</b> Juan &lt;cristellys@efus.eu&gt;<br><b>发送时间:</b> 2016年10月18日 10:02<br><b>主题:</b> Summit",
        "<b>გამომგზავნი:</b> Juan &lt;juan@else.example&gt;<br><b>თარიღი:</b> 18.10.2016",
        "<b>Lähettäjä:</b> Juan &lt;juan@else.example&gt;<br><b>Lähetetty:</b> tiistai 18. lokakuuta 2016 10.02<br><b>Aihe:</b> Summit",
    ];
    for heading in headings {
        let message = in_html(
            "Re: Summit",
            &format!(
                "<div>{OWN}</div><hr><div id=\"divRplyFwdMsg\">{heading}</div><div>{OLD}</div><div>Juan</div>"
            ),
        );
        assert_eq!(lines(&message, LineKind::Own), [OWN], "under {heading}");
        assert_eq!(
            lines(&message, LineKind::Quoted),
            [OLD, "Juan"],
            "under {heading}"
        );
        assert!(message.forward.is_none());
    }
}

#[test]
fn rule_053_a_marked_heading_of_a_forwarded_letter_names_its_writer() {
    let message = in_html(
        "FW: Summit",
        "<div>See below.</div><div id=\"divRplyFwdMsg\"><b>გამომგზავნი:</b> Eva Klein &lt;eva@town.example&gt;<br><b>თარიღი:</b> 18.10.2016</div>\
         <div>I would like to come.</div><div>Eva Klein</div>",
    );
    assert_eq!(
        lines(&message, LineKind::Forwarded),
        ["I would like to come.", "Eva Klein"]
    );
    assert_eq!(lines(&message, LineKind::Own), ["See below."]);
    assert_eq!(first_writer(&message), Some("eva@town.example"));
}

#[test]
fn rule_053_apple_puts_the_whole_forwarded_letter_into_a_quotation() {
    let heading = "<div>Begin forwarded message:</div><div><b>From: </b>Eva Klein &lt;eva@town.example&gt;</div>\
                   <div><b>Subject: </b>Summit</div><div><b>Date: </b>18 October 2016 at 10:02:11 CEST</div>\
                   <div><b>To: </b>Anna &lt;anna@town.example&gt;</div>";
    let message = in_html(
        "Fwd: Summit",
        &format!(
            "<div>For you.</div><blockquote type=\"cite\">{heading}<div>I would like to come.</div></blockquote>"
        ),
    );
    assert_eq!(lines(&message, LineKind::Forwarded), ["I would like to come."]);
    assert_eq!(lines(&message, LineKind::Own), ["For you."]);
    assert_eq!(first_writer(&message), Some("eva@town.example"));
    // Marks without the words above them.
    let message = about(
        "Fwd: Summit",
        "For you.\n\n> From: Eva Klein <eva@town.example>\n> Sent: 18 October 2016 10:02\n> To: Anna\n> Subject: Summit\n>\n> I would like to come.\n",
    );
    assert_eq!(lines(&message, LineKind::Forwarded), ["I would like to come."]);
    assert_eq!(first_writer(&message), Some("eva@town.example"));
}

#[test]
fn rule_054_what_an_answer_quotes_of_a_forwarded_letter_stays_quoted() {
    let message = about(
        "Re: Fwd: Summit",
        "I come.\n\n> Begin forwarded message:\n>\n> From: Eva Klein <eva@town.example>\n> Subject: Summit\n> Date: 18 October 2016\n> To: Anna\n>\n> I would like to come.\n",
    );
    assert!(lines(&message, LineKind::Forwarded).is_empty());
    assert_eq!(lines(&message, LineKind::Own), ["I come."]);
}

/// A message as it is attached.
fn message(from: &str, subject: &str, text: &str) -> String {
    format!("From: {from}\nTo: anna@town.example\nSubject: {subject}\n\n{text}")
}

#[test]
fn rule_052_letters_enclosed_in_each_other_are_opened_to_the_first_writer() {
    let first = message(
        "Eva Klein <eva@town.example>",
        "Summit",
        "I would like to come.\nEva Klein",
    );
    let inner = format!(
        "From: Paul Roux <paul@town.example>\nSubject: Fwd: Summit\nContent-Type: multipart/mixed; boundary=c\n\n\
         --c\nContent-Type: text/plain\n\nAnna, please look.\n--c\nContent-Type: message/rfc822\n\n{first}\n--c--"
    );
    let twice = with_parts(
        "Fwd: Fwd: Summit",
        &[
            part("text/plain", "For you, Juan."),
            part("message/rfc822", &inner),
        ],
    );
    assert_eq!(lines(&twice, LineKind::Own), ["For you, Juan."]);
    assert_eq!(
        lines(&twice, LineKind::Forwarded),
        ["Anna, please look.", "I would like to come.", "Eva Klein"]
    );
    assert_eq!(first_writer(&twice), Some("eva@town.example"));
    assert_eq!(
        twice.from.as_ref().map(|from| from.address.as_str()),
        Some("anna@town.example")
    );
}

#[test]
fn rule_052_what_a_whole_letter_encloses_is_only_quoted() {
    let first = message(
        "Eva Klein <eva@town.example>",
        "Summit",
        "I would like to come.\nEva Klein",
    );
    let long =
        "Dear Mr Cristellys, I register Paul Roux and Carl Berg of our office for the Summit. ".repeat(4);
    let brings = with_parts(
        "Fwd: Summit",
        &[part("text/plain", &long), part("message/rfc822", &first)],
    );
    assert!(lines(&brings, LineKind::Forwarded).is_empty());
    assert_eq!(
        lines(&brings, LineKind::Quoted),
        ["I would like to come.", "Eva Klein"]
    );
}

/// A part as webmailers attach a saved letter: a file, its type unknown.
fn file(name: &str, content: &str) -> String {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(content);
    let lines: Vec<String> = encoded
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!(
        "--b\nContent-Type: application/octet-stream; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n{}\n",
        lines.join("\n")
    )
}

#[test]
fn rule_052_a_letter_attached_as_a_file_is_opened() {
    let first = message(
        "Eva Klein <eva@town.example>",
        "Summit",
        "I would like to come.\nEva Klein",
    );
    for kind in [
        file("Summit.eml", &first),
        file("SUMMIT.EML", &first.replace('\n', "\r\n")),
    ] {
        let brings = with_parts("Fwd: Summit", &[part("text/plain", "For you, Juan."), kind]);
        assert_eq!(lines(&brings, LineKind::Own), ["For you, Juan."]);
        assert_eq!(
            lines(&brings, LineKind::Forwarded),
            ["I would like to come.", "Eva Klein"]
        );
        assert_eq!(first_writer(&brings), Some("eva@town.example"));
        assert_eq!(brings.attachments.len(), 1);
        assert_eq!(brings.attachments[0].media_type, "message/rfc822");
    }
    // As text, which some attach it as.
    let text = format!(
        "--b\nContent-Type: text/plain; name=\"a.eml\"\nContent-Disposition: attachment\n\n{first}\n"
    );
    let brings = with_parts("Fwd: Summit", &[part("text/plain", "For you, Juan."), text]);
    assert_eq!(first_writer(&brings), Some("eva@town.example"));
    // What only bears the name of a letter stays a file that nobody opened.
    let stub = with_parts(
        "Fwd: Summit",
        &[
            part("text/plain", "For you, Juan."),
            file("Summit.eml", "\u{1}\u{2}no letter"),
        ],
    );
    assert!(stub.forward.is_none());
    assert_eq!(stub.attachments[0].media_type, "application/octet-stream");
}

#[test]
fn rule_051_letters_attached_in_each_other_as_files_are_read_to_a_limit() {
    let mut inner = message("Eva Klein <eva@town.example>", "Summit", "The first.");
    for level in 0..12 {
        inner = format!(
            "From: Paul Roux <paul@town.example>\nSubject: Fwd: Summit\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\nLevel {level}.\n{}--b--\n",
            file("letter.eml", &inner)
        );
    }
    let deep = with_parts(
        "Fwd: Summit",
        &[part("text/plain", "Look."), file("letter.eml", &inner)],
    );
    assert!(deep.damage.contains(&rsvpd::message::Damage::TooMuch));
    assert!(lines(&deep, LineKind::Forwarded).len() <= 6, "{}", deep.text);
}

#[test]
fn rule_051_letters_enclosed_without_end_are_read_to_a_limit() {
    let mut inner = message("Eva Klein <eva@town.example>", "Summit", "The first.");
    for level in 0..12 {
        inner = format!(
            "From: Paul Roux <paul@town.example>\nSubject: Fwd: Summit\nContent-Type: multipart/mixed; boundary=c{level}\n\n\
             --c{level}\nContent-Type: text/plain\n\nLevel {level}.\n--c{level}\nContent-Type: message/rfc822\n\n{inner}\n--c{level}--\n"
        );
    }
    let deep = with_parts(
        "Fwd: Summit",
        &[part("text/plain", "Look."), part("message/rfc822", &inner)],
    );
    assert!(deep.damage.contains(&rsvpd::message::Damage::TooMuch));
    assert!(lines(&deep, LineKind::Forwarded).len() <= 6, "{}", deep.text);
}
