//! The scripted mail server's logins: one password (RFC 4616), or one access token (XOAUTH2).

use super::Talk;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::io;

impl Talk<'_> {
    pub(super) fn login(&mut self, line: &str) -> io::Result<()> {
        if let Some(token) = self.conduct.token {
            return self.token_login(line, token);
        }
        // `\0desk\0secret` in Base64 (RFC 4616).
        self.known = line.ends_with("AGRlc2sAc2VjcmV0");
        self.say(if self.known {
            "235 welcome"
        } else {
            "535 5.7.8 wrong password"
        })
    }

    fn token_login(&mut self, line: &str, token: &str) -> io::Result<()> {
        let words = format!("user=desk\x01auth=Bearer {token}\x01\x01");
        self.known = line.ends_with(&BASE64.encode(words));
        if self.known {
            return self.say("235 welcome");
        }
        self.say(&format!("334 {}", BASE64.encode(r#"{"status":"401"}"#)))?;
        // Whatever the client says now, or its end.
        self.command()?;
        self.say("535 5.7.8 the token is not valid")
    }
}
