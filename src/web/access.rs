//! Who asks, and what they may: the cookie, the roles, and the token that every form brings back.

use super::Console;
use super::problem::Problem;
use crate::store::SignIn;
use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use sha2::{Digest, Sha256};

/// What a user was made for; each allows its own, `administer` allows all (rule 59).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Look at everything.
    See,
    /// Look, and decide requests.
    Decide,
    /// Look, and correct what was read.
    Edit,
    /// Look, and tick off who came.
    CheckIn,
    /// All of it, and users and settings.
    Administer,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::See,
        Self::Decide,
        Self::Edit,
        Self::CheckIn,
        Self::Administer,
    ];

    /// The word in the database and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Decide => "decide",
            Self::Edit => "edit",
            Self::CheckIn => "check-in",
            Self::Administer => "administer",
        }
    }

    /// The role of this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Several, as they are stored.
    #[must_use]
    pub fn names(roles: &[Self]) -> String {
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        names.join(" ")
    }

    /// Whether somebody with these stored roles may do what this role is for.
    pub(super) fn is_in(self, roles: &str) -> bool {
        self == Self::See
            || roles
                .split_whitespace()
                .filter_map(Self::from_name)
                .any(|role| role == self || role == Self::Administer)
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub sign_in: SignIn,
    /// SHA-256 of their cookie.
    pub token_hash: String,
    /// The page they asked for.
    pub path: String,
}

impl Visitor {
    pub fn name(&self) -> &str {
        &self.sign_in.user.name
    }

    pub fn language(&self) -> &str {
        &self.sign_in.user.language
    }

    pub fn may(&self, role: Role) -> bool {
        role.is_in(&self.sign_in.user.roles)
    }

    /// Passes who may, with a form of ours.
    pub fn check(&self, role: Role, csrf: &str) -> Result<(), Problem> {
        if !self.may(role) {
            return Err(Problem::Forbidden(role));
        }
        if !same(csrf, &self.sign_in.csrf) {
            return Err(Problem::Stale);
        }
        Ok(())
    }
}

impl Visitor {
    /// Passes who may one of these, with a form of ours.
    pub fn check_any(&self, roles: &[Role], csrf: &str) -> Result<(), Problem> {
        let allowed = roles.iter().find(|role| self.may(**role));
        match (allowed, roles.first()) {
            (Some(role), _) => self.check(*role, csrf),
            (None, Some(role)) => Err(Problem::Forbidden(*role)),
            (None, None) => Err(Problem::Stale),
        }
    }
}

impl FromRequestParts<Console> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Problem> {
        let path = parts
            .uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        // After signing in one comes back to a page, not to a form that was sent.
        let then = if parts.method == Method::GET {
            path.as_str()
        } else {
            "/"
        };
        let unknown = || Problem::SignIn(then.to_owned());
        let token = cookie(&parts.headers, console.cookie_name()).ok_or_else(unknown)?;
        let token_hash = hash(token);
        let now = console.desk().clock().now();
        let sign_in = console.desk().store().signed_in(&token_hash, now).await?;
        Ok(Self {
            sign_in: sign_in.ok_or_else(unknown)?,
            token_hash,
            path,
        })
    }
}

impl Console {
    /// The cookie's name; `__Host-` binds it to this host and to TLS (RFC 6265bis 4.1.3).
    pub(super) fn cookie_name(&self) -> &'static str {
        if self.is_public() { "__Host-rsvpd" } else { "rsvpd" }
    }

    /// Whether people reach it by HTTPS; else it is on this machine only, where cookies cannot ask for TLS.
    fn is_public(&self) -> bool {
        self.address().starts_with("https://")
    }

    /// The `Set-Cookie` value that keeps (or, with no token, forgets) somebody signed in.
    pub(super) fn set_cookie(&self, token: Option<&str>, seconds: i64) -> String {
        let secure = if self.is_public() { "; Secure" } else { "" };
        format!(
            "{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{secure}",
            self.cookie_name(),
            token.unwrap_or_default(),
            if token.is_some() { seconds } else { 0 },
        )
    }
}

pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// SHA-256, hex: what is stored of a token.
pub(super) fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares in a time that does not tell where two secrets differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_059_each_role_allows_its_own_and_administer_allows_all() {
        assert!(Role::See.is_in(""));
        assert!(Role::Decide.is_in("see decide"));
        assert!(!Role::Decide.is_in("check-in edit"));
        assert!(Role::CheckIn.is_in("administer"));
        assert!(!Role::Administer.is_in("decide edit check-in"));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; rsvpd=abc".parse().unwrap());
        assert_eq!(cookie(&headers, "rsvpd"), Some("abc"));
        assert_eq!(cookie(&headers, "b"), None);
    }
}
