//! What guards stop, and which of them are lifted.

use std::fmt;

use crate::plan::Touch;

/// Which guards are lifted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Removals of any share.
    pub removals: bool,
    /// Fewer administrators than the minimum.
    pub few_administrators: bool,
    /// Changes of the caller's own access.
    pub own_access: bool,
    /// Grants of more than the caller holds.
    pub escalation: bool,
    /// More writes than the maximum.
    pub writes: bool,
    /// Changes of people and roles that are never touched otherwise.
    pub touch: Touch,
}

/// What a guard stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Too large a share of a list would be removed.
    Removals {
        /// The list.
        list: &'static str,
        /// How many would be removed.
        removed: usize,
        /// How many there are.
        total: usize,
        /// The limit in percent.
        limit: u8,
    },
    /// Too few administrators would remain.
    FewAdministrators {
        /// How many would remain.
        remaining: usize,
        /// The minimum.
        limit: usize,
    },
    /// The caller's own access would change.
    OwnAccess {
        /// The change.
        change: String,
    },
    /// Somebody would be given more than the caller holds.
    Escalation {
        /// The change.
        change: String,
        /// What the caller lacks.
        lacking: String,
    },
    /// The plan has too many writes.
    Writes {
        /// How many.
        writes: usize,
        /// The maximum.
        limit: usize,
    },
    /// The access of a person who is marked break-glass would change.
    BreakGlass {
        /// The person.
        person: String,
        /// The change.
        change: String,
    },
    /// A role that is never touched would be granted, revoked or changed.
    UntouchableRole {
        /// The role.
        role: String,
        /// The change.
        change: String,
    },
}

impl Violation {
    /// Returns the option of the command line that lifts the guard.
    #[must_use]
    pub fn option(&self) -> &'static str {
        match self {
            Self::Removals { .. } => "--allow-removals",
            Self::FewAdministrators { .. } => "--allow-few-administrators",
            Self::OwnAccess { .. } => "--allow-own-access",
            Self::Escalation { .. } => "--allow-escalation",
            Self::Writes { .. } => "--allow-many-writes",
            Self::BreakGlass { .. } => "--touch-break-glass",
            Self::UntouchableRole { .. } => "--touch-untouchable-roles",
        }
    }

    pub(super) fn is_lifted(&self, overrides: Overrides) -> bool {
        match self {
            Self::Removals { .. } => overrides.removals,
            Self::FewAdministrators { .. } => overrides.few_administrators,
            Self::OwnAccess { .. } => overrides.own_access,
            Self::Escalation { .. } => overrides.escalation,
            Self::Writes { .. } => overrides.writes,
            Self::BreakGlass { .. } => overrides.touch.break_glass,
            Self::UntouchableRole { .. } => overrides.touch.untouchable_roles,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removals {
                list,
                removed,
                total,
                limit,
            } => write!(
                f,
                "the plan removes {removed} of {total} {list}, more than {limit} %"
            )?,
            Self::FewAdministrators { remaining, limit } => write!(
                f,
                "{remaining} administrators of the account would remain, the minimum is {limit}"
            )?,
            Self::OwnAccess { change } => {
                write!(f, "the plan changes the access of its own key: {change}")?;
            }
            Self::Escalation { change, lacking } => write!(
                f,
                "the plan gives more than its own key holds: {change}; lacking: {lacking}"
            )?,
            Self::Writes { writes, limit } => {
                write!(f, "the plan has {writes} writes, the maximum is {limit}")?;
            }
            Self::BreakGlass { person, change } => {
                write!(
                    f,
                    "the plan changes the access of {person}, who is marked break-glass: {change}"
                )?;
            }
            Self::UntouchableRole { role, change } => {
                write!(
                    f,
                    "the plan touches the role {role}, which is untouchable: {change}"
                )?;
            }
        }
        write!(f, " ({} lifts this)", self.option())
    }
}
