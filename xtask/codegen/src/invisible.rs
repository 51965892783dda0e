//! Invisible characters: controls, direction marks and zero-width characters. Generated code has them
//! escaped.

/// Returns whether a character is invisible. Spaces, tabs and line feeds are not.
pub(crate) fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || is_direction(c) || is_ignorable(c)
}

/// Returns whether a character ends a line or changes the direction of the text after it.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The characters that Unicode calls default ignorable, and annotations.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Returns a text for documentation: characters without a width are removed, and others that are not seen
/// are written by their number.
pub(crate) fn describe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && is_invisible(c) || is_direction(c) {
            out += &format!("U+{:04X}", u32::from(c));
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
    out
}

/// Returns Rust code without such characters: they are escaped in literals, and described in comments, each
/// of which has lines of its own.
pub(crate) fn escape(code: &str) -> String {
    if !code.contains(is_invisible) {
        return code.to_owned();
    }
    let mut out = String::with_capacity(code.len() + 64);
    for line in code.split_inclusive('\n') {
        if line.trim_start().starts_with("//") {
            out += &describe(line);
            continue;
        }
        for c in line.chars() {
            if is_invisible(c) {
                out.extend(c.escape_unicode());
            } else {
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{describe, escape};

    #[test]
    fn literals_keep_their_value_and_comments_stay_readable() {
        let code = "/// a\u{202e}b\u{200b}c\r\u{feff}\nconst A: &str = \"a\u{202e}\u{3164}b\";\n";
        let escaped = escape(code);
        assert_eq!(
            escaped,
            "/// aU+202EbcU+000D\nconst A: &str = \"a\\u{202e}\\u{3164}b\";\n"
        );
        assert_eq!(escape(&escaped), escaped);
        assert_eq!(describe("a\tb\u{2028}\u{fe0f}c"), "a\tbU+2028c");
    }
}
