//! The answer on one screen: in words first, then the roles, then what was checked, then what does not hold and what
//! to do. At most forty lines of a hundred columns for an ordinary report.

use unicode_width::UnicodeWidthStr;

use crate::report::evidence::Holds;
use crate::seal::role::{Basis, Seat, SeatState};
use crate::seal::{Certificate, Level, Revocation, Signature, TimeSource};
use crate::text::{Language, Text, day, day_and_time, shorten, text, visible, wrap};

use super::examine::{Answer, Examined, Line};
use super::trouble::{Trouble, Weight, grouped, in_turn, on_paper, sentence};

/// Columns of the screen.
const WIDTH: usize = 100;
/// Most troubles and notes that are shown; the JSON has them all.
const MOST_TROUBLES: usize = 6;
const MOST_NOTES: usize = 3;
/// Most roles and revisions that are shown.
const MOST_ROWS: usize = 12;
/// Columns of the table of roles: role, who, when, level, state.
const COLUMNS: [usize; 5] = [33, 22, 26, 5, 10];

/// The whole screen.
pub(super) fn rendered(examined: &Examined, language: Language, color: bool) -> String {
    let mut out = Screen { lines: Vec::new(), language, color };
    out.answer(examined);
    out.head(examined);
    out.roles(examined);
    out.certificates(examined);
    out.checked(examined);
    out.troubles(examined);
    out.lines.join("\n") + "\n"
}

struct Screen {
    lines: Vec<String>,
    language: Language,
    color: bool,
}

impl Screen {
    fn say(&self, text: &Text) -> String {
        visible(text.in_language(self.language))
    }

    fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    fn answer(&mut self, examined: &Examined) {
        let (words, shade) = answer(examined);
        let words = self.say(&words);
        let wrapped = wrap(&words, WIDTH);
        for line in wrapped.lines().take(3) {
            self.lines.push(if self.color { format!("\u{1b}[1;{shade}m{line}\u{1b}[0m") } else { line.to_owned() });
        }
    }

    /// What the report is, what it concludes, and which file was looked at when.
    fn head(&mut self, examined: &Examined) {
        let run = &examined.papers.run;
        let conclusion = &examined.papers.conclusion;
        let set = match &conclusion.by {
            Some(by) => text!(" - do {by} kết luận", " - set by {by}"),
            None => Text::new(" - mới là đề xuất của công cụ", " - only proposed by the program"),
        };
        let (day, profile) = (day(run.run.ended), &run.profile);
        let (id, version, case) = (&profile.id, &profile.version, &run.run.case);
        let system = self.say(&run.system.title);
        let system = shorten(&system, 60);
        let report = text!(
            "{system}, kiểm tra ngày {day} ({case}, hồ sơ {id} {version})",
            "{system}, inspected on {day} ({case}, profile {id} {version})"
        );
        let at = day_and_time(examined.at);
        let (name, digest) = (&examined.name, &examined.digest.0);
        let short: String = digest.chars().take(16).collect();
        let file = text!("{name}, SHA-256 {short}…, xét lúc {at}", "{name}, SHA-256 {short}…, judged at {at}");
        self.lines.push(String::new());
        self.field(self.pick("Biên bản:", "Report:"), &self.say(&report));
        let conclusion = format!("{}{}", self.say(&conclusion.text), self.say(&set));
        self.field(self.pick("Kết luận:", "Conclusion:"), &conclusion);
        self.field(self.pick("Tệp:", "File:"), &self.say(&file));
        self.lines.push(String::new());
    }

    /// A label and at most two lines behind it.
    fn field(&mut self, label: &str, value: &str) {
        let wrapped = wrap(value, WIDTH - 12);
        for (number, line) in wrapped.lines().take(2).enumerate() {
            let label = if number == 0 { label } else { "" };
            self.lines.push(format!("{}{line}", padded(label, 12)));
        }
    }

