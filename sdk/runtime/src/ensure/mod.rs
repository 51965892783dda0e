//! `ensure` calls, which bring a resource into a desired state: their plan and their result.

mod call;
pub mod converge;
mod named;
mod target;

pub use self::call::Ensure;
pub use self::named::{EnsurePlan, Named, NamedTarget};
pub use self::target::{Action, Ensured, Step, Target};
