//! End-to-end tests: the SDK against the sandbox, the vendored documents, and the vendors' own clients.
//! One binary, so that the SDK is linked once.
//!
//! Tests run in parallel in one process. A test that needs a process of its own, because it installs a
//! global subscriber or measures memory, is run by `rolekit_e2e::process::isolated`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing test panics"
)]

mod added_operation;
mod administrators;
mod audit_log;
mod auto_traits;
mod cancel;
mod compile_fail;
mod credentials;
mod data;
mod decode;
mod errors;
mod every_operation;
mod fault_table;
mod gcore_iam;
mod in_process;
mod lenient;
mod load;
mod permissions;
mod projects;
mod quotas;
mod random_faults;
mod recorded;
mod rule_engine;
mod schemas;
mod secrets;
mod ssh_keys;
mod tasks;
mod tools;
mod tracing;
mod twin_lists;
mod twin_log;
mod twin_properties;
mod twin_roles;
mod twin_rules;
mod twin_secrets;
mod twin_statements;
mod twin_tokens;
mod twin_users;
mod vendor_clients;
mod wire;
