//! A certificate as paths, revocation and people need it.

use jiff::Timestamp;
use x509_parser::extensions::DistributionPointName;
use x509_parser::prelude::{FromDer, GeneralName, ParsedExtension, X509Certificate, X509Extension};

use super::algorithm::{Algorithm, Unfit};
use super::asn1::{Item, tag};
use crate::text::{shorten, visible};

/// The purpose of a responder of OCSP.
pub(super) const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// Longest name of a subject that is shown, in characters.
const LONGEST_NAME: usize = 300;

/// A certificate, read once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Certificate {
    der: Vec<u8>,
    pub(super) subject_der: Vec<u8>,
    pub(super) issuer_der: Vec<u8>,
    /// The value of the serial number's INTEGER.
    pub(super) serial: Vec<u8>,
    /// `SubjectPublicKeyInfo`.
    pub(super) public_key: Vec<u8>,
    /// The subject for people.
    pub subject: String,
    /// The issuer for people.
    pub issuer: String,
    /// First instant of validity.
    pub not_before: Timestamp,
    /// Last instant of validity.
    pub not_after: Timestamp,
    pub(super) usage: Option<Usage>,
    /// Extended key usages in dotted form; none where the extension is absent.
    pub(super) purposes: Option<Vec<String>>,
    /// Whether basic constraints call it an authority.
    pub(super) authority: bool,
    pub(super) key_identifier: Option<Vec<u8>>,
    /// A responder with the extension id-pkix-ocsp-nocheck: nobody publishes whether it is revoked (RFC 6960 section
    /// 4.2.2.2.1). On any other certificate the extension says nothing.
    pub(super) unchecked: bool,
    /// Where OCSP is asked, from the certificate.
    pub(super) ocsp_addresses: Vec<String>,
    /// Where the list of revoked certificates lies, from the certificate.
    pub(super) list_addresses: Vec<String>,
    /// All addresses of its lists, those included that nobody here asks (ldap).
    pub(super) list_names: Vec<String>,
}

/// What the key may be used for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Usage {
    /// digitalSignature or nonRepudiation.
    pub(super) signs: bool,
    /// cRLSign.
    pub(super) lists: bool,
    /// keyCertSign.
    pub(super) issues: bool,
}

/// Why bytes are not a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NoCertificate;

