//! Administration of a Gcore account: role assignments, users, projects, SSH keys, regions, tasks,
//! quotas and the audit log.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use rolekit::gcore::{Client, CreateProject, Role, Scope, UserId};
//!
//! let gcore = Client::from_env()?; // GCORE_API_KEY
//! let warehouse = CreateProject::new("Warehouse".parse()?);
//! let project = gcore.projects().ensure(&warehouse).await?.value;
//! let scope = Scope::project(project.client_id, project.id);
//! let role = Role::ProjectAdministrator;
//! gcore.role_assignments().ensure(UserId::new(7), role, scope).await?;
//!
//! let users = gcore.users().list().limit(100).all().await?;
//! println!("{} users", users.len());
//! # Ok(())
//! # }
//! ```
//!
//! A method of a resource starts the request of an operation: an owned builder with a setter for
//! each optional parameter. `.await` returns the value of the response, `.send().await` also status
//! and headers. A list is read with `.page()`, `.pages()`, `.stream()` or `.all()`. The intents below
//! make several requests.
//!
//! | Resource | What it manages | Intents |
//! |---|---|---|
//! | [`role_assignments`](Client::role_assignments) | roles of users, in the account or in a project | [`ensure`](resources::RoleAssignments::ensure), [`ensure_absent`](resources::RoleAssignments::ensure_absent), [`replace`](resources::RoleAssignments::replace), [`create_all`](resources::RoleAssignments::create_all), [`ensure_all`](resources::RoleAssignments::ensure_all), [`delete_all`](resources::RoleAssignments::delete_all), [`plan_roles`] |
//! | [`users`](Client::users) | the users of the account | [`find`](resources::Users::find), [`find_by_email`](resources::Users::find_by_email), [`find_by_name`](resources::Users::find_by_name) |
//! | [`projects`](Client::projects) | projects, which split an account | [`ensure`](resources::Projects::ensure), [`ensure_absent`](resources::Projects::ensure_absent), [`find_by_name`](resources::Projects::find_by_name), [`delete(…).wait()`](operations::DeleteProject::wait) |
//! | [`ssh_keys`](Client::ssh_keys) | SSH keys of projects | |
//! | [`regions`](Client::regions) | regions, the locations of resources; feature `gcore-extra` | [`find_by_name`](resources::Regions::find_by_name) |
//! | [`tasks`](Client::tasks) | work that the service continues after its response | [`wait`](resources::Tasks::wait), [`wait_all`](resources::Tasks::wait_all) |
//! | [`quotas`](Client::quotas) | limits and usage; feature `gcore-extra` | |
//! | [`limit_requests`](Client::limit_requests) | requests to change limits; feature `gcore-extra` | |
//! | [`audit_log`](Client::audit_log) | actions of users | |
//! | [`audit_subscriptions`](Client::audit_subscriptions) | webhooks and message queues that receive the audit log; feature `gcore-extra` | |
//!
//! # Examples
//! Who granted or revoked roles since the beginning of the year:
//!
//! ```
//! # rolekit_doc::gcore(async |gcore, _| {
//! use rolekit::gcore::{ApiGroup, UserActionOrder, UserActionType};
//!
//! let list = gcore.audit_log().list().api_group([ApiGroup::Role]);
//! let mut entries = list
//!     .action_type([UserActionType::Create, UserActionType::Delete])
//!     .from_timestamp("2026-01-01T00:00:00Z")
//!     .order_by(UserActionOrder::Asc)
//!     .stream();
//! while let Some(entry) = entries.try_next().await? {
//!     println!("{} {} by user {}", entry.timestamp, entry.action_type, entry.user_id);
//! }
//! # Ok(()) });
//! ```
//!
//! The whole log, sent to a message queue from now on, with the feature `gcore-extra`:
//!
//! ```
//! # rolekit_doc::gcore(async |gcore, _| {
//! use rolekit::gcore::{CreateAmqpSubscription, UpdateAmqpSubscription};
//!
//! let address = "amqps://me:s3cret@queue.example:5671/audit";
//! let queue = CreateAmqpSubscription::new(address.into()).exchange("gcore");
//! gcore.audit_subscriptions().create_amqp(&queue).await?;
//!
//! let created = gcore.audit_subscriptions().list_amqp().all().await?.remove(0);
//! let update = UpdateAmqpSubscription::new().routing_key("audit.new");
//! let updated = gcore.audit_subscriptions().update_amqp(created.id, &update).await?;
//! assert_eq!(updated.routing_key.as_deref(), Some("audit.new"));
//! # Ok(()) });
//! ```
//!
//! Quotas, and a request for more, with the feature `gcore-extra`:
//!
//! ```
//! # rolekit_doc::gcore(async |gcore, _| {
//! use rolekit::gcore::{ClientId, CreateLimitRequest, GlobalLimits, RequestLimits};
//!
//! let quotas = gcore.quotas().get_global(ClientId::new(8)).await?;
//! println!("{:?} of {:?} projects", quotas.project_count_usage, quotas.project_count_limit);
//!
//! let limits = RequestLimits::new().global_limits(GlobalLimits::new().project_count_limit(50));
//! let request = CreateLimitRequest::new("More teams".parse()?, limits);
//! gcore.limit_requests().create(&request).await?;
//! # Ok(()) });
//! ```

