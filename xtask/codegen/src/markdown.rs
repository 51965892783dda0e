//! Finds the code blocks of a Markdown text. Reads the subset of Markdown that this project's pages use.

/// A fenced block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The info string after the opening fence, such as `rust,no_run`.
    pub info: String,
    /// The content. Each line ends with a line feed.
    pub text: String,
    /// The number of the line with the opening fence, starting at 1.
    pub line: usize,
    /// The headings that it is under, outermost first.
    pub headings: Vec<String>,
    /// The paragraph before it, on one line; empty if a heading or another block is before it.
    pub before: String,
}

impl Block {
    /// Returns the language: the first word of [`info`](Self::info).
    #[must_use]
    pub fn language(&self) -> &str {
        let end = self.info.find([',', ' ']).unwrap_or(self.info.len());
        self.info.get(..end).unwrap_or_default()
    }

    /// Returns whether it is under this heading, at any level.
    #[must_use]
    pub fn is_under(&self, heading: &str) -> bool {
        self.headings.iter().any(|own| own == heading)
    }
}

/// Returns the code blocks of a text in order. An unclosed block ends at the end of the text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut headings: Vec<(usize, String)> = Vec::new();
    let mut paragraph = Vec::new();
    let mut ended = false;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        if ticks >= 3 {
            let mut content = String::new();
            for (_, line) in lines.by_ref() {
                let closing = line.trim_end();
                if closing.len() >= ticks && closing.bytes().all(|byte| byte == b'`') {
                    break;
                }
                content.push_str(line);
                content.push('\n');
            }
            blocks.push(Block {
                info: line.trim_start_matches('`').trim().to_owned(),
                text: content,
                line: number + 1,
                headings: headings.iter().map(|(_, text)| text.clone()).collect(),
                before: std::mem::take(&mut paragraph).join(" "),
            });
        } else if (1..=6).contains(&hashes) && line.as_bytes().get(hashes) == Some(&b' ') {
            headings.retain(|(depth, _)| *depth < hashes);
            headings.push((hashes, line.trim_start_matches('#').trim().to_owned()));
            paragraph.clear();
        } else if line.trim().is_empty() {
            ended = true;
        } else {
            if ended {
                paragraph.clear();
            }
            ended = false;
            paragraph.push(line.trim());
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn blocks_have_their_line_paragraph_and_headings() {
        let text = "# One\n\n```sh\na\n```\n\n## Two\n\nFirst.\n\nAdd to\n`b`:\n\n````rust,no_run\n\
                    /// ```\n/// x\n/// ```\n```\n````\n\n```\n# no heading\n```\n## Three\n```text\nend";
        let found = blocks(text);
        let at = |index: usize| {
            let block = &found[index];
            (block.language(), block.line, block.before.as_str())
        };
        assert_eq!(at(0), ("sh", 3, ""));
        assert_eq!(at(1), ("rust", 14, "Add to `b`:"));
        assert_eq!(at(2), ("", 21, ""));
        assert_eq!(at(3), ("text", 25, ""));
        assert_eq!(found.len(), 4);
        assert_eq!(found[0].text, "a\n");
        assert_eq!(found[1].text, "/// ```\n/// x\n/// ```\n```\n");
        assert_eq!(found[2].headings, ["One", "Two"]);
        assert!(found[3].is_under("Three") && !found[3].is_under("Two"));
        assert_eq!(found[3].text, "end\n");
    }
}
