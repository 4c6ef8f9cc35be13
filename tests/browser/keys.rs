//! Every key of the list does what it says, and rests while somebody types, looks at the list, or holds another key down.

use super::page::{Page, tell};
use super::stage::Stage;
use rsvpd::web::Role;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn lists_are_walked_ticked_and_searched_by_key() {
    let mut stage = Stage::set(&["en-0", "fr-0", "it-2"]).await;
    stage.user("ana", &[Role::Decide]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/decide").await;
        assert!(page.count("[data-row]").await > 2);
        let at = async |row: usize| {
            let focused =
                format!("document.querySelectorAll('[data-row]')[{row}] === document.activeElement");
            page.until(&focused).await;
        };
        for (key, row) in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)] {
            page.press(key).await;
            at(row).await;
        }
        page.press("x").await;
        page.read("1 row ticked").await;
        page.press("x").await;
        page.until("document.querySelectorAll('[data-pick]:checked').length === 0")
            .await;
        // With Ctrl, Alt or Meta a key is the browser's.
        for held in ["ctrlKey", "altKey", "metaKey"] {
            let script = format!(
                "document.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'j', {held}: true, cancelable: true }}))"
            );
            assert_eq!(page.ask(&script).await, true, "{held}");
        }
        at(0).await;
        page.press("?").await;
        page.see("dialog[open]").await;
        page.check("the keys over a list").await;
        // Below the list of keys they rest.
        page.press("j").await;
        page.press("/").await;
        page.see("dialog[open]").await;
        page.press(ESCAPE).await;
        page.until("document.querySelector('dialog[open]') === null")
            .await;
        page.press("/").await;
        page.until("document.activeElement.matches('[type=search]')")
            .await;
        page.press("jkx?/u").await;
        page.until("document.activeElement.value === 'jkx?/u'").await;
        assert_eq!(page.count("dialog[open]").await, 0);
        page.press(ESCAPE).await;
        page.until("!document.activeElement.matches('[type=search]')")
            .await;
        page.press("j").await;
        at(0).await;
        page.press(ENTER).await;
        page.see("[data-act]").await;
    };
    tell(&mut stage, tell_it).await;
}

#[tokio::test]
async fn a_letter_is_shown_decided_corrected_and_left_by_key() {
    let mut stage = Stage::set(&[""]).await;
    stage.user("ana", &[Role::Administer]).await;
    let tell_it = async |_: &mut Stage, page: &Page| {
        page.sign_in("ana").await;
        page.open("/decide").await;
        page.click("[data-row]").await;
        page.see("[data-act]").await;
        let path = page.ask("location.pathname").await;
        for key in ["c", "w", "r", "a", "d"] {
            page.press(key).await;
            page.see(&format!("[data-act={key}][aria-current]")).await;
            page.check(&format!("what {key} would do")).await;
        }
        assert_eq!(
            page.ask("location.pathname").await,
            path,
            "nothing is done by looking"
        );
        page.press("r").await;
        page.see("[data-shown=r]").await;
        page.press("l").await;
        page.until("document.activeElement.matches('[name=words]')").await;
        page.press(ESCAPE).await;
        page.until("!document.activeElement.matches('[name=words]')")
            .await;
        page.press("e").await;
        page.until("document.activeElement.matches('.correct [data-first]')")
            .await;
        page.check("correcting what was understood").await;
        // In a choice, letters choose.
        page.press("r").await;
        page.see(".correct").await;
        assert_eq!(page.ask("location.pathname").await, path);
        page.press(ESCAPE).await;
        page.until("!document.activeElement.matches('.correct [data-first]')")
            .await;
        page.press("j").await;
        page.until(&format!(
            "location.pathname !== {path} && document.readyState === 'complete'"
        ))
        .await;
        page.see("[data-key=k]").await;
        page.press("k").await;
        page.until(&format!(
            "location.pathname === {path} && document.readyState === 'complete'"
        ))
        .await;
        page.press("p").await;
        page.until("location.pathname.startsWith('/parties/')").await;
        page.open("/decide?q=reason%3Amaybe-duplicate").await;
        page.click("[data-row]").await;
        page.see(".twins [data-key=m]").await;
        page.press("m").await;
        page.see("[data-shown=m]").await;
        page.check("merging").await;
        page.press("m").await;
        page.see(".undo").await;
        page.press("u").await;
        page.read("The decision is taken back").await;
    };
    tell(&mut stage, tell_it).await;
}
