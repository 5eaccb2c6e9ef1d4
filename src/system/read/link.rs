//! Reading what is declared of a link that is watched.

mod expect;
mod hop;

use std::ops::RangeInclusive;
use std::time::Duration;

use super::date;
use crate::load::{Kind as NodeKind, Mapping, Node, Problem, Reader};
use crate::system::link::{FAR_LEAST, LEAST, LinkWatch, PlannedStop, Target, duration as in_words};
use crate::system::{Place, Scope, Subject};
use crate::text::{Text, text};

/// The keys of a link besides those of every web subject.
pub(super) const KEYS: &[&str] = &["watch"];

/// The longest interval, and the longest time-out.
const MOST: Duration = Duration::from_secs(3_600);

/// What every hop of a link takes over where it does not say otherwise.
struct Usual {
    every: Option<Duration>,
    timeout: Duration,
    target: Option<Target>,
}

/// Reads how a link is watched; `target` is the link's own address.
pub(super) fn watch(reader: &Reader, node: &Node, target: Option<Target>) -> Option<LinkWatch> {
    let mut map = reader.mapping(node, &["every", "timeout", "vantage", "application_timeout", "hops", "stops"])?;
    let every = map.optional("every", |reader, node| duration(reader, node, LEAST..=MOST));
    let timeout = map.or("timeout", Duration::from_secs(30), |reader, node| duration(reader, node, LEAST..=MOST));
    let vantage = map.optional("vantage", super::identifier);
    let application_timeout = map.optional("application_timeout", |reader, node| duration(reader, node, LEAST..=MOST));
    let usual = Usual { every: every?, timeout: timeout?, target };
    let hops = hop::hops(reader, &mut map, &usual);
    let stops = map.or("stops", Vec::new(), |reader, node| reader.each(node, stop));
    Some(LinkWatch { vantage: vantage?, application_timeout: application_timeout?, hops: hops?, stops: stops? })
}

fn stop(reader: &Reader, node: &Node) -> Option<PlannedStop> {
    let mut map = reader.mapping(node, &["from", "to", "announced", "document", "reason"])?;
    let from = map.required("from", Reader::instant);
    let to = map.required("to", Reader::instant);
    let announced = map.optional("announced", date);
    let document = map.optional("document", Reader::text);
    let reason = map.optional("reason", Reader::bilingual_or_same);
    let (from, to) = (from?, to?);
    if to <= from {
        let what = Text::new("`to` không muộn hơn `from`", "`to` does not lie after `from`");
        reader.problem("K-SYS-035", map.key_span("to"), what);
        return None;
    }
    Some(PlannedStop { from, to, announced: announced?, document: document?, reason: reason? })
}

/// A duration in words: `10s`, `5m`, `1h`.
pub(super) fn duration(reader: &Reader, node: &Node, bounds: RangeInclusive<Duration>) -> Option<Duration> {
    let given = match &node.kind {
        // A bare number has no unit; it must not be guessed.
        NodeKind::Int(number) => number.to_string(),
        _ => reader.text(node)?,
    };
    let value = in_words(given.trim());
    let Some(value) = value else {
        let what = text!("`{given}` không phải khoảng thời gian", "`{given}` is no duration");
        let problem = Problem::at("K-SYS-029", reader.source(), node.span.clone(), what);
        reader.note(problem.with_hint(Text::new(
            "viết số và đơn vị: 10s (giây), 5m (phút), 1h (giờ)",
            "give a number and its unit: 10s, 5m, 1h",
        )));
        return None;
    };
    if bounds.contains(&value) {
        return Some(value);
    }
    let (least, most) = (words(*bounds.start()), words(*bounds.end()));
    let what = text!("`{given}` nằm ngoài khoảng {least} đến {most}", "`{given}` is outside {least} to {most}");
    reader.problem("K-SYS-029", node.span.clone(), what);
    None
}

/// A duration as it is written in a declaration.
fn words(duration: Duration) -> String {
    match duration.as_secs() {
        hours if hours > 0 && hours % 3_600 == 0 => format!("{}h", hours / 3_600),
        minutes if minutes > 0 && minutes % 60 == 0 => format!("{}m", minutes / 60),
        seconds => format!("{seconds}s"),
    }
}

/// Reads the rate that the authorisation permits toward the platform and the far side.
pub(super) fn permitted_rate(map: &mut Mapping<'_>) -> Option<Option<Duration>> {
    map.optional("link_every", |reader, node| duration(reader, node, LEAST..=MOST))
}

/// Holds every hop against what may be contacted, and how often; and gives each its rate after a failure.
pub(super) fn permit(reader: &Reader, subjects: &mut [Subject], scope: &Scope, rate: Option<Duration>) {
    for subject in subjects {
        let Place::Web(web) = &mut subject.place else { continue };
        let Some(watch) = web.watch_mut() else { continue };
        for hop in &mut watch.hops {
            let id = &hop.id;
            let (name, port) = (&hop.target.name, hop.target.port);
            let address = hop.address.or_else(|| name.parse().ok());
            let inside = scope.allows_name(name)
                && (port == 0 || scope.allows_port(port))
                && (port == 0 || address.is_none_or(|address| scope.allows_address(address)));
            if !inside {
                let place = if port == 0 { name.clone() } else { format!("{name}:{port}") };
                let what = text!(
                    "chặng `{id}` ({place}) nằm ngoài phạm vi được phép ở mục `scope`",
                    "hop `{id}` ({place}) is outside the authorised `scope`"
                );
                reader.problem("K-SYS-032", hop.span.clone(), what);
            }
            let least = if hop.side.is_far() { rate.unwrap_or(FAR_LEAST) } else { LEAST };
            if hop.every < least {
                let (every, least) = (words(hop.every), words(least));
                let what = text!(
                    "chặng `{id}` thăm dò mỗi {every}, được phép nhanh nhất là mỗi {least}",
                    "hop `{id}` is probed every {every}; every {least} is the most that is permitted"
                );
                let problem = Problem::at("K-SYS-030", reader.source(), hop.span.clone(), what);
                reader.note(problem.with_hint(Text::new(
                    "mỗi lần thăm dò tới phía xa là một lượt khai thác; nhịp nhanh hơn phải được ghi trong văn bản cho phép: `authorisation.link_every`",
                    "every probe toward the far side is an exploitation; a shorter interval must stand in the authorisation: `authorisation.link_every`",
                )));
            }
            hop.fast = least.min(hop.every);
        }
    }
}
