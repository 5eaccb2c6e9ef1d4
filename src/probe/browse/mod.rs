//! A visitor with a browser's manners: keeps cookies, follows redirects on the same host, fills a
//! sign-in form. For probes that are lent an account.
//!
//! Such a probe is a course: one request after the other, each made of the answers before. Written as
//! plain lines from top to bottom, it is walked anew after each answer; the first request without an
//! answer ends the walk for now (see [`Course`]).

mod course;
mod form;
mod jar;
mod multipart;
mod normal;
#[cfg(test)]
mod peer;
mod sign_in;
mod site;
mod way;

pub(super) use course::Course;
pub use form::Way;
pub(super) use form::asks_for_code;
pub(super) use jar::{Jar, StoredCookie};
pub(super) use normal::{pieces, plain_words, settled_text};
#[cfg(test)]
pub(super) use peer::Peer;
pub(super) use sign_in::{Attempt, Login, hand_in, hand_in_at, pressed};
pub(super) use site::Site;
pub(super) use way::{Arrival, Parting, Sending};
