//! Percent-coded text within text: addresses in logs, values of cookies (RFC 3986, 2.1).

/// Whether a text has escapes of letters or of `@`, so that reading it undone is worth it.
pub(super) fn is_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'%', bytes).take(64).any(|at| {
        matches!(
            bytes.get(at + 1..at + 3),
            Some([b'4' | b'2', b'0'] | [b'c' | b'C' | b'e' | b'E', _] | [b'3', b'A' | b'D' | b'a' | b'd'])
        )
    })
}

/// The text with its escapes undone, and plus signs between words of such a text as spaces; what is no UTF-8 then is lost.
pub(super) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%')
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        let between = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'%');
        if let Some(value) = escaped {
            out.push(if value < b' ' { b' ' } else { value });
            at += 3;
        } else {
            let plus = byte == b'+' && between(bytes.get(at + 1)) && at > 0 && between(bytes.get(at - 1));
            out.push(if plus { b' ' } else { byte });
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescape("email=a%40gmail.com&ten=Nguy%E1%BB%85n+V%C4%83n+A"), "email=a@gmail.com&ten=Nguyễn Văn A");
        assert!(is_escaped("a%40b") && !is_escaped("100% đúng"));
        assert_eq!(unescape("+84 %zz %"), "+84 %zz %");
    }
}
