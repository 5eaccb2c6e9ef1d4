//! What the portal answers: pages, headers, and the small cruelties of the flawed one.

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response, StatusCode, header};
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};

use super::exposed::{self, Content, Shown};
use super::flaw::{Character, Flaw};
use super::{API_NAME, PORTAL_NAME, SIGN_IN_NAME};

const SHELL: &str = include_str!("pages/shell.html");
const PORTAL: &str = include_str!("pages/portal.html");
const SIGN_IN: &str = include_str!("pages/sign-in.html");
const STYLE: &str = include_str!("pages/style.css");
const FAILURE: &str = include_str!("pages/failure.html");
const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";
/// No real session stands behind the cookie, and its value says so.
const COOKIE_VALUE: &str = "trinh-dien-khong-phai-phien-that";
/// The sources that the pages need, and nothing inline.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

/// The dossier that only who holds a token may see; nobody does, in the demonstration.
const DOSSIER: &str = "/v1/ho-so/mau-001";
/// Nobody's data.
const DOSSIER_CONTENT: &str = "{\"ho_so\":\"mau-001\",\"trang_thai\":\"dang xu ly\",\"ghi_chu\":\"du lieu hu cau\"}\n";

/// The portal's answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pages {
    /// Which flaws stand.
    pub character: Character,
    /// The encrypted port.
    pub port: u16,
    /// The plain port.
    pub plain_port: u16,
    /// When the portal was started.
    pub now: Timestamp,
}

