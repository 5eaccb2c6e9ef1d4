//! What sealing asks of the network: time stamps, OCSP answers and lists of revoked certificates.
//!
//! All of it goes through the one door of `wire`, to one named host and port at a time: that of the time-stamp authority
//! on the command line, or one that a certificate names whose path already ends at a trusted anchor (`seal` asks for no
//! other). No proxy, and no redirect to another host. Over https a server is believed by the roots of the web and by the
//! anchors of the caller, never by the machine's own.
//!
//! [`Network::stamper`] is a [`TimeStamper`](crate::seal::TimeStamper), [`Network::revocation`] a
//! [`Fetch`](crate::seal::Fetch); both bound bytes, time and count. What was asked stands in [`Network::journal`].

mod address;
mod revocation;
mod stamper;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::time::Duration;

use ipnet::IpNet;
use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::fact::Reason;
use crate::seal::Certificate;
use crate::system::{NamePattern, Pace, Resolver, Scope};
use crate::text::{Text, shorten, text};
use crate::wire::{
    Answer, Clock, Endpoint, Job, JournalEntry, Limits, Phase, Piece, Request, Response, Roots, SecretName, Secrets,
    Trouble, Wire,
};

use super::failure::Failure;
use super::inspection::runtime;
use super::session::Session;
use address::Address;

pub(super) use stamper::{Stamper, arguments};

/// The most redirects within one host.
const MOST_REDIRECTS: usize = 3;
/// The most addresses of a name that are tried.
const MOST_ADDRESSES: usize = 4;
/// How long TCP may take.
const CONNECT: Duration = Duration::from_secs(10);
/// What TLS and the head of an answer add to its body.
const BESIDE_THE_BODY: u64 = 1 << 20;
/// The name under which the password of an authority is lent.
const PASSWORD: &str = "time-stamp";

/// The network of one signing or verification.
pub(super) struct Network {
    runtime: Runtime,
    clock: Clock,
    roots: Roots,
    journal: RefCell<Vec<JournalEntry>>,
}

/// What is asked, and within which bounds.
struct Question<'a> {
    address: &'a Address,
    /// The body and its type; nothing for a GET.
    body: Option<(&'static str, &'a [u8])>,
    /// The most bytes of the answer.
    most: usize,
    /// The longest that the whole answer may take.
    patience: Duration,
    /// Who asks, and the secret that goes with the name.
    login: Option<(&'a str, &'a Secrets)>,
}

/// Why there is no answer.
struct NoAnswer {
    text: Text,
    /// Whether asking again may help.
    passing: bool,
}

impl NoAnswer {
    fn lasting(text: Text) -> Self {
        Self { text, passing: false }
    }

    fn of(trouble: &Trouble, address: &Address) -> Self {
        let (Text { vi, en }, at) = (&trouble.detail, address.shown());
        let passing = matches!(trouble.reason, Reason::Unreachable | Reason::Timeout | Reason::Refused);
        Self { text: text!("{at}: {vi}", "{at}: {en}"), passing }
    }
}

