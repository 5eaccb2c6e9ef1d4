//! Name and password as HTTP Basic has them (RFC 7617): in UTF-8, with a colon between, in Base64.

use data_encoding::BASE64;
use zeroize::Zeroizing;

/// Writes them behind what stands there already. There must be room for [`most`] bytes, so that nothing is copied while
/// it grows and left behind.
pub(super) fn write(user: &str, password: &str, into: &mut Vec<u8>) {
    let mut plain = Zeroizing::new(Vec::with_capacity(length(user, password)));
    plain.extend_from_slice(user.as_bytes());
    plain.push(b':');
    plain.extend_from_slice(password.as_bytes());
    let from = into.len();
    into.resize(from + most(user, password), b'=');
    if let Some(place) = into.get_mut(from..) {
        BASE64.encode_mut(&plain, place);
    }
}

/// The most bytes that they take.
pub(super) fn most(user: &str, password: &str) -> usize {
    BASE64.encode_len(length(user, password))
}

fn length(user: &str, password: &str) -> usize {
    user.len() + 1 + password.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_the_standard_writes_it() {
        for (user, password, expected) in [
            ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("test", "123£", "dGVzdDoxMjPCow=="),
            ("", "", "Og=="),
            ("a", "b", "YTpi"),
            ("a", "bc", "YTpiYw=="),
            ("a", "bcd", "YTpiY2Q="),
        ] {
            let mut text = Vec::with_capacity(most(user, password));
            let room = text.capacity();
            write(user, password, &mut text);
            assert_eq!(String::from_utf8_lossy(&text), expected);
            assert_eq!(text.capacity(), room);
        }
    }
}
