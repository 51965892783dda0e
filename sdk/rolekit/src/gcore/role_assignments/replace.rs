//! Intent: a user has exactly these roles. Replaces all assignments of a user.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rolekit_runtime::converge::{MAX_READS, Pause, contention, may_be_settled, outdated};
use rolekit_runtime::{Error, Outcome, Result};

use crate::gcore::resources::RoleAssignments;
use crate::gcore::role_assignments::ensure::{name, require_scope};
use crate::gcore::role_assignments::plan::{AssignmentChange, AssignmentPlan, holds};
use crate::gcore::{AssignmentId, Role, RoleAssignment, Scope, UserId};

/// Result of [`RoleAssignments::replace`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "test-util", derive(Default))]
#[must_use = "it may contain an error; see `into_result`"]
#[non_exhaustive]
pub struct Replaced {
    /// The assignments that needed no change.
    pub unchanged: Vec<AssignmentId>,
    /// The changes that this call made, in their order, with the ids of the assignments.
    pub changes: Vec<(AssignmentChange, AssignmentId)>,
    /// The changes that were not made because of [`error`](Self::error). If the API rejected a
    /// change, it is the first.
    pub skipped: Vec<AssignmentChange>,
    /// The reason why the user may not have exactly the desired roles; `None` on success.
    pub error: Option<Error>,
}

impl Replaced {
    /// Returns whether this call changed anything.
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Returns the result without its [error](Self::error), or the error.
    ///
    /// # Errors
    /// [`Replaced::error`].
    #[inline]
    pub fn into_result(mut self) -> Result<Self> {
        match self.error.take() {
            None => Ok(self),
            Some(error) => Err(error),
        }
    }
}

impl RoleAssignments {
    /// Gives a user exactly these roles when awaited, with the changes of an [`AssignmentPlan`]:
    /// existing desired assignments stay unchanged, all roles are granted before any is revoked, and
    /// at most one assignment is updated. The assignments are read at the beginning, before a
    /// revocation that follows a creation, and after the last change.
    ///
    /// # What is guaranteed
    /// - On success the user had exactly these roles at the last read.
    /// - If several administrators use `replace` or [`ensure`](Self::ensure) for a user at the same
    ///   time, and the user has a role before and is given one by each, the user has a role at every
    ///   moment: nobody deletes the oldest assignment.
    /// - If others change the assignments meanwhile, the call reads and plans again, up to 20
    ///   times.
    /// - If the response to a change is lost, it reads whether the change was applied. A creation
    ///   is never sent twice unless the API rejected the first.
    ///
    /// # What is not guaranteed
    /// The service has no conditional changes, so nothing can prevent the following:
    ///
    /// - If administrators want different roles, the last one wins. Each call succeeds if the user
    ///   had its roles at some moment.
    /// - If only the oldest assignment is not desired, it is updated to a desired role that a newer
    ///   assignment has, and the newer one is deleted. The service rejects two equal assignments,
    ///   so the newer one is deleted first, and for the duration of one request the user lacks that
    ///   role. If the update then fails, the role is created again.
    /// - [`delete`](Self::delete), [`ensure_absent`](Self::ensure_absent), an empty `replace` and
    ///   other programs may delete the oldest assignment.
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
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for [`Scope::Unspecified`],
    /// and any error of the first read; nothing is changed then. Later errors are in
    /// [`Replaced::error`]:
    ///
    /// - The API rejected a change. Nothing is revoked if it rejected a grant.
    /// - A response was lost, and the change is not visible.
    /// - A read failed; the outcome is *applied* if a change was made before.
    /// - The kind is [`Contention`](crate::ErrorKind::Contention) if others changed the
    ///   assignments before each of 20 reads.
    ///
    /// The call can be repeated after any error.
    pub fn replace(
        &self,
        user_id: UserId,
        roles: impl IntoIterator<Item = (Role, Scope)>,
    ) -> ReplaceRoles {
        ReplaceRoles {
            assignments: self.clone(),
            user_id,
            desired: roles.into_iter().collect(),
        }
    }
}

/// A call of [`RoleAssignments::replace`]. Nothing is sent until it is awaited,
/// [planned](Self::plan) or [applied](Self::apply).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct ReplaceRoles {
    assignments: RoleAssignments,
    user_id: UserId,
    desired: Vec<(Role, Scope)>,
}

impl ReplaceRoles {
    /// Reads the assignments, and returns the changes that are needed. Nothing is changed.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope, UserId};
    ///
    /// let roles = [(Role::Observer, Scope::OwnAccount)];
    /// let replace = gcore.role_assignments().replace(UserId::new(777), roles);
    /// let plan = replace.plan().await?;
    /// println!("{plan}"); // to confirm
    /// replace.apply(&plan).await?.into_result()?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for [`Scope::Unspecified`],
    /// and any error of the read.
    pub async fn plan(&self) -> Result<AssignmentPlan> {
        self.require_scopes()?;
        Ok(self.plan_from(&self.read().await?))
    }

