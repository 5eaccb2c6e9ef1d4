//! Names of persons: Vietnamese family names, and what only begins like one.

use std::sync::LazyLock;

use super::fast::FastSet;
use super::fold::{Word, fold, is_mark};

/// Family names, lower case (the General Statistics Office's list of names of the 54 groups, the common ones).
const SURNAMES: &str = "an, âu, âu dương, bàn, bạch, bành, bế, biện, bùi, ca, cái, cầm, cao, cấn, chu, châu, chế, chử, chung, \
    chẩu, cồ, cù, cung, cư, danh, dương, diệp, doãn, đàm, đàng, đào, đặng, đậu, đèo, điền, điểu, đinh, đoàn, đỗ, đồng, \
    đới, đống, giang, giàng, giáp, hà, hạ, hán, hàn, hàng, hầu, hình, hoa, hoàng, hoắc, hồ, hồng, hùng, huỳnh, hứa, \
    kha, khà, khâu, khổng, khúc, khuất, khương, kiên, kiều, kim, kông, kpă, ksor, la, lã, lại, lâm, lầu, lê, lều, lệnh, \
    liêu, liễu, lò, lô, lộc, lôi, lục, lư, lữ, lương, lưu, lường, lý, lỳ, ma, mã, mạc, mạch, mai, mạnh, mầu, mâu, mẫn, mè, \
    mị, mùa, mông, nghiêm, nghị, ngân, ngô, ngọ, ngụy, nguyễn, nguyên, ngũ, nhan, nhâm, nhữ, ninh, nông, ong, ông, \
    phạm, phan, phí, phó, phù, phùng, phương, quách, quan, quàng, quảng, rơ, rmah, sầm, sằn, sơn, siu, sùng, tạ, tăng, \
    tất, tẩn, thạch, thái, thang, thàng, thân, thẩm, thào, thiều, thiệu, thôi, tiêu, tiền, tiết, tô, tôn, \
    tống, trà, trang, tráng, tri, triệu, trình, trịnh, trương, trần, tưởng, từ, ứng, ung, uông, vàng, vân, văn, vi, viên, \
    võ, vòng, vũ, vương, vừ, xa, xin, xồng, yên";

/// Words after which a name is that of a place, a school or a street.
const PLACES: &str = "duong, pho, phuong, xa, quan, huyen, tinh, tp, thanh, tran, thon, ap, khom, ban, lang, khu, cau, cho, ben, \
    ga, truong, thpt, thcs, hoc, tieu, mam, mn, dai, lo, ngo, ngach, hem, kiet, vien, quang, san, chua, den, dinh, lang, \
    giai, quy, cty, tnhh, cp, hieu, quy, nha, toa, hoi, q, p, tx, tt, street, road, avenue, ward, district, city, province, \
    benh, cong, nt, to, cung, rap, ho, dap, deo, nui, song, kenh, dao, tuong, bien, chi";

/// Folded words that are places or institutions though they begin like names.
const NO_NAMES: &str = "ho chi minh, ha noi, ha nam, ha tinh, ha giang, ha long, ha dong, an giang, ninh binh, ninh thuan, cao bang, \
    la gi, lam dong, thai binh, thai nguyen, kien giang, tra vinh, vinh long, da nang, ca mau, lang son, lao cai, ha tien, \
    tien giang, hau giang, quang nam, quang ngai, quang ninh, quang tri, quang binh, hoa binh, dong nai, dong thap, dong anh, \
    hai phong, hung yen, phu tho, phu yen, nghe an, son la, kon tum, can tho, dien bien, dien bien phu, yen bai, long an, \
    van phong, cong an, cong ty, cong dan, cong thong tin, cong dich vu cong, cong bao, cong hoa, giang vo, thi tran, \
    thi xa, chu tich, ma so, ma ho so, so tu phap, phuong an, quan ly, thong tin, trang chu, thu tuc, chu tai khoan, \
    hoa don, ho so, ho ten, la thanh, mai dich, cao dang, cong chung, thanh pho, van ban, van hoa, dong da, phong ban";

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    exact: SURNAMES.split(", ").map(str::trim).map(str::to_owned).collect(),
    folded: SURNAMES.split(", ").map(|name| folded(name.trim())).collect(),
    letters: SURNAMES.split(", ").map(|name| packed(name.trim())).collect(),
    places: PLACES.split(", ").map(|word| folded(word.trim())).collect(),
    none: NO_NAMES.split(", ").map(|word| folded(word.trim())).collect(),
});

