//! The commands as a person types them: what they print and how they end.

mod exports;
mod first_run;
mod mistakes;
mod reading;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const QUEUE_FILTERS: [(&str, &str); 2] = [(r"RTM-[0-9A-Z]{6}", "RTM-XXXXXX"), (r" +\d+ m ", "   0 m ")];
const EXPORT_FILTERS: [(&str, &str); 2] = [
    (r"RTM-[0-9A-Z]{6}", "RTM-XXXXXX"),
    (r"20\d\d-\d\d-\d\dT[0-9:.]+\+00:00", "RECEIVED"),
];

const CONFIG: &str = r#"
event = "event.toml"
[[mailbox]]
name = "registration"
role = "registration"
source = "maildir"
path = "registration"
[[mailbox]]
name = "press"
role = "press"
source = "maildir"
path = "press"
[delivery]
by = "folder"
folder = "replies"
"#;

/// A desk on two Maildirs, with these letters in the first.
fn desk(letters: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.path().join("registration").join(part)).unwrap();
        fs::create_dir_all(folder.path().join("press").join(part)).unwrap();
    }
    let in_time = rsvpd::config::SUMMIT.replace("\"2016-11", "\"2099-11");
    fs::write(folder.path().join("event.toml"), in_time).unwrap();
    fs::write(folder.path().join("rsvpd.toml"), CONFIG).unwrap();
    for (number, letter) in letters.iter().enumerate() {
        let place = folder.path().join("registration/new").join(number.to_string());
        fs::write(place, letter).unwrap();
    }
    folder
}

const CLEAR: &str = "From: Jane Smith <jane.smith@leeds.example>\nTo: cristellys@efus.eu\nSubject: Registration\n\
    Message-ID: <1@leeds.example>\n\nDear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam \
    on 9 November. I will attend the morning session and the afternoon session.\n\nKind regards,\n\nJane Smith\n";

const QUESTION: &str = "From: Tom Hill <tom.hill@york.example>\nTo: cristellys@efus.eu\nSubject: A question\n\
    Message-ID: <2@york.example>\n\nDear Mr Cristellys,\n\nCould you tell me whether lunch is served at the Summit?\n\n\
    Kind regards,\n\nTom Hill\n";

fn rsvpd(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsvpd"));
    command
        .args(words)
        .env_remove("RSVPD_CONFIG")
        .env_remove("RSVPD_LOG")
        .env_remove("COLUMNS");
    command
}

fn at(folder: &Path, words: &[&str]) -> Output {
    let config = folder.join("rsvpd.toml");
    rsvpd(&[&["--config", config.to_str().unwrap()], words].concat())
        .output()
        .unwrap()
}

