//! JSON pointers (RFC 6901).

/// Appends a step to `at`.
pub fn join(at: &str, step: impl std::fmt::Display) -> String {
    format!("{at}/{}", escape(&step.to_string()))
}

/// Escapes one step of a pointer.
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Unescapes one step of a pointer.
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Returns the name of the component schema that a `$ref` refers to.
pub fn schema_name(reference: &str) -> Option<String> {
    component(reference, "schemas")
}

/// Returns the name of the component of this kind that a `$ref` refers to.
pub fn component(reference: &str, kind: &str) -> Option<String> {
    let name = reference
        .strip_prefix("#/components/")?
        .strip_prefix(kind)?
        .strip_prefix('/')?;
    (!name.is_empty() && !name.contains('/')).then(|| unescape(&percent_decoded(name)))
}

/// Returns the `$ref` of a component schema.
pub fn schema_ref(name: &str) -> String {
    format!("#/components/schemas/{}", escape(name))
}

/// Returns the pointer of a component schema.
pub fn schema_at(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}

/// Decodes percent-encoding, because a `$ref` is a URI.
pub(crate) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Resolves `reference` against `base`, as RFC 3986 does for paths.
pub(crate) fn join_uri(base: &str, reference: &str) -> String {
    let has_scheme = |uri: &str| {
        uri.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
    };
    if has_scheme(reference) || base.is_empty() {
        return reference.to_owned();
    }
    let base = base.split(['#', '?']).next().unwrap_or_default();
    let authority = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority..]
        .find('/')
        .map_or(base.len(), |at| authority + at);
    let (origin, directory) = base.split_at(path);
    let joined = match reference.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => {
            let directory = directory
                .rsplit_once('/')
                .map_or("", |(directory, _)| directory);
            format!("{directory}/{reference}")
        }
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split('/').filter(|step| !["", "."].contains(step)) {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    format!("{origin}/{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_escaped() {
        assert_eq!(join("/paths", "/a~b"), "/paths/~1a~0b");
        assert_eq!(unescape(&escape("~1/~")), "~1/~");
    }

    #[test]
    fn references_name_components() {
        assert_eq!(
            schema_name("#/components/schemas/A~1B").as_deref(),
            Some("A/B")
        );
        assert_eq!(
            schema_name("#/components/schemas/A%20B%").as_deref(),
            Some("A B%")
        );
        assert_eq!(schema_name("#/components/schemas/A/properties/x"), None);
        assert_eq!(schema_name("other.yaml#/A"), None);
        assert_eq!(
            component("#/components/responses/E", "responses").as_deref(),
            Some("E")
        );
    }
}
