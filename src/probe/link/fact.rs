//! What is known of a link that was watched.

use jiff::Timestamp;

use super::window::{Cause, Latency, Windows};
use crate::fact::{Fact, enumeration, legible_record, legible_words};

legible_record! {
    /// What the watch over a link gave.
    pub struct WatchedLink {
        /// Where the longest window begins.
        vi "Đầu khoảng thời gian dài nhất được xét."
        from: Timestamp,
        /// Where every window ends: the time of the run.
        vi "Cuối mọi khoảng thời gian: thời điểm của lượt kiểm tra."
        until: Timestamp,
        /// How many samples the figures come from.
        vi "Số lần đo làm nên các con số."
        samples: i64,
        /// Seconds from the last sample to the run.
        vi "Số giây từ lần đo cuối đến lượt kiểm tra."
        last_sample_age_s: i64,
        /// The places from which the link was watched.
        vi "Các nơi đặt điểm đo."
        vantages: Vec<String>,
        /// The watchers: when they ran, and when they did not.
        vi "Bộ theo dõi: lúc chạy và lúc vắng."
        watcher: Watcher,
        /// The hops, each from each place.
        vi "Các chặng, theo từng nơi đo."
        hops: Vec<Hop>,
        /// Hops and places that are left out because there are too many.
        vi "Số chặng và nơi đo không ghi vì quá nhiều."
        more_hops: i64,
        /// Planned stops within the longest window.
        vi "Các lần ngừng theo kế hoạch trong khoảng dài nhất."
        stops: Vec<Stop>,
        /// Where own samples and imported evidence, or two places, say different things.
        vi "Những lúc số đo của các bên hoặc các nơi nói khác nhau."
        disagreements: Vec<Disagreement>,
        /// Disagreements that are left out because there are too many.
        vi "Số lần khác nhau không ghi vì quá nhiều."
        more_disagreements: i64,
        /// How full the lines were, from counters that were brought in.
        vi "Mức sử dụng các đường truyền, theo bộ đếm được nhập."
        lines: Vec<LineUse>,
        /// How long the application itself waits for an answer, in milliseconds; absent where nobody says so.
        vi "Hạn chờ của phần mềm khi gọi phía xa, theo mili giây; không có nếu không khai báo."
        application_timeout_ms: Fact<f64>,
        /// By which rules the samples were weighed.
        vi "Quy tắc đã dùng để tính."
        policy: Policy,
    }
}

legible_record! {
    /// The lives of the watchers within the longest window.
    pub struct Watcher {
        /// How many times a watcher ran.
        vi "Số lần bộ theo dõi chạy."
        sessions: i64,
        /// Seconds in which none ran.
        vi "Tổng số giây không có bộ theo dõi nào chạy."
        absent_s: i64,
        /// When none ran, longest first.
        vi "Những lúc không có bộ theo dõi nào chạy, dài nhất trước."
        absences: Vec<Absence>,
        /// Absences that are left out because there are too many.
        vi "Số lần vắng không ghi vì quá nhiều."
        more_absences: i64,
        /// How many times a clock jumped or a machine slept.
        vi "Số lần đồng hồ nhảy hoặc máy ngủ."
        clock_events: i64,
    }
}

legible_record! {
    /// A time without a watcher, or of which nothing is known.
    pub struct Absence {
        /// Its beginning.
        vi "Bắt đầu."
        from: Timestamp,
        /// Its end.
        vi "Kết thúc."
        until: Timestamp,
    }
}

enumeration! {
    /// On which side of the line a hop stands.
    pub enum Side = "link_side" {
        /// The inspected side.
        Own = "own",
        /// A control point on the line: it tells the line from both ends.
        Control = "control",
        /// The platform between.
        Platform = "platform",
        /// The far side: what the link is there for.
        Far = "far",
    }
}

