//! What servers leave behind for a later resumption: kept in memory for the length of a run, never shown.
//!
//! A ticket or a session id comes with the secret of its session, so nothing of it leaves this file but that it is
//! there, how long it is said to live, and how much early data it would allow. Early data is never sent.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::NamedGroup;
use rustls::client::{
    ClientSessionStore, Resumption, Tls12ClientSessionValue, Tls12Resumption, Tls13ClientSessionValue,
};
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;

use super::super::job::Endpoint;
use super::Offer;
use super::witness::Witness;

/// What one session left for a later resumption.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Resumable {
    /// Whether a TLS 1.2 session can be resumed by its id.
    pub by_id: bool,
    /// Whether a ticket was given out, of TLS 1.2 or 1.3.
    pub by_ticket: bool,
    /// The longest lifetime of a ticket in seconds, of which more than 7 days count as 7 days (RFC 8446,
    /// section 4.6.1); 0 where a TLS 1.2 server does not say.
    pub lifetime_s: Option<i64>,
    /// How many bytes of early data the most generous ticket of TLS 1.3 allows; 0 is none.
    pub early_data_limit: i64,
    /// Whether the server ended its side, so that nothing can have come later.
    pub ended: bool,
}

/// The sessions of a run that a later handshake may resume, the oldest first.
#[derive(Debug, Default)]
pub(in crate::wire) struct Vault(Mutex<VecDeque<(Endpoint, Offer, Arc<Kept>)>>);

/// The most sessions that are kept at a time.
const MOST_KEPT: usize = 512;
/// The most tickets that are kept of one session.
const MOST_TICKETS: usize = 8;

impl Vault {
    /// What the handshake of an offer starts from: nothing at the first turn, what the turn before left at a later one;
    /// `None` where that is nothing.
    pub(in crate::wire) fn open(
        &self,
        endpoint: &Endpoint,
        offer: &Offer,
        bearer: Option<Arc<CertifiedKey>>,
    ) -> Option<Arc<Kept>> {
        if offer.turn <= 1 {
            return Some(Arc::new(Kept::new(offer, bearer)));
        }
        let thread = offer.thread();
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = entries.iter().find(|entry| entry.0 == *endpoint && entry.1 == thread);
        found.map(|entry| Arc::clone(&entry.2)).filter(|kept| kept.has_session())
    }

    /// Keeps what a handshake left, in place of what an earlier one did.
    pub(in crate::wire) fn keep(&self, endpoint: &Endpoint, offer: &Offer, kept: &Arc<Kept>) {
        let thread = offer.thread();
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.0 != *endpoint || entry.1 != thread);
        if kept.has_session() {
            entries.push_back((endpoint.clone(), thread, Arc::clone(kept)));
        }
        if entries.len() > MOST_KEPT {
            entries.pop_front();
        }
    }
}

/// One thread of sessions: rustls resumes only with the very verifier that saw the first one.
#[derive(Debug)]
pub(in crate::wire) struct Kept {
    pub(super) witness: Arc<Witness>,
    store: Arc<Store>,
}

impl Kept {
    /// A thread without any session; `bearer` is what stands behind the offer's identity.
    pub(in crate::wire) fn new(offer: &Offer, bearer: Option<Arc<CertifiedKey>>) -> Self {
        Self { witness: Arc::new(Witness::new(&offer.signature_algorithms, bearer)), store: Arc::default() }
    }

    /// One whose sessions nobody will resume or ask about: what the server leaves is not even looked at.
    pub(in crate::wire) fn for_once(offer: &Offer, bearer: Option<Arc<CertifiedKey>>) -> Self {
        let store = Store { for_once: true, ..Store::default() };
        Self { store: Arc::new(store), ..Self::new(offer, bearer) }
    }

    /// How a handshake resumes from here and keeps what it is given. What came before is no longer told.
    pub(super) fn resumption(&self, offer: &Offer) -> Resumption {
        self.store.shelf().left = Resumable::default();
        let classic = if offer.tickets { Tls12Resumption::SessionIdOrTickets } else { Tls12Resumption::SessionIdOnly };
        Resumption::store(Arc::clone(&self.store) as Arc<dyn ClientSessionStore>).tls12_resumption(classic)
    }

    /// What the last handshake left so far.
    pub(super) fn left(&self) -> Resumable {
        self.store.shelf().left
    }

    fn has_session(&self) -> bool {
        let shelf = self.store.shelf();
        shelf.classic.is_some() || !shelf.modern.is_empty()
    }
}

#[derive(Default)]
struct Store {
    for_once: bool,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    group: Option<NamedGroup>,
    classic: Option<Tls12ClientSessionValue>,
    modern: VecDeque<Tls13ClientSessionValue>,
    left: Resumable,
}

impl Store {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says nothing of what it holds.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// There is one server name to a thread, so names are not looked at.
impl ClientSessionStore for Store {
    fn set_kx_hint(&self, _name: ServerName<'static>, group: NamedGroup) {
        self.shelf().group = Some(group);
    }

    fn kx_hint(&self, _name: &ServerName<'_>) -> Option<NamedGroup> {
        self.shelf().group
    }

    fn set_tls12_session(&self, _name: ServerName<'static>, value: Tls12ClientSessionValue) {
        if self.for_once {
            return;
        }
        let mut shelf = self.shelf();
        match Label::read(&value) {
            Some(Label { ticket: true, lifetime_s }) => {
                shelf.left.by_ticket = true;
                shelf.left.lifetime_s = shelf.left.lifetime_s.max(Some(lifetime_s));
            }
            _ => shelf.left.by_id = true,
        }
        shelf.classic = Some(value);
    }

