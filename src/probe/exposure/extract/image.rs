//! Stub.
pub(super) fn measure(_bytes: &[u8]) -> Option<(usize, usize)> {
    None
}
