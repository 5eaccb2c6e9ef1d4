//! What a label says of the value that it stands by: of a key, a header, the words before a number.

use std::sync::LazyLock;

use super::between;
use super::fold::{CAPITAL, MARK, Word, Words, letter_before, pack};
pub(super) use super::labels::{Label, Labels};
use super::lexicon::{Filter, Joined, Phrase, Phrases};
use super::vocabulary::{PHRASES, WHOLE};
use super::words::Spots;

/// What the words before a place say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    /// The labels nearest before the place, those next to each other together.
    pub(super) labels: Labels,
    /// Whether an office or somebody in office is named among the words before.
    pub(super) official: bool,
    /// Whether it is called an example.
    pub(super) example: bool,
    /// How many words stand between the label and the place.
    pub(super) gap: usize,
    /// Whether the beginning of the line was reached without a label.
    pub(super) at_start: bool,
}

/// How many words before a value are looked at.
const WINDOW: usize = 14;
/// How many words may stand between a label and its value: `CCCD số`, `do Cục ... cấp` may not.
const MOST_GAP: usize = 7;
/// How many bytes before a value are looked at.
const WINDOW_BYTES: usize = 140;
/// How many letters of a word count.
const LETTERS: usize = 16;

struct Vocabulary {
    /// Phrases by their last word.
    ends: Phrases,
    /// Phrases by their first word.
    starts: Phrases,
    /// Phrases without their spaces.
    joined: Joined,
    /// First words of phrases of offices.
    offices: Filter,
    /// Words that count alone only.
    whole: Joined,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let (mut ends, mut starts) = (Phrases::new(), Phrases::new());
    let (mut joined, mut whole) = (Joined::new(), Joined::new());
    let mut offices = Filter::default();
    for (label, phrase) in entries(PHRASES) {
        let words: Vec<Word> = phrase.split(' ').map(|word| pack(word.as_bytes())).collect();
        ends.add(words.iter().rev().copied(), label);
        starts.add(words.iter().copied(), label);
        words.first().filter(|_| label.is_official()).into_iter().for_each(|word| offices.add(*word));
        let together: String = phrase.split(' ').collect();
        if words.len() > 1 && together.len() > 3 {
            ends.add(std::iter::once(pack(together.as_bytes())), label);
            if together.len() > 6 {
                starts.add(std::iter::once(pack(together.as_bytes())), label);
            }
        }
        // `setSoCccd("...")` of a program.
        if together.len() > 3 && !matches!(label, Label::Official | Label::Negative | Label::Company | Label::Example) {
            for verb in ["set", "get", "xem", "tra"] {
                ends.add(std::iter::once(pack(format!("{verb}{together}").as_bytes())), label);
            }
        }
        joined.add(&together, label, false);
    }
    for (label, word) in entries(WHOLE) {
        whole.add(&word.split(' ').collect::<String>(), label, true);
    }
    Vocabulary { ends, starts, joined, offices, whole }
});

fn entries(table: &'static [(Label, &'static str)]) -> impl Iterator<Item = (Label, &'static str)> {
    table.iter().flat_map(|(label, phrases)| phrases.split(", ").map(|phrase| (*label, phrase)))
}

/// What a whole label says: a key, a header, the caption of a field.
pub(super) fn labels_of(label: &str) -> Labels {
    let words = Words::of(label);
    if let Some(label) = VOCABULARY.whole.get(words.together()) {
        return Labels::named(label);
    }
    let mut labels = Labels::NONE;
    each_phrase(&words, |label| labels = labels.with(Labels::named(label)));
    if labels.is_empty() { inside(&words) } else { labels }
}

/// Tells the phrases in a label, from left to right, the longest at each word.
fn each_phrase(words: &Words, mut tell: impl FnMut(Label)) {
    const LONGEST: usize = 6;
    let joined = &VOCABULARY.joined;
    let mut at = 0;
    while at < words.len() {
        let most = LONGEST.min(words.len() - at);
        if !joined.may_begin(words.span(at, at + most)) {
            at += 1;
            continue;
        }
        let lengths = joined.lengths(words.span(at, at + most));
        let longest = (1..=most).rev().find_map(|length| {
            let span = words.span(at, at + length);
            let may_be = span.len() < 2 || lengths >> span.len().min(63) & 1 == 1;
            Some((length, may_be.then(|| joined.get(span))??))
        });
        at += longest.map_or(1, |found| found.0);
        if let Some((_, label)) = longest {
            tell(label);
        }
    }
}

