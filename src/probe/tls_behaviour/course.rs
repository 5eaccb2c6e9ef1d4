//! The ground of every provocation: which old versions a back-end speaks, and with which hello an act can begin.
//!
//! The first questions are those of the `tls` probe, word for word, so that they are asked once. Where they show that
//! no version below TLS 1.3 is spoken, nothing is provoked.

use crate::fact::{Fact, Gap, Reason};
use crate::probe::Seen;
use crate::probe::tls::inquiry::{Inquiry, Word};
use crate::probe::tls::versions::Versions;
use crate::probe::tls::weakness::nothing_accepted;
use crate::probe::walk::Walk;
use crate::text::{Text, text};
use crate::wire::{
    Act, Answer, Conduct, Endpoint, Exchange, Hello, Job, Provocation, Reaction, ServerHello, Stage, TlsVersion,
    finishable_cbc_suites, finishable_suites, suites,
};

/// What is asked of one back-end, and what was answered.
#[derive(Debug)]
pub(in crate::probe) struct Course<'a> {
    inquiry: Inquiry<'a>,
    walk: Walk<'a>,
    endpoint: &'a Endpoint,
}

/// What the first questions gave.
#[derive(Debug)]
pub(in crate::probe) enum Ground<'a> {
    /// The versions below TLS 1.3 that are accepted, the highest first: the hello, and what the server chose.
    Old(Vec<(Hello, &'a ServerHello)>),
    /// No version below TLS 1.3 is accepted.
    Modern,
    /// That is not known.
    Unknown(Gap),
}

/// The versions below TLS 1.3, the highest first.
const OLD: [TlsVersion; 4] = [TlsVersion::Tls12, TlsVersion::Tls11, TlsVersion::Tls10, TlsVersion::Ssl3];

/// The most suites of a hello that every server bears.
const SHORT: usize = 60;

/// Tells the connection that keeps rounds out of step from those of the rounds.
const STEP: u32 = 16;

/// How long the wire holds still before an act is tried once more, in milliseconds.
const REST: u32 = 1200;

/// Walks the course: once, and once more where it shows that the server's closes mean nothing.
pub(in crate::probe) fn walk<'a, T>(
    endpoint: &'a Endpoint,
    seen: &'a Seen,
    go: impl Fn(&mut Course<'a>, Ground<'a>) -> T,
) -> (Vec<Job>, T) {
    let mut course = Course::new(endpoint, seen, false);
    let ground = course.ground();
    let mut gathered = go(&mut course, ground);
    if course.inquiry.cracked {
        course = Course::new(endpoint, seen, true);
        let ground = course.ground();
        gathered = go(&mut course, ground);
    }
    let mut jobs = course.inquiry.into_jobs();
    jobs.extend(course.walk.into_jobs());
    (jobs, gathered)
}

impl<'a> Course<'a> {
    fn new(endpoint: &'a Endpoint, seen: &'a Seen, cracked: bool) -> Self {
        let mut inquiry = Inquiry::new(endpoint, seen);
        inquiry.cracked = cracked;
        Self { inquiry, walk: Walk::new(seen), endpoint }
    }

