//! What became of every record of a file: nothing is lost without a word.

use std::collections::BTreeMap;

use crate::text::Text;

/// Why a record says nothing of the hop.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Skip {
    /// Nothing on the line, or a comment, or a heading.
    Blank,
    /// The last line has no end: it was being written.
    Unfinished,
    /// What was asked is no request of HTTP.
    NotRequest,
    /// A path outside the declared prefixes.
    OtherPath,
    /// Another upstream, back end or side than declared.
    OtherUpstream,
    /// Another series than declared.
    OtherSeries,
    /// A series of the same target that says nothing of its state.
    OtherMetric,
    /// Answered by the gateway itself, never sent on.
    NotForwarded,
    /// The fault of the one who asked (400, 404, 405, ..., or 401, 403, 429 where nobody says that the far side gave it).
    Requester,
    /// The one who asked went away before the answer.
    GaveUp,
    /// A status that says neither up nor down (redirects).
    Ambiguous,
    /// Older by far than what was read before.
    OutOfOrder,
    /// A moment that an earlier import covers.
    Covered,
    /// The same measurement once more.
    Repeated,
    /// No value: a marker of staleness, an empty field.
    NoValue,
    /// A reading of a counter behind a gap: it only says where the counter stands.
    Gap,
    /// A counter that was set back, or may have run over more than once: nobody knows what the line carried.
    SetBack,
    /// A state of which the far side itself says that it is not known.
    SaysUnknown,
}

impl Skip {
    /// The reason for people.
    pub fn text(self) -> Text {
        let (vi, en) = match self {
            Self::Blank => ("dòng trống, chú thích hoặc tiêu đề", "blank, comment or heading"),
            Self::Unfinished => ("dòng cuối chưa ghi xong", "last line not finished"),
            Self::NotRequest => ("không phải yêu cầu HTTP", "no request of HTTP"),
            Self::OtherPath => ("đường dẫn ngoài khai báo", "path outside the declared prefixes"),
            Self::OtherUpstream => ("phía sau khác khai báo", "another upstream than declared"),
            Self::OtherSeries => ("chuỗi đo khác khai báo", "another series than declared"),
            Self::OtherMetric => ("chỉ số không nói về trạng thái", "a metric that says nothing of the state"),
            Self::NotForwarded => ("cổng tự trả lời, không chuyển tiếp", "answered by the gateway itself, not sent on"),
            Self::Requester => ("lỗi của bên gọi", "the requester's own error"),
            Self::GaveUp => ("bên gọi bỏ trước khi có trả lời", "the requester went away before the answer"),
            Self::Ambiguous => ("mã trạng thái không nói được hay hỏng", "a status that says neither up nor down"),
            Self::OutOfOrder => ("sai thứ tự thời gian quá xa", "too far out of the order of time"),
            Self::Covered => ("thời điểm đã có từ lần nhập trước", "a moment that an earlier import covers"),
            Self::Repeated => ("lặp lại cùng một lần đo", "the same measurement repeated"),
            Self::NoValue => ("không có giá trị (mất mẫu)", "no value (stale)"),
            Self::Gap => ("lần đọc đầu tiên sau một quãng trống", "the first reading behind a gap"),
            Self::SetBack => (
                "bộ đếm bị đặt lại hoặc có thể đã tràn nhiều vòng: không rõ",
                "a counter that was set back or may have run over more than once: unknown",
            ),
            Self::SaysUnknown => ("bên xa tự ghi là không rõ", "the far side itself says unknown"),
        };
        Text::new(vi, en)
    }
}

/// How many records were read, and what became of them: `read` is the sum of the others.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Records read: lines, rows, points.
    pub read: u64,
    /// Those that say something of the hop.
    pub used: u64,
    /// Those that do not, by the reason.
    pub skipped: BTreeMap<Skip, u64>,
    /// Those that could not be read.
    pub unreadable: u64,
}

impl Tally {
    /// Counts a record that is used.
    pub(super) const fn used(&mut self) {
        self.read += 1;
        self.used += 1;
    }

    /// Counts a record that says nothing.
    pub(super) fn skip(&mut self, why: Skip) {
        self.read += 1;
        *self.skipped.entry(why).or_default() += 1;
    }

    /// Counts so many records, used before, as skipped.
    pub(super) fn turn(&mut self, why: Skip, records: usize) {
        let records = u64::try_from(records).unwrap_or_default().min(self.used);
        if records > 0 {
            self.used -= records;
            *self.skipped.entry(why).or_default() += records;
        }
    }

    /// Counts a record that could not be read.
    pub(super) const fn unreadable(&mut self) {
        self.read += 1;
        self.unreadable += 1;
    }

    /// Whether nothing is missing in the sum.
    pub fn adds_up(&self) -> bool {
        self.read == self.used + self.unreadable + self.skipped.values().sum::<u64>()
    }
}
