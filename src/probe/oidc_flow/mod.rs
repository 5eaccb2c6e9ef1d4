//! The probe `oidc_flow`: how a provider of OpenID Connect or OAuth behaves towards whoever has no
//! account (RFC 9700, RFC 9207).
//!
//! `prompt=none` with a registered client and its return address is the central question: the provider
//! must answer at once, and what it answers shows which requests it takes. Nothing is followed, nobody
//! is signed in, and nothing is registered.

mod answer;
mod client;
mod facts;
mod near_miss;
mod open;
mod request;
#[cfg(test)]
mod tests;

use super::oidc::Discovered;
use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Place, ProviderProtocol, Safety, Subject, Web};
use crate::text::{Text, text};
use crate::wire::{Job, Response};

pub use facts::{ClientFlow, IssuerParameter, Led, Miss, NearMiss, OidcFlow, Plain, Registration, Taken};

/// Requests without a client: what is open, and what an error tells.
const MOST_OPEN: usize = 10;
/// Requests with the declared client.
const MOST_CLIENT: usize = 4 + Miss::ALL.len();
/// Requests for the metadata, which the probe `oidc` makes as well.
const MOST_METADATA: usize = 6;

/// The probe.
#[derive(Debug)]
pub struct OidcFlowProbe;

impl Probe for OidcFlowProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "oidc_flow",
            title: Text::new("Ứng xử của máy chủ định danh", "How an identity provider behaves"),
            about: Text::new(
                "Gửi những yêu cầu cố ý sai tới máy chủ định danh và chỉ đọc câu trả lời; không đăng nhập, không đăng ký, không đi theo chuyển hướng.",
                "Sends requests that are wrong on purpose and only reads the answers; signs in nowhere, registers nothing, follows no redirect.",
            ),
            kinds: &[Kind::IdentityProvider],
            safety: Safety::Active,
            aim: Aim::OneBackEnd,
            most_jobs: MOST_OPEN + MOST_CLIENT + MOST_METADATA,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        let with_client = web(target.subject).and_then(Web::provider).is_some_and(|own| own.client.is_some());
        MOST_METADATA + MOST_OPEN + if with_client { MOST_CLIENT } else { 0 }
    }

    fn concerns(&self, subject: &Subject) -> bool {
        web(subject).and_then(Web::provider).is_some_and(|own| own.protocol != ProviderProtocol::Saml)
    }

    fn steps(&self, target: &Target<'_>) -> Vec<Text> {
        let mut steps = vec![
            Text::new(
                "xin cấp quyền cho một ứng dụng không tồn tại, với địa chỉ quay về https://kiemtra.invalid/",
                "asks authorization for a client that does not exist, with the return address https://kiemtra.invalid/",
            ),
            Text::new(
                "hỏi các điểm cuối mã thông báo, thông tin người dùng, giám định mã, đăng ký (nội dung trống), đăng xuất mà không có tài khoản hay mã",
                "asks the endpoints for tokens, user information, introspection, registration (an empty one) and sign-out without an account or token",
            ),
        ];
        if let Some(client) = web(target.subject).and_then(Web::provider).and_then(|own| own.client.as_ref()) {
            let id = crate::text::shorten(&client.id, 64);
            let misses = near_miss::near_misses(&client.return_address).len();
            steps.push(text!(
                "xin cấp quyền cho ứng dụng {id} với prompt=none: đúng, không PKCE, PKCE plain, response_type=token, và {misses} địa chỉ quay về gần giống",
                "asks authorization for the client {id} with prompt=none: as it should be, without PKCE, with plain PKCE, with response_type=token, and near-misses of the return address: {misses}"
            ));
        }
        steps
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        OidcFlow::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        drop(gather(target, &mut walk));
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match gather(target, &mut Walk::new(seen)) {
            Fact::Known(flow) => flow.into_value(),
            Fact::Absent => Value::Absent,
            Fact::Unknown(gap) => Value::Unknown(Box::new(gap)),
        }
    }
}

fn gather<'t>(target: &'t Target<'t>, walk: &mut Walk<'_>) -> Fact<OidcFlow> {
    let Some((web, endpoint)) = web(target.subject).zip(target.endpoint) else { return Fact::Absent };
    let provider = match Discovered::of(target, walk) {
        None => return Fact::Absent,
        Some(Ok(provider)) => provider,
        Some(Err(gap)) => return Fact::Unknown(gap),
    };
    let errand = Errand { provider: &provider, web, marks: request::Marks::of(&endpoint.name) };
    Fact::Known(errand.run(walk))
}

fn web(subject: &Subject) -> Option<&Web> {
    match &subject.place {
        Place::Web(web) => Some(web),
        _ => None,
    }
}

/// What is asked, and of whom.
struct Errand<'a> {
    provider: &'a Discovered<'a>,
    web: &'a Web,
    marks: request::Marks,
}

