//! Roles: who signs where.

mod field;
mod prepared;
#[cfg(test)]
mod tests;

pub use field::{field_of, role_of};
pub use prepared::{before_signing, prepared};
