//! What is said of a person in words: name, sex, address, ethnic group, religion, health.

use super::address::{is_address, is_long_as_address};
use super::candidate::{Candidate, Mask, Site};
use super::expression;
use super::label::{self, Label, Labels};
use super::name;
use super::titled;
use super::weights::{LABEL, STRUCTURE};
use super::words::{self, Phrase, Spot};
use crate::probe::exposure::blank::trimmed;
use crate::probe::exposure::class::Class;

/// What a form has where it is to be filled in, and what stands around values: `Họ và tên: ……Nguyễn Văn A………`.
const FILLED: [char; 13] = [' ', ':', '-', '.', '…', '_', '"', '\'', '*', '=', '>', '\t', '\u{a0}'];

/// Whether a text begins with a capital and another letter, but for what a form has before it.
pub(super) fn begins_word(text: &str) -> bool {
    let text = text.trim_start_matches(FILLED);
    // `H'Nuin Niê`.
    name::is_capital(text) && text.chars().nth(1).is_some_and(|next| next.is_alphabetic() || matches!(next, '\'' | '’'))
}

/// Labels whose values are words.
pub(super) const TEXTUAL: &[Label] =
    &[Label::Name, Label::Sex, Label::Ethnic, Label::Religion, Label::Address, Label::Health];

/// The ethnic groups of the country (Decision 121-TCTK/PPCD of 1979), folded, with common other names.
const GROUPS: &[&str] = &[
    "ba na",
    "bo y",
    "brau",
    "bru van kieu",
    "cham",
    "cho ro",
    "chu ru",
    "chut",
    "co",
    "co ho",
    "co lao",
    "co tu",
    "cong",
    "dao",
    "e de",
    "gia rai",
    "giay",
    "gie trieng",
    "h mong",
    "ha nhi",
    "hmong",
    "hoa",
    "hre",
    "khang",
    "kho me",
    "kho mu",
    "khmer",
    "kinh",
    "la chi",
    "la ha",
    "la hu",
    "lao",
    "lo lo",
    "lu",
    "ma",
    "mang",
    "mnong",
    "m nong",
    "mong",
    "muong",
    "ngai",
    "nung",
    "o du",
    "pa then",
    "phu la",
    "pu peo",
    "ra glai",
    "raglai",
    "ro mam",
    "san chay",
    "san diu",
    "si la",
    "ta oi",
    "tay",
    "thai",
    "tho",
    "van kieu",
    "xinh mun",
    "xo dang",
    "xtieng",
];
/// Words of religions, folded.
const RELIGIONS: &[&str] = &[
    "phat",
    "cong giao",
    "thien chua",
    "tin lanh",
    "cao dai",
    "hoa hao",
    "hoi giao",
    "islam",
    "ba la mon",
    "tu an hieu nghia",
    "tinh do",
    "baha",
    "minh su",
    "minh ly",
    "buu son",
    "buddh",
    "cathol",
    "christ",
    "protestant",
    "muslim",
    "chinh thong giao",
    "co doc",
];
/// Whether a whole value may say anything under its labels, at a glance.
pub(super) fn may_say(value: &str, labels: Labels) -> bool {
    let value = super::text::without_mark(trimmed(value));
    if value.len() < 2 || value.len() > 600 || labels.has(Label::Official) {
        return false;
    }
    if labels.any(TEXTUAL) {
        return true;
    }
    let plain = !labels.tell() || labels.has(Label::Issue);
    plain && (value.len() < 120 && name::is_capital(value) || is_long_as_address(value))
}

/// A value without the quotes around it, as pages for finding faults show it.
fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

