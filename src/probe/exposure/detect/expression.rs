//! What stands where a value would and is none: calls, rules, types, versions, paths. Programs name passwords, addresses
//! and births on every page without telling one.

/// Words by which frameworks say how a field is kept or checked: `'password' => 'hashed'`, `'required|min:8'`.
const RULES: &str = "array bail bool boolean confirmed date datetime email encrypted filled hashed int integer max min \
    nullable numeric present regex required sometimes string timestamp unique";
/// Functions that make a digest, or ask for a value.
const FUNCTIONS: &str = "bcrypt crypt decrypt digest encode encrypt env getenv hash input md5 password_hash prompt read \
    secret sha1 sha256";
/// Words that a declaration begins with.
const DECLARES: &str = "abstract async await class const def export final fn func function import internal let new private \
    protected public readonly return static using var";

/// Whether what is assigned to a name of passwords is no password: an expression, a place-holder of a statement, a rule,
/// a version of a library, a folder, the fields of a style.
pub(super) fn is_no_secret(value: &str) -> bool {
    // `Password:` in a list of captions.
    value.starts_with(':')
        || value.ends_with(':')
        || value.contains("->")
        || is_call(value)
        || is_rule(value)
        || is_version(value)
        || is_folder(value)
}

/// The only text in quotes within a call: `Hash::make('...')`.
pub(super) fn argument(value: &str) -> Option<&str> {
    let open = value.find(['\'', '"']).filter(|_| is_call(value))?;
    let quote = value.get(open..=open)?;
    let (argument, rest) = value.get(open + 1..)?.split_once(quote)?;
    rest.chars().all(|sign| matches!(sign, ')' | ';' | ',' | ' ')).then_some(argument)
}

/// Whether a text is of a program rather than of a person: `$this->faker->address()`, `private String name`.
pub(super) fn is_program(text: &str) -> bool {
    let declares = || {
        let first = text.split(' ').next().unwrap_or_default();
        DECLARES.split_ascii_whitespace().any(|word| word == first)
    };
    // `nk.setDiaChi("..."`, but no `Nguyễn Văn A ("Tý")`.
    let calls = || {
        let before = text.split_once("(\"").map(|(before, _)| before.bytes().next_back().unwrap_or_default());
        before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let signs = || ["->", "::", "()", "=>", "${", "{{"].iter().any(|sign| text.contains(sign)) || calls();
    text.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && declares()
        || text.bytes().any(|byte| matches!(byte, b'(' | b':' | b'>' | b'{')) && signs()
}

/// Whether a value calls a function: a name, qualified or known, before its bracket, and the bracket is closed at the end.
fn is_call(value: &str) -> bool {
    let Some((name, rest)) = value.split_once('(') else { return false };
    let is_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'\\' | b'>' | b'-' | b'$');
    let qualified = name.contains("::") || name.contains("->") || name.contains('.') || name.contains('\\');
    let known = || FUNCTIONS.split_ascii_whitespace().any(|word| name.eq_ignore_ascii_case(word));
    let closed = rest.trim_end_matches([';', ',', ' ']).ends_with(')') || !rest.contains(')');
    let of_names =
        rest.chars().next().is_some_and(|first| first.is_alphabetic() || matches!(first, '$' | '\'' | '"' | '_'));
    !name.is_empty() && name.bytes().all(is_name) && closed && (qualified || known() || of_names && rest.ends_with(')'))
}

/// Whether a value is a rule of a form, or the type that a field is cast to.
fn is_rule(value: &str) -> bool {
    let mut parts = value.split('|');
    let word = |part: &str| {
        let name = part.split(':').next().unwrap_or_default();
        RULES.split_ascii_whitespace().any(|word| word == name)
    };
    parts.next().is_some_and(word)
        && (value.contains([':', '|']) || matches!(value, "hashed" | "boolean" | "integer" | "encrypted" | "nullable"))
}

/// Whether a value is a version, or a range of them: `^7.1.3`, `1.x.x`.
fn is_version(value: &str) -> bool {
    let plain = value.trim_start_matches(['^', '~', '>', '<', '=', 'v']);
    let parts = plain.split(['-', '+', ' ']).next().unwrap_or_default().split('.');
    let (mut count, mut fits, mut last) = (0, true, 0);
    for part in parts {
        (count, last) = (count + 1, part.len());
        fits &= !part.is_empty()
            && part.len() < 5
            && (matches!(part, "x" | "*") || part.bytes().all(|byte| byte.is_ascii_digit()));
    }
    // `01.02.1990` is a day, which many take for a password.
    fits && count >= 2 && (count == 3 && last < 4 || plain.len() < value.len())
}

/// Whether a value is a folder: `PWD: '/home/someone'`.
fn is_folder(value: &str) -> bool {
    const ROOTS: &[&str] = &[
        "/Users/", "/app/", "/bin/", "/etc/", "/home/", "/opt/", "/root/", "/run/", "/srv/", "/tmp/", "/usr/", "/var/",
    ];
    ROOTS.iter().any(|root| value.starts_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_rules_versions_and_folders_are_no_secrets() {
        for value in [
            ":password",
            "::class",
            "Hash::make($request->password)",
            "Encryptor.MD5Hash(model.Password)",
            "BCrypt.Net.BCrypt.HashPassword(dto.MatKhau)",
            "bcrypt('x')",
            "s.ToString();",
            "hash_password(new_password)",
            "hashed",
            "boolean",
            "required|min:8|confirmed",
            "min:8",
            "Mật_khẩu:",
            "*user->password",
            "^7.1.3",
            "~2.0",
            "1.x.x",
            "/Users/maciej",
        ] {
            assert!(is_no_secret(value), "{value}");
        }
        for value in
            ["Abc(123)", "P@ss:word1", "string", "12.34", "01.02.1990", "Admin@123", "/9j4AAQ", "x|y|z", "min8max"]
        {
            assert!(!is_no_secret(value), "{value}");
        }
    }

    #[test]
    fn a_call_may_tell_one_in_quotes() {
        assert_eq!(argument("Hash::make('Quan@Tri99');"), Some("Quan@Tri99"));
        assert_eq!(argument("bcrypt(\"Quan@Tri99\")"), Some("Quan@Tri99"));
        assert_eq!(argument("Hash::make($request->password)"), None);
        assert_eq!(argument("hash('sha256', $password)"), None);
        assert!(is_program("$this->faker->address()") && is_program("private String name"));
        assert!(is_program("nk.setDiaChi(\"Số 12\"") && !is_program("Nguyễn Văn A (\"Tý\")"));
        assert!(!is_program("Số 12, đường Lê Lợi") && !is_program("privateer"));
    }
}
