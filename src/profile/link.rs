//! How the samples of a link are read: what counts as an outage, which hours count, which stops were planned.

use jiff::civil::{Date, Time};

use crate::text::{Text, text};

/// The policy by which samples become outages and windows. None of it is law: the figures are the profile's, and
/// printed as such.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LinkPolicy {
    /// Failed probes in a row that make an outage an episode: one that is told to people and counted against the
    /// limits. A shorter one is in the figures all the same.
    pub confirm: u32,
    /// Good probes in a row that end an outage.
    pub recover: u32,
    /// Outages that follow one another within so many seconds are one incident.
    pub incident_gap_s: u32,
    /// So many outages of one incident make it a flapping one.
    pub flapping: u32,
    /// How long an outage is assumed to be at least, in seconds, where the confidence of a window without any is told.
    pub assumed_outage_s: u32,
    /// The hours of service in Vietnam's time.
    pub office: Office,
    /// Working days that a planned stop must be announced ahead (Decree 224/2026 Art 13).
    pub notice_working_days: u32,
    /// The window whose budget of errors is told, in days, and the share of it that may fail, in parts per ten
    /// thousand.
    pub budget: Budget,
}

/// Hours of service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Office {
    /// When they begin.
    pub from: Time,
    /// When they end.
    pub to: Time,
    /// Days without service besides Saturdays and Sundays.
    pub holidays: Vec<Date>,
}

/// How much may fail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Budget {
    /// Over how many days.
    pub days: u32,
    /// How much of the time, in parts per ten thousand.
    pub parts: u32,
}

impl LinkPolicy {
    /// The policy as a paragraph: what is measured how, and that it is not law.
    pub fn text(&self) -> Text {
        let Self { confirm, recover, incident_gap_s, flapping, assumed_outage_s, office, notice_working_days, budget } =
            self;
        let (from, to) = (office.from.strftime("%H:%M"), office.to.strftime("%H:%M"));
        let holidays: Vec<_> = office.holidays.iter().map(ToString::to_string).collect();
        let (off_vi, off_en) = match holidays.join(", ") {
            none if none.is_empty() => ("không khai báo".to_owned(), "none declared".to_owned()),
            days => (days.clone(), days),
        };
        let percent = format!("{}.{:02}", budget.parts / 100, budget.parts % 100);
        let (percent, days) = (percent.trim_end_matches('0').trim_end_matches('.'), budget.days);
        text!(
            "Theo dõi đường kết nối (mức của hồ sơ, không phải quy định của pháp luật, trừ thời hạn thông báo): số lần đo hỏng liên tiếp để coi là một đợt gián đoạn: {confirm}; số lần đo tốt liên tiếp để coi là đã khôi phục: {recover}; các lần cách nhau không quá {incident_gap_s} giây là một sự cố, từ {flapping} lần là chập chờn; giờ phục vụ {from}-{to} thứ Hai đến thứ Sáu, ngày nghỉ: {off_vi}; lần gián đoạn không ai thấy được giả định dài {assumed_outage_s} giây; ngừng theo kế hoạch phải thông báo trước {notice_working_days} ngày làm việc; ngân sách lỗi {percent} % của {days} ngày",
            "Watch over links (the profile's figures, not law, but for the notice): failures in a row that make an episode: {confirm}; good samples in a row that end it: {recover}; outages within {incident_gap_s} seconds are one incident, from {flapping} on a flapping one; hours of service {from}-{to} Monday to Friday, holidays: {off_en}; an outage nobody saw is assumed to take {assumed_outage_s} seconds; a planned stop must be announced {notice_working_days} working days ahead; error budget {percent} % of {days} days"
        )
    }
}

impl Default for LinkPolicy {
    fn default() -> Self {
        Self {
            confirm: 2,
            recover: 1,
            incident_gap_s: 60,
            flapping: 3,
            assumed_outage_s: 300,
            office: Office { from: Time::constant(7, 0, 0, 0), to: Time::constant(17, 30, 0, 0), holidays: Vec::new() },
            notice_working_days: 7,
            budget: Budget { days: 30, parts: 100 },
        }
    }
}
