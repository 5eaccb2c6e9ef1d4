//! Planning and carrying out a run.
//!
//! First the permission: window, scope, addresses. Then the plan: which probe looks at which
//! back-end, and which connections that takes. Then the execution: jobs run side by side at the
//! wire's pace, equal jobs once, and every fact is handed on as soon as it is whole.

mod execute;
mod locate;
mod plan;
mod run;

pub use execute::{Gathered, Progress, execute};
pub use locate::{Located, Refusal, locate, permit};
pub use plan::{Assignment, Plan, PlanRow, plan};
pub use run::{
    Head, InspectedSystem, Kind, PackDigest, Permission, Planned, ProfileDigest, Run, SCHEMA, StoredFact, Tool, Traffic,
};
