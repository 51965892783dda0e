//! Names of Rust for names of a document: those that the generator gives, to find clashes before it
//! merges or duplicates them.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToSnakeCase};
use unicode_normalization::UnicodeNormalization as _;

use crate::invisible::is_invisible;

/// Returns the name of a type or of a variant.
pub fn pascal(name: &str) -> String {
    identifier(name, |s| s.to_pascal_case())
}

/// Returns the name of a method, a field or an argument.
pub fn snake(name: &str) -> String {
    identifier(name, |s| s.to_snake_case())
}

/// Returns whether the generator derives the same names from `name` as [`pascal`] and [`snake`].
pub(crate) fn is_folded_alike(name: &str) -> bool {
    !["+1", "-1"].contains(&name)
        && !name.contains(is_invisible)
        && (name.is_ascii() || name.nfkc().eq(name.chars()))
}

fn identifier(name: &str, fold: impl Fn(&str) -> String) -> String {
    let folded = match name {
        "+1" => fold("plus1"),
        "-1" => fold("minus1"),
        _ => {
            // The compiler takes names for equal that have the same normal form.
            let plain: String = name
                .nfkc()
                .filter(|c| *c != '\'' && !is_invisible(*c))
                .map(|c| if is_continue(c) { c } else { '-' })
                .collect();
            fold(&plain).nfkc().collect()
        }
    };
    let started = match folded.chars().next() {
        None => fold("x"),
        Some(c) if is_identifier(c.encode_utf8(&mut [0; 4])) => folded,
        Some(_) => format!("{}{folded}", fold("x")),
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
    name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

fn is_continue(c: char) -> bool {
    if c.is_ascii() {
        return c == '_' || c.is_ascii_alphanumeric();
    }
    is_identifier(&format!("a{c}"))
}

/// The names of types, traits and variants that Rust's prelude has. A type with such a name would take
/// its place in the code around, and in code that imports the module.
pub(crate) const PRELUDE: [&str; 37] = [
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Vec",
];

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
pub(crate) fn unique_name(name: &str, used_names: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    for n in 2.. {
        if used_names.insert(free.clone()) {
            break;
        }
        free = format!("{name}{n}");
    }
    free
}

/// Returns a name for a component that becomes a type: `name`, with a number if it is in `used_names` or
/// in the prelude, and adds the name of the type to `used_names`.
pub(crate) fn unique_type_name(name: &str, used_names: &mut BTreeSet<String>) -> String {
    // The generator folds the name once more: `AB2` becomes `Ab2`.
    let fold = |name: &str| pascal(&pascal(name));
    let mut free = fold(name);
    for n in 2.. {
        if !PRELUDE.contains(&free.as_str()) && used_names.insert(free.clone()) {
            break;
        }
        free = fold(&format!("{name}{n}"));
    }
    free
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
            ("2fa", "X2fa", "x2fa"),
            ("self", "Self_", "self_"),
            ("", "X", "x"),
            ("+1", "Plus1", "plus1"),
            ("gen", "Gen", "gen_"),
            ("n\u{303}", "Ñ", "ñ"),
            ("\u{fb01}x", "Fix", "fix"),
            ("a\u{200b}b\u{3164}", "Ab", "ab"),
            ("½", "X12", "x1_2"),
        ] {
            assert_eq!(
                (pascal(name).as_str(), snake(name).as_str()),
                (typ, field),
                "{name}"
            );
        }
    }
}
