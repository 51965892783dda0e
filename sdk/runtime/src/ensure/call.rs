//! The call that plans and applies.

use crate::ensure::converge;
use crate::ensure::target::{Ensured, Target};
use crate::error::Result;
use crate::request::ValueFuture;

/// A call that ensures that a resource is in a desired state. Nothing is sent until it is awaited,
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

    /// Reads the resource, and returns the change that is needed, if any. Nothing is changed.
    ///
    /// # Errors
    /// Those of awaiting the call that occur before a change.
    pub async fn plan(&self) -> Result<T::Plan> {
        let step = converge::next_step(&self.target).await?;
        Ok(self.target.describe(&step))
    }

    /// Makes the change of a plan, and no other.
    ///
    /// # Errors
    /// [`ErrorKind::Contention`](crate::ErrorKind::Contention) if another change is needed than the
    /// plan has, because others changed the resource, or the plan is for another call. Nothing was
    /// changed then, unless the [outcome](crate::Error::outcome) is *applied*. Otherwise those of awaiting
    /// the call.
    pub async fn apply(&self, plan: &T::Plan) -> Result<Ensured<T::Value>> {
        converge::apply(&self.target.clone(), plan).await
    }
}

/// Plans and applies until nothing is left to do.
impl<T: Target> IntoFuture for Ensure<T> {
    type Output = Result<Ensured<T::Value>>;
    type IntoFuture = ValueFuture<Ensured<T::Value>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { converge::ensure(&self.target).await })
    }
}
