//! Mistakes of who asks are told apart from answers.

use super::desk::Desk;

#[test]
fn what_cannot_be_asked_has_a_code_of_its_own_and_says_no_allowed() {
    let desk = Desk::sound();
    desk.world.write("nothing.pdf", "nothing");
    desk.world.write("broken.json", "{");
    desk.world.write("broken.yaml", "schema: kiemtra/system@1\n");
    desk.world.write("empty/readme.txt", "");
    for (code, arguments) in [
        (64, &["gate"][..]),
        (64, &["gate", "report.pdf", "--verify-log"]),
        (65, &["gate", "missing.pdf"]),
        (65, &["gate", "nothing.pdf"]),
        (65, &["gate", "report.pdf", "--profile", "profile.yaml", "--run", "broken.json"]),
        (65, &["gate", "report.pdf", "--profile", "profile.yaml", "--run", "missing.json"]),
        (65, &["gate", "--verify-log", "--answer-log", "missing.jsonl"]),
        (78, &["gate", "report.pdf", "--profile", "nobody"]),
        (78, &["gate", "report.pdf", "--system", "broken.yaml"]),
        (78, &["gate", "report.pdf", "--system", "missing.yaml"]),
        (78, &["gate", "report.pdf", "--trust", "missing"]),
    ] {
        let done = desk.world.kiemtra(arguments);
        assert_eq!(done.code, code, "{arguments:?}: {}{}", done.stdout, done.stderr);
        assert_eq!(done.stdout, "", "{arguments:?}");
        assert!(done.stderr.contains("lỗi"), "{arguments:?}: {}", done.stderr);
    }
    let kept = std::fs::read(desk.world.path("state/kiemtra/gate.jsonl")).unwrap_or_default();
    assert!(kept.is_empty(), "no answer was given");
}
