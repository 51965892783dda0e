//! The servers of the document, of its paths and of its operations.

use serde_json::Value;

use super::context::IrContext;
use crate::diagnostic::Report;
use crate::ir::{Server, ServerVariable};
use crate::pointer::join;

/// The rule of the messages.
const RULE: &str = "servers";

/// The servers of a document.
#[derive(Debug, Default)]
pub(super) struct Servers {
    /// That of operations without others.
    pub(super) main: Option<Server>,
    /// The servers of paths and operations.
    pub(super) others: Vec<Server>,
}

impl Servers {
    /// Reads the server of the document.
    pub(super) fn new(doc: &Value, report: &mut Report) -> Self {
        let main = first(doc, "", report);
        if let Some(main) = &main
            && !is_absolute(main)
            && problem(main).is_none()
        {
            report.note(
                RULE,
                "/servers/0/url",
                format!(
                    "`{}` is relative: the caller sets the base URL, with this path",
                    main.url
                ),
            );
        }
        Self {
            main,
            others: Vec::new(),
        }
    }

    /// Returns the server of the document, if a client can use it as its base URL. If each operation has
    /// another one, that of the first operation is as good.
    pub(super) fn base_url(&self, has_own: bool) -> Option<Server> {
        let others = self.others.iter().filter(|_| has_own);
        let mut all = self.main.iter().chain(others);
        all.find(|server| is_absolute(server) && problem(server).is_none())
            .cloned()
    }

    fn add(&mut self, server: Server) -> Option<usize> {
        if self.main.as_ref() == Some(&server) {
            return None;
        }
        let known = self.others.iter().position(|other| *other == server);
        Some(known.unwrap_or_else(|| {
            self.others.push(server);
            self.others.len() - 1
        }))
    }
}

impl IrContext<'_> {
    /// Returns the position of the server of an operation; `None` if it is that of the document.
    pub(super) fn server(&mut self, path: &str, servers: &mut Servers) -> Option<usize> {
        let item = self.doc.get("paths").and_then(|paths| paths.get(path));
        let of_path = (item?, crate::pointer::join("/paths", path));
        let of_operation = (self.value.0, self.at.to_owned());
        let has_servers = |(holder, _): &(&Value, String)| holder.get("servers").is_some();
        let (holder, at) = [of_operation, of_path].into_iter().find(has_servers)?;
        let server = first(holder, &at, self.report)?;
        let url = server.url.clone();
        let is_usable = problem(&server).is_none();
        let position = servers.add(server)?;
        if is_usable {
            self.report.note(
                RULE,
                &join(&at, "servers"),
                format!(
                    "sent to `{url}`, unless `server_url` of the builder sets another URL for it"
                ),
            );
        }
        Some(position)
    }
}

/// Returns the first server of a document, a path or an operation.
fn first(holder: &Value, at: &str, report: &mut Report) -> Option<Server> {
    let at = join(at, "servers");
    let list = holder.get("servers")?;
    let Some(first) = list.as_array().and_then(|list| list.first()) else {
        // An empty list is the same as none.
        if list.as_array().is_none() {
            let advice = "Write a list of objects, each with a `url`.";
            report.unsupported(RULE, &at, "the servers are not a list", advice);
        }
        return None;
    };
    let at_first = join(&at, 0);
    let Some(url) = first.get("url").and_then(Value::as_str).map(str::trim) else {
        let advice = "Write a `url`.";
        report.unsupported(RULE, &at_first, "the server has no URL", advice);
        return None;
    };
    if list.as_array().is_some_and(|list| list.len() > 1) {
        let message = format!("the default is the first server, `{url}`; the others are ignored");
        report.note(RULE, &at, message);
    }
    let at_url = join(&at_first, "url");
    // A query or a fragment would follow the path of an operation.
    let (url, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    if !rest.is_empty() {
        report.unsupported(
            RULE,
            &at_url,
            format!("the query or fragment `{rest}` of the server is not sent"),
            "Remove it, and describe a query parameter of each operation instead.",
        );
    }
    let server = Server {
        url: url.to_owned(),
        variables: variables(first, url, &at_first, report),
    };
    if let Some(problem) = problem(&server) {
        report.unsupported(
            RULE,
            &at_url,
            format!(
                "the client cannot send to `{url}`: {problem}; the caller must set another URL"
            ),
            "Write an HTTP URL in an overlay.",
        );
    }
    Some(server)
}

fn variables(server: &Value, url: &str, at: &str, report: &mut Report) -> Vec<ServerVariable> {
    let described = server.get("variables");
    let mut out: Vec<ServerVariable> = Vec::new();
    for name in crate::ir::path_parameters(url) {
        if out.iter().any(|variable| variable.name == name) {
            continue;
        }
        let variable = described.and_then(|variables| variables.get(name));
        let values = variable.and_then(|variable| variable.get("enum")?.as_array());
        let values: Vec<String> = values.into_iter().flatten().filter_map(text).collect();
        let default = variable.and_then(|variable| text(variable.get("default")?));
        let allowed = match values.is_empty() {
            true => "any value".to_owned(),
            false => format!("one of {}", values.join(", ")),
        };
        let default_text = match &default {
            Some(default) => format!("the default is `{default}`"),
            None => "it has no default, so that the caller must set it".to_owned(),
        };
        report.note(
            RULE,
            &join(&join(at, "variables"), name),
            format!("`server_variable` of the builder sets it to {allowed}; {default_text}"),
        );
        out.push(ServerVariable {
            name: name.to_owned(),
            default,
            values,
        });
    }
    out
}

/// Returns a scalar as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Returns the URL of a server with the defaults of its variables, in lower case.
fn default_url(server: &Server) -> String {
    let mut url = server.url.clone();
    for variable in &server.variables {
        if let Some(default) = &variable.default {
            url = url.replace(&format!("{{{}}}", variable.name), default);
        }
    }
    url.to_ascii_lowercase()
}

/// Returns why an absolute URL cannot be the base URL of a client; `None` if it can, or if that depends on
/// a variable without a default.
fn problem(server: &Server) -> Option<String> {
    let url = default_url(server);
    let (scheme, rest) = url.split_once("://")?;
    if scheme.contains(['{', '/']) {
        return None;
    }
    if !["http", "https"].contains(&scheme) {
        return Some(format!("`{scheme}` is not a scheme of HTTP"));
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('{') {
        return None;
    }
    if authority.contains('@') {
        return Some("it has a user name or a password".to_owned());
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "<>^|\\".contains(c)) {
        return Some(format!("invalid host `{host}`"));
    }
    let is_port = port.is_empty() || port.parse::<u16>().is_ok();
    (!is_port).then(|| format!("invalid port `{port}`"))
}

/// Returns whether the URL of a server has a scheme, in its text or as the value of a variable.
fn is_absolute(server: &Server) -> bool {
    let url = default_url(server);
    let is_variable = url.starts_with('{') && url.contains("://");
    is_variable || url.starts_with("http://") || url.starts_with("https://")
}
