//! Secrets that stand in commands, calls and sentences: `mysqldump -u root -pX`, `define('DB_PASSWORD', 'X')`, `mật khẩu wifi
//! là X`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::assign::{self, Named};
use super::name::folded;
use super::scan::Scan;

/// Commands whose option `-p` (or `-a`) is a password, and calls that define what a program is set by.
pub(super) const MARKERS: &[&str] = &[
    "mysql",
    "sshpass ",
    "redis-cli ",
    "curl ",
    "define(",
    "docker login ",
    "requirepass ",
    "sqlplus ",
    "expdp ",
    "impdp ",
    "uthorization: Basic ",
    "Bearer ",
];

/// The verbs of such sentences.
static VERBS: LazyLock<[(&str, Finder<'static>); 2]> =
    LazyLock::new(|| [" là ", " is "].map(|verb| (verb, Finder::new(verb))));

/// How far behind a command its options stand.
const LONGEST_LINE: usize = 300;
/// How far before a value a sentence says that it is a password.
const SENTENCE: usize = 80;

/// Reads what begins with such a marker, which ends at `end`; tells where to go on.
pub(super) fn read(scan: &mut Scan<'_, '_>, end: usize) -> usize {
    let ends_with = |marker: &str| scan.part(end.saturating_sub(marker.len()), end) == marker;
    if ends_with("requirepass ") {
        word(scan, end);
    } else if ["sqlplus ", "expdp ", "impdp "].into_iter().any(ends_with) {
        login(scan, end);
    } else if ends_with("Basic ") {
        basic(scan, end);
    } else if ends_with("Bearer ") {
        bearer(scan, end);
    } else if scan.byte_before(end) == b'(' {
        call(scan, end);
    } else if let Some(open) =
        ["i_connect(", "i(", "_connect("].iter().find(|rest| scan.part(end, end + rest.len()) == **rest)
    {
        connection(scan, end + open.len());
    } else if scan.part(end, end + 6) == ":host=" {
        // `PDO->__construct('mysql:host=...', 'user', 'X')`.
        connection(scan, end);
    } else {
        option(scan, end);
    }
    end
}

/// The password right behind `-p`, or `-a`, of a command; for some commands a space stands between.
fn option(scan: &mut Scan<'_, '_>, end: usize) {
    let stop = scan.run_end(end, |byte| !matches!(byte, b'\n' | b'|' | b'>')).min(end + LONGEST_LINE);
    let apart = scan.byte_before(end) == b' ';
    let line = scan.text.as_bytes().get(end.saturating_sub(1)..stop).unwrap_or_default();
    if scan.part(end.saturating_sub(5), end) == "curl " {
        return user(scan, end.saturating_sub(1), line);
    }
    let found = memchr::memmem::find(line, b" -p").or_else(|| memchr::memmem::find(line, b" -a").filter(|_| apart));
    let Some(found) = found else { return };
    let mut start = end.saturating_sub(1) + found + 3;
    if apart {
        start = scan.run_end(start, |byte| byte == b' ');
    }
    let quoted = matches!(scan.byte(start), b'"' | b'\'');
    start += usize::from(quoted);
    let value = scan.part(start, scan.run_end(start, |byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'')));
    assign::keep_if_secret(scan, start, Named::Password, value);
}

/// The word right behind an option that is a password.
fn word(scan: &mut Scan<'_, '_>, end: usize) {
    let start = scan.run_end(end, |byte| matches!(byte, b' ' | b'"' | b'\''));
    let value = scan.part(start, scan.run_end(start, |byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'')));
    assign::keep_if_secret(scan, start, Named::Password, value);
}

/// The password of `user/password@base`, as tools of Oracle take it.
fn login(scan: &mut Scan<'_, '_>, end: usize) {
    let stop = scan.run_end(end, |byte| !matches!(byte, b'\n' | b'|' | b'>' | b';')).min(end + LONGEST_LINE);
    let given = scan.part(end, stop).split(' ').find(|word| !word.starts_with(['-', '/', '@']) && word.contains('/'));
    let password =
        given.and_then(|given| given.split_once('/')).map(|(_, rest)| rest.split('@').next().unwrap_or(rest));
    if let Some(password) = password.filter(|password| is_mixed(password) && !password.contains('/')) {
        assign::keep_if_secret(scan, end, Named::Password, password);
    }
}

/// The password in a header that signs in with one (RFC 7617).
fn basic(scan: &mut Scan<'_, '_>, end: usize) {
    let stop =
        scan.run_end(end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_'));
    if !(end + 4..end + LONGEST_LINE).contains(&stop) {
        return;
    }
    let plain = crate::text::base64_of_any_form(scan.part(end, stop).trim_end_matches('=').as_bytes());
    let plain = zeroize::Zeroizing::new(plain.unwrap_or_default());
    if let Some((_, password)) = std::str::from_utf8(&plain).ok().and_then(|plain| plain.split_once(':')) {
        assign::keep_if_secret(scan, end, Named::Password, password);
    }
}

/// Whether a token is that of the best-known example.
pub(super) fn is_example(token: &str) -> bool {
    token.contains(".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l")
}

/// The token that somebody came in by (RFC 6750, 2.1).
fn bearer(scan: &mut Scan<'_, '_>, end: usize) {
    let is_token =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=');
    let value = scan.part(end, scan.run_end(end, is_token));
    if !is_example(value) {
        assign::keep_if_secret(scan, end, Named::Key, value);
    }
}

/// What is in nearly no line, and in all that sign in.
static PASS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("pass"));

