//! One HTTP/1.1 request on one connection: no redirects followed, no proxy, no cookies kept.

mod body;
mod present;

use std::error::Error as _;
use std::sync::Arc;

use ::http::HeaderValue;
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use super::dial::Line;
use super::identity::Identity;
use super::job::{Phase, Trouble};
use super::journal::Count;
use super::lent::{Echo, Piece, Secrets};
use super::reading::Reader;
use super::roots::Roots;
use super::session::{Kept, Offer, Session, Stop, handshake, story};
use super::watch::Watch;
use crate::fact::Reason;
use crate::text::{Text, shorten, text, visible};

use body::{Room, is_open_ended, read_body};

pub(super) use present::present;
pub use present::{Ending, Reception};

/// The most bytes of a body that are kept where a request says nothing else.
const MOST_BODY: usize = 512 << 10;
/// The most headers of an answer.
const MOST_HEADERS: usize = 100;
/// The most bytes of an answer's head.
const MOST_HEAD: usize = 64 << 10;
/// How the inspection names itself, so that the owner finds it in the logs.
pub(super) const USER_AGENT: &str = concat!("kiemtra/", env!("CARGO_PKG_VERSION"));

/// A request.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// Path and query, at least `/`.
    pub path: String,
    /// The `Host` header: the name, and the port where it is not the scheme's own.
    pub host: String,
    /// Whether TLS is spoken first.
    pub tls: bool,
    /// The certificate that is presented if the server asks for one.
    pub identity: Option<Identity>,
    /// Further headers, in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// Further headers that hold a secret, sent after the others.
    pub lent_headers: Vec<(String, Vec<Piece>)>,
    /// What is added to the query of the path when the request is sent, and stands in no journal; empty for nothing.
    pub lent_query: Vec<Piece>,
    /// The body; empty for none.
    pub body: Vec<Piece>,
    /// The most bytes of the answer's body that are read; the rest is left where it is.
    pub body_limit: usize,
    /// Whether it keeps to the slower pace of requests that look at sign-ins and data services.
    pub calm: bool,
    /// Milliseconds that the wire holds still before it connects.
    pub pause_ms: u32,
    /// Milliseconds that a calm request leaves at least after the calm one before it, where that is more than the pace.
    pub spacing_ms: u32,
    /// The name of the reader that reads the answer at the door; its body is not handed on then.
    pub reading: Option<&'static str>,
    /// Who opens it.
    pub sight: Sight,
}

/// Who opens what is asked for.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Sight {
    /// The inspection itself.
    #[default]
    Direct,
    /// The browser's page asks for it.
    Handed,
    /// The browser: the answer is the page as its scripts build it, each of whose requests is one of its own.
    Rendered,
}

impl Request {
    /// A plain GET for a name and port.
    pub fn get(tls: bool, name: &str, port: u16, path: &str) -> Self {
        let bracketed = if name.contains(':') { format!("[{name}]") } else { name.to_owned() };
        let standard = if tls { 443 } else { 80 };
        let host = if port == standard { bracketed } else { format!("{bracketed}:{port}") };
        Self {
            method: "GET".to_owned(),
            path: path.to_owned(),
            host,
            tls,
            identity: None,
            headers: Vec::new(),
            lent_headers: Vec::new(),
            lent_query: Vec::new(),
            body: Vec::new(),
            body_limit: MOST_BODY,
            calm: false,
            pause_ms: 0,
            spacing_ms: 0,
            reading: None,
            sight: Sight::Direct,
        }
    }

    /// The same with another method.
    pub fn with_method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    /// The same with one more header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a certificate to present.
    pub fn with_identity(mut self, identity: Option<Identity>) -> Self {
        self.identity = identity;
        self
    }

    /// The same with a body.
    pub fn with_body(self, body: Vec<u8>) -> Self {
        self.with_pieces(vec![Piece::Plain(body)])
    }

    /// The same with a body in pieces, some of which may be secrets.
    pub fn with_pieces(mut self, body: Vec<Piece>) -> Self {
        self.body = body;
        self
    }

