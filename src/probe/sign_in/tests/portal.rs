//! A sign-in over real TLS on loopback: sound, or wrong in one way.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

use super::super::saml::tests::packed;
use crate::fact::{Digest, Value};
use crate::probe::scene::Scene;
use crate::probe::sign_in::SignInProbe;
use crate::probe::sign_in_behaviour::SignInBehaviourProbe;
use crate::probe::{Probe, Seen};

/// Everything that a server sends on over a connection.
type Flaws = &'static str;

/// A running sign-in.
pub(in crate::probe) struct Portal {
    port: u16,
    plain: u16,
    log: Arc<Mutex<Vec<String>>>,
}

/// What one request asks, and what the server knows.
struct Asked<'a> {
    flaw: &'a str,
    secure: bool,
    path: &'a str,
    query: Vec<(String, String)>,
    cookie: &'a str,
    forwarded: Option<&'a str>,
    number: u64,
}

impl Portal {
    /// Starts one; it lives as long as the test's runtime.
    pub(in crate::probe) async fn start(flaw: Flaws) -> Self {
        let acceptor = acceptor();
        let (log, count) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU64::new(7)));
        let open = async || TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let (encrypted, plain) = (open().await, open().await);
        let port = |listener: &TcpListener| listener.local_addr().expect("an address").port();
        let own = Self { port: port(&encrypted), plain: port(&plain), log: Arc::clone(&log) };
        for (listener, secure) in [(encrypted, true), (plain, false)] {
            let (acceptor, log, count) = (acceptor.clone(), Arc::clone(&log), Arc::clone(&count));
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (acceptor, log, count) = (acceptor.clone(), Arc::clone(&log), Arc::clone(&count));
                    tokio::spawn(async move {
                        if !secure {
                            serve(stream, flaw, false, &log, &count).await;
                        } else if let Ok(stream) = acceptor.accept(stream).await {
                            serve(stream, flaw, true, &log, &count).await;
                        }
                    });
                }
            });
        }
        own
    }

    /// The sign-in as a declared subject, with more keys.
    pub(in crate::probe) fn declared(&self, more: &str) -> String {
        let Self { port, plain, .. } = self;
        format!(
            "{{id: dn, kind: sign-in, url: \"https://cong.test:{port}/dang-nhap\", addresses: [127.0.0.1], plain_port: {plain}{more}}}"
        )
    }

    /// The facts of both probes of sign-ins, and every request that the server took, each with its cookies.
    pub(in crate::probe) async fn facts(&self, scene: &Scene) -> (Value, Value, Vec<String>) {
        let (wire, mut seen) = (scene.wire(), Seen::default());
        for probe in [&SignInProbe as &dyn Probe, &SignInBehaviourProbe] {
            let mut count = 0;
            loop {
                let wants = probe.wants(&scene.target(), &seen);
                count = count.max(wants.len());
                let Some(job) = wants.into_iter().find(|job| seen.outcome(job).is_none()) else { break };
                let outcome = wire.perform(&job).await;
                seen.note(job, outcome);
            }
            assert!(count <= probe.spec().most_jobs, "more requests than the plan says: {count}");
        }
        let log = std::mem::take(&mut *self.log.lock().expect("the log"));
        assert!(log.len() <= 30, "more requests than a sign-in should take: {log:#?}");
        assert_eq!(wire.journal().requests, log.len() as u64);
        let fact = |probe: &dyn Probe| probe.fact(&scene.target(), &seen);
        (fact(&SignInProbe), fact(&SignInBehaviourProbe), log)
    }
}

fn acceptor() -> tokio_rustls::TlsAcceptor {
    let key = rcgen::generate_simple_self_signed(vec!["cong.test".to_owned()]).expect("a certificate");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![key.cert.der().clone()],
            rustls_pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).expect("a key"),
        )
        .expect("a configuration");
    tokio_rustls::TlsAcceptor::from(Arc::new(config))
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    flaw: &str,
    secure: bool,
    log: &Mutex<Vec<String>>,
    count: &AtomicU64,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).expect("text");
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let asked = head.split(' ').nth(1).expect("a path").to_owned();
    assert!(head.starts_with("GET "), "only looks: {head}");
    log.lock().expect("the log").push(format!("{asked} {}", header("cookie:").unwrap_or("-")));
    let (path, query) = asked.split_once('?').unwrap_or((&asked, ""));
    let path = path.split(';').next().unwrap_or_default();
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let number = count.fetch_add(1, Ordering::SeqCst);
    let forwarded = header("x-forwarded-host:");
    let asked = Asked { flaw, secure, path, query, cookie: header("cookie:").unwrap_or_default(), forwarded, number };
    let answer = asked.answer();
    drop(stream.write_all(answer.as_bytes()).await);
    drop(stream.shutdown().await);
}

