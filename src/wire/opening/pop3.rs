//! POP3 (RFC 2595, section 4).

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::Talk;
use crate::text::shorten;

/// A greeting, then the request.
pub(super) async fn open<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let greeting = talk.line().await?;
    talk.note(&greeting);
    match (status(&greeting), is_passing(&greeting)) {
        (Some(true), _) => {}
        (Some(false), true) => return Err(Shut::later(talk.protocol, &shorten(&greeting, 120))),
        (Some(false), false) => return Err(Shut::denied(talk.protocol, &shorten(&greeting, 120))),
        (None, _) => return Err(Shut::garbled(talk.protocol, &shorten(&greeting, 60))),
    }
    talk.command("STLS").await?;
    let line = talk.line().await?;
    talk.note(&line);
    match (status(&line), is_passing(&line)) {
        (Some(true), _) => Ok(()),
        (Some(false), true) => Err(Shut::later(talk.protocol, &shorten(&line, 120))),
        (Some(false), false) => Err(Shut::refused(talk.protocol, &shorten(&line, 120))),
        (None, _) => Err(Shut::garbled(talk.protocol, &shorten(&line, 60))),
    }
}

fn status(line: &str) -> Option<bool> {
    match line.split_whitespace().next()? {
        "+OK" => Some(true),
        "-ERR" => Some(false),
        _ => None,
    }
}

/// Whether the server says that its trouble passes (RFC 2449, RFC 3206).
fn is_passing(line: &str) -> bool {
    ["[SYS/TEMP]", "[IN-USE]", "[LOGIN-DELAY]"].iter().any(|code| line.to_ascii_uppercase().contains(code))
}
