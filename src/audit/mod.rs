//! Planning and carrying out a run.

mod run;

pub use run::{
    Head, InspectedSystem, Kind, PackDigest, Permission, Planned, ProfileDigest, Run, SCHEMA, StoredFact, Tool, Traffic,
};