/// What a command that ends well prints, without blanks at line ends.
fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[test]
fn the_help_tells_all_commands_with_examples_and_exit_statuses() {
    let help = rsvpd(&["--help"]).output().unwrap();
    insta::assert_snapshot!(printed(&help), @r"
    A registration desk that works by e-mail.

    People write to an event's mailboxes in their own words and language. rsvpd keeps every message,
    understands what it asks, registers within the capacity, answers in the writer's language, and shows
    organisers what it left for them.

    Usage: rsvpd [OPTIONS] <COMMAND>

    Commands:
      demo       Show the whole desk at work on sample letters of the Summit, with nothing to install
                 and no network
      run        Watch the mailboxes, decide and answer; until stopped, or one round with --once
      read       Show how letters are understood: every value marked at its place
      check      Check configuration, templates and lexicon; with --connect also log in everywhere
      authorise  Sign in once at a provider that takes no passwords from programs (Microsoft 365,
                 Google)
      queue      List what waits for a person
      show       Show everything known of one request
      decide     Decide one request that waits for a person
      press      List the press requests: papers, persons of the medium, and what became of interviews
                 and filming
      announce   Tell everybody that the event changed, moved or is cancelled; first it shows what would
                 leave
      letters    Show the letters that the desk writes, from samples: a list, one kind, or all on one
                 page
      forget     Erase everything of an address: letters, persons, replies, notes; first it shows what
                 that is
      prefer     Put a waiting party before or behind the others of a session
      lower      Confirm a capacity below the taken seats; `run` names how many are too many
      resume     Let the replies of a mailbox leave that were held at the limit of automatic answers,
                 and answer on
      release    Let one reply leave that was held, refused, uncertain or only drafted; `queue` lists
                 these with their numbers
      hold       Keep back one reply that has not left
      export     Write registrations, a list, or a sheet for the day: CSV, XLSX, PDF, vCard or iCalendar
      user       Let somebody into the organisers' console, or list who is
      migrate    Bring the database to this version's form; `run` does it by itself
      health     Exit 0 if the configuration can be used and the database answers, for a container's
                 HEALTHCHECK
      help       Print this message or the help of the given subcommand(s)

    Options:
      -c, --config <FILE>
              The configuration; without it ./rsvpd.toml, then config/rsvpd.toml

              [env: RSVPD_CONFIG=]

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Examples:
      rsvpd demo                        see the whole desk at work, with nothing installed
      rsvpd read letter.eml             how one letter is understood
      rsvpd check --connect             is everything configured and reachable?
      rsvpd run                         watch the mailboxes and answer, until stopped
      rsvpd run --once                  one round, for cron: 0 all done, 75 try again later
      rsvpd queue                       what waits for a person
      rsvpd decide RTM-7K3Q9B confirm   say yes to one request

    Exit status:
      0   done    1  failed, the message says what to do    2  the command line is not understood
      75  try again later: something could not be reached   78  the configuration has mistakes
    ");
}

#[test]
fn check_finds_nothing_wrong_with_what_is_shipped() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("rsvpd.toml");
    fs::write(&config, rsvpd::config::EXAMPLE).unwrap();
    fs::write(folder.path().join("event.toml"), rsvpd::config::SUMMIT).unwrap();
    let mut command = rsvpd(&["check", "--config", config.to_str().unwrap()]);
    for secret in ["REGISTRATION", "PRESS", "SMTP"] {
        command.env(format!("RSVPD_{secret}_PASSWORD"), "secret");
    }
    insta::with_settings!({filters => vec![(r"\d+ languages", "N languages")]}, {
        insta::assert_snapshot!(printed(&command.output().unwrap()), @r"
        ok    configuration: 2 mailboxes
        ok    lexicon: N languages
        ok    templates: every letter in every language
        ");
    });
    // Without its secrets it tells each.
    let output = rsvpd(&["check", "--config", config.to_str().unwrap()])
        .env_remove("RSVPD_SMTP_PASSWORD")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(78));
    assert!(String::from_utf8_lossy(&output.stderr).contains("RSVPD_SMTP_PASSWORD"));
}

