//! What makes a thing as it should be: which thing is meant, and what has to change.

use std::fmt::Display;

use crate::runtime::{Error, ErrorKind, Field, Result};

/// How many of the things with the same name an error names.
const NAMED: usize = 20;

/// The one thing with a name, if there is one. `kind` is what such things are called.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if there are several: which of them is meant, nobody can tell.
pub(crate) fn only<I: Display>(kind: &str, name: &str, mut ids: Vec<I>) -> Result<Option<I>> {
    if ids.len() < 2 {
        return Ok(ids.pop());
    }
    let mut named: Vec<_> = ids.iter().take(NAMED).map(I::to_string).collect();
    if ids.len() > NAMED {
        named.push("…".to_owned());
    }
    Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "there are {} {kind} with the name `{}`, so that none of them is meant for certain: {}",
        ids.len(),
        name.escape_debug(),
        named.join(", "),
    )))
}

/// A name that was given twice: for finding, and in what the thing is to be.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if the two differ.
pub(crate) fn same_name(name: &str, given: Option<&str>) -> Result<()> {
    match given {
        Some(given) if given != name => {
            Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "what is looked for under the name `{}` cannot be given another: use `update`",
                name.chars().take(64).collect::<String>().escape_debug(),
            )))
        }
        _ => Ok(()),
    }
}

/// The part of a change that changes anything.
pub(crate) fn needed<T: Clone + PartialEq>(wanted: &Field<T>, now: Option<&T>) -> Field<T> {
    let holds = match wanted {
        Field::Undefined => true,
        Field::Null => now.is_none(),
        Field::Value(wanted) => now == Some(wanted),
    };
    if holds {
        Field::Undefined
    } else {
        wanted.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{needed, only, same_name};
    use crate::runtime::{ErrorKind, Field, Outcome};

    #[test]
    fn several_are_named_and_none_is_taken() {
        assert_eq!(only::<&str>("users", "Ada", vec![]).unwrap(), None);
        assert_eq!(only("users", "Ada", vec!["a"]).unwrap(), Some("a"));
        let error = only("users", "Ada", vec!["a", "b"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let text = error.to_string();
        assert!(
            text.contains("2 users") && text.contains(": a, b"),
            "{text}"
        );
        let text = only("users", "Ada", (0..100).collect())
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("100 users") && text.ends_with("18, 19, …"),
            "{text}"
        );
    }

    #[test]
    fn a_name_is_one_name() {
        same_name("Ada", None).unwrap();
        same_name("Ada", Some("Ada")).unwrap();
        same_name("Ada", Some("Bob")).unwrap_err();
    }

    #[test]
    fn only_what_differs_is_changed() {
        assert_eq!(needed(&Field::Undefined, Some(&1)), Field::Undefined);
        assert_eq!(needed(&Field::Value(1), Some(&1)), Field::Undefined);
        assert_eq!(needed(&Field::Value(2), Some(&1)), Field::Value(2));
        assert_eq!(needed(&Field::Value(2), None), Field::Value(2));
        assert_eq!(needed(&Field::<i64>::Null, None), Field::Undefined);
        assert_eq!(needed(&Field::Null, Some(&1)), Field::Null);
    }
}
