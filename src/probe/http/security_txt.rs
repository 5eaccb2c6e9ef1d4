//! `/.well-known/security.txt` (RFC 9116).

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::fact::SecurityTxt;
use super::way::Spot;
use crate::fact::{Fact, Gap, Reason};
use crate::text::text;
use crate::wire::Response;

/// How a file signed by OpenPGP begins.
const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
/// An expiry is to be less than a year ahead (RFC 9116, 2.5.5); a month more is no matter.
const FAR: SignedDuration = SignedDuration::from_hours(24 * (365 + 31));

/// Reads the answer. A site that answers every path with a page of its own has no security.txt; one
/// that refuses or fails leaves the question open.
pub(super) fn read(spot: &Spot, response: &Response, now: Timestamp) -> Fact<SecurityTxt> {
    match response.status {
        200 => {}
        status @ (401 | 403 | 429 | 500..) => {
            let reason = match status {
                401 | 403 => Reason::Denied,
                429 => Reason::RateLimited,
                _ => Reason::Unreachable,
            };
            return Fact::Unknown(Gap::new(reason, text!("trả lời với mã {status}", "answered with status {status}")));
        }
        _ => return Fact::Absent,
    }
    let body = String::from_utf8_lossy(&response.body);
    let text = Fields(&body);
    let expiries: Vec<_> = text.of("expires").collect();
    if text.of("contact").next().is_none() && expiries.is_empty() {
        return Fact::Absent;
    }
    let contact = text.of("contact").any(|value| !value.is_empty());
    let read = |value: &&str| value.parse::<Timestamp>().ok();
    let expires = expiries.first().filter(|_| expiries.len() == 1).and_then(read);
    let valid = contact && expires.is_some_and(|expires| now < expires);
    let signed = body.contains(SIGNED);
    let mut flaws = text.flaws(spot);
    flaws.extend(match (expiries.as_slice(), expires) {
        ([], _) => Some("expires-missing"),
        ([_, _, ..], _) => Some("expires-repeated"),
        (_, None) => Some("expires-unreadable"),
        (_, Some(expires)) => (expires > now + FAR).then_some("expires-far"),
    });
    let kind = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if !kind.trim_start().starts_with("text/plain") {
        flaws.push("not-text");
    }
    flaws.sort_unstable();
    let flaws = flaws.into_iter().map(str::to_owned).collect();
    Fact::Known(SecurityTxt { contact, expires: expires.into(), valid, flaws, signed })
}

/// The lines `name: value` of the file.
#[derive(Clone, Copy, Debug)]
struct Fields<'a>(&'a str);

impl<'a> Fields<'a> {
    fn of(self, wanted: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.lines().take(1000).filter_map(move |line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    }

    /// What is wrong but for the expiry and the content type (RFC 9116, 2.5).
    fn flaws(self, spot: &Spot) -> Vec<&'static str> {
        let contacts: Vec<_> = self.of("contact").filter_map(|value| Url::parse(value).ok()).collect();
        let canonicals: Vec<_> = self.of("canonical").filter_map(|value| Url::parse(value).ok()).collect();
        let here = spot.url();
        let elsewhere = self.of("canonical").next().is_some()
            && !canonicals.iter().any(|own| here.as_ref().is_some_and(|here| here == own));
        let named = self.of("contact").any(|value| !value.is_empty());
        [
            ("canonical-elsewhere", elsewhere),
            ("contact-missing", !named),
            ("contact-no-address", named && contacts.is_empty()),
            ("contact-plain", contacts.iter().any(|own| own.scheme() == "http")),
            ("languages-repeated", self.of("preferred-languages").count() > 1),
            ("not-https", !spot.tls),
            ("signature-broken", self.0.contains(SIGNED) && !self.0.contains("-----END PGP SIGNATURE-----")),
        ]
        .into_iter()
        .filter_map(|(flaw, stands)| stands.then_some(flaw))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Endpoint;

    fn read_of(status: u16, body: &str) -> Fact<SecurityTxt> {
        read_as(status, body, "text/plain; charset=utf-8", true)
    }

    fn read_as(status: u16, body: &str, kind: &str, tls: bool) -> Fact<SecurityTxt> {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        let response = Response { headers, body: body.as_bytes().to_vec(), ..Response::empty(status) };
        let endpoint = Endpoint::new("cong.test", "127.0.0.1".parse().expect("an address"), 443);
        let spot = Spot { endpoint, tls, path: "/.well-known/security.txt".to_owned(), identity: None };
        read(&spot, &response, "2026-12-05T00:00:00Z".parse().expect("a time"))
    }

    fn flaws(body: &str, kind: &str, tls: bool) -> Vec<String> {
        read_as(200, body, kind, tls).known().expect("a file").flaws.clone()
    }

    #[test]
    fn a_sound_file_has_no_flaw_and_each_flaw_is_told_alone() {
        let sound = "Contact: mailto:a@b.vn\nExpires: 2027-06-01T00:00:00Z\n\
                     Canonical: https://cong.test/.well-known/security.txt\nPreferred-Languages: vi, en\n";
        assert!(flaws(sound, "text/plain", true).is_empty());
        for (body, flaw) in [
            (sound.replace("cong.test/", "khac.test/"), "canonical-elsewhere"),
            (sound.replace("mailto:a@b.vn", ""), "contact-missing"),
            (sound.replace("mailto:a@b.vn", "a@b.vn"), "contact-no-address"),
            (sound.replace("mailto:a@b.vn", "http://b.vn/bao"), "contact-plain"),
            (sound.replace("Expires", "X"), "expires-missing"),
            (format!("{sound}Expires: 2027-01-01T00:00:00Z"), "expires-repeated"),
            (sound.replace("2027-06-01T00:00:00Z", "hè 2027"), "expires-unreadable"),
            (sound.replace("2027", "2037"), "expires-far"),
            (format!("{sound}Preferred-Languages: fr"), "languages-repeated"),
            (format!("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{sound}"), "signature-broken"),
        ] {
            assert_eq!(flaws(&body, "text/plain", true), [flaw], "{body}");
        }
        assert_eq!(flaws(sound, "text/html", true), ["not-text"]);
        assert_eq!(flaws(&sound.replace("https", "http"), "text/plain", false), ["canonical-elsewhere", "not-https"]);
    }

    #[test]
    fn it_is_valid_with_a_contact_and_one_expiry_ahead() {
        let valid = |body| read_of(200, body).known().map(|text| text.valid);
        assert_eq!(valid("# x\nCONTACT: mailto:a@b.vn\r\nExpires: 2027-01-01T00:00:00Z\r\n"), Some(true));
        assert_eq!(valid("Contact: mailto:a@b.vn\nExpires: 2026-01-01T00:00:00Z"), Some(false));
        assert_eq!(valid("Contact: mailto:a@b.vn"), Some(false));
        let twice = "Contact: x\nExpires: 2027-01-01T00:00:00Z\nExpires: 2028-01-01T00:00:00Z";
        assert_eq!(valid(twice), Some(false));
        assert_eq!(valid("Expires: 2027-01-01T00:00:00Z"), Some(false));
    }

    #[test]
    fn missing_is_absent_and_denied_is_unknown() {
        assert_eq!(read_of(404, ""), Fact::Absent);
        assert_eq!(read_of(200, "<html>Trang chủ</html>"), Fact::Absent);
        let reason = |status| match read_of(status, "") {
            Fact::Unknown(gap) => gap.reason,
            other => panic!("{other:?}"),
        };
        assert_eq!([403, 429, 503].map(reason), [Reason::Denied, Reason::RateLimited, Reason::Unreachable]);
    }
}
