//! Signing in: who may, who may not, and what a page says to them.

use super::page::tell;
use super::stage::Stage;
use rsvpd::web::Role;

#[tokio::test]
async fn whoever_has_no_account_sees_nothing_and_is_told_what_to_do() {
    let mut stage = Stage::set(&[]).await;
    stage.user("ana", &[Role::Decide]).await;
    let tell_it = async |stage: &mut Stage, page: &super::page::Page| {
        page.open("/decide").await;
        page.at("/sign-in").await;
        page.check("the sign-in page").await;
        page.type_in("[name=name]", "ana").await;
        page.type_in("[name=password]", "not the password").await;
        page.click("button.primary").await;
        page.read("Name and password do not fit together").await;
        page.check("a refused sign-in").await;
        page.sign_in("ana").await;
        page.at("/decide").await;
        page.read("Nothing waits for you.").await;
        page.check("an empty list").await;
        page.click(".self form button").await;
        page.at("/sign-in").await;
        page.open("/decide").await;
        page.at("/sign-in").await;
        let link = rsvpd::web::link(&stage.desk, &stage.address, "ana")
            .await
            .unwrap();
        page.open(&link).await;
        page.check("a sign-in link").await;
        page.click("button.primary").await;
        page.see("header .self").await;
        page.open(&link).await;
        page.read("This link was used or is too old").await;
        page.check("a used link").await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn an_account_chooses_its_language_and_every_page_keeps_it() {
    let mut stage = Stage::set(&[]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |_: &mut Stage, page: &super::page::Page| {
        page.sign_in("ana").await;
        page.open("/account").await;
        page.check("the account").await;
        page.type_in("[name=language]", "Français").await;
        page.click("form[action='/account/language'] button").await;
        page.see("html[lang=fr]").await;
        page.open("/decide").await;
        page.see("html[lang=fr]").await;
        page.check("an empty list in French").await;
        page.open("/keys").await;
        page.check("the keys in French").await;
        page.open("/no/such/page").await;
        page.check("a page that is not there").await;
    };
    tell(&mut stage, tell_it).await;
}
