//! Asking hellos and weighing the answers, so that a silence never reads as a refusal.

use std::collections::BTreeSet;

use super::doubt::Doubt;
use crate::fact::{Gap, Reason};
use crate::probe::Seen;
use crate::text::{Text, text};
use crate::wire::{
    Alert, Answer, Endpoint, FirstFlight, Hello, Identity, Job, Offer, OldServerHello, Outcome, Phase, Reply,
    ServerHello, TlsVersion, Trouble,
};

/// The questions of one back-end: what was asked, in order, and the answers so far.
///
/// The same walk gives the jobs that are wanted and the facts, so the two cannot disagree.
#[derive(Debug)]
pub(in crate::probe) struct Inquiry<'a> {
    endpoint: &'a Endpoint,
    seen: &'a Seen,
    /// The client's certificate that whole handshakes present.
    pub(super) identity: Option<Identity>,
    /// What the straight course of the walk asks.
    asked: BTreeSet<Job>,
    /// The same in the order of the walk: what others wait for comes first.
    course: Vec<Job>,
    /// Whether one of these is unanswered.
    open: bool,
    /// What would clear up the doubts, in the order of the walk.
    pub(super) next: Vec<Job>,
    /// A hello that is known to be accepted.
    pub(super) canary: Option<Hello>,
    /// Whether the server has stopped taking even the canary.
    pub(super) shut: bool,
    /// Whether the server is known to answer some hellos by silence.
    pub(super) mute: bool,
    /// Whether the server is known to break off what it would otherwise answer.
    pub(in crate::probe) cracked: bool,
}

/// What an answer amounts to.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::probe) enum Word<'a> {
    /// Not answered yet.
    Pending,
    /// The offer was accepted.
    Accepted(&'a ServerHello, &'a FirstFlight),
    /// It was answered in SSL 2.0.
    Old(&'a OldServerHello, &'a FirstFlight),
    /// The offer was refused: by an alert that means it, by a lower version, or by a close that was
    /// confirmed.
    Refused(Option<Alert>),
    /// The server broke off in a way that may be a refusal or a mishap.
    Doubtful(Doubt),
    /// It could not be learnt.
    Unknown(Gap),
}

impl Word<'_> {
    /// Why it is no clear yes or no, where it is none.
    pub(in crate::probe) fn gap(&self) -> Option<Gap> {
        match self {
            Self::Pending => Some(Reason::NotCollected.into()),
            Self::Doubtful(doubt) => Some(doubt.gap.clone()),
            Self::Unknown(gap) => Some(gap.clone()),
            Self::Accepted(..) | Self::Old(..) | Self::Refused(_) => None,
        }
    }
}

impl<'a> Inquiry<'a> {
    /// An inquiry that has asked nothing.
    pub(in crate::probe) fn new(endpoint: &'a Endpoint, seen: &'a Seen) -> Self {
        Self {
            endpoint,
            seen,
            identity: None,
            asked: BTreeSet::new(),
            course: Vec::new(),
            open: false,
            next: Vec::new(),
            canary: None,
            shut: false,
            mute: false,
            cracked: false,
        }
    }

    /// The name that is asked for.
    pub(super) fn name(&self) -> &'a str {
        &self.endpoint.name
    }

    /// The back-end.
    pub(super) fn endpoint(&self) -> &'a Endpoint {
        self.endpoint
    }

    /// Everything that is wanted. Doubts are cleared up one step at a time, and only once nothing
    /// else is under way: a server that throttles is not asked ten things at once.
    pub(in crate::probe) fn into_jobs(self) -> Vec<Job> {
        let doubt = if self.open { None } else { self.next.into_iter().next() };
        self.course.into_iter().chain(doubt).collect()
    }

    /// Asks one hello. Where the answer is doubtful and there is a canary, the word is what comes of
    /// asking again, and never doubtful.
    pub(in crate::probe) fn ask(&mut self, hello: &Hello) -> Word<'a> {
        match self.ask_once(hello) {
            Word::Doubtful(doubt) if self.canary.is_some() => self.settle(hello, doubt),
            word => word,
        }
    }

    /// Asks one hello, whatever the answer is worth.
    pub(super) fn ask_once(&mut self, hello: &Hello) -> Word<'a> {
        let job = self.job(hello);
        let word = self.weigh(hello, &job);
        self.open |= word == Word::Pending;
        self.note(job);
        word
    }

    /// The word on a hello that may have been asked, without asking it.
    pub(super) fn heard(&self, hello: &Hello) -> Word<'a> {
        self.weigh(hello, &self.job(hello))
    }

    /// Asks a whole handshake; `None` while it has no outcome.
    pub(super) fn handshake(&mut self, offer: Offer) -> Option<&'a Outcome> {
        let job = Job::Handshake(self.endpoint.clone(), offer.with_identity(self.identity.clone()));
        let outcome = self.seen.outcome(&job);
        self.open |= outcome.is_none();
        self.note(job);
        outcome
    }

    fn note(&mut self, job: Job) {
        if self.asked.insert(job.clone()) {
            self.course.push(job);
        }
    }

    /// The hellos of the straight course so far.
    pub(super) fn hellos(&self) -> impl Iterator<Item = &Hello> {
        self.asked.iter().filter_map(|job| match job {
            Job::Hello(_, hello) => Some(hello),
            _ => None,
        })
    }

    /// The job of a hello.
    pub(super) fn job(&self, hello: &Hello) -> Job {
        Job::Hello(self.endpoint.clone(), hello.clone())
    }

    /// The alert that answered a hello, if one did.
    pub(super) fn alert(&self, hello: &Hello) -> Option<Alert> {
        match self.seen.outcome(&self.job(hello)) {
            Some(Ok(Answer::Flight(FirstFlight { reply: Reply::Alert(alert), .. }))) => Some(*alert),
            _ => None,
        }
    }

    fn weigh(&self, hello: &Hello, job: &Job) -> Word<'a> {
        match self.seen.outcome(job) {
            None => Word::Pending,
            Some(Err(trouble)) => weigh_trouble(trouble),
            Some(Ok(Answer::Flight(flight))) => weigh(hello, flight),
            Some(Ok(_)) => Word::Unknown(Reason::ProbeFailed.into()),
        }
    }
}