legible_record! {
    /// A hop, seen from one place.
    pub struct Hop {
        /// What names it: the hop's id, and the place where there are several.
        vi "Tên gọi: mã chặng, kèm nơi đo khi có nhiều nơi."
        name: String,
        /// The hop's id.
        vi "Mã chặng."
        hop: String,
        /// Its name in Vietnamese.
        vi "Tên chặng bằng tiếng Việt."
        title: String,
        /// Its name in English.
        vi "Tên chặng bằng tiếng Anh."
        title_en: String,
        /// The place.
        vi "Nơi đo."
        vantage: String,
        /// On which side it stands.
        vi "Chặng thuộc phía nào."
        side: Side,
        /// Whether it is measured by this system's own watch; false for what was brought in from elsewhere.
        vi "Do bộ theo dõi của hệ thống đo; sai nếu là số liệu nhập từ nơi khác."
        own_samples: bool,
        /// Seconds between two samples.
        vi "Số giây giữa hai lần đo."
        interval_s: i64,
        /// What its declared request must be answered with.
        vi "Yêu cầu đã khai báo phải được trả lời thế nào."
        expected_answer: ExpectedAnswer,
        /// How it was answered within 30 days.
        vi "Các câu trả lời trong 30 ngày."
        answers: Answers,
        /// Its windows.
        vi "Các khoảng thời gian."
        windows: Windows,
        /// Causes of the time down within 30 days, largest first.
        vi "Nguyên nhân của thời gian gián đoạn trong 30 ngày, lớn nhất trước."
        causes: Vec<Cause>,
        /// The part of the time down within 30 days that is laid to nobody, in percent; absent where it was never down.
        vi "Phần thời gian gián đoạn trong 30 ngày chưa quy được cho ai, theo phần trăm; không có nếu chưa từng gián đoạn."
        undecided_percent: Fact<f64>,
        /// Seconds down within 30 days because names or certificates of the far side were not right.
        vi "Số giây gián đoạn trong 30 ngày do tên hoặc chứng thư của phía xa không đúng."
        identity_down_s: i64,
        /// Outages within 30 days, newest first.
        vi "Các lần gián đoạn trong 30 ngày, mới nhất trước."
        outages: Vec<Outage>,
        /// Outages that are left out because there are too many.
        vi "Số lần gián đoạn không ghi vì quá nhiều."
        more_outages: i64,
        /// Times of which nothing is known of this hop, longest first.
        vi "Những lúc không biết gì về chặng này, dài nhất trước."
        unknown: Vec<Absence>,
        /// Such times that are left out because there are too many.
        vi "Số lúc như vậy không ghi vì quá nhiều."
        more_unknown: i64,
        /// Days in Vietnam's time, oldest first.
        vi "Từng ngày theo giờ Việt Nam, cũ nhất trước."
        days: Vec<Slot>,
        /// The last 24 hours, oldest first.
        vi "Từng giờ trong 24 giờ qua, cũ nhất trước."
        hours: Vec<Slot>,
    }
}

enumeration! {
    /// What a request must be answered with.
    pub enum ExpectedAnswer = "link_answer" {
        /// The record.
        Good = "good",
        /// That it differs from what was asked.
        Mismatch = "mismatch",
        /// That there is no such record.
        NoData = "no-data",
        /// That there is one, and that it may not be shown.
        NotPermitted = "not-permitted",
    }
}

legible_record! {
    /// How often a hop was answered in which way.
    pub struct Answers {
        /// As declared.
        vi "Số lần trả lời đúng như khai báo."
        good: i64,
        /// That there is no such record.
        vi "Số lần trả lời không có dữ liệu."
        no_data: i64,
        /// That there is one, and that it may not be shown.
        vi "Số lần trả lời không được phép."
        not_permitted: i64,
        /// That it differs from what was asked.
        vi "Số lần trả lời sai lệch."
        mismatch: i64,
    }
}

enumeration! {
    /// Whose matter a failure is.
    pub enum LinkFault = "link_fault" {
        /// Accounts, permissions, address lists.
        Authentication = "authentication",
        /// The data themselves.
        Data = "data",
        /// The platform between.
        Gateway = "gateway",
        /// The resolution of names.
        Name = "name",
        /// This side: its line, its machine, its settings.
        OwnSide = "own-side",
        /// The line.
        Route = "route",
        /// The service behind.
        Service = "service",
        /// TLS and its certificates.
        Tls = "tls",
    }
}

