//! A name server that knows no record of any name.

use std::net::{SocketAddr, UdpSocket};
use std::thread;

/// Answers every question with "no such record"; lives as long as the test's process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SilentResolver;

impl SilentResolver {
    /// Starts one and gives its address.
    pub(crate) fn start() -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let address = socket.local_addr().expect("an address");
        thread::spawn(move || {
            let mut question = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut question) {
                if let Some(answer) = question.get(..length).and_then(answer) {
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        address
    }
}

/// The question sent back as an answer without records.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let name = question.get(12..)?.iter().position(|byte| *byte == 0)?;
    let mut answer = question.get(..12 + name + 5)?.to_vec();
    answer.splice(2..12, [0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0]);
    Some(answer)
}
