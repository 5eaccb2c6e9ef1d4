//! The page of the law regimes.

use crate::law::{Article, Instrument, Regime};
use crate::text::{Language, Text, text};

use super::Material;
use super::page::{Page, code, plain};

pub(super) fn page(material: &Material, language: Language) -> String {
    let title = Text::new("Căn cứ pháp lý", "Legal grounds");
    let about = Text::new(
        "Văn bản và điều khoản mà các tiêu chí dựa vào. Chỉ điều đã xác nhận và đang có hiệu lực vào ngày kiểm tra mới được in làm căn cứ; hôm nay in được những gì: `kiemtra law show`.",
        "The instruments and articles that the checks rest on. Only what is confirmed and in force on the day of the inspection is printed as a ground; what that is today: `kiemtra law show`.",
    );
    let mut page = Page::new(language, &title, &about);
    for regime in &material.regimes {
        let id = &regime.id;
        page.anchored(2, id, &format!("{} ({})", plain(page.say(&regime.title)), code(id)));
        for instrument in &regime.instruments {
            one(&mut page, regime, instrument, material);
        }
    }
    page.finish()
}

fn one(page: &mut Page, regime: &Regime, instrument: &Instrument, material: &Material) {
    let (id, key) = (&regime.id, &instrument.key);
    page.anchored(3, &format!("{id}.{key}"), &plain(page.say(&instrument.name())));
    page.paragraph(&instrument.full_name());
    let from = instrument.valid_from;
    let force = match instrument.valid_to {
        Some(to) => text!("Hiệu lực: {from} đến {to}", "In force: {from} to {to}"),
        None => text!("Hiệu lực: từ {from}", "In force: from {from}"),
    };
    let state = state(instrument, None);
    let (force, label) = (page.say(&force).to_owned(), page.pick("Tình trạng", "State"));
    page.raw(&format!("- {}: {}\n- {force}\n- {label}: {}\n\n", page.pick("Khóa", "Key"), code(key), page.say(&state)));
    if !instrument.articles.is_empty() {
        articles(page, regime, instrument, material);
    }
}

fn articles(page: &mut Page, regime: &Regime, instrument: &Instrument, material: &Material) {
    let head = [
        page.pick("Khóa", "Key"),
        page.pick("Điều khoản", "Place"),
        page.pick("Yêu cầu", "Demand"),
        page.pick("Tình trạng", "State"),
        page.pick("Tiêu chí", "Checks"),
    ];
    let rows: Vec<_> = instrument
        .articles
        .iter()
        .map(|article| {
            let key = format!("{}/{}", instrument.key, article.key);
            let anchor = format!("<a id=\"{}.{key}\"></a>", regime.id);
            let resting = material.pack.checks.values().filter(|check| check.grounds.contains(&key));
            let resting: Vec<_> =
                resting.map(|check| format!("[{}](checks.md#{})", code(&check.id), check.id)).collect();
            vec![
                format!("{anchor}{}", code(&key)),
                plain(page.say(&article.place)),
                plain(page.say(&article.demand)),
                page.say(&state(instrument, Some(article))).to_owned(),
                resting.join(", "),
            ]
        })
        .collect();
    page.table(&head, rows);
}

/// Whether a ground is confirmed or open, whatever the day.
pub(super) fn state(instrument: &Instrument, article: Option<&Article>) -> Text {
    if let Some(Text { vi, en }) = &instrument.open {
        return text!("còn mở: {vi}", "open: {en}");
    }
    let mark = article.and_then(|article| article.mark).unwrap_or(instrument.mark).max(instrument.mark);
    let Text { vi, en } = mark.text();
    if mark.is_confirmed() {
        text!("xác nhận: {vi}", "confirmed: {en}")
    } else {
        text!("còn mở: {vi}", "open: {en}")
    }
}
