//! The Vietnamese encodings from before Unicode.

use encoding_rs::WINDOWS_1252;

/// An encoding from before Unicode.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Legacy {
    /// TCVN 5712:1993 VN3, that of the ABC fonts: capitals with tones are small letters of another font.
    Tcvn3,
    /// VNI for Windows: a letter, then its marks.
    Vni,
    /// RFC 1456.
    Viscii,
}

/// TCVN3 from 0xA1.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ·";

/// VISCII from 0x80.
const VISCII: &str = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

/// The capitals that VISCII keeps among the controls.
const VISCII_LOW: [(u8, char); 6] = [(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1E, 'Ỵ')];

/// The letters of VNI that stand alone, by their byte.
const VNI_ALONE: [(u8, char); 18] = [
    (0xF4, 'ơ'),
    (0xD4, 'Ơ'),
    (0xF6, 'ư'),
    (0xD6, 'Ư'),
    (0xF1, 'đ'),
    (0xD1, 'Đ'),
    (0xEC, 'ì'),
    (0xCC, 'Ì'),
    (0xED, 'í'),
    (0xCD, 'Í'),
    (0xE6, 'ỉ'),
    (0xC6, 'Ỉ'),
    (0xF3, 'ĩ'),
    (0xD3, 'Ĩ'),
    (0xF2, 'ị'),
    (0xD2, 'Ị'),
    (0xEE, 'ỵ'),
    (0xCE, 'Ỵ'),
];

/// The marks of VNI, small, with the letters each makes of `MARKED`: a dot where it makes none.
const VNI_MARKS: [(u8, &str); 17] = [
    (0xF8, "àèòùỳờừ"),
    (0xF9, "áéóúýớứ"),
    (0xFB, "ảẻỏủỷởử"),
    (0xF5, "ãẽõũỹỡữ"),
    (0xEF, "ạẹọụỵợự"),
    (0xE2, "âêô····"),
    (0xE0, "ầềồ····"),
    (0xE1, "ấếố····"),
    (0xE5, "ẩểổ····"),
    (0xE3, "ẫễỗ····"),
    (0xE4, "ậệộ····"),
    (0xEA, "ă······"),
    (0xE8, "ằ······"),
    (0xE9, "ắ······"),
    (0xFA, "ẳ······"),
    (0xFC, "ẵ······"),
    (0xEB, "ặ······"),
];

/// The letters that marks of VNI may follow.
const MARKED: [(u8, usize); 7] = [(b'a', 0), (b'e', 1), (b'o', 2), (b'u', 3), (b'y', 4), (0xF4, 5), (0xF6, 6)];

impl Legacy {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Tcvn3, Self::Vni, Self::Viscii];

    /// The text that bytes mean.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Tcvn3 => decode_by(bytes, &table(TCVN3, 0xA1, &[])),
            Self::Viscii => decode_by(bytes, &table(VISCII, 0x80, &VISCII_LOW)),
            Self::Vni => decode_vni(bytes),
        }
    }

    /// The text that the bytes meant which were taken for Latin letters; `None` when other letters are among them.
    pub(super) fn reletter(self, text: &str) -> Option<String> {
        let (bytes, _, lossy) = WINDOWS_1252.encode(text);
        (!lossy).then(|| self.decode(&bytes))
    }
}

fn table(letters: &str, first: u8, low: &[(u8, char)]) -> [char; 256] {
    // What stands for nothing is shown as what browsers make of it.
    let mut table: [char; 256] = std::array::from_fn(|byte| u8::try_from(byte).map_or(' ', char::from));
    for (place, letter) in table.iter_mut().skip(usize::from(first)).zip(letters.chars()) {
        if letter != '·' {
            *place = letter;
        }
    }
    for &(byte, letter) in low {
        table[usize::from(byte)] = letter;
    }
    table
}

fn decode_by(bytes: &[u8], table: &[char; 256]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    text.extend(bytes.iter().map(|&byte| table[usize::from(byte)]));
    text
}

fn decode_vni(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    let mut bytes = bytes.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let base = small(byte);
        let column = MARKED.iter().find(|(letter, _)| *letter == base).map(|(_, column)| *column);
        let mark = column.zip(bytes.peek().copied()).and_then(|(column, mark)| marked(column, mark));
        if let Some(letter) = mark {
            bytes.next();
            text.extend(letter.to_uppercase().filter(|_| base != byte).chain((base == byte).then_some(letter)));
        } else if let Some((_, letter)) = VNI_ALONE.iter().find(|(alone, _)| *alone == byte) {
            text.push(*letter);
        } else {
            text.push(if !(0x80..0xA0).contains(&byte) { char::from(byte) } else { ' ' });
        }
    }
    text
}

/// The letter that a mark makes of the letter of a column.
fn marked(column: usize, mark: u8) -> Option<char> {
    let small = small(mark);
    let (_, letters) = VNI_MARKS.iter().find(|(byte, _)| *byte == small)?;
    letters.chars().nth(column).filter(|letter| *letter != '·')
}

/// The small letter or mark of a capital one, as in Latin-1.
fn small(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' | 0xC0..=0xDE => byte + 0x20,
        _ => byte,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    /// The letters as the encoding has them; for tests the way back is searched.
    pub(in super::super) fn encode(legacy: Legacy, text: &str) -> Vec<u8> {
        let one = |letter: char| -> Option<Vec<u8>> {
            let whole = |bytes: &[u8]| legacy.decode(bytes) == letter.to_string();
            (1..=255_u8).map(|byte| vec![byte]).find(|bytes| whole(bytes)).or_else(|| {
                (b'A'..=255)
                    .flat_map(|byte| (0xC0..=255_u8).map(move |mark| vec![byte, mark]))
                    .filter(|pair| pair[0].is_ascii_uppercase() == (pair[1] < 0xE0) || !pair[0].is_ascii())
                    .find(|bytes| whole(bytes))
            })
        };
        text.chars().flat_map(|letter| one(letter).unwrap_or_else(|| panic!("{legacy:?} has no {letter}"))).collect()
    }

    /// windows-1258: tone marks are letters of their own.
    pub(in super::super) fn to_windows_1258(text: &str) -> Vec<u8> {
        let split: String = text
            .chars()
            .flat_map(|letter| {
                let parts: Vec<char> = letter.nfd().collect();
                let is_tone = |mark: &char| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(*mark);
                let tone = parts.iter().copied().find(|mark| is_tone(mark));
                let base: String = parts.into_iter().filter(|mark| !is_tone(mark)).nfc().collect();
                base.chars().chain(tone).collect::<Vec<_>>()
            })
            .collect();
        let (bytes, _, lossy) = encoding_rs::WINDOWS_1258.encode(&split);
        assert!(!lossy);
        bytes.into_owned()
    }

    #[test]
    fn known_lines_are_read() {
        let latin = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
        let line = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc";
        let abc = latin("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc");
        assert_eq!(Legacy::Tcvn3.decode(&abc), line);
        let vni = latin("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc");
        assert_eq!(Legacy::Vni.decode(&vni), line);
        assert_eq!(Legacy::Vni.decode(&latin("COÄNG HOØA, ÑÖÔØNG")), "CỘNG HÒA, ĐƯỜNG");
        let viscii =
            b"C\xB5ng h\xF2a x\xE3 h\xB5i ch\xFC ngh\xEEa Vi\xAEt Nam, \xD0\xB5c l\xA7p - T\xF1 do - H\xD5nh ph\xFAc";
        assert_eq!(Legacy::Viscii.decode(viscii), line);
    }
}
