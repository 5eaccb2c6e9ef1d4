//! Signatures: our verdict and xmlsec1's on the same documents.

use super::forge::{EXCLUSIVE, Forge, Plan, RSA_SHA256, SHA256, USUAL, facts, facts_with};
use crate::fact::{Fact, Gap};
use crate::probe::TrustStores;
use crate::probe::certificate::SignatureHash;
use crate::probe::saml::facts::{SamlCover, SamlPlace, SamlSignature};

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

pub(super) fn first(document: &str) -> SamlSignature {
    let Fact::Known(all) = facts(document).signatures else { panic!("signatures") };
    all.into_iter().next().expect("a signature")
}

pub(super) fn entity_signed(document: &str) -> Fact<bool> {
    match facts(document).entity {
        Fact::Known(own) => own.signed,
        Fact::Unknown(gap) => Fact::Unknown(gap),
        Fact::Absent => Fact::Absent,
    }
}

/// Metadata with much that canonical forms treat in a way of their own.
fn curious(forge: &Forge) -> String {
    let odd = "<!-- one --><md:Extensions xmlns:alg=\"urn:oasis:names:tc:SAML:metadata:algsupport\" xml:lang=\"vi\">\n\
        <?work it  out ?><x xmlns=\"urn:x\" b='2' a=\"1&#9;&#10;&#13; &quot;&lt;&amp;>\" alg:z=\"z\" xmlns:unused=\"urn:unused\">\
        &lt;&gt;&amp;&#13;\"'<![CDATA[<&>]]]]><![CDATA[>]]><y xmlns=\"\"/><y/><unused:y/></x>\r\n<md:z xmlns:md=\"urn:other\"/>\
        <!-- two --></md:Extensions>";
    forge.sound().replacen(
        "<md:Extensions xmlns:alg=\"urn:oasis:names:tc:SAML:metadata:algsupport\">",
        &format!("{odd}<md:Extensions xmlns:alg=\"urn:oasis:names:tc:SAML:metadata:algsupport\">"),
        1,
    )
}

#[test]
fn every_canonical_form_gives_what_xmlsec_gives() {
    let forge = Forge::new();
    let both =
        |own: &'static str| [own, Box::leak(format!("{}#WithComments", own.trim_end_matches('#')).into_boxed_str())];
    let forms: Vec<&'static str> =
        [both(INCLUSIVE), both(EXCLUSIVE), both("http://www.w3.org/2006/12/xml-c14n11")].concat();
    for form in &forms {
        for transform in forms.iter().chain(&[""]) {
            let plan = Plan { form, transform, ..USUAL };
            for inside in [
                "",
                "<i:InclusiveNamespaces xmlns:i=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"md alg #default unused\"/>",
            ] {
                if !inside.is_empty() && !transform.contains("exc-c14n") {
                    continue;
                }
                let template = plan.template("#_one", inside);
                let document = super::forge::with_first_child(&curious(&forge), &template);
                let signed = forge.sign(&document, "rsa");
                assert!(forge.verifies(&signed), "{plan:?}");
                let own = first(&signed);
                assert_eq!((own.verifies, own.covers), (Fact::Known(true), SamlCover::Parent), "{plan:?} {inside}");
                assert_eq!(entity_signed(&signed), Fact::Known(true), "{plan:?}");
            }
        }
    }
}

