//! Groups the operations into resources, and names their methods.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase as _;
use serde_json::Value;

use crate::diagnostic::Report;
use crate::extension_keys::{FEATURE, METHOD, RESOURCE};
use crate::ir::{Operation, Resource};
use crate::names::{self, PRELUDE, RESERVED_METHODS, is_identifier, pascal, snake, unique_name};
use crate::openapi;
use crate::pointer::join;
use crate::rustdoc_text::sanitize;

/// The resources that were found so far.
pub(super) struct ResourceNames {
    /// The resources, in document order.
    found: Vec<Resource>,
    /// The accessor of each tag.
    of_tag: BTreeMap<String, String>,
    used_accessors: BTreeSet<String>,
    used_types: BTreeSet<String>,
    /// The method names that the document gives, by the name of the operation.
    explicit_names: BTreeMap<String, String>,
}

impl ResourceNames {
    /// Reads the tags of the document. `methods` are the names of all operations, which may become
    /// methods of the client.
    pub(super) fn new(doc: &Value, methods: &BTreeSet<String>, report: &mut Report) -> Self {
        let mut resources = Self {
            found: Vec::new(),
            of_tag: BTreeMap::new(),
            used_accessors: methods.clone(),
            used_types: PRELUDE.map(str::to_owned).into(),
            explicit_names: BTreeMap::new(),
        };
        resources
            .used_accessors
            .extend(RESERVED_METHODS.map(str::to_owned));
        for (index, tag) in openapi::tags(doc).enumerate() {
            let at = join(&join("/tags", index), RESOURCE);
            let accessor = tag.resource.filter(|name| is_name(name, &at, report));
            let accessor = resources.add_tag(tag.name, tag.title, tag.description, accessor);
            if let Some(feature) = tag.feature {
                let at = join(&join("/tags", index), FEATURE);
                resources.set_feature(&accessor, feature, &at, report);
            }
        }
        resources
    }

    /// Returns the accessor of a tag's resource.
    fn add_tag(
        &mut self,
        tag: &str,
        title: &str,
        description: &str,
        accessor: Option<&str>,
    ) -> String {
        if let Some(known) = self.of_tag.get(tag) {
            return known.clone();
        }
        let accessor = match accessor {
            Some(accessor) => self.add(accessor, title, description),
            None => {
                let free = unique_name(&snake(tag), &mut self.used_accessors);
                self.add(&free, title, description)
            }
        };
        self.of_tag.insert(tag.to_owned(), accessor.clone());
        accessor
    }

    /// Adds a resource unless there is one with this accessor.
    fn add(&mut self, accessor: &str, title: &str, description: &str) -> String {
        if self.found.iter().all(|known| known.accessor != accessor) {
            self.used_accessors.insert(accessor.to_owned());
            let words: Vec<&str> = title.split_whitespace().collect();
            self.found.push(Resource {
                accessor: accessor.to_owned(),
                type_name: unique_name(&pascal(accessor), &mut self.used_types),
                title: sanitize(&words.join(" ")),
                description: sanitize(description),
                feature: None,
            });
        }
        accessor.to_owned()
    }

    fn set_feature(&mut self, accessor: &str, feature: &str, at: &str, report: &mut Report) {
        let is_feature = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        if feature.is_empty() || !feature.chars().all(is_feature) {
            report.error(
                "feature",
                at,
                format!("`{feature}` is not the name of a feature"),
                "Write letters, digits, hyphens and underscores.",
            );
            return;
        }
        let found = self.found.iter_mut();
        for resource in found.filter(|resource| resource.accessor == accessor) {
            resource.feature = Some(feature.to_owned());
        }
    }

    /// Returns the accessor of the resource of an operation, if it has one.
    pub(super) fn of(
        &mut self,
        value: openapi::OperationObject<'_>,
        at: &str,
        report: &mut Report,
    ) -> Option<String> {
        let method = value.method();
        if let Some(method) = method.filter(|name| is_name(name, &join(at, METHOD), report)) {
            self.explicit_names
                .insert(snake(value.id()), method.to_owned());
        }
        let accessor = value.resource();
        if let Some(accessor) = accessor.filter(|name| is_name(name, &join(at, RESOURCE), report)) {
            return Some(self.add(accessor, &accessor.replace('_', " "), ""));
        }
        let tag = value.tags().next()?;
        Some(self.add_tag(tag, tag, "", None))
    }

