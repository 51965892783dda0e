//! Intent: gives a user a role in a scope. Creates or updates an assignment as needed.

use futures_util::TryStreamExt;
use rolekit_runtime::{
    ChangeOf, Client, Ensure, EnsurePlan, Ensured, Error, ErrorKind, PlanOf, Result, Target,
};

use crate::gcore::resources::RoleAssignments;
use crate::gcore::role_assignments::plan::name;
use crate::gcore::{AssignRole, AssignmentId, Role, RoleAssignment, Scope, UserId};

impl RoleAssignments {
    /// Ensures, when awaited, that a user has a role in a scope. If they have it, only reads are
    /// sent. If they have another role in exactly this scope, the oldest such assignment is updated.
    /// Otherwise an assignment is created. Other assignments of the user stay unchanged.
    ///
    /// The [guarantees](crate::Ensure#guarantees) are those of every `ensure`.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let assignments = gcore.role_assignments();
    /// let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    /// let first = assignments.ensure(UserId::new(777), Role::Observer, scope).await?;
    /// assert!(first.is_changed());
    /// let again = assignments.ensure(UserId::new(777), Role::Observer, scope).await?;
    /// assert!(!again.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// To see the change before it is applied:
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope, UserId};
    ///
    /// let ada = UserId::new(777);
    /// let observer = gcore.role_assignments().ensure(ada, Role::Observer, Scope::OwnAccount);
    /// let plan = observer.plan().await?;
    /// println!("{plan}");
    /// let ensured = observer.apply(&plan).await?;
    /// assert!(ensured.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for [`Scope::Unspecified`]; nothing is sent. Otherwise those of
    /// [`Ensure`](crate::Ensure#errors).
    pub fn ensure(&self, user_id: UserId, role: Role, scope: Scope) -> EnsureAssignment {
        Ensure::new(DesiredAssignment {
            assignments: self.clone(),
            user_id,
            role,
            scope,
        })
    }

    /// Returns the assignments of a user in exactly this scope.
    pub(super) async fn list_in_scope(
        &self,
        user_id: UserId,
        scope: Scope,
    ) -> Result<Vec<RoleAssignment>> {
        require_scope(scope)?;
        let mut list = self.list().user_id(user_id);
        if let Scope::Project { project_id, .. } = scope {
            list = list.project_id(project_id);
        }
        list.stream()
            .try_filter(|assignment| {
                // Guards against a service that ignores the filter.
                let matches = assignment.user_id == user_id && scope.covers(assignment);
                std::future::ready(matches)
            })
            .try_collect()
            .await
    }
}

/// A call of [`RoleAssignments::ensure`].
pub type EnsureAssignment = Ensure<DesiredAssignment>;

/// A role in a scope that [`RoleAssignments::ensure`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredAssignment {
    assignments: RoleAssignments,
    user_id: UserId,
    role: Role,
    scope: Scope,
}

impl Target for DesiredAssignment {
    type State = Option<RoleAssignment>;
    type New = AssignRole;
    type Value = RoleAssignment;
    type Changes = AssignRole;
    type Output = Ensured<RoleAssignment>;

    fn client(&self) -> &Client {
        self.assignments.runtime()
    }

    async fn read(&self) -> Result<Self::State> {
        let assignments = &self.assignments;
        let existing = assignments.list_in_scope(self.user_id, self.scope).await?;
        // The one with the role, or else the oldest: all administrators choose it, so that
        // concurrent calls agree.
        let order = |other: &RoleAssignment| (other.role != self.role, other.id);
        Ok(existing.into_iter().min_by_key(order))
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        let request = |scope| AssignRole::new(self.user_id, self.role.clone()).scope(scope);
        // The scope as the service returned it, so that the meaning of null does not matter.
        let diff = |current: &RoleAssignment| {
            (current.role != self.role).then(|| request(Scope::of(current)))
        };
        let new = request(self.scope);
        EnsurePlan::for_one(name(self.user_id), state.as_ref(), Some(&new), diff)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<AssignmentId>> {
        self.assignments.send_change(change).await
    }
}

/// Fails for [`Scope::Unspecified`].
pub(super) fn require_scope(scope: Scope) -> Result<()> {
    if scope == Scope::Unspecified {
        return Err(Error::new(ErrorKind::InvalidRequest).with_message(
            "scope must not be `Unspecified`; use an account, a project, or `OwnAccount`",
        ));
    }
    Ok(())
}