enumeration! {
    /// Where a failure is placed.
    pub enum LinkBlame = "link_blame" {
        /// It spoke: the fault says whose matter it is.
        Told = "told",
        /// It was silent while every control point was: the line.
        Line = "line",
        /// It was silent while the platform between failed.
        Platform = "platform",
        /// It was silent from other places too: the far side.
        Far = "far",
        /// It was silent, and nothing decides between the line and the far side.
        Undecided = "undecided",
    }
}

legible_record! {
    /// An outage: every stretch of failures from the first to the first good sample.
    pub struct Outage {
        /// The last good sample before it; absent where none is known.
        vi "Lần đo tốt cuối cùng trước đó; không có nếu không biết."
        last_good: Fact<Timestamp>,
        /// The first failed sample.
        vi "Lần đo hỏng đầu tiên."
        first_bad: Timestamp,
        /// The last failed sample.
        vi "Lần đo hỏng cuối cùng."
        last_bad: Timestamp,
        /// The first good sample after it; absent where none has come.
        vi "Lần đo tốt đầu tiên sau đó; không có nếu chưa thấy."
        first_good: Fact<Timestamp>,
        /// Seconds that it was seen down: what the figures hold.
        vi "Số giây thấy gián đoạn: phần được tính."
        down_s: i64,
        /// Seconds inside it that nobody knows of.
        vi "Số giây bên trong mà không ai biết."
        unknown_s: i64,
        /// Seconds that it lasted at most: from the last good sample before to the first one after.
        vi "Số giây kéo dài nhiều nhất: từ lần đo tốt trước đến lần đo tốt sau."
        most_s: i64,
        /// Whose matter it was.
        vi "Thuộc về ai."
        fault: LinkFault,
        /// Where it is placed.
        vi "Lỗi nằm ở đâu."
        blame: LinkBlame,
        /// How many samples failed.
        vi "Số lần đo hỏng."
        samples: i64,
        /// What the samples came to.
        vi "Các lần đo cho kết quả gì."
        classes: Vec<String>,
        /// Whether it is long enough to be told to people.
        vi "Đủ dài để coi là một đợt gián đoạn."
        episode: bool,
        /// Whether a stop was announced for the time in due time.
        vi "Đã được thông báo ngừng đúng hạn."
        announced: bool,
        /// Whether it belongs to a flapping incident.
        vi "Thuộc một chuỗi chập chờn."
        flapping: bool,
    }
}

legible_record! {
    /// A day or an hour.
    pub struct Slot {
        /// Its beginning.
        vi "Bắt đầu."
        from: Timestamp,
        /// Its end.
        vi "Kết thúc."
        until: Timestamp,
        /// Seconds up.
        vi "Số giây thông."
        up_s: i64,
        /// Seconds down outside of announced stops.
        vi "Số giây gián đoạn, ngoài những lần ngừng có thông báo."
        down_s: i64,
        /// Seconds down within announced stops.
        vi "Số giây gián đoạn trong những lần ngừng có thông báo."
        planned_s: i64,
        /// Seconds of which nothing is known.
        vi "Số giây không biết."
        unknown_s: i64,
        /// Outages that began in it.
        vi "Số lần gián đoạn bắt đầu trong khoảng."
        outages: i64,
        /// How long answers took.
        vi "Thời gian trả lời."
        latency: Latency,
    }
}

legible_record! {
    /// A planned stop.
    pub struct Stop {
        /// What names it.
        vi "Tên gọi."
        name: String,
        /// Its beginning.
        vi "Bắt đầu."
        from: Timestamp,
        /// Its end.
        vi "Kết thúc."
        until: Timestamp,
        /// The day on which it was announced; absent where it was not.
        vi "Ngày thông báo; không có nếu không thông báo."
        announced: Fact<String>,
        /// Whole working days from the notice to the stop; nought where there was none.
        vi "Số ngày làm việc trọn từ lúc thông báo đến lúc ngừng; bằng không nếu không thông báo."
        working_days: i64,
        /// Whether that is as many as the policy asks for.
        vi "Đủ số ngày theo chính sách."
        in_time: bool,
    }
}

