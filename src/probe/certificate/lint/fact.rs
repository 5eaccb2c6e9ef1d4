//! The facts about what is wrong in the making of a certificate, whoever trusts it.

use crate::fact::{enumeration, record};

record! {
    /// One rule that a certificate breaks.
    pub struct Lint {
        /// Which rule.
        vi "Quy tắc bị vi phạm."
        lint: LintId,
        /// Where the certificate stands.
        vi "Vị trí của chứng thư."
        place: LintPlace,
        /// The certificate's subject.
        vi "Tên chủ thể của chứng thư."
        certificate: String,
        /// What was seen, in no language: a name, a number, an object identifier.
        vi "Điều đã thấy, không theo ngôn ngữ nào: tên, số, mã định danh đối tượng."
        detail: String,
        /// Whether the certificate must not be so by RFC 5280 or, in the web's store, by the baseline requirements;
        /// otherwise it only should not.
        vi "Chứng thư bắt buộc không được như vậy theo RFC 5280, hoặc theo yêu cầu cơ bản (CA/Browser Forum) với kho `web`; nếu không thì chỉ là không nên."
        grave: bool,
    }
}

enumeration! {
    /// Where a certificate stands.
    pub enum LintPlace = "lint_place" {
        /// The server's own.
        Leaf = "leaf",
        /// Above it, or the presented certificates as a whole.
        Chain = "chain",
    }
}

