//! What an application works with.

use std::collections::BTreeMap;

use rolekit::gcore::UserId;
use rolekit::trusted_twin::RoleId;

use crate::services::Services;
use crate::state::State;

/// An application.
pub(crate) struct Run<'a> {
    pub(crate) services: &'a Services,
    pub(crate) state: State,
    /// The users of people who were invited.
    pub(crate) users: BTreeMap<String, UserId>,
    /// Roles of Trusted Twin by name; the names that changes use are unique.
    pub(crate) roles: BTreeMap<String, RoleId>,
}
