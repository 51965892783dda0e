//! Administration of a Gcore account: role assignments, users, projects, SSH keys, regions, tasks,
//! quotas and the audit log.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use rolekit::gcore::{Client, Role, Scope};
//!
//! let gcore = Client::from_env()?; // GCORE_API_KEY
//! let project = gcore.projects().ensure("Warehouse").await?.value;
//! let scope = Scope::project(project.client_id, project.id);
//! gcore.role_assignments().ensure(7, Role::ProjectAdministrator, scope).await?;
//!
//! gcore.projects().delete(project.id).wait().await?; // until nothing is left of it
//! # Ok(())
//! # }
//! ```
//!
//! | method | resource |
//! |---|---|
//! | [`role_assignments`](Client::role_assignments) | roles of users, in the account or in a
//! project |
//! | [`users`](Client::users) | the users of the account |
//! | [`projects`](Client::projects) | projects, which group resources |
//! | [`ssh_keys`](Client::ssh_keys) | SSH keys of projects |
//! | [`regions`](Client::regions) | regions, which contain resources |
//! | [`tasks`](Client::tasks) | work that the service continues after its response, and waiting for
//! it |
//! | [`quotas`](Client::quotas), [`limit_requests`](Client::limit_requests) | limits and usage, and
//! requests to change limits |
//! | [`audit_log`](Client::audit_log), [`audit_subscriptions`](Client::audit_subscriptions) |
//! actions of users, listed or sent |

mod audit_log;
mod audit_subscriptions;
mod client;
mod error;
mod limit_requests;
mod projects;
mod quotas;
mod regions;
mod role_assignments;
mod scope;
mod ssh_keys;
mod tasks;
mod users;

pub use self::audit_log::{AuditLog, ListUserActions, UserActionsQuery};
pub use self::audit_subscriptions::{
    AmqpPatch, AmqpQueue, AmqpSubscriptionsQuery, AuditSubscriptions, ListAmqpSubscriptions,
    ListWebhookSubscriptions, WebhookSubscriptionsQuery,
};
pub use self::limit_requests::{LimitRequests, LimitRequestsQuery, ListLimitRequests};
pub use self::projects::{
    DeleteProject, ListProjects, NewProject, ProjectPatch, Projects, ProjectsQuery,
};
pub use self::quotas::Quotas;
pub use self::regions::{ListRegions, Regions, RegionsQuery};
pub use self::role_assignments::{
    AssignmentChange, ListRoleAssignments, ReplacePlan, Replaced, RoleAssignments,
    RoleAssignmentsQuery,
};
pub use self::scope::Scope;
pub use self::ssh_keys::{ListSshKeys, SshKeys, SshKeysQuery};
pub use self::tasks::{
    AcknowledgeAll, ActiveTasksQuery, ListActiveTasks, ListTasks, Tasks, TasksQuery, Wait,
    WaitError,
};
pub use self::users::{ListUsers, Users, UsersQuery};
pub use crate::generated::gcore::types::{
    AccountQuotas, AmqpSubscription, ApiGroup, Coordinates, CreatedResources, FileShareType,
    GlobalLimits, GlobalQuotas, LimitRequest, LimitRequestStatus, ListedAmqpSubscription,
    NotificationThreshold, PriceStatus, Project, ProjectOrder, QuotaCount, Region,
    RegionAccessLevel, RegionEndpointType, RegionOrder, RegionProduct, RegionState, RegionalLimits,
    RegionalQuotas, RequestLimits, RequestedLimits, Role, RoleAssignment, SshKey, SshKeyOrder,
    SshKeyState, Task, TaskDetailedState, TaskOrder, TaskState, ThresholdGlobalQuotas,
    ThresholdQuotas, ThresholdRegionalQuotas, User, UserAction, UserActionOrder, UserActionPrice,
    UserActionResource, UserActionResourceResourceType as ResourceType, UserActionType,
    WebhookSubscription, Zone,
};
pub use crate::generated::gcore::{Client, operations, types};

pub use crate::ids::gcore::{
    AssignmentId, ClientId, LimitRequestId, ProjectId, RegionId, SshKeyId, SubscriptionId, TaskId,
    TokenId, UserActionId, UserId,
};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;
