//! Files made by OpenSSL in every form that is promised, and every mistake that is told.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::{Identities, Identity};
use crate::load::{Problems, render};
use crate::system::{self, Place, System};
use crate::text::Language;
use crate::wire::rehearsal::openssl;

const PASSWORD: &str = "mat-khau-BI-MAT";
/// [`PASSWORD`] in base64.
const PASSWORD_64: &str = "bWF0LWtoYXUtQkktTUFU";

/// A folder of keys and certificates.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let own = Self(tempfile::tempdir().expect("a folder"));
        own.run("genrsa -traditional -out rsa.key 2048");
        own.run("ecparam -name secp384r1 -genkey -noout -out ec.key");
        own.run("genpkey -algorithm ed25519 -out ed.key");
        for kind in ["rsa", "ec", "ed"] {
            own.run(&format!("req -x509 -key {kind}.key -out {kind}.pem -subj /CN={kind} -days 20"));
            own.run(&format!("pkcs8 -topk8 -nocrypt -in {kind}.key -out {kind}.pk8"));
            let both = own.text(&format!("{kind}.pem")) + &own.text(&format!("{kind}.pk8"));
            own.write(&format!("{kind}.both"), &both);
        }
        let out = format!("-passout pass:{PASSWORD}");
        own.run(&format!("pkcs12 -export -in ec.pem -inkey ec.key -out modern.p12 {out}"));
        own.run(&format!("pkcs12 -export -legacy -in rsa.pem -inkey rsa.key -out legacy.p12 {out}"));
        own.run(&format!("pkcs8 -topk8 -in ec.key -out sealed.key {out}"));
        own.write("password", &format!("{PASSWORD}\n"));
        for entry in fs::read_dir(own.folder()).expect("a folder") {
            own.close(&entry.expect("a file").path());
        }
        own
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, command: &str) {
        openssl(self.folder(), command);
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder().join(name)).expect("a file")
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.folder().join(name), content).expect("written");
    }

    fn close(&self, path: &Path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    fn system(&self, words: &str) -> System {
        let text = format!(
            "schema: kiemtra/system@1\nid: a\ntitle: A\nsubjects:\n  - {{id: a, kind: link, url: 'https://a.test/', {words}}}\n\
             scope: {{networks: [127.0.0.0/8], ports: [443]}}\n\
             authorisation: {{document: 1, issuer: A, from: 2026-01-01T00:00:00+07:00, until: 2026-12-31T00:00:00+07:00}}\n"
        );
        let text = text.replace("document: 1", "document: 1/QD");
        self.write("system.yaml", &text);
        system::load(&self.folder().join("system.yaml")).expect("a system")
    }

    fn load(&self, words: &str, now: Timestamp) -> Result<(System, Identities), Problems> {
        let system = self.system(words);
        let environment = |name: &str| (name == "MAT_KHAU").then(|| PASSWORD.to_owned());
        let identities = Identities::load(&system, now, environment)?;
        Ok((system, identities))
    }

    /// The code of the one mistake, after seeing that it points into the declaration and tells nothing.
    fn mistake(&self, words: &str, now: Timestamp) -> &'static str {
        let problems = self.load(words, now).expect_err("a mistake");
        let [problem] = problems.0.as_slice() else { panic!("{problems:?}") };
        assert_eq!(problem.line_and_column().map(|place| place.0), Some(5), "{problem:?}");
        let code = problem.code;
        for language in [Language::Vi, Language::En] {
            self.assert_silent(&render(&problems, language, false));
        }
        self.assert_silent(&format!("{problems:?}"));
        code
    }

    /// Asserts that a text holds neither the password nor any part of a key.
    fn assert_silent(&self, text: &str) {
        assert!(!text.contains(PASSWORD) && !text.contains(PASSWORD_64), "{text}");
        for key in ["rsa.key", "ec.key", "ed.key", "rsa.pk8", "ec.pk8", "ed.pk8"] {
            let pem = self.text(key);
            for line in pem.lines().filter(|line| !line.starts_with("-----") && line.len() > 16) {
                assert!(!text.contains(line), "{key} is in {text}");
            }
        }
    }
}

