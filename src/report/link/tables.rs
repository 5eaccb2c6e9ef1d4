//! The tables of a link, in the form of annexes: every format can show them.

use crate::probe::link::{Hop, Window};
use crate::report::model::Annex;
use crate::text::{Language, Text, day, in_vietnam, text};

use super::LinkSheet;
use super::words::{
    began, cause, classes, dash, duration, ended, fullness, hop_name, instant, length, maybe_duration,
    maybe_milliseconds, maybe_percent, observed, percent, pick, side, whole_days, why,
};

/// A cell whose words differ by language only in how figures are written.
fn both(cell: impl Fn(Language) -> String) -> Text {
    Text::new(cell(Language::Vi), cell(Language::En))
}

fn heads(columns: &[(&str, &str)]) -> Vec<Text> {
    columns.iter().map(|(vi, en)| Text::new(*vi, *en)).collect()
}

/// The table of the minutes: how available each hop of the far side was, over 30 days and in the hours of service.
pub(in crate::report) fn summary(sheet: &LinkSheet) -> Annex {
    let rows = sheet.judged().into_iter().map(|hop| {
        let (month, office) = (&hop.windows.month, &hop.windows.office_month);
        vec![
            both(|language| hop_name(hop, language)),
            both(|language| availability(month, language)),
            both(|language| availability(office, language)),
            both(|language| in_short(month, language)),
            both(|language| maybe_milliseconds(&month.latency.p95_ms, language)),
        ]
    });
    let Text { vi, en } = &sheet.title;
    Annex {
        number: 4,
        title: text!("{vi}: 30 ngày qua", "{en}: the last 30 days"),
        columns: heads(&[
            ("Chặng", "Hop"),
            ("Sẵn sàng", "Available"),
            ("Trong giờ phục vụ", "In hours of service"),
            ("Gián đoạn", "Disconnections"),
            ("95 % trả lời trong", "95 % answered within"),
        ]),
        widths: vec![28, 30, 30, 34, 18],
        rows: rows.collect(),
    }
}

/// The availability with what it hangs on: coverage, bounds.
fn availability(window: &Window, language: Language) -> String {
    let net = &window.net;
    if !observed(net) {
        return dash(language);
    }
    let own = maybe_percent(&net.availability_percent, language);
    let coverage = percent(net.coverage_percent, language);
    let (worst, best) = (percent(net.worst_percent, language), percent(net.best_percent, language));
    match language {
        Language::Vi => format!("{own}\ncó số đo {coverage}\ntừ {worst} đến {best}"),
        Language::En => format!("{own}\nobserved {coverage}\nfrom {worst} to {best}"),
    }
}

/// How many episodes, and the longest.
fn in_short(window: &Window, language: Language) -> String {
    let number = window.episodes;
    let longest = window.longest_s.known().map_or_else(|| "–".to_owned(), |longest| duration(*longest, language));
    match language {
        Language::Vi => format!("số đợt: {number}\ndài nhất: {longest}"),
        Language::En => format!("episodes: {number}\nlongest: {longest}"),
    }
}

fn episodes(window: &Window, language: Language) -> String {
    let (number, all) = (window.episodes, window.outages);
    let longest = window.longest_s.known().map_or_else(|| "–".to_owned(), |longest| duration(*longest, language));
    let recovery = maybe_duration(&window.mttr_s, language);
    let between = maybe_duration(&window.mtbf_s, language);
    let flapping = window.flapping;
    match language {
        Language::Vi => {
            format!(
                "số đợt: {number} (mọi lần: {all})\ndài nhất: {longest}\nkhôi phục trung bình: {recovery}\nthông giữa hai đợt: {between}\nchuỗi chập chờn: {flapping}"
            )
        }
        Language::En => {
            format!(
                "episodes: {number} (outages of any length: {all})\nlongest: {longest}\nmean recovery: {recovery}\nup between two: {between}\nflapping: {flapping}"
            )
        }
    }
}

