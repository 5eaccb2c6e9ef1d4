//! What keeps a foreign page from sending a form in the visitor's name.

use std::collections::BTreeMap;

use url::Url;

use super::fact::{Forgery, Freshness};
use super::form::{Fields, groups, is_password, plain};
use super::guess;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::page::{Page, Script};
use crate::text::Text;

/// Parts of names that tokens against forgery bear. Compared without marks between.
const TOKEN_NAMES: &[&str] = &[
    "csrf",
    "xsrf",
    "requestverificationtoken",
    "authenticitytoken",
    "antiforgery",
    "formtoken",
    "pauth",
    "synchronizer",
];
/// Whole names of such tokens.
const TOKEN_WORDS: &[&str] = &["token", "nonce", "lt", "execution", "formbuildid", "logintoken"];
/// The shortest value that can be one.
const LEAST: usize = 16;

/// What cookies do for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guards {
    /// A session cookie that does not go along with foreign requests is set before the sign-in.
    pub(super) strict: bool,
    /// A cookie is set whose name says that a script sends its value along.
    pub(super) token: bool,
}

/// How the form at a place among those that sign in is protected.
pub(super) fn protection(
    page: &Page,
    fields: Fields<'_>,
    at: usize,
    again: Result<&&Page, Gap>,
    guards: Guards,
) -> Fact<Forgery> {
    let mine = tokens(fields);
    let metas = metas(page);
    let bare = mine.iter().all(|(name, _)| !is_token_name(name)) && metas.is_empty();
    let again = match again {
        Ok(again) => again,
        // Without a second visit nothing can be told of what may be a token; where nothing may be, it is told.
        Err(_) if bare && mine.is_empty() && !guards.strict => return nothing(page, guards),
        Err(_) if guards.strict => return Fact::Known(Forgery::Cookie),
        Err(gap) => return Fact::Unknown(gap),
    };
    let Some(other) = groups(again).filter(|fields| fields.signs_in()).nth(at) else {
        let detail = Text::new("lần truy cập thứ hai không thấy biểu mẫu", "the second visit showed no such form");
        return Fact::Unknown(Gap::new(Reason::Inconsistent, detail));
    };
    let (theirs, their_metas) = (tokens(other), self::metas(again));
    if changes(&mine, &theirs) {
        return Fact::Known(Forgery::Field);
    }
    if changes(&metas, &their_metas) && page.scripts.iter().any(Script::runs) {
        return Fact::Known(Forgery::Meta);
    }
    if guards.strict {
        return Fact::Known(Forgery::Cookie);
    }
    if bare { nothing(page, guards) } else { Fact::Known(Forgery::Constant) }
}

/// Where a cookie is there for it, a script may send its value along: nothing seen is nothing proved.
fn nothing(page: &Page, guards: Guards) -> Fact<Forgery> {
    if guards.token && page.scripts.iter().any(Script::runs) {
        let detail = Text::new(
            "có cookie chống giả mạo, nhưng không thấy mã kịch bản gửi kèm hay không",
            "there is a cookie against forgery, but whether a script sends it along is not seen",
        );
        return Fact::Unknown(Gap::new(Reason::LowCoverage, detail));
    }
    Fact::Known(Forgery::Nothing)
}

/// Everything in a form that could be a token: hidden fields, and parameters of its address.
fn tokens(fields: Fields<'_>) -> BTreeMap<String, String> {
    let hidden = fields.fields.iter().filter(|field| field.is_hidden() && !is_password(field));
    let mut all: BTreeMap<_, _> = hidden.map(|field| (field.name().to_owned(), field.value().to_owned())).collect();
    let action = fields.form.and_then(|form| form.action.as_ref());
    all.extend(
        action.into_iter().flat_map(Url::query_pairs).map(|(name, value)| (format!("?{name}"), value.into_owned())),
    );
    all.retain(|_, value| value.len() >= LEAST);
    all
}

fn metas(page: &Page) -> BTreeMap<String, String> {
    let named = page.metas.iter().filter_map(|meta| Some((meta.name.clone()?, meta.content.clone())));
    named.filter(|(name, value)| is_token_name(name) && value.len() >= LEAST).collect()
}

/// Whether some token is new on each visit, and long enough not to be guessed.
fn changes(mine: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>) -> bool {
    mine.iter().any(|(name, value)| {
        let other = theirs.get(name);
        // What no name marks as a token may be a time or a counter.
        let least = if is_token_name(name) { Freshness::Short } else { Freshness::Fresh };
        other.is_some_and(|other| guess::freshness(value, other) >= least)
    })
}

/// Whether a name is that of a token against forgery.
pub(super) fn is_token_name(name: &str) -> bool {
    let name = plain(name);
    TOKEN_WORDS.contains(&name.as_str()) || TOKEN_NAMES.iter().any(|word| name.contains(word))
}
