//! A letter on trial: read, marked and answered on the page, and nowhere else.

use super::page::{Page, tell};
use super::stage::{Stage, letter};
use rsvpd::web::Role;

#[tokio::test]
async fn a_letter_is_tried_and_nothing_of_it_is_kept() {
    let mut stage = Stage::set(&[]).await;
    stage.user("ana", &[Role::See]).await;
    let tell_it = async |stage: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/try").await;
        page.type_in("[name=from]", "Jane Smith <jane.smith@leeds.example>")
            .await;
        page.type_in("[name=subject]", "Registration").await;
        page.type_in(
            "[name=text]",
            "Dear Mr Cristellys,\n\nPlease register me for the Summit of Mayors in Rotterdam on 9 November. I will \
             attend the morning session.\n\nKind regards,\n\nJane Smith\nCity of Leeds",
        )
        .await;
        page.click(".trial button.primary").await;
        page.read("Would be decided at once").await;
        page.see(".mark[data-field^='attendees-0-']").await;
        page.read("Dear Jane Smith").await;
        page.check("a letter that was tried").await;
        page.fits("a letter that was tried").await;
        let file = tempfile::NamedTempFile::with_suffix(".eml").unwrap();
        std::fs::write(file.path(), letter("ru-014")).unwrap();
        page.open("/try").await;
        page.type_in("[name=file]", &file.path().display().to_string())
            .await;
        page.click(".trial button.primary").await;
        page.see("#tried .block.own").await;
        page.check("a file that was tried").await;
        // Let go over the page, not only over the field.
        let file = tempfile::NamedTempFile::with_suffix(".eml").unwrap();
        std::fs::write(file.path(), letter("fr-003")).unwrap();
        page.open("/try").await;
        page.drop_file("h1", file.path()).await;
        page.until("document.querySelector('[name=file]').files.length === 1")
            .await;
        page.click(".trial button.primary").await;
        page.see("#tried .block.own").await;
        let counts = stage.desk.store().counts().await.unwrap();
        assert_eq!((counts.messages, counts.replies.len(), stage.sent()), (0, 0, 0));
    };
    tell(&mut stage, tell_it).await;
}
