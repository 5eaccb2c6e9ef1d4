//! Performing TLS jobs in tests, without scope, pace or journal, and the real servers they meet.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use tokio::net::TcpStream;

pub(crate) use super::opening::rehearsal::Front;

use super::hello::{ExchangeError, exchange};
use super::job::{Answer, Endpoint, Job, Opening, Outcome, Phase, Trouble};
use super::opening::{Opened, Shut, speak};
pub(crate) use super::provoke::flawed;
use super::provoke::{Break, react};
use super::session::{Cause, Failure, Vault, establish, part};
use crate::fact::Reason;
use crate::text::Text;

/// What servers left for a later resumption; each has a port of its own.
static VAULT: LazyLock<Vault> = LazyLock::new(Vault::default);

/// Performs a `Hello`, `Handshake` or `Provoke` job over plain TCP.
pub(crate) async fn perform(job: &Job) -> Outcome {
    perform_within(job, Duration::from_secs(10)).await
}

/// [`perform`] with another deadline, which the pause of a hello does not count against.
pub(crate) async fn perform_within(job: &Job, limit: Duration) -> Outcome {
    tokio::time::sleep(Duration::from_millis(job.pause_ms().into())).await;
    tokio::time::timeout(limit, attempt(job))
        .await
        .unwrap_or_else(|_| Err(trouble(Phase::Tls, Reason::Timeout, "silence")))
}

async fn attempt(job: &Job) -> Outcome {
    let endpoint = job.endpoint().expect("a job with an endpoint");
    let mut stream = TcpStream::connect(endpoint.socket())
        .await
        .map_err(|error| trouble(Phase::Connect, Reason::Refused, &error.to_string()))?;
    let opened = match job.opening() {
        Opening::Direct | Opening::Implicit(_) => None,
        Opening::StartTls(protocol) => Some(opened(speak(&mut stream, protocol).await)?),
    };
    match &job.adapted() {
        Job::Hello(_, hello) => match exchange(&mut stream, hello).await {
            Ok(flight) => Ok(Answer::Flight(flight)),
            Err(ExchangeError::Io(error)) => Err(trouble(Phase::Tls, Reason::Unreachable, &error.to_string())),
            Err(ExchangeError::Randomness) => Err(trouble(Phase::Tls, Reason::ProbeFailed, "no randomness")),
        },
        Job::Handshake(endpoint, offer) => {
            let Some(kept) = VAULT.open(endpoint, offer, None) else {
                return Err(trouble(Phase::Permit, Reason::NotCollected, "nothing to resume"));
            };
            match establish(stream, offer, &kept).await {
                Ok((stream, session)) => {
                    let session = part(stream, session, &kept, Duration::from_millis(200)).await;
                    VAULT.keep(endpoint, offer, &kept);
                    Ok(Answer::Session(Box::new(session)).after(opened))
                }
                Err(Failure { declined: Some(alert), .. }) => Ok(Answer::Declined(alert)),
                Err(Failure { cause: Cause::Told(reason, detail), .. }) => {
                    Err(Trouble { reason, phase: Phase::Tls, elapsed_ms: 1, detail })
                }
                Err(Failure { cause: Cause::Line(error), .. }) => {
                    Err(trouble(Phase::Tls, Reason::Unreachable, &error.to_string()))
                }
            }
        }
        Job::Provoke(_, provocation) => match react(&mut stream, provocation).await {
            Ok(reaction) => Ok(Answer::Reaction(reaction)),
            Err(Break::Told(reason, detail)) => Err(Trouble { reason, phase: Phase::Tls, elapsed_ms: 1, detail }),
            Err(Break::Io(error)) => Err(trouble(Phase::Tls, Reason::Unreachable, &error.to_string())),
        },
        other => panic!("not rehearsed: {other:?}"),
    }
}

fn opened(outcome: Result<Opened, Shut>) -> Result<Opened, Trouble> {
    outcome.map_err(|shut| match shut {
        Shut::Told(reason, detail) => Trouble { reason, phase: Phase::Opening, elapsed_ms: 1, detail },
        Shut::Line(error) => trouble(Phase::Opening, Reason::Unreachable, &error.to_string()),
    })
}

fn trouble(phase: Phase, reason: Reason, detail: &str) -> Trouble {
    Trouble { reason, phase, elapsed_ms: 1, detail: Text::same(detail) }
}

/// A real OpenSSL server on loopback, ended with the test.
#[derive(Debug)]
pub(crate) struct OpenSsl {
    child: Child,
    /// Where it listens.
    pub(crate) endpoint: Endpoint,
}

impl OpenSsl {
    /// Starts `openssl s_server` in `folder` with further arguments and waits until it listens.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new("openssl")
            .current_dir(folder)
            .args(["s_server", "-accept", "127.0.0.1:0", "-www"])
            .args(arguments)
            // The machine's own configuration may forbid what the server is to show.
            .env("OPENSSL_CONF", "/dev/null")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        // `ACCEPT 127.0.0.1:35719`: it listens, and on which port.
        let port = lines.find_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("openssl s_server {arguments:?} does not listen"));
        // Read on, or the server would stand still once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        let endpoint = Endpoint::new("portal.example.vn", IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        Self { child, endpoint }
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the `openssl` command in `folder`; its words are split at spaces.
pub(crate) fn openssl(folder: &Path, command: &str) {
    let output = Command::new("openssl").current_dir(folder).args(command.split(' ')).output().expect("openssl runs");
    if !output.status.success() {
        let _ = std::io::stderr().write_all(&output.stderr);
        panic!("openssl {command}");
    }
}
