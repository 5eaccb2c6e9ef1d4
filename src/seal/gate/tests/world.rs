//! Everything that the rule is given, in one hand, and a sound case of it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::super::*;
use crate::audit::{
    Head, InspectedSystem, Kind as RunKind, PackDigest, Permission, Planned, ProfileDigest, Run, SCHEMA, StoredFact,
    Tool, Traffic,
};
use crate::check::Severity;
use crate::fact::{Canonical, Digest};
use crate::judge::{Basis as Ground, Conclusion, Outcome, Proposed, Treatment, Verdict, fingerprint};
use crate::profile::{Gate, LinkPolicy, ReportTexts};
use crate::seal::role::{Basis, SeatState};
use crate::system::{Kind, Safety};

pub(super) const PACK: &str = "sha256:checks";

/// Everything that the rule is given, in one hand.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) profile: Profile,
    pub(super) pack: String,
    pub(super) run: Run,
    pub(super) broken: Vec<Why>,
    pub(super) open: Vec<Why>,
    pub(super) seats: Vec<Seat>,
    pub(super) concluded: Option<Ruling>,
    pub(super) fresh: Option<(Run, bool, Judged)>,
    pub(super) declared: Option<(String, Option<i64>, Vec<Inspected>)>,
}

impl World {
    pub(super) fn decide(&self) -> Answer {
        decide(&Matter {
            now: self.now,
            demanded: (&self.profile, &self.pack),
            report: Reported {
                run: &self.run,
                broken: &self.broken,
                open: &self.open,
                seats: &self.seats,
                concluded: self.concluded,
            },
            fresh: self.fresh.as_ref().map(|(run, own, judged)| Fresh { run, own: *own, judged }),
            declared: self.declared.as_ref().map(|(id, level, subjects)| Declared { id, level: *level, subjects }),
        })
    }

    pub(super) fn fresh(&mut self) -> &mut Run {
        &mut self.fresh.as_mut().expect("a fresh run").0
    }

    pub(super) fn declared(&mut self) -> &mut (String, Option<i64>, Vec<Inspected>) {
        self.declared.as_mut().expect("a declaration")
    }
}

pub(super) fn profile() -> Profile {
    Profile {
        id: "connection".to_owned(),
        version: "1".to_owned(),
        title: Text::same("t"),
        purpose: Text::same("p"),
        regime: "vn-2026".to_owned(),
        choices: BTreeMap::new(),
        deviations: Vec::new(),
        requires: Vec::new(),
        gate: Gate::default(),
        link: LinkPolicy::default(),
        roles: Vec::new(),
        report: ReportTexts::default(),
        digest: Digest::of(b"profile"),
    }
}

pub(super) fn verdict(check: &str, subject: &str, outcome: Outcome, blocking: bool) -> Verdict {
    Verdict {
        basis: Ground::Observed,
        blocking,
        check: check.to_owned(),
        error: None,
        evidence: Vec::new(),
        fingerprint: fingerprint(check, subject, ""),
        instance: String::new(),
        message: Text::same("m"),
        outcome,
        reason: None,
        rev: 1,
        severity: Severity::High,
        subject: subject.to_owned(),
        treatment: Treatment::None,
        witnesses: Vec::new(),
    }
}

pub(super) fn certificate(subject: &str, endpoint: &str, leaf: serde_json::Value, taken: Timestamp) -> StoredFact {
    let value = Canonical::from(json!({ "leaf": leaf }));
    StoredFact {
        digest: value.digest().to_string(),
        endpoint: Some(endpoint.to_owned()),
        probe: "certificate".to_owned(),
        subject: subject.to_owned(),
        taken,
        value,
    }
}

pub(super) fn subject(id: &str, name: &str, tls: Option<bool>) -> Inspected {
    let (title, kind) = (Text::same(id), if tls.is_some() { Kind::Site } else { Kind::Organisation });
    Inspected { id: id.to_owned(), kind, name: tls.map(|_| name.to_owned()), port: tls.map(|_| 443), title, tls }
}

pub(super) fn run(id: &str, ended: Timestamp) -> Run {
    let taken = ended - SignedDuration::from_mins(2);
    Run {
        conclusion: Conclusion { proposed: Proposed::Ready, reasons: Vec::new() },
        facts: vec![
            certificate("portal", "192.0.2.1:443", json!({"key_fingerprint": "aa"}), taken),
            certificate("portal", "192.0.2.2:443", json!({"key_fingerprint": "bb"}), taken),
        ],
        journal: Traffic::default(),
        pack: PackDigest { digest: PACK.to_owned() },
        plan: Planned::default(),
        profile: ProfileDigest {
            digest: Digest::of(b"profile").to_string(),
            id: "connection".to_owned(),
            version: "1".to_owned(),
        },
        run: Head {
            case: "tinh@connection".to_owned(),
            cut_short: false,
            ended,
            id: id.to_owned(),
            kind: RunKind::PreConnection,
            started: taken,
        },
        schema: SCHEMA.to_owned(),
        system: InspectedSystem {
            authorisation: Permission {
                document: "1".to_owned(),
                from: taken,
                issuer: Text::same("i"),
                safety: vec![Safety::Passive],
                until: ended,
            },
            digest: "sha256:system".to_owned(),
            id: "tinh".to_owned(),
            level: Some(3),
            operator: None,
            owner: None,
            subjects: vec![subject("portal", "portal.vn", Some(true)), subject("office", "-", None)],
            title: Text::same("Tỉnh"),
        },
        tool: Tool { name: "kiemtra".to_owned(), version: "0".to_owned() },
        verdicts: vec![
            verdict("tls.versions", "portal", Outcome::Pass, true),
            verdict("gov.plan", "office", Outcome::NotApplicable, true),
            verdict("crt.expiry", "portal", Outcome::Fail, true),
            verdict("web.hsts", "portal", Outcome::Fail, false),
            verdict("aut.lock", "portal", Outcome::Undetermined, true),
        ],
    }
}

pub(super) fn seat(role: &str, state: SeatState) -> Seat {
    Seat {
        role: role.to_owned(),
        title: Text::same(role),
        field: format!("{role}-signature"),
        expected: None,
        state,
        signature: Some(0),
        by: None,
        basis: Basis::Certificate,
        findings: Vec::new(),
    }
}

/// A report of twenty days ago, signed by two, and a run of an hour ago.
pub(super) fn sound() -> World {
    let now: Timestamp = "2026-12-25T03:00:00Z".parse().expect("a time");
    let first = run("first", now - SignedDuration::from_hours(24 * 20));
    let second = run("second", now - SignedDuration::from_hours(1));
    let declared = (first.system.id.clone(), first.system.level, first.system.subjects.clone());
    World {
        now,
        profile: profile(),
        pack: PACK.to_owned(),
        run: first,
        broken: Vec::new(),
        open: Vec::new(),
        seats: vec![seat("operator", SeatState::Filled), seat("leader", SeatState::Filled)],
        concluded: Some(Ruling::Ready),
        fresh: Some((second, false, Judged::Same)),
        declared: Some(declared),
    }
}
