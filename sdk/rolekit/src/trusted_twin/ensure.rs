//! Helpers of `ensure`: finds the resource with a name, and computes what has to change.

use std::fmt::Display;

use crate::message::excerpt;
use rolekit_runtime::{Error, ErrorKind, Field, Result};

/// Maximum number of ids that an error lists.
const MAX_IDS: usize = 20;

/// The state of the resources with a name.
#[derive(Debug, PartialEq)]
pub(crate) enum Named<I, T> {
    /// There is none.
    None,
    /// The one to keep, or its id.
    One(T),
    /// There are several, and the caller must delete this one, which it created.
    TakeBack(I),
}

/// The resource with a name, before it is read.
pub(crate) type Resolved<I> = Named<I, I>;

/// Returns the resource that a name refers to. `kind` is the plural noun for errors, such as
/// "users"; `own` is the resource that the caller created.
///
/// If there are several, the one with the smallest id is kept, and the callers that created the
/// others delete them.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if there are several and the caller created none of them.
pub(crate) fn resolve<I: Display + Ord + Clone>(
    kind: &str,
    name: &str,
    mut ids: Vec<I>,
    own: Option<&I>,
) -> Result<Resolved<I>> {
    if ids.len() < 2 {
        return Ok(ids.pop().map_or(Named::None, Named::One));
    }
    if let Some(own) = own.filter(|own| ids.contains(own)) {
        return Ok(if ids.iter().min() == Some(own) {
            Named::One(own.clone())
        } else {
            Named::TakeBack(own.clone())
        });
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

/// Fails if `new_name`, the name in the desired state, differs from the `name` to search for.
///
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

/// Returns `desired` if it differs from `current`, else [`Field::Undefined`].
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
    use super::{Named, diff, reject_rename, resolve};
    use rolekit_runtime::{ErrorKind, Field, Outcome};

    #[test]
    fn ambiguous_names_list_the_ids() {
        let none = resolve::<&str>("users", "Ada", vec![], None);
        assert_eq!(none.unwrap(), Named::None);
        let one = resolve("users", "Ada", vec!["a"], None);
        assert_eq!(one.unwrap(), Named::One("a"));
        let error = resolve("users", "Ada", vec!["a", "b"], Some(&"c")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let text = error.to_string();
        assert!(
            text.ends_with("name `Ada` is ambiguous: 2 users match (a, b)"),
            "{text}"
        );
        let text = resolve("users", "Ada", (0..100).collect(), None)
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("100 users") && text.ends_with("18, 19, …)"),
            "{text}"
        );
    }

    #[test]
    fn of_several_creators_exactly_one_keeps_its_own() {
        let ids = vec![3, 1, 2];
        let resolved = [1, 2, 3].map(|own| resolve("users", "Ada", ids.clone(), Some(&own)));
        let resolved = resolved.map(Result::unwrap);
        assert_eq!(
            resolved,
            [Named::One(1), Named::TakeBack(2), Named::TakeBack(3)],
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