    /// Names the methods, and returns the resources that have any.
    pub(super) fn finish(self, operations: &mut [Operation]) -> Vec<Resource> {
        let accessors: BTreeSet<Option<String>> =
            operations.iter().map(|o| o.resource.clone()).collect();
        for accessor in accessors {
            let mut own: Vec<&mut Operation> = operations
                .iter_mut()
                .filter(|operation| operation.resource == accessor)
                .collect();
            let Some(accessor) = &accessor else {
                for operation in own {
                    operation.method_name = self.name(operation, None);
                }
                continue;
            };
            let short: Vec<String> = own
                .iter()
                .map(|operation| self.name(operation, Some(accessor)))
                .collect();
            for (operation, name) in own.iter_mut().zip(&short) {
                let is_unique = short.iter().filter(|other| *other == name).count() == 1;
                let is_free = !RESERVED_METHODS.contains(&name.as_str());
                operation.method_name = if is_unique && is_free {
                    name.clone()
                } else {
                    operation.name.clone()
                };
            }
        }
        let used: BTreeSet<&String> = operations
            .iter()
            .filter_map(|operation| operation.resource.as_ref())
            .collect();
        let mut found = self.found;
        found.retain(|resource| used.contains(&resource.accessor));
        found
    }

    fn name(&self, operation: &Operation, accessor: Option<&str>) -> String {
        if let Some(name) = self.explicit_names.get(&snake(&operation.id)) {
            let suffix = if operation.alternative { "_stream" } else { "" };
            return format!("{name}{suffix}");
        }
        match accessor {
            Some(accessor) => method_name(&operation.name, accessor),
            None => operation.name.clone(),
        }
    }
}

/// Returns the name of an operation without the name of its resource: `list_users` of `users` is
/// `list`.
fn method_name(operation: &str, accessor: &str) -> String {
    let words: Vec<&str> = operation.split('_').filter(|w| !w.is_empty()).collect();
    let plural: Vec<&str> = accessor.split('_').filter(|w| !w.is_empty()).collect();
    let mut singular: Vec<String> = plural.iter().map(|word| (*word).to_owned()).collect();
    if let Some(last) = singular.last_mut() {
        *last = names::singular(last);
    }
    // The name follows the verb, or is in its place. Elsewhere it means another thing: the secret of
    // `get_user_secret` is not a user.
    for start in [1, 0] {
        let Some(rest) = words.get(start..) else {
            continue;
        };
        let length = plural.len();
        let is_resource = length > 0
            && (rest.starts_with(&plural)
                || (rest.len() >= length && rest.iter().zip(&singular).all(|(a, b)| a == b)));
        if is_resource {
            let name = [&words[..start], &rest[length..]].concat().join("_");
            if is_identifier(&name) && name == name.to_snake_case() {
                return name;
            }
        }
    }
    operation.to_owned()
}

fn is_name(name: &str, at: &str, report: &mut Report) -> bool {
    let is_name = is_identifier(name) && snake(name) == name;
    if !is_name {
        report.error(
            "rust-name",
            at,
            format!("`{name}` is not the name of a method"),
            "Write a name in snake case that is not a keyword.",
        );
    }
    is_name
}

#[cfg(test)]
mod tests {
    use super::method_name;

    #[test]
    fn methods_are_named_without_their_resource() {
        for (operation, accessor, expected) in [
            ("list_users", "users", "list"),
            ("get_user", "users", "get"),
            ("update_user_email", "users", "update_email"),
            ("create_role_assignment", "role_assignments", "create"),
            ("list_policies", "policies", "list"),
            ("get_policy", "policies", "get"),
            ("pets_list", "pets", "list"),
            // Not what the name says.
            ("get_user_secret", "secrets", "get_user_secret"),
            ("acknowledge_all_tasks", "tasks", "acknowledge_all_tasks"),
            // Nothing would be left, or a keyword.
            ("users", "users", "users"),
            ("move_user", "users", "move_user"),
        ] {
            assert_eq!(method_name(operation, accessor), expected, "{operation}");
        }
    }
}