    /// Makes the changes of a plan, and no others.
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
    ///
    /// // Meanwhile another administrator grants a role that is not in the plan.
    /// assignments.create(&AssignRole::new(Role::User, ada).scope(project(200))).await?;
    /// let error = replace.apply(&plan).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Contention);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Contention`](crate::ErrorKind::Contention) if other changes are needed than the
    /// plan has, because others changed the assignments, or the plan is for another call; nothing is
    /// changed then. If others change the assignments later, the same error is in
    /// [`Replaced::error`]. Otherwise those of [`RoleAssignments::replace`].
    pub async fn apply(&self, plan: &AssignmentPlan) -> Result<Replaced> {
        self.clone().run(Some(plan.clone())).await
    }

    async fn run(self, planned: Option<AssignmentPlan>) -> Result<Replaced> {
        self.require_scopes()?;
        let mut replacement = Replacement {
            call: self,
            planned,
            changes: Vec::new(),
            failed: None,
        };
        replacement.run().await
    }

    fn require_scopes(&self) -> Result<()> {
        let mut scopes = self.desired.iter().map(|(_, scope)| *scope);
        scopes.try_for_each(require_scope)
    }

    fn plan_from(&self, current: &[RoleAssignment]) -> AssignmentPlan {
        AssignmentPlan::new(self.user_id, current, &self.desired)
    }

    /// Returns the assignments of the user.
    async fn read(&self) -> Result<Vec<RoleAssignment>> {
        let list = self.assignments.list().user_id(self.user_id);
        let mut current = list.all().await?;
        // Guards against a service that ignores the filter.
        current.retain(|assignment| assignment.user_id == self.user_id);
        Ok(current)
    }
}

impl IntoFuture for ReplaceRoles {
    type Output = Result<Replaced>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.run(None).boxed()
    }
}

/// A `replace` that is running.
struct Replacement {
    call: ReplaceRoles,
    /// The changes that may be made; `None` for any.
    planned: Option<AssignmentPlan>,
    /// The changes that were made.
    changes: Vec<(AssignmentChange, AssignmentId)>,
    /// A change that failed in a way that a read may settle, and the state for which it was planned.
    failed: Option<(AssignmentChange, Error, Vec<RoleAssignment>)>,
}

impl Replacement {
    async fn run(&mut self) -> Result<Replaced> {
        let mut plan = self.call.plan_from(&[]);
        let mut pause = Pause::default();
        for read in 0..MAX_READS {
            let current = match self.call.read().await {
                Ok(current) => current,
                Err(error) if read == 0 => return Err(error),
                Err(error) => {
                    let error = self
                        .failed
                        .take()
                        .map_or_else(|| self.after_changes(error), |(_, error, _)| error);
                    return Ok(self.end(plan, Some(error)));
                }
            };
            plan = self.call.plan_from(&current);
            if let Some(error) = self.settle(&current, &plan) {
                return Ok(self.end(plan, Some(error)));
            }
            if !self.is_planned(&plan, read) {
                let error = self.after_changes(outdated(&name(self.call.user_id)));
                if read == 0 {
                    return Err(error);
                }
                return Ok(self.end(plan, Some(error)));
            }
            if plan.changes.is_empty() {
                return Ok(self.end(plan, None));
            }
            if pause.is_due(read) {
                pause.wait(self.call.assignments.runtime()).await;
                continue;
            }
            if let Some(error) = self.apply_part(&mut plan, &current).await {
                return Ok(self.end(plan, Some(error)));
            }
        }
        let error = match self.failed.take() {
            Some((_, error, _)) => error,
            None => contention(&name(self.call.user_id), !self.changes.is_empty()),
        };
        Ok(self.end(plan, Some(error)))
    }

    /// Returns whether a plan has only changes that may be made: at first exactly the planned ones,
    /// and later those that are left of them.
    fn is_planned(&self, plan: &AssignmentPlan, read: usize) -> bool {
        match &self.planned {
            None => true,
            Some(planned) if read == 0 => planned == plan,
            Some(planned) => {
                let mut changes = plan.changes.iter();
                changes.all(|change| planned.changes.contains(change))
            }
        }
    }

    /// Decides whether the failed change was applied. Returns its error if it is final: nothing has
    /// changed, or the request may still be on its way.
    fn settle(&mut self, current: &[RoleAssignment], plan: &AssignmentPlan) -> Option<Error> {
        let (change, error, before) = self.failed.take()?;
        let is_unknown = error.outcome() >= Outcome::Unknown;
        let is_planned = plan.changes.contains(&change);
        let may_create_twice = is_unknown && is_planned && change.only_grants();
        if may_create_twice || is_planned && before == current {
            return Some(error);
        }
        if is_unknown && let Some(id) = applied(&change, current) {
            self.changes.push((change, id));
        }
        None
    }

