//! Logs that a real nginx and a real HAProxy write of requests that curl sends, all over sockets of files.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::*;
use crate::ledger::samples::Class;

const FORMAT: &str = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" rt=$request_time uct=\"$upstream_connect_time\" urt=\"$upstream_response_time\" us=\"$upstream_status\" ua=\"$upstream_addr\"";

/// A program, ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts nginx as the far side and as a gateway before it, and HAProxy as another gateway.
fn start(folder: &Path) -> [Running; 2] {
    let at = folder.display();
    let nginx = format!(
        "daemon off; master_process off; pid {at}/pid; error_log {at}/error; events {{}} http {{\n\
         log_format full '{FORMAT}'; client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
         server {{ listen unix:{at}/far; access_log off; location /lgsp/ok {{ return 200; }} location /lgsp/broken {{ return 500; }} location /lgsp/login {{ return 401; }} location /lgsp/slow {{ proxy_pass http://unix:{at}/hole; }} }}\n\
         server {{ listen unix:{at}/gate; access_log {at}/full.log full; access_log {at}/combined.log combined;\n\
         location /lgsp/gone {{ proxy_pass http://unix:{at}/none; }} location /lgsp/slow {{ proxy_read_timeout 1s; proxy_pass http://unix:{at}/hole; }}\n\
         location /lgsp {{ proxy_pass http://unix:{at}/far; }} location / {{ return 404; }} }} }}\n"
    );
    fs::write(folder.join("nginx.conf"), nginx).expect("a file");
    let haproxy = format!(
        "global\n  log stdout format raw daemon info\ndefaults\n  mode http\n  log global\n  option httplog\n  retries 0\n  timeout client 5s\n  timeout connect 1s\n  timeout server 1s\n\
         frontend in\n  bind unix@{at}/proxy\n  use_backend gone if {{ path_beg /lgsp/gone }}\n  use_backend slow if {{ path_beg /lgsp/slow }}\n  default_backend far\n\
         backend far\n  server s1 unix@{at}/far\nbackend gone\n  server s2 unix@{at}/none\nbackend slow\n  server s3 unix@{at}/hole\n"
    );
    fs::write(folder.join("haproxy.cfg"), haproxy).expect("a file");
    let run = |program: &str, arguments: &[&str], out: Stdio| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(out).stderr(Stdio::null());
        Running(command.spawn().unwrap_or_else(|error| panic!("{program}: {error}")))
    };
    let log = fs::File::create(folder.join("haproxy.log")).expect("a file");
    let configuration = folder.join("nginx.conf");
    [
        run("nginx", &["-c", &configuration.to_string_lossy()], Stdio::null()),
        run("haproxy", &["-db", "-f", "haproxy.cfg"], Stdio::from(log)),
    ]
}

fn ask(folder: &Path, socket: &str, path: &str, most: &str) {
    let status = Command::new("curl")
        .args(["-s", "-o", "/dev/null", "-m", most, "-u", "nguyenvanan:x", "--unix-socket", socket])
        .arg(format!("http://gw.test{path}"))
        .current_dir(folder)
        .status();
    status.expect("curl");
}

#[test]
fn what_real_gateways_log_becomes_what_happened() {
    let folder = tempfile::tempdir().expect("a folder");
    let hole = std::os::unix::net::UnixListener::bind(folder.path().join("hole")).expect("a socket");
    let running = start(folder.path());
    let both = ["gate", "proxy"];
    for _ in 0..600 {
        if both.iter().all(|socket| folder.path().join(socket).exists()) {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    for socket in both {
        for path in ["/lgsp/ok?so=040090000001", "/lgsp/broken", "/lgsp/login", "/lgsp/gone", "/lgsp/slow", "/other"] {
            ask(folder.path(), socket, path, "20");
        }
        // Gone before the gateway gives up.
        ask(folder.path(), socket, "/lgsp/slow", "0.3");
    }
    sleep(Duration::from_millis(1_500));
    drop((running, hole));
    let read = |file: &str, format, mapping: &Mapping| {
        let bytes = fs::read(folder.path().join(file)).expect("a log");
        let reading = read(&mut bytes.as_slice(), format, mapping, &[]).expect("a stream");
        assert_eq!(reading.problems.total(), 0, "{file}: {}", String::from_utf8_lossy(&bytes));
        assert!(reading.tally.adds_up() && !reading.samples.is_empty());
        let classes: Vec<_> = reading.requests.expect("requests").classes.into_iter().collect();
        (classes, reading.tally.skipped.into_iter().collect::<Vec<_>>())
    };
    let paths = Mapping { paths: vec!["/lgsp".to_owned()], ..Mapping::default() };
    let full = Mapping { log_format: Some(FORMAT.to_owned()), ..paths.clone() };
    assert_eq!(
        read("full.log", Format::Nginx, &full),
        (
            vec![(Class::Good, 1), (Class::Authentication, 1), (Class::GatewayStatus, 2), (Class::ServiceStatus, 1)],
            vec![(Skip::OtherPath, 1), (Skip::GaveUp, 1)]
        )
    );
    // `combined` does not say who gave a 401: a stranger's bad password is no outage.
    assert_eq!(
        read("combined.log", Format::Nginx, &paths),
        (
            vec![(Class::Good, 1), (Class::GatewayStatus, 2), (Class::ServiceStatus, 1)],
            vec![(Skip::OtherPath, 1), (Skip::Requester, 1), (Skip::GaveUp, 1)]
        )
    );
    let zone = Mapping { offset: offset("+00:00"), ..paths };
    let (classes, skipped) = read("haproxy.log", Format::HaProxy, &zone);
    assert_eq!(
        classes,
        [
            (Class::Good, 1),
            (Class::ConnectRefused, 1),
            (Class::Authentication, 1),
            (Class::ServiceStatus, 1),
            // Also of the one who went away: HAProxy waited on, and the far side was silent.
            (Class::ServiceTimeout, 2)
        ]
    );
    assert_eq!(skipped, [(Skip::OtherPath, 1)]);
}
