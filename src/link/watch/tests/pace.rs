//! The loop on a clock that the test holds.

use std::collections::BTreeSet;
use std::future::Future;
use std::os::unix::net::UnixDatagram;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep};

use super::memory::Memory;
use crate::ledger::samples::{Class, Moment, SeriesKey};
use crate::link::watch::{Board, Finding, Lane, News, Prober, Probing, Setup, run};
use crate::profile::LinkPolicy;
use crate::wire::Notice;
use crate::wire::timed::Tick;

/// Probes by a script: what a hop comes to, and after how long.
struct Script<F>(F);

impl<F: Fn(usize, u64) -> (u64, Class) + Send + Sync + 'static> Prober for Script<F> {
    fn probe(self: Arc<Self>, hop: usize, turn: u64) -> Probing {
        Box::pin(async move {
            let (milliseconds, class) = (self.0)(hop, turn);
            sleep(Duration::from_millis(milliseconds)).await;
            Finding::bare(class)
        })
    }
}

fn key(hop: usize) -> SeriesKey {
    SeriesKey { system: "s".into(), subject: "l".into(), hop: hop.to_string(), vantage: "v".into() }
}

/// The clocks of a test: the wall goes with the monotonic clock, and jumps and sleeps as it is told, in milliseconds.
#[derive(Clone, Default)]
struct Clocks {
    stepped: Arc<AtomicI64>,
    slept: Arc<AtomicI64>,
}

struct World {
    store: Memory,
    board: Arc<Mutex<Board>>,
    news: Arc<Mutex<Vec<News>>>,
    clocks: Clocks,
    start: Instant,
    wall: Timestamp,
}

impl World {
    fn new(hops: usize) -> Self {
        let wall = "2026-11-22T16:59:50Z".parse().expect("a time");
        let board = Board::new((0..hops).map(key), Moment::of(wall), &LinkPolicy::default());
        let start = Instant::now();
        Self {
            store: Memory::default(),
            board: Arc::new(Mutex::new(board)),
            news: Arc::default(),
            clocks: Clocks::default(),
            start,
            wall,
        }
    }

    fn setup(&self, prober: Arc<dyn Prober>, hops: usize, every: u64, timeout: u64) -> Setup {
        let (start, wall, clocks, news) = (self.start, self.wall, self.clocks.clone(), Arc::clone(&self.news));
        let lane = |hop| Lane {
            key: key(hop),
            every: Duration::from_secs(every),
            fast: Duration::from_secs(1),
            timeout: Duration::from_secs(timeout),
        };
        Setup {
            lanes: (0..hops).map(lane).collect(),
            vantage: "v".to_owned(),
            watcher: "test".to_owned(),
            boot: "b".to_owned(),
            prober,
            board: Arc::clone(&self.board),
            clocks: Box::new(move || {
                let elapsed = start.elapsed();
                let stepped = SignedDuration::from_millis(clocks.stepped.load(Ordering::Relaxed));
                let slept = clocks.slept.load(Ordering::Relaxed);
                Tick {
                    instant: Instant::now(),
                    monotonic: Duration::from_secs(100) + elapsed,
                    slept: Duration::from_millis(u64::try_from(slept).expect("positive")),
                    wall: wall + SignedDuration::try_from(elapsed).expect("short") + stepped,
                }
            }),
            tell: Box::new(move |own| news.lock().expect("news").push(own)),
            notice: None,
            watchdog: None,
            status: Box::new(|_| String::new()),
        }
    }
}

async fn watch(setup: Setup, store: &Memory, until: impl Future<Output = ()>) -> usize {
    run(setup, Box::new(store.clone()), until).await.expect("a watch")
}

