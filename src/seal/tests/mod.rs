//! Sealing against outside judges: OpenSSL, poppler's pdfsig, qpdf, pyHanko, SoftHSM2; and against attackers.

mod attack;
mod authority;
mod garbage;
mod levels;
mod look;
mod outside;
mod tamper;
mod token;
mod trust;
pub(super) mod world;
