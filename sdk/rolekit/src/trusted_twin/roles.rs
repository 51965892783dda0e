//! Intent: ensures that a role with this name exists, as described, or does not. Finds roles by name, and
//! checks what a change of one grants.

use crate::trusted_twin::resources::Roles;
use crate::trusted_twin::{
    MissingPermissions, NewRole, Role, RoleId, RoleUpdate, Rules, RulesChange, Statement,
};
use rolekit_runtime::{
    Bulk, Client, Ensure, EnsurePlan, Ensured, Error, ErrorKind, Field, HasId, NamedAbsent,
    NamedResource, NamedTarget, Result, excerpt,
};

impl Roles {
    /// Returns the role with exactly this name. Reads the whole list, because the API has no such
    /// filter, and then the role.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::{NewRole, Statement};
    /// # let role = NewRole::new("Reader".parse()?, Statement::permit_nothing());
    /// # twin.roles().create(&role).await?;
    /// assert!(twin.roles().find_by_name("Reader").await?.is_some());
    /// assert!(twin.roles().find_by_name("Writer").await?.is_none());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several roles have the
    /// name; the message lists their UUIDs. Also the errors of `list` and `get`.
    pub fn find_by_name(&self, name: &str) -> impl Future<Output = Result<Option<Role>>> + Send {
        self.find_named(name)
    }

    /// Ensures that the role with this name exists as described. If it does, only reads are sent. If
    /// it differs, the different fields are updated. Otherwise it is created. Rules that are not set
    /// stay unchanged.
    ///
    /// Statements are compared by the actions that they permit, rules by their tokens: the order of
    /// actions and white space make no difference. Unknown fields of a statement are kept.
    ///
    /// # Guarantees
    /// In addition to [those of every `ensure`](crate::Ensure#guarantees): names of roles are not unique,
    /// but if two calls create the same role at the same time, one of them deletes its own again. The role
    /// with the smallest UUID remains.
    ///
    /// Not guaranteed: if the response to a creation is lost while others create the same role, two roles
    /// with the name remain, and the call fails.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::{Action, NewRole, Statement};
    ///
    /// let reader = NewRole::new("Reader".parse()?, Statement::allow([Action::GetTwin]));
    /// let plan = twin.roles().ensure(&reader).plan().await?;
    /// println!("{plan}");
    /// let first = twin.roles().ensure(&reader).apply(&plan).await?;
    /// assert!(first.is_changed());
    /// let again = twin.roles().ensure(&reader).await?;
    /// assert!(!again.is_changed() && again.value.uuid == first.value.uuid);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several roles have the
    ///   name; the message lists their UUIDs. Also if rules differ and the role has one of a kind that
    ///   this version does not know, which an update could remove.
    /// - Those of [`Ensure`](crate::Ensure#errors).
    pub fn ensure(&self, role: &NewRole) -> EnsureRole {
        self.ensure_named(role)
    }

    /// Ensures, when awaited, that no role has this name. Returns the role that this call deleted; `None`
    /// if there was none, or others deleted it.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::{NewRole, Statement};
    /// # let role = NewRole::new("Intern".parse()?, Statement::permit_nothing());
    /// # twin.roles().create(&role).await?;
    /// assert!(twin.roles().ensure_absent("Intern").await?.is_some());
    /// assert!(twin.roles().ensure_absent("Intern").await?.is_none());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] if several roles have the name; the message lists their UUIDs. None is
    ///   deleted.
    /// - Those of [`Ensure`](crate::Ensure#errors).
    pub fn ensure_absent(&self, name: &str) -> Ensure<NamedAbsent<Self>> {
        self.ensure_absent_named(name)
    }

    /// Ensures many roles concurrently; see [`ensure`](Self::ensure) and [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::{Action, NewRole, Statement};
    ///
    /// let roles = [
    ///     NewRole::new("Reader".parse()?, Statement::allow([Action::GetTwin])),
    ///     NewRole::new("Operator".parse()?, Statement::deny([Action::DeleteUser])),
    /// ];
    /// let results = twin.roles().ensure_all(roles).run().await;
    /// assert!(results.iter().all(|entry| entry.result.is_ok()));
    /// # Ok(()) });
    /// ```
    pub fn ensure_all(
        &self,
        roles: impl IntoIterator<Item = NewRole>,
    ) -> Bulk<NewRole, Ensured<Role>> {
        let own = self.clone();
        Bulk::new(roles, move |role| own.ensure(role).into_future())
    }
}

