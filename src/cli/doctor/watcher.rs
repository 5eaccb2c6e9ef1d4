//! What a watcher over the links needs of this machine; nothing is asked of the network.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustix::process::{Resource, getrlimit};

use crate::ledger::samples::SqliteSamples;
use crate::ledger::{Holder, LedgerError, Lock};
use crate::system::{Hop, Place, System};
use crate::text::{Text, day_and_time, text};

use super::super::link::{lock_name, place};
use super::super::session::Session;
use super::{Health, Look, look};

/// Descriptors besides those of the probings: the store, the lock, the service manager, the figures.
const BESIDES: u64 = 64;

/// Where systemd looks for units of this machine.
const UNITS: &[&str] = &[
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

/// Where cron looks for what it is to run.
const TABLES: &[&str] = &["/etc/crontab", "/etc/cron.d", "/var/spool/cron", "/var/spool/cron/crontabs"];

/// Where systemd-timesyncd notes that it has set the clock.
const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";

/// What begins a watcher, in whatever calls it.
const CALL: &str = "link watch";

/// The looks at what a watcher needs; none where no link declares a watch.
pub(super) fn looks(session: &Session, system: &System, now: Timestamp) -> Vec<Look> {
    let hops: Vec<&Hop> = system
        .subjects
        .iter()
        .filter_map(|subject| match &subject.place {
            Place::Web(web) => web.watch(),
            _ => None,
        })
        .flat_map(|watch| &watch.hops)
        .collect();
    if hops.is_empty() {
        return Vec::new();
    }
    vec![
        samples(&session.ledger()),
        lock(&session.ledger(), system, now),
        synchronised(Path::new(SYNCHRONISED)),
        descriptors(&hops),
        started(UNITS, TABLES),
    ]
}

fn samples(ledger: &Path) -> Look {
    let what = Text::new("Kho mẫu đo ghi được", "Store of samples writable");
    let name = SqliteSamples::path(ledger).display().to_string();
    match SqliteSamples::open(ledger).and_then(|mut store| store.writable()) {
        Ok(()) => look(Health::Good, what, text!("{name}", "{name}")),
        Err(error) => {
            let Text { vi, en } = error.text();
            look(Health::Bad, what, text!("{name}: {vi}", "{name}: {en}"))
        }
    }
}

/// Whether the lock can be had, or a watcher has it already.
fn lock(ledger: &Path, system: &System, now: Timestamp) -> Look {
    let what = Text::new("Khóa của bộ theo dõi", "The watcher's lock");
    let holder = Holder(format!("pid {}, doctor, {}", std::process::id(), day_and_time(now)));
    match Lock::take(ledger, &lock_name(system, &place(system)), &holder) {
        Ok(_) => look(
            Health::Good,
            what,
            Text::new("trống: chưa có bộ theo dõi nào đang chạy", "free: no watcher is at work"),
        ),
        Err(LedgerError::Busy(who)) => {
            let Text { vi, en } = who;
            look(Health::Good, what, text!("bộ theo dõi đang chạy: {vi}", "a watcher is at work: {en}"))
        }
        Err(error) => look(Health::Bad, what, error.text()),
    }
}

/// Whether something keeps the clock: where that can be seen. Times of outages are told by it.
fn synchronised(mark: &Path) -> Look {
    let what = Text::new("Đồng hồ được đồng bộ", "Clock kept in time");
    match fs::metadata(mark).and_then(|file| file.modified()).map(Timestamp::try_from) {
        Ok(Ok(when)) => {
            let when = day_and_time(when);
            look(
                Health::Good,
                what,
                text!("systemd-timesyncd đồng bộ lần cuối lúc {when}", "systemd-timesyncd last set it at {when}"),
            )
        }
        _ => look(
            Health::Unsure,
            what,
            Text::new(
                "không thấy dấu của systemd-timesyncd; nếu máy dùng chrony hoặc ntpd, xem `timedatectl` (System clock synchronized)",
                "no sign of systemd-timesyncd; where chrony or ntpd keeps it, see `timedatectl` (System clock synchronized)",
            ),
        ),
    }
}

/// Whether so many files may be open as probings can be under way at once: every hop has one, and as many more as are
/// begun before the first of them gives up.
fn descriptors(hops: &[&Hop]) -> Look {
    let of = |hop: &&Hop| hop.timeout.as_secs().div_ceil(hop.fast.as_secs().max(1)) + 1;
    let needed = hops.iter().map(of).sum::<u64>().saturating_add(BESIDES);
    let number = hops.len();
    let what = text!("Số tệp được mở cho {number} chặng", "Open files for {number} hops");
    // The service manager gives its own limit.
    let of_unit = calling(UNITS, "service").and_then(|(_, text)| {
        text.lines().find_map(|line| line.strip_prefix("LimitNOFILE=")?.trim().parse::<u64>().ok())
    });
    match of_unit.or(getrlimit(Resource::Nofile).current) {
        Some(limit) if limit < needed => look(
            Health::Bad,
            what,
            text!(
                "giới hạn {limit}, có lúc cần {needed}: đặt LimitNOFILE={needed} trong đơn vị systemd, hoặc `ulimit -n {needed}`",
                "the limit is {limit}, {needed} may be needed: set LimitNOFILE={needed} in the unit, or `ulimit -n {needed}`"
            ),
        ),
        Some(limit) => look(
            Health::Good,
            what,
            text!("giới hạn {limit}, nhiều nhất cần {needed}", "the limit is {limit}, {needed} are needed at the most"),
        ),
        None => look(Health::Good, what, Text::new("không giới hạn", "no limit")),
    }
}

/// Whether something starts a watcher when the machine does: a unit of systemd, or a table of cron.
fn started(units: &[&str], tables: &[&str]) -> Look {
    let what = Text::new("Tự chạy cùng máy", "Started with the machine");
    if let Some((file, text)) = calling(units, "service") {
        let name = file.display();
        let lacking: Vec<_> = ["Restart=", "WatchdogSec="]
            .into_iter()
            .filter(|key| !text.lines().any(|line| line.starts_with(key)))
            .collect();
        if lacking.is_empty() {
            return look(Health::Good, what, text!("{name}", "{name}"));
        }
        let lacking = lacking.join(", ");
        return look(
            Health::Unsure,
            what,
            text!(
                "{name} thiếu {lacking}: bộ theo dõi chết hoặc treo thì không ai chạy lại (mẫu: docs/systemd/kiemtra-link.service)",
                "{name} lacks {lacking}: nobody starts a watcher anew that died or hangs (sample: docs/systemd/kiemtra-link.service)"
            ),
        );
    }
    if let Some((file, _)) = calling(tables, "") {
        let name = file.display();
        return look(Health::Good, what, text!("cron: {name}", "cron: {name}"));
    }
    look(
        Health::Unsure,
        what,
        Text::new(
            "không thấy đơn vị systemd hay bảng cron nào gọi `kiemtra link watch` trên máy này (mẫu: docs/systemd/kiemtra-link.service)",
            "no unit of systemd and no table of cron on this machine calls `kiemtra link watch` (sample: docs/systemd/kiemtra-link.service)",
        ),
    )
}

/// The first file, or file in a folder, that calls a watcher; of folders only names that end as said.
fn calling(places: &[&str], ending: &str) -> Option<(PathBuf, String)> {
    let mut files = Vec::new();
    for place in places.iter().map(Path::new) {
        if place.is_file() {
            files.push(place.to_path_buf());
        }
        let inside = fs::read_dir(place).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let mut inside: Vec<_> = inside
            .filter(|path| path.is_file())
            .filter(|path| ending.is_empty() || path.extension().is_some_and(|own| own == ending))
            .collect();
        inside.sort();
        files.append(&mut inside);
    }
    files.into_iter().find_map(|file| {
        let text = fs::read_to_string(&file).ok()?;
        let calls = |line: &str| !line.trim_start().starts_with('#') && line.contains("kiemtra") && line.contains(CALL);
        text.lines().any(calls).then_some((file, text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_starts_a_watcher_is_found_and_what_it_lacks_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let (units, tables) = (folder.path().join("units"), folder.path().join("cron.d"));
        fs::create_dir_all(&units).expect("a folder");
        fs::create_dir_all(&tables).expect("a folder");
        let (in_units, in_tables) = (units.display().to_string(), tables.display().to_string());
        let looked = || {
            let Look { health, seen, .. } = started(&[&in_units, "/nowhere"], &[&in_tables]);
            (health, seen.en)
        };
        fs::write(units.join("other.service"), "[Service]\nExecStart=/bin/true\n").expect("a unit");
        fs::write(tables.join("notes"), "# * * * * * root kiemtra link watch s.yaml --once\n").expect("a table");
        assert!(matches!(looked(), (Health::Unsure, seen) if seen.starts_with("no unit")));
        fs::write(tables.join("kiemtra"), "* * * * * kt kiemtra link watch s.yaml --once\n").expect("a table");
        assert!(matches!(looked(), (Health::Good, seen) if seen.ends_with("cron.d/kiemtra")));
        let sample = include_str!("../../../docs/systemd/kiemtra-link.service");
        fs::write(units.join("kiemtra-link.service"), sample.replace("Restart=", "#")).expect("a unit");
        assert!(matches!(looked(), (Health::Unsure, seen) if seen.contains("lacks Restart=:")));
        fs::write(units.join("kiemtra-link.service"), sample).expect("a unit");
        assert!(
            matches!(looked(), (Health::Good, seen) if seen.ends_with("kiemtra-link.service")),
            "the sample itself"
        );
    }

    #[test]
    fn a_clock_is_known_to_be_kept_only_where_that_is_noted() {
        let folder = tempfile::tempdir().expect("a folder");
        let mark = folder.path().join("synchronized");
        assert!(synchronised(&mark).health == Health::Unsure);
        fs::write(&mark, "").expect("a mark");
        assert!(synchronised(&mark).health == Health::Good);
    }
}