/// Names that stand within words of programs: `txtsocccdnguoinop`, `maxacnhancccd2`.
fn inside(words: &Words) -> Labels {
    const DISTINCT: &[(&str, Label)] = &[
        ("cccd", Label::Identity),
        ("cmnd", Label::Identity),
        ("cancuoc", Label::Identity),
        ("sodinhdanh", Label::Identity),
        ("hoten", Label::Name),
        ("hovaten", Label::Name),
        ("ngaysinh", Label::Birth),
        ("namsinh", Label::Birth),
        ("birthd", Label::Birth),
        ("thuongtru", Label::Address),
        ("diachi", Label::Address),
        ("dienthoai", Label::Phone),
        ("phonenum", Label::Phone),
        ("didong", Label::Phone),
        ("dantoc", Label::Ethnic),
        ("tongiao", Label::Religion),
        ("gioitinh", Label::Sex),
        ("hochieu", Label::Passport),
        ("passport", Label::Passport),
        ("masothue", Label::Tax),
        ("sotaikhoan", Label::Account),
        ("magiaodich", Label::Negative),
        ("hoadon", Label::Negative),
        ("mahoso", Label::Negative),
    ];
    let together = words.together();
    let found = DISTINCT.iter().filter(|(name, _)| holds(together, name));
    let labels = found.fold(Labels::NONE, |labels, (_, label)| labels.with(Labels::of(*label)));
    let (first, last) = (words.span(0, 1), words.span(words.len().saturating_sub(1), words.len()));
    let some_number = matches!(first, b"ma" | b"so" | b"code" | b"no" | b"number")
        || matches!(last, b"id" | b"code" | b"no" | b"number");
    if labels.is_empty() && some_number { Labels::of(Label::Unknown) } else { labels }
}

/// Whether folded letters hold a name.
pub(super) fn holds(letters: &[u8], name: &str) -> bool {
    let name = name.as_bytes();
    let Some(first) = name.first() else { return true };
    let last = letters.len().checked_sub(name.len());
    last.is_some_and(|last| {
        (0..=last).any(|at| letters.get(at) == Some(first) && letters.get(at..at + name.len()) == Some(name))
    })
}

/// What the words before byte `end` of `text` say, within its line.
pub(super) fn before(text: &str, end: usize) -> Before {
    let mut found = Before::default();
    let mut words = [(0, false); WINDOW];
    let (count, at_start) = words_before(text, end, &mut words);
    let words = words.get(..count).unwrap_or_default();
    let (mut at, mut nearest) = (0, None::<usize>);
    while at < count {
        let Some((length, label)) = phrase_at(words, at) else {
            // `mẫu số tài khoản`: a specimen, right before the label; but `Cà Mau, số điện thoại` is a province.
            // `NS: 09/06/1999`, but no `NS 2024` of a budget; `SN 1970`.
            let born = |word: &(Word, bool)| *word == (BORN, true) && is_born(text, end) || word.0 == BORN_IN;
            if nearest.is_none() && at == 0 && words.first().is_some_and(born) {
                (found.labels, nearest) = (Labels::of(Label::Birth), Some(1));
            }
            let is_specimen = words.get(at).is_some_and(|word| word.0 == SPECIMEN && nearest.unwrap_or(0) == at);
            found.example |= is_specimen && words.get(at + 1).is_none_or(|word| word.0 != PROVINCE);
            at += 1;
            continue;
        };
        match label {
            // `https://dvc.example.vn/...`: a host is no example of what stands behind it.
            Label::Example if at > 0 && words.get(at - 1).is_some_and(|next| between::ends_host(next.0)) => {}
            // `Gửi OTP tới 0912...`: a code is sent to it.
            Label::Negative if at > 0 && nearest.is_none() && between::lead_to(words) => {
                (found.labels, nearest) = (Labels::of(Label::Phone), Some(at + length));
            }
            Label::Official | Label::Author => found.official = true,
            Label::Example => found.example = true,
            _ => {
                let joins = match nearest {
                    None => at <= MOST_GAP && !between::speak_of_another(words.get(..at).unwrap_or_default()),
                    // `CCCD/CMND/Hộ chiếu số`: those side by side belong together.
                    Some(last) => {
                        let ends = |word: &(Word, bool)| word.1 || between::is_digits(word.0);
                        at <= last + 1 && !words.get(last..=at).is_some_and(|words| words.iter().any(ends))
                    }
                };
                if joins && nearest.is_none() {
                    found.gap = at;
                }
                if joins {
                    found.labels = found.labels.with(Labels::of(label));
                    nearest = Some(at + length);
                }
            }
        }
        at += length;
    }
    found.at_start = at_start && nearest.is_none();
    found
}

