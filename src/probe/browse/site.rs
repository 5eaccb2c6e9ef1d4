//! The place where somebody signs in.

use jiff::Timestamp;
use url::Url;

use super::{Arrival, Course, Jar, Sending, normal, way};
use crate::fact::{Gap, Reason};
use crate::probe::certificate::Lendable;
use crate::probe::{Target, bearing};
use crate::system::{Place, SignIn, Web};
use crate::text::{Text, text};
use crate::wire::{Endpoint, Identity};

/// The place where somebody signs in, at one back-end.
#[derive(Clone, Debug)]
pub(in crate::probe) struct Site<'t> {
    target: &'t Target<'t>,
    web: &'t Web,
    /// What is declared of it.
    pub(in crate::probe) sign_in: &'t SignIn,
    /// The back-end.
    pub(in crate::probe) endpoint: &'t Endpoint,
    /// The id of the subject, by which its secrets are named.
    pub(in crate::probe) subject: &'t str,
    /// The time of the run.
    pub(in crate::probe) now: Timestamp,
}

impl<'t> Site<'t> {
    /// The place that a probe is pointed at; `None` where it is no sign-in.
    pub(in crate::probe) fn of(target: &'t Target<'t>) -> Option<Self> {
        let Place::Web(web) = &target.subject.place else { return None };
        let sign_in = web.sign_in()?;
        let endpoint = target.endpoint?;
        Some(Self { target, web, sign_in, endpoint, subject: &target.subject.id, now: target.now })
    }

    /// The address of a path.
    pub(in crate::probe) fn url(&self, path: &str) -> Result<Url, Gap> {
        let name = &self.web.name;
        let name = if name.contains(':') { format!("[{name}]") } else { name.clone() };
        let scheme = if self.web.tls { "https" } else { "http" };
        Url::parse(&format!("{scheme}://{name}:{}{path}", self.web.port)).map_err(|_| Reason::Parse.into())
    }

    /// The address of the sign-in page.
    pub(in crate::probe) fn page(&self) -> Result<Url, Gap> {
        self.url(&self.web.path)
    }

    /// Whether a visitor goes there: the same host, and a port of the scope.
    pub(super) fn allows(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().unwrap_or_default();
        matches!(url.scheme(), "http" | "https") && host == self.web.name && self.target.system.scope.allows_port(port)
    }

    /// The certificate that is presented at an address: the declared one, and only where it is declared for.
    pub(super) fn identity(&self, url: &Url) -> Option<Identity> {
        let here = url.scheme() == "https" && url.port_or_known_default() == Some(self.web.port);
        bearing::identity(self.web).filter(|_| here)
    }

    /// Whether lent passwords may be handed in here.
    ///
    /// # Errors
    ///
    /// Why they may not: over TLS the certificate has to be trusted.
    pub(in crate::probe) fn lendable(&self, course: &mut Course<'_>) -> Result<Lendable, Gap> {
        course.lendable(self.target)
    }

    /// The ports that are declared of it.
    pub(super) fn ports(&self) -> Vec<u16> {
        std::iter::once(self.web.port).chain(self.web.plain_port).collect()
    }

    /// Whether an address is that whose certificate was looked at: the declared port, over TLS.
    pub(super) fn proves(&self, url: &Url) -> bool {
        self.web.tls && url.scheme() == "https" && url.port_or_known_default() == Some(self.web.port)
    }

    /// Whether a lent password may go to an address. Where the sign-in is declared over TLS, that is the port
    /// whose certificate was looked at: another port, or plain HTTP, has proved nothing.
    pub(super) fn takes_lent(&self, url: &Url) -> Result<(), Gap> {
        if !self.web.tls || self.proves(url) {
            return Ok(());
        }
        let place = way::shown(url);
        let detail = text!(
            "mật khẩu được cho mượn chỉ gửi tới cổng HTTPS đã khai báo, còn biểu mẫu gửi tới {place}; không gửi",
            "a lent password goes to the declared HTTPS port alone, and the form sends it to {place}; it was not sent"
        );
        Err(Gap::new(Reason::Denied, detail))
    }

    /// Goes to an address and follows it on the same host.
    pub(in crate::probe) fn go<'a>(
        &self,
        course: &mut Course<'a>,
        jar: &mut Jar,
        sending: Sending,
    ) -> Result<Arrival<'a>, Gap> {
        way::go(course, self, jar, sending)
    }

    /// Opens the page that only those see who are signed in.
    pub(in crate::probe) fn signed_in_page<'a>(
        &self,
        course: &mut Course<'a>,
        jar: &mut Jar,
        pause_ms: u32,
    ) -> Result<Arrival<'a>, Gap> {
        let declared = self.sign_in.signed_in.as_ref().ok_or_else(|| {
            let detail = Text::new(
                "chưa khai báo `signed_in`: trang chỉ người đã đăng nhập mới thấy",
                "`signed_in` is not declared: a page that only those see who are signed in",
            );
            Gap::new(Reason::NotCollected, detail)
        })?;
        let url = self.url(&declared.path)?;
        self.go(course, jar, Sending::get(url).after_ms(pause_ms))
    }

    /// Whether somebody with these cookies sees what only those see who are signed in.
    ///
    /// # Errors
    ///
    /// Why it cannot be told: an error of the server shows nothing of either.
    pub(in crate::probe) fn opens(&self, course: &mut Course<'_>, jar: &mut Jar) -> Result<bool, Gap> {
        self.opens_after(course, jar, 0)
    }

    /// [`Site::opens`] after a pause.
    pub(in crate::probe) fn opens_after(
        &self,
        course: &mut Course<'_>,
        jar: &mut Jar,
        pause_ms: u32,
    ) -> Result<bool, Gap> {
        let arrival = self.signed_in_page(course, jar, pause_ms)?;
        self.shows(&arrival)
    }

    /// Whether an answer shows what only those see who are signed in.
    pub(in crate::probe) fn shows(&self, arrival: &Arrival<'_>) -> Result<bool, Gap> {
        let Some(declared) = &self.sign_in.signed_in else { return Err(Reason::NotCollected.into()) };
        let status = arrival.response.status;
        if status >= 500 {
            let detail = text!("máy chủ trả lời bằng lỗi {status}", "the server answers with the error {status}");
            return Err(Gap::new(Reason::Inconsistent, detail));
        }
        let there = arrival.parting.is_none() && (200..300).contains(&status);
        Ok(there && normal::has(arrival, &declared.shows))
    }
}
