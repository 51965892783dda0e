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
pub use self::named::{NamedAbsent, NamedKey, NamedResource, NamedTarget};
pub use self::plan::{EnsurePlan, HasId, PlannedChange};
pub use self::result::{Action, Ensured, Replaced};
pub use self::target::{ChangeOf, Convergence, FromConvergence, IdOf, PlanOf, Target};
