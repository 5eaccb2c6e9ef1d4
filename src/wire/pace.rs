//! How fast and how much: the limits that keep an inspection from becoming a burden.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::system::Pace;

/// The limiter of one run.
#[derive(Debug)]
pub(super) struct Limiter {
    in_all: Arc<Semaphore>,
    hosts: Mutex<BTreeMap<IpAddr, Arc<Host>>>,
    per_host: usize,
    interval: Duration,
    left: AtomicU32,
}

/// The limits of one address.
#[derive(Debug)]
struct Host {
    open: Arc<Semaphore>,
    next: Mutex<Instant>,
}

/// The permission for one connection; the place is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Pass {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

/// The budget of connections is spent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Spent;

impl Limiter {
    /// A limiter at the declared pace.
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            in_all: Arc::new(Semaphore::new(places(pace.in_all))),
            hosts: Mutex::default(),
            per_host: places(pace.per_host),
            interval: Duration::from_secs(1) / pace.per_second.max(1),
            left: AtomicU32::new(pace.budget),
        }
    }

    /// Waits for a place. Connections to one address are spaced evenly rather than in bursts: what
    /// a small machine feels is the burst.
    pub(super) async fn enter(&self, address: IpAddr) -> Result<Pass, Spent> {
        if self.left.load(Ordering::Relaxed) == 0 {
            return Err(Spent);
        }
        let host = self.host(address.to_canonical());
        // The place at the host first: who waits for a slow host must not hold one of the places
        // that all hosts share.
        let own = Arc::clone(&host.open).acquire_owned().await.map_err(|_| Spent)?;
        let all = Arc::clone(&self.in_all).acquire_owned().await.map_err(|_| Spent)?;
        // The moment last: whoever waited for a place after it would add to a burst.
        sleep_until(host.slot(self.interval)).await;
        let take = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).map_err(|_| Spent)?;
        Ok(Pass { _host: own, _all: all })
    }

    fn host(&self, address: IpAddr) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(address).or_insert_with(|| {
            Arc::new(Host { open: Arc::new(Semaphore::new(self.per_host)), next: Mutex::new(Instant::now()) })
        });
        Arc::clone(host)
    }
}

impl Host {
    /// Reserves the next moment at which a connection may begin.
    fn slot(&self, interval: Duration) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = Instant::now().max(*next);
        *next = slot + interval;
        slot
    }
}

fn places(declared: u32) -> usize {
    usize::try_from(declared.max(1)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const SHORT: Duration = Duration::from_millis(30);

    fn limiter(per_second: u32, per_host: u32, in_all: u32, budget: u32) -> Limiter {
        Limiter::new(Pace { per_second, per_host, in_all, budget })
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    #[tokio::test]
    async fn a_host_has_its_places_and_all_hosts_share_theirs() {
        let limiter = limiter(1000, 1, 2, 100);
        let first = limiter.enter(address(1)).await.expect("a place");
        assert!(timeout(SHORT, limiter.enter(address(1))).await.is_err(), "the host is full");
        let _second = limiter.enter(address(2)).await.expect("another host");
        assert!(timeout(SHORT, limiter.enter(address(3))).await.is_err(), "all places are taken");
        drop(first);
        limiter.enter(address(1)).await.expect("the place is free again");
    }

    #[tokio::test(start_paused = true)]
    async fn new_connections_are_spaced() {
        let limiter = limiter(50, 10, 10, 100);
        let started = Instant::now();
        let mut moments = Vec::new();
        for _ in 0..4 {
            limiter.enter(address(1)).await.expect("a place");
            moments.push(started.elapsed().as_millis());
        }
        assert_eq!(moments, [0, 20, 40, 60]);
        limiter.enter(address(2)).await.expect("a place");
        assert_eq!(started.elapsed().as_millis(), 60, "another address does not wait");
    }

    #[tokio::test(start_paused = true)]
    async fn politeness_is_one_at_a_time_and_one_a_second() {
        let limiter = Arc::new(Limiter::new(Pace::POLITE));
        let started = Instant::now();
        let visits = (0..5).map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move {
                let pass = limiter.enter(address(1)).await.expect("a place");
                let began = started.elapsed().as_millis();
                // Longer than the interval: the next one waits for this one's end.
                tokio::time::sleep(Duration::from_millis(1500)).await;
                drop(pass);
                began
            })
        });
        let mut moments = Vec::new();
        for visit in visits.collect::<Vec<_>>() {
            moments.push(visit.await.expect("a visit"));
        }
        moments.sort_unstable();
        assert_eq!(moments, [0, 1500, 3000, 4500, 6000]);
    }

    #[tokio::test]
    async fn the_budget_is_spent_once() {
        let limiter = limiter(1000, 10, 10, 2);
        limiter.enter(address(1)).await.expect("the first");
        limiter.enter(address(1)).await.expect("the second");
        assert_eq!(limiter.enter(address(1)).await.err(), Some(Spent));
    }
}
