//! Two things measured in turn in one process, so that what slows the machine slows both.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Runs both in turn for `rounds` rounds and prints the median of each, their ratio, and whether
/// our own holds its bar, where it has one.
pub fn compare<A, B>(
    name: &str,
    rounds: usize,
    bar: Option<Duration>,
    (own_name, mut own): (&str, impl FnMut() -> A),
    (peer_name, mut peer): (&str, impl FnMut() -> B),
) {
    let mut times = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let start = Instant::now();
        black_box(own());
        let middle = Instant::now();
        black_box(peer());
        let end = Instant::now();
        // The first round warms the caches.
        if round > 0 {
            times.0.push(middle - start);
            times.1.push(end - middle);
        }
    }
    let (own, peer) = (median(times.0), median(times.1));
    let ratio = own.as_secs_f64() / peer.as_secs_f64().max(f64::EPSILON);
    println!("{name}: {own_name} {own:.1?}, {peer_name} {peer:.1?}, ratio {ratio:.2}");
    if let Some(bar) = bar {
        let word = if own <= bar { "held" } else { "NOT HELD" };
        println!("{name}: bar {bar:.0?} {word}");
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
