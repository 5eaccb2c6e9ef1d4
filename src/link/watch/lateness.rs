//! The watcher's own lateness: what looked like silence while it ran late may have been its own.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::ledger::samples::{Class, State};

/// How late is late.
pub(super) const LATE: Duration = Duration::from_millis(150);
/// How far around a lateness silence proves nothing.
const AROUND: Duration = Duration::from_secs(1);
/// How long a lateness is remembered: the longest time-out, and a little.
const KEPT: Duration = Duration::from_secs(3_700);
/// The most that are remembered; those within a quarter of a second count as one.
const MOST: usize = 4_096;

/// When the watcher ran late.
#[derive(Debug, Default)]
pub(super) struct Lateness {
    moments: VecDeque<Instant>,
    total: u64,
}

impl Lateness {
    /// Notes that the watcher was found late.
    pub(super) fn note(&mut self, now: Instant) {
        if self.moments.back().is_some_and(|last| now.saturating_duration_since(*last) < AROUND / 4) {
            return;
        }
        self.total += 1;
        self.moments.push_back(now);
        while self.moments.len() > MOST
            || self.moments.front().is_some_and(|first| now.saturating_duration_since(*first) > KEPT)
        {
            self.moments.pop_front();
        }
    }

    /// How many times so far.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// The class of a probing that took from `began` to `ended`, the watcher's own lateness taken into account. Who
    /// spoke, spoke.
    pub(super) fn judged(&self, class: Class, began: Instant, ended: Instant) -> Class {
        let silent = class.state() == State::Down && !class.spoke();
        let near = |late: &Instant, edge: Instant| {
            let (first, second) = if *late < edge { (*late, edge) } else { (edge, *late) };
            second.saturating_duration_since(first) <= AROUND
        };
        let late = || self.moments.iter().rev().any(|late| near(late, began) || near(late, ended));
        if silent && late() { Class::Starved } else { class }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn silence_near_a_lateness_proves_nothing_and_a_refusal_does() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut lateness = Lateness::default();
        lateness.note(at(10_000));
        lateness.note(at(10_100));
        assert_eq!(lateness.total(), 1, "one stall is one, however many probings tell of it");
        for (class, began, ended, judged) in [
            (Class::ConnectTimeout, 10_500, 15_500, Class::Starved),
            (Class::ServiceTimeout, 5_000, 10_000, Class::Starved),
            (Class::TlsTimeout, 8_900, 11_100, Class::TlsTimeout),
            (Class::ConnectTimeout, 12_000, 17_000, Class::ConnectTimeout),
            (Class::ConnectRefused, 10_000, 10_001, Class::ConnectRefused),
            (Class::Reset, 10_000, 10_001, Class::Reset),
            (Class::TlsAlert, 10_000, 10_001, Class::TlsAlert),
            (Class::GatewayStatus, 10_000, 10_001, Class::GatewayStatus),
            (Class::Good, 10_000, 10_001, Class::Good),
        ] {
            assert_eq!(lateness.judged(class, at(began), at(ended)), judged, "{class:?} {began}");
        }
    }
}
