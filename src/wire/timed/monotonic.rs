//! The clocks of the machine, side by side.

use std::time::Duration;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};
use tokio::time::Instant;

/// Where the clocks stand at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    /// The monotonic clock, by which everything is measured.
    pub instant: Instant,
    /// The same, since the boot of the machine.
    pub monotonic: Duration,
    /// How long the machine has slept since its boot.
    pub slept: Duration,
    /// The wall clock.
    pub wall: Timestamp,
}

/// Reads the clocks.
#[expect(clippy::disallowed_methods, reason = "the one clock, and the monotonic one beside it")]
pub fn tick() -> Tick {
    let monotonic = since(ClockId::Monotonic);
    let boot = since(ClockId::Boottime);
    Tick { instant: Instant::now(), monotonic, slept: boot.saturating_sub(monotonic), wall: Timestamp::now() }
}

/// The monotonic clock alone.
#[expect(clippy::disallowed_methods, reason = "durations are measured here")]
pub fn now() -> Instant {
    Instant::now()
}

fn since(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The name that the kernel gave to this boot; empty where it gives none.
pub fn boot_id() -> String {
    let read = std::fs::read("/proc/sys/kernel/random/boot_id");
    let text = read.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    text.trim().chars().take(64).collect()
}
