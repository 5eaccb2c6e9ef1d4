//! The JSON Schemas say the same of a file as its reader does.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use assert_cmd::Command;
use jsonschema::Validator;
use kiemtra::check::{Pack, Vocabulary};
use kiemtra::load::{Limits, Problems, Source, embedded, parse};
use kiemtra::probe::PROBES;
use kiemtra::profile::{Shelf, resolve};
use serde_json::{Value, json};

/// What a reader says of a text: the codes of its problems.
type Read<'a> = &'a dyn Fn(Source) -> Result<(), Problems>;

fn kiemtra() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kiemtra"))
}

/// The schema that the program prints.
fn schema(name: &str) -> Result<Value> {
    let output = kiemtra().args(["schema", name]).output()?;
    ensure!(output.status.success(), "kiemtra schema {name}: {:?}", output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn validator(name: &str) -> Result<Validator> {
    Ok(jsonschema::validator_for(&schema(name)?)?)
}

/// A YAML text as the tree that its reader sees.
fn tree(source: &Source) -> Result<Value> {
    let limits = Limits { nodes: 60_000, ..Limits::default() };
    let node = parse(source, limits).map_err(|problems| anyhow::anyhow!("{}: {problems:?}", source.name))?;
    Ok(node.to_json())
}

fn holds(validator: &Validator, source: &Source) -> Result<()> {
    let tree = tree(source)?;
    let errors: Vec<_> =
        validator.iter_errors(&tree).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    ensure!(errors.is_empty(), "{}: {errors:?}", source.name);
    Ok(())
}

fn built_in(files: &'static [(&'static str, &'static str)]) -> Vec<Source> {
    embedded::sources(files).collect()
}

fn vocabulary() -> Vocabulary {
    Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())))
}

#[test]
fn every_built_in_file_validates() -> Result<()> {
    for (name, files) in [("check", embedded::CHECKS), ("profile", embedded::PROFILES), ("law", embedded::LAW)] {
        let validator = validator(name)?;
        let sources = built_in(files);
        ensure!(!sources.is_empty(), "there are built-in files of kind {name}");
        sources.iter().try_for_each(|source| holds(&validator, source))?;
    }
    Ok(())
}

#[test]
fn the_template_of_init_validates() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("system.yaml");
    kiemtra().arg("init").arg(&file).assert().success();
    holds(&validator("system")?, &read(&file)?)
}

fn read(file: &Path) -> Result<Source> {
    Source::read(file).map_err(|problems| anyhow::anyhow!("{problems:?}"))
}

#[test]
fn the_demo_writes_what_the_schemas_say() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let output = kiemtra().current_dir(folder.path()).args(["demo", "--out", "out"]).output()?;
    ensure!(output.status.success(), "kiemtra demo: {}", String::from_utf8_lossy(&output.stderr));
    let (system, run) = (validator("system")?, validator("run")?);
    for portal in ["flawed", "sound"] {
        let place = folder.path().join("out").join(portal);
        holds(&system, &read(&place.join("system.yaml"))?)?;
        let mut document: Value = serde_json::from_slice(&std::fs::read(place.join("run.json"))?)?;
        let errors: Vec<_> = run.iter_errors(&document).map(|error| error.to_string()).collect();
        ensure!(errors.is_empty(), "{portal}/run.json: {errors:?}");
        // The schema must be able to refuse, or the lines above prove nothing.
        document["conclusion"]["proposed"] = json!("perhaps");
        ensure!(!run.is_valid(&document), "a conclusion of another word validates");
    }
    Ok(())
}

#[test]
fn top_level_names_are_those_of_the_readers() -> Result<()> {
    for (name, keys) in [
        ("check", kiemtra::check::KEYS),
        ("law", kiemtra::law::KEYS),
        ("minutes", kiemtra::report::sitting::KEYS),
        ("profile", kiemtra::profile::KEYS),
        ("system", kiemtra::system::KEYS),
    ] {
        let schema = schema(name)?;
        let own = schema["properties"].as_object().context("properties")?;
        let own: BTreeSet<_> = own.keys().map(String::as_str).collect();
        assert_eq!(own, keys.iter().copied().collect(), "{name}");
        assert_eq!(schema["additionalProperties"], json!(false), "{name}");
    }
    Ok(())
}

