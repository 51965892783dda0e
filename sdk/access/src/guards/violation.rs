//! Violations of guards, and overrides.

use std::fmt;

use crate::plan::{Change, ProtectionOverrides};

/// The guards that are overridden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Allows removals of any share of a list.
    pub removals: bool,
    /// Allows fewer administrators than the minimum.
    pub few_administrators: bool,
    /// Allows changes to the access of the key that the plan is applied with.
    pub own_access: bool,
    /// Allows grants of more than that key holds.
    pub escalation: bool,
    /// Allows more writes than the maximum.
    pub writes: bool,
    /// Overrides of protected people and roles.
    pub protection: ProtectionOverrides,
}

/// A violation of a guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// The plan would remove too large a share of a list.
    Removals {
        /// The name of the list.
        list: &'static str,
        /// The number of removals.
        removed: usize,
        /// The length of the list.
        total: usize,
        /// The maximum, in percent.
        limit: u8,
    },
    /// Too few administrators would remain.
    FewAdministrators {
        /// The administrators that are counted.
        who: &'static str,
        /// The number that would remain.
        remaining: usize,
        /// The minimum.
        limit: usize,
    },
    /// The access of the key itself would change.
    OwnAccess {
        /// The change.
        change: String,
    },
    /// The plan would grant more than the key holds.
    Escalation {
        /// The change.
        change: String,
        /// The permissions that the key lacks.
        lacking: String,
    },
    /// The plan has too many writes.
    Writes {
        /// The number of changes.
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
    /// An untouchable role would be granted, revoked or changed.
    UntouchableRole {
        /// The role.
        role: String,
        /// The change.
        change: String,
    },
}

impl Violation {
    /// Returns the option of the command line that overrides the guard.
    #[must_use]
    pub fn option(&self) -> &'static str {
        match self {
            Self::Removals { .. } => "--allow-removals",
            Self::FewAdministrators { .. } => "--allow-few-administrators",
            Self::OwnAccess { .. } => "--allow-own-access",
            Self::Escalation { .. } => "--allow-escalation",
            Self::Writes { .. } => "--allow-many-writes",
            Self::BreakGlass { .. } => "--allow-break-glass",
            Self::UntouchableRole { .. } => "--allow-untouchable-roles",
        }
    }

    pub(super) fn is_overridden(&self, overrides: Overrides) -> bool {
        match self {
            Self::Removals { .. } => overrides.removals,
            Self::FewAdministrators { .. } => overrides.few_administrators,
            Self::OwnAccess { .. } => overrides.own_access,
            Self::Escalation { .. } => overrides.escalation,
            Self::Writes { .. } => overrides.writes,
            Self::BreakGlass { .. } => overrides.protection.break_glass,
            Self::UntouchableRole { .. } => overrides.protection.untouchable_roles,
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
            Self::FewAdministrators {
                who,
                remaining,
                limit,
            } => write!(
                f,
                "too few {who} would remain: {remaining}, the minimum is {limit}"
            )?,
            Self::OwnAccess { change } => {
                write!(f, "the plan changes the access of its own key: {change}")?;
            }
            Self::Escalation { change, lacking } => write!(
                f,
                "the plan grants more than its own key holds: {change}; lacking: {lacking}"
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
                    "the plan changes the role {role}, which is untouchable: {change}"
                )?;
            }
        }
        write!(f, " ({} overrides this)", self.option())
    }
}

/// Describes a change and its subject.
pub(super) fn describe(change: &Change) -> String {
    format!("{}: {}", change.action.subject(), change.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_name_the_administrators_that_are_counted() {
        let violation = |who| Violation::FewAdministrators {
            who,
            remaining: 1,
            limit: 2,
        };
        let text = violation("members of the group Administrators").to_string();
        let expected =
            "too few members of the group Administrators would remain: 1, the minimum is 2 (";
        assert!(text.starts_with(expected), "{text}");
    }
}
