//! Which domains of CAA records stand for which organisations, as their practice statements say.
//!
//! Only authorities that we are sure of. Those who issue under a name of their own from another's
//! authority are left out, unless their terms say whose domain counts.

/// The day of the table.
pub(super) const AS_OF: &str = "2026-11-21";

/// The domains that permit an issuer, by its organisation name; `None` where it is not in the table.
pub(super) fn domains_of(organisation: &str) -> Option<&'static [&'static str]> {
    let named = |row: &&(&[&str], &[&str])| row.0.iter().any(|own| own.eq_ignore_ascii_case(organisation.trim()));
    ISSUERS.iter().find(named).map(|row| row.1)
}

/// Whether some row has a domain.
pub(super) fn is_known(domain: &str) -> bool {
    ISSUERS.iter().any(|row| row.1.contains(&domain))
}

/// Sectigo's, of whom ZeroSSL's certificates are.
const SECTIGO: &[&str] = &["sectigo.com", "comodo.com", "comodoca.com", "usertrust.com", "trust-provider.com"];

/// Organisation names as they stand in issuers, and the domains.
const ISSUERS: &[(&[&str], &[&str])] = &[
    (&["Let's Encrypt"], &["letsencrypt.org"]),
    (
        &["DigiCert Inc", "DigiCert, Inc.", "GeoTrust Inc.", "Thawte, Inc."],
        &[
            "digicert.com",
            "www.digicert.com",
            "digicert.ne.jp",
            "symantec.com",
            "geotrust.com",
            "thawte.com",
            "rapidssl.com",
            "volusion.com",
            "stratossl.com",
            "intermediatecertificate.com",
            "1and1.com",
            "digitalcertvalidation.com",
        ],
    ),
    (&["Sectigo Limited", "COMODO CA Limited", "The USERTRUST Network"], SECTIGO),
    (&["ZeroSSL"], SECTIGO),
    (&["GlobalSign nv-sa", "GlobalSign"], &["globalsign.com"]),
    (&["Google Trust Services", "Google Trust Services LLC"], &["pki.goog"]),
    (&["Amazon"], &["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"]),
    (&["Microsoft Corporation"], &["microsoft.com"]),
    (&["Entrust, Inc.", "Entrust Limited"], &["entrust.net", "affirmtrust.com"]),
    (&["SSL Corporation", "SSL Corp"], &["ssl.com"]),
    (&["Buypass AS-983163327", "Buypass AS"], &["buypass.com", "buypass.no"]),
    (&["Unizeto Technologies S.A.", "Asseco Data Systems S.A."], &["certum.pl", "certum.eu"]),
    (&["GoDaddy.com, Inc.", "Starfield Technologies, Inc."], &["godaddy.com", "starfieldtech.com"]),
    (&["IdenTrust"], &["identrust.com"]),
    (&["Actalis S.p.A."], &["actalis.it"]),
    (&["SwissSign AG"], &["swisssign.com"]),
    (&["Hellenic Academic and Research Institutions CA"], &["harica.gr"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_organisation_stands_there_twice_and_domains_are_in_lower_case() {
        let mut names: Vec<_> = ISSUERS.iter().flat_map(|row| row.0).map(|name| name.to_ascii_lowercase()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(all, names.len());
        assert!(ISSUERS.iter().flat_map(|row| row.1).all(|own| *own == own.to_ascii_lowercase() && own.contains('.')));
    }
}
