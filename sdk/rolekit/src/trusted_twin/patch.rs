//! Creates and updates roles.

use crate::message::excerpt;
use crate::trusted_twin::types::{RoleCreate, RoleName, RoleUpdate};
use crate::trusted_twin::{MissingPermissions, RulesChange, Statement};
use rolekit_runtime::{Error, ErrorKind, Field, Result};

/// Changes to a role, or a role to create: each of name, statement and rules is set, cleared, or
/// not sent. Statement and rules are replaced as a whole.
///
/// ```
/// use rolekit::trusted_twin::{Action, RolePatch, RulesChange, Statement};
///
/// let patch = RolePatch::new()
///     .name("Operator")
///     .statement(Statement::deny([Action::DeleteUser]))
///     .rules(RulesChange::new().twin("TWIN.company == USER.company"));
/// let bare = RolePatch::new().clear_name().clear_statement().clear_rules();
/// # let _ = (patch, bare);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RolePatch {
    pub(super) name: Field<String>,
    pub(super) rules: Field<RulesChange>,
    pub(super) statement: Field<Statement>,
}

impl RolePatch {
    /// Creates an empty patch.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name: 2 to 32 letters, digits, spaces, hyphens and underscores, the first and the
    /// last a letter or a digit. Validated when it is sent.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Field::Value(name.into());
        self
    }

    /// Sends null for the name, which presumably resets it to the default. The vendor does not
    /// document whether the API accepts this.
    #[must_use]
    pub fn clear_name(mut self) -> Self {
        self.name = Field::Null;
        self
    }

    /// Sets the rules, replacing all previous ones.
    #[must_use]
    pub fn rules(mut self, rules: RulesChange) -> Self {
        self.rules = Field::Value(rules);
        self
    }

    /// Clears all rules.
    #[must_use]
    pub fn clear_rules(mut self) -> Self {
        self.rules = Field::Null;
        self
    }

    /// Sets the statement, replacing the previous one.
    #[must_use]
    pub fn statement(mut self, statement: Statement) -> Self {
        self.statement = Field::Value(statement);
        self
    }

    /// Sends null for the statement, which presumably resets it to the default, which **permits
    /// everything**. The vendor does not document whether the API accepts this.
    #[must_use]
    pub fn clear_statement(mut self) -> Self {
        self.statement = Field::Null;
        self
    }

    /// Checks that a caller with the statement `held` may create this role: nobody can grant
    /// permissions that they lack. A role that is created without a statement **permits
    /// everything**.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, RolePatch, Statement};
    ///
    /// let held = Statement::allow([Action::GetTwin, Action::CreateUserRole]);
    /// let reader = RolePatch::new().statement(Statement::allow([Action::GetTwin]));
    /// assert!(reader.creates_within(&held).is_ok());
    /// assert!(RolePatch::new().creates_within(&held).is_err());
    /// ```
    ///
    /// # Errors
    /// The actions that the role would permit and the held statement does not.
    pub fn creates_within(&self, held: &Statement) -> Result<(), MissingPermissions> {
        self.statement
            .value()
            .unwrap_or(&Statement::permit_everything())
            .within(held)
    }

    /// Checks that a caller with the statement `held` may update a role with this patch. A
    /// statement that is not set passes: it grants nothing new.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, RolePatch, Statement};
    ///
    /// let held = Statement::allow([Action::GetTwin]);
    /// assert!(RolePatch::new().name("Reader").updates_within(&held).is_ok());
    /// assert!(RolePatch::new().clear_statement().updates_within(&held).is_err());
    /// ```
    ///
    /// # Errors
    /// The actions that the changed role would permit and the held statement does not.
    pub fn updates_within(&self, held: &Statement) -> Result<(), MissingPermissions> {
        match &self.statement {
            Field::Undefined => Ok(()),
            Field::Null | Field::Value(_) => self.creates_within(held),
        }
    }

    /// Returns the request body of an update.
    #[inline]
    pub(crate) fn into_update(self) -> Result<RoleUpdate> {
        let mut body = RoleUpdate::new();
        body.name = self.name.try_map(validate_name)?;
        body.rules = self.rules;
        body.statement = self.statement;
        Ok(body)
    }

    /// Returns the request body of a creation.
    #[inline]
    pub(crate) fn into_create(self) -> Result<RoleCreate> {
        let mut body = RoleCreate::new();
        body.name = reject_clear("name", self.name)?
            .map(validate_name)
            .transpose()?;
        body.rules = self.rules;
        body.statement = reject_clear("statement", self.statement)?;
        Ok(body)
    }
}

/// Validates the name of a role.
#[inline]
fn validate_name(name: String) -> Result<RoleName> {
    RoleName::try_from(name.as_str()).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "invalid role name `{}`: must be 2 to 32 letters, digits, spaces, hyphens and underscores, \
             and begin and end with a letter or a digit",
            excerpt(&name),
        ))
    })
}

/// Converts a field that a creation can omit but not clear.
fn reject_clear<T>(field: &str, change: Field<T>) -> Result<Option<T>> {
    match change {
        Field::Undefined => Ok(None),
        Field::Value(value) => Ok(Some(value)),
        Field::Null => Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "`{field}` cannot be cleared when a role is created; leave it out",
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::RolePatch;
    use rolekit_runtime::{ErrorKind, Outcome};

    #[test]
    fn names_are_validated_when_sent() {
        for name in ["ab", "A b", "0_-9", &"a".repeat(32)] {
            RolePatch::new().name(name).into_update().unwrap();
        }
        for name in ["", "a", " ab", "ab ", "a\nb", "ab\n", "é2", &"a".repeat(33)] {
            let error = RolePatch::new().name(name).into_update().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
            assert_eq!(error.outcome(), Outcome::NotSent);
        }
    }

    #[test]
    fn a_creation_cannot_clear_fields() {
        RolePatch::new().clear_name().into_create().unwrap_err();
        RolePatch::new()
            .clear_statement()
            .into_create()
            .unwrap_err();
        RolePatch::new().clear_rules().into_create().unwrap();
    }
}
