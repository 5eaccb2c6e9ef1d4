//! The named trust stores.

/// Placeholder.
#[derive(Debug)]
pub struct Store;
/// Placeholder.
#[derive(Debug)]
pub struct TrustStores;
