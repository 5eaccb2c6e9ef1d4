//! Values that a word before them calls a password, a key, a secret: `DB_PASSWORD=...`, `"apiKey": "..."`.

use super::expression;
use super::fold::{CAPITAL, MARK, letter_at};
use super::scan::Scan;
use super::secret::{is_placeholder, varies};
use crate::probe::exposure::class::Class;

/// What names of passwords end with, folded and without separators.
const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "matkhau",
    "passphrase",
    "passwordhash",
    "dbpass",
    "userpass",
    "ftppass",
    "mailpass",
    "rootpass",
    "smtppass",
    "becomepass",
    "sudopass",
    "adminpass",
    "bindpass",
    "keypass",
    "storepass",
    "pwdplain",
    "passplain",
    "passwordplain",
    "passwordclear",
    "passwordraw",
    "plainpwd",
];
/// What names of keys end with.
const KEYS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "appsecret",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "consumerkey",
    "consumersecret",
    "encryptionkey",
    "hmackey",
    "jwtkey",
    "jwtsecret",
    "masterkey",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretaccesskey",
    "secretkey",
    "sessionsecret",
    "signingkey",
    "validationkey",
    "decryptionkey",
    "subscriptionkey",
    "token",
    "sharedkey",
    "storagekey",
    "secretid",
    "accountkey",
    "keysecret",
    "authkey",
    "authticket",
    "ssoticket",
    "loggedinkey",
    "noncekey",
    "keydata",
    "tlskey",
    "otpkey",
];
/// What makes a token one that pages carry lawfully.
const HARMLESS: &[&str] = &[
    "csrf",
    "xsrf",
    "verification",
    "captcha",
    "site",
    "public",
    "page",
    "next",
    "continuation",
    "cancel",
    "anti",
    "authenticity",
    "sync",
    "design",
    "dem",
    "hint",
];

/// What a name says of its value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Named {
    /// A password.
    Password,
    /// A key or token.
    Key,
}

/// Whether the name of a value, a key or a variable, is one of secrets.
pub(super) fn named(name: &str) -> Option<Named> {
    // What every form of Laravel carries against forgery.
    if name == "_token" {
        return None;
    }
    let (bytes, mut at, mut characters) = (name.as_bytes(), 0, 0);
    let (mut letters, mut length) = ([0; MOST_LETTERS], 0);
    while at < bytes.len() && characters < MOST_LETTERS {
        let (letter, size) = letter_at(bytes, at);
        at += size;
        characters += usize::from(letter != MARK);
        if letter > MARK
            && let Some(slot) = letters.get_mut(length)
        {
            *slot = letter & !CAPITAL;
            length += 1;
        }
    }
    // `SMS_API_KEY_2`: the second of them.
    while length > 0 && letters.get(length - 1).is_some_and(u8::is_ascii_digit) {
        length -= 1;
    }
    let folded = letters.get(..length).unwrap_or_default();
    // The last letters reject most.
    if !ENDS.get(pair(folded)).copied().unwrap_or_default() {
        return None;
    }
    let ends = |end: &&str| folded.ends_with(end.as_bytes());
    // `VIETTEL_SMS_PASS`, `SmsBrandPass`, but no `bypass`.
    let last = || {
        name.rsplit(['_', '-', '.']).next().is_some_and(|last| last.eq_ignore_ascii_case("pass"))
            || name
                .strip_suffix("Pass")
                .is_some_and(|head| head.len() > 2 && head.ends_with(|c: char| c.is_lowercase()))
    };
    if PASSWORDS.iter().any(ends) || folded == b"pass" || folded.ends_with(b"pass") && last() {
        return Some(Named::Password);
    }
    let key = KEYS.iter().any(ends);
    let harmless = || HARMLESS.iter().any(|word| memchr::memmem::find(folded, word.as_bytes()).is_some());
    (key && !harmless()).then_some(Named::Key)
}

/// The most letters of a name that count.
const MOST_LETTERS: usize = 80;

/// Which two letters names of secrets end with.
static ENDS: [bool; 1024] = {
    let mut ends = [false; 1024];
    let mut index = 0;
    while index < PASSWORDS.len() {
        ends[pair(PASSWORDS[index].as_bytes())] = true;
        index += 1;
    }
    index = 0;
    while index < KEYS.len() {
        ends[pair(KEYS[index].as_bytes())] = true;
        index += 1;
    }
    ends[pair(b"pass")] = true;
    ends
};

