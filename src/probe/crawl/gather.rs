//! Makes the fact of a walk: readings of pages of one form are told as one.

use std::collections::{BTreeMap, BTreeSet};

use super::address::template;
use super::fact::{
    AskingForm, ClassTotal, Crawl, CrawlCourse, CrawlObstacle, Exposed, ExposedPage, Injected, NamedPage, NotInspected,
    TellingAddress,
};
use super::ground::Ground;
use super::injection::{InjectionSign, words};
use super::label::label;
use super::reading::{Extent, Location, PageReading};
use super::visit::{Course, CrawlEnd, Visit};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::exposure::{Class, Coverage, Obstacle, Standing, place_text};
use crate::text::{Masked, Text, covered, covered_digits, shorten};

/// The most rows of a list.
const MOST: usize = 1000;
/// The most things that are named as not inspected.
const MOST_OMISSIONS: usize = 100;
/// The most masked samples of a row.
const MOST_SAMPLES: usize = 3;
/// Words of places that a reader of a document does not see.
const HIDDEN: &[&str] = &["comment", "cookie", "deleted", "header", "hidden", "metadata", "script", "source", "token"];
/// Words of addresses where people sign in.
const SIGN_INS: &[&str] = &["dang-nhap", "dangnhap", "login", "log-in", "oauth", "signin", "sign-in", "sso"];

/// The fact of a walk.
pub(super) fn fact(ground: &Ground<'_>, course: &Course<'_>) -> Crawl {
    let tally = tally(course);
    let (read, pages) = (tally.wholly + tally.partly > 0, tally.pages > 0);
    let gap = nothing_read(course);
    let omissions = omissions(course);
    let known = |is: bool| if is { None } else { Some(gap.clone()) };
    Crawl {
        course: if course.visits.is_empty() { gap.clone().into() } else { Fact::Known(tally) },
        not_inspected: list(known(!course.visits.is_empty()), omissions),
        totals: list(known(read), totals(course)),
        personal: list(known(read), exposed(course, |standing| standing != Standing::Secret)),
        secrets: list(known(read), exposed(course, |standing| standing == Standing::Secret)),
        addresses_with_data: list(known(pages), telling(course)),
        cacheable: list(known(read), exposed_pages(course, |reading, _| reading.cacheable)),
        indexable: list(
            known(read),
            exposed_pages(course, |reading, address| {
                !reading.noindex && course.rules.is_none_or(|rules| rules.allows(address))
            }),
        ),
        forms: list(known(pages), forms(course)),
        household_book: list(known(pages), household_book(course)),
        injected: list(known(pages), injected(course)),
        test_system: ground.portal.test_system,
        words_date: words().map(|words| words.date).into(),
    }
}

/// A list, unknown where it is empty because nothing could be read.
fn list<T>(gap: Option<Gap>, mut rows: Vec<T>) -> Fact<Vec<T>> {
    rows.truncate(MOST);
    match gap {
        Some(gap) if rows.is_empty() => gap.into(),
        _ => Fact::Known(rows),
    }
}

fn nothing_read(course: &Course<'_>) -> Gap {
    let first = course.visits.iter().find_map(|visit| visit.outcome.as_ref().err()).or(course.silent.as_ref());
    match (first, course.end) {
        (Some(gap), _) if course.visits.iter().all(|visit| visit.outcome.is_err()) => gap.clone(),
        (None, CrawlEnd::RobotsUnknown) => Gap::new(
            Reason::Unreachable,
            Text::new(
                "máy chủ trả lời lỗi cho robots.txt nên không đi qua trang (RFC 9309)",
                "the server answers robots.txt with an error, so the site was not walked through (RFC 9309)",
            ),
        ),
        _ => Gap::new(
            Reason::LowCoverage,
            Text::new("không đọc được nội dung trang nào", "the content of no page could be read"),
        ),
    }
}

/// Whether a visit came to content: no redirect, no error, no page that says that nothing is there.
fn is_content(visit: &Visit<'_>) -> bool {
    !visit.is_soft && visit.outcome.as_ref().is_ok_and(|reading| (200..300).contains(&reading.status))
}

/// The readings of what is content.
fn contents<'c, 'a>(course: &'c Course<'a>) -> impl Iterator<Item = (&'a str, &'a PageReading)> + use<'c, 'a> {
    let content = course.visits.iter().filter(|visit| is_content(visit));
    content.filter_map(|visit| Some((visit.address, visit.reading()?)))
}

