//! The link to the population database over time: samples become outages, and outages windows.
//!
//! Nothing of it is stored but the samples: an outage is a pure function of them, and of the profile's policy.

pub mod import;
