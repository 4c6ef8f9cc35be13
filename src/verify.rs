//! Checks senders itself over DNS, by DKIM, SPF, DMARC and ARC, where no trusted mail server did; what is not found out in time is not proven.

use crate::message::Border;
use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream};
use mail_auth::dmarc::Policy;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, DnsError, Error,
    MessageAuthenticator, SpfOutput, SpfResult,
};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tracing::warn;

/// How the desk checks senders itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub resolver: Resolver,
    /// Hosts of ours that take mail from outside, as they name themselves behind "by" in Received; none leaves SPF unchecked.
    pub relays: Vec<String>,
    /// The longest that a batch of letters waits for the DNS, however silent it is.
    pub bound: Duration,
}

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolver {
    /// The machine's own.
    System,
    At(SocketAddr),
}

/// Why senders cannot be checked.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the resolver of `trust.resolver` ({0}); correct it, or leave the key out")]
pub struct VerifyError(String);

/// Asks the DNS about senders; one for the whole desk, since answers are remembered.
pub struct Verifier {
    authenticator: MessageAuthenticator,
    /// Who says so, in what it writes.
    name: String,
    relays: Vec<String>,
    bound: Duration,
    /// Nothing is asked before: the DNS was silent.
    rests_until: Mutex<DateTime<Utc>>,
}

/// The bound where nothing else is said.
pub const BOUND: Duration = Duration::from_secs(10);
/// How long one question waits before it is asked again.
const PATIENCE: Duration = Duration::from_secs(4);
/// How often it is asked again; together longer than the bound, so that silence is not taken for an answer.
const ATTEMPTS: usize = 2;
/// How long a silent DNS is left alone, so that letters do not queue behind it.
const REST: TimeDelta = TimeDelta::minutes(1);
/// Letters that are checked side by side.
const AT_ONCE: usize = 32;

impl Verifier {
    /// # Errors
    /// [`VerifyError`] if the machine's resolver cannot be read.
    pub fn new(settings: &Settings, name: &str) -> Result<Self, VerifyError> {
        let (config, mut options) = match settings.resolver {
            Resolver::System => read_system_conf().map_err(|error| VerifyError(error.to_string()))?,
            Resolver::At(address) => {
                let mut server = NameServerConfig::udp_and_tcp(address.ip());
                for connection in &mut server.connections {
                    connection.port = address.port();
                }
                (
                    ResolverConfig::from_name_servers(vec![server]),
                    ResolverOpts::default(),
                )
            }
        };
        options.timeout = PATIENCE;
        options.attempts = ATTEMPTS;
        // A name of somebody's mail domain means what the DNS says, not this machine.
        options.use_hosts_file = ResolveHosts::Never;
        let authenticator =
            MessageAuthenticator::new(config, options).map_err(|error| VerifyError(error.to_string()))?;
        Ok(Self {
            authenticator,
            name: name.to_owned(),
            relays: settings.relays.clone(),
            bound: settings.bound,
            rests_until: Mutex::new(DateTime::<Utc>::MIN_UTC),
        })
    }

    /// Whether the resolver answers; that a name does not exist is an answer.
    ///
    /// # Errors
    /// [`VerifyError`] if it does not, within the bound.
    pub async fn ask(&self) -> Result<(), VerifyError> {
        let asked = self.authenticator.txt_raw_lookup(self.name.as_str());
        match tokio::time::timeout(self.bound, asked).await {
            Ok(Ok(_) | Err(Error::Dns(DnsError::RecordNotFound(_) | DnsError::InvalidRecordType))) => Ok(()),
            Ok(Err(error)) => Err(VerifyError(error.to_string())),
            Err(_) => Err(VerifyError("it does not answer".to_owned())),
        }
    }

    /// An Authentication-Results field (RFC 8601) for each letter, in their order; `None` where it was not found out in time.
    pub async fn results(&self, letters: &[&[u8]], now: DateTime<Utc>) -> Vec<Option<String>> {
        self.results_before(letters, now, tokio::time::sleep(self.bound))
            .await
    }

