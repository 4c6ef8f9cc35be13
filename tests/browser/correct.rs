//! Correcting what was understood: the decision and its letter go by the form, not by the first reading.

use super::page::{Page, tell};
use super::stage::Stage;
use rsvpd::web::Role;

#[tokio::test]
async fn a_corrected_name_and_an_added_person_are_what_the_letter_confirms() {
    let mut stage = Stage::set(&["en-015", "fr-018", "it-236", "ru-014"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.click("[data-row]").await;
        page.see("[data-act]").await;
        let letter = page.ask("location.pathname").await;
        let letter = letter.as_str().unwrap().to_owned();
        page.press("e").await;
        page.see("form.correct").await;
        page.until("document.activeElement.name === 'intent'").await;
        page.check("the open form").await;
        page.fits("the open form").await;
        page.set("[name=intent]", "registration").await;
        if page.count("[name=p0-name]").await > 0 {
            page.set("[name=p0-name]", "Ælfgifu Mørk").await;
            page.set("[name=p0-country]", "Norway").await;
            page.tick("[name=p0-comes]").await;
        } else {
            page.set("[name=further]", "Ælfgifu Mørk").await;
        }
        let further = page.ask("document.querySelector('[name=further]').value").await;
        page.set(
            "[name=further]",
            &format!("{}\nYaël Ben-David", further.as_str().unwrap()),
        )
        .await;
        page.click("form.correct button.primary").await;
        page.read("Yaël Ben-David").await;
        page.see("[data-act]").await;
        page.check("a corrected letter").await;
        page.read("Corrected by ana").await;
        for key in ["w", "c"] {
            page.press(key).await;
            page.see(&format!("[data-shown={key}]")).await;
            let words = page.ask("document.querySelector('[name=words]').value").await;
            let words = words.as_str().unwrap();
            assert!(
                words.contains("Ælfgifu Mørk") && words.contains("Yaël Ben-David"),
                "{words}"
            );
        }
        page.press("c").await;
        page.see(".undo").await;
        page.open(&letter.replace("letters", "parties")).await;
        page.read("Ælfgifu Mørk").await;
        assert!(page.count(".state.confirmed").await >= 2);
        page.check("a decided party").await;
    };
    tell(&mut stage, tell_it).await;
}
