//! What a watcher over the links would ask, how often, and of whom.

use std::time::Duration;

use tabled::builder::Builder;
use tabled::settings::Style;

use crate::system::{Hop, Place, Rung, Side, System};
use crate::text::{Text, text, wrap};

use super::super::session::Session;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What `kiemtra link watch` would send from one place; nothing where no link declares a watch.
pub(super) fn watched(session: &Session, system: &System) -> String {
    let links = system.subjects.iter().filter_map(|subject| match &subject.place {
        Place::Web(web) => Some((subject.id.as_str(), web.watch()?)),
        _ => None,
    });
    let hops: Vec<(&str, &Hop)> =
        links.flat_map(|(subject, watch)| watch.hops.iter().map(move |hop| (subject, hop))).collect();
    if hops.is_empty() {
        return String::new();
    }
    let say = |text: &Text| session.say(text).to_owned();
    let mut out = say(&Text::new(
        "\nTheo dõi đường kết nối (`kiemtra link watch`, từ một nơi đo; không thuộc lượt kiểm tra):\n",
        "\nThe watch over the links (`kiemtra link watch`, from one place; no part of the inspection):\n",
    ));
    out.push_str(&table(session, &hops));
    out.push('\n');
    for (sides, vi, en) in [
        (&[Side::Own, Side::Control][..], "tới phía mình và điểm đối chứng", "toward the own side and control points"),
        (&[Side::Platform, Side::Far][..], "tới nền tảng và phía xa", "toward the platform and the far side"),
    ] {
        let of = hops.iter().filter(|(_, hop)| sides.contains(&hop.side));
        let (mut usual, mut most) = (0, 0);
        for (_, hop) in of {
            usual += a_day(hop.every);
            most += a_day(hop.fast);
        }
        if usual > 0 {
            out.push_str(&say(&text!(
                "Lượt thăm dò một ngày {vi}: {usual}; nhiều nhất {most} nếu hỏng suốt ngày\n",
                "Probes a day {en}: {usual}; {most} at most, if all fails all day\n"
            )));
        }
    }
    let far: u64 =
        hops.iter().filter(|(_, hop)| hop.side.is_far() && hop.rung.asks()).map(|(_, hop)| a_day(hop.every)).sum();
    if far > 0 {
        out.push_str(&say(&text!(
            "Trong đó có {far} yêu cầu được phía xa tính là lượt khai thác; mỗi nơi đo thêm vào nhân số này lên.\n",
            "Of these the far side counts {far} requests as exploitations; every further place multiplies them.\n"
        )));
    }
    out
}

fn table(session: &Session, hops: &[(&str, &Hop)]) -> String {
    let say = |text: &Text| session.say(text).to_owned();
    let mut builder = Builder::default();
    builder.push_record([
        say(&Text::new("Chặng", "Hop")),
        say(&Text::new("Nơi đến và cách thăm dò", "Where and how")),
        say(&Text::new("Nhịp", "Every")),
        say(&Text::new("Một ngày", "A day")),
    ]);
    let (narrow, every, day) = (20, 12, 9);
    let wide = session.width.saturating_sub(13 + narrow + every + day).max(24);
    for (subject, hop) in hops {
        let (usual, fast) = (interval(hop.every), interval(hop.fast));
        let pace = if hop.fast < hop.every {
            say(&text!("{usual}; khi hỏng {fast}", "{usual}; {fast} while it fails"))
        } else {
            usual
        };
        builder.push_record([
            wrap(&format!("{subject}/{}", hop.id), narrow),
            wrap(&how(session, hop), wide),
            wrap(&pace, every),
            wrap(&a_day(hop.every).to_string(), day),
        ]);
    }
    builder.build().with(Style::ascii()).to_string()
}

/// What is sent to a hop, in words.
fn how(session: &Session, hop: &Hop) -> String {
    let target = &hop.target;
    let place = match (hop.rung, target.port) {
        (Rung::Name, _) | (_, 0) => target.name.clone(),
        (_, port) => format!("{}:{port}", target.name),
    };
    let place = hop.address.map_or(place.clone(), |address| format!("{place} ({address})"));
    let (side, rung) = (hop.side.text(), hop.rung.text());
    let mut parts = vec![
        place,
        session.say(&side).to_owned(),
        if target.tls && hop.rung.asks() {
            format!("{} (TLS)", session.say(&rung))
        } else {
            session.say(&rung).to_owned()
        },
    ];
    if hop.request.lends() {
        parts.push(session.say(&Text::new("gửi kèm bí mật cho mượn", "with a lent secret")).to_owned());
    }
    if hop.client.is_some() {
        parts.push(session.say(&Text::new("xuất trình chứng thư riêng", "with a certificate of its own")).to_owned());
    }
    parts.join("; ")
}

/// How many probes a day an interval makes.
fn a_day(every: Duration) -> u64 {
    DAY.div_ceil(every.as_secs().max(1))
}

/// An interval as it is declared.
fn interval(every: Duration) -> String {
    match every.as_secs() {
        hours if hours > 0 && hours % 3_600 == 0 => format!("{}h", hours / 3_600),
        minutes if minutes > 0 && minutes % 60 == 0 => format!("{}m", minutes / 60),
        seconds => format!("{seconds}s"),
    }
}
