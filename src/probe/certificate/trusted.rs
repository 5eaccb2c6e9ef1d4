//! Whether a server has proved who it is, so that a lent password or token may be handed in to it.
//!
//! Inspections connect to whoever answers, whatever its certificate: that is how its faults are seen. What is
//! lent belongs to somebody, and goes only to a server that its certificate proves to be the declared one.

use super::chain::Chain;
use super::{name, place, route};
use crate::fact::{Gap, Reason};
use crate::probe::walk::Walk;
use crate::probe::{Target, bearing};
use crate::text::{Text, shorten, text};
use crate::wire::{Answer, Session};

/// The proof that lent passwords and tokens may be handed in at the back-end of a target. It is made here
/// alone, and whoever writes a lent secret into a request has to have it.
#[derive(Clone, Copy, Debug)]
pub(in crate::probe) struct Lendable(());

/// Whether lent secrets may be handed in at the back-end of a target: over plain HTTP as it is declared, over
/// TLS where the certificate of the back-end is trusted. The handshake is that of the probe `certificate`, so
/// that the two are merged.
///
/// # Errors
///
/// Why they may not; `not-collected` while the handshake is awaited.
pub(in crate::probe) fn lendable(target: &Target<'_>, walk: &mut Walk<'_>) -> Result<Lendable, Gap> {
    if target.subject.place.secured().is_none() {
        return Ok(Lendable(()));
    }
    let endpoint = target.endpoint.ok_or(Reason::NotCollected)?;
    match walk.ask(bearing::session(&target.subject.place, endpoint))? {
        Answer::Session(session) => trusted(target, session).map(Lendable),
        _ => Err(refused(&Text::new("máy chủ không bắt tay với trình duyệt hiện nay", "no modern client is let in"))),
    }
}

/// Whether the certificate that a session presented is trusted: it has a path to the store that is declared for
/// the subject, is valid at the time of the run, is for the declared name, and its key signed the handshake.
///
/// # Errors
///
/// In what it fails.
pub(in crate::probe) fn trusted(target: &Target<'_>, session: &Session) -> Result<(), Gap> {
    let Some((declared, _)) = place(target) else {
        return Err(refused(&Text::new(
            "đối tượng không được khai báo dùng TLS",
            "the subject is not declared over TLS",
        )));
    };
    let chain = Chain::read(&session.chain);
    let Some((_, leaf)) = chain.leaf() else {
        return Err(refused(&Text::new("không đúng cấu trúc X.509", "it is no valid X.509")));
    };
    // Anybody may show another's certificate; only its owner signs with its key.
    if !session.signature_checked {
        let why = Text::new("không kiểm được chữ ký bằng khóa của nó", "the signature by its key cannot be verified");
        return Err(refused(&why));
    }
    let validity = leaf.validity();
    let life = validity.not_before.timestamp()..=validity.not_after.timestamp();
    if !life.contains(&target.now.as_second()) {
        return Err(refused(&Text::new("ngoài thời hạn hiệu lực", "it is not valid at this time")));
    }
    if !name::matches(leaf, declared.name) {
        let name = shorten(declared.name, 80);
        return Err(refused(&text!("không dành cho tên `{name}`", "it is not for the name `{name}`")));
    }
    if !route(target, declared, &chain).is_some_and(|route| route.holds()) {
        let store = shorten(declared.store, 40);
        let why = text!("không có đường dẫn tới kho tin cậy `{store}`", "it has no path to the trust store `{store}`");
        return Err(refused(&why));
    }
    Ok(())
}

fn refused(why: &Text) -> Gap {
    let Text { vi, en } = why;
    let detail = text!(
        "chứng thư không được tin cậy nên không gửi mật khẩu hay mã truy cập nào được cho mượn ({vi})",
        "the certificate is not trusted, so no lent password or token is handed in ({en})"
    );
    Gap::new(Reason::Denied, detail)
}

#[cfg(test)]
mod tests;
