//! Servers with bad habits: each has to end in the right answer or in an unknown that says why, and
//! none in a "not offered" that is only the habit.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::TlsProbe;
use super::enumeration::{listed, names, order, survey_within};
use super::personality::{Personality, Refusal, Temper};
use crate::probe::TrustStores;
use crate::probe::rehearsal::Stage;
use crate::wire::TlsVersion;

const SEVEN: &[u16] = &[0xc030, 0xc02f, 0xcca8, 0xc014, 0xc013, 0x0035, 0x000a];
const THREE: &[u16] = &[0xc02f, 0xc030, 0x002f];

fn classic(suites: &[u16]) -> Personality {
    Personality::new(TlsVersion::Tls12, suites)
}

/// The fact, where a silence is known for one after so many milliseconds.
async fn told(personality: &Personality, silence: u64) -> Json {
    survey_within(personality.clone().start().await, Duration::from_millis(silence)).await.0
}

/// Nothing that is accepted is missing from a list that calls itself whole, nor is its version
/// called refused; whether the list calls itself whole.
fn honest(fact: &Json, version: TlsVersion, truth: &BTreeSet<String>) -> bool {
    if fact["unknown"].is_object() {
        return false;
    }
    let versions = fact["versions"].as_array().expect("versions");
    let own = versions.iter().find(|own| own["name"] == json!(version.word())).expect("the version");
    assert_ne!(own["accepted"], json!(false), "{fact:#}");
    let (found, open) = listed(fact, "suites", "suite", version);
    assert!(found.is_subset(truth), "{fact:#}");
    assert!(open || found == *truth, "missing: {:?} {fact:#}", truth.difference(&found).collect::<Vec<_>>());
    !open
}

fn accepted(fact: &Json, name: &str) -> Json {
    let mut versions = fact["versions"].as_array().into_iter().flatten();
    versions.find(|own| own["name"] == json!(name)).map_or(Json::Null, |own| own["accepted"].clone())
}

#[tokio::test]
async fn refusals_of_every_kind_lead_to_the_whole_list_or_to_an_open_one() {
    for (refusal, whole) in
        [(Refusal::Alert, true), (Refusal::Close, true), (Refusal::Reset, true), (Refusal::Silence, false)]
    {
        let personality = Personality { refusal, ..classic(SEVEN) };
        let silence = if whole { 5000 } else { 300 };
        let fact = told(&personality, silence).await;
        assert_eq!(honest(&fact, personality.version, &names(SEVEN)), whole, "{refusal:?} {fact:#}");
        assert_eq!(listed(&fact, "suites", "suite", personality.version).0, names(SEVEN), "{refusal:?}");
    }
}

#[tokio::test]
async fn hellos_that_are_too_long_or_of_a_bad_length_are_not_sent_or_are_split() {
    let plain = classic(SEVEN);
    for personality in [
        Personality { longest: 128, ..plain.clone() },
        Personality { longest: 128, refusal: Refusal::Reset, ..plain.clone() },
        Personality { longest: 64, refusal: Refusal::Reset, ..plain.clone() },
        Personality { temper: Temper::Chokes, ..plain.clone() },
        Personality { temper: Temper::Chokes, refusal: Refusal::Close, ..plain.clone() },
        Personality { temper: Temper::Chokes, version: TlsVersion::Tls10, ..classic(&[0xc014, 0x0035, 0x000a]) },
        Personality { temper: Temper::Chokes, version: TlsVersion::Ssl3, ..classic(&[0x0035, 0x0005]) },
    ] {
        let fact = told(&personality, 1500).await;
        assert!(honest(&fact, personality.version, &names(&personality.suites)), "{personality:?} {fact:#}");
    }
}

#[tokio::test]
async fn answers_that_come_in_a_strange_form_are_answers() {
    let plain = classic(SEVEN);
    for personality in [
        Personality { piece: 1, ..plain.clone() },
        Personality { piece: 3, warns: true, ..plain.clone() },
        Personality { warns: true, refusal: Refusal::Close, ..plain.clone() },
        Personality { needs_name: true, piece: 5, ..plain.clone() },
        Personality { temper: Temper::Endless { answers: true }, ..plain.clone() },
    ] {
        let fact = told(&personality, 5000).await;
        assert_eq!(listed(&fact, "suites", "suite", personality.version).0, names(SEVEN), "{personality:?} {fact:#}");
        honest(&fact, personality.version, &names(SEVEN));
    }
}

#[tokio::test]
async fn a_throttle_by_reset_or_by_silence_hides_nothing() {
    for (taken, spoilt) in [(10, 2), (4, 1), (12, 1000), (9, 9)] {
        for throttled_by in [Refusal::Reset, Refusal::Silence] {
            let silent = throttled_by == Refusal::Silence;
            let personality = Personality { throttle: Some((taken, spoilt)), throttled_by, ..classic(SEVEN) };
            let fact = told(&personality, if silent { 300 } else { 5000 }).await;
            let whole = honest(&fact, personality.version, &names(SEVEN));
            assert!(!whole || spoilt < 1000, "{taken} {spoilt} {throttled_by:?} {fact:#}");
        }
    }
}

