//! Who may touch the world outside: sockets, the clock, the terminal.

use super::source::{Source, production};
use super::strip::is_word;

/// One kind of touch: the words that give it away, who may, and what the others do instead.
struct Touch {
    what: &'static str,
    words: &'static [&'static str],
    rooms: &'static [&'static str],
    instead: &'static str,
}

const TOUCHES: &[Touch] = &[
    Touch {
        what: "sockets",
        words: &["tokio::net", "TcpStream", "TcpListener", "TcpSocket", "UdpSocket", "UnixStream", "UnixListener"],
        rooms: &["wire", "review", "demo"],
        instead: "ask for it by a job of `wire`, which holds scope, pace, budget and journal",
    },
    Touch {
        what: "the clock",
        words: &["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now"],
        rooms: &["wire", "demo", "cli"],
        instead: "take the time as an argument; the one clock is in `wire`",
    },
    Touch {
        what: "the terminal",
        words: &["println!", "print!", "eprintln!", "eprint!", "dbg!", "io::stdout", "io::stderr", "io::stdin"],
        rooms: &["cli"],
        instead: "give a value back; `cli` alone writes and reads",
    },
    Touch {
        what: "the environment",
        words: &["env::var", "env::var_os", "env::vars", "env::args"],
        rooms: &["cli"],
        instead: "take it as an argument; settings come from flags and files that a report can name",
    },
];

/// Every touch by a room that may not.
pub(super) fn complaints(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in production(sources) {
        let room = source.room().unwrap_or("main");
        let code = source.code();
        for touch in TOUCHES.iter().filter(|touch| !touch.rooms.contains(&room)) {
            for word in touch.words {
                let Some(line) = first_line(&code, word) else { continue };
                let (path, what, instead) = (&source.path, touch.what, touch.instead);
                complaints.push(format!("{path}:{line}: `{word}`: `{room}` may not touch {what}. Instead, {instead}."));
            }
        }
    }
    complaints
}

/// The line on which a word first stands by itself.
fn first_line(code: &str, word: &str) -> Option<usize> {
    code.match_indices(word).find_map(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        let alone = !before.is_some_and(is_word) && (word.ends_with('!') || !after.is_some_and(is_word));
        alone.then(|| code[..at].matches('\n').count() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn each_touch_is_seen_where_it_is_not_allowed() {
        for (text, allowed) in [
            ("use tokio::net::TcpSocket;", "src/wire/dial.rs"),
            ("fn f(s: std::net::TcpStream) {}", "src/demo/web.rs"),
            ("fn f() { let now = jiff::Timestamp::now(); }", "src/wire/clock.rs"),
            ("fn f() { println!(); }", "src/cli/mod.rs"),
            ("fn f() { std::env::var(); }", "src/cli/mod.rs"),
        ] {
            let told = complaints(&[example("src/judge/mod.rs", text)]);
            assert!(
                !told.is_empty() && told.iter().all(|one| one.starts_with("src/judge/mod.rs:1: ")),
                "{text}: {told:?}"
            );
            assert!(complaints(&[example(allowed, text)]).is_empty(), "{text} in {allowed}");
        }
    }

    #[test]
    fn tests_words_and_lookalikes_are_let_be() {
        for text in [
            "// println!",
            "const HINT: &str = \"use TcpStream\";",
            "#[cfg(test)]\nmod tests { fn f() { println!(); } }",
            "struct MyTcpStreams; fn f() { pprintln!(); Timestamp::nowhere(); }",
            "use std::net::IpAddr;",
        ] {
            assert_eq!(complaints(&[example("src/judge/mod.rs", text)]), Vec::<String>::new(), "{text}");
        }
    }
}
