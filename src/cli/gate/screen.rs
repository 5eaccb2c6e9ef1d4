//! The answer on one screen: in one line first, then each condition, then why and what to do.

use crate::seal::gate::{Holds, Why};
use crate::text::{Language, Text, day_and_time, shorten, text, visible, wrap};

use super::log::Logged;
use super::matter::Found;

/// Columns of the screen.
const WIDTH: usize = 100;
/// Most reasons of a condition that are shown; the JSON has them all.
const MOST_REASONS: usize = 3;

pub(super) fn rendered(found: &Found, logged: &Logged, language: Language, color: bool) -> String {
    let mut screen = Screen { out: String::new(), language, color };
    screen.answer(found);
    screen.head(found);
    screen.conditions(found);
    screen.foot(logged);
    screen.out
}

struct Screen {
    out: String,
    language: Language,
    color: bool,
}

impl Screen {
    fn line(&mut self, text: &Text) {
        let words = visible(text.in_language(self.language));
        self.out.push_str(&words);
        self.out.push('\n');
    }

    fn answer(&mut self, found: &Found) {
        let conditions = found.answer.conditions();
        let (met, all) = (conditions.iter().filter(|(_, holds)| *holds == Holds::Yes).count(), conditions.len());
        let (text, shade) = if found.answer.allowed() {
            (text!("ĐƯỢC PHÉP KẾT NỐI: đủ {met}/{all} điều kiện", "ALLOWED: {met} of {all} conditions hold"), 32)
        } else {
            (
                text!(
                    "CHƯA ĐƯỢC PHÉP KẾT NỐI: đủ {met}/{all} điều kiện",
                    "NOT ALLOWED: {met} of {all} conditions hold"
                ),
                31,
            )
        };
        let words = text.in_language(self.language);
        self.out.push_str(&if self.color {
            format!("\u{1b}[1;{shade}m{words}\u{1b}[0m\n\n")
        } else {
            format!("{words}\n\n")
        });
    }

    fn head(&mut self, found: &Found) {
        let short: String = found.digest.0.chars().take(16).collect();
        let at = day_and_time(found.at);
        if let Some(examined) = &found.examined {
            let run = &examined.papers.run;
            let (id, ended) = (shorten(&run.system.id, 40), day_and_time(run.run.ended));
            self.line(&text!(
                "Biên bản:  hệ thống {id}, kiểm tra xong {ended}",
                "Report:    system {id}, inspected until {ended}"
            ));
            if let Some(until) = found.valid_until.map(day_and_time) {
                self.line(&text!("Thời hạn:  đến {until}", "In date:   until {until}"));
            }
        }
        if let Some((id, ended, own)) = &found.fresh {
            let (id, ended) = (shorten(id, 50), day_and_time(*ended));
            self.line(&match own {
                true => {
                    text!("So với:    chính lượt của biên bản ({id})", "Held to:   the run of the report itself ({id})")
                }
                false => text!("So với:    lượt {id}, xong {ended}", "Held to:   run {id}, ended {ended}"),
            });
        }
        self.line(&text!("Tệp:       SHA-256 {short}…, xét lúc {at}", "File:      SHA-256 {short}…, judged at {at}"));
        self.out.push('\n');
    }

    fn conditions(&mut self, found: &Found) {
        for (condition, holds) in found.answer.conditions() {
            let (mark, shade) = match (holds, self.language) {
                (Holds::Yes, Language::Vi) => ("đạt       ", 32),
                (Holds::Yes, Language::En) => ("holds     ", 32),
                (Holds::No(_), Language::Vi) => ("KHÔNG ĐẠT ", 31),
                (Holds::No(_), Language::En) => ("FAILS     ", 31),
                (Holds::Unknown(_), Language::Vi) => ("CHƯA RÕ   ", 33),
                (Holds::Unknown(_), Language::En) => ("UNKNOWN   ", 33),
            };
            let mark = if self.color { format!("\u{1b}[{shade}m{mark}\u{1b}[0m") } else { mark.to_owned() };
            let what = condition.text();
            let what = what.in_language(self.language);
            self.out.push_str(&format!("{mark} {what}\n"));
            let reasons = holds.reasons();
            reasons.iter().take(MOST_REASONS).for_each(|why| self.reason(why));
            let more = reasons.len().saturating_sub(MOST_REASONS);
            if more > 0 {
                self.line(&text!(
                    "             … còn nữa, xem --json: {more}",
                    "             … more in --json: {more}"
                ));
            }
        }
        self.out.push('\n');
    }

    fn reason(&mut self, why: &Why) {
        self.wrapped("           - ", &why.reason);
        if let Some(remedy) = &why.remedy {
            self.wrapped("             → ", remedy);
        }
    }

    fn wrapped(&mut self, lead: &str, text: &Text) {
        let width = lead.chars().count();
        let words = wrap(&visible(text.in_language(self.language)), WIDTH - width);
        for (number, line) in words.lines().enumerate() {
            let lead = if number == 0 { lead.to_owned() } else { " ".repeat(width) };
            self.out.push_str(&format!("{lead}{line}\n"));
        }
    }

    fn foot(&mut self, logged: &Logged) {
        let sequence = logged.sequence;
        let head: String = logged.head.chars().take(23).collect();
        self.line(&match logged.kind {
            "ledger" => text!(
                "Đã ghi vào sổ theo dõi: câu trả lời số {sequence}, {head}…",
                "Kept in the ledger: answer {sequence}, {head}…"
            ),
            _ => text!(
                "Đã ghi nhật ký: câu trả lời số {sequence}, {head}…",
                "Kept in the log: answer {sequence}, {head}…"
            ),
        });
    }
}