    fn roles(&mut self, examined: &Examined) {
        if examined.seats.is_empty() {
            self.lines.push(self.pick("Không có vai ký nào được biết.", "No signing role is known.").to_owned());
            return;
        }
        let head = match self.language {
            Language::Vi => ["Vai", "Người ký", "Thời điểm ký", "Mức", "Kết quả"],
            Language::En => ["Role", "Signed by", "When", "Level", "Result"],
        };
        self.lines.push(row(&head));
        self.lines.push(COLUMNS.map(|width| "-".repeat(width)).join(" "));
        for (_, seat) in in_turn(&examined.requirements, &examined.seats).into_iter().take(MOST_ROWS) {
            let signature = seat.signature.and_then(|at| examined.verification.signatures.get(at));
            let title = self.say(&seat.title);
            let by = seat.by.clone().or_else(|| seat.expected.as_ref().map(|name| format!("({name})")));
            let is_on_paper = seat.state == SeatState::Waiting && on_paper(&examined.scans, &seat.role).is_some();
            let when = signature.map(|one| self.say(&when(one))).unwrap_or_default();
            let level = signature.and_then(|one| one.level).map_or("-", Level::name).trim_start_matches("PAdES ");
            let state = if is_on_paper { self.pick("TRÊN GIẤY", "ON PAPER") } else { self.state(seat) };
            self.lines.push(row(&[&title, &visible(&by.unwrap_or_default()), &when, level, state]));
        }
        self.more(examined.seats.len(), MOST_ROWS);
    }

    fn state(&self, seat: &Seat) -> &'static str {
        match (seat.state, seat.basis) {
            (SeatState::Filled, Basis::Certificate) => self.pick("ĐÚNG", "HOLDS"),
            (SeatState::Filled, Basis::Field) => self.pick("ĐÚNG (ô)", "HOLDS (field)"),
            (SeatState::Waiting, _) => self.pick("CHỜ KÝ", "WAITING"),
            (SeatState::Undetermined, _) => self.pick("CHƯA RÕ", "NOT KNOWN"),
            (SeatState::Refused, _) => self.pick("SAI", "REFUSED"),
        }
    }

    /// Who vouches for whom.
    fn certificates(&mut self, examined: &Examined) {
        let people = examined.verification.signatures.iter().filter(|one| one.signer.is_some());
        let lines: Vec<String> = people.map(|one| self.say(&path(one))).collect();
        if lines.is_empty() {
            return;
        }
        self.lines.push(String::new());
        self.lines.push(self.pick("Chứng thư:", "Certificates:").to_owned());
        for line in lines.iter().take(MOST_ROWS / 2) {
            self.lines.push(format!("  {}", cut(line, WIDTH - 2)));
        }
        self.more(lines.len(), MOST_ROWS / 2);
    }

    fn checked(&mut self, examined: &Examined) {
        self.lines.push(String::new());
        self.lines.push(self.pick("Đã kiểm tra:", "Checked:").to_owned());
        for line in &examined.lines {
            let mark = mark(line, self.language);
            let what = self.say(&in_words(line, examined));
            self.lines.push(format!("  {} {}", padded(mark, 15), cut(&what, WIDTH - 18)));
        }
        let steps: Vec<String> = examined
            .steps
            .iter()
            .map(|step| {
                let what: Vec<String> = step.what.iter().take(2).map(|text| self.say(text)).collect();
                let more = if step.what.len() > 2 { ", …" } else { "" };
                format!("{} {}{more}", step.revision, what.join(", "))
            })
            .collect();
        let all = format!("{} {}", self.pick("Các phiên bản của tệp:", "Revisions of the file:"), steps.join("; "));
        let wrapped = wrap(&all, WIDTH - 2);
        let shown = wrapped.lines().take(4).map(|line| format!("  {line}"));
        self.lines.extend(shown);
    }

    /// What does not hold or is not known, with what to do; then what else is to be known.
    fn troubles(&mut self, examined: &Examined) {
        let (heavy, notes): (Vec<&Trouble>, Vec<&Trouble>) =
            examined.troubles.iter().partition(|trouble| trouble.weight > Weight::Note);
        if !heavy.is_empty() {
            self.lines.push(String::new());
            let only_waiting = heavy.iter().all(|trouble| trouble.weight == Weight::Waiting);
            let (vi, en) = if only_waiting {
                ("Còn phải làm:", "Still to do:")
            } else {
                ("Chưa đạt:", "What does not hold:")
            };
            self.lines.push(self.pick(vi, en).to_owned());
        }
        let (heavy, notes) = (grouped(&heavy), grouped(&notes));
        let mut last: Option<&Text> = None;
        for (place, trouble) in heavy.iter().take(MOST_TROUBLES).enumerate() {
            self.item(trouble);
            let next = heavy.get(place + 1).filter(|_| place + 1 < MOST_TROUBLES).and_then(|next| next.remedy.as_ref());
            // The same advice once, behind the last trouble that it mends.
            if let Some(remedy) = trouble.remedy.as_ref().filter(|own| next != Some(*own) && last != Some(*own)) {
                let remedy_words = self.say(remedy).replace("REPORT.pdf", &examined.name);
                let arrow = self.pick("=> Cần làm:", "=> To do:");
                let wrapped = wrap(&format!("{arrow} {remedy_words}"), WIDTH - 4);
                self.lines.extend(wrapped.lines().map(|line| format!("    {line}")));
                last = trouble.remedy.as_ref();
            }
        }
        self.more(heavy.len(), MOST_TROUBLES);
        if !notes.is_empty() {
            self.lines.push(String::new());
            self.lines.push(self.pick("Lưu ý:", "To be known:").to_owned());
            notes.iter().take(MOST_NOTES).for_each(|trouble| self.item(trouble));
            self.more(notes.len(), MOST_NOTES);
        }
    }

    fn item(&mut self, trouble: &Trouble) {
        let words = self.say(&sentence(trouble));
        let wrapped = wrap(&words, WIDTH - 4);
        for (number, line) in wrapped.lines().take(3).enumerate() {
            let mark = if number == 0 { "-" } else { " " };
            self.lines.push(format!("  {mark} {line}"));
        }
    }

    fn more(&mut self, count: usize, shown: usize) {
        if count > shown {
            let rest = count - shown;
            let more = text!("  … và {rest} mục khác (xem --json)", "  … and {rest} more (see --json)");
            self.lines.push(self.say(&more));
        }
    }
}

