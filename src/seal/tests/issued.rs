//! Certificates that were issued as none should be: no path of theirs holds, and each is told why.

use std::fs;

use jiff::Timestamp;

use super::world::run;
use crate::seal::trust::{Moment, Pool, Use, path, revocation};
use crate::seal::{Certificate, Evidence, Reason, Revocation, Trust};

pub(super) const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
pub(super) const SIGNER: &str = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n";

/// Authorities of one test, below a root of their own.
pub(super) struct Lab {
    folder: tempfile::TempDir,
}

impl Lab {
    pub(super) fn new() -> Self {
        let lab = Self { folder: tempfile::tempdir().expect("a folder") };
        lab.issue("root", "root", AUTHORITY, &[]);
        lab.issue("root", "middle", AUTHORITY, &[]);
        lab
    }

    /// Issues a certificate, the root's by itself.
    pub(super) fn issue(&self, issuer: &str, name: &str, extensions: &str, more: &[&str]) -> Certificate {
        self.issue_with(issuer, name, extensions, &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], more)
    }

    fn issue_with(&self, issuer: &str, name: &str, extensions: &str, key: &[&str], more: &[&str]) -> Certificate {
        let (private, request, own) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        let subject = format!("/C=VN/O=Test/CN={name}");
        let ask = ["req", "-new", "-nodes", "-subj", &subject, "-keyout", &private, "-out", &request, "-newkey"];
        self.openssl(&[&ask[..], key].concat());
        fs::write(self.folder.path().join("extensions"), extensions).expect("a file");
        let give = ["x509", "-req", "-in", &request, "-out", &own, "-days", "30", "-extfile", "extensions"];
        let (by, by_key) = (format!("{issuer}.pem"), format!("{issuer}.key"));
        let whose = match issuer == name {
            true => vec!["-signkey", &by_key],
            false => vec!["-CA", &by, "-CAkey", &by_key, "-CAcreateserial"],
        };
        self.openssl(&[&give[..], &whose, more].concat());
        self.certificate(name)
    }

    pub(super) fn certificate(&self, name: &str) -> Certificate {
        let bytes = fs::read(self.folder.path().join(format!("{name}.pem"))).expect("a file");
        Certificate::read_all(&bytes).expect("a certificate").remove(0)
    }

    pub(super) fn openssl(&self, arguments: &[&str]) {
        run("openssl", arguments, self.folder.path());
    }

    pub(super) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// What comes of the path of a certificate, with these authorities in between.
    fn judged(&self, leaf: &Certificate, between: &[&str]) -> Result<usize, Reason> {
        let trust = Trust { anchors: vec![self.certificate("root")], ..Trust::default() };
        let others: Vec<Certificate> = between.iter().map(|name| self.certificate(name)).collect();
        let found = path(leaf, &others, &trust, Timestamp::now(), Use::Document).map(|path| path.len());
        found.inspect_err(told)
    }
}

/// Every refusal has words in both languages.
fn told(reason: &Reason) {
    let said = reason.text();
    assert!(!said.vi.is_empty() && said.vi != said.en, "{said:?}");
}

/// In the words of both languages.
fn words(reason: &Reason) -> String {
    format!("{} {}", reason.text().vi, reason.text().en)
}