impl Errand<'_> {
    fn run(&self, walk: &mut Walk<'_>) -> OidcFlow {
        let stranger = self.stranger(walk);
        OidcFlow {
            unknown_client_sent: settle(stranger.clone().map(open::leads_astray)),
            error_reflects: settle(self.error_page(walk).map(open::reflects)),
            error_reveals: settle(self.error_page(walk).map(|page| super::http::leaks(&page.body))),
            plain: self.plain(walk),
            token_by_get: self
                .of("token_endpoint", |job| open::taken_by_get(walk.response(request::grant_by_get(&job))?)),
            token_not_stored: self
                .of("token_endpoint", |job| Ok(open::forbids_storing(walk.response(request::unknown_grant(&job))?))),
            shared_credentials: self.shared_credentials(walk),
            user_info_open: self.of("userinfo_endpoint", |job| self.user_info(&job, walk)),
            introspection_open: self.of("introspection_endpoint", |job| {
                open::introspects(walk.response(request::form(&job, &[("token", "kiemtra")]))?)
            }),
            registration: self.of("registration_endpoint", |job| {
                open::registration(walk.response(request::empty_registration(&job))?)
            }),
            logout_anywhere: self.of("end_session_endpoint", |job| self.logout(&job, walk)),
            client: self.client(walk),
        }
    }

    /// The answer for a client that nobody registered.
    fn stranger<'s>(&self, walk: &mut Walk<'s>) -> Result<&'s Response, Gap> {
        let endpoint = self.authorization()?;
        walk.response(request::get(&endpoint, &self.unknown().query(&self.marks)))
    }

    fn unknown(&self) -> request::Authorization<'_> {
        request::Authorization {
            client: request::UNKNOWN_CLIENT,
            return_address: request::FOREIGN_ADDRESS,
            scopes: "openid",
            response_type: "code",
            challenge: Some("S256"),
        }
    }

    /// The page for a request that holds markup.
    fn error_page<'s>(&self, walk: &mut Walk<'s>) -> Result<&'s Response, Gap> {
        let endpoint = self.authorization()?;
        let marked = request::Authorization {
            client: request::MARKUP,
            return_address: "https://kiemtra.invalid/\"<i>7c1e",
            scopes: request::MARKUP,
            response_type: request::MARKUP,
            challenge: None,
        };
        walk.response(request::get(&endpoint, &marked.query(&self.marks)))
    }

    /// The GET of the authorization endpoint.
    fn authorization(&self) -> Result<Job, Gap> {
        self.endpoint("authorization_endpoint").unwrap_or_else(|| {
            let detail =
                Text::new("siêu dữ liệu không nêu điểm cuối cấp quyền", "the metadata name no authorization endpoint");
            Err(Gap::new(Reason::NotCollected, detail))
        })
    }

    fn plain(&self, walk: &mut Walk<'_>) -> Fact<Plain> {
        let Some(port) = self.web.plain_port.filter(|_| self.web.tls) else { return Fact::Absent };
        settle(self.authorization().and_then(|endpoint| {
            let client = self.web.provider().and_then(|own| own.client.as_ref());
            let correct = client.map_or_else(|| self.unknown(), client::correct);
            let secure = request::get(&endpoint, &correct.query(&self.marks));
            let plain = request::in_plain(&secure, port).ok_or(Reason::ProbeFailed)?;
            let secure = walk.response(secure);
            open::plain(walk, &plain, secure?)
        }))
    }

    fn user_info(&self, job: &Job, walk: &mut Walk<'_>) -> Result<bool, Gap> {
        let (none, made_up) = (request::user_info(job, None), request::user_info(job, Some(&self.marks.state)));
        let (none, made_up) = (walk.response(none), walk.response(made_up));
        Ok(open::gives_user(none?)? || open::gives_user(made_up?)?)
    }

    fn logout(&self, job: &Job, walk: &mut Walk<'_>) -> Result<bool, Gap> {
        let client = self.web.provider().and_then(|own| own.client.as_ref());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("post_logout_redirect_uri", request::FOREIGN_ADDRESS).append_pair("state", &self.marks.state);
        if let Some(client) = client {
            query.append_pair("client_id", &client.id);
        }
        Ok(open::leads_astray(walk.response(request::get(job, &query.finish()))?))
    }

    /// The endpoints whose answers a page of any origin may read with the user's credentials.
    fn shared_credentials(&self, walk: &mut Walk<'_>) -> Fact<Vec<String>> {
        let asked = [
            ("token_endpoint", self.endpoint("token_endpoint").map(|job| job.map(|job| request::unknown_grant(&job)))),
            (
                "userinfo_endpoint",
                self.endpoint("userinfo_endpoint").map(|job| job.map(|job| request::user_info(&job, None))),
            ),
        ];
        let mut found = Vec::new();
        let mut unseen = None;
        for (name, job) in asked.into_iter().filter_map(|(name, job)| Some((name, job?))) {
            match job.and_then(|job| walk.response(job)) {
                Ok(response) if open::shares_credentials(response) => found.push(name.to_owned()),
                Ok(_) => {}
                Err(gap) => unseen = Some(gap),
            }
        }
        match unseen {
            Some(gap) if found.is_empty() => Fact::Unknown(gap),
            _ => Fact::Known(found),
        }
    }

    /// The GET of an endpoint by its member's name; nothing where the metadata name none.
    fn endpoint(&self, member: &str) -> Option<Result<Job, Gap>> {
        let address = self.provider.address(member)?;
        Some(self.provider.request(&address).map(|(endpoint, request)| Job::Fetch(endpoint, request)))
    }

    /// A fact about an endpoint; absent where the metadata name none.
    fn of<T>(&self, member: &str, ask: impl FnOnce(Job) -> Result<T, Gap>) -> Fact<T> {
        match self.endpoint(member) {
            None => Fact::Absent,
            Some(job) => settle(job.and_then(ask)),
        }
    }
}

fn settle<T>(found: Result<T, Gap>) -> Fact<T> {
    found.map_or_else(Fact::Unknown, Fact::Known)
}
