//! What the tests share: a scrubbed place to run the program in, and real servers on loopback that
//! end with the test.

mod authority;
mod counter;
mod declaration;
mod document;
mod memory;
mod needles;
mod portal;
mod program;
mod raw;
#[path = "../../peers/scripted.rs"]
mod scripted;
mod silent_resolver;
mod web_server;
mod world;

pub(crate) use authority::{Authority, Leaf};
pub(crate) use counter::Counter;
pub(crate) use declaration::{Declaration, NAME};
pub(crate) use document::Document;
pub(crate) use memory::Held;
pub(crate) use needles::Needles;
pub(crate) use portal::Running;
pub(crate) use program::{Server, free_ports, required};
pub(crate) use raw::{Raw, read_client_hello, read_request};
pub(crate) use scripted::{Scripted, python};
pub(crate) use silent_resolver::SilentResolver;
pub(crate) use web_server::Setup;
pub(crate) use world::{Done, World, finish, wait_until};
