//! Hand-made servers: every connection is given to a function in a thread of its own.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// A hand-made server; lives as long as the test's process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw;

impl Raw {
    /// Starts one and gives its port.
    pub(crate) fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(stream));
            }
        });
        port
    }
}

/// Reads the head of an HTTP request; gives what came.
pub(crate) fn read_request(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|length| length == 1) {
        head.extend(byte);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// Reads one TLS record whole; gives the version that a ClientHello in it asks for.
pub(crate) fn read_client_hello(stream: &mut TcpStream) -> Option<[u8; 2]> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).ok()?;
    let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    stream.read_exact(&mut body).ok()?;
    Some([*body.get(4)?, *body.get(5)?])
}
