//! Real servers other than OpenSSL's own, for the tests.

use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::probe::rehearsal::NAME;
use crate::wire::Endpoint;
use crate::wire::rehearsal::openssl;

/// A folder with an RSA and an ECDSA certificate.
pub(in crate::probe) fn keys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let rsa = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=portal.example.vn -days 9";
    openssl(folder.path(), rsa);
    let curve = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.pem -subj /CN=a";
    openssl(folder.path(), curve);
    folder
}

/// A server that ends with the test.
#[derive(Debug)]
pub(super) struct Peer {
    child: Child,
    _folder: tempfile::TempDir,
    /// Where it listens.
    pub(super) endpoint: Endpoint,
}

impl Peer {
    /// `gnutls-serv` with a priority string.
    pub(super) fn gnutls(priority: &str) -> Self {
        let (folder, port) = (keys(), free_port());
        let mut command = Command::new("gnutls-serv");
        command.current_dir(folder.path()).args(["--http", "--x509certfile=cert.pem", "--x509keyfile=key.pem"]);
        command.args([format!("--port={port}"), format!("--priority={priority}")]);
        Self::start(command, folder, port)
    }

    /// nginx with directives for its one server.
    pub(super) fn nginx(directives: &str) -> Self {
        let (folder, port) = (keys(), free_port());
        let root = folder.path().display();
        let settings = format!(
            "daemon off; worker_processes 1; pid {root}/pid; error_log {root}/error;\n\
             events {{}}\nhttp {{ access_log off; client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;\n\
             fastcgi_temp_path {root}/fast; uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;\n\
             server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {root}/cert.pem; ssl_certificate_key {root}/key.pem;\n\
             {directives} location / {{ return 200 'here'; }} }} }}\n"
        );
        std::fs::write(folder.path().join("nginx.conf"), settings).expect("written");
        let program = if std::path::Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).args(["-c", "nginx.conf", "-e", "error"]);
        Self::start(command, folder, port)
    }

    /// Waits until it listens.
    fn start(mut command: Command, folder: tempfile::TempDir, port: u16) -> Self {
        let quiet = command.env("OPENSSL_CONF", "/dev/null").stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = quiet.stderr(Stdio::null()).spawn().expect("the server starts");
        while !listens(port) {
            assert_eq!(child.try_wait().expect("a child"), None, "the server ended by itself");
            std::thread::yield_now();
        }
        let endpoint = Endpoint::new(NAME, IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        Self { child, _folder: folder, endpoint }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[expect(clippy::disallowed_methods, reason = "a test waits for its own server")]
fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that the system gave and that is free again: neither program says which one it took.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}
