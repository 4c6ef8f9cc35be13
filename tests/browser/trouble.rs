//! What organisers see on every page while a mailbox cannot be reached.

use super::client::Client;
use super::stage::Stage;
use rsvpd::web::Role;

#[tokio::test]
async fn rule_102_every_page_tells_of_a_mailbox_that_cannot_be_reached_until_it_works_again() {
    let stage = Stage::set(&["en-001"]).await;
    stage.user("ana", &[Role::See]).await;
    let ana = Client::signed_in(&stage.address, "ana").await;
    let store = stage.desk.store();
    let lost = "The mailbox “attend” cannot be reached since";
    assert!(!ana.get("/decide").await.text.contains(lost));
    let why = "imap.town.example refuses the connection <now>";
    store.mailbox_fails("attend", why, stage.now()).await.unwrap();
    for path in ["/decide", "/overview", "/messages", "/exports"] {
        let page = ana.get(path).await.text;
        assert!(page.contains(lost), "{path}: {page}");
        assert!(
            page.contains("refuses the connection &lt;now&gt;"),
            "{path}: {page}"
        );
    }
    ana.post("/account/language", &[("language", "fr")]).await;
    let page = ana.get("/decide").await.text;
    assert!(page.contains("est injoignable depuis le"), "{page}");
    store.mailbox_works("attend", stage.now()).await.unwrap();
    let page = ana.get("/decide").await.text;
    assert!(!page.contains("injoignable"), "{page}");
}