impl Certificate {
    /// Reads DER, with nothing behind it.
    ///
    /// # Errors
    /// The bytes are no certificate of X.509.
    pub fn read(der: &[u8]) -> Result<Self, NoCertificate> {
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| NoCertificate)?;
        if !rest.is_empty() {
            return Err(NoCertificate);
        }
        let instant = |seconds| Timestamp::from_second(seconds).map_err(|_| NoCertificate);
        let mut read = Self {
            der: der.to_vec(),
            subject_der: parsed.subject().as_raw().to_vec(),
            issuer_der: parsed.issuer().as_raw().to_vec(),
            serial: parsed.raw_serial().to_vec(),
            public_key: parsed.public_key().raw.to_vec(),
            subject: shorten(&visible(&parsed.subject().to_string()), LONGEST_NAME),
            issuer: shorten(&visible(&parsed.issuer().to_string()), LONGEST_NAME),
            not_before: instant(parsed.validity().not_before.timestamp())?,
            not_after: instant(parsed.validity().not_after.timestamp())?,
            usage: None,
            purposes: None,
            authority: false,
            key_identifier: None,
            unchecked: false,
            ocsp_addresses: Vec::new(),
            list_addresses: Vec::new(),
            list_names: Vec::new(),
        };
        parsed.extensions().iter().for_each(|extension| read.take(extension.parsed_extension()));
        let is_responder = read.purposes.iter().flatten().any(|purpose| purpose == OCSP_SIGNING);
        let unchecked = |found: &X509Extension<'_>| found.oid.to_id_string() == "1.3.6.1.5.5.7.48.1.5";
        read.unchecked = is_responder && parsed.extensions().iter().any(unchecked);
        Ok(read)
    }

    /// All certificates in PEM or DER bytes: what a trust folder's file holds.
    ///
    /// # Errors
    /// One of them is no certificate, or there is none.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, NoCertificate> {
        if memchr::memmem::find(bytes, b"-----BEGIN").is_none_or(|at| at >= 1 << 16) {
            return Ok(vec![Self::read(bytes)?]);
        }
        let mut found = Vec::new();
        for pem in x509_parser::pem::Pem::iter_from_buffer(bytes) {
            let pem = pem.map_err(|_| NoCertificate)?;
            if pem.label == "CERTIFICATE" {
                found.push(Self::read(&pem.contents)?);
            }
        }
        if found.is_empty() { Err(NoCertificate) } else { Ok(found) }
    }

    fn take(&mut self, extension: &ParsedExtension<'_>) {
        match extension {
            ParsedExtension::KeyUsage(usage) => {
                let signs = usage.digital_signature() || usage.non_repudiation();
                self.usage = Some(Usage { signs, lists: usage.crl_sign(), issues: usage.key_cert_sign() });
            }
            ParsedExtension::ExtendedKeyUsage(usage) => self.purposes = Some(purposes(usage)),
            ParsedExtension::BasicConstraints(constraints) => self.authority = constraints.ca,
            ParsedExtension::SubjectKeyIdentifier(identifier) => self.key_identifier = Some(identifier.0.to_vec()),
            ParsedExtension::AuthorityInfoAccess(access) => {
                let ocsp = access.iter().filter(|one| one.access_method.to_id_string() == "1.3.6.1.5.5.7.48.1");
                self.ocsp_addresses = ocsp.filter_map(|one| address(&one.access_location)).collect();
            }
            ParsedExtension::CRLDistributionPoints(points) => {
                let names = points.iter().filter_map(|point| match point.distribution_point.as_ref()? {
                    DistributionPointName::FullName(names) => Some(names),
                    DistributionPointName::NameRelativeToCRLIssuer(_) => None,
                });
                let names: Vec<&GeneralName<'_>> = names.flatten().collect();
                self.list_addresses = names.iter().filter_map(|name| address(name)).collect();
                self.list_names = names.iter().filter_map(|name| uri(name)).map(str::to_owned).collect();
            }
            _ => {}
        }
    }

    /// The encoding.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of the encoding, in hexadecimal: what people compare.
    pub fn fingerprint(&self) -> String {
        super::hexadecimal(&super::Digest::Sha256.of(&[&self.der]))
    }

    /// The serial number in hexadecimal.
    pub fn serial_number(&self) -> String {
        super::hexadecimal(&self.serial)
    }

    /// The values of one attribute of the subject: `CN`, `O`, `OU`, ...
    pub fn subject_parts(&self, kind: &str) -> Vec<String> {
        let Ok((_, name)) = x509_parser::x509::X509Name::from_der(&self.subject_der) else { return Vec::new() };
        let wanted = match kind {
            "CN" => "2.5.4.3",
            "O" => "2.5.4.10",
            "OU" => "2.5.4.11",
            "L" => "2.5.4.7",
            "T" => "2.5.4.12",
            _ => return Vec::new(),
        };
        let parts = name.iter_attributes().filter(|part| part.attr_type().to_id_string() == wanted);
        parts.filter_map(|part| part.as_str().ok()).map(|text| shorten(&visible(text), LONGEST_NAME)).collect()
    }

    /// The algorithm that signed it, where that is too weak.
    pub(super) fn weakness(&self) -> Option<&'static str> {
        let mut inside = Item::only(&self.der, tag::SEQUENCE).ok()?.inside();
        inside.tagged(tag::SEQUENCE).ok()?;
        match Algorithm::read(&inside.tagged(tag::SEQUENCE).ok()?, None) {
            Err(Unfit::Weak(name)) => Some(name),
            _ => None,
        }
    }
}

fn purposes(usage: &x509_parser::extensions::ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, "2.5.29.37.0"),
        (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
        (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let known = known.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned());
    known.chain(usage.other.iter().map(|oid| oid.to_id_string())).collect()
}

fn uri<'a>(name: &GeneralName<'a>) -> Option<&'a str> {
    if let GeneralName::URI(address) = name { Some(address) } else { None }
}

fn address(name: &GeneralName<'_>) -> Option<String> {
    uri(name).filter(|address| address.starts_with("http://")).map(str::to_owned)
}