/// The longest phrase whose last word is word `at` of words that go backwards.
#[inline]
fn phrase_at(words: &[(Word, bool)], at: usize) -> Option<(usize, Label)> {
    let phrases = VOCABULARY.ends.get(words.get(at)?.0);
    if phrases.is_empty() {
        return None;
    }
    let rest = words.get(at + 1..)?;
    let fits = |phrase: &&Phrase| {
        phrase.rest.len() <= rest.len() && phrase.rest.iter().zip(rest).all(|(a, b)| *a == b.0 && !b.1)
    };
    phrases.iter().find(fits).map(|phrase| (phrase.rest.len() + 1, phrase.label))
}

/// The words before a place, backwards, each with whether a colon, semicolon, bar or equals sign stands right after it; how many,
/// and whether the line begins before them.
pub(super) fn words_before(text: &str, end: usize, words: &mut [(Word, bool)]) -> (usize, bool) {
    let Some(bytes) = text.get(..end).map(str::as_bytes) else { return (0, false) };
    // The letters of the word that is read, moved in from the left: moved to the right end they are that of [`pack`].
    let (mut letters, mut length) = (0, 0);
    let word = |letters: Word, length: usize| letters >> (8 * (LETTERS - length));
    let (mut count, mut parted, mut at) = (0, false, end);
    while at > 0 {
        let letter;
        (letter, at) = letter_before(bytes, at);
        if letter > MARK {
            if length < LETTERS {
                letters = letters >> 8 | Word::from(letter & !CAPITAL) << (8 * (LETTERS - 1));
                length += 1;
            }
            continue;
        }
        if letter == MARK {
            continue;
        }
        if length > 0 {
            if let Some(slot) = words.get_mut(count) {
                *slot = (word(letters, length), parted);
            }
            count += 1;
            (letters, length) = (0, 0);
            parted = false;
            if count == words.len() {
                return (count, false);
            }
        }
        let sign = bytes.get(at).copied().unwrap_or_default();
        parted |= matches!(sign, b':' | b';' | b'|' | b'.' | b'=');
        if sign == b'\n' || end - at > WINDOW_BYTES {
            return (count, sign == b'\n');
        }
    }
    if length > 0
        && let Some(slot) = words.get_mut(count)
    {
        *slot = (word(letters, length), parted);
        count += 1;
    }
    (count, true)
}

/// What the phrase says that ends right before byte `end`, but for spaces and brackets: `Họ và tên` before its colon.
pub(super) fn directly(text: &str, end: usize) -> Labels {
    // One word rejects most places.
    let one = text.get(end.saturating_sub(24)..end).map_or(end.saturating_sub(140), |_| end.saturating_sub(24));
    let tail = text.get(one..end).unwrap_or_default();
    let mut last = [(0, false)];
    let (count, is_cut) = words_before(tail, tail.len(), &mut last);
    // Of a word that is whole it is known how long its phrases are.
    let longest = |word: &(Word, bool)| VOCABULARY.ends.get(word.0).first().map_or(0, |phrase| phrase.rest.len() + 1);
    let most = if is_cut { WINDOW } else { last.first().map_or(0, longest) };
    if count == 0 || most == 0 {
        return Labels::NONE;
    }
    let mut words = [(0, false); WINDOW];
    let words = words.get_mut(..most.min(WINDOW)).unwrap_or_default();
    let (count, _) = words_before(text, end, words);
    phrase_at(words.get(..count).unwrap_or_default(), 0).map_or(Labels::NONE, |found| Labels::of(found.1))
}

/// The longest phrase that begins with the first of `words`: how many words, and what it says.
pub(super) fn phrase_from(words: impl Iterator<Item = Word> + Clone) -> Option<(usize, Label)> {
    let mut rest = words;
    let phrases = VOCABULARY.starts.get(rest.next()?);
    let fits = |phrase: &&Phrase| {
        let mut words = rest.clone();
        phrase.rest.iter().all(|word| words.next() == Some(*word))
    };
    phrases.iter().find(fits).map(|phrase| (phrase.rest.len() + 1, phrase.label))
}

