//! Sanitizes text from files and services, such as names and reasons, before it is printed.

/// Returns a text with escapes instead of characters that a terminal obeys or does not show, so that it
/// stays on its line and shows all that it contains.
#[must_use]
pub fn sanitize(text: &str) -> String {
    escape(text, is_hidden)
}

/// Does the same as [`sanitize`], but keeps line breaks.
#[must_use]
pub fn sanitize_lines(text: &str) -> String {
    escape(text, |c| c != '\n' && is_hidden(c))
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            match c {
                '\n' | '\r' | '\t' => out.extend(c.escape_default()),
                _ => out.extend(c.escape_unicode()),
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns whether a character controls a terminal, breaks a line, changes the direction of others, or has
/// no width.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_as_escapes() {
        let text = "a\n\u{1b}[2Jb\u{202e}c\u{7f}\u{9b}é字\\";
        let expected = "a\\n\\u{1b}[2Jb\\u{202e}c\\u{7f}\\u{9b}é字\\";
        assert_eq!(sanitize(text), expected);
        assert_eq!(sanitize_lines("a\r\nb"), "a\\r\nb");
    }
}
