//! The figures of one stretch of time.

use jiff::Timestamp;

use super::fact::{LinkBlame, LinkFault};
use crate::fact::{Fact, legible_record};

legible_record! {
    /// The windows that a hop is looked at through; each ends at the time of the run.
    pub struct Windows {
        /// The last 24 hours.
        vi "24 giờ qua."
        day: Window,
        /// The last 7 days.
        vi "7 ngày qua."
        week: Window,
        /// The last 30 days.
        vi "30 ngày qua."
        month: Window,
        /// The hours of service of the last 7 days.
        vi "Giờ phục vụ của 7 ngày qua."
        office_week: Window,
        /// The hours of service of the last 30 days.
        vi "Giờ phục vụ của 30 ngày qua."
        office_month: Window,
        /// The last 30 days without the hours of service: nights, week-ends and holidays.
        vi "Ngoài giờ phục vụ của 30 ngày qua: ban đêm, cuối tuần, ngày nghỉ."
        off_month: Window,
    }
}

legible_record! {
    /// One window.
    pub struct Window {
        /// Its beginning.
        vi "Bắt đầu."
        from: Timestamp,
        /// Its end.
        vi "Kết thúc."
        until: Timestamp,
        /// Everything counted, announced stops too.
        vi "Tính tất cả, kể cả lần ngừng có thông báo."
        gross: Figures,
        /// Stops that were announced in due time left out.
        vi "Không tính những lần ngừng đã thông báo đúng hạn."
        net: Figures,
        /// Why nothing is known of some of it, longest first.
        vi "Vì sao có phần không biết, dài nhất trước."
        unknown: Vec<Unknown>,
        /// Seconds of announced stops.
        vi "Số giây ngừng có thông báo."
        planned_s: i64,
        /// Outages of any length that reach into it.
        vi "Số lần gián đoạn, dài ngắn đều tính."
        outages: i64,
        /// Those that are episodes and were not announced.
        vi "Số đợt gián đoạn không có thông báo."
        episodes: i64,
        /// Incidents of many outages in a row.
        vi "Số chuỗi chập chờn."
        flapping: i64,
        /// Seconds of the longest; absent where there was none.
        vi "Số giây của lần dài nhất; không có nếu không có lần nào."
        longest_s: Fact<i64>,
        /// Mean seconds to recover, of the episodes that ended; absent where there was none.
        vi "Số giây khôi phục trung bình của các đợt đã kết thúc; không có nếu không có đợt nào."
        mttr_s: Fact<f64>,
        /// Mean seconds of service between two episodes; absent where there was none.
        vi "Số giây thông trung bình giữa hai đợt; không có nếu không có đợt nào."
        mtbf_s: Fact<f64>,
        /// How long answers took.
        vi "Thời gian trả lời."
        latency: Latency,
        /// The part of the error budget that is spent, in percent, of what this window may fail.
        vi "Phần ngân sách lỗi của khoảng này đã dùng, theo phần trăm."
        budget_spent_percent: f64,
    }
}

legible_record! {
    /// How available a hop was, weighted by time.
    pub struct Figures {
        /// Seconds that the window has.
        vi "Số giây của khoảng."
        length_s: i64,
        /// Seconds up.
        vi "Số giây thông."
        up_s: i64,
        /// Seconds down.
        vi "Số giây gián đoạn."
        down_s: i64,
        /// Seconds of which nothing is known: neither up nor down.
        vi "Số giây không biết: không tính là thông, cũng không tính là gián đoạn."
        unknown_s: i64,
        /// The part of the window that was observed, in percent.
        vi "Phần khoảng thời gian có số đo, theo phần trăm."
        coverage_percent: f64,
        /// The part of the observed time that it was up, in percent.
        vi "Phần thời gian thông trong thời gian có số đo, theo phần trăm."
        availability_percent: Fact<f64>,
        /// The same if all that is unknown had been down.
        vi "Độ sẵn sàng nếu mọi lúc không biết đều là gián đoạn."
        worst_percent: f64,
        /// The same if all that is unknown had been up.
        vi "Độ sẵn sàng nếu mọi lúc không biết đều là thông."
        best_percent: f64,
        /// The lower end of the 95 % confidence interval over outages.
        vi "Đầu dưới của khoảng tin cậy 95 % tính theo các lần gián đoạn."
        interval_low_percent: Fact<f64>,
        /// Its upper end.
        vi "Đầu trên của khoảng đó."
        interval_high_percent: Fact<f64>,
        /// The most that so much observed time could claim, had nothing failed in it.
        vi "Mức cao nhất có thể khẳng định với từng ấy thời gian đo, dù không có lần hỏng nào."
        claimable_percent: f64,
    }
}

legible_record! {
    /// How long answers took, each at most so many milliseconds within one part in a hundred.
    pub struct Latency {
        /// How many answers.
        vi "Số lần trả lời."
        answers: i64,
        /// Half of them.
        vi "Một nửa số trả lời."
        p50_ms: Fact<f64>,
        /// 95 of 100.
        vi "95 phần trăm số trả lời."
        p95_ms: Fact<f64>,
        /// 99 of 100.
        vi "99 phần trăm số trả lời."
        p99_ms: Fact<f64>,
    }
}

legible_record! {
    /// A cause of time down.
    pub struct Cause {
        /// Whose matter.
        vi "Thuộc về ai."
        fault: LinkFault,
        /// Where it is placed.
        vi "Lỗi nằm ở đâu."
        blame: LinkBlame,
        /// Seconds.
        vi "Số giây."
        down_s: i64,
        /// Its part of all time down, in percent.
        vi "Phần trong toàn bộ thời gian gián đoạn, theo phần trăm."
        percent: f64,
    }
}

legible_record! {
    /// Why nothing is known of some time.
    pub struct Unknown {
        /// Why: `not-watched`, `late`, `clock`, `own-line`, `own-machine`, `own-side`, `out-of-scope`.
        vi "Vì sao: `not-watched`, `late`, `clock`, `own-line`, `own-machine`, `own-side`, `out-of-scope`."
        why: String,
        /// Seconds.
        vi "Số giây."
        seconds: i64,
    }
}
