//! Passwords as Argon2id hashes; the only place that knows the library.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// The fewest characters of a password (NIST SP 800-63B asks for 8, and for 15 where nothing else is asked).
pub const LENGTH_MIN: usize = 12;

/// Why a password was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("the password has fewer than {LENGTH_MIN} characters: take a longer one, as three or four words")]
    TooShort,
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

/// The hash of a password as a PHC string; `salt` is chance.
///
/// # Errors
/// [`PasswordError::TooShort`].
pub fn hash(password: &str, salt: &[u8; 32]) -> Result<String, PasswordError> {
    if password.chars().count() < LENGTH_MIN {
        return Err(PasswordError::TooShort);
    }
    let salt = salt.get(..16).unwrap_or(salt);
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

/// Whether this is the password; without a hash as much work is done, so that the time does not tell which names exist.
#[must_use]
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$9wXWvAuV1GgIeJqHcVN0a4bcVOVxhJMOBWjq0rLsMwE";
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let made = hash("correct horse battery", &[7; 32]).unwrap();
        assert!(made.starts_with("$argon2id$"));
        assert!(verify("correct horse battery", Some(&made)));
        assert!(!verify("correct horse batterz", Some(&made)));
        assert!(!verify("correct horse battery", None));
        assert_eq!(hash("short", &[7; 32]), Err(PasswordError::TooShort));
    }
}
