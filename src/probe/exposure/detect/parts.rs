//! Names whose parts stand in columns of their own: `Họ | Chữ đệm | Tên`, `Surname | Given names`.

use super::fold::Words;

/// The most columns that make a name.
const MOST_PARTS: usize = 3;

/// Which part of a name a column holds, in the order in which they are said.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Part {
    Family,
    Middle,
    Given,
}

/// The columns that hold the parts of one name.
#[derive(Debug, Default)]
pub(super) struct Parts {
    columns: Vec<(Part, usize)>,
}

impl Parts {
    /// No column is known.
    pub(super) fn clear(&mut self) {
        self.columns.clear();
    }

    /// Takes in what heads a column.
    pub(super) fn heads(&mut self, column: usize, text: &str) {
        let words = Words::of(text);
        let part = match words.together() {
            b"ho" | b"hodem" | b"holot" | b"hovadem" | b"hovatendem" | b"hovachudem" | b"hochudem" | b"hovatenlot"
            | b"hovalot" | b"surname" | b"lastname" | b"familyname" => Part::Family,
            b"dem" | b"chudem" | b"tendem" | b"tenlot" | b"chulot" | b"middlename" => Part::Middle,
            b"ten" | b"tengoi" | b"givenname" | b"givennames" | b"firstname" => Part::Given,
            _ => return,
        };
        if self.columns.len() < MOST_PARTS && !self.columns.iter().any(|(other, _)| *other == part) {
            self.columns.push((part, column));
            self.columns.sort();
        }
    }

    /// Whether the columns make a whole name.
    pub(super) fn are_whole(&self) -> bool {
        let has = |part: Part| self.columns.iter().any(|(other, _)| *other == part);
        has(Part::Family) && has(Part::Given)
    }

    /// Whether a column holds a part of a whole name.
    pub(super) fn hold(&self, column: usize) -> bool {
        self.are_whole() && self.columns.iter().any(|(_, own)| *own == column)
    }

    /// The columns in the order in which their parts are said.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().map(|(_, column)| *column)
    }
}
