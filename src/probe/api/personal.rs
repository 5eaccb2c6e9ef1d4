//! Personal data in what a data service gives to everybody.

use crate::fact::Fact;
use crate::probe::exposure::{Class, Document, Key, Limits, inspect};
use crate::probe::walk::Walk;
use crate::wire::Response;

use super::facts::RouteSeen;
use super::service::Service;

/// Notes for each route that was answered which personal data stand in the answer. Once, at the end: looking costs more
/// than asking.
pub(super) fn note(service: &Service<'_>, walk: &mut Walk<'_>, routes: &mut [RouteSeen]) {
    for (declared, seen) in service.interface.routes.iter().zip(routes) {
        if let Ok(response) = walk.response(service.job(service.get(&declared.path))) {
            seen.personal =
                Fact::Known(if (200..300).contains(&response.status) { classes(response) } else { Vec::new() });
        }
    }
}

fn classes(response: &Response) -> Vec<Class> {
    let document = Document {
        bytes: &response.body,
        content_type: response.header("content-type"),
        name: None,
        truncated: response.truncated,
    };
    // Nothing is counted across answers, so any key does.
    let found = inspect(&document, &Key::new([0; 16]), Limits::default()).findings;
    let mut classes: Vec<_> = found.iter().map(|finding| finding.class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}
