//! Reading a certificate and its key from PEM or PKCS#12 files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as ArchiveError;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::Document;
use rustls_pki_types::pem::{Error as PemError, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

use crate::text::{Text, io_failure, text};

/// The largest file, in bytes.
const SIZE_LIMIT: u64 = 1 << 20;
/// What an encrypted key in PEM begins with (RFC 7468, section 11).
const SEALED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
const SEALED_END: &str = "-----END ENCRYPTED PRIVATE KEY-----";

/// What is wrong with a declared file, to be told at its place in `system.yaml`.
#[derive(Debug)]
pub(super) struct Trouble {
    /// The stable code.
    pub(super) code: &'static str,
    /// What is wrong. Never quotes what the file holds.
    pub(super) text: Text,
    /// How to mend it.
    pub(super) hint: Option<Text>,
}

/// What the files hold.
pub(super) struct Material {
    /// The certificates in the order of the file.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// The private key.
    pub(super) key: PrivateKeyDer<'static>,
}

impl Trouble {
    /// A key that cannot sign here.
    pub(super) fn unfit_key() -> Self {
        Self {
            code: "K-IDT-004",
            text: Text::new(
                "khóa riêng không thuộc loại dùng được (RSA từ 2048 bit, ECDSA P-256, P-384, P-521, Ed25519)",
                "the private key is of no kind that can be used (RSA from 2048 bits, ECDSA P-256, P-384, P-521, Ed25519)",
            ),
            hint: None,
        }
    }
}

/// Reads the chain from `file` and the key from `key`, or both from `file`.
pub(super) fn read(file: &Path, key: Option<&Path>, password: Option<&str>) -> Result<Material, Trouble> {
    let content = content(file)?;
    // DER begins with a SEQUENCE; no PEM text begins with that byte followed by a long length.
    if matches!(content.as_slice(), [0x30, 0x81..=0x84, ..]) {
        secure(file)?;
        if key.is_some() {
            return Err(malformed(Text::new(
                "tệp PKCS#12 đã có khóa riêng: bỏ `key`",
                "a PKCS#12 file holds the key itself: leave `key` out",
            )));
        }
        return archive(&content, password.unwrap_or_default());
    }
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&content).collect::<Result<_, _>>().map_err(no_pem)?;
    if certificates.is_empty() {
        return Err(malformed(Text::new(
            "tệp không chứa chứng thư dạng PEM, cũng không phải PKCS#12",
            "the file holds no certificate in PEM and is no PKCS#12",
        )));
    }
    let key = match key {
        Some(path) => {
            secure(path)?;
            private_key(&self::content(path)?, password)?
        }
        None => {
            secure(file)?;
            private_key(&content, password)?
        }
    };
    Ok(Material { certificates, key })
}

/// The first line of a file that nobody else can read.
pub(super) fn password(path: &Path) -> Result<Zeroizing<String>, Trouble> {
    secure(path)?;
    let content = content(path)?;
    let text = std::str::from_utf8(&content)
        .map_err(|_| malformed(Text::new("tệp mật khẩu không phải UTF-8", "the password file is not UTF-8")))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let mut content = Zeroizing::new(Vec::new());
    let read = File::open(path).and_then(|file| file.take(SIZE_LIMIT + 1).read_to_end(&mut content));
    read.map_err(|error| unreadable(path, &error))?;
    if content.len() as u64 > SIZE_LIMIT {
        let name = path.display();
        return Err(malformed(text!("tệp `{name}` lớn hơn 1 MiB", "file `{name}` is larger than 1 MiB")));
    }
    Ok(content)
}

fn private_key(pem: &[u8], password: Option<&str>) -> Result<PrivateKeyDer<'static>, Trouble> {
    match PrivateKeyDer::from_pem_slice(pem) {
        Ok(key) => return Ok(key),
        Err(PemError::NoItemsFound) => {}
        Err(error) => return Err(no_pem(error)),
    }
    let text = std::str::from_utf8(pem).unwrap_or_default();
    let Some((_, sealed)) = text.split_once(SEALED) else {
        return Err(malformed(Text::new(
            "không tìm thấy khóa riêng dạng PEM (PKCS#8, PKCS#1 hoặc SEC 1)",
            "there is no private key in PEM (PKCS#8, PKCS#1 or SEC 1)",
        )));
    };
    let Some(password) = password else { return Err(locked()) };
    let (sealed, _) = sealed.split_once(SEALED_END).unwrap_or((sealed, ""));
    let (_, document) = Document::from_pem(&format!("{SEALED}{sealed}{SEALED_END}\n"))
        .map_err(|_| malformed(Text::new("khóa riêng bị hỏng", "the private key is damaged")))?;
    let sealed = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| cipher())?;
    // A wrong password shows in the padding or in what comes out; which of the two is all one.
    let opened = sealed.decrypt(password).map_err(|_| wrong_password())?;
    Ok(PrivateKeyDer::from(PrivatePkcs8KeyDer::from(opened.as_bytes().to_vec())))
}

