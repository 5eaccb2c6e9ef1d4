//! A month of a link in samples that nobody measured: written by a script, and labelled as such wherever they are told.
//!
//! A month cannot be watched in a second. So that the report of the demonstration shows what a watched link looks like,
//! its samples are made up here; their place of measuring is called [`VANTAGE`], and the titles of the hops say the same.

use jiff::Timestamp;
use jiff::civil::Date;

use super::flaw::{Character, Flaw};
use crate::ledger::LedgerError;
use crate::ledger::samples::{
    Class, Moment, Phases, Sample, SampleStore, SeriesId, SeriesKey, Session, SessionId, Stretch, Ticks,
};
use crate::link::calendar;
use crate::system::{Hop, Place, Side, System};
use crate::text::in_vietnam;

/// From where the samples pretend to be taken, "demonstration data"; of the sound portal with `-tot` behind it.
pub const VANTAGE: &str = "du-lieu-trinh-dien";

/// Days that are told.
const DAYS: i64 = 30;
/// The interval, in milliseconds.
const EVERY: i64 = 300_000;
/// The interval while the link flaps, in milliseconds: what the authorisation of the demonstration permits.
const FAST: i64 = 20_000;
const MINUTE: i64 = 60_000;

/// One misfortune of the script.
#[derive(Clone, Copy, Debug)]
struct Scene {
    /// The flaw that it is part of; `None` where it befalls the sound link, too.
    flaw: Option<Flaw>,
    /// How many days ago.
    day: i64,
    /// Hour and minute in Vietnam.
    at: (i8, i8),
    /// How many minutes.
    minutes: i64,
    /// What befalls.
    what: What,
}

/// What befalls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum What {
    /// The line is cut: the control point is silent as well.
    LineCut,
    /// The service, or the platform before it, answers so.
    Answers(Class, u16),
    /// Cut and well again in turn, three times a minute.
    Flapping,
    /// The watcher is away.
    Away,
}

/// The month, latest first.
#[rustfmt::skip]
const SCRIPT: &[Scene] = &[
    Scene { flaw: Some(Flaw::LinkOutages), day: 1, at: (9, 10), minutes: 50, what: What::LineCut },
    Scene { flaw: Some(Flaw::LinkOutages), day: 2, at: (8, 30), minutes: 95, what: What::Answers(Class::GatewayStatus, 503) },
    Scene { flaw: Some(Flaw::LinkOutages), day: 3, at: (14, 5), minutes: 40, what: What::Answers(Class::ServiceTimeout, 0) },
    Scene { flaw: Some(Flaw::LinkOutages), day: 4, at: (10, 20), minutes: 70, what: What::LineCut },
    Scene { flaw: Some(Flaw::LinkOutages), day: 5, at: (15, 0), minutes: 5, what: What::Flapping },
    Scene { flaw: Some(Flaw::WatchGaps), day: 6, at: (20, 0), minutes: 720, what: What::Away },
    Scene { flaw: None, day: 8, at: (2, 10), minutes: 10, what: What::Answers(Class::GatewayStatus, 503) },
    Scene { flaw: Some(Flaw::LinkOutages), day: 9, at: (7, 40), minutes: 120, what: What::Answers(Class::GatewayStatus, 502) },
    Scene { flaw: Some(Flaw::LinkCertificate), day: 10, at: (11, 0), minutes: 35, what: What::Answers(Class::TlsCertificate, 0) },
    Scene { flaw: Some(Flaw::LinkOutages), day: 11, at: (13, 15), minutes: 80, what: What::LineCut },
    Scene { flaw: None, day: STOP.0, at: (STOP.1, 0), minutes: STOP.2 * 60, what: What::Answers(Class::GatewayStatus, 503) },
    Scene { flaw: Some(Flaw::LinkOutages), day: 16, at: (19, 30), minutes: 180, what: What::Answers(Class::ServiceStatus, 500) },
    Scene { flaw: Some(Flaw::WatchGaps), day: 19, at: (18, 0), minutes: 720, what: What::Away },
    Scene { flaw: Some(Flaw::LinkOutages), day: 20, at: (9, 0), minutes: 60, what: What::Answers(Class::GatewayStatus, 504) },
    Scene { flaw: Some(Flaw::LinkOutages), day: 23, at: (16, 0), minutes: 45, what: What::LineCut },
    Scene { flaw: Some(Flaw::LinkOutages), day: 26, at: (11, 10), minutes: 30, what: What::Answers(Class::Reset, 104) },
];

/// The planned stop: how many days ago, at which hour, for how many hours.
const STOP: (i64, i8, i64) = (13, 22, 6);

