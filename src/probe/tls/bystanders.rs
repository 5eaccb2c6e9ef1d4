//! Real servers other than OpenSSL's own, for the tests: each listens on a free port of loopback and
//! ends with the test.

use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::probe::rehearsal::NAME;
use crate::wire::Endpoint;

/// A server that runs.
#[derive(Debug)]
pub(super) struct Bystander {
    child: Child,
    /// Where it listens.
    pub(super) endpoint: Endpoint,
}

impl Bystander {
    /// GnuTLS with the RSA certificate of a folder.
    pub(super) fn gnutls(folder: &Path) -> Self {
        Self::start(folder, |port| {
            let mut command = Command::new("gnutls-serv");
            command.args(["--port", &port.to_string(), "--echo", "--x509keyfile", "r.key", "--x509certfile", "r.pem"]);
            command
        })
    }

    /// nginx with the RSA certificate of a folder.
    pub(super) fn nginx(folder: &Path) -> Self {
        let home = folder.display();
        Self::start(folder, |port| {
            let text = format!(
                "daemon off; pid {home}/nginx.pid; error_log {home}/error.log; events {{}}\n\
                 http {{ access_log off; client_body_temp_path {home}/b; proxy_temp_path {home}/p;\n\
                 fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;\n\
                 server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {home}/r.pem; ssl_certificate_key {home}/r.key;\n\
                 ssl_protocols TLSv1.2 TLSv1.3; }} }}\n"
            );
            std::fs::write(folder.join("nginx.conf"), text).expect("written");
            let mut command = Command::new("nginx");
            command.args(["-p", &home.to_string(), "-e", "error.log", "-c", "nginx.conf"]);
            command.env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/sbin:/usr/local/bin");
            command
        })
    }

    /// Starts on a port that was free a moment ago, and once more on another where it was lost.
    fn start(folder: &Path, command: impl Fn(u16) -> Command) -> Self {
        for _ in 0..5 {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let port = free.local_addr().expect("an address").port();
            drop(free);
            let mut command = command(port);
            command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the server starts");
            while child.try_wait().expect("its state").is_none() {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                    let endpoint = Endpoint::new(NAME, IpAddr::V4(Ipv4Addr::LOCALHOST), port);
                    return Self { child, endpoint };
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        panic!("no port was left to the server");
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        // Asked first, because nginx ends its own children only then.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
