//! Secrets that the inspection is lent: asking for them, and closing the process while it holds them.

use std::io::IsTerminal;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use zeroize::Zeroizing;

use crate::text::Text;

use super::session::Session;

/// Asks at the terminal without showing what is typed; nothing where nobody sits before one.
pub(super) fn ask(session: &Session, question: &Text) -> Option<Zeroizing<String>> {
    // A scheduled inspection may well have a terminal somewhere above it, but nobody at it.
    if !std::io::stdin().is_terminal() {
        return None;
    }
    rpassword::prompt_password(session.say(question)).ok().map(Zeroizing::new)
}

/// Closes the process to those who would read its memory: nothing is dumped when it dies, and no other
/// process of the same user may attach to it. What the system does not grant is told, and keeps
/// nobody from inspecting.
pub(super) fn close() {
    let nothing = Rlimit { current: Some(0), maximum: Some(0) };
    let dumps = setrlimit(Resource::Core, nothing);
    let attaching = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    for (what, error) in [("core dumps", dumps.err()), ("attaching", attaching.err())] {
        if let Some(error) = error {
            tracing::warn!(%error, what, "the memory of this process cannot be closed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{dumpable_behavior, getrlimit};

    #[test]
    fn a_closed_process_leaves_no_dump_and_lets_nobody_attach() {
        close();
        assert_eq!(getrlimit(Resource::Core), Rlimit { current: Some(0), maximum: Some(0) });
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    }
}
