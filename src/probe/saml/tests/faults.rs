//! Each fault of metadata and its sound twin, judged by every check on metadata.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};

use super::forge::{Forge, NOW, Plan, USUAL, day, facts};
use crate::check::{Expectation, Pack, Vocabulary};
use crate::fact::{Fact, Factual};
use crate::judge::run_cases;
use crate::probe::saml::facts::{Saml, SamlBinding, SamlEntity, SamlKeyUse, SamlRoleKind, SamlService};

fn entity(document: &str) -> SamlEntity {
    match facts(document).entity {
        Fact::Known(own) => own,
        other => panic!("{other:?}"),
    }
}

#[test]
fn sound_metadata_are_told_whole() {
    let forge = Forge::new();
    let own = entity(&forge.sound());
    assert_eq!(own.entity_id, super::forge::ADDRESS);
    assert_eq!(own.valid_until, Fact::Known(day(90).parse().expect("a time")));
    assert_eq!(own.cache_seconds, Fact::Known(6 * 3600));
    assert_eq!((own.organization, own.contacts, &own.signed), (true, 1, &Fact::Known(false)));
    let (Fact::Known(roles), Fact::Known(keys), Fact::Known(endpoints), Fact::Known(algorithms)) =
        (&own.roles, &own.keys, &own.endpoints, &own.algorithms)
    else {
        panic!("{own:?}")
    };
    let kinds: Vec<_> = roles.iter().map(|role| (role.role, role.saml2, role.signing_keys)).collect();
    assert_eq!(kinds, [(SamlRoleKind::IdentityProvider, true, 1), (SamlRoleKind::ServiceProvider, true, 1)]);
    assert_eq!(roles[0].assertions_signed, Fact::Absent);
    assert_eq!(roles[1].assertions_signed, Fact::Known(true));
    assert!(roles.iter().all(|role| role.requests_signed == Fact::Known(true) && role.single_logout));
    let uses: Vec<_> = keys.iter().map(|key| (key.number, key.usage)).collect();
    assert_eq!(uses, [(1, SamlKeyUse::Signing), (2, SamlKeyUse::Signing), (3, SamlKeyUse::Encryption)]);
    assert!(keys.iter().all(|key| key.self_signed == Fact::Known(true) && key.both_uses == Fact::Known(false)));
    assert!(endpoints.iter().all(|own| own.https && own.in_scope == Fact::Known(true)));
    let services: Vec<_> = endpoints.iter().map(|own| (own.service, own.binding, own.response)).collect();
    assert_eq!(
        services,
        [
            (SamlService::SingleLogout, SamlBinding::Redirect, false),
            (SamlService::SingleLogout, SamlBinding::Redirect, true),
            (SamlService::SingleSignOn, SamlBinding::Post, false),
            (SamlService::SingleLogout, SamlBinding::Soap, false),
            (SamlService::AssertionConsumer, SamlBinding::Post, false),
        ]
    );
    let names: Vec<_> = algorithms.iter().map(|own| own.name.as_str()).collect();
    assert_eq!(names, ["sha256", "rsa-sha256", "aes256-gcm"]);
    let told = format!("{:?}", facts(forge.sound()));
    assert!(!told.contains("Nguyễn") && !told.contains("a@tinh"), "a person is in the facts");
}

/// What is wrong with a document, and which checks must say so; the rest must pass.
struct Fault {
    name: &'static str,
    from: String,
    to: String,
    failing: &'static [&'static str],
}

