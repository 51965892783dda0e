//! Several administrators who change the same resources at the same time.

mod lost_responses;
mod plan;
mod races;
mod watcher;
