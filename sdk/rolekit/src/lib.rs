#![doc = include_str!("../README.md")]
// Of `src` only: examples and benchmarks print. The rest is in Cargo.toml.
#![deny(clippy::print_stdout, clippy::print_stderr)]

#[doc = include_str!("faults.md")]
pub mod faults {}
mod client;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(feature = "gcore")]
pub mod gcore;
#[cfg(feature = "gcore-iam")]
pub mod gcore_iam;
mod generated;
pub mod guide;
#[cfg_attr(
    not(all(feature = "gcore", feature = "gcore-iam", feature = "trusted-twin")),
    allow(
        unused_imports,
        unused_macros,
        dead_code,
        reason = "each service uses a part of it"
    )
)]
mod ids;
mod list;
#[cfg(any(feature = "gcore", feature = "trusted-twin"))]
mod message;
mod runtime;
#[cfg(feature = "trusted-twin")]
pub mod trusted_twin;

pub use rolekit_runtime::{
    Action, Bulk, BulkItem, ByteStream, CallOptions, ClientBuilder, Clock, DecodeError, Ensured,
    Error, ErrorKind, Field, InvalidTimestamp, Items, Jitter, Outcome, Page, Pages, Position,
    RawRequest, RawResponse, Response, Result, RetryPolicy, Secret, SecretString, Service,
    Timestamp, UnixTimestamp,
};

pub use crate::list::{ByOffset, List, Query};
