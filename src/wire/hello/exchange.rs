//! Sending a hello and reading what comes back.

use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::super::dial::Line;
use super::super::job::{Endpoint, Phase, Trouble};
use super::client::Hello;
use super::encode::encode;
use super::flight::{FirstFlight, Flight};
use super::fresh::Fresh;
use crate::fact::Reason;
use crate::text::{Text, text};

/// Sends a hello and reads the first flight. A close or a reset is an answer; silence is not.
pub(in crate::wire) async fn first_flight(
    mut line: Line,
    endpoint: &Endpoint,
    hello: &Hello,
) -> Result<FirstFlight, Trouble> {
    match exchange(&mut line, hello).await {
        Ok(flight) => Ok(FirstFlight { elapsed_ms: line.elapsed_ms(), ..flight }),
        Err(ExchangeError::Randomness) => Err(line.trouble(
            Phase::Tls,
            Reason::ProbeFailed,
            Text::new("máy này không sinh được số ngẫu nhiên", "this machine has no randomness"),
        )),
        Err(ExchangeError::Io(error)) if error.kind() == ErrorKind::TimedOut => {
            let version = hello.version.shown();
            Err(line.trouble(
                Phase::Tls,
                Reason::Timeout,
                text!(
                    "{endpoint} không trả lời lời chào {version} trong thời hạn",
                    "{endpoint} did not answer a {version} hello in time"
                ),
            ))
        }
        Err(ExchangeError::Io(error)) => Err(line.io_trouble(Phase::Tls, &error)),
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::wire) enum ExchangeError {
    /// The operating system gave no random bytes.
    Randomness,
    /// The connection failed in a way that is no answer.
    Io(io::Error),
}

/// [`first_flight`] over any stream, without the time it took.
pub(in crate::wire) async fn exchange<S>(stream: &mut S, hello: &Hello) -> Result<FirstFlight, ExchangeError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let fresh = Fresh::draw(hello).map_err(|_| ExchangeError::Randomness)?;
    let mut flight = Flight::to(hello.version);
    if let Err(error) = send(stream, &encode(hello, &fresh)).await {
        return if is_close(&error) { Ok(flight.finish(0)) } else { Err(ExchangeError::Io(error)) };
    }
    let mut buffer = [0; 4096];
    loop {
        let count = match stream.read(&mut buffer).await {
            Ok(0) => return Ok(flight.finish(0)),
            Ok(count) => count,
            // Whatever went wrong after the server had accepted, it has accepted.
            Err(error) if flight.accepted() || is_close(&error) => return Ok(flight.finish(0)),
            Err(error) => return Err(ExchangeError::Io(error)),
        };
        if flight.feed(buffer.get(..count).unwrap_or_default()) {
            return Ok(flight.finish(0));
        }
    }
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

fn is_close(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::sync::LazyLock;
    use std::time::Duration;

    use proptest::prelude::*;
    use tokio::io::duplex;

    use super::*;
    use crate::wire::hello::{Reply, TlsVersion};
    use crate::wire::rehearsal::{OpenSsl, openssl, perform};
    use crate::wire::{Answer, Job};

    fn hello(version: TlsVersion) -> Hello {
        Hello::of_version(version, "portal.example.vn")
    }

    /// The answer of a server that reads a hello, says `bytes` and closes.
    async fn answered(bytes: &'static [u8]) -> FirstFlight {
        let (mut near, mut far) = duplex(64 * 1024);
        let server = tokio::spawn(async move {
            let mut hello = [0; 16];
            far.read_exact(&mut hello).await.expect("a hello");
            far.write_all(bytes).await.expect("room");
        });
        let flight = exchange(&mut near, &hello(TlsVersion::Tls12)).await.expect("an answer");
        server.await.expect("the server ends");
        flight
    }

    #[tokio::test]
    async fn a_close_is_an_answer_and_so_is_another_protocol() {
        assert_eq!(answered(b"").await.reply, Reply::Closed);
        assert!(matches!(answered(b"SSH-2.0-OpenSSH_9.2\r\n").await.reply, Reply::NotTls { .. }));
        assert!(matches!(answered(&[21, 3, 1, 0, 2, 2, 40]).await.reply, Reply::Alert(_)));
        // A record that was cut off is no TLS, and no refusal.
        assert!(matches!(answered(&[22, 3, 1, 0, 90, 2]).await.reply, Reply::NotTls { .. }));
    }

    #[tokio::test]
    async fn silence_is_no_answer() {
        let (mut near, _far) = duplex(64 * 1024);
        let offer = hello(TlsVersion::Tls12);
        let waiting = exchange(&mut near, &offer);
        assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
    }

    fn server(arguments: &[&str]) -> (tempfile::TempDir, OpenSsl) {
        let folder = tempfile::tempdir().expect("a folder");
        let command = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 9";
        openssl(folder.path(), command);
        let mut all = vec!["-cert", "cert.pem", "-key", "key.pem"];
        all.extend(arguments);
        let server = OpenSsl::start(folder.path(), &all);
        (folder, server)
    }

    #[tokio::test]
    async fn a_real_server_answers_an_empty_share_with_suite_and_group() {
        let (_folder, server) = server(&["-groups", "P-521"]);
        let job = Job::Hello(server.endpoint.clone(), hello(TlsVersion::Tls13));
        let Ok(Answer::Flight(flight)) = perform(&job).await else { panic!("no flight") };
        let Reply::ServerHello(chosen) = flight.reply else { panic!("{flight:?}") };
        assert_eq!((chosen.version, chosen.retry, chosen.group), (TlsVersion::Tls13, true, Some(25)));
        let job = Job::Hello(server.endpoint.clone(), hello(TlsVersion::Tls12));
        let Ok(Answer::Flight(flight)) = perform(&job).await else { panic!("no flight") };
        assert_eq!(flight.certificates.len(), 1);
        assert!(!flight.asks_certificate);
    }

    #[tokio::test]
    async fn a_real_server_takes_our_real_share() {
        let (_folder, server) = server(&["-groups", "X25519:P-256", "-Verify", "1"]);
        let job = Job::Hello(server.endpoint.clone(), hello(TlsVersion::Tls13).with_real_share());
        let Ok(Answer::Flight(flight)) = perform(&job).await else { panic!("no flight") };
        let Reply::ServerHello(chosen) = flight.reply else { panic!("{flight:?}") };
        assert_eq!((chosen.retry, chosen.group), (false, Some(29)));
        let job = Job::Hello(server.endpoint.clone(), hello(TlsVersion::Tls12));
        let Ok(Answer::Flight(flight)) = perform(&job).await else { panic!("no flight") };
        assert!(flight.asks_certificate);
    }

    /// The raw first flight of a real server.
    static REAL: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let (_folder, server) = server(&["-tls1_2"]);
        let hello = hello(TlsVersion::Tls12);
        let mut stream = TcpStream::connect(server.endpoint.socket()).expect("a connection");
        stream.write_all(&encode(&hello, &Fresh::draw(&hello).expect("randomness"))).expect("sent");
        let mut whole = Vec::new();
        let mut flight = Flight::default();
        let mut buffer = [0; 4096];
        loop {
            let count = stream.read(&mut buffer).expect("bytes");
            whole.extend_from_slice(&buffer[..count]);
            if count == 0 || flight.feed(&buffer[..count]) {
                return whole;
            }
        }
    });

    proptest! {
        #[test]
        fn a_mutated_real_flight_never_panics(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
            keep in any::<prop::sample::Index>(),
            cut in 1_usize..300,
        ) {
            let mut bytes = REAL.clone();
            prop_assert!(bytes.len() > 500);
            for (place, value) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *value;
            }
            if changes.len() > 6 {
                bytes.truncate(keep.index(bytes.len()));
            }
            let mut flight = Flight::default();
            bytes.chunks(cut).any(|piece| flight.feed(piece));
            let flight = flight.finish(0);
            if changes.is_empty() {
                prop_assert!(matches!(flight.reply, Reply::ServerHello(_)));
                prop_assert_eq!(flight.certificates.len(), 1);
            }
        }
    }
}
