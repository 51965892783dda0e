//! Changes of a role.

use crate::message::excerpt;
use crate::trusted_twin::generated::types::{RoleCreate, RoleName, RoleUpdate};
use crate::trusted_twin::{MissingPermissions, RulesChange, Statement};
use rolekit_runtime::{Error, ErrorKind, Field, Result};

/// What to change of a role, or how to make one: each of name, statement and rules is set, cleared,
/// or left alone.
///
/// What is given replaces what was there; statement and rules are replaced as a whole.
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
    /// Leaves everything alone.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the role a name: 2 to 32 letters, digits, spaces, hyphens and underscores, the first
    /// and the last a letter or a digit. It is validated when the patch is sent.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Field::Value(name.into());
        self
    }

    /// Sends null for the name: presumably the name of a role that is made without one. Whether the
    /// service takes it is not documented.
    #[must_use]
    pub fn clear_name(mut self) -> Self {
        self.name = Field::Null;
        self
    }

    /// Gives the role these rules, in place of all that it had.
    #[must_use]
    pub fn rules(mut self, rules: RulesChange) -> Self {
        self.rules = Field::Value(rules);
        self
    }

    /// Takes all rules away.
    #[must_use]
    pub fn clear_rules(mut self) -> Self {
        self.rules = Field::Null;
        self
    }

    /// Gives the role this statement, in place of the one that it had.
    #[must_use]
    pub fn statement(mut self, statement: Statement) -> Self {
        self.statement = Field::Value(statement);
        self
    }

    /// Sends null for the statement: presumably that of a role that is made without one, which
    /// **permits everything**. Whether the service takes it is not documented.
    #[must_use]
    pub fn clear_statement(mut self) -> Self {
        self.statement = Field::Null;
        self
    }

    /// Whether someone who holds a statement may make this role: nobody gives more than they have.
    /// A role that is made without a statement **may do everything**.
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

    /// Whether someone who holds a statement may change a role so. A statement that is left alone
    /// passes: what the role has, it has.
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

    /// The body of an update.
    #[inline]
    pub(crate) fn into_update(self) -> Result<RoleUpdate> {
        let mut body = RoleUpdate::new();
        body.name = self.name.try_map(validate_name)?;
        body.rules = self.rules;
        body.statement = self.statement;
        Ok(body)
    }

    /// The body of a creation.
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

/// A name as the service takes it.
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

/// A value that a creation may leave out but not clear.
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
