//! What is prepared once for a hop, and one probing of it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::prelude::FromDer;

use super::super::dial;
use super::super::door::Wire;
use super::super::identity::Identity;
use super::super::journal::Count;
use super::super::lent::Piece;
use super::end::{Break, End, Sounding, Spans, Stage};
use super::exchange::{Message, exchange};
use super::monotonic::now;
use super::name::resolve;
use super::own::{has_route, is_cut_off};
use super::secure::{Asked, Roots, Terms, cause, of_line};
use crate::text::{Text, shorten, text};

/// How far up a probing goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Depth {
    /// The name is resolved.
    Name,
    /// A connection is opened.
    Connect,
    /// A handshake is made.
    Tls,
    /// A request is answered.
    Http,
}

/// What is probed, and how.
#[derive(Clone, Debug)]
pub struct Aim {
    /// Host name, or address in text.
    pub name: String,
    /// The port.
    pub port: u16,
    /// The addresses, one of which is taken each time; resolved anew each time where there is none.
    pub pinned: Vec<IpAddr>,
    /// How far.
    pub depth: Depth,
    /// Whether TLS is spoken.
    pub tls: bool,
    /// Head and body of the request. What is lent goes out over TLS alone, and never before the far side has shown a
    /// certificate that the roots vouch for.
    pub request: Vec<Piece>,
    /// Whether the answer has no body (HEAD).
    pub bodiless: bool,
    /// The certificate that is presented where one is asked for.
    pub identity: Option<Identity>,
    /// Who may vouch for the far side; nobody where there are none.
    pub roots: Option<Roots>,
    /// How long the whole of it may take.
    pub timeout: Duration,
}

/// The most bytes of an answer's body: what tells a good answer stands at its beginning.
const MOST_BODY: usize = 256 << 10;
/// How long is waited at most for a server to turn a certificate down after the handshake.
const SECOND_THOUGHTS: Duration = Duration::from_secs(2);

/// A hop, ready to be probed.
#[derive(Debug)]
pub struct Sounder {
    aim: Aim,
    message: Message,
    terms: Option<(Terms, ServerName<'static>)>,
    /// When the certificate that is presented ends, in seconds since 1970.
    outdated: Option<i64>,
}

/// What a probing knows while it is under way.
struct Course {
    began: Instant,
    stage: Stage,
    spans: Spans,
    address: Option<IpAddr>,
}

impl Wire {
    /// Prepares the probings of a hop.
    pub fn sounder(&self, mut aim: Aim) -> Result<Sounder, Text> {
        let bearer = self.identities().bearer(aim.identity.as_ref())?;
        let outdated = bearer.as_ref().and_then(|own| own.cert.first()).and_then(|leaf| {
            let (_, leaf) = x509_parser::certificate::X509Certificate::from_der(leaf).ok()?;
            Some(leaf.validity().not_after.timestamp())
        });
        let trusted = aim.tls && aim.roots.is_some() && aim.depth == Depth::Http;
        if !trusted && aim.request.iter().any(Piece::is_lent) {
            let name = shorten(&aim.name, 100);
            return Err(text!(
                "bí mật cho mượn chỉ được gửi qua TLS tới chứng thư được tin cậy: `{name}`",
                "a lent secret only goes over TLS, to a certificate that is trusted: `{name}`"
            ));
        }
        let bytes = self.secrets().filled(&std::mem::take(&mut aim.request))?;
        let message = Message { bytes, bodiless: aim.bodiless, most: MOST_BODY };
        let terms = if aim.tls && aim.depth >= Depth::Tls {
            let failed = |error: String| {
                let (name, error) = (shorten(&aim.name, 100), shorten(&error, 160));
                text!("không chuẩn bị được TLS tới `{name}`: {error}", "cannot prepare TLS toward `{name}`: {error}")
            };
            let roots = aim.roots.take().unwrap_or_else(|| Roots::new(&[]));
            let name = ServerName::try_from(aim.name.clone()).map_err(|error| failed(error.to_string()))?;
            let terms = Terms::new(&roots, bearer, aim.depth == Depth::Http);
            Some((terms.map_err(|error| failed(error.to_string()))?, name))
        } else {
            None
        };
        Ok(Sounder { aim, message, terms, outdated })
    }

    /// Probes a hop once. `turn` chooses among several addresses of a name.
    pub async fn sound(&self, sounder: &Sounder, turn: u64) -> Sounding {
        let began = now();
        let mut course = Course { began, stage: Stage::Name, spans: Spans::default(), address: None };
        let limit = began + sounder.aim.timeout;
        let mut end = match timeout_at(limit, self.proceed(sounder, turn, &mut course)).await {
            Ok(end) => end,
            Err(_) => End::Broken(course.stage, Break::Silent),
        };
        match &end {
            End::Answered(_) | End::Named(_) | End::Reached => course.spans.whole = Some(began.elapsed()),
            End::Broken(stage, Break::Silent | Break::Resolver) if is_cut_off(course.address) => {
                end = End::Broken(*stage, Break::OwnLine(0));
            }
            _ => {}
        }
        Sounding { spans: course.spans, address: course.address, end }
    }

