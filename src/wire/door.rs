//! The door itself: a job goes in, the scope, the pace and the deadline hold it, an outcome comes out.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::browser::Shelf;
use super::clock::Clock;
use super::dial::Line;
use super::dns::{Asker, Lookup, RecordKind};
use super::http::{Known, Sight};
use super::identity::Identities;
use super::job::{Answer, Endpoint, Job, Opening, Outcome, Phase, Trouble};
use super::journal::{Count, Journal, JournalEntry, JournalTotals, OpenEntry};
use super::lent::Secrets;
use super::pace::{Barred, Limiter, Manner, Pass};
use super::reading::{Place, Reader, Readers};
use super::roots::Roots;
use super::session::{Offer, Vault};
use super::watch::Watch;
use super::{greeting, guard, hello, http, opening, provoke, quic, session};
use crate::fact::Reason;
use crate::system::{Resolver, Scope};
use crate::text::{Text, shorten, text};

/// The limits of one job in time and bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// The deadline of a request or a whole handshake.
    pub deadline: Duration,
    /// The deadline of a connect or a hello.
    pub short_deadline: Duration,
    /// The deadline of TCP within a longer job, where it has one of its own.
    pub connect_deadline: Option<Duration>,
    /// The deadline of a question to the resolver, all attempts together.
    pub lookup_deadline: Duration,
    /// The deadline of a request whose answer is read at the door: documents are longer than pages.
    pub reading_deadline: Duration,
    /// How long an open port may take to greet.
    pub greeting: Duration,
    /// The most bytes that one connection takes in.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10),
            short_deadline: Duration::from_secs(5),
            connect_deadline: None,
            lookup_deadline: Duration::from_secs(5),
            reading_deadline: Duration::from_secs(30),
            greeting: Duration::from_secs(1),
            bytes: 4 << 20,
        }
    }
}

/// What the owner of the system lends to the inspection.
#[derive(Clone, Debug, Default)]
pub struct Lent {
    /// The certificates that can be presented.
    pub identities: Identities,
    /// Passwords and tokens.
    pub secrets: Secrets,
}

/// What a name resolves to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Addresses {
    /// The addresses, sorted.
    pub found: Vec<IpAddr>,
    /// Why the addresses of one family could not be learnt, though the other answered: there may be
    /// back-ends that nobody looks at.
    pub missing: Option<Trouble>,
}

/// The wire of one run. Clones share the scope, the pace, the budget and the journal.
///
/// A dropped [`Wire::perform`] closes its connection: nothing of a job outlives its future.
#[derive(Clone, Debug)]
pub struct Wire(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    scope: Scope,
    clock: Clock,
    limits: Limits,
    limiter: Limiter,
    journal: Journal,
    asker: Asker,
    /// The same without a memory, for probings that are repeated.
    fresh_asker: OnceLock<Asker>,
    identities: Identities,
    secrets: Secrets,
    /// By which the far side is known before anything is sent; an inspection has none.
    roots: Option<Roots>,
    vault: Vault,
    readers: Readers,
    browsers: Shelf,
    /// The certificate that each back-end showed to a modern client.
    shown: Mutex<BTreeMap<Endpoint, Vec<u8>>>,
}

impl Wire {
    /// A wire with the standard limits. A resolver that cannot be set up makes every lookup fail
    /// and nothing else, so this cannot fail.
    pub fn new(scope: &Scope, resolver: &Resolver, clock: Clock) -> Self {
        Self::with_limits(scope, resolver, clock, Limits::default())
    }

    /// A wire with other limits for each job.
    pub fn with_limits(scope: &Scope, resolver: &Resolver, clock: Clock, limits: Limits) -> Self {
        Self::build(scope, resolver, clock, limits, Lent::default())
    }

    /// A wire with the standard limits that has certificates to present and secrets to hand in.
    pub fn with_lent(scope: &Scope, resolver: &Resolver, clock: Clock, lent: Lent) -> Self {
        Self::build(scope, resolver, clock, Limits::default(), lent)
    }

    /// The wire of a run: it has certificates to present, secrets to hand in, and readers at the door.
    pub fn of_run(scope: &Scope, resolver: &Resolver, clock: Clock, lent: Lent, readers: Vec<Arc<dyn Reader>>) -> Self {
        Self::build_with(scope, resolver, clock, Limits::default(), lent, readers)
    }

