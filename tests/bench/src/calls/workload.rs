//! What is called, and by which client.

use std::fmt;
use std::future::Future;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// The id of the role assignment that is updated.
pub(super) const ASSIGNMENT_ID: i64 = 1001;

/// The call that a client makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Workload {
    /// Updates a role assignment: a PATCH with a JSON body and a short response.
    Update,
    /// Lists ten role assignments: a GET with a longer response.
    List,
}

impl Workload {
    pub(super) const ALL: [Self; 2] = [Self::Update, Self::List];
}

/// The client that makes the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientKind {
    /// The SDK with its default options.
    Rolekit,
    /// Hand-written code on reqwest: the baseline.
    Reqwest,
    /// A second instance of the baseline, which shows the noise of the measurement.
    ReqwestAgain,
    /// hyper on open connections: no pool, TLS, timeout or decoding.
    Hyper,
}

/// A client of the fixed server.
pub(super) trait BenchClient: Send + Sync + 'static {
    /// Makes a call and reads its response. A worker has one call at a time.
    fn call(&self, workload: Workload, worker: usize) -> impl Future<Output = Result<()>> + Send;
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Update => "update an assignment",
            Self::List => "list ten assignments",
        })
    }
}

impl fmt::Display for ClientKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rolekit => "rolekit",
            Self::Reqwest => "reqwest",
            Self::ReqwestAgain => "reqwest, again",
            Self::Hyper => "hyper",
        })
    }
}