fn identity(system: &System) -> Identity {
    match &system.subjects[0].place {
        Place::Web(web) => Identity::declared(web.client.own.as_ref().expect("a certificate")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_promised_form_of_key_and_archive_is_read() {
    let (files, now) = (Files::new(), Timestamp::now());
    for (words, name) in [
        ("file: rsa.pem, key: rsa.key", "CN=rsa"),
        ("file: rsa.pem, key: rsa.pk8", "CN=rsa"),
        ("file: rsa.both", "CN=rsa"),
        ("file: ec.pem, key: ec.key", "CN=ec"),
        ("file: ec.pem, key: ec.pk8", "CN=ec"),
        ("file: ed.pem, key: ed.key", "CN=ed"),
        ("file: ed.both, key: ed.both", "CN=ed"),
        ("file: modern.p12, password_env: MAT_KHAU", "CN=ec"),
        ("file: legacy.p12, password_file: password", "CN=rsa"),
        ("file: ec.pem, key: sealed.key, password_env: MAT_KHAU", "CN=ec"),
    ] {
        let loaded = files.load(&format!("client_certificate: {{{words}}}"), now);
        let (system, identities) = loaded.unwrap_or_else(|problems| panic!("{words}: {problems:?}"));
        let chain = identities.chain(&identity(&system)).expect("a chain");
        let (_, leaf) = x509_parser::parse_x509_certificate(&chain[0]).expect("a certificate");
        assert_eq!(leaf.subject().to_string(), name, "{words}");
        files.assert_silent(&format!("{identities:?} {system:?}"));
    }
}

#[test]
fn every_mistake_is_told_at_its_place_and_tells_no_secret() {
    let (files, now) = (Files::new(), Timestamp::now());
    let later = now + SignedDuration::from_hours(24 * 30);
    let earlier = now - SignedDuration::from_hours(24 * 30);
    for (words, at, code) in [
        ("client_certificate: {file: none.pem}", now, "K-IDT-001"),
        ("client_certificate: {file: rsa.pem}", now, "K-IDT-003"),
        ("client_certificate: {file: rsa.key}", now, "K-IDT-003"),
        ("client_certificate: {file: modern.p12, key: ec.key, password_env: MAT_KHAU}", now, "K-IDT-003"),
        ("client_certificate: {file: rsa.pem, key: ec.key}", now, "K-IDT-005"),
        ("client_certificate: {file: modern.p12}", now, "K-IDT-006"),
        ("client_certificate: {file: modern.p12, password_env: KHAC}", now, "K-IDT-006"),
        ("client_certificate: {file: modern.p12, password_file: rsa.key}", now, "K-IDT-006"),
        ("client_certificate: {file: legacy.p12, password_file: rsa.key}", now, "K-IDT-006"),
        ("client_certificate: {file: ec.pem, key: sealed.key}", now, "K-IDT-006"),
        ("client_certificate: {file: ec.pem, key: sealed.key, password_file: rsa.key}", now, "K-IDT-006"),
        ("client_certificate: {file: ec.both}", later, "K-IDT-007"),
        ("client_certificate: {file: ec.both}", earlier, "K-IDT-007"),
        ("foreign_certificate: {file: ec.both}", later, "K-IDT-007"),
        ("expired_certificate: {file: ec.both}", now, "K-IDT-008"),
    ] {
        assert_eq!(files.mistake(words, at), code, "{words}");
    }
    assert!(files.load("expired_certificate: {file: ec.both}", later).is_ok());
}

#[test]
fn a_secret_that_others_can_read_is_refused_as_ssh_does() {
    let (files, now) = (Files::new(), Timestamp::now());
    let open = |name: &str, mode| {
        fs::set_permissions(files.folder().join(name), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    for (name, words) in [
        ("ec.key", "file: ec.pem, key: ec.key"),
        ("ec.both", "file: ec.both"),
        ("modern.p12", "file: modern.p12, password_env: MAT_KHAU"),
        ("password", "file: modern.p12, password_file: password"),
    ] {
        for mode in [0o644, 0o640, 0o606] {
            open(name, mode);
            assert_eq!(files.mistake(&format!("client_certificate: {{{words}}}"), now), "K-IDT-002", "{words}");
        }
        open(name, 0o400);
        assert!(files.load(&format!("client_certificate: {{{words}}}"), now).is_ok(), "{words}");
    }
    open("ec.pem", 0o644);
    assert!(files.load("client_certificate: {file: ec.pem, key: ec.key}", now).is_ok(), "a chain is no secret");
}

#[test]
fn a_damaged_archive_ends_in_words() {
    let (files, now) = (Files::new(), Timestamp::now());
    let whole = fs::read(files.folder().join("modern.p12")).expect("a file");
    let damaged = files.folder().join("damaged.p12");
    for at in (0..whole.len()).step_by(23) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        for bytes in [bytes, whole[..at.max(4)].to_vec()] {
            fs::write(&damaged, bytes).expect("written");
            files.close(&damaged);
            let words = "client_certificate: {file: damaged.p12, password_env: MAT_KHAU}";
            let code = files.load(words, now).err().map_or("", |problems| problems.0[0].code);
            assert!(["", "K-IDT-003", "K-IDT-005", "K-IDT-006"].contains(&code), "{at}: {code}");
        }
    }
}

#[test]
fn the_chain_goes_from_the_keys_own_certificate_upwards_whatever_the_order_of_the_file() {
    let files = Files::new();
    files.run("req -new -key ed.key -out ed.csr -subj /CN=duoi");
    files.run("x509 -req -in ed.csr -CA ec.pem -CAkey ec.key -CAcreateserial -days 9 -out duoi.pem");
    files.write("chain.pem", &(files.text("rsa.pem") + &files.text("ec.pem") + &files.text("duoi.pem")));
    let words = "client_certificate: {file: chain.pem, key: ed.key}";
    let (system, identities) = files.load(words, Timestamp::now()).expect("loaded");
    // The issuer is a root, which nobody needs to be sent; the stranger to both is left out.
    let chain = identities.chain(&identity(&system)).expect("a chain");
    assert_eq!(chain.len(), 1);
    let (_, leaf) = x509_parser::parse_x509_certificate(&chain[0]).expect("a certificate");
    assert_eq!(leaf.subject().to_string(), "CN=duoi");
}

#[test]
fn the_stranger_has_the_subject_of_the_declared_one_and_another_key() {
    let files = Files::new();
    files.run("req -x509 -key ed.key -out vn.pem -subj /C=VN/O=So/CN=ket-noi -days 20");
    let now = Timestamp::now();
    let words = "client_certificate: {file: vn.pem, key: ed.key}";
    let load = || files.load(words, now).expect("loaded");
    let (system, identities) = load();
    let Place::Web(web) = &system.subjects[0].place else { panic!("a web endpoint") };
    let der = |identities: &Identities, identity: &Identity| identities.chain(identity).expect("a chain")[0].to_vec();
    let (own, stranger) = (identity(&system), Identity::stranger(web.client.own.as_ref()));
    let (own, first) = (der(&identities, &own), der(&identities, &stranger));
    let parse = |der: &[u8]| {
        let (_, parsed) = x509_parser::parse_x509_certificate(der).expect("a certificate");
        (parsed.subject().as_raw().to_vec(), parsed.issuer().as_raw().to_vec(), parsed.public_key().raw.to_vec())
    };
    let (subject, _, key) = parse(&own);
    assert_eq!(parse(&first).0, subject);
    assert_eq!(parse(&first).1, subject, "signed by itself");
    assert_ne!(parse(&first).2, key);
    assert_ne!(parse(&der(&load().1, &stranger)).2, parse(&first).2, "the key is drawn afresh for each run");
    let nobody = files.load("client_certificate_required: true", now).expect("loaded").1;
    assert!(nobody.chain(&Identity::stranger(None)).is_some());
}
