//! The call that plans and applies.

use crate::ensure::converge;
use crate::ensure::target::{FromConvergence, PlanOf, Target};
use crate::error::Result;
use crate::request::ValueFuture;

/// A call that brings resources into a desired state. Nothing is sent until it is awaited,
/// [planned](Self::plan) or [applied](Self::apply).
///
/// # Guarantees
///
/// Services without conditional requests cannot prevent all races between callers. The call excludes the
/// harmful ones, and reports the others:
///
/// - **It reads after its last change.** On success the state was the desired one at that read. If others
///   have changed it, the call plans again, up to 20 reads. After the third read it waits for a random time
///   of up to a second, so that calls with different desired states do not continue in lockstep.
/// - **It continues** if a resource disappears before its update, or appears before its creation. A 404 or a
///   409 is an error only if the state has not changed since the plan was made.
/// - **It recovers lost responses.** After an inconclusive response, such as a proxy's 503, it reads whether
///   the change was applied. A creation is never sent twice unless the API rejected the first.
/// - **It reports what it did.** [`Ensured::action`](crate::Ensured::action) and
///   [`Replaced::changes`](crate::Replaced::changes) are the changes of this call. Changes by others count as
///   [`Action::Unchanged`](crate::Action::Unchanged).
/// - **It can be repeated** after any error.
///
/// Not guaranteed:
///
/// - **That the state lasts.** If callers want different states, the last one wins. Each call succeeds if its
///   desired state was reached at some moment.
/// - **That each call succeeds.** A call that finds a different state at each of its 20 reads fails. Repeat it
///   when the others have finished.
/// - **Who made a change whose response is lost.** If the state is the desired one afterwards, the change
///   counts as made by the call, although others may have made it at that moment.
///
/// # Errors
///
/// - Those of the calls that read and change the resources. The [outcome](crate::Error::outcome) says whether a
///   change was applied: *applied* also if only the read after it failed.
/// - [`ErrorKind::Contention`](crate::ErrorKind::Contention) if others changed the resources before each of
///   20 reads.
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
        FromConvergence::from_convergence(end)
    }
}

/// Plans and applies until nothing is left to do.
impl<T: Target> IntoFuture for Ensure<T> {
    type Output = Result<T::Output>;
    type IntoFuture = ValueFuture<T::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let end = converge::run(&self.target, None).await?;
            FromConvergence::from_convergence(end)
        })
    }
}
