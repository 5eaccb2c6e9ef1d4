//! The protocols that answer by three digits: SMTP and LMTP (RFC 5321, RFC 3207), FTP (RFC 959,
//! RFC 4217).

use tokio::io::{AsyncRead, AsyncWrite};

use super::Shut;
use super::talk::Talk;
use crate::text::shorten;

/// The most lines of one answer.
const MOST_LINES: usize = 200;

/// An answer: its code and what stands behind the code on each line.
struct Answer {
    code: u16,
    lines: Vec<String>,
}

impl Answer {
    /// The answer as it is quoted: the code and its last line.
    fn shown(&self) -> String {
        shorten(&format!("{} {}", self.code, self.lines.last().map_or("", String::as_str)), 120)
    }
}

/// Mail: a greeting, the extensions, and the request.
pub(super) async fn mail<S>(talk: &mut Talk<'_, S>, hello: &str) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let greeting = answer(talk).await?;
    if greeting.code != 220 {
        return Err(unwelcome(talk, &greeting));
    }
    talk.command(hello).await?;
    let extensions = answer(talk).await?;
    if extensions.code != 250 {
        return Err(unwelcome(talk, &extensions));
    }
    // The first line is the server's own name.
    let offers =
        |line: &String| line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("STARTTLS"));
    if !extensions.lines.iter().skip(1).any(offers) {
        let listed: Vec<_> = extensions.lines.iter().skip(1).map(String::as_str).collect();
        return Err(Shut::refused(talk.protocol, &shorten(&format!("250 {}", listed.join(", ")), 120)));
    }
    talk.command("STARTTLS").await?;
    let go = answer(talk).await?;
    if go.code == 220 { Ok(()) } else { Err(unwelcome(talk, &go)) }
}

/// File transfer: a greeting and the request.
pub(super) async fn ftp<S>(talk: &mut Talk<'_, S>) -> Result<(), Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut greeting = answer(talk).await?;
    if greeting.code == 120 {
        // Ready in some minutes; a server that is ready sooner says so.
        greeting = answer(talk).await?;
    }
    if greeting.code != 220 {
        return Err(unwelcome(talk, &greeting));
    }
    talk.command("AUTH TLS").await?;
    let go = answer(talk).await?;
    if go.code == 234 { Ok(()) } else { Err(unwelcome(talk, &go)) }
}

/// What any other answer than the expected one means.
fn unwelcome<S: AsyncRead + AsyncWrite + Unpin>(talk: &Talk<'_, S>, answer: &Answer) -> Shut {
    let said = answer.shown();
    match answer.code {
        // The command is not known or not served.
        500..=504 => Shut::refused(talk.protocol, &said),
        400..=499 => Shut::later(talk.protocol, &said),
        505..=599 => Shut::denied(talk.protocol, &said),
        _ => Shut::garbled(talk.protocol, &said),
    }
}

/// Reads one answer: `250 text`, or `250-text` lines up to one that begins with `250` and a space.
async fn answer<S>(talk: &mut Talk<'_, S>) -> Result<Answer, Shut>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let first = talk.line().await?;
    let Some((code, last, rest)) = coded(&first) else {
        return Err(Shut::garbled(talk.protocol, &shorten(&first, 60)));
    };
    let mut lines = vec![rest.to_owned()];
    let mut ended = last;
    while !ended {
        if lines.len() >= MOST_LINES {
            let said = format!("{code}-{}", lines.last().map_or("", String::as_str));
            return Err(Shut::garbled(talk.protocol, &shorten(&said, 60)));
        }
        let line = talk.line().await?;
        // FTP lets the lines in between begin with anything.
        let (own, rest) = match coded(&line) {
            Some((again, last, rest)) if again == code => (last, rest),
            _ => (false, line.as_str()),
        };
        ended = own;
        lines.push(rest.to_owned());
    }
    let answer = Answer { code, lines };
    talk.note(&answer.shown());
    Ok(answer)
}

/// The code, whether the line is the last one, and the text behind.
fn coded(line: &str) -> Option<(u16, bool, &str)> {
    let (digits, rest) = line.split_at_checked(3)?;
    let code = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
    match rest.chars().next() {
        None => Some((code, true, "")),
        Some(' ') => Some((code, true, rest.trim_start())),
        Some('-') => Some((code, false, rest.get(1..).unwrap_or_default())),
        Some(_) => None,
    }
}
