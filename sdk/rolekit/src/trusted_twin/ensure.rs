//! Helpers of `ensure`: find the one resource with a name, and compute what has to change.

use std::fmt::Display;

use crate::message::excerpt;
use rolekit_runtime::{Error, ErrorKind, Field, Result};

/// How many of the things with the same name an error names.
const MAX_IDS: usize = 20;

/// The one thing with a name, if there is one. `kind` is what such things are called.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if there are several: which of them is meant, nobody can tell.
pub(crate) fn unique<I: Display>(kind: &str, name: &str, mut ids: Vec<I>) -> Result<Option<I>> {
    if ids.len() < 2 {
        return Ok(ids.pop());
    }
    let mut listed: Vec<_> = ids.iter().take(MAX_IDS).map(I::to_string).collect();
    if ids.len() > MAX_IDS {
        listed.push("…".to_owned());
    }
    Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "name `{}` is ambiguous: {} {kind} match ({})",
        excerpt(name),
        ids.len(),
        listed.join(", "),
    )))
}

/// A name that was given twice: for finding, and in what the thing is to be.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if the two differ.
pub(crate) fn reject_rename(name: &str, new_name: Option<&str>) -> Result<()> {
    match new_name {
        Some(new_name) if new_name != name => Err(Error::new(ErrorKind::InvalidRequest)
            .with_message(format!(
                "`ensure` cannot rename `{}`; use `update`",
                excerpt(name),
            ))),
        _ => Ok(()),
    }
}

/// The part of a change that changes anything.
pub(crate) fn diff<T: Clone + PartialEq>(desired: &Field<T>, current: Option<&T>) -> Field<T> {
    let unchanged = match desired {
        Field::Undefined => true,
        Field::Null => current.is_none(),
        Field::Value(desired) => current == Some(desired),
    };
    if unchanged {
        Field::Undefined
    } else {
        desired.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{diff, reject_rename, unique};
    use rolekit_runtime::{ErrorKind, Field, Outcome};

    #[test]
    fn ambiguous_names_list_the_ids() {
        assert_eq!(unique::<&str>("users", "Ada", vec![]).unwrap(), None);
        assert_eq!(unique("users", "Ada", vec!["a"]).unwrap(), Some("a"));
        let error = unique("users", "Ada", vec!["a", "b"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let text = error.to_string();
        assert!(
            text.ends_with("name `Ada` is ambiguous: 2 users match (a, b)"),
            "{text}"
        );
        let text = unique("users", "Ada", (0..100).collect())
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("100 users") && text.ends_with("18, 19, …)"),
            "{text}"
        );
    }

    #[test]
    fn ensure_does_not_rename() {
        reject_rename("Ada", None).unwrap();
        reject_rename("Ada", Some("Ada")).unwrap();
        reject_rename("Ada", Some("Bob")).unwrap_err();
    }

    #[test]
    fn the_diff_has_only_changed_fields() {
        assert_eq!(diff(&Field::Undefined, Some(&1)), Field::Undefined);
        assert_eq!(diff(&Field::Value(1), Some(&1)), Field::Undefined);
        assert_eq!(diff(&Field::Value(2), Some(&1)), Field::Value(2));
        assert_eq!(diff(&Field::Value(2), None), Field::Value(2));
        assert_eq!(diff(&Field::<i64>::Null, None), Field::Undefined);
        assert_eq!(diff(&Field::Null, Some(&1)), Field::Null);
    }
}