#[test]
fn queue_and_export_show_what_a_round_left() {
    let folder = desk(&[CLEAR, QUESTION]);
    insta::assert_snapshot!(printed(&at(folder.path(), &["queue"])), @"Nothing waits for you.");
    let round = at(folder.path(), &["run", "--once"]);
    insta::assert_snapshot!(printed(&round), @"kept 2, settled 2, delivered 2, to be tried again 0, refused 0, uncertain 0");
    insta::with_settings!({filters => QUEUE_FILTERS.to_vec()}, {
        insta::assert_snapshot!(printed(&at(folder.path(), &["queue"])), @r"
        reference      age  intent       lang who                                why
        RTM-XXXXXX   0 m  question     en   Tom Hill                           what it wants is decided by a person; questions and data requests are answered by a person; asks something that the confirmation does not answer

        `rsvpd show REF` tells all of one; `rsvpd decide REF confirm|waitlist|refuse` decides it.
        ");
    });
    let queue = printed(&at(folder.path(), &["queue", "--json"]));
    let row: serde_json::Value = serde_json::from_str(&queue).unwrap();
    assert_eq!((&row["number"], &row["intent"]), (&2.into(), &"question".into()));

    let exported = printed(&at(folder.path(), &["export"]));
    insta::with_settings!({filters => EXPORT_FILTERS.to_vec()}, {
        insta::assert_snapshot!(exported.trim_start_matches('\u{feff}'), @r#"
        "reference","outcome","name","organisation","role","city","country","e-mail","phone","language","interpretation","diet","access","contact name","contact address","received","contact role","morning","study-visit","afternoon"
        "RTM-XXXXXX","decided","Jane Smith","","","","","jane.smith@leeds.example","","en","","","","Jane Smith","jane.smith@leeds.example","RECEIVED","attends","confirmed","","confirmed"
        "#);
    });
    assert_eq!(fs::read_dir(folder.path().join("replies")).unwrap().count(), 2);
}

#[test]
fn exit_statuses_tell_scripts_how_it_went() {
    let folder = desk(&[]);
    let status = |words: &[&str]| at(folder.path(), words).status.code();
    assert_eq!(status(&["run", "--once"]), Some(0));
    assert_eq!(status(&["health"]), Some(0));
    assert_eq!(status(&["migrate"]), Some(0));
    assert_eq!(status(&["show", "RTM-AAAAAA"]), Some(1));
    assert_eq!(status(&["resume", "lunch"]), Some(1));
    assert_eq!(status(&["nonsense"]), Some(2));
    fs::write(folder.path().join("rsvpd.toml"), "surprise = 1\n").unwrap();
    assert_eq!(status(&["health"]), Some(78));
}

#[test]
fn rule_058_forget_shows_what_is_held_and_erases_it_only_when_it_is_meant() {
    let folder = desk(&[CLEAR, QUESTION]);
    printed(&at(folder.path(), &["run", "--once"]));
    let forget = |words: &[&str]| {
        printed(&at(
            folder.path(),
            &[&["forget", "Jane.Smith@leeds.example"], words].concat(),
        ))
    };
    let shown = forget(&[]);
    assert!(shown.contains("Held: 1 requests (RTM-"), "{shown}");
    assert!(shown.contains("Nothing was erased"), "{shown}");
    assert!(printed(&at(folder.path(), &["export"])).contains("Jane Smith"));
    let done = forget(&["--yes", "--user", "Juan"]);
    assert!(done.contains("2 places were given up"), "{done}");
    // The letter about it leaves, and then nothing is left of her; the other guest stays.
    printed(&at(folder.path(), &["run", "--once"]));
    let exported = printed(&at(folder.path(), &["export"]));
    assert!(
        !exported.contains("Jane") && !exported.contains("leeds.example"),
        "{exported}"
    );
    let shown = printed(&at(folder.path(), &["show", "1"]));
    assert!(
        !shown.contains("Jane") && !shown.contains("leeds.example"),
        "{shown}"
    );
    assert!(printed(&at(folder.path(), &["show", "2"])).contains("Tom Hill"));
    let again = at(folder.path(), &["forget", "jane.smith@leeds.example", "--yes"]);
    assert_eq!(again.status.code(), Some(1));
}

#[test]
fn rule_102_health_names_a_mailbox_that_cannot_be_reached_until_it_can() {
    let folder = desk(&[CLEAR]);
    let health = || printed(&at(folder.path(), &["health"]));
    printed(&at(folder.path(), &["run", "--once"]));
    assert_eq!(health(), "");
    let (mailbox, aside) = (folder.path().join("registration"), folder.path().join("aside"));
    fs::rename(&mailbox, &aside).unwrap();
    assert_ne!(at(folder.path(), &["run", "--once"]).status.code(), Some(0));
    let told = health();
    assert!(
        told.starts_with("mailbox registration cannot be reached since "),
        "{told}"
    );
    fs::rename(&aside, &mailbox).unwrap();
    printed(&at(folder.path(), &["run", "--once"]));
    assert_eq!(health(), "");
}

#[test]
fn rule_103_every_letter_of_the_demo_has_one_end_and_every_reply_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("demo");
    let output = rsvpd(&["demo", "--folder", place.to_str().unwrap()])
        .output()
        .unwrap();
    let text = printed(&output);
    let number = |line: &str| {
        line.split_whitespace()
            .next()
            .and_then(|word| word.parse::<usize>().ok())
    };
    let sum = |heading: &str| -> usize {
        let rows = text.split(heading).nth(1).unwrap().lines().skip(1);
        rows.take_while(|line| !line.is_empty()).filter_map(number).sum()
    };
    let kept = text
        .lines()
        .find(|line| line.ends_with("messages kept, each with one end:"));
    let kept = number(kept.unwrap()).unwrap();
    assert_eq!(sum("messages kept, each with one end:"), kept, "{text}");
    assert!(kept > 100 && !text.contains("not yet settled"), "{text}");
    let files = fs::read_dir(place.join("replies")).unwrap().count();
    assert_eq!(sum("Replies by kind and language:"), files, "{text}");
    assert!(place.join("rsvpd.db").exists());
}
