//! What an `ensure` call reads, plans and changes.

use std::fmt::Debug;

use crate::client::Client;
use crate::ensure::plan::{EnsurePlan, HasId, PlannedChange};
use crate::error::{Error, Result};

/// The plan of a target.
pub type PlanOf<T> = EnsurePlan<<T as Target>::New, <T as Target>::Value, <T as Target>::Changes>;

/// A change of a target.
pub type ChangeOf<T> =
    PlannedChange<<T as Target>::New, <T as Target>::Value, <T as Target>::Changes>;

/// The id of a resource of a target.
pub type IdOf<T> = <<T as Target>::Value as HasId>::Id;

/// Resources and their desired state, for an [`Ensure`](crate::Ensure) call. Each run of a call has its own
/// clone.
pub trait Target: Clone + Send + Sync + 'static {
    /// The current state of the resources.
    type State: PartialEq + Send + Sync;
    /// The description of a resource to create.
    type New: Clone + Debug + PartialEq + Send + Sync;
    /// A resource as the service returns it.
    type Value: HasId + Clone + Debug + PartialEq + Send + Sync;
    /// An update of a resource.
    type Changes: Clone + Debug + PartialEq + Send + Sync;
    /// The result of the call: [`Ensured`](crate::Ensured) or [`Replaced`](crate::Replaced).
    type Output: FromConvergence<Self> + Send;

    /// Returns the client, whose clock and jitter determine the pauses.
    fn client(&self) -> &Client;

    /// Reads the current state.
    fn read(&self) -> impl Future<Output = Result<Self::State>> + Send;

    /// Returns the changes from a state to the desired one.
    fn plan(&self, state: &Self::State) -> PlanOf<Self>;

    /// Sends a change, and returns the id of the resource; `None` if the one to delete was gone.
    fn apply(
        &self,
        change: &ChangeOf<Self>,
    ) -> impl Future<Output = Result<Option<IdOf<Self>>>> + Send;

    /// Returns whether the service may have rejected a change because the state is no longer the one
    /// that was read.
    fn is_stale(&self, error: &Error) -> bool {
        error.is_conflict() || error.is_not_found()
    }

    /// Returns the id of the resource if a change whose response was lost was applied. `state` was read
    /// afterwards, and `plan` is the plan for it, which no longer contains the change.
    fn find_applied(
        &self,
        change: &ChangeOf<Self>,
        state: &Self::State,
        plan: &PlanOf<Self>,
    ) -> Option<IdOf<Self>> {
        let _ = state;
        match change {
            PlannedChange::Delete { current } => Some(current.id().clone()),
            _ if !plan.is_empty() => None,
            _ => plan.unchanged.first().map(|value| value.id().clone()),
        }
    }

    /// Returns the resource with which a change conflicts, and how it is described, to create it again.
    /// It is deleted first if the service rejects the change with a conflict.
    fn find_obstacle(
        &self,
        change: &ChangeOf<Self>,
        state: &Self::State,
    ) -> Option<(Self::Value, Self::New)> {
        let _ = (change, state);
        None
    }
}

/// The end of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Convergence<T: Target> {
    /// The last plan, without the changes that were made since the last read.
    pub plan: PlanOf<T>,
    /// The changes that this run made and did not undo, with the ids of the resources.
    pub changes: Vec<(ChangeOf<T>, IdOf<T>)>,
    /// The reason why the resources may not be as desired.
    pub error: Option<Error>,
}

/// The result of a call, from the end of its run.
pub trait FromConvergence<T: Target>: Sized {
    /// Returns the result.
    ///
    /// # Errors
    /// That of the run, unless the result contains it.
    fn from_convergence(end: Convergence<T>) -> Result<Self>;
}
