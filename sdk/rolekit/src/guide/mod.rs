//! A guide with a page for each subject. The examples are doctests that run against the sandbox.
//!
//! | page | contents |
//! |---|---|
//! | [`credentials`] | sources of keys, their protection, custom HTTP clients |
//! | [`retries`] | which calls are retried, and whether a failed request was applied |
//! | [`administrators`] | several administrators at the same time: what is guaranteed, what is not |
//! | [`pagination`] | lists by page or by item, and resuming them |
//! | [`three_states`] | absent, null and a value; unknown enum values |
//! | [`testing`] | tests with the sandbox |
//! | [`errors`] | the error type, and how to handle errors |
//! | [`troubleshooting`] | causes of symptoms and error messages |
//!
//! [`faults`](crate::faults) lists the result of a call under each fault.

#[doc = include_str!("credentials.md")]
pub mod credentials {}

#[doc = include_str!("retries.md")]
pub mod retries {}

#[doc = include_str!("administrators.md")]
pub mod administrators {}

#[doc = include_str!("pagination.md")]
pub mod pagination {}

#[doc = include_str!("three_states.md")]
pub mod three_states {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("troubleshooting.md")]
pub mod troubleshooting {}