#[test]
fn signers_that_may_not_sign_are_refused_for_their_reason() {
    let lab = Lab::new();
    let leaf = |name: &str, extensions: &str| lab.issue("middle", name, extensions, &[]);
    assert_eq!(lab.judged(&leaf("sound", SIGNER), &["middle"]), Ok(3));
    for (name, extensions) in [
        ("only-encrypts", "basicConstraints=CA:FALSE\nkeyUsage=critical,keyEncipherment\n"),
        ("issues", AUTHORITY),
        ("both", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,digitalSignature\n"),
        ("stamps", "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"),
        ("answers", "keyUsage=critical,digitalSignature\nextendedKeyUsage=OCSPSigning\n"),
    ] {
        let found = lab.judged(&leaf(name, extensions), &["middle"]);
        assert!(matches!(&found, Err(Reason::Purpose(subject)) if subject.contains(name)), "{name}: {found:?}");
    }
    let unknown = leaf("unknown", &format!("{SIGNER}1.2.3.4=critical,ASN1:NULL\n"));
    let found = lab.judged(&unknown, &["middle"]).expect_err("not understood");
    assert!(words(&found).contains("must be understood"), "{found:?}");
}

#[test]
fn authorities_that_may_not_issue_are_refused_for_their_reason() {
    let lab = Lab::new();
    let below = |name: &str, extensions: &str| {
        lab.issue("root", name, extensions, &[]);
        let leaf = lab.issue(name, &format!("{name}-leaf"), SIGNER, &[]);
        lab.judged(&leaf, &[name])
    };
    let only_lists = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign,digitalSignature\n";
    let found = below("no-issuer", only_lists);
    assert!(matches!(&found, Err(Reason::Purpose(subject)) if subject.contains("no-issuer")), "{found:?}");
    let found = below("of-servers", &format!("{AUTHORITY}extendedKeyUsage=serverAuth\n"));
    assert!(matches!(&found, Err(Reason::Purpose(subject)) if subject.contains("of-servers")), "{found:?}");
    for (name, extension, said) in [
        ("strange", "1.2.3.4=critical,ASN1:NULL\n", "must be understood"),
        ("named", "nameConstraints=critical,permitted;dirName:other\n[other]\nO=Other\n", "certain names"),
        ("not-named", "nameConstraints=critical,excluded;dirName:other\n[other]\nO=Test\n", "certain names"),
    ] {
        let found = below(name, &format!("{AUTHORITY}{extension}")).expect_err(name);
        assert!(words(&found).contains(said), "{name}: {found:?}");
    }
    // An authority that may have none below itself.
    lab.issue("root", "last", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n", &[]);
    lab.issue("last", "one-more", AUTHORITY, &[]);
    let leaf = lab.issue("one-more", "too-deep", SIGNER, &[]);
    let found = lab.judged(&leaf, &["last", "one-more"]).expect_err("too long");
    assert!(words(&found).contains("longer than"), "{found:?}");
    // A person's certificate that issued another.
    lab.issue("middle", "person", SIGNER, &[]);
    let found = lab.judged(&lab.issue("person", "friend", SIGNER, &[]), &["middle", "person"]);
    assert!(matches!(found, Err(Reason::UnknownIssuer(_))), "{found:?}");
}

#[test]
fn keys_and_digests_that_prove_nothing_are_called_so() {
    let lab = Lab::new();
    let of_key = |name: &str, key: &[&str]| lab.judged(&lab.issue_with("middle", name, SIGNER, key, &[]), &["middle"]);
    assert_eq!(of_key("short", &["rsa:1024"]), Err(Reason::Weak("RSA < 2048")));
    assert_eq!(of_key("edwards", &["ed25519"]), Err(Reason::Unsupported));
    let curve = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let explicit = [&curve[..], &["-pkeyopt", "ec_param_enc:explicit"]].concat();
    assert_eq!(of_key("explicit", &explicit), Err(Reason::Unsupported));
    let other_curve = ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"];
    assert_eq!(of_key("other-curve", &other_curve), Err(Reason::Unsupported));
    for (name, digest, said) in [("by-sha1", "-sha1", "SHA-1"), ("by-md5", "-md5", "MD5")] {
        lab.issue_with("root", name, AUTHORITY, &["rsa:2048"], &[]);
        let leaf = lab.issue(name, &format!("{name}-leaf"), SIGNER, &[digest]);
        assert_eq!(lab.judged(&leaf, &[name]), Err(Reason::Weak(said)), "{name}");
    }
    lab.issue_with("root", "short-issuer", AUTHORITY, &["rsa:1024"], &[]);
    let found = lab.judged(&lab.issue("short-issuer", "short-leaf", SIGNER, &[]), &["short-issuer"]);
    assert_eq!(found, Err(Reason::Weak("RSA < 2048")));
}

/// `id-pkix-ocsp-nocheck` is for responders: on a person's certificate it does not stand for an answer.
#[test]
fn nobody_is_exempt_from_revocation_by_an_extension_for_responders() {
    let lab = Lab::new();
    let leaf = lab.issue("middle", "exempt", &format!("{SIGNER}noCheck=ignored\n"), &[]);
    let chain = [leaf, lab.certificate("middle")];
    let (at, nothing) = (Timestamp::now(), Evidence::default());
    let found = revocation(&chain, Pool(&[&nothing]), Moment { at, latest: at });
    assert_eq!(found[0].1, Revocation::Unknown);
}

/// Authorities of one name that certify one another: a maze for whoever builds paths.
#[test]
fn a_maze_of_authorities_ends_soon() {
    let lab = Lab::new();
    let names: Vec<String> = (0..8).map(|number| format!("maze-{number}")).collect();
    let subject = ["-subj", "/C=VN/O=Test/CN=maze"];
    let mut others = Vec::new();
    names.iter().for_each(|name| drop(lab.issue("root", name, AUTHORITY, &[])));
    for name in &names {
        let key = format!("{name}.key");
        let ask = ["req", "-new", "-key", &key, "-out", "maze.csr"];
        lab.openssl(&[&ask[..], &subject].concat());
        for by in &names {
            let (issuer, issuer_key) = (format!("{by}-self.pem"), format!("{by}.key"));
            if !lab.path(&issuer).exists() {
                let own = ["req", "-x509", "-key", &issuer_key, "-out", &issuer, "-days", "30"];
                lab.openssl(&[&own[..], &subject].concat());
            }
            let give = ["x509", "-req", "-in", "maze.csr", "-CA", &issuer, "-CAkey", &issuer_key, "-CAcreateserial"];
            lab.openssl(&[&give[..], &["-days", "30", "-extfile", "extensions", "-out", "one.pem"]].concat());
            others.push(lab.certificate("one"));
        }
    }
    let leaf = lab.issue("maze-0", "lost", SIGNER, &[]);
    lab.openssl(&[
        "x509",
        "-req",
        "-in",
        "lost.csr",
        "-CA",
        "maze-0-self.pem",
        "-CAkey",
        "maze-0.key",
        "-days",
        "30",
        "-CAcreateserial",
        "-extfile",
        "extensions",
        "-out",
        "lost.pem",
    ]);
    let trust = Trust { anchors: vec![lab.certificate("root")], ..Trust::default() };
    let begun = std::time::Instant::now();
    let found = path(&lab.certificate("lost"), &others, &trust, Timestamp::now(), Use::Document);
    assert!(matches!(found, Err(Reason::Path(_) | Reason::UnknownIssuer(_))), "{found:?}");
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    drop(leaf);
}
