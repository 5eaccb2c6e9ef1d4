//! Sending, and following where the answer leads on the same host.

use url::Url;

use super::{Course, Jar, Site};
use crate::fact::Gap;
use crate::text::shorten;
use crate::wire::{Endpoint, Piece, Request, Response};

/// Redirects that are followed.
const MOST_HOPS: usize = 5;
/// The most bytes of a page that are read.
const MOST_BODY: usize = 256 << 10;

/// What is sent to an address.
#[derive(Clone, Debug)]
pub(in crate::probe) struct Sending {
    /// Where to.
    pub(in crate::probe) url: Url,
    /// The method.
    pub(in crate::probe) method: &'static str,
    /// What is added to the query, where it holds a secret.
    pub(in crate::probe) query: Vec<Piece>,
    /// The body, and its media type.
    pub(in crate::probe) body: Option<(&'static str, Vec<Piece>)>,
    /// Further headers.
    pub(in crate::probe) headers: Vec<(&'static str, String)>,
    /// Milliseconds that the wire holds still before.
    pub(in crate::probe) pause_ms: u32,
}

/// Where a sending ended.
#[derive(Clone, Debug)]
pub(in crate::probe) struct Arrival<'a> {
    /// The answer to the sending itself.
    pub(in crate::probe) first: &'a Response,
    /// The address where the way ended.
    pub(in crate::probe) url: Url,
    /// The last answer.
    pub(in crate::probe) response: &'a Response,
    /// Every address that a redirect named, in order.
    pub(in crate::probe) named: Vec<Url>,
    /// Why the way was not followed to its end.
    pub(in crate::probe) parting: Option<Parting>,
    /// The status by which a server asked to send the same again (307, 308), where it did after a POST.
    pub(in crate::probe) repost: Option<u16>,
}

/// Why a redirect was not followed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::probe) enum Parting {
    /// It leads to another host, or where the scope does not reach; as a fact may show it.
    Elsewhere(String),
    /// It asks to send a password again to another place; as a fact may show it.
    Repost(String),
    /// There were too many.
    TooMany,
    /// It leads to no address.
    Nowhere,
}

impl Sending {
    /// A GET.
    pub(in crate::probe) fn get(url: Url) -> Self {
        Self { url, method: "GET", query: Vec::new(), body: None, headers: Vec::new(), pause_ms: 0 }
    }

    /// A POST of a form without a secret.
    pub(in crate::probe) fn post(url: Url, form: String) -> Self {
        let body = Some((super::form::FORM, vec![Piece::plain(form)]));
        Self { method: "POST", body, ..Self::get(url) }
    }

    /// With the headers by which browsers say where a form came from.
    pub(in crate::probe) fn sent_from(mut self, page: &Url) -> Self {
        if self.method == "POST" {
            self.headers.push(("origin", page.origin().ascii_serialization()));
        }
        let mut referrer = page.clone();
        referrer.set_fragment(None);
        self.headers.push(("referer", referrer.into()));
        self
    }

    /// Begun after a pause.
    pub(in crate::probe) fn after_ms(mut self, pause_ms: u32) -> Self {
        self.pause_ms = pause_ms;
        self
    }

    fn request(&self, site: &Site<'_>, jar: &Jar) -> (Endpoint, Request) {
        let (url, tls) = (&self.url, self.url.scheme() == "https");
        let port = url.port_or_known_default().unwrap_or_default();
        // What a GET form hands in takes the place of the address's own query.
        let query = url.query().filter(|_| self.query.is_empty());
        let path = query.map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let mut request = Request::get(tls, &site.endpoint.name, port, &path)
            .with_method(self.method)
            .with_identity(site.identity(url))
            .with_body_limit(MOST_BODY)
            .with_lent_query(self.query.clone())
            .after_ms(self.pause_ms);
        if let Some(cookies) = jar.header(url, &site.ports()) {
            // A session of a lent account goes, as its password does, only to the server whose certificate was looked at.
            request = match site.proves(url) {
                true => request.with_lent_header("cookie", vec![Piece::Held(cookies.into_bytes())]),
                false => request.with_header("cookie", &cookies),
            };
        }
        // What goes with each request goes only to where it has been proved who listens.
        if let Some(login) = jar.login().filter(|_| site.proves(url)) {
            request = request.with_lent_header("authorization", vec![Piece::plain("Basic "), login.credentials()]);
        }
        if let Some((media, body)) = &self.body {
            request = request.with_header("content-type", media).with_pieces(body.clone());
        }
        for (name, value) in &self.headers {
            request = request.with_header(name, value);
        }
        (site.endpoint.at_port(port), request)
    }
}

/// Sends, keeps the cookies, and follows redirects on the same host.
pub(super) fn go<'a>(
    course: &mut Course<'a>,
    site: &Site<'_>,
    jar: &mut Jar,
    sending: Sending,
) -> Result<Arrival<'a>, Gap> {
    let first = once(course, site, jar, &sending)?;
    let mut arrival =
        Arrival { first, url: sending.url.clone(), response: first, named: Vec::new(), parting: None, repost: None };
    let mut sending = sending;
    while let Some(place) = location(arrival.response) {
        let Ok(next) = arrival.url.join(place) else {
            arrival.parting = Some(Parting::Nowhere);
            break;
        };
        arrival.named.push(next.clone());
        if arrival.named.len() > MOST_HOPS {
            arrival.parting = Some(Parting::TooMany);
            break;
        }
        let again = matches!(arrival.response.status, 307 | 308) && sending.method == "POST";
        if again {
            arrival.repost = Some(arrival.response.status);
        }
        if again && next.origin() != arrival.url.origin() {
            arrival.parting = Some(Parting::Repost(shown(&next)));
            break;
        }
        if !site.allows(&next) {
            arrival.parting = Some(Parting::Elsewhere(shown(&next)));
            break;
        }
        sending =
            if again { Sending { url: next.clone(), pause_ms: 0, ..sending } } else { Sending::get(next.clone()) };
        arrival.response = once(course, site, jar, &sending)?;
        arrival.url = next;
    }
    Ok(arrival)
}

fn once<'a>(course: &mut Course<'a>, site: &Site<'_>, jar: &mut Jar, sending: &Sending) -> Result<&'a Response, Gap> {
    let (endpoint, request) = sending.request(site, jar);
    let response = course.send(&endpoint, request)?;
    jar.take(response, &sending.url, site.now);
    Ok(response)
}

fn location(response: &Response) -> Option<&str> {
    matches!(response.status, 301 | 302 | 303 | 307 | 308).then(|| response.header("location")).flatten()
}

/// An address as a fact keeps it: without query, fragment and credentials.
pub(super) fn shown(url: &Url) -> String {
    shorten(&format!("{}{}", url.origin().ascii_serialization(), url.path()), 200)
}