    /// The same with one more header, which holds a secret.
    pub fn with_lent_header(mut self, name: &str, value: Vec<Piece>) -> Self {
        self.lent_headers.push((name.to_owned(), value));
        self
    }

    /// The same with an addition to the query, which holds a secret.
    pub fn with_lent_query(mut self, query: Vec<Piece>) -> Self {
        self.lent_query = query;
        self
    }

    /// The same at the slower pace of requests that look at sign-ins and data services.
    pub fn calm(mut self) -> Self {
        self.calm = true;
        self
    }

    /// The same, begun after a pause.
    pub fn after_ms(mut self, pause_ms: u32) -> Self {
        self.pause_ms = pause_ms;
        self
    }

    /// The same at a pace of its own, slower than that of calm requests.
    pub fn spaced_ms(mut self, spacing_ms: u32) -> Self {
        self.calm = true;
        self.spacing_ms = spacing_ms;
        self
    }

    /// The same, whose answer is read at the door and not handed on.
    pub fn read_by(mut self, reader: &'static str) -> Self {
        self.reading = Some(reader);
        self
    }

    /// The same, opened in the browser.
    pub fn rendered(mut self) -> Self {
        self.sight = Sight::Rendered;
        self
    }

    /// The same with less of the answer's body, or more.
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Whether it holds something that was lent.
    fn lends(&self) -> bool {
        let headers = self.lent_headers.iter().flat_map(|(_, value)| value);
        self.body.iter().chain(&self.lent_query).chain(headers).any(Piece::is_lent)
    }

    /// The body where it holds no secret.
    pub fn plain_body(&self) -> Option<Vec<u8>> {
        let plain = |piece: &Piece| match piece {
            Piece::Plain(bytes) => Some(bytes.clone()),
            Piece::Credentials(..) | Piece::Held(_) | Piece::Secret(..) | Piece::Token(_) => None,
        };
        self.body.iter().map(plain).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    /// What is offered in the handshake before it.
    fn offer(&self) -> Offer {
        let alpn = vec!["http/1.1".to_owned()];
        Offer { alpn, ..Offer::modern(self.host_name()) }.with_identity(self.identity.clone())
    }

    /// The name in the `Host` header, without port and brackets.
    pub fn host_name(&self) -> &str {
        if let Some(rest) = self.host.strip_prefix('[') {
            return rest.split(']').next().unwrap_or_default();
        }
        self.host.rsplit_once(':').map_or(self.host.as_str(), |(name, _)| name)
    }
}

/// An answer. Headers may hold secrets (cookies): whoever makes a fact of them masks them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// `HTTP/1.0` or `HTTP/1.1`.
    pub http_version: String,
    /// The headers in the order of the answer: lower-case names, values escaped visibly.
    pub headers: Vec<(String, String)>,
    /// The body, at most the request's limit.
    pub body: Vec<u8>,
    /// Whether more of the body may have followed: it was cut at the limit, or a body that only the
    /// end of the connection ends was not ended properly.
    pub truncated: bool,
    /// Milliseconds from the start until TCP stood.
    pub connect_ms: i64,
    /// Milliseconds from the start until TLS stood; `None` over plain TCP.
    pub tls_ms: Option<i64>,
    /// Milliseconds from the start until the head of the answer was read.
    pub first_byte_ms: i64,
    /// Milliseconds from the start until the end.
    pub elapsed_ms: i64,
    /// Where it gave a lent secret back; the secret is covered there.
    pub echo: Echo,
}

impl Response {
    /// An answer without headers and body, for tests and fuzzing.
    #[cfg(any(fuzzing, test))]
    pub(crate) fn empty(status: u16) -> Self {
        let (headers, body, http_version) = (Vec::new(), Vec::new(), "HTTP/1.1".to_owned());
        let (connect_ms, tls_ms, first_byte_ms, elapsed_ms) = (0, None, 0, 0);
        let echo = Echo::default();
        Self {
            status,
            http_version,
            headers,
            body,
            truncated: false,
            connect_ms,
            tls_ms,
            first_byte_ms,
            elapsed_ms,
            echo,
        }
    }