/// The answer in words, and its colour.
fn answer(examined: &Examined) -> (Text, u8) {
    let asked = examined.seats.len();
    let filled = examined.seats.iter().filter(|seat| seat.state == SeatState::Filled).count();
    let first = examined.troubles.first().map(sentence).unwrap_or_default();
    let Text { vi, en } = &first;
    match examined.answer {
        Answer::Holds => (
            text!(
                "HỢP LỆ: đủ {filled}/{asked} vai đã ký, nội dung nguyên vẹn, kết quả đúng với dữ kiện.",
                "HOLDS: {filled} of {asked} roles have signed, the text is whole, the result is that of the facts."
            ),
            32,
        ),
        Answer::Waiting => {
            let in_turn = in_turn(&examined.requirements, &examined.seats);
            let waiting = in_turn.iter().filter(|(_, seat)| seat.state == SeatState::Waiting);
            let names: Vec<&Text> = waiting.map(|(_, seat)| &seat.title).collect();
            let list = |pick: fn(&Text) -> &String| {
                names.iter().map(|text| pick(text).as_str()).collect::<Vec<_>>().join(", ")
            };
            let (names_vi, names_en) = (list(|text| &text.vi), list(|text| &text.en));
            (
                text!(
                    "CHƯA ĐỦ CHỮ KÝ: mới có {filled}/{asked} vai đã ký, còn chờ: {names_vi}.",
                    "NOT ALL HAVE SIGNED: {filled} of {asked} roles have, still waiting for: {names_en}."
                ),
                33,
            )
        }
        Answer::Undetermined => (text!("CHƯA XÁC ĐỊNH ĐƯỢC. {vi}.", "CANNOT BE TOLD. {en}."), 33),
        Answer::Broken => (text!("KHÔNG HỢP LỆ. {vi}.", "DOES NOT HOLD. {en}."), 31),
    }
}

/// When it was signed, and on whose word.
fn when(signature: &Signature) -> Text {
    let shown = |time| shorten_time(&day_and_time(time));
    match (signature.time.1, signature.claimed) {
        (TimeSource::SignatureStamp | TimeSource::DocumentStamp, _) => {
            let time = shown(signature.time.0);
            text!("{time} (dấu TG)", "{time} (stamped)")
        }
        (TimeSource::Now, Some(claimed)) => {
            let time = shown(claimed);
            text!("{time} (tự khai)", "{time} (claimed)")
        }
        (TimeSource::Now, None) => Text::new("không ghi", "not stated"),
    }
}

