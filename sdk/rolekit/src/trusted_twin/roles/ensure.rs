//! Creates or updates a role as needed.

use std::sync::OnceLock;
use std::time::Duration;

use crate::converge::{self, Step, Target};
use crate::trusted_twin::ensure::{Named, Resolved, reject_rename, resolve};
use crate::trusted_twin::{Role, RoleId, RolePatch, Roles, Rules, RulesChange, Statement};
use rolekit_runtime::{Action, Ensured, Field, Result};
use trusted_twin_rules::is_same_rule;

impl Roles<'_> {
    /// Ensures that a role with this name exists as described by the patch. If there is such a
    /// role, only reads are sent. If it differs, the different fields are updated. Otherwise a role
    /// is created. Fields that are not set stay unchanged, and **a role that is created without a
    /// statement permits everything**.
    ///
    /// Statements are compared by the actions that they permit, rules by their tokens: the order of
    /// actions and white space make no difference. Unknown fields of a statement are kept.
    ///
    /// # What is guaranteed
    /// On success the role was as described at the last read, which follows the last change. If
    /// others create, change or delete it meanwhile, the call reads and plans again. If the
    /// response to a change is lost, it reads whether the change was applied; a creation is never
    /// sent twice unless the API rejected the first.
    ///
    /// Names of roles are not unique. If two calls create the same role at the same time, one of
    /// them deletes its own again: the role with the smallest UUID is kept.
    ///
    /// [`Ensured::action`] is what this call did: [`Action::Unchanged`] if others made the change.
    /// If a response was lost and the role exists afterwards, it counts as created by this call,
    /// although others may have created it at that moment.
    ///
    /// Not guaranteed: that the role stays so after the last read. Of two calls with different
    /// patches the last one wins. If the response to a creation is lost while others create the
    /// same role, two roles with the name remain, and the call fails.
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
    /// - [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several roles have the
    ///   name, with their UUIDs; if the patch sets another name; or if it clears a field that a new
    ///   role requires. In the last two cases nothing is sent.
    /// - Those of [`list`](Self::list), [`get`](Self::get), [`create`](Self::create) and
    ///   [`update`](Self::update). The [outcome](crate::Error::outcome) says whether the change was
    ///   applied: *applied* also if only the read after it failed.
    /// - [`ErrorKind::Contention`](crate::ErrorKind::Contention) if others changed the role before each
    ///   of 20 reads.
    ///
    /// The call can be repeated after any error.
    pub async fn ensure(&self, name: &str, patch: RolePatch) -> Result<Ensured<Role>> {
        reject_rename(name, patch.name.value().map(String::as_str))?;
        let mut desired = patch;
        if desired.name.is_undefined() {
            desired = desired.name(name);
        }
        // An invalid request fails before anything is sent.
        desired.clone().into_create()?;
        converge::ensure(&DesiredRole {
            roles: *self,
            name,
            desired,
            created: OnceLock::new(),
        })
        .await
    }
}

/// A role with its desired state.
struct DesiredRole<'a> {
    roles: Roles<'a>,
    name: &'a str,
    desired: RolePatch,
    /// The role that this call created.
    created: OnceLock<RoleId>,
}

enum Change {
    Create,
    Update(RoleId, Box<RolePatch>),
    /// Deletes the role that this call created, because another one with the name is kept.
    TakeBack(RoleId),
}

impl Target for DesiredRole<'_> {
    type State = Named<RoleId, Role>;
    type Change = Change;
    type Value = Role;

    async fn read(&self) -> Result<Self::State> {
        let listed = self.roles.find_by_name(self.name).await?;
        let ids = listed.into_iter().map(|(id, _)| id).collect();
        match resolve("roles", self.name, ids, self.created.get())? {
            Resolved::None => Ok(Named::None),
            Resolved::TakeBack(id) => Ok(Named::TakeBack(id)),
            Resolved::One(id) => match self.roles.get(id).await {
                Ok(found) => Ok(Named::One(found)),
                // Others deleted it.
                Err(error) if error.is_not_found() => Ok(Named::None),
                Err(error) => Err(error),
            },
        }
    }

    fn plan(&self, state: &Self::State) -> Result<Step<Role, Change>> {
        Ok(match state {
            Named::None => Step::Change(Action::Created, Change::Create),
            Named::TakeBack(id) => Step::Change(Action::Deleted, Change::TakeBack(id.clone())),
            Named::One(role) => {
                let patch = self.desired.diff(role);
                if patch == RolePatch::new() {
                    Step::Done(role.clone())
                } else {
                    Step::Change(
                        Action::Updated,
                        Change::Update(role.uuid.clone(), Box::new(patch)),
                    )
                }
            }
        })
    }

    async fn apply(&self, change: Change) -> Result<()> {
        match change {
            Change::Create => {
                let created = self.roles.create(self.desired.clone()).await?;
                // A second one is created only if the first was deleted, so only the first can be
                // surplus.
                let _ = self.created.set(created.uuid);
                Ok(())
            }
            Change::Update(id, patch) => self.roles.update(id, *patch).await.map(drop),
            Change::TakeBack(id) => self.roles.delete(id).await.map(drop),
        }
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.roles.client.generated().runtime(), longest).await;
    }

    fn name(&self) -> String {
        format!("role `{}`", crate::message::excerpt(self.name))
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
        let statement = match (&self.statement, &current.statement) {
            (Field::Value(desired), Some(current)) => merge_statement(desired, current),
            _ => self.statement.clone(),
        };
        Self {
            name: Field::Undefined,
            rules: if same_rules {
                Field::Undefined
            } else {
                self.rules.clone()
            },
            statement,
        }
    }
}

