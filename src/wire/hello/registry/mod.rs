//! The registered cipher suites by code point, with a few that were deployed unregistered.
//!
//! Source: IANA registry "TLS Cipher Suites". Signalling values are no suites and not listed.

mod classic;
mod modern;

/// Every row, ascending by code point.
pub(super) fn rows() -> impl Iterator<Item = (u16, &'static str)> {
    classic::ROWS.iter().chain(modern::ROWS).copied()
}
