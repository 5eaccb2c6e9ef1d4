//! Which probe looks at what, and which connections that takes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::check::Pack;
use crate::fact::{Gap, Reason};
use crate::probe::link::Watched;
use crate::probe::{Aim, Earlier, Neighbour, PROBES, Probe, Seen, Spec, Target, TrustStores};
use crate::profile::Profile;
use crate::system::{Safety, Subject, System};
use crate::text::{Text, text};
use crate::wire::{Endpoint, Identities, Job};

use super::locate::Located;

/// A probe pointed at a subject, or at one back-end of it.
#[derive(Clone)]
pub struct Assignment<'a> {
    /// The probe.
    pub probe: &'static dyn Probe,
    /// What is true of it.
    pub spec: Spec,
    /// The subject.
    pub subject: &'a Subject,
    /// The back-end.
    pub endpoint: Option<Endpoint>,
    /// Why it cannot look, where it cannot: its fact is this gap.
    pub barred: Option<Gap>,
}

/// Everything a run will do.
pub struct Plan<'a> {
    /// The system.
    pub system: &'a System,
    /// The trust stores.
    pub stores: &'a TrustStores,
    /// The time of the run.
    pub now: Timestamp,
    /// The certificates that can be presented.
    pub identities: Identities,
    /// What earlier runs of the case saw.
    pub earlier: Earlier,
    /// What the watch over links gave.
    pub watched: Watched,
    /// Who looks at what.
    pub assignments: Vec<Assignment<'a>>,
    /// The subjects that each probe looks at, by its id.
    neighbours: BTreeMap<&'static str, Vec<Neighbour<'a>>>,
    /// Every subject of the system.
    located: Vec<Neighbour<'a>>,
}

/// One line of the printed plan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PlanRow {
    /// The probe's id.
    pub probe: &'static str,
    /// What it does.
    pub about: Text,
    /// The subject's id.
    pub subject: String,
    /// Where the connections go, such as `portal.example.vn 192.0.2.7:443`; empty for questions to
    /// the resolver alone.
    pub places: Vec<String>,
    /// Connections that are sure.
    pub connections: usize,
    /// Connections at most, with those that depend on answers.
    pub at_most: usize,
    /// Requests at the slower pace at most.
    pub calm: usize,
    /// Questions to the resolver that are sure.
    pub lookups: usize,
    /// How much it touches the system.
    pub safety: Safety,
    /// What is done there beyond looking, act by act.
    pub steps: Vec<Text>,
    /// Why it will not be done.
    pub barred: Option<Text>,
}

/// Assigns every probe that a chosen check needs to every subject it can look at.
pub fn plan<'a>(
    system: &'a System,
    located: &[Located<'a>],
    profile: &Profile,
    pack: &Pack,
    stores: &'a TrustStores,
    now: Timestamp,
) -> Plan<'a> {
    let mut assignments = Vec::new();
    let mut neighbours: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let everywhere =
        located.iter().map(|Located { subject, endpoints, .. }| Neighbour { subject, endpoints: endpoints.clone() });
    let everywhere = everywhere.collect();
    for probe in PROBES {
        let spec = probe.spec();
        for Located { subject, endpoints, missing } in located {
            if !spec.kinds.contains(&subject.kind) || !is_needed(&spec, subject, profile, pack) {
                continue;
            }
            let assign = |endpoint: Option<Endpoint>, barred: Option<Gap>| Assignment {
                probe: *probe,
                spec: spec.clone(),
                subject,
                endpoint,
                barred: probe.concerns(subject).then(|| forbidden(system, &spec).or(barred)).flatten(),
            };
            // Whom the probe may not look at makes no connection that another could share.
            if forbidden(system, &spec).is_none() {
                let neighbour = Neighbour { subject, endpoints: endpoints.clone() };
                neighbours.entry(spec.id).or_default().push(neighbour);
            }
            match (spec.aim, endpoints) {
                (Aim::Whole, _) => assignments.push(assign(None, None)),
                (_, Err(gap)) => assignments.push(assign(None, Some(gap.clone()))),
                (Aim::OneBackEnd, Ok(endpoints)) => {
                    assignments.extend(endpoints.first().map(|endpoint| assign(Some(endpoint.clone()), None)));
                }
                (Aim::EachBackEnd, Ok(endpoints)) => {
                    assignments.extend(endpoints.iter().map(|endpoint| assign(Some(endpoint.clone()), None)));
                    assignments.extend(missing.iter().map(|gap| assign(None, Some(gap.clone()))));
                }
            }
        }
    }
    let (identities, earlier, watched) = (Identities::default(), Earlier::default(), Watched::default());
    Plan { system, stores, now, identities, earlier, watched, assignments, neighbours, located: everywhere }
}

