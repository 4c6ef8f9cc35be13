//! Letters in Maildirs, mbox files and folders.

use super::{drain, letter, mailbox, subjects};
use rsvpd::mailbox::{
    AfterFile, Defect, FilesSettings, FirstStart, Ledger, Mailbox, MaildirSettings, Retry, SourceSettings,
    Wake,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(50);

fn maildir(folder: &Path, after: AfterFile, first_start: FirstStart) -> Mailbox {
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let (path, poll_every) = (folder.to_owned(), Duration::from_millis(5));
    mailbox(
        SourceSettings::Maildir(MaildirSettings {
            path,
            after,
            size_limit: 1000,
            poll_every,
        }),
        first_start,
    )
}

fn files(paths: Vec<PathBuf>) -> Mailbox {
    let poll_every = Duration::from_millis(5);
    mailbox(
        SourceSettings::Files(FilesSettings {
            paths,
            size_limit: 1000,
            poll_every,
        }),
        FirstStart::All,
    )
}

/// Writes a file whose time is so many seconds after the start of November 2016.
fn put(path: &Path, raw: &[u8], seconds: u64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, raw).unwrap();
    let time = std::time::UNIX_EPOCH + Duration::from_secs(1_477_958_400 + seconds);
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

#[tokio::test]
async fn a_maildir_is_read_in_the_order_of_arrival_and_known_by_its_unique_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    put(&path("cur/1.a:2,S"), &letter("second"), 20);
    put(&path("new/2.b"), &letter("first"), 10);
    put(&path("new/3.c"), &letter("third"), 30);
    put(&path("tmp/4.d"), &letter("half written"), 1);
    put(
        &path("new/5.e"),
        &[letter("large"), vec![b'x'; 2000]].concat(),
        40,
    );
    let (mut mailbox, mut ledger) = (
        maildir(folder.path(), AfterFile::Seen, FirstStart::All),
        Ledger::default(),
    );
    let arrivals = drain(&mut mailbox, &mut ledger).await.unwrap();
    assert_eq!(subjects(&arrivals), ["first", "second", "third", "large"]);
    assert_eq!(arrivals[0].received_at.to_rfc3339(), "2016-11-01T00:00:10+00:00");
    assert_eq!(arrivals[3].defect, Some(Defect::TooLarge));

    let places: Vec<_> = arrivals.iter().map(|arrival| arrival.place.clone()).collect();
    mailbox.done(&places).await.unwrap();
    mailbox.done(&places).await.unwrap();
    assert!(
        ["1.a:2,S", "2.b:2,S", "3.c:2,S"]
            .iter()
            .all(|name| path("cur").join(name).exists())
    );
    assert_eq!(
        drain(&mut mailbox, &mut ledger).await.unwrap(),
        [],
        "moved files keep their names"
    );
}

#[tokio::test]
async fn a_maildir_tells_of_new_letters() {
    let folder = tempfile::tempdir().unwrap();
    let (mut mailbox, mut ledger) = (
        maildir(folder.path(), AfterFile::Nothing, FirstStart::All),
        Ledger::default(),
    );
    assert_eq!(drain(&mut mailbox, &mut ledger).await.unwrap(), []);
    assert_eq!(
        mailbox.wait(Duration::from_millis(20)).await.unwrap(),
        Wake::Timeout
    );
    put(&folder.path().join("new/1.a"), &letter("new"), 1);
    assert_eq!(mailbox.wait(LONG).await.unwrap(), Wake::News);
    assert_eq!(
        subjects(&drain(&mut mailbox, &mut ledger).await.unwrap()),
        ["new"]
    );
}

#[tokio::test]
async fn rule_028_a_maildir_may_begin_with_what_comes_from_now_on() {
    let folder = tempfile::tempdir().unwrap();
    let open = || maildir(folder.path(), AfterFile::Nothing, FirstStart::New);
    let mut ledger = Ledger::default();
    assert_eq!(drain(&mut open(), &mut ledger).await.unwrap(), []);
    put(&folder.path().join("new/1.a"), &letter("first"), 1);
    assert_eq!(
        subjects(&drain(&mut open(), &mut ledger).await.unwrap()),
        ["first"]
    );
}

#[tokio::test]
async fn folders_mboxes_and_single_files_are_read_as_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    put(&path("letters/b.eml"), &letter("b"), 1);
    put(&path("letters/a.eml"), &letter("a"), 2);
    put(&path("letters/a.json"), b"{}", 2);
    put(&path("letters/deeper/c.EML"), &letter("c"), 3);
    put(&path("letters/maildir/new/1.x"), &letter("d"), 3);
    put(&path("letters/maildir/cur/2.y:2,S"), &letter("e"), 3);
    put(&path("letters/maildir/tmp/3.z"), &letter("unfinished"), 3);
    let posts: Vec<u8> = (0..8)
        .flat_map(|number| {
            let head = format!("From ada@writer.example Tue Nov  1 09:0{number}:00 2016\n");
            [
                head.into_bytes(),
                letter(&format!("post {number}")),
                b"\n".to_vec(),
            ]
            .concat()
        })
        .collect();
    put(&path("all"), &posts, 4);
    let paths = vec![path("all"), path("letters")];
    let mut ledger = Ledger::default();
    let arrivals = drain(&mut files(paths.clone()), &mut ledger).await.unwrap();
    let posts = (0..8).map(|number| format!("post {number}"));
    let expected: Vec<String> = posts
        .chain(["a", "b", "c", "e", "d"].map(str::to_owned))
        .collect();
    assert_eq!(subjects(&arrivals), expected);
    assert_eq!(arrivals[3].received_at.to_rfc3339(), "2016-11-01T09:03:00+00:00");
    assert!(arrivals[3].place.name.ends_with("all#4"));
    assert_eq!(arrivals[3].raw, letter("post 3"));

    let mut again = files(paths);
    assert_eq!(drain(&mut again, &mut ledger).await.unwrap(), []);
    put(&path("letters/z.eml"), &letter("z"), 1);
    assert_eq!(again.wait(LONG).await.unwrap(), Wake::News);
    assert_eq!(subjects(&drain(&mut again, &mut ledger).await.unwrap()), ["z"]);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let failure = drain(
        &mut files(vec![PathBuf::from("no/such.eml")]),
        &mut Ledger::default(),
    )
    .await
    .unwrap_err();
    assert_eq!(failure.retry(), Retry::Never);
    assert!(failure.to_string().contains("no/such.eml"), "{failure}");
}
