//! The named trust stores. (Replaced at the merge.)

/// The named trust stores.
#[derive(Clone, Debug, Default)]
pub struct TrustStores {}
