//! Mail addresses of private persons: not those of authorities, of shared boxes, of examples.

use super::label::Label;
use super::scan::Scan;
use super::weights::{EXAMPLE, STRONG_STRUCTURE};
use crate::probe::exposure::class::Class;

/// Ends of files: `logo@2x.png` is no address.
const FILES: &[&str] = &[
    "css", "gif", "html", "ico", "jpeg", "jpg", "js", "json", "jsx", "map", "md", "mjs", "php", "png", "py", "scss",
    "svg", "ts", "tsx", "ttf", "vue", "webp", "woff",
];
/// Domains of nobody (RFC 2606, RFC 6761), and what documentation uses for one.
const NOBODY: &[&str] = &[
    "domain.com",
    "domain.vn",
    "mydomain.com",
    "some-domain.com",
    "somewhere.com",
    "your-domain.com",
    "your-site.com",
    "yourcompany.com",
    "yourdomain.com",
    "yoursite.com",
    "email.com",
    "example.com",
    "example.net",
    "example.org",
    "example.vn",
    "gserviceaccount.com",
    "invalid",
    "local",
    "localdomain",
    "localhost",
    "sentry.io",
    "test",
    "test.com",
    "w3.org",
];
/// What a shared box or a service is called: the address as a whole, or a part of it between dots and dashes.
const SHARED: &[&str] = &[
    "abuse",
    "admin",
    "administrator",
    "bantiepcongdan",
    "banbientap",
    "bbt",
    "bientap",
    "contact",
    "contactus",
    "cskh",
    "cntt",
    "daotao",
    "donotreply",
    "git",
    "gopy",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hotro",
    "hotrokythuat",
    "hr",
    "info",
    "information",
    "ketoan",
    "kinhdoanh",
    "lienhe",
    "mail",
    "marketing",
    "media",
    "motcua",
    "news",
    "newsletter",
    "noreply",
    "office",
    "phananh",
    "postmaster",
    "pr",
    "press",
    "privacy",
    "quantri",
    "reply",
    "root",
    "sales",
    "security",
    "service",
    "services",
    "superadmin",
    "support",
    "svn",
    "tiepdan",
    "tiepcongdan",
    "toasoan",
    "tonghop",
    "truyenthong",
    "tuyendung",
    "tuvan",
    "vanphong",
    "vanthu",
    "vienthong",
    "webmaster",
    "yourname",
    "youremail",
    "username",
    "example",
    "noreplay",
    "no",
    "bqt",
    "btv",
    "vpub",
];
/// What the boxes of authorities begin with.
const AUTHORITIES: &[&str] = &[
    "bantiepcongdan",
    "banquanly",
    "bql",
    "cong.thong.tin",
    "congan",
    "congthongtin",
    "dvc",
    "dichvucong",
    "hdnd",
    "hotro",
    "lienhe",
    "phongtuphap",
    "phongnoivu",
    "phongvhtt",
    "phongtc",
    "sonoivu",
    "sotuphap",
    "soyte",
    "sotttt",
    "sokhcn",
    "trungtam",
    "ttpvhcc",
    "ttphcc",
    "tthcc",
    "ttpvhc",
    "ubnd",
    "ubx",
    "vanthu",
    "vanphong",
    "vpubnd",
    "vpdkdd",
    "support",
    "noreply",
    "no-reply",
];
/// Where anybody has a box: an official's one there is a person's too.
const FREE: &[&str] = &[
    "gmail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "outlook.com",
    "outlook.com.vn",
    "yahoo.com",
    "yahoo.com.vn",
];

