//! A real nginx that serves a faulty and a sound front over TLS; and pages made to hurt, through the same
//! door as in an inspection.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::FrontProbe;
use crate::fact::Value;
use crate::probe::Probe;
use crate::probe::http::HttpProbe;
use crate::probe::scene::Scene;
use crate::wire::rehearsal::openssl;

/// Longest time until nginx listens.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running nginx, ended with the test.
struct Nginx {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Nginx {
    /// Starts it with files and with lines for its one server.
    fn start(files: &[(&str, &[u8])], lines: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        openssl(
            folder.path(),
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=cong.test -keyout k.pem -out c.pem",
        );
        std::fs::create_dir(folder.path().join("www")).expect("a folder");
        for (name, content) in files {
            std::fs::write(folder.path().join("www").join(name), content).expect("a file");
        }
        for _ in 0..10 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|own| own.local_addr());
            let port = port.expect("a port").port();
            let mut child = spawn(folder.path(), port, lines);
            if listens(&mut child, port) {
                return Self { child, port, folder };
            }
        }
        panic!("nginx does not start in {:?}", folder.path());
    }

    /// What the probes `http` and `front` say of it, and the requests that its own log holds.
    async fn inspected(&self) -> (Value, Value, Vec<String>) {
        let port = self.port;
        let scene = Scene::new(&format!(
            "{{id: cong, kind: site, url: \"https://cong.test:{port}/\", addresses: [127.0.0.1], plain_port: false}}"
        ));
        let (seen, _) = scene.play_live(&FrontProbe).await;
        let log = std::fs::read_to_string(self.folder.path().join("log")).expect("its log");
        let (own, _) = scene.play_live(&HttpProbe).await;
        let front = FrontProbe.fact(&scene.target(), &seen);
        (HttpProbe.fact(&scene.target(), &own), front, log.lines().map(str::to_owned).collect())
    }
}

