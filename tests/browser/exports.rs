//! Files from the console: each can be had, opens, and holds exactly the rows of the list it was taken from.

use super::page::{Page, tell};
use super::stage::Stage;
use calamine::{Reader, Xlsx};
use rsvpd::web::Role;
use std::io::Cursor;

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
