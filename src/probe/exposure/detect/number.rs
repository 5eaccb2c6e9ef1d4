//! What digits alone can say: provinces, centuries, check digits, prefixes of operators.

/// The 63 codes of provinces in personal numbers (Circular 59/2021/TT-BCA). The mergers of 2025 renumbered nobody.
const PROVINCES: &[u8] = &[
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];
/// The set above, a bit each.
const PROVINCE_SET: u128 = {
    let (mut set, mut index) = (0u128, 0);
    while index < PROVINCES.len() {
        set |= 1 << PROVINCES[index];
        index += 1;
    }
    set
};
/// The latest year of birth that is believed.
const LATEST_YEAR: u16 = 2027;
/// The earliest.
const EARLIEST_YEAR: u16 = 1900;

/// What a personal number says of its holder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Holder {
    /// The year of birth.
    pub(super) year: u16,
    /// Whether female.
    pub(super) female: bool,
    /// Whether the first three digits are a province; codes of countries are less certain.
    pub(super) province: bool,
    /// Whether the last six digits look made up: all equal, or counting.
    pub(super) artificial: bool,
}

/// Reads twelve digits as a personal number (Decree 137/2015, article 13): province or country, century and sex,
/// year, six more.
pub(super) fn holder(digits: &[u8]) -> Option<Holder> {
    let [a, b, c, sex, y1, y2, tail @ ..] = digits else { return None };
    if tail.len() != 6 {
        return None;
    }
    let code = 100 * value(*a) + 10 * value(*b) + value(*c);
    let province = code < 100 && PROVINCE_SET >> code & 1 == 1;
    let country = (100..300).contains(&code);
    let year = 1900 + 100 * (value(*sex) / 2) + 10 * value(*y1) + value(*y2);
    let lives = (EARLIEST_YEAR..=LATEST_YEAR).contains(&year);
    let holder = Holder { year, female: value(*sex) % 2 == 1, province, artificial: is_artificial(tail) };
    (lives && (province || country)).then_some(holder)
}

/// Whether digits are all equal, or count up or down.
fn is_artificial(digits: &[u8]) -> bool {
    let steps =
        |step: i16| digits.windows(2).all(|pair| matches!(pair, [a, b] if i16::from(*b) - i16::from(*a) == step));
    steps(0) || steps(1) || steps(-1)
}

fn value(digit: u8) -> u16 {
    u16::from(digit.wrapping_sub(b'0'))
}

/// The ten digits of a mobile number as dialled within the country, if these are one: `0`, `84` or `+84` and a prefix
/// of a mobile operator.
pub(super) fn mobile(digits: &[u8], plus: bool) -> Option<[u8; 10]> {
    let rest = match digits {
        [b'0', rest @ ..] if rest.len() == 9 && !plus => rest,
        [b'8', b'4', rest @ ..] if rest.len() == 9 => rest,
        [b'8', b'4', b'0', rest @ ..] if rest.len() == 9 && plus => rest,
        [b'0', b'0', b'8', b'4', rest @ ..] if rest.len() == 9 => rest,
        _ => return None,
    };
    let valid = match rest {
        [b'3', b'2'..=b'9', ..]
        | [b'5', b'2' | b'5' | b'6' | b'8' | b'9', ..]
        | [b'7', b'0' | b'6'..=b'9', ..]
        | [b'8', b'1'..=b'9', ..]
        | [b'9', ..] => !is_artificial(rest.get(2..).unwrap_or_default()),
        _ => false,
    };
    let mut national = [b'0'; 10];
    for (to, from) in national.iter_mut().skip(1).zip(rest) {
        *to = *from;
    }
    valid.then_some(national)
}