legible_record! {
    /// A time of which two sources say different things.
    pub struct Disagreement {
        /// The hop.
        vi "Chặng."
        hop: String,
        /// Its beginning.
        vi "Bắt đầu."
        from: Timestamp,
        /// Its end.
        vi "Kết thúc."
        until: Timestamp,
        /// Who says that it served.
        vi "Nguồn nói là thông."
        up: String,
        /// Who says that it did not.
        vi "Nguồn nói là gián đoạn."
        down: String,
    }
}

legible_record! {
    /// How full a line was.
    pub struct LineUse {
        /// The line.
        vi "Đường truyền."
        line: String,
        /// Seven days in a row, which the figures are of: the heaviest of those of which enough is known; their beginning.
        vi "Đầu của bảy ngày liên tiếp làm nên con số: những ngày nặng nhất trong số đã đo đủ."
        from: Timestamp,
        /// Their end.
        vi "Cuối của bảy ngày đó."
        until: Timestamp,
        /// The 95th percentile of what came in, in percent of the capacity, over samples of five minutes.
        vi "Bách phân vị 95 của chiều vào, theo phần trăm dung lượng, mẫu 5 phút."
        in_percent: Fact<f64>,
        /// The same, if the line had stood still whenever nobody knows.
        vi "Như trên, nếu đường truyền đứng yên lúc không có số đo."
        in_least_percent: Fact<f64>,
        /// The same, if the line had been full whenever nobody knows.
        vi "Như trên, nếu đường truyền đầy lúc không có số đo."
        in_most_percent: Fact<f64>,
        /// The same of what went out.
        vi "Bách phân vị 95 của chiều ra."
        out_percent: Fact<f64>,
        /// The same, if the line had stood still whenever nobody knows.
        vi "Như trên, nếu đường truyền đứng yên lúc không có số đo."
        out_least_percent: Fact<f64>,
        /// The same, if the line had been full whenever nobody knows.
        vi "Như trên, nếu đường truyền đầy lúc không có số đo."
        out_most_percent: Fact<f64>,
        /// The part of the samples of seven days that is there, in percent.
        vi "Phần số mẫu của bảy ngày đã có, theo phần trăm."
        coverage_percent: f64,
    }
}

legible_record! {
    /// The rules by which samples became figures.
    pub struct Policy {
        /// Failures in a row that make an outage an episode.
        vi "Số lần hỏng liên tiếp để coi là một đợt gián đoạn."
        confirm: i64,
        /// Good samples in a row that end an outage.
        vi "Số lần tốt liên tiếp để coi là đã khôi phục."
        recover: i64,
        /// Outages within so many seconds are one incident.
        vi "Các lần gián đoạn cách nhau không quá số giây này là một sự cố."
        incident_gap_s: i64,
        /// So many outages make an incident a flapping one.
        vi "Số lần gián đoạn để coi một sự cố là chập chờn."
        flapping: i64,
        /// The length in seconds that an outage nobody saw is assumed to have.
        vi "Số giây giả định của một lần gián đoạn không ai thấy."
        assumed_outage_s: i64,
        /// When the hours of service begin.
        vi "Giờ bắt đầu phục vụ."
        office_from: String,
        /// When they end.
        vi "Giờ kết thúc phục vụ."
        office_to: String,
        /// Days without service.
        vi "Các ngày nghỉ."
        holidays: Vec<String>,
        /// Working days that a stop must be announced ahead.
        vi "Số ngày làm việc phải thông báo trước khi ngừng."
        notice_working_days: i64,
        /// Days of the error budget.
        vi "Số ngày của ngân sách lỗi."
        budget_days: i64,
        /// The part of that time that may fail, in percent.
        vi "Phần thời gian được phép hỏng, theo phần trăm."
        budget_percent: f64,
    }
}

legible_words!(ExpectedAnswer, LinkBlame, LinkFault, Side);