struct Tables {
    exact: FastSet<String>,
    folded: FastSet<String>,
    /// The folded letters of family names, packed: what is not among them is none.
    letters: FastSet<Word>,
    places: FastSet<String>,
    none: FastSet<String>,
}

/// The most words of a name.
const MOST_WORDS: usize = 6;

/// Letters folded, words by single spaces: how names are counted, and compared with tables.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !is_mark(*character)) {
        match fold(character) {
            Some(letter) => out.push(char::from(letter)),
            None if out.ends_with(' ') || out.is_empty() => {}
            None => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a whole value, such as a cell, is the name of a person. Under a label of names any words of letters are,
/// for not every people of the country has these family names.
pub(super) fn is_name(value: &str, labelled: bool) -> bool {
    let value = without_title(value.trim());
    if value.len() > 80 {
        return false;
    }
    if !labelled && !value.split(' ').next().is_some_and(|word| is_capital(word) && is_surname(word, value.is_ascii()))
    {
        return false;
    }
    let words = || value.split(' ').filter(|word| !word.is_empty());
    let surname = words().next().is_some_and(|word| is_surname(word, value.is_ascii()));
    if !surname && !labelled {
        return false;
    }
    let capitals = words().all(is_capital);
    if !capitals && !(labelled && surname) || !(2..=MOST_WORDS).contains(&words().count()) {
        return false;
    }
    let is_sign = |character: char| matches!(character, ' ' | '\'' | '’' | '-' | '.');
    value.chars().all(|character| is_letter(character) || is_mark(character) || is_sign(character))
        && !TABLES.none.contains(&folded(value))
        && (surname || !is_institution(value))
}

/// A name without the address before it: `Ông`, `Bà`.
pub(super) fn without_title(value: &str) -> &str {
    const TITLES: &[&str] =
        &["Ông/Bà ", "Ông/bà ", "Ông ", "Bà ", "Anh ", "Chị ", "ÔNG ", "BÀ ", "ông ", "bà ", "Mr. ", "Ms. ", "Cháu "];
    let found = TITLES.iter().find_map(|title| value.strip_prefix(title));
    found.map_or(value, |rest| rest.trim_start_matches([':', ' ']))
}

fn is_institution(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "cong ty",
        "ubnd",
        "uy ban",
        "so ",
        "phong ",
        "trung tam",
        "truong ",
        "ban ",
        "doanh nghiep",
        "hop tac xa",
        "chi nhanh",
    ];
    let folded = folded(value);
    WORDS.iter().any(|word| folded.starts_with(word))
}

fn is_surname(word: &str, is_ascii: bool) -> bool {
    if !TABLES.letters.contains(&packed(word)) {
        return false;
    }
    if is_ascii || word.is_ascii() {
        return TABLES.folded.contains(&word.to_ascii_lowercase());
    }
    TABLES.exact.contains(&word.to_lowercase())
}

/// The folded letters of a word, packed.
fn packed(word: &str) -> Word {
    word.chars().filter_map(fold).fold(0, |packed, letter| packed << 8 | Word::from(letter))
}

/// A name within a line: where it begins and ends.
pub(super) type Span = (usize, usize);

