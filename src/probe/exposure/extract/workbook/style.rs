//! How the cells of a workbook are shown: what turns a number into a date, pads it with zeros, or hides it.

use std::collections::BTreeMap;

use super::super::markup::{Markup, Scanner};

/// How a cell is shown, as far as it changes what a reader reads.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Look {
    /// As it is stored.
    #[default]
    Plain,
    /// As a date.
    Date,
    /// Filled up with zeros to so many digits.
    Padded(usize),
    /// Not at all.
    Hidden,
}

impl Look {
    /// What a format code says (ECMA-376 part 1, 18.8.31).
    pub(super) fn of_code(code: &str) -> Self {
        let code = code.trim();
        if code == ";;;" {
            return Self::Hidden;
        }
        if code.len() > 1 && code.bytes().all(|byte| byte == b'0') {
            return Self::Padded(code.len().min(32));
        }
        if is_date(code) { Self::Date } else { Self::Plain }
    }

    /// What a format that needs no code says.
    pub(super) fn built_in(number: usize) -> Self {
        if matches!(number, 14..=17 | 22 | 27..=31 | 36 | 50..=58) { Self::Date } else { Self::Plain }
    }
}

/// The looks that the cells of a workbook refer to by number.
pub(super) fn looks(styles: &str) -> Vec<Look> {
    let mut codes: BTreeMap<usize, Look> = BTreeMap::new();
    let mut looks = Vec::new();
    let mut in_cells = false;
    for markup in Scanner::new(styles) {
        match markup {
            Markup::Start(tag) => match tag.name {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.attribute("formatCode")) {
                        codes.insert(id, Look::of_code(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = tag.number("numFmtId").unwrap_or_default();
                    looks.push(codes.get(&id).copied().unwrap_or_else(|| Look::built_in(id)));
                }
                _ => {}
            },
            Markup::End("cellXfs") => in_cells = false,
            _ => {}
        }
    }
    looks
}

/// Whether a format code shows a day or a year.
fn is_date(code: &str) -> bool {
    let first = code.split(';').next().unwrap_or_default();
    let mut quoted = false;
    let mut bracket = false;
    let mut skip = false;
    for letter in first.chars() {
        match letter {
            _ if skip => skip = false,
            '\\' | '_' | '*' => skip = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            'd' | 'D' | 'y' | 'Y' if !quoted && !bracket => return true,
            _ => {}
        }
    }
    false
}

/// A number as stored, written out in full: `7.9095E+10` is `79095000000`, `12.0` is `12`.
pub(in super::super) fn written_out(stored: &str) -> String {
    let stored = stored.trim();
    let Some((mantissa, exponent)) = stored.split_once(['e', 'E']) else {
        return plain_decimal(stored);
    };
    let Ok(exponent) = exponent.parse::<i32>() else { return stored.to_owned() };
    if exponent.abs() > 40 {
        return stored.to_owned();
    }
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return stored.to_owned();
    }
    let point = i32::try_from(whole.len()).unwrap_or(0).saturating_add(exponent);
    let written = match usize::try_from(point) {
        Err(_) => format!("0.{}{digits}", "0".repeat(usize::try_from(-point).unwrap_or(0))),
        Ok(point) if point >= digits.len() => format!("{digits}{}", "0".repeat(point - digits.len())),
        Ok(point) => digits.split_at_checked(point).map_or_else(String::new, |(whole, rest)| format!("{whole}.{rest}")),
    };
    format!("{sign}{}", plain_decimal(&written))
}

/// Without zeros that say nothing behind a point.
fn plain_decimal(number: &str) -> String {
    let is_decimal =
        number.contains('.') && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let number = if is_decimal { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    number.to_owned()
}

/// A number that a cell shows as a date, as `dd/mm/yyyy`, with hours and minutes if it has them.
pub(super) fn date(serial: f64, from_1904: bool) -> Option<String> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    let day = serial.floor() as i64;
    // 1900 counts as a leap year there: before March of it, days are one less far away.
    let offset = match from_1904 {
        true => 24_107,
        false if day < 60 => 25_568,
        false => 25_569,
    };
    let (year, month, day) = civil(day - offset);
    #[expect(clippy::cast_possible_truncation, reason = "less than a day")]
    let minutes = (serial.fract() * 1440.0).round() as i64;
    let time =
        if (1..1440).contains(&minutes) { format!(" {:02}:{:02}", minutes / 60, minutes % 60) } else { String::new() };
    Some(format!("{day:02}/{month:02}/{year}{time}"))
}

/// The day, month and year so many days after 1 January 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let moved = (5 * of_year + 2) / 153;
    let month = if moved < 10 { moved + 3 } else { moved - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_year - (153 * moved + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_out_and_dates_are_dates() {
        let cases =
            [("7.9095E+10", "79095000000"), ("79090123456", "79090123456"), ("1.5E-3", "0.0015"), ("12.0", "12")];
        for (stored, written) in cases {
            assert_eq!(written_out(stored), written);
        }
        assert_eq!(written_out("7.9090000123E10"), "79090000123");
        assert_eq!(written_out("-1.25E1"), "-12.5");
        assert_eq!(date(32874.0, false).as_deref(), Some("01/01/1990"));
        assert_eq!(date(1.0, false).as_deref(), Some("01/01/1900"));
        assert_eq!(date(61.0, false).as_deref(), Some("01/03/1900"));
        assert_eq!(date(45292.5, false).as_deref(), Some("01/01/2024 12:00"));
        assert_eq!(date(31412.0, true).as_deref(), Some("01/01/1990"));
        assert_eq!(date(f64::NAN, false), None);
    }

    #[test]
    fn a_code_says_whether_it_is_a_date() {
        assert_eq!(Look::of_code("dd/mm/yyyy"), Look::Date);
        assert_eq!(Look::of_code("[$-42A]d\\ mmmm\\ yyyy;@"), Look::Date);
        assert_eq!(Look::of_code("#,##0\\d"), Look::Plain);
        assert_eq!(Look::of_code("\"dong\" 0"), Look::Plain);
        assert_eq!(Look::of_code("000000000000"), Look::Padded(12));
        assert_eq!(Look::of_code(";;;"), Look::Hidden);
    }
}
