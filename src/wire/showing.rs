//! Showing figures to a monitor that fetches them: one small page over HTTP, on an address that is asked for.
//!
//! Whoever connects is a stranger: a few at once, a few seconds each, a few bytes of question, and then the door closes.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Connections that are served at once; one more is closed.
const MOST_AT_ONCE: usize = 16;
/// How long one may take.
const TIME: Duration = Duration::from_secs(5);
/// The longest question.
const MOST_HEAD: usize = 8 << 10;

/// Writes the page anew for each fetch.
pub type Page = Arc<dyn Fn() -> String + Send + Sync>;

/// A listener that shows a page.
#[derive(Debug)]
pub struct Showing {
    listener: TcpListener,
}

impl Showing {
    /// Listens; an address without a port gets one from the system.
    #[expect(clippy::disallowed_methods, reason = "asked for by a flag, and outside every scope: it only answers")]
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await? })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Shows the page at `/metrics`, for as long as this is awaited.
    pub async fn serve(self, page: Page) {
        let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                // Out of file descriptors, say: probings need them more.
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            };
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
            let page = Arc::clone(&page);
            drop(tokio::spawn(async move {
                drop(timeout(TIME, answer(stream, &page)).await);
                drop(place);
            }));
        }
    }
}

async fn answer(mut stream: TcpStream, page: &Page) -> io::Result<()> {
    let mut head = Vec::with_capacity(512);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() >= MOST_HEAD || (&mut stream).take(512).read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let line = head.split(|b| *b == b'\r').next().unwrap_or_default();
    let (status, body) = match line {
        b"GET /metrics HTTP/1.1" | b"GET /metrics HTTP/1.0" => ("200 OK", page()),
        line if line.starts_with(b"GET ") => ("404 Not Found", "/metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", String::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fetch(address: SocketAddr, question: &str) -> String {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(question.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    #[tokio::test]
    async fn the_page_is_shown_and_strangers_do_not_hold_it_up() {
        let showing = Showing::bind("127.0.0.1:0".parse().expect("an address")).await.expect("a listener");
        let address = showing.address().expect("an address");
        let served = tokio::spawn(showing.serve(Arc::new(|| "up 1\n".to_owned())));
        let answer = fetch(address, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nup 1\n"), "{answer}");
        assert!(fetch(address, "GET / HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        assert!(fetch(address, "POST /metrics HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 405"));
        let mut silent = Vec::new();
        for _ in 0..MOST_AT_ONCE {
            silent.push(TcpStream::connect(address).await.expect("a connection"));
        }
        // The places are taken, so the next is closed at once, and not left to wait.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut late = TcpStream::connect(address).await.expect("a connection");
        let mut rest = Vec::new();
        assert!(late.read_to_end(&mut rest).await.is_ok_and(|read| read == 0) || rest.is_empty());
        drop(silent);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(fetch(address, "GET /metrics HTTP/1.1\r\n\r\n").await.ends_with("up 1\n"));
        served.abort();
    }
}
