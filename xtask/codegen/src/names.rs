//! The names that the generator gives, so that clashes are seen before it merges or doubles them.

use heck::{ToPascalCase, ToSnakeCase};

/// Methods that every generated client has; no operation can have their names.
pub const CLIENT_METHODS: [&str; 12] = [
    "api_version",
    "baseurl",
    "borrow",
    "client",
    "clone",
    "clone_into",
    "exec",
    "inner",
    "new",
    "new_with_client",
    "post",
    "pre",
];

/// The name of a type or of a variant.
pub fn pascal(name: &str) -> String {
    identifier(name, |s| s.to_pascal_case())
}

/// The name of a method, a field or an argument.
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

/// Whether `name` can be written in Rust: letters of all scripts can, other signs cannot.
pub fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
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
