//! Signing: at once with a key at hand, or in two phases with a signature from a telephone or a remote service.

use aws_lc_rs::rand;

use super::algorithm::{Algorithm, Digest, PublicKey};
use super::asn1::{as_der, oid};
use super::certificate::Certificate;
use super::cms::{self, SignedData};
use super::error::SealError;
use super::key::{Signer, sequence_of_halves};
use super::pdf::{self, Evidence, Fill, Hole, PdfFile};
use super::reason::{Part, Reason};
use super::trust::{Trust, path, question, status_of};
use crate::text::Text;
use jiff::Timestamp;

/// A time-stamp authority, reached by the caller.
pub trait TimeStamper {
    /// Sends a `TimeStampReq` (`application/timestamp-query`) and gives the answer's body.
    ///
    /// # Errors
    /// What is to be told where there is no answer.
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Text>;
}

/// Fetching of revocation data, by the caller.
pub trait Fetch {
    /// Gets a list from an address or, with a question (`application/ocsp-request`), posts that and gives the answer.
    ///
    /// # Errors
    /// What is to be told where there is no answer.
    fn fetch(&self, address: &str, question: Option<&[u8]>) -> Result<Vec<u8>, Text>;
}

/// Fills a field and signs it; with a time-stamp authority the signature is B-T, without one B-B. A stamp that cannot
/// be had is an error: nothing is signed more weakly than was asked.
///
/// # Errors
/// The file, the field, the key or the authority, see [`SealError`].
pub fn sign(
    file: &PdfFile,
    fill: &Fill<'_>,
    signer: &dyn Signer,
    stamper: Option<&dyn TimeStamper>,
) -> Result<Vec<u8>, SealError> {
    let pending = Pending::open(file, fill, signer.chain().to_vec(), signer.algorithm())?;
    let signature = signer.sign(&pending.to_be_signed())?;
    pending.finish(&signature, stamper)
}

/// A file that waits for its signature: the first of two phases.
#[derive(Clone, Debug)]
pub struct Pending {
    hole: Hole,
    chain: Vec<Certificate>,
    algorithm: Algorithm,
    attributes: Vec<u8>,
}

impl Pending {
    /// Fills a field for the owner of this certificate, the first of the chain.
    ///
    /// # Errors
    /// The file or the field, or there is no certificate.
    pub fn open(
        file: &PdfFile,
        fill: &Fill<'_>,
        chain: Vec<Certificate>,
        algorithm: Algorithm,
    ) -> Result<Self, SealError> {
        Self::around(pdf::fill(file, fill)?, chain, algorithm)
    }

    /// The second phase: finds the file's hole again. The certificate has to be the one of the first phase.
    ///
    /// # Errors
    /// The file cannot be read, or the field does not wait for a signature.
    pub fn reopened(
        bytes: Vec<u8>,
        field: &str,
        chain: Vec<Certificate>,
        algorithm: Algorithm,
    ) -> Result<Self, SealError> {
        Self::around(Hole::reopened(bytes, field)?, chain, algorithm)
    }

    /// The field of a file that waits for its signature; nothing where none does.
    pub fn field(file: &PdfFile) -> Option<String> {
        pdf::waiting(file)
    }

    fn around(hole: Hole, chain: Vec<Certificate>, algorithm: Algorithm) -> Result<Self, SealError> {
        let signer = chain.first().ok_or(SealError::Signature(Reason::CertificateMissing))?;
        let attributes = cms::attributes(algorithm, &hole.digest(algorithm.digest()), signer);
        Ok(Self { hole, chain, algorithm, attributes })
    }

    /// The file with its empty hole, to be kept until the signature comes.
    pub fn bytes(&self) -> &[u8] {
        self.hole.bytes()
    }

    /// What the key has to sign, digested by the digest of the algorithm.
    pub fn to_be_signed(&self) -> Vec<u8> {
        cms::to_be_signed(&self.attributes)
    }

