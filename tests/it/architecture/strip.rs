//! Taking away what is not code, so that a word in a comment or a message breaks no rule.

/// The text with comments, string and character literals blanked, line for line where it was.
pub(super) fn without_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after_word = out.chars().next_back().is_some_and(is_word);
        let length = literal(rest, after_word).unwrap_or(0);
        if length == 0 {
            out.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        }
        out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[length..];
    }
    out
}

/// How many bytes of a comment or literal stand at the start; `None` where code stands.
fn literal(rest: &str, after_word: bool) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    let hashes = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')).filter(|_| !after_word)?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    let inside = hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let start = rest.len() - inside.len();
    Some(inside.find(&end).map_or(rest.len(), |at| start + at + end.len()))
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == mark => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// A character literal; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let mut inside = rest.chars().skip(1);
    let first = inside.next()?;
    (first == '\\' || inside.next() == Some('\'')).then(|| quoted(rest, '\''))
}

/// The code with every item under `#[cfg(test)]` blanked, and the names of the modules among them
/// that stand in files of their own.
pub(super) fn without_tests(code: &str) -> (String, Vec<String>) {
    let mut code = code.to_owned();
    let mut names = Vec::new();
    while let Some(start) = ["#[cfg(test)]", "#[cfg(all(test"].iter().filter_map(|mark| code.find(mark)).min() {
        let end = start + item(&code[start..]);
        let mut words = code[start..end].split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
        if let (true, Some(name)) = (code[start..end].ends_with(';'), words.by_ref().skip_while(|&w| w != "mod").nth(1))
        {
            names.push(name.to_owned());
        }
        let blank: String = code[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(start..end, &blank);
    }
    (code, names)
}

/// How many bytes the attributes and the item behind them take: to its semicolon, or to the brace
/// that closes its body.
fn item(code: &str) -> usize {
    let (mut inner, mut braces) = (0_i32, 0_i32);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => inner += 1,
            ')' | ']' => inner -= 1,
            '{' => braces += 1,
            '}' => braces -= 1,
            _ => {}
        }
        let ends = (c == ';' && inner == 0 && braces == 0) || (c == '}' && braces <= 0 && inner <= 0);
        if ends {
            return at + 1;
        }
    }
    code.len()
}

/// Whether a character can stand in a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_go_and_code_stays() {
        let text = "a // crate::x\n/* b /* c */ d */ e \"f\\\" g\" 'h' '\\'' r#\"i \" j\"# br\"k\" var\"l\" 'm: n";
        let kept = without_words(text);
        assert_eq!(kept.split_whitespace().collect::<Vec<_>>(), ["a", "e", "var", "'m:", "n"]);
        assert_eq!(kept.lines().count(), text.lines().count());
    }

    #[test]
    fn lifetimes_are_no_characters() {
        assert_eq!(without_words("fn f<'a>(x: &'a str, y: &'static str)"), "fn f<'a>(x: &'a str, y: &'static str)");
    }

    #[test]
    fn tests_go_wherever_they_stand_and_their_files_are_named() {
        let code = "use a;\n#[cfg(test)]\nmod trial;\nmod b;\n#[cfg(test)]\n#[expect(x)]\nmod tests { fn f() { g([1; 2]); } }\nlast";
        let (kept, names) = without_tests(code);
        assert_eq!(kept.split_whitespace().collect::<Vec<_>>(), ["use", "a;", "mod", "b;", "last"]);
        assert_eq!(names, ["trial"]);
        assert_eq!(kept.lines().count(), code.lines().count());
    }
}
