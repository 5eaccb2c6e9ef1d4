//! The reader at the door: inspects an answer for personal data and secrets, gathers its links, and keeps nothing else.

use url::Url;

use super::address::{self, Origin, Promise, number, promise};
use super::injection::signs;
use super::links::{Gathered, gather};
use super::once_only::{asked, demands_household_book, held, label_of};
use super::reading::{Extent, Link, Location, PageManner, PageReading};
use crate::probe::exposure::detect::Detector;
use crate::probe::exposure::extract::{Around, Course, answer, robots, sitemap};
use crate::probe::exposure::{Coverage, Document, Finding, Format, Key, Limits, Obstacle, inspect};
use crate::probe::page::Page;
use crate::text::{covered_digits, shorten};
use crate::wire::{Delivery, Reader, Reading, Request};

/// The name by which requests ask for it.
pub(super) const READER: &str = "crawl";
/// The most bytes of a page.
pub(super) const MOST_OF_PAGE: usize = 2 << 20;
/// The most bytes of a file.
pub(super) const MOST_OF_FILE: usize = 16 << 20;
/// The most bytes of an answer that says something went wrong.
const MOST_OF_ERROR: usize = 256 << 10;
/// The most bytes of a picture: what it says of itself stands first.
const MOST_OF_PICTURE: usize = 512 << 10;
/// The first bytes of what is no document.
const FIRST: usize = 4 << 10;
/// Types of content that hold no text.
const MUTE: &[&str] = &[
    "application/java-archive",
    "application/vnd.android",
    "application/vnd.microsoft.portable-executable",
    "application/x-apple-diskimage",
    "application/x-dosexec",
    "application/x-iso9660-image",
    "application/x-msdos-program",
    "application/x-msdownload",
    "application/x-msi",
    "application/x-rar",
    "application/x-7z-compressed",
    "audio/",
    "font/",
    "text/css",
    "video/",
];
/// The most addresses of one site map that are kept.
const MOST_OF_MAP: usize = 2000;
/// A page that says less than this, in characters, and has scripts is built by them.
const SILENT: usize = 200;

/// The reader, with the key of the run.
#[derive(Debug)]
pub(in crate::probe) struct SiteReader {
    key: Key,
}

impl SiteReader {
    /// A reader that counts by this key.
    pub(in crate::probe) fn new(key: Key) -> Self {
        Self { key }
    }
}

impl Reader for SiteReader {
    fn name(&self) -> &'static str {
        READER
    }

    fn room(&self, request: &Request, status: u16, headers: &[(String, String)]) -> usize {
        let header = |name: &str| headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        match status {
            300..400 => return FIRST,
            400.. => return MOST_OF_ERROR,
            _ => {}
        }
        let kind = header("content-type").unwrap_or_default().to_ascii_lowercase();
        if is_mute(&kind) {
            return FIRST;
        }
        if kind.starts_with("image/") && !kind.starts_with("image/svg") {
            return MOST_OF_PICTURE;
        }
        let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
        match length {
            // Not a byte of what will be asked for again, or never.
            Some(length) if length > request.body_limit => FIRST,
            _ => MOST_OF_FILE,
        }
    }

    fn read(&self, delivery: &Delivery<'_>) -> Reading {
        Reading::new(self.perused(delivery))
    }
}

fn is_mute(kind: &str) -> bool {
    MUTE.iter().any(|own| kind.starts_with(own))
}

impl SiteReader {
    fn perused(&self, delivery: &Delivery<'_>) -> PageReading {
        let request = delivery.request;
        let origin = Origin { tls: request.tls, name: request.host_name(), port: delivery.endpoint.port };
        let mut reading = PageReading {
            status: delivery.status,
            format: Format::Other,
            read: extent(delivery),
            findings: self.in_head(delivery),
            location: None,
            links: Vec::new(),
            acts: 0,
            telling: Vec::new(),
            get_forms: Vec::new(),
            forms: Vec::new(),
            household_book: false,
            signs: Vec::new(),
            page: None,
            shape: 0,
            cacheable: is_cacheable(delivery),
            noindex: delivery.all_headers("x-robots-tag").any(forbids_listing),
            robots: None,
            maps: Vec::new(),
            foreign: Vec::new(),
        };
        let Some(url) = origin.url(&request.path) else { return reading };
        reading.location = location(delivery, &origin, &url);
        if let Some(Location::Own(link)) = &reading.location {
            reading.telling.extend(super::links::telling(&link.address, &self.key));
        }
        if !matches!(reading.read, Extent::Inspected(_)) {
            return reading;
        }
        self.inspect(delivery, &mut reading);
        let is_success = (200..300).contains(&delivery.status);
        if is_for_robots(&request.path) && is_success && !is_html(delivery) {
            reading.robots = Some(robots(&String::from_utf8_lossy(delivery.body)));
            return reading;
        }
        if is_html(delivery) {
            self.page(delivery, &origin, &url, &mut reading);
        } else {
            reading.shape = number(&delivery.body);
            self.others(delivery, &origin, &url, &mut reading);
        }
        reading
    }

