//! The probe against real providers, made-up answers, and what its checks make of them.

mod hostile;
mod matrix;
mod world;

use crate::check::{Pack, Vocabulary};
use crate::judge::run_cases;
use crate::probe::{PROBES, Probe};
use crate::profile::{Profile, Shelf, resolve};

/// The checks that ship with the program.
fn pack() -> Pack {
    let vocabulary = Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())));
    Pack::built_in(&vocabulary).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A profile in which choices can be put.
fn profile(pack: &Pack) -> Profile {
    let shelf = Shelf::built_in().expect("the profiles");
    let source = shelf.named("self-check").expect("the profile").clone();
    resolve(source, &shelf, pack).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn the_checks_over_this_probe_judge_as_their_cases_say() {
    let pack = pack();
    let own: Vec<_> = pack
        .checks
        .values()
        .filter(|check| check.probes.iter().any(|probe| probe == super::OidcProbe.spec().id))
        .collect();
    assert!(own.len() >= 44, "{}", own.len());
    for check in own {
        assert_eq!(check.safety, super::OidcProbe.spec().safety, "{}", check.id);
        let failures = run_cases(check);
        assert!(failures.is_empty(), "{}: {failures:?}", check.id);
    }
}
