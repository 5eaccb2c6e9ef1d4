//! CMS (RFC 5652) as PAdES has it: one signer, detached content, no claimed time among the signed attributes.

mod build;
mod check;
mod read;
mod stamp;

pub(super) use build::{assembled, attributes, to_be_signed, with_stamp};
pub(super) use check::{Checked, check, named};
pub(super) use read::SignedData;
pub(super) use stamp::{Token, answer, request};