#[test]
fn every_object_of_the_schemas_has_words_in_both_languages() -> Result<()> {
    for name in ["check", "law", "minutes", "profile", "system"] {
        let schema = schema(name)?;
        for (key, own) in schema["properties"].as_object().context("properties")? {
            for about in [&own["description"], &own["title"]].into_iter().filter_map(Value::as_str) {
                assert!(about.contains(" / "), "{name}.{key}: {about}");
            }
        }
        assert!(schema["title"].as_str().is_some_and(|title| title.contains(" / ")), "{name}");
    }
    Ok(())
}

/// A system that uses every key, so that each can be spoilt.
const SYSTEM: &str = r#"
schema: kiemtra/system@1
id: cong
title: {vi: Cổng, en: Portal}
owner: UBND tỉnh
operator: {vi: Sở, en: Department}
level: {number: 3, decision: 12/QĐ-UBND, date: "2026-01-15"}
subjects:
  - {id: cong, kind: site, title: Cổng, url: "https://a.example.vn/", plain_port: false, addresses: ["203.0.113.7"], store: web}
  - {id: api, kind: api, url: "http://a.example.vn/v1", plain_port: 8080}
  - {id: may, kind: host, name: a.example.vn, addresses: [], closed_ports: [22, {port: 16379, service: redis}]}
  - id: noi
    kind: link
    url: "https://a.example.vn/"
    store: nen-tang
    watch:
      every: 5m
      timeout: 30s
      vantage: xa-01
      application_timeout: 20s
      hops:
        - {id: cong, title: Cổng, side: own, probe: route, at: "a.example.vn:443", every: 10s, timeout: 5s, address: "203.0.113.1"}
        - id: dich-vu
          side: platform
          probe: soap
          at: "https://a.example.vn/dv"
          client_certificate: {file: chang.pem, key: chang.key}
          request: {method: POST, headers: {X-Ma: "1"}, body: "<x/>", soap_action: "urn:a", account: {user: u, password_env: A}, secret_headers: {X-Khoa: {token_file: khoa}}}
          expect: {status: [200, 500], contains: [a], lacks: b, json: {a.b: 1}, fresh: {pattern: "<t>{time}</t>", within: 10m}, no_data: {fault: Server.NoData}, not_permitted: {contains: x}, mismatch: {contains: x}, quota: {status: 429}, platform: [{fault: Proxy}, {status: 502, contains: x}], answer: no-data}
        - {id: web, probe: http, request: {token: {token_env: B}}, expect: {status: 200, fresh: {header: date, within: 1h}}}
      stops: [{from: "2026-12-05T22:00:00+07:00", to: "2026-12-06T02:00:00+07:00", announced: "2026-11-20", document: 45/TB, reason: {vi: Nâng cấp, en: Upgrade}}]
  - id: dang-nhap
    kind: sign-in
    url: "https://a.example.vn/"
    audience: officers
    provider: sso
    form: {action: /gui, format: json, user_field: u, password_field: p}
    signed_in: {path: /trang, shows: Thoát}
    sign_out: {path: /thoat, method: POST}
    idle_minutes: 15
    wait_for_idle: true
    account: {user: thu, password_env: MAT_KHAU, object: "/ho-so?so=1"}
    second_account: {user: hai, password_prompt: true}
    expendable_account: {user: bo, password_file: mk, attempts: 9, restored: Quản trị mở khóa}
  - id: sso
    kind: identity-provider
    url: "https://sso.example.vn/realms/x"
    protocol: oidc
    client: {id: cong, return_address: "https://a.example.vn/cb", scopes: openid}
  - id: du-lieu
    kind: api
    url: "https://a.example.vn/v2"
    provider: sso
    token_audience: cong
    routes: [{path: /v1/1, public: true, owned: false, shows: ten}]
    token: {token_env: THE}
    expired_token: {token_file: the}
    foreign_audience_token: {token_prompt: true}
    foreign_realm_token: {token_env: THE}
    second_token: {token_env: THE}
    documents_public: false
    look_ups: [{path: "/tra-cuu?so=1", attempts: 20}]
  - id: cong
    kind: site
    url: "https://a.example.vn/cong"
    crawl: {pages: 300, depth: 4, minutes: 20, megabytes: 100, start: [/danh-sach], skip: [/thoat], browser: false}
    look_up: {path: "/tra-cuu?ma={code}", interface: "/api/ho-so/{code}", dossiers: [000.00.16.H40-261120-0001, 000.00.16.H40-261120-0002]}
    attachments: ["/tep/1?ten=a.pdf"]
    results: [/ket-qua/8f1c]
    test_system: false
  - {id: ten, kind: dns-zone, name: example.vn}
  - {id: to-chuc, kind: organisation}
