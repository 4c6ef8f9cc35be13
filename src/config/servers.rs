//! Reads the parts of `rsvpd.toml` that name servers and folders, and how they are logged in to.

use super::accounts;
use super::desk::DeliverySettings;
use super::section::Section;
use crate::delivery::smtp::SmtpSettings;
use crate::mailbox::{
    After, AfterFile, FilesSettings, FirstStart, ImapSettings, MailboxSettings, MaildirSettings,
    SourceSettings,
};
use crate::message::MailboxRole;
use crate::oauth::TokenSource;
use crate::tls::{Secret, Security};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What reading needs besides the text: where paths start, and where secrets are.
pub struct Surroundings<'a> {
    pub folder: &'a Path,
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// The `[[oauth]]` sections, by their names.
    pub tokens: &'a [TokenSource],
}

const SECURITY: [(&str, Security); 3] = [
    ("tls", Security::Implicit),
    ("starttls", Security::StartTls),
    ("plain", Security::Plain),
];

/// 25 MiB, what most mail providers let through.
const SIZE_LIMIT_MIB: u64 = 25;

#[derive(Clone, Copy)]
enum Kind {
    Imap,
    Maildir,
    Files,
}

/// Reads one `[[mailbox]]`.
pub fn mailbox(mut section: Section<'_, '_>, around: &Surroundings<'_>) -> MailboxSettings {
    let name = section.required_text("name", "a name of your own, as in \"registration\"");
    let roles = [
        ("registration", MailboxRole::Registration),
        ("press", MailboxRole::Press),
    ];
    let role = section.required_choice("role", &roles);
    let first_start = section
        .choice(
            "first_start",
            &[("all", FirstStart::All), ("new", FirstStart::New)],
        )
        .unwrap_or_default();
    let size_limit = section
        .number::<u32>("size_limit_mib", 1)
        .map_or(SIZE_LIMIT_MIB, u64::from)
        << 20;
    let poll_every = section.number::<u32>("poll_seconds", 1).map_or(60, u64::from);
    let poll_every = Duration::from_secs(poll_every);
    let kinds = [
        ("imap", Kind::Imap),
        ("maildir", Kind::Maildir),
        ("files", Kind::Files),
    ];
    let source = match section.required_choice("source", &kinds) {
        Some(Kind::Imap) => SourceSettings::Imap(imap(&mut section, around, size_limit, poll_every)),
        Some(Kind::Maildir) => SourceSettings::Maildir(maildir(&mut section, around, size_limit, poll_every)),
        Some(Kind::Files) => SourceSettings::Files(files(&mut section, around, size_limit, poll_every)),
        None => SourceSettings::Files(FilesSettings {
            paths: Vec::new(),
            size_limit,
            poll_every,
        }),
    };
    section.finish();
    MailboxSettings {
        name,
        role: role.unwrap_or(MailboxRole::Registration),
        first_start,
        source,
    }
}

fn imap(
    section: &mut Section<'_, '_>,
    around: &Surroundings<'_>,
    size_limit: u64,
    poll_every: Duration,
) -> ImapSettings {
    #[derive(Clone, Copy)]
    enum Then {
        Nothing,
        Keyword,
        Move,
    }
    let host = section.required_text("host", "the IMAP server's name");
    let user = section.required_text("user", "the account's name at the server");
    let proof = accounts::proof(section, around).unwrap_or_else(|| {
        section.mistake(
            "password_env",
            "is needed (or `password_file`, or `oauth`): passwords do not stand in this file",
        );
        Secret::new("").into()
    });
    let mut settings = ImapSettings::new(host, user, proof);
    settings.security = section
        .choice("security", &SECURITY)
        .unwrap_or(Security::Implicit);
    let usual_port = if settings.security == Security::Implicit {
        993
    } else {
        143
    };
    settings.port = section.number("port", 1).unwrap_or(usual_port);
    settings.ca_file = section.text("ca_file").map(|path| around.folder.join(path));
    settings.allow_plain = section.flag("allow_plain").unwrap_or_default();
    if let Some(folder) = section.text("folder") {
        settings.folder = folder;
    }
    let then = section.choice(
        "after",
        &[
            ("nothing", Then::Nothing),
            ("keyword", Then::Keyword),
            ("move", Then::Move),
        ],
    );
    let keyword = section.text("keyword");
    let move_to = section.text("move_to");
    settings.after = match then {
        None | Some(Then::Nothing) => After::Nothing,
        Some(Then::Keyword) => After::Keyword(keyword.unwrap_or_else(|| "rsvpd".to_owned())),
        Some(Then::Move) => After::Move(move_to.unwrap_or_else(|| {
            section.mistake(
                "move_to",
                "is needed with `after = \"move\"`: the folder that takes messages that are done",
            );
            String::new()
        })),
    };
    settings.idle = section.flag("idle").unwrap_or(true);
    settings.size_limit = size_limit;
    settings.poll_every = poll_every;
    settings
}