fn is_needed(spec: &Spec, subject: &Subject, profile: &Profile, pack: &Pack) -> bool {
    let chosen = profile.choices.keys().filter_map(|id| pack.checks.get(id));
    chosen
        .filter(|check| check.kinds.contains(&subject.kind))
        .any(|check| check.probes.iter().any(|probe| probe == spec.id))
}

fn forbidden(system: &System, spec: &Spec) -> Option<Gap> {
    if system.authorisation.permits(spec.safety) {
        return None;
    }
    let Text { vi, en } = spec.safety.text();
    Some(Gap::new(
        Reason::OutOfScope,
        text!("văn bản cho phép không bao gồm mức {vi}", "the authorisation does not permit the level {en}"),
    ))
}

impl<'a> Plan<'a> {
    /// The plan of these assignments.
    #[cfg(test)]
    pub(super) fn of(system: &'a System, stores: &'a TrustStores, assignments: Vec<Assignment<'a>>) -> Self {
        let (neighbours, located) = (BTreeMap::new(), Vec::new());
        let now = Timestamp::UNIX_EPOCH;
        let (identities, earlier, watched) = (Identities::default(), Earlier::default(), Watched::default());
        Self { system, stores, now, identities, earlier, watched, assignments, neighbours, located }
    }

    /// The plan with certificates to present; the same that its wire has.
    pub fn bearing(self, identities: Identities) -> Self {
        Self { identities, ..self }
    }

    /// The plan with what earlier runs of the case saw.
    pub fn knowing(self, earlier: Earlier) -> Self {
        Self { earlier, ..self }
    }

    /// The plan with what the watch over links gave.
    pub fn watching(self, watched: Watched) -> Self {
        Self { watched, ..self }
    }

    /// The target of an assignment.
    pub(super) fn target<'b>(&'b self, assignment: &'b Assignment<'a>) -> Target<'b> {
        Target {
            system: self.system,
            subject: assignment.subject,
            endpoint: assignment.endpoint.as_ref(),
            neighbours: self.neighbours.get(assignment.spec.id).map_or(&[], Vec::as_slice),
            located: &self.located,
            stores: self.stores,
            identities: &self.identities,
            earlier: Some(&self.earlier),
            watched: Some(&self.watched),
            now: self.now,
        }
    }

    /// The jobs that are sure before any answer, each once.
    pub fn first_jobs(&self) -> BTreeSet<Job> {
        let active = self.assignments.iter().filter(|assignment| assignment.barred.is_none());
        active.flat_map(|assignment| assignment.probe.wants(&self.target(assignment), &Seen::default())).collect()
    }

    /// The lines of the printed plan. A job that two probes want is counted with the first.
    pub fn rows(&self) -> Vec<PlanRow> {
        let mut counted = BTreeSet::new();
        let row = |assignment: &Assignment<'a>| {
            let wanted = match assignment.barred {
                Some(_) => Vec::new(),
                None => assignment.probe.wants(&self.target(assignment), &Seen::default()),
            };
            let new: Vec<_> = wanted.into_iter().filter(|job| counted.insert(job.clone())).collect();
            let connections = new.iter().filter(|job| job.endpoint().is_some()).count();
            let places: BTreeSet<_> = new.iter().filter_map(|job| job.endpoint().map(place)).collect();
            let at_most = match assignment.barred {
                Some(_) => 0,
                None => assignment.probe.most_jobs(&self.target(assignment)).max(connections),
            };
            PlanRow {
                probe: assignment.spec.id,
                about: assignment.spec.about.clone(),
                subject: assignment.subject.id.clone(),
                places: places.into_iter().collect(),
                connections,
                at_most,
                calm: if assignment.probe.is_calm() { at_most } else { 0 },
                lookups: new.len() - connections,
                safety: assignment.spec.safety,
                steps: match assignment.barred {
                    Some(_) => Vec::new(),
                    None => assignment.probe.steps(&self.target(assignment)),
                },
                barred: assignment.barred.as_ref().map(|gap| gap.detail.clone()),
            }
        };
        self.assignments.iter().map(row).collect()
    }
}

fn place(endpoint: &Endpoint) -> String {
    let socket = endpoint.socket();
    let name = &endpoint.name;
    if endpoint.address.is_unspecified() {
        return format!("{name}:{}", endpoint.port);
    }
    if endpoint.address.to_string() == *name { socket.to_string() } else { format!("{name} {socket}") }
}