/// What a whole value, of a cell or field, says under its labels.
pub(super) fn whole(value: &str, labels: Labels, mask: Mask<'_>, site: Site, out: &mut Vec<Candidate>) {
    let value = super::text::without_mark(unquoted(trimmed(value)));
    if value.len() < 2
        || value.len() > 600
        || memchr::memchr(b'|', value.as_bytes()).is_some()
        || labels.has(Label::Official)
    {
        return;
    }
    if labels.any(TEXTUAL) {
        for label in TEXTUAL.iter().filter(|label| labels.has(**label)) {
            if *label == Label::Address && labels.has(Label::Company) {
                return;
            }
            let found = under(*label, value, mask, site);
            if found.is_some() {
                out.extend(found);
                return;
            }
        }
    }
    if labels.tell() && !labels.has(Label::Issue) {
        return;
    }
    // `Họ và tên: A` in a cell.
    if let Some(colon) = memchr::memchr(b':', value.as_bytes()).filter(|_| !labels.tell())
        && let Some(behind) = value.get(colon + 1..)
        && let Some(label) = label_at(value, colon, behind)
    {
        out.extend(textual(label, behind, mask, site));
        return;
    }
    // `Căn cước công dân: Nguyễn Văn A`, `Đơn xin xác nhận - Nguyễn Văn A` of a title.
    // What ends with no capital ends with no name.
    let capital = value.rsplit(' ').next().is_some_and(|last| last.len() < value.len() && name::is_capital(last));
    let signed = capital && memchr::memchr2(b':', b'-', value.as_bytes()).is_some();
    let behind = if signed { value.rsplit_once(": ").or_else(|| value.rsplit_once(" - ")) } else { None };
    let behind = behind.map(|(_, named)| named);
    if let Some(named) = behind.or_else(|| if capital { titled::name_at_end(value) } else { None })
        && named.len() < 64
        && titled::is_titled(value, named)
    {
        let key = zeroize::Zeroizing::new(name::folded(name::without_title(named)));
        out.push(mask.candidate(Class::Name, &key, STRUCTURE, site));
        return;
    }
    let named = value.len() < 64 && name::is_capital(value) && name::is_name(value, false);
    // `"dt": "Cơ Lao"`, whatever that key means.
    if named && !GROUPS.contains(&name::folded(value).as_str()) {
        let key = zeroize::Zeroizing::new(name::folded(value));
        out.push(mask.candidate(Class::Name, &key, STRUCTURE, site));
    } else if !labels.has(Label::Issue) && is_address(value) {
        let key = zeroize::Zeroizing::new(name::folded(value));
        out.push(mask.candidate(Class::Address, &key, STRUCTURE, site));
    }
}

