//! What responders and lists say of a certificate, and what of it is believed.

use std::fs;

use jiff::{SignedDuration, Timestamp};

use super::issued::{AUTHORITY, Lab, SIGNER};
use super::world::path;
use crate::seal::algorithm::sha1;
use crate::seal::asn1::{Item, oid, tag, write};
use crate::seal::trust::{Moment, Pool, revocation};
use crate::seal::{Certificate, Evidence, Revocation};

/// Where the list of the certificates of these tests lies.
const LISTED: &str = "crlDistributionPoints=URI:http://crl.example/1.crl\n";

fn lab() -> Lab {
    let lab = Lab::new();
    lab.issue("middle", "leaf", &format!("{SIGNER}{LISTED}"), &[]);
    lab.issue("middle", "other", SIGNER, &[]);
    lab
}

/// What is known of the leaf by this evidence, now.
fn known(lab: &Lab, evidence: &Evidence) -> Revocation {
    let chain = [lab.certificate("leaf"), lab.certificate("middle")];
    let now = Timestamp::now();
    let latest = now + SignedDuration::from_mins(10);
    revocation(&chain, Pool(&[evidence]), Moment { at: now, latest }).remove(0).1
}

fn hours(hours: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(hours)
}

/// An OCSP answer, sound to begin with.
#[derive(Clone)]
struct Answer {
    /// Whose key signs it, and whose certificate comes along.
    by: &'static str,
    with: Option<&'static str>,
    about: &'static str,
    issuer: &'static str,
    status: Vec<u8>,
    produced: i64,
    issued: i64,
    next: Option<i64>,
}

impl Answer {
    fn sound() -> Self {
        let status = write::item(tag::bare(0), &[]);
        let (by, with, about, issuer) = ("middle", None, "leaf", "middle");
        Self { by, with, about, issuer, status, produced: 0, issued: 0, next: Some(24) }
    }

    fn revoked() -> Vec<u8> {
        write::item(tag::context(1), &[&time(-24)])
    }

    fn bytes(&self, lab: &Lab) -> Vec<u8> {
        let (about, issuer) = (lab.certificate(self.about), lab.certificate(self.issuer));
        let name = write::sequence(&[
            &write::sequence(&[&write::oid(oid::SHA1), &write::NULL]),
            &write::octet_string(&sha1(&about.issuer_der)),
            &write::octet_string(&sha1(bits(&issuer))),
            &write::item(tag::INTEGER, &[&about.serial]),
        ]);
        let next = self.next.map_or_else(Vec::new, |next| write::item(tag::context(0), &[&time(next)]));
        let data = write::sequence(&[
            &write::item(tag::context(2), &[&write::octet_string(&sha1(bits(&issuer)))]),
            &time(self.produced),
            &write::sequence(&[&write::sequence(&[&name, &self.status, &time(self.issued), &next])]),
        ]);
        let (from, to) = (lab.path("data"), lab.path("signature"));
        fs::write(&from, &data).expect("a file");
        let key = lab.path(&format!("{}.key", self.by));
        lab.openssl(&["dgst", "-sha256", "-sign", path(&key), "-out", path(&to), path(&from)]);
        let value = [vec![0], fs::read(to).expect("a signature")].concat();
        let certificates = self.with.map_or_else(Vec::new, |name| {
            write::item(tag::context(0), &[&write::sequence(&[lab.certificate(name).der()])])
        });
        let algorithm = write::sequence(&[&write::oid(oid::ECDSA_SHA256)]);
        let basic = write::sequence(&[&data, &algorithm, &write::item(tag::BIT_STRING, &[&value]), &certificates]);
        let typed = write::sequence(&[&write::oid(oid::OCSP_BASIC), &write::octet_string(&basic)]);
        write::sequence(&[&write::item(tag::ENUMERATED, &[&[0]]), &write::item(tag::context(0), &[&typed])])
    }

    fn known(&self, lab: &Lab) -> Revocation {
        known(lab, &Evidence { responses: vec![self.bytes(lab)], ..Evidence::default() })
    }
}

