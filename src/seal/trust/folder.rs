//! The trust folder: whom a province believes, as files that people can see, compare and exchange.
//!
//! Each sub-folder is a named store whose certificates are anchors; certificates that lie in the folder itself form the
//! store `documents`. Certificates in the sub-folder `intermediates` are believed only below an anchor: real documents
//! often bring the signer's certificate alone. Lists of revoked certificates (`.crl`) may lie anywhere. Nothing ships
//! with the program: what is believed is what somebody has put there.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Store, Trust};
use crate::load;
use crate::seal::Certificate;
use crate::text::{Text, io_failure, text};

/// The name of the store of what lies in the folder itself.
const OWN: &str = "documents";
/// The sub-folder of authorities in between.
const INTERMEDIATES: &str = "intermediates";
/// Endings of files that explain and hold nothing to believe.
const EXPLAINING: &[&str] = &["md", "txt", "sha256", "asc", "sig"];
/// Most files of a folder, and the longest of them in bytes: lists of a large authority have millions of entries.
const MOST_FILES: usize = 2_000;
const LONGEST: u64 = 32 << 20;

impl Trust {
    /// Reads a trust folder.
    ///
    /// # Errors
    /// It cannot be read, holds no anchor at all, or a file in it is neither certificates nor a list: a slip that would
    /// leave out an anchor is told and not passed over.
    pub fn from_folder(folder: &Path) -> Result<Self, Text> {
        let mut trust = Self::default();
        let mut count = 0;
        for path in entries(folder, &mut count)? {
            if path.is_dir() {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                for file in entries(&path, &mut count)? {
                    trust.take(&name, &file)?;
                }
            } else {
                trust.take(OWN, &path)?;
            }
        }
        if trust.anchors.is_empty() {
            let name = folder.display();
            return Err(text!(
                "thư mục `{name}` không có chứng thư gốc nào",
                "the folder `{name}` holds no anchor at all"
            ));
        }
        Ok(trust)
    }

    /// Takes a file into a store.
    fn take(&mut self, store: &str, path: &Path) -> Result<(), Text> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if EXPLAINING.contains(&ending.as_str()) || path.is_dir() {
            return Ok(());
        }
        let bytes = content(path)?;
        if let Some(list) = list(&bytes) {
            self.evidence.lists.push(list);
            return Ok(());
        }
        let certificates = Certificate::read_all(&bytes).map_err(|_| {
            let name = path.display();
            text!(
                "`{name}` không phải chứng thư (PEM, DER) hay danh sách thu hồi (CRL)",
                "`{name}` is neither certificates (PEM, DER) nor a list of revoked ones (CRL)"
            )
        })?;
        if store == INTERMEDIATES {
            self.intermediates.extend(certificates);
            return Ok(());
        }
        let fingerprints = certificates.iter().map(Certificate::fingerprint);
        match self.stores.iter_mut().find(|known| known.name == store) {
            Some(known) => known.anchors.extend(fingerprints),
            None => self.stores.push(Store { name: store.to_owned(), anchors: fingerprints.collect() }),
        }
        let new: Vec<_> = certificates.into_iter().filter(|one| !self.anchors.contains(one)).collect();
        self.anchors.extend(new);
        Ok(())
    }
}

/// What lies in a folder, sorted; hidden files are not looked at.
fn entries(folder: &Path, count: &mut usize) -> Result<Vec<PathBuf>, Text> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        *count += 1;
        if *count > MOST_FILES {
            let name = folder.display();
            return Err(text!("thư mục `{name}` có quá nhiều tệp", "the folder `{name}` holds too many files"));
        }
        if !entry.file_name().to_string_lossy().starts_with('.') {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn content(path: &Path) -> Result<Vec<u8>, Text> {
    let is_plain = fs::metadata(path).map_err(|error| unreadable(path, &error))?.is_file();
    let no_file = || {
        let name = path.display();
        text!("`{name}` không phải tệp chứng thư", "`{name}` is no file of certificates")
    };
    if !is_plain {
        return Err(no_file());
    }
    File::open(path).and_then(|file| load::whole(&file, LONGEST)).map_err(|error| match error.kind() {
        ErrorKind::FileTooLarge => no_file(),
        _ => unreadable(path, &error),
    })
}

/// A list of revoked certificates in DER, from DER or PEM.
fn list(bytes: &[u8]) -> Option<Vec<u8>> {
    use x509_parser::prelude::{CertificateRevocationList, FromDer as _, Pem};
    let der = match Pem::iter_from_buffer(bytes).next() {
        Some(Ok(pem)) if pem.label == "X509 CRL" => pem.contents,
        Some(Ok(_)) => return None,
        _ => bytes.to_vec(),
    };
    let is_whole = CertificateRevocationList::from_der(&der).is_ok_and(|(rest, _)| rest.is_empty());
    is_whole.then_some(der)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Text {
    let (name, Text { vi, en }) = (path.display(), io_failure(error));
    text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::seal::tests::world::{once, world};
    use crate::seal::{Policy, Reason, Standing, verify};

    /// A folder with these files of the world.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (place, file) in files {
            let place = folder.path().join(place);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, world().read(file)).expect("a file");
        }
        folder
    }

    #[test]
    fn sub_folders_are_named_stores_and_lists_lie_anywhere() {
        let folder = folder(&[
            ("root.pem", "root.pem"),
            ("national/g1.crt", "root.pem"),
            ("national/root.crl", "root.crl"),
            ("government/other.pem", "stranger.pem"),
            ("intermediates/sub.pem", "sub.pem"),
            ("government/sub.crl.pem", "sub.crl.pem"),
        ]);
        fs::write(folder.path().join("README.md"), "read me").expect("a file");
        let trust = Trust::from_folder(folder.path()).expect("a trust folder");
        assert_eq!((trust.anchors.len(), trust.intermediates.len(), trust.evidence.lists.len()), (2, 1, 2));
        assert_eq!(trust.stores_of(&world().certificate("root")), ["national", "documents"]);
        let now = jiff::Timestamp::now();
        let found = verify(once(), &trust, &Policy::default(), now).expect("a sound file");
        assert_eq!((found.standing(), found.signatures[0].stores.len()), (Standing::Valid, 2), "{found:?}");
    }

    #[test]
    fn nothing_is_believed_that_is_not_there_and_nothing_is_passed_over() {
        let told = |files: &[(&str, &str)]| Trust::from_folder(folder(files).path()).expect_err("no folder").en;
        assert!(told(&[]).contains("no anchor"));
        assert!(told(&[("intermediates/sub.pem", "sub.pem")]).contains("no anchor"));
        assert!(told(&[("national/root.pem", "root.key")]).contains("root.pem"), "a key is no certificate");
        assert!(Trust::from_folder(Path::new("/nowhere")).is_err());
    }

    #[test]
    fn without_any_anchor_nothing_is_known_and_with_another_it_is_refused() {
        let now = jiff::Timestamp::now();
        let standing = |trust: &Trust| {
            let found = verify(once(), trust, &Policy::default(), now).expect("a sound file");
            (found.standing(), found.signatures[0].clone())
        };
        let (stands, signature) = standing(&Trust::default());
        assert_eq!((stands, signature.open.contains(&Reason::NoAnchor)), (Standing::Undetermined, true));
        let other = Trust { anchors: vec![world().certificate("stranger")], ..Trust::default() };
        assert_eq!(standing(&other).0, Standing::Invalid);
    }
}
