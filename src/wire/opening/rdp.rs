//! Remote desktop: the X.224 connection request with RDP negotiation (MS-RDPBCGR, 2.2.1.1 and
//! 2.2.1.2).

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::{Talk, shown};

/// TPKT (19 bytes), X.224 connection request, and the negotiation: TLS, or CredSSP, which is inside
/// TLS too.
const REQUEST: [u8; 19] = [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0];

/// The request and the confirmation.
pub(super) async fn open<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.note("RDP negotiation request: TLS, CredSSP");
    talk.say(&REQUEST).await?;
    let header = talk.exact(4).await?;
    let length = match header.as_slice() {
        [3, _, high, low] => usize::from(u16::from_be_bytes([*high, *low])),
        _ => 0,
    };
    // A confirmation has 11 bytes, and 8 more of negotiation.
    let Some(rest) = length.checked_sub(4).filter(|rest| (7..=64).contains(rest)) else {
        let said = shown(&[&header, talk.ahead()].concat());
        return Err(Shut::garbled(talk.protocol, &said));
    };
    let confirm = talk.exact(rest).await?;
    let [_, 0xd0, _, _, _, _, _, negotiation @ ..] = confirm.as_slice() else {
        return Err(Shut::garbled(talk.protocol, &shown(&confirm)));
    };
    match *negotiation {
        [2, _, 8, 0, 1, 0, 0, 0] => talk.note("TLS"),
        [2, _, 8, 0, 2, 0, 0, 0] => talk.note("CredSSP"),
        [2, _, 8, 0, 0, 0, 0, 0] => return Err(Shut::refused(talk.protocol, "standard RDP security")),
        [3, _, 8, 0, code, 0, 0, 0] => return Err(failure(talk, code)),
        // A server from before the negotiation knows only the old encryption.
        [] => return Err(Shut::refused(talk.protocol, "no negotiation")),
        _ => return Err(Shut::garbled(talk.protocol, &shown(negotiation))),
    }
    Ok(())
}

/// The failure codes of MS-RDPBCGR 2.2.1.2.2.
fn failure<S: AsyncRead + AsyncWrite + Unpin>(talk: &Talk<'_, S>, code: u8) -> Shut {
    let protocol = talk.protocol;
    match code {
        1 => Shut::denied(protocol, "SSL_REQUIRED_BY_SERVER"),
        2 => Shut::refused(protocol, "SSL_NOT_ALLOWED_BY_SERVER"),
        3 => Shut::refused(protocol, "SSL_CERT_NOT_ON_SERVER"),
        5 => Shut::denied(protocol, "HYBRID_REQUIRED_BY_SERVER"),
        6 => Shut::denied(protocol, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER"),
        _ => Shut::garbled(protocol, &format!("failure {code}")),
    }
}
