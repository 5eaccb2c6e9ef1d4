//! The named trust stores that a path is built to.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use crate::load::{Problem, Problems};
use crate::system::{Purpose, System, TrustStore, WEB};
use crate::text::{Text, io_failure, text};

/// The trust stores of a run, each with its name. Never the machine's own: a verdict must not
/// depend on the machine it was reached on.
#[derive(Clone, Debug)]
pub struct TrustStores {
    /// The web's store first, then the declared ones in the order of the declaration.
    named: Vec<(String, Store)>,
}

/// One store.
#[derive(Clone, Debug)]
pub struct Store {
    purpose: Purpose,
    anchors: Vec<TrustAnchor<'static>>,
    /// The anchors' own certificates in the order of the anchors; none for the web's roots, of which only name and key
    /// are known.
    certificates: Vec<Vec<u8>>,
}

/// The most files of a folder that are read.
const FILE_LIMIT: usize = 1000;
/// The largest file, in bytes.
const SIZE_LIMIT: u64 = 1 << 20;
/// What certificate files are called.
const ENDINGS: &[&str] = &["pem", "crt", "cer", "der"];

impl TrustStores {
    /// The web's roots as `web` and, where a folder is given, its certificates (PEM or DER, files
    /// ending in `.pem`, `.crt`, `.cer` or `.der`) as `folder`, an own authority's.
    pub fn load(folder: Option<&Path>) -> Result<Self, Problems> {
        let declared: Vec<_> = folder.map(|own| TrustStore::of_folder(own.to_owned(), 0..0)).into_iter().collect();
        Self::with(&declared)
    }

    /// The web's roots and the stores that a system declares.
    pub fn declared(system: &System) -> Result<Self, Problems> {
        Self::with(&system.trust)
    }

    /// The web's roots and these stores; what is wrong with any of them is told at once.
    pub fn with(declared: &[TrustStore]) -> Result<Self, Problems> {
        let web =
            Store { purpose: Purpose::Web, anchors: webpki_roots::TLS_SERVER_ROOTS.to_vec(), certificates: Vec::new() };
        let mut named = vec![(WEB.to_owned(), web)];
        let mut problems = Vec::new();
        for own in declared {
            match load_store(own) {
                Ok(store) => named.push((own.name.clone(), store)),
                Err(Problems(own)) => problems.extend(own),
            }
        }
        if problems.is_empty() { Ok(Self { named }) } else { Err(Problems(problems)) }
    }

    /// Both stores of these certificates (DER), as far as they can be anchors.
    #[cfg(any(fuzzing, test))]
    pub(super) fn trusting(certificates: &[Vec<u8>]) -> Self {
        let mut store = Store::empty(Purpose::Web);
        for certificate in certificates {
            drop(store.add(&CertificateDer::from(certificate.as_slice())));
        }
        let folder = Store { purpose: Purpose::Organisation, ..store.clone() };
        Self { named: vec![(WEB.to_owned(), store), (crate::system::FOLDER.to_owned(), folder)] }
    }

    /// The store with a name; `None` where the system declares none of that name.
    pub fn store(&self, name: &str) -> Option<&Store> {
        self.iter().find(|(own, _)| *own == name).map(|(_, store)| store)
    }

    /// Every store with its name, the web's first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Store)> {
        self.named.iter().map(|(name, store)| (name.as_str(), store))
    }
}

impl Store {
    fn empty(purpose: Purpose) -> Self {
        Self { purpose, anchors: Vec::new(), certificates: Vec::new() }
    }

