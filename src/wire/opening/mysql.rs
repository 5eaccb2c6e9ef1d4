//! MySQL and MariaDB: the server's greeting and `SSLRequest` (MySQL internals, "Connection Phase").

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::{Talk, shown};

/// The longest greeting; real ones have about 100 bytes.
const LONGEST: usize = 4 << 10;
/// Capability: the server goes on in TLS when asked.
const CLIENT_SSL: u16 = 0x0800;
/// The request: 32 bytes, number 1; protocol 4.1, TLS, secure connection; packets up to 16 MB;
/// UTF-8; 23 zeros.
const SSL_REQUEST: [u8; 13] = [32, 0, 0, 1, 0x00, 0x8a, 0, 0, 0, 0, 0, 1, 33];

/// A greeting, then the request; the server gives no go-ahead, TLS follows at once.
pub(super) async fn open<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let header = talk.exact(4).await?;
    let length = match header.as_slice() {
        [low, middle, high, 0] => usize::from(*low) | usize::from(*middle) << 8 | usize::from(*high) << 16,
        _ => 0,
    };
    if !(3..=LONGEST).contains(&length) {
        let said = shown(&[&header, talk.ahead()].concat());
        return Err(Shut::garbled(talk.protocol, &said));
    }
    let greeting = talk.exact(length).await?;
    let Some((version, capabilities)) = read(&greeting) else { return Err(turned_away(talk, &greeting)) };
    talk.note(&version);
    if capabilities & CLIENT_SSL == 0 {
        return Err(Shut::refused(talk.protocol, &version));
    }
    // What came with the greeting came before anything was asked, which `say` does not pass over.
    talk.note("SSLRequest");
    let mut request = SSL_REQUEST.to_vec();
    request.resize(36, 0);
    talk.say(&request).await
}

/// The version and the lower half of the capabilities of a greeting of protocol 10.
fn read(greeting: &[u8]) -> Option<(String, u16)> {
    let rest = greeting.strip_prefix(&[10])?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    let (version, rest) = rest.split_at_checked(end)?;
    // The zero, four bytes of the thread, eight of the challenge, one zero.
    let capabilities = rest.get(14..16)?;
    Some((shown(version), u16::from_le_bytes(capabilities.try_into().ok()?)))
}

/// What an error packet, or anything else in place of the greeting, means.
fn turned_away<S: AsyncRead + AsyncWrite + Unpin>(talk: &Talk<'_, S>, greeting: &[u8]) -> Shut {
    match greeting {
        [0xff, low, high, message @ ..] => {
            let code = u16::from_le_bytes([*low, *high]);
            let said = format!("{code} {}", shown(message));
            // 1040: too many connections; 1203: too many of one user.
            if matches!(code, 1040 | 1203) {
                Shut::later(talk.protocol, &said)
            } else {
                Shut::denied(talk.protocol, &said)
            }
        }
        // The protocol before MySQL 3.21 knows no TLS.
        [9, version @ ..] => Shut::refused(talk.protocol, &shown(version)),
        other => Shut::garbled(talk.protocol, &shown(other)),
    }
}
