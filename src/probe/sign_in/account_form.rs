//! What a form does to local accounts, by its fields and the words of its button.

use super::fact::Purpose;
use super::form::{Fields, is_password, plain};
use crate::probe::page::{Field, Page};
use crate::text::shorten;

/// The most fields that are told.
const MOST: usize = 12;
/// Parts of names of fields that stand for a person, without marks between.
const PERSON: &[&str] = &[
    "email",
    "mail",
    "phone",
    "dienthoai",
    "sdt",
    "mobile",
    "cccd",
    "cmnd",
    "socancuoc",
    "sodinhdanh",
    "madinhdanh",
    "user",
    "taikhoan",
    "tendangnhap",
    "login",
    "account",
    "fullname",
    "hoten",
    "hovaten",
];
/// Words of people for them.
const PERSON_WORDS: &[&str] = &[
    "email",
    "điện thoại",
    "căn cước",
    "định danh",
    "tên đăng nhập",
    "tài khoản",
    "họ và tên",
    "họ tên",
    "user name",
    "username",
    "phone",
];
/// What a button that makes an account says.
const MAKES: &[&str] = &[
    "đăng ký",
    "đăng kí",
    "tạo tài khoản",
    "register",
    "sign up",
    "create account",
    "create an account",
    "tiếp tục",
    "continue",
];
/// What a button that gives a new password says.
const GIVES: &[&str] = &[
    "quên mật khẩu",
    "lấy lại mật khẩu",
    "khôi phục",
    "cấp lại mật khẩu",
    "đặt lại mật khẩu",
    "reset",
    "recover",
    "forgot",
    "tiếp tục",
    "gửi",
    "send",
    "submit",
    "xác nhận",
    "continue",
];
/// Titles and headings of pages that make accounts.
const ABOUT_ACCOUNTS: &[&str] = &[
    "đăng ký tài khoản",
    "tạo tài khoản",
    "đăng ký thành viên",
    "đăng ký người dùng",
    "create account",
    "create an account",
    "sign up",
    "account registration",
    "register account",
    "user registration",
];
/// Titles and headings of pages that give new passwords.
const ABOUT_PASSWORDS: &[&str] = &[
    "quên mật khẩu",
    "lấy lại mật khẩu",
    "khôi phục mật khẩu",
    "cấp lại mật khẩu",
    "đặt lại mật khẩu",
    "forgot password",
    "forgotten password",
    "reset password",
    "reset your password",
    "recover password",
    "password recovery",
    "forgot your password",
];
/// Fields of forms that make an appointment, hand something in or search, whatever their button says.
const BUSINESS: &[&str] =
    &["lichhen", "ngayhen", "giohen", "appointment", "bookingdate", "thutuc", "hoso", "noidung", "search", "tukhoa"];
/// What people read beside them.
const BUSINESS_WORDS: &[&str] =
    &["lịch hẹn", "ngày hẹn", "giờ hẹn", "thủ tục", "hồ sơ", "từ khóa", "tìm kiếm", "appointment", "search"];

/// What a form does, and the fields that prove it; `None` for every other form. On the sign-in page itself only the
/// form's own button says what it is for: the page speaks of passwords anyway.
pub(super) fn purpose(page: &Page, fields: Fields<'_>, at_sign_in: bool) -> Option<(Purpose, Vec<String>)> {
    if fields.visible().any(is_business) {
        return None;
    }
    let names = || fields.visible().map(|field| shorten(field.name(), 40)).take(MOST).collect();
    let pressed: String =
        fields.fields.iter().filter(|field| field.is_button()).map(|field| field.words() + " ").collect();
    let heading = if at_sign_in { pressed.clone() } else { heading(page) };
    let person = fields.visible().any(is_person);
    let of_password = says(&heading, ABOUT_PASSWORDS);
    let new = fields.passwords().count();
    // Two passwords, or one that is new: a password is chosen here.
    let chosen = new >= 2 || fields.passwords().any(|field| field.autocomplete() == "new-password");
    if chosen && !has_old(fields) {
        let purpose = if of_password && !is_long(fields) { Purpose::Recover } else { Purpose::Register };
        return (person || of_password).then(|| (purpose, names()));
    }
    let none = new == 0;
    if none && person && of_password && says(&pressed, GIVES) {
        return Some((Purpose::Recover, names()));
    }
    // The first of several steps, or a password that is typed once, with all that an account needs.
    let about = says(&heading, ABOUT_ACCOUNTS);
    (person && about && says(&pressed, MAKES) && (none || is_long(fields))).then(|| (Purpose::Register, names()))
}

/// What tells one form from another: where it sends, and its fields.
pub(super) fn signature(fields: Fields<'_>) -> String {
    let action = fields.form.and_then(|form| form.action.as_ref()).map(|action| action.path().to_owned());
    // A form without an address sends to its own page, which differs for every page that does not exist.
    let given = fields.form.is_some_and(|form| form.attributes.has("action"));
    let names: Vec<_> = fields.visible().map(Field::name).collect();
    format!("{} {}", action.filter(|_| given).unwrap_or_default(), names.join(" "))
}

/// The title and the beginning of what is read, without links: those speak of other pages.
fn heading(page: &Page) -> String {
    let mut text = page.text.clone();
    for link in page.links.iter().take(60).filter(|link| link.text.chars().count() > 3) {
        text = text.replacen(&link.text, " ", 4);
    }
    let text: String = text.chars().take(400).collect();
    format!("{} {text}", page.title.as_deref().unwrap_or_default()).to_lowercase()
}

/// Whether a field is part of an appointment, a dossier or a search.
fn is_business(field: &Field) -> bool {
    let (name, words) = (plain(field.name()), field.words());
    let timed = matches!(field.kind().as_str(), "time" | "datetime-local");
    timed || BUSINESS.iter().any(|word| name.contains(word)) || says(&words, BUSINESS_WORDS)
}

fn is_person(field: &Field) -> bool {
    let (name, words) = (plain(field.name()), field.words());
    let asked = matches!(field.kind().as_str(), "text" | "email" | "tel" | "number") && !is_password(field);
    asked && (PERSON.iter().any(|word| name.contains(word)) || says(&words, PERSON_WORDS))
}

/// Whether it asks for more than somebody needs to sign in.
fn is_long(fields: Fields<'_>) -> bool {
    fields.visible().filter(|field| is_person(field)).count() >= 2
}

/// Whether it asks for the old password: a change by somebody who is signed in.
fn has_old(fields: Fields<'_>) -> bool {
    fields.passwords().any(|field| {
        let name = plain(field.name());
        name.contains("old")
            || name.ends_with("cu")
            || name.contains("hientai")
            || field.autocomplete() == "current-password"
    })
}

fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