enumeration! {
    /// The rules that certificates may break.
    pub enum LintId = "lint_id" {
        /// It is no X.509 certificate.
        Malformed = "malformed",
        /// It has no subject alternative name.
        SanMissing = "san-missing",
        /// The subject alternative name holds no name, or an empty one.
        SanEmpty = "san-empty",
        /// A subject alternative name cannot be read: wrong characters, an address of the wrong length.
        SanMalformed = "san-malformed",
        /// A subject alternative name stands there twice.
        SanDuplicate = "san-duplicate",
        /// A name holds a NUL, which cuts it short for some readers.
        NameWithNul = "name-with-nul",
        /// A DNS name is no host name.
        NameInvalid = "name-invalid",
        /// A DNS name holds an underscore.
        NameUnderscore = "name-underscore",
        /// A label begins with `xn--` and is no international label.
        NameIdnInvalid = "name-idn-invalid",
        /// An address stands where a DNS name belongs.
        NameAddressAsDns = "name-address-as-dns",
        /// A wildcard is not the whole left-most label.
        WildcardMisplaced = "wildcard-misplaced",
        /// A wildcard takes in names of unrelated owners.
        WildcardPublicSuffix = "wildcard-public-suffix",
        /// A name or address that only a closed network knows, in a certificate of the web.
        NameInternal = "name-internal",
        /// The common name is a host name and no subject alternative name.
        CommonNameNotInSan = "common-name-not-in-san",
        /// The subject is empty and the subject alternative name is not critical.
        SubjectEmptySanNotCritical = "subject-empty-san-not-critical",
        /// The subject is not empty and the subject alternative name is critical.
        SanCriticalWithSubject = "san-critical-with-subject",
        /// The issuer is empty.
        IssuerEmpty = "issuer-empty",
        /// A country in the subject is no code of two letters.
        CountryInvalid = "country-invalid",
        /// A part of the subject is longer than may be.
        SubjectTooLong = "subject-too-long",
        /// It has an identifier of issuer or subject besides the names.
        UniqueIdentifier = "unique-identifier",
        /// An authority's subject is empty.
        AuthoritySubjectEmpty = "authority-subject-empty",
        /// The serial number is zero.
        SerialZero = "serial-zero",
        /// The serial number is negative.
        SerialNegative = "serial-negative",
        /// The serial number has more than 20 octets.
        SerialTooLong = "serial-too-long",
        /// The serial number is too short to have been chosen at random.
        SerialLowEntropy = "serial-low-entropy",
        /// It is not of X.509 version 3.
        VersionOld = "version-old",
        /// It has extensions, which its version does not know.
        VersionWithExtensions = "version-with-extensions",
        /// A critical extension is not known.
        ExtensionUnknownCritical = "extension-unknown-critical",
        /// An extension stands there twice.
        ExtensionDuplicate = "extension-duplicate",
        /// An extension cannot be read.
        ExtensionMalformed = "extension-malformed",
        /// An extension is critical and must not be.
        ExtensionWronglyCritical = "extension-wrongly-critical",
        /// An extension is not critical and must be.
        ExtensionNotCritical = "extension-not-critical",
        /// The server's certificate is an authority's.
        LeafIsAuthority = "leaf-is-authority",
        /// The server's certificate may sign certificates by its key usage.
        LeafSignsCertificates = "leaf-signs-certificates",
        /// The server's certificate limits the length of paths.
        LeafPathLength = "leaf-path-length",
        /// The server's certificate constrains names.
        LeafNameConstraints = "leaf-name-constraints",
        /// An issuer says not that it is an authority.
        IssuerNotAuthority = "issuer-not-authority",
        /// An authority may not sign certificates by its key usage.
        AuthorityCannotSign = "authority-cannot-sign",
        /// It says not what its key is for.
        KeyUsageMissing = "key-usage-missing",
        /// Its key usage does not allow what TLS needs of its kind of key.
        KeyUsageUnfit = "key-usage-unfit",
        /// Its key usage allows nothing.
        KeyUsageEmpty = "key-usage-empty",
        /// Its key usage allows encipherment, which no elliptic key does.
        KeyUsageNotForCurve = "key-usage-not-for-curve",
        /// It says not what it is for.
        EkuMissing = "eku-missing",
        /// It is for everything (anyExtendedKeyUsage).
        EkuAny = "eku-any",
        /// It is not for TLS servers.
        EkuNotForServers = "eku-not-for-servers",
        /// It is for TLS servers and for something that does not go with that.
        EkuMixed = "eku-mixed",
        /// A root says what it is for.
        EkuInRoot = "eku-in-root",
        /// An authority has no subject key identifier.
        SkiMissing = "ski-missing",
        /// It has no authority key identifier.
        AkiMissing = "aki-missing",
        /// The authority key identifier names no key.
        AkiWithoutKey = "aki-without-key",
        /// The authority key identifier names the issuer's certificate besides or instead of its key.
        AkiNamesCertificate = "aki-names-certificate",
        /// The authority key identifier is not the issuer's key.
        AkiMismatch = "aki-mismatch",
        /// The key is of a kind that servers of the web may not have.
        KeyKind = "key-kind",
        /// An RSA key is shorter than 2048 bits.
        RsaShort = "rsa-short",
        /// The length of an RSA key is no multiple of 8 bits.
        RsaLengthOdd = "rsa-length-odd",
        /// The exponent of an RSA key is 1 or even.
        RsaExponentInvalid = "rsa-exponent-invalid",
        /// The exponent of an RSA key is smaller than 65537.
        RsaExponentSmall = "rsa-exponent-small",
        /// The exponent of an RSA key has more than 256 bits.
        RsaExponentLarge = "rsa-exponent-large",
        /// The modulus of an RSA key has a small factor.
        RsaSmallFactor = "rsa-small-factor",
        /// An RSA key was made by a generator whose keys can be factored (CVE-2017-15361).
        RsaRoca = "rsa-roca",
        /// The primes of an RSA key lie so close together that it can be factored (CVE-2022-26320).
        RsaClosePrimes = "rsa-close-primes",
        /// The algorithm of an RSA key has other parameters than NULL.
        RsaParameters = "rsa-parameters",
        /// An elliptic curve is not P-256, P-384 or P-521.
        CurveNotAllowed = "curve-not-allowed",
        /// An elliptic curve is given by its parameters and not by its name.
        CurveExplicit = "curve-explicit",
        /// The point of an elliptic key is not on its curve.
        CurvePointInvalid = "curve-point-invalid",
        /// The signature uses MD5 or SHA-1.
        SignatureWeak = "signature-weak",
        /// The signed and the unsigned field name different signature algorithms.
        SignatureMismatch = "signature-mismatch",
        /// It is valid for longer than the web allows.
        ValidityTooLong = "validity-too-long",
        /// It ends before it begins.
        ValidityReversed = "validity-reversed",
        /// A date is in the form for other years (UTCTime until 2049, GeneralizedTime from 2050).
        TimeForm = "time-form",
        /// It outlives its issuer.
        ValidityBeyondIssuer = "validity-beyond-issuer",
        /// The trust anchor's own certificate has expired or is not valid yet.
        AnchorNotValid = "anchor-not-valid",
        /// A name constraint cannot be read.
        NameConstraintsMalformed = "name-constraints-malformed",
        /// A name, or one that a wildcard takes in, violates a name constraint.
        NameConstraintsViolated = "name-constraints-violated",
        /// It names no policy, so that nobody knows how the name was verified.
        PolicyMissing = "policy-missing",
        /// It names neither a list nor a responder to learn of its revocation, and lives too long for that.
        RevocationSourceMissing = "revocation-source-missing",
        /// The address of a list or a responder is not `http`.
        AddressScheme = "address-scheme",
        /// The server and its issuer have one key.
        KeySharedWithIssuer = "key-shared-with-issuer",
        /// The certificates come out of order.
        ChainOrder = "chain-order",
        /// A certificate leads nowhere.
        ChainExtra = "chain-extra",
        /// A certificate is sent twice.
        ChainDuplicate = "chain-duplicate",
        /// The root is sent too.
        ChainRoot = "chain-root",
        /// A stapled OCSP response is demanded and none comes.
        StapleMissing = "staple-missing",
        /// There are too few signed certificate timestamps for a certificate of the web.
        SctTooFew = "sct-too-few",
        /// The list of revoked certificates is not made as it must be.
        CrlMalformed = "crl-malformed",
        /// The issuer may not sign lists of revoked certificates by its key usage.
        CrlIssuerCannotSign = "crl-issuer-cannot-sign",
        /// It is revoked.
        Revoked = "revoked",
    }
}