    fn ground(&mut self) -> Ground<'a> {
        let versions = Versions::ask(&mut self.inquiry);
        if versions.pending() {
            return Ground::Unknown(Reason::NotCollected.into());
        }
        let accepted = |version| match versions.word(version) {
            Some((hello, Word::Accepted(server, _))) => Some((hello.clone(), *server)),
            _ => None,
        };
        let old: Vec<_> = OLD.into_iter().filter_map(accepted).collect();
        match versions.gap() {
            _ if !old.is_empty() => Ground::Old(old),
            Some(gap) => Ground::Unknown(gap),
            None if versions.accepted().is_empty() => Ground::Unknown(nothing_accepted()),
            None => Ground::Modern,
        }
    }

    /// The hello of the highest version in which one of some suites is accepted, and the suite that was chosen then;
    /// `None` where all are refused in all versions.
    fn accepting(
        &mut self,
        old: &[(Hello, &ServerHello)],
        chosen_from: impl Fn(TlsVersion) -> Vec<u16>,
    ) -> Result<Option<(Hello, u16)>, Gap> {
        let mut gap = None;
        for (base, server) in old {
            let mut list = chosen_from(base.version);
            list.truncate(SHORT);
            if list.is_empty() {
                continue;
            }
            let known = list.contains(&server.suite);
            let hello = base.clone().with_suites(list).with_alpn(vec!["http/1.1".to_owned()]);
            // What the server chose out of more, it also chooses out of less.
            if known {
                return Ok(Some((hello, server.suite)));
            }
            match self.inquiry.ask(&hello) {
                Word::Accepted(server, _) => return Ok(Some((hello, server.suite))),
                Word::Refused(_) => {}
                word => gap = gap.or(Some(word.gap().unwrap_or_else(|| Reason::NotCollected.into()))),
            }
        }
        gap.map_or(Ok(None), Err)
    }

    /// A hello with which the wire can finish a handshake.
    pub(in crate::probe) fn finishing(&mut self, old: &[(Hello, &ServerHello)]) -> Result<Hello, Gap> {
        match self.accepting(old, finishable_suites)? {
            Some((hello, _)) => Ok(hello),
            None => Err(not_finished()),
        }
    }

    /// A hello after which the key exchange can be begun; in SSL 3.0 as well.
    pub(super) fn beginning(&mut self, old: &[(Hello, &ServerHello)]) -> Result<Hello, Gap> {
        match self.accepting(old, |version| finishable_suites(version.max(TlsVersion::Tls10)))? {
            Some((hello, _)) => Ok(hello),
            None => Err(not_finished()),
        }
    }

    /// A hello with nothing but RSA encryption as key exchange; `None` where that is refused.
    pub(super) fn static_rsa(&mut self, old: &[(Hello, &ServerHello)]) -> Result<Option<Hello>, Gap> {
        Ok(self.accepting(old, rsa_suites)?.map(|(hello, _)| hello))
    }

    /// A hello with nothing but CBC with which the wire can finish a handshake, and the suite that is chosen then;
    /// `None` where CBC is refused.
    pub(super) fn block_chaining(&mut self, old: &[(Hello, &ServerHello)]) -> Result<Option<(Hello, u16)>, Gap> {
        let Some((hello, chosen)) = self.accepting(old, block_suites)? else { return Ok(None) };
        let own = finishable_cbc_suites(hello.version);
        if own.contains(&chosen) {
            return Ok(Some((hello.with_suites(own), chosen)));
        }
        let found = self.accepting(old, finishable_cbc_suites)?;
        if found.is_some() { Ok(found) } else { Err(other_blocks(chosen)) }
    }

    /// How the server takes an act; `round` tells equal ones apart. A connection that failed, or that ended before the
    /// act, is tried once more after a rest.
    pub(in crate::probe) fn react(&mut self, act: &Act, hello: &Hello, round: u32) -> Result<&'a Reaction, Gap> {
        let mut attempt = |attempt: u32, rest: u32| {
            let hello = hello.clone().asked_again(round * 2 + attempt, rest);
            self.walk.ask(Job::Provoke(self.endpoint.clone(), Provocation { act: act.clone(), hello }))
        };
        let first = attempt(0, 0);
        let again = match &first {
            Ok(Answer::Reaction(Reaction { stage: Stage::Before, conduct, .. })) => {
                matches!(conduct, Conduct::Closed | Conduct::Reset | Conduct::Silence)
            }
            Ok(_) => false,
            Err(gap) => passing(gap),
        };
        match if again { attempt(1, REST) } else { first }? {
            Answer::Reaction(reaction) => Ok(reaction),
            _ => Err(Reason::ProbeFailed.into()),
        }
    }

    /// One connection between the last rounds, so that these do not keep step with back-ends that take turns: each act
    /// would meet the same one in every round, and what differs between back-ends would look like what differs between
    /// acts. With n acts a round, a back-end that takes every k-th connection is met in step only if k divides both n and
    /// 2n + 1, which no k above 1 does.
    pub(super) fn fall_out_of_step(&mut self, act: &Act, hello: &Hello) -> Result<(), Gap> {
        self.acted(act, hello, STEP).map(drop)
    }

    /// [`Course::react`], where a server that broke off before the act is a gap.
    pub(in crate::probe) fn acted(&mut self, act: &Act, hello: &Hello, round: u32) -> Result<&'a Reaction, Gap> {
        let reaction = self.react(act, hello, round)?;
        if reaction.stage == Stage::Before { Err(broke_off(reaction)) } else { Ok(reaction) }
    }
}

