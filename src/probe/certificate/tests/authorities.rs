//! Revocation of the certificates between the server's and the anchor.

use std::fs;
use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use super::revoked::{response, silence};
use super::{CA, CertificateProbe, Order, World, authority, session};
use crate::probe::rehearsal::Stage;
use crate::wire::rehearsal::openssl;
use crate::wire::{Job, Outcome};

/// Two authorities below the root, one of them revoked, each with a leaf; the root's lists.
static WORLD: LazyLock<World> = LazyLock::new(|| {
    let world = World::build();
    for (name, serial) in [("firm", "0x5a01020304050701"), ("fallen", "0x5a01020304050702")] {
        let extensions = format!(
            "{CA}\ncrlDistributionPoints=URI:http://127.0.0.1:8083/root.crl\n\
             authorityInfoAccess=OCSP;URI:http://127.0.0.1:8084/ocsp"
        );
        world.issue(&Order { serial, extensions: &extensions, ..authority(name, "root") });
        world.leaf(&format!("under-{name}"), name, |_| {});
    }
    let index = "V\t491231000000Z\t\t5A01020304050701\tunknown\t/CN=firm\n\
                 R\t491231000000Z\t250101000000Z\t5A01020304050702\tunknown\t/CN=fallen\n";
    fs::write(world.folder().join("index.txt"), index).expect("a file");
    for (name, more) in [
        ("root", ""),
        ("users", "issuingDistributionPoint=critical,@point\n[point]\nonlyuser=TRUE\n"),
        ("authorities", "issuingDistributionPoint=critical,@point\n[point]\nonlyCA=TRUE\n"),
        ("here", "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://127.0.0.1:8083/root.crl\n"),
        ("elsewhere", "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://127.0.0.1:8083/b.crl\n"),
    ] {
        let configuration = format!(
            "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n\
             default_crl_days=9\ncrl_extensions=list\n[list]\nauthorityKeyIdentifier=keyid\n{more}"
        );
        fs::write(world.folder().join("number"), "01\n").expect("a file");
        fs::write(world.folder().join("ca.cnf"), configuration).expect("a file");
        openssl(world.folder(), "ca -config ca.cnf -gencrl -cert root.pem -keyfile root.key -out list.pem");
        openssl(world.folder(), &format!("crl -in list.pem -outform DER -out {name}.crl"));
    }
    world
});

fn list(name: &str) -> Vec<u8> {
    fs::read(WORLD.folder().join(format!("{name}.crl"))).expect("a list")
}

/// The fact about the leaf below an authority, and the jobs.
fn told(name: &str, ports: &[u16], mut answer: impl FnMut(&Job) -> Outcome) -> (Json, Vec<Job>) {
    let mut stage = Stage::imagined();
    stage.stores = WORLD.stores();
    if let (Some(first), Some(last)) = (ports.first(), ports.last()) {
        stage.permit(*first..=*last);
    }
    let chain = vec![WORLD.der(&format!("under-{name}")), WORLD.der(name), WORLD.der("root")];
    let (value, jobs) = stage.play(&CertificateProbe, |job| match job {
        Job::Fetch(..) => answer(job),
        _ => Ok(session(chain.clone(), None)),
    });
    (serde_json::to_value(value).expect("JSON"), jobs)
}

fn revoked(fact: &Json) -> Vec<&Json> {
    let lints = fact["lints"].as_array().expect("lints").iter();
    lints.filter(|lint| lint["lint"] == json!("revoked")).map(|lint| &lint["place"]).collect()
}

#[test]
fn who_is_above_is_looked_up_too_and_the_anchor_is_not() {
    for (name, is_revoked) in [("firm", false), ("fallen", true)] {
        let (fact, jobs) = told(name, &[8083], |_| response(list("root")));
        assert_eq!(jobs.len(), 2, "{jobs:?}");
        let all = fact["revocation"]["intermediates"].as_array().expect("a list");
        assert_eq!(all.len(), 1, "{fact:#}");
        assert_eq!(all[0]["subject"], json!(format!("CN={name}")));
        let crl = &all[0]["crl"];
        assert_eq!((&crl["checked"], &crl["revoked"]), (&json!(true), &json!(is_revoked)), "{fact:#}");
        assert_eq!(all[0]["ocsp"]["unknown"]["reason"], json!("out-of-scope"));
        let places = if is_revoked { vec![json!("chain")] } else { Vec::new() };
        assert_eq!(revoked(&fact), places.iter().collect::<Vec<_>>());
        assert_eq!(fact["revocation"]["crl"], Json::Null, "the leaf names none");
    }
}

#[test]
fn outside_the_scope_nobody_is_asked_and_that_is_said() {
    let (fact, jobs) = told("fallen", &[], |job| panic!("{job:?}"));
    assert_eq!(jobs.len(), 1);
    let own = &fact["revocation"]["intermediates"][0];
    for source in ["crl", "ocsp"] {
        assert_eq!(own[source]["unknown"]["reason"], json!("out-of-scope"), "{own:#}");
    }
    assert_eq!(revoked(&fact).len(), 0);
    let (silent, _) = told("fallen", &[8083], silence);
    assert_eq!(silent["revocation"]["intermediates"][0]["crl"]["unknown"]["reason"], json!("timeout"));
}

#[test]
fn a_responder_is_asked_about_an_authority_in_openssls_words() {
    for (name, status) in [("firm", "good"), ("fallen", "revoked")] {
        let (fact, jobs) = told(name, &[8084], |job| {
            let Job::Fetch(_, asked) = job else { panic!("{job:?}") };
            let folder = tempfile::tempdir_in(WORLD.folder()).expect("a folder");
            let at = folder.path().file_name().expect("a name").to_string_lossy().into_owned();
            fs::write(folder.path().join("request"), asked.plain_body().expect("no secret")).expect("a file");
            openssl(
                WORLD.folder(),
                &format!(
                    "ocsp -index index.txt -CA root.pem -rsigner root.pem -rkey root.key -reqin {at}/request -respout \
                     {at}/response -ndays 3"
                ),
            );
            response(fs::read(folder.path().join("response")).expect("a response"))
        });
        assert_eq!(jobs.len(), 2);
        let ocsp = &fact["revocation"]["intermediates"][0]["ocsp"];
        assert_eq!((&ocsp["status"], &ocsp["signature_valid"]), (&json!(status), &json!(true)), "{fact:#}");
        assert_eq!(revoked(&fact).len(), usize::from(status == "revoked"));
    }
}

#[test]
fn a_part_of_a_list_proves_only_what_it_covers() {
    for (name, covers) in
        [("root", true), ("authorities", true), ("here", true), ("users", false), ("elsewhere", false)]
    {
        let (fact, _) = told("firm", &[8083], |_| response(list(name)));
        let crl = &fact["revocation"]["intermediates"][0]["crl"];
        assert_eq!(crl["signature_valid"], json!(true), "{name} {crl:#}");
        assert_eq!(crl["checked"], json!(covers), "{name} {crl:#}");
    }
}