    /// Whom its roots serve.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The anchors.
    pub fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.anchors
    }

    /// Whether this very certificate (DER) was put into the store.
    pub fn holds(&self, certificate: &[u8]) -> bool {
        self.certificates.iter().any(|own| own == certificate)
    }

    /// Whether an anchor has this subject (the content of the DER name, without its head).
    pub fn knows_name(&self, subject: &[u8]) -> bool {
        self.anchors.iter().any(|anchor| anchor.subject.as_ref() == subject)
    }

    /// Whether an anchor has this subject and this key (the contents without their heads).
    pub fn knows_key(&self, subject: &[u8], key: &[u8]) -> bool {
        self.anchors
            .iter()
            .any(|anchor| anchor.subject.as_ref() == subject && anchor.subject_public_key_info.as_ref() == key)
    }

    /// The anchors' own certificates (DER) with this subject and this key (the contents without their heads).
    pub fn certificates_of(&self, subject: &[u8], key: &[u8]) -> Vec<&[u8]> {
        let both = self.anchors.iter().zip(&self.certificates);
        let own = both
            .filter(|(anchor, _)| anchor.subject.as_ref() == subject && anchor.subject_public_key_info.as_ref() == key);
        own.map(|(_, certificate)| certificate.as_slice()).collect()
    }

    /// The keys (SubjectPublicKeyInfo without its head) of the anchors with this subject (without its head).
    pub fn keys_of<'a>(&'a self, subject: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let named = self.anchors.iter().filter(move |anchor| anchor.subject.as_ref() == subject);
        named.map(|anchor| anchor.subject_public_key_info.as_ref())
    }

    fn add(&mut self, certificate: &CertificateDer<'_>) -> Result<(), webpki::Error> {
        let anchor = webpki::anchor_from_trusted_cert(certificate)?.to_owned();
        if !self.holds(certificate) {
            self.anchors.push(anchor);
            self.certificates.push(certificate.to_vec());
        }
        Ok(())
    }
}

fn load_store(declared: &TrustStore) -> Result<Store, Problems> {
    let mut store = Store::empty(declared.purpose);
    let mut problems = Vec::new();
    let mut note = |read: Result<(), Problems>| {
        if let Err(Problems(own)) = read {
            problems.extend(own);
        }
    };
    if let Some(folder) = &declared.folder {
        note(load_folder(folder, &mut store));
    }
    for file in &declared.files {
        note(load_file(file, &mut store));
    }
    if problems.is_empty() { Ok(store) } else { Err(Problems(problems)) }
}

