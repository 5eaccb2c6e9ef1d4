use std::net::{IpAddr, Ipv4Addr, TcpListener};

use super::*;
use crate::fact::Shape;
use crate::load::Source;
use crate::probe::{Probe, Spec, Target, TrustStores};
use crate::system::{Kind, Safety, System, read_source};
use crate::wire::Clock;

/// Connects one after the other to the port of its subject, under as many names.
struct Caller {
    name: &'static str,
    turns: u8,
    last: bool,
}

impl Caller {
    fn job(&self, target: &Target<'_>, turn: u8) -> Job {
        let endpoint = target.endpoint.expect("a back-end");
        Job::Connect(Endpoint::new(format!("{}{turn}.a.test", self.name), endpoint.address, endpoint.port))
    }
}

impl Probe for Caller {
    fn spec(&self) -> Spec {
        Spec {
            id: self.name,
            title: Text::same("a"),
            about: Text::same("a"),
            kinds: &[Kind::Site],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 9,
        }
    }

    fn is_last(&self) -> bool {
        self.last
    }

    fn shape(&self) -> Shape {
        Shape::Bool
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let answered = (0..self.turns).take_while(|turn| seen.outcome(&self.job(target, *turn)).is_some()).count();
        (0..self.turns).take(answered + 1).map(|turn| self.job(target, turn)).collect()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        Value::Bool((0..self.turns).all(|turn| seen.outcome(&self.job(target, turn)).is_some()))
    }
}

static EARLY: Caller = Caller { name: "early", turns: 4, last: false };
static LATE: Caller = Caller { name: "late", turns: 2, last: true };

fn system(port: u16) -> System {
    let text = format!(
        "schema: kiemtra/system@1\nid: s\ntitle: S\nsubjects:\n  - {{id: a, kind: site, url: 'https://a.test:{port}/', addresses: [127.0.0.1]}}\n\
         scope: {{names: ['*.a.test', a.test], networks: [127.0.0.0/8], ports: [{port}], connections_per_second: 500}}\n\
         authorisation: {{document: 1/QD, issuer: UBND, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
    );
    match read_source(Source::new("system.yaml", text), std::path::Path::new(".")) {
        Ok(system) => system,
        Err(problems) => panic!("{problems:?}"),
    }
}

#[tokio::test]
async fn what_comes_last_begins_when_every_other_has_come_to_its_fact() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (system, stores) = (system(port), TrustStores::load(None).expect("the web's roots"));
    let assign = |probe: &'static dyn Probe, barred: Option<Gap>| Assignment {
        probe,
        spec: probe.spec(),
        subject: &system.subjects[0],
        endpoint: Some(Endpoint::new("a.test", IpAddr::V4(Ipv4Addr::LOCALHOST), port)),
        barred,
    };
    // Whatever the order of the plan, and whatever is barred.
    let plan = Plan::of(
        &system,
        &stores,
        vec![assign(&LATE, None), assign(&EARLY, None), assign(&LATE, Some(Reason::OutOfScope.into()))],
    );
    let wire = Wire::new(&system.scope, &system.resolver, Clock::real());
    let gathered = execute(&plan, &wire, std::future::pending(), &mut |_| {}).await;
    let order: Vec<_> = wire.journal_entries().iter().map(|entry| entry.endpoint.clone()).collect();
    let order: Vec<_> = order.iter().filter_map(|entry| entry.split('.').next()).collect();
    assert_eq!(order, ["early0", "early1", "early2", "early3", "late0", "late1"]);
    let values: Vec<_> = gathered.facts.iter().map(|fact| serde_json::to_value(&fact.value).expect("JSON")).collect();
    assert_eq!(values.iter().filter(|value| **value == serde_json::json!(true)).count(), 2, "{values:?}");
    assert_eq!(gathered.facts.len(), 3);
}
