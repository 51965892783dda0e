//! The servers in the source of a generated crate.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::ir::{Ir, Server, ServerVariable};

/// Returns the fields of `ServiceInfo` with the servers, each on a line.
pub(super) fn fields(ir: &Ir) -> String {
    let base_url = match &ir.server {
        Some(server) => format!("Some({})", expression(server)),
        None => "None".to_owned(),
    };
    let mut fields = format!("        base_url: {base_url},\n");
    if !ir.servers.is_empty() {
        let servers = ir.servers.iter();
        let servers = servers.map(|server| format!("            {},\n", expression(server)));
        let servers: String = servers.collect();
        let _ = writeln!(fields, "        servers: &[\n{servers}        ],");
    }
    fields
}

fn expression(server: &Server) -> String {
    let mut out = format!("Server::new({:?})", server.url);
    if !server.variables.is_empty() {
        let variables: Vec<String> = server.variables.iter().map(variable).collect();
        let _ = write!(out, ".variables(&[{}])", variables.join(", "));
    }
    out
}

fn variable(variable: &ServerVariable) -> String {
    let mut out = format!("ServerVariable::new({:?})", variable.name);
    if let Some(default) = &variable.default {
        let _ = write!(out, ".default_value({default:?})");
    }
    if !variable.values.is_empty() {
        let _ = write!(out, ".values(&{:?})", variable.values);
    }
    out
}

/// Returns what the fields name in addition to `ServiceInfo`.
pub(super) fn imports(ir: &Ir) -> &'static str {
    let mut all = ir.server.iter().chain(&ir.servers).peekable();
    match (
        all.peek().is_some(),
        all.any(|server| !server.variables.is_empty()),
    ) {
        (false, _) => "",
        (true, false) => "Server, ",
        (true, true) => "Server, ServerVariable, ",
    }
}

/// Returns the documentation of the servers, as lines of a comment.
pub(super) fn documentation(ir: &Ir) -> String {
    let code = |text: &str| format!("`{}`", text.replace(['`', '\n', '\r'], "'"));
    let mut out = String::new();
    let all = ir.server.iter().chain(&ir.servers);
    let names: BTreeSet<String> = all
        .flat_map(|server| &server.variables)
        .map(|variable| code(&variable.name))
        .collect();
    if !names.is_empty() {
        let names: Vec<String> = names.into_iter().collect();
        let _ = writeln!(
            out,
            "//! [`server_variable`](rolekit_runtime::ClientBuilder::server_variable) sets the variables of the\n\
             //! URLs of servers: {}.",
            names.join(", ")
        );
    }
    if !ir.servers.is_empty() {
        let urls: Vec<String> = ir.servers.iter().map(|server| code(&server.url)).collect();
        let _ = writeln!(
            out,
            "//! [`server_url`](rolekit_runtime::ClientBuilder::server_url) sets the URLs of the servers of single\n\
             //! operations: {}.",
            urls.join(", ")
        );
    }
    if !out.is_empty() {
        out += "//!\n";
    }
    out
}