    /// A wire with readers at the door and other limits for each job.
    pub fn with_readers(
        scope: &Scope,
        resolver: &Resolver,
        clock: Clock,
        limits: Limits,
        readers: Vec<Arc<dyn Reader>>,
    ) -> Self {
        Self::build_with(scope, resolver, clock, limits, Lent::default(), readers)
    }

    /// The wire to a service that is asked and not inspected: over TLS it speaks to nobody whom the roots do not vouch
    /// for.
    pub fn of_service(
        scope: &Scope,
        resolver: &Resolver,
        clock: Clock,
        limits: Limits,
        secrets: Secrets,
        roots: Roots,
    ) -> Self {
        let lent = Lent { secrets, ..Lent::default() };
        Self(Arc::new(Inside { roots: Some(roots), ..Self::inside(scope, resolver, clock, limits, lent, Vec::new()) }))
    }

    fn build(scope: &Scope, resolver: &Resolver, clock: Clock, limits: Limits, lent: Lent) -> Self {
        Self::build_with(scope, resolver, clock, limits, lent, Vec::new())
    }

    fn build_with(
        scope: &Scope,
        resolver: &Resolver,
        clock: Clock,
        limits: Limits,
        lent: Lent,
        readers: Vec<Arc<dyn Reader>>,
    ) -> Self {
        Self(Arc::new(Self::inside(scope, resolver, clock, limits, lent, readers)))
    }

    fn inside(
        scope: &Scope,
        resolver: &Resolver,
        clock: Clock,
        limits: Limits,
        lent: Lent,
        readers: Vec<Arc<dyn Reader>>,
    ) -> Inside {
        Inside {
            scope: scope.clone(),
            clock,
            limits,
            limiter: Limiter::new(scope.pace),
            journal: Journal::default(),
            asker: Asker::new(resolver, limits.lookup_deadline),
            fresh_asker: OnceLock::new(),
            identities: lent.identities,
            secrets: lent.secrets,
            roots: None,
            vault: Vault::default(),
            readers: Readers::new(readers),
            browsers: Shelf::default(),
            shown: Mutex::default(),
        }
    }

    /// Performs a job.
    pub async fn perform(&self, job: &Job) -> Outcome {
        let mut entry = self.0.journal.begin(&self.0.clock, job);
        let mut place = None;
        let mut outcome = match (job, job.endpoint()) {
            (Job::Fetch(endpoint, request), _) if request.sight == Sight::Rendered => {
                Box::pin(self.0.browsers.render(self, endpoint, request)).await
            }
            (Job::Lookup(lookup), _) => Box::pin(self.0.asker.ask(lookup, &self.0.journal)).await.map(Answer::Records),
            (_, Some(endpoint)) => self.0.contact(&job.adapted(), endpoint, &mut entry, &mut place).await,
            (_, None) => Err(Watch::start().trouble(Phase::Permit, Reason::ProbeFailed, Reason::ProbeFailed.text())),
        };
        // First of all: whatever is told or kept of the answer is told and kept without them.
        self.0.secrets.cover(&mut outcome);
        if let (Some(_), Ok(Answer::Response(response))) = (job.reading(), &mut outcome) {
            let response = std::mem::take(&mut **response);
            outcome = self.0.readers.read(&Arc::new(job.clone()), response).await;
        }
        drop(place);
        entry.end(&outcome);
        outcome
    }

    /// Every address of a name, sorted; an address in text is its own. A name without any is a
    /// trouble, and so is a lookup that failed while the other found nothing.
    pub async fn resolve(&self, name: &str) -> Result<Addresses, Trouble> {
        if let Ok(address) = name.parse() {
            return Ok(Addresses { found: vec![address], missing: None });
        }
        let job = |kind| Job::Lookup(Lookup { name: name.to_owned(), kind, validate: false });
        let (ipv4, ipv6) = (job(RecordKind::A), job(RecordKind::Aaaa));
        let (ipv4, ipv6) = tokio::join!(self.perform(&ipv4), self.perform(&ipv6));
        let mut found = Vec::new();
        let mut failed = None;
        for outcome in [ipv4, ipv6] {
            match outcome {
                Ok(Answer::Records(records)) => found.extend(records.addresses()),
                Ok(_) => {}
                Err(trouble) => failed = Some(trouble),
            }
        }
        found.sort_unstable();
        found.dedup();
        if !found.is_empty() {
            return Ok(Addresses { found, missing: failed });
        }
        Err(failed.unwrap_or_else(|| {
            let name = shorten(name, 100);
            let detail = text!("tên {name} không có địa chỉ IP nào", "name {name} has no address");
            Watch::start().trouble(Phase::Name, Reason::Unreachable, detail)
        }))
    }

