//! The absence of one resource.

use crate::client::Client;
use crate::ensure::plan::{EnsurePlan, PlannedChange};
use crate::ensure::target::{ChangeOf, IdOf, PlanOf, Target};
use crate::error::Result;

/// A desired state in which the resource of a target does not exist. The target reads and deletes it.
#[derive(Clone, Debug)]
pub struct Absent<T> {
    target: T,
}

impl<T> Absent<T> {
    /// Creates the desired state.
    pub fn new(target: T) -> Self {
        Self { target }
    }
}

impl<T: Target<State = Option<<T as Target>::Value>>> Target for Absent<T> {
    type State = Option<T::Value>;
    type New = T::New;
    type Value = T::Value;
    type Changes = T::Changes;
    type Output = Option<T::Value>;

    fn client(&self) -> &Client {
        self.target.client()
    }

    async fn read(&self) -> Result<Self::State> {
        self.target.read().await
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        let delete = |current: &T::Value| PlannedChange::Delete {
            current: current.clone(),
        };
        let changes = state.iter().map(delete).collect();
        EnsurePlan::new(self.target.plan(state).resource, vec![], changes)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<IdOf<Self>>> {
        self.target.apply(change).await
    }
}