    fn inspect(&self, delivery: &Delivery<'_>, reading: &mut PageReading) {
        let name = file_name(delivery);
        let inspection = inspect(&document_of(delivery, name.as_deref()), &self.key, Limits::default());
        reading.format = inspection.format;
        reading.read = Extent::Inspected(inspection.coverage);
        reading.findings.extend(inspection.findings);
    }

    /// What headers and cookies hold.
    fn in_head(&self, delivery: &Delivery<'_>) -> Vec<Finding> {
        let headers: Vec<_> = delivery.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let cookies: Vec<_> = delivery.all_headers("set-cookie").collect();
        let mut detector = Detector::new(&self.key);
        let mut course = Course::new(&mut detector, Limits::default());
        answer(&mut course, &Around { url: None, headers: &headers, cookies: &cookies });
        detector.into_findings()
    }

    fn page(&self, delivery: &Delivery<'_>, origin: &Origin<'_>, url: &Url, reading: &mut PageReading) {
        let page = Page::read(delivery.body, delivery.header("content-type"), url);
        let Gathered { links, acts, telling, foreign } = gather(&page, origin, &self.key);
        (reading.links, reading.acts, reading.foreign) = (links, acts, foreign);
        reading.telling.extend(telling);
        reading.noindex |= page.metas_named("robots").any(forbids_listing);
        reading.shape = number(&page.text.chars().filter(|letter| !letter.is_numeric()).collect::<String>());
        reading.forms = asked(&page);
        for form in &mut reading.forms {
            form.name = covered_digits(&shorten(&form.name, 80));
        }
        reading.get_forms = get_forms(&page);
        reading.household_book = demands_household_book(&page.text);
        reading.signs = signs(&page, &String::from_utf8_lossy(delivery.body));
        let is_silent = page.text.chars().take(SILENT).count() < SILENT;
        let has_scripts = page.scripts.iter().any(|script| script.runs() && script.external);
        reading.page =
            Some(PageManner { built_by_script: is_silent && has_scripts && page.forms.is_empty() && !page.cut });
    }

    /// What site maps and scripts lead to.
    fn others(&self, delivery: &Delivery<'_>, origin: &Origin<'_>, url: &Url, reading: &mut PageReading) {
        let own = |given: &String| origin.path_of(&url.join(given).ok()?);
        // A map that lies packed on the disk is a map (sitemaps.org).
        let packed = reading.format == Format::Archive && request_path(delivery).ends_with(".gz");
        let map = (packed || matches!(reading.format, Format::Xml | Format::Text))
            .then(|| sitemap(&document_of(delivery, None), MOST_OF_MAP));
        match map.flatten() {
            Some(map) if map.is_index => reading.maps = map.locations.iter().filter_map(own).collect(),
            Some(map) => {
                for address in map.locations.iter().filter_map(own) {
                    reading.telling.extend(super::links::telling(&address, &self.key));
                    super::links::keep(&mut reading.links, &mut reading.acts, address);
                }
            }
            None => {}
        }
        if let Some(address) = source_map(delivery.body).and_then(|given| origin.path_of(&url.join(given).ok()?)) {
            super::links::keep(&mut reading.links, &mut reading.acts, address);
        }
    }
}

/// The path that was asked, without its query.
fn request_path<'a>(delivery: &'a Delivery<'_>) -> &'a str {
    delivery.request.path.split('?').next().unwrap_or_default()
}

fn document_of<'a>(delivery: &Delivery<'a>, name: Option<&'a str>) -> Document<'a> {
    Document {
        bytes: delivery.body,
        content_type: delivery.header("content-type"),
        name,
        truncated: delivery.truncated,
    }
}

