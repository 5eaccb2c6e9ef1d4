//! The signing keys of a provider held against what earlier runs of the case saw.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Target;
use super::earlier::History;
use crate::fact::{Fact, Gap, Reason, record};
use crate::text::Text;

record! {
    /// How the signing keys stand to those of earlier inspections of the same case.
    pub struct Rotation {
        /// The last inspection that saw the keys.
        vi "Lượt kiểm tra gần nhất đã thấy các khóa."
        previous_run: String,
        /// When that was.
        vi "Thời điểm đó."
        previous_seen: Timestamp,
        /// Keys that are here now and were not then, by thumbprint.
        vi "Các khóa nay có mà khi đó chưa có, theo dấu vân tay."
        added: Vec<String>,
        /// Keys that were there then and are not now, by thumbprint.
        vi "Các khóa khi đó có mà nay không còn, theo dấu vân tay."
        removed: Vec<String>,
        /// How many keys are the same.
        vi "Số khóa không đổi."
        kept: i64,
        /// For how many days the inspections know the keys of this provider. No key can be seen for longer.
        vi "Số ngày các lượt kiểm tra đã biết khóa của máy chủ này; không khóa nào có thể được thấy lâu hơn."
        watched_days: i64,
        /// Days since the key that is here now and was seen first was first seen. It may be older.
        vi "Số ngày kể từ lần đầu thấy khóa hiện có lâu nhất; khóa có thể còn cũ hơn."
        oldest_key_days: i64,
        /// The keys.
        vi "Các khóa."
        keys: Vec<KeyAge>,
    }
}

record! {
    /// A signing key, and how long it has been seen.
    pub struct KeyAge {
        /// Its thumbprint.
        vi "Dấu vân tay."
        thumbprint: String,
        /// When it was first seen.
        vi "Lần đầu được thấy."
        first_seen: Timestamp,
        /// Days since then. It may be older.
        vi "Số ngày kể từ đó; khóa có thể còn cũ hơn."
        days: i64,
    }
}

/// Holds the keys of now against the earlier ones; absent where no earlier run saw any.
pub(super) fn rotation(target: &Target<'_>, probe: &str, keys: Fact<BTreeSet<String>>) -> Fact<Rotation> {
    let Some(history) = target.earlier.and_then(|earlier| earlier.of(probe, &target.subject.id)) else {
        return Fact::Absent;
    };
    let keys = match keys {
        Fact::Known(keys) => keys,
        // An answer without keys, such as an error page, does not prove that they were given up.
        Fact::Absent => return Fact::Unknown(no_keys()),
        Fact::Unknown(gap) => return Fact::Unknown(gap),
    };
    let endpoint = target.endpoint.map(ToString::to_string);
    match history.last_keys(endpoint.as_deref()) {
        Some(before) => Fact::Known(held_against(history, before, &keys, target.now)),
        None => Fact::Unknown(differing()),
    }
}

fn held_against(history: &History, before: &BTreeSet<String>, keys: &BTreeSet<String>, now: Timestamp) -> Rotation {
    let ages: Vec<_> = keys
        .iter()
        .map(|own| {
            let first_seen = history.first_seen.get(own).copied().unwrap_or(now);
            KeyAge { thumbprint: own.clone(), first_seen, days: days(first_seen, now) }
        })
        .collect();
    Rotation {
        previous_run: history.run.clone(),
        previous_seen: history.taken,
        added: keys.difference(before).cloned().collect(),
        removed: before.difference(keys).cloned().collect(),
        kept: i64::try_from(keys.intersection(before).count()).unwrap_or(i64::MAX),
        watched_days: days(history.since, now),
        oldest_key_days: ages.iter().map(|own| own.days).max().unwrap_or_default(),
        keys: ages,
    }
}

/// Whole days between two times; none where the clock was set back.
fn days(from: Timestamp, until: Timestamp) -> i64 {
    until.as_second().saturating_sub(from.as_second()).max(0) / 86_400
}

fn no_keys() -> Gap {
    Gap::new(
        Reason::NotCollected,
        Text::new(
            "lượt này không đọc được khóa nào nên không so sánh được với các lượt trước",
            "this run could read no keys, so that there is nothing to hold against earlier runs",
        ),
    )
}

fn differing() -> Gap {
    Gap::new(
        Reason::NotCollected,
        Text::new(
            "lượt trước không xem địa chỉ này, và các địa chỉ đã xem có bộ khóa khác nhau",
            "the earlier run did not look at this address, and those it looked at had different keys",
        ),
    )
}
