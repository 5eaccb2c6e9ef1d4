//! A data service as its probes ask it.

use crate::fact::Digest;
use crate::probe::{Target, bearing};
use crate::system::{Interface, Place, Role, Route, Web};
use crate::wire::{Endpoint, Job, Request};

/// The most bytes of an answer that are read: enough to tell data from an error.
const ANSWER_LIMIT: usize = 64 << 10;

/// A declared data service at one of its back-ends.
#[derive(Clone, Copy, Debug)]
pub(in crate::probe) struct Service<'a> {
    /// Where it answers.
    pub(in crate::probe) web: &'a Web,
    /// The back-end.
    pub(in crate::probe) endpoint: &'a Endpoint,
    /// What is declared of it.
    pub(in crate::probe) interface: &'a Interface,
}

impl<'a> Service<'a> {
    /// The service that a probe is pointed at.
    pub(in crate::probe) fn of(target: &Target<'a>) -> Option<Self> {
        match (&target.subject.place, target.endpoint) {
            (Place::Web(web), Some(endpoint)) => match &web.role {
                Role::Interface(interface) => Some(Self { web, endpoint, interface }),
                Role::Link(_) | Role::Plain | Role::Portal(_) | Role::Provider(_) | Role::SignIn(_) => None,
            },
            _ => None,
        }
    }

    /// A GET without a token, at the calm pace.
    pub(in crate::probe) fn get(&self, path: &str) -> Request {
        Request::get(self.web.tls, &self.endpoint.name, self.endpoint.port, path)
            .with_identity(bearing::identity(self.web))
            .with_body_limit(ANSWER_LIMIT)
            .calm()
    }

    /// A request as a job.
    pub(in crate::probe) fn job(&self, request: Request) -> Job {
        Job::Fetch(self.endpoint.clone(), request)
    }

    /// The routes that do not answer everybody on purpose.
    pub(in crate::probe) fn protected(&self) -> impl Iterator<Item = &'a Route> {
        self.interface.routes.iter().filter(|route| !route.public)
    }

    /// The path that stands for the service: the first protected route, else the declared address.
    pub(in crate::probe) fn main_path(&self) -> &'a str {
        self.protected().next().map_or(self.web.path.as_str(), |route| route.path.as_str())
    }

    /// Paths that no service has, made from its name so that equal runs ask equal things: beside a route,
    /// at the root, and with an ending.
    pub(in crate::probe) fn random_paths(&self) -> [String; 3] {
        let mark = Digest::of_parts([b"api" as &[u8], self.endpoint.name.as_bytes()]).short_hex();
        let mark: String = mark.chars().take(16).collect();
        let folder = self.main_path().split('?').next().and_then(|path| path.rsplit_once('/'));
        let folder = folder.map(|(folder, _)| folder).unwrap_or_default();
        [format!("{folder}/kiemtra-{mark}"), format!("/kiemtra-0{mark}"), format!("/kiemtra-{mark}.json")]
    }
}

/// A path as a fact keeps it: without its query, which may name somebody.
pub(in crate::probe) fn shown(path: &str) -> String {
    let text = match path.split_once('?') {
        Some((path, _)) => format!("{path}?…"),
        None => path.to_owned(),
    };
    crate::text::shorten(&text, 200)
}
