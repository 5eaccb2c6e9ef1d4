//! The form of a sign-in: which field takes the name, which the password, and what goes with them.

use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::{Sending, Site, multipart};
use crate::fact::{Gap, Reason, enumeration};
use crate::probe::page::{Field, Form, Page};
use crate::system::FormFormat;
use crate::text::Text;
use crate::wire::{Piece, SecretName, Spelling};

/// The media type of a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
/// Parts of the names of fields that take an account's name.
const USER_WORDS: &[&str] = &[
    "user",
    "login",
    "email",
    "e-mail",
    "account",
    "uname",
    "taikhoan",
    "tai_khoan",
    "tai-khoan",
    "tài khoản",
    "tên đăng nhập",
    "tendangnhap",
    "ten_dang_nhap",
    "cccd",
    "số định danh",
    "sodinhdanh",
    "phone",
    "điện thoại",
    "dienthoai",
    "mobile",
    "uid",
];
/// Parts of the names of fields that ask for a second factor.
const CODE_WORDS: &[&str] = &[
    "otp",
    "totp",
    "2fa",
    "mfa",
    "two-factor",
    "twofactor",
    "two_factor",
    "second factor",
    "verification code",
    "verificationcode",
    "authenticator",
    "one-time",
    "passcode",
    "mã xác thực",
    "mã xác minh",
    "maxacthuc",
    "ma_xac_thuc",
    "mã otp",
    "xác thực hai",
    "xác thực 2",
    "mã dùng một lần",
];

/// A password, as far as a job may hold it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::probe) enum Password {
    /// The one that is lent.
    Lent(SecretName),
    /// One that is made up and wrong.
    MadeUp(String),
}

enumeration! {
    /// How a name and a password are handed in.
    pub enum Way = "sign_in_way" {
        /// In a header of each request (HTTP Basic).
        Basic = "basic",
        /// As a form (`application/x-www-form-urlencoded`), or in the address.
        Form = "form",
        /// As JSON.
        Json = "json",
        /// As a form in parts (`multipart/form-data`).
        Multipart = "multipart",
    }
}

/// A form that is filled in, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    /// What is sent.
    pub(super) sending: Sending,
    /// Whether the password stands in the address.
    pub(super) in_address: bool,
    /// How it is written.
    pub(super) way: Way,
}

/// Fills in the form of a page: the declared one, else the one that asks for a password.
pub(super) fn fill(
    site: &Site<'_>,
    page: Option<&Page>,
    at: &Url,
    user: &str,
    password: &Password,
) -> Result<Filled, Gap> {
    match &site.sign_in.form {
        Some(_) => declared(site, page, at, user, password),
        None => found(page.ok_or_else(no_form)?, at, user, password),
    }
}

fn declared(site: &Site<'_>, page: Option<&Page>, at: &Url, user: &str, password: &Password) -> Result<Filled, Gap> {
    let Some(form) = &site.sign_in.form else { return Err(no_form()) };
    let mut action = site.url(&form.action)?;
    // What the page's own address asks to return to goes with it, where the declaration names no query.
    if action.query().is_none() && action.path() == at.path() {
        action.set_query(at.query());
    }
    let own = page.and_then(|page| {
        let forms = &page.forms;
        let named = forms.iter().find(|own| own.field(&form.password_field).is_some());
        named.or_else(|| forms.iter().find(|own| own.action.as_ref().is_some_and(|url| url.path() == action.path())))
    });
    let skipped = [form.user_field.as_str(), form.password_field.as_str()];
    let others = own.map(|own| carried(own, &skipped)).unwrap_or_default();
    let (name, secret) = ((form.user_field.as_str(), user), (form.password_field.as_str(), password));
    match form.format {
        FormFormat::Form => return Ok(urlencoded(action, true, &others, name, secret)),
        FormFormat::Json => {}
        FormFormat::Multipart => {
            let filled = in_parts(action, &others, name, secret);
            return Ok(Filled { sending: filled.sending.sent_from(at), ..filled });
        }
    }
    let mut text = String::from("{");
    for (name, value) in others.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([(skipped[0], user)])
    {
        text.push_str(&format!("{}:{},", quoted(name), quoted(value)));
    }
    text.push_str(&format!("{}:", quoted(&form.password_field)));
    let secret = match password {
        Password::Lent(name) => Piece::Secret(name.clone(), Spelling::Json),
        Password::MadeUp(text) => Piece::plain(quoted(text)),
    };
    let body = vec![Piece::plain(text), secret, Piece::plain("}")];
    let mut sending = Sending { method: "POST", body: Some((JSON, body)), ..Sending::get(action) };
    if let Some(token) = page.and_then(|page| page.metas_named("csrf-token").next().map(str::to_owned)) {
        sending.headers.push(("x-csrf-token", token));
    }
    Ok(Filled { sending: sending.sent_from(at), in_address: false, way: Way::Json })
}