/// A silence, and a door that was shut before TLS, may be a throttle; they are asked again but never
/// become a refusal. What we did not send ourselves is not asked again, and neither is a server that
/// said before TLS that it has none.
fn weigh_trouble(trouble: &Trouble) -> Word<'static> {
    let passing = matches!(trouble.reason, Reason::Timeout | Reason::Refused | Reason::Unreachable);
    let clear = (trouble.phase, trouble.reason) == (Phase::Opening, Reason::Refused);
    if passing && !clear && trouble.phase >= Phase::Connect {
        Word::Doubtful(Doubt { gap: trouble.into(), spoke: false, stood: trouble.phase > Phase::Connect })
    } else {
        Word::Unknown(trouble.into())
    }
}

fn weigh<'a>(hello: &Hello, flight: &'a FirstFlight) -> Word<'a> {
    let elapsed = flight.elapsed_ms;
    let version = hello.version.shown();
    match &flight.reply {
        Reply::OldServerHello(server) => Word::Old(server, flight),
        // Web servers answer in HTTP what they cannot read as TLS: they broke off, if they are well.
        Reply::NotTls { shown } if hello.version == TlsVersion::Ssl2 && shown.starts_with("HTTP/") => broke(text!(
            "tls: máy chủ trả lời lời chào {version} bằng HTTP ({elapsed} ms)",
            "tls: the server answered the {version} hello in HTTP ({elapsed} ms)"
        )),
        Reply::ServerHello(server) if server.version < hello.version => Word::Refused(None),
        Reply::ServerHello(server) if server.version == hello.version && hello.suites.contains(&server.suite) => {
            Word::Accepted(server, flight)
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
        Reply::Closed => broke(text!(
            "tls: máy chủ đóng kết nối ngay sau lời chào {version} mà không trả lời ({elapsed} ms)",
            "tls: the server closed the connection right after the {version} hello without a word ({elapsed} ms)"
        )),
    }
}

fn weigh_alert(alert: Alert, version: &str, elapsed: i64) -> Word<'static> {
    match alert.description {
        Alert::HANDSHAKE_FAILURE
        | Alert::PROTOCOL_VERSION
        | Alert::INSUFFICIENT_SECURITY
        | Alert::INAPPROPRIATE_FALLBACK => Word::Refused(Some(alert)),
        Alert::ACCESS_DENIED | Alert::UNRECOGNIZED_NAME => Word::Unknown(Gap::new(
            Reason::Denied,
            text!(
                "tls: máy chủ không cho xem: cảnh báo {alert} ({elapsed} ms)",
                "tls: the server does not let us see: alert {alert} ({elapsed} ms)"
            ),
        )),
        // Servers are known that answer an unwelcome version with such alerts; but so does one that
        // is in trouble.
        _ => broke(text!(
            "tls: máy chủ trả lời lời chào {version} bằng cảnh báo {alert} ({elapsed} ms)",
            "tls: the server answered the {version} hello with alert {alert} ({elapsed} ms)"
        )),
    }
}

fn broke(story: Text) -> Word<'static> {
    Word::Doubtful(Doubt { gap: Gap::new(Reason::Refused, story), spoke: true, stood: true })
}
