//! The walk against a real site: what it asks, what it never asks, what it keeps.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use super::CrawlProbe;
use crate::fact::canonical_json;
use crate::probe::scene::Scene;
use crate::probe::scripted::Scripted;
use crate::probe::{Probe, Seen};
use crate::wire::{Clock, Limits, Wire};

/// The site; it tells each request in a line.
struct Site(Scripted);

impl Site {
    fn start() -> Self {
        Self(Scripted::python("peers/exposure_site.py"))
    }

    fn scene(&self, more: &str) -> Scene {
        let port = self.0.port();
        Scene::new(&format!("{{id: cong, kind: site, url: 'http://127.0.0.1:{port}/', addresses: [127.0.0.1]{more}}}"))
            .at_speed()
    }

    /// The fact of a walk, and its journal.
    async fn walked(&self, more: &str) -> (Json, Wire) {
        let scene = self.scene(more);
        let (seen, wire) = scene.play_live(&CrawlProbe).await;
        (told(&scene, &seen), wire)
    }

    /// The paths that were asked, and the methods.
    fn asked(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        self.asked_since(0)
    }

    /// The same without the first requests.
    fn asked_since(&self, begun: usize) -> (BTreeSet<String>, BTreeSet<String>) {
        let log = self.0.log();
        let part =
            |at: usize| log.iter().skip(begun).filter_map(|line| line.split(' ').nth(at)).map(str::to_owned).collect();
        (part(1), part(0))
    }
}

fn told(scene: &Scene, seen: &Seen) -> Json {
    let value = CrawlProbe.fact(&scene.target(), seen);
    serde_json::from_slice(&canonical_json(&value)).expect("JSON")
}

#[tokio::test]
async fn a_site_is_walked_through_within_its_bounds_and_nothing_is_touched() {
    let site = Site::start();
    let (fact, wire) = site.walked("").await;
    let (paths, methods) = site.asked();
    assert_eq!(methods, BTreeSet::from(["GET".to_owned()]));
    for path in [
        "/",
        "/tin/1",
        "/bieu-mau",
        "/danh-sach",
        "/tai-lieu/danh-sach.csv",
        "/tu-trang-nen",
        "/chi-trong-so-do",
        "/a",
        "/vong/6",
        "/app.js",
        "/sau/5",
    ] {
        assert!(paths.contains(path), "{path} was not asked: {paths:?}");
    }
    let never = ["/logout", "/ho-so/xoa/1", "/kin/a", "/vong/7", "/sau/6", "/gui", "/tim", "/x", "/a?PHPSESSID=abc"];
    for path in never {
        assert!(!paths.contains(path), "{path} was asked");
    }
    let months = paths.iter().filter(|path| path.starts_with("/lich/")).count();
    assert!((20..=61).contains(&months), "{months} months of a calendar without end");
    let totals = wire.journal();
    assert!(totals.bytes_in < 16 << 20, "{} bytes of a page and a film of 2 GiB each", totals.bytes_in);
    let course = &fact["course"];
    for (key, value) in [("ended_because", "depth"), ("robots", "kept")] {
        assert_eq!(course[key], value, "{course}");
    }
    for (key, least) in [
        ("left_acts", 2),
        ("left_by_robots", 1),
        ("left_alike", 1),
        ("missing", 1),
        ("built_by_script", 1),
        ("redirects", 7),
    ] {
        assert!(course[key].as_i64().is_some_and(|count| count >= least), "{key}: {course}");
    }
    let obstacles: BTreeSet<_> = fact["not_inspected"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|own| own["place"].to_string() + " " + &own["obstacle"].to_string())
        .collect();
    for known in ["\"/app\" \"built-by-script\"", "\"/phim\" \"cut-off\"", "\"/lon\" \"too-large\""] {
        assert!(obstacles.contains(known), "{known}: {obstacles:?} {course} {paths:?}");
    }
    assert_eq!(fact["injected"][0]["sign"], "other-answer", "{}", fact["injected"]);
    // An inner page that sends away only who comes from a search engine.
    let injected: Vec<_> =
        fact["injected"].as_array().into_iter().flatten().map(|own| own["what"].to_string()).collect();
    assert!(injected.iter().any(|what| what.contains("nohu-doi-thuong.example")), "{injected:?}");
    let form =
        fact["forms"].as_array().and_then(|forms| forms.iter().find(|own| own["name"] == "khai")).expect("a form");
    assert_eq!((&form["grade"], &form["household_book"]), (&Json::from(4), &Json::from(true)), "{form}");
    let journal = format!("{:?}", wire.journal_entries());
    assert!(!format!("{fact} {journal}").contains("0400900000"), "a number is kept");
}

