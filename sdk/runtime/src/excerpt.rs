//! Formats external text for error messages.

const MAX_CHARS: usize = 64;

/// Escapes external text for an error message, and truncates it.
pub fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let mut excerpt: String = characters
        .by_ref()
        .take(MAX_CHARS)
        .flat_map(char::escape_debug)
        .collect();
    if characters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}
