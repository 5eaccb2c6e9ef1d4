//! Names of persons: Vietnamese family names, and what only begins like one.

use std::sync::LazyLock;

use super::fast::{FastMap, FastSet};
use super::fold::{CAPITAL, MARK, Word, fold, is_letter, is_mark, is_of_letters, letter_at};
use super::institution;
use super::label::Label;
use super::street;
use super::words::Spots;
use crate::probe::exposure::blank::trimmed;

/// Family names, lower case (the General Statistics Office's list of names of the 54 groups, the common ones).
const SURNAMES: &str = "an, âu, âu dương, bàn, bạch, bành, bế, biện, bùi, ca, cái, cầm, cao, cấn, chu, châu, chế, chử, chung, chẩu, cồ, \
    cù, cung, cư, danh, dương, diệp, doãn, đàm, đàng, đào, đặng, đậu, đèo, điền, điểu, đinh, đoàn, đỗ, đồng, đới, \
    đống, giang, giàng, giáp, hà, hạ, hán, hàn, hàng, hầu, hình, hoa, hoàng, hoắc, hồ, hồng, hùng, huỳnh, hứa, kha, \
    khà, khâu, khổng, khúc, khuất, khương, kiên, kiều, kim, kông, kpă, ksor, la, lã, lại, lâm, lầu, lê, lều, lệnh, \
    liêu, liễu, lò, lô, lộc, lôi, lục, lư, lữ, lương, lưu, lường, lý, lỳ, ma, mã, mạc, mạch, mai, mạnh, mầu, mâu, \
    mẫn, mè, mị, mùa, mông, nghiêm, nghị, ngân, ngô, ngọ, ngụy, nguyễn, nguyên, ngũ, nhan, nhâm, nhữ, ninh, nông, \
    ong, ông, phạm, phan, phí, phó, phù, phùng, phương, quách, quan, quàng, quảng, rơ, rmah, sầm, sằn, sơn, siu, \
    sùng, tạ, tăng, tất, tẩn, thạch, thái, thang, thàng, thân, thẩm, thào, thiều, thiệu, thôi, tiêu, tiền, tiết, tô, \
    tôn, tống, trà, trang, tráng, tri, triệu, trình, trịnh, trương, trần, tưởng, từ, ứng, ung, uông, vàng, vân, văn, \
    vi, viên, võ, vòng, vũ, vương, vừ, xa, xin, xồng, yên, lù, lồ, lùng, lèng, lèo, lừu, sìn, sín, phàn, chảo, chìn, \
    chang, cháng, tòng, bạc, hờ, sồng, sộng, hảng, cụt, moong, vy, chíu, chìu, tằng, phún, voòng, trạc, lỷ, lãnh, \
    sái, luân, khoàng, điêu, ngần, lự, mào, pờ, sờ, vù, phu, néang, neáng, chau, đổng, kpa, rcom, puih, ayun, hiao, \
    niê, êban, mlô, byă, kbuôr, ktla, adrơng, kđoh, cil, cill, liêng, kră, touprong, chamaléa, katơr, mấu, pupor, \
    cadá, blúp, alăng, bríu, zơ, coor, pơ, arất, hôih, hốih, brao, sỳ, khưu, vưu, tào, tề, khiếu, diêm, đái, ưng, \
    nguỵ, chắng, lềm, lỵ, thèn, thền, lèn, xìn, seo, viềng, tếnh, pịt, cứ, pinăng, ating, bhling, bhnướch, zơrâm, \
    pơloong, rah, riah, rơô, bh'nướch, bh'riu, bling, cơlâu, kpuih, chẻo, dường";

/// Words after which a name is that of a place, a school or a street.
const PLACES: &str = "đường, phố, phường, xã, quận, huyện, tỉnh, tp, thành, trấn, thôn, ấp, khóm, bản, làng, lăng, khu, cầu, \
    chợ, bến, ga, trường, thpt, thcs, học, tiểu, mầm, mn, đại, lộ, ngõ, ngách, hẻm, kiệt, viện, quảng, sân, chùa, đền, \
    đình, giải, quỹ, cty, tnhh, cp, hiệu, nhà, tòa, toà, hội, q, p, tx, tt, street, road, avenue, ward, district, city, \
    province, bệnh, công, nt, tổ, cung, rạp, hồ, đập, đèo, núi, sông, kênh, đảo, tượng, biển, chi";

