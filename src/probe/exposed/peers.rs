//! A seeded portal (`tests/peers/exposed_portal.py`): stack by stack everything open, its sound twins, and servers that
//! fool whoever believes a status.

use std::collections::BTreeSet;
use std::path::Path;

use tempfile::TempDir;

use super::fact::Category;
use super::{ExposedProbe, course};
use crate::fact::Value;
use crate::probe::Probe;
use crate::probe::scene::Scene;
use crate::probe::scripted::{Scripted, python};

/// The portal.
const PROGRAM: &str = "peers/exposed_portal.py";
/// What stands in the portal's files and must stand nowhere else.
const SECRETS: &[&str] =
    &["MatKhauGia123", "S2hvYUdpYQ", "001099000001", "Nguyen-Van-Thu", "AKIAGIA", "apr1", "Nguyễn Văn Thử"];

/// A running portal, and where it writes what it is asked.
struct Portal {
    server: Scripted,
    folder: TempDir,
}

/// What was seen of a portal.
struct Visit {
    facts: Value,
    log: Vec<String>,
}

impl Portal {
    fn start(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Scripted::start(python(PROGRAM).arg(settings).arg(folder.path().join("log")));
        Self { server, folder }
    }

    async fn visit(&self) -> Visit {
        self.visit_as("site", "/").await
    }

    async fn visit_as(&self, kind: &str, path: &str) -> Visit {
        let port = self.server.port();
        let scene = Scene::new(&format!(
            "{{id: cong, kind: {kind}, url: \"http://cong.test:{port}{path}\", addresses: [127.0.0.1]}}"
        ));
        let log = self.folder.path().join("log");
        let before = lines(&log).len();
        let (seen, _) = scene.play_live(&ExposedProbe).await;
        let log = lines(&log).split_off(before);
        let visit = Visit { facts: ExposedProbe.fact(&scene.target(), &seen), log };
        visit.is_mannerly();
        visit
    }
}

impl Visit {
    /// Whatever the server is: few requests, all of them GET, under the own name, no more of a secret file than its head.
    fn is_mannerly(&self) {
        assert!(self.log.len() <= course::MOST, "{} requests", self.log.len());
        let agent = concat!("kiemtra/", env!("CARGO_PKG_VERSION"));
        for line in &self.log {
            assert!(line.starts_with("GET /") && line.contains(agent), "{line}");
            assert!(!line.contains("heapdump") && !line.contains("/actuator/env"), "{line}");
        }
        let paths: BTreeSet<_> = self.log.iter().filter_map(|line| line.split(' ').nth(1)).collect();
        assert_eq!(paths.len(), self.log.len(), "a place is asked twice");
        let text = self.facts.shown();
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} is kept");
        }
    }

    /// Every found thing as `rule path`.
    fn found(&self) -> BTreeSet<String> {
        let lists = Category::ALL.iter().filter_map(|category| match self.told(*category) {
            Value::List(found) => Some(found),
            _ => None,
        });
        let one = |own: &Value| {
            let path = field(own, "path").shown();
            format!("{} {}", field(own, "rule").shown(), path.trim_end_matches("?…"))
        };
        lists.flatten().map(one).collect()
    }

    fn told(&self, category: Category) -> &Value {
        let name = match category {
            Category::DirectoryListing => "directory_listings".to_owned(),
            category => category.word().replace('-', "_"),
        };
        field(&self.facts, &name)
    }

    /// The categories of which nothing is known.
    fn unknown(&self) -> Vec<&'static str> {
        let unknown = |category: &&Category| matches!(self.told(**category), Value::Unknown(_));
        Category::ALL.iter().filter(unknown).map(|category| category.word()).collect()
    }
}

fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.field(name).unwrap_or_else(|| panic!("no field {name}"))
}

fn lines(log: &Path) -> Vec<String> {
    std::fs::read_to_string(log).unwrap_or_default().lines().map(str::to_owned).collect()
}

/// What a stack plants, as `rule path`.
fn planted(stack: &str) -> BTreeSet<String> {
    let output = python(PROGRAM).args(["--planted", stack]).output().expect("python3 runs");
    let planted: Vec<(String, String)> = serde_json::from_slice(&output.stdout).expect("its list");
    planted.into_iter().map(|(rule, path)| format!("{rule} {path}")).collect()
}