scope:
  names: ["*.example.vn"]
  networks: [203.0.113.0/24]
  ports: [443, "8000-8099"]
  pace: polite
  connections_per_second: 20
  requests_per_second: 2
  vantage: internet
  connections_per_host: 10
  connections: 40
  budget: 1000
authorisation: {document: 1/KH, issuer: Công an, date: "2026-01-15", from: "2026-01-15T00:00:00Z", until: "2026-02-15T00:00:00Z", safety: [passive], robots: respected}
resolver: system
dnssec_anchor: anchor.key
trust:
  nen-tang: {purpose: platform, folder: tin-cay/nen-tang}
  cong-vu: {purpose: government, folder: tin-cay/cong-vu, files: [goc.pem]}
trust_folder: tin-cay
"#;

/// A profile that uses every key but `extends`, whose digest would have to be pinned.
const PROFILE: &str = r#"
schema: kiemtra/profile@1
id: thu
version: "1"
title: {vi: Thử, en: Trial}
purpose: {vi: Thử, en: Trial}
regime: vn-2026
extends: []
select:
  include: ["tls.*", "crt.*"]
  exclude: [{check: tls.tls13, reason: {vi: Thử, en: Trial}, decided_by: Trưởng đoàn}]
params: {crt.expiry: {min_days: 40}}
severity: {tls.hsts: {to: info, reason: {vi: Thử, en: Trial}, decided_by: Trưởng đoàn}}
blocking: {tls.versions: {to: false, reason: {vi: Thử, en: Trial}, decided_by: Trưởng đoàn}}
requires_subjects: [site]
gate: {max_fact_age_hours: 72, waiver_max_days: 90, passes_to_verify: 2, hours_between_passes: 6}
roles:
  - {key: leader, title: {vi: Trưởng đoàn, en: Leader}, name: {vi: A, en: A}, signs: true, signature: {vi: TRƯỞNG ĐOÀN, en: LEADER}}
report:
  parent: {vi: A, en: A}
  issuer: {vi: A, en: A}
  symbol: BB
  title: {vi: A, en: A}
  subject: {vi: A, en: A}
  recipients: [{vi: A, en: A}]
  copies: 4
"#;

#[test]
fn a_spoilt_system_is_refused_by_schema_and_reader_alike() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("system.yaml");
    let read = |source: Source| {
        std::fs::write(&file, source.text.as_bytes()).expect("a file");
        kiemtra::system::load(&file).map(drop)
    };
    agree("system", &[Source::new("system.yaml", SYSTEM)], &read)
}

#[test]
fn a_spoilt_profile_is_refused_by_schema_and_reader_alike() -> Result<()> {
    let vocabulary = vocabulary();
    let fail = |problems: Problems| anyhow::anyhow!("{problems:?}");
    let (pack, shelf) = (Pack::built_in(&vocabulary).map_err(fail)?, Shelf::built_in().map_err(fail)?);
    let read = |source: Source| resolve(source, &shelf, &pack).map(drop);
    agree("profile", &[Source::new("profile.yaml", PROFILE)], &read)
}

#[test]
fn a_spoilt_law_is_refused_by_schema_and_reader_alike() -> Result<()> {
    let law = r#"
schema: kiemtra/law@1
regime: thu
title: {vi: Thử, en: Trial}
instruments:
  - key: l1
    kind: {vi: Luật, en: Law}
    number: 1/2026
    date: 2026-01-01
    issuer: {vi: Quốc hội, en: National Assembly}
    title: {vi: A, en: A}
    valid_from: 2026-01-01
    valid_to: 2027-01-01
    mark: V
    open: true
    open_why: {vi: A, en: A}
    articles: [{key: "8", place: {vi: Điều 8, en: Article 8}, demand: {vi: A, en: A}, mark: R-h}]
"#;
    agree("law", &[Source::new("law.yaml", law)], &|source| kiemtra::law::read(source).map(drop))
}

#[test]
fn a_spoilt_check_is_refused_by_schema_and_reader_alike() -> Result<()> {
    let vocabulary = vocabulary();
    let read = |source: Source| kiemtra::check::read(source, &vocabulary).map(drop);
    // One of each form that the language has: items, guards, counts, nested conditions, questions.
    let chosen = ["tls/versions", "crt/expiry", "crt/caa", "web/csp", "net/other-ports", "gov/level"];
    let sources: Vec<_> = built_in(embedded::CHECKS)
        .into_iter()
        .filter(|source| chosen.iter().any(|name| source.name.ends_with(&format!("{name}.yaml"))))
        .collect();
    assert_eq!(sources.len(), chosen.len());
    agree("check", &sources, &read)
}

