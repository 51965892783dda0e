//! Names the components, and puts the parts of the document together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::bundled::{BundleInfo, Finding, file_name};
use super::files::{FileLocation, LoadedFiles, ROOT, ReferenceError};
use super::kind::ReferenceTarget;
use super::names::{self, Unnamed};
use super::rewrite::{BundledPart, Bundler, Component, UnresolvedReference};
use super::uri;
use crate::diagnostic::{Diagnostic, Position, Severity};
use crate::pointer::{escape, join, unescape};

/// Puts the visited parts together. `file` is the name of the root document in messages.
pub(super) fn assemble(bundler: Bundler<'_>, file: &str) -> (Value, BundleInfo) {
    let Bundler {
        loaded,
        is_swagger,
        mut components,
        part: root,
        limit,
        ..
    } = bundler;
    if let Some(message) = limit {
        return ((*loaded.value(ROOT)).clone(), over_limit(file, message));
    }
    let pointers = pointers(&components, &loaded, is_swagger, &root.value);
    let parts: Vec<BundledPart> = components
        .iter_mut()
        .map(|component| std::mem::take(&mut component.part))
        .collect();
    let mut out = Assembly {
        doc: Value::Null,
        bundled: BundleInfo {
            files: loaded.paths(),
            ..BundleInfo::default()
        },
        file,
        loaded: &loaded,
        components: &components,
        pointers: &pointers,
    };
    out.doc = out.finish(root, "");
    for (part, pointer) in parts.into_iter().zip(&pointers) {
        let value = out.finish(part, pointer);
        insert(&mut out.doc, pointer, value);
    }
    out.report_bases();
    (out.doc, out.bundled)
}

fn over_limit(file: &str, message: String) -> BundleInfo {
    let diagnostic = Diagnostic {
        severity: Severity::Error,
        rule: "limit",
        file: file.to_owned(),
        pointer: String::new(),
        message: format!("with the files that it refers to: {message}"),
        advice: "Remove references in a copy of the document, or bundle a part of it.".to_owned(),
    };
    BundleInfo {
        findings: vec![Finding {
            reference: None,
            diagnostic,
        }],
        ..BundleInfo::default()
    }
}

/// Returns the pointer of each component in the bundled document.
fn pointers(
    components: &[Component],
    loaded: &LoadedFiles<'_>,
    is_swagger: bool,
    root: &Value,
) -> Vec<String> {
    let container = |object: ReferenceTarget| object.container(is_swagger).unwrap_or_default();
    let mut used: BTreeMap<ReferenceTarget, BTreeSet<String>> = BTreeMap::new();
    let mut unnamed = Vec::new();
    for component in components.iter().filter(|c| c.placed.is_none()) {
        let object = component.object;
        let names = root.pointer(container(object)).and_then(Value::as_object);
        let names = names.into_iter().flatten().map(|(name, _)| name.clone());
        used.entry(object).or_insert_with(|| names.collect());
        unnamed.push(Unnamed {
            object,
            path: loaded.path(component.location.file).to_owned(),
            pointer: component.location.pointer.clone(),
        });
    }
    let mut names = names::assign(&unnamed, &used).into_iter();
    let pointer = |component: &Component| match &component.placed {
        Some(pointer) => pointer.clone(),
        None => join(
            container(component.object),
            names.next().unwrap_or_default(),
        ),
    };
    components.iter().map(pointer).collect()
}

/// Sets the value at a pointer, and adds objects on the way to it.
fn insert(doc: &mut Value, pointer: &str, value: Value) {
    let mut node = doc;
    for step in pointer.split('/').skip(1) {
        let Some(map) = node.as_object_mut() else {
            return;
        };
        node = map
            .entry(unescape(step))
            .or_insert_with(|| Value::Object(Map::new()));
    }
    *node = value;
}

struct Assembly<'a, 'r> {
    doc: Value,
    bundled: BundleInfo,
    file: &'a str,
    loaded: &'a LoadedFiles<'r>,
    components: &'a [Component],
    /// The pointer of each component.
    pointers: &'a [String],
}

impl Assembly<'_, '_> {
    /// Returns the value of the part at `at`, and records where it is from.
    fn finish(&mut self, part: BundledPart, at: &str) -> Value {
        let BundledPart {
            mut value,
            references,
            origins,
            failures,
            replaced,
        } = part;
        let text = |index: usize| format!("#{}", self.pointers[index].replace('%', "%25"));
        for (pointer, index) in &references {
            if let Some(reference) = value.pointer_mut(pointer) {
                *reference = json!(text(*index));
            }
        }
        for (pointer, index) in &references {
            self.keep_tag(&mut value, pointer, *index, &text(*index));
        }
        for (pointer, location) in origins {
            let position = self.position(&location);
            self.bundled
                .origins
                .insert(format!("{at}{pointer}"), position);
        }
        for failure in failures {
            let finding = self.finding(failure, at);
            self.bundled.findings.push(finding);
        }
        for (key, location) in replaced {
            let position = self.position(&location);
            let diagnostic = Diagnostic {
                severity: Severity::Unsupported,
                rule: "path-item-ref",
                file: self.file_of(&position),
                pointer: join(&position.pointer, &key),
                message: format!(
                    "the target of the reference beside `{key}` has it too; that of the target is not used"
                ),
                advice: "Remove one of the two.".to_owned(),
            };
            self.bundled.findings.push(Finding {
                reference: None,
                diagnostic,
            });
        }
        value
    }

