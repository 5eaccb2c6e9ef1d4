//! Words and figures of the link as people read them.

use jiff::{SignedDuration, Timestamp};

use crate::fact::Fact;
use crate::probe::link::{Figures, Hop, LinkBlame, LinkFault, Outage, Side};
use crate::text::{Language, Text, day, in_vietnam};

pub(in crate::report) use super::super::words::pick;

/// A number with at most two decimals: a comma in Vietnamese.
pub(in crate::report) fn decimal(value: f64, language: Language) -> String {
    let mut text = format!("{value:.2}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    match language {
        Language::Vi => text.replace('.', ","),
        Language::En => text,
    }
}

/// A percentage, cut to hundredths so that what failed for a moment is never a full hundred.
pub(in crate::report) fn percent(value: f64, language: Language) -> String {
    if value > 0.0 && value < 0.01 {
        return format!("< {} %", decimal(0.01, language));
    }
    format!("{} %", decimal((value * 100.0 + 1e-6).floor() / 100.0, language))
}

/// A percentage that may be unknown.
pub(in crate::report) fn maybe_percent(value: &Fact<f64>, language: Language) -> String {
    value.known().map_or_else(|| dash(language), |value| percent(*value, language))
}

/// How full a line was one way: what is known of it, and between what it lies with what nobody measured.
pub(in crate::report) fn fullness([known, least, most]: [&Fact<f64>; 3], language: Language) -> String {
    let known = maybe_percent(known, language);
    let (least, most) = (maybe_percent(least, language), maybe_percent(most, language));
    match least == most {
        true => known,
        false => format!("{known} ({least} – {most})"),
    }
}

/// Whole days, the last of which ends before `until`.
pub(in crate::report) fn whole_days(from: Timestamp, until: Timestamp) -> String {
    let last = until.checked_sub(SignedDuration::from_millis(1)).unwrap_or(until);
    format!("{} – {}", day(from), day(last))
}

/// What stands where nothing is known.
pub(in crate::report) fn dash(language: Language) -> String {
    pick(language, "không biết", "unknown").to_owned()
}

/// A length of time: `45 giây`, `12 phút 30 giây`, `2 giờ 05 phút`, `3 ngày 4 giờ`.
pub(in crate::report) fn duration(seconds: i64, language: Language) -> String {
    let seconds = seconds.max(0);
    let (days, hours, minutes, rest) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let [day, hour, minute, second] = match language {
        Language::Vi => [" ngày", " giờ", " phút", " giây"],
        Language::En => [" d", " h", " min", " s"],
    };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest}{second}"),
        (0, 0, _) if rest == 0 => format!("{minutes}{minute}"),
        (0, 0, _) => format!("{minutes}{minute} {rest:02}{second}"),
        (0, _, 0) => format!("{hours}{hour}"),
        (0, ..) => format!("{hours}{hour} {minutes:02}{minute}"),
        (_, 0, _) => format!("{days}{day}"),
        _ => format!("{days}{day} {hours}{hour}"),
    }
}

/// A duration that may be absent or unknown.
pub(in crate::report) fn maybe_duration(value: &Fact<f64>, language: Language) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of some weeks")]
    match value {
        Fact::Known(seconds) => duration(seconds.round() as i64, language),
        Fact::Absent => "–".to_owned(),
        Fact::Unknown(_) => dash(language),
    }
}

/// `240 ms`, `3,4 s`.
pub(in crate::report) fn milliseconds(value: f64, language: Language) -> String {
    match value {
        value if value >= 1_000.0 => format!("{} s", decimal(value / 1_000.0, language)),
        value if value >= 10.0 => format!("{} ms", decimal(value.round(), language)),
        value => format!("{} ms", decimal(value, language)),
    }
}

/// A latency that may be absent.
pub(in crate::report) fn maybe_milliseconds(value: &Fact<f64>, language: Language) -> String {
    match value {
        Fact::Known(value) => milliseconds(*value, language),
        Fact::Absent => "–".to_owned(),
        Fact::Unknown(_) => dash(language),
    }
}

/// `05/12 08:05:30`, in Vietnam's time.
pub(in crate::report) fn instant(at: Timestamp) -> String {
    in_vietnam(at).strftime("%d/%m %H:%M:%S").to_string()
}

