//! Lines of text that may name the columns of what stands below them.
//!
//! Nearly all of a page has no digits and nobody below it asks what it named: such lines wait, and are read when a
//! number without a label asks.

use zeroize::Zeroizing;

use super::label::{Labels, phrases_of};

/// How many lines wait: a number asks for columns named further above no more.
const MOST: usize = 24;
/// The longest line that names columns, and the shortest, in bytes.
const LONGEST: usize = 300;
const SHORTEST: usize = 6;
/// Two columns are named by a line no longer than this: a sentence holds two such words soon.
const LONGEST_OF_TWO: usize = 60;

/// The lines that wait, and the columns that the last of those read named.
#[derive(Default)]
pub(super) struct Headings {
    waiting: [Zeroizing<String>; MOST],
    /// Where the next line goes, and how many of them wait.
    next: usize,
    count: usize,
    named: Labels,
}

impl Headings {
    /// Lets a line without digits wait, if it may name columns; whether it may.
    pub(super) fn keep(&mut self, line: &str) -> bool {
        if line.len() >= LONGEST {
            return false;
        }
        if line.len() >= SHORTEST
            && let Some(slot) = self.waiting.get_mut(self.next)
        {
            slot.clear();
            if slot.capacity() == 0 {
                // What is beyond a line in its buffer is wiped with it, and nothing is left where it grew.
                slot.reserve_exact(LONGEST);
            }
            slot.push_str(line);
            self.next = (self.next + 1) % MOST;
            self.count = MOST.min(self.count + 1);
        }
        true
    }

    /// What the columns named last are called, all together.
    pub(super) fn named(&mut self) -> Labels {
        let waiting = std::mem::take(&mut self.count);
        let newest_first = (1..=waiting).filter_map(|back| self.waiting.get((self.next + MOST - back) % MOST));
        if let Some(named) = newest_first.filter_map(|line| columns(line)).next() {
            self.named = named;
        }
        self.named
    }
}

/// The columns that a line names, if it names some.
fn columns(line: &str) -> Option<Labels> {
    let mut labels = phrases_of(line);
    // `Số định danh/CCCD` names one thing twice.
    labels.dedup();
    let names = labels.len() >= 3 || labels.len() == 2 && line.len() < LONGEST_OF_TWO;
    names.then(|| labels.into_iter().fold(Labels::NONE, |all, label| all.with(Labels::of(label))))
}

#[cfg(test)]
mod tests {
    use super::super::label::Label;
    use super::*;

    #[test]
    fn the_last_line_that_named_columns_counts() {
        let mut headings = Headings::default();
        assert!(headings.named().is_empty());
        headings.keep("Họ tên, Số CCCD, Địa chỉ");
        headings.keep("Nguyễn Văn An");
        assert!(headings.named().has(Label::Identity));
        headings.keep("Trần Thị Bình");
        assert!(headings.named().has(Label::Identity), "no other line named any since");
        headings.keep("Họ tên, Điện thoại");
        assert!(headings.named().has(Label::Phone) && !headings.named().has(Label::Identity));
    }

    #[test]
    fn only_so_many_lines_wait_and_none_too_long() {
        let mut headings = Headings::default();
        headings.keep("Họ tên, Số CCCD, Địa chỉ");
        (0..MOST).for_each(|_| assert!(headings.keep("Nguyễn Văn An")));
        assert!(headings.named().is_empty());
        assert!(!headings.keep(&"Họ tên, Số CCCD, Địa chỉ. ".repeat(20)));
        assert!(headings.named().is_empty());
    }
}