    /// The totals so far.
    pub fn journal(&self) -> JournalTotals {
        self.0.journal.totals()
    }

    /// The acts so far, in the order in which they ended; the list is bounded.
    pub fn journal_entries(&self) -> Vec<JournalEntry> {
        self.0.journal.entries()
    }

    /// What may be contacted.
    pub(super) fn scope(&self) -> &Scope {
        &self.0.scope
    }

    /// The certificates that can be presented.
    pub(super) fn identities(&self) -> &Identities {
        &self.0.identities
    }

    /// What is lent.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// The book of totals.
    pub(super) fn journal_book(&self) -> &Journal {
        &self.0.journal
    }

    /// The resolver that keeps no answer.
    pub(super) fn fresh_asker(&self) -> &Asker {
        self.0.fresh_asker.get_or_init(|| self.0.asker.forgetful())
    }

    /// The clock of the run.
    pub fn clock(&self) -> Clock {
        self.0.clock
    }
}

impl Inside {
    /// Asks the scope, waits for a place, and holds the job to its deadline. Waiting for a place is
    /// our own slowness and does not count against the far side.
    async fn contact(
        &self,
        job: &Job,
        endpoint: &Endpoint,
        entry: &mut OpenEntry,
        place: &mut Option<Place>,
    ) -> Outcome {
        if let Err(detail) = guard::permit(&self.scope, endpoint, job) {
            self.journal.count(Count::Refusal);
            return Err(Watch::start().trouble(Phase::Permit, Reason::OutOfScope, detail));
        }
        if job.pause_ms() > 0 {
            sleep(Duration::from_millis(job.pause_ms().into())).await;
        }
        let manner = match job.reading() {
            Some(_) => Manner::Yielding(Duration::from_millis(job.spacing_ms().into())),
            None if job.is_calm() => Manner::Calm,
            None => Manner::Plain,
        };
        let pass = match self.limiter.enter(endpoint.address, manner).await {
            Ok(pass) => pass,
            Err(barred) => return Err(self.turned_away(barred)),
        };
        // Held until the answer is read, so that what waits to be read is bounded.
        *place = self.readers.place(job).await;
        let watch = Watch::start();
        let deadline = match job {
            // Mail servers make strangers wait for their greeting, and may.
            _ if matches!(job.opening(), Opening::StartTls(_)) => self.limits.deadline,
            Job::Connect(_) | Job::Hello(..) | Job::Quic(_) => self.limits.short_deadline,
            Job::Fetch(_, request) if request.reading.is_some() => self.limits.reading_deadline,
            Job::Fetch(..) | Job::Handshake(..) | Job::Lookup(_) | Job::Present(..) | Job::Provoke(..) => {
                self.limits.deadline
            }
        };
        // On the heap, and only now: thousands of jobs may be waiting for a place, and what one holds
        // while it talks is a hundred times what it holds while it waits.
        let outcome = match timeout(deadline, Box::pin(self.converse(job, endpoint, pass, &watch, entry))).await {
            Ok(outcome) => outcome,
            Err(_) => Err(watch.overdue(deadline)),
        };
        if let (Manner::Yielding(_), Ok(Answer::Response(response))) = (manner, &outcome) {
            self.limiter.heed(endpoint.address, response.status, response.header("retry-after"));
        }
        outcome
    }

    /// The trouble of a job that the limiter did not let in.
    fn turned_away(&self, barred: Barred) -> Trouble {
        let budget = self.scope.pace.budget;
        let (reason, detail) = match barred {
            Barred::Spent => (
                Reason::Budget,
                text!(
                    "đã dùng hết {budget} kết nối được phép trong một đợt",
                    "the {budget} connections allowed for one run are spent"
                ),
            ),
            Barred::Throttled => (
                Reason::RateLimited,
                Text::new(
                    "máy chủ nhiều lần yêu cầu giảm nhịp (429 hoặc 503) nên không gửi thêm",
                    "the server asked for a slower pace again and again (429 or 503), so no more is sent",
                ),
            ),
        };
        Watch::start().trouble(Phase::Permit, reason, detail)
    }

