//! A guide with a page for each subject. The examples are doctests that run against the sandbox.
//!
//! | page | contents |
//! |---|---|
//! | [`credentials`] | sources of keys, their protection, custom HTTP clients |
//! | [`retries`] | which calls are retried, whether a failed request was applied, limits on requests |
//! | [`administrators`] | several administrators at the same time: what is guaranteed, what is not |
//! | [`observation`] | traces, log lines and metrics |
#![cfg_attr(
    feature = "blocking",
    doc = "| [`blocking`] | calls from code that is not async |"
)]
//! | [`pagination`] | lists by page or by item, and resuming them |
//! | [`three_states`] | absent, null and a value; unknown enum values |
//! | [`testing`] | tests with the sandbox |
//! | [`access_as_code`] | a file of who may do what, planned and applied by a program |
//! | [`errors`] | the error type, and how to handle errors |
//! | [`faults`] | the result of each kind of call under each fault, as measured |
//! | [`troubleshooting`] | causes of symptoms and error messages |

// Empty modules, so that rustdoc gives each page its own address.
#[doc = include_str!("credentials.md")]
pub mod credentials {}

#[doc = include_str!("retries.md")]
pub mod retries {}

#[doc = include_str!("administrators.md")]
pub mod administrators {}

#[doc = include_str!("observation.md")]
pub mod observation {}

#[cfg(feature = "blocking")]
#[doc = include_str!("blocking.md")]
pub mod blocking {}

#[doc = include_str!("pagination.md")]
pub mod pagination {}

#[doc = include_str!("three_states.md")]
pub mod three_states {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("access_as_code.md")]
pub mod access_as_code {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("faults.md")]
pub mod faults {}

#[doc = include_str!("troubleshooting.md")]
pub mod troubleshooting {}