fn time(from_now: i64) -> Vec<u8> {
    let text = hours(from_now).strftime("%Y%m%d%H%M%SZ").to_string();
    write::item(tag::GENERALIZED_TIME, &[text.as_bytes()])
}

fn bits(certificate: &Certificate) -> &[u8] {
    let mut inside = Item::only(&certificate.public_key, tag::SEQUENCE).expect("a key").inside();
    inside.tagged(tag::SEQUENCE).expect("an algorithm");
    inside.tagged(tag::BIT_STRING).expect("bits").bits().expect("bits")
}

#[test]
fn an_answer_is_believed_only_from_whom_and_about_whom_and_when() {
    let lab = lab();
    let responder = "keyUsage=critical,digitalSignature\nextendedKeyUsage=OCSPSigning\n";
    lab.issue("middle", "responder", responder, &[]);
    lab.issue("root", "of-others", responder, &[]);
    let sound = Answer::sound();
    assert!(matches!(sound.known(&lab), Revocation::GoodByResponse(_)));
    let delegated = Answer { by: "responder", with: Some("responder"), ..sound.clone() };
    assert!(matches!(delegated.known(&lab), Revocation::GoodByResponse(_)));
    let nothing: Vec<(&str, Answer)> = vec![
        ("stale", Answer { issued: -72, next: Some(-48), ..sound.clone() }),
        ("stale without an end", Answer { issued: -72, next: None, ..sound.clone() }),
        ("of a time to come", Answer { issued: 48, next: Some(96), ..sound.clone() }),
        ("made at a time to come", Answer { produced: 48, ..sound.clone() }),
        ("about another", Answer { about: "other", ..sound.clone() }),
        ("about another's", Answer { issuer: "root", ..sound.clone() }),
        ("by the leaf itself", Answer { by: "leaf", with: Some("leaf"), ..sound.clone() }),
        ("by who is not made a responder", Answer { by: "other", with: Some("other"), ..sound.clone() }),
        ("by another's responder", Answer { by: "of-others", with: Some("of-others"), ..sound.clone() }),
        ("by nobody who is named", Answer { by: "responder", with: None, ..sound.clone() }),
        ("not known there", Answer { status: write::item(tag::bare(2), &[]), ..sound.clone() }),
        ("revoked, says a stranger", Answer { by: "other", status: Answer::revoked(), ..sound.clone() }),
    ];
    for (name, answer) in nothing {
        assert_eq!(answer.known(&lab), Revocation::Unknown, "{name}");
    }
    let revoked = Answer { status: Answer::revoked(), ..sound };
    assert!(matches!(revoked.known(&lab), Revocation::Revoked(_)));
}

/// A list by OpenSSL: who makes it, from and until when (hours from now), and with which extensions.
fn list(lab: &Lab, by: &str, (from, until): (i64, i64), extensions: &str) -> Vec<u8> {
    let configuration = format!(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index\ndefault_md=sha256\ncrlnumber=number\n[extensions]\n{extensions}"
    );
    fs::write(lab.path("list.cnf"), configuration).expect("a file");
    if !lab.path("index").exists() {
        fs::write(lab.path("index"), "").expect("a file");
    }
    fs::write(lab.path("number"), "01\n").expect("a file");
    let (key, own) = (format!("{by}.key"), format!("{by}.pem"));
    let day = |at: i64| hours(at).strftime("%Y%m%d%H%M%SZ").to_string();
    let (from, until) = (day(from), day(until));
    let make = ["ca", "-gencrl", "-config", "list.cnf", "-keyfile", &key, "-cert", &own, "-out", "list.pem"];
    let when = ["-crl_lastupdate", &from, "-crl_nextupdate", &until, "-crlexts", "extensions"];
    lab.openssl(&[&make[..], &when].concat());
    lab.openssl(&["crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der"]);
    fs::read(lab.path("list.der")).expect("a list")
}

