//! A bundle that holds, and every way in which one does not.

use std::collections::BTreeSet;

use super::*;
use crate::audit::{
    Head, InspectedSystem, Kind, PackDigest, Permission, Planned, ProfileDigest, Run, SCHEMA, StoredFact, Tool, Traffic,
};
use crate::fact::{Canonical, Digest};
use crate::judge::{Conclusion, Proposed};
use crate::text::Text;

fn fact(probe: &str, subject: &str, value: &str) -> StoredFact {
    let value = Canonical::from(serde_json::json!({"z": value, "a": 1}));
    StoredFact {
        digest: value.digest().to_string(),
        endpoint: None,
        probe: probe.to_owned(),
        subject: subject.to_owned(),
        taken: "2026-12-05T01:00:00Z".parse().expect("an instant"),
        value,
    }
}

fn run() -> Run {
    let at = "2026-12-05T01:00:00Z".parse().expect("an instant");
    Run {
        conclusion: Conclusion { proposed: Proposed::Ready, reasons: Vec::new() },
        facts: vec![fact("crawl", "cổng", "N*** V*** A"), fact("tls", "cong", "1.2")],
        journal: Traffic::default(),
        pack: PackDigest { digest: "sha256:1".to_owned() },
        plan: Planned::default(),
        profile: ProfileDigest { digest: "sha256:2".to_owned(), id: "p".to_owned(), version: "1".to_owned() },
        run: Head {
            case: "c".to_owned(),
            cut_short: false,
            ended: at,
            id: "r".to_owned(),
            kind: Kind::Own,
            started: at,
        },
        schema: SCHEMA.to_owned(),
        system: InspectedSystem {
            authorisation: Permission {
                document: "d".to_owned(),
                from: at,
                issuer: Text::same("i"),
                safety: Vec::new(),
                until: at,
            },
            digest: String::new(),
            id: "s".to_owned(),
            level: None,
            operator: None,
            owner: None,
            subjects: Vec::new(),
            title: Text::same("t"),
        },
        tool: Tool { name: "kiemtra".to_owned(), version: "0".to_owned() },
        verdicts: Vec::new(),
    }
}

fn bundle(salt: u8) -> Bundle {
    let run = run();
    Bundle::compose(&run, &run.to_bytes(), || Some([salt; 16])).expect("a bundle")
}

fn claim<'a>(manifest: &'a [u8], run: &'a [u8]) -> Claim<'a> {
    Claim {
        manifest: Some(manifest),
        run: Some(run),
        revision: Some(b"%PDF"),
        judged: Ok(run.to_vec()),
        rendered: Ok(b"%PDF".to_vec()),
    }
}

/// Writes a bundle, spoils it, and says what the first line says then.
fn spoilt(spoil: impl Fn(&std::path::Path)) -> Holds {
    let whole = bundle(7);
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in whole.files() {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    spoil(folder.path());
    let read = Bundle::read(folder.path()).expect("a bundle");
    check(&read, &claim(whole.manifest(), whole.run())).swap_remove(0).holds
}

fn refused(spoil: impl Fn(&std::path::Path)) -> String {
    match spoilt(spoil) {
        Holds::No(why) => why.en,
        other => format!("{other:?}"),
    }
}

#[test]
fn a_whole_bundle_holds_on_all_three_lines() {
    let whole = bundle(7);
    let lines = check(&whole, &claim(whole.manifest(), whole.run()));
    assert!(lines.iter().all(|line| line.holds == Holds::Yes), "{lines:?}");
    assert_eq!(spoilt(|_| ()), Holds::Yes, "written and read back");
    assert_eq!(whole.id(), Digest::of(whole.manifest()).to_string());
}

#[test]
fn every_byte_of_every_file_counts() {
    let paths: Vec<_> = bundle(7).files().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(paths.len(), 5, "{paths:?}");
    for path in paths {
        let flipped = |folder: &std::path::Path| {
            let file = folder.join(&path);
            let mut bytes = std::fs::read(&file).expect("a file");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(file, bytes).expect("a file");
        };
        assert!(matches!(spoilt(flipped), Holds::No(_)), "{path}");
    }
}

#[test]
fn a_file_more_or_less_is_told_by_name() {
    let less = refused(|folder| std::fs::remove_file(folder.join("facts/0002-tls-cong.json")).expect("gone"));
    assert_eq!(less, "file facts/0002-tls-cong.json is missing");
    let more = refused(|folder| std::fs::write(folder.join("facts/0003-x.json"), "{}").expect("a file"));
    assert_eq!(more, "file facts/0003-x.json is not listed");
}

#[test]
fn what_was_not_done_again_is_no_proof_either_way() {
    let whole = bundle(7);
    let why = Text::same("the profile is not here");
    let lines = check(
        &whole,
        &Claim { revision: None, judged: Err(why.clone()), manifest: None, ..claim(whole.manifest(), whole.run()) },
    );
    assert!(matches!(lines[0].holds, Holds::NotChecked(_)), "{lines:?}");
    assert_eq!(lines[1].holds, Holds::NotChecked(why));
    assert!(matches!(lines[2].holds, Holds::NotChecked(_)), "{lines:?}");
    let lines = check(
        &whole,
        &Claim { judged: Ok(b"{}".to_vec()), rendered: Ok(b"%PDF-".to_vec()), ..claim(whole.manifest(), whole.run()) },
    );
    assert!(matches!((&lines[1].holds, &lines[2].holds), (Holds::No(_), Holds::No(_))), "{lines:?}");
}

#[test]
fn facts_of_people_are_salted_and_the_salt_is_in_the_bundle_alone() {
    let (one, other) = (bundle(7), bundle(8));
    let manifest = Manifest::from_bytes(one.manifest()).expect("a manifest");
    let salted: BTreeSet<_> =
        manifest.files.iter().filter(|entry| entry.salted).map(|entry| entry.path.as_str()).collect();
    assert_eq!(salted, BTreeSet::from(["facts/0001-crawl-c-ng.json"]));
    assert_ne!(one.id(), other.id(), "another salt, another digest");
    let crawl = one.file("facts/0001-crawl-c-ng.json").expect("the fact");
    let bare = Digest::of(crawl).hex();
    let text = String::from_utf8(one.manifest().to_vec()).expect("UTF-8");
    assert!(!text.contains(&bare) && !text.contains("0707"), "{text}");
    assert_eq!(one, bundle(7), "the same salts, the same bytes");
}

#[test]
fn a_manifest_spelt_otherwise_is_none() {
    let spaced = String::from_utf8(bundle(7).manifest().to_vec()).expect("UTF-8").replace(",\"pack\"", ", \"pack\"");
    assert!(Manifest::from_bytes(spaced.as_bytes()).is_err());
}
