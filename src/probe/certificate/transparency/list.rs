//! Reading a `SignedCertificateTimestampList` (RFC 6962 3.2, 3.3).

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The most timestamps that are read; no certificate has a tenth of that.
const MOST: usize = 64;

/// The newest timestamp of each log.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    logs: BTreeMap<[u8; 32], Timestamp>,
    /// Whether it could not be read to its end.
    pub(super) malformed: bool,
}

impl List {
    /// Reads the list; nothing at all is an empty list, but a list of nothing is malformed.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut own = Self::default();
        if !bytes.is_empty() && own.fill(bytes).is_none() {
            own.malformed = true;
        }
        own
    }

    /// A list that is there and cannot be read.
    pub(super) fn broken() -> Self {
        Self { malformed: true, ..Self::default() }
    }

    /// How many logs there are.
    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.logs.len()).unwrap_or(i64::MAX)
    }

    /// The ids of the logs in hexadecimal.
    pub(super) fn logs(&self) -> impl Iterator<Item = String> {
        self.logs.keys().map(|id| id.iter().map(|octet| format!("{octet:02x}")).collect())
    }

    /// The timestamps.
    pub(super) fn times(&self) -> impl Iterator<Item = Timestamp> {
        self.logs.values().copied()
    }

    fn fill(&mut self, bytes: &[u8]) -> Option<()> {
        let (mut rest, after) = long(bytes)?;
        if rest.is_empty() || !after.is_empty() {
            return None;
        }
        for _ in 0..MOST {
            if rest.is_empty() {
                return Some(());
            }
            let (one, left) = long(rest)?;
            rest = left;
            self.take(one)?;
        }
        rest.is_empty().then_some(())
    }

    /// Version, log id, milliseconds since 1970, extensions, algorithms, signature.
    fn take(&mut self, one: &[u8]) -> Option<()> {
        let (version, rest) = one.split_first()?;
        // A version that is not known here is another's business (RFC 6962 3.3).
        if *version != 0 {
            return Some(());
        }
        let (id, rest) = rest.split_first_chunk::<32>()?;
        let (time, rest) = rest.split_first_chunk::<8>()?;
        let (_, rest) = long(rest)?;
        let (signature, after) = long(rest.get(2..)?)?;
        if signature.is_empty() || !after.is_empty() {
            return None;
        }
        let time = Timestamp::from_millisecond(i64::try_from(u64::from_be_bytes(*time)).ok()?).ok()?;
        let newest = self.logs.entry(*id).or_insert(time);
        *newest = (*newest).max(time);
        Some(())
    }
}

/// What a length of two octets announces, and the rest.
fn long(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(log: u8, seconds: u64) -> Vec<u8> {
        let body = [&[0][..], &[log; 32], &(seconds * 1000).to_be_bytes(), &[0, 0, 4, 3, 0, 2, 7, 7]].concat();
        prefixed(&body)
    }

    fn prefixed(body: &[u8]) -> Vec<u8> {
        [&u16::try_from(body.len()).expect("short").to_be_bytes(), body].concat()
    }

    #[test]
    fn a_log_counts_once_by_its_newest_timestamp() {
        let list = List::read(&prefixed(&[one(1, 10), one(2, 20), one(1, 30)].concat()));
        assert_eq!((list.count(), list.malformed), (2, false));
        assert_eq!(list.logs().next(), Some("01".repeat(32)));
        assert_eq!(list.times().map(Timestamp::as_second).collect::<Vec<_>>(), [30, 20]);
    }

    #[test]
    fn what_is_cut_off_is_malformed_and_what_came_before_is_kept() {
        let sound = prefixed(&[one(1, 10), one(2, 20)].concat());
        assert!(List::read(&sound[..sound.len() - 1]).malformed);
        let cut = prefixed(&[one(1, 10), one(2, 20)[..20].to_vec()].concat());
        assert_eq!((List::read(&cut).count(), List::read(&cut).malformed), (1, true));
        assert!(List::read(&[0, 0]).malformed && List::read(&[0]).malformed);
        assert!(!List::read(&[]).malformed);
        let mut trailing = one(1, 10);
        trailing.push(0);
        assert!(List::read(&prefixed(&trailing)).malformed);
    }

    #[test]
    fn an_unknown_version_is_no_mistake_and_an_impossible_time_is() {
        let mut strange = one(1, 10);
        strange[2] = 1;
        let list = List::read(&prefixed(&[strange, one(2, 20)].concat()));
        assert_eq!((list.count(), list.malformed), (1, false));
        assert!(List::read(&prefixed(&one(1, u64::MAX / 1000))).malformed);
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let list = List::read(&bytes);
            prop_assert!(list.count() <= 64);
        }
    }
}
