//! A token (JWT, RFC 7519) in a cookie: when it ends, and nothing else of it.

use jiff::Timestamp;

use crate::text::base64_of_any_form;

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
    let head: serde_json::Value = serde_json::from_slice(&base64_of_any_form(head.as_bytes())?).ok()?;
    head.get("alg")?;
    let claims: serde_json::Value = serde_json::from_slice(&base64_of_any_form(claims.as_bytes())?).ok()?;
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
