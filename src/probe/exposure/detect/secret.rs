//! Secrets of systems: private keys, keys and tokens of services, passwords - and not their place-holders.

use std::sync::LazyLock;

use aho_corasick::packed;

use super::scan::Scan;
use super::weights::CERTAIN;
use super::{command, image};
use crate::probe::exposure::blank::trimmed_end;
use crate::probe::exposure::class::Class;

/// What a key begins with, how long the rest is at least, and which bytes it has.
type Form = (&'static str, usize, fn(u8) -> bool);

/// What the keys of services begin with, how long what follows is at least, and which bytes it has.
const KEYS: &[Form] = &[
    ("AKIA", 16, is_upper),
    ("ASIA", 16, is_upper),
    ("AIza", 35, is_web),
    ("ghp_", 36, is_plain),
    ("gho_", 36, is_plain),
    ("ghs_", 36, is_plain),
    ("ghu_", 36, is_plain),
    ("github_pat_", 22, is_web),
    ("glpat-", 20, is_web),
    ("xoxb-", 20, is_web),
    ("xoxp-", 20, is_web),
    ("xoxa-", 20, is_web),
    ("xapp-", 20, is_web),
    ("sk-", 24, is_web),
    ("sk_live_", 20, is_plain),
    ("rk_live_", 20, is_plain),
    ("npm_", 36, is_plain),
    ("SG.", 40, is_dotted),
    ("AccountKey=", 40, is_base64),
    ("SharedAccessKey=", 40, is_base64),
    ("hooks.slack.com/services/", 30, is_base64),
    ("base64:", 40, is_base64),
    (":AA", 32, is_web),
    (":APA91b", 100, is_web),
];
const PRIVATE_KEY: &str = "-----BEGIN";
const ADDRESS: &str = "://";
const TOKEN: &str = "eyJ";
const ORACLE: &str = "oracle:thin:";

/// All markers: those of keys first, then the others, then those of commands and images.
static MARKERS: LazyLock<Option<packed::Searcher>> = LazyLock::new(|| {
    let keys = KEYS.iter().map(|key| key.0);
    let others = [PRIVATE_KEY, ADDRESS, TOKEN, ORACLE].into_iter().chain(command::MARKERS.iter().copied());
    packed::Searcher::new(keys.chain(others).chain(image::MARKERS.iter().copied()))
});

/// Reads all secrets of a text but those that a word before them tells.
pub(super) fn marked(scan: &mut Scan<'_, '_>) {
    let Some(searcher) = MARKERS.as_ref() else { return };
    let mut end = 0;
    for found in searcher.find_iter(scan.text) {
        if found.start() < end {
            continue;
        }
        end = match found.pattern().as_usize() {
            index if index < KEYS.len() => service_key(scan, index, found.start()),
            index if index == KEYS.len() => private_key(scan, found.start()),
            index if index == KEYS.len() + 1 => user_of_address(scan, found.end()),
            index if index == KEYS.len() + 2 => token(scan, found.start()),
            index if index == KEYS.len() + 3 => oracle(scan, found.end()),
            index if index < KEYS.len() + 4 + command::MARKERS.len() => command::read(scan, found.end()),
            _ => image::read(scan, found.start(), found.end()),
        };
    }
}

/// Keeps a secret, once: a marker and a name may both tell it.
pub(super) fn keep(scan: &mut Scan<'_, '_>, at: usize, class: Class, value: &str) {
    let candidate = scan.mask.candidate(class, value, CERTAIN, scan.site);
    let known = scan.out.iter().rev().take(8).any(|other| other.hash == candidate.hash && other.class == class);
    if !known {
        scan.keep(at, candidate.labelled(true, false));
    }
}

fn service_key(scan: &mut Scan<'_, '_>, index: usize, start: usize) -> usize {
    let Some(&(marker, least, kind)) = KEYS.get(index) else { return start };
    let body = start + marker.len();
    let end = scan.run_end(body, kind);
    let value = scan.part(body, end);
    let before = scan.byte_before(start);
    let from = match marker {
        ":AA" => scan.run_start(start, 12, |byte| byte.is_ascii_digit()),
        ":APA91b" => scan.run_start(start, 12, is_web),
        _ => start,
    };
    let apart = match marker {
        ":AA" => (8..=11).contains(&(start - from)),
        ":APA91b" => start - from == 11,
        _ => !before.is_ascii_alphanumeric() && before != b'_',
    };
    let exact = !matches!(marker, "AKIA" | "ASIA" | "AIza") || value.len() == least;
    // By chance a key has no digit.
    let lettered = marker.len() > 3 && marker != "base64:" && is_of_both_cases(value);
    if apart && exact && value.len() >= least && (varies(value) || lettered) && !is_placeholder(value) {
        let from = if marker.ends_with('=') { body } else { from };
        keep(scan, from, Class::AccessKey, scan.part(from, end));
        return end;
    }
    body
}

/// A private key in its armour (RFC 7468), with a body that is one.
fn private_key(scan: &mut Scan<'_, '_>, start: usize) -> usize {
    let head = scan.part(start, scan.run_end(start, |byte| byte != b'\n' && byte != b'\\').min(start + 64));
    let Some((title, _)) = head.trim_start_matches('-').split_once("-----") else { return start + PRIVATE_KEY.len() };
    let begin = start + 5 + title.len() + 5;
    if !title.ends_with("PRIVATE KEY") && !title.ends_with("PRIVATE KEY BLOCK") {
        return begin;
    }
    let mut longest = "";
    let mut at = begin;
    while at < begin + 600 {
        let from = scan.run_end(at, |byte| !is_base64(byte));
        let to = scan.run_end(from, is_base64);
        let run = scan.part(from, to);
        if run.len() > longest.len() {
            longest = run;
        }
        if to <= at || scan.part(at, from).contains("-----") {
            break;
        }
        at = to;
    }
    if longest.len() >= 40 && varies(longest) {
        keep(scan, start, Class::PrivateKey, longest);
    }
    begin
}

/// A line that is nothing but the body of a key: what follows its armour where lines come one by one.
pub(super) fn is_key_body(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 40 && text.bytes().all(is_base64) && varies(text)
}

/// Whether a text ends with the armour of a private key.
pub(super) fn opens_key(text: &str) -> bool {
    let text = trimmed_end(text);
    text.ends_with("PRIVATE KEY-----") && text.contains(PRIVATE_KEY)
}

/// The password in `scheme://user:password@host`.
fn user_of_address(scan: &mut Scan<'_, '_>, start: usize) -> usize {
    let is_part = |byte: u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'"' | b'\'' | b'<' | b'>' | b'`');
    let end = scan.run_end(start, is_part).min(start + 300);
    let Some((user, host)) = scan.part(start, end).rsplit_once('@') else { return start };
    let Some((_, password)) = user.split_once(':') else { return start };
    if !password.is_empty() && !is_placeholder(password) && !host.is_empty() && !is_example_host(host) {
        keep(scan, start, Class::Password, password);
        return end;
    }
    start
}