/// Every reading, what scripts built besides what came: errors may tell as much as pages.
fn readings<'c, 'a>(course: &'c Course<'a>) -> impl Iterator<Item = (&'a str, &'a PageReading)> + use<'c, 'a> {
    let both = |visit: &Visit<'a>| [visit.outcome.as_ref().ok().copied(), visit.built];
    course
        .visits
        .iter()
        .flat_map(move |visit| both(visit).into_iter().flatten().map(|reading| (visit.address, reading)))
}

fn tally(course: &Course<'_>) -> CrawlCourse {
    let count = |is: &dyn Fn(&Visit<'_>) -> bool| whole(course.visits.iter().filter(|visit| is(visit)).count());
    let ok =
        |is: &dyn Fn(&PageReading) -> bool| count(&|visit| visit.outcome.as_ref().is_ok_and(|reading| is(reading)));
    let content =
        |is: &dyn Fn(&PageReading) -> bool| whole(contents(course).filter(|(_, reading)| is(reading)).count());
    let soft = count(&|visit| visit.is_soft);
    let left = course.left;
    CrawlCourse {
        asked: whole(course.visits.len()),
        pages: content(&|reading| reading.page.is_some()),
        files: content(&|reading| reading.page.is_none()),
        wholly: content(&|reading| matches!(reading.read, Extent::Inspected(Coverage::Whole))),
        partly: content(&|reading| matches!(reading.read, Extent::Inspected(Coverage::Partly(_)))),
        not_inspected: content(&|reading| obstacle(reading).is_some()) + count(&|visit| visit.outcome.is_err()),
        redirects: ok(&|reading| reading.location.is_some()),
        missing: soft + ok(&|reading| matches!(reading.status, 404 | 410)),
        sign_ins: ok(&|reading| matches!(reading.status, 401 | 403) || leads_to_sign_in(reading)),
        errors: ok(&|reading| reading.status >= 500),
        built_by_script: content(&|reading| reading.page.is_some_and(|page| page.built_by_script)),
        ended_because: course.end,
        robots: course.robots,
        left_by_robots: whole(left.robots),
        left_by_declaration: whole(left.declared),
        left_alike: whole(left.alike),
        left_deep: whole(left.deep),
        left_unasked: whole(left.unasked),
        left_acts: whole(left.acts),
    }
}

fn leads_to_sign_in(reading: &PageReading) -> bool {
    let to = match &reading.location {
        Some(Location::Own(link)) => link.address.as_str(),
        Some(Location::Elsewhere(host)) => host.as_str(),
        Some(Location::Act) | None => return false,
    };
    let lower = to.to_ascii_lowercase();
    SIGN_INS.iter().any(|word| lower.contains(word))
}

/// Why nothing of a document was inspected.
fn obstacle(reading: &PageReading) -> Option<CrawlObstacle> {
    match &reading.read {
        Extent::Inspected(Coverage::Nothing(obstacle)) => Some(of(*obstacle)),
        Extent::Inspected(_) if reading.page.is_some_and(|page| page.built_by_script) => {
            Some(CrawlObstacle::BuiltByScript)
        }
        Extent::Inspected(_) => None,
        Extent::CutOff => Some(CrawlObstacle::CutOff),
        Extent::Longer | Extent::TooLong => Some(CrawlObstacle::TooLarge),
        Extent::Packed => Some(CrawlObstacle::Packed),
    }
}

fn of(obstacle: Obstacle) -> CrawlObstacle {
    let word = obstacle.word();
    CrawlObstacle::ALL.iter().copied().find(|own| own.word() == word).unwrap_or(CrawlObstacle::UnknownFormat)
}

fn omissions(course: &Course<'_>) -> Vec<NotInspected> {
    let mut omissions = BTreeSet::new();
    for visit in &course.visits {
        let address = shown(visit.address);
        match &visit.outcome {
            Err(_) => {
                omissions.insert((address, CrawlObstacle::NoAnswer));
            }
            Ok(first) if is_content(visit) => {
                let reading = visit.reading().unwrap_or(first);
                omissions.extend(obstacle(reading).map(|obstacle| (address.clone(), obstacle)));
                if let Extent::Inspected(Coverage::Partly(parts)) = &reading.read {
                    let part = |place: &str| {
                        if place.is_empty() {
                            address.clone()
                        } else {
                            format!("{address} / {}", covered_digits(place))
                        }
                    };
                    omissions.extend(parts.iter().map(|own| (part(&own.place), of(own.obstacle))));
                }
            }
            Ok(_) => {}
        }
    }
    omissions.into_iter().take(MOST_OMISSIONS).map(|(place, obstacle)| NotInspected { place, obstacle }).collect()
}

/// What is known of values of one class at one place.
#[derive(Default)]
struct Heap<'a> {
    addresses: BTreeSet<&'a str>,
    values: BTreeSet<u64>,
    occurrences: i64,
    samples: Vec<Masked>,
}

