//! Signature wrapping: a signed element moved aside, and another one put where it stood. Eight known shapes; none of
//! them may lead to facts that are told as signed.

use super::forge::{ADDRESS, Forge, USUAL, facts};
use super::signed::{entity_signed, first};
use crate::fact::Fact;
use crate::probe::saml::facts::SamlCover;

/// A signed entity, its signature, and one that nobody signed.
struct Pieces {
    signed: String,
    /// The same without its signature.
    bare: String,
    signature: String,
    evil: String,
}

fn pieces() -> (Forge, Pieces) {
    let forge = Forge::new();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let signed = forge.sign(&USUAL.into_document(&forge.sound()), "rsa").replacen(head, "", 1);
    let start = signed.find("<ds:Signature ").expect("a signature");
    let end = signed.find("</ds:Signature>").expect("a signature") + "</ds:Signature>".len();
    let signature = signed[start..end].to_owned();
    let bare = format!("{}{}", &signed[..start], &signed[end..]);
    let evil = bare.replace("https://idp.tinh.example.vn/sso", "https://evil.example.com/sso");
    (forge, Pieces { signed, bare, signature, evil })
}

/// Puts a text before the first `<md:Extensions` or, where it says so, after the start tag of the root.
fn inside(document: &str, child: &str) -> String {
    super::forge::with_first_child(document, child)
}

#[test]
fn no_shape_of_wrapping_makes_an_unsigned_entity_a_signed_one() {
    let (forge, own) = pieces();
    let Pieces { signed, bare, signature, evil } = &own;
    assert_eq!(entity_signed(signed), Fact::Known(true), "the sound twin");
    assert!(forge.verifies(signed));
    let evil_of = |id: &str| evil.replace("ID=\"_one\"", id);
    let extensions = |child: &str| format!("<md:Extensions>{child}</md:Extensions>");
    let in_object = |child: &str| {
        signature.replacen("</ds:Signature>", &format!("<ds:Object>{child}</ds:Object></ds:Signature>"), 1)
    };
    let list = |inside: &str| {
        format!(
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inside}</md:EntitiesDescriptor>"
        )
    };
    let shapes = [
        // 1. The signed entity lies in the extensions of the other one, signature and all.
        ("signed in extensions", inside(&evil_of("ID=\"_evil\""), &extensions(signed)), SamlCover::Parent),
        // 2. The signature was moved to the other one, and names what lies in its extensions.
        (
            "signature moved",
            inside(&evil_of("ID=\"_evil\""), &format!("{signature}{}", extensions(bare))),
            SamlCover::Other,
        ),
        // 3. The same, both bearing the same identifier.
        ("one identifier twice", inside(evil, &format!("{signature}{}", extensions(bare))), SamlCover::Ambiguous),
        // 4. What was signed lies in an object of the signature itself.
        ("signed in an object", inside(&evil_of("ID=\"_evil\""), &in_object(bare)), SamlCover::Other),
        // 5. The same with one identifier.
        ("in an object, one identifier", inside(evil, &in_object(bare)), SamlCover::Ambiguous),
        // 6. The other one has no identifier at all.
        ("no identifier", inside(&evil_of(""), &format!("{signature}{}", extensions(bare))), SamlCover::Other),
        // 7. Both in a list, the signed one named for somebody else.
        (
            "beside in a list",
            list(&format!("{}{}", evil_of("ID=\"_evil\""), inside(bare, signature))),
            SamlCover::Parent,
        ),
        // 8. The identifier is written another way that some reader takes for one.
        (
            "another kind of identifier",
            inside(&evil_of("ID=\"_evil\" xml:id=\"_one\""), &format!("{signature}{}", extensions(bare))),
            SamlCover::Ambiguous,
        ),
    ];
    for (name, document, covers) in shapes {
        let told = facts(&document);
        assert_eq!(first(&document).covers, covers, "{name}");
        match told.entity {
            Fact::Known(entity) => {
                let Fact::Known(endpoints) = entity.endpoints else { panic!("{name}: endpoints") };
                let is_evil = endpoints.iter().any(|own| own.location.starts_with("https://evil."));
                assert!(is_evil, "{name}: the shape shows the other entity");
                assert_ne!(entity.signed, Fact::Known(true), "{name}");
            }
            // Two entities with one id: which is meant is not certain.
            Fact::Unknown(_) => assert_eq!(name, "beside in a list"),
            Fact::Absent => panic!("{name}"),
        }
    }
}

/// In a list, the entity that is told is found by its address; the signed one stands beside it.
#[test]
fn in_a_list_only_the_signed_entity_is_told_as_signed() {
    let (_forge, own) = pieces();
    let Pieces { signed, evil, .. } = &own;
    let list = |a: &str, b: &str| {
        format!(
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{a}{b}</md:EntitiesDescriptor>"
        )
    };
    let elsewhere =
        |text: &str| text.replace(&format!("entityID=\"{ADDRESS}\""), "entityID=\"https://x.example.com/\"");
    let evil = evil.replace("ID=\"_one\"", "ID=\"_evil\"");
    let renamed = elsewhere(&evil);
    assert_eq!(entity_signed(&list(&renamed, signed)), Fact::Known(true));
    assert_eq!(entity_signed(&list(signed, &renamed)), Fact::Known(true));
    // The signed one under another name no longer verifies, and would not count if it did.
    assert_eq!(entity_signed(&list(&elsewhere(signed), &evil)), Fact::Known(false));
}

#[test]
fn a_reference_that_names_nothing_or_something_elsewhere_covers_nothing() {
    let (_forge, own) = pieces();
    let other = |uri: &str| first(&own.signed.replacen("URI=\"#_one\"", uri, 1)).covers;
    assert_eq!(other("URI=\"#_none\""), SamlCover::Nothing);
    assert_eq!(other("URI=\"https://evil.example.com/x\""), SamlCover::Outside);
    assert_eq!(other("URI=\"file:///etc/passwd\""), SamlCover::Outside);
    assert_eq!(other(""), SamlCover::Outside);
    assert_eq!(other("URI=\"#xpointer(id('_one'))\""), SamlCover::Filtered);
    let filter = own.signed.replacen(
        "http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms>",
        "http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>false()</ds:XPath></ds:Transform></ds:Transforms>",
        1,
    );
    assert!(filter.contains("xpath"));
    assert_eq!(first(&filter).covers, SamlCover::Filtered);
    assert_ne!(entity_signed(&filter), Fact::Known(true));
    let start = own.signed.find("<ds:Reference").expect("a reference");
    let end = own.signed.find("</ds:Reference>").expect("a reference") + "</ds:Reference>".len();
    let twice = own.signed.replacen("</ds:Reference>", &format!("</ds:Reference>{}", &own.signed[start..end]), 1);
    assert_eq!(first(&twice).covers, SamlCover::Several);
    let never = own.signed.replace(&own.signed[start..end], "");
    assert_eq!(first(&never).covers, SamlCover::Several);
}
