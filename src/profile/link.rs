//! How the samples of a link are read: what counts as an outage, which hours count, which stops were planned.

use jiff::civil::{Date, Time};

/// The policy by which samples become outages and windows. None of it is law: the figures are the profile's, and
/// printed as such.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LinkPolicy {
    /// Failed probes in a row that make an outage an episode: one that is told to people and counted against the
    /// limits. A shorter one is in the figures all the same.
    pub confirm: u32,
    /// Good probes in a row that end an outage.
    pub recover: u32,
    /// Outages that follow one another within so many seconds are one incident.
    pub incident_gap_s: u32,
    /// So many outages of one incident make it a flapping one.
    pub flapping: u32,
    /// How long an outage is assumed to be at least, in seconds, where the confidence of a window without any is told.
    pub assumed_outage_s: u32,
    /// The hours of service in Vietnam's time.
    pub office: Office,
    /// Working days that a planned stop must be announced ahead (Decree 224/2026 Art 13).
    pub notice_working_days: u32,
    /// The window whose budget of errors is told, in days, and the share of it that may fail, in parts per ten
    /// thousand.
    pub budget: Budget,
}

/// Hours of service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Office {
    /// When they begin.
    pub from: Time,
    /// When they end.
    pub to: Time,
    /// Days without service besides Saturdays and Sundays.
    pub holidays: Vec<Date>,
}

/// How much may fail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Budget {
    /// Over how many days.
    pub days: u32,
    /// How much of the time, in parts per ten thousand.
    pub parts: u32,
}

impl Default for LinkPolicy {
    fn default() -> Self {
        Self {
            confirm: 2,
            recover: 1,
            incident_gap_s: 60,
            flapping: 3,
            assumed_outage_s: 300,
            office: Office { from: Time::constant(7, 0, 0, 0), to: Time::constant(17, 30, 0, 0), holidays: Vec::new() },
            notice_working_days: 7,
            budget: Budget { days: 30, parts: 100 },
        }
    }
}