type Answer = Response<Full<Bytes>>;
type Headers = Vec<(&'static str, String)>;

impl Pages {
    /// The answer to one request.
    pub(super) fn answer(&self, head: &Parts, secure: bool) -> Answer {
        let name = asked_name(head);
        let path = head.uri.path();
        if !secure && !self.has(Flaw::PlainContent) {
            let whole = head.uri.path_and_query().map_or("/", |whole| whole.as_str());
            let whole = if whole.starts_with('/') { whole } else { "/" };
            let location = format!("https://{name}:{}{whole}", self.port);
            return assemble(StatusCode::MOVED_PERMANENTLY, vec![("location", location)], String::new());
        }
        let mut headers = self.headers(secure);
        let (status, body) = match head.method {
            Method::GET | Method::HEAD => self.resource(name, path, head, &mut headers),
            Method::OPTIONS => {
                headers.push(("allow", self.methods(name).to_owned()));
                (StatusCode::NO_CONTENT, String::new())
            }
            Method::POST if name == SIGN_IN_NAME => (StatusCode::FORBIDDEN, refusal(&mut headers)),
            Method::TRACE if self.has(Flaw::NeedlessMethods) => {
                headers.push(("content-type", "message/http".to_owned()));
                (StatusCode::OK, echo(head))
            }
            _ => {
                headers.push(("allow", self.methods(name).to_owned()));
                (StatusCode::METHOD_NOT_ALLOWED, String::new())
            }
        };
        assemble(status, headers, body)
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.character.has(flaw)
    }

    fn resource(&self, name: &str, path: &str, head: &Parts, headers: &mut Headers) -> (StatusCode, String) {
        let query = head.uri.query().unwrap_or_default();
        if name == PORTAL_NAME
            && let Some(shown) = exposed::shown(self.character, path, query)
        {
            return given(shown, headers);
        }
        let (kind, body) = match (name, path) {
            (API_NAME, "/v1/trang-thai") => {
                self.open_origin(head, headers);
                ("application/json", "{\"trang_thai\":\"hoat-dong\",\"ghi_chu\":\"du lieu hu cau\"}\n".to_owned())
            }
            (API_NAME, DOSSIER) if self.has(Flaw::OpenRoute) => ("application/json", DOSSIER_CONTENT.to_owned()),
            (API_NAME, DOSSIER) => {
                headers.push(("cache-control", "no-store".to_owned()));
                headers.push(("www-authenticate", "Bearer realm=\"tinh-mau\"".to_owned()));
                headers.push(("content-type", "application/json".to_owned()));
                return (StatusCode::UNAUTHORIZED, "{\"loi\":\"can ma truy cap\"}\n".to_owned());
            }
            (PORTAL_NAME, "/") => (HTML, self.portal()),
            (SIGN_IN_NAME, "/") => {
                headers.push(("set-cookie", self.cookie()));
                headers.push(("cache-control", "no-store".to_owned()));
                (HTML, self.sign_in())
            }
            (_, "/style.css") => ("text/css; charset=utf-8", STYLE.to_owned()),
            (_, "/.well-known/security.txt") if !self.has(Flaw::NoReportChannel) => (PLAIN, self.report_channel(name)),
            _ if self.has(Flaw::ErrorDetails) => {
                headers.push(("content-type", HTML.to_owned()));
                return (StatusCode::NOT_FOUND, FAILURE.to_owned());
            }
            _ => {
                headers.push(("content-type", PLAIN.to_owned()));
                return (StatusCode::NOT_FOUND, "Không tìm thấy nội dung.\n".to_owned());
            }
        };
        headers.push(("content-type", kind.to_owned()));
        (StatusCode::OK, body)
    }

    /// The headers of every page.
    fn headers(&self, secure: bool) -> Headers {
        let mut headers = Headers::new();
        let mut add = |name, value: &str| headers.push((name, value.to_owned()));
        if self.has(Flaw::VersionBanner) {
            add("server", "Apache/2.4.6 (CentOS) PHP/5.4.16");
            add("x-powered-by", "PHP/5.4.16");
        }
        if secure && !self.has(Flaw::TransportSecurity) {
            add("strict-transport-security", "max-age=31536000; includeSubDomains");
        }
        match (self.has(Flaw::ContentPolicy), self.has(Flaw::Framing)) {
            (true, true) => {}
            (true, false) => add("x-frame-options", "DENY"),
            (false, true) => add("content-security-policy", POLICY),
            (false, false) => add("content-security-policy", &format!("{POLICY}; frame-ancestors 'none'")),
        }
        if !self.has(Flaw::BrowserHeaders) {
            add("x-content-type-options", "nosniff");
            add("referrer-policy", "strict-origin-when-cross-origin");
            add("permissions-policy", "camera=(), geolocation=(), microphone=()");
            add("cross-origin-opener-policy", "same-origin");
        }
        headers
    }

    fn methods(&self, name: &str) -> &'static str {
        match (self.has(Flaw::NeedlessMethods), name) {
            (true, _) => "GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS",
            (false, SIGN_IN_NAME) => "GET, HEAD, POST, OPTIONS",
            (false, _) => "GET, HEAD, OPTIONS",
        }
    }

    /// The flawed data service grants whatever origin asks.
    fn open_origin(&self, head: &Parts, headers: &mut Headers) {
        let origin = head.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        if let Some(origin) = origin.filter(|_| self.has(Flaw::OpenOrigin)) {
            headers.push(("access-control-allow-origin", origin.to_owned()));
            headers.push(("access-control-allow-credentials", "true".to_owned()));
            headers.push(("vary", "Origin".to_owned()));
        }
    }

    fn cookie(&self) -> String {
        match self.has(Flaw::SessionCookie) {
            true => format!("JSESSIONID={COOKIE_VALUE}; Path=/"),
            false => format!("__Host-phien={COOKIE_VALUE}; Path=/; Secure; HttpOnly; SameSite=Strict"),
        }
    }

    fn portal(&self) -> String {
        let script = match self.has(Flaw::MixedContent) {
            true => format!("<script src=\"http://{PORTAL_NAME}:{}/thong-ke.js\"></script>", self.plain_port),
            false => String::new(),
        };
        let main = PORTAL.replace("@SIGN_IN@", &format!("https://{SIGN_IN_NAME}:{}/", self.port));
        page("Cổng Dịch vụ công tỉnh Mẫu", &script, &main)
    }

    fn sign_in(&self) -> String {
        let action = match self.has(Flaw::InsecureForm) {
            true => format!("http://{SIGN_IN_NAME}:{}/", self.plain_port),
            false => "/".to_owned(),
        };
        page("Đăng nhập - Cổng Dịch vụ công tỉnh Mẫu", "", &SIGN_IN.replace("@ACTION@", &action))
    }

    /// `security.txt` (RFC 9116).
    fn report_channel(&self, name: &str) -> String {
        let expires = self.now.saturating_add(SignedDuration::from_hours(180 * 24)).unwrap_or(self.now);
        let expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ");
        format!(
            "Contact: mailto:bao-mat@tinh-mau.example\nExpires: {expires}\nPreferred-Languages: vi, en\n\
             Canonical: https://{name}:{}/.well-known/security.txt\n",
            self.port
        )
    }
}

