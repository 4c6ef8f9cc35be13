//! Files from the console: each can be had, opens, and holds exactly the rows of the list it was taken from.

use super::client::Client;
use super::fill::fill;
use super::page::{Page, tell};
use super::stage::Stage;
use calamine::{Reader, Xlsx};
use chrono::TimeDelta;
use rsvpd::export::{self, Document, ExportError, Format, Occasion, Progress, Rows, Tell, Wanted};
use rsvpd::request::Session;
use rsvpd::store::views::{Filter, Who};
use rsvpd::web::Role;
use sqlx::{Connection, SqliteConnection};
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use unicode_normalization::char::is_combining_mark;

/// Persons whose badges take long enough for somebody to look on.
const MANY: i64 = 10_000;

#[tokio::test]
async fn rule_053_a_list_is_exported_as_it_is_filtered() {
    let mut stage = Stage::set(&["fr-", "tr-", "ru-"]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/confirmed?q=language:tr").await;
        let shown = page.count(".queue > li").await;
        let all = {
            page.open("/confirmed").await;
            page.count(".queue > li").await
        };
        assert!(shown > 0 && shown < all, "{shown} of {all}");
        page.open("/confirmed?q=language:tr").await;
        page.click("a[href^='/exports/confirmed.xlsx']").await;
        let bytes = page.downloaded("rotterdam-2016-confirmed.xlsx").await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let rows = book.worksheet_range_at(0).unwrap().unwrap().height();
        assert_eq!(rows, shown + 1, "a heading and the rows that were shown");
        page.open("/outbox?q=language:ru&order=oldest").await;
        let shown = page.count(".queue > li").await;
        page.click("a[href^='/exports/outbox.csv']").await;
        let bytes = page.downloaded("rotterdam-2016-outbox.csv").await;
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with('\u{feff}'));
        let rows = csv::Reader::from_reader(text.as_bytes()).into_records().count();
        assert_eq!(rows, shown);
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn every_sheet_can_be_had_in_every_form_that_is_offered() {
    let mut stage = Stage::set(&["fr-", "ru-"]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/exports").await;
        let links = page
            .ask("Array.from(document.querySelectorAll('.sheets a'), (link) => link.getAttribute('href'))")
            .await;
        let links: Vec<String> = serde_json::from_value(links).unwrap();
        assert!(links.len() > 10, "{links:?}");
        for link in links {
            page.click(&format!("a[href='{link}']")).await;
            let name = link.trim_start_matches("/exports/");
            let bytes = page.downloaded(&format!("rotterdam-2016-{name}")).await;
            let begins: &[u8] = match name.rsplit('.').next().unwrap() {
                "pdf" => b"%PDF-",
                "xlsx" => b"PK",
                "csv" => "\u{feff}".as_bytes(),
                "vcf" => b"BEGIN:VCARD",
                _ => b"BEGIN:VCALENDAR",
            };
            assert!(bytes.starts_with(begins) && bytes.len() > 100, "{name}");
        }
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn a_long_file_tells_how_far_it_is_and_holds_every_row_or_is_given_up() {
    let mut stage = Stage::set(&["fr-", "tr-"]).await;
    stage.user("ana", &[Role::See]).await;
    stage.user("ben", &[Role::See]).await;
    fill(&stage.desk, MANY).await;
    let tell_it = async |stage: &mut Stage, ana: &Page| {
        ana.sign_in("ana").await;
        ana.open("/exports").await;
        ana.click("a[href='/exports/badges.pdf']").await;
        // The bar moves by itself.
        ana.see("#job progress[value], #job a.primary").await;
        ana.check("a file in the making").await;
        ana.fits("a file in the making").await;
        let at = "document.querySelector('#job progress')?.value";
        let first = ana.ask(&format!("{at} ?? 0")).await;
        // A fast machine is done meanwhile: then it is no bar any more.
        ana.until(&format!("({at} ?? Infinity) > {first}")).await;
        let path = ana.ask("location.pathname").await;
        let path = path.as_str().unwrap().to_owned();
        let tell_other = async |stage: &mut Stage, ben: &Page| {
            ben.sign_in("ben").await;
            ben.open(&path).await;
            ben.read("This file is no longer there").await;
            ben.check("somebody else's file").await;
            ben.open("/exports").await;
            ben.click("a[href='/exports/registrations.csv']").await;
            ben.see("#job").await;
            ben.see("#job a.primary").await;
            ben.read("The file is ready").await;
            ben.check("a file that is ready").await;
            ben.fits("a file that is ready").await;
            ben.click("#job a.primary").await;
            let bytes = ben.downloaded("rotterdam-2016-registrations.csv").await;
            let rows = csv::Reader::from_reader(bytes.as_slice()).into_records().count();
            assert_eq!(rows, everybody(stage, Who::Everybody).await);
            assert_eq!(
                exported(stage).await,
                ["ben"],
                "what left is journalled, and who took it"
            );
            ben.open("/exports").await;
            ben.read("ready").await;
            ben.check("exports with a file of one's own").await;
            ben.click("a[href='/exports/participants.xlsx']").await;
            ben.see("#job a.primary").await;
            ben.click("#job a.primary").await;
            let bytes = ben.downloaded("rotterdam-2016-participants.xlsx").await;
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
            let page = book.worksheet_range_at(0).unwrap().unwrap();
            assert_eq!(page.height(), everybody(stage, Who::Coming).await + 1);
            // Whoever was forgotten since stands in no file that can still be had (rule 58).
            let now = stage.now();
            let erased = stage.desk.store().purge(now + TimeDelta::days(1), now).await;
            assert!(erased.unwrap() > 0);
            ben.click("#job a.primary").await;
            ben.read("This file is no longer there").await;
        };
        tell(stage, tell_other).await;
        ana.click("#job-drop").await;
        ana.at("/exports").await;
        assert_eq!(ana.count(".making-list li").await, 0);
        assert_eq!(exported(stage).await, ["ben", "ben"], "nothing left for ana");
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn a_long_file_can_be_had_for_half_an_hour_and_then_its_page_says_how_to_have_it_again() {
    let mut stage = Stage::set(&["fr-"]).await;
    stage.user("ana", &[Role::See]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    // A short one comes at once, a long one by a page.
    let short = ana.get("/exports/registrations.csv").await;
    assert_eq!(
        (short.status, short.field("content-type")),
        (200, "text/csv; charset=utf-8")
    );
    fill(&stage.desk, 2_100).await;
    let begun = ana.get("/exports/registrations.csv").await;
    let path = begun.field("location").to_owned();
    assert!(path.starts_with("/exports/jobs/"), "{}", begun.text);
    let mut page = ana.get(&path).await;
    while page.text.contains("hx-trigger=\"every 1s\"") {
        page = ana.get(&path).await;
    }
    assert!(page.text.contains("The file is ready."), "{}", page.text);
    let file = format!("{path}/file");
    stage.wait(TimeDelta::minutes(29)).await;
    assert_eq!(ana.get(&file).await.status, 200);
    assert!(ana.get("/exports").await.text.contains(&path));
    stage.wait(TimeDelta::minutes(1)).await;
    assert_eq!(ana.get(&file).await.field("location"), path, "back to its page");
    let page = ana.get(&path).await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("Make it anew under Exports."), "{}", page.text);
    assert!(!ana.get("/exports").await.text.contains(&path));
    let full = ana.get("/exports?full=1").await;
    assert!(
        full.text.contains("Five of your files are in the making"),
        "{}",
        full.text
    );
}

#[tokio::test]
async fn badges_hold_names_in_every_script() {
    let stage = Stage::set(&[]).await;
    stage.user("ana", &[Role::Decide]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let names = [
        "Łukasz Żółć",
        "Nguyễn Thị Ánh",
        "Щёкина Їжакевич",
        "Ιωάννης Παπαδόπουλος",
        "Արմեն Հակոբյան",
        "ნინო ბერიძე",
        "محمد الأمين",
        "יעל בן דוד",
        "张伟",
        "山田さくら",
        "김철수",
        "अमित शर्मा",
        "முருகன் சுப்ரமணியம்",
        "ശ്രീകുമാർ നായർ",
        "สมชาย ศรีสุข",
        "አበበ ቢቂላ",
        "བསྟན་འཛིན",
    ];
    for name in names {
        let entered = ana
            .post("/enter", &[("name", name), ("session", "morning")])
            .await;
        assert_eq!(entered.status, 303, "{name}: {}", entered.text);
    }
    let badges = ana.bytes("/exports/badges.pdf").await;
    let document = lopdf::Document::load_mem(&badges).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    assert_eq!(pages.len(), 5, "seventeen badges, four on a sheet");
    let text = document.extract_text(&pages).unwrap();
    for name in names {
        // Signs that stand on a letter are drawn with it, and are not taken out of the file one by one.
        let letters = name
            .chars()
            .filter(|c| c.is_alphabetic() && !is_combining_mark(*c));
        let lost: String = letters.filter(|c| !text.contains(*c)).collect();
        assert_eq!(lost, "", "{name}: {text}");
    }
}

/// How many persons there are.
async fn everybody(stage: &Stage, who: Who) -> usize {
    let found = stage.desk.store().persons(who, &Filter::default(), None, 1).await;
    usize::try_from(found.unwrap().total).unwrap()
}

/// Who took files, by the journal.
async fn exported(stage: &Stage) -> Vec<String> {
    let mut journal = SqliteConnection::connect(&stage.desk.config().store_url)
        .await
        .unwrap();
    let takers = "SELECT actor FROM journal WHERE what = 'exported' ORDER BY id";
    sqlx::query_scalar(takers).fetch_all(&mut journal).await.unwrap()
}

#[tokio::test]
async fn a_file_tells_of_each_page_of_its_rows_and_ends_when_nobody_wants_it() {
    let stage = Stage::set(&["fr-"]).await;
    fill(&stage.desk, 3_600).await;
    let event = &stage.desk.config().event;
    let rows = |document, format| {
        let wanted = Wanted {
            document,
            format,
            filter: Filter::default(),
            session: Session::Morning,
            newest_first: false,
        };
        let occasion = Occasion {
            event,
            language: "en",
            now: stage.now(),
        };
        Rows::new(stage.desk.store(), wanted, &occasion)
    };
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let hear = Arc::clone(&told);
    let tell: Tell = Arc::new(move |progress| {
        hear.lock().unwrap().push(progress);
        true
    });
    let mut sheet = rows(Document::Participants, Format::Csv);
    let total = u64::from(sheet.count().await.unwrap());
    let made = export::make(sheet, tell).await.unwrap();
    assert_eq!(made.rows, total);
    let told = told.lock().unwrap().clone();
    for writing in [false, true] {
        let steps: Vec<u64> = told
            .iter()
            .filter(|step| step.writing == writing)
            .map(|step| step.done)
            .collect();
        assert!(steps.len() > 2 && steps.is_sorted(), "{told:?}");
        assert_eq!(steps.last(), Some(&total), "{told:?}");
    }
    assert!(told.iter().all(|step| step.of == total), "{told:?}");
    for (document, format) in [
        (Document::Registrations, Format::Csv),
        (Document::Badges, Format::Pdf),
    ] {
        let asked = Arc::new(Mutex::new(0));
        let count = Arc::clone(&asked);
        let tell: Tell = Arc::new(move |_| {
            *count.lock().unwrap() += 1;
            false
        });
        let ended = export::make(rows(document, format), tell).await;
        assert!(matches!(ended, Err(ExportError::Unwanted)), "{ended:?}");
        assert_eq!(*asked.lock().unwrap(), 1, "it ends at the first word");
    }
}
