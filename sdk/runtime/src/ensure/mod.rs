//! `ensure` and `replace` calls, which bring resources into a desired state: their plan and their result.

mod absent;
mod call;
mod converge;
mod named;
mod plan;
mod result;
mod target;

pub use self::absent::Absent;
pub use self::call::Ensure;
pub use self::named::{Named, NamedAbsent, NamedKey, NamedTarget};
pub use self::plan::{EnsurePlan, Identified, PlannedChange};
pub use self::result::{Action, Ensured, Replaced};
pub use self::target::{ChangeOf, Converged, FromConverged, IdOf, PlanOf, Target};