#[tokio::test]
async fn a_server_that_bears_no_newer_version_is_told_by_the_one_it_bears() {
    for refusal in [Refusal::Alert, Refusal::Close, Refusal::Reset, Refusal::Silence] {
        let personality =
            Personality { version: TlsVersion::Tls10, refusal, ..classic(&[0xc014, 0x0035, 0x002f, 0x000a]) };
        let silent = refusal == Refusal::Silence;
        let fact = told(&personality, if silent { 300 } else { 5000 }).await;
        assert_eq!(accepted(&fact, "1.0"), json!(true), "{refusal:?} {fact:#}");
        honest(&fact, personality.version, &names(&personality.suites));
        for newer in ["1.1", "1.2", "1.3"] {
            let told = accepted(&fact, newer);
            let expected = if silent { told["unknown"].is_object() } else { told == json!(false) };
            assert!(expected, "{refusal:?} {newer} {told}");
        }
    }
}

#[tokio::test]
async fn no_retry_and_no_common_group_of_ours_is_told_as_far_as_it_goes() {
    let modern = Personality { groups: vec![23, 29], ..Personality::new(TlsVersion::Tls13, &[0x1302, 0x1303, 0x1301]) };
    let lone = Personality { retries: false, ..modern.clone() };
    let fact = told(&lone, 5000).await;
    assert!(honest(&fact, TlsVersion::Tls13, &names(&lone.suites)), "{fact:#}");
    let (groups, open) = listed(&fact, "groups", "group", TlsVersion::Tls13);
    assert!(open && groups.len() == 2, "{:#}", fact["groups"]);
}

#[tokio::test]
async fn what_is_no_answer_ends_within_the_deadline_and_stays_unknown() {
    for (temper, reason) in
        [(Temper::Drips(1000), "timeout"), (Temper::Claims, "parse"), (Temper::Endless { answers: false }, "parse")]
    {
        let personality = Personality { temper: temper.clone(), ..classic(THREE) };
        let fact = told(&personality, 700).await;
        assert!(!honest(&fact, personality.version, &names(THREE)), "{temper:?} {fact:#}");
        let told = if fact["unknown"].is_object() { fact.clone() } else { accepted(&fact, "1.2") };
        assert_eq!(told["unknown"]["reason"], json!(reason), "{temper:?} {fact:#}");
    }
}

#[tokio::test]
async fn a_slow_answer_is_an_answer() {
    let personality = Personality { temper: Temper::Drips(1), ..classic(THREE) };
    let fact = told(&personality, 20_000).await;
    assert!(honest(&fact, personality.version, &names(THREE)), "{fact:#}");
}

/// One connection after the other, so that chance is the same in every run.
async fn by_chance(temper: Temper) -> Json {
    let personality = Personality { temper, ..classic(SEVEN) };
    let stage = Stage::new(personality.start().await, TrustStores::load(None).expect("stores"));
    serde_json::to_value(stage.perform(&TlsProbe).await).expect("JSON")
}

#[tokio::test]
async fn servers_of_several_minds_are_not_believed() {
    let other = vec![0xc02f, 0x009c];
    // Where chance itself decides, chance may also give the same answers twice: then nothing can be noticed. So
    // of eight each a few may be believed, and not the two in turn, which no chance protects.
    for (most, tempers) in [
        (0, vec![Temper::Alternates(None, other.clone())]),
        (1, (1..=8).map(|seed| Temper::Alternates(Some(seed), other.clone())).collect()),
        (2, (1..=8).map(Temper::Refuses).collect()),
    ] {
        let mut believed = Vec::new();
        for temper in tempers {
            let fact = by_chance(temper.clone()).await;
            let refused = accepted(&fact, "1.2") == json!(false);
            let (found, open) = listed(&fact, "suites", "suite", TlsVersion::Tls12);
            if refused || !open || !order(&fact, TlsVersion::Tls12).is_empty() {
                believed.push(format!("{temper:?}: refused {refused}, open {open}, {found:?}"));
            }
        }
        assert!(believed.len() <= most, "{believed:#?}");
    }
}

#[tokio::test]
async fn who_chooses_by_chance_has_a_list_and_no_order() {
    for seed in 1..=8 {
        let fact = by_chance(Temper::Gambles(seed)).await;
        let (found, _) = listed(&fact, "suites", "suite", TlsVersion::Tls12);
        assert_eq!(found, names(SEVEN), "{seed}");
        assert_eq!(order(&fact, TlsVersion::Tls12), Vec::<String>::new(), "{seed} {:#}", fact["server_order"]);
    }
}
