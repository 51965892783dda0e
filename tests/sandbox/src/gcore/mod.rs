//! The Gcore server: the administration of one Gcore Cloud account. It has users and their roles,
//! projects and the tasks that delete them, SSH keys, regions, quotas, and the audit log.
//!
//! The vendor does not document the service in full. Where the documentation is silent, the sandbox
//! behaves as follows:
//!
//! - A `PATCH` of an assignment keeps absent keys of the scope. Null resets them: `client_id` to the
//!   account, `project_id` to none. `user_id` may change.
//! - A project requires its client in the same request, on `POST` and on `PATCH`; otherwise the
//!   response is 400 with `invalid_fields`. Every role may be assigned with or without a project.
//! - A `client_id` other than the account's, an unknown project and an unknown user are 404.
//! - A second assignment with the same user, role and scope is 409.
//! - An id that is not an integer is 404.
//! - `updated_at` is null until the first update. `assigned_by` is the owner of the credential: the
//!   API key, an API token of [IAM](crate::gcore_iam) or a token of a login. Every credential permits
//!   everything here.
//! - Roles are an open set: any text is accepted, stored and returned.
//!
//! # Projects and tasks
//!
//! - A name that another project has is 409. Exceeding the quota is 403 with the class
//!   `QuotaLimitExceed`. The filter by name matches the whole name.
//! - Deleting the default project is 403. Deleting another one starts a task. Until it ends, the
//!   project has the state `DELETING`, and updating or deleting it is 409. Then the project and its
//!   assignments are deleted: it is 404, and listed only with `include_deleted`. If the task fails, the
//!   project stays, as `DELETION_FAILED`.
//! - Each read of a task except the first advances it, from `NEW` to `RUNNING` to `FINISHED`. Lists
//!   and acknowledgements do not. [`GcoreServer::pause_tasks`], [`GcoreServer::advance_task`] and
//!   [`GcoreServer::fail_next_task`] control this.
//! - A task without a region is active in every region.
//!
//! # Quotas, regions, SSH keys and the audit log
//!
//! - Deleting a threshold that is not set is 404. A limit request has no effect until
//!   [`GcoreServer::set_limit_request_status`].
//! - The product `containers` selects the regions with `has_k8s`, `inference` those with `has_ai`.
//! - The filter by the name of an SSH key is case-sensitive. The fingerprint is random.
//! - Each successful write adds an entry to the audit log; what a task does later does not. The
//!   vendor's list of groups has none for tasks, thresholds and subscriptions, whose entries are in
//!   `project`, `quota_limit_request` and `user`. An entry is `acknowledged` if there was a
//!   subscription.
//! - Writes through IAM with a credential add entries in `user`; logins do not.
//! - The account may have one subscription of each kind: a second is 409, deleting a missing one is
//!   404. Nothing is ever sent.

mod api;
mod app;
mod assignments;
mod audit;
mod directory;
mod error;
mod iam_audit;
mod limit_requests;
mod projects;
mod quotas;
mod regions;
mod request;
mod seed;
mod server;
mod ssh_keys;
mod store;
mod subscriptions;
mod tasks;
mod users;

pub(crate) use self::app::GcoreApp;
pub(crate) use self::directory::Directory;
pub use self::server::GcoreServer;
