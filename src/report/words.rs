//! Words that more than one format writes.

use jiff::Timestamp;

use super::tls::Repeat;
use super::{Detail, Report, Row, Screen, Seen, State};
use crate::text::{Language, clock_time, in_vietnam, long_date};

/// The sentence in the wanted language; both stand side by side at the place of use.
pub(super) fn pick<'a>(language: Language, vi: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// `08 giờ 05 phút, ngày 05 tháng 12 năm 2026`, or `08:05 (UTC+7) on 5 December 2026`.
pub(super) fn moment(language: Language, instant: Timestamp) -> String {
    match language {
        Language::Vi => format!("{}, {}", clock_time(instant), long_date(instant)),
        Language::En => in_vietnam(instant).strftime("%H:%M (UTC+7) on %-d %B %Y").to_string(),
    }
}

/// The conclusion as a sentence that says whose word it is: the tool proposes, people conclude.
pub(super) fn proposal(language: Language, report: &Report) -> String {
    let label = pick(language, "Đề xuất kết luận", "Proposed conclusion");
    let sentence = report.conclusion_text.in_language(language);
    if sentence.starts_with(label) { sentence.to_owned() } else { format!("{label}: {sentence}") }
}

/// What is concluded: by a person, where one has; else what is proposed, marked as such.
pub(super) fn conclusion(language: Language, report: &Report) -> String {
    let Some(set) = &report.concluded else { return proposal(language, report) };
    let (label, by) = (pick(language, "Kết luận", "Conclusion"), pick(language, "người kết luận", "concluded by"));
    let sentence = set.text.in_language(language);
    let reason = if set.reason.is_empty() {
        String::new()
    } else {
        format!(" {}: {}.", pick(language, "Lý do", "Reason"), set.reason)
    };
    let departs = if set.departs { format!(" {}.", proposal(language, report)) } else { String::new() };
    format!("{label}: {sentence} ({by}: {}, {}).{reason}{departs}", set.by, set.position)
}

/// The rows that came out undetermined, in the order of the report.
pub(super) fn undetermined(report: &Report) -> impl Iterator<Item = &Row> {
    report.chapters.iter().flat_map(|chapter| &chapter.rows).filter(|row| row.seen == Seen::Undetermined)
}

/// What was seen in a row: its messages, each with its instance.
pub(super) fn messages(language: Language, row: &Row) -> Vec<String> {
    let message = |detail: &Detail| match detail.instance.as_str() {
        "" => detail.message.in_language(language).to_owned(),
        // A list that could not be read: it has no instance to name, and the message says why.
        instance if instance.starts_with('?') => detail.message.in_language(language).to_owned(),
        instance => format!("{instance}: {}", detail.message.in_language(language)),
    };
    row.details.iter().map(message).collect()
}

/// The headline of the error list: `đã khắc phục 5/15 lỗi`.
pub(super) fn tally(language: Language, report: &Report) -> String {
    let (fixed, issued) = (report.tally.fixed, report.tally.issued);
    match language {
        Language::Vi => format!("đã khắc phục {fixed}/{issued} lỗi"),
        Language::En => format!("{fixed} of {issued} errors fixed"),
    }
}

/// How many rows came out how, in words, the ones that stop a connection first; zeros left out
/// except for the first three.
pub(super) fn counts(language: Language, report: &Report) -> String {
    counters(report)
        .into_iter()
        .enumerate()
        .filter(|(place, (_, number))| *place < 3 || *number > 0)
        .map(|(_, (seen, number))| format!("{number} {}", seen.text().in_language(language)))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The counters with the outcome each counts, in the order in which they are shown.
pub(super) fn counters(report: &Report) -> [(Seen, usize); 6] {
    let counts = &report.counts;
    [
        (Seen::Fail, counts.fail),
        (Seen::Undetermined, counts.undetermined),
        (Seen::Pass, counts.pass),
        (Seen::ManualPending, counts.manual_pending),
        (Seen::NotApplicable, counts.not_applicable),
        (Seen::Info, counts.info),
    ]
}

/// The proposed conclusion as a few capital words.
pub(super) fn state(language: Language, state: State) -> &'static str {
    match state {
        State::Ready => pick(language, "ĐỦ ĐIỀU KIỆN", "READY"),
        State::NotReady => pick(language, "CHƯA ĐỦ ĐIỀU KIỆN", "NOT READY"),
        State::Incomplete => pick(language, "CHƯA ĐỦ CĂN CỨ KẾT LUẬN", "INCOMPLETE"),
    }
}

/// The number as Roman numerals; parts and annexes count so.
pub(super) fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number;
    let mut numeral = String::new();
    for (value, digit) in DIGITS {
        numeral.push_str(&digit.repeat(rest / value));
        rest %= value;
    }
    numeral
}

/// The back-ends that a screen speaks of: `Máy chủ: 192.0.2.7:443, 192.0.2.8:443 (trả lời như nhau)`.
pub(super) fn addresses(language: Language, screen: &Screen) -> String {
    let label = pick(language, "Máy chủ", "Back-end");
    match screen.endpoints.as_slice() {
        [] => format!("{label}: {}", pick(language, "chưa tìm được địa chỉ", "no address was found")),
        [one] => format!("{label}: {one}"),
        all => {
            let alike = pick(language, "trả lời như nhau", "they answer alike");
            format!("{label}: {} ({alike})", all.join(", "))
        }
    }
}

/// In what a screen differs from the other back-ends of its subject.
pub(super) fn differs(language: Language, screen: &Screen) -> Option<String> {
    let labels: Vec<_> = screen.differs.iter().map(|label| label.in_language(language)).collect();
    let sentence =
        pick(language, "CÁC MÁY CHỦ CỦA ĐỐI TƯỢNG NÀY KHÁC NHAU Ở", "THE BACK-ENDS OF THIS SUBJECT DIFFER IN");
    (!labels.is_empty()).then(|| format!("{sentence}: {}", labels.join(", ")))
}

/// The sections that read as on an earlier screen, a sentence for each such screen.
pub(super) fn repeats(language: Language, screen: &Screen) -> Vec<String> {
    let sentence = |repeat: &Repeat| {
        let sections: Vec<_> = repeat.sections.iter().map(|title| title.in_language(language)).collect();
        let of = repeat.of.in_language(language);
        format!("{} {of}: {}", pick(language, "Giống hệt", "Exactly as at"), sections.join(", "))
    };
    screen.repeats.iter().map(sentence).collect()
}

/// The name of a screen: its subject with the declared name and port, each said once.
pub(super) fn screen_name(language: Language, screen: &Screen) -> String {
    let title = screen.title.in_language(language);
    match screen.place.as_str() {
        "" => title.to_owned(),
        place if place.starts_with(title) => place.to_owned(),
        place => format!("{title} ({place})"),
    }
}

/// `Có` or `Không`.
pub(super) fn yes_or_no(language: Language, yes: bool) -> &'static str {
    if yes { pick(language, "Có", "Yes") } else { pick(language, "Không", "No") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals_subtract() {
        let numerals: Vec<_> = [1, 4, 6, 9, 14, 40].into_iter().map(roman).collect();
        assert_eq!(numerals, ["I", "IV", "VI", "IX", "XIV", "XL"]);
    }

    #[test]
    fn moments_read_naturally_in_both_languages() {
        let instant = "2026-12-05T01:05:00Z".parse().expect("a literal timestamp");
        assert_eq!(moment(Language::Vi, instant), "08 giờ 05 phút, ngày 05 tháng 12 năm 2026");
        assert_eq!(moment(Language::En, instant), "08:05 (UTC+7) on 5 December 2026");
    }
}