/// When the planned stop began and ended, and on which day it was announced.
pub(super) fn stop(character: Character, now: Timestamp) -> (Timestamp, Timestamp, Date) {
    let from = moment(now, STOP.0, (STOP.1, 0));
    let ahead = if character.has(Flaw::LateNotice) { 2 } else { 18 };
    let announced = calendar::day_of(moment(now, STOP.0 + ahead, (9, 0)));
    (from.timestamp(), from.plus(STOP.2 * 60 * MINUTE).timestamp(), announced)
}

/// Writes a month of samples of every link of a system that ends now. What a store holds already is left as it is.
///
/// # Errors
///
/// A store that cannot be written.
pub fn write_month(
    store: &mut dyn SampleStore,
    system: &System,
    character: Character,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let month = Stretch { from: Moment::of(now).plus(-DAYS * 24 * 60 * MINUTE), to: Moment::of(now) };
    // Sessions are told by their place: the two portals of one ledger have each their own.
    let vantage = if character == Character::Sound { format!("{VANTAGE}-tot") } else { VANTAGE.to_owned() };
    let scenes: Vec<_> = SCRIPT.iter().filter(|scene| scene.flaw.is_none_or(|flaw| character.has(flaw))).collect();
    for subject in &system.subjects {
        let Place::Web(web) = &subject.place else { continue };
        let Some(watch) = web.watch() else { continue };
        let mut series = Vec::new();
        for hop in &watch.hops {
            let key = SeriesKey {
                system: system.id.clone(),
                subject: subject.id.clone(),
                hop: hop.id.clone(),
                vantage: vantage.clone(),
            };
            series.push((store.series(&key)?, hop));
        }
        for life in lives(month, &scenes, now) {
            let session = begin(store, &vantage, life, month)?;
            let day = Day { scenes: &scenes, character, now };
            let samples: Vec<_> = series.iter().flat_map(|(id, hop)| day.samples(life, *id, hop)).collect();
            store.append(session, &samples)?;
            store.end_session(session, life.to)?;
        }
    }
    // As a watcher does every hour: what is packed is weighed many times faster.
    store.pack(month.to).map(drop)
}

fn begin(store: &mut dyn SampleStore, vantage: &str, life: Stretch, month: Stretch) -> Result<SessionId, LedgerError> {
    store.begin_session(&Session {
        vantage: vantage.to_owned(),
        watcher: "kiemtra demo: dữ liệu trình diễn, không phải số đo (demonstration data, not measured)".to_owned(),
        boot: "trinh-dien".to_owned(),
        began: life.from,
        monotonic: life.from.since(month.from),
        ended: None,
    })
}

/// When the watcher ran.
fn lives(month: Stretch, scenes: &[&Scene], now: Timestamp) -> Vec<Stretch> {
    let mut away: Vec<_> =
        scenes.iter().filter(|scene| scene.what == What::Away).map(|scene| scene.stretch(now)).collect();
    away.sort();
    let mut lives = Vec::new();
    let mut from = month.from;
    for gap in away {
        lives.push(Stretch { from, to: gap.from });
        from = gap.to;
    }
    lives.push(Stretch { from, to: month.to });
    lives
}

impl Scene {
    fn stretch(&self, now: Timestamp) -> Stretch {
        let from = moment(now, self.day, self.at);
        Stretch { from, to: from.plus(self.minutes * MINUTE) }
    }
}

/// What befalls whom.
struct Day<'a> {
    scenes: &'a [&'a Scene],
    character: Character,
    now: Timestamp,
}

impl Day<'_> {
    /// The samples of one hop in one life of the watcher.
    fn samples(&self, life: Stretch, series: SeriesId, hop: &Hop) -> Vec<(SeriesId, Sample)> {
        let told: Vec<_> = self.scenes.iter().map(|scene| (scene.stretch(self.now), scene.what)).collect();
        let mut samples = Vec::new();
        let mut at = life.from;
        while at < life.to {
            let scene = told.iter().find(|(stretch, _)| stretch.from <= at && at < stretch.to);
            let flapping = hop.side.is_far() && scene.is_some_and(|(_, what)| *what == What::Flapping);
            let (class, code) =
                scene.map_or((Class::Good, 0), |(stretch, what)| befalls(hop.side, *what, at.since(stretch.from)));
            let sequence = u64::try_from(samples.len()).unwrap_or_default();
            let phases = self.phases(hop.side, at, class);
            let every = u32::try_from(EVERY).unwrap_or(u32::MAX);
            samples.push((series, Sample { sequence, at, every, lag: 0, class, code, phases }));
            at = at.plus(if flapping { FAST } else { EVERY });
        }
        samples
    }

    /// How long it took: longer in the hours of service, and far too long on the flawed link.
    fn phases(&self, side: Side, at: Moment, class: Class) -> Phases {
        let chance = u32::try_from(scattered(at.0) % 1_000).unwrap_or_default();
        let answered = class == Class::Good;
        let near = |least: Ticks| Phases {
            connect: answered.then_some(least + chance / 5),
            whole: answered.then_some(least + chance / 5),
            ..Phases::default()
        };
        match side {
            Side::Own => near(150),
            Side::Control => near(700),
            Side::Platform | Side::Far => {
                let busy = is_service_time(at);
                let slow = busy && self.character.has(Flaw::LinkSlow);
                let least = if busy { 16_000 } else { 11_000 };
                let whole = least + chance * if slow { 500 } else { 9 };
                Phases {
                    name: Some(90 + chance / 20),
                    connect: answered.then_some(800 + chance / 4),
                    tls: answered.then_some(2_100 + chance / 2),
                    first_byte: answered.then_some(whole - 3_500),
                    whole: answered.then_some(whole),
                }
            }
        }
    }
}

