//! What the declared page points at: its scripts and their source maps, its folders, its services, its parameters.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::baseline::Baseline;
use super::content::Content;
use super::fact::{Category, Coverage};
use super::list::List;
use super::survey::{Survey, is_asked};
use super::{errors, pointed};
use crate::fact::Gap;
use crate::probe::Target;
use crate::probe::front::scripts;
use crate::probe::http;
use crate::probe::http::way::{Spot, bare};
use crate::probe::page::Page;
use crate::wire::{Job, Request};

/// The most redirects to the page.
const MOST_HOPS: usize = 2;
/// The most scripts that are looked into.
const MOST_SCRIPTS: usize = 6;
/// The most bytes of a map that are read.
const MOST_MAP: usize = 512 << 10;
/// The most folders of its own things.
const MOST_FOLDERS: usize = 3;
/// The most services of SOAP that it links.
const MOST_SERVICES: usize = 2;

static MAP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)(?://|/\*)[#@]\s*sourceMappingURL=([^\s*]{1,500})").ok());

/// Looks at everything that the page points at.
pub(super) fn look(survey: &mut Survey<'_>, target: &Target<'_>, list: &List, baseline: &Baseline<'_>) {
    if survey.course.root().coverage == Coverage::Elsewhere {
        return;
    }
    let (spot, page) = match page(survey, baseline) {
        Ok(Some(found)) => found,
        // What is no page points at nothing.
        Ok(None) => {
            errors::parameters(survey, None, baseline);
            return;
        }
        Err(gap) => {
            for category in [Category::SourceMaps, Category::VerboseErrors] {
                survey.note_hole(category, gap.clone());
            }
            return;
        }
    };
    source_maps(survey, target, list, (&page, &spot), baseline);
    for path in own_folders(&page, &spot) {
        if survey.course.is_waiting() {
            return;
        }
        pointed::folder(survey, list, &path, baseline);
    }
    if let Some(rule) = list.rule("soap").filter(|_| is_asked(survey.kind(), Category::InterfaceDocuments)) {
        for path in services(&page, &spot) {
            if !survey.course.is_waiting() {
                survey.try_path(rule, &format!("{path}?wsdl"), baseline);
            }
        }
    }
    if !survey.course.is_waiting() {
        errors::parameters(survey, Some((&page, &spot)), baseline);
    }
}

/// The declared page, by the same requests by which other probes read it.
fn page(survey: &mut Survey<'_>, baseline: &Baseline<'_>) -> Result<Option<(Spot, Page)>, Gap> {
    let root = survey.course.root();
    let mut spot = http::start(root.web, &root.endpoint);
    for _ in 0..=MOST_HOPS {
        let response = survey.course.ask_as(&spot.path, || spot.job(), baseline)?;
        let Some(address) = spot.url() else { return Ok(None) };
        let Some(place) = http::way::location(response) else {
            let kind = response.header("content-type").filter(|kind| kind.to_ascii_lowercase().contains("html"));
            let content = Content::of(response);
            let page = kind.map(|kind| Page::read(content.bytes(), Some(kind), &address));
            return Ok(page.map(|page| (spot, page)));
        };
        match address.join(place).ok().as_ref().and_then(|to| own_path(to, &spot)) {
            Some(path) => spot = spot.at(&path),
            None => return Ok(None),
        }
    }
    Ok(None)
}

fn source_maps(
    survey: &mut Survey<'_>,
    target: &Target<'_>,
    list: &List,
    (page, spot): (&Page, &Spot),
    baseline: &Baseline<'_>,
) {
    let Some(rule) = list.rule("source-map") else { return };
    let mut places: Vec<Spot> = Vec::new();
    for script in page.scripts.iter().filter(|script| script.runs()) {
        let place = scripts::place(script, spot, target).map(|(_, place)| place);
        let own = place.filter(|place| place.endpoint == spot.endpoint);
        places.extend(own.filter(|place| !places.contains(place)));
    }
    for place in places.into_iter().take(MOST_SCRIPTS) {
        let answer = survey.course.ask_as(&place.path, || scripts::job(&place), baseline);
        if survey.course.is_waiting() {
            return;
        }
        let response = match answer {
            Ok(response) => response,
            Err(gap) => {
                survey.note_hole(Category::SourceMaps, gap);
                continue;
            }
        };
        let content = Content::of(response);
        let named = MAP.as_ref().and_then(|map| map.captures_iter(content.text()).last()?.get(1));
        let header = ["sourcemap", "x-sourcemap"].iter().find_map(|name| response.header(name));
        let bare = place.path.split('?').next().unwrap_or_default();
        let map = match (header, named) {
            (Some(header), _) => header.to_owned(),
            (None, Some(named)) => named.as_str().to_owned(),
            (None, None) => format!("{bare}.map"),
        };
        let path = place.url().and_then(|own| own.join(&map).ok()).and_then(|to| own_path(&to, spot));
        let Some(path) = path.filter(|_| response.status == 200) else {
            survey.settle(Category::SourceMaps);
            continue;
        };
        let Job::Fetch(endpoint, request) = survey.course.root().job(&path, None) else { continue };
        let job = Job::Fetch(endpoint, Request { body_limit: MOST_MAP, ..request });
        survey.try_job(rule, &path, || job, baseline);
        if survey.course.is_waiting() {
            return;
        }
    }
    survey.settle(Category::SourceMaps);
}

/// The path and query of an address of the same origin.
pub(super) fn own_path(address: &Url, spot: &Spot) -> Option<String> {
    let scheme = if spot.tls { "https" } else { "http" };
    let own = address.scheme() == scheme
        && address.host_str().map(bare) == Some(spot.endpoint.name.as_str())
        && address.port_or_known_default() == Some(spot.endpoint.port);
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    own.then(|| format!("{}{query}", address.path()))
}

/// The folders of pictures and files that the page loads or links: that is where uploads lie.
fn own_folders(page: &Page, spot: &Spot) -> Vec<String> {
    let resources = page.resources.iter().map(|resource| &resource.address);
    let files = page.links.iter().filter_map(|link| link.address.as_ref()).filter(|address| is_file(address.path()));
    let mut folders: Vec<String> = Vec::new();
    for address in files.chain(resources) {
        let Some(path) = own_path(address, spot) else { continue };
        let bare = path.split('?').next().unwrap_or_default();
        let folder = bare.rfind('/').and_then(|at| bare.get(..=at)).unwrap_or("/").to_owned();
        if folder != "/" && folder.len() <= 120 && !folders.contains(&folder) && folders.len() < MOST_FOLDERS {
            folders.push(folder);
        }
    }
    folders
}

fn is_file(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    [".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".rar"].iter().any(|ending| lower.ends_with(ending))
}

fn services(page: &Page, spot: &Spot) -> Vec<String> {
    let links = page.links.iter().filter_map(|link| own_path(link.address.as_ref()?, spot));
    let mut found: Vec<String> = Vec::new();
    for path in links {
        let bare = path.split('?').next().unwrap_or_default().to_owned();
        let lower = bare.to_ascii_lowercase();
        if (lower.ends_with(".asmx") || lower.ends_with(".svc"))
            && !found.contains(&bare)
            && found.len() < MOST_SERVICES
        {
            found.push(bare);
        }
    }
    found
}
