//! Reads what proves that an account is ours: passwords from the environment or files, and `[[oauth]]` sections.

use super::section::Section;
use super::servers::Surroundings;
use crate::oauth::{Grant, OAuthSettings, Proof, TokenSource};
use crate::tls::Secret;

#[derive(Clone, Copy)]
enum Provider {
    Microsoft,
    Google,
}

#[derive(Clone, Copy)]
enum GrantKind {
    RefreshToken,
    ClientCredentials,
}

/// Reads one `[[oauth]]`.
pub fn oauth(mut section: Section<'_, '_>, around: &Surroundings<'_>) -> TokenSource {
    let name = section.required_text("name", "a name of your own, as in \"microsoft\"");
    let provider = section.choice(
        "provider",
        &[("microsoft", Provider::Microsoft), ("google", Provider::Google)],
    );
    let tenant = section.text("tenant").unwrap_or_else(|| "common".to_owned());
    let kind = section
        .choice(
            "grant",
            &[
                ("refresh-token", GrantKind::RefreshToken),
                ("client-credentials", GrantKind::ClientCredentials),
            ],
        )
        .unwrap_or(GrantKind::RefreshToken);
    let usual = usual(provider, &tenant, kind);
    let token_url = section.text("token_url").or(usual.token_url).unwrap_or_else(|| {
        section.mistake("token_url", "is needed where `provider` is not given");
        String::new()
    });
    let client_secret = secret(&mut section, around, "client_secret_env", "client_secret_file");
    let token_file = section
        .text("token_file")
        .unwrap_or_else(|| format!("{name}.token"));
    let settings = OAuthSettings {
        token_url,
        device_url: section.text("device_url").or(usual.device_url),
        authorise_url: section.text("authorise_url").or(usual.authorise_url),
        client_id: section.required_text("client_id", "the id under which the provider knows this desk"),
        client_secret,
        scope: section.text("scope").or(usual.scope),
        grant: match kind {
            GrantKind::RefreshToken => Grant::RefreshToken {
                file: around.folder.join(token_file),
            },
            GrantKind::ClientCredentials => Grant::ClientCredentials,
        },
        ca_file: section.text("ca_file").map(|path| around.folder.join(path)),
        name,
    };
    if settings.grant == Grant::ClientCredentials && settings.client_secret.is_none() {
        section.mistake(
            "client_secret_env",
            "is needed with `grant = \"client-credentials\"`",
        );
    }
    section.finish();
    TokenSource::new(settings)
}

#[derive(Default)]
struct Usual {
    token_url: Option<String>,
    device_url: Option<String>,
    authorise_url: Option<String>,
    scope: Option<String>,
}

/// What the two large providers document for mail (mail-rules 38).
fn usual(provider: Option<Provider>, tenant: &str, kind: GrantKind) -> Usual {
    match provider {
        Some(Provider::Microsoft) => {
            let base = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0");
            let own = "https://outlook.office.com";
            Usual {
                token_url: Some(format!("{base}/token")),
                device_url: Some(format!("{base}/devicecode")),
                authorise_url: Some(format!("{base}/authorize")),
                scope: Some(match kind {
                    GrantKind::RefreshToken => {
                        format!("{own}/IMAP.AccessAsUser.All {own}/SMTP.Send offline_access")
                    }
                    GrantKind::ClientCredentials => "https://outlook.office365.com/.default".to_owned(),
                }),
            }
        }
        Some(Provider::Google) => Usual {
            token_url: Some("https://oauth2.googleapis.com/token".to_owned()),
            // Google gives mail permissions through a browser only.
            device_url: None,
            authorise_url: Some("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
            scope: Some("https://mail.google.com/".to_owned()),
        },
        None => Usual::default(),
    }
}

/// The proof of an account: `oauth`, or a password; `None` where none is given.
pub fn proof(section: &mut Section<'_, '_>, around: &Surroundings<'_>) -> Option<Proof> {
    let token = section.text("oauth").map(|name| {
        let source = around.tokens.iter().find(|source| source.settings().name == name);
        if source.is_none() {
            section.mistake(
                "oauth",
                format!("there is no [[oauth]] with the name `{name}`: add it"),
            );
        }
        source.cloned()
    });
    let password = secret(section, around, "password_env", "password_file");
    match (token, password) {
        (Some(_), Some(_)) => {
            section.mistake("oauth", "and a password contradict each other: give one of them");
            None
        }
        (Some(source), None) => source.map_or_else(
            || Some(Secret::new("").into()),
            |source| Some(Proof::Token(source)),
        ),
        (None, password) => password.map(Proof::Password),
    }
}

/// A secret from the environment or from a file; one line, its end cut.
fn secret(
    section: &mut Section<'_, '_>,
    around: &Surroundings<'_>,
    by_variable: &'static str,
    by_file: &'static str,
) -> Option<Secret> {
    if let Some(variable) = section.text(by_variable) {
        return Some(Secret::new((around.variable)(&variable).unwrap_or_else(|| {
            section.missing_secret(
                by_variable,
                format!("the environment has no variable `{variable}`: set it"),
            );
            String::new()
        })));
    }
    let path = around.folder.join(section.text(by_file)?);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(Secret::new(text.trim_end_matches(['\r', '\n']))),
        Err(error) => {
            let told = format!(
                "cannot read {}: {error}; correct the path, or its rights",
                path.display()
            );
            section.missing_secret(by_file, told);
            Some(Secret::new(""))
        }
    }
}
