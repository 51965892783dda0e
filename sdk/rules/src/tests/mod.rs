//! Unit tests. The e2e tests compare the builder and the checker with the versions of `rule-engine`.

mod builder;
mod check;
#[cfg(all(feature = "serde", feature = "schemars"))]
mod data;