/// Towns and provinces that begin like names; under a label of names somebody may be called so.
const TOWNS: &str = "hồ chí minh, hà nội, hà nam, hà tĩnh, hà giang, hạ long, hà đông, an giang, ninh bình, ninh thuận, cao bằng, \
    la gi, lâm đồng, thái bình, thái nguyên, kiên giang, trà vinh, vĩnh long, đà nẵng, cà mau, lạng sơn, lào cai, hà tiên, \
    tiền giang, hậu giang, quảng nam, quảng ngãi, quảng ninh, quảng trị, quảng bình, hoà bình, hòa bình, đồng nai, đồng tháp, \
    đông anh, hải phòng, hưng yên, phú thọ, phú yên, nghệ an, sơn la, kon tum, cần thơ, điện biên, điện biên phủ, yên bái, \
    long an, bạc liêu, đống đa, giảng võ, la thành, mai dịch";

/// What, behind a word of its own, makes it a family name whatever it is, and what that makes something else: `Lèng Thị
/// Máy`, `Cà Văn Pánh`, but `Siêu Thị Mới`, `Nhà Văn Hóa`.
const MIDDLES: &[(&str, &str, &str)] = &[
    (
        "thị",
        "siêu, đô, nội, ngoại, chỉ, tiếp, cận, giám, tuần, biểu, kỳ, hiển",
        "xã, trấn, trường, tứ, tộc, thành, sát, dân",
    ),
    (
        "văn",
        "nhà, ngữ, tâm, khoa, ban, sở, cục, phòng, công, bài",
        "hóa, hoá, phòng, bản, học, thư, nghệ, kiện, xã, minh, phẩm",
    ),
];

/// Folded words before a name that say whose it is, and what makes a place or street of them: `Bà Rịa`.
const ADDRESSES: &str = "ong, ba, anh, chi, chau, cu";
const NO_ADDRESSES: &str = "ria, na, den, diem, trung, trieu, ich, hom, con";

/// Folded words of offices and papers that begin like names.
const NO_NAMES: &str = "van phong, cong an, cong ty, cong dan, cong thong tin, cong dich vu cong, cong bao, cong hoa, thi tran, \
    thi xa, chu tich, ma so, ma ho so, so tu phap, phuong an, quan ly, thong tin, trang chu, thu tuc, chu tai khoan, \
    hoa don, ho so, ho ten, cao dang, cong chung, thanh pho, van ban, van hoa, phong ban";

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    surnames: surnames(),
    places: PLACES.split(", ").map(str::trim).map(str::to_owned).collect(),
    plain_places: PLACES.split(", ").map(|word| folded(word.trim())).collect(),
    towns: TOWNS.split(", ").map(str::trim).map(str::to_owned).collect(),
    plain_towns: TOWNS.split(", ").map(|word| folded(word.trim())).collect(),
    none: NO_NAMES.split(", ").map(|word| folded(word.trim())).collect(),
    none_begin: NO_NAMES.split(", ").filter_map(|words| words.trim().split(' ').next()).map(packed).collect(),
});

/// A family name as it is written, and without its marks.
struct Surname {
    exact: &'static str,
    /// With its capital, as it mostly stands.
    written: String,
    folded: String,
}

/// The family names by their folded letters, packed.
fn surnames() -> FastMap<Word, Vec<Surname>> {
    let mut surnames: FastMap<Word, Vec<Surname>> = FastMap::default();
    for exact in SURNAMES.split(", ").map(str::trim) {
        let mut letters = exact.chars();
        let written = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        surnames.entry(packed(exact)).or_default().push(Surname { exact, written, folded: folded(exact) });
    }
    surnames
}

