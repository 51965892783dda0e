//! The call that plans and applies.

use crate::ensure::converge;
use crate::ensure::target::{FromConverged, PlanOf, Target};
use crate::error::Result;
use crate::request::ValueFuture;

/// A call that brings resources into a desired state. Nothing is sent until it is awaited,
/// [planned](Self::plan) or [applied](Self::apply).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct Ensure<T> {
    target: T,
}

impl<T: Target> Ensure<T> {
    /// Creates a call.
    pub fn new(target: T) -> Self {
        Self { target }
    }

    /// Returns the target.
    pub fn into_target(self) -> T {
        self.target
    }

    /// Reads the resources, and returns the changes that are needed, if any. Nothing is changed.
    ///
    /// # Errors
    /// Those of awaiting the call that occur before a change.
    pub async fn plan(&self) -> Result<PlanOf<T>> {
        Ok(converge::next(&self.target).await?.1)
    }

    /// Makes the changes of a plan, and no others.
    ///
    /// # Errors
    /// [`ErrorKind::Contention`](crate::ErrorKind::Contention) if other changes are needed than the
    /// plan has, because others changed the resources, or the plan is for another call. Nothing was
    /// changed then, unless the [outcome](crate::Error::outcome) is *applied*. Otherwise those of awaiting
    /// the call.
    pub async fn apply(&self, plan: &PlanOf<T>) -> Result<T::Output> {
        let end = converge::run(&self.target.clone(), Some(plan)).await?;
        FromConverged::from_converged(end)
    }
}

/// Plans and applies until nothing is left to do.
impl<T: Target> IntoFuture for Ensure<T> {
    type Output = Result<T::Output>;
    type IntoFuture = ValueFuture<T::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let end = converge::run(&self.target, None).await?;
            FromConverged::from_converged(end)
        })
    }
}