/// Which of the portal's names is asked; the portal itself where it is none of them.
fn asked_name(head: &Parts) -> &'static str {
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    [API_NAME, SIGN_IN_NAME].into_iter().find(|name| name.eq_ignore_ascii_case(host)).unwrap_or(PORTAL_NAME)
}

fn page(title: &str, head: &str, main: &str) -> String {
    SHELL.replace("@TITLE@", title).replace("@HEAD@", head).replace("@MAIN@", main)
}

/// What everybody is shown; none of it is kept on the way.
fn given(Shown { status, content }: Shown, headers: &mut Headers) -> (StatusCode, String) {
    let (kind, body) = match content {
        Content::File(kind, text) => (kind, text.to_owned()),
        Content::Page(title, main) => (HTML, page(title, "", &main)),
    };
    headers.push(("cache-control", "no-store".to_owned()));
    headers.push(("content-type", kind.to_owned()));
    (status, body)
}

/// The demo takes no one's password.
fn refusal(headers: &mut Headers) -> String {
    headers.push(("content-type", PLAIN.to_owned()));
    "Trang trình diễn không nhận đăng nhập.\n".to_owned()
}

/// The request as it came (RFC 9110, 9.3.8).
fn echo(head: &Parts) -> String {
    let mut body = format!("{} {} {:?}\r\n", head.method, head.uri, head.version);
    for (name, value) in &head.headers {
        body += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    body + "\r\n"
}

fn assemble(status: StatusCode, headers: Headers, body: String) -> Answer {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Full::from(body)).unwrap_or_else(|_| Response::new(Full::default()))
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::*;

    #[tokio::test]
    async fn the_sound_portal_keeps_to_https_and_its_headers() {
        let trial = Trial::start(Character::Sound).await;
        let (port, plain) = trial.ports();
        let root = trial.root();
        let seen = trial.curl(&[], &format!("http://{SIGN_IN_NAME}:{plain}/a?b=1")).await;
        assert!(seen.starts_with("HTTP/1.1 301 "), "{seen}");
        assert!(seen.contains(&format!("location: https://{SIGN_IN_NAME}:{port}/a?b=1")), "{seen}");
        let seen = trial.curl(&["--cacert", &root], &format!("https://{SIGN_IN_NAME}:{port}/")).await;
        for part in [
            "HTTP/1.1 200 ",
            "strict-transport-security: max-age=31536000; includeSubDomains",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: ",
            "permissions-policy: ",
            "__Host-phien=",
            "; Secure; HttpOnly; SameSite=Strict",
            "lang=\"vi\"",
        ] {
            assert!(seen.contains(part), "{part} in {seen}");
        }
        for part in ["server:", "x-powered-by", "unsafe", "http://", "style=", "<script"] {
            assert!(!seen.contains(part), "{part} in {seen}");
        }
    }

    #[tokio::test]
    async fn the_sound_portal_refuses_what_it_does_not_need() {
        let trial = Trial::start(Character::Sound).await;
        let base = format!("https://{API_NAME}:{}", trial.ports().0);
        let root = trial.root();
        for method in ["TRACE", "PUT", "DELETE"] {
            let seen = trial.curl(&["--cacert", &root, "--request", method], &base).await;
            assert!(seen.starts_with("HTTP/1.1 405 "), "{method}: {seen}");
        }
        let origin = "Origin: https://kiemtra.invalid";
        let state = format!("{base}/v1/trang-thai");
        let seen = trial.curl(&["--cacert", &root, "--header", origin], &state).await;
        assert!(seen.contains("200 OK") && !seen.contains("access-control"), "{seen}");
        let seen = trial.curl(&["--cacert", &root], &format!("{base}/khong-co")).await;
        assert!(seen.starts_with("HTTP/1.1 404 ") && !seen.contains("/var/"), "{seen}");
        let seen = trial.curl(&["--cacert", &root], &format!("{base}/.well-known/security.txt")).await;
        assert!(seen.contains("Contact: mailto:") && seen.contains("Expires: 2"), "{seen}");
    }

    #[tokio::test]
    async fn the_flawed_portal_does_everything_wrong() {
        let trial = Trial::start(Character::Flawed).await;
        let (port, plain) = trial.ports();
        let seen = trial.curl(&[], &format!("http://{SIGN_IN_NAME}:{plain}/")).await;
        assert!(seen.starts_with("HTTP/1.1 200 "), "{seen}");
        assert!(seen.contains(&format!("action=\"http://{SIGN_IN_NAME}:{plain}/\"")), "{seen}");
        assert!(seen.contains("set-cookie: JSESSIONID=") && !seen.contains("HttpOnly"), "{seen}");
        let seen = trial.curl(&["--insecure"], &format!("https://{PORTAL_NAME}:{port}/")).await;
        assert!(seen.contains("server: Apache/2.4.6 (CentOS) PHP/5.4.16"), "{seen}");
        assert!(seen.contains("<script src=\"http://"), "{seen}");
        for part in ["strict-transport", "content-security", "x-frame", "nosniff"] {
            assert!(!seen.contains(part), "{part} in {seen}");
        }
        let trace = ["--insecure", "--request", "TRACE", "--header", "X-Dau-Vet: abc"];
        let seen = trial.curl(&trace, &format!("https://{PORTAL_NAME}:{port}/")).await;
        assert!(seen.contains("message/http") && seen.contains("x-dau-vet: abc"), "{seen}");
        let origin = ["--insecure", "--header", "Origin: https://kiemtra.invalid"];
        let seen = trial.curl(&origin, &format!("https://{API_NAME}:{port}/v1/trang-thai")).await;
        assert!(seen.contains("access-control-allow-origin: https://kiemtra.invalid"), "{seen}");
        assert!(seen.contains("access-control-allow-credentials: true"), "{seen}");
        let seen = trial.curl(&["--insecure"], &format!("https://{PORTAL_NAME}:{port}/khong-co")).await;
        assert!(seen.starts_with("HTTP/1.1 404 ") && seen.contains("Stack trace:"), "{seen}");
        let seen = trial.curl(&["--insecure"], &format!("https://{PORTAL_NAME}:{port}/.well-known/security.txt")).await;
        assert!(seen.starts_with("HTTP/1.1 404 "), "{seen}");
    }

    #[test]
    fn each_repaired_flaw_changes_some_answer_and_only_towards_the_sound_one() {
        let answers = |fixed| {
            let now = Timestamp::UNIX_EPOCH;
            let pages = Pages { character: Character::Mended { fixed }, port: 1, plain_port: 2, now };
            let mut all = Vec::new();
            for (method, name, path) in [
                ("GET", PORTAL_NAME, "/"),
                ("GET", SIGN_IN_NAME, "/"),
                ("GET", API_NAME, "/v1/trang-thai"),
                ("GET", PORTAL_NAME, "/x"),
                ("GET", PORTAL_NAME, "/tra-cuu"),
                ("GET", PORTAL_NAME, "/danh-sach/ho-so.csv"),
                ("GET", PORTAL_NAME, "/.git/HEAD"),
                ("GET", PORTAL_NAME, "/backup.zip"),
                ("GET", PORTAL_NAME, "/thu-tuc?nhom=1%27"),
                ("TRACE", PORTAL_NAME, "/"),
                ("GET", PORTAL_NAME, "/.well-known/security.txt"),
            ] {
                let request = http::Request::builder().method(method).uri(path).header("host", name);
                let request = request.header("origin", "https://a.example").body(()).expect("a request");
                let head = request.into_parts().0;
                all.push(format!("{:?}", [pages.answer(&head, true), pages.answer(&head, false)]));
            }
            all
        };
        let seen_on_pages = |flaw: &Flaw| {
            let area = flaw.area();
            area.starts_with("WEB-")
                || area.starts_with("EXP-")
                || area == "AUT-09"
                || matches!(area, "TLS-01" | "TLS-06")
        };
        for (n, flaw) in Flaw::ALL.iter().enumerate() {
            assert_eq!(answers(n) != answers(n + 1), seen_on_pages(flaw), "{}", flaw.id());
        }
    }
}
