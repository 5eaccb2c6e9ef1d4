//! PostgreSQL: `SSLRequest` (PostgreSQL documentation, "Message Formats").

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::{Talk, shown};

/// Length 8, then the request's code 80877103.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// The request and one letter.
pub(super) async fn open<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.note("SSLRequest");
    talk.say(&SSL_REQUEST).await?;
    let letter = talk.exact(1).await?;
    talk.note(&shown(&letter));
    match letter.as_slice() {
        b"S" => Ok(()),
        b"N" => Err(Shut::refused(talk.protocol, "N")),
        // An error message instead: a server that has no place left, or keeps us out. It is plain
        // text that anybody may have sent, and is quoted as such.
        b"E" => {
            let said = format!("E {}", shown(talk.ahead()));
            Err(Shut::denied(talk.protocol, &said))
        }
        other => {
            let said = shown(&[other, talk.ahead()].concat());
            Err(Shut::garbled(talk.protocol, &said))
        }
    }
}