/// A value that nobody guesses, different for each number.
fn fresh(what: &str, number: u64) -> String {
    Digest::of(format!("{what} {number}").as_bytes()).to_string().chars().rev().take(32).collect()
}

fn reply(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} x\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn redirect(to: &str) -> String {
    reply(302, &format!("Location: {to}\r\n"), "")
}

impl Asked<'_> {
    fn has(&self, flaw: &str) -> bool {
        self.flaw.split('+').any(|own| own == flaw)
    }

    fn answer(&self) -> String {
        if !self.secure && !self.has("plain-form") {
            return redirect(&format!("https://cong.test{}", self.path));
        }
        match self.path {
            "/dang-nhap" if self.has("endless") => redirect(&format!("/dang-nhap?n={}", self.number)),
            "/dang-nhap" if self.has("chain") => redirect("/vao?buoc=1"),
            "/vao" if !self.cookie.contains("buoc=1") => {
                reply(302, "Set-Cookie: buoc=1; Path=/; Secure; HttpOnly\r\nLocation: /vao?buoc=1\r\n", "")
            }
            "/dang-nhap" | "/vao" => self.sign_in(),
            "/auth/vneid" => redirect(&self.request()),
            "/auth/google" => redirect("https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=x"),
            "/can-bo" => self.page(&self.form()),
            "/dang-ky" => self.registration(),
            "/quen-mat-khau" if self.has("recovery") => self.page(
                "<h1>Quên mật khẩu</h1><form method=post action=/gui><label>Email đã đăng ký<input name=email></label>\
                 <button>Gửi yêu cầu</button></form>",
            ),
            "/ngon-ngu" if self.has("language-redirect") => redirect(self.value("returnUrl").unwrap_or("/dang-nhap")),
            _ if self.has("shell") => {
                reply(200, "Content-Type: text/html\r\n", "<div id=app></div><script src=/app.js></script>")
            }
            _ if self.has("soft-404") => self.sign_in(),
            _ => reply(404, "Content-Type: text/html\r\n", "<h1>Không tìm thấy</h1>"),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// A page with everything that protects it.
    fn page(&self, body: &str) -> String {
        let mut headers =
            "Content-Type: text/html; charset=utf-8\r\nContent-Security-Policy: frame-ancestors 'none'\r\n".to_owned();
        let mut add = |flaw: &str, header: &str| {
            if !self.has(flaw) {
                headers += header;
            }
        };
        add("cacheable", "Cache-Control: no-store\r\n");
        add("hsts-half", "Strict-Transport-Security: max-age=31536000\r\n");
        if self.has("hsts-half") {
            headers += "Strict-Transport-Security: max-age=15768000\r\n";
        }
        if self.has("framed") {
            headers = headers.replace("Content-Security-Policy: frame-ancestors 'none'\r\n", "");
        }
        let session = self.session();
        let known = self.has("adopts") && self.cookie.contains("phien=");
        if !known {
            let _ = write!(headers, "{session}");
        }
        reply(200, &headers, &format!("<!doctype html><title>Đăng nhập</title>{body}"))
    }

    fn session(&self) -> String {
        let value = match self.flaw {
            "cookie-counts" => format!("00{}", 1000 + self.number),
            "cookie-short" => fresh("cookie", self.number).chars().take(6).collect(),
            _ => fresh("cookie", self.number),
        };
        let value = if self.has("echoes") && self.cookie.contains("phien=") {
            self.cookie.split("phien=").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default().to_owned()
        } else {
            value
        };
        let strict = if self.has("strict-cookie") { "Strict" } else { "Lax" };
        let domain = if self.has("cookie-domain") { "; Domain=test" } else { "" };
        let own = format!("Set-Cookie: phien={value}; Path=/; Secure; HttpOnly; SameSite={strict}{domain}\r\n");
        let token = if self.has("csrf-cookie") { "Set-Cookie: XSRF-TOKEN=abc; Path=/; Secure\r\n" } else { "" };
        own + token + "Set-Cookie: sso_mode=vneid; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"
    }

    fn sign_in(&self) -> String {
        let forwarded = self.forwarded.filter(|_| self.has("forwarded"));
        let host = forwarded.map(|host| format!("https://{host}")).unwrap_or_default();
        if let Some(back) = self.value("returnUrl").filter(|_| self.has("open-redirect")) {
            return redirect(back);
        }
        if let Some(back) = self.value("next").filter(|back| self.has("loose-redirect") && back.starts_with('/')) {
            return self.page(&format!("<script>window.location = \"{back}\";</script>"));
        }
        if self.has("trace") && self.query.iter().any(|(_, value)| value.contains('\'')) {
            return reply(500, "Content-Type: text/html\r\n", "java.lang.Error\n at vn.gov.Vao.lam(Vao.java:42)");
        }
        let shown = match self.value("error") {
            Some(error) if self.has("reflects") => format!("<p>{error}</p>"),
            Some(error) => format!("<p>{}</p>", error.replace('<', "&lt;").replace('>', "&gt;")),
            None => String::new(),
        };
        let frame = format!(
            "<nav><a href='{host}/'>Trang chủ</a> <a href=/huong-dan>Hướng dẫn đăng nhập</a></nav>{shown}\
             <form action=/tim-kiem><input name=tukhoa placeholder='Tìm kiếm'><button>Tìm</button></form>"
        );
        if self.has("body-401") {
            return reply(200, "Content-Type: application/json\r\n", "{\"status\": 401, \"error\": \"Unauthorized\"}");
        }
        if self.has("basic") {
            return reply(401, "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Negotiate\r\n", "");
        }
        if self.has("shell") {
            return reply(200, "Content-Type: text/html\r\n", "<div id=app></div><script src=/app.js></script>");
        }
        if self.has("officers") { self.page(&(frame + &self.form())) } else { self.page(&(frame + &self.citizens())) }
    }

    /// What citizens are offered.
    fn citizens(&self) -> String {
        let extra = match self.flaw {
            "google" => "<a href=/auth/google>Đăng nhập bằng Google</a>",
            "local-form" => &self.form(),
            "hidden-local-form" => "<a href=/can-bo>Đăng nhập bằng tài khoản của tỉnh</a>",
            "own-broker" => "<a href=https://mot-cua.test/oauth2/vao>Đăng nhập một lần</a>",
            "officers-link" => "<a href=/can-bo>Cán bộ đăng nhập</a>",
            "posted-provider" => {
                "<form method=post action=/external><button name=provider value=Google>Google</button></form>"
            }
            "language-redirect" => "<a href='/ngon-ngu?lang=en&returnUrl=/dang-nhap'>English</a>",
            "flood" => &format!(
                "<form>{}</form>{}",
                "<input name=a>".repeat(4100),
                "<form method=post><input type=password name=p></form>".repeat(12)
            ),
            "register-in-page" => {
                "<form method=post action=/moi><input name=email><input type=password name=mk><input type=password name=mk2></form>"
            }
            _ => "",
        };
        let session = if self.has("session-in-link") {
            format!(";jsessionid={}", fresh("j", self.number))
        } else {
            String::new()
        };
        format!(
            "<a href='/auth/vneid{session}'>Đăng nhập bằng VNeID</a>{extra}<footer><a href=https://vneid.gov.vn/>Tải VNeID</a></footer>"
        )
    }

    /// The form of the officers.
    fn form(&self) -> String {
        let token = match self.flaw {
            flaw if flaw.contains("no-token") || self.has("strict-cookie") => String::new(),
            flaw if flaw.contains("same-token") => {
                "<input type=hidden name=_csrf value=0123456789abcdef0123>".to_owned()
            }
            flaw if flaw.contains("meta-token") => {
                format!("<meta name=csrf-token content={}><script src=/own.js></script>", fresh("token", self.number))
            }
            _ => format!("<input type=hidden name=_csrf value={}>", fresh("token", self.number)),
        };
        let pick = |flaw: &str, wrong: &'static str, right: &'static str| if self.has(flaw) { wrong } else { right };
        let action = pick("form-plain", "http://cong.test/vao", "/dang-nhap");
        let method = pick("form-get", "get", "post");
        let kind = pick("unmasked", "text", "password");
        let paste = pick("no-paste", " onpaste='return false'", "");
        let script =
            pick("script-no-paste", "<script>$('#p').on('paste', function (e) { e.preventDefault(); })</script>", "");
        let foreign = pick("foreign-script", "<script src=https://cdn.example/dem.js></script>", "");
        let fixed =
            pick("fixed-script", "<script src=https://cdn.example/x.js integrity=sha384-abc crossorigin></script>", "");
        let user = pick("prefilled", " value=admin", "");
        let password = pick("prefilled", " value=matkhau123", "");
        format!(
            "<form method={method} action={action}>{token}<input name=username autocomplete=username{user}>\
             <input type={kind} id=p name=password autocomplete=off{paste}{password}>\
             <label><input type=checkbox name=remember>Ghi nhớ đăng nhập</label><button>Đăng nhập</button></form>\
             <a href=/quen>Quên mật khẩu?</a>{script}{foreign}{fixed}"
        )
    }

    /// Appointments are registered here; accounts only by a server that is wrong in this way.
    fn registration(&self) -> String {
        let accounts = "<h1>Đăng ký tài khoản</h1><form method=post action=/tao><input name=hoten><input name=email type=email>\
                        <input type=password name=matkhau><input type=password name=nhaplai><button>Đăng ký</button></form>";
        let appointments = "<nav><a href=/x>Đăng ký tài khoản</a></nav><h1>Đăng ký lịch hẹn</h1><form method=post action=/hen>\
                            <input name=hoten><input name=sdt><input type=date name=ngay><button>Đăng ký</button></form>";
        self.page(if self.has("registration") { accounts } else { appointments })
    }

    /// The request to the national provider.
    fn request(&self) -> String {
        let (state, nonce) = (fresh("state", self.number), fresh("nonce", self.number));
        let mut pairs = vec![
            ("response_type", "code".to_owned()),
            ("client_id", "tinh".to_owned()),
            ("redirect_uri", "https://cong.test/sso".to_owned()),
            ("scope", "openid profile".to_owned()),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", fresh("challenge", self.number)),
            ("code_challenge_method", "S256".to_owned()),
        ];
        if self.has("saml") || self.has("saml-loose") {
            return self.saml();
        }
        let mut set = |name: &str, value: Option<&str>| {
            pairs.retain(|(own, _)| *own != name || value.is_some());
            for pair in pairs.iter_mut().filter(|(own, _)| *own == name) {
                pair.1 = value.unwrap_or_default().to_owned();
            }
        };
        match self.flaw {
            "no-state" => set("state", None),
            "same-state" => set("state", Some("0123456789abcdef0123456789abcdef")),
            "short-state" => set("state", fresh("s", self.number).get(..6)),
            "no-nonce" => set("nonce", None),
            "no-pkce" => set("code_challenge", None),
            "plain-pkce" => set("code_challenge_method", Some("plain")),
            "implicit" => set("response_type", Some("id_token token")),
            "plain-return" => set("redirect_uri", Some("http://cong.test/sso")),
            "foreign-return" => set("redirect_uri", Some("https://khac.example/sso")),
            _ => {}
        }
        let mut url = url::Url::parse("https://sso.dancuquocgia.gov.vn/auth").expect("an address");
        url.query_pairs_mut().extend_pairs(pairs);
        if self.has("foreign-provider") {
            url.as_str().replace("sso.dancuquocgia.gov.vn", "sso.khac.example")
        } else {
            url.into()
        }
    }

    fn saml(&self) -> String {
        let loose = self.has("saml-loose");
        let (id, to) = if loose {
            ("_1".to_owned(), "http://cong.test/acs")
        } else {
            (format!("_{}", fresh("id", self.number)), "https://cong.test/acs")
        };
        let xml = format!(
            "<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol' ID='{id}' AssertionConsumerServiceURL='{to}'/>"
        );
        let mut url = url::Url::parse("https://sso.dancuquocgia.gov.vn/saml").expect("an address");
        url.query_pairs_mut().append_pair("SAMLRequest", &packed(&xml));
        if !loose {
            url.query_pairs_mut().append_pair("SigAlg", "x").append_pair("Signature", "abc");
        }
        url.into()
    }
}
