//! Requires that a name means one thing.

use std::fmt::Display;

use crate::message::excerpt;
use rolekit_runtime::{Error, ErrorKind, Result};

/// Maximum number of ids that an error lists.
const MAX_IDS: usize = 20;

/// Returns the only one of the things that were found by a name. `kind` is the plural noun for
/// errors, such as "users".
pub(super) fn unique<T, I: Display>(
    kind: &str,
    name: &str,
    mut found: Vec<T>,
    id: impl Fn(&T) -> I,
) -> Result<Option<T>> {
    if found.len() < 2 {
        return Ok(found.pop());
    }
    let mut ids: Vec<_> = found
        .iter()
        .take(MAX_IDS)
        .map(|one| id(one).to_string())
        .collect();
    if found.len() > MAX_IDS {
        ids.push("…".to_owned());
    }
    Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "name `{}` is ambiguous: {} {kind} match ({})",
        excerpt(name),
        found.len(),
        ids.join(", "),
    )))
}

#[cfg(test)]
mod tests {
    use super::unique;

    #[test]
    fn ambiguous_names_list_the_ids() {
        let find = |ids: &[i32]| unique("users", "Ada", ids.to_vec(), |id| *id);
        assert_eq!(find(&[]).unwrap(), None);
        assert_eq!(find(&[7]).unwrap(), Some(7));
        let text = find(&[7, 8]).unwrap_err().to_string();
        assert!(
            text.ends_with("name `Ada` is ambiguous: 2 users match (7, 8)"),
            "{text}"
        );
        let many: Vec<i32> = (0..100).collect();
        assert!(find(&many).unwrap_err().to_string().ends_with("19, …)"));
    }
}
