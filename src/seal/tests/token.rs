//! A token of SoftHSM2 with two keys, after a key in a file.
//!
//! SoftHSM2 finds its tokens by an environment variable, which a test may not set for its whole process; so this test
//! starts itself again with the variable set, and that second process does the work.

use std::path::PathBuf;
use std::process::Command;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::soft_token::{PIN, SoftTokens};
use super::world::{once, prepared, signed, signed_barely, verified, world};
use crate::seal::{Algorithm, KeyError, Policy, Reason, Signer, Standing, Token, TokenChoice, Tries, Trust, verify};

const FOLDER: &str = "KIEMTRA_TOKEN_TEST";

fn module() -> PathBuf {
    SoftTokens::module()
}

#[test]
fn a_token_signs_second_with_rsa_and_with_ecdsa() {
    let folder = tempfile::tempdir().expect("a folder");
    let tokens = SoftTokens::within(folder.path());
    let own = std::env::current_exe().expect("this program");
    let output = Command::new(own)
        .args(["token::second_process", "--ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", tokens.configuration())
        .env(FOLDER, folder.path())
        .output()
        .expect("this program runs");
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "is started by the test above, with a token"]
fn second_process() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a folder"));
    let tokens = SoftTokens::within(&folder);
    tokens.add("one", &[("leader", "0a"), ("clerk", "0b")], world());
    tokens.add("two", &[("judge", "0a")], world());
    tokens.add("three", &[], world());
    tokens.put("three", "future", "0a", world(), true);
    let found = Token::certificates(&module(), &TokenChoice::default()).expect("certificates");
    assert_eq!(found.len(), 4);
    let fingerprint = |name: &str| world().certificate(name).fingerprint();
    let open = |label: &str, name: Option<&str>, pin: Option<&str>| {
        let wanted = name.map(fingerprint);
        let choice = TokenChoice { label: Some(label), certificate: wanted.as_deref(), ..TokenChoice::default() };
        Token::open(&module(), &choice, pin.map(|pin| Zeroizing::new(pin.to_owned())))
    };
    assert_eq!(open("nobody", None, Some(PIN)).err(), Some(KeyError::NoToken(0)));
    assert_eq!(open("one", None, Some(PIN)).err(), Some(KeyError::NoToken(2)), "two keys, none chosen");
    assert_eq!(open("two", None, None).err(), Some(KeyError::PinMissing));
    assert_eq!(open("two", None, Some("999999")).err(), Some(KeyError::WrongPin(Tries::Fewer)));
    let mut bytes = once();
    for (field, label, name) in [("clerk", "one", "clerk"), ("unit", "two", "judge")] {
        let token =
            open(label, Some(name), Some(PIN)).expect("a token").with_authorities(&[world().certificate("sub")]);
        assert!(matches!(token.algorithm(), Algorithm::Ecdsa(_)));
        bytes = signed(bytes, field, &token);
    }
    let verified_all = verified(bytes);
    assert_eq!((verified_all.standing(), verified_all.signatures.len()), (Standing::Valid, 3));
    let rsa = open("one", Some("leader"), Some(PIN)).expect("a token");
    let lonely = signed(prepared(), "leader", &rsa);
    assert!(matches!(verified(lonely.clone()).signatures[0].reasons[..], [Reason::UnknownIssuer(_)]));
    let trust = Trust { intermediates: vec![world().certificate("sub")], ..world().trust() };
    let found = verify(lonely, &trust, &Policy::default(), Timestamp::now()).expect("a file");
    assert_eq!(found.standing(), Standing::Valid, "an authority may come from elsewhere");
    always_asked();
}

/// A key that wants its PIN before each signature.
fn always_asked() {
    let choice = TokenChoice { label: Some("three"), ..TokenChoice::default() };
    let token = Token::open(&module(), &choice, Some(Zeroizing::new(PIN.to_owned()))).expect("a token");
    assert!(format!("{token:?}").contains("each_time: true"), "{token:?}");
    let bytes = signed_barely(prepared(), "leader", &token.with_authorities(&[world().certificate("sub")]));
    assert!(
        matches!(verified(bytes).signatures[0].reasons[..], [Reason::NotYetValid(..)]),
        "signed, for what it is worth"
    );
}
