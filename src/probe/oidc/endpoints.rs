//! Where the endpoints of a provider are, for the probe that asks them something.

use url::Url;

use super::gather::Provider;
use super::json::Json;
use super::reach::{self, What};
use crate::fact::{Gap, Reason};
use crate::probe::Target;
use crate::probe::walk::Walk;
use crate::text::Text;
use crate::wire::Job;

/// The endpoints that a provider's metadata name.
pub(in crate::probe) struct Endpoints<'a> {
    provider: Provider<'a>,
    document: Json,
}

impl<'a> Endpoints<'a> {
    /// Asks for the metadata, as the probe `oidc` does: equal questions are asked once.
    pub(in crate::probe) fn find(target: &'a Target<'a>, walk: &mut Walk<'_>) -> Result<Self, Gap> {
        let provider = super::provider(target).ok_or_else(|| Gap::from(Reason::NotCollected))?;
        let document = provider.ask(walk).into_document()?;
        Ok(Self { provider, document })
    }

    /// The issuer, as the metadata name it.
    pub(in crate::probe) fn issuer(&self) -> Option<&str> {
        self.document.member("issuer").and_then(Json::text)
    }

    /// The GET of an endpoint by its member's name; nothing where the metadata name none.
    pub(in crate::probe) fn job(&self, member: &str) -> Option<Result<Job, Gap>> {
        let address = self.document.member(member).and_then(Json::text)?;
        let Ok(url) = Url::parse(address) else {
            let detail = Text::new("địa chỉ điểm cuối không đọc được", "the endpoint's address cannot be read");
            return Some(Err(Gap::new(Reason::Parse, detail)));
        };
        Some(reach::named(self.provider.target, self.provider.web, self.provider.endpoint, &url, What::Metadata))
    }
}
