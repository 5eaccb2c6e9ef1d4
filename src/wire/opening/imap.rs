//! IMAP (RFC 9051, section 6.2.1).

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::Talk;
use crate::text::shorten;

/// Our tag. Servers must not guess it wrongly: only a line with it answers us.
const TAG: &str = "k1";
/// The most untagged lines before the answer.
const MOST_LINES: usize = 200;

/// A greeting, then the request; what the server would offer besides is not asked for.
pub(super) async fn open<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let greeting = talk.line().await?;
    talk.note(&greeting);
    let said = shorten(&greeting, 120);
    match second_word(&greeting, "*").as_deref() {
        Some("OK") => {}
        // Already signed in: TLS can no longer be asked for. A server that says good-bye, neither.
        Some("PREAUTH" | "BYE") => return Err(Shut::denied(talk.protocol, &said)),
        _ => return Err(Shut::garbled(talk.protocol, &shorten(&said, 60))),
    }
    talk.command(&format!("{TAG} STARTTLS")).await?;
    for _ in 0..MOST_LINES {
        let line = talk.line().await?;
        let said = shorten(&line, 120);
        let Some(word) = second_word(&line, TAG) else {
            match second_word(&line, "*").as_deref() {
                Some("BYE") => return Err(Shut::denied(talk.protocol, &said)),
                Some(_) => continue,
                None => return Err(Shut::garbled(talk.protocol, &shorten(&said, 60))),
            }
        };
        talk.note(&line);
        return match word.as_str() {
            "OK" => Ok(()),
            "NO" if line.to_ascii_uppercase().contains("[UNAVAILABLE]") => Err(Shut::later(talk.protocol, &said)),
            "NO" | "BAD" => Err(Shut::refused(talk.protocol, &said)),
            _ => Err(Shut::garbled(talk.protocol, &shorten(&said, 60))),
        };
    }
    Err(Shut::garbled(talk.protocol, "*"))
}

/// The word behind `tag`, in capitals.
fn second_word(line: &str, tag: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    (words.next()? == tag).then(|| words.next().unwrap_or_default().to_ascii_uppercase())
}