    async fn proceed(&self, sounder: &Sounder, turn: u64, course: &mut Course) -> End {
        let aim = &sounder.aim;
        if !self.scope().allows_name(&aim.name) {
            self.journal_book().count(Count::Refusal);
            return End::Barred;
        }
        if sounder.outdated.is_some_and(|end| self.clock().now().as_second() > end) {
            return End::Outdated;
        }
        let resolved = if aim.pinned.is_empty() || aim.depth == Depth::Name {
            match resolve(self.fresh_asker(), self.journal_book(), &aim.name).await {
                Ok(found) => found,
                Err(end) => return end,
            }
        } else {
            Vec::new()
        };
        if !resolved.is_empty() && aim.name.parse::<IpAddr>().is_err() {
            course.spans.name = Some(course.began.elapsed());
        }
        if aim.depth == Depth::Name {
            return End::Named(resolved);
        }
        let found = if resolved.is_empty() { &aim.pinned } else { &resolved };
        let Some(address) = chosen(found, turn) else { return End::Nameless };
        if !self.scope().allows_address(address) || !self.scope().allows_port(aim.port) {
            self.journal_book().count(Count::Refusal);
            return End::Barred;
        }
        course.address = Some(address);
        course.stage = Stage::Connect;
        self.connect(sounder, address, course).await
    }

    async fn connect(&self, sounder: &Sounder, address: IpAddr, course: &mut Course) -> End {
        let connecting = now();
        let journal = self.journal_book();
        let mut line = match dial::open(SocketAddr::new(address, sounder.aim.port), journal).await {
            Ok(line) => line,
            Err(error) => return End::Broken(Stage::Connect, refused(&error, address)),
        };
        course.spans.connect = Some(connecting.elapsed());
        let aim = &sounder.aim;
        if aim.depth == Depth::Connect {
            return End::Reached;
        }
        let Some((terms, name)) = &sounder.terms else {
            journal.count(Count::Request);
            return exchange(&mut line, &sounder.message, &mut course.stage, &mut course.spans, of_line).await;
        };
        course.stage = Stage::Tls;
        let shaking = now();
        let (config, asked) = terms.one();
        let mut stream = match TlsConnector::from(config).connect(name.clone(), line).await {
            Ok(stream) => stream,
            Err(error) => return End::Broken(Stage::Tls, cause(&error, asked.is())),
        };
        course.spans.tls = Some(shaking.elapsed());
        if aim.depth == Depth::Tls {
            return settled(&mut stream, &asked, course).await;
        }
        journal.count(Count::Request);
        let of_line = |error: &std::io::Error| cause(error, asked.is());
        exchange(&mut stream, &sounder.message, &mut course.stage, &mut course.spans, of_line).await
    }
}

/// One of several addresses: each probing is of one, and all have their turn.
fn chosen(addresses: &[IpAddr], turn: u64) -> Option<IpAddr> {
    let number = u64::try_from(addresses.len()).unwrap_or_default();
    let position = turn.checked_rem(number).unwrap_or_default();
    addresses.get(usize::try_from(position).unwrap_or_default()).copied()
}

/// In TLS 1.3 a server judges the client's certificate after the client's handshake is over: where it asked for one,
/// what it says next is awaited.
async fn settled<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut TlsStream<S>, asked: &Asked, course: &Course) -> End {
    if !asked.is() {
        return End::Reached;
    }
    let patience = course.spans.tls.unwrap_or_default().saturating_mul(4).clamp(SECOND_THOUGHTS / 4, SECOND_THOUGHTS);
    let mut rest = [0; 512];
    let heard = async {
        stream.shutdown().await?;
        stream.read(&mut rest).await
    };
    match timeout(patience, heard).await {
        Ok(Err(error)) => match cause(&error, true) {
            broken @ Break::Alert(..) => End::Broken(Stage::Tls, broken),
            // Who closes without a word of farewell has made the handshake all the same.
            _ => End::Reached,
        },
        Ok(Ok(_)) | Err(_) => End::Reached,
    }
}

/// Why no connection came about. Without a way in the own kernel nothing has left this machine.
fn refused(error: &std::io::Error, address: IpAddr) -> Break {
    let number = error.raw_os_error().unwrap_or_default();
    let unreachable = matches!(
        error.kind(),
        std::io::ErrorKind::NetworkUnreachable | std::io::ErrorKind::HostUnreachable | std::io::ErrorKind::NetworkDown
    );
    if unreachable && (!has_route(address) || is_cut_off(Some(address))) {
        return Break::OwnLine(number);
    }
    Break::System(number)
}