/// Returns the statement to send: undefined if it would change nothing. Unknown fields are kept
/// unless the desired statement sets them.
fn merge_statement(desired: &Statement, current: &Statement) -> Field<Statement> {
    let permits_the_same = match (desired.permitted(), current.permitted()) {
        (Some(desired), Some(current)) => desired == current,
        // The meaning of at least one is undocumented.
        _ => (&desired.actions, &desired.effect) == (&current.actions, &current.effect),
    };
    let mut merged = desired.clone();
    for (key, value) in &current.extra {
        let entry = merged.extra.entry(key.as_str());
        entry.or_insert_with(|| value.clone());
    }
    if permits_the_same && merged.extra == current.extra {
        Field::Undefined
    } else {
        Field::Value(merged)
    }
}

impl RulesChange {
    /// Returns whether a role with these rules would have the rules of `current`. An unset rule
    /// equals an absent one. White space makes no difference.
    #[inline]
    fn matches(&self, current: Option<&Rules>) -> bool {
        let rule = |rule: Option<&str>, desired: &Field<String>| match (rule, desired.value()) {
            (Some(rule), Some(desired)) => is_same_rule(rule, desired),
            (rule, desired) => rule.is_none() && desired.is_none(),
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
    fn unknown_members_of_a_statement_are_kept() {
        let mut current = role();
        let kept = json!({"effect": "allow", "actions": ["get_twin"], "sid": "s", "when": [1]});
        current.statement = serde_json::from_value(kept).unwrap();
        let same = RolePatch::new().statement(Statement::allow([Action::GetTwin]));
        assert_eq!(same.diff(&current), RolePatch::new());

        let mut desired = Statement::deny([]);
        desired.extra.insert("sid".to_owned(), "t".into());
        let patch = RolePatch::new().statement(desired).diff(&current);
        let sent = serde_json::to_value(patch.statement.value()).unwrap();
        let merged = json!({"effect": "deny", "actions": [], "sid": "t", "when": [1]});
        assert_eq!(sent, merged);
    }

    #[test]
    fn white_space_in_a_rule_is_no_change() {
        let mut current = role();
        let rules = json!({"twin": "TWIN.a  ==\n'x  y'", "entry": "not a rule ("});
        current.rules = serde_json::from_value(rules).unwrap();
        let with = |twin: &str, entry: &str| {
            let rules = RulesChange::new().twin(twin).entry(entry);
            RolePatch::new().rules(rules).diff(&current)
        };
        for (twin, entry) in [
            ("TWIN.a == 'x  y'", "not a rule ("),
            ("TWIN.a=='x  y' ", "not a rule("),
        ] {
            assert_eq!(with(twin, entry), RolePatch::new(), "{twin}");
        }
        for (twin, entry) in [
            ("TWIN.a == 'x y'", "not a rule ("),
            ("TWIN.a == \"x  y\"", "not a rule ("),
            ("TWIN.ab == 'x  y'", "not a rule ("),
            ("TWIN .a == 'x  y'", "not a rule ("),
            ("TWIN.a == 'x  y' # why", "not a rule ("),
            ("TWIN.a == 'x  y'", "not a rule"),
            ("TWIN.a == 'x  y'", "'not a rule"),
        ] {
            assert_ne!(with(twin, entry), RolePatch::new(), "{twin}");
        }
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
        let mut extended = Statement::allow([Action::GetTwin, Action::ScanTwins]);
        extended.extra.insert("sid".to_owned(), "s".into());
        for different in [
            RolePatch::new().statement(extended),
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
