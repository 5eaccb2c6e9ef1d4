use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::sample::{certificate, fact, hole, screens_of, screens_of_sample, tls};
use super::*;
use crate::report::Options;
use crate::text::Language;

/// The texts of a line, in English.
fn texts<'a>(screen: &'a Screen, label: &str) -> Vec<&'a str> {
    let lines = screen.sections.iter().flat_map(|section| &section.lines).filter(|line| line.label.en == label);
    lines.flat_map(|line| &line.entries).map(|entry| entry.text.en.as_str()).collect()
}

fn written(screens: &[Screen], language: Language, width: usize, color: bool) -> String {
    let mut out = String::new();
    write(screens, &Options { language, width, color, ..Options::default() }, &mut out);
    out
}

#[test]
fn back_ends_that_answer_alike_are_one_screen_and_others_say_in_what_they_differ() {
    let screens = screens_of_sample();
    assert_eq!(screens.len(), 2);
    assert_eq!(screens[0].endpoints, ["203.0.113.10:443", "203.0.113.11:443"]);
    assert_eq!(screens[1].endpoints, ["203.0.113.12:443"]);
    for screen in &screens {
        assert_eq!(screen.differs, [Text::new("Phiên bản", "Versions")]);
    }
    let [repeat] = screens[1].repeats.as_slice() else { panic!("{:?}", screens[1].repeats) };
    assert_eq!(repeat.of.en, "the back-end 203.0.113.10:443");
    assert!(repeat.sections.iter().any(|title| title.en == "Cipher suites"), "what is equal is not written again");
    assert!(screens[1].sections.iter().any(|section| section.title.en == "Protocol"));
    assert!(texts(&screens[0], "Versions").contains(&"TLS 1.0 accepted"));
    assert!(texts(&screens[1], "Versions").contains(&"TLS 1.0 refused"));
}

#[test]
fn equal_holes_of_two_back_ends_read_alike_although_each_names_its_own_address() {
    let own = |endpoint: &str| {
        let detail = format!("{endpoint} timed out ({} ms)", endpoint.len() + usize::from(endpoint.contains(".8")));
        fact("tls", Some(endpoint), hole(&detail, &detail))
    };
    let screens = screens_of(&[own("192.0.2.7:443"), own("192.0.2.8:443")]);
    assert_eq!(screens.len(), 1);
    assert_eq!(texts(&screens[0], "All of it"), ["not determined: the server timed out"]);
}

#[test]
fn what_is_unknown_is_said_with_its_reason_and_never_left_out() {
    let screens = screens_of_sample();
    let screen = &screens[0];
    assert!(texts(screen, "Versions").contains(&"TLS 1.1 not determined"));
    assert_eq!(texts(screen, "Why not determined"), ["SSL 3.0, TLS 1.1: tls: timed out after 10 seconds"]);
    assert_eq!(texts(screen, "Not determined"), ["TLS 1.0: tls: timed out after 10 seconds"]);
    assert_eq!(texts(screen, "Resumption in TLS 1.3"), ["not determined: tls: timed out after 10 seconds"]);
    assert!(texts(screen, "Known attacks").contains(&"not determined: Raccoon (tls: timed out after 10 seconds)"));
    let opens = screen.sections.iter().flat_map(|section| &section.lines).flat_map(|line| &line.entries);
    assert!(opens.filter(|entry| entry.tone == Tone::Open).count() >= 7);
}

#[test]
fn a_list_of_groups_with_a_hole_claims_no_kind_to_be_absent() {
    let mut own = tls();
    let gap = hole("hết giờ", "late");
    own["groups"] = json!([{"version": "1.2", "group": gap, "post_quantum": gap, "finite_field": gap}]);
    let screens = screens_of(&[fact("tls", Some("192.0.2.7:443"), own)]);
    for label in ["Post-quantum groups", "Elliptic curves", "Finite-field groups"] {
        assert_eq!(texts(&screens[0], label), ["none seen; the list is not complete"]);
    }
}