/// An edge that lies between two samples: `08:05:20 – 08:05:30` of a day.
pub(in crate::report) fn edge(after: Option<Timestamp>, by: Option<Timestamp>, language: Language) -> String {
    match (after, by) {
        (Some(after), Some(by)) if after == by => instant(by),
        (Some(after), Some(by)) => {
            let same = in_vietnam(after).date() == in_vietnam(by).date();
            let end = if same { in_vietnam(by).strftime("%H:%M:%S").to_string() } else { instant(by) };
            format!("{} – {end}", instant(after))
        }
        (None, Some(by)) => format!("{} {}", pick(language, "trước", "before"), instant(by)),
        (Some(after), None) => match language {
            Language::Vi => format!("sau {}; chưa thấy thông lại", instant(after)),
            Language::En => format!("after {}; not seen up since", instant(after)),
        },
        (None, None) => dash(language),
    }
}

/// When an outage began.
pub(in crate::report) fn began(outage: &Outage, language: Language) -> String {
    edge(outage.last_good.known().copied(), Some(outage.first_bad), language)
}

/// When it ended.
pub(in crate::report) fn ended(outage: &Outage, language: Language) -> String {
    edge(Some(outage.last_bad), outage.first_good.known().copied(), language)
}

/// How long it was: what was seen, and what it may have been at the most.
pub(in crate::report) fn length(outage: &Outage, language: Language) -> String {
    let seen = duration(outage.down_s, language);
    if outage.most_s <= outage.down_s {
        return seen;
    }
    let most = duration(outage.most_s, language);
    match language {
        Language::Vi => format!("{seen} (nhiều nhất {most})"),
        Language::En => format!("{seen} (at most {most})"),
    }
}

/// The cause of an outage in words.
pub(in crate::report) fn cause(fault: LinkFault, blame: LinkBlame) -> Text {
    let text = match blame {
        LinkBlame::Line => return Text::new("đường truyền", "the line"),
        LinkBlame::Platform => return Text::new("nền tảng trung gian", "the platform between"),
        LinkBlame::Undecided => {
            return Text::new("chưa phân định: đường truyền hay phía xa", "undecided: the line or the far side");
        }
        LinkBlame::Far | LinkBlame::Told => fault_text(fault),
    };
    match blame {
        LinkBlame::Far => Text::new(format!("phía xa: {}", text.vi), format!("the far side: {}", text.en)),
        _ => text,
    }
}

/// Whose matter a failure is, in words.
pub(in crate::report) fn fault_text(fault: LinkFault) -> Text {
    match fault {
        LinkFault::Authentication => Text::new("xác thực, tài khoản", "authentication, accounts"),
        LinkFault::Data => Text::new("dữ liệu", "the data"),
        LinkFault::Gateway => Text::new("cổng, nền tảng trung gian", "the gateway or platform between"),
        LinkFault::Name => Text::new("tên miền", "names"),
        LinkFault::OwnSide => Text::new("phía mình", "this side"),
        LinkFault::Route => Text::new("đường truyền, định tuyến", "the line or its routes"),
        LinkFault::Service => Text::new("dịch vụ", "the service"),
        LinkFault::Tls => Text::new("TLS, chứng thư", "TLS and certificates"),
    }
}

/// What the samples of an outage came to, in words.
pub(in crate::report) fn classes(outage: &Outage, language: Language) -> String {
    let known = |word: &String| {
        let class = crate::ledger::samples::Class::ALL.iter().find(|class| class.word() == word);
        class.map_or_else(|| word.clone(), |class| class.text().in_language(language).to_owned())
    };
    outage.classes.iter().map(known).collect::<Vec<_>>().join("; ")
}

/// Why nothing is known, in words.
pub(in crate::report) fn why(word: &str) -> Text {
    let known = crate::link::Why::ALL.iter().find(|why| why.word() == word);
    known.map_or_else(|| Text::same(word), |why| why.text())
}

/// On which side a hop stands.
pub(in crate::report) fn side(side: Side) -> Text {
    match side {
        Side::Own => Text::new("phía mình", "own side"),
        Side::Control => Text::new("điểm đối chứng trên đường truyền", "control point on the line"),
        Side::Platform => Text::new("nền tảng trung gian", "platform between"),
        Side::Far => Text::new("phía xa", "far side"),
    }
}

/// A hop's name, with its place where there are several.
pub(in crate::report) fn hop_name(hop: &Hop, language: Language) -> String {
    let title = match language {
        Language::Vi => &hop.title,
        Language::En => &hop.title_en,
    };
    if hop.name == hop.hop {
        return title.clone();
    }
    let own = if hop.own_samples {
        pick(language, "đo tại", "seen from")
    } else {
        pick(language, "số liệu của", "by")
    };
    format!("{title} ({own} {})", hop.vantage)
}

/// Whether anything at all was observed.
pub(in crate::report) fn observed(figures: &Figures) -> bool {
    figures.up_s + figures.down_s > 0
}