/// `05/12/2026 16:40`, as much as the table has room for; all times are Vietnamese.
fn shorten_time(time: &str) -> String {
    time.chars().take(16).collect()
}

/// `Trần Thị B <- CA X <- Gốc Y [national]; chưa bị thu hồi (CRL 22/11/2026)`.
fn path(signature: &Signature) -> Text {
    let name = |certificate: &Certificate| {
        let own = certificate.subject_parts("CN").into_iter().next();
        shorten(&own.unwrap_or_else(|| certificate.subject.clone()), 36)
    };
    let path: Vec<String> = match (signature.path.as_slice(), &signature.signer) {
        ([], Some(signer)) => vec![name(signer)],
        (path, _) => path.iter().map(name).collect(),
    };
    let path = path.join(" <- ");
    let Text { vi, en } = revoked(signature);
    let stores = signature.stores.join(", ");
    if signature.path.is_empty() {
        return text!("{path} (chưa dẫn tới chứng thư gốc được tin)", "{path} (leads to no anchor that is believed)");
    }
    if stores.is_empty() {
        text!("{path}; {vi}", "{path}; {en}")
    } else {
        text!("{path} [{stores}]; {vi}", "{path} [{stores}]; {en}")
    }
}

fn revoked(signature: &Signature) -> Text {
    let mut worst = Text::new("không cần xét thu hồi", "nothing to revoke");
    for (_, state) in &signature.revocation {
        worst = match state {
            Revocation::Revoked(at) => {
                let at = day(*at);
                return text!("ĐÃ BỊ THU HỒI từ {at}", "REVOKED on {at}");
            }
            Revocation::Unknown => return Text::new("chưa rõ có bị thu hồi không", "whether revoked is not known"),
            Revocation::GoodByResponse(at) => {
                let at = day(*at);
                text!("chưa bị thu hồi (OCSP {at})", "not revoked (OCSP {at})")
            }
            Revocation::GoodByList(at) => {
                let at = day(*at);
                text!("chưa bị thu hồi (CRL {at})", "not revoked (CRL {at})")
            }
            Revocation::RevokedLater(at) => {
                let at = day(*at);
                text!("bị thu hồi sau khi ký ({at})", "revoked after signing ({at})")
            }
            Revocation::Exempt => worst,
        };
    }
    worst
}

/// A line with what it was checked against, where that tells more.
fn in_words(line: &Line, examined: &Examined) -> Text {
    let Text { vi, en } = &line.what;
    match (line.key, &examined.chain) {
        ("evidence", _) if !examined.with_evidence => Text::new(
            "Dữ kiện đính kèm khớp bản kê (đối chiếu thư mục minh chứng: --evidence DIR)",
            "The attached facts are those of the manifest (with their folder: --evidence DIR)",
        ),
        ("ledger", Some(chain)) => {
            let head: String = chain.head.trim_start_matches("sha256:").chars().take(16).collect();
            text!("{vi} (đầu chuỗi {head}…)", "{en} (head {head}…)")
        }
        _ => line.what.clone(),
    }
}

fn mark(line: &Line, language: Language) -> &'static str {
    match (&line.holds, language) {
        (Holds::NotChecked(_), Language::Vi) if line.is_waiting => "CHỜ KÝ",
        (Holds::NotChecked(_), Language::En) if line.is_waiting => "WAITING",
        (Holds::Yes, Language::Vi) => "ĐÚNG",
        (Holds::Yes, Language::En) => "HOLDS",
        (Holds::No(_), Language::Vi) => "SAI",
        (Holds::No(_), Language::En) => "DOES NOT HOLD",
        (Holds::NotChecked(_), Language::Vi) => "CHƯA XÁC ĐỊNH",
        (Holds::NotChecked(_), Language::En) => "NOT KNOWN",
    }
}

fn row(cells: &[&str; 5]) -> String {
    let cells: Vec<String> = cells.iter().zip(COLUMNS).map(|(cell, width)| padded(&cut(cell, width), width)).collect();
    cells.join(" ").trim_end().to_owned()
}

/// The text with spaces behind it up to a width in columns.
fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

/// The text cut to a width in columns, the cut marked.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if kept.width() + letter.to_string().width() + 1 > width {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}
