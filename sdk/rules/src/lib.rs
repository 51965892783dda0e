#![doc = include_str!("../README.md")]
// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod builder;
mod check;
#[cfg(any(feature = "serde", feature = "schemars"))]
mod data;
mod lexer;
mod literal;
mod parse_error;
mod parser;
mod precedence;
mod quoted;
mod suggestions;
mod syntax_error;
#[cfg(test)]
mod tests;
mod token;
mod value;
mod variables;
mod warning;

pub use crate::builder::Rule;
pub use crate::check::check;
pub use crate::lexer::is_same_rule;
pub use crate::literal::ValueError;
pub use crate::syntax_error::{LineColumn, SyntaxError};
pub use crate::value::Value;
pub use crate::warning::{Version, Warning, WarningKind};
