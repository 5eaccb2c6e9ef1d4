//! Errors that tell of the inside: names that go to a handler of their own, and one malformed value for each kind of
//! parameter that the declared page names. Nothing is sent but GET.

use std::collections::BTreeSet;

use super::baseline::Baseline;
use super::content::Content;
use super::course::Course;
use super::fact::{Category, Exposure};
use super::front_page::own_path;
use super::root::shown;
use super::survey::Survey;
use crate::probe::crawl::is_act;
use crate::probe::http::leaks;
use crate::probe::http::way::Spot;
use crate::probe::page::Page;
use crate::wire::Response;

/// The kinds of leak that tell of the inside; the version of a server is told of its banner.
const INSIDE: &[&str] = &["stack-trace", "file-path", "framework-debug", "sql-error"];
/// The most parameters that are tried.
const MOST: usize = 4;

/// The number of the random name that is malformed.
const MALFORMED: usize = 4;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
enum ParameterKind {
    Number,
    Date,
    Text,
}

impl ParameterKind {
    /// The kind, by the value that the site itself gives.
    fn of(name: &str, value: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let dated =
            ["ngay", "date", "tungay", "denngay"].iter().any(|word| name.starts_with(word) || name.ends_with(word));
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::Number
        } else if dated || (value.len() >= 8 && value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-'))) {
            Self::Date
        } else if value.is_empty() && (name == "id" || name.ends_with("id")) {
            Self::Number
        } else {
            Self::Text
        }
    }

    /// A value that it does not take, percent-encoded.
    fn malformed(self) -> &'static str {
        match self {
            Self::Number => "1%27",
            Self::Date => "99%2F99%2F99999",
            Self::Text => "%27%22",
        }
    }
}

/// Looks into the answers to random names with the endings of scripts.
pub(super) fn handlers(survey: &mut Survey<'_>, baseline: &Baseline<'_>) {
    let plain = baseline.leaks();
    for (ending, response) in baseline.handled() {
        let kinds = inside(response, &plain);
        if !kinds.is_empty() {
            survey.note(exposure(&format!("/*{ending}"), response, &kinds), Category::VerboseErrors);
        }
    }
}

/// Asks with malformed values.
pub(super) fn parameters(survey: &mut Survey<'_>, page: Option<(&Page, &Spot)>, baseline: &Baseline<'_>) {
    let plain = baseline.leaks();
    let mut tried: BTreeSet<(String, ParameterKind)> = BTreeSet::new();
    for (path, query) in places(&survey.course, page) {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        for (at, (name, value)) in pairs.iter().enumerate() {
            let kind = ParameterKind::of(name, value);
            if tried.len() >= MOST || !tried.insert((path.clone(), kind)) {
                continue;
            }
            let malformed = format!("{path}?{}", with_malformed(&pairs, at, kind));
            let proper = format!("{path}?{query}");
            if !try_one(survey, (&malformed, &proper), &plain, baseline) {
                return;
            }
        }
    }
}

/// Asks a path that no handler can read: a mark of HTML, and a byte that is no UTF-8. What answers it with its inside
/// does so of every request that is not as it expects.
pub(super) fn malformed_path(survey: &mut Survey<'_>, baseline: &Baseline<'_>) {
    let path = survey.course.root().random(MALFORMED, "%3C%ff");
    let answer = survey.course.ask(&path, None, baseline);
    if survey.course.is_waiting() {
        return;
    }
    // Whoever hangs up tells nothing of the inside.
    let Ok(response) = answer else { return };
    let kinds = inside(response, &baseline.leaks());
    if response.status >= 400 && !kinds.is_empty() {
        survey.note(exposure("/*%3C%ff", response, &kinds), Category::VerboseErrors);
    }
}