    /// The first header of a lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Every header of a lower-case name.
    pub fn all_headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// How it is known who is on the other side.
#[derive(Debug)]
pub(super) enum Known<'a> {
    /// By the certificate that it showed before; what is lent goes to nobody else.
    Shown(Option<Vec<u8>>),
    /// By roots, at this time; nothing at all goes to anybody else.
    Vouched(&'a Roots, Timestamp),
}

/// Sends the request over the line and reads the answer; `bearer` is what stands behind the request's
/// identity.
pub(super) async fn fetch(
    line: Line,
    request: &Request,
    bearer: Option<Arc<CertifiedKey>>,
    secrets: &Secrets,
    known: Known<'_>,
    reader: Option<&dyn Reader>,
) -> Result<Response, Trouble> {
    let (watch, connect_ms) = (line.watch().clone(), line.connect_ms());
    let journal = line.journal().clone();
    let message = message(request, secrets, &watch)?;
    let room = Room { request, reader };
    let mut response = if request.tls {
        watch.enter(Phase::Tls);
        let offer = request.offer();
        let (stream, session) = handshake(line, &offer, &Kept::for_once(&offer, bearer)).await?;
        let tls_ms = watch.elapsed_ms();
        match known {
            Known::Vouched(roots, now) => roots
                .vouch(&session, request.host_name(), now)
                .map_err(|detail| watch.trouble(Phase::Tls, Reason::Denied, detail))?,
            Known::Shown(shown) if request.lends() => is_known(&session, shown.as_deref(), &watch)?,
            Known::Shown(_) => {}
        }
        journal.count(Count::Request);
        let response = exchange(stream, message, room, &watch)
            .await
            .map_err(|error| refused(&watch, &error, &session).unwrap_or_else(|| trouble(&watch, &error)))?;
        Response { tls_ms: Some(tls_ms), ..response }
    } else {
        journal.count(Count::Request);
        exchange(line, message, room, &watch).await.map_err(|error| trouble(&watch, &error))?
    };
    response.connect_ms = connect_ms;
    response.elapsed_ms = watch.elapsed_ms();
    Ok(response)
}

/// Whether the server is the one that showed its certificate before: what is lent was judged fit for that one.
/// Who stands in between later has another key.
fn is_known(session: &Session, shown: Option<&[u8]>, watch: &Watch) -> Result<(), Trouble> {
    let leaf = session.chain.first().map(Vec::as_slice);
    if session.signature_checked && leaf.is_some() && leaf == shown {
        return Ok(());
    }
    let detail = Text::new(
        "máy chủ xuất trình chứng thư khác với lần bắt tay trước nên không gửi mật khẩu hay mã truy cập được cho mượn",
        "the server shows another certificate than in the handshake before, so no lent password or token is handed in",
    );
    Err(watch.trouble(Phase::Tls, Reason::Denied, detail))
}

fn message(request: &Request, secrets: &Secrets, watch: &Watch) -> Result<::http::Request<Full<Bytes>>, Trouble> {
    let lent =
        |pieces| secrets.filled(pieces).map_err(|detail| watch.trouble(Phase::Http, Reason::ProbeFailed, detail));
    let misformed = |error: &::http::Error| misformed(watch, error);
    let mut builder = ::http::Request::builder()
        .method(request.method.as_str())
        .header("host", &request.host)
        .header("accept", "*/*")
        .header("connection", "close");
    // A request that speaks as another program does says so itself.
    if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("user-agent")) {
        builder = builder.header("user-agent", USER_AGENT);
    }
    builder = if request.lent_query.is_empty() {
        builder.uri(request.path.as_str())
    } else {
        let joint = if request.path.contains('?') { "&" } else { "?" };
        let path = [request.path.as_bytes(), joint.as_bytes(), &lent(&request.lent_query)?].concat();
        builder.uri(Zeroizing::new(path).as_slice())
    };
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    for (name, value) in &request.lent_headers {
        let mut value = HeaderValue::from_bytes(&lent(value)?).map_err(|error| misformed(&error.into()))?;
        value.set_sensitive(true);
        builder = builder.header(name, value);
    }
    // The body owns what was filled in, and wipes it once it has been sent.
    builder.body(Full::from(Bytes::from_owner(lent(&request.body)?))).map_err(|error| misformed(&error))
}

