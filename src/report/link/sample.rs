//! A link that was watched for thirty days, for looking at the formats.

use jiff::{SignedDuration, Timestamp};

use super::LinkSheet;
use crate::fact::{Fact, Reason};
use crate::probe::link::{
    Absence, Answers, Cause, Disagreement, ExpectedAnswer, Figures, Hop, Latency, LineUse, LinkBlame, LinkFault,
    Outage, Policy, Side, Slot, Stop, Unknown, WatchedLink, Watcher, Window, Windows,
};
use crate::text::Text;

const DAY: i64 = 86_400;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn after(from: Timestamp, seconds: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_secs(seconds)).expect("a time")
}

fn figures(length_s: i64, down_s: i64, unknown_s: i64) -> Figures {
    let percent = |part: i64, whole: i64| part as f64 * 100.0 / whole as f64;
    let up_s = length_s - down_s - unknown_s;
    let own = percent(up_s, (up_s + down_s).max(1));
    Figures {
        length_s,
        up_s,
        down_s,
        unknown_s,
        coverage_percent: percent(up_s + down_s, length_s),
        availability_percent: if up_s + down_s > 0 { Fact::Known(own) } else { Reason::LowCoverage.into_fact() },
        worst_percent: percent(up_s, length_s),
        best_percent: percent(up_s + unknown_s, length_s),
        interval_low_percent: Fact::Known(own - 0.4),
        interval_high_percent: Fact::Known((own + 0.2).min(100.0)),
        claimable_percent: 100.0 - percent(900, (up_s + down_s).max(900)),
    }
}

trait IntoFact {
    fn into_fact<T>(self) -> Fact<T>;
}

impl IntoFact for Reason {
    fn into_fact<T>(self) -> Fact<T> {
        Fact::Unknown(self.into())
    }
}

fn latency(p50: f64) -> Latency {
    Latency { answers: 288, p50_ms: Fact::Known(p50), p95_ms: Fact::Known(p50 * 3.1), p99_ms: Fact::Known(p50 * 11.0) }
}

fn window(until: Timestamp, length_s: i64, down_s: i64, unknown_s: i64) -> Window {
    let episodes = (down_s / 900).max(i64::from(down_s > 0));
    Window {
        from: after(until, -length_s),
        until,
        gross: figures(length_s, down_s, unknown_s),
        net: figures(length_s, down_s, unknown_s),
        unknown: vec![Unknown { why: "not-watched".to_owned(), seconds: unknown_s }],
        planned_s: 0,
        outages: episodes + 1,
        episodes,
        flapping: 0,
        longest_s: (down_s > 0).then_some(down_s / 2).into(),
        mttr_s: (down_s > 0).then(|| down_s as f64 / episodes as f64).into(),
        mtbf_s: (down_s > 0).then(|| length_s as f64 / episodes as f64).into(),
        latency: latency(180.0),
        budget_spent_percent: down_s as f64 * 100.0 / (length_s as f64 / 100.0),
    }
}

fn slots(until: Timestamp) -> Vec<Slot> {
    // The first and the last day are cut by the window, as in Vietnam's time they are.
    let first = after(until, -30 * DAY);
    (0..31)
        .map(|nth| {
            let midnight = after(at("2026-11-04T17:00:00Z"), nth * DAY);
            let (from, end) = (midnight.max(first), after(midnight, DAY).min(until));
            let length = end.as_second() - from.as_second();
            let unknown_s = match nth {
                8 => length,
                9 => 20_000,
                _ => 0,
            };
            let down_s = match nth {
                3 => 120,
                12 => 5_400,
                13 => 640,
                26 => 32,
                _ => 0,
            };
            let planned_s = if nth == 17 { 7_200 } else { 0 };
            Slot {
                from,
                until: end,
                up_s: (length - unknown_s - down_s - planned_s).max(0),
                down_s,
                planned_s,
                unknown_s,
                outages: match nth {
                    13 => 12,
                    _ => i64::from(down_s > 0),
                },
                latency: match nth {
                    8 => Latency { answers: 0, p50_ms: Fact::Absent, p95_ms: Fact::Absent, p99_ms: Fact::Absent },
                    13 => latency(900.0),
                    _ => latency(150.0 + (nth * 37 % 60) as f64),
                },
            }
        })
        .collect()
}

fn outage(first_bad: &str, seconds: i64, fault: LinkFault, blame: LinkBlame, class: &str) -> Outage {
    let bad = at(first_bad);
    Outage {
        last_good: Fact::Known(after(bad, -300)),
        first_bad: bad,
        last_bad: after(bad, seconds),
        first_good: Fact::Known(after(bad, seconds + 1)),
        down_s: seconds,
        unknown_s: 0,
        most_s: seconds + 301,
        fault,
        blame,
        samples: 4,
        classes: vec![class.to_owned()],
        episode: seconds > 60,
        announced: false,
        flapping: class == "gateway-status",
    }
}

