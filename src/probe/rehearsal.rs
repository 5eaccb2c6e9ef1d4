//! Driving a probe in tests: against real servers, or against answers made up for the purpose.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::{Neighbour, Probe, Seen, Target, TrustStores};
use crate::fact::{Reason, Value};
use crate::load::Source;
use crate::system::{Authorisation, Kind, Pace, Place, Resolver, Role, Safety, Scope, Subject, System, Web};
use crate::text::Text;
use crate::wire::{Endpoint, Identities, Job, Outcome, Phase, Trouble};

/// The name that certificates of tests are made for.
pub(super) const NAME: &str = "portal.example.vn";

/// A system of one web site, as a probe is pointed at it.
#[derive(Debug)]
pub(super) struct Stage {
    system: System,
    /// The back-end.
    pub(super) endpoint: Endpoint,
    /// The subjects that the same probe looks at.
    pub(super) neighbours: Vec<Neighbour<'static>>,
    /// The trust stores.
    pub(super) stores: TrustStores,
    /// The certificates that can be presented.
    pub(super) identities: Identities,
    /// The time of the run.
    pub(super) now: Timestamp,
}

impl Stage {
    /// A site at an endpoint, judged by the store `folder`.
    pub(super) fn new(endpoint: Endpoint, stores: TrustStores) -> Self {
        let web = Web {
            name: endpoint.name.clone(),
            addresses: vec![endpoint.address],
            port: endpoint.port,
            tls: true,
            path: "/".to_owned(),
            plain_port: None,
            store: "folder".to_owned(),
            client: Box::default(),
            role: Role::Plain,
        };
        let identities = Identities::default();
        Self { system: system(web), endpoint, neighbours: Vec::new(), stores, identities, now: Timestamp::now() }
    }

    /// A site that is nowhere.
    pub(super) fn imagined() -> Self {
        let endpoint = Endpoint::new(NAME, IpAddr::V4(Ipv4Addr::LOCALHOST), 443);
        Self::new(endpoint, TrustStores::load(None).expect("the web's store"))
    }

    /// Declares the subject's trust store.
    pub(super) fn judged_by(&mut self, store: &str) {
        let Some(Place::Web(web)) = self.system.subjects.first_mut().map(|own| &mut own.place) else {
            panic!("no web subject")
        };
        web.store = store.to_owned();
    }

    /// Adds a site that the same probe looks at, at another name or port of loopback.
    pub(super) fn add_neighbour(&mut self, id: &str, kind: Kind, name: &str, port: u16) -> Endpoint {
        let endpoint = Endpoint::new(name, IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        let web = Web {
            name: name.to_owned(),
            addresses: vec![endpoint.address],
            port,
            tls: true,
            path: "/".to_owned(),
            plain_port: None,
            store: "folder".to_owned(),
            client: Box::default(),
            role: Role::Plain,
        };
        let subject = Subject { id: id.to_owned(), title: Text::same(id), kind, place: Place::Web(web), span: 0..0 };
        let subject: &'static Subject = Box::leak(Box::new(subject));
        self.neighbours.push(Neighbour { subject, endpoints: Ok(vec![endpoint.clone()]) });
        endpoint
    }

    /// Allows loopback at these ports.
    pub(super) fn permit(&mut self, ports: std::ops::RangeInclusive<u16>) {
        self.system.scope.networks = vec!["127.0.0.0/8".parse().expect("a network")];
        self.system.scope.ports = vec![ports];
    }

    /// What the probe is pointed at.
    pub(super) fn target(&self) -> Target<'_> {
        Target {
            system: &self.system,
            subject: self.system.subjects.first().expect("a subject"),
            endpoint: Some(&self.endpoint),
            neighbours: &self.neighbours,
            located: &[],
            stores: &self.stores,
            identities: &self.identities,
            earlier: None,
            now: self.now,
        }
    }

    /// Asks `answer` for every job until the probe wants no more; the fact and the jobs in order.
    pub(super) fn play(&self, probe: &dyn Probe, mut answer: impl FnMut(&Job) -> Outcome) -> (Value, Vec<Job>) {
        let (mut seen, mut asked) = (Seen::default(), Vec::new());
        while let Some(job) = self.next(probe, &seen, &asked) {
            seen.note(job.clone(), answer(&job));
            asked.push(job);
        }
        (probe.fact(&self.target(), &seen), asked)
    }

    /// Performs every job against the real server; no resolver is asked.
    pub(super) async fn perform(&self, probe: &dyn Probe) -> Value {
        let (mut seen, mut asked) = (Seen::default(), Vec::new());
        while let Some(job) = self.next(probe, &seen, &asked) {
            let outcome = match &job {
                Job::Lookup(_) => Err(Trouble {
                    reason: Reason::Timeout,
                    phase: Phase::Name,
                    elapsed_ms: 1,
                    detail: Text::same("no resolver"),
                }),
                job => crate::wire::rehearsal::perform(job).await,
            };
            seen.note(job.clone(), outcome);
            asked.push(job);
        }
        probe.fact(&self.target(), &seen)
    }

    /// [`Stage::perform`], where everything that is wanted at a time is asked at once.
    pub(super) async fn perform_at_once(&self, probe: &dyn Probe) -> Value {
        let (mut seen, mut asked) = (Seen::default(), BTreeSet::new());
        loop {
            let wanted = probe.wants(&self.target(), &seen);
            let fresh: BTreeSet<Job> = wanted.into_iter().filter(|job| !asked.contains(job)).collect();
            if fresh.is_empty() {
                return probe.fact(&self.target(), &seen);
            }
            let mut running = tokio::task::JoinSet::new();
            for job in fresh {
                asked.insert(job.clone());
                running.spawn(async move { (crate::wire::rehearsal::perform(&job).await, job) });
            }
            assert!(asked.len() <= probe.spec().most_jobs, "more jobs than the plan says");
            for (outcome, job) in running.join_all().await {
                seen.note(job, outcome);
            }
        }
    }

    fn next(&self, probe: &dyn Probe, seen: &Seen, asked: &[Job]) -> Option<Job> {
        let distinct: BTreeSet<&Job> = asked.iter().collect();
        let most = probe.most_jobs(&self.target()) + probe.shared_jobs(&self.target());
        assert!(distinct.len() <= most, "more jobs than the plan says");
        probe.wants(&self.target(), seen).into_iter().find(|job| !distinct.contains(job))
    }
}

fn system(web: Web) -> System {
    let subject = Subject {
        id: "portal".to_owned(),
        title: Text::same("Portal"),
        kind: Kind::Site,
        place: Place::Web(web),
        span: 0..0,
    };
    System {
        id: "rehearsal".to_owned(),
        title: Text::same("Rehearsal"),
        owner: None,
        operator: None,
        level: None,
        subjects: vec![subject],
        scope: Scope {
            names: Vec::new(),
            networks: Vec::new(),
            ports: Vec::new(),
            pace: Pace::default(),
            vantage: None,
        },
        authorisation: Authorisation {
            document: "1/QD".to_owned(),
            issuer: Text::same("A body"),
            date: None,
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            safety: vec![Safety::Passive],
            robots_ignored: false,
            link_every: None,
        },
        resolver: Resolver::default(),
        trust: Vec::new(),
        source: Source::new("rehearsal.yaml", ""),
    }
}