/// Spoils each place of each source in turn. What the schema refuses the reader must refuse, or an
/// editor would mark good files; what the reader refuses for its form (an unknown or missing key, a
/// wrong kind, word or range) the schema must refuse, or an editor would miss it.
fn agree(name: &str, sources: &[Source], read: Read<'_>) -> Result<()> {
    // Unknown key, wrong kind, out of range, unknown word, missing key.
    const FORM: &[&str] = &["K-YAML-020", "K-YAML-021", "K-YAML-022", "K-YAML-024", "K-YAML-025"];
    let validator = validator(name)?;
    let (mut tried, mut refused) = (0, 0);
    for source in sources {
        holds(&validator, source)?;
        let whole = tree(source)?;
        for (what, spoilt) in spoilt(&whole) {
            let text = serde_json::to_string_pretty(&spoilt)?;
            let codes: Vec<_> = match read(Source::new(source.name.clone(), text)) {
                Ok(()) => Vec::new(),
                Err(Problems(problems)) => problems.into_iter().map(|problem| problem.code).collect(),
            };
            ensure!(!codes.contains(&"K-YAML-027"), "{}: {what}: refused without a reason", source.name);
            let valid = validator.is_valid(&spoilt);
            ensure!(valid || !codes.is_empty(), "{}: {what}: the schema refuses, the reader takes it", source.name);
            let form = codes.iter().any(|code| FORM.contains(code)) && !decided_by_facts(&what);
            ensure!(!valid || !form, "{}: {what}: the reader refuses ({codes:?}), the schema takes it", source.name);
            tried += 1;
            refused += usize::from(!valid);
        }
    }
    ensure!(tried > 50 && refused * 2 > tried, "{name}: {refused} of {tried} spoilt files refused");
    Ok(())
}

/// Whether a place holds a literal: its kind follows from the fact or the parameter that it stands
/// beside, which a schema of the file cannot know.
fn decided_by_facts(place: &str) -> bool {
    const LITERALS: &[&str] = &[
        "eq",
        "ne",
        "lt",
        "lte",
        "gt",
        "gte",
        "in",
        "not_in",
        "contains",
        "contains_all",
        "contains_none_of",
        "default",
        "subset_of",
        "superset_of",
    ];
    let pointer = place.split(' ').next().unwrap_or_default();
    pointer.starts_with("/params/") && !pointer.ends_with("/type")
        || pointer.rsplit('/').take(2).any(|segment| LITERALS.contains(&segment))
}

/// Every tree that differs from `whole` in one place.
fn spoilt(whole: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    pointers_below(whole, String::new(), &mut pointers);
    let mut all = Vec::new();
    for pointer in pointers {
        let Some(old) = whole.pointer(&pointer) else { continue };
        let mut with = |what: &str, new: Value| {
            let mut own = whole.clone();
            if let Some(place) = own.pointer_mut(&pointer) {
                *place = new;
            }
            all.push((format!("{pointer} {what}"), own));
        };
        match old {
            Value::Object(fields) => {
                let mut more = fields.clone();
                more.insert("sevrity".to_owned(), json!("high"));
                with("with a misspelt key", Value::Object(more));
                for key in fields.keys() {
                    let mut fewer = fields.clone();
                    fewer.remove(key);
                    with(&format!("without {key}"), Value::Object(fewer));
                }
                with("as text", json!("x y"));
            }
            Value::Array(_) => with("as text", json!("x y")),
            Value::String(_) => {
                with("as a mapping", json!({"x": 1}));
                with("as a number", json!(7));
                with("as another word", json!("x y"));
                with("as nothing", json!(" "));
            }
            Value::Number(_) => {
                with("far too great", json!(1_000_000_000));
                with("below zero", json!(-1));
                with("as text", json!("x y"));
            }
            Value::Bool(_) | Value::Null => with("as text", json!("x y")),
        }
    }
    all
}

fn pointers_below(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers_below(inner, format!("{at}/{key}"), out);
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate().take(2) {
                pointers_below(inner, format!("{at}/{n}"), out);
            }
        }
        _ => {}
    }
    out.push(at);
}
