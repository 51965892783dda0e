//! Several administrators who change the same resources at the same time.

mod plan;
mod races;
mod watcher;