    /// Sends the changes that need no new read: the creations, or else all others. Removes applied
    /// changes from the plan. Returns the error that stops the call.
    async fn apply_part(
        &mut self,
        plan: &mut AssignmentPlan,
        current: &[RoleAssignment],
    ) -> Option<Error> {
        let grants = plan.changes.iter().any(AssignmentChange::only_grants);
        while let Some(change) = plan.changes.first().cloned() {
            if grants && !change.only_grants() {
                return None;
            }
            match self.apply(&change).await {
                Ok(Some(id)) => self.changes.push((change, id)),
                // Others deleted it.
                Ok(None) => {}
                Err(error) if error.is_conflict() && holder(&change, current).is_some() => {
                    return self.move_role(plan, &change, current).await;
                }
                Err(error) => return self.postpone(change, error, current),
            }
            plan.changes.remove(0);
        }
        None
    }

    /// Updates an assignment to a role that another one has. Deletes that one first, because the
    /// service rejects two equal ones. Returns the error that stops the call.
    async fn move_role(
        &mut self,
        plan: &mut AssignmentPlan,
        change: &AssignmentChange,
        current: &[RoleAssignment],
    ) -> Option<Error> {
        let holder = holder(change, current)?;
        let delete = AssignmentChange::delete(holder);
        match self.apply(&delete).await {
            Ok(Some(id)) => self.changes.push((delete.clone(), id)),
            Ok(None) => {}
            Err(error) => return self.postpone(delete, error, current),
        }
        plan.changes.retain(|planned| *planned != delete);
        match self.apply(change).await {
            Ok(Some(id)) => {
                self.changes.push((change.clone(), id));
                plan.changes.retain(|planned| planned != change);
                None
            }
            Ok(None) => None,
            Err(error) => {
                let (role, scope) = (holder.role.clone(), Scope::of(holder));
                let restore = AssignmentChange::Create { role, scope };
                if let Ok(Some(id)) = self.apply(&restore).await {
                    self.changes.push((restore, id));
                }
                self.postpone(change.clone(), error, current)
            }
        }
    }

    /// Keeps the error of a change until a read settles it, or returns it if no read can.
    fn postpone(
        &mut self,
        change: AssignmentChange,
        error: Error,
        current: &[RoleAssignment],
    ) -> Option<Error> {
        if !may_be_settled(&error) {
            return Some(error);
        }
        self.failed = Some((change, error, current.to_vec()));
        None
    }

    /// Sends a change; see [`RoleAssignments::send_change`].
    async fn apply(&self, change: &AssignmentChange) -> Result<Option<AssignmentId>> {
        let call = &self.call;
        call.assignments.send_change(call.user_id, change).await
    }

    /// Returns the error of a read, as *applied* if a change was made before.
    fn after_changes(&self, error: Error) -> Error {
        if self.changes.is_empty() {
            error
        } else {
            error.with_outcome(Outcome::Applied)
        }
    }

    fn end(&mut self, plan: AssignmentPlan, error: Option<Error>) -> Replaced {
        let changes = std::mem::take(&mut self.changes);
        let mut unchanged = plan.unchanged;
        unchanged.retain(|id| changes.iter().all(|(_, changed)| changed != id));
        Replaced {
            unchanged,
            changes,
            skipped: plan.changes,
            error,
        }
    }
}

/// Returns the other assignment that has the role of an update.
fn holder<'a>(
    change: &AssignmentChange,
    current: &'a [RoleAssignment],
) -> Option<&'a RoleAssignment> {
    let AssignmentChange::Update {
        assignment_id,
        role,
        scope,
        ..
    } = change
    else {
        return None;
    };
    current
        .iter()
        .find(|other| other.id != *assignment_id && holds(other, role, *scope))
}

/// Returns the id of the assignment if a change is visible in the current assignments.
fn applied(change: &AssignmentChange, current: &[RoleAssignment]) -> Option<AssignmentId> {
    let find = |id: AssignmentId| current.iter().find(|assignment| assignment.id == id);
    match change {
        AssignmentChange::Update {
            assignment_id,
            role,
            scope,
            ..
        } => find(*assignment_id)
            .filter(|assignment| holds(assignment, role, *scope))
            .map(|assignment| assignment.id),
        AssignmentChange::Create { role, scope } => current
            .iter()
            .find(|assignment| holds(assignment, role, *scope))
            .map(|assignment| assignment.id),
        AssignmentChange::Delete { assignment_id, .. } => match find(*assignment_id) {
            Some(_) => None,
            None => Some(*assignment_id),
        },
    }
}
