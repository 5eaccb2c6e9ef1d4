//! What a watcher is lent for its requests is found nowhere: not in what is stored, shown, printed or logged, though the
//! service repeats it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use crate::lent::gather;
use crate::support::{Authority, Leaf, NAME, Needles, World, finish, required};

const PASSWORD: &str = "Mật+khẩu/7731!";
const TOKEN: &str = "khoa-api-0123456789";

/// A service over TLS that gives back, in its head and its body, what it was sent; every third time with a failure.
const ECHO: &str = "
import http.server, ssl, sys
class Echo(http.server.BaseHTTPRequestHandler):
    count = 0
    def do_GET(self):
        Echo.count += 1
        sent = str(self.headers) + self.headers.get('Authorization', '') + self.headers.get('X-Api-Key', '')
        body = sent.encode()
        self.send_response(500 if Echo.count % 3 == 0 else 200)
        self.send_header('X-Api-Key', self.headers.get('X-Api-Key', ''))
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Echo)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
";

/// The service; it ends with the test.
struct Service(Child, u16);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_a_watcher_is_lent_is_found_in_nothing_that_is_kept_printed_or_logged() {
    let world = World::new();
    let authority = Authority::new(&world.path(""));
    let (chain, key) = authority.leaf("service", &Leaf { name: NAME, ..Leaf::default() });
    let mut child = Command::new(required("python3", "python3"))
        .args(["-c", ECHO])
        .args([&chain, &key])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python3 starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let service = Service(child, line.trim().parse().expect("a port"));
    let secret = world.write("secret-token", format!("{TOKEN}\n"));
    fs::set_permissions(secret, fs::Permissions::from_mode(0o600)).expect("closed");
    let port = service.1;
    let root = world.path("trust/root.pem").display().to_string();
    let text = format!(
        "schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects:\n\
         - {{id: truc, kind: link, url: 'https://{NAME}:{port}/', addresses: [127.0.0.1], store: rieng, watch: {{timeout: 2s, hops: [\
         {{id: dich-vu, side: control, probe: http, every: 1s, request: {{account: {{user: kiem, password_env: KIEMTRA_HOP}}, \
         secret_headers: {{X-Api-Key: {{token_file: secret-token}}}}}}, expect: {{status: 200, lacks: 'khong-co'}}}}]}}}}\n\
         scope: {{names: ['{NAME}'], networks: [127.0.0.0/8], ports: [1-65535]}}\n\
         trust: {{rieng: {{purpose: organisation, files: ['{root}']}}}}\n\
         authorisation: {{document: 1/QĐ, issuer: An, from: '2020-01-01T00:00:00+07:00', until: '2090-12-01T00:00:00+07:00'}}\n"
    );
    let system = world.write("system.yaml", text).display().to_string();
    let planned = finish(world.command(&["plan", &system, "--lang", "en"]));
    assert!(planned.stdout.contains("with a lent secret"), "{}{}", planned.stdout, planned.stderr);
    let unset = finish(world.command(&["link", "watch", &system, "--once"]));
    assert!(unset.code == 78 && unset.stderr.contains("K-SEC-001"), "{}", unset.stderr);
    let changes = world.path("changes.jsonl").display().to_string();
    let mut watching = world.command(&[
        "--log",
        "json",
        "-vvv",
        "link",
        "watch",
        &system,
        "--for",
        "6s",
        "--lang",
        "en",
        "--changes",
        &changes,
    ]);
    watching.env("KIEMTRA_HOP", PASSWORD);
    let watched = finish(watching);
    assert_eq!(watched.code, 0, "{}", watched.stderr);
    let shown = finish(world.command(&["link", "show", &system, "--json"]));
    let data: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let hop = &data["truc"]["hops"][0];
    // It was let in, and what it was sent failed now and then.
    assert!(hop["outages"].as_array().is_some_and(|own| !own.is_empty()), "{hop:#}");
    assert_eq!(hop["outages"][0]["classes"][0], "service-status", "{hop:#}");
    let screen = finish(world.command(&["link", "show", &system]));
    let mut all = Vec::new();
    for (name, done) in [("watch", watched), ("show", shown), ("screen", screen), ("plan", planned)] {
        all.push((format!("{name}: output"), done.stdout.into_bytes()));
        all.push((format!("{name}: errors"), done.stderr.into_bytes()));
    }
    gather(&world.path(""), &mut all);
    assert!(all.iter().any(|(name, _)| name.ends_with(".samples")), "nothing was stored");
    let needles = Needles::default().and("the password", PASSWORD).and("the token", TOKEN);
    for (place, bytes) in &all {
        assert_eq!(needles.within(bytes), [""; 0], "in {place}");
    }
}
