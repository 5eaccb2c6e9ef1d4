//! What holds of the rules as a whole, and of several subjects below one root.

use std::collections::BTreeSet;

use super::fact::Coverage;
use super::list::list;
use super::root::Root;
use super::{ExposedProbe, course};
use crate::probe::Probe;
use crate::probe::rehearsal::{NAME, Stage};
use crate::probe::scene::Scene;
use crate::system::Kind;

#[test]
fn every_rule_fits_into_the_budget_with_room_for_what_is_found() {
    let scene = Scene::new("{id: cong, kind: site, url: \"https://cong.test:443/dvc/\", addresses: [127.0.0.1]}");
    let root = Root::of(&scene.target()).expect("a root");
    let rules = &list().expect("the list").rules;
    let paths: BTreeSet<_> = rules.iter().flat_map(|rule| root.paths(rule)).collect();
    assert!(paths.len() > 200, "{}", paths.len());
    assert!(paths.len() + 40 <= course::MOST, "{} places leave no room", paths.len());
    assert!(paths.contains("/cong.test.zip") && paths.contains("/dvc/.env"));
}

#[test]
fn the_root_of_several_subjects_is_asked_once() {
    let mut stage = Stage::imagined();
    assert_eq!(Root::of(&stage.target()).map(|root| root.coverage), Some(Coverage::Whole));
    stage.add_neighbour("khac", Kind::Site, "khac.example.vn", 443);
    assert_eq!(Root::of(&stage.target()).map(|root| root.coverage), Some(Coverage::Whole));
    stage.add_neighbour("truoc", Kind::Site, NAME, 443);
    let root = Root::of(&stage.target()).expect("a root");
    assert_eq!((root.coverage, root.told_of.as_deref()), (Coverage::Elsewhere, Some("truoc")));
    assert!(ExposedProbe.wants(&stage.target(), &super::Seen::default()).is_empty());
    let fact = ExposedProbe.fact(&stage.target(), &super::Seen::default());
    assert_eq!(fact.field("coverage").map(|own| own.shown()).as_deref(), Some("elsewhere"));
}
