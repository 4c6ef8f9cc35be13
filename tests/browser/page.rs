//! What a person at the browser does and sees: open, type, press, wait for what must appear.

use super::driver::Driver;
use super::stage::{PASSWORD, Stage};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use futures::FutureExt;
use serde_json::{Value, json};
use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long something may take to appear; far longer than it does, since machines are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a page is asked whether it has come; nothing is taken for granted after a time.
const LOOK_EVERY: Duration = Duration::from_millis(30);

static AXE: &str = include_str!("axe.min.js");

/// A browser on a console.
pub struct Page {
    browser: Client,
    address: String,
    downloads: PathBuf,
}

/// Tells a story with a browser, which is ended however the story ends.
pub async fn tell(stage: &mut Stage, story: impl AsyncFnOnce(&mut Stage, &Page)) {
    let driver = Driver::start();
    let page = Page {
        browser: driver.browser().await,
        address: stage.address.clone(),
        downloads: driver.downloads().to_owned(),
    };
    let told = AssertUnwindSafe(story(stage, &page)).catch_unwind().await;
    let _ = page.browser.clone().close().await;
    drop(driver);
    if let Err(panic) = told {
        resume_unwind(panic);
    }
}

impl Page {
    /// Opens a path of the console.
    pub async fn open(&self, path: &str) {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.address)
        };
        self.browser.goto(&url).await.unwrap();
    }

    /// Signs in by name and password, and arrives.
    pub async fn sign_in(&self, name: &str) {
        self.open("/sign-in").await;
        self.type_in("[name=name]", name).await;
        self.type_in("[name=password]", PASSWORD).await;
        self.click("button.primary").await;
        self.see("header .self").await;
    }

    /// Waits until an element is there.
    pub async fn see(&self, css: &str) {
        self.until(&format!("document.querySelector({}) !== null", json!(css)))
            .await;
    }

    /// Waits until a text is seen.
    pub async fn read(&self, text: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(text)))
            .await;
    }

    /// Waits until the page's path is this one.
    pub async fn at(&self, path: &str) {
        self.until(&format!("location.pathname === {}", json!(path)))
            .await;
    }

    /// Waits until an expression is true in the page.
    pub async fn until(&self, expression: &str) {
        let begun = Instant::now();
        loop {
            // While one page follows another there is none to ask.
            if let Ok(Value::Bool(true)) = self
                .browser
                .execute(&format!("return {expression}"), vec![])
                .await
            {
                return;
            }
            if begun.elapsed() > PATIENCE {
                let text = self.ask("document.body.innerText").await;
                panic!(
                    "never came true: {expression}\n{}",
                    text.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The value of an expression in the page.
    pub async fn ask(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        self.browser.execute(&script, vec![]).await.unwrap()
    }

    /// The text of the first element.
    pub async fn text(&self, css: &str) -> String {
        self.with(css, async |element| element.text().await).await
    }

    /// How many elements there are.
    pub async fn count(&self, css: &str) -> usize {
        self.browser.find_all(Locator::Css(css)).await.unwrap().len()
    }

    /// Clicks, and where that sends a form, arrives at the page it leads to.
    pub async fn click(&self, css: &str) {
        self.see(css).await;
        self.watch_forms().await;
        self.with(css, async |element| element.click().await).await;
        self.arrive().await;
    }

    /// Types into a field, after what it holds.
    pub async fn type_in(&self, css: &str, text: &str) {
        self.with(css, async |element| element.send_keys(text).await)
            .await;
    }

    /// Gives a field (or a choice) this value instead of what it holds.
    pub async fn set(&self, css: &str, value: &str) {
        self.see(css).await;
        let script = "const [css, value] = arguments; const field = document.querySelector(css); \
            field.value = value; field.dispatchEvent(new Event('change', { bubbles: true }));";
        let arguments = vec![json!(css), json!(value)];
        self.browser.execute(script, arguments).await.unwrap();
    }

    /// Ticks a box that may be ticked already.
    pub async fn tick(&self, css: &str) {
        self.see(css).await;
        let script = "const box = document.querySelector(arguments[0]); if (!box.checked) box.click();";
        self.browser.execute(script, vec![json!(css)]).await.unwrap();
    }

    /// Drags a file from the desktop over an element, and lets it go there.
    pub async fn drop_file(&self, css: &str, file: &Path) {
        self.see(css).await;
        let middle = self
            .ask(&format!(
                "(() => {{ const box = document.querySelector({}).getBoundingClientRect(); \
                 return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
                json!(css)
            ))
            .await;
        let data = json!({ "items": [], "files": [file], "dragOperationsMask": 1 });
        for step in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": step, "x": middle[0], "y": middle[1], "data": data });
            self.tell_chromium("Input.dispatchDragEvent", event).await;
        }
    }

    /// Presses keys where the focus is, and where that sends a form, arrives at the page it leads to.
    pub async fn press(&self, keys: &str) {
        self.watch_forms().await;
        let focused = async || self.browser.active_element().await;
        surely("the focus", focused, async |element| {
            element.send_keys(keys).await
        })
        .await;
        self.arrive().await;
    }

    /// Notes from now on when the page sends a form. The driver comes back from a click as soon as the browser was told of it,
    /// which may be before the form left: a story that went on at once would find the page of before, and what it asks of it
    /// might be true there already.
    async fn watch_forms(&self) {
        let script = "window.leaving = false; \
            addEventListener('submit', (event) => { window.leaving ||= !event.defaultPrevented; });";
        let _ = self.browser.execute(script, vec![]).await;
    }

    /// Waits until no form is on its way.
    async fn arrive(&self) {
        self.until("window.leaving !== true && document.readyState !== 'loading'")
            .await;
    }

    /// Does something with the first element.
    async fn with<T>(&self, css: &str, act: impl AsyncFn(Element) -> Result<T, CmdError>) -> T {
        let find = async || {
            self.see(css).await;
            self.browser.find(Locator::Css(css)).await
        };
        surely(css, find, act).await
    }

    /// Waits until a file of this name is there, and takes it away.
    pub async fn downloaded(&self, name: &str) -> Vec<u8> {
        let (begun, file) = (Instant::now(), self.downloads.join(name));
        // The browser gives a file its name when it is whole.
        while !file.exists() {
            assert!(begun.elapsed() < PATIENCE, "{name} was never downloaded");
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let bytes = fs::read(&file).unwrap();
        fs::remove_file(file).unwrap();
        bytes
    }

    /// Finds nothing that WCAG 2.2 AA or good practice forbids, by axe-core.
    pub async fn check(&self, what: &str) {
        self.browser.execute(AXE, vec![]).await.unwrap();
        let script = "const done = arguments[0]; \
            axe.run(document, { resultTypes: ['violations'] }).then( \
              (found) => done(found.violations.map((rule) => \
                `${rule.id}: ${rule.help}: ` + rule.nodes.map((node) => node.html).join(' | '))), \
              (error) => done([String(error)]));";
        let found = self.browser.execute_async(script, vec![]).await.unwrap();
        assert_eq!(found, json!([]), "{what}");
    }

    /// Nothing is wider than the page, so that nobody scrolls sideways (WCAG 2.2, 1.4.10).
    pub async fn fits(&self, what: &str) {
        let beyond = self
            .ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            .await;
        assert_eq!(beyond, json!(0), "{what} is wider than the window");
    }

    /// The window's inner size in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.tell_chromium("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Light or dark, as the person's machine is set.
    pub async fn scheme(&self, scheme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.tell_chromium("Emulation.setEmulatedMedia", media).await;
    }

    /// Keeps a picture (WebP) of what the window shows.
    pub async fn picture(&self, file: &Path) {
        let options = json!({ "format": "webp", "quality": 45 });
        let answer = self.tell_chromium("Page.captureScreenshot", options).await;
        let bytes = STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }

    async fn tell_chromium(&self, method: &str, parameters: Value) -> Value {
        let command = DevTools(json!({ "cmd": method, "params": parameters }));
        self.browser.issue_cmd(command).await.unwrap()
    }
}

/// Finds an element and does something with it. A page that lives by events may put another in its place between finding
/// and doing, as a person's hand may come too late: then the new one is taken.
async fn surely<T>(
    what: &str,
    find: impl AsyncFn() -> Result<Element, CmdError>,
    act: impl AsyncFn(Element) -> Result<T, CmdError>,
) -> T {
    let begun = Instant::now();
    loop {
        let done = match find().await {
            Ok(element) => act(element).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(value) => return value,
            Err(error) if is_gone(&error) && begun.elapsed() < PATIENCE => {}
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

/// Whether an element was replaced after it was found.
fn is_gone(error: &CmdError) -> bool {
    error.is_stale_element_reference() || error.is_no_such_element()
}

/// A command of Chromium's own protocol, for what WebDriver has no word for.
#[derive(Debug)]
struct DevTools(Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}
