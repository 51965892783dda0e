#![doc = include_str!("../README.md")]
// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod alternatives;
mod attempt;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod bulk;
mod call;
mod call_report;
mod call_request;
mod charset;
mod client;
mod content_encoding;
mod credential_source;
mod credentials;
mod decode;
mod decode_error;
mod duration_text;
mod ensure;
mod error;
mod error_body;
mod error_details;
mod excerpt;
mod failure;
mod field;
mod find;
#[cfg(fuzzing)]
pub mod fuzzing;
mod json_value;
mod list;
#[cfg(feature = "multipart")]
pub mod multipart;
mod observe;
mod operation;
mod options;
mod page;
mod parameters;
mod pattern;
mod poll;
mod preparation;
mod proxy;
mod rate_limit;
mod raw;
mod redact;
mod request;
mod response;
mod response_context;
mod retry;
mod retry_after;
mod secret;
mod security;
mod server;
mod server_urls;
mod service;
mod service_client;
mod stream;
mod string_enum;
#[cfg(test)]
mod tests;
mod time;
mod token_bucket;
mod trace;
mod transport;

// Re-exports of crates that public signatures use.
#[doc(no_inline)]
pub use bytes::Bytes;
#[doc(no_inline)]
pub use futures_core::Stream;
#[doc(no_inline)]
pub use reqwest::Body;
#[doc(no_inline)]
pub use secrecy::SecretString;
#[doc(no_inline)]
pub use {chrono, http, reqwest, serde_json};

pub use crate::builder::ClientBuilder;
pub use crate::bulk::{Bulk, BulkItem};
pub use crate::client::Client;
pub use crate::credential_source::{
    CommandCredential, CredentialError, CredentialFuture, CredentialRequest, CredentialSource,
    CredentialValue, EnvironmentCredential, FileCredential, ReplaceableCredential,
    SharedCredential,
};
pub use crate::decode::DecodeError;
pub use crate::ensure::{
    Absent, Action, ChangeOf, Convergence, Ensure, EnsurePlan, Ensured, FromConvergence, HasId,
    IdOf, NamedAbsent, NamedKey, NamedResource, NamedTarget, PlanOf, PlannedChange, Replaced,
    Target,
};
pub use crate::error::{Error, ErrorKind, Outcome, Result};
pub use crate::error_details::{ErrorDetails, ErrorFields};
pub use crate::excerpt::excerpt;
pub use crate::field::Field;
pub use crate::find::unique;
pub use crate::list::lenient::LenientList;
pub use crate::list::{List, PageContent, Pagination, PaginationStyle};
pub use crate::observe::{AttemptEvent, CallEvent, CallFailure, CallTarget, Observer};
pub use crate::operation::{Operation, Parameter, ParameterLocation, ParameterStyle};
pub use crate::options::CallOptions;
pub use crate::page::{InvalidPosition, Items, Page, Pages, Position};
pub use crate::parameters::ParameterValue;
pub use crate::pattern::Pattern;
pub use crate::poll::{Job, PollIntervals, Wait, WaitError};
pub use crate::rate_limit::RateLimit;
pub use crate::raw::{RawRequest, RawResponse};
pub use crate::request::{RequestBuilder, ValueFuture, value};
pub use crate::response::{BufferedResponse, Response};
pub use crate::retry::RetryPolicy;
pub use crate::secret::Secret;
pub use crate::security::{CredentialFormat, CredentialLocation, SecurityScheme};
pub use crate::server::{Server, ServerVariable};
pub use crate::service::ServiceInfo;
pub use crate::service_client::ServiceClient;
pub use crate::stream::{ByteStream, Event, ItemStream};
pub use crate::string_enum::UnknownValue;
#[cfg(feature = "test-util")]
pub use crate::time::{Clock, Jitter, Sleep, TokioClock};
pub use crate::time::{InvalidTimestamp, Timestamp, UnixTimestamp};
pub use crate::transport::{
    BoxError, ReqwestTransport, TowerTransport, Transport, TransportError, TransportFuture,
};
#[cfg(feature = "test-util")]
pub use crate::transport::{CassetteError, RecordingTransport, ReplayTransport};

/// Items that generated code and the macros of this crate use.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "schemars")]
    pub use schemars;
    pub use serde;

    pub use crate::json_value::{flattened, some};
    pub use crate::secret::is_request;
    pub use crate::string_enum::{deserialize_string, find_string, parse_known};

    pub mod alternatives {
        //! Selects the variant of a union.

        pub use crate::alternatives::{Constant, Reader, Shape, Shaped, deserialize, read, write};

        /// Names that generated `Shape` constants use.
        pub mod shapes {
            pub use crate::alternatives::Constant::*;
            pub use crate::alternatives::Shape::*;
            pub use crate::alternatives::{Alternatives, shape};
            // A type of the client may have one of these names.
            pub use std::option::Option::{None, Some};
        }
    }
}

// The macros refer to this crate by its name, also in its own tests.
#[cfg(test)]
extern crate self as rolekit_runtime;
