//! Metadata made and signed by pysaml2 and by signxml, and what signxml says of them.

use std::process::Command;

use super::forge::{Forge, facts};
use super::signed::{entity_signed, first};
use crate::fact::Fact;
use crate::probe::saml::facts::{SamlCover, SamlRoleKind};

/// What the script prints; nothing where the Python packages are not installed.
#[expect(clippy::print_stderr, reason = "says that nothing was tested")]
fn told(forge: &Forge, maker: &str) -> Option<String> {
    // `tests/run` puts a Python on the path that has them.
    let tried = Command::new("python3").args(["-c", "import saml2, signxml"]).output();
    if !tried.is_ok_and(|output| output.status.success()) {
        eprintln!("pysaml2 or signxml is not there: nothing was tested");
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/saml_metadata.py");
    let output = Command::new("python3").arg(script).arg(forge.folder()).arg(maker).output().expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("characters"))
}

#[test]
fn metadata_of_pysaml2_are_sound_and_signed() {
    let forge = Forge::new();
    for (maker, kind) in [("idp", SamlRoleKind::IdentityProvider), ("sp", SamlRoleKind::ServiceProvider)] {
        let Some(document) = told(&forge, maker) else { return };
        let own = first(&document);
        assert_eq!((&own.verifies, own.covers), (&Fact::Known(true), SamlCover::Parent), "{maker}");
        assert!(forge.verifies(&document), "{maker}");
        let Fact::Known(entity) = facts(&document).entity else { panic!("{maker}") };
        assert_eq!((entity.signed, entity.contacts), (Fact::Known(true), 1), "{maker}");
        let Fact::Known(roles) = entity.roles else { panic!("{maker}") };
        let kinds: Vec<_> = roles.iter().map(|role| (role.role, role.saml2, role.single_logout)).collect();
        assert_eq!(kinds, [(kind, true, true)]);
        assert_eq!(roles[0].requests_signed, Fact::Known(true), "{maker}");
        if kind == SamlRoleKind::ServiceProvider {
            assert_eq!(roles[0].assertions_signed, Fact::Known(true));
        }
        let tampered = document.replacen("/slo", "/sl0", 1);
        assert_eq!(entity_signed(&tampered), Fact::Known(false), "{maker}");
    }
}

#[test]
fn signxml_and_we_say_the_same() {
    let forge = Forge::new();
    std::fs::write(forge.folder().join("unsigned.xml"), forge.sound()).expect("written");
    let Some(signed) = told(&forge, "signxml") else { return };
    let documents = [
        (signed.clone(), true),
        (signed.replacen("/sso\"", "/ssp\"", 1), false),
        (signed.replacen("<md:NameIDFormat>", "<!-- x --><md:NameIDFormat>", 1), true),
        (signed.replacen("</ds:DigestValue>", "AAAA</ds:DigestValue>", 1), false),
    ];
    for (document, sound) in documents {
        std::fs::write(forge.folder().join("signed.xml"), &document).expect("written");
        let theirs = told(&forge, "verify").expect("asked before").trim() == "true";
        assert_eq!(theirs, sound, "{document}");
        assert_eq!(entity_signed(&document), Fact::Known(sound), "{:?}", first(&document));
    }
}