/// A call of [`Roles::ensure`].
pub type EnsureRole = Ensure<NamedTarget<Roles>>;

/// What [`Roles::ensure`] would change.
pub type RolePlan = EnsurePlan<NewRole, Role, RoleUpdate>;

impl HasId for Role {
    type Id = RoleId;

    fn id(&self) -> &RoleId {
        &self.uuid
    }
}

impl NamedResource for Roles {
    type New = NewRole;
    type Value = Role;
    type Changes = RoleUpdate;

    const NOUN: &'static str = "role";

    fn client(&self) -> &Client {
        self.runtime()
    }

    fn name(new: &NewRole) -> Option<&str> {
        Some(&new.name)
    }

    fn diff(new: &NewRole, current: &Role) -> Option<RoleUpdate> {
        let mut changes = RoleUpdate::new();
        if changes_rules(new, current) {
            changes.rules = new.rules.clone();
        }
        changes.statement = match &current.statement {
            Some(current) => merge_statement(&new.statement, current),
            None => Field::Value(new.statement.clone()),
        };
        (changes != RoleUpdate::new()).then_some(changes)
    }

    fn check(new: &NewRole, current: &Role) -> Result<()> {
        let unknown = current.rules.iter().flat_map(Rules::unknown_kinds);
        let unknown: Vec<_> = unknown.map(|kind| format!("`{}`", excerpt(kind))).collect();
        if unknown.is_empty() || !changes_rules(new, current) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "role `{}` has rules of a kind that this version does not know: {}; an update of its rules \
             could remove them, so send one with `raw_request`",
            excerpt(&new.name),
            unknown.join(", "),
        )))
    }

    async fn ids(&self, name: &str) -> Result<Vec<RoleId>> {
        let listed = self.list().await?.roles.into_iter();
        let named = listed.filter(|(_, role)| role.name == name);
        Ok(named.map(|(id, _)| id).collect())
    }

    async fn get(&self, id: &RoleId) -> Result<Role> {
        self.get(id).await
    }

    async fn create(&self, new: &NewRole) -> Result<Role> {
        self.create(new).await
    }

    async fn update(&self, id: &RoleId, changes: &RoleUpdate) -> Result<()> {
        self.update(id, changes).await.map(drop)
    }

    async fn delete(&self, id: &RoleId) -> Result<()> {
        self.delete(id).await.map(drop)
    }
}

/// Returns whether the rules of a role differ from the described ones.
fn changes_rules(new: &NewRole, current: &Role) -> bool {
    let current = current.rules.as_ref();
    match &new.rules {
        Field::Value(rules) => !rules.matches(current),
        Field::Null => !RulesChange::new().matches(current),
        Field::Undefined => false,
    }
}