#[test]
fn a_list_is_believed_only_from_whom_and_about_whom_and_when() {
    let lab = lab();
    let known = |bytes: Vec<u8>| known(&lab, &Evidence { lists: vec![bytes], ..Evidence::default() });
    let (now, sound) = ((-1, 24), "authorityKeyIdentifier=keyid\n");
    assert!(matches!(known(list(&lab, "middle", now, sound)), Revocation::GoodByList(_)));
    let own = "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://crl.example/1.crl\n";
    assert!(matches!(known(list(&lab, "middle", now, own)), Revocation::GoodByList(_)));
    let point = |rest: &str| format!("issuingDistributionPoint=critical,@point\n[point]\n{rest}\n");
    for (name, by, when, extensions) in [
        ("out of date", "middle", (-72, -48), sound.to_owned()),
        ("of a time to come", "middle", (48, 96), sound.to_owned()),
        ("of another authority", "root", now, sound.to_owned()),
        ("not understood", "middle", now, "1.2.3.4=critical,ASN1:NULL\n".to_owned()),
        ("only what changed", "middle", now, "2.5.29.27=critical,ASN1:INTEGER:1\n".to_owned()),
        ("of another share", "middle", now, point("fullname=URI:http://crl.example/2.crl")),
        ("of authorities", "middle", now, point("onlyCA=TRUE")),
        ("of some reasons", "middle", now, point("onlysomereasons=keyCompromise")),
        ("of several authorities", "middle", now, point("indirectCRL=TRUE")),
    ] {
        assert_eq!(known(list(&lab, by, when, &extensions)), Revocation::Unknown, "{name}");
    }
    // Revoked is revoked, however old the list.
    let serial = lab.certificate("leaf").serial_number().to_uppercase();
    let day = hours(-200).strftime("%y%m%d%H%M%SZ").to_string();
    let end = hours(200).strftime("%y%m%d%H%M%SZ").to_string();
    fs::write(lab.path("index"), format!("R\t{end}\t{day}\t{serial}\tunknown\t/CN=leaf\n")).expect("a file");
    assert!(matches!(known(list(&lab, "middle", (-72, -48), sound)), Revocation::Revoked(_)));
    assert_eq!(known(list(&lab, "middle", (48, 96), sound)), Revocation::Unknown);
}

#[test]
fn a_list_by_an_authority_that_may_make_none_says_nothing() {
    let lab = Lab::new();
    lab.issue("root", "middle", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n", &[]);
    lab.issue("middle", "leaf", &format!("{SIGNER}{LISTED}"), &[]);
    let bytes = list(&lab, "root", (-1, 24), "authorityKeyIdentifier=keyid\n");
    let root = known_of(&lab, "middle", "root", bytes);
    assert!(matches!(root, Revocation::GoodByList(_)), "{root:?}");
    // OpenSSL itself refuses to make one with this certificate, so it is made under the same name and key with another.
    lab.openssl(&["x509", "-in", "middle.pem", "-out", "kept.pem"]);
    lab.openssl(&[
        "x509",
        "-req",
        "-in",
        "middle.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-out",
        "middle.pem",
        "-days",
        "30",
        "-extfile",
        path(&written(&lab, AUTHORITY)),
    ]);
    let bytes = list(&lab, "middle", (-1, 24), "authorityKeyIdentifier=keyid\n");
    assert!(matches!(known_of(&lab, "leaf", "middle", bytes.clone()), Revocation::GoodByList(_)));
    assert_eq!(known_of(&lab, "leaf", "kept", bytes), Revocation::Unknown);
}

fn known_of(lab: &Lab, name: &str, issuer: &str, bytes: Vec<u8>) -> Revocation {
    let evidence = Evidence { lists: vec![bytes], ..Evidence::default() };
    let chain = [lab.certificate(name), lab.certificate(issuer)];
    let at = Timestamp::now();
    revocation(&chain, Pool(&[&evidence]), Moment { at, latest: at }).remove(0).1
}

fn written(lab: &Lab, extensions: &str) -> std::path::PathBuf {
    let place = lab.path("of-authority");
    fs::write(&place, extensions).expect("a file");
    place
}
