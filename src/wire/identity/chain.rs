//! Putting the certificates of a file in order: the key's own first, then who issued it, and so on.

use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::file::Trouble;
use crate::text::Text;

/// The most certificates that are presented.
const MOST: usize = 10;

/// A chain that fits a key.
pub(super) struct Chain {
    /// The certificates, the client's own first; a root is left out, nobody needs it sent.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// The own certificate's beginning.
    pub(super) not_before: Timestamp,
    /// The own certificate's end.
    pub(super) not_after: Timestamp,
}

/// Orders `given` below the key `public` (SubjectPublicKeyInfo in DER). Where the key does not tell
/// its public half the first certificate counts as its own.
pub(super) fn arranged(given: Vec<CertificateDer<'static>>, public: Option<&[u8]>) -> Result<Chain, Trouble> {
    let mut read = Vec::new();
    for certificate in &given {
        let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| unreadable())?;
        read.push((certificate, parsed));
    }
    let own = read.iter().find(|(_, parsed)| public.is_none_or(|public| parsed.public_key().raw == public));
    let Some((first, own)) = own else { return Err(mismatch()) };
    let instant = |seconds: i64| {
        Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
    };
    let validity = own.validity();
    let (not_before, not_after) = (instant(validity.not_before.timestamp()), instant(validity.not_after.timestamp()));
    let mut certificates = vec![(*first).clone()];
    let mut below = own;
    while let Some((certificate, issuer)) = read.iter().find(|(certificate, other)| {
        other.subject().as_raw() == below.issuer().as_raw()
            && other.subject().as_raw() != other.issuer().as_raw()
            && !certificates.contains(certificate)
    }) {
        certificates.push((*certificate).clone());
        below = issuer;
        if certificates.len() >= MOST {
            break;
        }
    }
    Ok(Chain { certificates, not_before, not_after })
}

fn mismatch() -> Trouble {
    Trouble {
        code: "K-IDT-005",
        text: Text::new(
            "khóa riêng không khớp với chứng thư nào trong tệp",
            "the private key fits none of the file's certificates",
        ),
        hint: Some(Text::new(
            "so khóa công khai: openssl x509 -in CHUNG-THU -noout -pubkey; openssl pkey -in KHOA -pubout",
            "compare the public keys: openssl x509 -in CERTIFICATE -noout -pubkey; openssl pkey -in KEY -pubout",
        )),
    }
}

fn unreadable() -> Trouble {
    Trouble {
        code: "K-IDT-003",
        text: Text::new(
            "tệp chứa chứng thư không đúng cấu trúc X.509",
            "the file holds a certificate that is no X.509",
        ),
        hint: None,
    }
}
