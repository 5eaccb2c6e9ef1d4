//! The facts that a visible signature states, in words (Decree 30/2020/ND-CP, Annex I; time on a Vietnamese clock).

use jiff::Timestamp;

use super::certificate::Certificate;
use crate::text::{Text, day_and_time, text};

/// Who signs, for which body, and when: a line each. The time is the signer's own word.
pub fn stated(signer: &Certificate, time: Timestamp) -> Vec<Text> {
    let mut lines = Vec::new();
    let first = |kind: &str| signer.subject_parts(kind).into_iter().next();
    if let Some(name) = first("CN") {
        lines.push(text!("Người ký: {name}", "Signed by: {name}"));
    }
    if let Some(body) = first("O") {
        lines.push(text!("Cơ quan: {body}", "Body: {body}"));
    }
    let time = day_and_time(time);
    lines.push(text!("Thời gian ký: {time}", "Signing time: {time}"));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::tests::world::world;
    use super::*;

    #[test]
    fn names_keep_their_letters_and_the_clock_is_vietnamese() {
        let lines = stated(&world().certificate("leader"), "2026-11-22T17:05:09Z".parse().expect("a time"));
        let lines: Vec<&str> = lines.iter().map(|line| line.vi.as_str()).collect();
        assert_eq!(
            lines,
            ["Người ký: Người leader", "Cơ quan: Đoàn kiểm tra", "Thời gian ký: 23/11/2026 00:05:09 +07:00"]
        );
    }
}
