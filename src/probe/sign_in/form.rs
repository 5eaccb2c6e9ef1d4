//! The forms that ask for a password.

use super::address::Own;
use super::fact::PasswordForm;
use super::forgery::{self, Guards};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::http::way::shown_address;
use crate::probe::page::{Field, Form, Page, Script};
use crate::text::{Text, shorten};

/// The most forms that are told.
const MOST: usize = 10;
/// Names of fields for passwords, where their type does not say so. Compared without marks between.
const PASSWORD_NAMES: &[&str] = &["password", "passwd", "passwort", "matkhau", "userpass", "loginpass"];
/// Whole names of such fields.
const PASSWORD_WORDS: &[&str] = &["pass", "pwd", "pw", "mk", "j_password"];
/// Fields of type `password` that hold something else.
const NO_PASSWORD: &[&str] = &["otp", "captcha", "pin", "code", "maxacthuc", "totp"];
/// Names of boxes that keep somebody signed in.
const REMEMBER: &[&str] =
    &["remember", "rememberme", "keepsignedin", "staysignedin", "ghinho", "nhodangnhap", "duytri"];

/// The fields of one form, or the fields of the page that belong to none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    /// The form; `None` for the fields that belong to none.
    pub(super) form: Option<&'a Form>,
    /// The fields.
    pub(super) fields: &'a [Field],
}

/// Every form of a page, and what belongs to none where that asks for a password.
pub(super) fn groups(page: &Page) -> impl Iterator<Item = Fields<'_>> {
    let loose = Fields { form: None, fields: &page.loose_fields };
    let forms = page.forms.iter().map(|form| Fields { form: Some(form), fields: &form.fields });
    forms.chain(std::iter::once(loose).filter(|loose| loose.passwords().next().is_some()))
}

impl<'a> Fields<'a> {
    /// The fields for passwords, masked or not.
    pub(super) fn passwords(self) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(|field| is_password(field))
    }

    /// The fields that a visitor fills in.
    pub(super) fn visible(self) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(|field| !field.is_hidden() && !field.is_button())
    }

    /// Whether it signs somebody in: one password, and none that is new.
    pub(super) fn signs_in(self) -> bool {
        self.passwords().count() == 1 && !self.passwords().any(|field| field.autocomplete() == "new-password")
    }

    /// The fields that stand for a person: the name typed before the password.
    fn users(self) -> impl Iterator<Item = &'a Field> {
        self.visible().filter(|field| matches!(field.kind().as_str(), "text" | "email" | "tel") && !is_password(field))
    }
}

/// The forms of a page that sign somebody in. `again` is the same page on another visit.
pub(super) fn forms(page: &Page, own: Own<'_>, again: Result<&Page, Gap>, guards: Guards) -> Vec<PasswordForm> {
    let signing = groups(page).filter(|fields| fields.signs_in());
    let told = signing.take(MOST).enumerate();
    told.map(|(at, fields)| {
        let protection = forgery::protection(page, fields, at, again.as_ref().map_err(Clone::clone), guards);
        form(page, own, i64::try_from(at + 1).unwrap_or(i64::MAX), fields, protection)
    })
    .collect()
}

fn form(
    page: &Page,
    own: Own<'_>,
    number: i64,
    fields: Fields<'_>,
    forgery: Fact<super::fact::Forgery>,
) -> PasswordForm {
    let scripted = || Fact::Unknown(scripted());
    let addresses: Vec<_> = fields
        .form
        .into_iter()
        .filter(|form| !sent_by_script(page, form))
        .flat_map(|form| form.action.iter().chain(fields.fields.iter().filter_map(|field| field.action.as_ref())))
        .collect();
    let known = addresses.first();
    let password = fields.passwords().next();
    PasswordForm {
        number,
        action: known.map_or_else(scripted, |address| Fact::Known(shown_address(address))),
        secure: secure(page, &addresses),
        foreign_host: match known {
            None => Fact::Unknown(self::scripted()),
            Some(_) => Fact::Known(addresses.iter().any(|address| !own.has(address))),
        },
        method: fields.form.map_or_else(|| Fact::Unknown(self::scripted()), |form| method(page, form)),
        masked: fields.passwords().all(|field| field.kind() == "password"),
        paste_blocked: blocks_paste(page, fields),
        forgery,
        user_prefilled: fields.users().any(Field::has_value),
        password_prefilled: fields.passwords().any(Field::has_value),
        remember: fields.fields.iter().any(is_remember),
        autocomplete: password
            .and_then(|field| field.attributes.value("autocomplete"))
            .map(|given| shorten(given.trim(), 40))
            .into(),
    }
}

