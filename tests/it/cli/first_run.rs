//! The first start: while nobody may use the console, a link on the screen lets one person in, once.

use super::{desk, printed, rsvpd};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// A desk that runs, ended with its story.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn while_nobody_may_use_the_console_a_link_is_printed_that_lets_one_in_once() {
    let folder = desk(&[]);
    let config = folder.path().join("rsvpd.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}[console]\nlisten = \"127.0.0.1:0\"\n")).unwrap();
    let config = config.to_str().unwrap();
    let mut command = rsvpd(&["--config", config, "run"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut running = Running(child.unwrap());
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.contains("This link signs you in once")));
    let link = lines.next().unwrap();

    let asks = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    let asks: ureq::Agent = asks.into();
    assert_eq!(asks.get(&link).call().unwrap().status(), 200);
    let signed_in = asks.post(&link).send_form([("", "")]).unwrap();
    assert_eq!(signed_in.status(), 303);
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let (address, _) = link.split_once("/link/").unwrap();
    let users = asks.get(format!("{address}/users")).header("cookie", cookie);
    assert_eq!(users.call().unwrap().status(), 200, "an administrator");
    let mut again = asks.post(&link).send_form([("", "")]).unwrap();
    let told = again.body_mut().read_to_string().unwrap();
    assert!(told.contains("This link was used or is too old"), "{told}");
    drop(running);

    let users = printed(&rsvpd(&["--config", config, "user", "list"]).output().unwrap());
    assert!(users.contains("administer"), "{users}");
}
