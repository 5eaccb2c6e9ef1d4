//! The watcher's news, one line each.

use crate::ledger::samples::{Class, SeriesKey, State};
use crate::link::watch::{Board, News};
use crate::text::{Text, day_and_time, text};

/// How grave a line is, as syslog counts (RFC 5424, section 6.2.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Weight {
    Error = 3,
    Warning = 4,
    Notice = 5,
}

/// A piece of news in words.
pub(super) fn of(news: &News) -> (Weight, Text) {
    match news {
        News::Change(change) => {
            let since = day_and_time(change.at.timestamp());
            let lasted = (change.from.is_some()).then(|| for_so_long(change.lasted));
            stated(&change.key, change.to, change.class, change.code, &since, lasted)
        }
        News::Clock(event) => {
            let (at, step) = (day_and_time(event.at.timestamp()), seconds(event.step));
            let told = if event.slept {
                text!("{at}: máy theo dõi đã ngủ ({step} giây)", "{at}: the watcher's machine slept ({step} s)")
            } else {
                text!("{at}: đồng hồ của máy theo dõi nhảy {step} giây", "{at}: the watcher's clock jumped by {step} s")
            };
            (Weight::Warning, told)
        }
        News::StoreFails(why) => {
            let Text { vi, en } = why;
            let told = text!(
                "không ghi được mẫu, đang giữ trong bộ nhớ: {vi}",
                "samples cannot be stored and are kept in memory: {en}"
            );
            (Weight::Error, told)
        }
        News::StoreWorks(lost) => {
            let told = match lost {
                0 => Text::new("đã ghi lại được mẫu, không mất mẫu nào", "samples are stored again; none is lost"),
                lost => text!(
                    "đã ghi lại được mẫu; số mẫu bị mất: {lost}, được tính là chưa rõ",
                    "samples are stored again; lost, and counted as unknown: {lost}"
                ),
            };
            (Weight::Notice, told)
        }
    }
}

fn stated(
    key: &SeriesKey,
    state: State,
    class: Class,
    code: u16,
    since: &str,
    lasted: Option<String>,
) -> (Weight, Text) {
    let place = format!("{}/{}", key.subject, key.hop);
    let Text { vi: why_vi, en: why_en } = class.text();
    let code = if code == 0 { String::new() } else { format!(" ({code})") };
    let (before_vi, before_en) = match &lasted {
        Some(lasted) => (format!(", sau {lasted}"), format!(", after {lasted}")),
        None => (String::new(), String::new()),
    };
    match state {
        State::Down => (
            Weight::Warning,
            text!(
                "{place}: GIÁN ĐOẠN từ {since}{before_vi}: {why_vi}{code}",
                "{place}: DOWN since {since}{before_en}: {why_en}{code}"
            ),
        ),
        State::Up => (
            Weight::Notice,
            text!("{place}: HOẠT ĐỘNG LẠI từ {since}{before_vi}", "{place}: UP again since {since}{before_en}"),
        ),
        State::Unknown => (
            Weight::Warning,
            text!(
                "{place}: CHƯA RÕ từ {since}{before_vi}: {why_vi}{code}",
                "{place}: UNKNOWN since {since}{before_en}: {why_en}{code}"
            ),
        ),
    }
}

/// A duration as 1:02:03.
fn for_so_long(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1_000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn seconds(milliseconds: i64) -> String {
    let (sign, own) = (if milliseconds < 0 { "-" } else { "+" }, milliseconds.unsigned_abs());
    format!("{sign}{}.{}", own / 1_000, own % 1_000 / 100)
}

/// How the hops stand, in one line.
pub(super) fn status(board: &Board) -> Text {
    let count =
        |state| board.hops.iter().filter(|hop| hop.last.is_some_and(|last| last.class.state() == state)).count();
    let (up, down) = (count(State::Up), count(State::Down));
    let unknown = board.hops.len() - up - down;
    text!(
        "chặng hoạt động: {up}; gián đoạn: {down}; chưa rõ: {unknown}",
        "hops up: {up}; down: {down}; unknown: {unknown}"
    )
}