fn exposed(course: &Course<'_>, wanted: impl Fn(Standing) -> bool) -> Vec<Exposed> {
    let mut heaps: BTreeMap<(Standing, Class, String, &str), Heap<'_>> = BTreeMap::new();
    for (address, reading) in readings(course).filter(|(_, reading)| !reading.findings.is_empty()) {
        let form = template(address);
        for finding in reading.findings.iter().filter(|finding| wanted(finding.class.standing())) {
            let heap =
                heaps.entry((finding.class.standing(), finding.class, form.clone(), &finding.place)).or_default();
            heap.addresses.insert(address);
            heap.values.extend(&finding.values);
            heap.occurrences = heap.occurrences.saturating_add(i64::from(finding.occurrences));
            let room = MOST_SAMPLES.saturating_sub(heap.samples.len());
            heap.samples.extend(finding.samples.iter().take(room).cloned());
        }
    }
    let mut rows: Vec<_> = heaps
        .into_iter()
        .map(|((standing, class, form, place), heap)| row(standing, class, form, place, &heap))
        .collect();
    // The gravest first, so that a list that is cut loses the least.
    rows.sort_by_key(|row| (std::cmp::Reverse(row.standing), std::cmp::Reverse(row.distinct)));
    rows.truncate(MOST);
    rows.sort_by(|left, right| left.id.cmp(&right.id));
    rows
}

/// What there is of each class in all.
fn totals(course: &Course<'_>) -> Vec<ClassTotal> {
    let mut heaps: BTreeMap<Class, (BTreeSet<&str>, BTreeSet<u64>)> = BTreeMap::new();
    for (address, reading) in readings(course) {
        for finding in &reading.findings {
            let (addresses, values) = heaps.entry(finding.class).or_default();
            addresses.insert(address);
            values.extend(&finding.values);
        }
    }
    let total = |(class, (addresses, values)): (Class, (BTreeSet<&str>, BTreeSet<u64>))| ClassTotal {
        class,
        standing: class.standing(),
        distinct: whole(values.len()),
        addresses: whole(addresses.len()),
    };
    heaps.into_iter().map(total).collect()
}

fn row(standing: Standing, class: Class, form: String, place: &str, heap: &Heap<'_>) -> Exposed {
    let (vi, en) = label(class);
    let place = covered_digits(&shorten(place, 160));
    let lower = place.to_lowercase();
    Exposed {
        id: format!("{} {form} {place}", class.word()).trim_end().to_owned(),
        class,
        label_vi: vi.to_owned(),
        label_en: en.to_owned(),
        standing,
        example: heap.addresses.first().map(|address| shown(address)).unwrap_or_default(),
        address: form,
        hidden: HIDDEN.iter().any(|word| lower.contains(word)),
        place_vi: place_text(&place).vi,
        place,
        addresses: whole(heap.addresses.len()),
        distinct: whole(heap.values.len()),
        occurrences: heap.occurrences,
        samples: heap.samples.iter().map(ToString::to_string).collect(),
    }
}

fn telling(course: &Course<'_>) -> Vec<TellingAddress> {
    let mut met: BTreeMap<(String, Class), BTreeSet<u64>> = BTreeMap::new();
    let mut asked: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (address, reading) in readings(course) {
        for own in &reading.telling {
            met.entry((own.template.clone(), own.class)).or_default().extend(&own.values);
        }
        if !reading.get_forms.is_empty() {
            asked.entry(template(address)).or_default().extend(reading.get_forms.iter().map(String::as_str));
        }
    }
    let links = met.into_iter().map(|((address, class), values)| TellingAddress {
        id: format!("{} {address}", class.word()),
        address,
        holds: class.word().to_owned(),
        distinct: Fact::Known(whole(values.len())),
    });
    let forms = asked.into_iter().map(|(address, fields)| TellingAddress {
        id: format!("form {address}"),
        address,
        holds: fields.into_iter().collect::<Vec<_>>().join(", "),
        distinct: Fact::Absent,
    });
    links.chain(forms).collect()
}

