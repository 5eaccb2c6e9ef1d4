//! Where a secret is that the inspection is lent: a test account's password, a token.
//!
//! The declaration only. The secret itself is read by the wire, which alone holds it.

use std::ops::Range;
use std::path::PathBuf;

use crate::load::{Mapping, Node, Problem, Reader};
use crate::text::{Text, text};

/// Where a secret is; never the secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Secret {
    /// Where it is taken from.
    pub source: SecretSource,
    /// Where it is declared in `system.yaml`.
    pub span: Range<usize>,
}

/// What a secret is taken from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SecretSource {
    /// The first line of a file; relative to the folder of `system.yaml`.
    File(PathBuf),
    /// Whoever runs the inspection is asked for it, where there is a terminal.
    Prompt,
    /// A variable of the environment.
    Variable(String),
}

/// The three keys by which a secret of a name is declared.
pub(super) type SecretKeys = [&'static str; 3];

/// The keys of a password.
pub(super) const PASSWORD: SecretKeys = ["password_env", "password_file", "password_prompt"];
/// The keys of a token.
pub(super) const TOKEN: SecretKeys = ["token_env", "token_file", "token_prompt"];

/// Reads a secret that must be declared by exactly one of its keys.
pub(super) fn secret(reader: &Reader, map: &mut Mapping<'_>, keys: SecretKeys) -> Option<Secret> {
    let [by_variable, by_file, by_prompt] = keys;
    let variable = map.optional(by_variable, variable);
    let file = map.optional(by_file, Reader::text);
    let prompt = map.or(by_prompt, false, Reader::bool);
    let (variable, file, prompt) = (variable?, file?, prompt?);
    let mut given: Vec<_> = [
        variable.map(|name| (by_variable, SecretSource::Variable(name))),
        file.map(|path| (by_file, SecretSource::File(PathBuf::from(path)))),
        prompt.then_some((by_prompt, SecretSource::Prompt)),
    ]
    .into_iter()
    .flatten()
    .collect();
    match (given.pop(), given.is_empty()) {
        (Some((key, source)), true) => Some(Secret { source, span: map.key_span(key) }),
        (last, _) => {
            let key = last.map_or(by_variable, |(key, _)| key);
            let what = text!(
                "cần đúng một trong các khóa `{by_variable}`, `{by_file}`, `{by_prompt}: true`",
                "exactly one of `{by_variable}`, `{by_file}`, `{by_prompt}: true` is needed"
            );
            reader.problem("K-SYS-022", map.key_span(key), what);
            None
        }
    }
}

/// The name of a variable, never its value; what looks like no name is not quoted, for it may well
/// be the secret itself.
pub(super) fn variable(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if given.bytes().all(plain) && !given.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(given);
    }
    let what = Text::new("đây không phải tên biến môi trường", "this is no name of an environment variable");
    let problem = Problem::at("K-SYS-020", reader.source(), node.span.clone(), what).with_hint(Text::new(
        "ghi tên biến, không ghi mật khẩu vào tệp này: password_env: KIEMTRA_CLIENT_PASSWORD",
        "give the variable's name and never the password in this file: password_env: KIEMTRA_CLIENT_PASSWORD",
    ));
    reader.note(problem);
    None
}