    /// The same; what is not found out before the deadline comes is left.
    pub async fn results_before(
        &self,
        letters: &[&[u8]],
        now: DateTime<Utc>,
        deadline: impl Future<Output = ()>,
    ) -> Vec<Option<String>> {
        let mut found = vec![None; letters.len()];
        if letters.is_empty() || now < *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) {
            return found;
        }
        let checks = letters.iter().enumerate();
        let checks = checks.map(|(at, raw)| async move { (at, self.check(raw).await) });
        let mut checks = stream::iter(checks).buffer_unordered(AT_ONCE);
        let all = async {
            while let Some((at, results)) = checks.next().await {
                if let Some(place) = found.get_mut(at) {
                    *place = results;
                }
            }
        };
        let in_time = tokio::select! {
            biased;
            () = all => true,
            () = deadline => false,
        };
        if !in_time {
            let unproven = found.iter().filter(|results| results.is_none()).count();
            warn!(
                unproven,
                "the DNS did not answer in time; these letters count as not proven"
            );
            if unproven == letters.len() {
                *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = now + REST;
            }
        }
        found
    }

    async fn check(&self, raw: &[u8]) -> Option<String> {
        let message = AuthenticatedMessage::parse(raw)?;
        let mut results = Results(self.name.clone());
        let dkim = self.authenticator.verify_dkim(&message).await;
        results.add_dkim(&dkim);
        let border = Border::of(raw, &self.relays);
        let (spf, mail_from) = match border.as_ref().and_then(client) {
            Some((client, border, mail_from)) => {
                let asked = SpfParameters::verify_mail_from(client, &border.helo, &self.name, mail_from);
                let spf = self.authenticator.verify_spf(asked).await;
                let domain = mail_from.rsplit_once('@').map_or("", |(_, domain)| domain);
                results.add("spf", spf_word(spf.result()), "smtp.mailfrom", domain);
                (Some(spf), domain)
            }
            None => (None, ""),
        };
        let unknown = SpfOutput::default();
        let dmarc = self
            .authenticator
            .verify_dmarc(DmarcParameters {
                message: &message,
                dkim_output: &dkim,
                dkim2_output: None,
                rfc5321_mail_from_domain: mail_from,
                spf_output: spf.as_ref().unwrap_or(&unknown),
            })
            .await;
        results.add_dmarc(&dmarc, spf.is_some());
        if !message.as_headers.is_empty() {
            let arc = self.authenticator.verify_arc(&message).await;
            results.add("arc", dkim_word(arc.result()), "", "");
        }
        Some(results.0)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("relays", &self.relays)
            .finish_non_exhaustive()
    }
}

/// The client of a border outside our own net, with the envelope sender; SPF speaks of no others.
fn client(border: &Border) -> Option<(IpAddr, &Border, &str)> {
    let address: IpAddr = border.client.parse().ok()?;
    let own = match address.to_canonical() {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    let mail_from = border.mail_from.as_deref()?;
    (!own).then_some((address.to_canonical(), border, mail_from))
}

/// The field as it grows; it holds words of our own and names of domains, and nothing else of the letter (mail-rules 2.4, 2).
struct Results(String);

impl Results {
    fn add(&mut self, method: &str, result: &str, property: &str, domain: &str) {
        self.0.push_str(&format!("; {method}={result}"));
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !domain.is_empty() && domain.chars().all(plain) {
            self.0.push_str(&format!(" {property}={domain}"));
        }
    }

    fn add_dkim(&mut self, checked: &[DkimOutput<'_>]) {
        for output in checked {
            let domain = output.signature().map_or("", |signature| signature.d.as_str());
            // A result without its domain must not seem to be of anybody's.
            if !domain.is_empty() {
                self.add("dkim", dkim_word(output.result()), "header.d", domain);
            }
        }
    }

    /// A failure counts only where SPF was checked too: a domain without DKIM may have passed by it.
    fn add_dmarc(&mut self, dmarc: &DmarcOutput, spf_checked: bool) {
        let result = match dmarc.result() {
            DmarcResult::Pass => "pass",
            DmarcResult::Fail(_) if !spf_checked => return,
            DmarcResult::Fail(_) => "fail",
            DmarcResult::TempError(_) => "temperror",
            DmarcResult::PermError(_) => "permerror",
            DmarcResult::None => "none",
        };
        self.add("dmarc", result, "header.from", dmarc.domain());
        match dmarc.policy() {
            Policy::Reject => self.0.push_str(" policy.dmarc=reject"),
            Policy::Quarantine => self.0.push_str(" policy.dmarc=quarantine"),
            Policy::None | Policy::Unspecified => {}
        }
    }
}

fn dkim_word(result: &DkimResult) -> &'static str {
    match result {
        DkimResult::Pass => "pass",
        DkimResult::Neutral(_) => "neutral",
        DkimResult::Fail(_) => "fail",
        DkimResult::PermError(_) => "permerror",
        DkimResult::TempError(_) => "temperror",
        DkimResult::None => "none",
    }
}

fn spf_word(result: SpfResult) -> &'static str {
    match result {
        SpfResult::Pass => "pass",
        SpfResult::Fail => "fail",
        SpfResult::SoftFail => "softfail",
        SpfResult::Neutral => "neutral",
        SpfResult::TempError => "temperror",
        SpfResult::PermError => "permerror",
        SpfResult::None => "none",
    }
}
