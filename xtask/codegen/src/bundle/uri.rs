//! References as URIs: their parts, and the paths of the files that they name.

use crate::pointer::percent_decoded;

/// The parts of a reference.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// The part before `#`.
    pub(super) document: &'a str,
    /// The part after `#`, decoded; empty if there is none.
    pub(super) fragment: String,
}

/// Splits a reference.
pub(super) fn split(reference: &str) -> Reference<'_> {
    let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    Reference {
        document,
        fragment: percent_decoded(fragment),
    }
}

/// Returns the scheme of a URI, such as `https`.
pub(super) fn scheme(uri: &str) -> Option<&str> {
    if uri.starts_with("//") {
        return Some("https");
    }
    let (scheme, _) = uri.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some(scheme)
}

/// Returns the path that `reference` has in a file at `base`, with `/` between steps and without `.`;
/// `..` is at the start only.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let reference = percent_decoded(reference);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (root, path) = match reference.strip_prefix('/') {
        Some(path) => ("/", path.to_owned()),
        None if base.starts_with('/') => ("/", format!("{folder}/{reference}")),
        None => ("", format!("{folder}/{reference}")),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            ".." if !root.is_empty() => {}
            step => steps.push(step),
        }
    }
    format!("{root}{}", steps.join("/"))
}

/// Returns whether a value of `discriminator.mapping` is a reference instead of a component's name.
pub(super) fn is_reference(mapping: &str) -> bool {
    let extension = mapping
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    mapping.contains(['/', '#']) || ["json", "yaml", "yml"].contains(&extension)
}

/// Returns whether a reference names another document.
pub(super) fn is_external(reference: &str) -> bool {
    !reference.is_empty() && !reference.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file() {
        for (base, reference, path) in [
            ("openapi.yaml", "a.yaml", "a.yaml"),
            ("openapi.yaml", "./a.yaml", "a.yaml"),
            ("paths/b.yaml", "../schemas/./a.yaml", "schemas/a.yaml"),
            ("paths/x/b.yaml", "../../a.yaml", "a.yaml"),
            ("paths/b.yaml", "../../../a.yaml", "../../a.yaml"),
            ("../b.yaml", "a.yaml", "../a.yaml"),
            ("b.yaml", "my%20schemas/a%23b.yaml", "my schemas/a#b.yaml"),
            ("b.yaml", "/etc/a.yaml", "/etc/a.yaml"),
            ("/etc/b.yaml", "../../a.yaml", "/a.yaml"),
            ("b.yaml", ".././x/../a.yaml", "../a.yaml"),
        ] {
            assert_eq!(resolve(base, reference), path, "{base} {reference}");
        }
    }

    #[test]
    fn schemes_are_not_files() {
        assert_eq!(scheme("https://example.com/a.yaml"), Some("https"));
        assert_eq!(scheme("//example.com/a.yaml"), Some("https"));
        assert_eq!(scheme("urn:a:b"), Some("urn"));
        assert_eq!(scheme("a/b:c.yaml"), None);
        assert_eq!(scheme("./a.yaml"), None);
    }
}
