//! The Gcore side: the administration of one account of Gcore Cloud. Users and their roles, projects
//! and the tasks that delete them, regions, quotas, and the audit log.
//!
//! What the service does is not documented in full. Where it is not, the sandbox does this:
//!
//! - A key of the scope that a `PATCH` of an assignment leaves out stays as it was; null resets it,
//!   `client_id` to the account and `project_id` to none. `user_id` may change.
//! - A project needs its client in the same request, on `POST` and on `PATCH`; else 400 with
//!   `invalid_fields`. Any role may be given with or without a project.
//! - A `client_id` other than the account's, and a project or a user that is not there, is 404.
//! - The same user, role and scope a second time is 409.
//! - An id that is not an integer is 404.
//! - `updated_at` is null until the first change. `assigned_by` is the user whose credential it is:
//!   the API key, an API token of [IAM](crate::gcore_iam) or a token of a login. Whoever has one
//!   may do everything here.
//! - Roles are an open set: any text is taken, kept and answered.
//!
//! # Projects and tasks
//!
//! - A name that another project has is 409. A project more than the quota is 403 with the class
//!   `QuotaLimitExceed`. The filter by name asks for the whole name.
//! - The deletion of the default project is 403. Any other is answered with one task; until that has
//!   ended, the project has the state `DELETING`, and to change or delete it is 409. Then it is gone
//!   with its assignments: 404, and listed only with `include_deleted`. Where the task fails, the
//!   project stays, as `DELETION_FAILED`.
//! - A task goes one step on each time but the first that it itself is read, from `NEW` over
//!   `RUNNING` to `FINISHED`; lists and acknowledgements do not make it go on.
//!   [`GcoreServer::pause_tasks`], [`GcoreServer::advance_task`] and [`GcoreServer::fail_next_task`] steer that.
//! - A task that works in all regions counts as active in each.
//!
//! # Quotas, regions and the audit log
//!
//! - To delete a threshold that was not set is 404. A request for other limits changes nothing until
//!   it is decided ([`GcoreServer::set_limit_request_status`]).
//! - Regions with the product `containers` are those with `has_k8s`, with `inference` those with
//!   `has_ai`.
//! - Each write that was carried out is an entry of the audit log; what a task does later is none. The
//!   vendor's list of groups has none for tasks, for thresholds and for subscriptions: their entries
//!   are in `project`, `quota_limit_request` and `user`. Entries are `acknowledged` where there was a
//!   subscription.
//! - What IAM carries out with a credential is an entry too, in `user`; logins are none.
//! - The account may have one subscription of each kind: a second is 409, to end none is 404. Nothing
//!   is ever sent.

mod assignments;
mod audit;
mod directory;
mod iam_audit;
mod limit_requests;
mod projects;
mod quotas;
mod refusal;
mod regions;
mod request;
mod state;
mod subscriptions;
mod tasks;
mod users;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};

pub(crate) use self::directory::Directory;
use self::refusal::Refusal;
use self::request::Answer;
use self::state::State;
use crate::clock::Clock;
use crate::document::{Document, Operation};
use crate::gcore_iam::{self, Iam};
use crate::lock;
use crate::log::CredentialStatus;
use crate::server::{Api, Endpoint};

/// The schema of a role.
const ROLE: &str = "CustomerAssignableRole";

/// The enumerations that are a list of what the vendor had on one day.
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

pub(crate) struct App {
    key: String,
    document: &'static Document,
    state: Mutex<State>,
    iam: gcore_iam::Shared,
}

// The key stays out.
impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("state", &self.state)
            .field("iam", &self.iam.state)
            .finish_non_exhaustive()
    }
}

impl App {
    pub(crate) fn new(seeded: bool) -> Result<Arc<Self>, String> {
        let state = if seeded {
            State::seeded()
        } else {
            State::empty()
        };
        let key = State::new_key();
        Ok(Arc::new(Self {
            document: document()?,
            iam: gcore_iam::Shared::new(&key, state.client, state.caller, state.clock.peek_ms())?,
            key,
            state: Mutex::new(state),
        }))
    }
}

impl Api for App {
    fn document(&self) -> &'static Document {
        self.document
    }

    fn find(&self, method: &str, path: &str) -> Option<&'static Operation> {
        self.document
            .find(method, path)
            .or_else(|| self.iam.document.find(method, path))
    }

    fn router(self: Arc<Self>) -> axum::Router {
        users::router()
            .merge(assignments::router())
            .merge(projects::router())
            .merge(tasks::router())
            .merge(regions::router())
            .merge(quotas::router())
            .merge(limit_requests::router())
            .merge(audit::router())
            .merge(subscriptions::router())
            .method_not_allowed_fallback(async || {
                Refusal::new(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "HTTPError",
                    "This method is not allowed here.",
                )
            })
            .fallback(async |Shared(app): Shared<Arc<Self>>, headers: HeaderMap| {
                app.authorize(&headers)?;
                Answer::Err(Refusal::not_found("There is nothing at this path."))
            })
            .with_state(self.clone())
            .merge(
                gcore_iam::router(self.clone()).layer(from_fn_with_state(self, iam_audit::record)),
            )
    }

    fn credential(&self, headers: &HeaderMap) -> CredentialStatus {
        match self.identify(headers) {
            Ok(_) => CredentialStatus::Valid,
            Err(credential) => credential,
        }
    }

    fn clock(&self) -> Clock {
        lock(&self.state).clock.clone()
    }

    fn failure(&self, message: &str) -> Response {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            message,
        )
        .into_response()
    }
}

/// The Gcore side of a [`Sandbox`](crate::Sandbox). A clone is another handle of the same.
///
/// It is an [`Endpoint`], which has the base URL, the requests and the connections.
#[derive(Debug, Clone)]
pub struct GcoreServer {
    endpoint: Endpoint,
    app: Arc<App>,
}

impl Deref for GcoreServer {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl GcoreServer {
    pub(crate) fn new(endpoint: Endpoint, app: Arc<App>) -> Self {
        Self { endpoint, app }
    }

    /// The API key, without the scheme word `APIKey` that goes before it in the header. It has a
    /// `$` in it, as the vendor's have.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.app.key
    }

    /// What IAM knows: users' groups and passwords, API tokens, mails.
    #[must_use]
    pub fn iam(&self) -> Iam {
        Iam::new(self.app.clone())
    }

    /// The account (the vendor calls it a client) that the key belongs to.
    #[must_use]
    pub fn client_id(&self) -> i64 {
        lock(&self.app.state).client
    }
}