/// The last two letters of a folded name, as a number.
const fn pair(folded: &[u8]) -> usize {
    match folded {
        [.., a, b] => ((*a & 31) as usize) << 5 | (*b & 31) as usize,
        _ => 0,
    }
}

/// Reads a whole value under a name of secrets.
pub(super) fn value(scan: &mut Scan<'_, '_>, named: Named) {
    let value = scan.text.trim();
    // `Hash::make('...')`: what is hashed is as good as told.
    let value = expression::argument(value).unwrap_or(value);
    if holds(value, named, true) {
        keep(scan, 0, named, value);
    }
}

/// Keeps what a command, a call or a sentence gives as a secret, if it is one.
pub(super) fn keep_if_secret(scan: &mut Scan<'_, '_>, at: usize, named: Named, value: &str) {
    if holds(value, named, true) {
        keep(scan, at, named, value);
    }
}

/// Reads what is assigned in a text to names of secrets.
pub(super) fn read(scan: &mut Scan<'_, '_>) {
    for at in memchr::memchr2_iter(b'=', b':', scan.text.as_bytes()) {
        if matches!(scan.byte(at + 1), b'$' | b'{') && digest(scan, at) || !may_name(scan, at) {
            continue;
        }
        let Some((named, line_start)) = name_before(scan, at) else { continue };
        let by_equals = scan.byte(at) == b'=';
        let Some((start, end, quoted)) = value_after(scan, at) else { continue };
        let text = scan.part(start, end);
        let setting = by_equals && (line_start || !scan.site.is_code);
        let bare = setting || line_start && !text.ends_with([',', ';']);
        let call =
            !quoted && (text.contains(['(', ')', '[', ']', '{']) || text.contains("this.") || text.ends_with(".value"));
        if (quoted || bare || !scan.site.is_code && !by_equals) && !call && holds(text, named, quoted || by_equals) {
            keep(scan, start, named, text);
        }
    }
}

/// Keeps the digest of a password behind a user and a colon, as servers store them: `admin:$apr1$...`.
fn digest(scan: &mut Scan<'_, '_>, at: usize) -> bool {
    const SIGNS: &[&str] = &["$apr1$", "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "{SHA}", "{SSHA}"];
    let end = scan.run_end(at + 1, |byte| byte.is_ascii_graphic() && !matches!(byte, b':' | b'"' | b'\'' | b','));
    let value = scan.part(at + 1, end);
    let user = scan.byte_before(at);
    let is = scan.byte(at) == b':'
        && (user.is_ascii_alphanumeric() || matches!(user, b'_' | b'-'))
        && (25..200).contains(&value.len())
        && SIGNS.iter().any(|sign| value.starts_with(sign))
        && varies(value);
    if is {
        keep(scan, at + 1, Named::Password, value);
    }
    is
}

/// Whether the last letter before an assignment may end a name of secrets: nearly no other does.
fn may_name(scan: &Scan<'_, '_>, at: usize) -> bool {
    let mut back = at;
    while back > 0
        && at - back < 5
        && matches!(scan.byte_before(back), b' ' | b'"' | b'\'' | b']' | b'\\' | b'_' | b'0'..=b'9')
    {
        back -= 1;
    }
    let last = scan.byte_before(back).to_ascii_lowercase();
    matches!(last, b'd' | b't' | b'n' | b'y' | b's' | b'u' | b'e' | b'h') || last >= 0x80
}

/// The name before an assignment, and whether a line or a part of a connection string begins with it.
fn name_before(scan: &Scan<'_, '_>, at: usize) -> Option<(Named, bool)> {
    let end = scan.part(0, at).trim_end_matches([' ', '"', '\'', ']', '\\']).len();
    let start = scan
        .run_start(end, 60, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80);
    let mut name = scan.part(start, end);
    if !name.is_ascii() {
        // `Mật khẩu`: two words.
        let from = scan.run_start(start.saturating_sub(1), 16, |byte| byte.is_ascii_alphanumeric() || byte >= 0x80);
        name = scan.part(from, end);
    }
    let before = scan.part(start.saturating_sub(8), start).trim_end_matches([' ', '\t']);
    // `ok ? 'PASS' : 'FAIL'`.
    if before.trim_end_matches([' ', '\'', '"']).ends_with('?') {
        return None;
    }
    let line_start = start == 0 || before.is_empty() || before.ends_with(['\n', ';', '?', '&']);
    named(name).map(|named| (named, line_start))
}

/// The value after an assignment, and whether it is in quotes.
fn value_after(scan: &Scan<'_, '_>, at: usize) -> Option<(usize, usize, bool)> {
    let mut start = at + 1;
    start += usize::from(matches!(scan.byte(start), b'=' | b'>'));
    start = scan.run_end(start, |byte| matches!(byte, b' ' | b'\t' | b'\\'));
    let quote = scan.byte(start);
    if matches!(quote, b'"' | b'\'' | b'`') {
        let end = scan.run_end(start + 1, |byte| byte != quote && byte != b'\n' && byte != b'\\');
        return (end - start < 300).then_some((start + 1, end, true));
    }
    let ends = |byte: u8| {
        byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'"' | b'\'' | b'<' | b'>' | b',' | b'}' | b'|')
    };
    let end = scan.run_end(start, |byte| !ends(byte));
    (end > start && end - start < 300).then_some((start, end, false))
}