/// Tells whether to go on.
fn try_one(
    survey: &mut Survey<'_>,
    (malformed, proper): (&str, &str),
    plain: &BTreeSet<String>,
    baseline: &Baseline<'_>,
) -> bool {
    let answer = survey.course.ask(malformed, None, baseline);
    if survey.course.is_waiting() {
        return false;
    }
    let response = match answer {
        Ok(response) => response,
        Err(gap) => {
            survey.note_hole(Category::VerboseErrors, gap);
            return true;
        }
    };
    let mut kinds = inside(response, plain);
    if !kinds.is_empty() && response.status < 400 {
        // A page may well write about errors: what stands there for a proper value, too, is no leak.
        let other = survey.course.ask(proper, None, baseline);
        if survey.course.is_waiting() {
            return false;
        }
        match other {
            Ok(other) => {
                let content = inside(other, plain);
                kinds.retain(|kind| !content.contains(kind));
            }
            Err(gap) => {
                survey.note_hole(Category::VerboseErrors, gap);
                return true;
            }
        }
    }
    if kinds.is_empty() {
        survey.settle(Category::VerboseErrors);
    } else {
        survey.note(exposure(malformed, response, &kinds), Category::VerboseErrors);
    }
    true
}

/// The paths and queries that the site itself names; where it names none, the declared path with a number.
fn places(course: &Course<'_>, page: Option<(&Page, &Spot)>) -> Vec<(String, String)> {
    let declared = course.root().web.path.as_str();
    let (path, query) = declared.split_once('?').unwrap_or((declared, ""));
    let mut places = vec![(path.to_owned(), if query.is_empty() { "id=1" } else { query }.to_owned())];
    let Some((page, spot)) = page else { return places };
    for link in page.links.iter().filter_map(|link| own_path(link.address.as_ref()?, spot)) {
        if let Some((path, query)) = link.split_once('?').filter(|(_, query)| query.contains('=') && query.len() <= 200)
        {
            places.push((path.to_owned(), query.to_owned()));
        }
    }
    for form in page.forms.iter().filter(|form| form.method() == "get" && !form.asks_password()) {
        let Some(path) = form.action.as_ref().and_then(|action| own_path(action, spot)) else { continue };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for field in form.fields.iter().filter(|field| !field.is_button() && !field.name().is_empty()).take(10) {
            query.append_pair(field.name(), field.value());
        }
        let bare = path.split('?').next().unwrap_or_default().to_owned();
        places.push((bare, query.finish()));
    }
    // The address of an act is left alone with whatever value: nobody's dossier is deleted to see an error.
    places.retain(|(path, query)| !is_act(&format!("{path}?{query}")));
    places.dedup();
    places
}

fn with_malformed(pairs: &[(String, String)], at: usize, kind: ParameterKind) -> String {
    let one = |(number, (name, value)): (usize, &(String, String))| {
        let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let value = if number == at { kind.malformed().to_owned() } else { encode(value) };
        format!("{}={value}", encode(name))
    };
    pairs.iter().enumerate().map(one).collect::<Vec<_>>().join("&")
}

fn inside(response: &Response, plain: &BTreeSet<String>) -> Vec<String> {
    let kinds = leaks(Content::of(response).bytes()).into_iter();
    kinds.filter(|kind| INSIDE.contains(&kind.as_str()) && !plain.contains(kind)).collect()
}

fn exposure(path: &str, response: &Response, kinds: &[String]) -> Exposure {
    Exposure {
        rule: "verbose-error".to_owned(),
        path: shown(path),
        what: kinds.join(", "),
        stack: None.into(),
        severity: "medium".to_owned(),
        status: response.status.into(),
        proof: kinds.join(", "),
        details: Vec::new(),
        bytes_read: i64::try_from(response.body.len()).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_malformed_and_the_others_stay() {
        let pairs = [("ma".to_owned(), "a b".to_owned()), ("trang".to_owned(), "2".to_owned())];
        assert_eq!(with_malformed(&pairs, 1, ParameterKind::Number), "ma=a+b&trang=1%27");
        assert_eq!(ParameterKind::of("trang", "2"), ParameterKind::Number);
        assert_eq!(ParameterKind::of("tuNgay", ""), ParameterKind::Date);
        assert_eq!(ParameterKind::of("x", "01/02/2026"), ParameterKind::Date);
        assert_eq!(ParameterKind::of("q", "giấy"), ParameterKind::Text);
        assert_eq!(ParameterKind::of("itemId", ""), ParameterKind::Number);
    }
}