struct Tables {
    surnames: FastMap<Word, Vec<Surname>>,
    places: FastSet<String>,
    /// The same without marks, for lines that have none.
    plain_places: FastSet<String>,
    towns: FastSet<String>,
    plain_towns: FastSet<String>,
    none: FastSet<String>,
    /// The first words of those.
    none_begin: FastSet<Word>,
}

/// The most words of a name.
const MOST_WORDS: usize = 6;

/// Letters folded, words by single spaces: how names are counted, and compared with tables.
pub(super) fn folded(text: &str) -> String {
    let (bytes, mut at) = (text.as_bytes(), 0);
    let mut out = Vec::with_capacity(bytes.len());
    let mut apart = false;
    while at < bytes.len() {
        let (letter, size) = letter_at(bytes, at);
        at += size;
        if letter > MARK {
            if apart && !out.is_empty() {
                out.push(b' ');
            }
            apart = false;
            out.push(letter & !CAPITAL);
        } else {
            apart |= letter == 0;
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Whether a whole value, such as a cell, is the name of a person. Under a label of names any words of letters are,
/// for not every people of the country has these family names.
pub(super) fn is_name(value: &str, labelled: bool) -> bool {
    let value = without_title(trimmed(value));
    if value.len() > 80 {
        return false;
    }
    let mut words = value.split(' ').filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    let (mut count, mut capitals, is_ascii) = (1, is_capital(first), value.is_ascii());
    // `H'Hen Niê`, `Y Bhăm Niê`: the family name comes last.
    let highland = || {
        (is_highland(first) || first == "Y")
            && value.split(' ').next_back().is_some_and(|last| is_capital(last) && is_surname(last, is_ascii))
    };
    let surname = (labelled || capitals) && is_surname(first, is_ascii) || highland();
    if !surname && !labelled {
        return false;
    }
    for word in words {
        (count, capitals) = (count + 1, capitals && is_capital(word));
    }
    if labelled && count == 1 && is_highland(value) {
        return true;
    }
    (capitals || labelled && surname)
        && (2..=MOST_WORDS).contains(&count)
        && is_of_letters(value)
        && !is_none(value)
        && (surname || !institution::has_abbreviation(value))
        && (surname || !institution::is_one(value))
        && (labelled || !is_town(value))
}

/// A name without the address before it: `Ông`, `Bà`.
pub(super) fn without_title(value: &str) -> &str {
    const TITLES: &[&str] = &[
        "Hộ ông/bà ",
        "Hộ ông ",
        "Hộ bà ",
        "Ông/Bà ",
        "Ông/bà ",
        "Ông ",
        "Bà ",
        "Anh ",
        "Chị ",
        "ÔNG ",
        "BÀ ",
        "ông ",
        "bà ",
        "Mr. ",
        "Ms. ",
        "Cháu ",
        "BN ",
    ];
    let found = TITLES.iter().find_map(|title| value.strip_prefix(title));
    found.map_or(value, |rest| rest.trim_start_matches([':', ' ']))
}

/// Whether words that could be a name typed carelessly are what a request or a code is called: `tra cuu cong dan`, `Mã khách
/// hàng`.
pub(super) fn is_of_a_paper(value: &str) -> bool {
    const BEGINS: &[&str] = &["tra cuu ", "tra ho ", "lay ", "xac thuc ", "tim kiem ", "danh sach ", "dang ky "];
    let first_small = value.split(' ').nth(1).is_some_and(|second| second.starts_with(char::is_lowercase));
    // `mã` is a code, Ma a family.
    let is_code = || value.starts_with("Mã ") || value.starts_with("mã ");
    first_small && (is_code() || BEGINS.iter().any(|begin| folded(value).starts_with(begin)))
}

/// Whether a name as the peoples of the Central Highlands have them, a letter before it: `K'Brơi`, `H'Lan`.
fn is_highland(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|letter| matches!(letter, 'H' | 'K' | 'R' | 'Y'))
        && letters.next().is_some_and(|mark| matches!(mark, '\'' | '’'))
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some()
}

/// Whether `Y` begins a name of men of the Central Highlands, and not `Y tế`, `Y khoa`.
fn is_man(line: &str, words: &[Span], at: usize) -> bool {
    const NOT: &[&str] = &["te", "khoa", "hoc", "duoc", "ta", "si", "sy", "bac", "van", "kien", "vu"];
    let part = |index: usize| words.get(index).and_then(|&(start, end)| line.get(start..end)).unwrap_or_default();
    part(at) == "Y" && !NOT.contains(&folded(part(at + 1)).as_str()) && length_from(line, words, at) >= 3
}

fn is_surname(word: &str, is_ascii: bool) -> bool {
    let Some(names) = TABLES.surnames.get(&packed(word)) else { return false };
    if is_ascii || word.is_ascii() {
        let same = |name: &Surname| name.folded.eq_ignore_ascii_case(word) || name.exact.eq_ignore_ascii_case(word);
        return names.iter().any(same);
    }
    names.iter().any(|name| name.written == word || word.chars().flat_map(lower).eq(name.exact.chars()))
}

/// The small letter, or letters; the tables of Unicode are asked only for what Vietnamese does not have.
fn lower(character: char) -> impl Iterator<Item = char> {
    let small = match character {
        '\u{0}'..='\u{7f}' => Some(character.to_ascii_lowercase()),
        '\u{df}'..='\u{ff}' => Some(character),
        '\u{1ea0}'..='\u{1eff}' => char::from_u32(u32::from(character) | 1),
        _ => None,
    };
    let others = small.is_none().then(|| character.to_lowercase());
    small.into_iter().chain(others.into_iter().flatten())
}

/// Whether folded words are those of an office or paper that begin like a name.
fn is_none(words: &str) -> bool {
    // The first word rejects most, before anything is written anew.
    let first = Spots::of(words).next().map_or(0, |spot| spot.word);
    TABLES.none_begin.contains(&first) && TABLES.none.contains(&folded(words))
}

/// Whether a word makes a place of the name behind it: `chợ`, and `cho` only where nothing has marks.
fn is_place(word: &str, plain: bool) -> bool {
    if plain { TABLES.plain_places.contains(&folded(word)) } else { TABLES.places.contains(&word.to_lowercase()) }
}

/// Whether words are the name of a town or province; without marks they are compared without.
fn is_town(words: &str) -> bool {
    if words.is_ascii() {
        TABLES.plain_towns.contains(&folded(words))
    } else {
        TABLES.towns.contains(&words.to_lowercase())
    }
}

/// The folded letters of a word, packed.
fn packed(word: &str) -> Word {
    let (bytes, mut at, mut packed) = (word.as_bytes(), 0, 0);
    while at < bytes.len() {
        let (letter, size) = letter_at(bytes, at);
        if letter > MARK {
            packed = packed << 8 | Word::from(letter & !CAPITAL);
        }
        at += size;
    }
    packed
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
        if is_title(line, &words, at) {
            at += 1;
            continue;
        }
        let named_place = before.is_some_and(|&(from, to)| {
            line.get(to..start).is_some_and(|gap| gap.trim_matches([' ', '.']).is_empty())
                && is_place(line.get(from..to).unwrap_or_default(), line.is_ascii())
        });
        let named_place = named_place || street::is_behind_house(line.get(..start).unwrap_or_default());
        let named_place = named_place
            || street::is_street(line, start)
            || street::is_behind_unit(line.get(..start).unwrap_or_default());
        let begins = is_capital(word)
            && (is_surname(word, false)
                || is_highland(word)
                || is_man(line, &words, at)
                || has_middle(line, &words, at)
                || is_addressed(line, &words, at));
        let length = if begins { length_from(line, &words, at) } else { 0 };
        // Without marks a label may begin like a name: `DIEN THOAI: 09...`.
        let length = if length > 0 && line.is_ascii() && begins_label(line.get(start..).unwrap_or_default()) {
            0
        } else {
            length
        };
        let last = words.get(at + length.saturating_sub(1)).map_or(end, |word| word.1);
        let least = if is_highland(word) { 1 } else { 2 };
        let named = line.get(start..last).unwrap_or_default();
        if length >= least && !named_place && !is_none(named) && !is_town(named) {
            names.push((start, last));
        }
        at += length.max(1);
    }
    names
}

/// Whether `Ông` stands before a name, and is no family name itself: `Ông Cà Văn A`, but `Ông Ngọc B`.
fn is_title(line: &str, words: &[Span], at: usize) -> bool {
    let part = |index: usize| words.get(index).and_then(|&(start, end)| line.get(start..end)).unwrap_or_default();
    if !matches!(part(at), "Ông" | "ÔNG" | "ONG" | "Ong") || !is_capital(part(at + 1)) || !is_capital(part(at + 2)) {
        return false;
    }
    let middle = |word: &str| matches!(word.to_lowercase().as_str(), "văn" | "thị" | "van" | "thi");
    !middle(part(at + 1)) && (is_surname(part(at + 1), line.is_ascii()) || middle(part(at + 2)))
}

/// Whether a word is written as those before it are: `Ban QLDA` is no name.
fn all_capitals_or_none(word: &str, all_capitals: bool) -> bool {
    is_upper(word) == all_capitals || word.chars().count() < 2
}

/// Whether the next word is one that stands in the middle of names only.
fn has_middle(line: &str, words: &[Span], at: usize) -> bool {
    let part = |index: usize| words.get(index).and_then(|&(start, end)| line.get(start..end)).unwrap_or_default();
    let (middle, last) = (part(at + 1), part(at + 2));
    // Two bytes reject most words.
    if !matches!(middle.as_bytes(), [b'T' | b't' | b'V' | b'v', ..]) || !is_capital(middle) || !is_capital(last) {
        return false;
    }
    let middle = middle.to_lowercase();
    let Some((_, before, after)) = MIDDLES.iter().find(|(own, ..)| *own == middle) else { return false };
    let is_in = |list: &str, word: &str| list.split(", ").any(|other| other == word.to_lowercase());
    !is_in(before, part(at)) && !is_in(after, last) && length_from(line, words, at) >= 3
}

/// Whether a word of address stands right before: `ông Lù Bá Pao`.
fn is_addressed(line: &str, words: &[Span], at: usize) -> bool {
    let Some(&(from, to)) = at.checked_sub(1).and_then(|before| words.get(before)) else { return false };
    let start = words.get(at).map_or(to, |word| word.0);
    if to - from > 8 || line.get(to..start) != Some(" ") {
        return false;
    }
    let address = folded(line.get(from..to).unwrap_or_default());
    if !ADDRESSES.split(", ").any(|own| own == address) {
        return false;
    }
    // `xã Ba Cụm Bắc`: where marks are written, `Bà` has its own.
    let raw = line.get(from..to).unwrap_or_default();
    if raw.is_ascii() && !line.is_ascii() && address != "anh" {
        return false;
    }
    let begins = from == 0
        || line.get(..from).is_some_and(|head| head.trim_end().ends_with([',', ';', '.', ':', '/', '(', '-']));
    let small = !is_capital(line.get(from..to).unwrap_or_default());
    let word = words.get(at).and_then(|&(start, end)| line.get(start..end)).unwrap_or_default();
    (begins || small) && !NO_ADDRESSES.split(", ").any(|other| other == folded(word)) && !is_place(word, false)
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
        let follows = line.get(end..start) == Some(" ") && is_capital(word) && all_capitals_or_none(word, all_capitals);
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
    // What stands apart is another phrase: `Nguyễn Nam    Sinh ngày`, `Nguyễn Nam, sinh năm`.
    let apart = ["  ", "\t", "\n", ", s", ", S"].iter().filter_map(|gap| head.find(gap)).min().unwrap_or(head.len());
    let head = head.get(..apart).unwrap_or(&head);
    let words = || head.split(|c: char| fold(c).is_none() && !is_mark(c)).filter(|word| !word.is_empty()).take(5);
    let packed: Vec<u128> = words()
        .map(|word| {
            super::fold::pack(word.chars().filter(|c| !is_mark(*c)).filter_map(fold).collect::<Vec<u8>>().as_slice())
        })
        .collect();
    let Some((count, label)) = super::label::phrase_from(packed.iter().copied()) else { return false };
    // `Hà Văn Phong` is no `Văn phòng`: those are written with one capital.
    let capitals = words().take(count).all(is_capital);
    match label {
        Label::Identity | Label::Phone | Label::Email => true,
        Label::Official | Label::Author | Label::Company | Label::Issue => count > 1 && !capitals,
        _ => count > 1,
    }
}

/// Whether a word begins with a capital.
pub(super) fn is_capital(word: &str) -> bool {
    match letter_at(word.as_bytes(), 0).0 {
        0 | MARK => word.chars().next().is_some_and(char::is_uppercase),
        letter => letter & CAPITAL != 0,
    }
}

fn is_upper(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase())
}

