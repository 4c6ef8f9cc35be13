//! What is typed or configured wrong: the message tells what happened, where, and what to do; nothing else is done instead.

use super::{CONFIG, at, desk, printed, rsvpd};
use std::fs;

/// The same desk, but replies leave by a mail server whose password is nowhere.
const WITHOUT_PASSWORD: &str = "by = \"smtp\"\nhost = \"smtp.example.org\"\nport = 587\nsecurity = \"starttls\"\n\
    user = \"desk\"\npassword_env = \"RSVPD_TEST_NOWHERE\"\n";

fn told(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_logs_in_nowhere_does_without_passwords() {
    let folder = desk(&[]);
    let config = CONFIG.replace("by = \"folder\"\nfolder = \"replies\"\n", WITHOUT_PASSWORD);
    fs::write(folder.path().join("rsvpd.toml"), config).unwrap();
    assert_eq!(printed(&at(folder.path(), &["queue"])), "Nothing waits for you.");
    let run = at(folder.path(), &["run", "--once"]);
    assert_eq!(run.status.code(), Some(78), "{run:?}");
    let why = "`delivery.password_env`: the environment has no variable `RSVPD_TEST_NOWHERE`: set it";
    assert!(told(&run).contains(why), "{}", told(&run));
}

#[test]
fn letters_are_shown_for_the_configured_event_or_its_mistakes_are_told() {
    let folder = desk(&[]);
    let here = |words: &[&str]| rsvpd(words).current_dir(folder.path()).output().unwrap();
    let event = rsvpd::config::SUMMIT.replace("en = \"Summit of Mayors, Rotterdam\"", "en = \"Port Days\"");
    fs::write(folder.path().join("event.toml"), event).unwrap();
    let shown = printed(&here(&["letters", "receipt", "en"]));
    assert!(shown.contains("Port Days"), "{shown}");
    fs::write(folder.path().join("event.toml"), "date = \"never\"\n").unwrap();
    let refused = here(&["letters", "receipt", "en"]);
    assert_eq!(refused.status.code(), Some(78), "{refused:?}");
    assert!(told(&refused).contains("event.toml:1"), "{}", told(&refused));
}

#[test]
fn every_letter_is_listed_shown_as_text_and_as_a_page_and_found_in_the_gallery_in_six_languages() {
    let folder = desk(&[]);
    let here = |words: &[&str]| rsvpd(words).current_dir(folder.path()).output().unwrap();
    let listed = printed(&here(&["letters"]));
    let kinds: Vec<&str> = listed.lines().take_while(|line| !line.is_empty()).collect();
    assert!(kinds.len() > 30 && kinds.contains(&"offer-expired"), "{listed}");
    let text = printed(&here(&["letters", "offer", "tr"]));
    assert!(
        text.starts_with("Subject: ") && text.contains("Saygılarımızla"),
        "{text}"
    );
    let page = printed(&here(&["letters", "offer", "tr", "--html"]));
    assert!(
        page.starts_with("<!") && page.contains("Saygılarımızla"),
        "{page}"
    );
    let refused = here(&["letters", "offer", "nl"]);
    assert!(
        told(&refused).contains("choose one of en, fr, de, it, ru, tr"),
        "{}",
        told(&refused)
    );

    printed(&here(&["letters", "--gallery", "all.html"]));
    let gallery = fs::read_to_string(folder.path().join("all.html")).unwrap();
    for kind in kinds {
        let rows = gallery.split(&format!("<h2 id=\"{kind}\">")).nth(1).unwrap();
        let rows = rows.split("<h2 ").next().unwrap();
        for language in ["en", "fr", "de", "it", "ru", "tr"] {
            let caption = format!("<figcaption lang=\"{language}\">");
            assert!(rows.contains(&caption), "{kind} in {language}");
        }
    }
}

#[test]
fn a_command_ends_quietly_with_whoever_reads_it() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = rsvpd(&["letters", "confirmation", "en"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(told(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_capacity_that_is_not_too_low_is_not_confirmed() {
    let folder = desk(&[]);
    let lowered = printed(&at(folder.path(), &["lower", "morning=3"]));
    assert_eq!(
        lowered,
        "no capacity is below the seats that are taken: there is nothing to confirm"
    );
}
