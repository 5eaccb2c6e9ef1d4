//! Placeholder: HTTP.

/// A request.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Request;

/// A response.
#[derive(Clone, Debug)]
pub struct Response;