fn spawn(folder: &Path, port: u16, lines: &str) -> Child {
    let text = format!(
        "user root; daemon off; pid nginx.pid; error_log stderr; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/css css; application/javascript js; text/plain txt; }}
  charset utf-8;
  log_format line '$request_method $request_uri';
  access_log log line;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate c.pem; ssl_certificate_key k.pem;
    root www; index index.html; {lines}
  }}
}}
"
    );
    std::fs::write(folder.join("nginx.conf"), text).expect("a file");
    let mut command = Command::new("nginx");
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("OPENSSL_CONF", "/dev/null");
    command.arg("-p").arg(folder).args(["-c", "nginx.conf", "-e", "stderr"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("nginx (Debian package nginx-light) starts")
}

fn listens(child: &mut Child, port: u16) -> bool {
    let started = Instant::now();
    loop {
        let accepts = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
        if child.try_wait().expect("its state").is_some() {
            return false;
        }
        if accepts {
            return true;
        }
        assert!(started.elapsed() < PATIENCE, "nginx does not listen");
        std::thread::yield_now();
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let started = Instant::now();
        while asked.is_ok() && started.elapsed() < Duration::from_secs(5) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::yield_now();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn shown(value: &Value, path: &str) -> String {
    let field = path.split('.').try_fold(value, |value, name| value.field(name));
    field.unwrap_or_else(|| panic!("no field {path}")).shown()
}

#[tokio::test]
async fn a_sound_front_of_nginx_reads_sound() {
    let page = "<!doctype html><html lang=vi><title>Cổng</title><link rel=stylesheet href=/a.css>\
                <script src=/jquery.js></script><form action=/tra-cuu method=post><input name=cccd></form>";
    let files: &[(&str, &[u8])] = &[
        ("index.html", page.as_bytes()),
        ("a.css", b"p{}"),
        ("jquery.js", b"/*! jQuery v3.7.1 | (c) OpenJS Foundation and other contributors */"),
    ];
    let nginx = Nginx::start(
        files,
        "server_tokens off; if ($request_method = TRACE) { return 405; }
         add_header Content-Security-Policy \"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\" always;
         add_header Strict-Transport-Security 'max-age=31536000; includeSubDomains' always;
         add_header Referrer-Policy no-referrer always; add_header Cache-Control no-store always;
         location = /.well-known/security.txt { default_type text/plain;
           return 200 \"Contact: mailto:a@cong.test\\nExpires: 2027-06-01T00:00:00Z\\n\"; }",
    );
    let (http, front, log) = nginx.inspected().await;
    assert_eq!(log, ["GET /", "GET /jquery.js"], "nothing but the page and its script");
    for (path, expected) in [
        ("page.charset", "utf-8"),
        ("page.asks_personal", "true"),
        ("page.no_store", "true"),
        ("page.referrer", "no-referrer"),
        ("csp.grade", "A"),
        ("csp.reasons", "[]"),
        ("mixed", "{active: [], forms: [], passive: [], upgraded: false}"),
        ("unguarded", "[]"),
        ("trackers", "[]"),
        ("generator", "-"),
        ("scripts", "{own: 1, read: 1}"),
    ] {
        assert_eq!(shown(&front, path).to_lowercase(), expected.to_lowercase(), "{path}");
    }
    assert!(shown(&front, "libraries").contains("faults: [], gravest: -, label: jQuery 3.7.1"));
    for (path, expected) in [
        ("version_banners", "[]"),
        ("error_page", "{reveals: [], soft: false, status: 404}"),
        ("security_txt.flaws", "[]"),
        ("headers.hsts_headers", "1"),
        ("cors.reflects_origin", "false"),
        ("mixed_content", "[]"),
    ] {
        assert_eq!(shown(&http, path), expected, "{path}");
    }
}

#[tokio::test]
async fn a_faulty_front_of_nginx_reads_faulty() {
    let page = "<meta name=generator content='Joomla! 3.4'><script src=/lib/jquery.js></script>\
                <script src=/bundle.js></script><script src=https://cdn.example/vue@2.6.10/dist/vue.js></script>\
                <script src=https://connect.facebook.net/vi_VN/sdk.js></script><img src=http://anh.example/a.png>\
                <iframe src=http://khung.example/></iframe><input type=password>";
    let files: &[(&str, &[u8])] = &[
        ("index.html", page.as_bytes()),
        (
            "bundle.js",
            b"/*!\n  * Bootstrap v3.3.7 (http://getbootstrap.com)\n */ //! moment.js\n//! version : 2.18.1\n",
        ),
    ];
    let nginx = Nginx::start(
        files,
        "server_tokens on; add_header X-Frame-Options 'ALLOW-FROM https://a.example' always;
         add_header Strict-Transport-Security 'max-age=60' always;
         add_header Strict-Transport-Security 'max-age=31536000' always;
         add_header Content-Security-Policy \"script-src 'self' 'unsafe-inline' https://unpkg.com\" always;
         add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Allow-Credentials true always;
         error_page 404 =200 /index.html;",
    );
    let (http, front, _) = nginx.inspected().await;
    for (path, expected) in [
        ("page.asks_personal", "true"),
        ("page.no_store", "false"),
        ("page.referrer", "-"),
        ("csp.grade", "E"),
        ("csp.bypass_hosts", "[unpkg.com]"),
        ("mixed.active", "[http://khung.example/]"),
        ("mixed.passive", "[http://anh.example/a.png]"),
        ("trackers", "[{host: connect.facebook.net, name: Facebook}]"),
        ("generator", "Joomla! 3.4"),
    ] {
        assert_eq!(shown(&front, path), expected, "{path}");
    }
    let libraries = shown(&front, "libraries");
    for label in ["Bootstrap 3.3.7", "Moment 2.18.1", "Vue 2.6.10"] {
        assert!(libraries.contains(&format!("label: {label}")), "{libraries}");
    }
    assert!(!libraries.contains("jQuery"), "the site has no such file, only a page for everything: {libraries}");
    for (path, expected) in [
        ("headers.hsts_headers", "2"),
        ("headers.hsts.max_age", "60"),
        ("headers.frame_options", "none"),
        ("framing_blocked", "false"),
        ("error_page.soft", "true"),
        ("cors", "{reflects_origin: true, tried: [], with_credentials: true}"),
        ("security_txt", "-"),
    ] {
        assert_eq!(shown(&http, path), expected, "{path}");
    }
    assert!(shown(&http, "version_banners").contains("header: server, value: nginx/"));
}

#[tokio::test]
async fn pages_made_to_hurt_are_read_as_far_as_the_limit_and_told_so() {
    let large = "<p>chào".as_bytes().iter().copied().chain(std::iter::repeat_n(b' ', 40 << 20)).collect::<Vec<u8>>();
    let forms = "<form action=/x><input name=a>".repeat(100_000);
    let nested = "<div><a href=x><table><svg><b>".repeat(20_000);
    let nuls = b"\0<\0script src=/a.js>\0</script><script src=/b.js\0></script><img src=http://x.example/\0>".to_vec();
    let endless = format!("<a{}", " b=c".repeat(200_000));
    for (name, body, expected) in [
        ("large", large.as_slice(), "false"),
        ("forms", forms.as_bytes(), "false"),
        ("nested", nested.as_bytes(), "false"),
        ("nuls", nuls.as_slice(), "true"),
        ("endless", endless.as_bytes(), "false"),
        ("wrong-charset", b"\xff\xfe<\0p\0>\0\xe9\xff", "true"),
        ("empty", b"", "true"),
    ] {
        let nginx = Nginx::start(&[("index.html", body)], "");
        let started = Instant::now();
        let (_, front, _) = nginx.inspected().await;
        assert_eq!(shown(&front, "page.whole"), expected, "{name}");
        let mixed = shown(&front, "mixed");
        assert_eq!(mixed.starts_with("? (budget)"), expected == "false", "{name}: {mixed}");
        assert!(started.elapsed() < Duration::from_secs(60), "{name} takes too long");
    }
}
