//! A role made so, whatever it is now.

use crate::runtime::{Action, Ensured, Error, Field, Outcome, Result};
use crate::trusted_twin::ensure::{only, same_name};
use crate::trusted_twin::{Role, RoleId, RolePatch, Roles, Rules, RulesChange, Statement};

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
        same_name(name, patch.name.value().map(String::as_str))?;
        let mut wanted = patch;
        if wanted.name.is_undefined() {
            wanted = wanted.name(name);
        }
        wanted.clone().into_create()?;
        match self.only(name).await? {
            Some(id) => self.adjust(&id, &wanted).await,
            None => match self.create(wanted.clone()).await {
                Ok(made) => Ok(Ensured::new(made, Action::Created)),
                Err(error) => self.look_after(error, name, &wanted).await,
            },
        }
    }

    async fn only(&self, name: &str) -> Result<Option<RoleId>> {
        let named = self.find_by_name(name).await?;
        only("roles", name, named.into_iter().map(|(id, _)| id).collect())
    }

    async fn adjust(&self, id: &RoleId, wanted: &RolePatch) -> Result<Ensured<Role>> {
        let role = self.get(id).await?;
        let patch = wanted.needed(&role);
        if patch == RolePatch::new() {
            return Ok(Ensured::new(role, Action::Unchanged));
        }
        let role = self.update(id, patch).await?;
        Ok(Ensured::new(role, Action::Updated))
    }

    /// A creation failed: if the role is there all the same, it is as it should be.
    async fn look_after(
        &self,
        error: Error,
        name: &str,
        wanted: &RolePatch,
    ) -> Result<Ensured<Role>> {
        if error.outcome() < Outcome::Unknown {
            return Err(error);
        }
        let Ok(Some(id)) = self.only(name).await else {
            return Err(error);
        };
        match self.get(&id).await {
            Ok(role) if wanted.needed(&role) == RolePatch::new() => {
                Ok(Ensured::new(role, Action::Created))
            }
            _ => Err(error),
        }
    }
}

impl RolePatch {
    /// What has to change of a role for it to be so. The name is left alone.
    #[inline]
    fn needed(&self, now: &Role) -> Self {
        let rules = match &self.rules {
            Field::Value(rules) => rules.holds_in(now.rules.as_ref()),
            Field::Null => RulesChange::new().holds_in(now.rules.as_ref()),
            Field::Undefined => true,
        };
        let statement = match (&self.statement, &now.statement) {
            (Field::Value(wanted), Some(now)) => permits_the_same(wanted, now),
            (Field::Value(_) | Field::Null, _) => false,
            (Field::Undefined, _) => true,
        };
        Self {
            name: Field::Undefined,
            rules: if rules {
                Field::Undefined
            } else {
                self.rules.clone()
            },
            statement: if statement {
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
        // What neither of them means is not known.
        _ => one == other,
    }
}

impl RulesChange {
    /// Whether a role that is given these rules would have those that it has. A rule that is left
    /// out is one that is not there.
    #[inline]
    fn holds_in(&self, now: Option<&Rules>) -> bool {
        let rule =
            |rule: Option<&str>, wanted: &Field<String>| rule == wanted.value().map(String::as_str);
        rule(now.and_then(Rules::twin_rule), &self.twin)
            && rule(now.and_then(Rules::entry_rule), &self.entry)
            && rule(now.and_then(Rules::identity_rule), &self.identity)
            // Rules of kinds that this version does not know.
            && now.map_or(self.extra.is_empty(), |now| now.extra == self.extra)
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
    fn what_is_needed_is_what_differs() {
        let actions = [Action::ScanTwins, Action::GetTwin, Action::GetTwin];
        for same in [
            RolePatch::new(),
            RolePatch::new().name("Reader"),
            RolePatch::new().statement(Statement::allow(actions)),
            RolePatch::new().rules(RulesChange::new().twin("true")),
            RolePatch::new().rules(RulesChange::new().twin("true").clear_entry()),
        ] {
            assert_eq!(same.needed(&role()), RolePatch::new(), "{same:?}");
        }
        for different in [
            RolePatch::new().clear_rules(),
            RolePatch::new().rules(RulesChange::new()),
            RolePatch::new().rules(RulesChange::new().twin("true").entry("true")),
            RolePatch::new().statement(Statement::allow([Action::GetTwin])),
            RolePatch::new().statement(Statement::deny([])),
        ] {
            assert_eq!(different.needed(&role()), different);
        }
        let both = RolePatch::new()
            .clear_rules()
            .statement(Statement::allow([Action::GetTwin, Action::ScanTwins]));
        assert_eq!(both.needed(&role()), RolePatch::new().clear_rules());
        let mut without = role();
        without.rules = None;
        for none in [
            RolePatch::new().clear_rules(),
            RolePatch::new().rules(RulesChange::new().clear_twin()),
        ] {
            assert_eq!(none.needed(&without), RolePatch::new());
        }
    }
}