/// The password in a line of a file that programs sign in by: `password X` and `machine H login U password X` of
/// `.netrc`, `host:port:database:user:X` of `.pgpass`.
pub(super) fn signed_in(scan: &mut Scan<'_, '_>) {
    let line = scan.text.trim();
    if line.len() > LONGEST_LINE || line.contains('\n') {
        return;
    }
    let value = if PASS.find(line.as_bytes()).is_none() {
        of_database(line)
    } else if let Some((head, behind)) = line.split_once("password ") {
        let login = head.is_empty() || head.ends_with(' ') && head.contains("login ");
        behind.split(' ').next().filter(|value| login && (value.len() == behind.len() || !head.is_empty()))
    } else if let Some((head, behind)) = line.split_once(" pass ") {
        // `user sa, pass X` of a note.
        let user = ["user ", "login ", "tài khoản "].iter().any(|own| head.contains(own));
        behind.split([' ', ',', ';']).next().filter(|_| user)
    } else {
        of_database(line)
    };
    if let Some(value) = value.filter(|value| is_mixed(value)) {
        let at = scan.text.len().saturating_sub(value.len());
        assign::keep_if_secret(scan, at, Named::Password, value);
    }
}

/// The password of a line of `.pgpass`.
fn of_database(line: &str) -> Option<&str> {
    let mut parts = line.splitn(5, ':');
    let (host, port, base, user) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let value = parts.next()?;
    let is_word = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'*'))
    };
    let is_port = port == "*" || (4..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let named = user.bytes().any(|byte| byte.is_ascii_alphabetic());
    (is_port && named && [host, base, user].into_iter().all(is_word) && !value.contains([' ', ':'])).then_some(value)
}

/// Whether a value has letters and digits, and more of them than a word.
pub(super) fn is_mixed(value: &str) -> bool {
    let any = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    value.len() >= 6 && any(u8::is_ascii_digit) && any(u8::is_ascii_alphabetic)
}

/// The password of `-u user:password`, in a line that begins at `from`.
fn user(scan: &mut Scan<'_, '_>, from: usize, line: &[u8]) {
    let options = [&b" -u "[..], b" --user ", b" --proxy-user "];
    let Some(at) = options.iter().find_map(|own| Some(memchr::memmem::find(line, own)? + own.len())) else { return };
    let start = scan.run_end(from + at, |byte| matches!(byte, b' ' | b'"' | b'\''));
    let given = scan.part(start, scan.run_end(start, |byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'')));
    if let Some((_, password)) = given.split_once(':') {
        assign::keep_if_secret(scan, start, Named::Password, password);
    }
}

/// The third argument of a call that connects to a database: host, user, password.
fn connection(scan: &mut Scan<'_, '_>, start: usize) {
    let stop = scan.run_end(start, |byte| !matches!(byte, b'\n' | b';')).min(start + LONGEST_LINE);
    let inner = scan.part(start, stop);
    let Some((at, value)) = inner.match_indices(',').nth(1).and_then(|(at, _)| Some((at, inner.get(at + 1..)?))) else {
        return;
    };
    let lead = value.len() - value.trim_start().len();
    let Some(quote) = value.trim_start().chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { return };
    let from = start + at + 1 + lead + 1;
    let given = scan.part(from, scan.run_end(from, |byte| byte != b'\n' && char::from(byte) != quote));
    assign::keep_if_secret(scan, from, Named::Password, given);
}

/// The second argument of a call whose first names a secret.
fn call(scan: &mut Scan<'_, '_>, end: usize) {
    let stop = scan.run_end(end, |byte| !matches!(byte, b'\n' | b')' | b';')).max(end).min(end + LONGEST_LINE);
    let inner = scan.part(end, stop);
    let Some((name, rest)) = inner.split_once(',') else { return };
    let Some(named) = assign::named(name.trim_matches([' ', '"', '\''])) else { return };
    let rest = rest.trim_start();
    let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { return };
    // A bracket within the value ends what was looked at too early.
    let start = stop - rest.len() + 1;
    let value = scan.part(start, scan.run_end(start, |byte| !matches!(byte, b'\n') && char::from(byte) != quote));
    assign::keep_if_secret(scan, start, named, value);
}

/// A password that a sentence tells: `mật khẩu ... là X`, `password is X`.
pub(super) fn spoken(scan: &mut Scan<'_, '_>) {
    for (verb, finder) in VERBS.iter() {
        for at in finder.find_iter(scan.text.as_bytes()).take(64) {
            let from = scan.run_start(at, SENTENCE, |byte| !matches!(byte, b'\n' | b'.' | b';' | b':'));
            let mut from = from;
            while !scan.text.is_char_boundary(from) {
                from += 1;
            }
            let before = folded(scan.part(from, at));
            if !before.contains("mat khau") && !before.contains("password") {
                continue;
            }
            let start = at + verb.len();
            let end = scan.run_end(start, |byte| byte.is_ascii_graphic());
            let value = scan.part(start, end).trim_end_matches(['.', ',', ';', ')', '"']).trim_start_matches('"');
            if is_mixed(value) && !value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
                assign::keep_if_secret(scan, start, Named::Password, value);
            }
        }
    }
}
