//! GraphQL that describes itself to a POST. The form by GET is among the documents of the probe `api`; most servers
//! take queries by POST alone.

use super::facts::GraphqlSeen;
use crate::fact::{Fact, Gap};
use crate::probe::api::{
    DocumentKind, INTROSPECTION, Service, document_folders, document_request, recognised, shown, throttled,
};
use crate::probe::walk::Walk;
use crate::wire::Request;

/// The question: the name of the type of queries. It reads, and changes nothing.
const QUESTION: &str = r#"{"query":"{__schema{queryType{name}}}"}"#;
/// Last parts of the paths at which GraphQL stands.
const NAMES: &[&str] = &["graphql", "gql"];
/// The most places that are asked.
const MOST_PLACES: usize = 4;
/// The most requests: each place by GET, as the probe `api` asks, and by POST.
pub(super) const MOST: usize = 2 * MOST_PLACES;

/// Asks one place after the other until one describes itself. One that does so to a GET is told by the probe `api`, and
/// is not asked again.
pub(super) fn graphql(service: &Service<'_>, walk: &mut Walk<'_>) -> Fact<GraphqlSeen> {
    let declared_public = service.interface.documents_public;
    let mut asked = Vec::new();
    for (path, by_get) in places(service) {
        let mut describes = |request: Request| -> Result<bool, Gap> {
            let own = walk.response(service.job(request))?;
            match own.status {
                429 | 503 => Err(throttled(own.status)),
                _ => Ok(recognised(own) == Some(DocumentKind::Graphql)),
            }
        };
        let known = match by_get {
            Some(path) => describes(document_request(service, &path)),
            None => Ok(false),
        };
        let found = match known {
            Ok(true) => continue,
            Ok(false) => describes(question(service, &path)),
            Err(gap) => Err(gap),
        };
        asked.push(shown(&path));
        match found {
            Ok(true) => return Fact::Known(GraphqlSeen { declared_public, asked, path: Fact::Known(shown(&path)) }),
            Ok(false) => {}
            // A service that does not answer any more is not asked at every other place.
            Err(gap) => return Fact::Unknown(gap),
        }
    }
    Fact::Known(GraphqlSeen { declared_public, asked, path: Fact::Absent })
}

/// The paths that are asked, for the plan.
pub(super) fn paths(service: &Service<'_>) -> Vec<String> {
    places(service).into_iter().map(|(path, _)| shown(&path)).collect()
}

/// Whether a declared path is one of GraphQL.
pub(super) fn is_named(path: &str) -> bool {
    let last = path.split('?').next().and_then(|own| own.trim_end_matches('/').rsplit('/').next());
    last.is_some_and(|last| NAMES.contains(&last.to_ascii_lowercase().as_str()))
}

/// The places, the declared ones first: each with its form by GET, where the probe `api` asks that.
fn places(service: &Service<'_>) -> Vec<(String, Option<String>)> {
    let usual: Vec<String> = std::iter::once(String::new())
        .chain(document_folders(service))
        .map(|folder| format!("{folder}/graphql"))
        .collect();
    let declared = std::iter::once(service.web.path.as_str())
        .chain(service.interface.routes.iter().map(|route| route.path.as_str()))
        .filter(|path| is_named(path))
        .map(|path| path.split('?').next().unwrap_or_default().to_owned());
    let mut places: Vec<(String, Option<String>)> = Vec::new();
    for path in declared.chain(usual.iter().cloned()) {
        if places.len() < MOST_PLACES && !places.iter().any(|(own, _)| *own == path) {
            let by_get = usual.contains(&path).then(|| format!("{}{INTROSPECTION}", path.trim_end_matches("graphql")));
            places.push((path, by_get));
        }
    }
    places
}

fn question(service: &Service<'_>, path: &str) -> Request {
    let request = service.get(path).with_method("POST").with_header("content-type", "application/json");
    request.with_body(QUESTION.as_bytes().to_vec())
}
