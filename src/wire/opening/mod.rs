//! What is said in the plain before TLS: each protocol's own request to go on in TLS.
//!
//! One file a family of protocols. A server that has no TLS there says so in its protocol's words,
//! and that is `refused`; one that does not let us come so far has `denied` it; what is none of the
//! protocol is `parse`, and a connection that ends without a word proves nothing. Whatever a server
//! sends in the plain after its go-ahead was not asked for and is protected by nothing: it is
//! counted and thrown away, never read as TLS (the class of CVE-2011-0411 and CVE-2021-23222).

mod imap;
mod ldap;
mod mysql;
mod pop3;
mod postgres;
mod rdp;
mod reply;
mod talk;

#[cfg(test)]
pub(in crate::wire) mod rehearsal;
#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncWrite};

use super::dial::Line;
use super::job::{Opening, Phase, Trouble};
use crate::fact::Reason;
use crate::system::Protocol;
use crate::text::{Text, text};
use talk::Talk;

/// A finished opening.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opened {
    /// The protocol that was spoken.
    pub protocol: Protocol,
    /// What the server said at each step, in short and escaped visibly.
    pub story: String,
    /// Bytes that came in the plain together with the go-ahead. They were thrown away; an honest
    /// server sends none.
    pub surplus: usize,
}

/// Speaks the opening on a line; nothing where TLS speaks from the first byte.
pub(super) async fn open(line: &mut Line, opening: Opening) -> Result<Option<Opened>, Trouble> {
    let Opening::StartTls(protocol) = opening else { return Ok(None) };
    line.watch().enter(Phase::Opening);
    match speak(line, protocol).await {
        Ok(opened) => Ok(Some(opened)),
        Err(Shut::Told(reason, detail)) => Err(line.trouble(Phase::Opening, reason, detail)),
        Err(Shut::Line(error)) => Err(line.io_trouble(Phase::Opening, &error)),
    }
}

/// Why TLS was not reached.
#[derive(Debug)]
pub(super) enum Shut {
    /// The protocol tells.
    Told(Reason, Text),
    /// The connection failed, of which the line knows more.
    Line(io::Error),
}

/// [`open`] over any stream.
pub(super) async fn speak<S>(stream: &mut S, protocol: Protocol) -> Result<Opened, Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut talk = Talk::new(stream, protocol);
    match protocol {
        Protocol::Ftp => reply::ftp(&mut talk).await,
        Protocol::Imap => imap::open(&mut talk).await,
        Protocol::Ldap => ldap::open(&mut talk).await,
        Protocol::Lmtp => reply::mail(&mut talk, "LHLO kiemtra.invalid").await,
        Protocol::Mysql => mysql::open(&mut talk).await,
        Protocol::Pop3 => pop3::open(&mut talk).await,
        Protocol::Postgres => postgres::open(&mut talk).await,
        Protocol::Rdp => rdp::open(&mut talk).await,
        Protocol::Smtp => reply::mail(&mut talk, "EHLO kiemtra.invalid").await,
    }?;
    Ok(talk.finish())
}

impl Shut {
    /// The server says that it has no TLS there.
    fn refused(protocol: Protocol, said: &str) -> Self {
        let name = protocol.text().en;
        Self::Told(
            Reason::Refused,
            text!(
                "máy chủ {name} trả lời rằng không có TLS ở cổng này: `{said}`",
                "the {name} server answers that it has no TLS at this port: `{said}`"
            ),
        )
    }

    /// The server does not let us come as far as TLS.
    fn denied(protocol: Protocol, said: &str) -> Self {
        let name = protocol.text().en;
        Self::Told(
            Reason::Denied,
            text!(
                "máy chủ {name} không cho chuyển sang TLS: `{said}`",
                "the {name} server does not let us go on to TLS: `{said}`"
            ),
        )
    }

    /// The server asks us to come back later.
    fn later(protocol: Protocol, said: &str) -> Self {
        let name = protocol.text().en;
        Self::Told(
            Reason::RateLimited,
            text!(
                "máy chủ {name} tạm thời không phục vụ: `{said}`",
                "the {name} server does not serve us for the moment: `{said}`"
            ),
        )
    }

    /// What came is not the protocol.
    fn garbled(protocol: Protocol, said: &str) -> Self {
        let name = protocol.text().en;
        Self::Told(
            Reason::Parse,
            text!(
                "câu trả lời trước TLS không đúng giao thức {name}: `{said}`",
                "the answer before TLS is not {name}: `{said}`"
            ),
        )
    }

    /// The server has answered what it was not asked yet.
    fn early(protocol: Protocol, said: &str) -> Self {
        let name = protocol.text().en;
        Self::Told(
            Reason::Parse,
            text!(
                "máy chủ {name} trả lời trước khi được hỏi, nên câu trả lời không đáng tin: `{said}`",
                "the {name} server answered before it was asked, which is not believed: `{said}`"
            ),
        )
    }

    /// More came than an opening ever needs.
    fn flooded(protocol: Protocol, most: usize) -> Self {
        let name = protocol.text().en;
        Self::Told(
            Reason::Budget,
            text!(
                "máy chủ {name} gửi quá {most} byte trước TLS nên dừng đọc theo giới hạn",
                "the {name} server sent more than {most} bytes before TLS, reading stopped at the limit"
            ),
        )
    }
}

/// A connection that ends in the middle says nothing about TLS.
impl From<io::Error> for Shut {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Self::Told(
                Reason::Unreachable,
                Text::new(
                    "máy chủ đóng kết nối trước khi trả lời có chuyển sang TLS hay không",
                    "the server closed the connection before it said whether it goes on in TLS",
                ),
            ),
            _ => Self::Line(error),
        }
    }
}