fn maildir(
    section: &mut Section<'_, '_>,
    around: &Surroundings<'_>,
    size_limit: u64,
    poll_every: Duration,
) -> MaildirSettings {
    let path = around
        .folder
        .join(section.required_text("path", "the folder that holds new/ and cur/"));
    let after = section
        .choice(
            "after",
            &[("nothing", AfterFile::Nothing), ("seen", AfterFile::Seen)],
        )
        .unwrap_or_default();
    MaildirSettings {
        path,
        after,
        size_limit,
        poll_every,
    }
}

fn files(
    section: &mut Section<'_, '_>,
    around: &Surroundings<'_>,
    size_limit: u64,
    poll_every: Duration,
) -> FilesSettings {
    let what = "a list of files and folders, as in [\"letters\"]";
    let paths = section.list("paths", what, |path| Some(around.folder.join(path)));
    if paths.is_none() {
        section.mistake("paths", format!("is needed: {what}"));
    }
    FilesSettings {
        paths: paths.unwrap_or_default(),
        size_limit,
        poll_every,
    }
}

/// Reads `[delivery]`: the means, the domain of our Message-IDs, and the envelope sender.
pub fn delivery(
    mut section: Section<'_, '_>,
    around: &Surroundings<'_>,
) -> (DeliverySettings, Option<String>, Option<String>) {
    let by_smtp = section.required_choice("by", &[("smtp", true), ("folder", false)]);
    let settings = match by_smtp {
        Some(true) => DeliverySettings::Smtp(smtp(&mut section, around)),
        Some(false) => DeliverySettings::Folder(
            around
                .folder
                .join(section.required_text("folder", "where replies are written")),
        ),
        None => DeliverySettings::Folder(PathBuf::new()),
    };
    let message_id_domain = section.text("message_id_domain");
    let bounce_address = section.text("bounce_address");
    section.finish();
    (settings, message_id_domain, bounce_address)
}

fn smtp(section: &mut Section<'_, '_>, around: &Surroundings<'_>) -> SmtpSettings {
    let security = section
        .choice("security", &SECURITY)
        .unwrap_or(Security::StartTls);
    let usual_port = match security {
        Security::Implicit => 465,
        Security::StartTls => 587,
        Security::Plain => 25,
    };
    let user = section.text("user");
    let proof = accounts::proof(section, around);
    if user.is_some() != proof.is_some() {
        section.mistake(
            "user",
            "and a password (or `oauth`) belong together: give both, or neither",
        );
    }
    SmtpSettings {
        host: section.required_text("host", "the mail server's name"),
        port: section.number("port", 1).unwrap_or(usual_port),
        security,
        user,
        proof,
        ca_file: section.text("ca_file").map(|path| around.folder.join(path)),
        allow_plain: section.flag("allow_plain").unwrap_or_default(),
        connections: section.number("connections", 1).unwrap_or(2),
        hello_name: section
            .text("hello_name")
            .unwrap_or_else(|| "localhost".to_owned()),
        patience: Duration::from_secs(section.number("patience_seconds", 1).unwrap_or(60)),
    }
}
