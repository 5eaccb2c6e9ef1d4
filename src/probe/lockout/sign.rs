//! The first sign that a sign-in limits guessing.

use crate::probe::browse::{Attempt, plain_words};
use crate::probe::page::Page;

/// Parts of the names of what tells people from machines.
const CAPTCHA: &[&str] = &[
    "captcha",
    "turnstile",
    "mã hình ảnh",
    "mã xác nhận trong hình",
    "mã kiểm tra",
    "nhập mã trong ảnh",
    "mabaove",
    "mã bảo vệ",
    "mã bảo mật trong hình",
];
/// What a page says that locks.
const LOCKED: &[&str] = &[
    "khóa",
    "khoá",
    "locked",
    "lock out",
    "blocked",
    "quá nhiều lần",
    "quá số lần",
    "too many",
    "thử lại sau",
    "try again later",
    "try again in",
    "temporarily",
    "tạm ngừng",
    "tạm dừng",
    "suspended",
    "disabled",
    "vô hiệu",
    "vượt quá",
    "exceeded",
];
/// An answer that takes so much longer than the first ones is held back, in milliseconds.
const DELAY_MS: i64 = 1000;

/// A sign, and how long the server asks to wait.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Sign {
    /// Its word.
    pub(super) word: &'static str,
    /// The seconds after which the server lets one try again, as far as it says.
    pub(super) wait_seconds: u32,
}

impl Sign {
    /// Whether a status turns a visitor away: forbidden, locked, too many requests, not now.
    pub(super) fn turns_away(status: Option<u16>) -> bool {
        matches!(status, Some(403 | 423 | 429 | 503))
    }

    /// The server turns away whoever comes too often.
    pub(super) fn limited(status: Option<u16>, retry: Option<u32>) -> Self {
        let word = if status == Some(429) { "status-429" } else { "turned-away" };
        Self { word, wait_seconds: retry.unwrap_or(0) }
    }

    /// The right password is not taken any more, and nothing was said.
    pub(super) fn silent() -> Self {
        Self { word: "silent-lock", wait_seconds: 0 }
    }
}

/// The sign that an attempt shows, beside those before.
pub(super) fn sign(earlier: &[Attempt<'_>], attempt: &Attempt<'_>) -> Option<Sign> {
    let (first, last) = (attempt.arrival.first, attempt.arrival.response);
    let retry = [first, last].iter().find_map(|response| response.header("retry-after"));
    let wait_seconds = retry.map_or(0, |value| value.trim().parse().unwrap_or(0));
    let sign = |word| Some(Sign { word, wait_seconds });
    if first.status == 429 || last.status == 429 {
        return sign("status-429");
    }
    if retry.is_some() {
        return sign("retry-after");
    }
    let before = earlier.first().map(|first| first.arrival.response.status);
    if before.is_some_and(|before| before != last.status) && Sign::turns_away(Some(last.status)) {
        return sign("turned-away");
    }
    if asks_captcha(attempt) && !earlier.first().is_some_and(asks_captcha) {
        return sign("captcha");
    }
    let words = plain_words(&attempt.arrival).to_lowercase();
    let before = earlier.first().map(|first| plain_words(&first.arrival).to_lowercase());
    let says = |text: &str, word: &&&str| text.matches(**word).count();
    let new = LOCKED.iter().find(|word| says(&words, word) > before.as_deref().map_or(0, |before| says(before, word)));
    if new.is_some() && before.is_some() {
        return sign("locked");
    }
    let quickest = earlier.iter().map(Attempt::took_ms).min();
    if quickest.is_some_and(|quickest| attempt.took_ms() > quickest + DELAY_MS) {
        return sign("delay");
    }
    None
}

/// Whether the page of the form, or the answer, asks for a captcha.
fn asks_captcha(attempt: &Attempt<'_>) -> bool {
    let asks = |page: &Page| {
        let fields = page.fields().map(|field| format!("{} {}", field.name().to_lowercase(), field.words()));
        let loaded =
            page.scripts.iter().filter_map(|script| script.address.as_ref()).map(|url| url.as_str().to_lowercase());
        fields.chain(loaded).any(|text| CAPTCHA.iter().any(|word| text.contains(word)))
    };
    let own = Page::of(attempt.page.response, &attempt.page.url).ok().flatten();
    let answered = attempt.landing();
    own.iter().chain(&answered).any(asks)
}
