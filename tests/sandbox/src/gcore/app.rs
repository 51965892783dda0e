//! The state of the Gcore server, shared by the Cloud API and IAM.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use axum::http::{HeaderMap, StatusCode, header};

use super::directory::Directory;
use super::error::CloudError;
use super::store::CloudState;
use crate::document::{Document, Operation};
use crate::gcore_iam::{IamState, IamStore, Identity};
use crate::lock;
use crate::log::CredentialStatus;

/// The schema of role names.
pub(super) const ROLE: &str = "CustomerAssignableRole";

/// The enumerations that list only what the vendor had on one day.
const OPEN: [&str; 9] = [
    ROLE,
    "ActionType",
    "FileShareStorageType",
    "RegionState",
    "TaskDetailedStateEnum",
    "TaskState",
    "UserActionResourceSerializer/properties/resource_type",
    "UserActionSerializer/properties/api_group",
    "Zone",
];

fn document() -> Result<&'static Document, String> {
    static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            Document::parse(include_str!("../../openapi/gcore.yaml"), &OPEN)
                .map_err(|error| format!("openapi/gcore.yaml: {error}"))
        })
        .as_ref()
        .map_err(Clone::clone)
}

pub(crate) struct GcoreApp {
    pub(super) key: String,
    pub(super) document: &'static Document,
    pub(super) state: Mutex<CloudState>,
    pub(super) iam: IamStore,
}

// Omits the API key.
impl fmt::Debug for GcoreApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GcoreApp")
            .field("state", &self.state)
            .field("iam", &self.iam.state)
            .finish_non_exhaustive()
    }
}

impl GcoreApp {
    /// Creates an account with only its administrator.
    pub(crate) fn new() -> Result<Arc<Self>, String> {
        let state = CloudState::empty();
        let key = CloudState::new_key();
        Ok(Arc::new(Self {
            document: document()?,
            iam: IamStore::new(&key, state.client, state.caller, state.clock.peek_ms())?,
            key,
            state: Mutex::new(state),
        }))
    }
}

impl GcoreApp {
    /// Returns the identity of a request's credential.
    pub(super) fn identify(&self, headers: &HeaderMap) -> Result<Identity, CredentialStatus> {
        let credential = credential(headers)?;
        let now = lock(&self.state).clock.peek_ms();
        lock(&self.iam.state)
            .identify(credential, now)
            .ok_or(CredentialStatus::Invalid)
    }

    /// Like [`GcoreApp::identify`], and records that the token was used.
    pub(crate) fn authenticate(&self, headers: &HeaderMap) -> Result<Identity, CredentialStatus> {
        let identity = self.identify(headers)?;
        if let Some(token) = identity.token {
            let now = lock(&self.state).clock.peek_ms();
            lock(&self.iam.state).record_use(token, now);
        }
        Ok(identity)
    }

    /// Locks the state of IAM and of the Cloud API, and updates IAM's users from the Cloud API's.
    /// The locks are always taken in this order.
    pub(crate) fn lock_iam(&self) -> (MutexGuard<'_, IamState>, Directory<'_>) {
        let mut iam = lock(&self.iam.state);
        let directory = Directory {
            state: lock(&self.state),
        };
        iam.sync_from(&directory);
        (iam, directory)
    }

    pub(crate) fn iam(&self) -> &IamStore {
        &self.iam
    }

    /// Returns the user of a request's credential.
    pub(super) fn authorize(&self, headers: &HeaderMap) -> Result<i64, CloudError> {
        let (class, message) = match self.authenticate(headers) {
            Ok(identity) => return Ok(identity.user),
            Err(CredentialStatus::Missing) => ("not_authenticated", "The API key is missing."),
            Err(_) => ("token_not_valid", "The API key is not valid."),
        };
        Err(CloudError::new(StatusCode::UNAUTHORIZED, class, message))
    }

    pub(super) fn operation(&self, id: &str) -> Result<&'static Operation, CloudError> {
        self.document.operation(id).ok_or_else(|| {
            let message = format!("The vendored document has no operation {id}.");
            CloudError::new(StatusCode::INTERNAL_SERVER_ERROR, "SandboxError", message)
        })
    }
}

/// Splits a credential into its scheme and the rest.
fn credential(headers: &HeaderMap) -> Result<(&str, &str), CredentialStatus> {
    headers
        .get(header::AUTHORIZATION)
        .ok_or(CredentialStatus::Missing)?
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .ok_or(CredentialStatus::Invalid)
}
