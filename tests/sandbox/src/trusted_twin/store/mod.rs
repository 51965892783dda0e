//! The state of the Trusted Twin API: what each resource holds, and how the API renders it.

mod batch;
mod ledger;
mod log;
mod permission;
mod role;
mod secret;
mod state;
mod sticker;
mod token;
mod twin;
mod usage;
mod user;

pub(super) use self::batch::Batch;
pub(super) use self::ledger::{Entry, Ledger};
pub use self::permission::{Effect, Statement};
pub use self::role::RuleKeys;
pub(super) use self::role::{RULES, Role};
pub(super) use self::secret::{Pin, UserSecret};
pub(super) use self::state::TwinState;
pub(super) use self::sticker::Sticker;
pub(super) use self::token::UserToken;
pub(super) use self::twin::Twin;
pub(super) use self::user::User;