/// Every table of the annex of a link.
pub(in crate::report) fn all(sheet: &LinkSheet) -> Vec<Annex> {
    let mut tables = vec![how(sheet)];
    for hop in &sheet.link.hops {
        tables.push(windows(hop));
    }
    tables.push(outages(sheet));
    tables.push(causes(sheet));
    tables.push(days(sheet));
    tables.push(unknown(sheet));
    tables.push(stops(sheet));
    tables.push(disagreements(sheet));
    tables.push(lines(sheet));
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// How it was watched, and by which rules it was weighed.
fn how(sheet: &LinkSheet) -> Annex {
    let link = &sheet.link;
    let policy = &link.policy;
    let (from, until) = (day(link.from), day(link.until));
    let (sessions, samples, clocks) = (link.watcher.sessions, link.samples, link.watcher.clock_events);
    let places = link.vantages.join(", ");
    let (office_from, office_to) = (&policy.office_from, &policy.office_to);
    let (confirm, gap, flapping) = (policy.confirm, policy.incident_gap_s, policy.flapping);
    let (assumed, notice) = (policy.assumed_outage_s, policy.notice_working_days);
    let line = |label: (&str, &str), text: Text| vec![Text::new(label.0, label.1), text];
    let mut rows = vec![
        line(("Thời gian xét", "Time looked at"), text!("{from} – {until}", "{from} – {until}")),
        line(("Nơi đo", "Places"), Text::same(places)),
        line(("Số lần đo", "Samples"), text!("{samples}", "{samples}")),
        line(
            ("Lần đo cuối", "Last sample"),
            both(|language| {
                let age = duration(link.last_sample_age_s, language);
                match language {
                    Language::Vi => format!("cách lúc kiểm tra {age}"),
                    Language::En => format!("{age} before the run"),
                }
            }),
        ),
        line(
            ("Bộ theo dõi", "Watcher"),
            both(|language| {
                let away = duration(link.watcher.absent_s, language);
                match language {
                    Language::Vi => {
                        format!(
                            "số lần chạy: {sessions}; tổng thời gian vắng: {away}; số lần đồng hồ nhảy hoặc máy ngủ: {clocks}"
                        )
                    }
                    Language::En => {
                        format!("times it ran: {sessions}; away for {away} in all; clock steps and sleeps: {clocks}")
                    }
                }
            }),
        ),
        line(
            ("Cách tính", "How it is counted"),
            text!(
                "theo thời gian, không theo số lần đo; một đợt gián đoạn là {confirm} lần đo hỏng liên tiếp trở lên; các lần cách nhau không quá {gap} giây là một sự cố, từ {flapping} lần là chập chờn; giờ phục vụ {office_from}-{office_to} thứ Hai đến thứ Sáu; lần gián đoạn không ai thấy được giả định dài {assumed} giây; ngừng có thông báo trước {notice} ngày làm việc được tách riêng",
                "by time, not by number of samples; an episode is {confirm} failed samples in a row or more; outages within {gap} seconds are one incident, from {flapping} on a flapping one; hours of service {office_from}-{office_to} Monday to Friday; an outage nobody saw is assumed to take {assumed} seconds; stops announced {notice} working days ahead are told apart"
            ),
        ),
        line(
            ("Ngưỡng", "Limits"),
            Text::new(
                "là mức mặc định của hồ sơ kiểm tra, không phải quy định của pháp luật, trừ thời hạn thông báo ngừng",
                "are defaults of the profile, not law, but for the notice of stops",
            ),
        ),
    ];
    if link.more_hops > 0 {
        let more = link.more_hops;
        let text = text!("{more} chặng và nơi đo nữa không ghi", "{more} more hops and places are left out");
        rows.push(line(("Không liệt kê", "Not listed"), text));
    }
    Annex {
        number: 4,
        title: sheet.title.clone(),
        columns: heads(&[("Nội dung", "What"), ("Ghi nhận", "Recorded")]),
        widths: vec![24, 76],
        rows,
    }
}

/// The windows of a hop.
fn windows(hop: &Hop) -> Annex {
    let own = &hop.windows;
    let named = [
        (("24 giờ", "24 hours"), &own.day),
        (("7 ngày", "7 days"), &own.week),
        (("30 ngày", "30 days"), &own.month),
        (("Giờ phục vụ, 7 ngày", "Hours of service, 7 days"), &own.office_week),
        (("Giờ phục vụ, 30 ngày", "Hours of service, 30 days"), &own.office_month),
        (("Ngoài giờ, 30 ngày", "Other hours, 30 days"), &own.off_month),
    ];
    let rows = named.into_iter().map(|((vi, en), window)| {
        vec![
            Text::new(vi, en),
            both(|language| availability(window, language)),
            both(|language| claim(window, language)),
            both(|language| episodes(window, language)),
            both(|language| latency(window, language)),
        ]
    });
    let name = both(|language| hop_name(hop, language));
    let Text { vi: side_vi, en: side_en } = side(hop.side);
    let Text { vi, en } = &name;
    Annex {
        number: 4,
        title: text!("{vi} ({side_vi})", "{en} ({side_en})"),
        columns: heads(&[
            ("Khoảng", "Window"),
            ("Sẵn sàng", "Available"),
            ("Khẳng định được", "What can be claimed"),
            ("Gián đoạn", "Disconnections"),
            ("Trả lời", "Answers"),
        ]),
        widths: vec![18, 28, 30, 34, 22],
        rows: rows.collect(),
    }
}

fn claim(window: &Window, language: Language) -> String {
    let net = &window.net;
    if !observed(net) {
        return dash(language);
    }
    let low = maybe_percent(&net.interval_low_percent, language);
    let high = maybe_percent(&net.interval_high_percent, language);
    let most = percent(net.claimable_percent, language);
    let spent = percent(window.budget_spent_percent, language);
    let mut out = match language {
        Language::Vi => format!("tin cậy 95 %: {low} – {high}\nnhiều nhất {most}\nđã dùng {spent} ngân sách lỗi"),
        Language::En => {
            format!("95 % confidence: {low} – {high}\nat the most {most}\n{spent} of the error budget spent")
        }
    };
    if window.planned_s > 0 {
        let (planned, gross) =
            (duration(window.planned_s, language), maybe_percent(&window.gross.availability_percent, language));
        out.push_str(&match language {
            Language::Vi => format!("\nngừng có thông báo: {planned}; tính cả vào thì {gross}"),
            Language::En => format!("\nannounced stops: {planned}; with them {gross}"),
        });
    }
    out
}

fn latency(window: &Window, language: Language) -> String {
    let own = &window.latency;
    let told = |value| maybe_milliseconds(value, language);
    format!("p50 {}\np95 {}\np99 {}", told(&own.p50_ms), told(&own.p95_ms), told(&own.p99_ms))
}

/// The outages of the judged hops, newest first.
fn outages(sheet: &LinkSheet) -> Annex {
    let mut rows = Vec::new();
    for hop in sheet.judged() {
        for outage in &hop.outages {
            rows.push(vec![
                both(|language| hop_name(hop, language)),
                both(|language| began(outage, language)),
                both(|language| ended(outage, language)),
                both(|language| length(outage, language)),
                both(|language| {
                    let cause = cause(outage.fault, outage.blame);
                    let mut out = format!("{}: {}", cause.in_language(language), classes(outage, language));
                    for (is, vi, en) in [
                        (outage.announced, "có thông báo", "announced"),
                        (outage.flapping, "chập chờn", "flapping"),
                        (!outage.episode, "ngắn, không tính là một đợt", "short, no episode"),
                    ] {
                        if is {
                            out.push_str(&format!("\n({})", pick(language, vi, en)));
                        }
                    }
                    out
                }),
            ]);
        }
        if hop.more_outages > 0 {
            let more = hop.more_outages;
            rows.push(vec![
                both(|language| hop_name(hop, language)),
                text!("và {more} lần trước đó", "and {more} before"),
            ]);
        }
    }
    Annex {
        number: 4,
        title: Text::new(
            "Các lần gián đoạn trong 30 ngày (mốc đầu và cuối nằm giữa hai lần đo)",
            "Outages of 30 days (both edges lie between two samples)",
        ),
        columns: heads(&[
            ("Chặng", "Hop"),
            ("Bắt đầu", "Began"),
            ("Kết thúc", "Ended"),
            ("Kéo dài", "Length"),
            ("Nguyên nhân", "Cause"),
        ]),
        widths: vec![22, 26, 26, 22, 40],
        rows,
    }
}

fn causes(sheet: &LinkSheet) -> Annex {
    let mut rows = Vec::new();
    for hop in sheet.judged() {
        for own in &hop.causes {
            rows.push(vec![
                both(|language| hop_name(hop, language)),
                cause(own.fault, own.blame),
                both(|language| duration(own.down_s, language)),
                both(|language| percent(own.percent, language)),
            ]);
        }
    }
    Annex {
        number: 4,
        title: Text::new("Nguyên nhân gián đoạn trong 30 ngày", "Causes of time down in 30 days"),
        columns: heads(&[("Chặng", "Hop"), ("Thuộc về", "Whose matter"), ("Thời gian", "Time"), ("Phần", "Share")]),
        widths: vec![34, 40, 24, 14],
        rows,
    }
}

/// The figures behind the calendar and the bands.
fn days(sheet: &LinkSheet) -> Annex {
    let mut rows = Vec::new();
    for drawn in sheet.drawn(Language::Vi) {
        for slot in &drawn.hop.days {
            let date = in_vietnam(slot.from).strftime("%d/%m/%Y").to_string();
            rows.push(vec![
                both(|language| hop_name(drawn.hop, language)),
                Text::same(date),
                both(|language| duration(slot.down_s, language)),
                both(|language| duration(slot.unknown_s, language)),
                Text::same(slot.outages.to_string()),
                both(|language| {
                    let own = &slot.latency;
                    [&own.p50_ms, &own.p95_ms, &own.p99_ms].map(|value| maybe_milliseconds(value, language)).join(" · ")
                }),
            ]);
        }
    }
    Annex {
        number: 4,
        title: Text::new("Số liệu từng ngày", "Figures by day"),
        columns: heads(&[
            ("Chặng", "Hop"),
            ("Ngày", "Day"),
            ("Gián đoạn", "Down"),
            ("Không biết", "Unknown"),
            ("Số lần", "Outages"),
            ("p50 · p95 · p99", "p50 · p95 · p99"),
        ]),
        widths: vec![30, 20, 22, 22, 14, 34],
        rows,
    }
}

/// What nobody saw, and why.
fn unknown(sheet: &LinkSheet) -> Annex {
    let mut rows = Vec::new();
    for hop in sheet.judged() {
        for own in &hop.windows.month.unknown {
            rows.push(vec![
                both(|language| hop_name(hop, language)),
                why(&own.why),
                both(|language| duration(own.seconds, language)),
            ]);
        }
    }
    for absence in sheet.link.watcher.absences.iter().take(20) {
        rows.push(vec![
            Text::new("Bộ theo dõi vắng", "No watcher"),
            Text::same(format!("{} – {}", instant(absence.from), instant(absence.until))),
            both(|language| duration(absence.until.as_second() - absence.from.as_second(), language)),
        ]);
    }
    Annex {
        number: 4,
        title: Text::new(
            "Thời gian không biết trong 30 ngày (không tính là thông, không tính là gián đoạn)",
            "Time unknown in 30 days (neither up nor down)",
        ),
        columns: heads(&[("Chặng", "Hop"), ("Vì sao, lúc nào", "Why, when"), ("Thời gian", "Time")]),
        widths: vec![34, 50, 24],
        rows,
    }
}

fn stops(sheet: &LinkSheet) -> Annex {
    let rows = sheet.link.stops.iter().map(|stop| {
        let days = stop.working_days;
        vec![
            Text::same(&stop.name),
            Text::same(format!("{} – {}", instant(stop.from), instant(stop.until))),
            match stop.announced.known() {
                Some(day) => Text::same(day_of(day)),
                None => Text::new("không có thông báo", "not announced"),
            },
            text!("{days}", "{days}"),
            if stop.in_time {
                Text::new("đúng hạn", "in time")
            } else {
                Text::new("không đúng hạn", "not in time")
            },
        ]
    });
    Annex {
        number: 4,
        title: Text::new("Các lần ngừng theo kế hoạch", "Planned stops"),
        columns: heads(&[
            ("Văn bản", "Document"),
            ("Thời gian ngừng", "Stop"),
            ("Thông báo ngày", "Announced on"),
            ("Ngày làm việc", "Working days"),
            ("Thông báo", "Notice"),
        ]),
        widths: vec![28, 34, 20, 14, 18],
        rows: rows.collect(),
    }
}

/// `2026-11-10` as `10/11/2026`.
fn day_of(day: &str) -> String {
    day.parse::<jiff::civil::Date>().map_or_else(|_| day.to_owned(), |day| day.strftime("%d/%m/%Y").to_string())
}

fn disagreements(sheet: &LinkSheet) -> Annex {
    let rows = sheet.link.disagreements.iter().map(|own| {
        vec![
            Text::same(&own.hop),
            Text::same(format!("{} – {}", instant(own.from), instant(own.until))),
            both(|language| duration(own.until.as_second() - own.from.as_second(), language)),
            Text::same(&own.up),
            Text::same(&own.down),
        ]
    });
    let mut rows: Vec<_> = rows.collect();
    if sheet.link.more_disagreements > 0 {
        let more = sheet.link.more_disagreements;
        rows.push(vec![text!("và {more} khoảng nữa", "and {more} more")]);
    }
    Annex {
        number: 4,
        title: Text::new(
            "Các khoảng mà số đo của các bên khác nhau",
            "Times of which the sources say different things",
        ),
        columns: heads(&[
            ("Chặng", "Hop"),
            ("Khoảng", "When"),
            ("Kéo dài", "Length"),
            ("Nguồn nói là thông", "Says up"),
            ("Nguồn nói là gián đoạn", "Says down"),
        ]),
        widths: vec![22, 34, 20, 22, 22],
        rows,
    }
}

/// How full the lines were; no row where no counters were brought in.
pub(in crate::report) fn lines(sheet: &LinkSheet) -> Annex {
    let rows = sheet.link.lines.iter().map(|line| {
        vec![
            Text::same(&line.line),
            Text::same(whole_days(line.from, line.until)),
            both(|language| fullness([&line.in_percent, &line.in_least_percent, &line.in_most_percent], language)),
            both(|language| fullness([&line.out_percent, &line.out_least_percent, &line.out_most_percent], language)),
            both(|language| percent(line.coverage_percent, language)),
        ]
    });
    Annex {
        number: 4,
        title: Text::new(
            "Mức sử dụng đường truyền (bách phân vị 95 trong 7 ngày, mẫu 5 phút)",
            "Use of the lines (95th percentile of 7 days, samples of 5 minutes)",
        ),
        columns: heads(&[
            ("Đường truyền tới", "Line to"),
            ("Thời gian", "Time"),
            ("Chiều vào", "Inward"),
            ("Chiều ra", "Outward"),
            ("Số mẫu có", "Samples there"),
        ]),
        widths: vec![26, 32, 20, 20, 14],
        rows: rows.collect(),
    }
}