fn load_folder(folder: &Path, store: &mut Store) -> Result<(), Problems> {
    let name = folder.display().to_string();
    let files = certificate_files(folder).map_err(|error| {
        let Text { vi, en } = io_failure(&error);
        let text = text!("không đọc được thư mục `{name}`: {vi}", "cannot read folder `{name}`: {en}");
        Problem::of_file("K-TRUST-001", &name, text)
    })?;
    if files.len() > FILE_LIMIT {
        let text =
            text!("thư mục `{name}` có quá {FILE_LIMIT} tệp", "folder `{name}` has more than {FILE_LIMIT} files");
        return Err(Problem::of_file("K-TRUST-002", &name, text).into());
    }
    if files.is_empty() {
        let text = text!("thư mục `{name}` không có chứng thư nào", "folder `{name}` has no certificate");
        let problem = Problem::of_file("K-TRUST-003", &name, text).with_hint(Text::new(
            "đặt chứng thư gốc vào đó, dạng PEM hoặc DER, đuôi .pem, .crt, .cer hoặc .der",
            "put root certificates there, PEM or DER, ending in .pem, .crt, .cer or .der",
        ));
        return Err(problem.into());
    }
    let mut problems = Vec::new();
    for file in &files {
        if let Err(Problems(own)) = load_file(file, store) {
            problems.extend(own);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

/// The files in the order of their names, so that a run does not depend on the file system.
fn certificate_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)?.take(10 * FILE_LIMIT) {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        if path.is_file() && ENDINGS.contains(&ending.as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn load_file(file: &Path, store: &mut Store) -> Result<(), Problems> {
    let name = file.display().to_string();
    let problem = |code, text| Problems::from(Problem::of_file(code, &name, text));
    let bytes = read(file).map_err(|error| {
        let Text { vi, en } = io_failure(&error);
        problem("K-TRUST-001", text!("không đọc được tệp `{name}`: {vi}", "cannot read file `{name}`: {en}"))
    })?;
    if bytes.len() as u64 > SIZE_LIMIT {
        let text = text!("tệp `{name}` lớn hơn 1 MiB", "file `{name}` is larger than 1 MiB");
        return Err(problem("K-TRUST-002", text));
    }
    let certificates = certificates(&bytes).map_err(|error| {
        problem(
            "K-TRUST-004",
            text!("tệp `{name}` không phải PEM hợp lệ: {error}", "file `{name}` is no valid PEM: {error}"),
        )
    })?;
    if certificates.is_empty() {
        let text = text!("tệp `{name}` không chứa chứng thư nào", "file `{name}` holds no certificate");
        return Err(problem("K-TRUST-003", text));
    }
    for (position, certificate) in certificates.iter().enumerate() {
        store.add(certificate).map_err(|error| {
            let number = position + 1;
            problem(
                "K-TRUST-005",
                text!(
                    "chứng thư thứ {number} trong tệp `{name}` không đọc được: {error}",
                    "certificate {number} in file `{name}` cannot be read: {error}"
                ),
            )
        })?;
    }
    Ok(())
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, rustls_pki_types::pem::Error> {
    // DER begins with a SEQUENCE; no PEM text begins with that byte followed by a long length.
    if matches!(bytes, [0x30, 0x81..=0x84, ..]) {
        return Ok(vec![CertificateDer::from(bytes.to_vec())]);
    }
    CertificateDer::pem_slice_iter(bytes).collect()
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn certificate(name: &str) -> rcgen::Certificate {
        let key = KeyPair::generate().expect("a key");
        CertificateParams::new(vec![name.to_owned()]).and_then(|own| own.self_signed(&key)).expect("a certificate")
    }

    #[test]
    fn a_folder_of_pem_and_der_becomes_a_store() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (certificate("one.vn"), certificate("two.vn"));
        fs::write(folder.path().join("b.pem"), one.pem()).expect("a file");
        fs::write(folder.path().join("a.DER"), two.der()).expect("a file");
        fs::write(folder.path().join("notes.txt"), "no certificate").expect("a file");
        let stores = TrustStores::load(Some(folder.path())).expect("stores");
        let store = stores.store("folder").expect("the folder's store");
        assert_eq!(store.anchors().len(), 2);
        assert!(store.holds(one.der()) && store.holds(two.der()));
        assert!(stores.store("web").expect("the web's store").anchors().len() > 50);
        assert!(stores.store("other").is_none());
    }

    #[test]
    fn every_bad_file_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("good.pem"), certificate("good.vn").pem()).expect("a file");
        fs::write(folder.path().join("empty.pem"), "").expect("a file");
        fs::write(folder.path().join("rubbish.der"), [0x30, 0x82, 0, 1, 0]).expect("a file");
        let Problems(problems) = TrustStores::load(Some(folder.path())).expect_err("problems");
        let named: Vec<_> = problems.iter().map(|problem| (problem.code, problem.file.rsplit('/').next())).collect();
        assert_eq!(named, [("K-TRUST-003", Some("empty.pem")), ("K-TRUST-005", Some("rubbish.der"))]);
    }

    #[test]
    fn named_stores_are_kept_apart_and_come_from_folders_and_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (certificate("one.vn"), certificate("two.vn"));
        fs::create_dir(folder.path().join("own")).expect("a folder");
        fs::write(folder.path().join("own/one.pem"), one.pem()).expect("a file");
        fs::write(folder.path().join("two.pem"), two.pem()).expect("a file");
        let declare = |name: &str, purpose, folder: Option<PathBuf>, files: Vec<PathBuf>| TrustStore {
            name: name.to_owned(),
            purpose,
            folder,
            files,
            span: 0..0,
        };
        let own = declare("own", Purpose::Organisation, Some(folder.path().join("own")), Vec::new());
        let far = declare("far", Purpose::Platform, None, vec![folder.path().join("two.pem")]);
        let stores = TrustStores::with(&[own.clone(), far]).expect("stores");
        assert_eq!(stores.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["web", "own", "far"]);
        let (own_store, far_store) = (stores.store("own").expect("a store"), stores.store("far").expect("a store"));
        assert!(own_store.holds(one.der()) && !own_store.holds(two.der()));
        assert!(far_store.holds(two.der()) && !far_store.holds(one.der()));
        assert_eq!((own_store.purpose(), far_store.purpose()), (Purpose::Organisation, Purpose::Platform));
        let missing = declare("gone", Purpose::Platform, None, vec![folder.path().join("none.pem")]);
        let Problems(problems) = TrustStores::with(&[missing.clone(), own, missing]).expect_err("problems");
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["K-TRUST-001", "K-TRUST-001"]);
    }

    #[test]
    fn an_empty_or_missing_folder_is_a_problem() {
        let folder = tempfile::tempdir().expect("a folder");
        let Problems(problems) = TrustStores::load(Some(folder.path())).expect_err("a problem");
        assert_eq!(problems[0].code, "K-TRUST-003");
        let Problems(problems) = TrustStores::load(Some(&folder.path().join("none"))).expect_err("a problem");
        assert_eq!(problems[0].code, "K-TRUST-001");
        // The machine's own English words stand in neither language.
        assert!(!format!("{:?}", problems[0]).contains("os error"), "{:?}", problems[0]);
    }
}