    async fn converse(
        &self,
        job: &Job,
        endpoint: &Endpoint,
        pass: Pass,
        watch: &Watch,
        entry: &mut OpenEntry,
    ) -> Outcome {
        if let Job::Quic(_) = job {
            return Ok(Answer::Quic(quic::ask(endpoint.socket(), pass, &self.journal, watch).await?));
        }
        let bearer = self
            .identities
            .bearer(job.identity())
            .map_err(|detail| watch.trouble(Phase::Permit, Reason::ProbeFailed, detail))?;
        let kept = match job {
            Job::Handshake(_, offer) => match self.vault.open(endpoint, offer, bearer.clone()) {
                // Before the connection, which would be for nothing.
                None => return Err(watch.trouble(Phase::Permit, Reason::NotCollected, session::nothing_kept())),
                kept => kept,
            },
            _ => None,
        };
        let reader = self.readers.named(job);
        let bytes = match job {
            // A document, and what TLS and the head add to it.
            Job::Fetch(_, request) if reader.is_some() => {
                self.limits.bytes.max(u64::try_from(request.body_limit).unwrap_or(u64::MAX).saturating_add(1 << 20))
            }
            _ => self.limits.bytes,
        };
        let dial = Line::dial(endpoint.socket(), pass, &self.journal, watch, bytes);
        let mut line = match self.limits.connect_deadline {
            None => dial.await?,
            Some(limit) => timeout(limit, dial).await.unwrap_or_else(|_| Err(watch.overdue(limit)))?,
        };
        let opened = opening::open(&mut line, job.opening()).await?;
        if let Some(opened) = &opened {
            entry.opened(opened);
        }
        match job {
            Job::Connect(_) => {
                // The listening must end before the deadline: an open port that accepted late is open.
                let left = self.limits.short_deadline.saturating_sub(watch.elapsed()) / 2;
                Ok(Answer::Connected(greeting::listen(line, self.limits.greeting.min(left)).await))
            }
            Job::Fetch(_, request) => Ok(Answer::Response(Box::new(
                http::fetch(line, request, bearer, &self.secrets, self.known(endpoint), reader.map(AsRef::as_ref))
                    .await?,
            ))),
            Job::Handshake(_, offer) => {
                let Some(kept) = kept else {
                    return Err(watch.trouble(Phase::Permit, Reason::NotCollected, session::nothing_kept()));
                };
                watch.enter(Phase::Tls);
                let answer = session::visit(line, offer, &kept, self.limits.deadline).await?;
                self.vault.keep(endpoint, offer, &kept);
                // Other offers may be answered with another certificate of the same server.
                if *offer == Offer::modern(&endpoint.name).with_identity(offer.identity.clone()) {
                    self.note(endpoint, &answer);
                }
                Ok(answer.after(opened))
            }
            Job::Present(_, request) => {
                Ok(Answer::Reception(Box::new(http::present(line, request, bearer, &self.secrets).await?)))
            }
            Job::Hello(_, hello) => {
                watch.enter(Phase::Tls);
                Ok(Answer::Flight(hello::first_flight(line, endpoint, hello).await?))
            }
            Job::Provoke(_, provocation) => {
                watch.enter(Phase::Tls);
                Ok(Answer::Reaction(provoke::provoke(line, provocation).await?))
            }
            Job::Lookup(_) | Job::Quic(_) => {
                let detail = Text::new("câu hỏi này không mở kết nối TCP", "this question opens no TCP connection");
                Err(watch.trouble(Phase::Permit, Reason::ProbeFailed, detail))
            }
        }
    }

    /// Notes the certificate that a back-end showed.
    fn note(&self, endpoint: &Endpoint, answer: &Answer) {
        if let Answer::Session(session) = answer
            && let Some(leaf) = session.chain.first()
            && !self.secrets.is_empty()
        {
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            shown.insert(endpoint.clone(), leaf.clone());
        }
    }

    /// How a back-end is known.
    fn known(&self, endpoint: &Endpoint) -> Known<'_> {
        match &self.roots {
            Some(roots) => Known::Vouched(roots, self.clock.now()),
            None => Known::Shown(self.shown.lock().unwrap_or_else(PoisonError::into_inner).get(endpoint).cloned()),
        }
    }
}
