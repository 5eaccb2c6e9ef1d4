//! What people read first, word for word: a change of it is seen in the change itself.
//!
//! After a wanted change: `INSTA_UPDATE=always cargo nextest run --test it snapshots`.

use crate::support::World;

/// Standard output of a call that must succeed, with trailing spaces cut.
fn shown(arguments: &[&str]) -> String {
    let done = World::new().kiemtra(arguments);
    assert_eq!(done.code, 0, "{}", done.stderr);
    done.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_first_lines() {
    insta::assert_snapshot!("welcome-vi", shown(&[]));
    insta::assert_snapshot!("welcome-en", shown(&["--lang", "en"]));
}

#[test]
fn the_short_help() {
    insta::assert_snapshot!("help-vi", shown(&["-h"]));
    insta::assert_snapshot!("help-en", shown(&["--lang", "en", "-h"]));
}

#[test]
fn an_explanation() {
    insta::assert_snapshot!("explain-vi", shown(&["checks", "explain", "tls.versions"]));
    insta::assert_snapshot!("explain-en", shown(&["--lang", "en", "checks", "explain", "TLS-02"]));
}

#[test]
fn the_manual_and_the_completions() {
    insta::assert_snapshot!("man", shown(&["man"]));
    insta::assert_snapshot!("completions-bash", shown(&["completions", "bash"]));
}
