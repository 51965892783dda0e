//! What the resource APIs use of the runtime and of the list module.

pub(crate) use rolekit_runtime::*;

pub(crate) use crate::list::{ByOffset, List, Query, sealed};
