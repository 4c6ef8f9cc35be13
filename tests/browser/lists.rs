//! The lists: found by words in any script, narrowed by properties, kept as a link, walked by key.

use super::page::{Page, tell};
use super::stage::Stage;
use rsvpd::web::Role;

#[tokio::test]
async fn rule_052_055_lists_are_searched_and_the_search_is_a_link() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        let all = total(page, "/messages").await;
        let french = total(page, "/messages?q=language%3Afr").await;
        let others = total(page, "/messages?q=-language%3Afr").await;
        assert!(french > 0 && others > 0);
        assert_eq!(french + others, all);
        let german = total(page, "/messages?q=language%3Ade").await;
        assert_eq!(
            total(page, "/messages?q=language%3Afr%2Cde").await,
            french + german
        );
        page.open("/messages").await;
        let mut rows = page.count("[data-row]").await as u64;
        let mut number = 1;
        while page.count(".pager [rel=next]").await > 0 {
            number += 1;
            page.click(".pager [rel=next]").await;
            page.until(&format!(
                "location.search === '?page={number}' && document.readyState === 'complete'"
            ))
            .await;
            rows += page.count("[data-row]").await as u64;
        }
        assert!(number > 1);
        assert_eq!(rows, all);
        let ends = "[...document.querySelectorAll('[data-row]')].map((row) => row.getAttribute('href'))";
        page.open("/confirmed?order=oldest").await;
        let oldest = page.ask(ends).await;
        page.open("/confirmed?order=newest").await;
        let mut newest: Vec<serde_json::Value> = page.ask(ends).await.as_array().unwrap().clone();
        newest.reverse();
        assert!(newest.len() > 2);
        assert_eq!(oldest, serde_json::Value::from(newest), "sorted either way");
        page.open("/messages").await;
        page.press("/").await;
        page.type_in("[type=search]", "nobodyofthisname").await;
        page.click(".search button").await;
        page.read("Nothing fits this search.").await;
        page.check("a search that finds nothing").await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn rule_012_052_everybody_who_waits_has_a_place_and_is_told_why_not_yet() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        for session in ["morning", "study-visit", "afternoon"] {
            page.open(&format!("/waiting?session={session}")).await;
            let rows = page.count("[data-row]").await;
            assert_eq!(page.count(".place").await, rows);
            assert_eq!(page.count(".chips").await, rows);
        }
        // Folded: accents, the dotless i, and Cyrillic in either case.
        assert_eq!(total(page, "/waiting?session=morning&q=kolaric").await, 1);
        assert_eq!(total(page, "/waiting?session=morning&q=kocabiyik").await, 1);
        assert_eq!(
            total(
                page,
                "/confirmed?q=%D1%87%D0%B5%D0%BF%D1%83%D1%80%D0%BD%D0%B0%D1%8F"
            )
            .await,
            1
        );
        page.open("/confirmed").await;
        assert!(page.count("[data-row]").await > 0);
    };
    tell(&mut stage, tell_it).await;
}

/// How many rows the list says it has.
async fn total(page: &Page, path: &str) -> u64 {
    page.open(path).await;
    let said = page
        .ask("parseInt(document.querySelector('.lead').innerText)")
        .await;
    said.as_u64().unwrap()
}
