//! The vendors' own Python clients beside this SDK: the same intents by both, what each sent for
//! them, and what each reads of what the other wrote.

pub mod differences;
pub mod interpreter;
pub mod python;
pub mod side;
