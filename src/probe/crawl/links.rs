//! What a page leads to: addresses of the site, and those that hold somebody's data.

use std::collections::HashSet;

use super::address::{Origin, Promise, form_of, is_act, promise, template};
use super::reading::{Link, Telling};
use crate::probe::exposure::Key;
use crate::probe::exposure::detect::Detector;
use crate::probe::exposure::piece::{Kind, Part, Sink, Step};
use crate::probe::page::{Page, ResourceKind};
use crate::text::{covered, shorten};

/// The most addresses of one page that are kept.
const MOST: usize = 2000;
/// The most addresses of one page that are looked at for data.
const MOST_TELLING: usize = 200;
/// Parts of paths where people's files lie: pictures are asked for there alone.
const UPLOADS: &[&str] =
    &["attach", "cancuoc", "cccd", "cmnd", "dinhkem", "dinh-kem", "giayto", "giay-to", "hoso", "ho-so", "upload"];

/// What a page leads to.
#[derive(Debug)]
pub(super) struct Gathered {
    /// Addresses of the site, each once, in the order of the page.
    pub(super) links: Vec<Link>,
    /// How many may end a visit or change something.
    pub(super) acts: u32,
    /// Those that hold somebody's data.
    pub(super) telling: Vec<Telling>,
    /// The hosts of others, sorted.
    pub(super) foreign: Vec<String>,
}

/// Gathers what a page leads to.
pub(super) fn gather(page: &Page, origin: &Origin<'_>, key: &Key) -> Gathered {
    let mut gathered = Gathered { links: Vec::new(), acts: 0, telling: Vec::new(), foreign: Vec::new() };
    let links = page.links.iter().filter_map(|link| link.address.as_ref());
    let resources = page.resources.iter();
    let resources = resources.filter(|resource| {
        matches!(
            resource.kind,
            ResourceKind::Script
                | ResourceKind::Frame
                | ResourceKind::Object
                | ResourceKind::Image
                | ResourceKind::Preload
        )
    });
    let refresh = page
        .header_metas("refresh")
        .filter_map(|told| page.base.join(told.split_once('=')?.1.trim().trim_matches(['"', '\''])).ok());
    let refresh: Vec<_> = refresh.collect();
    let named = links
        .chain(&refresh)
        .map(|url| (url, false))
        .chain(resources.map(|own| (&own.address, own.kind == ResourceKind::Image)));
    let mut met = HashSet::new();
    for (url, picture) in named {
        let Some(address) = origin.path_of(url) else {
            if let Some(host) =
                url.host_str().filter(|host| *host != origin.name && matches!(url.scheme(), "http" | "https"))
            {
                gathered.foreign.push(shorten(host, 100));
            }
            continue;
        };
        if !met.insert(address.clone()) {
            continue;
        }
        if gathered.telling.len() < MOST_TELLING {
            gathered.telling.extend(telling(&address, key));
        }
        let wanted = match promise(&address) {
            Promise::Mute => false,
            Promise::Picture => holds_uploads(&address),
            Promise::Document => true,
            Promise::Page => !picture || holds_uploads(&address),
        };
        if wanted {
            keep(&mut gathered.links, &mut gathered.acts, address);
        }
    }
    gathered.foreign.sort();
    gathered.foreign.dedup();
    gathered.foreign.truncate(MOST);
    gathered
}

/// Keeps an address that may be asked, and counts one that may not.
pub(super) fn keep(links: &mut Vec<Link>, acts: &mut u32, address: String) {
    if is_act(&address) {
        *acts += 1;
    } else if links.len() < MOST {
        links.push(Link { form: form_of(&address), address });
    }
}

fn holds_uploads(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    UPLOADS.iter().any(|part| lower.contains(part))
}

/// What of anybody's data an address holds.
pub(super) fn telling(address: &str, key: &Key) -> Vec<Telling> {
    // Nothing that could be a number or a name of anybody is covered: most addresses end here.
    if !covered(address).contains('…') {
        return Vec::new();
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut detector = Detector::new(key);
    detector.enter(Step::Part(Part::Url));
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        detector.text(&decoded(segment));
    }
    detector.enter(Step::Record);
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        detector.field(&decoded(name), &decoded(value), Kind::Text);
    }
    detector.leave();
    detector.leave();
    let found = detector.into_findings();
    let of = |finding: crate::probe::exposure::Finding| Telling {
        template: template(address),
        class: finding.class,
        values: finding.values.into_iter().collect(),
    };
    found.into_iter().map(of).collect()
}

/// A part of an address with percent signs and pluses undone.
pub(super) fn decoded(raw: &str) -> String {
    let pairs = format!("k={raw}");
    url::form_urlencoded::parse(pairs.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}