    /// The digest of the document around the hole: what a service signs that makes the whole CMS by itself.
    pub fn document_digest(&self) -> Vec<u8> {
        self.hole.digest(self.algorithm.digest())
    }

    /// How the key signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Puts the signature in: the bare value, for ECDSA as `SEQUENCE { r, s }` or as two halves. A value that is not
    /// that key's over these bytes is refused.
    ///
    /// # Errors
    /// The signature does not hold, is too long, or no time stamp could be had.
    pub fn finish(self, signature: &[u8], stamper: Option<&dyn TimeStamper>) -> Result<Vec<u8>, SealError> {
        let signer = self.chain.first().ok_or(SealError::Signature(Reason::CertificateMissing))?;
        let key = PublicKey::read(&signer.public_key).map_err(|_| SealError::Signature(Reason::Unsupported))?;
        let message = self.to_be_signed();
        let holds = |value: &[u8]| key.verify(self.algorithm, &message, value).unwrap_or(false);
        let value = if holds(signature) { signature.to_vec() } else { sequence_of_halves(signature) };
        if !holds(&value) {
            return Err(SealError::Signature(Reason::SignatureWrong));
        }
        let cms =
            cms::assembled(self.algorithm, &self.attributes, &value, &self.chain).map_err(SealError::Signature)?;
        close(self.hole, cms, &value, stamper)
    }

    /// Puts a whole CMS in that was made elsewhere over this file.
    ///
    /// # Errors
    /// It does not hold over this file, is too long, or no time stamp could be had.
    pub fn finish_with_cms(self, cms: &[u8], stamper: Option<&dyn TimeStamper>) -> Result<Vec<u8>, SealError> {
        let malformed = || SealError::Signature(Reason::Malformed(Part::Signature));
        let der = as_der(cms).map_err(|_| malformed())?;
        let signed = SignedData::read(&der, Part::Signature).map_err(SealError::Signature)?;
        let checked = cms::check(&signed, oid::DATA, Part::Signature, |digest| self.hole.digest(digest))
            .map_err(SealError::Signature)?;
        if self.chain.first().is_some_and(|expected| *expected != checked.certificate) {
            return Err(SealError::Signature(Reason::WrongCertificate));
        }
        let value = signed.signer.signature.to_vec();
        close(self.hole, der, &value, stamper)
    }
}

fn close(hole: Hole, mut cms: Vec<u8>, value: &[u8], stamper: Option<&dyn TimeStamper>) -> Result<Vec<u8>, SealError> {
    if let Some(stamper) = stamper {
        let token = stamped(stamper, &Digest::Sha256.of(&[value]))?;
        cms = cms::with_stamp(&cms, &token).map_err(|_| SealError::Signature(Reason::Malformed(Part::Signature)))?;
    }
    hole.closed(&cms)
}

/// Asks for a time stamp and holds the answer against what was asked.
fn stamped(stamper: &dyn TimeStamper, imprint: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; 8];
    rand::fill(&mut nonce).map_err(|_| SealError::Key(super::KeyError::Failed))?;
    // Without a leading zero and not negative, so that every authority gives back the same bytes.
    if let Some(first) = nonce.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    let answer = stamper.stamp(&cms::request(Digest::Sha256, imprint, &nonce)).map_err(SealError::TimeStamp)?;
    cms::answer(&answer, imprint, &nonce).map_err(|reason| SealError::TimeStamp(reason.text()))
}

/// Puts a time stamp over the whole file (B-LTA when the evidence is in it).
///
/// # Errors
/// The file cannot be extended, or no time stamp could be had.
pub fn stamp_document(file: &PdfFile, stamper: &dyn TimeStamper) -> Result<Vec<u8>, SealError> {
    let hole = pdf::stamp_room(file)?;
    let token = stamped(stamper, &hole.digest(Digest::Sha256))?;
    hole.closed(&token)
}