/// Whether trying once more may help. What was not sent, or could not be read, is not asked again.
fn passing(gap: &Gap) -> bool {
    matches!(gap.reason, Reason::Timeout | Reason::Refused | Reason::Unreachable)
}

/// RSA encryption, without the export suites, whose keys are others than the certificate's.
fn rsa_suites(version: TlsVersion) -> Vec<u16> {
    let rsa = |code: &u16| {
        suites().any(|suite| suite.code == *code && suite.exchange == Exchange::Rsa && !suite.name.contains("EXPORT"))
    };
    Hello::carried_suites(version).into_iter().filter(rsa).collect()
}

/// CBC, those first with which a handshake can be finished here.
fn block_suites(version: TlsVersion) -> Vec<u16> {
    let mut all = finishable_cbc_suites(version);
    if all.is_empty() {
        return all;
    }
    let chained = |code: &u16| {
        suites().any(|suite| suite.code == *code && suite.by_certificate() && suite.name.contains("_CBC_"))
    };
    let others = Hello::carried_suites(version).into_iter().filter(chained).filter(|code| !all.contains(code));
    let others: Vec<u16> = others.collect();
    all.extend(others);
    all
}

/// The gap of a server that broke off before the act.
pub(in crate::probe) fn broke_off(reaction: &Reaction) -> Gap {
    let Text { vi, en } = match &reaction.conduct {
        Conduct::Closed => Text::new("máy chủ đóng kết nối", "the server closed the connection"),
        Conduct::Reset => Text::new("máy chủ ngắt kết nối", "the server reset the connection"),
        Conduct::Silence => Text::new("máy chủ im lặng", "the server was silent"),
        Conduct::Alert { alert, .. } => {
            text!("máy chủ gửi cảnh báo {alert}", "the server sent alert {alert}")
        }
        _ => text!("máy chủ trả lời: {reaction}", "the server answered: {reaction}"),
    };
    Gap::new(Reason::Refused, text!("tls: {vi} trước khi phép thử bắt đầu", "tls: {en} before the act began"))
}

/// The gap of a server that says nothing.
pub(in crate::probe) fn silent() -> Gap {
    Gap::new(
        Reason::Timeout,
        Text::new(
            "tls: máy chủ không phản ứng trong thời gian chờ, nên không kết luận được",
            "tls: the server did not react within the wait, from which nothing follows",
        ),
    )
}

/// The gap of reactions that do not repeat, or fit no known behaviour.
pub(in crate::probe) fn unsteady(reactions: &[&Reaction]) -> Gap {
    let mut shown: Vec<String> = Vec::new();
    for word in reactions.iter().map(|reaction| reaction.to_string()) {
        if !shown.contains(&word) {
            shown.push(word);
        }
    }
    let shown = shown.join(" / ");
    Gap::new(
        Reason::Inconsistent,
        text!(
            "tls: các phản ứng không lặp lại hoặc không khớp với cách xử lý nào đã biết: {shown}",
            "tls: the reactions do not repeat, or fit no known behaviour: {shown}"
        ),
    )
}

fn not_finished() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "tls: máy chủ không nhận bộ mã nào mà công cụ hoàn tất được bắt tay (AES-CBC, AES-GCM, ChaCha20)",
            "tls: the server takes no suite with which a handshake can be finished here (AES-CBC, AES-GCM, ChaCha20)",
        ),
    )
}

fn other_blocks(chosen: u16) -> Gap {
    let chosen = crate::wire::suite_name(chosen);
    Gap::new(
        Reason::LowCoverage,
        text!(
            "tls: chỉ nhận bộ mã CBC không dùng AES ({chosen}), chưa thử được",
            "tls: only CBC suites without AES are taken ({chosen}), which cannot be tried here"
        ),
    )
}

/// The fact of a step that may have failed.
pub(in crate::probe) fn fact<T>(result: Result<T, Gap>) -> Fact<T> {
    match result {
        Ok(value) => Fact::Known(value),
        Err(gap) => gap.into(),
    }
}