fn hop(id: &str, title: (&str, &str), side: Side, until: Timestamp) -> Hop {
    let office = 10 * 3_600 + 1_800;
    Hop {
        name: id.to_owned(),
        hop: id.to_owned(),
        title: title.0.to_owned(),
        title_en: title.1.to_owned(),
        vantage: "trung-tam-du-lieu".to_owned(),
        side,
        own_samples: true,
        interval_s: 300,
        expected_answer: ExpectedAnswer::Good,
        answers: Answers { good: 8_600, no_data: 0, not_permitted: 0, mismatch: 0 },
        windows: Windows {
            day: window(until, DAY, 0, 0),
            week: window(until, 7 * DAY, 32, 0),
            month: window(until, 30 * DAY, 6_192, 106_400),
            office_week: window(until, 5 * office, 32, 0),
            office_month: window(until, 21 * office, 5_900, 37_800),
            off_month: window(until, 30 * DAY - 21 * office, 292, 68_600),
        },
        causes: vec![
            Cause { fault: LinkFault::Route, blame: LinkBlame::Line, down_s: 5_400, percent: 87.2 },
            Cause { fault: LinkFault::Gateway, blame: LinkBlame::Told, down_s: 640, percent: 10.3 },
            Cause { fault: LinkFault::Service, blame: LinkBlame::Undecided, down_s: 152, percent: 2.5 },
        ],
        undecided_percent: Fact::Known(2.454),
        identity_down_s: 0,
        outages: vec![
            outage("2026-12-01T08:00:04Z", 32, LinkFault::Service, LinkBlame::Undecided, "service-timeout"),
            outage("2026-11-18T02:20:00Z", 640, LinkFault::Gateway, LinkBlame::Told, "gateway-status"),
            outage("2026-11-17T01:10:00Z", 5_400, LinkFault::Route, LinkBlame::Line, "connect-timeout"),
            outage("2026-11-08T13:02:00Z", 120, LinkFault::Service, LinkBlame::Undecided, "service-timeout"),
        ],
        more_outages: 9,
        unknown: vec![Absence { from: at("2026-11-12T17:00:00Z"), until: at("2026-11-13T22:33:20Z") }],
        more_unknown: 0,
        days: slots(until),
        hours: Vec::new(),
    }
}

fn policy() -> Policy {
    Policy {
        confirm: 2,
        recover: 1,
        incident_gap_s: 60,
        flapping: 3,
        assumed_outage_s: 300,
        office_from: "07:00".to_owned(),
        office_to: "17:30".to_owned(),
        holidays: Vec::new(),
        notice_working_days: 7,
        budget_days: 30,
        budget_percent: 1.0,
    }
}

/// The sheet of a link with two hops of the far side, a control point, an absent watcher and a planned stop.
pub(crate) fn sheet() -> LinkSheet {
    let until = at("2026-12-05T01:00:00Z");
    let mut control = hop("tuyen", ("Điểm đối chứng của nhà mạng", "Carrier's control point"), Side::Control, until);
    control.outages.clear();
    let long = (
        "Dịch vụ xác thực thông tin dân cư qua nền tảng tích hợp, chia sẻ dữ liệu quốc gia đặt tại Trung tâm dữ liệu quốc gia số 1",
        "Verification of residents through the national platform for integration and sharing of data at national data centre no. 1",
    );
    let link = WatchedLink {
        from: after(until, -30 * DAY),
        until,
        samples: 25_920,
        last_sample_age_s: 140,
        vantages: vec!["trung-tam-du-lieu".to_owned(), "nhat-ky-nha-mang".to_owned()],
        watcher: Watcher {
            sessions: 2,
            absent_s: 106_400,
            absences: vec![Absence { from: at("2026-11-12T17:00:00Z"), until: at("2026-11-13T22:33:20Z") }],
            more_absences: 0,
            clock_events: 1,
        },
        hops: vec![
            control,
            hop("cong-ndop", ("Cổng nền tảng dữ liệu", "Gateway of the data platform"), Side::Platform, until),
            hop("dich-vu", long, Side::Far, until),
        ],
        more_hops: 0,
        stops: vec![Stop {
            name: "125/TTDLQG-VH".to_owned(),
            from: at("2026-11-21T15:00:00Z"),
            until: at("2026-11-21T17:00:00Z"),
            announced: Fact::Known("2026-11-10".to_owned()),
            working_days: 8,
            in_time: true,
        }],
        disagreements: vec![Disagreement {
            hop: "cong-ndop".to_owned(),
            from: at("2026-11-17T01:20:00Z"),
            until: at("2026-11-17T02:40:00Z"),
            up: "nhat-ky-nha-mang".to_owned(),
            down: "trung-tam-du-lieu".to_owned(),
        }],
        more_disagreements: 0,
        lines: vec![LineUse {
            line: "tslcd-1".to_owned(),
            from: at("2026-11-28T01:00:00Z"),
            until,
            in_percent: Fact::Known(62.5),
            in_least_percent: Fact::Known(62.5),
            in_most_percent: Fact::Known(62.5),
            out_percent: Fact::Known(31.0),
            out_least_percent: Fact::Known(31.0),
            out_most_percent: Fact::Known(31.0),
            coverage_percent: 100.0,
        }],
        application_timeout_ms: Fact::Absent,
        policy: policy(),
    };
    let title =
        Text::new("Đường kết nối Cơ sở dữ liệu quốc gia về dân cư", "The link to the national population database");
    LinkSheet { subject: "ket-noi".to_owned(), title, link }
}