#[test]
fn every_algorithm_gives_what_xmlsec_gives() {
    let forge = Forge::new();
    forge.certificate("p256", "ec -pkeyopt ec_paramgen_curve:P-256", "-days 700");
    forge.certificate("p384", "ec -pkeyopt ec_paramgen_curve:P-384", "-days 700");
    forge.certificate("p521", "ec -pkeyopt ec_paramgen_curve:P-521", "-days 700");
    let more = |own: &str| -> &'static str {
        Box::leak(format!("http://www.w3.org/2001/04/xmldsig-more#{own}").into_boxed_str())
    };
    let sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    let rows = [
        ("rsa", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", sha1, SignatureHash::Sha1),
        ("rsa", RSA_SHA256, SHA256, SignatureHash::Sha256),
        ("rsa", more("rsa-sha384"), more("sha384"), SignatureHash::Sha384),
        ("rsa", more("rsa-sha512"), "http://www.w3.org/2001/04/xmlenc#sha512", SignatureHash::Sha512),
        ("p256", more("ecdsa-sha1"), SHA256, SignatureHash::Sha1),
        ("p256", more("ecdsa-sha256"), SHA256, SignatureHash::Sha256),
        ("p256", more("ecdsa-sha512"), SHA256, SignatureHash::Sha512),
        ("p384", more("ecdsa-sha256"), more("sha224"), SignatureHash::Sha256),
        ("p384", more("ecdsa-sha384"), SHA256, SignatureHash::Sha384),
        ("p521", more("ecdsa-sha512"), SHA256, SignatureHash::Sha512),
    ];
    for (key, method, digest, hash) in rows {
        let plan = Plan { method, digest, ..USUAL };
        let signed = forge.sign(&plan.into_document(&forge.sound()), key);
        assert!(forge.verifies(&signed), "{plan:?}");
        let own = first(&signed);
        assert_eq!((&own.verifies, own.hash), (&Fact::Known(true), hash), "{plan:?}");
        let Fact::Known(signer) = own.signer else { panic!("{plan:?}: no signer") };
        assert_eq!(signer.subject, Fact::Known(format!("CN={key}")));
        assert!(!signer.declared, "a key that nobody declared");
    }
}

#[test]
fn what_cannot_be_verified_is_unknown_with_its_algorithm() {
    let forge = Forge::new();
    let signed = forge.sign(&USUAL.into_document(&forge.sound()), "rsa");
    for other in [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "urn:nobody:knows",
    ] {
        let changed = signed.replacen(RSA_SHA256, other, 1);
        let own = first(&changed);
        assert!(matches!(own.verifies, Fact::Unknown(_)), "{other}");
        assert!(matches!(entity_signed(&changed), Fact::Unknown(_)), "{other}");
    }
    let keyless = format!("{}{}", signed.split("<ds:KeyInfo>").next().expect("a head"), "</ds:Signature>");
    let tail = signed.split_once("</ds:Signature>").expect("a tail").1;
    assert!(matches!(first(&format!("{keyless}{tail}")).verifies, Fact::Unknown(Gap { .. })));
}

#[test]
fn whatever_is_tampered_with_is_seen_by_both() {
    let forge = Forge::new();
    let signed = forge.sign(&USUAL.into_document(&forge.sound()), "rsa");
    assert_eq!(entity_signed(&signed), Fact::Known(true));
    let changes: &[(&str, &str)] = &[
        ("/sso\"", "/ssp\""),
        ("WantAuthnRequestsSigned=\"true\"", "WantAuthnRequestsSigned=\"false\""),
        ("nameid-format:persistent", "nameid-format:persistent "),
        (
            "</md:Organization>",
            "</md:Organization><md:AdditionalMetadataLocation namespace=\"a\">b</md:AdditionalMetadataLocation>",
        ),
        ("<md:NameIDFormat>", "<md:NameIDFormat><?p?>"),
        ("</ds:SignatureValue>", "AAAA</ds:SignatureValue>"),
        ("</ds:DigestValue>", "AAAA</ds:DigestValue>"),
        ("xmldsig-more#rsa-sha256\"/>\n<ds:Reference", "xmldsig-more#rsa-sha512\"/>\n<ds:Reference"),
        ("cacheDuration=\"PT6H\"", "cacheDuration=\"PT7H\""),
        ("Nguyễn", "Nguyen"),
    ];
    for (from, to) in changes {
        assert!(signed.contains(from), "{from}");
        let changed = signed.replacen(from, to, 1);
        assert!(!forge.verifies(&changed), "{from}");
        assert_eq!(first(&changed).verifies, Fact::Known(false), "{from}");
        assert_eq!(entity_signed(&changed), Fact::Known(false), "{from}");
    }
    // What canonical forms do not see changes nothing: order and quotes of attributes, spaces in tags, comments.
    let same: &[(&str, &str)] = &[
        ("<md:NameIDFormat>", "<md:NameIDFormat  >"),
        ("<md:NameIDFormat>", "<!-- nothing --><md:NameIDFormat>"),
        ("nameid-format:persistent", "nameid-format:<!-- x -->persistent"),
        ("cacheDuration=\"PT6H\"", "cacheDuration='&#80;T6H'"),
        ("Nguyễn", "Nguy&#x1ec5;n"),
    ];
    for (from, to) in same {
        let changed = signed.replacen(from, to, 1);
        assert!(forge.verifies(&changed), "{to}");
        assert_eq!(entity_signed(&changed), Fact::Known(true), "{to}");
    }
}

