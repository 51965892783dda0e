//! The state of one run of `apply`.

use std::collections::BTreeMap;

use rolekit::gcore::UserId;
use rolekit::trusted_twin::RoleId;

use crate::services::Services;
use crate::state::State;

/// One run of `apply`.
pub(crate) struct Run<'a> {
    pub(crate) services: &'a Services,
    pub(crate) state: State,
    /// User ids of people who were invited, by e-mail address.
    pub(crate) users: BTreeMap<String, UserId>,
    /// Role ids of Trusted Twin, by name. The names that changes use are unique.
    pub(crate) roles: BTreeMap<String, RoleId>,
}
