//! Sealing against outside judges: OpenSSL, poppler's pdfsig, qpdf, pyHanko, SoftHSM2; and against attackers.

mod attack;
mod authority;
mod envelope;
mod garbage;
#[path = "../../../tests/it/support/infrastructure.rs"]
pub(crate) mod infrastructure;
mod issued;
mod levels;
mod look;
#[path = "../../../tests/it/support/outside.rs"]
pub(crate) mod others;
mod outside;
mod overlay;
#[path = "../../../tests/it/support/soft_token.rs"]
mod soft_token;
mod tamper;
mod token;
mod told;
mod trust;
pub(crate) mod world;
