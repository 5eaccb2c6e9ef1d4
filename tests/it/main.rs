//! Every integration test: one binary, because each further one links the whole tree again.
//!
//! The tests run the built program against real servers on loopback. They need these programs; one
//! that is missing fails its tests with the name of the Debian package, and is never skipped:
//! nginx (nginx-light), openssl, ip (iproute2), named (bind9), dnssec-keygen and dnssec-signzone (bind9-utils),
//! pdftotext (poppler-utils), python3, qpdf, script (bsdutils), strace, softhsm2-util (softhsm2), pkcs11-tool (opensc),
//! nice (coreutils) and bash.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::panic_in_result_fn,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may stop at a broken premise, look at the clock and knock at a door"
)]

mod api;
mod architecture;
mod demonstration;
mod detection;
mod durable;
mod exposed;
mod forgotten;
mod gate;
mod guide;
mod hostile;
mod interface;
mod journal;
mod killed;
mod ledger;
mod lent;
mod link_import;
mod link_lent;
mod link_own_side;
mod link_show;
mod link_watch;
mod link_world;
mod minutes;
mod mutation;
mod mutual;
mod names;
mod nginx;
mod openssl;
mod quick_look;
mod reference;
mod refusals;
mod replay;
mod rotation;
mod schemas;
mod services;
mod sign;
mod snapshots;
mod support;
mod unkept;
mod verify;
