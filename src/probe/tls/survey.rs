//! The whole walk: versions, then everything that builds on them.

use super::exposure::{self, Evidence};
use super::facts::{Resumption, SessionFacts, Sni, Tls, Tolerance};
use super::inquiry::{Inquiry, Word};
use super::modern::Groups;
use super::old::Old;
use super::order::Order;
use super::search::Search;
use super::signatures::Signatures;
use super::tolerance::{self, Strain};
use super::versions::Versions;
use super::{constancy, curves, dh, features, finite, lists, modern, resumption, weakness};
use crate::fact::{Fact, Gap, Reason};
use crate::text::Text;
use crate::wire::{Answer, Hello, Outcome, TlsVersion};

/// What is known about one back-end.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    /// The versions.
    pub(super) versions: Versions<'a>,
    /// SSL 2.0.
    pub(super) old: Old<'a>,
    /// Each accepted version below TLS 1.3, the highest first.
    classic: Vec<(Search<'a>, Order)>,
    /// TLS 1.3, where it is accepted.
    modern: Option<(Search<'a>, Order)>,
    /// The groups of TLS 1.3 and of the highest version below it, where they are accepted.
    groups: Vec<(TlsVersion, Groups)>,
    /// Why no refusal of the server proves anything, if none does.
    contradiction: Option<Gap>,
    /// Whether an answer about that is still to come.
    unsure: bool,
    fallback_protected: Fact<bool>,
    sni: Fact<Sni>,
    alpn: Fact<Vec<String>>,
    signatures: Signatures,
    named_groups: Fact<bool>,
    /// `None` while the versions are not known.
    resumption: Option<Resumption>,
    tolerance: Option<Tolerance>,
}

/// The versions below TLS 1.3, the highest first.
const CLASSIC: [TlsVersion; 4] = [TlsVersion::Tls12, TlsVersion::Tls11, TlsVersion::Tls10, TlsVersion::Ssl3];

impl<'a> Survey<'a> {
    /// Asks everything that can be asked by now. What builds on the versions waits for all of them.
    pub(super) fn ask(inquiry: &mut Inquiry<'a>, first: Option<&'a Outcome>) -> Self {
        let session = match first {
            Some(Ok(Answer::Session(session))) => Some(session.as_ref()),
            _ => None,
        };
        let later = || Fact::Unknown(Reason::NotCollected.into());
        let mut own = Self {
            old: Old::ask(inquiry),
            versions: Versions::ask(inquiry),
            tolerance: None,
            classic: Vec::new(),
            modern: None,
            groups: Vec::new(),
            contradiction: None,
            unsure: false,
            fallback_protected: later(),
            sni: Fact::Unknown(Reason::NotCollected.into()),
            alpn: Fact::Unknown(Reason::NotCollected.into()),
            signatures: Signatures::default(),
            named_groups: later(),
            resumption: None,
        };
        if own.versions.too_early(inquiry.name()) {
            return own;
        }
        own.old = own.old.settled(inquiry);
        let mut strain = own.ask_classic(inquiry);
        own.ask_modern(inquiry, &mut strain);
        let (fallback_protected, middle) = if own.versions.pending() {
            (later(), Some(later()))
        } else {
            weakness::fallback_protected(inquiry, &own.versions)
        };
        own.fallback_protected = fallback_protected;
        let highest = own.classic.first().map(|found| &found.0);
        if highest.is_none_or(|search| !search.pending) {
            own.alpn = features::alpn(inquiry, highest, strain.as_ref(), session);
        }
        if let (Some(strain), Some(search)) = (&strain, highest.or(own.modern.as_ref().map(|found| &found.0))) {
            own.tolerance = Some(strain.facts(inquiry, search, middle));
        }
        own.signatures = Signatures::ask(inquiry, highest, own.modern.is_some(), first);
        own.named_groups = finite::named_groups(inquiry, highest);
        own.resumption = Some(resumption::ask(inquiry, &own.versions, highest, first));
        own.sni = match highest.or(own.modern.as_ref().map(|found| &found.0)) {
            Some(search) => features::sni(inquiry, search),
            None => own.versions.gap().map_or(Fact::Unknown(weakness::nothing_accepted()), Fact::Unknown),
        };
        own.suspect(inquiry);
        own.doubt_refusals();
        own
    }

    /// What a server refused that contradicts itself may be accepted the next time.
    fn doubt_refusals(&mut self) {
        let Some(gap) = &self.contradiction else { return };
        for (search, order) in self.classic.iter_mut().chain(&mut self.modern) {
            search.gap.get_or_insert_with(|| gap.clone());
            *order = Order::unknown(gap, order.pending);
        }
        for (_, groups) in &mut self.groups {
            groups.gap.get_or_insert_with(|| gap.clone());
        }
        self.versions.doubt_refusals(gap);
        if self.fallback_protected == Fact::Known(true) {
            self.fallback_protected = gap.clone().into();
        }
    }

    /// The facts.
    pub(super) fn into_facts(self, session: SessionFacts, outcome: Option<&Outcome>) -> Tls {
        let classic: Vec<&Search<'a>> = self.classic.iter().map(|found| &found.0).collect();
        let highest = classic.first().copied();
        let none = match self.versions.gap() {
            Some(gap) if classic.is_empty() => Fact::Unknown(gap),
            _ => Fact::Absent,
        };
        let met = match outcome {
            Some(Ok(Answer::Session(session))) => Some(session.as_ref()),
            _ => None,
        };
        let found: Vec<_> = self.modern.iter().chain(&self.classic).collect();
        let dh = match &none {
            Fact::Unknown(gap) => gap.clone().into(),
            _ => dh::parameters(&classic, self.named_groups),
        };
        let extensions = features::extensions(&classic, &none, self.alpn);
        let evidence = Evidence {
            versions: &self.versions,
            old: &self.old,
            classic: &classic,
            dh: &dh,
            encrypt_then_mac: &extensions.encrypt_then_mac,
        };
        let exposures = exposure::all(&evidence);
        Tls {
            versions: [self.old.version()].into_iter().chain(self.versions.facts()).collect(),
            ssl2: self.old.facts(),
            tolerance: self.tolerance.unwrap_or_else(|| {
                let none = if self.versions.accepted().is_empty() { weakness::nothing_accepted() } else { untold() };
                tolerance::unknown(&self.versions.gap().unwrap_or(none))
            }),
            exposures,
            weak_suites: weakness::weak_suites(highest, &self.versions),
            static_key_exchange: weakness::static_key_exchange(highest, &self.versions),
            suites: lists::suites(&self.versions, &found),
            server_order: lists::server_order(&self.versions, &found),
            groups: lists::groups(&self.versions, &self.groups),
            extensions,
            dh,
            client_certificate: features::client_certificate(&classic, outcome),
            certificate_kinds: features::certificate_kinds(&classic, met, self.signatures.kinds(&self.versions)),
            fallback_protected: self.fallback_protected,
            sni: self.sni,
            session,
            resumption: self.resumption.unwrap_or_else(|| Resumption::unknown(&Reason::NotCollected.into())),
            signature_algorithms: self.signatures.facts(&self.versions),
        }
    }

    /// Whether the server contradicts itself is asked in the version that is searched first. There
    /// is no order to be known of one that does.
    fn order(
        &mut self,
        inquiry: &mut Inquiry<'a>,
        search: &mut Search<'a>,
        strain: Option<&Strain<'a>>,
        first: bool,
    ) -> Order {
        if first {
            (self.contradiction, self.unsure) = constancy::contradiction(inquiry, search);
        }
        match &self.contradiction {
            Some(gap) => Order::unknown(gap, search.pending),
            None => Order::after(strain, inquiry, search),
        }
    }

    /// Asks more often where what was learnt makes little sense.
    fn suspect(&mut self, inquiry: &mut Inquiry<'a>) {
        if self.classic.is_empty() && self.modern.is_none() && !self.versions.pending() {
            self.contradiction = constancy::contradiction_of_nothing(inquiry);
            return;
        }
        let first = self.classic.first_mut().or(self.modern.as_mut());
        let settled = self.contradiction.is_none() && !self.unsure;
        let Some((search, order)) = first.filter(|_| settled) else { return };
        let whole = !search.pending && !order.pending && search.gap.is_none();
        if whole && (order.is_inconsistent() || constancy::is_suspicious(inquiry, search, order)) {
            self.contradiction = constancy::suspected(inquiry, search);
        }
    }

    fn accepted(&self, version: TlsVersion) -> Option<Hello> {
        match self.versions.word(version)? {
            (hello, Word::Accepted(..)) => Some(hello.clone()),
            _ => None,
        }
    }

    /// The highest version is searched from nothing; what it accepts is the guess for the others, unless that would
    /// take too long to come.
    fn ask_classic(&mut self, inquiry: &mut Inquiry<'a>) -> Option<Strain<'a>> {
        let mut strain = None;
        for version in CLASSIC {
            let Some(base) = self.accepted(version) else { continue };
            let room = self.versions.room(version);
            let mut search = Search::new(base);
            let guess = self.guess(version);
            match guess {
                Some((guess, ordered)) if !guess.is_empty() => search.guessed(inquiry, &guess, ordered, room),
                _ => search.everything(inquiry, room),
            }
            let first = self.classic.is_empty();
            if first {
                let told = search.flights.len();
                strain = Strain::ask(inquiry, &mut search);
                let strained = strain.as_ref().is_none_or(|strain| !strain.pending);
                self.groups.push((version, curves::search(inquiry, &search, told, strained)));
            }
            let order = self.order(inquiry, &mut search, strain.as_ref().filter(|_| first), first);
            let waiting = (search.pending || order.pending) && !search.long;
            self.classic.push((search, order));
            if first && waiting {
                return strain;
            }
        }
        strain
    }

    /// What the highest version accepts and a lower one can carry, and whether that is in the
    /// server's order.
    fn guess(&self, version: TlsVersion) -> Option<(Vec<u16>, bool)> {
        let (search, order) = self.classic.first().filter(|(search, _)| !search.long)?;
        let ordered = order.suites.known();
        let carried = Hello::carried_suites(version);
        let suites = ordered.unwrap_or(&search.accepted).iter().copied().filter(|suite| carried.contains(suite));
        Some((suites.collect(), ordered.is_some()))
    }

    fn ask_modern(&mut self, inquiry: &mut Inquiry<'a>, strain: &mut Option<Strain<'a>>) {
        let Some(base) = self.accepted(TlsVersion::Tls13) else { return };
        let (mut search, groups) = modern::search(inquiry, &base);
        let first = self.classic.is_empty();
        // Where there is no older version, it is this one that is strained.
        if strain.is_none() && first {
            *strain = Strain::ask(inquiry, &mut search);
        }
        let order = self.order(inquiry, &mut search, strain.as_ref().filter(|_| first), first);
        self.modern = Some((search, order));
        self.groups.push((TlsVersion::Tls13, groups));
    }
}

/// Why the tolerance of a server is not told: it speaks nothing that has extensions.
fn untold() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "tls: không hỏi được vì máy chủ không có phiên bản nào từ TLS 1.0 hoặc chưa liệt kê được bộ mã",
            "tls: not asked, because the server has no version from TLS 1.0 on or its suites could not be listed",
        ),
    )
}