#[tokio::test]
async fn personal_data_is_found_where_it_stands_and_told_by_form() {
    let site = Site::start();
    let (fact, _) = site.walked("").await;
    let rows = fact["personal"].as_array().expect("a list");
    let of = |address: &str| {
        rows.iter()
            .find(|row| row["address"] == address && row["class"] == "personal-number")
            .unwrap_or_else(|| panic!("{address}: {rows:#?}"))
    };
    assert_eq!(of("/danh-sach")["distinct"], 6);
    assert_eq!(of("/tai-lieu/danh-sach.csv")["distinct"], 6);
    assert_eq!(of("/nen")["distinct"], 6);
    let addresses = |list: &str| {
        fact[list]
            .as_array()
            .expect("a list")
            .iter()
            .map(|row| row["address"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        addresses("cacheable").contains(&"/chi-trong-so-do".to_owned())
            && !addresses("cacheable").contains(&"/nen".to_owned()),
        "{:?}",
        addresses("cacheable")
    );
    assert!(
        addresses("indexable").contains(&"/nen".to_owned())
            && !addresses("indexable").contains(&"/danh-sach".to_owned()),
        "{:?}",
        addresses("indexable")
    );
    assert!(
        addresses("addresses_with_data").contains(&"/tra-cuu?cccd".to_owned()),
        "{:?}",
        addresses("addresses_with_data")
    );
    assert!(addresses("addresses_with_data").contains(&"/bieu-mau".to_owned()));
}

#[tokio::test]
async fn two_walks_are_equal_and_the_order_decides_what_a_budget_leaves_out() {
    let site = Site::start();
    let more = ", crawl: {pages: 12, depth: 3}";
    let (first, _) = site.walked(more).await;
    let (once, _) = site.asked();
    let begun = site.0.log().len();
    let (second, _) = site.walked(more).await;
    assert_eq!(
        (first["course"]["asked"].as_i64(), &first["course"]["ended_because"]),
        (Some(12), &Json::from("pages"))
    );
    assert_eq!(first, second);
    assert_eq!(once, site.asked_since(begun).0);
}

#[tokio::test]
async fn a_server_that_asks_for_less_is_left_alone() {
    let site = Site::start();
    let (fact, _) = site.walked(", crawl: {start: [/ban/1, /ban/2, /ban/3, /ban/4, /ban/5, /ban/6]}").await;
    let asked = site.asked().0.iter().filter(|path| path.starts_with("/ban/")).count();
    assert!(asked <= 3, "{asked}");
    assert_eq!(fact["course"]["ended_because"], "throttled");
}

#[tokio::test]
async fn what_drips_is_given_up_and_named() {
    let site = Site::start();
    let scene = site.scene(", crawl: {pages: 3, depth: 1, start: [/nho-giot]}");
    let limits = Limits { reading_deadline: std::time::Duration::from_secs(1), ..Limits::default() };
    let wire = Wire::with_readers(
        &scene.target().system.scope,
        &scene.target().system.resolver,
        Clock::real(),
        limits,
        crate::probe::readers(),
    );
    let mut seen = Seen::default();
    while let Some(job) = CrawlProbe.wants(&scene.target(), &seen).into_iter().find(|job| seen.outcome(job).is_none()) {
        let outcome = wire.perform(&job).await;
        seen.note(job, outcome);
    }
    let fact = told(&scene, &seen);
    let named = fact["not_inspected"].as_array().expect("a list");
    assert!(named.iter().any(|own| own["place"] == "/nho-giot" && own["obstacle"] == "no-answer"), "{named:?}");
}

#[tokio::test]
async fn a_site_that_is_not_walked_through_is_not_asked() {
    let site = Site::start();
    let scene = site.scene(", crawl: none");
    assert_eq!(CrawlProbe.wants(&scene.target(), &Seen::default()), []);
    assert_eq!(told(&scene, &Seen::default()), Json::Null);
}

#[tokio::test]
async fn a_page_that_scripts_build_is_read_in_the_browser_where_the_declaration_says_so() {
    if !Path::new("/usr/bin/chromium").exists() && std::env::var_os("KIEMTRA_REQUIRE_PEERS").is_none() {
        return;
    }
    let site = Site::start();
    let (plain, _) = site.walked(", crawl: {pages: 40, depth: 1}").await;
    let (built, _) = site.walked(", crawl: {pages: 40, depth: 1, browser: true}").await;
    let numbers = |fact: &Json| {
        let rows = fact["personal"].as_array().expect("a list").iter();
        let mut own = rows.filter(|row| row["address"] == "/app" && row["class"] == "personal-number");
        own.next().and_then(|row| row["distinct"].as_i64())
    };
    assert_eq!((numbers(&plain), numbers(&built)), (None, Some(6)), "{}", built["personal"]);
}