/// Whether a text names an office or somebody in office.
pub(super) fn labels_of_office(text: &str) -> bool {
    let mut spots = Spots::of(text);
    loop {
        let rest = spots.clone();
        let Some(spot) = spots.next() else { return false };
        let may_be = VOCABULARY.offices.may_hold(spot.word);
        if may_be && phrase_from(rest.map(|spot| spot.word)).is_some_and(|found| found.1.is_official()) {
            return true;
        }
    }
}

/// Whether a text names a company.
pub(super) fn names_company(text: &str) -> bool {
    let mut spots = Spots::of(text);
    loop {
        let rest = spots.clone();
        if spots.next().is_none() {
            return false;
        }
        if phrase_from(rest.map(|spot| spot.word)).is_some_and(|found| found.1 == Label::Company) {
            return true;
        }
    }
}

/// Whether `NS:` stands before a place, and is no part of a word: no `elapsed_ns=`.
fn is_born(text: &str, end: usize) -> bool {
    let head = text.get(..end).unwrap_or_default().trim_end().strip_suffix(':').unwrap_or_default().trim_end();
    let before = head.get(..head.len().saturating_sub(2)).and_then(|head| head.chars().next_back());
    head.get(head.len().saturating_sub(2)..).is_some_and(|word| word.eq_ignore_ascii_case("ns"))
        && !before.is_some_and(|before| before.is_alphanumeric() || before == '_')
}

/// `NS`: year or day of birth.
const BORN: Word = word(b"ns");
/// `SN`: year of birth.
const BORN_IN: Word = word(b"sn");
/// `cà`, before `Mau`.
const PROVINCE: Word = word(b"ca");
/// `mẫu`.
const SPECIMEN: Word = word(b"mau");
/// A word of plain letters, packed.
pub(super) const fn word(letters: &[u8]) -> Word {
    let (mut word, mut index) = (0, 0);
    while index < letters.len() {
        word = (word << 8) | letters[index] as Word;
        index += 1;
    }
    word
}

/// The labels of a line that names columns, in their order: from left to right.
pub(super) fn phrases_of(line: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    each_phrase(&Words::of(line), |label| labels.push(label));
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order_folded_and_say_one_thing_each() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, phrases) in PHRASES.iter().chain(WHOLE) {
            let list: Vec<&str> = phrases.split(", ").collect();
            assert!(list.is_sorted(), "{list:?}");
            for phrase in list {
                assert!(
                    phrase.split(' ').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()))
                );
                assert!(seen.insert(phrase), "{phrase} twice");
            }
        }
    }

    #[test]
    fn keys_and_headers_are_known_in_many_spellings() {
        for label in [
            "soCCCD",
            "so_cccd",
            "Số CCCD/CMND",
            "SỐ ĐỊNH DANH CÁ NHÂN",
            "Số CC",
            "Số ĐDCN",
            "GTTT",
            "txtSoCccd",
            "socccd",
        ] {
            assert!(labels_of(label).has(Label::Identity), "{label}");
        }
        assert!(labels_of("Mã giao dịch").has(Label::Negative));
        assert!(labels_of("Số CMND").has(Label::Identity), "combining marks");
        assert!(labels_of("Ngày/tháng/năm sinh").has(Label::Birth));
        assert!(labels_of("SĐT").has(Label::Phone) && labels_of("ĐT").has(Label::Phone));
        assert!(labels_of("Nội dung").is_empty());
        assert!(labels_of("Mã lạ").has(Label::Unknown));
    }

    #[test]
    fn the_nearest_label_before_a_value_counts() {
        let near = |text: &str| before(text, text.len());
        assert!(near("Ông Nguyễn Văn A, CCCD số ").labels.has(Label::Identity));
        let both = near("Số CCCD/Hộ chiếu: ").labels;
        assert!(both.has(Label::Identity) && both.has(Label::Passport));
        let dossier = near("CCCD: đã có. Mã hồ sơ: ").labels;
        assert!(dossier.has(Label::Negative) && !dossier.has(Label::Identity));
        assert!(near("Chủ tịch UBND xã, điện thoại ").official);
        assert!(near("dòng trước CCCD\n").at_start);
    }
}