fn found(page: &Page, at: &Url, user: &str, password: &Password) -> Result<Filled, Gap> {
    let form = sign_in_form(page).ok_or_else(no_form)?;
    let secret = password_field(form).ok_or_else(no_form)?;
    let name = user_field(form, secret).ok_or_else(|| {
        Gap::new(
            Reason::Parse,
            Text::new(
                "biểu mẫu đăng nhập không có ô tên tài khoản",
                "the sign-in form has no field for the account's name",
            ),
        )
    })?;
    let button = form.fields.iter().find(|field| field.is_button() && field.kind() == "submit");
    let action = button.and_then(|button| button.action.clone()).or_else(|| form.action.clone()).ok_or_else(no_form)?;
    let others = carried(form, &[name.name(), secret.name()]);
    let post = form.method() == "post";
    // The button's word counts more than the form's (HTML, 4.10.19.6).
    let coding = button.and_then(|button| button.attributes.value("formenctype"));
    let coding = coding.or_else(|| form.attributes.value("enctype")).unwrap_or_default();
    let (name, secret) = ((name.name(), user), (secret.name(), password));
    let filled = match post && coding.trim().eq_ignore_ascii_case(multipart::MEDIA) {
        true => in_parts(action, &others, name, secret),
        false => urlencoded(action, post, &others, name, secret),
    };
    Ok(Filled { sending: filled.sending.sent_from(at), ..filled })
}

/// The form that asks for one password; one that asks for two sets a new one.
fn sign_in_form(page: &Page) -> Option<&Form> {
    let passwords =
        |form: &Form| form.fields.iter().filter(|field| field.kind() == "password" && !is_decoy(field)).count();
    let forms = &page.forms;
    forms.iter().find(|form| passwords(form) == 1).or_else(|| forms.iter().find(|form| passwords(form) > 1))
}

fn password_field(form: &Form) -> Option<&Field> {
    let mut fields =
        form.fields.iter().filter(|field| field.kind() == "password" && !is_decoy(field) && !field.name().is_empty());
    let first = fields.next();
    fields.find(|field| field.autocomplete().contains("current-password")).or(first)
}

/// The field of the name: by what it says of itself, else the last one before the password.
fn user_field<'p>(form: &'p Form, password: &Field) -> Option<&'p Field> {
    let before = form.fields.iter().take_while(|field| *field != password);
    let texts = |field: &&Field| {
        matches!(field.kind().as_str(), "text" | "email" | "tel" | "number" | "search")
            && !field.name().is_empty()
            && !is_decoy(field)
    };
    let candidates: Vec<_> = before.filter(texts).collect();
    let score = |field: &Field| {
        let words = format!(
            "{} {} {}",
            field.name().to_lowercase(),
            field.attributes.value("id").unwrap_or_default().to_lowercase(),
            field.words()
        );
        let completes = field.autocomplete();
        let named = USER_WORDS.iter().any(|word| words.contains(word));
        2 * i32::from(completes.contains("username") || completes.contains("email")) + i32::from(named)
    };
    // Of equals the last: it stands next to the password.
    candidates.into_iter().max_by_key(|field| score(field)).or_else(|| form.fields.iter().find(texts))
}

