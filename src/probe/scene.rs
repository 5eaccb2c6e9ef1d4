//! A declared system in memory, for the tests of the probes.

use crate::load::Source;
use crate::system::{self, System};
use crate::wire::{Clock, Endpoint, Identities, Job, Lent, Outcome, Secrets, Wire};

use super::{Probe, Seen, Target, TrustStores, readers};

/// A system whose first subject is the one under test.
pub(super) struct Scene {
    system: System,
    endpoint: Option<Endpoint>,
    stores: TrustStores,
    identities: Identities,
    secrets: Secrets,
}

impl Scene {
    /// A scene around one subject, or several separated by `|`, each in YAML flow form.
    pub(super) fn new(subjects: &str) -> Self {
        Self::standing(subjects, "")
    }

    /// A scene seen from a vantage such as `internet`.
    pub(super) fn seen_from(subjects: &str, vantage: &str) -> Self {
        Self::standing(subjects, &format!(", vantage: {vantage}"))
    }

    fn standing(subjects: &str, vantage: &str) -> Self {
        let subjects: String = subjects.split('|').map(|subject| format!("  - {}\n", subject.trim())).collect();
        let text = format!(
            "schema: kiemtra/system@1\nid: canh\ntitle: Cảnh\nsubjects:\n{subjects}\
             scope: {{names: [\"*.test\"], networks: [127.0.0.0/8], ports: [1-65535], connections_per_second: 1000, requests_per_second: 1000{vantage}}}\n\
             authorisation: {{document: 1/QD, issuer: UBND, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("system.yaml");
        std::fs::write(&path, &text).expect("written");
        let system = match system::load(&path) {
            Ok(system) => system,
            Err(problems) => panic!("{problems:?}\n{}", Source::new("scene", text).text),
        };
        let identities = Identities::load(&system, jiff::Timestamp::now(), |_| None).expect("the client certificates");
        // A secret of a scene is what its variable is called.
        let secrets = Secrets::load(&system, &|name| Some(name.to_owned()), &|_| None).expect("the secrets");
        let place = &system.subjects[0].place;
        let port = place.ports().first().copied().unwrap_or(1);
        let endpoint =
            place.addresses().first().map(|address| Endpoint::new(place.name().unwrap_or_default(), *address, port));
        Self { system, endpoint, stores: TrustStores::load(None).expect("the web's roots"), identities, secrets }
    }

    /// The scene at the pace of a test: its servers are its own.
    pub(super) fn at_speed(mut self) -> Self {
        (self.system.scope.pace.per_second, self.system.scope.pace.requests_per_second) = (1000, 1000);
        self
    }

    /// The scene whose stores hold this authority (DER) alone.
    pub(super) fn trusting(mut self, root: &[u8]) -> Self {
        self.stores = TrustStores::trusting(&[root.to_vec()]);
        self
    }

    /// The first subject as a target, in December 2026.
    pub(super) fn target(&self) -> Target<'_> {
        Target {
            system: &self.system,
            subject: &self.system.subjects[0],
            endpoint: self.endpoint.as_ref(),
            neighbours: &[],
            located: &[],
            stores: &self.stores,
            identities: &self.identities,
            earlier: None,
            watched: None,
            now: "2026-12-05T00:00:00Z".parse().expect("a time"),
        }
    }

    /// A wire that holds the scene's scope and client certificates.
    pub(super) fn wire(&self) -> Wire {
        let (scope, resolver) = (&self.system.scope, &self.system.resolver);
        let lent = Lent { identities: self.identities.clone(), secrets: self.secrets.clone() };
        Wire::of_run(scope, resolver, Clock::real(), lent, readers())
    }

    /// Plays the real network against a probe, through a wire that holds the scene's scope.
    pub(super) async fn play_live(&self, probe: &dyn Probe) -> (Seen, Wire) {
        let wire = self.wire();
        let mut seen = Seen::default();
        loop {
            let wants = probe.wants(&self.target(), &seen);
            assert!(wants.len() <= probe.most_jobs(&self.target()), "more jobs than announced");
            let Some(job) = wants.into_iter().find(|job| seen.outcome(job).is_none()) else { return (seen, wire) };
            let outcome = wire.perform(&job).await;
            seen.note(job, outcome);
        }
    }

    /// Plays a world against a probe until it wants nothing more, and gives what was seen and how
    /// many jobs there were.
    pub(super) fn play(&self, probe: &dyn Probe, world: impl Fn(&Job) -> Outcome) -> (Seen, usize) {
        let (mut seen, mut count) = (Seen::default(), 0);
        loop {
            let fresh: Vec<_> =
                probe.wants(&self.target(), &seen).into_iter().filter(|job| seen.outcome(job).is_none()).collect();
            if fresh.is_empty() {
                return (seen, count);
            }
            for job in fresh {
                count += 1;
                let outcome = world(&job);
                seen.note(job, outcome);
            }
            assert!(count <= probe.spec().most_jobs, "more jobs than announced");
        }
    }
}
