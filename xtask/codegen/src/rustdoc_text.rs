//! Converts descriptions of a document to Markdown for rustdoc: marks code that is not Rust as
//! text, and escapes text that only looks like a link or a tag.

/// Returns `text` without what rustdoc would run, warn about, or drop.
pub(crate) fn sanitize(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    let mut indented = false;
    let mut blank = true;
    for line in text.replace("\r\n", "\n").replace('\r', "\n").lines() {
        let line = line.replace('\t', "    ");
        let line = line.trim_end();
        if let Some(open) = &fence {
            let closes = line.trim_start().starts_with(open.as_str())
                && line.trim_start().trim_start_matches(&open[..1]).is_empty();
            out.push(line.to_owned());
            if closes {
                fence = None;
                blank = true;
            }
            continue;
        }
        let is_code = line.starts_with("    ") && (indented || blank) && !in_list(&out);
        if indented && !is_code && !line.is_empty() {
            close_indented(&mut out);
            indented = false;
        }
        if is_code {
            if !indented {
                out.push("```text".to_owned());
                indented = true;
            }
            out.push(line[4..].to_owned());
        } else if let Some(mark) = fence_mark(line) {
            let start = line.len() - line.trim_start().len();
            let info = line.trim_start().trim_start_matches(&mark[..1]);
            out.push(format!("{}{mark}{}", &line[..start], language(info)));
            fence = Some(mark);
        } else if indented {
            out.push(String::new());
        } else {
            out.push(inline(line));
        }
        blank = line.is_empty();
    }
    if indented {
        close_indented(&mut out);
    }
    if let Some(open) = fence {
        out.push(open);
    }
    while out.last().is_some_and(|l| l.trim().is_empty()) {
        out.pop();
    }
    let first = out.iter().position(|l| !l.trim().is_empty()).unwrap_or(0);
    out.split_off(first).join("\n")
}

/// Ends the block after its last line that is not blank.
fn close_indented(out: &mut Vec<String>) {
    let blanks = out.iter().rev().take_while(|l| l.is_empty()).count();
    out.insert(out.len() - blanks, "```".to_owned());
}

/// Whether the paragraph before is an entry of a list, of which indented text is a part.
fn in_list(out: &[String]) -> bool {
    out.iter()
        .rev()
        .find(|l| !l.is_empty() && !l.starts_with(' '))
        .is_some_and(|l| {
            let digits = l.trim_start_matches(|c: char| c.is_ascii_digit());
            ["- ", "* ", "+ "].iter().any(|m| l.starts_with(m))
                || (digits.len() < l.len()
                    && (digits.starts_with(". ") || digits.starts_with(") ")))
        })
}

/// The fence that a line opens.
fn fence_mark(line: &str) -> Option<String> {
    let line = line.trim_start();
    ['`', '~'].into_iter().find_map(|c| {
        let mark: String = line.chars().take_while(|x| *x == c).collect();
        let inline = c == '`' && line[mark.len()..].contains('`');
        (mark.len() >= 3 && !inline).then_some(mark)
    })
}

/// Rustdoc treats a block without a language as Rust, and runs it.
fn language(info: &str) -> &str {
    let word = info
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        .find(|w| !w.is_empty())
        .unwrap_or("");
    let known = [
        "json",
        "yaml",
        "python",
        "bash",
        "sh",
        "shell",
        "http",
        "xml",
        "go",
        "javascript",
    ];
    if known.contains(&word) { word } else { "text" }
}

/// One line outside of code blocks.
fn inline(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len() + 8);
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let used_names = code_span(rest)
            .or_else(|| link(rest))
            .or_else(|| autolink(rest));
        if let Some(n) = used_names {
            out.extend(&rest[..n]);
            at += n;
            continue;
        }
        if let Some(n) = url(rest, at.checked_sub(1).map(|i| chars[i])) {
            out.push('<');
            out.extend(&rest[..n]);
            out.push('>');
            at += n;
            continue;
        }
        match rest[0] {
            '\\' if rest.get(1).is_some_and(char::is_ascii_punctuation) => {
                out.extend(&rest[..2]);
                at += 2;
                continue;
            }
            c @ ('[' | ']' | '<') => out.extend(['\\', c]),
            '>' if at > 0 => out.extend(['\\', '>']),
            c => out.push(c),
        }
        at += 1;
    }
    out
}