/// Keeps evidence in the file (B-LT).
///
/// # Errors
/// The file cannot be extended.
pub fn add_evidence(file: &PdfFile, evidence: &Evidence) -> Result<Vec<u8>, SealError> {
    pdf::add_evidence(file, evidence)
}

/// The evidence for all signatures and time stamps of a file: their paths, and for each certificate an OCSP answer or
/// a list, from what the caller has or from where the certificate says.
///
/// # Errors
/// A path does not lead to an anchor, or the revocation of a certificate cannot be had.
pub fn gather_evidence(
    file: &PdfFile,
    trust: &Trust,
    fetch: &dyn Fetch,
    now: Timestamp,
) -> Result<Evidence, SealError> {
    let (found, mut failed) = available_evidence(file, trust, fetch, now);
    if failed.is_empty() { Ok(found) } else { Err(failed.swap_remove(0)) }
}

/// The same, as far as it can be had, with what could not: for who verifies, each certificate stands alone.
pub fn available_evidence(
    file: &PdfFile,
    trust: &Trust,
    fetch: &dyn Fetch,
    now: Timestamp,
) -> (Evidence, Vec<SealError>) {
    let mut found = Evidence::default();
    let mut failed = Vec::new();
    let covered = pdf::placed(file).into_iter().take(super::verify::MOST_SIGNATURES).filter_map(|one| one.found.ok());
    for (certificate, others, purpose, stamped) in covered.flat_map(|one| super::verify::signers_of(&one)) {
        let chain = match path(&certificate, &others, trust, stamped.unwrap_or(now), purpose) {
            Ok(chain) => chain,
            Err(reason) => {
                failed.push(SealError::Signature(reason));
                continue;
            }
        };
        for (one, issuer) in chain.iter().zip(chain.iter().skip(1)) {
            match of_certificate(one, issuer, trust, fetch, now) {
                Ok(evidence) => found.extend(evidence),
                Err(error) => failed.push(error),
            }
        }
        let certificates = chain.iter().map(|one| one.der().to_vec()).collect();
        found.extend(Evidence { certificates, ..Evidence::default() });
    }
    (found, failed)
}

/// An OCSP answer, else a list, else what the caller has already.
fn of_certificate(
    certificate: &Certificate,
    issuer: &Certificate,
    trust: &Trust,
    fetch: &dyn Fetch,
    now: Timestamp,
) -> Result<Evidence, SealError> {
    if certificate.unchecked {
        return Ok(Evidence::default());
    }
    let mut said = Text::new(
        "chứng thư không nêu địa chỉ kiểm tra thu hồi",
        "the certificate names no address for revocation data",
    );
    let known = Evidence {
        lists: trust
            .evidence
            .lists
            .iter()
            .filter(|list| super::trust::list_state(list, certificate, issuer, now))
            .cloned()
            .collect(),
        ..Evidence::default()
    };
    if !known.is_empty() {
        return Ok(known);
    }
    if let Some(question) = question(certificate, issuer) {
        for address in &certificate.ocsp_addresses {
            match fetch.fetch(address, Some(&question)) {
                Ok(answer) if status_of(&answer, certificate, issuer, now) => {
                    return Ok(Evidence { responses: vec![answer], ..Evidence::default() });
                }
                Ok(_) => said = Text::new("trả lời OCSP không hợp lệ", "the OCSP answer does not hold"),
                Err(text) => said = text,
            }
        }
    }
    for address in &certificate.list_addresses {
        match fetch.fetch(address, None) {
            Ok(list) if super::trust::list_state(&list, certificate, issuer, now) => {
                return Ok(Evidence { lists: vec![list], ..Evidence::default() });
            }
            Ok(_) => {
                said = Text::new("danh sách thu hồi không hợp lệ", "the list of revoked certificates does not hold");
            }
            Err(text) => said = text,
        }
    }
    Err(SealError::Revocation(said))
}
