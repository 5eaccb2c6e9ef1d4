//! The servers: a small one of our own, over TLS where asked, and OpenSSL's responder.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::seal::TimeStamper;
use crate::seal::tests::infrastructure::world;

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

/// Both directions of a connection.
pub(super) trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

/// A server that gives each request to a function; it ends with the test's process.
pub(super) struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(super) fn start(serve: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static) -> Self {
        Self::with(serve, |stream| Some(Box::new(stream)))
    }

    /// The same behind a certificate of its own for a name; the certificate in DER.
    pub(super) fn start_tls(
        name: &str,
        serve: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static,
    ) -> (Self, Vec<u8>) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.self_signed(&key).expect("a certificate").der().to_vec();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(certificate.clone())],
                PrivateKeyDer::try_from(key.serialize_der()).expect("a key"),
            )
            .expect("a configuration");
        let config = Arc::new(config);
        let wrap = move |stream: TcpStream| -> Option<Box<dyn Stream>> {
            let connection = ServerConnection::new(Arc::clone(&config)).ok()?;
            Some(Box::new(StreamOwned::new(connection, stream)))
        };
        (Self::with(serve, wrap), certificate)
    }

    fn with(
        serve: impl Fn(&Asked, &mut dyn Stream) + Send + Sync + 'static,
        wrap: impl Fn(TcpStream) -> Option<Box<dyn Stream>> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (noted, serve) = (Arc::clone(&asked), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(mut stream) = wrap(stream) else { continue };
                if let Some(request) = read(&mut *stream) {
                    noted.lock().expect("a lock").push(request.clone());
                    serve(&request, &mut *stream);
                }
            }
        });
        Self { port, asked }
    }

    pub(super) fn address(&self, scheme: &str, path: &str) -> String {
        format!("{scheme}://127.0.0.1:{}{path}", self.port)
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("a lock").clone()
    }
}

fn read(stream: &mut dyn Stream) -> Option<Asked> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a head");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Asked { head, body })
}

/// Writes a whole answer.
pub(super) fn answer(stream: &mut dyn Stream, status: u16, kind: &str, body: &[u8]) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).and_then(|()| stream.flush()));
}

/// What `openssl ts -reply` says.
pub(super) fn openssl_stamp(asked: &Asked, stream: &mut dyn Stream) {
    // The tests over TLS send no question that OpenSSL would stamp.
    let reply = if asked.body.len() > 10 { world().stamp(&asked.body).expect("a stamp") } else { Vec::new() };
    answer(stream, 200, "application/timestamp-reply", &reply);
}

/// A port on which nobody listens.
pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// OpenSSL's responder for the authority `sub`; ended when it is dropped.
pub(super) struct Responder {
    child: Child,
    port: u16,
    /// Kept open, so that it may go on talking.
    _said: BufReader<ChildStdout>,
}

pub(super) fn responder() -> Responder {
    let folder = world().path("sub.db");
    let mut child = Command::new("openssl")
        .args(["ocsp", "-port", "0", "-index", "sub.db", "-CA", "sub.pem", "-ndays", "1"])
        .args(["-rsigner", "responder.pem", "-rkey", "responder.key"])
        .current_dir(folder.parent().expect("a folder"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl");
    // It says where it listens: `ACCEPT [::]:40123 PID=77`.
    let mut said = BufReader::new(child.stdout.take().expect("its words"));
    let mut line = String::new();
    said.read_line(&mut line).expect("a line");
    let port = line.split(' ').find_map(|word| word.rsplit_once(':')?.1.parse().ok()).expect(&line);
    Responder { child, port, _said: said }
}

impl Responder {
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
