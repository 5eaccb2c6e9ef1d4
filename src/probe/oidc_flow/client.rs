//! What the provider makes of requests of the declared client.

use super::answer::Lead;
use super::facts::{ClientFlow, IssuerParameter, NearMiss};
use super::near_miss::near_misses;
use super::request::{self, Authorization};
use super::{Errand, settle};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::system::Client;
use crate::text::{Text, shorten};
use crate::wire::Response;

/// The request as it should be.
pub(super) fn correct(client: &Client) -> Authorization<'_> {
    Authorization {
        client: &client.id,
        return_address: &client.return_address,
        scopes: &client.scopes,
        response_type: "code",
        challenge: Some("S256"),
    }
}

impl Errand<'_> {
    /// How the provider behaves towards the declared client.
    pub(super) fn client(&self, walk: &mut Walk<'_>) -> Fact<ClientFlow> {
        let Some(client) = self.web.provider().and_then(|own| own.client.as_ref()) else { return Fact::Absent };
        settle(self.flow(client, walk))
    }

    fn flow(&self, client: &Client, walk: &mut Walk<'_>) -> Result<ClientFlow, Gap> {
        let known = self.lead(&correct(client), walk)?;
        // Where even a correct request fails, a refusal of a wrong one says nothing.
        if let Lead::Error = known {
            return Err(unknown_client());
        }
        if known.returned().and_then(|back| back.get("error")).is_some_and(|error| is_of_the_client(error)) {
            return Err(unknown_client());
        }
        let (state_echoed, issuer) = match known.returned().filter(|back| !back.is_empty()) {
            Some(back) => (
                Fact::Known(back.get("state") == Some(&self.marks.state)),
                Fact::Known(match (back.get("iss"), self.provider.issuer()) {
                    (None, _) => IssuerParameter::Missing,
                    (Some(own), Some(issuer)) if own == issuer => IssuerParameter::Exact,
                    (Some(_), _) => IssuerParameter::Other,
                }),
            ),
            None => (unreturned().into(), unreturned().into()),
        };
        let mut taken =
            |request: Authorization<'_>| settle(self.lead(&request, walk).and_then(|lead| lead.taken(&known)));
        let own = || correct(client);
        let without_challenge = taken(Authorization { challenge: None, ..own() });
        let plain_challenge = taken(Authorization { challenge: Some("plain"), ..own() });
        let implicit = taken(Authorization { response_type: "token", challenge: None, ..own() });
        Ok(ClientFlow {
            answer: known.returned().and_then(|back| back.get("error")).map(|error| shorten(error, 64)).into(),
            state_echoed,
            issuer,
            without_challenge,
            plain_challenge,
            implicit,
            near_misses: self.near_misses(client, &known, walk),
        })
    }

    fn near_misses(&self, client: &Client, known: &Lead, walk: &mut Walk<'_>) -> Vec<NearMiss> {
        let miss = |(kind, address): (_, String)| {
            let request = Authorization { return_address: &address, ..correct(client) };
            let led = self.lead(&request, walk).and_then(|lead| lead.led(&client.return_address, known));
            NearMiss { kind, led: settle(led), address: shorten(&address, 300) }
        };
        near_misses(&client.return_address).into_iter().map(miss).collect()
    }

    fn lead(&self, request: &Authorization<'_>, walk: &mut Walk<'_>) -> Result<Lead, Gap> {
        let endpoint = self.authorization()?;
        let response: &Response = walk.response(request::get(&endpoint, &request.query(&self.marks)))?;
        Lead::of(response, request.return_address)
    }
}

/// Errors by which a provider says that it does not know the client, or not for this flow.
fn is_of_the_client(error: &str) -> bool {
    matches!(error, "unauthorized_client" | "invalid_client" | "invalid_scope" | "unsupported_response_type")
}

fn unknown_client() -> Gap {
    let detail = Text::new(
        "máy chủ từ chối cả yêu cầu đúng của ứng dụng đã khai báo: kiểm tra `client.id`, `return_address`, `scopes`",
        "the provider refuses even a correct request of the declared client: see `client.id`, `return_address`, `scopes`",
    );
    Gap::new(Reason::Denied, detail)
}

fn unreturned() -> Gap {
    let detail = Text::new(
        "máy chủ không trả lời về địa chỉ quay về dù có prompt=none",
        "the provider does not answer to the return address in spite of prompt=none",
    );
    Gap::new(Reason::LowCoverage, detail)
}
