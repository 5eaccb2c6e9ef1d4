use super::*;
use crate::probe::browse::Peer;
use crate::probe::certified::{Certified, Proof, lends, played};

const DECLARED: &str = "signed_in: {path: /tai-khoan, shows: 'Trang cá nhân'}, \
     expendable_account: {user: mat, password_env: MAT_KHAU_MAT_2026, attempts: 7, restored: {vi: Gọi trực ban, en: Call the desk}}";

async fn told(faults: &[&str], declared: &str) -> serde_json::Value {
    let peer = Peer::start(faults);
    serde_json::to_value(peer.seen(&LockoutProbe, declared).await).expect("JSON")
}

#[tokio::test]
async fn the_first_sign_of_a_limit_ends_it() {
    for (how, by, after, restored) in [
        ("429", "status-429", 5, true),
        ("lock", "locked", 5, false),
        ("captcha", "captcha", 5, false),
        ("delay", "delay", 5, true),
    ] {
        let fact = told(&[&format!("throttle={how}")], DECLARED).await;
        let found = (fact.pointer("/by"), fact.pointer("/after"), fact.pointer("/attempts"), fact.pointer("/restored"));
        assert_eq!(
            found,
            (Some(&by.into()), Some(&after.into()), Some(&after.into()), Some(&restored.into())),
            "{fact:#}"
        );
        assert_eq!(fact.pointer("/announced_en").is_some_and(|text| text == "Call the desk"), !restored, "{fact:#}");
    }
}

#[tokio::test]
async fn no_limit_up_to_the_declared_number_is_told_as_that() {
    let fact = told(&[], DECLARED).await;
    let found = (fact.pointer("/limited"), fact.pointer("/attempts"), fact.pointer("/restored"));
    assert_eq!(found, (Some(&false.into()), Some(&7.into()), Some(&true.into())), "{fact:#}");
    assert_eq!(fact, told(&[], DECLARED).await, "two runs are equal");
}

#[tokio::test]
async fn a_lock_without_a_word_is_found_by_the_right_password() {
    let fact = told(&["throttle=silent"], DECLARED).await;
    let found = (fact.pointer("/by"), fact.pointer("/limited"), fact.pointer("/after/unknown/reason"));
    assert_eq!(found, (Some(&"silent-lock".into()), Some(&true.into()), Some(&"not-collected".into())), "{fact:#}");
}

#[tokio::test]
async fn nothing_is_tried_where_the_right_password_is_refused_to_begin_with() {
    let fact = told(&[], &DECLARED.replace("user: mat", "user: khong-ai")).await;
    let found = (fact.pointer("/attempts"), fact.pointer("/limited/unknown/reason"));
    assert_eq!(found, (Some(&0.into()), Some(&"denied".into())), "{fact:#}");
}

#[test]
fn it_is_last_and_says_what_it_does() {
    let scene = crate::probe::scene::Scene::new(&format!(
        "{{id: cb, kind: sign-in, url: 'https://127.0.0.1/', addresses: [127.0.0.1], {DECLARED}}}"
    ));
    let target = scene.target();
    assert!(LockoutProbe.is_last() && LockoutProbe.concerns(target.subject));
    assert_eq!(LockoutProbe.steps(&target).len(), 3);
    assert_eq!(LockoutProbe.spec().safety, Safety::Intrusive);
}

#[tokio::test]
async fn nothing_is_tried_where_the_certificate_is_not_trusted() {
    let peer = Peer::start(&[]);
    let server = Certified::before(peer.port, Proof::Sound).await;
    let (asked, fact) = played(&LockoutProbe, &server.scene("sign-in", "/dang-nhap", DECLARED)).await;
    let fact = serde_json::to_value(fact).expect("JSON");
    assert!(asked.iter().any(lends), "{asked:#?}");
    assert_eq!(fact.pointer("/restored"), Some(&true.into()), "{fact:#}");
    for (proof, why) in Proof::FALSE {
        let server = Certified::before(peer.port, proof).await;
        let (asked, fact) = played(&LockoutProbe, &server.scene("sign-in", "/dang-nhap", DECLARED)).await;
        assert_eq!(asked.len(), 1, "nothing but the handshake: {asked:#?}");
        let fact = serde_json::to_value(fact).expect("JSON");
        assert_eq!(fact.pointer("/attempts"), Some(&0.into()), "{fact:#}");
        for name in ["limited", "after", "by", "restored"] {
            let gap = fact.pointer(&format!("/{name}/unknown")).unwrap_or_else(|| panic!("{proof:?} {name} {fact:#}"));
            assert_eq!(gap.pointer("/reason"), Some(&"denied".into()), "{proof:?} {name}");
            assert!(gap.to_string().contains(why), "{proof:?} {name} {gap}");
        }
    }
}
