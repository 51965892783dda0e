//! A guide, with a page for each subject. Its code runs on the sandbox, as a part of the tests.
//!
//! | | |
//! |---|---|
//! | [`credentials`] | where keys come from, what guards them, one's own HTTP client |
//! | [`retries`] | what is repeated and what is not, and what became of a request |
//! | [`pagination`] | lists: a page, pages, items, and where to go on |
//! | [`three_states`] | absent, null and a value; values that this version does not know |
//! | [`testing`] | the sandbox in one's own tests |
//! | [`errors`] | the one error type, and what to do with it |
//! | [`troubleshooting`] | from a symptom or a message to its cause |
//!
//! What a call does under each fault is measured in [`faults`](crate::faults).

#[doc = include_str!("credentials.md")]
pub mod credentials {}

#[doc = include_str!("retries.md")]
pub mod retries {}

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
