//! What every call goes through, whichever operation it is: configuration, the key, retries,
//! deadlines, limits, errors, tracing.
//!
//! The generated methods build a [`request`] and make its call. Data flows one way: options and the
//! request go into [`call`], which runs [`attempt`]s, where it gets its key, and has an answer in memory;
//! [`response`] decodes it.

mod attempt;
mod base_url;
mod budget;
mod builder;
mod bulk;
mod call;
mod change;
mod client;
mod clock;
mod credential;
mod ensured;
mod error;
mod list;
mod operation;
mod options;
mod place;
mod raw;
mod request;
mod response;
mod retry;
mod retry_after;
mod secret;
mod service;
mod timestamp;
mod trace;
mod unix_timestamp;
mod vendor;
pub(crate) mod wire;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Body, Request};
use secrecy::SecretString;

use self::base_url::BaseUrl;
use self::budget::Budget;
use self::credential::{Credential, hidden};

pub use self::builder::ClientBuilder;
pub use self::bulk::{Bulk, BulkItem};
pub use self::change::Change;
pub use self::clock::{Clock, Jitter};
pub use self::ensured::{Done, Ensured};
pub use self::error::{Error, ErrorKind, Outcome, Result};
pub use self::list::{ByOffset, Items, List, Page, Pages, Position, Query};
pub use self::options::CallOptions;
pub use self::raw::{RawRequest, RawResponse};
pub use self::retry::RetryPolicy;
pub use self::secret::Secret;
pub use self::service::Service;
pub use self::timestamp::Timestamp;
pub use self::unix_timestamp::{InvalidTimestamp, UnixTimestamp};

pub(crate) use self::client::client;
#[cfg(test)]
pub(crate) use self::clock::TokioClock;
pub(crate) use self::credential::Scheme;
pub(crate) use self::list::Range;
pub(crate) use self::operation::Operation;
pub(crate) use self::place::place;
pub(crate) use self::service::{ServiceInfo, sealed};
pub(crate) use self::vendor::{VendorError, shown, text};
pub(crate) use self::wire::{object, words};

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
    pub(crate) fn service(&self) -> &'static ServiceInfo {
        self.shared.service
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.shared.base
    }

    pub(crate) fn credential(&self) -> &Credential {
        &self.credential
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    pub(crate) fn jitter(&self) -> &dyn Jitter {
        &*self.shared.jitter
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    /// The same runtime with other options.
    pub(crate) fn with_options(&self, options: &CallOptions) -> Self {
        Self {
            options: Arc::new(options.over(&self.options)),
            ..self.clone()
        }
    }

    /// The same runtime with another key.
    pub(crate) fn with_key(&self, key: &SecretString) -> Result<Self> {
        let service = self.service();
        let credential = Credential::new(service.key_name, key, service.scheme)?;
        Ok(Self {
            credential: Arc::new(credential),
            ..self.clone()
        })
    }

    /// Whether a request goes where the key may go, and there is a key for it if it takes one.
    pub(crate) fn check(&self, request: &Request, operation: &Operation<'_>) -> Result<()> {
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
    pub(crate) fn dress(&self, request: &mut Request, operation: &Operation<'_>) {
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
    pub(crate) fn hidden(&self, body: Option<&Body>) -> Cow<'_, Credential> {
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

#[cfg(all(test, feature = "gcore"))]
mod tests {
    use progenitor_client::ClientInfo;
    use reqwest::header::{AUTHORIZATION, USER_AGENT};
    use reqwest::{Method, Request};

    use super::operation::RAW_REQUEST;
    use super::{ErrorKind, Operation};
    use crate::gcore::{Client, Role, Scope};

    #[test]
    fn an_operation_that_takes_no_key_is_sent_none() {
        let client = Client::builder().api_key("1$a").build().unwrap();
        for anonymous in [true, false] {
            let url = "https://api.gcore.com/a".parse().unwrap();
            let mut request = Request::new(Method::POST, url);
            let operation = Operation {
                id: "a",
                method: "POST",
                path: "/a",
                idempotent: false,
                anonymous,
            };
            let runtime = client.generated().inner();
            runtime.check(&request, &operation).unwrap();
            runtime.dress(&mut request, &operation);
            let headers = request.headers();
            assert_eq!(headers.contains_key(AUTHORIZATION), !anonymous);
            assert!(headers.contains_key(USER_AGENT));
        }
    }

    #[test]
    fn a_call_does_not_take_much_room() {
        let client = Client::builder().api_key("1$a").build().unwrap();
        let assignments = client.role_assignments();
        let update = assignments.update(1, 2, Role::User, Scope::account(3));
        // The request alone has 264 bytes, and there is one, where there were ten.
        assert!(size_of_val(&update) < 2048, "{}", size_of_val(&update));
    }

    #[test]
    fn without_a_key_only_what_takes_none_is_prepared() {
        let client = Client::builder().without_key().build().unwrap();
        let runtime = client.generated().inner();
        for (id, anonymous, fits) in [
            ("a", true, true),
            ("a", false, false),
            (RAW_REQUEST, false, true),
        ] {
            let url = "https://api.gcore.com/a".parse().unwrap();
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
        let client = Client::builder().api_key("1$a").build().unwrap();
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
            let runtime = client.generated().inner();
            assert!(runtime.check(&request, &operation).is_err());
        }
    }
}

/// What the fuzz targets reach.
#[cfg(fuzzing)]
pub(crate) mod fuzzing {
    use super::base_url::BaseUrl;
    use super::credential::{Credential, Scheme};
    use super::vendor::shown;

    pub(crate) use super::retry_after::retry_after;

    /// Reads the body of an error as each service does, and makes it fit to be shown.
    pub(crate) fn error_body(data: &[u8]) {
        let Ok(credential) = Credential::new("key", &"canary".into(), Scheme::Bare) else {
            return;
        };
        let Ok(body) = serde_json::from_slice(data) else {
            return;
        };
        let read = [
            crate::gcore::read_error,
            crate::gcore_iam::read_error,
            crate::trusted_twin::read_error,
        ];
        for read in read {
            let error = read(&body);
            for text in [error.code, error.message, error.request_id]
                .into_iter()
                .flatten()
            {
                assert!(!shown(&text, &credential).contains("canary"));
            }
        }
    }

    /// Checks a base URL; whatever is taken must be one that a key may be sent to.
    pub(crate) fn base_url(text: &str) {
        if let Ok(base) = BaseUrl::parse(text, false) {
            assert!(base.is_https() || base.as_str().starts_with("http://"));
            assert!(!base.as_str().ends_with('/'));
        }
    }
}
