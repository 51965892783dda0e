//! Predicts the names that the generator gives, to find clashes before it merges or duplicates
//! them.

use heck::{ToPascalCase, ToSnakeCase};

/// Returns the name of a type or of a variant.
pub fn pascal(name: &str) -> String {
    identifier(name, |s| s.to_pascal_case())
}

/// Returns the name of a method, a field or an argument.
pub fn snake(name: &str) -> String {
    identifier(name, |s| s.to_snake_case())
}

fn identifier(name: &str, fold: impl Fn(&str) -> String) -> String {
    let folded = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => {
            let plain: String = name
                .chars()
                .filter(|c| *c != '\'')
                .map(|c| if is_continue(c) { c } else { '-' })
                .collect();
            fold(&plain)
        }
    };
    let started = match folded.chars().next() {
        None => fold("x"),
        Some(c) if c.is_alphabetic() => folded,
        Some(_) => format!("_{folded}"),
    };
    if is_identifier(&started) {
        started
    } else {
        format!("{started}_")
    }
}

/// Returns whether `name` is a valid Rust identifier: letters of all scripts are, other characters
/// are not.
pub fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Names of methods that every client has.
pub(crate) const RESERVED_METHODS: [&str; 10] = [
    "borrow",
    "builder",
    "clone",
    "clone_into",
    "from_runtime",
    "new",
    "request",
    "runtime",
    "with_key",
    "with_options",
];

/// Returns the singular of an English word, as far as its ending tells.
pub(crate) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let stem = word.strip_suffix('s').filter(|stem| !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}

/// Returns `name`, with a number if it is in `used_names`, and adds the result to `used_names`.
pub(crate) fn unique_name(
    name: &str,
    used_names: &mut std::collections::BTreeSet<String>,
) -> String {
    let mut free = name.to_owned();
    for n in 2.. {
        if used_names.insert(free.clone()) {
            break;
        }
        free = format!("{name}{n}");
    }
    free
}

fn is_continue(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_as_the_generator_folds_them() {
        for (name, typ, field) in [
            ("RoleAssignment", "RoleAssignment", "role_assignment"),
            (
                "PatchDeleteHandler.patch",
                "PatchDeleteHandlerPatch",
                "patch_delete_handler_patch",
            ),
            ("type", "Type", "type_"),
            ("2fa", "_2fa", "_2fa"),
            ("self", "Self_", "self_"),
            ("", "X", "x"),
            ("+1", "plus1", "plus1"),
        ] {
            assert_eq!(
                (pascal(name).as_str(), snake(name).as_str()),
                (typ, field),
                "{name}"
            );
        }
    }
}
