//! Creates or updates a role as needed.

use crate::trusted_twin::ensure::{reject_rename, unique};
use crate::trusted_twin::{Role, RoleId, RolePatch, Roles, Rules, RulesChange, Statement};
use rolekit_runtime::{Action, Ensured, Error, Field, Outcome, Result};

impl Roles<'_> {
    /// Makes the role with this name as the patch describes it, whatever it is now: nothing is sent
    /// but reads if it is so; a role that is there is changed where it differs; else one is made.
    /// What the patch leaves alone stays as it is, and **a role that is made without a statement
    /// permits everything**.
    ///
    /// Statements are compared by what they permit, in whatever order. It may be run again after any
    /// failure. If the answer to a creation is lost, it looks whether the role is there before it
    /// fails. Names are not unique to the service: two that run at the same time may make two roles.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::{Action, RolePatch, Statement};
    ///
    /// let reader = RolePatch::new().statement(Statement::allow([Action::GetTwin]));
    /// let first = twin.roles().ensure("Reader", reader.clone()).await?;
    /// assert!(first.is_changed());
    /// let again = twin.roles().ensure("Reader", reader).await?;
    /// assert!(!again.is_changed() && again.value.uuid == first.value.uuid);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several roles have the
    /// name, with their UUIDs, if the patch gives another, or if it clears what a role that is made
    /// cannot do without; and as [`list`](Self::list), [`get`](Self::get), [`create`](Self::create)
    /// and [`update`](Self::update) have them.
    pub async fn ensure(&self, name: &str, patch: RolePatch) -> Result<Ensured<Role>> {
        reject_rename(name, patch.name.value().map(String::as_str))?;
        let mut desired = patch;
        if desired.name.is_undefined() {
            desired = desired.name(name);
        }
        desired.clone().into_create()?;
        match self.find_unique(name).await? {
            Some(id) => self.update_if_different(&id, &desired).await,
            None => match self.create(desired.clone()).await {
                Ok(created) => Ok(Ensured::new(created, Action::Created)),
                Err(error) => self.recover_lost_create(error, name, &desired).await,
            },
        }
    }

    async fn find_unique(&self, name: &str) -> Result<Option<RoleId>> {
        let named = self.find_by_name(name).await?;
        unique("roles", name, named.into_iter().map(|(id, _)| id).collect())
    }

    async fn update_if_different(&self, id: &RoleId, desired: &RolePatch) -> Result<Ensured<Role>> {
        let role = self.get(id).await?;
        let patch = desired.diff(&role);
        if patch == RolePatch::new() {
            return Ok(Ensured::new(role, Action::Unchanged));
        }
        let role = self.update(id, patch).await?;
        Ok(Ensured::new(role, Action::Updated))
    }

    /// Looks for the role after a failed creation, whose response may be lost. Returns the error of the
    /// creation if that does not help.
    async fn recover_lost_create(
        &self,
        error: Error,
        name: &str,
        desired: &RolePatch,
    ) -> Result<Ensured<Role>> {
        if error.outcome() < Outcome::Unknown {
            return Err(error);
        }
        let Ok(Some(id)) = self.find_unique(name).await else {
            return Err(error);
        };
        match self.get(&id).await {
            Ok(role) if desired.diff(&role) == RolePatch::new() => {
                Ok(Ensured::new(role, Action::Created))
            }
            _ => Err(error),
        }
    }
}

impl RolePatch {
    /// Returns the patch that changes `current` into this role, without the name.
    #[inline]
    fn diff(&self, current: &Role) -> Self {
        let same_rules = match &self.rules {
            Field::Value(rules) => rules.matches(current.rules.as_ref()),
            Field::Null => RulesChange::new().matches(current.rules.as_ref()),
            Field::Undefined => true,
        };
        let same_statement = match (&self.statement, &current.statement) {
            (Field::Value(desired), Some(current)) => permits_the_same(desired, current),
            (Field::Value(_) | Field::Null, _) => false,
            (Field::Undefined, _) => true,
        };
        Self {
            name: Field::Undefined,
            rules: if same_rules {
                Field::Undefined
            } else {
                self.rules.clone()
            },
            statement: if same_statement {
                Field::Undefined
            } else {
                self.statement.clone()
            },
        }
    }
}

#[inline]
fn permits_the_same(one: &Statement, other: &Statement) -> bool {
    match (one.permitted(), other.permitted()) {
        (Some(one), Some(other)) => one == other,
        // The meaning of one of them is undocumented.
        _ => one == other,
    }
}

impl RulesChange {
    /// Whether a role that is given these rules would have those that it has. A rule that is left
    /// out is one that is not there.
    #[inline]
    fn matches(&self, current: Option<&Rules>) -> bool {
        let rule = |rule: Option<&str>, desired: &Field<String>| {
            rule == desired.value().map(String::as_str)
        };
        rule(current.and_then(Rules::twin_rule), &self.twin)
            && rule(current.and_then(Rules::entry_rule), &self.entry)
            && rule(current.and_then(Rules::identity_rule), &self.identity)
            // Unknown kinds of rules.
            && current.map_or(self.extra.is_empty(), |current| current.extra == self.extra)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::trusted_twin::{Action, Role, RolePatch, RulesChange, Statement};

    fn role() -> Role {
        serde_json::from_value(json!({
            "uuid": "r", "name": "Reader",
            "rules": {"twin_rule": "true", "entry_rule": null, "identity_rule": null},
            "statement": {"effect": "allow", "actions": ["get_twin", "scan_twins"]},
        }))
        .unwrap()
    }

    #[test]
    fn the_diff_has_only_changed_fields() {
        let actions = [Action::ScanTwins, Action::GetTwin, Action::GetTwin];
        for same in [
            RolePatch::new(),
            RolePatch::new().name("Reader"),
            RolePatch::new().statement(Statement::allow(actions)),
            RolePatch::new().rules(RulesChange::new().twin("true")),
            RolePatch::new().rules(RulesChange::new().twin("true").clear_entry()),
        ] {
            assert_eq!(same.diff(&role()), RolePatch::new(), "{same:?}");
        }
        for different in [
            RolePatch::new().clear_rules(),
            RolePatch::new().rules(RulesChange::new()),
            RolePatch::new().rules(RulesChange::new().twin("true").entry("true")),
            RolePatch::new().statement(Statement::allow([Action::GetTwin])),
            RolePatch::new().statement(Statement::deny([])),
        ] {
            assert_eq!(different.diff(&role()), different);
        }
        let both = RolePatch::new()
            .clear_rules()
            .statement(Statement::allow([Action::GetTwin, Action::ScanTwins]));
        assert_eq!(both.diff(&role()), RolePatch::new().clear_rules());
        let mut without = role();
        without.rules = None;
        for none in [
            RolePatch::new().clear_rules(),
            RolePatch::new().rules(RulesChange::new().clear_twin()),
        ] {
            assert_eq!(none.diff(&without), RolePatch::new());
        }
    }
}
