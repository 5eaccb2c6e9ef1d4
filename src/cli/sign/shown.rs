//! What is shown before anything is signed, and the question whether it shall be.

use std::io::{BufRead, IsTerminal, stdin};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::fact::Digest;
use crate::seal::role::{Basis, Requirement, seats};
use crate::seal::{Certificate, Level, Signature};
use crate::text::{Text, day, day_and_time, shorten, text, visible};

use super::paper::Paper;

/// Longest answer that is read, in bytes.
const LONGEST: u64 = 64;

/// Longest line, in characters.
const LONGEST_LINE: usize = 400;

/// Tells what will be signed, by whom, who has signed before, and what is not known. What comes from the file is
/// escaped: it may be anybody's.
pub(super) fn tell(session: &Session, paper: &Paper, requirement: &Requirement, signer: &Certificate, level: Level) {
    let lines = summary(paper, requirement, signer, level);
    let warnings = warnings(paper, requirement).into_iter().map(|Text { vi, en }| text!("Chú ý: {vi}", "Beware: {en}"));
    for Text { vi, en } in lines.into_iter().chain(warnings) {
        let escaped = |line: &str| shorten(&visible(line), LONGEST_LINE);
        session.tell(&Text::new(escaped(&vi), escaped(&en)));
    }
}

fn summary(paper: &Paper, requirement: &Requirement, signer: &Certificate, level: Level) -> Vec<Text> {
    let (Text { vi: system_vi, en: system_en }, case) = (&paper.run.system.title, &paper.run.run.case);
    let (number, evidence, digest) = (&paper.number, &paper.evidence, Digest::of(paper.file.bytes()).hex());
    let mut lines = vec![
        text!("Biên bản số: {number}", "Minutes no.: {number}"),
        text!("Hệ thống: {system_vi} (vụ việc {case})", "System: {system_en} (case {case})"),
        conclusion(paper),
        text!("Mã minh chứng: {evidence}", "Evidence: {evidence}"),
        text!("Tệp sẽ ký, SHA-256: {digest}", "The file to sign, SHA-256: {digest}"),
    ];
    let before: Vec<_> = paper.verification.signatures.iter().filter(|one| !one.is_stamp).collect();
    if before.is_empty() {
        lines.push(Text::new("Đã ký trước: chưa có ai", "Signed before: by nobody"));
    }
    lines.extend(before.into_iter().map(|one| signed(paper, one)));
    lines.extend(paper_signatures(paper));
    let (Text { vi: title_vi, en: title_en }, level) = (&requirement.title, level.name());
    lines.push(text!("Ký với vai: {title_vi}, mức {level}", "Signing as: {title_en}, level {level}"));
    if let Some(name) = &requirement.name {
        lines.push(text!("Người ký theo biên bản: {name}", "Who signs, as the minutes say: {name}"));
    }
    let (subject, until) = (&signer.subject, day(signer.not_after));
    lines.push(text!("Chứng thư: {subject}, hạn đến {until}", "Certificate: {subject}, until {until}"));
    lines
}

/// What is not known and may matter to who signs.
fn warnings(paper: &Paper, requirement: &Requirement) -> Vec<Text> {
    let mut lines = Vec::new();
    if !paper.same_rules {
        let id = &paper.run.profile.id;
        lines.push(text!(
            "hồ sơ `{id}` ở đây khác bản đã dùng khi kiểm tra; vai ký có thể đã thay đổi (--profile)",
            "the profile `{id}` here is another than the run used; the roles may have changed (--profile)"
        ));
    }
    if requirement.is_bare() {
        lines.push(Text::new(
            "biên bản và hồ sơ không nêu ai ký vai này: vai ký chỉ dựa vào tên của ô ký",
            "neither minutes nor profile say who signs in this role: the role rests on the field's name alone",
        ));
    }
    if paper.trust.anchors.is_empty() {
        lines.push(Text::new(
            "chưa chỉ định chứng thư gốc (--trust): chưa xác định được đường dẫn chứng thư của người ký",
            "no anchors are named (--trust): the signers' certificate paths are not determined",
        ));
    }
    lines
}

fn conclusion(paper: &Paper) -> Text {
    let (Text { vi, en }, by) = &paper.conclusion;
    match by {
        Some(by) => text!("Kết luận: {vi} (người kết luận: {by})", "Conclusion: {en} (by {by})"),
        None => text!("Đề xuất kết luận, chưa ai kết luận: {vi}", "Proposed, nobody has concluded yet: {en}"),
    }
}

fn signed(paper: &Paper, one: &Signature) -> Text {
    let seats = seats(&paper.verification, &paper.requirements);
    let seat = seats.iter().find(|seat| seat.field == one.field);
    let Text { vi, en } = seat.map_or_else(|| Text::same(&one.field), |seat| seat.title.clone());
    let who = one.signer.as_ref().map_or("?", |signer| signer.subject.as_str());
    let at = one.claimed.map(day_and_time).unwrap_or_else(|| day_and_time(one.time.0));
    let (basis_vi, basis_en) = match seat.map(|seat| seat.basis) {
        Some(Basis::Certificate) => ("", ""),
        _ => (" (vai ký chỉ theo tên ô)", " (the role by the field's name only)"),
    };
    text!("Đã ký trước: {vi}: {who}, lúc {at}{basis_vi}", "Signed before: {en}: {who}, at {at}{basis_en}")
}

/// Those who signed on paper, as who attached the scan says.
fn paper_signatures(paper: &Paper) -> Vec<Text> {
    let line = |one: &crate::seal::PaperSignature| {
        let (file, names) = (&one.file, one.signers.iter().map(|signer| signer.name.as_str()).collect::<Vec<_>>());
        let names = names.join(", ");
        text!(
            "Bản giấy đã quét đính kèm {file}: {names} (không có bằng chứng mật mã)",
            "Signed on paper, scan {file} attached: {names} (not proven by cryptography)"
        )
    };
    paper.verification.papers.iter().map(line).collect()
}

/// Asks whoever sits at the terminal, unless a script has said yes.
pub(super) fn confirm(session: &Session, yes: bool) -> Result<(), Failure> {
    ask(session, yes, &Text::new("Ký văn bản này? (có/không) ", "Sign this document? (yes/no) "))
}

/// The same with a question of its own.
pub(super) fn ask(session: &Session, yes: bool, question: &Text) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !stdin().is_terminal() {
        let text = Text::new(
            "cần người xác nhận trước khi ký, nhưng không có ai ở màn hình",
            "somebody has to confirm before anything is signed, and nobody is at a terminal",
        );
        return Err(Failure::new(Exit::Usage, "K-SIG-021", text)
            .with_hint(Text::new("chạy tự động: --yes", "in scripts: --yes")));
    }
    session.complain(session.say(question));
    let mut answer = String::new();
    let _ = std::io::Read::take(stdin().lock(), LONGEST).read_line(&mut answer);
    if is_yes(&answer) {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Permission,
        "K-SIG-012",
        Text::new("không ký theo trả lời của người dùng", "nothing was signed, as was answered"),
    ))
}

/// Only a plain yes is one.
fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "yes" | "y" | "có" | "co\u{301}" | "co" | "c")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_a_plain_yes_is_one() {
        assert!(["yes\n", "Y\n", "Có\n", "CÓ\r\n", "co"].into_iter().all(is_yes));
        assert!(["", "\n", "no\n", "không\n", "yes please\n", "n"].into_iter().all(|answer| !is_yes(answer)));
    }
}
