//! Which certificate a probe presents to a back-end: the declared one, and to its own subject alone.

use crate::system::{Place, Web};
use crate::wire::{Endpoint, Identity, Job, Offer, Request};

/// The certificate that is declared for a subject.
pub(super) fn identity(web: &Web) -> Option<Identity> {
    web.client.own.as_ref().filter(|_| web.tls).map(Identity::declared)
}

/// The session of a modern client with a back-end of a subject.
pub(super) fn session(place: &Place, endpoint: &Endpoint) -> Job {
    Job::Handshake(endpoint.clone(), Offer::modern(&endpoint.name).with_identity(of_place(place)))
}

/// The certificate that is declared for a place, where one can be.
pub(super) fn of_place(place: &Place) -> Option<Identity> {
    match place {
        Place::Web(web) => identity(web),
        Place::Host(_) | Place::None | Place::Service(_) | Place::Zone(_) => None,
    }
}

/// The GET of the declared page.
pub(super) fn request(web: &Web, endpoint: &Endpoint) -> Request {
    Request::get(web.tls, &endpoint.name, endpoint.port, &web.path).with_identity(identity(web))
}

/// The GET of the declared page as a job, equal to the first of the `http` probe, so that the two are
/// merged.
pub(super) fn page(web: &Web, endpoint: &Endpoint) -> Job {
    Job::Fetch(endpoint.clone(), request(web, endpoint))
}
