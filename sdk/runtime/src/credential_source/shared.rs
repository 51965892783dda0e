//! A fetched credential, and the fetch that calls share.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use secrecy::{ExposeSecret as _, SecretString};

use super::{CredentialError, CredentialRequest, CredentialSource, CredentialValue};

/// The time for which a credential that a refresh did not change is not refreshed again.
const REFRESH_INTERVAL: Duration = Duration::from_secs(30);

/// The number of redacted values: the current one, and earlier ones that calls in flight may have
/// sent.
const MAX_RECENT: usize = 4;

/// A [`CredentialSource`] that several clients share: its value is fetched once for all of them.
///
/// ```
/// use rolekit_runtime::{ClientBuilder, FileCredential, Result, ServiceClient, SharedCredential};
///
/// fn build<A: ServiceClient, B: ServiceClient>(a: ClientBuilder<A>, b: ClientBuilder<B>) -> Result<(A, B)> {
///     let key = SharedCredential::new(FileCredential::new("/run/secrets/api-key"));
///     let a = a.credential_source(key.clone()).build()?;
///     let b = b.credential_source(key).build()?;
///     Ok((a, b))
/// }
/// ```
#[derive(Clone)]
pub struct SharedCredential(Arc<SharedInner>);

struct SharedInner {
    source: Box<dyn CredentialSource>,
    state: Mutex<CacheState>,
}

#[derive(Default)]
struct CacheState {
    current: Option<Current>,
    /// The number of fetched values.
    generation: u64,
    recent: VecDeque<SecretString>,
    fetch: Option<WeakShared<Fetch>>,
    /// Whether that fetch is a refresh.
    is_refresh: bool,
}

#[derive(Clone)]
struct Current {
    value: Arc<CredentialValue>,
    expires: Option<Instant>,
    /// The time until which it is not refreshed, because a refresh did not change it.
    confirmed_until: Option<Instant>,
}

type Fetch = BoxFuture<'static, Result<FetchedCredential, CredentialError>>;

/// A credential for an attempt.
#[derive(Clone, Debug)]
pub(crate) struct FetchedCredential {
    pub(crate) value: Arc<CredentialValue>,
    /// The number of the value among the fetched ones.
    generation: u64,
}

impl SharedCredential {
    /// Creates a credential from this source.
    pub fn new(source: impl CredentialSource) -> Self {
        Self(Arc::new(SharedInner {
            source: Box::new(source),
            state: Mutex::default(),
        }))
    }

    /// Returns the name of the source in error messages.
    pub(crate) fn describe(&self) -> String {
        self.0.source.describe()
    }

    /// Returns the credential, from memory if it is still valid.
    pub(crate) async fn get(
        &self,
        request: CredentialRequest,
    ) -> Result<FetchedCredential, CredentialError> {
        let (generation, current) = {
            let state = self.0.lock();
            (state.generation, state.current.clone())
        };
        let now = request.clock.now();
        if let Some(Current { value, expires, .. }) = current
            && expires.is_none_or(|expires| now < expires)
            && self.0.source.is_current(&value)
        {
            return Ok(FetchedCredential { value, generation });
        }
        self.fetch_after(generation, request).await
    }

    /// Fetches the credential that replaces `rejected`. Returns `None` if there is none.
    pub(crate) async fn refresh(
        &self,
        rejected: &FetchedCredential,
        request: CredentialRequest,
    ) -> Result<Option<FetchedCredential>, CredentialError> {
        let confirmed_until = {
            let state = self.0.lock();
            let current = state.current.as_ref();
            current.and_then(|current| current.confirmed_until)
        };
        let is_confirmed = confirmed_until.is_some_and(|until| request.clock.now() < until)
            && self.0.source.is_current(&rejected.value);
        let obtained = if is_confirmed {
            self.get(request).await?
        } else {
            self.fetch_after(rejected.generation, request).await?
        };
        let is_changed = !is_same(&obtained.value, &rejected.value);
        Ok(is_changed.then_some(obtained))
    }

    /// Returns the secrets that a service may repeat.
    pub(crate) fn recent_secrets(&self) -> Vec<SecretString> {
        self.0.lock().recent.iter().cloned().collect()
    }

    /// Returns the value that another call has fetched after `generation`, or fetches it.
    async fn fetch_after(
        &self,
        generation: u64,
        request: CredentialRequest,
    ) -> Result<FetchedCredential, CredentialError> {
        let fetch = {
            let mut state = self.0.lock();
            if state.generation != generation
                && let Some(current) = &state.current
            {
                return Ok(FetchedCredential {
                    value: Arc::clone(&current.value),
                    generation: state.generation,
                });
            }
            let running = state.fetch.as_ref().and_then(WeakShared::upgrade);
            // A source may serve a fetch that is not a refresh with a value that the service rejected.
            match running.filter(|_| state.is_refresh || !request.is_refresh()) {
                Some(fetch) => fetch,
                None => {
                    state.is_refresh = request.is_refresh();
                    let fetch = self.start(request);
                    state.fetch = fetch.downgrade();
                    fetch
                }
            }
        };
        fetch.await
    }

    fn start(&self, request: CredentialRequest) -> Shared<Fetch> {
        let inner = Arc::clone(&self.0);
        let fetch = async move {
            let started = request.clock.now();
            let result = inner.source.fetch(&request).await;
            let mut state = inner.lock();
            state.fetch = None;
            let value = result?;
            let is_unchanged = state
                .current
                .as_ref()
                .is_some_and(|current| is_same(&current.value, &value));
            if !is_unchanged {
                state.recent.push_front(value.secret().clone());
                state.recent.truncate(MAX_RECENT);
            }
            let value = Arc::new(value);
            state.generation += 1;
            state.current = Some(Current {
                expires: value.valid_for.and_then(|time| started.checked_add(time)),
                confirmed_until: (is_unchanged && request.is_refresh())
                    .then(|| started + REFRESH_INTERVAL),
                value: Arc::clone(&value),
            });
            Ok(FetchedCredential {
                value,
                generation: state.generation,
            })
        };
        fetch.boxed().shared()
    }
}

impl<S: CredentialSource> From<S> for SharedCredential {
    fn from(source: S) -> Self {
        Self::new(source)
    }
}

fn is_same(one: &CredentialValue, other: &CredentialValue) -> bool {
    one.secret().expose_secret() == other.secret().expose_secret()
}

impl SharedInner {
    fn lock(&self) -> MutexGuard<'_, CacheState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SharedCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedCredential")
            .field(&self.0.source)
            .finish()
    }
}
