//! Secrets that stand in commands, calls and sentences: `mysqldump -u root -pX`, `define('DB_PASSWORD', 'X')`, `mật khẩu wifi
//! là X`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::assign::{self, Named};
use super::name::folded;
use super::scan::Scan;

/// Commands whose option `-p` (or `-a`) is a password, and calls that define what a program is set by.
pub(super) const MARKERS: &[&str] = &["mysql", "sshpass ", "redis-cli ", "curl ", "define("];

/// The verbs of such sentences.
static VERBS: LazyLock<[(&str, Finder<'static>); 2]> =
    LazyLock::new(|| [" là ", " is "].map(|verb| (verb, Finder::new(verb))));

/// How far behind a command its options stand.
const LONGEST_LINE: usize = 300;
/// How far before a value a sentence says that it is a password.
const SENTENCE: usize = 80;

/// Reads what begins with such a marker, which ends at `end`; tells where to go on.
pub(super) fn read(scan: &mut Scan<'_, '_>, end: usize) -> usize {
    if scan.byte_before(end) == b'(' {
        call(scan, end);
    } else if let Some(open) =
        ["i_connect(", "i(", "_connect("].iter().find(|rest| scan.part(end, end + rest.len()) == **rest)
    {
        connection(scan, end + open.len());
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
            let mixed =
                value.bytes().any(|byte| byte.is_ascii_digit()) && value.bytes().any(|byte| byte.is_ascii_alphabetic());
            if mixed && value.len() >= 6 && !value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
                assign::keep_if_secret(scan, start, Named::Password, value);
            }
        }
    }
}
