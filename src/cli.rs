//! The command line: what can be typed, and what each exit status means.

mod announce;
mod authorise;
mod check;
mod decide;
mod demo;
mod export;
mod forget;
mod letters;
mod pipe;
mod press;
mod queue;
pub mod read;
mod run;
mod seats;
mod setup;
mod show;
mod status;
pub mod story;
mod user;

pub use status::{BAD_CONFIG, DONE, FAILED, TRY_AGAIN, status_of};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// A registration desk that works by e-mail.
///
/// People write to an event's mailboxes in their own words and language. rsvpd keeps every message, understands what
/// it asks, registers within the capacity, answers in the writer's language, and shows organisers what it left for them.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// The configuration; without it ./rsvpd.toml, then config/rsvpd.toml.
    #[arg(long, short, global = true, value_name = "FILE", env = "RSVPD_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  rsvpd demo                        see the whole desk at work, with nothing installed
  rsvpd read letter.eml             how one letter is understood
  rsvpd check --connect             is everything configured and reachable?
  rsvpd run                         watch the mailboxes and answer, until stopped
  rsvpd run --once                  one round, for cron: 0 all done, 75 try again later
  rsvpd queue                       what waits for a person
  rsvpd decide RTM-7K3Q9B confirm   say yes to one request

Exit status:
  0   done    1  failed, the message says what to do    2  the command line is not understood
  75  try again later: something could not be reached   78  the configuration has mistakes";

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the whole desk at work on sample letters of the Summit, with nothing to install and no network.
    ///
    /// Some hundred letters in six languages arrive in October 2016, more than there are seats, robots and bounces
    /// among them. Everything is written to one folder; the end tells where to look.
    Demo(DemoArgs),
    /// Watch the mailboxes, decide and answer; until stopped, or one round with --once.
    Run(RunArgs),
    /// Show how letters are understood: every value marked at its place.
    Read(read::ReadArgs),
    /// Check configuration, templates and lexicon; with --connect also log in everywhere.
    Check(CheckArgs),
    /// Sign in once at a provider that takes no passwords from programs (Microsoft 365, Google).
    Authorise(AuthoriseArgs),
    /// List what waits for a person.
    Queue(QueueArgs),
    /// Show everything known of one request.
    Show(ShowArgs),
    /// Decide one request that waits for a person.
    Decide(DecideArgs),
    /// List the press requests: papers, persons of the medium, and what became of interviews and filming.
    Press(PressArgs),
    /// Tell everybody that the event changed, moved or is cancelled; first it shows what would leave.
    Announce(AnnounceArgs),
    /// Show the letters that the desk writes, from samples: a list, one kind, or all on one page.
    Letters(LettersArgs),
    /// Erase everything of an address: letters, persons, replies, notes; first it shows what that is.
    Forget(ForgetArgs),
    /// Put a waiting party before or behind the others of a session.
    Prefer(PreferArgs),
    /// Confirm a capacity below the taken seats; `run` names how many are too many.
    Lower(LowerArgs),
    /// Let the replies of a mailbox leave that were held at the limit of automatic answers, and answer on.
    Resume(ResumeArgs),
    /// Let one reply leave that was held, refused, uncertain or only drafted; `queue` lists these with their numbers.
    Release(ReplyArgs),
    /// Keep back one reply that has not left.
    Hold(ReplyArgs),
    /// Write registrations, a list, or a sheet for the day: CSV, XLSX, PDF, vCard or iCalendar.
    Export(ExportArgs),
    /// Let somebody into the organisers' console, or list who is.
    #[command(subcommand)]
    User(UserCommand),
    /// Bring the database to this version's form; `run` does it by itself.
    Migrate,
    /// Exit 0 if the configuration can be used and the database answers, for a container's HEALTHCHECK.
    Health,
}

