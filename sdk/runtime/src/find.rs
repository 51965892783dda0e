//! Requires that a name means one thing.

use std::fmt::Display;

use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;

/// Maximum number of candidates that an error lists.
const MAX_CANDIDATES: usize = 20;

/// Returns the only one of the things that were found by a name. `kind` is the plural noun for
/// errors, such as "users"; `label` tells the candidates apart, for example by their id.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if there are several; the message lists the first 20.
pub fn unique<T, L: Display>(
    kind: &str,
    name: &str,
    mut found: Vec<T>,
    label: impl Fn(&T) -> L,
) -> Result<Option<T>> {
    if found.len() < 2 {
        return Ok(found.pop());
    }
    let mut labels: Vec<_> = (found.iter().take(MAX_CANDIDATES))
        .map(|one| label(one).to_string())
        .collect();
    if found.len() > MAX_CANDIDATES {
        labels.push("…".to_owned());
    }
    Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "name `{}` is ambiguous: {} {kind} match ({})",
        excerpt(name),
        found.len(),
        labels.join(", "),
    )))
}

#[cfg(test)]
mod tests {
    use super::unique;
    use crate::error::{ErrorKind, Outcome};

    #[test]
    fn ambiguous_names_list_the_ids() {
        let find = |ids: &[i32]| unique("users", "Ada", ids.to_vec(), |id| *id);
        assert_eq!(find(&[]).unwrap(), None);
        assert_eq!(find(&[7]).unwrap(), Some(7));
        let error = find(&[7, 8]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let text = error.to_string();
        assert!(
            text.ends_with("name `Ada` is ambiguous: 2 users match (7, 8)"),
            "{text}"
        );
        let many: Vec<i32> = (0..100).collect();
        let text = find(&many).unwrap_err().to_string();
        assert!(text.contains("100 users") && text.ends_with("18, 19, …)"));
    }
}
