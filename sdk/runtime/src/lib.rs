#![doc = include_str!("../README.md")]
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod base_url;
mod builder;
mod bulk;
mod call;
mod client;
mod credentials;
mod decode;
mod ensure;
mod error;
mod field;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(feature = "multipart")]
pub mod multipart;
mod operation;
mod options;
mod page;
mod parameters;
mod pattern;
mod raw;
mod request;
mod response;
mod retry;
mod retry_after;
mod secret;
mod service;
mod stream;
mod string_enum;
#[cfg(test)]
mod tests;
mod time;
mod token_bucket;
mod trace;
mod transport;
#[doc(hidden)]
pub mod wire;

pub use bytes::Bytes;
pub use reqwest::Body;
pub use secrecy::SecretString;

pub use crate::builder::{ClientBuilder, Service};
pub use crate::bulk::{Bulk, BulkItem};
pub use crate::client::Client;
pub use crate::credentials::Scheme;
pub use crate::decode::DecodeError;
pub use crate::ensure::{Action, Ensured};
pub use crate::error::{Error, ErrorKind, Outcome, Result};
pub use crate::field::Field;
pub use crate::operation::{Operation, Parameter, ParameterLocation, ParameterStyle};
pub use crate::options::CallOptions;
pub use crate::page::{Items, Page, Pages, Position, Range};
pub use crate::parameters::ParameterValue;
pub use crate::pattern::Pattern;
pub use crate::raw::{RawRequest, RawResponse};
pub use crate::request::RequestBuilder;
pub use crate::response::{BufferedResponse, Response};
pub use crate::retry::RetryPolicy;
pub use crate::secret::Secret;
pub use crate::service::{CredentialInfo, ErrorDetails, ServiceInfo, text_member};
pub use crate::stream::ByteStream;
pub use crate::time::{
    Clock, InvalidTimestamp, Jitter, Sleep, Timestamp, TokioClock, UnixTimestamp,
};

/// What the macros of this crate use.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    #[cfg(feature = "schemars")]
    pub use schemars;

    /// The schema of an open enum: one of the known values, or any other text.
    #[cfg(feature = "schemars")]
    pub fn open_enum_schema(known: &[&str]) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [{ "type": "string", "enum": known }, { "type": "string" }]
        })
    }
}