/// Reads the address around the `@` at `at`, and tells where to go on.
pub(super) fn read(scan: &mut Scan<'_, '_>, at: usize) -> usize {
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
    let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let start = scan.run_start(at, 64, is_local);
    let end = scan.run_end(at + 1, is_domain).min(at + 254);
    let local = scan.part(start, at).trim_start_matches(['.', '-', '%', '+', '_']);
    let domain = scan.part(at + 1, end).trim_end_matches(['.', '-']);
    if local.is_empty() || local.contains("..") || !is_host(domain) || is_user_of_address(scan, start) {
        return end;
    }
    let (local, domain) = (local.to_ascii_lowercase(), domain.to_ascii_lowercase());
    if is_shared(&local) || is_public(&domain) {
        return end;
    }
    if scan.site.labels.has(Label::Author) || is_of_author(scan, start) {
        return end;
    }
    let evidence = scan.evidence(start);
    // Documentation and hints in fields have such an address, and the numbers of messages look like one; a record that calls it somebody's address means somebody.
    if (is_nobodys(&domain) || evidence.labels.has(Label::Negative)) && !evidence.labels.has(Label::Email) {
        return end;
    }
    let mut score = STRONG_STRUCTURE;
    if evidence.example {
        score += EXAMPLE;
    }
    let value = zeroize::Zeroizing::new(format!("{local}@{domain}"));
    let official = evidence.official && !FREE.contains(&domain.as_str());
    let candidate = scan.mask.candidate(Class::Email, &value, score, scan.site);
    scan.keep(start, candidate.labelled(evidence.labels.has(Label::Email), official));
    end
}

/// Whether the words before say that it is whoever wrote a program: `Copyright (c) 2013 A <...>`, `@author A`. In a
/// program or a comment of one they may stand lines before, and fewer words say it.
fn is_of_author(scan: &Scan<'_, '_>, start: usize) -> bool {
    const WORDS: &[&str] = &["@author", "copyright", "\u{a9}", "licensed under"];
    const IN_PROGRAMS: &[&str] = &["author:", "(c)", "created by", "written by", "maintained by", "license:"];
    let mut reach = start.saturating_sub(REACH);
    while !scan.text.is_char_boundary(reach) {
        reach += 1;
    }
    let head = scan.part(reach, start);
    let comment = head.rfind("/*").max(head.rfind("<!--"));
    let is_comment = scan.text.trim_start().starts_with(['*', '#', '/']);
    let in_program = scan.site.is_code || comment.is_some() || is_comment;
    let from = if scan.site.is_code { 0 } else { comment.or_else(|| head.rfind('\n')).unwrap_or_default() };
    // A file that is read line by line: ` * Created by IntelliJ IDEA.`, ` * User: A <...>`.
    let above = if is_comment { scan.previous } else { "" };
    [head.get(from..).unwrap_or_default(), above].iter().any(|text| {
        let lower = text.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        says(WORDS) || in_program && says(IN_PROGRAMS)
    })
}

/// How far before an address its author is looked for, in bytes.
const REACH: usize = 400;

fn is_host(domain: &str) -> bool {
    let Some((rest, top)) = domain.rsplit_once('.') else { return false };
    let labels = rest.split('.').all(|label| !label.is_empty() && label.len() < 64);
    let top_fits = (2..=18).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    labels && top_fits && !FILES.contains(&top.to_ascii_lowercase().as_str())
}

/// Whether it is the user of an address: `ssh://git@host`, `https://name:password@host`.
fn is_user_of_address(scan: &Scan<'_, '_>, start: usize) -> bool {
    let from =
        scan.run_start(start, 80, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'<' | b','));
    scan.part(from, start).rsplit_once("://").is_some_and(|(_, rest)| !rest.contains('/') && !rest.contains('?'))
}

fn is_public(domain: &str) -> bool {
    let ends = |suffix: &str| domain.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    ends("gov.vn") || ends("chinhphu.vn")
}

fn is_nobodys(domain: &str) -> bool {
    NOBODY.iter().any(|nobody| domain.strip_suffix(nobody).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

fn is_shared(local: &str) -> bool {
    let together: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    SHARED.contains(&together.as_str())
        || AUTHORITIES.iter().any(|start| together.starts_with(start))
        || local.split(['.', '-', '_', '+']).any(|part| SHARED.contains(&part))
        || AUTHORITIES.iter().any(|start| local.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_boxes_and_authorities_are_nobodys() {
        for local in ["hotro", "ho-tro", "van-thu.vanthu", "ubndxaan", "no-reply", "info"] {
            assert!(is_shared(local), "{local}");
        }
        assert!(!is_shared("nguyen.van.an") && !is_shared("admiral90"));
        assert!(is_public("hanoi.gov.vn") && is_nobodys("example.com") && !is_nobodys("gmail.com"));
        assert!(is_host("gmail.com") && !is_host("2x.png") && !is_host("localhost"));
    }
}
