use super::*;
use crate::load::Source;
use crate::system::{System, read_source};

const SECRET: &str = "mật \"khẩu\" & \\100%";

fn system(account: &str, folder: &std::path::Path) -> System {
    let text = format!(
        "schema: kiemtra/system@1\nid: s\ntitle: S\nsubjects:\n  - {{id: cb, kind: sign-in, url: 'https://a.test/', account: {{user: u, {account}}}}}\n\
         scope: {{networks: [127.0.0.0/8], ports: [443]}}\n\
         authorisation: {{document: 1/QD, issuer: UBND, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
    );
    let name = folder.join("system.yaml").display().to_string();
    match read_source(Source::new(name.as_str(), text), folder) {
        Ok(system) => system,
        Err(problems) => panic!("{problems:?}"),
    }
}

fn loaded(system: &System) -> Result<Secrets, Vec<&'static str>> {
    let environment = |name: &str| (name == "SET").then(|| SECRET.to_owned());
    Secrets::load(system, &environment, &|_| None)
        .map_err(|problems| problems.0.into_iter().map(|problem| problem.code).collect())
}

fn account() -> SecretName {
    SecretName::new("cb", "account")
}

#[test]
fn a_secret_is_spelt_for_its_place_and_shown_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let secrets = loaded(&system("password_env: SET", folder.path())).expect("loaded");
    let spelt = |spelling| {
        let pieces = [Piece::plain("p="), Piece::Secret(account(), spelling)];
        let bytes = secrets.filled(&pieces).expect("filled");
        assert!(bytes.len() <= secrets.most(&pieces), "it grew, and left a copy behind");
        String::from_utf8(bytes.to_vec()).expect("text")
    };
    assert_eq!(spelt(Spelling::Plain), format!("p={SECRET}"));
    assert_eq!(spelt(Spelling::Form), "p=m%E1%BA%ADt+%22kh%E1%BA%A9u%22+%26+%5C100%25");
    let json: String = serde_json::from_str(spelt(Spelling::Json).strip_prefix("p=").expect("a prefix")).expect("JSON");
    assert_eq!(json, SECRET);
    assert!(!format!("{secrets:?}").contains("kh"), "{secrets:?}");
}

#[test]
fn what_cannot_be_taken_is_told_by_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    closed(&folder.path().join("own"), "abc\n");
    closed(&folder.path().join("empty"), "\n");
    closed(&folder.path().join("control"), "a\tb\n");
    let of = |account: &str| loaded(&system(account, folder.path())).map(|_| ());
    assert_eq!(of("password_env: MISSING"), Err(vec!["K-SEC-001"]));
    assert_eq!(of("password_prompt: true"), Err(vec!["K-SEC-002"]));
    assert_eq!(of("password_file: empty"), Err(vec!["K-SEC-003"]));
    assert_eq!(of("password_file: control"), Err(vec!["K-SEC-004"]));
    assert_eq!(of("password_file: own"), Ok(()));
    assert!(of("password_file: none").is_err());
}

#[test]
fn a_secret_that_was_not_loaded_is_not_sent_as_nothing() {
    assert!(Secrets::default().filled(&[Piece::Secret(account(), Spelling::Plain)]).is_err());
}

/// A file that its owner alone can read.
fn closed(path: &std::path::Path, content: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, content).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("closed");
}
