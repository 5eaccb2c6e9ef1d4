//! Whether the CAA records of a name permit the authority that issued its certificate (RFC 8659).
//!
//! The records bind an authority at the time of issuing; what is seen is today's. That today's
//! records do not permit the issuer means that the certificate was issued against them, or that
//! the next renewal will fail.

mod issuers;

use std::net::IpAddr;

use x509_parser::prelude::X509Certificate;

use super::name;
use crate::fact::{Fact, Gap, Reason, record};
use crate::probe::dns::{self, Caa};
use crate::probe::walk::Walk;
use crate::text::{Text, shorten, text};

/// The most issuers that are kept.
const MOST: usize = 50;
/// The tags that every authority understands, or that do not concern servers.
const TAGS: &[&str] = &["issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone"];

record! {
    /// The issuer held against the CAA records of the name.
    pub struct CaaMatch {
        /// The issuers that the records permit for this name, from `issue`, or for a wildcard from `issuewild`; empty where
        /// nobody may issue, absent where the records limit nobody.
        vi "Các tổ chức được bản ghi cho phép với tên này, theo `issue`, hoặc `issuewild` nếu là tên đại diện; rỗng nếu không ai được cấp, vắng mặt nếu bản ghi không giới hạn ai."
        issuers: Fact<Vec<String>>,
        /// Whether the issuer of the certificate is among them.
        vi "Tổ chức đã cấp chứng thư có nằm trong số đó hay không."
        permits: Fact<bool>,
    }
}

/// The fact for a name that the certificate is for.
pub(super) fn caa(walk: &mut Walk<'_>, expected: &str, leaf: &X509Certificate<'_>) -> Fact<CaaMatch> {
    let expected = expected.trim_end_matches('.').to_ascii_lowercase();
    if expected.parse::<IpAddr>().is_ok() {
        return Fact::Absent;
    }
    // A wildcard was asked for by the name below which it stands.
    let wildcard = name::only_by_wildcard(leaf, &expected);
    let asked = match expected.split_once('.') {
        Some((_, below)) if wildcard => below,
        _ => expected.as_str(),
    };
    match dns::caa(walk, asked) {
        Err(gap) => Fact::Unknown(gap),
        Ok(records) if records.is_empty() => Fact::Absent,
        Ok(records) => Fact::Known(matched(&records, wildcard, leaf)),
    }
}

/// Why it is not looked at for a private store.
pub(super) fn private() -> Gap {
    let detail = Text::new(
        "chứng thư xét theo kho riêng, CA riêng không theo CAA",
        "judged by a private store, whose authority heeds no CAA",
    );
    Gap::new(Reason::NotCollected, detail)
}

fn matched(records: &[Caa], wildcard: bool, leaf: &X509Certificate<'_>) -> CaaMatch {
    let of = |tag: &str| -> Vec<&Caa> { records.iter().filter(|own| own.tag.eq_ignore_ascii_case(tag)).collect() };
    let mut bound = if wildcard { of("issuewild") } else { Vec::new() };
    if bound.is_empty() {
        bound = of("issue");
    }
    let organisation = organisation(leaf);
    let strange =
        records.iter().find(|own| own.flag & 128 != 0 && !TAGS.iter().any(|tag| own.tag.eq_ignore_ascii_case(tag)));
    if let Some(strange) = strange {
        let tag = shorten(&strange.tag, 40);
        let detail = text!("bản ghi CAA bắt buộc không rõ nghĩa: {tag}", "a critical CAA record of unknown tag: {tag}");
        let permits = Fact::Unknown(Gap::new(Reason::LowCoverage, detail));
        return CaaMatch { issuers: issuers(&bound), permits };
    }
    CaaMatch { permits: permits(&bound, &organisation), issuers: issuers(&bound) }
}

fn issuers(bound: &[&Caa]) -> Fact<Vec<String>> {
    if bound.is_empty() {
        return Fact::Absent;
    }
    let named = bound.iter().map(|own| domain(&own.value)).filter(|own| !own.is_empty());
    Fact::Known(named.take(MOST).map(|own| shorten(&own, 255)).collect())
}

/// Only what the table knows is told: an organisation that is not there, or a domain that may be
/// another word for it, leaves it open.
fn permits(bound: &[&Caa], organisation: &str) -> Fact<bool> {
    if bound.is_empty() {
        return Fact::Known(true);
    }
    let named: Vec<_> = bound.iter().map(|own| domain(&own.value)).filter(|own| !own.is_empty()).collect();
    if named.is_empty() {
        return Fact::Known(false);
    }
    let shown = shorten(organisation, 80);
    let as_of = issuers::AS_OF;
    let Some(own) = issuers::domains_of(organisation) else {
        let detail = text!(
            "bảng tổ chức cấp (ngày {as_of}) không có `{shown}`",
            "the table of issuers (of {as_of}) does not know `{shown}`"
        );
        return Fact::Unknown(Gap::new(Reason::LowCoverage, detail));
    };
    if named.iter().any(|domain| own.contains(&domain.as_str())) {
        return Fact::Known(true);
    }
    match named.iter().find(|domain| !issuers::is_known(domain)) {
        None => Fact::Known(false),
        Some(strange) => {
            let strange = shorten(strange, 80);
            let detail = text!(
                "không rõ `{strange}` trong CAA là của tổ chức nào, có thể là `{shown}`",
                "whose `{strange}` of the CAA records is, is not known; it may be `{shown}`"
            );
            Fact::Unknown(Gap::new(Reason::LowCoverage, detail))
        }
    }
}

/// The issuer's domain, before its parameters.
fn domain(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn organisation(leaf: &X509Certificate<'_>) -> String {
    let own = leaf.issuer().iter_organization().next().and_then(|own| own.as_str().ok());
    own.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(flag: i64, tag: &str, value: &str) -> Caa {
        Caa { flag, tag: tag.to_owned(), value: value.to_owned() }
    }

    fn permitted(values: &[&str], organisation: &str) -> Fact<bool> {
        let records: Vec<_> = values.iter().map(|value| record(0, "issue", value)).collect();
        permits(&records.iter().collect::<Vec<_>>(), organisation)
    }

    #[test]
    fn an_issuer_is_known_by_its_organisation() {
        assert_eq!(permitted(&["letsencrypt.org"], "Let's Encrypt"), Fact::Known(true));
        assert_eq!(permitted(&[" LetsEncrypt.org ; validationmethods=dns-01"], "Let's Encrypt"), Fact::Known(true));
        assert_eq!(permitted(&["digicert.com", "pki.goog"], "Google Trust Services"), Fact::Known(true));
        assert_eq!(permitted(&["digicert.com"], "Let's Encrypt"), Fact::Known(false));
        assert_eq!(permitted(&[";"], "Let's Encrypt"), Fact::Known(false));
        assert_eq!(permitted(&["comodoca.com"], "ZeroSSL"), Fact::Known(true));
        assert_eq!(permitted(&[], "Anybody"), Fact::Known(true));
    }

    #[test]
    fn what_the_table_does_not_know_is_not_told() {
        for (values, organisation, word) in [
            (&["letsencrypt.org"][..], "Nobody Knows Ltd", "Nobody Knows Ltd"),
            (&["other.example"], "Amazon", "other.example"),
        ] {
            let Fact::Unknown(gap) = permitted(values, organisation) else { panic!("{organisation}") };
            assert_eq!(gap.reason, Reason::LowCoverage);
            assert!(gap.detail.en.contains(word), "{gap:?}");
        }
    }
}