/// The password in `jdbc:oracle:thin:user/password@host`.
fn oracle(scan: &mut Scan<'_, '_>, start: usize) -> usize {
    let end = scan.run_end(start, |byte| byte.is_ascii_graphic() && !matches!(byte, b'@' | b'"' | b'\''));
    if let Some((_, password)) = scan.part(start, end).split_once('/')
        && scan.byte(end) == b'@'
        && !password.is_empty()
        && !is_placeholder(password)
    {
        keep(scan, start, Class::Password, password);
    }
    end
}

fn is_example_host(host: &str) -> bool {
    host.starts_with("example.") || host == "host" || host.starts_with("host:") || host.starts_with("host/")
}

/// A signed token (RFC 7519) that a program carries.
fn token(scan: &mut Scan<'_, '_>, start: usize) -> usize {
    let end = scan.run_end(start, is_dotted);
    let value = scan.part(start, end);
    let parts: Vec<&str> = value.split('.').collect();
    let whole =
        matches!(parts.as_slice(), [head, body, sign] if head.len() > 15 && body.starts_with("eyJ") && sign.len() > 20);
    let named = || scan.part(start.saturating_sub(48), start).contains("oken");
    if whole && !command::is_example(value) && (scan.site.is_code || scan.site.is_value || named()) {
        keep(scan, start, Class::AccessKey, value);
    }
    end
}

/// Whether a value has as many different characters as a key has, letters and digits among them.
pub(super) fn varies(value: &str) -> bool {
    let mut seen = [false; 256];
    for byte in value.bytes() {
        if let Some(seen) = seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
    }
    let different = seen.iter().filter(|seen| **seen).count();
    different >= 9
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && different * 4 >= value.len().min(48)
}

/// Whether a value has letters of both cases as only what is random has.
fn is_of_both_cases(value: &str) -> bool {
    let count = |kind: fn(&u8) -> bool| {
        let mut letters: Vec<u8> = value.bytes().filter(kind).collect();
        letters.sort_unstable();
        letters.dedup();
        letters.len()
    };
    count(u8::is_ascii_uppercase) >= 4 && count(u8::is_ascii_lowercase) >= 8
}

/// Values that are no secrets, apart by spaces.
const WHOLE: &str = "admin_password changeit changeme change_me change-me false key matkhau mat_khau new-password newpassword \
    no none null on off optional pass passwd password placeholder pwd redacted required secret string text \
    todo token true undefined user username yes current-password input hidden show this value your_password \
    masked removed hunter2 foobar";
/// What makes a value the place-holder of one.
const INSIDE: &str = "*** xxxx ... example placeholder your change_me changeme change-me < ${ {{ %( $( process.env getenv env( \
    insert replace dummy sample redacted cua_ban điền nhập • ● … os.environ system.getproperty #{ @{ dien_ \
    nhap_";

/// Whether a value only holds the place of one.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let same = lower.chars().all(|character| lower.starts_with(character));
    let named = lower.starts_with(['$', '%', '@', '{', '#', '<', '[']) && !is_digest(value);
    let slot = lower.starts_with("__") && lower.ends_with("__");
    same || named
        || slot
        || WHOLE.split(' ').any(|word| word == lower)
        || INSIDE.split(' ').any(|word| lower.contains(word))
}

/// A digest of a password: as good as the password to those who guess.
fn is_digest(value: &str) -> bool {
    value.len() > 50 && ["$2a$", "$2b$", "$2y$", "$argon2", "$5$", "$6$"].iter().any(|start| value.starts_with(start))
}

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_web(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn is_dotted(byte: u8) -> bool {
    is_web(byte) || byte == b'.'
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}
