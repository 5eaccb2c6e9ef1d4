//! LDAP: the StartTLS extended operation (RFC 4511, section 4.14) in BER.

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::{Talk, shown};
use crate::text::shorten;

/// `SEQUENCE { 1, [APPLICATION 23] { [0] "1.3.6.1.4.1.1466.20037" } }`, without the name.
const REQUEST: [u8; 9] = [0x30, 29, 2, 1, 1, 0x77, 24, 0x80, 22];
/// The name of the operation.
const NAME: &[u8] = b"1.3.6.1.4.1.1466.20037";
/// The longest answer that is read.
const LONGEST: usize = 16 << 10;

/// The request and the response.
pub(super) async fn open<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.note("StartTLS");
    talk.say(&[&REQUEST, NAME].concat()).await?;
    let message = message(talk).await?;
    let Some(response) = read(&message) else { return Err(Shut::garbled(talk.protocol, &shown(&message))) };
    let said = shorten(&format!("{} {}", response.code, response.diagnosis), 120);
    talk.note(&said);
    match (response.number, response.code) {
        (1, 0) => Ok(()),
        // 51 busy; a notice of disconnection (number 0) with it means the same.
        (_, 51) => Err(Shut::later(talk.protocol, &said)),
        // 1 operationsError, 2 protocolError: the operation is not known.
        (1, 1 | 2) => Err(Shut::refused(talk.protocol, &said)),
        (0 | 1, _) => Err(Shut::denied(talk.protocol, &said)),
        _ => Err(Shut::garbled(talk.protocol, &said)),
    }
}

/// The content of the outer sequence. Its length is read before anything of it is waited for.
async fn message<S>(talk: &mut Talk<'_, S>) -> Result<Vec<u8>, Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let head = talk.exact(2).await?;
    let (tag, first) = (head.first().copied().unwrap_or_default(), head.get(1).copied().unwrap_or_default());
    let length = match (tag, first) {
        (0x30, 0..=0x7f) => usize::from(first),
        (0x30, 0x81..=0x84) => {
            let bytes = talk.exact(usize::from(first & 0x7f)).await?;
            bytes.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
        }
        _ => {
            let said = shown(&[&head, talk.ahead()].concat());
            return Err(Shut::garbled(talk.protocol, &said));
        }
    };
    if length > LONGEST {
        return Err(Shut::flooded(talk.protocol, LONGEST));
    }
    talk.exact(length).await
}

/// What is read of an extended response.
struct Response {
    number: i64,
    code: i64,
    diagnosis: String,
}

fn read(message: &[u8]) -> Option<Response> {
    let (number, rest) = element(message, 0x02)?;
    let (mut body, _) = element(rest, 0x78)?;
    let code;
    (code, body) = element(body, 0x0a)?;
    (_, body) = element(body, 0x04)?;
    let (diagnosis, _) = element(body, 0x04)?;
    Some(Response { number: integer(number)?, code: integer(code)?, diagnosis: shown(diagnosis) })
}

/// The content of an element with this tag, and what follows it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&own, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    (own == tag).then(|| rest.split_at_checked(length)).flatten()
}

/// A small integer that is not negative.
fn integer(content: &[u8]) -> Option<i64> {
    let fits = (1..=4).contains(&content.len()) && content.first().is_some_and(|byte| *byte < 0x80);
    fits.then(|| content.iter().fold(0, |sum, byte| sum << 8 | i64::from(*byte)))
}
