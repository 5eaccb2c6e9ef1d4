//! Roles: who signs where.

mod field;

pub use field::{field_of, role_of};