/// Whether a value is a secret, and no word, place-holder or expression.
fn holds(value: &str, named: Named, assigned: bool) -> bool {
    if named == Named::Key && is_salt(value) {
        return true;
    }
    let plain = value.bytes().all(|byte| byte.is_ascii_graphic()) || named == Named::Password && is_of_an_app(value);
    if !plain
        || is_placeholder(value)
        || expression::is_no_secret(value)
        || super::number::holder(value.as_bytes()).is_some()
    {
        return false;
    }
    let word = value.bytes().all(|byte| byte.is_ascii_alphabetic());
    match named {
        Named::Password if assigned => value.len() >= 4 && named_apart(value),
        Named::Password => value.len() >= 6 && !word && named_apart(value),
        Named::Key => value.len() >= 16 && varies(value) || is_of_capitals(value),
    }
}

/// Whether a value is a key as WordPress makes them: 64 signs of all kinds, whatever they look like together.
fn is_salt(value: &str) -> bool {
    let count = |kind: fn(&u8) -> bool| value.as_bytes().iter().filter(|byte| kind(byte)).count();
    value.len() == 64
        && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
        && count(u8::is_ascii_punctuation) >= 8
        && count(u8::is_ascii_uppercase) >= 4
        && count(u8::is_ascii_lowercase) >= 4
        && count(u8::is_ascii_digit) >= 1
}

/// Whether a value is a key of capitals alone, as gateways of payment give them.
fn is_of_capitals(value: &str) -> bool {
    let different = (b'A'..=b'Z').filter(|letter| memchr::memchr(*letter, value.as_bytes()).is_some()).count();
    value.len() >= 32 && different >= 12 && value.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a value is a password of an application as providers of mail give them: four times four letters.
fn is_of_an_app(value: &str) -> bool {
    let four = |group: &str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_lowercase());
    value.len() == 19 && value.split(' ').all(four)
}

/// Whether a value is not itself a name of such a thing: `password: passwordField`.
fn named_apart(value: &str) -> bool {
    let value = value.trim_end_matches('=');
    let lower = value.to_ascii_lowercase();
    let word = value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'.' | b'_' | b'-'));
    !(word
        && (lower.contains("pass")
            || lower.contains("pwd")
            || lower.contains("matkhau")
            || lower.contains("form")
            || lower.contains('.')))
}

/// Whether a value is the armour of a private key in Base64: `client-key-data` of a cluster.
fn is_armoured_key(value: &str) -> bool {
    const ARMOUR: &str = "LS0tLS1CRUdJTi";
    let head = value.get(..64).filter(|head| head.starts_with(ARMOUR));
    let decoded = head.and_then(|head| crate::text::base64_of_any_form(head.as_bytes()));
    decoded.is_some_and(|decoded| memchr::memmem::find(&decoded, b"PRIVATE KEY").is_some())
}

fn keep(scan: &mut Scan<'_, '_>, at: usize, named: Named, value: &str) {
    let class = match named {
        Named::Key if is_armoured_key(value) => Class::PrivateKey,
        Named::Password => Class::Password,
        Named::Key => Class::AccessKey,
    };
    super::secret::keep(scan, at, class, value);
}
