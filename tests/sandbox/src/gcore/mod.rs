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
mod server;
mod store;
mod subscriptions;
mod tasks;
mod users;

pub(crate) use self::app::App;
pub(crate) use self::directory::Directory;
pub use self::server::GcoreServer;
