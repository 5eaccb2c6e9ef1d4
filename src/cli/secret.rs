//! Asking whoever runs the inspection for a secret.

use std::io::IsTerminal;

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
