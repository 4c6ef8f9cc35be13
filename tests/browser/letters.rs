//! Letters as organisers see them: what arrived, harmless and whole, and what would leave, in every language.

use super::client::Client;
use super::page::{Page, tell};
use super::stage::{Stage, letter};
use chrono::TimeDelta;
use rsvpd::language::ReplyLanguage;
use rsvpd::reply::ReplyKind;
use rsvpd::web::Role;

/// A letter that would do something to whoever looks at it, with a file and a quotation.
const HOSTILE: &str = "From: Mallory <mallory@town.example>\r\nTo: cristellys@efus.eu\r\nSubject: Registration \
    <script>alert(1)</script>\r\nDate: Mon, 10 Oct 2016 09:00:00 +0200\r\nMessage-ID: <hostile@town.example>\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; \
    charset=utf-8\r\n\r\n<p>Dear Sir,</p><p>who may come to the Summit? <script>alert(2)</script>\
    <img src=\"https://elsewhere.example/seen.png\"><b onclick=\"alert(3)\">Mallory Hill</b></p>\
    <blockquote type=\"cite\"><p>On 1 October 2016 somebody wrote:</p><p>an older letter</p></blockquote>\r\n\
    --b\r\nContent-Type: application/pdf; name=\"list.pdf\"\r\nContent-Disposition: attachment; \
    filename=\"list.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n";

#[tokio::test]
async fn a_hostile_letter_is_words_and_names_of_files_and_can_be_had_as_it_came() {
    let mut stage = Stage::set(&[]).await;
    stage.receive(HOSTILE.as_bytes()).await;
    stage.user("ana", &[Role::See]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let original = ana.get("/letters/1/original").await;
    assert_eq!(original.text, HOSTILE);
    assert_eq!(
        (
            original.field("content-type"),
            original.field("content-disposition")
        ),
        (
            "application/octet-stream",
            "attachment; filename=\"letter-1.eml\""
        )
    );
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/letters/1").await;
        page.read("Mallory Hill").await;
        page.read("list.pdf").await;
        page.check("a hostile letter").await;
        assert_eq!(
            page.count("main script, main img, main iframe, main [onclick]")
                .await,
            0
        );
        assert_eq!(
            page.count("details.folded:not([open])").await,
            1,
            "what is quoted is folded"
        );
        let shown = page.text(".letter .block").await;
        assert!(!shown.contains("an older letter"), "{shown}");
        // Nothing that the page loads comes from elsewhere.
        let elsewhere = "performance.getEntriesByType('resource').filter((one) => !one.name.startsWith(location.origin)).length";
        assert_eq!(page.ask(elsewhere).await, 0);
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn every_kind_of_letter_is_shown_in_every_language_as_it_would_leave() {
    let stage = Stage::set(&[]).await;
    stage.user("ana", &[Role::See]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    for kind in ReplyKind::ALL {
        let page = ana.get(&format!("/settings/letters?kind={}", kind.name())).await;
        for language in ReplyLanguage::ALL {
            let samples = stage.desk.samples(kind, language).unwrap();
            let begins = format!("<div class=\"words whole\" lang=\"{}\">", language.code());
            assert_eq!(
                page.text.matches(&begins).count(),
                samples.len(),
                "{} {}",
                kind.name(),
                language.code()
            );
        }
    }
}

#[tokio::test]
async fn a_decision_can_be_taken_back_for_as_long_as_the_configuration_says() {
    let mut stage = Stage::set(&["en-015"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let slow = stage.with_undo_for(TimeDelta::minutes(10)).await;
    let ana = Client::signed_in(&slow, "ana").await;
    let waits = ana.get("/decide").await.between("href=\"/letters/", "\"");
    let path = format!("/letters/{waits}");
    let look = ana.get(&format!("{path}?act=refuse")).await;
    assert!(
        look.text.contains("Can be taken back for 10 minutes."),
        "{}",
        look.text
    );
    let version = look.between("name=\"version\" value=\"", "\"");
    let refusal = [("act", "refuse"), ("version", version.as_str())];
    let sent = stage.sent();
    assert_eq!(ana.post(&format!("{path}/decide"), &refusal).await.status, 303);
    stage.wait(TimeDelta::minutes(9)).await;
    assert_eq!(stage.sent(), sent, "it still waits");
    let undone = async |client: &Client| client.post(&format!("{path}/undo"), &[]).await;
    assert_eq!(
        undone(&ana).await.field("location"),
        format!("{path}?undone=done")
    );
    let look = ana.get(&format!("{path}?act=refuse")).await;
    let version = look.between("name=\"version\" value=\"", "\"");
    let refusal = [("act", "refuse"), ("version", version.as_str())];
    ana.post(&format!("{path}/decide"), &refusal).await;
    stage.wait(TimeDelta::minutes(10)).await;
    assert_eq!(stage.sent(), sent + 1, "it left");
    assert_eq!(
        undone(&ana).await.field("location"),
        format!("{path}?undone=too-late")
    );
    let page = ana.get(&format!("{path}?undone=too-late")).await;
    assert!(page.text.contains("Too late to take back"), "{}", page.text);
}

#[tokio::test]
async fn a_sample_letter_is_read_as_flowing_text_where_it_would_leave() {
    let mut stage = Stage::set(&[]).await;
    stage.receive(&letter("en-015")).await;
    stage.user("ana", &[Role::Decide]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let page = ana.get("/letters/1?act=waitlist").await;
    let words = page.between("<textarea name=\"words\"", "</textarea>");
    let longest = words.lines().map(|line| line.chars().count()).max();
    assert!(longest > Some(76), "no line is broken for its width: {words}");
}
