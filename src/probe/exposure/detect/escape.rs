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
        // `LIKE '%0912...%'` of a query is no escape.
        let pattern = at > 0 && matches!(bytes.get(at - 1), Some(b'\'' | b'"'));
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%' && !(pattern && bytes.get(at + 3).is_some_and(u8::is_ascii_digit)))
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

/// A name of a field as SharePoint and .NET write it (`XmlConvert.EncodeName`): `H_x1ecd__x0020_t_x00ea_n` is `Họ tên`.
pub(super) fn key(name: &str) -> Option<String> {
    memchr::memmem::find(name.as_bytes(), b"_x")?;
    let (mut out, mut at) = (String::new(), 0);
    while let Some(rest) = name.get(at..).filter(|rest| !rest.is_empty()) {
        let code = rest.strip_prefix("_x").and_then(|rest| rest.get(..5)?.strip_suffix('_'));
        if let Some(letter) = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            out.push(letter);
            at += 7;
        } else {
            let letter = rest.chars().next()?;
            out.push(letter);
            at += letter.len_utf8();
        }
    }
    (out != name).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_spelled() {
        assert_eq!(key("H_x1ecd__x0020_t_x00ea_n").as_deref(), Some("Họ tên"));
        assert!(key("ho_xa").is_none() && key("hoTen").is_none() && key("a_x1é").is_none());
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescape("email=a%40gmail.com&ten=Nguy%E1%BB%85n+V%C4%83n+A"), "email=a@gmail.com&ten=Nguyễn Văn A");
        assert!(is_escaped("a%40b") && !is_escaped("100% đúng"));
        assert_eq!(unescape("+84 %zz %"), "+84 %zz %");
        assert_eq!(unescape("sdt LIKE '%0912%' OR ten='%C3%81'"), "sdt LIKE '%0912%' OR ten='Á'");
    }
}