/// The words of letters in a line.
fn words_in(line: &str) -> Vec<Span> {
    let (mut words, mut start) = (Vec::new(), None);
    for (index, character) in line.char_indices() {
        // `K'Brơi`, but `N'Nguyễn'` of a dump is a string.
        let letter = is_letter(character) || is_mark(character) || character == '\'' && joins(line, start, index);
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

/// Whether the apostrophe at `at` stands within the word that begins at `start`.
fn joins(line: &str, start: Option<usize>, at: usize) -> bool {
    let follows = line.get(at + 1..).and_then(|rest| rest.chars().next()).is_some_and(is_letter);
    follows && start.is_some_and(|start| line.get(start..at) != Some("N"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_as_the_tables_of_unicode_tell_them() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            assert!(lower(character).eq(character.to_lowercase()), "{character:?}");
            assert_eq!(is_capital(&format!("{character}a")), character.is_uppercase(), "{character:?}");
        }
    }

    #[test]
    fn names_are_told_from_places_streets_and_institutions() {
        let found = |line: &str| -> Vec<String> {
            names_in(line).iter().map(|&(a, b)| line.get(a..b).unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(found("1. Nguyễn Văn A, sinh 1990"), ["Nguyễn Văn A"]);
        assert_eq!(found("Bà TRẦN THỊ BÌNH Ngày sinh"), ["TRẦN THỊ BÌNH"]);
        assert_eq!(found("NGUYEN VAN AN 0790"), ["NGUYEN VAN AN"]);
        assert_eq!(found("Họ tên Lê Thị Hoa CCCD"), ["Lê Thị Hoa"]);
        assert_eq!(found("đối với ông LÈO BÁ PAO; giới tính"), ["LÈO BÁ PAO"]);
        assert_eq!(found("gồm bà Xeo Phủ Dơ, sinh 1990"), ["Xeo Phủ Dơ"]);
        assert_eq!(found("2. Khuấn Thị Máy, Cà Văn Pánh"), ["Khuấn Thị Máy", "Cà Văn Pánh"]);
        assert_eq!(found("VALUES (1, N'Đỗ Thị Kim Lan', N'0790')"), ["Đỗ Thị Kim Lan"]);
        assert_eq!(found("1 Trần Hưng Đạo, sinh 1990"), ["Trần Hưng Đạo"]);
        assert_eq!(found("H'Lan Niê, K'Brơi"), ["H'Lan Niê", "K'Brơi"]);
        for place in [
            "TP. Hồ Chí Minh",
            "đường Nguyễn Văn Linh",
            "phường Lê Đại Hành",
            "Trường THPT Trần Phú",
            "Phần mềm Một Cửa",
            "Nhà Văn Hóa Thôn 3",
            "Siêu Thị Mới",
            "tỉnh Bà Rịa Vũng Tàu",
            "bà Rịa Vũng Tàu",
            "Khu Đô Thị Mới",
            "của Ban QLDA",
            "Ấp 3, Trà Bá",
            "266 Trần Hưng Đạo, P. Mỹ Hòa",
        ] {
            assert!(found(place).is_empty(), "{place}: {:?}", found(place));
        }
        assert!(is_name("Y Moan Êban", true) && is_name("Nguyễn Văn A", false) && !is_name("Công ty An Phát", true));
        assert!(!is_name("Hồ Chí Minh", false) && !is_name("Nguyễn", true));
    }
}