/// What a hop comes to in a scene that began so many milliseconds ago.
fn befalls(side: Side, what: What, since: i64) -> (Class, u16) {
    let far = side.is_far();
    match what {
        What::LineCut if side == Side::Control || far => (Class::ConnectTimeout, 0),
        What::Answers(class, code) if far => (class, code),
        What::Flapping if far && (since / FAST) % 2 == 0 => (Class::Reset, 104),
        _ => (Class::Good, 0),
    }
}

/// Monday to Friday, from 7:00 to 17:30.
fn is_service_time(at: Moment) -> bool {
    let local = in_vietnam(at.timestamp());
    let minutes = i32::from(local.hour()) * 60 + i32::from(local.minute());
    local.weekday().to_monday_zero_offset() < 5 && (420..1_050).contains(&minutes)
}

/// So many days ago at a time of the day in Vietnam.
fn moment(now: Timestamp, days: i64, (hour, minute): (i8, i8)) -> Moment {
    let today = calendar::start_of(calendar::day_of(Moment::of(now)));
    today.plus((i64::from(hour) - 24 * days) * 60 * MINUTE + i64::from(minute) * MINUTE)
}

/// Looks like chance, and is the same every time.
fn scattered(seed: i64) -> u64 {
    let mut mixed = seed.unsigned_abs().wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::Portal;
    use super::*;
    use crate::ledger::samples::SqliteSamples;
    use crate::link::weigh;
    use crate::probe::link::WatchedLink;
    use crate::profile::LinkPolicy;
    use crate::system::load;

    async fn month(character: Character, now: Timestamp) -> WatchedLink {
        let folder = tempfile::tempdir().expect("a folder");
        let portal = Portal::start(character, folder.path(), now).await.expect("a portal");
        let system = load(portal.system_file()).expect("a system");
        let mut store = SqliteSamples::open(&folder.path().join("ledger.db")).expect("a store");
        write_month(&mut store, &system, character, now).expect("a month");
        let watched = weigh(&store, &system, &LinkPolicy::default(), Moment::of(now), 30).expect("weighed");
        watched.of("ket-noi").expect("a link").clone()
    }

    #[tokio::test]
    async fn a_flawed_month_holds_what_its_script_says_and_a_sound_one_holds() {
        // Late in the evening, and early in the morning: the script is one of days and not of hours ago.
        for hour in ["2026-11-20T16:30:00Z", "2026-11-20T17:30:00Z"] {
            let now: Timestamp = hour.parse().expect("a time");
            let (flawed, sound) = (month(Character::Flawed, now).await, month(Character::Sound, now).await);
            assert_eq!((&flawed.vantages[..], flawed.watcher.sessions), (&[VANTAGE.to_owned()][..], 3));
            assert!(sound.vantages[0].starts_with(VANTAGE) && sound.vantages[0] != VANTAGE);
            let far = |link: &WatchedLink| link.hops.last().expect("the far side").clone();
            let (bad, good) = (far(&flawed).windows.month, far(&sound).windows.month);
            assert!(bad.net.best_percent < 98.5 && bad.flapping == 1 && bad.planned_s == 0, "{bad:?}");
            assert!(bad.gross.coverage_percent < 97.0 && far(&flawed).identity_down_s > 0, "{bad:?}");
            assert!(good.net.worst_percent > 99.9 && good.episodes == 1 && good.planned_s > 5 * 3_600, "{good:?}");
            assert!(good.gross.coverage_percent > 99.9 && far(&sound).identity_down_s == 0, "{good:?}");
            assert_eq!((flawed.stops[0].in_time, sound.stops[0].in_time), (false, true));
        }
    }
}
