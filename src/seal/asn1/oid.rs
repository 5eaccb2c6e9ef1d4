//! Object identifiers, as the value bytes of their encoding.

macro_rules! identifiers {
    ($($(#[$meta:meta])* $name:ident = $value:expr;)+) => {
        $($(#[$meta])* pub(in crate::seal) const $name: &[u8] = &$value;)+
    };
}

identifiers! {
    /// id-data, RFC 5652.
    DATA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    /// id-signedData, RFC 5652.
    SIGNED_DATA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    /// id-contentType, RFC 5652.
    CONTENT_TYPE = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
    /// id-messageDigest, RFC 5652.
    MESSAGE_DIGEST = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    /// id-signingTime, RFC 5652; forbidden in PAdES baseline, found in the wild.
    SIGNING_TIME = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
    /// id-aa-signingCertificate, RFC 2634: by SHA-1.
    SIGNING_CERTIFICATE = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
    /// id-aa-signingCertificateV2, RFC 5035.
    SIGNING_CERTIFICATE_V2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
    /// id-aa-timeStampToken, RFC 3161.
    TIME_STAMP_TOKEN = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
    /// id-ct-TSTInfo, RFC 3161.
    TST_INFO = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
    /// SHA-1, in identifiers of certificates only.
    SHA1 = [0x2b, 14, 3, 2, 26];
    /// MD5, found in what is refused.
    MD5 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5];
    /// SHA-256.
    SHA256 = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    /// SHA-384.
    SHA384 = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
    /// SHA-512.
    SHA512 = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
    /// rsaEncryption, RFC 8017.
    RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    /// md5WithRSAEncryption.
    RSA_MD5 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4];
    /// sha1WithRSAEncryption.
    RSA_SHA1 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
    /// id-RSASSA-PSS.
    RSA_PSS = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
    /// id-mgf1.
    MGF1 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
    /// sha256WithRSAEncryption.
    RSA_SHA256 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
    /// sha384WithRSAEncryption.
    RSA_SHA384 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
    /// sha512WithRSAEncryption.
    RSA_SHA512 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
    /// id-ecPublicKey.
    EC = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    /// secp256r1.
    P256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    /// secp384r1.
    P384 = [0x2b, 0x81, 4, 0, 34];
    /// secp521r1.
    P521 = [0x2b, 0x81, 4, 0, 35];
    /// ecdsa-with-SHA1.
    ECDSA_SHA1 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
    /// ecdsa-with-SHA256.
    ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    /// ecdsa-with-SHA384.
    ECDSA_SHA384 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
    /// ecdsa-with-SHA512.
    ECDSA_SHA512 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
    /// id-pkix-ocsp-basic, RFC 6960.
    OCSP_BASIC = [0x2b, 6, 1, 5, 5, 7, 48, 1, 1];
    /// id-ri-ocsp-response, RFC 5940: OCSP among the revocation values of a CMS.
    RI_OCSP = [0x2b, 6, 1, 5, 5, 7, 16, 2];
}
