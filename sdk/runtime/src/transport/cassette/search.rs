//! Finds a part of bytes.

/// Returns where bytes occur first.
pub(super) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

/// Replaces a part of bytes wherever it occurs. The part must not be empty.
pub(super) fn replace(bytes: &[u8], part: &[u8], replacement: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = find(rest, part) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(replacement);
        rest = &rest[at + part.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}
