//! The parameters of a call.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::shapes::Shapes;
use crate::diagnostic::Report;
use crate::names::{is_identifier, snake};
use crate::plan::{Operation, Parameter, Place, Style};
use crate::pointer::join;

/// What the methods call their own.
const LOCALS: [&str; 12] = [
    "body", "client", "error", "form", "headers", "info", "query", "refusal", "request",
    "response", "result", "url",
];

/// Plans the parameters, in the order in which they are arguments.
pub(super) fn plan(
    value: &Value,
    operation: &Operation,
    at: &str,
    shapes: &mut Shapes,
    report: &mut Report,
) -> Vec<Parameter> {
    let template = operation.path_parameters();
    let list = value.get("parameters").and_then(Value::as_array);
    let mut out: Vec<Parameter> = Vec::new();
    for (i, parameter) in list.into_iter().flatten().enumerate() {
        let at = join(&join(at, "parameters"), i);
        let Some(found) = one(parameter, &at, shapes, report) else {
            continue;
        };
        let twin = out
            .iter()
            .position(|p| p.name == found.name && p.place == found.place);
        match twin {
            Some(_) => report.note("parameter", &at, "described before; left out"),
            None => out.push(found),
        }
    }
    for name in &template {
        let described = |p: &Parameter, name: &str| p.place == Place::Path && p.name == name;
        if out.iter().any(|p| described(p, name)) {
            continue;
        }
        // A router's marks in the braces are not part of the name.
        let meant = bare(name);
        let near = out.iter_mut().find(|p| described(p, meant));
        if let Some(near) = near.filter(|_| !template.contains(&meant)) {
            near.name = (*name).to_owned();
            continue;
        }
        report.note(
            "path-parameter",
            at,
            format!("`{name}` stands in the path and is not described; taken as a text"),
        );
        out.push(Parameter {
            name: (*name).to_owned(),
            argument: String::new(),
            place: Place::Path,
            style: Style::Simple,
            explode: false,
            reserved: false,
            json: false,
            required: true,
            shape: shapes.add(&json!({"type": "string"})),
            description: String::new(),
        });
    }
    out.retain(|p| {
        let kept = p.place != Place::Path || template.contains(&p.name.as_str());
        if !kept {
            report.unsupported(
                "path-parameter",
                at,
                format!("the parameter `{}` does not stand in the path", p.name),
                "Remove it in an overlay, or correct its `in`.",
            );
        }
        kept
    });
    let rank = |p: &Parameter| template.iter().position(|name| *name == p.name);
    out.sort_by(|a, b| match (a.place, b.place) {
        (Place::Path, Place::Path) => rank(a).cmp(&rank(b)),
        (Place::Path, _) => std::cmp::Ordering::Less,
        (_, Place::Path) => std::cmp::Ordering::Greater,
        _ => a.name.cmp(&b.name).then(a.place.cmp(&b.place)),
    });
    arguments(&mut out, at, report);
    out
}

/// A name without what a router says about it.
fn bare(name: &str) -> &str {
    let name = name.trim_start_matches(['+', '#', '.', '/', ';', '?', '&', '*', ':']);
    let name = name.split(':').next().unwrap_or(name);
    name.trim_end_matches(['*', '+', '?'])
}

fn one(parameter: &Value, at: &str, shapes: &mut Shapes, report: &mut Report) -> Option<Parameter> {
    let text = |key| parameter.get(key).and_then(Value::as_str);
    let flag = |key| parameter.get(key).and_then(Value::as_bool);
    let (Some(name), Some(place)) = (text("name"), text("in")) else {
        report.unsupported(
            "parameter",
            at,
            "a parameter has `name` and `in`; left out",
            "Mend the document, by an overlay where it is not yours.",
        );
        return None;
    };
    let place = match place {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        other => {
            report.unsupported(
                "parameter-place",
                at,
                format!(
                    "the parameter `{name}` goes into `{other}`, which OpenAPI 3 does not know"
                ),
                "Describe it as a part of the body or by a place of OpenAPI 3, in an overlay.",
            );
            return None;
        }
    };
    if place == Place::Header
        && ["accept", "content-type"].contains(&name.to_ascii_lowercase().as_str())
    {
        report.note("header-parameter", at, "sent by the client itself");
        return None;
    }
    if place == Place::Header && !is_token(name) {
        report.unsupported(
            "header-parameter",
            at,
            format!("`{name}` is no name of a header"),
            "Correct it in an overlay.",
        );
        return None;
    }
    let content = parameter.get("content").and_then(Value::as_object);
    let (schema, json) = match content.and_then(|c| c.iter().next()) {
        Some((media, body)) if parameter.get("schema").is_none() => {
            let json = super::super::media::kind(media, body) == super::super::media::Kind::Json;
            let schema = body.get("schema").cloned();
            report.note("parameter-content", at, format!("sent as `{media}`"));
            (schema.unwrap_or_else(|| json!({})), json)
        }
        _ => match parameter.get("schema") {
            Some(schema) => (schema.clone(), false),
            None => {
                report.note("parameter-schema", at, "no schema: a text");
                (json!({"type": "string"}), false)
            }
        },
    };
    let usual = match place {
        Place::Path | Place::Header => Style::Simple,
        Place::Query | Place::Cookie => Style::Form,
    };
    let style = match (text("style"), place) {
        (None, _) => usual,
        (Some("simple"), Place::Path | Place::Header) => Style::Simple,
        (Some("label"), Place::Path) => Style::Label,
        (Some("matrix"), Place::Path) => Style::Matrix,
        (Some("form"), Place::Query | Place::Cookie) => Style::Form,
        (Some("spaceDelimited"), Place::Query) => Style::Space,
        (Some("pipeDelimited"), Place::Query) => Style::Pipe,
        (Some("deepObject"), Place::Query) => Style::Deep,
        (Some(other), _) => {
            report.note(
                "parameter-style",
                at,
                format!("`{other}` is no style of such a parameter; written as usual"),
            );
            usual
        }
    };
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    let wanted = flag("required") == Some(true);
    if place == Place::Path && !wanted {
        report.note("path-parameter", at, "in the path, and so required");
    }
    Some(Parameter {
        name: name.to_owned(),
        argument: String::new(),
        place,
        style,
        explode: flag("explode").unwrap_or(style == Style::Form),
        reserved: flag("allowReserved") == Some(true),
        json,
        required: place == Place::Path || (wanted && !nullable),
        shape: shapes.add_present(&schema),
        description: text("description").unwrap_or("").trim().to_owned(),
    })
}

fn is_token(name: &str) -> bool {
    let other = "!#$%&'*+-.^_`|~";
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || other.contains(c))
}

/// Gives each argument a name of its own.
fn arguments(parameters: &mut [Parameter], at: &str, report: &mut Report) {
    let mut taken: BTreeSet<String> = LOCALS.map(str::to_owned).into();
    for (i, parameter) in parameters.iter_mut().enumerate() {
        let mut plain = snake(&parameter.name);
        if !is_identifier(&plain) {
            plain = format!("parameter_{i}");
        }
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        };
        let mut argument = plain.clone();
        for n in 1.. {
            if taken.insert(argument.clone()) {
                break;
            }
            argument = match n {
                1 => format!("{}_{place}", plain.trim_end_matches('_')),
                n => format!("{plain}_{place}_{n}"),
            };
        }
        if argument != snake(&parameter.name) {
            report.note(
                "parameter-name",
                at,
                format!("`{}` is the argument `{argument}`", parameter.name),
            );
        }
        parameter.argument = argument;
    }
}