fn exposed_pages(course: &Course<'_>, is: impl Fn(&PageReading, &str) -> bool) -> Vec<ExposedPage> {
    let mut pages: BTreeMap<String, (BTreeSet<&str>, BTreeSet<Class>, bool)> = BTreeMap::new();
    for visit in course.visits.iter().filter(|visit| is_content(visit)) {
        // What the headers say stands with what came; the browser hands on none.
        let (address, Ok(first)) = (visit.address, &visit.outcome) else { continue };
        if !is(first, address) {
            continue;
        }
        let found = first.findings.iter().chain(visit.built.iter().flat_map(|built| &built.findings));
        let own = found.map(|finding| finding.class).filter(|class| class.standing() != Standing::Secret);
        let own: BTreeSet<_> = own.collect();
        if !own.is_empty() {
            let (addresses, classes, mapped) = pages.entry(template(address)).or_default();
            addresses.insert(address);
            classes.extend(own);
            *mapped |= course.mapped.contains(address);
        }
    }
    let page =
        |(address, (addresses, classes, in_site_map)): (String, (BTreeSet<&str>, BTreeSet<Class>, bool))| ExposedPage {
            address,
            example: addresses.first().map(|own| shown(own)).unwrap_or_default(),
            classes: classes.into_iter().collect(),
            addresses: whole(addresses.len()),
            in_site_map,
        };
    pages.into_iter().map(page).collect()
}

fn forms(course: &Course<'_>) -> Vec<AskingForm> {
    let mut forms: BTreeMap<String, AskingForm> = BTreeMap::new();
    for (address, reading) in contents(course) {
        for asked in &reading.forms {
            let form = template(address);
            let id = format!("{form} {}", asked.name).trim_end().to_owned();
            forms.entry(id.clone()).or_insert_with(|| AskingForm {
                id,
                address: form,
                example: shown(address),
                name: asked.name.clone(),
                fields: asked.fields.clone(),
                copies: asked.copies,
                household_book: asked.household_book,
                grade: asked.grade(),
            });
        }
    }
    forms.into_values().collect()
}

fn household_book(course: &Course<'_>) -> Vec<NamedPage> {
    let mut pages = BTreeMap::new();
    for (address, _) in contents(course).filter(|(_, reading)| reading.household_book) {
        pages.entry(template(address)).or_insert_with(|| shown(address));
    }
    pages.into_iter().map(|(address, example)| NamedPage { address, example }).collect()
}

fn injected(course: &Course<'_>) -> Vec<Injected> {
    let mut met: BTreeMap<(InjectionSign, &str), BTreeSet<&str>> = BTreeMap::new();
    for (address, reading) in contents(course) {
        for sign in &reading.signs {
            met.entry((sign.sign, &sign.what)).or_default().insert(address);
        }
    }
    for (address, other) in &course.as_others {
        let own = course.visits.iter().find(|visit| visit.address == *address);
        let Some(plain) = own.and_then(|visit| visit.outcome.as_ref().ok().copied()) else { continue };
        for what in other_answer(plain, other) {
            met.entry((InjectionSign::OtherAnswer, what)).or_default().insert(address);
        }
    }
    let row = |((sign, what), pages): ((InjectionSign, &str), BTreeSet<&str>)| Injected {
        id: format!("{} {what}", sign.word()),
        sign,
        what: what.to_owned(),
        example: pages.first().map(|own| shown(own)).unwrap_or_default(),
        pages: whole(pages.len()),
    };
    met.into_iter().map(row).collect()
}

/// What a page shows to others and not to us: adverts, or a way to another host.
fn other_answer<'a>(plain: &PageReading, other: &'a PageReading) -> Vec<&'a str> {
    let mut what: Vec<_> =
        other.signs.iter().filter(|sign| !plain.signs.contains(sign)).map(|sign| sign.what.as_str()).collect();
    if let (Some(Location::Elsewhere(host)), None | Some(Location::Own(_))) = (&other.location, &plain.location) {
        what.push(host);
    }
    what
}

/// An address as a fact shows it.
fn shown(address: &str) -> String {
    shorten(&covered(address), 200)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
