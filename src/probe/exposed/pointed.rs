//! Places that `robots.txt` names: it asks search engines to stay away from them, and so points everybody at them.

use super::baseline::Baseline;
use super::content::Content;
use super::fact::Category;
use super::list::{List, Rule};
use super::survey::Survey;

/// The most folders that are asked.
const MOST_FOLDERS: usize = 5;
/// The most files that are asked.
const MOST_FILES: usize = 4;
/// Endings of files that no site publishes on purpose.
const TELLING: &[&str] = &[
    ".sql",
    ".zip",
    ".gz",
    ".tgz",
    ".tar",
    ".rar",
    ".7z",
    ".bak",
    ".old",
    ".log",
    ".env",
    ".config",
    ".pem",
    ".key",
    ".mdb",
    ".sqlite",
    ".db",
    ".dmp",
    ".yml",
    ".properties",
];

/// Asks for what it names.
pub(super) fn robots(survey: &mut Survey<'_>, list: &List, baseline: &Baseline<'_>) {
    let Ok(response) = survey.course.ask("/robots.txt", None, baseline) else { return };
    let content = Content::of(response);
    if !content.is_given() || !content.is_plain() {
        return;
    }
    let paths: Vec<String> = disallowed(content.text()).map(str::to_owned).collect();
    let folders = paths.iter().filter(|path| path.ends_with('/'));
    for path in folders.take(MOST_FOLDERS) {
        folder(survey, list, path, baseline);
    }
    let lower = |path: &str| path.to_ascii_lowercase();
    let files = paths.iter().filter(|path| TELLING.iter().any(|ending| lower(path).ends_with(ending)));
    for path in files.take(MOST_FILES) {
        file(survey, list, path, baseline);
    }
}

/// Looks whether a folder is listed.
pub(super) fn folder(survey: &mut Survey<'_>, list: &List, path: &str, baseline: &Baseline<'_>) {
    for rule in ["directory-listing", "bucket-listing"].iter().filter_map(|id| list.rule(id)) {
        survey.try_path(rule, path, baseline);
        if survey.course.is_waiting() {
            return;
        }
    }
}

/// Looks whether a file is one of those that nobody publishes, by its head.
fn file(survey: &mut Survey<'_>, list: &List, path: &str, baseline: &Baseline<'_>) {
    let is_file = |rule: &&Rule| {
        let kept = [Category::Backups, Category::Dumps, Category::Configuration, Category::Logs, Category::PrivateKeys];
        kept.contains(&rule.category)
    };
    // Not more of it is read than of a key.
    let bytes = if path.ends_with(".pem") || path.ends_with(".key") { 48 } else { 4096 };
    for rule in list.rules.iter().filter(is_file) {
        let root = survey.course.root();
        if survey.try_job(rule, path, || root.job(path, Some(bytes)), baseline) || survey.course.is_waiting() {
            return;
        }
    }
}

/// Paths that are meant one by one.
fn disallowed(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take(500).filter_map(|line| {
        let (name, value) = line.split('#').next()?.split_once(':')?;
        name.trim().eq_ignore_ascii_case("disallow").then(|| value.trim())
    });
    lines.filter(|path| {
        path.len() > 1
            && path.len() <= 120
            && path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains(['*', '$', '?'])
            && path.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_are_meant_one_by_one_are_taken() {
        let text = "User-agent: *\nDisallow: /admin/ # x\nDISALLOW:/a.sql\nDisallow: /*.php$\nDisallow:\nDisallow: /\nAllow: /b/\nDisallow: //evil.example/\nDisallow: /á/";
        assert_eq!(disallowed(text).collect::<Vec<_>>(), ["/admin/", "/a.sql"]);
    }
}