fn code_span(rest: &[char]) -> Option<usize> {
    let ticks = rest.iter().take_while(|c| **c == '`').count();
    if ticks == 0 {
        return None;
    }
    let mut at = ticks;
    while at < rest.len() {
        let run = rest[at..].iter().take_while(|c| **c == '`').count();
        if run == ticks {
            return Some(at + run);
        }
        at += run.max(1);
    }
    None
}

/// `[text](target)` with a target that is a URL.
fn link(rest: &[char]) -> Option<usize> {
    if rest[0] != '[' {
        return None;
    }
    let close = rest.iter().position(|c| *c == ']')?;
    if rest[1..close].contains(&'[') || rest.get(close + 1) != Some(&'(') {
        return None;
    }
    let end = close + 2 + rest[close + 2..].iter().position(|c| *c == ')')?;
    let target: String = rest[close + 2..end].iter().collect();
    (target.starts_with("https://") || target.starts_with("http://")).then_some(end + 1)
}

/// `<https://…>`
fn autolink(rest: &[char]) -> Option<usize> {
    if rest[0] != '<' || url(&rest[1..], None).is_none() {
        return None;
    }
    let end = rest.iter().position(|c| *c == '>')?;
    (!rest[..end].iter().any(|c| c.is_whitespace())).then_some(end + 1)
}

/// The length of a bare URL that begins here.
fn url(rest: &[char], before: Option<char>) -> Option<usize> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let starts = |scheme: &str| {
        let mut scheme = scheme.chars().zip(rest);
        scheme.all(|(a, b)| a == *b) && rest.len() > 8
    };
    if !starts("https://") && !starts("http://") {
        return None;
    }
    let end = rest
        .iter()
        .position(|c| c.is_whitespace() || "<>[]`\"'()|".contains(*c))
        .unwrap_or(rest.len());
    let trailing = rest[..end]
        .iter()
        .rev()
        .take_while(|c| ".,;:!?*_".contains(**c))
        .count();
    (end - trailing > 8).then_some(end - trailing)
}

#[cfg(test)]
mod tests {
    use super::sanitize;

    #[test]
    fn texts_become_what_rustdoc_takes() {
        for (from, to) in [
            ("Plain text.", "Plain text."),
            ("See https://a.example/b.", "See <https://a.example/b>."),
            ("See <https://a.example>.", "See <https://a.example>."),
            ("[a](https://a.example/b)", "[a](https://a.example/b)"),
            ("[a](./b.md)", r"\[a\](./b.md)"),
            ("a[0] and [x]", r"a\[0\] and \[x\]"),
            ("`a[0] <b>` https", "`a[0] <b>` https"),
            ("<br>x", r"\<br\>x"),
            ("> quoted", "> quoted"),
            (r"\[x\]", r"\[x\]"),
            (
                "a\n\n    code\n    more\n\nb",
                "a\n\n```text\ncode\nmore\n```\n\nb",
            ),
            ("    let x = 1;", "```text\nlet x = 1;\n```"),
            ("```\nx = [1]\n```\n[y]", "```text\nx = [1]\n```\n\\[y\\]"),
            ("```rust\nx\n```", "```text\nx\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("```\nopen", "```text\nopen\n```"),
            ("- a\n\n    b [c]", "- a\n\n    b \\[c\\]"),
            ("a  \r\nb\t", "a\nb"),
            ("\n\na\n\n", "a"),
        ] {
            assert_eq!(sanitize(from), to, "{from:?}");
        }
    }

    #[test]
    fn doing_it_twice_is_doing_it_once() {
        for text in [
            "a\n\n    code\n\nb [x] <y> https://a.example",
            "```\na",
            "- [x](y)\n> b",
        ] {
            let once = sanitize(text);
            assert_eq!(sanitize(&once), once);
        }
    }
}