#[derive(Debug, Args)]
struct DemoArgs {
    /// Where messages, database and replies are put; made anew each time.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Keep running, as in a terminal: the organisers' console is open, and letters dropped into the two `inbox`
    /// folders are answered at once. End with Ctrl-C.
    #[arg(long)]
    stay: bool,
    /// Play one campaign instead, from the opening of registration to the eve of the event, and print every conversation:
    /// who wrote what, what the desk answered, and what it did to the seats.
    #[arg(long, conflicts_with = "stay")]
    story: bool,
    /// Where the organisers' console listens while the demo stays; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    console: SocketAddr,
}

#[derive(Debug, Args)]
struct RunArgs {
    /// Take all that waits, decide, deliver, and end: 0 when nothing is left to do, 75 when something must be tried again.
    #[arg(long)]
    once: bool,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Log in to mailboxes, mail server and database.
    #[arg(long)]
    connect: bool,
}

#[derive(Debug, Args)]
struct AuthoriseArgs {
    /// The `name` of an [[oauth]] section.
    #[arg(value_name = "NAME")]
    name: String,
}

#[derive(Debug, Args)]
struct QueueArgs {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// A reference, as in RTM-7K3Q9B, or the number of a message.
    #[arg(value_name = "REF")]
    reference: String,
    /// Also print the letter as it arrived.
    #[arg(long)]
    raw: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verdict {
    /// Give everybody in it a seat.
    Confirm,
    /// Put everybody in it on the waiting list, by the arrival of the letter.
    Waitlist,
    /// Say no.
    Refuse,
    /// Cancel the places that are held without a name.
    ReleaseUnnamed,
    /// Take up again what was cancelled or refused; it waits for a decision then.
    Reopen,
    /// Press: give the badge to everybody in it.
    Accredit,
    /// Press: ask for the papers that are missing.
    Papers,
    /// Answer in your own words (--reason); nobody's place changes.
    Answer,
    /// Keep it without an answer.
    SetAside,
}

#[derive(Debug, Args)]
struct DecideArgs {
    /// A reference, as in RTM-7K3Q9B.
    #[arg(value_name = "REF")]
    reference: String,
    verdict: Verdict,
    /// With `refuse`: one sentence for the writer. With `confirm` and `accredit`: why it goes beyond the capacity or
    /// the limit of the medium. With `answer`: the words, between greeting and signature.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who decides, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct PressArgs {
    /// A reference, to note what became of one wish; without it, all are listed.
    #[arg(value_name = "REF", requires = "wish")]
    reference: Option<String>,
    /// The wish: interview, filming, photo, recording, press-kit or other.
    #[arg(value_name = "WISH", requires = "became")]
    wish: Option<String>,
    /// What became of it: open, arranged or declined.
    #[arg(value_name = "STATE")]
    became: Option<String>,
    /// When and with whom.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Who notes it, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct AnnounceArgs {
    /// Send the letters.
    #[arg(long)]
    yes: bool,
    /// One sentence for the guests.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Do not ask whether they still come.
    #[arg(long)]
    no_question: bool,
    /// Who announces, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct PreferArgs {
    /// A reference, as in RTM-7K3Q9B.
    #[arg(value_name = "REF")]
    reference: String,
    /// The session, as in morning.
    session: String,
    /// Higher goes first, a negative number last; all others have 0.
    #[arg(allow_negative_numbers = true)]
    priority: i64,
    /// Why, for the journal.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who decides, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct LettersArgs {
    /// The kind, as the list names it.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// en, fr, de, it, ru or tr.
    #[arg(value_name = "LANGUAGE")]
    language: Option<String>,
    /// As the page that mail readers show, instead of as text.
    #[arg(long, conflicts_with = "text")]
    html: bool,
    /// As text; this is what is shown without --html.
    #[arg(long)]
    text: bool,
    /// Write all letters in all languages to one page.
    #[arg(long, value_name = "FILE", conflicts_with = "kind")]
    gallery: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ForgetArgs {
    /// The e-mail address whose data are erased.
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// Erase it; there is no way back.
    #[arg(long)]
    yes: bool,
    /// Do not write to the address that it was done.
    #[arg(long)]
    no_letter: bool,
    /// Who erases, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct LowerArgs {
    /// How many are too many, as `run` tells it: morning=12.
    #[arg(value_name = "SESSION=PERSONS", required = true)]
    excess: Vec<String>,
    /// Who confirms, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct ResumeArgs {
    /// The mailbox: registration or press.
    mailbox: String,
    /// Who resumes, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct ReplyArgs {
    /// The number of the reply, as `queue` lists it.
    #[arg(value_name = "NUMBER")]
    reply: i64,
    /// Who does it, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    user: String,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// The file to write; `-` is standard output.
    #[arg(default_value = "-", value_name = "FILE")]
    file: PathBuf,
    /// What to write: registrations (all of it, in words that never change), the lists confirmed, waiting, press,
    /// ignored, outbox and messages, or the sheets participants, badges, interpretation, catering, accreditation and
    /// programme.
    #[arg(long, value_name = "DOCUMENT", default_value = "registrations")]
    what: String,
    /// csv, xlsx, pdf, vcf or ics; without it the ending of the file tells, else csv or the usual form of the document.
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Only these, as the console's search takes it: names and words, `language:fr,de`, `-session:morning`.
    #[arg(
        long,
        value_name = "SEARCH",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    only: String,
    /// The session whose waiting list is written; without it the first.
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
    /// Language of headings and states: en or fr.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: String,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a user, or give one new roles; prints a link that signs them in once.
    Add(UserArgs),
    /// Print a link that signs a user in once, as when the password is forgotten.
    Link {
        /// The name to sign in with.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Remove a user and sign them out everywhere.
    Remove {
        /// The name to sign in with.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// List all users with their roles.
    List,
}

#[derive(Debug, Args)]
struct UserArgs {
    /// The name to sign in with.
    #[arg(value_name = "NAME")]
    name: String,
    /// What they may: see, decide, edit, check-in or administer; can be given several times.
    #[arg(long = "role", value_name = "ROLE", default_value = "decide")]
    roles: Vec<String>,
    /// Read the password from standard input, instead of printing a link.
    #[arg(long)]
    password_stdin: bool,
    /// Who adds them, for the journal.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "organiser")]
    by: String,
}

/// Does what was typed.
///
/// # Errors
/// Whatever stopped the command, in words for the person who typed it.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = cli.config.as_deref();
    // The daemon goes on although nobody reads what it prints.
    if !matches!(cli.command, Command::Run(_)) {
        pipe::end_with_the_reader();
    }
    let status = match cli.command {
        Command::Demo(args) => demo::demo(args).await?,
        Command::Run(args) => run::run(config, args.once).await?,
        Command::Read(args) => read::read(&args)?,
        Command::Check(args) => check::check(config, args.connect).await?,
        Command::Authorise(args) => authorise::authorise(config, &args.name).await?,
        Command::Queue(args) => queue::queue(config, args.json).await?,
        Command::Show(args) => show::show(config, &args.reference, args.raw).await?,
        Command::Decide(args) => decide::decide(config, &args).await?,
        Command::Press(args) => press::press(config, &args).await?,
        Command::Announce(args) => announce::announce(config, &args).await?,
        Command::Letters(args) => letters::letters(config, &args)?,
        Command::Forget(args) => forget::forget(config, &args).await?,
        Command::Prefer(args) => seats::prefer(config, args).await?,
        Command::Lower(args) => seats::lower(config, args).await?,
        Command::Resume(args) => decide::resume(config, &args.mailbox, &args.user).await?,
        Command::Release(args) => decide::release(config, args.reply, &args.user).await?,
        Command::Hold(args) => decide::hold(config, args.reply, &args.user).await?,
        Command::Export(args) => export::export(config, &args).await?,
        Command::User(command) => user::user(config, command).await?,
        Command::Migrate => check::migrate(config).await?,
        Command::Health => check::health(config).await?,
    };
    Ok(ExitCode::from(status))
}