fn fault(name: &'static str, from: &str, to: &str, failing: &'static [&'static str]) -> Fault {
    Fault { name, from: from.to_owned(), to: to.to_owned(), failing }
}

/// The faults that lie in times, flags and addresses.
fn in_words() -> Vec<Fault> {
    vec![
        fault("sound", "PT6H", "PT6H", &[]),
        fault("sound, in another form", "cacheDuration=\"PT6H\"", "cacheDuration='P1D'", &[]),
        fault("expired", &day(90), &day(-9), &["metadata-expired"]),
        fault("no end", &format!("validUntil=\"{}\"", day(90)), "", &["valid-until"]),
        fault("an end far away", &day(90), &day(9999), &["valid-until"]),
        fault(
            "assertions not signed",
            "WantAssertionsSigned=\"true\"",
            "WantAssertionsSigned=\"false\"",
            &["assertions-signed"],
        ),
        fault("assertions not mentioned", "WantAssertionsSigned=\"true\"", "", &["assertions-signed"]),
        fault(
            "requests not signed",
            "AuthnRequestsSigned=\"true\" WantAss",
            "AuthnRequestsSigned=\"0\" WantAss",
            &["requests-signed"],
        ),
        fault("requests not wanted", "WantAuthnRequestsSigned=\"true\" ", "", &["requests-signed"]),
        fault("plain sign-in", "https://idp.tinh.example.vn/sso", "http://idp.tinh.example.vn/sso", &["https"]),
        fault(
            "plain answer",
            "https://idp.tinh.example.vn/slo/back",
            "http://idp.tinh.example.vn/slo/back",
            &["https"],
        ),
        fault("upper-case scheme", "https://idp.tinh.example.vn/sso", "HTTPS://idp.tinh.example.vn/sso", &[]),
        fault("a path only", "https://idp.tinh.example.vn/sso", "/sso", &["https"]),
        fault("a foreign host", "https://idp.tinh.example.vn/sso", "https://idp.example.com/sso", &["foreign-address"]),
        fault(
            "a name that only begins so",
            "https://idp.tinh.example.vn/sso",
            "https://idp.tinh.example.vn.evil.com/sso",
            &["foreign-address"],
        ),
    ]
}

/// The faults that lie in names, algorithms and identifiers.
fn in_names() -> Vec<Fault> {
    vec![
        fault(
            "unspecified names",
            "SAML:2.0:nameid-format:persistent",
            "SAML:1.1:nameid-format:unspecified",
            &["name-id"],
        ),
        fault(
            "unspecified beside others",
            "<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat><md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            &[],
        ),
        fault(
            "weak algorithms",
            "xmldsig-more#rsa-sha256\"/>\n  </md:Ext",
            "xmldsig-more#rsa-md5\"/>\n  </md:Ext",
            &["algorithms"],
        ),
        fault(
            "RSA 1.5",
            "http://www.w3.org/2009/xmlenc11#aes256-gcm",
            "http://www.w3.org/2001/04/xmlenc#rsa-1_5",
            &["algorithms"],
        ),
        fault("an identifier twice", "<md:IDPSSODescriptor ", "<md:IDPSSODescriptor id=\"_x\" xml:id=\"_x\" ", &[]),
        fault(
            "an identifier of two",
            "<md:NameIDFormat>urn",
            "<md:NameIDFormat Id=\"_other\"/><md:NameIDFormat Id=\"_other\">urn",
            &["unique-ids"],
        ),
        fault(
            "no readable key",
            "<md:KeyDescriptor use=\"signing\">",
            "<md:KeyDescriptor use=\"signing\"/><md:KeyDescriptor use=\"signing\">",
            &[
                "readable-keys",
                "key-size?",
                "published-key?",
                "separate-keys?",
                "certificate-validity?",
                "certificate-hash?",
            ],
        ),
    ]
}

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let vocabulary = Vocabulary::new(crate::probe::PROBES.iter().map(|probe| (probe.spec().id, probe.shape())));
    Pack::built_in(&vocabulary).expect("the checks")
});

/// Every check on metadata, against facts.
fn judged(name: &str, told: Saml, failing: &[&str]) {
    judged_at(name, told, failing, *NOW);
}

fn judged_at(name: &str, told: Saml, failing: &[&str], now: Timestamp) {
    let value = told.into_value();
    let mut judged = 0;
    for (id, check) in &PACK.checks {
        let of_metadata = check.probes.iter().any(|probe| probe == "saml");
        let Some(own) = id.strip_prefix("aut.saml-").filter(|_| of_metadata) else { continue };
        judged += 1;
        let mut check = check.clone();
        let mut case = check.cases.first().expect("a case").clone();
        case.facts = [("saml".to_owned(), value.clone())].into();
        (case.instances, case.reason, case.parameters, case.now) = (BTreeMap::new(), None, BTreeMap::new(), now);
        let doubtful = format!("{own}?");
        case.expect = match own {
            // Nothing of an earlier run is known here.
            "signing-key-age" | "signing-keys-changed" => Expectation::NotApplicable,
            _ if failing.contains(&own) => Expectation::Fail,
            _ if failing.contains(&doubtful.as_str()) => Expectation::Undetermined,
            _ => Expectation::Pass,
        };
        check.cases = vec![case];
        let failures: Vec<_> = run_cases(&check).into_iter().map(|own| own.text.en).collect();
        assert!(failures.is_empty(), "{name}: {id}: {failures:?}");
    }
    assert_eq!(judged, 23);
}

#[test]
fn each_fault_is_found_by_its_own_check_and_by_no_other() {
    let forge = Forge::new();
    for Fault { name, from, to, failing } in in_words().into_iter().chain(in_names()) {
        let sound = forge.sound();
        assert!(sound.contains(&from), "{name}");
        let document = USUAL.into_document(&sound.replacen(&from, &to, 1));
        judged(name, facts(forge.sign(&document, "rsa")), failing);
    }
}

