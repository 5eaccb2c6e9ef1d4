//! What the tests share: a scrubbed place to run the program in, and real servers on loopback that
//! end with the test.

mod authority;
mod counter;
mod declaration;
mod document;
mod infrastructure;
mod memory;
mod near;
mod needles;
mod outside;
mod portal;
mod program;
mod raw;
#[path = "../../peers/scripted.rs"]
mod scripted;
mod silent_resolver;
mod soft_token;
mod web_server;
mod world;

pub(crate) use authority::{Authority, Leaf};
pub(crate) use counter::Counter;
pub(crate) use declaration::{Declaration, NAME};
pub(crate) use document::Document;
pub(crate) use infrastructure::{PASSWORD, path, run, world};
pub(crate) use memory::Held;
pub(crate) use near::Near;
pub(crate) use needles::Needles;
pub(crate) use outside::{ask, has_pyhanko, openssl_takes, parts, pyhanko, signed_by_pyhanko};
pub(crate) use portal::Running;
pub(crate) use program::{Server, free_ports, required};
pub(crate) use raw::{Raw, read_client_hello, read_request};
pub(crate) use scripted::{Scripted, python};
pub(crate) use silent_resolver::SilentResolver;
pub(crate) use soft_token::{PIN, SoftTokens};
pub(crate) use web_server::Setup;
pub(crate) use world::{Done, World, copied, finish, wait_until};