fn archive(bytes: &[u8], password: &str) -> Result<Material, Trouble> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|error| match error {
        _ if password.is_empty() && is_locked(&error) => locked(),
        error if is_locked(&error) => wrong_password(),
        ArchiveError::UnsupportedEncryptionScheme | ArchiveError::UnsupportedMacAlgorithm => cipher(),
        _ => malformed(Text::new("tệp PKCS#12 bị hỏng", "the PKCS#12 file is damaged")),
    })?;
    let [key] = archive.keys.as_slice() else {
        let number = archive.keys.len();
        return Err(malformed(text!(
            "tệp PKCS#12 phải chứa đúng một khóa riêng (đang có: {number})",
            "a PKCS#12 file must hold exactly one private key (found: {number})"
        )));
    };
    let certificates: Vec<_> =
        archive.certs.iter().map(|bag| CertificateDer::from(bag.cert.as_der().to_vec())).collect();
    if certificates.is_empty() {
        return Err(malformed(Text::new("tệp PKCS#12 không chứa chứng thư", "the PKCS#12 file holds no certificate")));
    }
    Ok(Material { certificates, key: PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.key.as_der().to_vec())) })
}

/// Whether a wrong password is what this error comes from; without a MAC it shows in the padding.
fn is_locked(error: &ArchiveError) -> bool {
    matches!(error, ArchiveError::MacError(_) | ArchiveError::UnpadError | ArchiveError::Pkcs5Error(_))
}

/// Holds a file with a secret to what ssh demands of a key: nobody but its owner may read it.
#[cfg(unix)]
fn secure(path: &Path) -> Result<(), Trouble> {
    use std::os::unix::fs::MetadataExt;

    let data = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    // As ssh: what another account owns (root, with a group for readers) is that account's business,
    // as long as not everybody can read it.
    let mine = std::fs::metadata("/proc/self").map_or(true, |own| own.uid() == data.uid());
    let open = data.mode() & if mine { 0o077 } else { 0o007 };
    if open == 0 {
        return Ok(());
    }
    let (name, mode) = (path.display(), format!("{:04o}", data.mode() & 0o7777));
    Err(Trouble {
        code: "K-IDT-002",
        text: text!(
            "tệp bí mật `{name}` để người khác đọc hoặc ghi được (quyền {mode})",
            "the secret file `{name}` is open to others (mode {mode})"
        ),
        hint: Some(text!("chmod 600 {name}", "chmod 600 {name}")),
    })
}

#[cfg(not(unix))]
fn secure(_path: &Path) -> Result<(), Trouble> {
    Ok(())
}

fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    let (name, Text { vi, en }) = (path.display(), io_failure(error));
    Trouble {
        code: "K-IDT-001",
        text: text!("không đọc được tệp `{name}`: {vi}", "cannot read file `{name}`: {en}"),
        hint: Some(Text::new(
            "đường dẫn tính từ thư mục của system.yaml",
            "paths are taken from the folder of system.yaml",
        )),
    }
}

fn malformed(text: Text) -> Trouble {
    Trouble { code: "K-IDT-003", text, hint: None }
}

fn no_pem(_error: PemError) -> Trouble {
    malformed(Text::new("tệp không phải PEM hợp lệ", "the file is no valid PEM"))
}

fn locked() -> Trouble {
    Trouble {
        code: "K-IDT-006",
        text: Text::new("khóa riêng có mật khẩu, chưa khai báo", "the private key has a password, none is declared"),
        hint: Some(Text::new(
            "khai báo `password_env` (tên biến môi trường) hoặc `password_file`",
            "declare `password_env` (the name of a variable) or `password_file`",
        )),
    }
}

fn wrong_password() -> Trouble {
    Trouble {
        code: "K-IDT-006",
        text: Text::new("mật khẩu không mở được khóa riêng", "the password does not open the private key"),
        hint: None,
    }
}

fn cipher() -> Trouble {
    Trouble {
        code: "K-IDT-003",
        text: Text::new(
            "khóa được mã hóa bằng thuật toán không được hỗ trợ",
            "the key is encrypted by an algorithm that is not supported",
        ),
        hint: Some(Text::new(
            "xuất lại: openssl pkcs12 -export -in chung-thu.pem -inkey khoa.pem -out chung-thu.p12",
            "export it again: openssl pkcs12 -export -in certificate.pem -inkey key.pem -out certificate.p12",
        )),
    }
}
