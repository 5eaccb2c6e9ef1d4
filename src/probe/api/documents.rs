//! The search for descriptions of the interface in the usual places.

use super::body::same;
use super::facts::{Document, Documents};
use super::service::{Service, shown};
use super::signature::recognised;
use super::standing::Heard;
use crate::fact::Gap;
use crate::probe::walk::Walk;
use crate::wire::Request;

/// A question that changes nothing: the name of the type of queries.
pub(in crate::probe) const INTROSPECTION: &str = "graphql?query=%7B__schema%7BqueryType%7Bname%7D%7D%7D";
/// Places below the root.
const AT_ROOT: &[&str] = &[
    "swagger/v1/swagger.json",
    "v3/api-docs",
    "v2/api-docs",
    "openapi.json",
    "swagger.json",
    "api-docs",
    "openapi.yaml",
    "swagger-ui/index.html",
    "swagger/index.html",
    "api-docs/swagger.json",
    "docs/openapi.json",
    "application.wadl",
    "$metadata",
    INTROSPECTION,
    "postman_collection.json",
];
/// Places below the folders of the service.
const AT_FOLDER: &[&str] =
    &["openapi.json", "swagger.json", "v3/api-docs", "swagger/v1/swagger.json", "docs", "$metadata", INTROSPECTION];
/// The most folders besides the root.
const MOST_FOLDERS: usize = 2;
/// The most services of SOAP among the routes that are asked for their WSDL.
const MOST_SOAP: usize = 3;
/// The most bytes of a description that are read.
const LIMIT: usize = 512 << 10;
/// The most requests.
pub(super) const MOST: usize = 2 + MOST_SOAP + AT_ROOT.len() + MOST_FOLDERS * AT_FOLDER.len();

/// Asks one place after the other until one gives a description.
pub(super) fn documents(service: &Service<'_>, random: &[Heard<'_>], walk: &mut Walk<'_>) -> Result<Documents, Gap> {
    let mut found = Vec::new();
    let mut asked = 0;
    let mut hole = None;
    for path in places(service) {
        asked += 1;
        let job = service.job(request(service, &path));
        let waiting = !walk.is_answered(&job);
        match walk.response(job) {
            Ok(response) => {
                let kind = recognised(response).filter(|_| !random.iter().any(|other| same((response, &path), *other)));
                if let Some(kind) = kind {
                    found.push(Document { kind, path: shown(&path) });
                    break;
                }
            }
            Err(gap) if waiting => return Err(gap),
            Err(gap) => {
                // A service that does not answer any more is not asked at every other place.
                if hole.is_some() {
                    return Err(gap);
                }
                hole = Some(gap);
            }
        }
    }
    match (hole, found.is_empty()) {
        (Some(gap), true) => Err(gap),
        _ => Ok(Documents { declared_public: service.interface.documents_public, found, asked }),
    }
}

/// The question for a description at a path.
pub(in crate::probe) fn request(service: &Service<'_>, path: &str) -> Request {
    service.get(path).with_body_limit(LIMIT)
}

fn places(service: &Service<'_>) -> Vec<String> {
    let declared = bare(&service.web.path);
    let mut places = vec![format!("{declared}?wsdl"), format!("{declared}?singleWsdl")];
    let soap = service.interface.routes.iter().map(|route| bare(&route.path)).filter(|path| {
        let path = path.to_ascii_lowercase();
        path.ends_with(".asmx") || path.ends_with(".svc") || path.contains("/services/") || path.contains("/ws/")
    });
    places.extend(soap.take(MOST_SOAP).map(|path| format!("{path}?wsdl")));
    places.extend(AT_ROOT.iter().map(|name| format!("/{name}")));
    for folder in folders(service) {
        places.extend(AT_FOLDER.iter().map(|name| format!("{folder}/{name}")));
    }
    let mut known: Vec<String> = Vec::new();
    for place in places {
        if !known.contains(&place) {
            known.push(place);
        }
    }
    known
}

/// The folder of the declared address and the first of the routes.
pub(in crate::probe) fn folders(service: &Service<'_>) -> Vec<String> {
    let declared = bare(&service.web.path).trim_end_matches('/').to_owned();
    let first = service.interface.routes.iter().filter_map(|route| {
        let (first, rest) = bare(&route.path).trim_start_matches('/').split_once('/')?;
        (!rest.is_empty()).then(|| format!("/{first}"))
    });
    let mut folders: Vec<String> = Vec::new();
    for folder in std::iter::once(declared).chain(first) {
        if !folder.is_empty() && !folders.contains(&folder) && folders.len() < MOST_FOLDERS {
            folders.push(folder);
        }
    }
    folders
}

fn bare(path: &str) -> &str {
    path.split('?').next().unwrap_or("/")
}