/// Faults that lie in keys and certificates, in the place of the sound one.
#[test]
fn each_fault_of_a_key_is_found_by_its_own_check() {
    let forge = Forge::new();
    forge.certificate("short", "rsa:1024", "-days 700");
    forge.certificate("old", "rsa:2048", "-sha1 -days 700");
    forge.certificate("curve", "ec -pkeyopt ec_paramgen_curve:P-256", "-days 700");
    let rows: &[(&str, &[&str])] = &[("short", &["key-size"]), ("old", &["certificate-hash"]), ("curve", &[])];
    for (name, failing) in rows {
        let document = super::forge::sound(&forge.base64(name));
        judged(name, facts(forge.sign(&USUAL.into_document(&document), "rsa")), failing);
    }
    let later = *NOW + SignedDuration::from_hours(24 * 800);
    let expired = forge.sound().replace(&day(90), &day(900));
    judged_at("expired", facts(forge.sign(&USUAL.into_document(&expired), "rsa")), &["certificate-validity"], later);
    let own = format!("<ds:X509Certificate>{}</ds:X509Certificate>", forge.base64("rsa"));
    let broken = forge.sound().replacen(&own, "<ds:X509Certificate>TWlzc2luZw==</ds:X509Certificate>", 1);
    let unknown = ["key-size?", "published-key?", "separate-keys?", "certificate-validity?", "certificate-hash?"];
    let failing = [&["signing-key", "readable-keys"], unknown.as_slice()].concat();
    judged("broken", facts(forge.sign(&USUAL.into_document(&broken), "rsa")), &failing);

    let start = forge.sound().find("<md:KeyDescriptor").expect("a key");
    let end = forge.sound().find("</md:KeyDescriptor>").expect("a key") + "</md:KeyDescriptor>".len();
    let keyless = format!("{}{}", &forge.sound()[..start], &forge.sound()[end..]);
    judged("no key", facts(forge.sign(&USUAL.into_document(&keyless), "rsa")), &["signing-key"]);
    let both = forge.sound()[start..end].replacen("signing", "encryption", 1);
    let both = format!("{}{both}{}", &forge.sound()[..end], &forge.sound()[end..]);
    judged("one for both", facts(forge.sign(&USUAL.into_document(&both), "rsa")), &["separate-keys"]);
    let sample = super::forge::sound(WSO2);
    let failing = ["published-key", "key-size", "certificate-hash"];
    judged("sample", facts(forge.sign(&USUAL.into_document(&sample), "rsa")), &failing);
}

#[test]
fn each_fault_of_a_signature_is_found_by_its_own_check() {
    let forge = Forge::new();
    judged("unsigned", facts(forge.sound()), &["metadata-signed"]);
    let signed = forge.sign(&USUAL.into_document(&forge.sound()), "rsa");
    judged("tampered", facts(signed.replacen("/sso\"", "/ssp\"", 1)), &["metadata-signed", "signature-sound"]);
    let old = Plan { method: "http://www.w3.org/2000/09/xmldsig#rsa-sha1", ..USUAL };
    judged("SHA-1", facts(forge.sign(&old.into_document(&forge.sound()), "rsa")), &["signature-algorithm"]);
    let typed =
        forge.sound().replacen("<md:Entity", "<!DOCTYPE md:EntityDescriptor [<!ENTITY x \"y\">]>\n<md:Entity", 1);
    judged("document type", facts(typed), &["doctype", "metadata-signed"]);
    let typed = signed.replacen("<md:Entity", "<!DOCTYPE md:EntityDescriptor>\n<md:Entity", 1);
    judged("signed with a document type", facts(typed), &["doctype", "metadata-signed?", "signature-sound?"]);
}

/// The public sample certificate of a product (`data/known-certificates.yaml`).
const WSO2: &str = "MIICNTCCAZ6gAwIBAgIES343gjANBgkqhkiG9w0BAQUFADBVMQswCQYDVQQGEwJVUzELMAkGA1UECAwCQ0ExFjAUBgNVBAcMDU1vdW50YWluIFZpZXcxDTALBgNVBAoMBFdTTzIxEjAQBgNVBAMMCWxvY2FsaG9zdDAeFw0xMDAyMTkwNzAyMjZaFw0zNTAyMTMwNzAyMjZaMFUxCzAJBgNVBAYTAlVTMQswCQYDVQQIDAJDQTEWMBQGA1UEBwwNTW91bnRhaW4gVmlldzENMAsGA1UECgwEV1NPMjESMBAGA1UEAwwJbG9jYWxob3N0MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCUp/oV1vWc8/TkQSiAvTousMzOM4asB2iltr2QKozni5aVFu818MpOLZIr8LMnTzWllJvvaA5RAAdpbECb+48FjbBe0hseUdN5HpwvnH/DW8ZccGvk53I6Orq7hLCv1ZHtuOCokghz/ATrhyPq+QktMfXnRS4HrKGJTzxaCcU7OQIDAQABoxIwEDAOBgNVHQ8BAf8EBAMCBPAwDQYJKoZIhvcNAQEFBQADgYEAW5wPR7cr1LAdq+IrR44iQlRG5ITCZXY9hI0PygLP2rHANh+PYfTmxbuOnykNGyhM6FjFLbW2uZHQTY1jMrPprjOrmyK5sjJRO4d1DeGHT/YnIjs9JogRKv4XHECwLtIVdAbIdWHEtVZJyMSktcyysFcvuhPQK8Qc/E/Wq8uHSCo=";
