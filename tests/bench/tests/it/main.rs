//! Tests of the page of benchmarks, and of the floors that need no measurement.

mod clone;
mod page;
