//! The state of the Trusted Twin server.

use std::sync::{Arc, Mutex, OnceLock};

use super::caller::Caller;
use super::store::{Statement, TwinState};
use crate::clock::Clock;
use crate::document::Document;

fn document() -> Result<&'static Document, String> {
    static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            // `Effect` stays closed: the sandbox could not act on a third effect.
            Document::parse(include_str!("../../openapi/trusted-twin.yaml"), &["Action"])
                .map_err(|error| format!("openapi/trusted-twin.yaml: {error}"))
        })
        .as_ref()
        .map_err(Clone::clone)
}

#[derive(Debug)]
pub(crate) struct TwinApp {
    pub(super) document: &'static Document,
    /// The owner of [`TrustedTwinServer::secret`](super::TrustedTwinServer::secret).
    pub(super) administrator: Caller,
    pub(super) state: Mutex<TwinState>,
}

impl TwinApp {
    pub(crate) fn new(clock: Clock) -> Result<Arc<Self>, String> {
        let mut state = TwinState::empty(clock);
        let role = state.add_role("Administrator".to_owned(), Statement::default(), None);
        Ok(Arc::new(Self {
            document: document()?,
            administrator: Caller::add(&mut state, &role.uuid),
            state: Mutex::new(state),
        }))
    }
}
