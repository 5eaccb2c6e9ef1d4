//! See `fuzz/README.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kiemtra::report::signature::fuzzing::image(data));