/// Whether a field is there for machines alone: what fills it in is taken for one.
fn is_decoy(field: &Field) -> bool {
    let own = |name| field.attributes.value(name).unwrap_or_default().to_ascii_lowercase();
    let style = own("style").replace(' ', "");
    field.attributes.has("hidden")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("left:-")
        || own("aria-hidden") == "true"
        || own("tabindex") == "-1"
}

/// What a browser sends besides: hidden fields, ticked boxes, empty texts, the button.
fn carried(form: &Form, skipped: &[&str]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut pressed = false;
    for field in &form.fields {
        let name = field.name();
        let kind = field.kind();
        let sent = match kind.as_str() {
            "checkbox" | "radio" => field.attributes.has("checked"),
            "submit" => !std::mem::replace(&mut pressed, true),
            "button" | "reset" | "image" | "file" | "password" | "select" => false,
            _ => true,
        };
        if !sent || name.is_empty() || skipped.contains(&name) || field.attributes.has("disabled") {
            continue;
        }
        let value =
            if matches!(kind.as_str(), "checkbox" | "radio") && !field.has_value() { "on" } else { field.value() };
        all.push((name.to_owned(), value.to_owned()));
    }
    all
}

/// The hidden fields of a form as it is sent without anything filled in.
pub(super) fn untouched(form: &Form) -> String {
    let mut all = Serializer::new(String::new());
    all.extend_pairs(carried(form, &[]));
    all.finish()
}

fn urlencoded(
    action: Url,
    post: bool,
    others: &[(String, String)],
    (user_field, user): (&str, &str),
    (password_field, password): (&str, &Password),
) -> Filled {
    let mut text = Serializer::new(String::new());
    text.extend_pairs(others).append_pair(user_field, user);
    let field: String = byte_serialize(password_field.as_bytes()).collect();
    let before = format!("{}&{field}=", text.finish());
    let secret = match password {
        Password::Lent(name) => Piece::Secret(name.clone(), Spelling::Form),
        Password::MadeUp(text) => Piece::plain(byte_serialize(text.as_bytes()).collect::<String>()),
    };
    let pieces = vec![Piece::plain(before), secret];
    let get = Sending::get(action);
    let sending = if post {
        Sending { method: "POST", body: Some((FORM, pieces)), ..get }
    } else {
        Sending { query: pieces, ..get }
    };
    Filled { sending, in_address: !post, way: Way::Form }
}

fn in_parts(
    action: Url,
    others: &[(String, String)],
    (user_field, user): (&str, &str),
    (password_field, password): (&str, &Password),
) -> Filled {
    let secret = match password {
        Password::Lent(name) => Piece::Secret(name.clone(), Spelling::Plain),
        Password::MadeUp(text) => Piece::plain(text.clone()),
    };
    let others = others.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([(user_field, user)]);
    let body = Some((multipart::WITH_BOUNDARY, multipart::body(others, password_field, secret)));
    let sending = Sending { method: "POST", body, ..Sending::get(action) };
    Filled { sending, in_address: false, way: Way::Multipart }
}