#[tokio::test(start_paused = true)]
async fn a_black_hole_is_sampled_at_the_full_rate_and_delays_nobody() {
    let world = World::new(20);
    // Half of the hops hang to their time-out; the others answer at once.
    let prober = Script(|hop, _| if hop % 2 == 0 { (10_000, Class::ConnectTimeout) } else { (1, Class::Good) });
    let setup = world.setup(Arc::new(prober), 20, 1, 10);
    watch(setup, &world.store, sleep(Duration::from_secs(60))).await;
    for hop in 0..20 {
        let samples = world.store.of(hop);
        let phases: BTreeSet<_> = samples.iter().map(|sample| sample.at.0.rem_euclid(1_000)).collect();
        assert_eq!(phases.len(), 1, "one phase");
        assert!(samples.iter().all(|sample| sample.lag <= 50), "nobody waits for another");
        let sequences: Vec<_> = samples.iter().map(|sample| sample.sequence).collect();
        assert!(sequences.iter().copied().eq(0..samples.len() as u64), "{sequences:?}");
        let wanted = if hop % 2 == 0 { 49..=51 } else { 59..=60 };
        assert!(wanted.contains(&samples.len()), "hop {hop}: {}", samples.len());
        let class = if hop % 2 == 0 { Class::ConnectTimeout } else { Class::Good };
        assert!(samples.iter().all(|sample| sample.class == class), "hop {hop}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_down_is_looked_at_every_second_and_told_of_once() {
    let world = World::new(1);
    let prober = Script(|_, turn| (5, if (2..20).contains(&turn) { Class::Reset } else { Class::Good }));
    let setup = world.setup(Arc::new(prober), 1, 10, 5);
    watch(setup, &world.store, sleep(Duration::from_secs(120))).await;
    let samples = world.store.of(0);
    let steps: Vec<_> = samples.windows(2).map(|pair| pair[1].at.since(pair[0].at)).collect();
    assert_eq!(steps[..2], [10_000, 10_000], "{steps:?}");
    assert!(steps[3..70].iter().all(|step| *step == 1_000), "{steps:?}");
    assert_eq!(steps.last(), Some(&10_000), "{steps:?}");
    assert!(samples.iter().all(|sample| sample.every == 10_000), "the interval of the series stays");
    let news = world.news.lock().expect("news");
    let told: Vec<_> = news.iter().map(|news| matches!(news, News::Change(_))).collect();
    assert_eq!(told, [true, true], "{news:?}");
}

#[tokio::test(start_paused = true)]
async fn a_watcher_that_stood_still_blames_nobody_who_was_silent() {
    let world = World::new(3);
    let prober = Script(|hop, _| match hop {
        0 => (900, Class::ServiceTimeout),
        1 => (1, Class::ConnectRefused),
        _ => (1, Class::Good),
    });
    let setup = world.setup(Arc::new(prober), 3, 1, 1);
    let stalls = async {
        sleep(Duration::from_millis(10_020)).await;
        // The whole process stands still for a while: every timer fires late.
        tokio::time::advance(Duration::from_millis(700)).await;
        sleep(Duration::from_secs(10)).await;
    };
    watch(setup, &world.store, stalls).await;
    let starved = |hop| world.store.of(hop).iter().filter(|sample| sample.class == Class::Starved).count();
    assert!((1..=4).contains(&starved(0)), "{}", starved(0));
    assert_eq!((starved(1), starved(2)), (0, 0), "who spoke, spoke");
    assert!(world.store.of(0).iter().filter(|sample| sample.class == Class::ServiceTimeout).count() > 12);
}

#[tokio::test(start_paused = true)]
async fn steps_are_events_and_a_sleep_begins_a_new_session() {
    let world = World::new(1);
    let setup = world.setup(Arc::new(Script(|_, _| (1, Class::Good))), 1, 1, 1);
    let clocks = world.clocks.clone();
    let story = async move {
        sleep(Duration::from_secs(10)).await;
        clocks.stepped.fetch_add(2_000, Ordering::Relaxed);
        sleep(Duration::from_secs(10)).await;
        clocks.slept.fetch_add(3_600_000, Ordering::Relaxed);
        clocks.stepped.fetch_add(3_600_000, Ordering::Relaxed);
        sleep(Duration::from_secs(10)).await;
    };
    watch(setup, &world.store, story).await;
    let inside = world.store.inside();
    let told: Vec<_> =
        inside.sessions.iter().map(|(session, events)| (session.ended.is_some(), events.clone())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        told[0].1.iter().map(|event| (event.step, event.slept)).collect::<Vec<_>>(),
        [(2_000, false), (3_600_000, true)]
    );
    assert!(told[0].0 && told[1].0 && told[1].1.is_empty());
    let (first, second) = (&inside.sessions[0].0, &inside.sessions[1].0);
    assert!(second.began.since(first.ended.expect("an end")) >= 3_602_000, "the new clock is the wall's");
    assert!(inside.samples.keys().any(|key| key.2 == 1 && key.3 == 0), "numbers begin anew");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_is_told_and_loses_nothing_once_it_works() {
    let world = World::new(2);
    let setup = world.setup(Arc::new(Script(|_, _| (1, Class::Good))), 2, 1, 1);
    let broken = Arc::clone(&world.store.broken);
    let story = async move {
        sleep(Duration::from_secs(5)).await;
        broken.store(true, Ordering::Relaxed);
        sleep(Duration::from_secs(10)).await;
        // The writer is a real thread: it is given real time to meet the failure.
        std::thread::sleep(Duration::from_millis(800));
        sleep(Duration::from_secs(2)).await;
        broken.store(false, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(2_500));
        sleep(Duration::from_secs(3)).await;
    };
    let left = watch(setup, &world.store, story).await;
    assert_eq!((left, world.store.of(0).len()), (0, 20));
    let news = world.news.lock().expect("news");
    let told: Vec<_> = news.iter().map(|news| matches!(news, News::StoreFails(_))).collect();
    assert!(told.first() == Some(&true) && matches!(news.last(), Some(News::StoreWorks(0))), "{news:?}");
}

#[tokio::test(start_paused = true)]
async fn the_service_manager_hears_of_life_only_while_the_loop_goes_round() {
    let world = World::new(1);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).expect("a socket");
    manager.set_nonblocking(true).expect("an option");
    let mut setup = world.setup(Arc::new(Script(|_, _| (1, Class::Good))), 1, 1, 1);
    setup.notice = Some(Notice::new(&path.display().to_string()).expect("a way"));
    setup.watchdog = Some(Duration::from_secs(30));
    setup.status = Box::new(|board| format!("{} hop", board.hops.len()));
    watch(setup, &world.store, sleep(Duration::from_secs(60))).await;
    let mut heard = Vec::new();
    let mut buffer = [0; 256];
    while let Ok(read) = manager.recv(&mut buffer) {
        heard.push(String::from_utf8_lossy(&buffer[..read]).into_owned());
    }
    assert_eq!(heard.first().map(String::as_str), Some("READY=1"));
    assert_eq!(heard.last().map(String::as_str), Some("STOPPING=1"));
    let signs = heard.iter().filter(|own| *own == "WATCHDOG=1\nSTATUS=1 hop").count();
    assert!((5..=7).contains(&signs), "every ten seconds: {heard:?}");
}

#[tokio::test(start_paused = true)]
async fn calls_from_a_timer_go_on_with_one_session_and_take_what_is_due() {
    use crate::link::watch::{Call, once};

    let world = World::new(2);
    let setup =
        world.setup(Arc::new(Script(|hop, _| (5, if hop == 0 { Class::Good } else { Class::Reset }))), 2, 300, 5);
    let mut store = world.store.clone();
    let mut taken = Vec::new();
    // Every five minutes, a little early or late; the third call comes far too early.
    for wait in [0, 299, 60, 241, 300] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        let tick = (setup.clocks)();
        let call = Call {
            lanes: &setup.lanes,
            vantage: "v",
            watcher: "once",
            boot: "b",
            prober: Arc::clone(&setup.prober),
            tick,
        };
        let all = once(call, &mut store).await.expect("a call");
        taken.push(all.iter().map(|own| own.sample.sequence).collect::<Vec<_>>());
    }
    // The call that came too early took nothing, and tells how the hops stood.
    assert_eq!(taken, [[0, 0], [1, 1], [1, 1], [2, 2], [3, 3]]);
    assert_eq!(store.inside().sessions.len(), 1);
    // A restart of the machine begins anew.
    tokio::time::advance(Duration::from_secs(300)).await;
    let call = Call {
        lanes: &setup.lanes,
        vantage: "v",
        watcher: "once",
        boot: "another",
        prober: Arc::clone(&setup.prober),
        tick: (setup.clocks)(),
    };
    let all = once(call, &mut store).await.expect("a call");
    assert!(all.iter().all(|own| own.sample.sequence == 0 && own.fresh));
    assert_eq!(store.inside().sessions.len(), 2);
}
