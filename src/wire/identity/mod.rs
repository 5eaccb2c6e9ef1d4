//! The certificates that the inspection can present, and their keys, which never leave this room.
//!
//! A job names an [`Identity`]; the wire holds what stands behind it. So jobs stay plain data, and
//! no key is ever near a fact, a journal or a log.

mod chain;
mod file;
mod load;
mod stranger;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::sign::CertifiedKey;
use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use crate::system::ClientCertificate;
use crate::text::Text;

/// The name of a certificate that a client may present; never the key.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Identity {
    /// What `system.yaml` declares: the file of the chain, and that of the key where it is another.
    Declared(PathBuf, Option<PathBuf>),
    /// Nobody's: signed by itself, made for the run, its subject that of the declared certificate
    /// where one is named.
    Stranger(Option<Box<Self>>),
}

impl Identity {
    /// The name of a declared certificate. Two subjects that declare the same files share it.
    pub fn declared(certificate: &ClientCertificate) -> Self {
        Self::Declared(certificate.file.clone(), certificate.key.clone())
    }

    /// The name of the stranger who has the same subject as a declared certificate.
    pub fn stranger(like: Option<&ClientCertificate>) -> Self {
        Self::Stranger(like.map(|certificate| Box::new(Self::declared(certificate))))
    }
}

/// A secret in a file of its own: its first line. The file must be closed to others; what is wrong is
/// told by code, text and hint.
///
/// # Errors
/// The file cannot be read, is open to others, or is no text.
pub fn secret_line(path: &Path) -> Result<Zeroizing<String>, (&'static str, Text, Option<Text>)> {
    file::password(path).map_err(|file::Trouble { code, text, hint }| (code, text, hint))
}

/// Every identity of a run. Clones share the keys; what is shown of it holds none.
#[derive(Clone, Default)]
pub struct Identities(Arc<BTreeMap<Identity, Arc<CertifiedKey>>>);

impl Identities {
    /// The chain of an identity, the client's own certificate first.
    pub fn chain(&self, identity: &Identity) -> Option<&[CertificateDer<'static>]> {
        self.0.get(identity).map(|certified| certified.cert.as_slice())
    }

    /// What a handshake needs to present an identity; nothing where none is to be presented.
    pub(super) fn bearer(&self, identity: Option<&Identity>) -> Result<Option<Arc<CertifiedKey>>, Text> {
        match identity.map(|identity| self.0.get(identity)) {
            None => Ok(None),
            Some(Some(certified)) => Ok(Some(Arc::clone(certified))),
            Some(None) => Err(Text::new(
                "chứng thư máy khách đã khai báo chưa được nạp",
                "the declared client certificate was not loaded",
            )),
        }
    }
}

/// The names alone.
impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
