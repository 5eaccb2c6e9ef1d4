//! What other probes need to know of a provider: the addresses that its metadata name. Asking for
//! them costs nothing, for the requests are those of this probe.

use url::Url;

use super::gather::Provider;
use super::json::Json;
use super::reach;
use crate::fact::Gap;
use crate::probe::Target;
use crate::probe::walk::Walk;
use crate::wire::{Endpoint, Request};

/// A provider's metadata as another probe uses them.
#[derive(Clone, Debug)]
pub(in crate::probe) struct Discovered<'a> {
    provider: Provider<'a>,
    document: Json,
}

impl<'a> Discovered<'a> {
    /// The metadata of a provider of OpenID Connect or OAuth, or why there are none.
    pub(in crate::probe) fn of(target: &'a Target<'a>, walk: &mut Walk<'_>) -> Option<Result<Self, Gap>> {
        let provider = super::provider(target)?;
        let document = provider.ask(walk).into_document();
        Some(document.map(|document| Self { provider, document }))
    }

    /// The issuer as the metadata name it.
    pub(in crate::probe) fn issuer(&self) -> Option<&str> {
        self.document.member("issuer").and_then(Json::text)
    }

    /// The address of a member such as `token_endpoint`; nothing where it is not said.
    pub(in crate::probe) fn address(&self, member: &str) -> Option<Url> {
        self.document.member(member).and_then(Json::text).and_then(|text| Url::parse(text).ok())
    }

    /// The GET of an address and the back-end that is asked, at the calm pace; a gap where it is
    /// outside of the declared scope.
    pub(in crate::probe) fn request(&self, url: &Url) -> Result<(Endpoint, Request), Gap> {
        let Provider { target, web, endpoint, .. } = self.provider;
        reach::request(target, web, endpoint, url)
    }
}