async fn everything_is_found(stack: &str) {
    let portal = Portal::start(&format!(r#"{{"stack": "{stack}", "expose": "all"}}"#));
    let visit = portal.visit().await;
    let (found, planted) = (visit.found(), planted(stack));
    let missed: Vec<_> = planted.difference(&found).collect();
    let wrong: Vec<_> = found.difference(&planted).collect();
    assert!(missed.is_empty() && wrong.is_empty(), "{stack}: missed {missed:#?}, wrong {wrong:#?}");
    assert_eq!(visit.unknown(), [""; 0]);
}

#[tokio::test]
async fn everything_that_php_leaves_open_is_found() {
    everything_is_found("php").await;
}

#[tokio::test]
async fn everything_that_asp_net_leaves_open_is_found() {
    everything_is_found("aspnet").await;
}

#[tokio::test]
async fn everything_that_java_leaves_open_is_found() {
    everything_is_found("java").await;
}

#[tokio::test]
async fn everything_that_oracle_and_node_leave_open_is_found() {
    everything_is_found("oracle").await;
    everything_is_found("node").await;
}

#[tokio::test]
async fn what_is_packed_is_found_all_the_same_and_two_runs_are_equal() {
    let portal = Portal::start(r#"{"stack": "node", "expose": "all", "gzip": true}"#);
    let (one, other) = (portal.visit().await, portal.visit().await);
    assert_eq!(planted("node"), one.found());
    assert_eq!(one.facts.shown(), other.facts.shown());
    assert_eq!(one.log, other.log);
}

#[tokio::test]
async fn one_open_place_alone_is_found_alone() {
    for (stack, path) in [("php", "/.env"), ("aspnet", "/elmah.axd"), ("java", "/actuator")] {
        let portal = Portal::start(&format!(r#"{{"stack": "{stack}", "expose": ["{path}"], "quoting": true}}"#));
        let found: Vec<_> = portal.visit().await.found().into_iter().collect();
        assert!(matches!(found.as_slice(), [one] if one.ends_with(&format!(" {path}"))), "{found:?}");
    }
}

#[tokio::test]
async fn nothing_is_found_on_sound_twins() {
    for stack in ["php", "aspnet"] {
        let portal = Portal::start(&format!(r#"{{"stack": "{stack}", "quoting": true, "guarded": true}}"#));
        let visit = portal.visit().await;
        assert_eq!(visit.found(), BTreeSet::new(), "{stack}");
        assert_eq!(visit.unknown(), [""; 0], "{stack}");
        assert!(field(&visit.facts, "guarded").shown().contains("/.git/HEAD"), "what is guarded is told");
    }
}

#[tokio::test]
async fn nothing_is_found_where_everything_is_answered() {
    for manner in ["everything", "varying", "text", "files"] {
        nothing_is_found(manner).await;
    }
}

#[tokio::test]
async fn nothing_is_found_where_nothing_is_given() {
    for manner in ["login", "wall", "reflect", "echo"] {
        nothing_is_found(manner).await;
    }
}

async fn nothing_is_found(manner: &str) {
    let portal = Portal::start(&format!(r#"{{"manner": "{manner}"}}"#));
    let visit = portal.visit().await;
    assert_eq!(visit.found(), BTreeSet::new(), "{manner}");
    assert_eq!(visit.unknown(), [""; 0], "{manner}");
    assert_eq!(field(&visit.facts, "guarded").shown(), "[]", "{manner}");
}

#[tokio::test]
async fn an_open_place_is_found_behind_a_server_that_answers_everything() {
    let portal = Portal::start(r#"{"manner": "varying", "expose": "all"}"#);
    assert_eq!(portal.visit().await.found(), BTreeSet::new(), "this one never shows its places");
    let portal = Portal::start(r#"{"stack": "java", "expose": ["/actuator"], "fallback": true}"#);
    assert_eq!(portal.visit().await.found().into_iter().collect::<Vec<_>>(), ["actuator-open /actuator"]);
}

#[tokio::test]
async fn whoever_is_turned_away_knows_nothing_and_goes() {
    for (settings, most, reason) in [
        (r#"{"manner": "forbidden"}"#, 10, "denied"),
        (r#"{"manner": "captcha"}"#, 10, "denied"),
        (r#"{"manner": "waf", "after": 60}"#, 70, "denied"),
        (r#"{"manner": "waf-200", "after": 60}"#, 90, "denied"),
        (r#"{"manner": "throttle", "after": 60}"#, 61, "rate-limited"),
        (r#"{"manner": "throttle", "after": 0}"#, 1, "rate-limited"),
        (r#"{"manner": "unavailable", "after": 60}"#, 62, "rate-limited"),
        (r#"{"manner": "reset", "after": 60}"#, 64, ""),
    ] {
        let portal = Portal::start(settings);
        let visit = portal.visit().await;
        assert_eq!(visit.found(), BTreeSet::new(), "{settings}");
        let unknown = visit.unknown();
        assert!(
            ["dumps", "consoles", "source-maps"].iter().all(|own| unknown.contains(own)),
            "{settings}: {unknown:?}"
        );
        // What was asked before is settled.
        assert_eq!(!unknown.contains(&"repositories"), settings.contains("60"), "{settings}");
        assert!(visit.log.len() <= most, "{settings}: {} requests", visit.log.len());
        assert!(visit.told(Category::Dumps).shown().contains(reason), "{settings}");
    }
}

#[tokio::test]
async fn what_was_proved_before_somebody_stepped_in_stays_proved() {
    let portal = Portal::start(r#"{"manner": "waf", "after": 60, "expose": ["/.git/HEAD", "/.env"]}"#);
    let visit = portal.visit().await;
    assert_eq!(visit.found().into_iter().collect::<Vec<_>>(), ["environment-file /.env", "git /.git/HEAD"]);
    assert!(!visit.unknown().contains(&"repositories") && visit.unknown().contains(&"dumps"));
}

#[tokio::test]
async fn one_place_out_of_order_leaves_one_category_open() {
    let portal = Portal::start(r#"{"manner": "one-unavailable", "stack": "java"}"#);
    let visit = portal.visit().await;
    assert_eq!(visit.unknown(), ["management", "metrics"]);
}

#[tokio::test]
async fn below_a_declared_folder_the_gravest_places_are_asked_too_and_a_data_service_keeps_its_documents() {
    let portal = Portal::start(r#"{"stack": "java", "expose": "all"}"#);
    let visit = portal.visit_as("api", "/dvc/v1?x=1").await;
    assert!(visit.log.iter().any(|line| line.starts_with("GET /dvc/.env ")));
    assert!(matches!(visit.told(Category::InterfaceDocuments), Value::Absent));
    assert!(visit.found().contains("actuator-open /actuator"));
    assert!(!visit.log.iter().any(|line| line.contains("api-docs")));
}

#[tokio::test]
async fn what_the_budget_leaves_over_goes_to_the_places_of_the_stack_that_the_answers_tell_of() {
    for (head, own) in [
        (r#"{"Set-Cookie": "JSESSIONID=a"}"#, ["/logs/spring.log", "/v1/agent/self"].as_slice()),
        (r#"{"Server": "Microsoft-IIS/10.0"}"#, &["/App_Data/Logs/log.txt", "/tailieu/"]),
        (r#"{"Link": "</wp-json/>; rel=x"}"#, &["/wp-config.php.save", "/.wp-config.php.swp"]),
        (r#"{"X-Powered-By": "Express"}"#, &["/json/list"]),
    ] {
        let portal = Portal::start(&format!(r#"{{"stack": "further", "expose": "all", "head": {head}}}"#));
        let visit = portal.visit().await;
        let found: BTreeSet<_> =
            visit.found().iter().filter_map(|own| Some(own.split_once(' ')?.1.to_owned())).collect();
        for path in own {
            assert!(found.contains(*path), "{head}: {path} in {found:?}");
        }
        assert_eq!(visit.unknown(), [""; 0], "{head}");
    }
}

#[tokio::test]
async fn whoever_loses_patience_with_the_further_places_takes_nothing_back() {
    let portal = Portal::start(r#"{"manner": "honest"}"#);
    let whole = portal.visit().await.log;
    let further = whole.iter().position(|line| line.contains("/.git/index")).expect("a further place");
    for manner in ["waf", "throttle", "reset"] {
        let portal = Portal::start(&format!(r#"{{"manner": "{manner}", "after": {further}}}"#));
        let visit = portal.visit().await;
        assert_eq!(visit.unknown(), [""; 0], "{manner}");
        assert_eq!(visit.found(), BTreeSet::new(), "{manner}");
        assert_eq!(field(&visit.facts, "guarded").shown(), "[]", "{manner}");
    }
}

#[tokio::test]
async fn a_path_that_no_handler_can_read_may_show_the_inside_and_no_act_is_asked_for_with_a_malformed_value() {
    let front = "<!DOCTYPE html><html><body><a href='/xoa?id=3'>x</a><a href='/dang-xuat?id=1'>x</a><a href='/xem?id=3'>x</a></body></html>";
    let portal = Portal::start(&format!(r#"{{"malformed": true, "front": "{front}"}}"#));
    let visit = portal.visit().await;
    assert_eq!(visit.found().into_iter().collect::<Vec<_>>(), ["verbose-error /*%3C%ff"]);
    assert!(visit.log.iter().any(|line| line.contains("/xem?id=1%27")));
    assert!(!visit.log.iter().any(|line| line.contains("/xoa") || line.contains("/dang-xuat")), "an act is asked for");
}
