//! Accepting connections, bounded in number and time, and counted.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{DemoError, fault, no_port};

/// The longest life of a connection.
const LIFETIME: Duration = Duration::from_secs(10);
/// The most connections at once, over all of a portal's ports.
const MOST_CONNECTIONS: usize = 256;
/// How often a port is sought that is free in both address families.
const ATTEMPTS: usize = 16;

/// What the servers of one portal saw and how many guests they admit.
#[derive(Debug)]
pub(super) struct Doors {
    seats: Arc<Semaphore>,
    connections: AtomicU64,
    requests: AtomicU64,
}

/// What a portal's servers saw so far. Questions to its name server are not counted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Seen {
    /// Accepted TCP connections, on every port that listens.
    pub connections: u64,
    /// HTTP requests, plain and encrypted.
    pub requests: u64,
}

impl Doors {
    /// Every seat free, nothing seen.
    pub(super) fn new() -> Self {
        let seats = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        Self { seats, connections: AtomicU64::new(0), requests: AtomicU64::new(0) }
    }

    /// Counts one HTTP request.
    pub(super) fn note_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// What was seen so far.
    pub(super) fn seen(&self) -> Seen {
        Seen { connections: self.connections.load(Ordering::Relaxed), requests: self.requests.load(Ordering::Relaxed) }
    }

    /// Serves a listener for as long as the future is polled; open connections end with it.
    pub(super) async fn keep<F, W>(self: Arc<Self>, listener: TcpListener, serve: F)
    where
        F: Fn(TcpStream) -> W,
        W: Future<Output = ()> + Send + 'static,
    {
        let mut open = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => self.admit(&mut open, serve(stream)),
                    // Out of descriptors: give the open connections a moment to end.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
                Some(_) = open.join_next() => {}
            }
        }
    }

    fn admit(&self, open: &mut JoinSet<()>, work: impl Future<Output = ()> + Send + 'static) {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let Ok(seat) = Arc::clone(&self.seats).try_acquire_owned() else { return };
        open.spawn(async move {
            let _ = tokio::time::timeout(LIFETIME, work).await;
            drop(seat);
        });
    }
}

/// A TCP port that the system gives, listened to on 127.0.0.1 and, if asked for and possible, on
/// the same port of [::1].
pub(super) async fn listen(ipv6: bool) -> Result<Vec<TcpListener>, DemoError> {
    for _ in 0..ATTEMPTS {
        let first = bind(IpAddr::V4(Ipv4Addr::LOCALHOST), 0).await?;
        if !ipv6 {
            return Ok(vec![first]);
        }
        let port = first.local_addr().map_err(fault)?.port();
        if let Ok(second) = bind(IpAddr::V6(Ipv6Addr::LOCALHOST), port).await {
            return Ok(vec![first, second]);
        }
    }
    Err(no_port())
}

/// Whether this machine has an IPv6 loopback.
pub(super) async fn has_ipv6() -> bool {
    bind(IpAddr::V6(Ipv6Addr::LOCALHOST), 0).await.is_ok()
}

async fn bind(address: IpAddr, port: u16) -> Result<TcpListener, DemoError> {
    TcpListener::bind(SocketAddr::new(address, port)).await.map_err(fault)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn more_guests_than_seats_are_sent_away_and_the_next_one_is_served() {
        let doors = Arc::new(Doors::new());
        let listener = listen(false).await.expect("a port").remove(0);
        let address = listener.local_addr().expect("an address");
        let echo = |mut stream: TcpStream| async move {
            while let Ok(byte) = stream.read_u8().await {
                let _ = stream.write_u8(byte).await;
            }
        };
        let door = tokio::spawn(Arc::clone(&doors).keep(listener, echo));
        let mut seated = Vec::new();
        for n in 0..MOST_CONNECTIONS {
            let mut guest = TcpStream::connect(address).await.expect("an open port");
            guest.write_u8(1).await.expect("a byte sent");
            assert_eq!(guest.read_u8().await.expect("an echo"), 1, "guest {n}");
            seated.push(guest);
        }
        let mut late = TcpStream::connect(address).await.expect("an open port");
        assert!(late.read_u8().await.is_err(), "one guest too many");
        drop(seated);
        // The seats are given back as soon as the server sees the guests go: ask until then.
        while doors.seats.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        let mut next = TcpStream::connect(address).await.expect("an open port");
        next.write_u8(2).await.expect("a byte sent");
        assert_eq!(next.read_u8().await.expect("an echo"), 2);
        assert_eq!(doors.seen().connections, MOST_CONNECTIONS as u64 + 2);
        door.abort();
    }
}
