//! The timeline of outages: a row for each day, from midnight to midnight in Vietnam's time.

use jiff::Timestamp;

use crate::probe::link::{Hop, Outage, WatchedLink};
use crate::text::{Language, in_vietnam};

use super::super::link::words::pick;
use super::hatch::hatch;
use super::legend::legend;
use super::{Anchor, Ink, Plot, Shape, WIDTH, length};

const LEFT: f32 = 44.0;
const ROW: f32 = 12.0;
const TOP: f32 = 18.0;
const DAY: i64 = 86_400;

/// The outages of a hop, with the edges that are not known to the second, and the times of which nothing is known.
pub(in crate::report) fn timeline(link: &WatchedLink, hop: &Hop, language: Language) -> Plot {
    let mut plan = Plan { days: Vec::new(), shapes: Vec::new() };
    plan.days = hop.days.iter().map(|day| day.until.as_second() - 1).map(midnight).collect();
    plan.days.dedup();
    plan.ground(link);
    for absence in &hop.unknown {
        plan.mark(absence.from.as_second(), absence.until.as_second(), Ink::Unknown);
    }
    for stop in link.stops.iter().filter(|stop| stop.in_time) {
        plan.mark(stop.from.as_second(), stop.until.as_second(), Ink::Planned);
    }
    for outage in &hop.outages {
        plan.outage(outage, link.until);
    }
    let bottom = plan.frame() + 8.0;
    let meaning = [
        (Ink::Down, pick(language, "gián đoạn", "down")),
        (
            Ink::Edge,
            pick(language, "có thể đã gián đoạn (giữa hai lần đo)", "may have been down (between two samples)"),
        ),
        (Ink::Planned, pick(language, "ngừng có thông báo", "announced stop")),
        (Ink::Unknown, pick(language, "không biết", "unknown")),
        (Ink::Office, pick(language, "giờ phục vụ", "hours of service")),
    ];
    let mut shapes = plan.shapes;
    let height = bottom + legend(&meaning, bottom, &mut shapes);
    Plot {
        height,
        title: pick(language, "Các lần gián đoạn theo ngày và giờ", "Outages by day and hour").to_owned(),
        about: about(hop, language),
        shapes,
    }
}

/// What is drawn, and the midnights at which its rows begin, in seconds.
struct Plan {
    days: Vec<i64>,
    shapes: Vec<Shape>,
}

impl Plan {
    fn ground(&mut self, link: &WatchedLink) {
        let hours = (hour(&link.policy.office_from), hour(&link.policy.office_to));
        for (nth, day) in self.days.clone().into_iter().enumerate() {
            let y = row(nth);
            self.shapes.push(Shape::Box { at: (LEFT, y), size: (WIDTH - LEFT, ROW - 2.0), ink: Ink::Ground });
            let local = in_vietnam(Timestamp::from_second(day).unwrap_or_default());
            let date = local.strftime("%Y-%m-%d").to_string();
            let serves = !matches!(local.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
            if let (Some(from), Some(to), true) = (hours.0, hours.1, serves && !link.policy.holidays.contains(&date)) {
                let at = (x(from), y);
                self.shapes.push(Shape::Box { at, size: (x(to) - x(from), ROW - 2.0), ink: Ink::Office });
            }
            let label = local.strftime("%d/%m").to_string();
            self.shapes.push(Shape::quiet((LEFT - 6.0, y + 8.5), 9.5, Anchor::End, label));
        }
    }

    fn outage(&mut self, outage: &Outage, until: Timestamp) {
        let bad = outage.first_bad.as_second();
        let end = outage.first_good.known().map_or(until.as_second(), |at| at.as_second());
        let last = outage.last_bad.as_second().max(bad);
        if let Some(good) = outage.last_good.known() {
            self.mark(good.as_second(), bad, Ink::Edge);
        }
        self.mark(last, end, Ink::Edge);
        self.mark(bad, last.max(bad + 1), if outage.announced { Ink::Planned } else { Ink::Down });
    }

    /// Marks a stretch of time in every row that it reaches into.
    fn mark(&mut self, from: i64, until: i64, ink: Ink) {
        for (nth, day) in self.days.clone().into_iter().enumerate() {
            let (from, until) = (from.max(day), until.min(day + DAY));
            if from >= until {
                continue;
            }
            let (left, right) = (x(from - day), x(until - day));
            let (at, size) = ((left, row(nth)), ((right - left).max(1.6).min(WIDTH - left), ROW - 2.0));
            match ink {
                Ink::Down => self.shapes.push(Shape::Box { at, size, ink }),
                _ => hatch(at, size, ink, &mut self.shapes),
            }
        }
    }

    /// Hours above the rows; gives the lower end.
    fn frame(&mut self) -> f32 {
        let bottom = row(self.days.len());
        for hour in (0..=24).step_by(3) {
            let at = x(hour * 3_600);
            self.shapes.push(Shape::Line { points: vec![(at, TOP - 3.0), (at, bottom)], width: 0.4, ink: Ink::Axis });
            let anchor = match hour {
                24 => Anchor::End,
                _ => Anchor::Middle,
            };
            self.shapes.push(Shape::quiet((at, TOP - 6.0), 9.5, anchor, format!("{hour:02}:00")));
        }
        bottom
    }
}

fn row(nth: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "some tens of rows")]
    let nth = nth as f32;
    TOP + nth * ROW
}

/// Where a second of the day stands.
fn x(second: i64) -> f32 {
    LEFT + length(second.clamp(0, DAY)) / length(DAY) * (WIDTH - LEFT)
}

/// The second at which the day of a second begins in Vietnam.
fn midnight(second: i64) -> i64 {
    const OFFSET: i64 = 7 * 3_600;
    (second + OFFSET).div_euclid(DAY) * DAY - OFFSET
}

/// The second of the day of `07:30`.
fn hour(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60)
}

fn about(hop: &Hop, language: Language) -> String {
    let told = hop.outages.len();
    let all = i64::try_from(told).unwrap_or(i64::MAX).saturating_add(hop.more_outages);
    match language {
        Language::Vi => {
            format!("Mỗi hàng là một ngày; số lần gián đoạn: {all}, vẽ {told} lần gần nhất, liệt kê ở bảng kèm theo.")
        }
        Language::En => {
            format!("Each row is a day; outages: {all}, the newest {told} are drawn and listed in the table.")
        }
    }
}
