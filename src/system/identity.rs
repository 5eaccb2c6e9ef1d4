//! The certificates by which the inspection names itself to an endpoint that demands one.
//!
//! The declaration only: paths, where the password is, what is expected of the endpoint. The files
//! are opened by the wire, which alone holds the keys.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::secret::variable;
use crate::load::{Mapping, Node, Reader};
use crate::text::Text;

/// What is declared of a client's certificate at one endpoint; nothing by default.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ClientAccess {
    /// Whether the endpoint must let nobody in without a certificate it knows. Where it is not said,
    /// it is so once a certificate of one's own is declared.
    pub required: bool,
    /// The certificate that must be accepted; it is presented by every probe.
    pub own: Option<ClientCertificate>,
    /// One of the same authority that has expired, and must be refused for it.
    pub expired: Option<ClientCertificate>,
    /// One of an authority that the endpoint must not trust.
    pub foreign: Option<ClientCertificate>,
}

/// Where a client's certificate and its key are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientCertificate {
    /// The chain (PEM, the client's own certificate first) or a PKCS#12 file with the key. As
    /// declared: relative to the folder of `system.yaml`.
    pub file: PathBuf,
    /// The key (PEM: PKCS#8, PKCS#1 or SEC 1); in `file` where it is `None`.
    pub key: Option<PathBuf>,
    /// Where the password is that opens the key.
    pub password: Option<Password>,
    /// Where it stands in `system.yaml`.
    pub span: Range<usize>,
}

/// Where a password is; never the password.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Password {
    /// In a file, its first line; relative to the folder of `system.yaml`.
    File(PathBuf),
    /// In a variable of the environment.
    Variable(String),
}

impl ClientAccess {
    /// Whether anything is declared, so that there is something to look at.
    pub fn is_declared(&self) -> bool {
        self.required || self.own.is_some() || self.expired.is_some() || self.foreign.is_some()
    }

    /// Every declared certificate.
    pub fn certificates(&self) -> impl Iterator<Item = &ClientCertificate> {
        [&self.own, &self.expired, &self.foreign].into_iter().flatten()
    }
}

/// Reads the keys of a web subject; `tls` says whether its address is https.
pub(super) fn client_access(map: &mut Mapping<'_>, tls: bool) -> Option<ClientAccess> {
    let certificate =
        |reader: &Reader, node: &Node| certificate(reader, node).filter(|_| tls || needs_tls(reader, node));
    let [own, expired, foreign] =
        ["client_certificate", "expired_certificate", "foreign_certificate"].map(|key| map.optional(key, certificate));
    let required = map.optional("client_certificate_required", |reader, node| {
        reader.bool(node).filter(|required| tls || !required || needs_tls(reader, node))
    });
    let (own, expired, foreign, required) = (own?, expired?, foreign?, required?);
    Some(ClientAccess { required: required.unwrap_or(own.is_some()), own, expired, foreign })
}

/// Notes that nobody presents a certificate without TLS; always false.
pub(super) fn needs_tls(reader: &Reader, node: &Node) -> bool {
    let what = Text::new(
        "chứng thư máy khách chỉ dùng được với địa chỉ https",
        "a client certificate can only be used with an https address",
    );
    reader.problem("K-SYS-018", node.span.clone(), what);
    false
}

/// Reads where a certificate and its key are.
pub(super) fn certificate(reader: &Reader, node: &Node) -> Option<ClientCertificate> {
    let mut map = reader.mapping(node, &["file", "key", "password_env", "password_file"])?;
    let file = map.required("file", Reader::text);
    let key = map.optional("key", Reader::text);
    let variable = map.optional("password_env", variable);
    let password_file = map.optional("password_file", Reader::text);
    let (file, key, variable, password_file) = (file?, key?, variable?, password_file?);
    let password = match (variable, password_file) {
        (Some(_), Some(_)) => {
            let what = Text::new(
                "chỉ khai báo một trong hai: `password_env` hoặc `password_file`",
                "give `password_env` or `password_file`, not both",
            );
            reader.problem("K-SYS-019", map.key_span("password_file"), what);
            return None;
        }
        (Some(name), None) => Some(Password::Variable(name)),
        (None, Some(path)) => Some(Password::File(PathBuf::from(path))),
        (None, None) => None,
    };
    let key = key.map(PathBuf::from).filter(|key| key.as_path() != Path::new(&file));
    Some(ClientCertificate { file: PathBuf::from(file), key, password, span: node.span.clone() })
}
