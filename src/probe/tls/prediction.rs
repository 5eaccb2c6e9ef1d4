//! In which order a server most likely has its suites, to ask for that order first.
//!
//! Most servers with a long list run OpenSSL and left its order alone. A prediction proves nothing: it
//! only decides which questions are asked at once, and what they are answered counts.

use std::collections::BTreeSet;

/// The order of OpenSSL 3 (`openssl ciphers -V ALL:COMPLEMENTOFALL:@SECLEVEL=0`), without the suites of
/// TLS 1.3 and of keys shared beforehand.
const OPENSSL: &[u16] = &[
    0xc02c, 0xc030, 0x00a3, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0af, 0xc0ad, 0xc0a3, 0xc09f, 0xc05d, 0xc061, 0xc057,
    0xc053, 0x00a7, 0xc02b, 0xc02f, 0x00a2, 0x009e, 0xc0ae, 0xc0ac, 0xc0a2, 0xc09e, 0xc05c, 0xc060, 0xc056, 0xc052,
    0x00a6, 0xc024, 0xc028, 0x006b, 0x006a, 0xc073, 0xc077, 0x00c4, 0x00c3, 0x006d, 0x00c5, 0xc023, 0xc027, 0x0067,
    0x0040, 0xc072, 0xc076, 0x00be, 0x00bd, 0x006c, 0x00bf, 0xc00a, 0xc014, 0x0039, 0x0038, 0x0088, 0x0087, 0xc019,
    0x003a, 0x0089, 0xc009, 0xc013, 0x0033, 0x0032, 0x0045, 0x0044, 0xc018, 0x0034, 0x0046, 0x009d, 0xc0a1, 0xc09d,
    0xc051, 0x009c, 0xc0a0, 0xc09c, 0xc050, 0x003d, 0x00c0, 0x003c, 0x00ba, 0x0035, 0x0084, 0x002f, 0x0041, 0xc006,
    0xc010, 0xc015, 0x003b, 0x0002, 0x0001,
];

/// Puts suites into the order that is most likely; what OpenSSL does not have comes last, as it stood.
pub(super) fn sort(suites: &mut [u16]) {
    suites.sort_by_key(|code| OPENSSL.iter().position(|own| own == code).unwrap_or(OPENSSL.len()));
}

/// At most so many parts of a list, of which each is likely to stand before the next in the server's order. What is least
/// likely to be accepted goes with the last part.
pub(super) fn parts(mut suites: Vec<u16>, most: usize) -> Vec<Vec<u16>> {
    sort(&mut suites);
    let likely = suites.iter().take_while(|code| OPENSSL.contains(code)).count();
    if likely == 0 {
        return vec![suites];
    }
    let rest = suites.split_off(likely);
    let mut parts: Vec<Vec<u16>> = suites.chunks(likely.div_ceil(most).max(1)).map(<[u16]>::to_vec).collect();
    if let Some(last) = parts.last_mut() {
        last.extend(rest);
    }
    parts
}

/// The likelier order of the accepted suites: OpenSSL's, or that in which they were found where what is
/// known of the server contradicts it less.
pub(super) fn order(found: &[u16], preferences: &BTreeSet<(u16, u16)>) -> Vec<u16> {
    let mut usual = found.to_vec();
    sort(&mut usual);
    let broken = |order: &[u16]| {
        let place = |code: &u16| order.iter().position(|own| own == code);
        preferences.iter().filter(|(better, worse)| place(better) > place(worse)).count()
    };
    if broken(found) < broken(&usual) { found.to_vec() } else { usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_that_fits_what_is_known_is_taken() {
        let found = [0x002f, 0xc02f, 0xc030];
        assert_eq!(order(&found, &BTreeSet::new()), [0xc030, 0xc02f, 0x002f]);
        let own = BTreeSet::from([(0x002f, 0xc02f), (0xc02f, 0xc030)]);
        assert_eq!(order(&found, &own), found);
    }

    /// The table is the installed OpenSSL's own order.
    #[test]
    fn the_table_is_that_of_openssl() {
        let output = std::process::Command::new("openssl")
            .args(["ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"])
            .output()
            .expect("openssl runs");
        let listing = String::from_utf8(output.stdout).expect("text");
        let codes = listing.lines().filter_map(|line| {
            let code = line.split_whitespace().next()?.replace("0x", "").replace(',', "");
            u16::from_str_radix(&code, 16).ok()
        });
        let codes: Vec<u16> = codes.filter(|code| OPENSSL.contains(code)).collect();
        assert_eq!(codes, OPENSSL);
    }
}
