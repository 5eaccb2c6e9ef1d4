//! Asking hellos and weighing the answers, so that a silence never reads as a refusal.

use crate::fact::{Gap, Reason};
use crate::probe::Seen;
use crate::text::{Text, text};
use crate::wire::{Alert, Answer, Endpoint, FirstFlight, Hello, Job, Reply, ServerHello};

/// The questions of one back-end: what was asked, in order, and the answers so far.
///
/// The same walk gives the jobs that are wanted and the facts, so the two cannot disagree.
#[derive(Debug)]
pub(super) struct Inquiry<'a> {
    endpoint: &'a Endpoint,
    seen: &'a Seen,
    jobs: Vec<Job>,
}

/// What an answer amounts to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// Not answered yet.
    Pending,
    /// The offer was accepted.
    Accepted(ServerHello),
    /// The offer was refused: by an alert that means it, by a lower version, or by a close that was
    /// confirmed.
    Refused(Option<Alert>),
    /// The server broke off in a way that may be a refusal or a mishap.
    Doubtful(Gap),
    /// It could not be learnt.
    Unknown(Gap),
}

impl<'a> Inquiry<'a> {
    /// An inquiry that has asked nothing.
    pub(super) fn new(endpoint: &'a Endpoint, seen: &'a Seen) -> Self {
        Self { endpoint, seen, jobs: Vec::new() }
    }

    /// The name that is asked for.
    pub(super) fn name(&self) -> &'a str {
        &self.endpoint.name
    }

    /// Everything that was asked.
    pub(super) fn into_jobs(self) -> Vec<Job> {
        self.jobs
    }

    /// Asks one hello.
    pub(super) fn ask(&mut self, hello: &Hello) -> Word {
        let job = Job::Hello(self.endpoint.clone(), hello.clone());
        let word = match self.seen.outcome(&job) {
            None => Word::Pending,
            Some(Err(trouble)) => Word::Unknown(trouble.into()),
            Some(Ok(Answer::Flight(flight))) => weigh(hello, flight),
            Some(Ok(_)) => Word::Unknown(Reason::ProbeFailed.into()),
        };
        if !self.jobs.contains(&job) {
            self.jobs.push(job);
        }
        word
    }

    /// Asks one hello and, where the answer is doubtful, a hello that is known to be accepted, and
    /// then the doubtful one again: only who answers the canary and breaks off once more has
    /// refused. `turn` tells the repetitions of different questions apart. Never doubtful.
    pub(super) fn settle(&mut self, hello: &Hello, canary: Option<&Hello>, turn: u8) -> Word {
        let Word::Doubtful(gap) = self.ask(hello) else { return self.ask(hello) };
        let Some(canary) = canary else { return Word::Unknown(gap) };
        match self.ask(&canary.clone().asked_again(turn)) {
            Word::Pending => Word::Pending,
            Word::Accepted(_) => match self.ask(&hello.clone().asked_again(turn)) {
                Word::Doubtful(_) => Word::Refused(None),
                word => word,
            },
            _ => Word::Unknown(throttled(self.endpoint)),
        }
    }
}

fn weigh(hello: &Hello, flight: &FirstFlight) -> Word {
    let elapsed = flight.elapsed_ms;
    let version = hello.version.shown();
    match &flight.reply {
        Reply::ServerHello(server) if server.version < hello.version => Word::Refused(None),
        Reply::ServerHello(server) if server.version == hello.version && hello.suites.contains(&server.suite) => {
            Word::Accepted(server.clone())
        }
        Reply::ServerHello(server) => {
            let chosen = crate::wire::suite_name(server.suite);
            let other = server.version.shown();
            Word::Unknown(Gap::new(
                Reason::Parse,
                text!(
                    "tls: máy chủ chọn {other} với {chosen}, là điều lời chào {version} không đề nghị ({elapsed} ms)",
                    "tls: the server chose {other} with {chosen}, which the {version} hello did not offer ({elapsed} ms)"
                ),
            ))
        }
        Reply::Alert(alert) => weigh_alert(*alert, version, elapsed),
        Reply::NotTls { shown } => Word::Unknown(Gap::new(
            Reason::Parse,
            text!(
                "tls: câu trả lời không phải TLS, bắt đầu bằng `{shown}` ({elapsed} ms)",
                "tls: the answer is no TLS, it begins with `{shown}` ({elapsed} ms)"
            ),
        )),
        Reply::Closed => Word::Doubtful(Gap::new(
            Reason::Refused,
            text!(
                "tls: máy chủ đóng kết nối ngay sau lời chào {version} mà không trả lời ({elapsed} ms)",
                "tls: the server closed the connection right after the {version} hello without a word ({elapsed} ms)"
            ),
        )),
    }
}

fn weigh_alert(alert: Alert, version: &str, elapsed: i64) -> Word {
    let told = |reason, text: Text| Gap::new(reason, text);
    match alert.description {
        Alert::HANDSHAKE_FAILURE
        | Alert::PROTOCOL_VERSION
        | Alert::INSUFFICIENT_SECURITY
        | Alert::INAPPROPRIATE_FALLBACK => Word::Refused(Some(alert)),
        Alert::ACCESS_DENIED | Alert::UNRECOGNIZED_NAME => Word::Unknown(told(
            Reason::Denied,
            text!(
                "tls: máy chủ không cho xem: cảnh báo {alert} ({elapsed} ms)",
                "tls: the server does not let us see: alert {alert} ({elapsed} ms)"
            ),
        )),
        // Servers are known that answer an unwelcome version with such alerts; but so does one that
        // is in trouble.
        _ => Word::Doubtful(told(
            Reason::Refused,
            text!(
                "tls: máy chủ trả lời lời chào {version} bằng cảnh báo {alert} ({elapsed} ms)",
                "tls: the server answered the {version} hello with alert {alert} ({elapsed} ms)"
            ),
        )),
    }
}

fn throttled(endpoint: &Endpoint) -> Gap {
    Gap::new(
        Reason::RateLimited,
        text!(
            "tls: {endpoint} đóng kết nối, và sau đó cũng không nhận lời chào mà trước đó đã chấp nhận: \
             có thể đang chặn hoặc giới hạn tần suất",
            "tls: {endpoint} broke off, and then did not take a hello either that it had accepted before: it may be \
             blocking us or limiting the rate"
        ),
    )
}
