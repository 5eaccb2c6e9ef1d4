//! A declared provider, what the probe sees of it, and which checks fail of that.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::check::{Check, Pack};
use crate::fact::{Sample, Value};
use crate::judge::{Inspected, Matter, Outcome, judge};
use crate::load::Source;
use crate::probe::oidc::OidcProbe;
use crate::probe::oidc::peer::IdentityProvider;
use crate::probe::{Neighbour, Probe, Seen, Target, TrustStores};
use crate::profile::{Choice, Profile};
use crate::system::{self, System};
use crate::wire::rehearsal::openssl;
use crate::wire::{Clock, Endpoint, Identities, Limits, Wire};

/// The name of providers in tests.
pub(super) const NAME: &str = "id.example.test";

/// A system of identity providers on loopback.
pub(super) struct World {
    system: System,
    stores: TrustStores,
    identities: Identities,
}

/// What was seen of the first provider, and how many requests that took.
pub(super) struct Sight {
    /// The fact.
    pub(super) value: Value,
    /// Its JSON.
    pub(super) json: Json,
    /// The requests that were made.
    pub(super) requests: u64,
}

impl World {
    /// Providers by the declaration's own words, each an item of YAML without its dash.
    pub(super) fn new(subjects: &[String]) -> Self {
        let subjects: String = subjects.iter().map(|subject| format!("  - {subject}\n")).collect();
        let text = format!(
            "schema: kiemtra/system@1\nid: canh\ntitle: Cảnh\nsubjects:\n{subjects}\
             scope: {{names: [\"*.example.test\"], networks: [127.0.0.0/8], ports: [1-65535], connections_per_second: 1000, requests_per_second: 1000}}\n\
             authorisation: {{document: 1/QD, issuer: UBND, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("system.yaml");
        std::fs::write(&path, &text).expect("written");
        let system = match system::load(&path) {
            Ok(system) => system,
            Err(problems) => panic!("{problems:?}\n{}", Source::new("world", text).text),
        };
        let stores = TrustStores::load(None).expect("the web's roots");
        Self { system, stores, identities: Identities::default() }
    }

    /// One provider at a port.
    pub(super) fn of(protocol: &str, scheme: &str, port: u16, path: &str) -> Self {
        Self::new(&[subject("idp", protocol, scheme, port, path)])
    }

    /// Looks at the first provider, as long as the probe wants to.
    pub(super) async fn look(&self) -> Sight {
        self.look_within(Limits::default()).await
    }

    /// [`World::look`] with limits of its own.
    pub(super) async fn look_within(&self, limits: Limits) -> Sight {
        let wire = Wire::with_limits(&self.system.scope, &self.system.resolver, Clock::real(), limits);
        let neighbours: Vec<Neighbour<'_>> = self
            .system
            .subjects
            .iter()
            .map(|subject| Neighbour { subject, endpoints: Ok(vec![endpoint(subject)]) })
            .collect();
        let subject = self.system.subjects.first().expect("a subject");
        let own = endpoint(subject);
        let target = Target {
            system: &self.system,
            subject,
            endpoint: Some(&own),
            neighbours: &neighbours,
            located: &neighbours,
            stores: &self.stores,
            identities: &self.identities,
            earlier: None,
            watched: None,
            now: now(),
        };
        let (mut seen, mut count) = (Seen::default(), 0);
        loop {
            let wanted = OidcProbe.wants(&target, &seen);
            let Some(job) = wanted.into_iter().find(|job| seen.outcome(job).is_none()) else { break };
            count += 1;
            assert!(count <= OidcProbe.spec().most_jobs + OidcProbe.shared_jobs(&target), "more than the plan says");
            let outcome = wire.perform(&job).await;
            seen.note(job, outcome);
        }
        let value = OidcProbe.fact(&target, &seen);
        let json = serde_json::to_value(&value).expect("JSON");
        Sight { value, json, requests: wire.journal().requests }
    }

    /// The checks of this probe that come out in a way, by their ids without `aut.`.
    pub(super) fn judged(&self, sight: &Sight, outcome: Outcome) -> BTreeSet<String> {
        let own = |id: &str| PACK.checks.get(id).is_some_and(|check| check.probes == ["oidc"]);
        let subjects: Vec<Inspected> = self.system.subjects.iter().take(1).map(Inspected::from).collect();
        let samples = [Sample::new("oidc", "idp", None, now(), sight.value.clone())];
        let matter = Matter { subjects: &subjects, samples: &samples, pack: &PACK, profile: &PROFILE, now: now() };
        let verdicts = judge(matter);
        assert!(verdicts.iter().filter(|verdict| own(&verdict.check)).count() >= 44, "a check without a verdict");
        // What fails and is mere advice has an outcome of its own.
        let counts = |found: Outcome| found == outcome || found == Outcome::Info && outcome == Outcome::Fail;
        let own = verdicts.into_iter().filter(|verdict| own(&verdict.check) && counts(verdict.outcome));
        own.map(|verdict| verdict.check.trim_start_matches("aut.").to_owned()).collect()
    }
}

/// The checks that ship with the program.
static PACK: LazyLock<Pack> = LazyLock::new(super::pack);

/// A profile that chooses them all, as they are.
static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    let choice = |check: &Check| {
        let parameters = check.parameters.iter().map(|(name, own)| (name.clone(), own.default.clone())).collect();
        Choice { parameters, severity: check.severity, blocking: check.blocking }
    };
    let choices = PACK.checks.iter().map(|(id, check)| (id.clone(), choice(check))).collect();
    Profile { choices, ..super::profile(&PACK) }
});

/// The declaration of a provider.
pub(super) fn subject(id: &str, protocol: &str, scheme: &str, port: u16, path: &str) -> String {
    format!(
        "{{id: {id}, title: {id}, kind: identity-provider, url: \"{scheme}://{NAME}:{port}{path}\", \
         addresses: [127.0.0.1], protocol: {protocol}}}"
    )
}

fn endpoint(subject: &system::Subject) -> Endpoint {
    let place = &subject.place;
    let port = place.ports().first().copied().expect("a port");
    Endpoint::new(NAME, place.addresses().first().copied().expect("an address"), port)
}

#[expect(clippy::disallowed_methods, reason = "the servers' clocks are real")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// A certificate for TLS on loopback.
pub(super) struct Certified(TempDir);

impl Certified {
    /// A fresh one.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let subject = format!("-subj /CN={NAME} -addext subjectAltName=DNS:{NAME} -days 30");
        openssl(folder.path(), &format!("req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out own.pem {subject}"));
        Self(folder)
    }

    /// Starts variants of the real provider that speak TLS with it, under the name of the tests.
    pub(super) fn providers(&self, variants: &[&str], path: &str) -> Option<Vec<IdentityProvider>> {
        let arguments = self.arguments();
        let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        if !path.is_empty() {
            arguments.extend(["--path", path]);
        }
        IdentityProvider::start_all(variants, &arguments)
    }

    /// Starts one variant.
    pub(super) fn provider(&self, variant: &str) -> Option<IdentityProvider> {
        let arguments = self.arguments();
        IdentityProvider::start(variant, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn arguments(&self) -> [String; 5] {
        let path = |name| self.0.path().join(name).display().to_string();
        ["--name".to_owned(), NAME.to_owned(), "--tls".to_owned(), path("own.pem"), path("key.pem")]
    }
}
