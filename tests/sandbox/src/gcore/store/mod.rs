//! The state of the Gcore Cloud API. Only the actor of an audit log entry depends on HTTP.

mod audit_log;
mod item;
mod quotas;
mod state;
mod subscriptions;
mod tasks;

pub(super) use self::audit_log::{Actor, AuditEvent};
pub(super) use self::item::{Item, field, integer, item, merge, parse_time, set_fields, values};
pub(super) use self::state::CloudState;
pub(super) use self::subscriptions::{SubscriptionSlot, Subscriptions};
pub(super) use self::tasks::{CompletionAction, Task};
