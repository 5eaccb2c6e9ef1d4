//! Reading the section `link:` of a profile.

use jiff::civil::{Date, Time};

use super::link::{Budget, LinkPolicy, Office};
use crate::load::{Mapping, Node, Reader};
use crate::text::Text;

/// The section as a profile declares it: what it does not name stays as its parents have it.
#[derive(Clone, Debug, Default)]
pub(super) struct LinkSection {
    confirm: Option<u32>,
    recover: Option<u32>,
    incident_gap_s: Option<u32>,
    flapping: Option<u32>,
    assumed_outage_s: Option<u32>,
    office_from: Option<Time>,
    office_to: Option<Time>,
    holidays: Option<Vec<Date>>,
    notice_working_days: Option<u32>,
    budget_days: Option<u32>,
    budget_parts: Option<u32>,
}

const KEYS: &[&str] = &[
    "confirm",
    "recover",
    "incident_gap_seconds",
    "flapping",
    "assumed_outage_seconds",
    "office",
    "holidays",
    "notice_working_days",
    "budget",
];

impl LinkSection {
    /// The policy of the parents with what the section names.
    pub(super) fn onto(&self, parent: LinkPolicy) -> LinkPolicy {
        LinkPolicy {
            confirm: self.confirm.unwrap_or(parent.confirm),
            recover: self.recover.unwrap_or(parent.recover),
            incident_gap_s: self.incident_gap_s.unwrap_or(parent.incident_gap_s),
            flapping: self.flapping.unwrap_or(parent.flapping),
            assumed_outage_s: self.assumed_outage_s.unwrap_or(parent.assumed_outage_s),
            office: Office {
                from: self.office_from.unwrap_or(parent.office.from),
                to: self.office_to.unwrap_or(parent.office.to),
                holidays: self.holidays.clone().unwrap_or(parent.office.holidays),
            },
            notice_working_days: self.notice_working_days.unwrap_or(parent.notice_working_days),
            budget: Budget {
                days: self.budget_days.unwrap_or(parent.budget.days),
                parts: self.budget_parts.unwrap_or(parent.budget.parts),
            },
        }
    }
}

/// Reads the section.
pub(super) fn read(reader: &Reader, node: &Node) -> Option<LinkSection> {
    let mut map = reader.mapping(node, KEYS)?;
    let confirm = number(&mut map, "confirm", 1, 20);
    let recover = number(&mut map, "recover", 1, 20);
    let incident_gap_s = number(&mut map, "incident_gap_seconds", 1, 86_400);
    let flapping = number(&mut map, "flapping", 2, 1_000);
    let assumed_outage_s = number(&mut map, "assumed_outage_seconds", 1, 86_400);
    let office = map.optional("office", office);
    let holidays = map.optional("holidays", |reader, node| reader.each(node, date));
    // Seven are the law's (Decree 224/2026 Art 13): a profile may only ask for more.
    let notice_working_days = number(&mut map, "notice_working_days", 7, 60);
    let budget = map.optional("budget", budget);
    let (office_from, office_to) = office?.map_or((None, None), |(from, to)| (Some(from), Some(to)));
    let (budget_days, budget_parts) = budget?.map_or((None, None), |(days, parts)| (Some(days), Some(parts)));
    Some(LinkSection {
        confirm: confirm?,
        recover: recover?,
        incident_gap_s: incident_gap_s?,
        flapping: flapping?,
        assumed_outage_s: assumed_outage_s?,
        office_from,
        office_to,
        holidays: holidays?,
        notice_working_days: notice_working_days?,
        budget_days,
        budget_parts,
    })
}

fn number(map: &mut Mapping<'_>, key: &str, least: i64, most: i64) -> Option<Option<u32>> {
    map.optional(key, |reader, node| reader.int(node, least, most).and_then(|number| u32::try_from(number).ok()))
}

