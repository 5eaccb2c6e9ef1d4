//! Roles: who signs where, what is asked of each, and how each seat is filled.
//!
//! A signature proves a key; a role is a person at a place. The two meet here, apart from cryptography: a seat says on
//! whose word it stands, the certificate's or only that of the field's name.

mod field;
mod name;
mod prepared;
mod requirement;
mod seat;
#[cfg(test)]
mod tests;

pub use field::{field_of, role_of};
pub use name::same_name;
pub use prepared::{before_signing, prepared, shares_room};
pub use requirement::{Mismatch, Requirement, requirements};
pub use seat::{Basis, Finding, Seat, SeatState, Stray, StrayKind, seats, strays};