mod client;
mod projects;
#[cfg(feature = "gcore-extra")]
mod regions;
mod role_assignments;
mod scope;
mod tasks;
mod users;

pub use self::projects::{DesiredProject, EnsureProject, ProjectPlan};
pub use self::role_assignments::{
    AssignmentChange, AssignmentPlan, DesiredAssignment, DesiredRoles, EnsureAssignment,
    ReplaceRoles, ReplacedRoles, plan_roles,
};
pub use self::scope::{InvalidScope, Scope};
pub use self::tasks::WaitError;
#[cfg(feature = "gcore-extra")]
pub use crate::generated::gcore::types::{
    AccountQuotas, AmqpSubscription, AmqpSubscriptionPage, AmqpTestMessage, Coordinates,
    CreateAmqpSubscription, CreateLimitRequest, CreateLimitRequestDescription,
    CreateWebhookSubscription, FileShareType, GlobalLimits, GlobalQuotas, LimitRequest,
    LimitRequestPage, LimitRequestStatus, ListedAmqpSubscription, NotificationThreshold,
    QuotaCount, Region, RegionAccessLevel, RegionEndpointType, RegionOrder, RegionPage,
    RegionProduct, RegionState, RegionalLimits, RegionalQuotas, RequestLimits, RequestedLimits,
    ThresholdGlobalQuotas, ThresholdQuotas, ThresholdRegionalQuotas, UpdateAmqpSubscription,
    UpdateNotificationThreshold, WebhookSubscription, WebhookSubscriptionPage, Zone,
};
pub use crate::generated::gcore::types::{
    AcknowledgeTasks, ApiGroup, AssignRole, AssignableRole, AssignableRoles, CreateProject,
    CreateProjectDescription, CreatedResources, PriceStatus, Project, ProjectName, ProjectOrder,
    ProjectPage, ReplaceProject, ReplaceProjectDescription, Role, RoleAssignment, RoleAssignmentId,
    RoleAssignmentPage, SshKey, SshKeyOrder, SshKeyPage, SshKeyState, Task, TaskDetailedState,
    TaskIds, TaskOrder, TaskPage, TaskState, UpdateProject, User, UserAction, UserActionOrder,
    UserActionPage, UserActionPrice, UserActionResource,
    UserActionResourceResourceType as ResourceType, UserActionType, UserPage,
};
pub use crate::generated::gcore::{Client, operations, resources, types};

pub use crate::ids::gcore::{
    AssignmentId, ClientId, LimitRequestId, ProjectId, RegionId, SshKeyId, SubscriptionId, TaskId,
    TokenId, UserActionId, UserId,
};

#[cfg(fuzzing)]
pub(crate) use self::client::ERRORS;
