//! Intent: gives a user exactly these roles, or none in a scope. Replaces or deletes assignments.

use rolekit_runtime::{ChangeOf, Client, Ensure, PlanOf, PlannedChange, Replaced, Result, Target};

use crate::gcore::resources::RoleAssignments;
use crate::gcore::role_assignments::ensure::require_scope;
use crate::gcore::role_assignments::plan::{is_requested, plan_roles};
use crate::gcore::{AssignRole, AssignmentId, Role, RoleAssignment, Scope, UserId};

/// A call of [`RoleAssignments::replace`].
pub type ReplaceRoles = Ensure<DesiredRoles>;

/// Result of [`RoleAssignments::replace`].
pub type ReplacedRoles = Replaced<AssignRole, RoleAssignment, AssignRole>;

impl RoleAssignments {
    /// Gives a user exactly these roles when awaited, with the changes that
    /// [`plan_roles`](crate::gcore::plan_roles) plans: existing desired assignments stay unchanged, all
    /// roles are granted before any is revoked, and at most one assignment is updated. The assignments
    /// are read at the beginning, before a revocation that follows a creation, and after the last
    /// change.
    ///
    /// # Guarantees
    /// In addition to [those of every such call](crate::Ensure#guarantees): if several administrators use
    /// `replace` or [`ensure`](Self::ensure) for a user at the same time, and the user has a role before
    /// and is given one by each, the user has a role at every moment. Nobody deletes the oldest
    /// assignment.
    ///
    /// Not guaranteed:
    ///
    /// - **That a desired role is never missing.** If only the oldest assignment is not desired, it is
    ///   updated to a desired role that a newer assignment has. The service rejects two equal assignments,
    ///   so the newer one is deleted first, and for the duration of one request the user lacks that
    ///   role. If the update then fails, the role is created again.
    /// - **Anything about other changes.** [`delete`](Self::delete),
    ///   [`ensure_absent`](Self::ensure_absent), an empty `replace` and other programs may delete the
    ///   oldest assignment.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let (assignments, ada) = (gcore.role_assignments(), UserId::new(777));
    /// let project = |id| Scope::project(ClientId::new(8), ProjectId::new(id));
    /// let roles = [(Role::Observer, project(100)), (Role::User, project(200))];
    /// assignments.replace(ada, roles).await?.into_result()?;
    ///
    /// let users = [(Role::User, project(100)), (Role::User, project(200))];
    /// let replaced = assignments.replace(ada, users).await?;
    /// assert!(replaced.error.is_none());
    /// assert_eq!(replaced.unchanged.len(), 1);
    /// assert_eq!(replaced.changes.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// With a plan to confirm, other changes are not made:
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::ErrorKind;
    /// use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let (assignments, ada) = (gcore.role_assignments(), UserId::new(777));
    /// let project = |id| Scope::project(ClientId::new(8), ProjectId::new(id));
    /// let replace = assignments.replace(ada, [(Role::Observer, project(100))]);
    /// let plan = replace.plan().await?;
    /// println!("{plan}");
    ///
    /// // Meanwhile another administrator grants a role that is not in the plan.
    /// assignments.create(&AssignRole::new(ada, Role::User).scope(project(200))).await?;
    /// let error = replace.apply(&plan).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Contention);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for [`Scope::Unspecified`],
    /// and any error of the first read; nothing is changed then. Later errors are in
    /// [`Replaced::error`]:
    ///
    /// - The API rejected a change. Nothing is revoked if it rejected a grant.
    /// - A response was lost, and the change is not visible.
    /// - A read failed, or there were too many concurrent changes: see [`Ensure`](crate::Ensure#errors).
    pub fn replace(
        &self,
        user_id: UserId,
        roles: impl IntoIterator<Item = (Role, Scope)>,
    ) -> ReplaceRoles {
        Ensure::new(DesiredRoles {
            assignments: self.clone(),
            user_id,
            within: None,
            desired: roles.into_iter().collect(),
        })
    }

    /// Deletes all assignments of a user in exactly this scope, and returns the ids of those that
    /// this call deleted: empty if there was nothing to do. Assignments in other scopes stay
    /// unchanged; an account and its projects are different scopes.
    ///
    /// # What is guaranteed
    /// On success the user had no assignment in the scope at the last read. A deletion whose
    /// response is lost or invalid does not stop the others; a later read shows whether it was
    /// applied. An assignment that others delete meanwhile is not returned.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let assignments = gcore.role_assignments();
    /// let (user, scope) = (UserId::new(777), Scope::project(ClientId::new(8), ProjectId::new(100)));
    /// let created = assignments.create(&AssignRole::new(user, Role::Observer).scope(scope)).await?;
    /// assert_eq!(assignments.ensure_absent(user, scope).await?, [created.id]);
    /// assert!(assignments.ensure_absent(user, scope).await?.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`ensure`](Self::ensure). If the API rejects a deletion, the earlier ones are
    /// applied. The call can be repeated after any error.
    pub async fn ensure_absent(&self, user_id: UserId, scope: Scope) -> Result<Vec<AssignmentId>> {
        let absent = Ensure::new(DesiredRoles {
            assignments: self.clone(),
            user_id,
            within: Some(scope),
            desired: Vec::new(),
        });
        let deleted = absent.await?.into_result()?.changes;
        Ok(deleted.into_iter().map(|(_, id)| id).collect())
    }
}

/// The roles of a user that [`RoleAssignments::replace`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredRoles {
    assignments: RoleAssignments,
    user_id: UserId,
    /// The scope whose assignments are replaced; `None` for all.
    within: Option<Scope>,
    desired: Vec<(Role, Scope)>,
}

impl Target for DesiredRoles {
    type State = Vec<RoleAssignment>;
    type New = AssignRole;
    type Value = RoleAssignment;
    type Changes = AssignRole;
    type Output = ReplacedRoles;

    fn client(&self) -> &Client {
        self.assignments.runtime()
    }

    async fn read(&self) -> Result<Self::State> {
        let mut scopes = self.desired.iter().map(|(_, scope)| *scope);
        scopes.try_for_each(require_scope)?;
        if let Some(scope) = self.within {
            return self.assignments.list_in_scope(self.user_id, scope).await;
        }
        let list = self.assignments.list().user_id(self.user_id);
        let mut current = list.all().await?;
        // Guards against a service that ignores the filter.
        current.retain(|assignment| assignment.user_id == self.user_id);
        Ok(current)
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        plan_roles(self.user_id, state, &self.desired)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<AssignmentId>> {
        self.assignments.send_change(change).await
    }

    fn find_applied(
        &self,
        change: &ChangeOf<Self>,
        state: &Self::State,
        _: &PlanOf<Self>,
    ) -> Option<AssignmentId> {
        let mut state = state.iter();
        match change {
            PlannedChange::Create { new } => state.find(|other| is_requested(other, new)),
            PlannedChange::Update { current, changes } => {
                state.find(|other| other.id == current.id && is_requested(other, changes))
            }
            PlannedChange::Delete { current } => return Some(current.id),
        }
        .map(|assignment| assignment.id)
    }

    /// Returns the other assignment that has the role of an update: the service rejects two equal
    /// ones.
    fn find_obstacle(
        &self,
        change: &ChangeOf<Self>,
        state: &Self::State,
    ) -> Option<(RoleAssignment, AssignRole)> {
        let PlannedChange::Update { current, changes } = change else {
            return None;
        };
        let is_holder =
            |other: &&RoleAssignment| other.id != current.id && is_requested(other, changes);
        let holder = state.iter().find(is_holder)?;
        Some((holder.clone(), changes.clone()))
    }
}