/// What a value says under a label of words.
fn under(label: Label, value: &str, mask: Mask<'_>, site: Site) -> Option<Candidate> {
    // A list of words in two languages, a program: `'ho ten': 'Họ tên'`.
    let of_list = || {
        label == Label::Name && (words::is_label(value) && !name::is_name(value, false) || name::is_of_a_paper(value))
    };
    if expression::is_program(value) || of_list() {
        return None;
    }
    // `1 NGUYEN VAN A` below `STT HO TEN`.
    let numbered = value.split_once(' ').filter(|(number, _)| {
        label == Label::Name && number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let value = numbered.map_or(value, |(_, rest)| rest.trim_start());
    let named = match label {
        Label::Name if name::is_name(value, true) => name::without_title(value),
        // `Nguyễn Văn A (chủ hộ)`, `Nguyễn Văn A SN 1970`.
        Label::Name => {
            let plain = name::without_title(value);
            let &(start, end) = name::names_in(plain).first().filter(|span| span.0 == 0)?;
            plain.get(start..end)?
        }
        _ => value,
    };
    let folded = zeroize::Zeroizing::new(name::folded(named));
    let class = match label {
        Label::Name => Class::Name,
        Label::Sex => {
            let female = match folded.as_str() {
                "nu" | "female" | "f" => true,
                "nam" | "male" | "m" => false,
                _ => return None,
            };
            let mut mark = mask.candidate(Class::Name, "", 0, site).of_sex(female);
            mark.only_sex = true;
            return Some(mark);
        }
        Label::Ethnic => GROUPS.contains(&folded.as_str()).then_some(Class::EthnicGroup)?,
        Label::Religion => RELIGIONS.iter().any(|word| folded.contains(word)).then_some(Class::Religion)?,
        Label::Address => {
            // `ngayDangKyThuongTru`: a time is no place.
            let words = folded.bytes().any(|byte| byte.is_ascii_alphabetic());
            (words && folded.len() >= 6 && folded.contains(' ') && !value.starts_with("http") && !value.contains('@'))
                .then_some(Class::Address)?
        }
        Label::Health => is_health(&folded).then_some(Class::Health)?,
        _ => return None,
    };
    Some(mask.candidate(class, &folded, STRUCTURE + LABEL, site).labelled(true, false))
}

fn is_health(folded: &str) -> bool {
    const NOTHING: &[&str] = &[
        "khong",
        "khong co",
        "chua",
        "none",
        "no",
        "null",
        "n a",
        "undefined",
        "true",
        "false",
        "ok",
        "up",
        "green",
        "healthy",
    ];
    folded.bytes().any(|byte| byte.is_ascii_alphabetic()) && !NOTHING.contains(&folded)
}

/// Whether words can hardly be anything but what a label asks for: a sex, an ethnic group, a religion, an address.
pub(super) fn is_value_of(labels: Labels, value: &str) -> bool {
    let folded = || name::folded(value);
    match () {
        () if labels.has(Label::Sex) => matches!(folded().as_str(), "nam" | "nu"),
        () if labels.has(Label::Ethnic) => GROUPS.contains(&folded().as_str()),
        () if labels.has(Label::Religion) => RELIGIONS.iter().any(|word| folded().contains(word)),
        () if labels.has(Label::Address) => is_address(value) && value.contains(','),
        () => false,
    }
}

/// What a line says of persons: labelled values, and names by themselves.
pub(super) fn line(line: &str, mask: Mask<'_>, site: Site, out: &mut Vec<Candidate>) -> bool {
    let spots = words::spots(line);
    let phrases = words::phrases(line, &spots);
    let mut official = false;
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (index, &(from, length, label)) in phrases.iter().enumerate() {
        official |= label.is_official() && is_in_office(line, &spots, from);
        let end = spots.get(from + length - 1).map_or(line.len(), |spot| spot.end);
        if TEXTUAL.contains(&label) {
            let (start, stop) = value_after(line, &spots, phrases.get(index + 1..).unwrap_or_default(), end, label);
            let candidate = line.get(start..stop).and_then(|value| textual(label, value, mask, site));
            taken.extend(candidate.as_ref().map(|_| (start, stop)));
            out.extend(candidate);
        }
    }
    for at in memchr::memchr_iter(b':', line.as_bytes()).filter(|at| is_address_of_somebody(line, *at)) {
        let value = line.get(at + 1..).unwrap_or_default();
        let stop = at + 1 + value.find([';', ',', '(', '\n', '|']).unwrap_or(value.len());
        let found = line.get(at + 1..stop).and_then(|value| textual(Label::Name, value, mask, site));
        taken.extend(found.as_ref().map(|_| (at + 1, stop)));
        out.extend(found);
    }
    for (start, end) in name::names_in(line) {
        let in_office = label::directly(line, start).has(Label::Official);
        if in_office || taken.iter().any(|(from, to)| start < *to && *from < end) {
            continue;
        }
        let key = zeroize::Zeroizing::new(name::folded(line.get(start..end).unwrap_or_default()));
        out.push(mask.candidate(Class::Name, &key, STRUCTURE, site));
    }
    official
}

/// A labelled value in running text: a name is as long as its capitals.
pub(super) fn textual(label: Label, value: &str, mask: Mask<'_>, site: Site) -> Option<Candidate> {
    // `Họ và tên: ……Nguyễn Văn A………`: what a form has where it is to be filled in.
    let value = value.trim_matches(FILLED);
    match label {
        Label::Name => {
            // `Họ, chữ đệm, tên người mẹ: A`: what the label says of whom.
            let of_whom = value.split_once(':').filter(|(head, _)| head.len() < 40 && !name::is_capital(head));
            let value = name::without_title(of_whom.map_or(value, |(_, named)| named.trim()));
            let &(start, end) = name::names_in(value).first().filter(|span| span.0 < 3).or(Some(&(0, 0)))?;
            let named = if end > start { value.get(start..end)? } else { value };
            under(label, named, mask, site)
        }
        Label::Sex | Label::Ethnic | Label::Religion => {
            let head = value.split([' ', ',', ';', '.', '(', '\t']).next()?;
            under(label, value, mask, site)
                .or_else(|| under(label, head, mask, site))
                .or_else(|| under(label, value.get(..value.match_indices(' ').nth(1)?.0)?, mask, site))
        }
        _ => under(label, value, mask, site),
    }
}

/// Where the value after a label begins and ends: at the next label, at what ends a clause, at the end of the line.
fn value_after(line: &str, spots: &[Spot], next: &[Phrase], end: usize, label: Label) -> (usize, usize) {
    let ends_value = |phrase: &&Phrase| {
        let sure = matches!(phrase.2, Label::Identity | Label::Phone | Label::Email | Label::Birth | Label::Ethnic);
        // `Vừ Mí Sình` ends with no label.
        let marked =
            || spots.get(phrase.0).and_then(|spot| line.get(spot.start..spot.end)).is_some_and(|word| !word.is_ascii());
        phrase.1 > 1 || sure && !(phrase.2 == Label::Birth && marked())
    };
    let stop =
        next.iter().find(ends_value).and_then(|phrase| spots.get(phrase.0)).map_or(line.len(), |spot| spot.start);
    let value = line.get(end..stop).unwrap_or_default();
    let ends: &[char] =
        if label == Label::Address { &[';', '|', '\t', '\n', '"'] } else { &[';', '|', ',', '\t', '\n', '"', '('] };
    let lead = value.len() - value.trim_start_matches([' ', ':', '-', '"', '.', '…', '_', '\'', '=', '>']).len();
    // `'ho_ten' => 'A', 'cccd' => ...`: up to the quote that ends it.
    let quoted = value.get(..lead).is_some_and(|head| head.ends_with('\''));
    let cut = value.get(lead..).filter(|_| quoted).and_then(|rest| rest.find('\''));
    if let Some(cut) = cut {
        return (end + lead, end + lead + cut);
    }
    let cut = value.get(lead..).and_then(|rest| rest.find(ends)).map_or(value.len(), |found| found + lead);
    (end + lead, end + cut)
}

/// Whether a phrase of office is one that somebody holds, or a line that is theirs.
fn is_in_office(line: &str, spots: &[Spot], at: usize) -> bool {
    const HELD: &[&str] = &[
        "chu tich",
        "pho chu",
        "giam doc",
        "pho giam",
        "truong phong",
        "pho truong",
        "chanh van",
        "bi thu",
        "pho bi",
        "can bo",
        "cong chuc",
        "chuyen vien",
        "hotline",
        "duong day",
        "nguoi phat",
        "tiep cong",
        "chuc vu",
        "truc ban",
        "nguoi ky",
    ];
    let head = spots.get(at).and_then(|spot| line.get(spot.start..)).unwrap_or_default();
    let head: String = head.chars().take(16).collect();
    let folded = name::folded(&head);
    HELD.iter().any(|held| folded.starts_with(held))
}

/// Whether `Ông`, `Bà` and nothing else stands before a colon where a line or clause begins: `- Ông: Tạ Nam; sinh năm ...`.
fn is_address_of_somebody(text: &str, end: usize) -> bool {
    const LONGEST: usize = 24;
    let head = text.get(..end).filter(|_| text.as_bytes().get(end) == Some(&b':')).unwrap_or_default();
    // One letter rejects most labels.
    if !matches!(head.chars().next_back(), Some('g' | 'à' | 'h' | 'ị' | 'n' | 'G' | 'À' | 'H' | 'Ị' | 'N')) {
        return false;
    }
    let clause = head.rsplit(['\n', ';', '.', ')', '-', '–', '+', '•']).next().unwrap_or_default().trim();
    clause.len() < LONGEST
        && matches!(
            clause.to_lowercase().as_str(),
            "tên"
                | "ông"
                | "bà"
                | "anh"
                | "chị"
                | "ông/bà"
                | "ông (bà)"
                | "ông, bà"
                | "và bà"
                | "và ông"
                | "vợ là bà"
                | "cùng vợ là bà"
        )
}

/// Whether `ĐC` and nothing else stands before a colon where a line or clause begins.
fn is_place_of_somebody(text: &str, end: usize) -> bool {
    let head = text.get(..end).filter(|_| text.as_bytes().get(end) == Some(&b':')).unwrap_or_default();
    if !matches!(head.as_bytes().last(), Some(b'c' | b'C')) {
        return false;
    }
    let clause = head.rsplit(['\n', ';', ',', '.', '-', '+', '•']).next().unwrap_or_default().trim();
    matches!(clause.to_lowercase().as_str(), "đc" | "đ/c" | "đ.c" | "dc" | "d/c")
}

/// The label of words that end right before `end` of `text`, for what stands behind them. That of a name may go on: `Họ,
/// chữ đệm, tên người mẹ`.
pub(super) fn label_at(text: &str, end: usize, behind: &str) -> Option<Label> {
    const MOST_OF_WHOM: usize = 4;
    if begins_word(behind) && is_address_of_somebody(text, end) {
        return Some(Label::Name);
    }
    if is_place_of_somebody(text, end) && behind.contains(',') {
        return Some(Label::Address);
    }
    let labels = label::directly(text, end);
    let own = TEXTUAL.iter().copied().find(|label| labels.has(*label));
    own.or_else(|| {
        // `Địa chỉ báo tin: Thôn 1, xã ...`: what is no list of places is looked at no further, and no words that are no
        // name: a line has many signs.
        let is_place = memchr::memchr(b',', behind.as_bytes()).is_some() && !labels.has(Label::Unknown);
        if !is_place && !begins_word(behind) {
            return None;
        }
        let before = label::before(text, end);
        let is_said = before.gap <= MOST_OF_WHOM && !labels.tell() && !before.official && !before.example;
        match () {
            () if is_said && before.labels == Labels::of(Label::Name) && begins_word(behind) => Some(Label::Name),
            () if is_said && is_place && before.labels == Labels::of(Label::Address) => Some(Label::Address),
            () => None,
        }
    })
}