    /// Reports files whose references are relative to the file instead of the URI that it declares.
    fn report_bases(&mut self) {
        for (file, key, uri) in self.loaded.other_bases() {
            let pointer = join("", key);
            let position = self.position(&FileLocation { file, pointer });
            let diagnostic = Diagnostic {
                // A path declares another folder; a URL usually has the same layout.
                severity: match uri::scheme(uri) {
                    Some(_) => Severity::Note,
                    None => Severity::Unsupported,
                },
                rule: "base-uri",
                file: self.file_of(&position),
                pointer: position.pointer,
                message: format!("references are relative to the file, not to `{uri}`"),
                advice: "Write them relative to the file.".to_owned(),
            };
            self.bundled.findings.push(Finding {
                reference: None,
                diagnostic,
            });
        }
    }

    fn file_of(&self, position: &Position) -> String {
        let file = position.file.as_deref();
        file.unwrap_or(self.file).to_owned()
    }

    fn position(&self, location: &FileLocation) -> Position {
        Position {
            file: (location.file != ROOT)
                .then(|| Arc::from(file_name(self.file, self.loaded.path(location.file)))),
            pointer: location.pointer.clone(),
        }
    }

    /// Adds the tag of an alternative to the `mapping` of its union, if the tag is the name of a component
    /// that has another name now.
    fn keep_tag(&self, value: &mut Value, pointer: &str, index: usize, text: &str) {
        let Some(tag) = self.components[index].location.pointer.rsplit('/').next() else {
            return;
        };
        let tag = unescape(tag);
        let Some(union) = (["/oneOf/", "/anyOf/"].iter())
            .filter_map(|keyword| pointer.rsplit_once(keyword))
            .find(|(_, rest)| rest.ends_with("/$ref") && rest.matches('/').count() == 1)
            .and_then(|(union, _)| value.pointer_mut(union))
        else {
            return;
        };
        if tag.is_empty() || self.pointers[index].ends_with(&format!("/{}", escape(&tag))) {
            return;
        }
        let Some(discriminator) = union
            .get_mut("discriminator")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let property = discriminator.get("propertyName").and_then(Value::as_str);
        if property.is_none_or(|property| self.lists_values(index, property)) {
            return;
        }
        let mapping = discriminator
            .entry("mapping")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(mapping) = mapping.as_object_mut()
            && !mapping.values().any(|to| to == text)
        {
            mapping.entry(tag).or_insert_with(|| json!(text));
        }
    }

    /// Returns whether the schema of a component lists the values of a property.
    fn lists_values(&self, index: usize, property: &str) -> bool {
        let location = &self.components[index].location;
        let document = self.loaded.value(location.file);
        let Some(schema) = document.pointer(&location.pointer) else {
            return false;
        };
        let all = schema.get("allOf").and_then(Value::as_array);
        let mut schemas = all.into_iter().flatten().chain([schema]);
        schemas.any(|schema| {
            let property = schema.get("properties").and_then(|p| p.get(property));
            property.is_some_and(|p| p.get("const").is_some() || p.get("enum").is_some())
        })
    }

    fn finding(&self, failure: UnresolvedReference, at: &str) -> Finding {
        let UnresolvedReference {
            pointer,
            reference,
            location,
            object,
            failure,
        } = failure;
        let file = self.file_of(&self.position(&location));
        let (reason, advice) = explain(&failure);
        let pointer = format!("{at}{pointer}");
        let severity =
            match object.is_none_or(ReferenceTarget::is_in_client) && is_in_client(&pointer) {
                true => Severity::Unsupported,
                false => Severity::Note,
            };
        let step = if object == Some(ReferenceTarget::MappingTarget) {
            ""
        } else {
            "/$ref"
        };
        let diagnostic = Diagnostic {
            severity,
            rule: "external-ref",
            file,
            pointer: format!("{}{step}", location.pointer),
            message: format!("`{reference}`: {reason}"),
            advice: advice.to_owned(),
        };
        Finding {
            reference: Some((pointer, reference)),
            diagnostic,
        }
    }
}

/// Returns whether the client depends on the part of the document at `pointer`.
fn is_in_client(pointer: &str) -> bool {
    let parts = ["callbacks", "examples", "headers", "links"];
    let mut parts = parts.iter().map(|part| format!("/components/{part}/"));
    !(pointer.starts_with("/webhooks/")
        || pointer.starts_with("/paths/") && pointer.contains("/callbacks/")
        || parts.any(|part| pointer.starts_with(&part)))
}

/// Returns the reason and the advice.
fn explain(failure: &ReferenceError) -> (String, &'static str) {
    match failure {
        ReferenceError::Outside => (
            "the file is outside the folder of the document".to_owned(),
            "Move it there, or allow it with --allow-outside if you trust the document.",
        ),
        ReferenceError::Remote(scheme) if scheme.starts_with("http") => (
            "references to other hosts are not fetched".to_owned(),
            "Save the file beside the document, and refer to it by a relative path.",
        ),
        ReferenceError::Remote(scheme) => (
            format!("a reference with the scheme `{scheme}` is not a file"),
            "Refer to the file by a relative path.",
        ),
        ReferenceError::Unreadable { path, message } => (
            match path.as_str() {
                "" => format!("the file cannot be read: {message}"),
                path => format!("the file {path} cannot be read: {message}"),
            },
            "Correct the reference or the file; paths are relative to the file with the reference.",
        ),
        ReferenceError::NoTarget { path, fragment } => (
            format!("{path} has no `{fragment}`"),
            "Correct the part after `#`.",
        ),
        ReferenceError::Circular => (
            "the reference leads back to itself".to_owned(),
            "Break the circle of references.",
        ),
        ReferenceError::Limit(message) => (message.clone(), "Refer to the target itself."),
    }
}
