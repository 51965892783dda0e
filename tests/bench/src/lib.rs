//! Measures what rolekit costs, and writes `docs/benchmarks.md`.
//!
//! Each part measures one thing and writes its figures as JSON to `docs/benchmarks/`. The page and
//! its plots are rendered from all of these files, so a part can be measured again on its own.
//! Figures that are compared with each other are measured alternately within one run, so that other
//! load on the machine affects them alike.

mod access;
mod build;
mod calls;
mod child_server;
mod cli;
mod criterion;
mod error;
mod listing;
mod machine;
mod measurement;
pub mod page;
mod plot;
mod progress;
mod runtime;
mod sandbox;
mod stats;
mod store;
mod time;
mod vendors;

pub use cli::{Cli, run};
pub use error::{Error, Result};