fn office(reader: &Reader, node: &Node) -> Option<(Time, Time)> {
    let mut map = reader.mapping(node, &["from", "to"])?;
    let (from, to) = (map.required("from", clock), map.required("to", clock));
    let (from, to) = (from?, to?);
    if from >= to {
        let what = Text::new("giờ kết thúc phải sau giờ bắt đầu", "the end must come after the beginning");
        reader.problem("K-PRF-015", map.key_span("to"), what);
        return None;
    }
    Some((from, to))
}

/// A time of the day, `07:00`.
fn clock(reader: &Reader, node: &Node) -> Option<Time> {
    let given = reader.text(node)?;
    let read = Time::strptime("%H:%M", &given).ok();
    if read.is_none() {
        let what =
            Text::new("ghi giờ và phút trong dấu nháy: \"07:00\"", "write hours and minutes in quotes: \"07:00\"");
        reader.problem("K-PRF-015", node.span.clone(), what);
    }
    read
}

/// A day, `2027-02-06`.
fn date(reader: &Reader, node: &Node) -> Option<Date> {
    let given = reader.text(node)?;
    let read = given.parse::<Date>().ok();
    if read.is_none() {
        let what = Text::new("ghi ngày dạng 2027-02-06", "write the day as 2027-02-06");
        reader.problem("K-PRF-015", node.span.clone(), what);
    }
    read
}

/// Days, and the percentage of them that may fail; kept in parts per ten thousand.
fn budget(reader: &Reader, node: &Node) -> Option<(u32, u32)> {
    let mut map = reader.mapping(node, &["days", "percent"])?;
    let days = map.required("days", |reader, node| reader.int(node, 1, 366));
    let percent = map.required("percent", |reader, node| {
        let percent = reader.ratio(node)?;
        if (0.01..=50.0).contains(&percent) {
            return Some(percent);
        }
        let what = Text::new("ghi một số từ 0.01 đến 50 (phần trăm)", "give a number from 0.01 to 50 (percent)");
        reader.problem("K-PRF-015", node.span.clone(), what);
        None
    });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 5,000")]
    let parts = (percent? * 100.0).round() as u32;
    Some((u32::try_from(days?).ok()?, parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Limits, Source, parse};

    fn section(text: &str) -> Result<LinkSection, String> {
        let source = Source::new("profile.yaml", text.to_owned());
        let root = parse(&source, Limits::default()).expect("YAML");
        let reader = Reader::new(source);
        let section = read(&reader, &root);
        reader.finish(section).map_err(|problems| format!("{problems:?}"))
    }

    #[test]
    fn what_a_section_names_is_set_and_the_rest_stays_as_the_parents_have_it() {
        let own = "confirm: 3\noffice: {from: \"07:30\", to: \"17:00\"}\nholidays: [2027-01-01]\nbudget: {days: 7, percent: 0.5}";
        let policy = section(own).expect("a section").onto(LinkPolicy { recover: 4, ..LinkPolicy::default() });
        assert_eq!((policy.confirm, policy.recover, policy.notice_working_days), (3, 4, 7));
        assert_eq!(policy.office.from, Time::constant(7, 30, 0, 0));
        assert_eq!(policy.office.holidays, [Date::constant(2027, 1, 1)]);
        assert_eq!((policy.budget.days, policy.budget.parts), (7, 50));
        assert_eq!(section("confirm: 2").expect("a section").onto(LinkPolicy::default()), LinkPolicy::default());
    }

    #[test]
    fn what_would_loosen_the_law_or_mean_nothing_is_refused() {
        for wrong in [
            "notice_working_days: 3",
            "confirm: 0",
            "office: {from: \"17:30\", to: \"07:00\"}",
            "office: {from: 7, to: \"17:00\"}",
            "holidays: [Tet]",
            "budget: {days: 30, percent: 90}",
            "confrm: 2",
        ] {
            assert!(section(wrong).is_err(), "{wrong}");
        }
    }
}
