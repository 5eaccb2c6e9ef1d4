//! The algorithms of XML signatures by their names (RFC 9231, XML Encryption 1.1).

use aws_lc_rs::digest;

use crate::probe::certificate::SignatureHash;
use crate::text::shorten;

/// How a signature is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Method {
    /// RSASSA-PKCS1-v1_5.
    Rsa,
    /// RSASSA-PSS.
    Pss,
    /// ECDSA.
    Ecdsa,
    /// Ed25519.
    Ed25519,
    /// What is known and not verified here: DSA, or a secret that both sides share.
    Other,
}

/// How a signature with an algorithm is made, and its hash; `None` where the name is not known.
pub(super) fn method(name: &str) -> Option<(Method, SignatureHash)> {
    METHODS.iter().find(|row| row.0 == name).map(|row| (row.1, row.2))
}

/// The hash in a signature's algorithm.
pub(in crate::probe::saml) fn signature_hash(name: &str) -> SignatureHash {
    method(name).map_or(SignatureHash::Unknown, |(_, hash)| hash)
}

/// The hash that the name of a digest means.
pub(in crate::probe::saml) fn digest_hash(name: &str) -> SignatureHash {
    DIGESTS.iter().find(|row| row.0 == name).map_or(SignatureHash::Unknown, |row| row.1)
}

/// The digest of bytes; `None` where the hash is not made here.
pub(super) fn digest(hash: SignatureHash, bytes: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match hash {
        SignatureHash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        SignatureHash::Sha224 => &digest::SHA224,
        SignatureHash::Sha256 => &digest::SHA256,
        SignatureHash::Sha384 => &digest::SHA384,
        SignatureHash::Sha512 => &digest::SHA512,
        SignatureHash::Md5 | SignatureHash::Intrinsic | SignatureHash::Unknown => return None,
    };
    Some(digest::digest(algorithm, bytes).as_ref().to_vec())
}

/// The last part of an algorithm's name.
pub(in crate::probe::saml) fn short(name: &str) -> String {
    let name = name.trim_end_matches('#');
    let last = name.rsplit(['#', '/']).find(|part| !part.is_empty()).unwrap_or(name);
    // `xml-exc-c14n#WithComments` says nothing without what stands before.
    let start = if last == "WithComments" {
        let before = name.trim_end_matches("WithComments").trim_end_matches('#');
        before.rsplit('/').next().map_or(0, |part| before.len() - part.len())
    } else {
        name.len() - last.len()
    };
    shorten(name.get(start..).unwrap_or(last), 60)
}

const METHODS: &[(&str, Method, SignatureHash)] = &[
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", Method::Rsa, SignatureHash::Sha1),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", Method::Other, SignatureHash::Md5),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", Method::Other, SignatureHash::Sha224),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Method::Rsa, SignatureHash::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", Method::Rsa, SignatureHash::Sha384),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Method::Rsa, SignatureHash::Sha512),
    ("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", Method::Other, SignatureHash::Sha1),
    ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", Method::Pss, SignatureHash::Sha256),
    ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", Method::Pss, SignatureHash::Sha384),
    ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", Method::Pss, SignatureHash::Sha512),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", Method::Ecdsa, SignatureHash::Sha1),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224", Method::Ecdsa, SignatureHash::Sha224),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Method::Ecdsa, SignatureHash::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Method::Ecdsa, SignatureHash::Sha384),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Method::Ecdsa, SignatureHash::Sha512),
    ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", Method::Ed25519, SignatureHash::Intrinsic),
    ("http://www.w3.org/2000/09/xmldsig#dsa-sha1", Method::Other, SignatureHash::Sha1),
    ("http://www.w3.org/2009/xmldsig11#dsa-sha256", Method::Other, SignatureHash::Sha256),
    ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", Method::Other, SignatureHash::Sha1),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-md5", Method::Other, SignatureHash::Md5),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", Method::Other, SignatureHash::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha384", Method::Other, SignatureHash::Sha384),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha512", Method::Other, SignatureHash::Sha512),
];

const DIGESTS: &[(&str, SignatureHash)] = &[
    ("http://www.w3.org/2001/04/xmldsig-more#md5", SignatureHash::Md5),
    ("http://www.w3.org/2000/09/xmldsig#sha1", SignatureHash::Sha1),
    ("http://www.w3.org/2001/04/xmldsig-more#sha224", SignatureHash::Sha224),
    ("http://www.w3.org/2001/04/xmlenc#sha256", SignatureHash::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#sha384", SignatureHash::Sha384),
    ("http://www.w3.org/2001/04/xmlenc#sha512", SignatureHash::Sha512),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_their_last_part() {
        for (name, last) in [
            ("http://www.w3.org/2001/10/xml-exc-c14n#", "xml-exc-c14n"),
            ("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", "xml-exc-c14n#WithComments"),
            ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", "REC-xml-c14n-20010315#WithComments"),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "rsa-sha256"),
            ("", ""),
        ] {
            assert_eq!(short(name), last, "{name}");
        }
    }
}
