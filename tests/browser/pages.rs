//! Every page in every guise: nothing that axe-core finds, nothing wider than the window, and its picture for the docs.

use super::page::{Page, tell};
use super::stage::Stage;
use rsvpd::web::Role;
use std::path::PathBuf;

/// Pictures are kept in the folder that this names, as in `RSVPD_PICTURES=docs/console cargo test --test browser every_page`.
const KEEP: &str = "RSVPD_PICTURES";

/// Width, height and scheme: a desk, a desk at night, a telephone.
const GUISES: [(&str, u32, u32, &str); 3] = [
    ("light", 1280, 800, "light"),
    ("dark", 1280, 800, "dark"),
    ("narrow", 360, 720, "light"),
];

/// Sizes whose pictures nobody needs.
const SIZES: [(u32, u32); 2] = [(768, 1024), (3840, 2160)];

/// Pages that need nothing but an address, and the words that name their pictures.
const PAGES: [(&str, &str); 17] = [
    ("decide", "/decide"),
    ("waiting", "/waiting"),
    ("confirmed", "/confirmed"),
    ("press", "/press"),
    ("ignored", "/ignored"),
    ("outbox", "/outbox"),
    ("messages", "/messages"),
    ("overview", "/overview"),
    ("exports", "/exports"),
    ("enter", "/enter"),
    ("try", "/try"),
    ("settings", "/settings"),
    ("letters", "/settings/letters"),
    ("users", "/users"),
    ("rehearsal", "/settings/rehearsal"),
    ("keys", "/keys"),
    ("account", "/account"),
];

#[tokio::test]
async fn every_page_can_be_used_by_everybody_on_every_screen() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        look(page, "sign-in", "/sign-in").await;
        page.sign_in("ana").await;
        for (name, path) in PAGES {
            look(page, name, path).await;
        }
        page.open("/decide").await;
        page.click("[data-row]").await;
        page.see("[data-act]").await;
        let letter = page.ask("location.pathname").await;
        let letter = letter.as_str().unwrap();
        look(page, "letter", letter).await;
        look(page, "correct", &format!("{letter}?edit=1")).await;
        // Without scrolling one sees the letter, what was understood, and what to do.
        page.open(letter).await;
        page.see(".act button.primary").await;
        let below =
            "document.querySelector('.act button.primary').getBoundingClientRect().bottom - innerHeight";
        let below = page.ask(below).await;
        assert!(
            below.as_f64().unwrap() <= 0.0,
            "the decision stands {below} pixels below the window"
        );
        page.open("/decide?q=reason%3Amaybe-duplicate").await;
        page.click("[data-row]").await;
        page.see(".twins").await;
        let twins = page.ask("location.pathname").await;
        look(page, "twins", &format!("{}#twins-title", twins.as_str().unwrap())).await;
        let merge = "document.querySelector(\".twins a[href*='act=merge']\").getAttribute('href')";
        let merge = page.ask(merge).await;
        look(page, "merge", merge.as_str().unwrap()).await;
        page.open("/decide?q=language%3Afr").await;
        page.set("[name=act]", "waitlist").await;
        page.click("[data-all]").await;
        page.click(".many-bar button").await;
        page.see(".bulk").await;
        stay(page, "bulk").await;
        page.open("/confirmed").await;
        page.click("[data-row]").await;
        page.see(".exchange").await;
        let party = page.ask("location.pathname").await;
        look(page, "party", party.as_str().unwrap()).await;
        page.open("/account").await;
        page.type_in("[name=language]", "Français").await;
        page.click("form[action='/account/language'] button").await;
        page.see("html[lang=fr]").await;
        for (name, path) in PAGES {
            page.open(path).await;
            page.check(&format!("{name} in French")).await;
            page.fits(&format!("{name} in French")).await;
        }
    };
    tell(&mut stage, tell_it).await;
}

/// Opens one page in every guise, and looks at it.
async fn look(page: &Page, name: &str, path: &str) {
    in_every_guise(page, name, Some(path)).await;
}

/// Looks at the page that is open, which no address opens, in every guise.
async fn stay(page: &Page, name: &str) {
    in_every_guise(page, name, None).await;
}

async fn in_every_guise(page: &Page, name: &str, path: Option<&str>) {
    for (guise, width, height, scheme) in GUISES {
        page.size(width, height).await;
        page.scheme(scheme).await;
        if let Some(path) = path {
            page.open(path).await;
        }
        page.see("main").await;
        let what = format!("{name}, {guise}");
        page.check(&what).await;
        page.fits(&what).await;
        if let Some(folder) = std::env::var_os(KEEP) {
            let file = PathBuf::from(folder).join(format!("{name}-{guise}.webp"));
            page.picture(&file).await;
        }
    }
    for (width, height) in SIZES {
        page.size(width, height).await;
        page.fits(&format!("{name} at {width}")).await;
    }
    page.size(1280, 800).await;
}
