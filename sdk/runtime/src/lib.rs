//! What every call goes through, whichever operation it is: configuration, the key, retries,
//! deadlines, limits, errors, tracing.
//!
//! The generated methods build a [`request`] and make its call. Data flows one way: options and the
//! request go into [`call`], which runs [`attempt`]s, where it gets its key, and has an answer in memory;
//! [`response`] decodes it.

#![allow(
    missing_docs,
    missing_debug_implementations,
    reason = "removed in a later commit"
)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod attempt;
mod base_url;
mod budget;
mod builder;
mod bulk;
mod call;
mod change;
mod clock;
mod credential;
mod ensured;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod operation;
mod options;
mod page;
mod place;
mod raw;
mod request;
mod response;
mod retry;
mod retry_after;
mod secret;
mod service;
#[cfg(test)]
mod testing;
mod timestamp;
mod trace;
mod unix_timestamp;
mod vendor;
#[doc(hidden)]
pub mod wire;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Body, Request};

use crate::base_url::BaseUrl;
use crate::budget::Budget;
use crate::credential::hidden;

pub use crate::builder::ClientBuilder;
pub use crate::bulk::{Bulk, BulkItem};
pub use crate::change::Change;
pub use crate::clock::{Clock, Jitter};
pub use crate::ensured::{Done, Ensured};
pub use crate::error::{Error, ErrorKind, Outcome, Result};
pub use crate::options::CallOptions;
pub use crate::page::{Items, Page, Pages, Position, Range};
pub use crate::raw::{RawRequest, RawResponse};
pub use crate::retry::RetryPolicy;
pub use crate::secret::Secret;
pub use crate::service::Service;
pub use crate::timestamp::Timestamp;
pub use crate::unix_timestamp::{InvalidTimestamp, UnixTimestamp};
pub use secrecy::SecretString;

#[doc(hidden)]
pub use crate::clock::TokioClock;
pub use crate::credential::{Credential, Scheme};
pub use crate::operation::Operation;
#[doc(hidden)]
pub use crate::place::place;
pub use crate::request::RequestBuilder;
pub use crate::service::{ServiceInfo, sealed};
pub use crate::vendor::{VendorError, shown, text};

/// What a client and its clones share, and the key and the options of this one. It is the inner
/// value of the generated clients.
#[derive(Clone)]
pub struct Runtime {
    shared: Arc<Shared>,
    credential: Arc<Credential>,
    options: Arc<CallOptions>,
}

struct Shared {
    service: &'static ServiceInfo,
    base: BaseUrl,
    user_agent: HeaderValue,
    budget: Budget,
    clock: Arc<dyn Clock>,
    jitter: Arc<dyn Jitter>,
}

impl Runtime {
    pub fn service(&self) -> &'static ServiceInfo {
        self.shared.service
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.shared.base
    }

    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    pub fn jitter(&self) -> &dyn Jitter {
        &*self.shared.jitter
    }

    pub fn options(&self) -> &CallOptions {
        &self.options
    }

    /// The same runtime with other options.
    pub fn with_options(&self, options: &CallOptions) -> Self {
        Self {
            options: Arc::new(options.over(&self.options)),
            ..self.clone()
        }
    }

    /// The same runtime with another key.
    pub fn with_key(&self, key: &SecretString) -> Result<Self> {
        let service = self.service();
        let credential = Credential::new(service.key_name, key, service.scheme)?;
        Ok(Self {
            credential: Arc::new(credential),
            ..self.clone()
        })
    }

    /// Whether a request goes where the key may go, and there is a key for it if it takes one.
    pub fn check(&self, request: &Request, operation: &Operation<'_>) -> Result<()> {
        if !self.base().covers(request.url()) {
            return Err(Error::new(ErrorKind::InvalidRequest)
                .with_message("its URL is not on the host and below the path of the base URL"));
        }
        // Nobody knows whether what a raw request asks for takes one.
        let keyless = operation.anonymous || operation.is_raw();
        if !keyless && self.credential().header().is_none() {
            return Err(Error::config(format!(
                "{} is missing: the client was set up without it, and this takes it",
                self.service().key_name,
            )));
        }
        Ok(())
    }

    /// Gives a request that was [checked](Self::check) its key, unless the operation takes none, and
    /// the headers of the options.
    pub fn dress(&self, request: &mut Request, operation: &Operation<'_>) {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        for name in self.options.headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.options.headers {
            headers.append(name, value.clone());
        }
        let key = self.credential().header();
        if let Some(key) = key.filter(|_| !operation.anonymous) {
            headers.insert(AUTHORIZATION, key.clone());
        }
    }

    /// What must not be printed of a call whose request had this body.
    pub fn hidden(&self, body: Option<&Body>) -> Cow<'_, Credential> {
        hidden(self.credential(), self.service().secret_fields, body)
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("service", &self.service().name)
            .field("base_url", &self.base().as_str())
            .field("credential", self.credential())
            .field("options", self.options())
            .field("retry_tokens", &self.budget().tokens())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{AUTHORIZATION, USER_AGENT};
    use reqwest::{Method, Request};

    use super::operation::RAW_REQUEST;
    use super::{ErrorKind, Operation};
    use crate::testing::TestClient as Client;

    #[test]
    fn an_operation_that_takes_no_key_is_sent_none() {
        let client = Client::builder().credential("1$a").build().unwrap();
        for anonymous in [true, false] {
            let url = "https://api.example/a".parse().unwrap();
            let mut request = Request::new(Method::POST, url);
            let operation = Operation {
                id: "a",
                method: "POST",
                path: "/a",
                idempotent: false,
                anonymous,
            };
            let runtime = &client.runtime;
            runtime.check(&request, &operation).unwrap();
            runtime.dress(&mut request, &operation);
            let headers = request.headers();
            assert_eq!(headers.contains_key(AUTHORIZATION), !anonymous);
            assert!(headers.contains_key(USER_AGENT));
        }
    }

    #[test]
    fn without_a_key_only_what_takes_none_is_prepared() {
        let client = Client::builder().without_key().build().unwrap();
        let runtime = &client.runtime;
        for (id, anonymous, fits) in [
            ("a", true, true),
            ("a", false, false),
            (RAW_REQUEST, false, true),
        ] {
            let url = "https://api.example/a".parse().unwrap();
            let mut request = Request::new(Method::POST, url);
            let operation = Operation {
                id,
                method: "POST",
                path: "/a",
                idempotent: false,
                anonymous,
            };
            match runtime.check(&request, &operation) {
                Ok(()) => assert!(fits),
                Err(error) => assert!(!fits && error.kind() == ErrorKind::Config),
            }
            runtime.dress(&mut request, &operation);
            assert!(!request.headers().contains_key(AUTHORIZATION));
        }
        let keyed = runtime.with_key(&"1$a".into()).unwrap();
        assert!(keyed.credential().header().is_some());
        runtime.with_key(&"1\n".into()).unwrap_err();
    }

    #[test]
    fn a_request_that_goes_elsewhere_is_refused() {
        let client = Client::builder().credential("1$a").build().unwrap();
        for anonymous in [true, false] {
            let url = "https://example.org/a".parse().unwrap();
            let request = Request::new(Method::GET, url);
            let operation = Operation {
                id: "a",
                method: "GET",
                path: "/a",
                idempotent: true,
                anonymous,
            };
            let runtime = &client.runtime;
            assert!(runtime.check(&request, &operation).is_err());
        }
    }
}