#[test]
fn suites_stand_by_strength_with_their_number_and_by_version_where_they_differ() {
    let screens = screens_of_sample();
    let screen = &screens[0];
    assert_eq!(
        texts(screen, "Strong (2)"),
        ["TLS 1.3:", "TLS_AES_256_GCM_SHA384", "TLS 1.2:", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
    );
    assert_eq!(texts(screen, "Acceptable (1)"), ["TLS 1.0, 1.2:", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"]);
    assert_eq!(texts(screen, "Weak (1)"), ["TLS 1.2:", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"]);
    assert_eq!(texts(screen, "Broken (1)"), ["TLS 1.0:", "TLS_RSA_WITH_RC4_128_SHA"]);
    assert!(texts(screen, "Weak suites").is_empty(), "the whole list says it");
}

#[test]
fn every_class_of_suites_has_a_strength_and_none_is_strong_without_forward_secrecy() {
    use crate::wire::SuiteClass;
    for class in SuiteClass::ALL {
        for secret in [true, false] {
            let strength = suites::Strength::of(class.word(), Some(secret));
            assert!(strength.is_some(), "{class:?}");
            assert!(secret || strength != Some(suites::Strength::Strong), "{class:?}");
        }
    }
    assert_eq!(suites::Strength::of("aead", None), None, "what is not known is not sorted");
}

#[test]
fn a_run_of_an_older_version_prints_nothing_for_what_it_did_not_gather() {
    let old = json!({
        "versions": [{"name": "1.2", "accepted": true}],
        "weak_suites": [],
        "static_key_exchange": false,
        "fallback_protected": null,
        "session": {"version": "1.2"},
    });
    let screens = screens_of(&[fact("tls", Some("192.0.2.7:443"), old)]);
    let labels: Vec<_> =
        screens[0].sections.iter().flat_map(|own| &own.lines).map(|line| line.label.en.as_str()).collect();
    assert_eq!(
        labels,
        ["Versions", "Downgrade protection", "A modern client gets", "Weak suites", "Static key exchange"]
    );
    assert_eq!(texts(&screens[0], "Downgrade protection"), ["not applicable: one version is accepted"]);
    assert_eq!(texts(&screens[0], "Weak suites"), ["none"]);
}

#[test]
fn facts_that_no_row_speaks_of_are_shown_all_the_same() {
    let mut own = tls();
    own["novelty"] = json!({"seen": true, "names": ["a", "b"]});
    own["tolerance"] = json!({"large_hello": false});
    own["ssl2"] = json!({"accepted": false, "suites": []});
    let quic = json!({"answers": true});
    let screens = screens_of(&[fact("tls", Some("192.0.2.7:443"), own), fact("quic", Some("192.0.2.7:443"), quic)]);
    let lines = screens[0].sections.iter().flat_map(|section| &section.lines);
    let shown: Vec<_> = lines.map(|line| (line.label.en.as_str(), line.entries[0].text.vi.as_str())).collect();
    for line in [("tls.novelty.seen", "có"), ("tls.novelty.names", "a, b"), ("Versions", "SSL 2.0 từ chối")] {
        assert!(shown.contains(&line), "{line:?} in {shown:?}");
    }
    let last = screens[0].sections.last().expect("sections");
    assert_eq!(last.lines[0].entries[0].text.vi, "có", "{last:?}");
}

#[test]
fn the_path_is_a_tree_that_says_what_breaks_where() {
    let screens = screens_of_sample();
    let lines = screens[0].sections.iter().flat_map(|section| &section.lines);
    let path = lines.clone().find(|line| line.label.en == "Path").expect("a path");
    let told: Vec<_> = path.entries.iter().map(|entry| (entry.depth, entry.text.en.as_str(), entry.tone)).collect();
    assert_eq!(
        told,
        [
            (0, "CN=dichvucong.bacninh.gov.vn; RSA 2048 bits; SHA-256; until 14/12/2026", Tone::Plain),
            (1, "CN=CA phục vụ các cơ quan nhà nước G2; RSA 2048 bits; SHA-1; EXPIRED 01/06/2026", Tone::Broken),
            (2, "BREAKS HERE: the issuer is not trusted (the web's roots)", Tone::Broken),
        ]
    );
    let validity = texts(&screens[0], "Validity");
    assert!(validity.contains(&"days left: 8 (lifetime in days: 348)"), "{validity:?}");
    assert_eq!(texts(&screens[0], "Rules broken")[0], "serial number zero: 0 (chain; must not be)");
}

#[test]
fn a_probe_that_saw_nothing_is_one_line_and_one_that_does_not_apply_is_none() {
    let gap = hole("bị từ chối kết nối", "connection refused");
    let both = [fact("tls", Some("192.0.2.7:443"), gap.clone()), fact("certificate", Some("192.0.2.7:443"), gap)];
    let screens = screens_of(&both);
    let lines: Vec<_> = screens[0].sections.iter().flat_map(|section| &section.lines).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.entries[0].text.en == "not determined: connection refused"));
    assert!(screens_of(&[fact("tls", Some("192.0.2.7:80"), json!(null))]).is_empty());
}

#[test]
fn an_address_that_was_not_found_is_a_screen_of_its_own_and_facts_of_the_whole_subject_are_on_each() {
    let whole = fact("quic", None, json!({"answers": true}));
    let lost = fact("tls", None, hole("không phân giải được", "no address"));
    let screens = screens_of(&[fact("tls", Some("192.0.2.7:443"), tls()), lost, whole]);
    assert_eq!(screens.len(), 2);
    assert!(screens[1].endpoints.is_empty());
    for screen in &screens {
        assert!(
            screen.sections.iter().any(|section| section.lines[0].label.en.to_lowercase().contains("quic")),
            "{screen:?}"
        );
    }
}

#[test]
fn no_line_is_wider_than_the_terminal_whatever_the_far_side_says() {
    let mut hostile = certificate();
    let long = "Ầ".repeat(5000);
    hostile["leaf"]["subject"] = json!(format!("{long}\u{202e}\u{1b}[31m\n{long}"));
    hostile["leaf"]["names"] = json!((0..500).map(|n| format!("{n}.example.vn")).collect::<Vec<_>>());
    hostile["path"]["certificates"] = json!(vec![hostile["path"]["certificates"][0].clone(); 40]);
    hostile["path"]["reason"] = json!("x".repeat(3000));
    hostile["lints"] = json!(vec![hostile["lints"][0].clone(); 300]);
    let mut own = tls();
    own["suites"][0]["suite"] = json!("TLS_".repeat(500));
    let facts = [fact("tls", Some("192.0.2.7:443"), own), fact("certificate", Some("192.0.2.7:443"), hostile)];
    for screens in [screens_of_sample(), screens_of(&facts)] {
        for language in [Language::Vi, Language::En] {
            for width in [60, 80, 120] {
                let shown = written(&screens, language, width, false);
                assert!(shown.lines().count() < 500, "{}", shown.lines().count());
                assert!(!shown.contains(['\u{1b}', '\u{202e}']), "escapes got through");
                for line in shown.lines() {
                    assert!(line.width() <= width, "{} columns at {width}: {line}", line.width());
                }
            }
        }
    }
}

#[test]
fn colour_adds_to_the_words_and_takes_nothing_away() {
    let screens = screens_of_sample();
    let plain = written(&screens, Language::Vi, 80, false);
    let colored = written(&screens, Language::Vi, 80, true);
    assert!(colored.contains("\u{1b}[31m"));
    let mut bare = String::new();
    for (place, part) in colored.split('\u{1b}').enumerate() {
        bare.push_str(if place == 0 { part } else { part.split_once('m').expect("the end of a colour").1 });
    }
    assert_eq!(bare, plain);
}

#[test]
fn every_fact_of_the_table_is_one_that_a_probe_has_or_will_have() {
    // Fields that are on their way; a row for one of them stands ready.
    for path in rows::PARTS.iter().flat_map(|part| part.rows).flat_map(rows::Row::paths) {
        let mut names = path.split('.');
        let mut shape = names.next().and_then(crate::probe::probe).expect("a probe").shape();
        for name in names {
            shape = shape.field(name).unwrap_or_else(|| panic!("{path}: no `{name}`")).shape.clone();
        }
    }
}

#[test]
fn every_rule_for_certificates_has_its_words() {
    let shape = crate::probe::probe("certificate").expect("a probe").shape();
    let crate::fact::Shape::List(item) = &shape.field("lints").expect("lints").shape else { panic!("a list") };
    let crate::fact::Shape::Enumeration(rules) = &item.field("lint").expect("a rule").shape else { panic!("words") };
    let bare: Vec<_> = rules.members.iter().filter(|id| lint::text(id) == Text::same(**id)).collect();
    // A rule whose id is its English name reads otherwise in Vietnamese.
    assert!(bare.len() <= rules.members.len() / 4, "{bare:?}");
}

#[test]
fn the_screen_word_for_word() {
    let screens = screens_of_sample();
    insta::assert_snapshot!("screen-vi-80", written(&screens[..1], Language::Vi, 80, false));
    insta::assert_snapshot!("screen-en-120", written(&screens[..1], Language::En, 120, false));
}