/// The names within a line, by family name and capitals.
pub(super) fn names_in(line: &str) -> Vec<Span> {
    let words = words_in(line);
    let (mut names, mut at) = (Vec::new(), 0);
    while let Some(&(start, end)) = words.get(at) {
        let word = line.get(start..end).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|index| words.get(index));
        let named_place = before.is_some_and(|&(from, to)| {
            line.get(to..start).is_some_and(|gap| gap.trim_matches([' ', '.']).is_empty())
                && TABLES.places.contains(&folded(line.get(from..to).unwrap_or_default()))
        });
        let length = if is_capital(word) && is_surname(word, false) { length_from(line, &words, at) } else { 0 };
        let last = words.get(at + length.saturating_sub(1)).map_or(end, |word| word.1);
        if length >= 2 && !named_place && !TABLES.none.contains(&folded(line.get(start..last).unwrap_or_default())) {
            names.push((start, last));
        }
        at += length.max(1);
    }
    names
}

/// How many words from `at` on make a name: capitals, one space apart, and none that begins a label.
fn length_from(line: &str, words: &[Span], at: usize) -> usize {
    let all_capitals = words.get(at).is_some_and(|&(start, end)| is_upper(line.get(start..end).unwrap_or_default()));
    let mut length = 1;
    while length < MOST_WORDS {
        let (Some(&(_, end)), Some(&(start, next))) = (words.get(at + length - 1), words.get(at + length)) else {
            break;
        };
        let word = line.get(start..next).unwrap_or_default();
        let follows = line.get(end..start) == Some(" ") && is_capital(word) && (!all_capitals || is_upper(word));
        if !follows || begins_label(line.get(start..).unwrap_or_default()) {
            break;
        }
        length += 1;
    }
    // A seventh capital: a heading, no name.
    if length == MOST_WORDS { 0 } else { length }
}

/// Whether a label begins here, of one word or more: `Nguyễn Văn A Ngày sinh`.
pub(super) fn begins_label(text: &str) -> bool {
    let head: String = text.chars().take(40).collect();
    let words = head.split(|c: char| fold(c).is_none() && !is_mark(c)).filter(|word| !word.is_empty());
    let packed: Vec<u128> = words
        .take(5)
        .map(|word| {
            super::fold::pack(word.chars().filter(|c| !is_mark(*c)).filter_map(fold).collect::<Vec<u8>>().as_slice())
        })
        .collect();
    super::label::phrase_from(packed.iter().copied()).is_some_and(|(words, label)| {
        words > 1
            || matches!(label, super::label::Label::Identity | super::label::Label::Phone | super::label::Label::Email)
    })
}

/// Whether a letter; the tables of Unicode are asked only for what no Vietnamese text has.
fn is_letter(character: char) -> bool {
    fold(character)
        .map_or_else(|| !character.is_ascii() && character.is_alphabetic(), |letter| !letter.is_ascii_digit())
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_upper(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase())
}

/// The words of letters in a line.
fn words_in(line: &str) -> Vec<Span> {
    let (mut words, mut start) = (Vec::new(), None);
    for (index, character) in line.char_indices() {
        let letter = is_letter(character) || is_mark(character) || character == '\'';
        match (letter, start) {
            (true, None) => start = Some(index),
            (false, Some(from)) => {
                words.push((from, index));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, line.len())));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_places_streets_and_institutions() {
        let found = |line: &str| -> Vec<String> {
            names_in(line).iter().map(|&(a, b)| line.get(a..b).unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(found("1. Nguyễn Văn A, sinh 1990"), ["Nguyễn Văn A"]);
        assert_eq!(found("Bà TRẦN THỊ BÌNH Ngày sinh"), ["TRẦN THỊ BÌNH"]);
        assert_eq!(found("NGUYEN VAN AN 0790"), ["NGUYEN VAN AN"]);
        assert_eq!(found("Họ tên Lê Thị Hoa CCCD"), ["Lê Thị Hoa"]);
        for place in [
            "TP. Hồ Chí Minh",
            "đường Nguyễn Văn Linh",
            "phường Lê Đại Hành",
            "Trường THPT Trần Phú",
            "Phần mềm Một Cửa",
        ] {
            assert!(found(place).is_empty(), "{place}: {:?}", found(place));
        }
        assert!(is_name("Y Moan Êban", true) && is_name("Nguyễn Văn A", false) && !is_name("Công ty An Phát", true));
        assert!(!is_name("Hồ Chí Minh", false) && !is_name("Nguyễn", true));
    }
}