/// Whether this is the file for robots, or where a site keeps it that sends its readers on (RFC 9309, 2.3.1.2).
fn is_for_robots(path: &str) -> bool {
    let name = path.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    name.contains("robots") && name.ends_with(".txt")
}

fn extent(delivery: &Delivery<'_>) -> Extent {
    let kind = delivery.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let length = delivery.header("content-length").and_then(|length| length.parse::<usize>().ok()).unwrap_or_default();
    if delivery.packed {
        return Extent::Packed;
    }
    if delivery.status < 300 && is_mute(&kind) {
        return Extent::CutOff;
    }
    if delivery.status < 300
        && delivery.truncated
        && length > delivery.request.body_limit
        && !kind.starts_with("image/")
    {
        return if length <= MOST_OF_FILE { Extent::Longer } else { Extent::TooLong };
    }
    Extent::Inspected(Coverage::Nothing(Obstacle::UnknownFormat))
}

fn is_html(delivery: &Delivery<'_>) -> bool {
    match delivery.header("content-type") {
        Some(kind) => kind.to_ascii_lowercase().contains("html"),
        None => delivery.body.trim_ascii_start().first() == Some(&b'<'),
    }
}

fn location(delivery: &Delivery<'_>, origin: &Origin<'_>, url: &Url) -> Option<Location> {
    let given =
        matches!(delivery.status, 301 | 302 | 303 | 307 | 308).then(|| delivery.header("location")).flatten()?;
    let to = url.join(given).ok();
    let own = to.as_ref().and_then(|to| origin.path_of(to));
    Some(match own {
        Some(address) if address::is_act(&address) => Location::Act,
        Some(address) => Location::Own(Link { form: address::form_of(&address), address }),
        None => {
            let host = to.as_ref().and_then(Url::host_str).unwrap_or_default();
            Location::Elsewhere(shorten(host, 100))
        }
    })
}

/// Whether shared caches may keep an answer (RFC 9111, 3): nobody forbids it.
fn is_cacheable(delivery: &Delivery<'_>) -> bool {
    let words = delivery.all_headers("cache-control").flat_map(|value| value.split(','));
    let mut words = words.map(|word| word.trim().to_ascii_lowercase());
    !words.any(|word| word == "no-store" || word == "private" || word.starts_with("private="))
}

fn forbids_listing(told: &str) -> bool {
    told.to_ascii_lowercase().split([',', ':', ' ']).any(|word| matches!(word.trim(), "noindex" | "none"))
}

/// The name that the server gives a file, else the last segment of its path.
fn file_name(delivery: &Delivery<'_>) -> Option<String> {
    let disposition = delivery.header("content-disposition").unwrap_or_default();
    let given = disposition
        .split(';')
        .filter_map(|part| part.trim().split_once('='))
        .find(|(key, _)| key.starts_with("filename"));
    let own = delivery.request.path.split('?').next().and_then(|path| path.rsplit('/').next());
    let name = given.map(|(_, name)| name.trim_matches('"')).or(own).filter(|name| !name.is_empty())?;
    Some(shorten(name, 200))
}

/// Forms that send by GET what names somebody, by the labels of those fields.
fn get_forms(page: &Page) -> Vec<String> {
    let forms = page.forms.iter().filter(|form| form.method() == "get");
    let fields = forms.flat_map(|form| &form.fields).filter(|field| !field.is_button() && !field.is_hidden());
    let mut told: Vec<_> =
        fields.filter_map(|field| held(&label_of(field))).map(|held| held.word().to_owned()).collect();
    told.sort();
    told.dedup();
    told
}

/// The address of the source map that a script names (source map format, section on linking).
fn source_map(body: &[u8]) -> Option<&str> {
    const MARK: &str = "//# sourceMappingURL=";
    let tail = body.get(body.len().saturating_sub(600)..)?;
    let start = tail.windows(MARK.len()).rposition(|window| window == MARK.as_bytes())?;
    let given = std::str::from_utf8(tail.get(start + MARK.len()..)?).ok()?.split_ascii_whitespace().next()?;
    (!given.starts_with("data:")).then_some(given)
}

/// How much of an address is asked for at first.
pub(super) fn first_limit(address: &str) -> usize {
    if promise(address) == Promise::Document { MOST_OF_FILE } else { MOST_OF_PAGE }
}
