//! Time stamps of RFC 3161: the question, the answer, the token.
//!
//! Fractions of a second in genTime are accepted: one authority in ten writes them.

use jiff::Timestamp;

use super::check::unfit_reason;
use super::{Checked, SignedData, check};
use crate::seal::asn1::{Item, Malformed, as_der, instant, oid, tag, write};
use crate::seal::{Digest, Part, Reason};

/// A `TimeStampReq` for the digest, with a nonce, asking for the authority's certificate.
pub(in crate::seal) fn request(digest: Digest, imprint: &[u8], nonce: &[u8]) -> Vec<u8> {
    let identifier = write::sequence(&[&write::oid(digest.oid()), &write::NULL]);
    write::sequence(&[
        &write::integer(&[1]),
        &write::sequence(&[&identifier, &write::octet_string(imprint)]),
        &write::integer(nonce),
        &write::TRUE,
    ])
}

/// The token of a `TimeStampResp`, held against what was asked.
pub(in crate::seal) fn answer(response: &[u8], imprint: &[u8], nonce: &[u8]) -> Result<Vec<u8>, Reason> {
    let malformed = |Malformed| Reason::Malformed(Part::TimeStamp);
    let der = as_der(response).map_err(malformed)?;
    let mut inside = Item::only(&der, tag::SEQUENCE).map_err(malformed)?.inside();
    let status = inside.tagged(tag::SEQUENCE).map_err(malformed)?;
    let status = status.inside().tagged(tag::INTEGER).and_then(|status| status.small()).map_err(malformed)?;
    if status > 1 {
        return Err(Reason::StampRefused(status));
    }
    let token = inside.tagged(tag::SEQUENCE).map_err(malformed)?.whole;
    let read = Token::read(token)?;
    let expected = write::integer(nonce);
    if read.imprint != imprint || read.nonce.as_deref() != expected.get(2..) {
        return Err(Reason::StampOther);
    }
    Ok(token.to_vec())
}

/// A time-stamp token whose own signature holds.
#[derive(Clone, Debug)]
pub(in crate::seal) struct Token {
    /// genTime.
    pub(in crate::seal) time: Timestamp,
    digest: Digest,
    imprint: Vec<u8>,
    nonce: Option<Vec<u8>>,
    /// Who stamped, and how.
    pub(in crate::seal) checked: Checked,
    /// Lists of revoked certificates that came along.
    pub(in crate::seal) lists: Vec<Vec<u8>>,
}

impl Token {
    /// Reads a token in DER and checks its signature and its bound certificate; not yet who the authority is.
    pub(in crate::seal) fn read(der: &[u8]) -> Result<Self, Reason> {
        let signed = SignedData::read(der, Part::TimeStamp)?;
        let content = signed.content.ok_or(Reason::Malformed(Part::TimeStamp))?;
        let checked = check(&signed, oid::TST_INFO, Part::TimeStamp, |digest| digest.of(&[content]))?;
        if !checked.bound {
            return Err(Reason::Attribute("signing-certificate"));
        }
        let lists = signed.lists.iter().map(|list| list.to_vec()).collect();
        let info = Item::only(content, tag::SEQUENCE).map_err(|Malformed| Reason::Malformed(Part::TimeStamp))?;
        Self::from_info(&info, checked, lists)
    }

    fn from_info(info: &Item<'_>, checked: Checked, lists: Vec<Vec<u8>>) -> Result<Self, Reason> {
        let malformed = |Malformed| Reason::Malformed(Part::TimeStamp);
        let mut inside = info.inside();
        let version = inside.tagged(tag::INTEGER).and_then(|version| version.small()).map_err(malformed)?;
        if version != 1 {
            return Err(Reason::Malformed(Part::TimeStamp));
        }
        inside.tagged(tag::OID).map_err(malformed)?;
        let mut imprint = inside.tagged(tag::SEQUENCE).map_err(malformed)?.inside();
        let identifier = imprint.tagged(tag::SEQUENCE).map_err(malformed)?;
        let digest = Digest::read(&identifier).map_err(|unfit| unfit_reason(unfit, Part::TimeStamp))?;
        let hash = imprint.tagged(tag::OCTET_STRING).map_err(malformed)?.content.to_vec();
        inside.tagged(tag::INTEGER).map_err(malformed)?;
        let time = inside.tagged(tag::GENERALIZED_TIME).and_then(|time| instant(time.content)).map_err(malformed)?;
        inside.optional(tag::SEQUENCE).map_err(malformed)?;
        inside.optional(tag::BOOLEAN).map_err(malformed)?;
        let nonce = inside.optional(tag::INTEGER).map_err(malformed)?.map(|nonce| nonce.content.to_vec());
        Ok(Self { time, digest, imprint: hash, nonce, checked, lists })
    }

    /// Whether the stamp is over these bytes.
    pub(in crate::seal) fn is_over(&self, parts: &[&[u8]]) -> bool {
        self.digest.of(parts) == self.imprint
    }
}
