//! Canonical bytes and their SHA-256.

use std::fmt;

use aws_lc_rs::digest;
use serde::Serialize;

/// A SHA-256 digest, written `sha256:<64 hex digits>`.
#[derive(Clone, Copy, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut own = [0; 32];
        own.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
        Self(own)
    }

    /// The digest of several parts, each preceded by its length, so that no two lists of parts
    /// share their bytes.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut own = [0; 32];
        own.copy_from_slice(context.finish().as_ref());
        Self(own)
    }

    /// The bare hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first 16 bytes in hexadecimal.
    pub fn short_hex(&self) -> String {
        self.0.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Compact JSON with sorted keys: equal values give equal bytes.
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Through `serde_json::Value`, whose objects are sorted maps: our structs may declare their
    // fields in any order. Serialising our own types to memory has no error to report.
    serde_json::to_value(value).and_then(|tree| serde_json::to_vec(&tree)).unwrap_or_default()
}
