//! Revocation data on loopback, where certificates say: OpenSSL's responder, the lists, and the time-stamp authority.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use super::infrastructure::{path, run, world};
use super::raw::{Raw, read_request};

/// People whose certificates say where their revocation is told.
const PEOPLE: [&str; 4] = ["leader", "clerk", "judge", "chief"];

/// The servers, and what they were asked: `POST /ocsp`, `GET /root.crl`.
pub(crate) struct Near {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Near {
    /// Starts them, and issues the certificates of the world anew with their addresses: of this process's copy of the
    /// world, since every test is a process of its own.
    pub(crate) fn start() -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        let port = Raw::start(move |stream| serve(stream, &noted));
        let address = |path: &str| format!("http://127.0.0.1:{port}/{path}");
        let own = std::fs::read_to_string(world().path("authority.cnf")).expect("the configuration");
        let own = own
            .replace("http://ocsp.example/", &address("ocsp"))
            .replace("http://crl.example/sub.crl", &address("sub.crl"));
        let middle = format!(
            "[middle]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n\
             subjectKeyIdentifier = hash\ncrlDistributionPoints = URI:{}\n",
            address("root.crl")
        );
        std::fs::write(world().path("authority.cnf"), own + &middle).expect("a file");
        world().issue("root", "sub", "middle", -60, 3000);
        world().issue("sub", "stamper", "stamper", -60, 900);
        for name in PEOPLE {
            world().issue("sub", name, "signer", -1, 900);
            world().pack(name, &[]);
        }
        Self { port, asked }
    }

    /// The address of the time-stamp authority.
    pub(crate) fn stamper(&self) -> String {
        format!("http://127.0.0.1:{}/stamp", self.port)
    }

    /// What was asked since the last time, each once, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().expect("a lock"));
        asked.sort();
        asked.dedup();
        asked
    }

    /// Revokes a certificate: from now on the responder says so.
    pub(crate) fn revoke(&self, name: &str) {
        let file = format!("{name}.pem");
        world().openssl(&["ca", "-config", "authority.cnf", "-name", "sub", "-revoke", &file]);
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    let head = read_request(&mut stream);
    let lower = head.to_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    if stream.read_exact(&mut body).is_err() {
        return;
    }
    let what = head.split(" HTTP/").next().unwrap_or_default().to_owned();
    let (kind, reply) = match what.as_str() {
        "POST /ocsp" => ("application/ocsp-response", answered(&body)),
        "POST /stamp" => ("application/timestamp-reply", world().stamped(&body)),
        "GET /root.crl" => ("application/pkix-crl", world().read("root.crl")),
        "GET /sub.crl" => ("application/pkix-crl", world().read("sub.crl")),
        _ => return,
    };
    asked.lock().expect("a lock").push(what);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", reply.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&reply));
}

/// What OpenSSL's responder says.
fn answered(question: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let (asked, answer) = (folder.path().join("asked"), folder.path().join("answer"));
    std::fs::write(&asked, question).expect("a file");
    let whose = ["-index", "sub.db", "-rsigner", "responder.pem", "-rkey", "responder.key", "-CA", "sub.pem"];
    let what = ["-reqin", path(&asked), "-respout", path(&answer), "-ndays", "2"];
    run("openssl", &[&["ocsp"], &whose[..], &what].concat(), &world().path(""));
    std::fs::read(answer).expect("an answer")
}