/// Whether the tenth digit of a tax code checks the nine before it (weights 31 29 23 19 17 13 7 5 3).
pub(super) fn tax_code_holds(digits: &[u8]) -> bool {
    const WEIGHTS: [u16; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let [body @ .., check] = digits.get(..10).unwrap_or_default() else { return false };
    let sum: u16 = body.iter().zip(WEIGHTS).map(|(digit, weight)| value(*digit) * weight).sum();
    10 - i32::from(sum % 11) == i32::from(value(*check))
}

/// Whether the last digit checks the others (ISO/IEC 7812, Luhn).
pub(super) fn luhn_holds(digits: &[u8]) -> bool {
    let sum: u16 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let doubled = value(*digit) * if index % 2 == 1 { 2 } else { 1 };
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// How much the first digits say of a bank card.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Issuer {
    /// The national switch, 9704.
    National,
    /// An international scheme.
    Scheme,
}

/// Reads a number as one of a bank card, by prefix, length and check digit.
pub(super) fn issuer(digits: &[u8]) -> Option<Issuer> {
    let issuer = match digits {
        [b'9', b'7', b'0', b'4', ..] if matches!(digits.len(), 16 | 19) => Issuer::National,
        [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'2', b'2'..=b'7', ..] | [b'3', b'5', ..] | [b'6', b'2', ..]
            if digits.len() == 16 =>
        {
            Issuer::Scheme
        }
        [b'3', b'4' | b'7', ..] if digits.len() == 15 => Issuer::Scheme,
        _ => return None,
    };
    let varied = digits.iter().any(|digit| Some(digit) != digits.get(5));
    (varied && luhn_holds(digits)).then_some(issuer)
}

/// The letters of health-insurance cards (Decision 1351/QD-BHXH and those before it).
const HEALTH_LETTERS: &[[u8; 2]] = &[
    *b"BT", *b"CA", *b"CB", *b"CC", *b"CH", *b"CK", *b"CN", *b"CS", *b"CT", *b"CY", *b"DK", *b"DN", *b"DT", *b"GB",
    *b"GD", *b"HC", *b"HD", *b"HG", *b"HN", *b"HS", *b"HT", *b"HX", *b"KC", *b"LS", *b"MS", *b"ND", *b"NN", *b"NO",
    *b"PV", *b"QN", *b"SV", *b"TA", *b"TB", *b"TC", *b"TD", *b"TE", *b"TH", *b"TK", *b"TN", *b"TQ", *b"TS", *b"TU",
    *b"TV", *b"TY", *b"XB", *b"XD", *b"XK", *b"XN", *b"XV",
];

/// The second letters behind each first one, a bit each: most words are no cards, and are asked.
const HEALTH_SECONDS: [u32; 26] = {
    let mut seconds = [0; 26];
    let mut at = 0;
    while at < HEALTH_LETTERS.len() {
        let [first, second] = HEALTH_LETTERS[at];
        seconds[(first - b'A') as usize] |= 1 << (second - b'A');
        at += 1;
    }
    seconds
};

/// Whether two letters, of either case, name those whom a health-insurance card is for.
fn are_health_letters(first: u8, second: u8) -> bool {
    let place = |letter: u8| letter.to_ascii_uppercase().wrapping_sub(b'A');
    let seconds = HEALTH_SECONDS.get(usize::from(place(first))).copied().unwrap_or_default();
    seconds.checked_shr(u32::from(place(second))).unwrap_or_default() & 1 == 1
}

/// Whether three characters may begin the number of a health-insurance card.
pub(super) fn begins_health_card(characters: &[u8]) -> bool {
    matches!(characters, [a, b, b'1'..=b'5'] if are_health_letters(*a, *b))
}

/// Whether fifteen characters are the number of a health-insurance card: subject, benefit 1 to 5, province, ten
/// digits.
pub(super) fn is_health_card(characters: &[u8]) -> bool {
    let [a, b, benefit, rest @ ..] = characters else { return false };
    let [p1, p2, number @ ..] = rest else { return false };
    are_health_letters(*a, *b)
        && matches!(benefit, b'1'..=b'5')
        && number.len() == 10
        && rest.iter().all(u8::is_ascii_digit)
        && (1..=99).contains(&(10 * value(*p1) + value(*p2)))
}

/// The check digit of a machine-readable zone (ICAO 9303-3, 4.9).
pub(super) fn zone_check(characters: &[u8]) -> Option<u8> {
    let mut sum = 0u16;
    for (character, weight) in characters.iter().zip([7, 3, 1].iter().cycle()) {
        let number = match character {
            b'0'..=b'9' => value(*character),
            b'A'..=b'Z' => u16::from(*character - b'A') + 10,
            b'<' => 0,
            _ => return None,
        };
        sum = (sum + number * weight) % 10;
    }
    u8::try_from(sum).ok().map(|check| b'0' + check)
}

/// Whether a day of the calendar between the years of birth that are believed.
pub(super) fn is_day(year: u16, month: u16, day: u16) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day) && is_year(year)
}

/// Whether somebody who is spoken of may be born in this year.
pub(super) fn is_year(year: u16) -> bool {
    (EARLIEST_YEAR..=LATEST_YEAR).contains(&year)
}

/// The number that up to four digits write; of what are no digits it is any number.
pub(super) fn small(digits: &[u8]) -> u16 {
    digits.iter().take(4).fold(0_u16, |number, digit| number.saturating_mul(10).saturating_add(value(*digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_63_provinces_and_a_number_tells_its_year_and_sex() {
        assert_eq!(PROVINCES.len(), 63);
        let read = |digits: &str| holder(digits.as_bytes()).map(|holder| (holder.year, holder.female));
        assert_eq!(read("079190000123"), Some((1990, true)));
        assert_eq!(read("001205000123"), Some((2005, false)));
        assert_eq!(read("003090000123"), None, "no such province");
        assert_eq!(read("079290000123"), None, "not born yet");
        assert_eq!(read("202405121230"), None, "a time stamp");
        assert_eq!(read("07909000012"), None);
    }

    #[test]
    fn check_digits_hold_and_break() {
        assert!(tax_code_holds(b"0100109106"), "a known enterprise");
        assert!(!tax_code_holds(b"0100109107"));
        assert!(luhn_holds(b"4111111111111111"));
        assert_eq!(zone_check(b"L898902C3"), Some(b'6'), "the example of ICAO 9303");
        assert!(is_health_card(b"TE1010000000123") && !is_health_card(b"TE9010000000123"));
        assert!(HEALTH_LETTERS.is_sorted());
    }

    #[test]
    fn the_letters_of_health_cards_are_those_of_the_list() {
        for first in 0..=255_u8 {
            for second in 0..=255_u8 {
                let letters = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
                assert_eq!(are_health_letters(first, second), HEALTH_LETTERS.contains(&letters), "{letters:?}");
            }
        }
    }

    #[test]
    fn what_are_no_digits_are_no_day_either() {
        assert_eq!((small(b"1990"), small(b"07")), (1990, 7));
        assert!(!is_day(small(b"zzzz"), small(&[255; 2]), small("ễễ".as_bytes())));
    }

    #[test]
    fn mobile_numbers_are_told_from_land_lines() {
        assert!(mobile(b"0912000123", false).is_some());
        assert_eq!(mobile(b"84912000123", true), mobile(b"0912000123", false));
        assert_eq!(mobile(b"02438000123", false), None);
        assert_eq!(mobile(b"0212000123", false), None);
        assert_eq!(mobile(b"1900000123", false), None);
    }
}