/// Whether a page asks for a second factor.
pub(in crate::probe) fn asks_for_code(page: &Page) -> bool {
    let asks = |field: &Field| {
        if field.is_button() || field.is_hidden() || is_decoy(field) || field.kind() == "password" {
            return false;
        }
        let words = format!(
            "{} {} {}",
            field.name().to_lowercase(),
            field.attributes.value("id").unwrap_or_default().to_lowercase(),
            field.words()
        );
        field.autocomplete().contains("one-time-code") || CODE_WORDS.iter().any(|word| words.contains(word))
    };
    page.fields().any(asks)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn no_form() -> Gap {
    Gap::new(
        Reason::Parse,
        Text::new(
            "không thấy biểu mẫu hỏi mật khẩu trên trang; khai báo `form` nếu trang gửi bằng mã lệnh",
            "no form on the page asks for a password; declare `form` where a script sends it",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(html: &str) -> Result<(Url, String, bool), Gap> {
        let at = Url::parse("https://a.vn/dang-nhap?next=/x").expect("an address");
        let page = Page::read(html.as_bytes(), Some("text/html; charset=utf-8"), &at);
        let Filled { sending, in_address, .. } = found(&page, &at, "an & co", &Password::MadeUp("p w".to_owned()))?;
        let pieces = sending.body.map_or(sending.query, |(_, pieces)| pieces);
        let text = pieces.iter().map(|piece| match piece {
            Piece::Plain(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Piece::Credentials(..) | Piece::Held(_) | Piece::Secret(..) | Piece::Token(_) => "SECRET".to_owned(),
        });
        Ok((sending.url, text.collect(), in_address))
    }

    #[test]
    fn the_form_of_a_sign_in_is_filled_as_a_browser_would() {
        let (url, text, in_address) = filled(
            "<form action=/search><input name=q></form>\
             <form method=post action=/in><input type=hidden name=_csrf value='t&amp;1'><input name=website style='display: none'>\
             <input name=captchaless><input name=TenDangNhap><input type=password name=decoy tabindex=-1>\
             <input type=password name=MatKhau><input type=checkbox name=remember><button name=btn value=go>Đăng nhập</button></form>",
        )
        .expect("a form");
        assert_eq!(url.as_str(), "https://a.vn/in");
        assert_eq!(text, "_csrf=t%261&website=&captchaless=&btn=go&TenDangNhap=an+%26+co&MatKhau=p+w");
        assert!(!in_address);
    }

    #[test]
    fn a_form_that_sends_by_address_is_told_and_one_without_a_password_is_none() {
        let (url, text, in_address) =
            filled("<form><input name=u><input type=password name=p></form>").expect("a form");
        assert_eq!((url.path(), text.as_str(), in_address), ("/dang-nhap", "u=an+%26+co&p=p+w", true));
        assert!(filled("<form><input name=q></form>").is_err());
    }

    #[test]
    fn a_form_in_parts_is_sent_in_parts() {
        let form = "<input type=hidden name='a\"b' value=1><input name=u><input type=password name=p>";
        let expected = ["a%22b", "u", "p"].iter().zip(["1", "an & co", "p w"]).map(|(name, value)| {
            format!("--kiemtra-3f9c51d7\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        });
        let expected = expected.chain(["--kiemtra-3f9c51d7--\r\n".to_owned()]).collect::<String>();
        let button = "<button formenctype=multipart/form-data>";
        for html in [
            format!("<form method=post enctype='Multipart/Form-Data'>{form}</form>"),
            format!("<form method=post>{form}{button}</form>"),
        ] {
            assert_eq!(filled(&html).expect("a form").1, expected, "{html}");
        }
        // Only what is posted has parts.
        let (_, text, in_address) =
            filled(&format!("<form enctype=multipart/form-data>{form}</form>")).expect("a form");
        assert!(in_address && text.ends_with("p=p+w"), "{text}");
    }

    #[test]
    fn a_code_is_asked_for_by_its_field_and_not_by_a_password() {
        let asks = |html: &str| {
            asks_for_code(&Page::read(
                html.as_bytes(),
                Some("text/html; charset=utf-8"),
                &Url::parse("https://a.vn/").expect("an address"),
            ))
        };
        assert!(asks("<form><input autocomplete=one-time-code name=x></form>"));
        assert!(asks("<form><label for=m>Mã xác thực</label><input id=m name=x></form>"));
        assert!(!asks("<form><input name=user><input type=password name=passcode></form>"));
    }
}
