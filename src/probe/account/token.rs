//! A token (JWT, RFC 7519) in a cookie: when it ends, and nothing else of it.

use jiff::Timestamp;

/// The most bytes of a token that are looked at.
const MOST: usize = 8 << 10;

/// The minutes that the token in a value lives (`exp`), from when it was made (`iat`) or else from now;
/// `None` where the value is no token, or one without an end.
pub(super) fn minutes(value: &str, now: Timestamp) -> Option<i64> {
    if value.len() > MOST {
        return None;
    }
    let mut parts = value.split('.');
    let (head, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    let head: serde_json::Value = serde_json::from_slice(&decoded(head)?).ok()?;
    head.get("alg")?;
    let claims: serde_json::Value = serde_json::from_slice(&decoded(claims)?).ok()?;
    let moment = |name| {
        let found = claims.get(name)?;
        Timestamp::from_second(found.as_i64().or_else(|| found.as_f64().map(whole))?).ok()
    };
    Some(moment("exp")?.duration_since(moment("iat").unwrap_or(now)).as_mins())
}

/// A number of seconds without its fraction.
#[expect(clippy::cast_possible_truncation, reason = "a float beyond the range saturates, and is no time then")]
fn whole(seconds: f64) -> i64 {
    seconds as i64
}

/// Base64 for addresses, without padding (RFC 7515, section 2).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut all, mut held, mut bits) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(six)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            all.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_token_is_read_and_nothing_else() {
        let now = Timestamp::from_second(1_796_079_600).expect("a time");
        // {"alg":"HS256","typ":"JWT"} . {"sub":"a","exp":1796083200}
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIiwiZXhwIjoxNzk2MDgzMjAwfQ.c2ln";
        assert_eq!(minutes(token, now), Some(60));
        for other in ["", "a.b.c", "0123456789abcdef", "eyJhbGciOiJIUzI1NiJ9.e30.x"] {
            assert_eq!(minutes(other, now), None, "{other}");
        }
    }
}