async fn exchange<S>(
    stream: S,
    message: ::http::Request<Full<Bytes>>,
    room: Room<'_>,
    watch: &Watch,
) -> Result<Response, hyper::Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    watch.enter(Phase::Http);
    let (mut sender, connection) =
        http1::Builder::new().max_headers(MOST_HEADERS).max_buf_size(MOST_HEAD).handshake(TokioIo::new(stream)).await?;
    let work = async {
        let response = sender.send_request(message).await?;
        let first_byte_ms = watch.elapsed_ms();
        let (head, mut body) = response.into_parts();
        let (status, kept) = (head.status.as_u16(), headers(&head.headers));
        let (body, truncated) = read_body(&mut body, room.of(status, &kept), is_open_ended(&head.headers)).await?;
        Ok(Response {
            status,
            http_version: format!("{:?}", head.version),
            headers: kept,
            body,
            truncated,
            connect_ms: 0,
            tls_ms: None,
            first_byte_ms,
            elapsed_ms: 0,
            echo: Echo::default(),
        })
    };
    // The connection is driven here and not in a task of its own: dropping this future closes it.
    tokio::pin!(work, connection);
    let mut open = true;
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = &mut connection, if open => open = false,
        }
    }
}

fn ends_early(error: &hyper::Error) -> bool {
    io_cause(error).is_some_and(|io| io.kind() == std::io::ErrorKind::UnexpectedEof)
}

fn io_cause(error: &hyper::Error) -> Option<&std::io::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref() {
            return Some(io);
        }
        cause = inner.source();
    }
    None
}

fn headers(map: &::http::HeaderMap) -> Vec<(String, String)> {
    map.iter()
        .map(|(name, value)| (name.as_str().to_owned(), visible(&String::from_utf8_lossy(value.as_bytes()))))
        .collect()
}

fn misformed(watch: &Watch, error: &::http::Error) -> Trouble {
    let raw = shorten(&error.to_string(), 160);
    let detail = text!("không lập được yêu cầu HTTP: {raw}", "the request cannot be formed: {raw}");
    watch.trouble(Phase::Http, Reason::ProbeFailed, detail)
}

/// The trouble of a TLS 1.3 session that the server ends once it has looked at the client's
/// certificate, or at none.
fn refused(watch: &Watch, error: &hyper::Error, session: &Session) -> Option<Trouble> {
    let io = io_cause(error).filter(|io| matches!(Stop::of(io), Some(Stop::Alert(_))))?;
    let (reason, detail) = story(io, session.asks_certificate, session.gave_certificate)?;
    Some(watch.trouble(Phase::Tls, reason, detail))
}

fn trouble(watch: &Watch, error: &hyper::Error) -> Trouble {
    if let Some(io) = io_cause(error) {
        return watch.io_trouble(Phase::Http, io);
    }
    let raw = shorten(&error.to_string(), 160);
    let (reason, detail) = if error.is_parse_too_large() {
        (
            Reason::Budget,
            Text::new("phần tiêu đề của câu trả lời quá lớn", "the head of the answer is larger than we read"),
        )
    } else if error.is_parse() {
        (Reason::Parse, text!("không phải câu trả lời HTTP/1: {raw}", "this is no HTTP/1 answer: {raw}"))
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        (
            Reason::Refused,
            text!(
                "máy chủ đóng kết nối trước khi trả lời xong: {raw}",
                "the far side closed before its answer was complete: {raw}"
            ),
        )
    } else {
        (Reason::Parse, text!("trao đổi HTTP không thành: {raw}", "the HTTP exchange failed: {raw}"))
    };
    watch.trouble(Phase::Http, reason, detail)
}