    fn tls12_session(&self, _name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.shelf().classic.clone()
    }

    fn remove_tls12_session(&self, _name: &ServerName<'static>) {
        self.shelf().classic = None;
    }

    fn insert_tls13_ticket(&self, _name: ServerName<'static>, value: Tls13ClientSessionValue) {
        if self.for_once {
            return;
        }
        let mut shelf = self.shelf();
        shelf.left.by_ticket = true;
        shelf.left.early_data_limit = shelf.left.early_data_limit.max(i64::from(value.max_early_data_size()));
        shelf.left.lifetime_s = shelf.left.lifetime_s.max(Label::read(&value).map(|label| label.lifetime_s));
        if shelf.modern.len() < MOST_TICKETS {
            shelf.modern.push_back(value);
        }
    }

    fn take_tls13_ticket(&self, _name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.shelf().modern.pop_front()
    }
}

/// What is to be known of a kept session and what rustls tells by its `Debug` form alone, which names the fields; a test
/// holds it to that. The text holds the ticket, and is dropped here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Label {
    /// Whether there is a ticket.
    ticket: bool,
    lifetime_s: i64,
}

impl Label {
    fn read(value: &impl fmt::Debug) -> Option<Self> {
        let text = format!("{value:?}");
        let field = |name: &str| text.split_once(name)?.1.split([',', ' ', '}']).next();
        Some(Self { ticket: !field(" ticket: ")?.is_empty(), lifetime_s: field(" lifetime_secs: ")?.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Reason;
    use crate::system::{NamePattern, Pace, Resolver, Scope};
    use crate::wire::rehearsal::{OpenSsl, openssl};
    use crate::wire::{Answer, Clock, Job, Session, TlsVersion, Wire};

    fn server(arguments: &[&str]) -> OpenSsl {
        let folder = tempfile::tempdir().expect("a folder");
        openssl(folder.path(), "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 9");
        OpenSsl::start(folder.path(), &[&["-cert", "c.pem", "-key", "k.pem"], arguments].concat())
    }

    fn wire(server: &OpenSsl) -> Wire {
        let scope = Scope {
            names: vec![NamePattern::from_text(&server.endpoint.name).expect("a pattern")],
            networks: vec!["127.0.0.1/32".parse().expect("a network")],
            ports: vec![server.endpoint.port..=server.endpoint.port],
            pace: Pace { per_second: 1000, ..Pace::default() },
            vantage: None,
        };
        Wire::new(&scope, &Resolver::default(), Clock::real())
    }

    async fn session(wire: &Wire, server: &OpenSsl, offer: Offer) -> Session {
        match wire.perform(&Job::Handshake(server.endpoint.clone(), offer)).await {
            Ok(Answer::Session(session)) => *session,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_ticket_of_tls_1_3_is_waited_for_and_resumed() {
        let server = server(&["-max_early_data", "777"]);
        let (wire, offer) = (wire(&server), Offer::modern(&server.endpoint.name));
        let first = session(&wire, &server, offer.clone()).await;
        assert!(!first.resumed && first.left.by_ticket && first.left.ended, "{first:?}");
        assert_eq!((first.left.early_data_limit, first.left.lifetime_s), (777, Some(7200)));
        assert_eq!(first.signature_algorithm, Some(0x0804));
        let second = session(&wire, &server, offer.at_turn(2)).await;
        assert!(second.resumed && second.chain == first.chain, "{second:?}");
        assert_eq!(second.signature_algorithm, None);
    }

    #[tokio::test]
    async fn an_id_of_tls_1_2_is_resumed_and_then_a_ticket() {
        let server = server(&["-tls1_2"]);
        let (wire, offer) = (wire(&server), Offer::modern(&server.endpoint.name).only(TlsVersion::Tls12));
        let first = session(&wire, &server, offer.clone().without_tickets()).await;
        assert!(first.left.by_id && !first.left.by_ticket && !first.resumed, "{first:?}");
        let second = session(&wire, &server, offer.clone().at_turn(2)).await;
        assert!(second.resumed && second.left.by_ticket, "{second:?}");
        assert!(session(&wire, &server, offer.at_turn(3)).await.resumed);
    }

    #[tokio::test]
    async fn without_a_first_turn_there_is_no_second_and_no_connection() {
        let server = server(&["-num_tickets", "0"]);
        let (wire, offer) = (wire(&server), Offer::modern(&server.endpoint.name));
        let second = Job::Handshake(server.endpoint.clone(), offer.clone().at_turn(2));
        assert_eq!(wire.perform(&second).await.expect_err("a trouble").reason, Reason::NotCollected);
        assert_eq!(wire.journal().connections, 0);
        // Nor where the first left nothing.
        assert!(!session(&wire, &server, offer).await.left.by_ticket);
        assert_eq!(wire.perform(&second).await.expect_err("a trouble").reason, Reason::NotCollected);
        assert_eq!(wire.journal().connections, 1);
    }

    #[test]
    fn what_is_kept_is_bounded_and_says_nothing_of_itself() {
        let kept = Kept::new(&Offer::modern("a.vn"), None);
        assert!(format!("{kept:?}").contains("Store { .. }"), "{kept:?}");
        assert!(Label::read(&"no session").is_none());
    }
}
