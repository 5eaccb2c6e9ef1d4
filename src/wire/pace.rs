//! How fast and how much: the limits that keep an inspection from becoming a burden.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::system::Pace;

/// The limiter of one run.
#[derive(Debug)]
pub(super) struct Limiter {
    in_all: Arc<Semaphore>,
    hosts: Mutex<BTreeMap<IpAddr, Arc<Host>>>,
    per_host: usize,
    interval: Duration,
    calm_interval: Duration,
    left: AtomicU32,
}

/// The limits of one address.
#[derive(Debug)]
struct Host {
    open: Arc<Semaphore>,
    next: Mutex<Instant>,
    /// When the next calm request may begin; held by the one that waits for it.
    calm: AsyncMutex<Instant>,
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
            calm_interval: Duration::from_secs(1) / pace.requests_per_second.max(1),
            left: AtomicU32::new(pace.budget),
        }
    }

    /// Waits for a place, a calm request for its turn first. Connections to one address are spaced evenly rather than in bursts: what
    /// a small machine feels is the burst.
    pub(super) async fn enter(&self, address: IpAddr, calm: bool) -> Result<Pass, Spent> {
        if self.left.load(Ordering::Relaxed) == 0 {
            return Err(Spent);
        }
        let host = self.host(address.to_canonical());
        // One calm request waits at a time, so that the places of the host are left to the others.
        let mut turn = if calm { Some(host.calm.lock().await) } else { None };
        // The place at the host first: who waits for a slow host must not hold one of the places
        // that all hosts share.
        let own = Arc::clone(&host.open).acquire_owned().await.map_err(|_| Spent)?;
        let all = Arc::clone(&self.in_all).acquire_owned().await.map_err(|_| Spent)?;
        // The moment last: whoever waited for a place after it would add to a burst.
        if let Some(turn) = &turn {
            sleep_until(**turn).await;
        }
        sleep_until(host.slot(self.interval)).await;
        if let Some(turn) = &mut turn {
            **turn = Instant::now() + self.calm_interval;
        }
        let take = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).map_err(|_| Spent)?;
        Ok(Pass { _host: own, _all: all })
    }

    fn host(&self, address: IpAddr) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(address).or_insert_with(|| {
            let now = Instant::now();
            let open = Arc::new(Semaphore::new(self.per_host));
            Arc::new(Host { open, next: Mutex::new(now), calm: AsyncMutex::new(now) })
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
        Limiter::new(Pace { per_second, requests_per_second: 2, per_host, in_all, budget })
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    #[tokio::test]
    async fn a_host_has_its_places_and_all_hosts_share_theirs() {
        let limiter = limiter(1000, 1, 2, 100);
        let first = limiter.enter(address(1), false).await.expect("a place");
        assert!(timeout(SHORT, limiter.enter(address(1), false)).await.is_err(), "the host is full");
        let _second = limiter.enter(address(2), false).await.expect("another host");
        assert!(timeout(SHORT, limiter.enter(address(3), false)).await.is_err(), "all places are taken");
        drop(first);
        limiter.enter(address(1), false).await.expect("the place is free again");
    }

    #[tokio::test(start_paused = true)]
    async fn new_connections_are_spaced() {
        let limiter = limiter(50, 10, 10, 100);
        let started = Instant::now();
        let mut moments = Vec::new();
        for _ in 0..4 {
            limiter.enter(address(1), false).await.expect("a place");
            moments.push(started.elapsed().as_millis());
        }
        assert_eq!(moments, [0, 20, 40, 60]);
        limiter.enter(address(2), false).await.expect("a place");
        assert_eq!(started.elapsed().as_millis(), 60, "another address does not wait");
    }

    #[tokio::test(start_paused = true)]
    async fn calm_requests_are_spaced_and_hold_nobody_else_up() {
        let limiter = Arc::new(limiter(1000, 2, 10, 100));
        let started = Instant::now();
        let calm = (0..4).map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move {
                drop(limiter.enter(address(1), true).await.expect("a place"));
                started.elapsed().as_millis()
            })
        });
        let calm: Vec<_> = calm.collect();
        tokio::task::yield_now().await;
        limiter.enter(address(1), false).await.expect("a place for the others");
        assert!(started.elapsed().as_millis() < 10, "the calm ones hold every place");
        let mut moments = Vec::new();
        for visit in calm {
            moments.push(visit.await.expect("a visit"));
        }
        moments.sort_unstable();
        let gaps: Vec<_> = moments.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.iter().all(|gap| (500..=510).contains(gap)), "{moments:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn politeness_is_one_at_a_time_and_one_a_second() {
        let limiter = Arc::new(Limiter::new(Pace::POLITE));
        let started = Instant::now();
        let visits = (0..5).map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move {
                let pass = limiter.enter(address(1), false).await.expect("a place");
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
        limiter.enter(address(1), false).await.expect("the first");
        limiter.enter(address(1), false).await.expect("the second");
        assert_eq!(limiter.enter(address(1), false).await.err(), Some(Spent));
    }
}