/// Who reads a value up to a comment reads another one than was signed.
#[test]
fn a_comment_ends_no_value() {
    let forge = Forge::new();
    let document = forge.sound().replacen("nameid-format:persistent", "nameid-format:persis<!-- x -->tent", 1);
    let Fact::Known(entity) = facts(&document).entity else { panic!("an entity") };
    let Fact::Known(roles) = entity.roles else { panic!("roles") };
    assert_eq!(roles[0].name_ids, ["persistent"]);
}

#[test]
fn a_key_counts_as_declared_only_where_the_system_declares_its_certificate() {
    let forge = Forge::new();
    let signed = forge.sign(&USUAL.into_document(&forge.sound()), "rsa");
    let signer = |stores: &TrustStores| {
        let Fact::Known(all) = facts_with(&signed, stores).signatures else { panic!("signatures") };
        let Fact::Known(signer) = all[0].signer.clone() else { panic!("a signer") };
        signer.declared
    };
    assert!(signer(&TrustStores::load(Some(forge.folder())).expect("a store")));
    forge.certificate("stranger", "rsa:2048", "-days 700");
    std::fs::rename(forge.folder().join("rsa.pem"), forge.folder().join("rsa.away")).expect("moved");
    assert!(!signer(&TrustStores::load(Some(forge.folder())).expect("a store")));
}

#[test]
fn a_list_that_is_signed_covers_its_entities_and_a_role_only_itself() {
    let forge = Forge::new();
    let entity = forge.sound().replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", 1);
    let other = entity.replace("_one", "_two").replace("idp.tinh.example.vn/metadata", "other.example.vn");
    let list = |inside: &str| {
        format!(
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_all\">{inside}</md:EntitiesDescriptor>"
        )
    };
    let signed = forge.sign(&list(&format!("{}{other}{entity}", USUAL.template("#_all", ""))), "rsa");
    assert!(forge.verifies(&signed));
    let own = first(&signed);
    assert_eq!((own.place, own.covers, own.verifies), (SamlPlace::Entities, SamlCover::Parent, Fact::Known(true)));
    let told = facts(&signed);
    let (Fact::Known(document), Fact::Known(entity_facts)) = (told.document, told.entity) else { panic!("{signed}") };
    assert_eq!((document.entity_count, entity_facts.entity_id.as_str()), (2, super::forge::ADDRESS));
    assert_eq!(entity_facts.signed, Fact::Known(true));

    // The other entity's signature says nothing of the one that is told.
    let at = other.find('>').expect("a tag") + 1;
    let other = format!("{}{}{}", &other[..at], USUAL.template("#_two", ""), &other[at..]);
    let signed = forge.sign(&list(&format!("{other}{entity}")), "rsa");
    assert!(forge.verifies(&signed));
    let own = first(&signed);
    assert_eq!((own.covers_entity, own.verifies), (Fact::Known(false), Fact::Known(true)));
    assert_eq!(entity_signed(&signed), Fact::Known(false));

    let role = forge.sound().replacen("<md:IDPSSODescriptor ", "<md:IDPSSODescriptor ID=\"_role\" ", 1);
    let at = role.find("Enumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">").expect("a role");
    let end = at + role[at..].find('>').expect("a tag") + 1;
    let signed = forge.sign(&format!("{}{}{}", &role[..end], USUAL.template("#_role", ""), &role[end..]), "rsa");
    let own = first(&signed);
    assert_eq!((own.place, own.covers, own.verifies), (SamlPlace::Role, SamlCover::Parent, Fact::Known(true)));
    assert_eq!(entity_signed(&signed), Fact::Known(false), "a signed role is no signed entity");
}

#[test]
fn an_empty_reference_covers_the_whole_document() {
    let forge = Forge::new();
    let document = format!("{}<?after all?><!-- end -->\n", forge.sound()).replacen(
        "?>\n<md",
        "?><!-- a --><?before it?>\n<md",
        1,
    );
    let signed = forge.sign(&super::forge::with_first_child(&document, &USUAL.template("", "")), "rsa");
    assert!(forge.verifies(&signed));
    assert_eq!(first(&signed).verifies, Fact::Known(true));
    assert_eq!(entity_signed(&signed), Fact::Known(true));
    assert_eq!(entity_signed(&signed.replace("?after all?", "?after ALL?")), Fact::Known(false));
}
