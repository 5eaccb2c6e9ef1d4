//! The requests, built on the addresses that the metadata name.

use url::form_urlencoded::Serializer;

use crate::fact::Digest;
use crate::wire::{Endpoint, Job, Request};

/// An origin that nobody can own (RFC 2606).
pub(super) const FOREIGN_ORIGIN: &str = "https://kiemtra.invalid";
/// An address that nobody can own.
pub(super) const FOREIGN_ADDRESS: &str = "https://kiemtra.invalid/return";
/// A client that nobody registers.
pub(super) const UNKNOWN_CLIENT: &str = "kiemtra-khong-co";
/// What an error page must not repeat as it is.
pub(super) const MARKUP: &str = "kiemtra\"<i>7c1e";
/// The part of it by which it is known again.
pub(super) const RAW_MARKUP: &str = "<i>7c1e";
/// A grant that no provider knows.
const UNKNOWN_GRANT: &str = "kiemtra";
/// The most bytes of an answer that are read: error pages and small documents.
const MOST_BODY: usize = 64 << 10;

/// What is different for each provider and the same in every run.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    /// The state; letters that careless escaping changes are in it.
    pub(super) state: String,
    nonce: String,
    challenge: String,
}

impl Marks {
    /// The marks of a name.
    pub(super) fn of(name: &str) -> Self {
        let digest = Digest::of(name.as_bytes()).to_string();
        let digits: String = digest.chars().rev().filter(char::is_ascii_hexdigit).take(43).collect();
        let short: String = digits.chars().take(16).collect();
        Self { state: format!("kt.{short}~+/="), nonce: format!("n-{short}"), challenge: digits }
    }
}

/// A request to the authorization endpoint, before anything is left out or changed.
#[derive(Clone, Debug)]
pub(super) struct Authorization<'a> {
    /// The client.
    pub(super) client: &'a str,
    /// The return address.
    pub(super) return_address: &'a str,
    /// The scopes.
    pub(super) scopes: &'a str,
    /// The response type.
    pub(super) response_type: &'a str,
    /// The method of the code challenge; none for no challenge at all.
    pub(super) challenge: Option<&'a str>,
}

impl Authorization<'_> {
    /// The query. `prompt=none` keeps every provider from showing a sign-in to nobody.
    pub(super) fn query(&self, marks: &Marks) -> String {
        let mut query = Serializer::new(String::new());
        query
            .append_pair("response_type", self.response_type)
            .append_pair("client_id", self.client)
            .append_pair("redirect_uri", self.return_address)
            .append_pair("scope", self.scopes)
            .append_pair("state", &marks.state)
            .append_pair("nonce", &marks.nonce)
            .append_pair("prompt", "none");
        if let Some(method) = self.challenge {
            query.append_pair("code_challenge", &marks.challenge).append_pair("code_challenge_method", method);
        }
        query.finish()
    }
}

/// The GET of an endpoint with a query.
pub(super) fn get(endpoint: &Job, query: &str) -> Job {
    let joint = |path: &str| if path.contains('?') { '&' } else { '?' };
    changed(endpoint, |mut request| {
        if !query.is_empty() {
            request.path = format!("{}{}{query}", request.path, joint(&request.path));
        }
        request
    })
}

/// The same GET over plain HTTP at another port of the same back-end.
pub(super) fn in_plain(job: &Job, port: u16) -> Option<Job> {
    let Job::Fetch(endpoint, request) = job else { return None };
    let plain = Request::get(false, &endpoint.name, port, &request.path).calm().with_body_limit(MOST_BODY);
    Some(Job::Fetch(Endpoint::at_port(endpoint, port), plain))
}

/// A form to an endpoint, from a page of a foreign origin.
pub(super) fn form(endpoint: &Job, fields: &[(&str, &str)]) -> Job {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    changed(endpoint, |request| {
        request
            .with_method("POST")
            .with_header("content-type", "application/x-www-form-urlencoded")
            .with_header("origin", FOREIGN_ORIGIN)
            .with_body(body.into_bytes())
    })
}

/// A grant that is none, to the token endpoint: every provider must refuse it, and says how it answers.
pub(super) fn unknown_grant(endpoint: &Job) -> Job {
    form(endpoint, &[("grant_type", UNKNOWN_GRANT)])
}

/// The same grant by GET, which the token endpoint must not take (RFC 6749, section 3.2).
pub(super) fn grant_by_get(endpoint: &Job) -> Job {
    get(endpoint, &format!("grant_type={UNKNOWN_GRANT}"))
}

/// An empty registration: without a return address there is nothing to register (RFC 7591, section 2).
pub(super) fn empty_registration(endpoint: &Job) -> Job {
    changed(endpoint, |request| {
        request.with_method("POST").with_header("content-type", "application/json").with_body(b"{}".to_vec())
    })
}

/// A look at user information from a page of a foreign origin, with a token that was made up or none.
pub(super) fn user_info(endpoint: &Job, token: Option<&str>) -> Job {
    changed(endpoint, |request| {
        let request = request.with_header("origin", FOREIGN_ORIGIN);
        match token {
            Some(token) => request.with_header("authorization", &format!("Bearer {token}")),
            None => request,
        }
    })
}

fn changed(endpoint: &Job, change: impl FnOnce(Request) -> Request) -> Job {
    match endpoint {
        Job::Fetch(place, request) => {
            let request = request.clone().calm().with_body_limit(MOST_BODY);
            Job::Fetch(place.clone(), change(request))
        }
        other => other.clone(),
    }
}
