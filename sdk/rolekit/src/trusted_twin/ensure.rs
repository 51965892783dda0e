//! What makes a thing as it should be: which thing is meant, and what has to change.

use std::fmt::Display;

use crate::runtime::{Change, Error, ErrorKind, Result};

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
pub(crate) fn needed<T: Clone + PartialEq>(wanted: &Change<T>, now: Option<&T>) -> Change<T> {
    let holds = match wanted {
        Change::Keep => true,
        Change::Clear => now.is_none(),
        Change::Set(wanted) => now == Some(wanted),
    };
    if holds { Change::Keep } else { wanted.clone() }
}

#[cfg(test)]
mod tests {
    use super::{needed, only, same_name};
    use crate::runtime::{Change, ErrorKind, Outcome};

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
        assert_eq!(needed(&Change::Keep, Some(&1)), Change::Keep);
        assert_eq!(needed(&Change::Set(1), Some(&1)), Change::Keep);
        assert_eq!(needed(&Change::Set(2), Some(&1)), Change::Set(2));
        assert_eq!(needed(&Change::Set(2), None), Change::Set(2));
        assert_eq!(needed(&Change::<i64>::Clear, None), Change::Keep);
        assert_eq!(needed(&Change::Clear, Some(&1)), Change::Clear);
    }
}