fn secure(page: &Page, addresses: &[&url::Url]) -> Fact<bool> {
    if page.address.scheme() != "https" || addresses.iter().any(|address| address.scheme() != "https") {
        return Fact::Known(false);
    }
    if addresses.is_empty() { Fact::Unknown(scripted()) } else { Fact::Known(true) }
}

/// A form that names neither method nor address would put the password into the address of its own
/// page; where a script runs, it most likely sends it another way.
fn method(page: &Page, form: &Form) -> Fact<String> {
    if sent_by_script(page, form) { Fact::Unknown(scripted()) } else { Fact::Known(form.method().to_owned()) }
}

fn sent_by_script(page: &Page, form: &Form) -> bool {
    let given = |name| form.attributes.value(name).is_some_and(|given| !given.trim().is_empty());
    let scripts = page.scripts.iter().any(Script::runs) || form.attributes.has("onsubmit");
    !given("method") && !given("action") && scripts
}

fn scripted() -> Gap {
    let detail = Text::new("biểu mẫu do mã kịch bản gửi", "a script sends the form");
    Gap::new(Reason::LowCoverage, detail)
}

/// Whether a field is for a password, masked or not.
pub(super) fn is_password(field: &Field) -> bool {
    let (kind, name) = (field.kind(), plain(field.name()));
    if kind == "password" {
        return !NO_PASSWORD.iter().any(|word| name.starts_with(word) || name.ends_with(word));
    }
    let named = PASSWORD_WORDS.contains(&name.as_str())
        || PASSWORD_NAMES.iter().any(|word| name.contains(word))
        || field.autocomplete() == "current-password";
    matches!(kind.as_str(), "text" | "search" | "tel") && named && !name.contains("forgot") && !name.contains("hint")
}

fn is_remember(field: &Field) -> bool {
    let name = plain(field.name());
    let words = field.words();
    let said = ["ghi nhớ", "nhớ mật khẩu", "nhớ tài khoản", "duy trì đăng nhập", "remember me", "keep me signed"];
    field.kind() == "checkbox"
        && (REMEMBER.iter().any(|word| name.contains(word)) || said.iter().any(|said| words.contains(said)))
}

/// A name in lower case, without what stands between its words.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether handlers of the form, or simple scripts of the page, keep people from pasting.
fn blocks_paste(page: &Page, fields: Fields<'_>) -> bool {
    let stops = |code: &str| code.contains("preventDefault") || code.replace(' ', "").contains("returnfalse");
    let own = fields.passwords().flat_map(|field| field.attributes.handlers());
    let of_form = fields.form.into_iter().flat_map(|form| form.attributes.handlers());
    let inline = own.chain(of_form).any(|(name, code)| name == "onpaste" && stops(code));
    inline || page.scripts.iter().filter(|script| script.runs()).any(|script| script_blocks(&script.inline, &stops))
}

/// `addEventListener('paste', e => e.preventDefault())` and its like: the event's name as a string or
/// a property, and within what follows it the word that stops it.
fn script_blocks(script: &str, stops: &impl Fn(&str) -> bool) -> bool {
    /// How far behind the event's name the handler is read.
    const REACH: usize = 160;
    script.match_indices("paste").any(|(at, word)| {
        let before = script.get(..at).and_then(|head| head.chars().next_back());
        let inside = before.is_some_and(|c| {
            matches!(c, '\'' | '"' | ' ') || script.get(..at).is_some_and(|head| head.ends_with("on"))
        });
        let after = script.get(at + word.len()..).unwrap_or_default();
        let end = after.floor_char_boundary(REACH.min(after.len()));
        inside && after.starts_with(['\'', '"', ' ', '=', '(']) && stops(after.get(..end).unwrap_or_default())
    })
}