impl RoleUpdate {
    /// Checks that a caller with the statement `held` may make this change: nobody can grant
    /// permissions that they lack. A statement that is not set passes: it grants nothing new. Null
    /// counts as everything. For a role to create, check its statement with [`Statement::within`].
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, RoleUpdate, Statement};
    ///
    /// let held = Statement::allow([Action::GetTwin]);
    /// assert!(RoleUpdate::new().name("Reader".parse()?).within(&held).is_ok());
    /// assert!(RoleUpdate::new().clear_statement().within(&held).is_err());
    /// # Ok::<(), rolekit::Error>(())
    /// ```
    ///
    /// # Errors
    /// The actions that the changed role would permit and the held statement does not.
    pub fn within(&self, held: &Statement) -> Result<(), MissingPermissions> {
        match &self.statement {
            Field::Undefined => Ok(()),
            Field::Null => Statement::permit_everything().within(held),
            Field::Value(statement) => statement.within(held),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::trusted_twin::resources::Roles;
    use crate::trusted_twin::{
        Action, NewRole, Role, RoleName, RoleUpdate, RulesChange, Statement, UserName,
    };
    use rolekit_runtime::{Error, ErrorKind, NamedResource, Outcome};

    fn role() -> Role {
        serde_json::from_value(json!({
            "uuid": "r", "name": "Reader",
            "rules": {"twin_rule": "true", "entry_rule": null, "identity_rule": null},
            "statement": {"effect": "allow", "actions": ["get_twin", "scan_twins"]},
        }))
        .unwrap()
    }

    fn same() -> Statement {
        Statement::allow([Action::ScanTwins, Action::GetTwin, Action::GetTwin])
    }

    fn new(statement: Statement) -> NewRole {
        NewRole::new("Reader".parse().unwrap(), statement)
    }

    #[test]
    fn unknown_members_of_a_statement_are_kept() {
        let mut current = role();
        let statement =
            json!({"effect": "allow", "actions": ["get_twin"], "sid": "s", "when": [1]});
        current.statement = serde_json::from_value(statement).unwrap();
        let same = new(Statement::allow([Action::GetTwin]));
        assert_eq!(Roles::diff(&same, &current), None);

        let mut desired = Statement::deny([]);
        desired.extra.insert("sid".to_owned(), "t".into());
        let changes = Roles::diff(&new(desired), &current).unwrap();
        let sent = serde_json::to_value(changes.statement.value()).unwrap();
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
            Roles::diff(&new(same()).rules(rules), &current)
        };
        for (twin, entry) in [
            ("TWIN.a == 'x  y'", "not a rule ("),
            ("TWIN.a=='x  y' ", "not a rule("),
        ] {
            assert_eq!(with(twin, entry), None, "{twin}");
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
            assert!(with(twin, entry).is_some(), "{twin}");
        }
    }

    #[test]
    fn the_diff_has_only_changed_fields() {
        for same in [
            new(same()),
            new(same()).rules(RulesChange::new().twin("true")),
            new(same()).rules(RulesChange::new().twin("true").clear_entry()),
        ] {
            assert_eq!(Roles::diff(&same, &role()), None, "{same:?}");
        }
        let mut extended = same();
        extended.extra.insert("sid".to_owned(), "s".into());
        let other_rules = RulesChange::new().twin("true").entry("true");
        for (desired, changes) in [
            (new(extended.clone()), RoleUpdate::new().statement(extended)),
            (
                new(Statement::deny([])),
                RoleUpdate::new().statement(Statement::deny([])),
            ),
            (new(same()).clear_rules(), RoleUpdate::new().clear_rules()),
            (
                new(same()).rules(RulesChange::new()),
                RoleUpdate::new().rules(RulesChange::new()),
            ),
            (
                new(Statement::permit_nothing()).rules(other_rules.clone()),
                RoleUpdate::new()
                    .statement(Statement::permit_nothing())
                    .rules(other_rules),
            ),
        ] {
            assert_eq!(Roles::diff(&desired, &role()), Some(changes));
        }
        let mut without = role();
        without.rules = None;
        for none in [
            new(same()).clear_rules(),
            new(same()).rules(RulesChange::new().clear_twin()),
        ] {
            assert_eq!(Roles::diff(&none, &without), None);
        }
        without.statement = None;
        let changes = Roles::diff(&new(same()), &without);
        assert_eq!(changes, Some(RoleUpdate::new().statement(same())));
    }

    #[test]
    fn an_invalid_name_is_an_invalid_request() {
        for name in ["ab", "A b", "0_-9", &"a".repeat(32)] {
            RoleName::try_from(name).unwrap();
            UserName::try_from(name).unwrap();
        }
        for name in ["", "a", " ab", "ab ", "a\nb", "ab\n", "é2", &"a".repeat(33)] {
            UserName::try_from(name).unwrap_err();
            let error = Error::from(RoleName::try_from(name).unwrap_err());
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
            assert_eq!(error.outcome(), Outcome::NotSent);
        }
    }

    #[test]
    fn a_change_grants_what_its_statement_permits() {
        let held = Statement::allow([Action::Trace]);
        let named = RoleUpdate::new().name("Reader".parse().unwrap());
        named.within(&held).unwrap();
        let cleared = named.clone().clear_statement();
        assert!(cleared.within(&held).unwrap_err().is_open());
        named.clone().statement(held.clone()).within(&held).unwrap();
        let more = named.statement(Statement::allow([Action::GetLog]));
        assert_eq!(more.within(&held).unwrap_err().known(), [Action::GetLog]);
    }
}
