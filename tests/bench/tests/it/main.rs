//! Tests of the page of benchmarks, and of the limits that need no measurement.

mod clone;
mod page;
