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
    /// The same for those who yield: walks through a site are long, and hold up nobody who signs in.
    walk: AsyncMutex<Instant>,
    /// What the server asked of those who yield.
    asked: Mutex<Asked>,
}

/// A server's wish for less.
#[derive(Clone, Copy, Debug)]
struct Asked {
    /// Until when it wants to be left alone.
    until: Instant,
    /// How many answers in a row said so.
    times: u32,
}

/// The permission for one connection; the place is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Pass {
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

/// How a connection is begun.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Manner {
    /// At the pace of connections.
    Plain,
    /// At the slower pace of requests.
    Calm,
    /// As calm among themselves, at least so far apart, and giving way to a server that asks for it (RFC 6585, section 4; RFC 9110,
    /// sections 10.2.3 and 15.6.4).
    Yielding(Duration),
}

/// Why no connection may be begun.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Barred {
    /// The budget of connections is spent.
    Spent,
    /// The server asked for less, again and again.
    Throttled,
}

/// How late the clock of the runtime may wake somebody.
const TICKS: Duration = Duration::from_millis(2);
/// How long is waited where a server asks for less and does not say for how long.
const REST: Duration = Duration::from_secs(5);
/// The longest wait that a server can ask for; who asks for more is left alone sooner.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// How many such answers in a row end the asking.
const MOST_REFUSALS: u32 = 3;

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
    pub(super) async fn enter(&self, address: IpAddr, manner: Manner) -> Result<Pass, Barred> {
        if self.left.load(Ordering::Relaxed) == 0 {
            return Err(Barred::Spent);
        }
        let host = self.host(address.to_canonical());
        // One calm request waits at a time, so that the places of the host are left to the others.
        let mut turn = match manner {
            Manner::Plain => None,
            Manner::Calm => Some(host.calm.lock().await),
            Manner::Yielding(_) => Some(host.walk.lock().await),
        };
        if let Manner::Yielding(_) = manner {
            host.yielded().await?;
        }
        // The place at the host first: who waits for a slow host must not hold one of the places
        // that all hosts share.
        let own = Arc::clone(&host.open).acquire_owned().await.map_err(|_| Barred::Spent)?;
        let all = Arc::clone(&self.in_all).acquire_owned().await.map_err(|_| Barred::Spent)?;
        // The moment last: whoever waited for a place after it would add to a burst.
        if let Some(turn) = &turn {
            sleep_until(**turn).await;
        }
        sleep_until(host.slot(self.interval)).await;
        if let Some(turn) = &mut turn {
            let own = if let Manner::Yielding(spacing) = manner { spacing } else { Duration::ZERO };
            **turn = after(**turn, self.calm_interval.max(own));
        }
        let take = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).map_err(|_| Barred::Spent)?;
        Ok(Pass { _host: own, _all: all })
    }

    /// Takes note of what an answer asks of those who yield.
    pub(super) fn heed(&self, address: IpAddr, status: u16, retry_after: Option<&str>) {
        let host = self.host(address.to_canonical());
        let mut asked = host.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(status, 429 | 503) {
            asked.times = 0;
            return;
        }
        // A date is not read: how long it is until then depends on two clocks.
        let told = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        asked.times += 1;
        asked.until = asked.until.max(Instant::now() + told.unwrap_or(REST).min(LONGEST_REST));
    }

    fn host(&self, address: IpAddr) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(address).or_insert_with(|| {
            let now = Instant::now();
            let open = Arc::new(Semaphore::new(self.per_host));
            let asked = Mutex::new(Asked { until: now, times: 0 });
            Arc::new(Host {
                open,
                next: Mutex::new(now),
                calm: AsyncMutex::new(now),
                walk: AsyncMutex::new(now),
                asked,
            })
        });
        Arc::clone(host)
    }
}

impl Host {
    /// Waits as long as the server asked for.
    async fn yielded(&self) -> Result<(), Barred> {
        let asked = *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.times >= MOST_REFUSALS {
            return Err(Barred::Throttled);
        }
        sleep_until(asked.until).await;
        Ok(())
    }

    /// Reserves the next moment at which a connection may begin.
    fn slot(&self, interval: Duration) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = Instant::now().max(*next);
        *next = slot + interval;
        slot
    }
}

/// When the next one may begin: an interval after the moment that was due. What the clock of the runtime, which counts
/// whole milliseconds, woke too late is not waited for twice; whoever came later than that begins anew.
fn after(due: Instant, interval: Duration) -> Instant {
    let now = Instant::now();
    let begun = if now.duration_since(due) <= TICKS { due } else { now };
    begun + interval
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
        let first = limiter.enter(address(1), Manner::Plain).await.expect("a place");
        assert!(timeout(SHORT, limiter.enter(address(1), Manner::Plain)).await.is_err(), "the host is full");
        let _second = limiter.enter(address(2), Manner::Plain).await.expect("another host");
        assert!(timeout(SHORT, limiter.enter(address(3), Manner::Plain)).await.is_err(), "all places are taken");
        drop(first);
        limiter.enter(address(1), Manner::Plain).await.expect("the place is free again");
    }

    #[tokio::test(start_paused = true)]
    async fn new_connections_are_spaced() {
        let limiter = limiter(50, 10, 10, 100);
        let started = Instant::now();
        let mut moments = Vec::new();
        for _ in 0..4 {
            limiter.enter(address(1), Manner::Plain).await.expect("a place");
            moments.push(started.elapsed().as_millis());
        }
        assert_eq!(moments, [0, 20, 40, 60]);
        limiter.enter(address(2), Manner::Plain).await.expect("a place");
        assert_eq!(started.elapsed().as_millis(), 60, "another address does not wait");
    }

    #[tokio::test(start_paused = true)]
    async fn calm_requests_are_spaced_and_hold_nobody_else_up() {
        let limiter = Arc::new(limiter(1000, 2, 10, 100));
        let started = Instant::now();
        let calm = (0..4).map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move {
                drop(limiter.enter(address(1), Manner::Calm).await.expect("a place"));
                started.elapsed().as_millis()
            })
        });
        let calm: Vec<_> = calm.collect();
        tokio::task::yield_now().await;
        limiter.enter(address(1), Manner::Plain).await.expect("a place for the others");
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
                let pass = limiter.enter(address(1), Manner::Plain).await.expect("a place");
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
        limiter.enter(address(1), Manner::Plain).await.expect("the first");
        limiter.enter(address(1), Manner::Plain).await.expect("the second");
        assert_eq!(limiter.enter(address(1), Manner::Plain).await.err(), Some(Barred::Spent));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_asks_for_less_is_given_it_and_then_left_alone() {
        let (limiter, started) = (limiter(1000, 10, 10, 100), Instant::now());
        let yielding = Manner::Yielding(Duration::from_secs(2));
        let own = address(1);
        limiter.enter(own, yielding).await.expect("the first");
        limiter.enter(own, yielding).await.expect("the second");
        assert_eq!(started.elapsed().as_secs(), 2, "its own spacing");
        limiter.heed(own, 429, Some("7"));
        limiter.enter(own, yielding).await.expect("after the rest");
        assert_eq!(started.elapsed().as_secs(), 9);
        limiter.heed(own, 200, None);
        for _ in 0..3 {
            limiter.heed(own, 503, Some("Wed, 21 Oct 2026 07:28:00 GMT"));
        }
        assert_eq!(limiter.enter(own, yielding).await.err(), Some(Barred::Throttled));
        limiter.enter(own, Manner::Calm).await.expect("others go on");
        limiter.enter(address(2), yielding).await.expect("another host");
    }
}