impl Network {
    /// A network that has sent nothing yet; over https it believes these anchors besides the roots of the web.
    pub(super) fn new<'a>(
        session: &Session,
        anchors: impl IntoIterator<Item = &'a Certificate>,
    ) -> Result<Self, Failure> {
        let roots = Roots::web_and(anchors.into_iter().map(Certificate::der));
        Ok(Self { runtime: runtime()?, clock: session.clock, roots, journal: RefCell::default() })
    }

    /// What was asked so far: each look-up and each connection.
    pub(super) fn journal(&self) -> Vec<JournalEntry> {
        self.journal.borrow().clone()
    }

    /// Puts a question, and follows the answer to other places of the same host.
    fn ask(&self, question: &Question<'_>) -> Result<Response, NoAnswer> {
        let mut address = question.address.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.runtime.block_on(self.visit(question, &address))?;
            match elsewhere(&response, question, &address)? {
                Some(next) => address = next,
                None => return sound(response, question, &address),
            }
        }
        let at = address.shown();
        Err(NoAnswer::lasting(text!("{at}: chuyển hướng quá nhiều lần", "{at}: too many redirects")))
    }

    async fn visit(&self, question: &Question<'_>, address: &Address) -> Result<Response, NoAnswer> {
        let mut scope = Scope {
            names: NamePattern::from_text(&address.host).into_iter().collect(),
            networks: Vec::new(),
            ports: vec![address.port..=address.port],
            pace: Pace::default(),
            vantage: None,
        };
        // Only the name is asked of the resolver; what it answers becomes the scope.
        let asking = Wire::new(&scope, &Resolver::default(), self.clock);
        let found = asking.resolve(&address.host).await;
        self.journal.borrow_mut().extend(asking.journal_entries());
        let found = found.map_err(|trouble| NoAnswer::of(&trouble, address))?.found;
        scope.networks = found.iter().copied().map(IpNet::from).collect();
        let limits = Limits {
            deadline: question.patience,
            connect_deadline: Some(CONNECT.min(question.patience)),
            bytes: BESIDE_THE_BODY + u64::try_from(question.most).unwrap_or(u64::MAX / 2),
            ..Limits::default()
        };
        let secrets = question.login.map(|(_, secrets)| secrets.clone()).unwrap_or_default();
        let wire = Wire::of_service(&scope, &Resolver::default(), self.clock, limits, secrets, self.roots.clone());
        let request = question.request(address);
        let mut outcome = None;
        for one in found.into_iter().take(MOST_ADDRESSES) {
            let endpoint = Endpoint::new(address.host.clone(), one, address.port);
            match wire.perform(&Job::Fetch(endpoint, request.clone())).await {
                // Another address of the same name may be open; who spoke is not asked a second time.
                Err(trouble) if trouble.phase == Phase::Connect => outcome = Some(Err(trouble)),
                other => {
                    outcome = Some(other);
                    break;
                }
            }
        }
        self.journal.borrow_mut().extend(wire.journal_entries());
        match outcome {
            Some(Ok(Answer::Response(response))) => Ok(*response),
            Some(Err(trouble)) => Err(NoAnswer::of(&trouble, address)),
            Some(Ok(_)) | None => {
                let at = address.shown();
                Err(NoAnswer::lasting(text!("{at}: không có câu trả lời HTTP", "{at}: there is no HTTP answer")))
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Question<'_> {
    fn request(&self, address: &Address) -> Request {
        let request = Request::get(address.tls, &address.host, address.port, &address.path).with_body_limit(self.most);
        let request = match self.body {
            None => request,
            Some((kind, bytes)) => {
                request.with_method("POST").with_header("content-type", kind).with_body(bytes.to_vec())
            }
        };
        match self.login {
            Some((user, _)) => request.with_lent_header(
                "authorization",
                vec![
                    Piece::plain("Basic "),
                    Piece::Credentials(user.to_owned(), SecretName::new(PASSWORD, "password")),
                ],
            ),
            None => request,
        }
    }
}

/// Where a redirect leads, if it is one and stays on the host.
fn elsewhere(response: &Response, question: &Question<'_>, from: &Address) -> Result<Option<Address>, NoAnswer> {
    let redirects = match response.status {
        307 | 308 => true,
        // These turn a POST into a GET, which is another question.
        301..=303 => question.body.is_none(),
        _ => false,
    };
    let Some(location) = response.header("location").filter(|_| redirects) else { return Ok(None) };
    let (at, shown) = (from.shown(), shorten(location, 120));
    let next = from.follow(location).ok_or_else(|| {
        NoAnswer::lasting(text!(
            "{at}: chuyển hướng sang `{shown}`; chỉ đi theo trong cùng một máy chủ và không bỏ mã hóa",
            "{at}: redirects to `{shown}`; only redirects within the same host that keep encryption are followed"
        ))
    })?;
    Ok(Some(next))
}

/// The answer, if it is whole and says that all is well.
fn sound(response: Response, question: &Question<'_>, address: &Address) -> Result<Response, NoAnswer> {
    let (at, status) = (address.shown(), response.status);
    if status != 200 {
        let text = match status {
            401 | 403 | 407 => text!(
                "{at}: máy chủ từ chối người hỏi (HTTP {status})",
                "{at}: the server turns away who asks (HTTP {status})"
            ),
            _ => text!("{at}: máy chủ trả lời HTTP {status}", "{at}: the server answers HTTP {status}"),
        };
        return Err(NoAnswer { text, passing: status == 429 || status >= 500 });
    }
    if response.truncated {
        let most = question.most;
        let text = text!(
            "{at}: câu trả lời dài quá {most} byte hoặc bị cắt ngang",
            "{at}: the answer is longer than {most} bytes or was cut short"
        );
        return Err(NoAnswer::lasting(text));
    }
    Ok(response)
}

/// The type of an answer without its parameters, in small letters.
fn content_type(response: &Response) -> String {
    let whole = response.header("content-type").unwrap_or_default();
    shorten(whole.split(';').next().unwrap_or_default().trim(), 60).to_ascii_lowercase()
}

/// An answer of a type that is not the one expected.
fn wrong_type(response: &Response, address: &Address, expected: &str) -> Text {
    let (at, kind) = (address.shown(), content_type(response));
    let kind = if kind.is_empty() { "-".to_owned() } else { kind };
    text!(
        "{at}: trả lời không đúng loại: `{kind}`, cần `{expected}`",
        "{at}: the answer is of the wrong type: `{kind}`, expected `{expected}`"
    )
}
