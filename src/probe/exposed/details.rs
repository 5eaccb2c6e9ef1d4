//! What is told of an exposed thing: names and endings, never a value.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::content::Content;
use super::list::Details;
use super::root::without_numbers;
use crate::text::shorten;

/// The most names that are told.
const MOST: usize = 8;
/// The most characters of a name.
const MOST_NAME: usize = 40;

/// Names of settings: in lines, JSON, XML and PHP.
static NAMES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?m)^[ \t]*(?:export\s+)?([A-Za-z_][\w.-]{1,60})[ \t]*[=:]",
        r#""([A-Za-z_][\w.:-]{1,60})"\s*:"#,
        r#"(?i)\b(?:key|name)\s*=\s*"([A-Za-z_][\w.:-]{1,60})""#,
        r"\$([A-Za-z_]\w{1,60})\s*=",
        r#"(?i)\bdefine\s*\(\s*['"]([A-Za-z_]\w{1,60})['"]"#,
    ];
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});
/// Names that weigh most.
static GRAVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)pass|pwd|secret|token|key|credential|conn|dsn|user|database|datasource|db|jwt|mail|host|url").ok()
});
static LINKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""([A-Za-z][\w-]{1,40})"\s*:\s*\{\s*"href""#).ok());
static FILES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:href\s*=\s*["']?|<(?:key|name)>)[^"'<>\s]{0,300}?\.([a-z][a-z0-9]{0,4})["'<>\s]"#).ok()
});

/// What is told of some content.
pub(super) fn told(details: Details, content: &Content<'_>) -> Vec<String> {
    match details {
        Details::None => Vec::new(),
        Details::Names => names(content.text()),
        Details::Links => captures(LINKS.as_ref(), content.text()).filter(|name| name != "self").take(20).collect(),
        Details::Endings => endings(content.text()),
        Details::Title => {
            let title = content.title().map(|title| shorten(&without_numbers(title), 80));
            title.filter(|title| !title.is_empty()).into_iter().collect()
        }
    }
}

fn names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in NAMES.iter().flat_map(|pattern| captures(Some(pattern), text)) {
        let name = shorten(&name, MOST_NAME);
        if without_numbers(&name) == name && !found.contains(&name) {
            found.push(name);
        }
    }
    let grave = |name: &String| GRAVE.as_ref().is_some_and(|grave| grave.is_match(name));
    found.sort_by_key(|name| !grave(name));
    found.truncate(MOST);
    found
}

fn endings(text: &str) -> Vec<String> {
    let endings: BTreeSet<_> = captures(FILES.as_ref(), text).map(|own| own.to_ascii_lowercase()).collect();
    endings.into_iter().take(MOST).map(|ending| format!("*.{ending}")).collect()
}

fn captures<'t>(pattern: Option<&'t Regex>, text: &'t str) -> impl Iterator<Item = String> + 't {
    let all = pattern.into_iter().flat_map(|pattern| pattern.captures_iter(text));
    all.filter_map(|found| found.get(1).map(|own| own.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_and_values_never() {
        let env = "# a\nAPP_NAME=Cong\nDB_PASSWORD=bi-mat-1234\nexport JWT_SECRET = abc\nX_001099000001=1\n";
        assert_eq!(names(env), ["DB_PASSWORD", "JWT_SECRET", "APP_NAME"]);
        let json = r#"{"ConnectionStrings": {"Portal": "Server=a;Password=bi-mat"}, "AllowedHosts": "*"}"#;
        let told = names(json);
        assert!(told.contains(&"ConnectionStrings".to_owned()) && !told.iter().any(|name| name.contains("bi-mat")));
        let xml = r#"<add key="SmtpPassword" value="bi-mat"/><add name="Db" connectionString="x"/>"#;
        assert_eq!(names(xml), ["SmtpPassword", "Db"]);
        assert!(
            names("<?php $db_pass = 'bi-mat'; define('DB_HOST', 'x');").iter().all(|name| !name.contains("bi-mat"))
        );
    }

    #[test]
    fn of_a_list_the_endings_are_told_and_no_name_of_a_file() {
        let list =
            "<a href=\"../\">..</a><a href=\"Nguyen%20Van%20A.pdf\">x</a><a href='b.XLSX'>b</a><Key>c/d.docx</Key>";
        assert_eq!(endings(list), ["*.docx", "*.pdf", "*.xlsx"]);
    }
}
